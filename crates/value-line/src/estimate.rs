//! An uncertain number: what its author is 90% sure of (P5 to P95), and how it is distributed in between.

mod draws;
mod groups;
mod normal;
mod product;

use serde::{Deserialize, Serialize};
use statrs::distribution::{Beta, ContinuousCDF};

pub(crate) use draws::fingerprint;
pub use draws::{Column, DRAWS, quantile_type7, sample_product};
pub use groups::customers_per_group;
pub use normal::normal_quantile;
pub use product::product;

/// Width of a 90% interval in standard deviations of a normal: 2 x 1.6448536 (Hubbard, "How to Measure Anything").
pub(crate) const NINETY: f64 = 2.0 * 1.644_853_626_951_472_7;

/// How an uncertain number is distributed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
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
    /// Happens or not: a draw is 0 or `high`, and `mid` is the probability times `high` (so for a plain yes or no, where
    /// `high` is 1, `mid` is the probability). The median of yes or no says nothing, therefore the middle is the mean.
    Bernoulli,
    /// PERT: a Beta between absolute limits, not P5 and P95 (M13).
    Pert {
        /// The least it can be.
        min: f64,
        /// The likeliest.
        mode: f64,
        /// The most it can be.
        max: f64,
    },
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

/// Why no estimate can be made of these numbers.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EstimateError {
    /// Infinite or not a number.
    #[error("this is not a number that can be counted with")]
    NotFinite,
    /// The ends are the wrong way round, or equal.
    #[error("the low end {low} is not below the high end {high}; write the smaller one first")]
    Order {
        /// The end given as low.
        low: f64,
        /// The end given as high.
        high: f64,
    },
    /// A log-normal cannot start at zero or below.
    #[error("the low end {0} must be above zero for money, time and counts")]
    NotPositive(f64),
    /// A rate lies strictly between 0 and 1.
    #[error("{0} is not a share between 0% and 100%")]
    NotAShare(f64),
    /// The likeliest value is outside the limits.
    #[error("the likeliest value {mode} is not between {min} and {max}")]
    ModeOutside {
        /// The least.
        min: f64,
        /// The likeliest.
        mode: f64,
        /// The most.
        max: f64,
    },
}

fn finite(values: &[f64]) -> Result<(), EstimateError> {
    if values.iter().all(|value| value.is_finite()) { Ok(()) } else { Err(EstimateError::NotFinite) }
}

fn ordered(low: f64, high: f64) -> Result<(), EstimateError> {
    finite(&[low, high])?;
    if low < high { Ok(()) } else { Err(EstimateError::Order { low, high }) }
}

fn logit(share: f64) -> f64 {
    (share / (1.0 - share)).ln()
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

impl Estimate {
    /// One number without a range. Shown as "no range given".
    pub const fn point(value: f64) -> Self {
        Self { low: value, mid: value, high: value, mean: value, shape: Shape::Point }
    }

    /// Log-normal through P5 and P95: the default for money, time and counts (Hubbard).
    pub fn lognormal90(low: f64, high: f64) -> Result<Self, EstimateError> {
        ordered(low, high)?;
        if low <= 0.0 {
            return Err(EstimateError::NotPositive(low));
        }
        let mu = f64::midpoint(low.ln(), high.ln());
        let sigma = (high.ln() - low.ln()) / NINETY;
        finite(&[(mu + sigma * sigma / 2.0).exp()])?;
        Ok(Self { low, mid: mu.exp(), high, mean: (mu + sigma * sigma / 2.0).exp(), shape: Shape::Lognormal })
    }

    /// Normal through P5 and P95. May be negative: see [`Estimate::chance_below_zero`].
    pub fn normal90(low: f64, high: f64) -> Result<Self, EstimateError> {
        ordered(low, high)?;
        let mid = f64::midpoint(low, high);
        Ok(Self { low, mid, high, mean: mid, shape: Shape::Normal })
    }

    /// Logit-normal through P5 and P95, both strictly between 0 and 1: the default for rates.
    pub fn logit_normal90(low: f64, high: f64) -> Result<Self, EstimateError> {
        ordered(low, high)?;
        for end in [low, high] {
            if end <= 0.0 || end >= 1.0 {
                return Err(EstimateError::NotAShare(end));
            }
        }
        let mu = f64::midpoint(logit(low), logit(high));
        let sigma = (logit(high) - logit(low)) / NINETY;
        // The mean has no closed form: Simpson's rule over eight standard deviations, far below the shown digits.
        let mean = normal::expectation(|z| logistic(mu + sigma * z));
        Ok(Self { low, mid: logistic(mu), high, mean, shape: Shape::LogitNormal })
    }

    /// PERT between absolute limits. Never feed a 90% interval into it: its ends are limits, not P5 and P95.
    pub fn pert(min: f64, mode: f64, max: f64) -> Result<Self, EstimateError> {
        ordered(min, max)?;
        if !(min..=max).contains(&mode) {
            return Err(EstimateError::ModeOutside { min, mode, max });
        }
        let shape = Shape::Pert { min, mode, max };
        let at = |p| pert_quantile(min, mode, max, p);
        Ok(Self { low: at(0.05), mid: at(0.5), high: at(0.95), mean: (min + 4.0 * mode + max) / 6.0, shape })
    }

    /// Happens with this probability, or not. A draw is 0 or 1.
    pub fn bernoulli(probability: f64) -> Result<Self, EstimateError> {
        finite(&[probability])?;
        if !(0.0..=1.0).contains(&probability) {
            return Err(EstimateError::NotAShare(probability));
        }
        Ok(Self { low: 0.0, mid: probability, high: 1.0, mean: probability, shape: Shape::Bernoulli })
    }

    /// The value below which a share `p` (0 to 1, exclusive) of the draws lies.
    pub fn quantile(&self, p: f64) -> f64 {
        let z = || normal_quantile(p);
        match self.shape {
            Shape::Point => self.mid,
            Shape::Lognormal => (self.mid.ln() + (self.high.ln() - self.low.ln()) / NINETY * z()).exp(),
            Shape::Normal => self.mid + (self.high - self.low) / NINETY * z(),
            Shape::LogitNormal => logistic(logit(self.mid) + (logit(self.high) - logit(self.low)) / NINETY * z()),
            Shape::Bernoulli if self.high == 0.0 => 0.0,
            Shape::Bernoulli => {
                if p >= 1.0 - self.mid / self.high {
                    self.high
                } else {
                    0.0
                }
            }
            Shape::Pert { min, mode, max } => pert_quantile(min, mode, max, p),
        }
    }

    /// Whether a range was given at all.
    pub fn is_point(&self) -> bool {
        self.shape == Shape::Point
    }

    /// The chance that it is below zero; above a few percent, ask whether negative is meant (M13).
    pub fn chance_below_zero(&self) -> f64 {
        match self.shape {
            Shape::Normal => normal::cdf(-self.mid / ((self.high - self.low) / NINETY)),
            Shape::Point if self.mid < 0.0 => 1.0,
            _ => 0.0,
        }
    }

    /// The same uncertainty in another unit: every draw times `factor`, which is not negative.
    ///
    /// A scaled rate is no rate any more, so a logit-normal keeps its three points and its mean and is called
    /// log-normal from then on; paired comparisons draw from the inputs and never from this approximation.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        if factor == 0.0 {
            return Self::point(0.0);
        }
        let shape = match self.shape {
            Shape::LogitNormal => Shape::Lognormal,
            Shape::Pert { min, mode, max } => Shape::Pert { min: min * factor, mode: mode * factor, max: max * factor },
            other => other,
        };
        Self {
            low: self.low * factor,
            mid: self.mid * factor,
            high: self.high * factor,
            mean: self.mean * factor,
            shape,
        }
    }
}

fn pert_quantile(min: f64, mode: f64, max: f64, p: f64) -> f64 {
    let width = max - min;
    Beta::new(1.0 + 4.0 * (mode - min) / width, 1.0 + 4.0 * (max - mode) / width)
        .map_or(mode, |beta| min + width * beta.inverse_cdf(p))
}
