//! How far a key result is, from 0 to 1, in which band, and whether it keeps pace with its cycle.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    metrics::Metric,
    strategy::{Ambition, KeyResult, Objective, ResultKind},
};

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
    /// The value it was taken from, in the unit of the key result.
    pub value: f64,
    /// 0 to 1.
    pub score: f64,
    /// Before it was cut to 0..1: above 1 the target was passed, below 0 things went the other way.
    pub raw: f64,
    /// The band.
    pub band: Band,
}

/// Where a score should be at a day of its cycle.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Pace {
    /// The score that is expected by now, 0 to 1: at an even pace, of what is kept from the first day on, of a yes at the end.
    pub expected: f64,
    /// How far the score lags behind it; below 0 it is ahead.
    pub lag: f64,
    /// Whether it lags by a hundredth or more, rounded as it is shown.
    pub behind: bool,
    /// Whether the last day of the cycle has passed.
    pub ended: bool,
}

/// Why a key result has no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Unscored {
    /// It is read on no metric, or the metric was deleted, and no check-in says a number.
    #[error("No score: it is read on no metric, and no check-in says a number.")]
    NoMetric,
    /// It is counted by check-ins, and none says how much is there.
    #[error("No score: no check-in says yet what is there.")]
    NotSaid,
    /// It does not say where it started or where it should go, or both are the same.
    #[error("No score: it does not say from which number to which.")]
    NoWay,
    /// It is to be kept within bounds, and nothing was read of it.
    #[error("No score: no value was read of it since its objective\u{2019}s first day, on a metric or in a check-in.")]
    NothingKept,
    /// The metric has no value.
    #[error("No score: its metric has no value yet.")]
    NoValue,
    /// The metric is a share, and the key result does not say whether its numbers are percent.
    #[error("No score: its metric is a share, so its unit must be % or share.")]
    NoUnit,
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

    /// The score of an objective, from 0 to 1: the average of those of its key results that have one, with its band. None
    /// where none has (Doerr, *Measure What Matters*).
    ///
    /// ```
    /// # use throughline_domain::strategy::Band;
    /// assert_eq!(Band::average(&[1.0, 0.5]), Some((0.75, Band::Green)));
    /// assert_eq!(Band::average(&[]), None);
    /// ```
    pub fn average(scores: &[f64]) -> Option<(f64, Self)> {
        #[expect(clippy::cast_precision_loss, reason = "an objective has a handful of key results")]
        let mean = scores.iter().sum::<f64>() / scores.len() as f64;
        (!scores.is_empty()).then(|| (mean, Self::of(mean)))
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
}

impl Score {
    /// Whether all of it was reached. A hair below counts: sums of decimals in binary rarely come out even.
    ///
    /// ```
    /// # use throughline_domain::strategy::{Band, Score};
    /// let of = |raw: f64| Score { value: raw, score: raw.clamp(0.0, 1.0), raw, band: Band::of(raw) };
    /// assert_eq!([0.3 / 0.1 / 3.0, 1.25, 0.999].map(|raw| of(raw).reached()), [true, true, false]);
    /// ```
    pub fn reached(&self) -> bool {
        self.raw >= 1.0 - 1e-9
    }
}

impl KeyResult {
    /// How far it is at a value of its metric: `(now - start) / (target - start)`, which works downward too.
    ///
    /// # Errors
    /// Without two different numbers, where the unit leaves open what they count, and for one that asks for something else.
    pub fn score(&self, metric: &Metric, value: f64) -> Result<Score, Unscored> {
        self.way()?;
        self.score_said(self.in_its_unit(metric, value)?)
    }

    /// How far it is at a value in its own unit, as a check-in says it: milestones that are there of all, 1 or 0 for yes or no.
    ///
    /// # Errors
    /// Without two different numbers, and for one that is kept within bounds.
    pub fn score_said(&self, value: f64) -> Result<Score, Unscored> {
        let (start, target) = self.way()?;
        // Adding 0 takes the sign from a zero: downward, the start itself would be at -0.
        let raw = (value - start) / (target - start) + 0.0;
        if !raw.is_finite() {
            return Err(Unscored::NoWay);
        }
        let score = raw.clamp(0.0, 1.0);
        Ok(Score { value, score, raw, band: Band::of(score) })
    }

    /// How far it is by the values that were read of it, the newest last and in its own unit: the part of them that lies
    /// within its bounds. None without any.
    pub fn score_kept(&self, values: &[f64]) -> Option<Score> {
        let inside = values.iter().filter(|value| self.keeps(**value)).count();
        #[expect(clippy::cast_precision_loss, reason = "values are counted in thousands")]
        let part = inside as f64 / values.len() as f64;
        Some(Score { value: *values.last()?, score: part, raw: part, band: Band::of(part) })
    }

    /// Where its score should be on a day, at an even pace from the objective's first day to its own last day (else the
    /// objective's): all of what was promised, 0.7 of what was reached for. What is kept within bounds is expected to be
    /// there from the first day on, and a yes not before the last. None where the cycle has no first or last day.
    pub fn pace(&self, objective: &Objective, score: f64, today: Date) -> Option<Pace> {
        let (first, last) = objective.starts_on.zip(self.due_on.or(objective.ends_on))?;
        let days = |from: Date, to: Date| f64::from((to - from).get_days());
        let whole = days(first, last) + 1.0;
        if whole < 1.0 {
            return None;
        }
        let ended = today > last;
        let elapsed = match self.kind {
            ResultKind::Reach | ResultKind::Milestones => (days(first, today) / whole).clamp(0.0, 1.0),
            ResultKind::Keep => f64::from(u8::from(today >= first)),
            ResultKind::YesNo => f64::from(u8::from(ended)),
        };
        let expected = elapsed * self.ambition.expected();
        let lag = expected - score;
        Some(Pace { expected, lag, behind: lag >= 0.005, ended })
    }
}

impl Ambition {
    /// What a score is expected to be at the end: all of what was promised, 0.7 of what was reached for (Doerr, *Measure
    /// What Matters*).
    pub const fn expected(self) -> f64 {
        match self {
            Self::Committed => 1.0,
            Self::Aspirational => 0.7,
        }
    }
}
