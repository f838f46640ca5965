//! RICE (S. `McBride`, "RICE: simple prioritization for product managers", Intercom).

use serde::{Deserialize, Serialize};

use crate::tickets::RiceInputs;

/// Working days in a person-month.
pub const DAYS_PER_PERSON_MONTH: f64 = 20.0;

/// The impacts that the method knows: massive, high, medium, low, minimal.
pub const IMPACTS: [f64; 5] = [3.0, 2.0, 1.0, 0.5, 0.25];

/// A RICE score. It has no unit of money, knows no dates and no dependencies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RiceScore {
    /// Reach × impact × confidence / effort.
    pub score: f64,
    /// What it was made of.
    pub inputs: RiceInputs,
    /// Person-months, by the mean of the estimate.
    pub effort_person_months: f64,
    /// Confidence under 50%: a moonshot.
    pub moonshot: bool,
    /// An impact that is not on the method's scale.
    pub own_impact: bool,
}

/// Why there is no RICE score.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum RiceError {
    /// Reach below 0 or not a number.
    #[error("a reach of {0} people a quarter; 0 or more is possible")]
    Reach(f64),
    /// Impact not above 0.
    #[error("an impact of {0}; use 3 (massive), 2 (high), 1 (medium), 0.5 (low) or 0.25 (minimal)")]
    Impact(f64),
    /// Confidence outside what can be read.
    #[error("a confidence of {0}; write a share such as 0.8, or a percentage such as 80")]
    Confidence(f64),
    /// Effort not above 0.
    #[error("an effort of {0} person-days; RICE divides by it, so give an estimate above 0")]
    Effort(f64),
}

impl RiceInputs {
    /// Checks the inputs and reads a confidence above 1 as a percentage: 80 is 0.8.
    ///
    /// ```
    /// # use throughline_domain::tickets::RiceInputs;
    /// let read = RiceInputs { reach: 1.0, impact: 1.0, confidence: 80.0 }.checked().unwrap();
    /// assert_eq!(read.confidence, 0.8);
    /// ```
    pub fn checked(self) -> Result<Self, RiceError> {
        let Self { reach, impact, confidence } = self;
        if !(reach.is_finite() && reach >= 0.0) {
            return Err(RiceError::Reach(reach));
        }
        if !(impact.is_finite() && impact > 0.0) {
            return Err(RiceError::Impact(impact));
        }
        if !(confidence > 0.0 && confidence <= 100.0) {
            return Err(RiceError::Confidence(confidence));
        }
        let confidence = if confidence > 1.0 { confidence / 100.0 } else { confidence };
        Ok(Self { reach, impact, confidence })
    }
}

impl RiceScore {
    /// The score of inputs and an effort in person-days.
    ///
    /// ```
    /// # use throughline_domain::{priorities::RiceScore, tickets::RiceInputs};
    /// let inputs = RiceInputs { reach: 2_000.0, impact: 2.0, confidence: 0.8 };
    /// assert_eq!(RiceScore::of(inputs, 80.0).unwrap().score, 800.0);
    /// assert!(RiceScore::of(inputs, 0.0).is_err(), "never infinite");
    /// ```
    pub fn of(inputs: RiceInputs, effort_days: f64) -> Result<Self, RiceError> {
        let inputs = inputs.checked()?;
        if !(effort_days.is_finite() && effort_days > 0.0) {
            return Err(RiceError::Effort(effort_days));
        }
        let effort_person_months = effort_days / DAYS_PER_PERSON_MONTH;
        Ok(Self {
            score: inputs.reach * inputs.impact * inputs.confidence / effort_person_months,
            inputs,
            effort_person_months,
            moonshot: inputs.confidence < 0.5,
            own_impact: !IMPACTS.contains(&inputs.impact),
        })
    }
}

/// Whether two scores say the same: they differ by less than a fifth of the larger one, which is less than the
/// steps of the scale can tell apart.
///
/// ```
/// # use throughline_domain::priorities::about_equal;
/// assert!(about_equal(801.0, 790.0));
/// assert!(!about_equal(800.0, 600.0));
/// ```
pub fn about_equal(one: f64, other: f64) -> bool {
    (one - other).abs() < 0.2 * one.max(other) || one.total_cmp(&other).is_eq()
}
