//! Closed tickets week by week, for the forecast.

use jiff::{ToSpan, civil::Date};
use throughline_domain::Ts;

use crate::portfolio::{Basis, zone_of};

/// Weeks of the past that are looked at.
const WEEKS: i64 = 26;

/// The earliest time that may lie in these weeks, whatever the time zone.
pub(crate) fn history_begins(now: Ts) -> Ts {
    now.plus_days(-7 * (WEEKS + 1) - 1)
}

/// How many tickets were closed in each whole week, Monday to Sunday, the oldest first; from the first week in which one
/// was closed, weeks without any included. The current week is not over and does not count.
pub(crate) fn closed_by_week(closed: &[Ts], basis: &Basis) -> Vec<u32> {
    let zone = zone_of(&basis.workspace);
    let monday = |day: Date| day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days());
    let this_week = monday(basis.today);
    let weeks_ago = |at: &Ts| i64::from((this_week - monday(at.date_in(&zone))).get_days()) / 7;
    let past: Vec<i64> = closed.iter().map(weeks_ago).filter(|weeks| (1..=WEEKS).contains(weeks)).collect();
    let oldest = past.iter().copied().max().unwrap_or(0);
    let count = |ago: i64| u32::try_from(past.iter().filter(|&&weeks| weeks == ago).count()).unwrap_or(u32::MAX);
    (1..=oldest).rev().map(count).collect()
}
