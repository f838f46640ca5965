//! An uncertain number: what its author is 90% sure of (P5 to P95), and how it is distributed in between.

use serde::{Deserialize, Serialize};

/// How an uncertain number is distributed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Shape {
    /// No range given: one number, taken as it is.
    Point,
    /// Money, time and counts: log-normal through P5 and P95.
    Lognormal,
    /// Symmetric, may be negative: normal through P5 and P95.
    Normal,
    /// A rate between 0 and 1: logit-normal through P5 and P95.
    LogitNormal,
    /// Happens or not: `mid` is the probability, a draw is 0 or 1.
    Bernoulli,
}

/// An uncertain number with its 90% range. `low <= mid <= high`.
///
/// `low` is P5, `mid` the median (P50), `high` P95, `mean` the expectation. A [`Shape::Point`] has all four equal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Estimate {
    /// P5.
    pub low: f64,
    /// P50, the median.
    pub mid: f64,
    /// P95.
    pub high: f64,
    /// The expectation. Ranking uses it, because money adds up by means (M13).
    pub mean: f64,
    /// The distribution behind the three points.
    pub shape: Shape,
}
