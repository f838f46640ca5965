//! How long a ticket takes, in working hours, and how much of it is left once it was begun.

use jiff::{ToSpan, civil::Date};
use throughline_scheduler::Day;

use crate::{
    TeamId,
    priorities::{Item, durations},
    roadmap::{CalendarEntry, HOURS_PER_DAY, WorkingTime},
};

/// Draws from which the mean of what is left is taken.
const DRAWS: usize = 200;
/// What counts as left, as a share of the mean, when the work took longer than anything that was thought possible.
const LEAST_LEFT: f64 = 0.1;
/// Days of the past that are looked at.
const LONGEST_PAST: i32 = 1_000;

/// Weeks that a ticket takes from now on, future by future: its duration, given that it took longer than `begun`
/// already. A future in which it would be done by now is replaced by one in which it is not, rank by rank.
pub(crate) fn weeks_left(item: &Item, begun: Option<f64>, n: usize) -> Vec<f64> {
    let mut draws = durations(item, n);
    let Some(begun) = begun else { return draws };
    let mut longer: Vec<f64> = draws.iter().copied().filter(|&weeks| weeks > begun).collect();
    if longer.is_empty() {
        draws.fill(item.duration.mean * LEAST_LEFT);
        return draws;
    }
    longer.sort_unstable_by(f64::total_cmp);
    let mut by_length: Vec<usize> = (0..n).collect();
    by_length.sort_by(|&a, &b| draws[a].total_cmp(&draws[b]));
    for (rank, at) in by_length.into_iter().enumerate() {
        draws[at] = longer[rank * longer.len() / n] - begun;
    }
    draws
}

/// The mean of [`weeks_left`].
pub(crate) fn mean_weeks_left(item: &Item, begun: Option<f64>) -> f64 {
    if begun.is_none() {
        return item.duration.mean;
    }
    let draws = weeks_left(item, begun, DRAWS);
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    let mean = draws.iter().sum::<f64>() / draws.len() as f64;
    mean
}

/// Working hours of a queue between the beginning of a day in the past and now.
pub(crate) fn hours_since(calendar: &[CalendarEntry], team: Option<TeamId>, first: Date, time: WorkingTime) -> Day {
    let first = first.max(time.today().saturating_sub(LONGEST_PAST.days()));
    let all = time.since(first);
    let rested: Day = (1..=all / HOURS_PER_DAY)
        .map(|back| HOURS_PER_DAY - HOURS_PER_DAY * pace(calendar, team, time.working_day(-back)) / 100)
        .sum();
    all - rested
}

/// What is left of a queue's capacity on a day, in percent; the least where several entries meet.
pub(crate) fn pace(calendar: &[CalendarEntry], team: Option<TeamId>, day: Date) -> i32 {
    calendar.iter().filter(|entry| entry.covers(team, day)).map(|entry| entry.capacity_percent).min().unwrap_or(100)
}
