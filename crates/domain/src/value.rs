//! A Business Value line in its workspace: money a year, cost of delay, duration.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_value_line::{Reading, Urgency};

use crate::{Currency, Estimate};

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
