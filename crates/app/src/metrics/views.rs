//! What goes into and comes out of the verbs of metrics.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_domain::{
    Currency, Estimate, MemberId, MetricId, Ts,
    connections::Skipped,
    metrics::{Direction, Expected, Formula, Metric, Observation, Point, Quality, Refresh, Strength},
};
use utoipa::ToSchema;

use super::PullView;

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
    /// Who answers for it.
    #[serde(default)]
    pub owner_id: Option<MemberId>,
    /// Where it is read.
    #[serde(default)]
    pub source: String,
    /// How often it is read; without, nothing can be late or missing.
    #[serde(default)]
    pub refresh: Option<Refresh>,
    /// How the metrics below it make it up.
    #[serde(default)]
    pub formula: Option<Formula>,
    /// How sure we are that it moves the metric above it.
    #[serde(default)]
    pub strength: Strength,
    /// Whether it divides, or is taken away, in the formula of the metric above it.
    #[serde(default)]
    pub against: bool,
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

/// A file with values of a metric.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ValuesFileInput {
    /// Its name, which is where the values come from unless `source` says it better.
    pub name: String,
    /// CSV with a column of times and one of numbers, or JSON that maps times to numbers; up to 5,000 values.
    pub content: String,
    /// The column of times, by its heading or as "column 1"; guessed when left out.
    #[serde(default)]
    pub time: Option<String>,
    /// The column of values, or the path to them in JSON; guessed when left out.
    #[serde(default)]
    pub value: Option<String>,
    /// Where the values come from, in words.
    #[serde(default)]
    pub source: Option<String>,
}

/// A column of a file, or a part of JSON that holds values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FilePart {
    /// Its heading, "column 2", or its path.
    pub name: String,
    /// Its first cells.
    pub examples: Vec<String>,
}

/// What reading a file of values does, or did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ValuesReport {
    /// What the times are read from; none in JSON that maps times to values.
    pub time: Option<String>,
    /// What the values are read from.
    pub value: String,
    /// What else could be chosen.
    pub parts: Vec<FilePart>,
    /// Values of times that had none.
    pub new: i64,
    /// Values that replace another one.
    pub changed: i64,
    /// Values that were there already.
    pub unchanged: i64,
    /// The oldest value of the file.
    pub first: Option<Point>,
    /// The newest.
    pub last: Option<Point>,
    /// Late, missing and doubtful values of the file.
    pub quality: Quality,
    /// Rows that are not taken, with the reason.
    pub skipped: Vec<Skipped>,
}

/// A metric and its newest value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MetricWithLatest {
    /// The metric.
    pub metric: Metric,
    /// Its newest value, if it has one.
    pub latest: Option<Observation>,
}

/// The part of one input in a change of a metric above it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SharedPart {
    /// The input.
    pub metric_id: MetricId,
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// Its value at the beginning.
    pub from: f64,
    /// Its value at the end.
    pub to: f64,
    /// Its part of the whole change, in the unit of the metric above. All parts and the rest add up to the change.
    pub part: f64,
    /// What its change alone would do, the others standing still.
    pub alone: f64,
}

/// A change of a metric, shared out exactly among what it is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SharedChange {
    /// The time of the values at the beginning; none where they are the newest ones.
    pub from_at: Option<Ts>,
    /// The time of the values at the end; none where they are goals.
    pub to_at: Option<Ts>,
    /// The metric at the beginning, as measured.
    pub from: f64,
    /// The metric at the end: as measured, or its goal.
    pub to: f64,
    /// The difference.
    pub change: f64,
    /// The parts.
    pub parts: Vec<SharedPart>,
    /// What the formula does not explain: rounding, wrong counts, or a goal that its inputs do not add up to.
    pub rest: f64,
    /// What comes on top of the single changes because they happen together.
    pub together: f64,
}

/// Where a metric goes by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Forecast {
    /// What one may expect at the end, which is the goal's date, or so many days ahead as the newest steps took.
    pub end: Expected,
    /// The way there, from the newest value on.
    pub path: Vec<Expected>,
    /// On how many steps between values it rests.
    pub steps: i64,
    /// The method, in a sentence.
    pub method: String,
}

/// What a metric's values say: whether they can be trusted, where it goes, and what it is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MetricAccount {
    /// The metric.
    pub metric: Metric,
    /// The name of who answers for it.
    pub owner: Option<String>,
    /// Its values, oldest first; the newest ten thousand at most.
    pub values: Vec<Observation>,
    /// Late, missing and doubtful values.
    pub quality: Quality,
    /// Where it goes by itself.
    pub forecast: Option<Forecast>,
    /// Why there is no forecast.
    pub no_forecast: Option<String>,
    /// The way to the goal, shared out among the goals below.
    pub to_goal: Option<SharedChange>,
    /// The change between the first and the last time of the past year at which everything was measured.
    pub past_change: Option<SharedChange>,
    /// Where its values are fetched, if they are, and how the last fetch went.
    pub pull: Option<PullView>,
    /// Whether a pull was ended that can be brought back.
    pub ended_pull: bool,
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
    /// Late, missing and doubtful values of the last year.
    pub quality: Quality,
    /// Where it goes by itself.
    pub forecast: Option<Forecast>,
    /// The way to its goal, shared out among the goals below.
    pub to_goal: Option<SharedChange>,
    /// Its change over the past year, shared out among what it is made of.
    pub past_change: Option<SharedChange>,
    /// What a week of all waiting work costs, in minor units; none while nothing has a price.
    pub waiting_per_week: Option<Estimate>,
    /// Currency of the amounts.
    pub currency: Currency,
}
