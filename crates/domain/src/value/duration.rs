//! From person-days to the calendar weeks for which a ticket blocks its team.

use crate::{
    people::Team,
    tickets::EffortDays,
    value::{DurationWeeks, WIDTH_90},
};

/// What stands in for an estimate that nobody gave: one working week of one person. Marked as assumed wherever it shows.
pub const DEFAULT_EFFORT: EffortDays = EffortDays { low: 5.0, high: 5.0 };

/// How many standard deviations lie between the median and P85.
const Z_85: f64 = 1.036_433_389_493_789_8;

/// Person-days a week that one piece of work gets: a team's capacity shared by the things it works on at once;
/// without a team, one person through the working week.
///
/// ```
/// # use throughline_domain::value::pace;
/// assert_eq!(pace(None, 5), 5.0);
/// ```
pub fn pace(team: Option<&Team>, working_days_per_week: i32) -> f64 {
    match team {
        Some(team) => team.capacity_days_per_week / f64::from(team.tracks.max(1)),
        None => f64::from(working_days_per_week.clamp(1, 7)),
    }
}

impl DurationWeeks {
    /// Calendar weeks of an effort at a pace in person-days a week. Log-normal through the ends of the 90% range
    /// (Hubbard, *How to Measure Anything*). A pace that is not above 0 counts as one day a week.
    ///
    /// ```
    /// # use throughline_domain::{tickets::EffortDays, value::DurationWeeks};
    /// let weeks = DurationWeeks::of(Some(EffortDays { low: 10.0, high: 40.0 }), 5.0);
    /// assert!((weeks.mid - 4.0).abs() < 1e-9 && (weeks.mean - 4.371_406).abs() < 1e-5);
    /// assert!(!weeks.assumed);
    /// assert!(DurationWeeks::of(None, 5.0).assumed);
    /// ```
    pub fn of(effort: Option<EffortDays>, days_per_week: f64) -> Self {
        let EffortDays { low, high } = effort.unwrap_or(DEFAULT_EFFORT);
        let pace = if days_per_week > 0.0 { days_per_week } else { 1.0 };
        let (mu, sigma) = log_normal(low, high);
        let weeks = |days: f64| days / pace;
        Self {
            low: weeks(low),
            mid: weeks(mu.exp()),
            p85: weeks((mu + Z_85 * sigma).exp()),
            high: weeks(high),
            mean: weeks((mu + sigma * sigma / 2.0).exp()),
            assumed: effort.is_none(),
        }
    }
}

/// Expected person-days of an effort; the default's without one.
pub fn mean_effort_days(effort: Option<EffortDays>) -> f64 {
    DurationWeeks::of(effort, 1.0).mean
}

/// Parameters of the log-normal whose 90% range is `low..high`.
fn log_normal(low: f64, high: f64) -> (f64, f64) {
    (f64::midpoint(low.ln(), high.ln()), (high.ln() - low.ln()) / WIDTH_90)
}
