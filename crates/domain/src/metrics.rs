//! Named numbers: the North Star and what moves it.

use serde::{Deserialize, Serialize};

use crate::{MetricId, ObservationId, Ts};

/// Which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
}

/// A named number. Exactly one metric of a workspace is the North Star.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Metric {
    /// Its id.
    pub id: MetricId,
    /// "Loads on time a week".
    pub name: String,
    /// Unit in words: "loads a week", "share", "shippers".
    pub unit: String,
    /// How it is counted, so that two people count the same.
    pub definition: String,
    /// Which way is good.
    pub direction: Direction,
    /// The metric above it in the tree; none for the North Star and for loose metrics.
    pub parent_id: Option<MetricId>,
    /// Whether it is the North Star.
    pub north_star: bool,
    /// Where it should be, if there is a goal.
    pub target: Option<f64>,
    /// By when.
    pub target_date: Option<jiff::civil::Date>,
    /// What one more is worth in minor units of the workspace's currency a year, if known.
    pub worth_minor_per_unit_year: Option<f64>,
    /// Counts up with each change.
    pub version: i64,
    /// When it was deleted, if so.
    pub withdrawn_at: Option<Ts>,
}

/// One value of a metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Observation {
    /// Its id.
    pub id: ObservationId,
    /// Of which metric.
    pub metric_id: MetricId,
    /// When it was so. One value per metric and time.
    pub at: Ts,
    /// The value, in the metric's unit.
    pub value: f64,
    /// Where it was read, in words.
    pub source: String,
}
