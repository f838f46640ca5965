//! How far a key result is, from 0 to 1, and in which band.

use serde::{Deserialize, Serialize};

use crate::strategy::Ambition;

/// What kind of result it is, with the numbers that its score needs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Aim {
    /// A number goes from one value to another, up or down.
    Move {
        /// Where it started.
        start: f64,
        /// Where it should go; another value than `start`.
        target: f64,
    },
    /// A number stays within limits, both included.
    Keep {
        /// The least it may be.
        low: f64,
        /// The most it may be.
        high: f64,
    },
    /// So many steps, one after the other.
    Milestones {
        /// How many there are, at least 1.
        steps: u32,
    },
    /// Done or not. Often an output, not an outcome: shipping is not what a customer feels.
    YesNo,
}

/// The three bands of a score, after rounding half up to one decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Band {
    /// 0.7 to 1.0.
    Green,
    /// 0.4 to 0.6.
    Yellow,
    /// 0.0 to 0.3.
    Red,
}

/// A score from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Score {
    /// 0 to 1.
    pub score: f64,
    /// Before it was cut to 0..1: above 1 the target was passed, below 0 things went the other way.
    pub raw: f64,
    /// The band.
    pub band: Band,
}

impl Band {
    /// Bands after Doerr, *Measure What Matters*. One decimal first: .349 is red, .35 yellow.
    ///
    /// ```
    /// # use throughline_domain::strategy::Band;
    /// assert_eq!([0.349, 0.35, 0.7].map(Band::of), [Band::Red, Band::Yellow, Band::Green]);
    /// ```
    pub fn of(score: f64) -> Self {
        // A hair is added because .35 in binary lies a hair below .35.
        match (score * 10.0 + 0.5 + 1e-9).floor() {
            tenths if tenths >= 7.0 => Self::Green,
            tenths if tenths >= 4.0 => Self::Yellow,
            _ => Self::Red,
        }
    }
}

impl Score {
    /// Cut to 0..1, with its band.
    pub fn of(raw: f64) -> Self {
        let score = raw.clamp(0.0, 1.0);
        Self { score, raw, band: Band::of(score) }
    }
}

impl Aim {
    /// The score of what was seen, oldest first; none of nothing, and none where start and target are the same.
    ///
    /// - `Move`: `(now - start) / (target - start)`, which works downward too.
    /// - `Keep`: the share of check-ins that were inside.
    /// - `Milestones`: steps done of all.
    /// - `YesNo`: 1 once it is not 0.
    ///
    /// ```
    /// # use throughline_domain::strategy::Aim;
    /// let churn = Aim::Move { start: 5.0, target: 3.0 };
    /// assert!((churn.score(&[5.0, 3.6]).unwrap().score - 0.7).abs() < 1e-12);
    /// ```
    pub fn score(&self, seen: &[f64]) -> Option<Score> {
        let now = *seen.last()?;
        let raw = match *self {
            Self::Move { start, target } => (now - start) / (target - start),
            Self::Keep { low, high } => {
                let inside = seen.iter().filter(|value| (low..=high).contains(*value)).count();
                count(inside) / count(seen.len())
            }
            Self::Milestones { steps } => now / f64::from(steps),
            Self::YesNo if now == 0.0 => 0.0,
            Self::YesNo => 1.0,
        };
        raw.is_finite().then(|| Score::of(raw))
    }
}

fn count(of: usize) -> f64 {
    f64::from(u32::try_from(of).unwrap_or(u32::MAX))
}

impl Ambition {
    /// What a score is expected to be at the end: all of what was promised, 0.7 of what was reached for.
    pub const fn expected(self) -> f64 {
        match self {
            Self::Committed => 1.0,
            Self::Aspirational => 0.7,
        }
    }
}

/// The score of an objective: the average of its key results; none of nothing.
pub fn objective_score(key_results: &[Score]) -> Option<Score> {
    (!key_results.is_empty())
        .then(|| Score::of(key_results.iter().map(|score| score.score).sum::<f64>() / count(key_results.len())))
}

/// How far a score lags behind an even pace after a share of the cycle; below 0 it is ahead.
///
/// ```
/// # use throughline_domain::strategy::behind;
/// assert_eq!(format!("{:.2}", behind(0.30, 6.0 / 13.0)), "0.16");
/// ```
pub fn behind(score: f64, elapsed: f64) -> f64 {
    elapsed.clamp(0.0, 1.0) - score
}
