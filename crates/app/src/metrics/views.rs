//! What goes into and comes out of the verbs of metrics.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_domain::{
    Currency, Estimate, MetricId, Ts,
    metrics::{Direction, Metric, Observation},
};
use utoipa::ToSchema;

/// A metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MetricInput {
    /// "Loads on time a week", 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Unit in words.
    #[serde(default)]
    pub unit: String,
    /// How it is counted.
    #[serde(default)]
    pub definition: String,
    /// Which way is good.
    pub direction: Direction,
    /// The metric above it in the tree.
    #[serde(default)]
    pub parent_id: Option<MetricId>,
    /// Whether it is the North Star; setting this takes the mark from the metric that had it.
    #[serde(default)]
    pub north_star: bool,
    /// Where it should be.
    #[serde(default)]
    pub target: Option<f64>,
    /// By when.
    #[serde(default)]
    pub target_date: Option<Date>,
    /// What one more is worth in minor units of the workspace's currency a year.
    #[serde(default)]
    pub worth_minor_per_unit_year: Option<f64>,
}

/// One value of a metric at a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObservationInput {
    /// When it was so.
    pub at: Ts,
    /// The value, in the metric's unit.
    pub value: f64,
    /// Where it was read, in words.
    #[serde(default)]
    pub source: String,
}

/// A metric and its newest value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MetricWithLatest {
    /// The metric.
    pub metric: Metric,
    /// Its newest value, if it has one.
    pub latest: Option<Observation>,
}

/// The North Star, what it is made of, and what waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NorthStarView {
    /// The metric, once one is chosen.
    pub metric: Option<Metric>,
    /// Its newest value.
    pub latest: Option<Observation>,
    /// Its values of the last year, oldest first.
    pub trend: Vec<Observation>,
    /// The metrics directly under it.
    pub inputs: Vec<MetricWithLatest>,
    /// What a week of all waiting work costs, in minor units; none while nothing has a price.
    pub waiting_per_week: Option<Estimate>,
    /// Currency of the amounts.
    pub currency: Currency,
}
