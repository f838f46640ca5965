//! Metrics of a list of indicators beside those that are there.

use std::collections::{BTreeMap, BTreeSet};

use throughline_domain::{
    Ts,
    metrics::{Metric, Strength},
    strategy::files::Handle,
};
use throughline_trackers::goals::{Indicator, Indicators};

use super::{
    GoalsFileInput, ReadGoal,
    plan::{Made, Plan, line},
};
use crate::{Fate, Level, MetricInput, crud::Noun as _};

/// What the indicators of a list would do. What another one stands under comes before it, so that it can be named.
pub(super) fn plan(list: &Indicators, input: &GoalsFileInput, metrics: &[Metric]) -> Plan {
    let mut plan = Plan::empty(list.skipped.clone(), None, None);
    let (live, gone): (Vec<&Metric>, Vec<&Metric>) = metrics.iter().partition(|one| one.withdrawn_at.is_none());
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for metric in &live {
        names.entry(Handle::of_name(&metric.name)).or_insert(&metric.name);
    }
    let known: BTreeMap<&str, &Metric> = gone.into_iter().chain(live).map(|one| (one.name.as_str(), one)).collect();
    for item in from_the_top(&list.items) {
        let known = known.get(item.name.as_str());
        if known.is_some_and(|metric| metric.withdrawn_at.is_some()) {
            plan.skip_deleted(item.line, &item.name);
            continue;
        }
        let parent = item.parent.as_ref().and_then(|parent| names.get(parent.as_str()).copied());
        let parent = parent.filter(|parent| *parent != item.name).map(str::to_owned);
        let mut notes = item.notes.clone();
        if let (Some(handle), None) = (&item.parent, &parent) {
            notes.push(format!("It belongs to “{handle}”, which is not among the metrics; it hangs on nothing."));
        }
        let made = made(item, input);
        if let Err(faults) = Metric::new(made.clone(), Ts::default()).check() {
            plan.skip(item.line, &item.name, faults.to_string());
            continue;
        }
        names.entry(Handle::of_name(&item.name)).or_insert(&item.name);
        let told = ReadGoal {
            line: line(item.line),
            level: Level::Metric,
            title: item.name.clone(),
            under: parent.clone(),
            what: if known.is_some() { Fate::Unchanged } else { Fate::New },
            measurable: None,
            remarks: Vec::new(),
            notes,
        };
        plan.push(told, if known.is_some() { Made::There } else { Made::Metric(parent, made) });
    }
    plan
}

/// Indicators in the order of their list, each behind the one that it stands under. In a circle one has to be first.
fn from_the_top(items: &[Indicator]) -> Vec<&Indicator> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (place, item) in items.iter().enumerate() {
        places.entry(Handle::of_name(&item.name)).or_insert(place);
    }
    let mut seen = BTreeSet::new();
    let mut order = Vec::new();
    for start in 0..items.len() {
        let mut line = Vec::new();
        let mut at = Some(start);
        while let Some(place) = at.filter(|place| seen.insert(*place)) {
            line.push(&items[place]);
            at = items[place].parent.as_ref().and_then(|parent| places.get(parent)).copied();
        }
        order.extend(line.into_iter().rev());
    }
    order
}

fn made(item: &Indicator, input: &GoalsFileInput) -> MetricInput {
    MetricInput {
        name: item.name.clone(),
        unit: item.unit.clone(),
        definition: item.definition.clone(),
        direction: item.direction,
        parent_id: None,
        north_star: false,
        target: item.target,
        target_date: None,
        worth_minor_per_unit_year: None,
        owner_id: None,
        source: input.name.clone(),
        refresh: None,
        formula: None,
        strength: Strength::Assumed,
        against: false,
    }
}

#[cfg(test)]
mod tests {
    use throughline_domain::metrics::Direction;

    use super::*;

    fn indicator(name: &str, parent: Option<&str>) -> Indicator {
        Indicator {
            line: 1,
            name: name.to_owned(),
            definition: String::new(),
            direction: Direction::Up,
            target: None,
            unit: String::new(),
            parent: parent.map(str::to_owned),
            notes: Vec::new(),
        }
    }

    fn order(items: &[Indicator]) -> Vec<&str> {
        from_the_top(items).into_iter().map(|item| item.name.as_str()).collect()
    }

    #[test]
    fn what_others_stand_under_comes_first_and_a_circle_is_cut() {
        let items = [("a", Some("c")), ("b", None), ("c", Some("d")), ("d", Some("nowhere"))];
        let items = items.map(|(name, parent)| indicator(name, parent));
        assert_eq!(order(&items), ["d", "c", "a", "b"]);
        let circle = [("x", Some("y")), ("y", Some("x")), ("z", Some("z"))];
        assert_eq!(order(&circle.map(|(name, parent)| indicator(name, parent))), ["y", "x", "z"]);
        let chain: Vec<Indicator> =
            (0..5_000).map(|place| indicator(&format!("m{place}"), Some(&format!("m{}", place + 1)))).collect();
        assert_eq!(order(&chain)[0], "m4999");
    }
}
