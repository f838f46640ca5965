//! Groups of customers, and who competes for them.

mod competition;
mod files;

use serde::{Deserialize, Serialize};
use throughline_domain::{
    Money, SegmentId, Ts,
    activity::EventKind,
    markets::{Period, Segment},
    people::Action,
};
use throughline_store::Tx;
use utoipa::ToSchema;

use crate::{
    AppError,
    crud::{Noun, noun_fields, six_verbs},
    write::Change,
};

pub use competition::*;
pub use files::*;

/// A segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentInput {
    /// As people write it in a Business Value line; unique in the workspace.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Revenue a year, in the workspace's currency.
    #[serde(default)]
    pub yearly_revenue: Option<Money>,
    /// How many customers.
    #[serde(default)]
    #[schema(minimum = 0)]
    pub customers: Option<i64>,
    /// Share of revenue that leaves in `churn_period`, 0 to 1.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1)]
    pub churn: Option<f64>,
    /// The period of `churn`; a year when left out.
    #[serde(default = "year")]
    pub churn_period: Period,
    /// Where the numbers come from, and of when.
    #[serde(default)]
    pub source: String,
}

const fn year() -> Period {
    Period::Year
}

six_verbs!(Segment, SegmentId, SegmentInput, "segment":
    list_segments, get_segment, create_segment, change_segment, withdraw_segment, restore_segment);

impl Noun for Segment {
    type Id = SegmentId;
    type Input = SegmentInput;
    const WRITE: Action = Action::SetGoals;
    const EVENTS: [EventKind; 4] =
        [EventKind::SegmentCreated, EventKind::SegmentChanged, EventKind::SegmentWithdrawn, EventKind::SegmentRestored];

    fn amount(&self) -> Option<(&'static str, Money)> {
        self.yearly_revenue.map(|amount| ("yearly_revenue", amount))
    }

    fn new(input: SegmentInput, now: Ts) -> Self {
        let SegmentInput { name, yearly_revenue, customers, churn, churn_period, source } = input;
        let name = name.trim().to_owned();
        let id = SegmentId::new(now);
        Self { id, name, yearly_revenue, customers, churn, churn_period, source, version: 1, withdrawn_at: None }
    }

    fn replaced(&self, input: SegmentInput) -> Self {
        Self { id: self.id, version: self.version, withdrawn_at: self.withdrawn_at, ..Self::new(input, Ts::default()) }
    }

    async fn settled(self, _tx: &mut Tx, _change: Change) -> Result<Self, AppError> {
        Ok(self)
    }

    fn sorted_by(&self) -> String {
        self.name.to_lowercase()
    }

    noun_fields!(name);
}
