//! Groups of customers.

use serde::{Deserialize, Serialize};
use throughline_domain::{Money, SegmentId, markets::{Period, Segment}};
use utoipa::ToSchema;

use crate::crud::six_verbs;

/// A segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentInput {
    /// As people write it in a Business Value line; unique in the workspace.
    pub name: String,
    /// Revenue a year, in the workspace's currency.
    #[serde(default)]
    pub yearly_revenue: Option<Money>,
    /// Share of revenue that leaves in `churn_period`, 0 to 1.
    #[serde(default)]
    pub churn: Option<f64>,
    /// The period of `churn`; a year when left out.
    #[serde(default = "year")]
    pub churn_period: Period,
    /// Where the two numbers come from, and of when.
    #[serde(default)]
    pub source: String,
}

const fn year() -> Period {
    Period::Year
}

six_verbs!(Segment, SegmentId, SegmentInput, "segment":
    list_segments, get_segment, create_segment, change_segment, withdraw_segment, restore_segment);
