//! How the figures of a segment moved: beside those that stood a quarter and a year ago.
//!
//! 1. The figure of then is the one that stood at the end of the same day a quarter or a year ago.
//! 2. Without a figure that stood then, nothing is said; neither where nobody wrote the figure anew since, which is no
//!    growth of nothing.
//! 3. Revenue is compared in one currency alone, since nothing is converted.

use jiff::{ToSpan, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{SegmentFigures, Since};
use crate::Ts;

/// How long ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Ago {
    /// Three months.
    Quarter,
    /// Twelve months.
    Year,
}

/// A figure of a segment that can grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Growing {
    /// Revenue a year, in minor units.
    Revenue,
    /// Customers.
    Customers,
}

/// A figure of now beside the one of then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Growth {
    /// Which figure.
    pub of: Growing,
    /// Since how long ago.
    pub ago: Ago,
    /// What it is now: minor units of revenue a year, or customers.
    pub now: i64,
    /// What it was then, in the same unit.
    pub then: i64,
    /// The change as a share of what it was then: 0.2 is a fifth more.
    pub change: f64,
    /// When the figure of now was written.
    pub now_since: Ts,
    /// When the figure of then was written.
    pub then_since: Ts,
}

/// How revenue and customers moved, the longer time first. `states`: of the segment, the newest first; `today` and
/// `zone`: of the workspace.
pub fn growth(states: &[Since<SegmentFigures>], today: Date, zone: &TimeZone) -> Vec<Growth> {
    let each = [Ago::Year, Ago::Quarter].into_iter().flat_map(|ago| {
        let day = match ago {
            Ago::Quarter => today.saturating_sub(3.months()),
            Ago::Year => today.saturating_sub(1.year()),
        };
        [Growing::Revenue, Growing::Customers].map(|of| moved(states, of, ago, |at: Ts| at.date_in(zone) <= day))
    });
    each.flatten().collect()
}

fn moved(states: &[Since<SegmentFigures>], of: Growing, ago: Ago, by_then: impl Fn(Ts) -> bool) -> Option<Growth> {
    let place = states.iter().position(|state| state.at.is_some_and(&by_then))?;
    let (now, then) = (figure(&states.first()?.was, of)?, figure(&states[place].was, of)?);
    // The oldest state of an unbroken row that says the same of it, from the same source.
    let since = |from: usize, until: usize| {
        let said = |state: &Since<SegmentFigures>| (figure(&state.was, of), state.was.source.clone());
        let told = said(&states[from]);
        states[from..until].iter().take_while(|state| said(state) == told).filter_map(|state| state.at).last()
    };
    let now_since = since(0, place)?;
    let then_since = since(place, states.len())?;
    let anew = (now, &states[0].was.source) != (then, &states[place].was.source);
    if !anew || now.1 != then.1 || then.0 == 0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a share of it")]
    let change = (now.0 - then.0) as f64 / then.0 as f64;
    Some(Growth { of, ago, now: now.0, then: then.0, change, now_since, then_since })
}

/// A figure with its currency, if it has one.
fn figure(figures: &SegmentFigures, of: Growing) -> Option<(i64, Option<crate::Currency>)> {
    match of {
        Growing::Revenue => figures.yearly_revenue.map(|revenue| (revenue.minor, Some(revenue.currency))),
        Growing::Customers => figures.customers.map(|customers| (customers, None)),
    }
}
