//! Goals from the documents in which people write them, and metrics from lists of indicators.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_domain::{
    MetricId, ObjectiveId, Ts,
    check::MAX_TITLE,
    connections::Skipped,
    metrics::{Metric, Strength},
    people::Action,
    strategy::{
        Ambition, KeyResult, Objective,
        files::Handle,
        lint::{self, Given, Remark},
    },
};
use throughline_store::{Reader, Show};
use throughline_trackers::goals::{self, Document, Floor, Goals, Indicators, Item};
use utoipa::ToSchema;

use crate::{
    Actor, App, AppError, Fate, KeyResultInput, Level, MetricInput, ObjectiveInput, boxed,
    crud::{Noun, make, next_key},
};

/// A document with goals, or a list of indicators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GoalsFileInput {
    /// Its name; the ending says what is in it: `.md` and `.mdx` Markdown, `.csv` and `.tsv` tables, `.yml` and `.yaml` lists
    /// of indicators, which become metrics.
    pub name: String,
    /// Its text.
    pub content: String,
    /// First day of the cycle; read from the document when left out.
    #[serde(default)]
    pub starts_on: Option<Date>,
    /// Last day of the cycle.
    #[serde(default)]
    pub ends_on: Option<Date>,
}

/// One item of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReadGoal {
    /// Its line, from 1.
    pub line: i64,
    /// An objective, a key result or a metric.
    pub level: Level,
    /// Its title or name.
    pub title: String,
    /// The objective of a key result, or the metric above a metric.
    pub under: Option<String>,
    /// New or unchanged. What is there is never overwritten.
    pub what: Fate,
    /// Whether a key result has a number to reach.
    pub measurable: Option<bool>,
    /// What it leaves open.
    pub remarks: Vec<Remark>,
    /// What is left out of it, or was understood in a way that one may want to look at.
    pub notes: Vec<String>,
}

/// What reading a document does, or did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GoalsReport {
    /// Every item that is taken, in the order of the document.
    pub items: Vec<ReadGoal>,
    /// Every item that is not, with its line and the reason.
    pub skipped: Vec<Skipped>,
    /// Items that come in.
    pub new: i64,
    /// Items that were there.
    pub unchanged: i64,
    /// Key results among the items.
    pub key_results: i64,
    /// Key results that have a number to reach.
    pub measurable: i64,
    /// First day of the cycle, if it is known.
    pub starts_on: Option<Date>,
    /// Last day of the cycle.
    pub ends_on: Option<Date>,
}

/// What an item makes, or that it is there.
#[derive(Debug, Clone)]
enum Made {
    There,
    Objective(ObjectiveInput),
    /// With the place of its objective among the items.
    KeyResult(usize, KeyResultInput),
    /// With the name of the metric above it.
    Metric(Option<String>, MetricInput),
}

/// A document beside the workspace.
struct Plan {
    report: GoalsReport,
    made: Vec<Made>,
    /// Ids of objectives that are there, by their place among the items.
    known: BTreeMap<usize, ObjectiveId>,
}

impl App {
    /// What reading a document of goals would do.
    #[boxed]
    pub async fn preview_goals(&self, actor: &Actor, input: GoalsFileInput) -> Result<GoalsReport, AppError> {
        actor.require(Action::SetGoals)?;
        let document = read(&input)?;
        let mut snapshot = self.inner.store.snapshot(&actor.visible).await?;
        Ok(planned(&mut snapshot.read(), &document, &input).await?.report)
    }

    /// Takes the goals of a document. What is there already stays as it is, so the same document again changes nothing.
    #[boxed]
    pub async fn import_goals(&self, actor: &Actor, input: GoalsFileInput) -> Result<GoalsReport, AppError> {
        actor.require(Action::SetGoals)?;
        let change = self.change(actor);
        let document = read(&input)?;
        let currency = actor.workspace.currency;
        self.write(actor, move |tx| {
            let (document, input) = (document.clone(), input.clone());
            Box::pin(async move {
                let plan = planned(&mut tx.read(), &document, &input).await?;
                let Plan { report, made, mut known } = plan;
                let mut metrics: BTreeMap<String, MetricId> = BTreeMap::new();
                for metric in tx.read().list::<Metric>(Show::Live).await? {
                    metrics.insert(metric.name, metric.id);
                }
                // Ids begin with the time, so goals stay in the order of the document.
                for (place, made) in made.into_iter().enumerate() {
                    let at = Ts::from_micros(change.at.micros() + 1_000 * i64::try_from(place).unwrap_or_default());
                    match made {
                        Made::There => {}
                        Made::Objective(input) => {
                            let goal = make(tx, change, currency, Objective::new(input, at)).await?;
                            known.insert(place, goal.id);
                        }
                        Made::KeyResult(under, input) => {
                            let Some(objective_id) = known.get(&under).copied() else { continue };
                            let input = KeyResultInput { objective_id, ..input };
                            make(tx, change, currency, KeyResult::new(input, at)).await?;
                        }
                        Made::Metric(parent, input) => {
                            let parent_id = parent.and_then(|parent| metrics.get(&parent).copied());
                            let metric =
                                make(tx, change, currency, Metric::new(MetricInput { parent_id, ..input }, at)).await?;
                            metrics.insert(metric.name.clone(), metric.id);
                        }
                    }
                }
                Ok(report)
            })
        })
        .await
    }
}

fn read(input: &GoalsFileInput) -> Result<Document, AppError> {
    if let (Some(first), Some(last)) = (input.starts_on, input.ends_on)
        && last < first
    {
        return Err(AppError::field("ends_on", last.to_string(), "The last day lies before the first. Swap the two."));
    }
    goals::read(&input.name, &input.content).map_err(|error| {
        let message = throughline_domain::words::capital(&format!("{error}. Nothing was taken."));
        AppError::field("content", "", message)
    })
}

async fn planned(reader: &mut Reader<'_>, document: &Document, input: &GoalsFileInput) -> Result<Plan, AppError> {
    let mut plan = match document {
        Document::Goals(goals) => {
            let objectives: Vec<Objective> = reader.list(Show::All).await?;
            let key_results: Vec<KeyResult> = reader.list(Show::All).await?;
            Planning::new(goals, input, &objectives, &key_results).plan()
        }
        Document::Indicators(list) => {
            let metrics: Vec<Metric> = reader.list(Show::All).await?;
            metrics_of(list, input, &metrics)
        }
    };
    let count = |of: &dyn Fn(&ReadGoal) -> bool| {
        i64::try_from(plan.report.items.iter().filter(|item| of(item)).count()).unwrap_or(i64::MAX)
    };
    let (new, unchanged) = (count(&|item| item.what == Fate::New), count(&|item| item.what == Fate::Unchanged));
    let (key_results, measurable) =
        (count(&|item| item.level == Level::KeyResult), count(&|item| item.measurable == Some(true)));
    plan.report = GoalsReport { new, unchanged, key_results, measurable, ..plan.report };
    Ok(plan)
}

impl Plan {
    fn empty(skipped: Vec<Skipped>, starts_on: Option<Date>, ends_on: Option<Date>) -> Self {
        let report = GoalsReport {
            items: Vec::new(),
            skipped,
            new: 0,
            unchanged: 0,
            key_results: 0,
            measurable: 0,
            starts_on,
            ends_on,
        };
        Self { report, made: Vec::new(), known: BTreeMap::new() }
    }

    fn skip(&mut self, line: usize, title: &str, reason: impl Into<String>) {
        let said: String = title.chars().take(60).collect();
        self.report.skipped.push(Skipped { item: format!("line {line}: {said}"), reason: reason.into() });
    }
}

struct Planning<'p> {
    goals: &'p Goals,
    objectives: &'p [Objective],
    key_results: &'p [KeyResult],
    keys: [Vec<String>; 2],
    plan: Plan,
    /// The place among the report's items of each item of the document that is taken.
    places: BTreeMap<usize, usize>,
}

impl<'p> Planning<'p> {
    fn new(
        goals: &'p Goals,
        input: &GoalsFileInput,
        objectives: &'p [Objective],
        key_results: &'p [KeyResult],
    ) -> Self {
        let starts_on = input.starts_on.or(goals.cycle.map(|cycle| cycle.0));
        let ends_on = input.ends_on.or(goals.cycle.map(|cycle| cycle.1));
        let keys = [
            objectives.iter().map(|goal| goal.key.clone()).collect(),
            key_results.iter().map(|goal| goal.key.clone()).collect(),
        ];
        let plan = Plan::empty(goals.skipped.clone(), starts_on, ends_on);
        Self { goals, objectives, key_results, keys, plan, places: BTreeMap::new() }
    }

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

    fn push(&mut self, item: ReadGoal, made: Made) -> usize {
        self.plan.report.items.push(item);
        self.plan.made.push(made);
        self.plan.report.items.len() - 1
    }

    /// The next free key: "O4" after "O3".
    fn key(&mut self, of: usize) -> String {
        let key = next_key(["O", "KR"][of], self.keys[of].iter().map(String::as_str));
        self.keys[of].push(key.clone());
        key
    }

    fn objective(&mut self, item: &Item) -> Option<usize> {
        let (starts_on, ends_on) = (self.plan.report.starts_on, self.plan.report.ends_on);
        let title = item.title.trim();
        if let Some(place) = self.again(item, Level::Objective, None) {
            return Some(place);
        }
        let same = |goal: &&Objective| goal.title == title && goal.starts_on == starts_on;
        let known = self.objectives.iter().filter(same).max_by_key(|goal| goal.withdrawn_at.is_none());
        if known.is_some_and(|goal| goal.withdrawn_at.is_some()) {
            self.plan.skip(item.line, title, "was deleted here, and so was not made again; bring it back first");
            return None;
        }
        let told = Self::told(item, Level::Objective, None, known.is_some(), None, Vec::new());
        if let Some(known) = known {
            let place = self.push(told, Made::There);
            self.plan.known.insert(place, known.id);
            return Some(place);
        }
        let input = ObjectiveInput {
            key: None,
            title: title.to_owned(),
            why: item.why.clone(),
            metric_id: None,
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
        let key = Some(self.key(0));
        Some(self.push(told, Made::Objective(ObjectiveInput { key, ..input })))
    }

    fn key_result(&mut self, item: &Item) -> Option<usize> {
        let title = item.title.trim();
        let Some(under) = item.under.and_then(|under| self.places.get(&under).copied()) else {
            self.plan.skip(item.line, title, "belongs to an objective that is not taken");
            return None;
        };
        let objective = self.plan.report.items[under].title.clone();
        if let Some(place) = self.again(item, Level::KeyResult, Some(&objective)) {
            return Some(place);
        }
        let known = self.plan.known.get(&under).and_then(|id| {
            let same = |goal: &&KeyResult| goal.objective_id == *id && goal.title == title;
            self.key_results.iter().filter(same).max_by_key(|goal| goal.withdrawn_at.is_none())
        });
        if known.is_some_and(|goal| goal.withdrawn_at.is_some()) {
            self.plan.skip(item.line, title, "was deleted here, and so was not made again; bring it back first");
            return None;
        }
        let due_on = item.due_on.or(self.plan.report.ends_on);
        let given = Given { start: item.start, target: item.target, metric: false, dated: due_on.is_some() };
        let measurable = lint::measurable(title, given);
        let remarks = lint::key_result(title, given);
        let told = Self::told(item, Level::KeyResult, Some(objective), known.is_some(), Some(measurable), remarks);
        if known.is_some() {
            return Some(self.push(told, Made::There));
        }
        let input = KeyResultInput {
            key: Some("KR1".to_owned()),
            objective_id: ObjectiveId(uuid::Uuid::nil()),
            title: title.to_owned(),
            metric_id: None,
            start: item.start,
            target: item.target,
            unit: item.unit.clone(),
            due_on,
            ambition: Ambition::Committed,
        };
        self.checked(item, &KeyResult::new(input.clone(), Ts::default()))?;
        let key = Some(self.key(1));
        Some(self.push(told, Made::KeyResult(under, KeyResultInput { key, ..input })))
    }

    /// Says of an item that stands in the document for the second time where the first one is.
    fn again(&mut self, item: &Item, level: Level, under: Option<&str>) -> Option<usize> {
        let same = |known: &ReadGoal| {
            known.level == level && known.title == item.title.trim() && known.under.as_deref() == under
        };
        let place = self.plan.report.items.iter().position(same)?;
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

fn line(line: usize) -> i64 {
    i64::try_from(line).unwrap_or(i64::MAX)
}

fn metrics_of(list: &Indicators, input: &GoalsFileInput, metrics: &[Metric]) -> Plan {
    let mut plan = Plan::empty(list.skipped.clone(), None, None);
    // What another one stands under comes before it, so that it can be named.
    let called_so = |handle: &str, names: Vec<&str>| {
        names.into_iter().find(|name| Handle::of_name(name) == handle).map(str::to_owned)
    };
    let mut waiting: Vec<&goals::Indicator> = list.items.iter().collect();
    let mut placed: Vec<String> = Vec::new();
    while !waiting.is_empty() {
        let ready = |item: &goals::Indicator| {
            item.parent.as_ref().is_none_or(|parent| {
                called_so(parent, waiting.iter().map(|other| other.name.as_str()).collect())
                    .is_none_or(|name| name == item.name)
            })
        };
        let at = waiting.iter().position(|item| ready(item)).unwrap_or(0);
        let item = waiting.remove(at);
        let live = metrics.iter().filter(|metric| metric.withdrawn_at.is_none()).map(|metric| metric.name.as_str());
        let names = live.chain(placed.iter().map(String::as_str)).collect();
        let parent = item.parent.as_ref().and_then(|parent| called_so(parent, names));
        let known =
            metrics.iter().filter(|metric| metric.name == item.name).max_by_key(|metric| metric.withdrawn_at.is_none());
        if known.is_some_and(|metric| metric.withdrawn_at.is_some()) {
            plan.skip(item.line, &item.name, "was deleted here, and so was not made again; bring it back first");
            continue;
        }
        let mut notes = item.notes.clone();
        if let (Some(handle), None) = (&item.parent, &parent) {
            notes.push(format!("It belongs to “{handle}”, which is not among the metrics; it hangs on nothing."));
        }
        let made = MetricInput {
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
        };
        if let Err(faults) = Metric::new(made.clone(), Ts::default()).check() {
            plan.skip(item.line, &item.name, faults.to_string());
            continue;
        }
        placed.push(item.name.clone());
        plan.report.items.push(ReadGoal {
            line: line(item.line),
            level: Level::Metric,
            title: item.name.clone(),
            under: parent.clone(),
            what: if known.is_some() { Fate::Unchanged } else { Fate::New },
            measurable: None,
            remarks: Vec::new(),
            notes,
        });
        plan.made.push(if known.is_some() { Made::There } else { Made::Metric(parent, made) });
    }
    plan
}
