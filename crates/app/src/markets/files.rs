//! Segments from a list of customers.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use throughline_domain::{
    Money, Ts,
    connections::Skipped,
    markets::{Period, Segment},
    people::Action,
};
use throughline_store::Show;
use throughline_trackers::markets::{self, Choice, Customers, Group};
use utoipa::ToSchema;

use super::SegmentInput;
use crate::{
    Actor, App, AppError, Fate, FilePart, boxed,
    crud::{Noun, checked},
    write::differences,
};

/// By what churn is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChurnBy {
    /// The share of revenue that left.
    #[default]
    Revenue,
    /// The share of customers who left.
    Customers,
}

/// A list of customers, one in each row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomersFileInput {
    /// Its name, which stands with the numbers as their source.
    pub name: String,
    /// CSV with headings.
    pub content: String,
    /// The column with the group of a customer; guessed from its heading when left out.
    #[serde(default)]
    pub group: Option<String>,
    /// The column with what a customer pays; guessed when left out.
    #[serde(default)]
    pub amount: Option<String>,
    /// The period of that amount; a month when left out.
    #[serde(default = "month")]
    pub amount_period: Period,
    /// The column that says yes where a customer left; guessed when left out.
    #[serde(default)]
    pub left: Option<String>,
    /// By what churn is counted.
    #[serde(default)]
    pub churn_by: ChurnBy,
    /// The period in which they left; a year when left out.
    #[serde(default = "year")]
    pub churn_period: Period,
    /// How a segment is called, with {} for the group: "{} contracts".
    #[serde(default)]
    pub named: Option<String>,
}

const fn month() -> Period {
    Period::Month
}

const fn year() -> Period {
    Period::Year
}

/// A segment as a list of customers makes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CountedSegment {
    /// Its name.
    pub name: String,
    /// Customers.
    pub customers: i64,
    /// Revenue a year; none where nobody pays.
    pub yearly_revenue: Option<Money>,
    /// Share of customers who left in the period; none where the file does not say who left.
    pub customer_churn: Option<f64>,
    /// Share of revenue that left in the period; none without revenue, or where the file does not say who left.
    pub revenue_churn: Option<f64>,
    /// New, changed or unchanged.
    pub what: Fate,
}

/// What adding a list of customers up does, or did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CustomersReport {
    /// The column with the group.
    pub group: Option<String>,
    /// The column with what a customer pays.
    pub amount: Option<String>,
    /// The column that says who left; without one nothing is said of churn.
    pub left: Option<String>,
    /// All columns.
    pub parts: Vec<FilePart>,
    /// The segments.
    pub segments: Vec<CountedSegment>,
    /// Rows that are not taken, with the reason.
    pub skipped: Vec<Skipped>,
}

impl App {
    /// What segments a list of customers would make.
    #[boxed]
    pub async fn preview_segments(
        &self,
        actor: &Actor,
        input: CustomersFileInput,
    ) -> Result<CustomersReport, AppError> {
        actor.require(Action::SetGoals)?;
        let there: Vec<Segment> = self.reader(actor).list(Show::Live).await?;
        let counted = Counted::of(actor, &input)?;
        Ok(counted.report(&there))
    }

    /// Makes or changes the segments of a list of customers; what is not in the list stays as it is.
    #[boxed]
    pub async fn import_segments(&self, actor: &Actor, input: CustomersFileInput) -> Result<CustomersReport, AppError> {
        actor.require(Action::SetGoals)?;
        let change = self.change(actor);
        let currency = actor.workspace.currency;
        let counted = Counted::of(actor, &input)?;
        self.write(actor, move |tx| {
            let counted = counted.clone();
            Box::pin(async move {
                let there: Vec<Segment> = tx.read().list(Show::Live).await?;
                let report = counted.report(&there);
                // Ids begin with the time, so segments stay in the order of the list.
                for (place, (_, input)) in (0..).zip(counted.segments) {
                    if let Some(before) = known(&there, &input.name) {
                        let after = before.replaced(input);
                        if after == *before {
                            continue;
                        }
                        checked(&after, currency)?;
                        let data = differences(Some(before), &after);
                        tx.record(change.event(Segment::EVENTS[1], Some(after.id.0), &after.name, data)).await?;
                        tx.update(&after).await?;
                    } else {
                        let made = Segment::new(input, Ts::from_micros(change.at.micros() + 1_000 * place));
                        checked(&made, currency)?;
                        let data = differences(None, &made);
                        tx.record(change.event(Segment::EVENTS[0], Some(made.id.0), &made.name, data)).await?;
                        tx.insert(&made).await?;
                    }
                }
                Ok(report)
            })
        })
        .await
    }
}

fn known<'s>(there: &'s [Segment], name: &str) -> Option<&'s Segment> {
    there.iter().find(|segment| segment.name.eq_ignore_ascii_case(name))
}

/// A list of customers, added up.
#[derive(Clone)]
struct Counted {
    customers: Customers,
    segments: Vec<(Group, SegmentInput)>,
}

impl Counted {
    fn of(actor: &Actor, input: &CustomersFileInput) -> Result<Self, AppError> {
        let choice = Choice { group: input.group.clone(), amount: input.amount.clone(), left: input.left.clone() };
        let customers = markets::read(&input.content, &choice).map_err(|error| {
            let message = throughline_domain::words::capital(&format!("{error}. Nothing was taken."));
            AppError::field("content", "", message)
        })?;
        let periods = match input.amount_period {
            Period::Month => 12.0,
            Period::Year => 1.0,
        };
        let told = customers.taken[2].is_some();
        let segments = customers.groups.iter().map(|group| {
            let churn = match input.churn_by {
                ChurnBy::Revenue => group.revenue_churn(),
                ChurnBy::Customers => Some(group.customer_churn()),
            };
            let by = match input.churn_by {
                ChurnBy::Revenue => "churn of revenue",
                ChurnBy::Customers => "churn of customers",
            };
            let yearly = Money::from_major(group.amount * periods, actor.workspace.currency);
            let segment = SegmentInput {
                name: input.named.as_ref().map_or_else(|| group.name.clone(), |named| named.replace("{}", &group.name)),
                yearly_revenue: (yearly.minor > 0).then_some(yearly),
                customers: Some(group.customers),
                churn: churn.filter(|_| told),
                churn_period: input.churn_period,
                source: if told { format!("{}, {by}", input.name) } else { input.name.clone() },
            };
            (group.clone(), segment)
        });
        let segments: Vec<_> = segments.collect();
        let mut names = BTreeSet::new();
        if !segments.iter().all(|(_, segment)| names.insert(segment.name.trim().to_lowercase())) {
            let message = "Write {} where the group goes: two groups would have the same name. Nothing was taken.";
            return Err(AppError::field("named", input.named.clone().unwrap_or_default(), message));
        }
        Ok(Self { customers, segments })
    }

    fn report(&self, there: &[Segment]) -> CustomersReport {
        let [group, amount, left] = self.customers.taken.clone();
        let told = left.is_some();
        let segments = self.segments.iter().map(|(group, input)| CountedSegment {
            name: input.name.clone(),
            customers: group.customers,
            yearly_revenue: input.yearly_revenue,
            customer_churn: told.then(|| group.customer_churn()),
            revenue_churn: group.revenue_churn().filter(|_| told),
            what: match known(there, &input.name) {
                None => Fate::New,
                Some(before) if before.replaced(input.clone()) == *before => Fate::Unchanged,
                Some(_) => Fate::Changed,
            },
        });
        let parts = self
            .customers
            .parts
            .iter()
            .map(|part| FilePart { name: part.name.clone(), examples: part.examples.clone() });
        CustomersReport {
            group,
            amount,
            left,
            parts: parts.collect(),
            segments: segments.collect(),
            skipped: self.customers.skipped.clone(),
        }
    }
}
