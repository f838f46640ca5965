//! Goals from the documents in which people write them, and metrics from lists of indicators.

mod goals;
mod indicators;
mod plan;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_domain::{
    MetricId, Ts,
    connections::Skipped,
    metrics::Metric,
    people::Action,
    strategy::{KeyResult, Objective, lint::Remark},
};
use throughline_store::{Reader, Show};
use throughline_trackers::goals::{Document, read as read_goals};
use utoipa::ToSchema;

use self::plan::{Made, Plan};
use crate::{
    Actor, App, AppError, Fate, KeyResultInput, Level, MetricInput, boxed,
    crud::{Noun, make},
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
    read_goals(&input.name, &input.content).map_err(|error| {
        let message = throughline_domain::words::capital(&format!("{error}. Nothing was taken."));
        AppError::field("content", "", message)
    })
}

async fn planned(reader: &mut Reader<'_>, document: &Document, input: &GoalsFileInput) -> Result<Plan, AppError> {
    let mut plan = match document {
        Document::Goals(goals) => {
            let objectives: Vec<Objective> = reader.list(Show::All).await?;
            let key_results: Vec<KeyResult> = reader.list(Show::All).await?;
            goals::plan(goals, input, &objectives, &key_results)
        }
        Document::Indicators(list) => {
            let metrics: Vec<Metric> = reader.list(Show::All).await?;
            indicators::plan(list, input, &metrics)
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
