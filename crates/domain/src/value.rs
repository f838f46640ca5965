//! A Business Value line in its workspace: money a year, cost of delay, duration.

mod claim;
mod duration;
mod price;
mod urgency;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_value_line::{Reading, Urgency};

use crate::{Currency, Estimate};

pub use claim::{BothSums, Claim, Rate, both_sums};
pub use duration::{DEFAULT_EFFORT, mean_effort_days, pace};
pub(crate) use price::weeks_until;
pub use price::{price, value_of};
pub use urgency::{Profile, cost_of_delay};

/// Width of a 90% interval in standard deviations (Hubbard, *How to Measure Anything*).
pub(crate) const WIDTH_90: f64 = 3.289_707_253_902_945;

/// An urgency profile whose cost could fall with the delay, or that says nothing.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum BadProfile {
    /// Money for waiting below 0.
    #[error("a week of waiting cannot cost less than nothing; if later is better, say why in the ticket")]
    NegativeRate,
    /// Share of the peak outside 0..1.
    #[error("a week of delay takes {0} of the peak; a share from 0 up to, not including, 1 is possible")]
    Erosion(f64),
    /// Length of life not above 0.
    #[error("{0} weeks of life; more than 0 are needed, otherwise nothing is left to lose")]
    Life(f64),
}

/// What a ticket's line is worth and what waiting for it costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TicketValue {
    /// How the sentence was read, input by input.
    pub reading: Reading,
    /// Money it brings a year (or once, see `once`), in minor units; none without a price.
    pub value: Option<Estimate>,
    /// Whether the value comes once.
    pub once: bool,
    /// What the next week of waiting costs, in minor units; none without a price. It is 0 while a deadline is far.
    pub cost_of_delay_per_week: Option<Estimate>,
    /// How the cost depends on the delay.
    pub urgency: Urgency,
    /// Currency of the amounts.
    pub currency: Currency,
    /// The day for which it was computed.
    pub computed_for: Date,
}

/// Calendar weeks for which a ticket blocks its team.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DurationWeeks {
    /// P5.
    pub low: f64,
    /// P50.
    pub mid: f64,
    /// P85, the date one can count on.
    pub p85: f64,
    /// P95.
    pub high: f64,
    /// Expectation.
    pub mean: f64,
    /// Whether nobody estimated and the workspace's default stands in. Such a ticket is marked.
    pub assumed: bool,
}
