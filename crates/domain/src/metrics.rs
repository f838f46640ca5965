//! Named numbers: the North Star and what moves it.

mod forecast;
mod pull;
mod series;
mod tree;

use serde::{Deserialize, Serialize};

use crate::{
    MemberId, MetricId, ObservationId, Ts,
    check::{Faults, MAX_NAME, MAX_TEXT, MAX_TITLE, Wrong},
};

pub use forecast::{Drift, Expected, LEAST_STEPS, METHOD, NoForecast};
pub use pull::{Attempt, NotOneRead, Pull, PullFrom, one_read, one_read_of_mysql, one_read_of_sqlite};
pub use series::{Doubt, Missing, Point, Quality, Refresh};
pub use tree::{Formula, Input, Made, Part, Shared, Strength, Unshared, made_of, share_out};

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
    /// Who answers for it.
    pub owner_id: Option<MemberId>,
    /// Where it is read: "billing", "tracking database".
    pub source: String,
    /// How often it is read. Without, nothing can be late or missing.
    pub refresh: Option<Refresh>,
    /// How the metrics below it make it up, if they do.
    pub formula: Option<Formula>,
    /// How sure we are that it moves the metric above it.
    pub strength: Strength,
    /// Whether it divides, or is taken away, in the formula of the metric above it.
    pub against: bool,
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

impl Metric {
    /// Checks texts and numbers, and that the North Star has nothing above it.
    pub fn check(&self) -> Result<(), Faults> {
        let above_the_top = self.north_star && self.parent_id.is_some();
        Faults::default()
            .name("name", &self.name, MAX_NAME)
            .line("unit", &self.unit, MAX_NAME)
            .text("definition", &self.definition, MAX_TEXT)
            .line("source", &self.source, MAX_TITLE)
            .refuse(self.parent_id == Some(self.id) || above_the_top, "parent_id", || Wrong::Itself)
            .finite("target", self.target)
            .finite("worth_minor_per_unit_year", self.worth_minor_per_unit_year)
            .finish()
    }
}

/// Whether hanging a metric under `parent` would close a circle, given all metrics as they are.
pub fn closes_a_circle(metrics: &[Metric], id: MetricId, parent: MetricId) -> bool {
    let mut above = Some(parent);
    for _ in 0..=metrics.len() {
        match above {
            Some(at) if at == id => return true,
            Some(at) => above = metrics.iter().find(|metric| metric.id == at).and_then(|metric| metric.parent_id),
            None => return false,
        }
    }
    true
}

impl Observation {
    /// Checks value and source.
    pub fn check(&self) -> Result<(), Faults> {
        Faults::default().finite("value", Some(self.value)).line("source", &self.source, MAX_NAME).finish()
    }
}
