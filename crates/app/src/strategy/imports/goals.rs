//! Objectives and key results of a document beside those that are there.

use std::collections::BTreeMap;

use jiff::civil::Date;
use throughline_domain::{
    ObjectiveId, Ts,
    check::MAX_TITLE,
    strategy::{
        Ambition, KeyResult, Objective, ResultKind,
        lint::{self, Given, Remark},
    },
};
use throughline_trackers::goals::{Floor, Goals, Item};

use super::{
    GoalsFileInput, ReadGoal,
    plan::{Made, Plan, line},
};
use crate::{
    Fate, KeyResultInput, Level, ObjectiveInput,
    crud::{Noun, next_key},
};

/// What the goals of a document would do.
pub(super) fn plan(goals: &Goals, input: &GoalsFileInput, objectives: &[Objective], key_results: &[KeyResult]) -> Plan {
    let starts_on = input.starts_on.or(goals.cycle.map(|cycle| cycle.0));
    let ends_on = input.ends_on.or(goals.cycle.map(|cycle| cycle.1));
    let planning = Planning {
        goals,
        objectives: Known::of(objectives, |goal| (goal.title.as_str(), goal.starts_on)),
        key_results: Known::of(key_results, |goal| (goal.objective_id, goal.title.as_str())),
        objective_keys: Keys::new("O", objectives.iter().map(|goal| goal.key.as_str())),
        key_result_keys: Keys::new("KR", key_results.iter().map(|goal| goal.key.as_str())),
        plan: Plan::empty(goals.skipped.clone(), starts_on, ends_on),
        places: BTreeMap::new(),
        seen: BTreeMap::new(),
    };
    planning.plan()
}

struct Planning<'p> {
    goals: &'p Goals,
    /// By title and first day.
    objectives: Known<'p, (&'p str, Option<Date>), Objective>,
    /// By objective and title.
    key_results: Known<'p, (ObjectiveId, &'p str), KeyResult>,
    objective_keys: Keys,
    key_result_keys: Keys,
    plan: Plan,
    /// The place among the report's items of each item of the document that is taken.
    places: BTreeMap<usize, usize>,
    /// The place among the report's items by objective and title.
    seen: BTreeMap<(Option<usize>, &'p str), usize>,
}

/// What is there, by what it is recognised. Of several the last that is not deleted counts.
struct Known<'p, K, N>(BTreeMap<K, &'p N>);

impl<'p, K: Ord, N: Noun> Known<'p, K, N> {
    fn of(all: &'p [N], by: impl Fn(&'p N) -> K) -> Self {
        let (live, gone): (Vec<&N>, Vec<&N>) = all.iter().partition(|one| one.withdrawn().is_none());
        Self(gone.into_iter().chain(live).map(|one| (by(one), one)).collect())
    }
}

/// Gives keys that are free: "O4" after "O3".
struct Keys {
    prefix: &'static str,
    next: String,
}

impl Keys {
    fn new<'a>(prefix: &'static str, taken: impl Iterator<Item = &'a str>) -> Self {
        Self { prefix, next: next_key(prefix, taken) }
    }

    fn take(&mut self) -> String {
        let after = next_key(self.prefix, std::iter::once(self.next.as_str()));
        std::mem::replace(&mut self.next, after)
    }
}

impl<'p> Planning<'p> {
    fn plan(mut self) -> Plan {
        for (place, item) in self.goals.items.iter().enumerate() {
            let taken = match item.floor {
                Floor::Objective => self.objective(item),
                Floor::KeyResult => self.key_result(item),
            };
            if let Some(taken) = taken {
                self.places.insert(place, taken);
            }
        }
        self.plan
    }

    fn push(&mut self, item: ReadGoal, under: Option<usize>, title: &'p str, made: Made) -> usize {
        let place = self.plan.push(item, made);
        self.seen.insert((under, title.trim()), place);
        place
    }

    fn objective(&mut self, item: &'p Item) -> Option<usize> {
        let (starts_on, ends_on) = (self.plan.report.starts_on, self.plan.report.ends_on);
        let title = item.title.trim();
        if let Some(place) = self.again(item, None) {
            return Some(place);
        }
        let known = self.objectives.0.get(&(title, starts_on)).copied();
        if known.is_some_and(|goal| goal.withdrawn_at.is_some()) {
            self.plan.skip_deleted(item.line, title);
            return None;
        }
        let told = Self::told(item, Level::Objective, None, known.is_some(), None, Vec::new());
        if let Some(known) = known {
            let place = self.push(told, None, &item.title, Made::There);
            self.plan.known.insert(place, known.id);
            return Some(place);
        }
        let input = ObjectiveInput {
            key: None,
            title: title.to_owned(),
            why: item.why.clone(),
            metric_id: None,
            cycle_id: None,
            starts_on,
            ends_on,
            owner_id: None,
            at_stake: None,
        };
        let input = self
            .checked(
                item,
                &Objective::new(ObjectiveInput { key: Some("O1".to_owned()), ..input.clone() }, Ts::default()),
            )
            .map(|()| input)?;
        let key = Some(self.objective_keys.take());
        Some(self.push(told, None, &item.title, Made::Objective(ObjectiveInput { key, ..input })))
    }

    fn key_result(&mut self, item: &'p Item) -> Option<usize> {
        let title = item.title.trim();
        let Some(under) = item.under.and_then(|under| self.places.get(&under).copied()) else {
            self.plan.skip(item.line, title, "belongs to an objective that is not taken");
            return None;
        };
        let objective = self.plan.report.items[under].title.clone();
        if let Some(place) = self.again(item, Some(under)) {
            return Some(place);
        }
        let known = self.plan.known.get(&under).and_then(|id| self.key_results.0.get(&(*id, title)).copied());
        if known.is_some_and(|goal| goal.withdrawn_at.is_some()) {
            self.plan.skip_deleted(item.line, title);
            return None;
        }
        let due_on = item.due_on.or(self.plan.report.ends_on);
        let given = Given { start: item.start, target: item.target, dated: due_on.is_some(), ..Given::default() };
        let measurable = lint::measurable(title, given);
        let remarks = lint::key_result(title, given);
        let told = Self::told(item, Level::KeyResult, Some(objective), known.is_some(), Some(measurable), remarks);
        if known.is_some() {
            return Some(self.push(told, Some(under), title, Made::There));
        }
        let input = KeyResultInput {
            key: Some("KR1".to_owned()),
            objective_id: ObjectiveId(uuid::Uuid::nil()),
            shares: Vec::new(),
            title: title.to_owned(),
            metric_id: None,
            kind: ResultKind::Reach,
            start: item.start,
            target: item.target,
            at_least: None,
            at_most: None,
            milestones: String::new(),
            unit: item.unit.clone(),
            due_on,
            ambition: Ambition::Committed,
        };
        self.checked(item, &KeyResult::new(input.clone(), Ts::default()))?;
        let key = Some(self.key_result_keys.take());
        Some(self.push(told, Some(under), title, Made::KeyResult(under, KeyResultInput { key, ..input })))
    }

    /// Says of an item that stands in the document for the second time where the first one is.
    fn again(&mut self, item: &Item, under: Option<usize>) -> Option<usize> {
        let place = self.seen.get(&(under, item.title.trim())).copied()?;
        let line = self.plan.report.items[place].line;
        self.plan.skip(item.line, &item.title, format!("stands on line {line} already"));
        Some(place)
    }

    fn checked<N: Noun>(&mut self, item: &Item, goal: &N) -> Option<()> {
        let faults = goal.faults().err();
        if let Some(faults) = faults {
            let reason = if item.title.chars().count() > MAX_TITLE {
                format!("is {} characters long; at most {MAX_TITLE} fit", item.title.chars().count())
            } else {
                faults.to_string()
            };
            self.plan.skip(item.line, &item.title, reason);
            return None;
        }
        Some(())
    }

    fn told(
        item: &Item,
        level: Level,
        under: Option<String>,
        there: bool,
        measurable: Option<bool>,
        remarks: Vec<Remark>,
    ) -> ReadGoal {
        ReadGoal {
            line: line(item.line),
            level,
            title: item.title.trim().to_owned(),
            under,
            what: if there { Fate::Unchanged } else { Fate::New },
            measurable,
            remarks,
            notes: item.notes.clone(),
        }
    }
}
