//! Where a metric goes if it goes on as it did: a middle and a band, from the series itself.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::{
    Ts,
    metrics::{Point, Quality, series::days_between},
};

/// What one may expect at a time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Expected {
    /// When.
    pub at: Ts,
    /// P5.
    pub low: f64,
    /// P50.
    pub mid: f64,
    /// P95.
    pub high: f64,
}

/// Why nothing is said about the future of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoForecast {
    /// Too few values that can be trusted.
    #[error("No forecast yet: it needs {LEAST_STEPS} steps between values that can be trusted, and has {0}.")]
    TooFew(usize),
}

/// Steps that a forecast needs at least.
pub const LEAST_STEPS: usize = 6;
/// Steps that it looks back at most, so that what was long ago does not count.
const MOST_STEPS: usize = 24;

/// How the method is called, wherever a forecast is shown.
pub const METHOD: &str = "Drift of the newest values (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 5.2): \
    the average step goes on, and the band is as wide as past steps were uneven. It knows nothing of plans.";

/// The average step of a series and how uneven the steps were.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drift {
    last: Point,
    share: bool,
    per_day: f64,
    variance_per_day: f64,
    days: f64,
    steps: usize,
}

/// A share lies between 0 and 1, so its steps are taken on the logit.
fn scaled(value: f64, share: bool) -> f64 {
    if share { (value / (1.0 - value)).ln() } else { value }
}

fn unscaled(value: f64, share: bool) -> f64 {
    if share { 1.0 / (1.0 + (-value).exp()) } else { value }
}

impl Drift {
    /// From values, oldest first; steps that are doubtful do not count. Values between 0 and 1 of a `share` stay there.
    ///
    /// Steps need not be even: with `s` the change of a step and `t` its days, the drift is `sum(s) / sum(t)` and the
    /// variance of a day `sum((s - drift t)^2 / t) / (n - 1)`, as of a Brownian motion.
    ///
    /// # Errors
    /// With fewer than [`LEAST_STEPS`] steps to trust.
    pub fn of(values: &[Point], quality: &Quality, share: bool) -> Result<Self, NoForecast> {
        let share = share && values.iter().all(|point| point.value > 0.0 && point.value < 1.0);
        let steps: Vec<(f64, f64)> = values
            .windows(2)
            .rev()
            .filter(|pair| !quality.doubts(pair[1].at))
            .map(|pair| {
                let change = scaled(pair[1].value, share) - scaled(pair[0].value, share);
                (change, days_between(pair[0].at, pair[1].at))
            })
            .filter(|(_, days)| *days > 0.0)
            .take(MOST_STEPS)
            .collect();
        let last = *values.last().ok_or(NoForecast::TooFew(0))?;
        if steps.len() < LEAST_STEPS {
            return Err(NoForecast::TooFew(steps.len()));
        }
        let days: f64 = steps.iter().map(|(_, days)| days).sum();
        let per_day = steps.iter().map(|(change, _)| change).sum::<f64>() / days;
        let uneven: f64 = steps.iter().map(|(change, days)| (change - per_day * days).powi(2) / days).sum();
        let freedom = f64::from(u32::try_from(steps.len() - 1).unwrap_or(u32::MAX));
        Ok(Self { last, share, per_day, variance_per_day: uneven / freedom, days, steps: steps.len() })
    }

    /// How many steps it rests on.
    pub const fn steps(&self) -> usize {
        self.steps
    }

    /// What one may expect at a time after the last value; the last value itself before. The band is 90%, by Student's
    /// distribution: `variance * (h + h^2 / days)`, the second part because the drift is an estimate too.
    pub fn at(&self, at: Ts) -> Expected {
        let ahead = days_between(self.last.at, at).max(0.0);
        let mid = scaled(self.last.value, self.share) + self.per_day * ahead;
        let spread = (self.variance_per_day * (ahead + ahead * ahead / self.days)).sqrt();
        let freedom = f64::from(u32::try_from(self.steps - 1).unwrap_or(u32::MAX));
        let times = StudentsT::new(0.0, 1.0, freedom).map_or(f64::INFINITY, |student| student.inverse_cdf(0.95));
        let half = times * spread;
        let back = |value: f64| unscaled(value, self.share);
        Expected { at, low: back(mid - half), mid: back(mid), high: back(mid + half) }
    }
}
