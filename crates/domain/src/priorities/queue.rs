//! What an order costs, to the minor unit.
//!
//! Each team is a queue; a thing starts when one of the team's tracks is free. Tickets without a team share one queue of
//! one track. Time and rates are whole numbers here, so what single tickets gain and lose adds up exactly to what the
//! whole order gains and loses.

use std::{cmp::Reverse, collections::BinaryHeap};

use throughline_value_line::Urgency;

use crate::{
    Currency, TeamId,
    priorities::{Item, Portfolio, Price},
    value::{DurationWeeks, Profile, cost_of_delay, weeks_until},
};

/// Units of time in a week. Microseconds would overflow nothing either, but a millionth of a week is 0.6 s and enough.
pub(crate) const UNITS_PER_WEEK: f64 = 1e6;
/// Units of a rate in a minor unit a week.
const UNITS_PER_RATE: f64 = 1e3;

/// A stretch of time or an instant from now, in millionths of a week.
pub(crate) type Units = i64;

/// What it costs when a ticket is done at a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Charge {
    /// It has no price in the workspace's currency.
    Unknown,
    /// So many thousandths of a minor unit for each week: exact, up to nine million billion minor units a week.
    Steady(i64),
    /// Another urgency profile, in minor units.
    Shaped(Profile),
}

impl Charge {
    pub(crate) fn of(item: &Item, portfolio: &Portfolio) -> Self {
        item.price_in(portfolio.currency()).map_or(Self::Unknown, |price| Self::priced(price, portfolio))
    }

    fn priced(price: &Price, portfolio: &Portfolio) -> Self {
        let per_week = price.per_week.mean;
        let until = |date| weeks_until(date, portfolio.today());
        match price.urgency {
            Urgency::Steady => Self::Steady(whole(per_week * UNITS_PER_RATE)),
            // The date is over: what it cost is lost in any order.
            Urgency::ByDate { date } if until(date) < 0.0 => Self::Steady(whole(per_week * UNITS_PER_RATE)),
            Urgency::ByDate { date } => {
                Self::Shaped(Profile::Deadline { due_week: until(date), lump: price.amount.mean, per_week })
            }
            Urgency::Window { closes } if until(closes) <= 0.0 => Self::Steady(0),
            Urgency::Window { closes } => Self::Shaped(Profile::Window { per_week, life_weeks: until(closes) }),
            Urgency::GrowingLater { starts } => Self::Shaped(Profile::Later { starts_week: until(starts), per_week }),
        }
    }

    /// Minor units, rounded once.
    pub(crate) fn at(self, done: Units) -> i128 {
        match self {
            Self::Unknown => 0,
            Self::Steady(rate) => {
                let product = i128::from(rate) * i128::from(done);
                rounded(product, 1_000_000_000)
            }
            Self::Shaped(profile) => i128::from(whole(cost_of_delay(profile, in_weeks(done)))),
        }
    }

    /// The same for one simulated future, unrounded, with the time in weeks.
    pub(crate) fn drawn(self, done_weeks: f64) -> f64 {
        match self {
            Self::Unknown => 0.0,
            #[expect(clippy::cast_precision_loss, reason = "a simulation needs no more than the 53 bits that are left")]
            Self::Steady(rate) => rate as f64 / UNITS_PER_RATE * done_weeks,
            Self::Shaped(profile) => cost_of_delay(profile, done_weeks),
        }
    }
}

/// Weeks that can be put in order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Weeks(pub f64);

impl Eq for Weeks {}

impl PartialOrd for Weeks {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Weeks {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl std::ops::Add for Weeks {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

/// When the tracks of a team are free, the earliest first.
#[derive(Debug, Clone)]
pub(crate) struct Tracks<T: Ord>(BinaryHeap<Reverse<T>>);

impl<T: Ord + Copy + std::ops::Add<Output = T>> Tracks<T> {
    /// All free at once.
    pub(crate) fn new(count: usize, at: T) -> Self {
        Self(std::iter::repeat_n(Reverse(at), count.max(1)).collect())
    }

    /// Free at these times.
    pub(crate) fn at(free: impl IntoIterator<Item = T>) -> Self {
        Self(free.into_iter().map(Reverse).collect())
    }

    /// Gives the next thing to the track that is free first; returns when it is done.
    pub(crate) fn take(&mut self, duration: T) -> T {
        let Some(mut free) = self.0.peek_mut() else { return duration };
        free.0 = free.0 + duration;
        free.0
    }

    /// When the first track is free.
    pub(crate) fn first_free(&self) -> Option<T> {
        self.0.peek().map(|free| free.0)
    }

    /// When each track is free, in no order.
    pub(crate) fn free(&self) -> impl Iterator<Item = T> {
        self.0.iter().map(|free| free.0)
    }
}

/// How many things a queue works on at once.
pub(crate) fn tracks_of(portfolio: &Portfolio, team: Option<TeamId>) -> usize {
    team.and_then(|id| portfolio.team(id)).and_then(|team| usize::try_from(team.tracks).ok()).unwrap_or(1).max(1)
}

/// When each ticket of one queue is done, in millionths of a week from now, by the mean durations.
pub(crate) fn done_at(queue: &[&Item], tracks: usize) -> Vec<Units> {
    let mut tracks = Tracks::new(tracks, 0);
    queue.iter().map(|item| tracks.take(units(&item.duration))).collect()
}

/// What an order costs until everything in it is done, in minor units of `currency`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderCost {
    /// The sum over all tickets that have a price.
    pub total_minor: i128,
    /// Its currency.
    pub currency: Currency,
    /// Each ticket's share, in the order given. They add up exactly to the total.
    pub shares_minor: Vec<i128>,
}

/// What it costs to do these tickets in this order: for each, what its delay costs until it is done.
///
/// Tickets without a price in the workspace's currency cost nothing themselves, but those behind them wait for them.
pub fn cost_of_order(portfolio: &Portfolio, sequence: &[&Item]) -> OrderCost {
    let mut tracks: std::collections::BTreeMap<Option<TeamId>, Tracks<Units>> = std::collections::BTreeMap::new();
    let shares_minor: Vec<i128> = sequence
        .iter()
        .map(|item| {
            let team = queue_of(portfolio, item);
            let queue = tracks.entry(team).or_insert_with(|| Tracks::new(tracks_of(portfolio, team), 0));
            Charge::of(item, portfolio).at(queue.take(units(&item.duration)))
        })
        .collect();
    OrderCost { total_minor: shares_minor.iter().sum(), currency: portfolio.currency(), shares_minor }
}

/// The queue that a ticket stands in: its team's, or the one of those without a team.
pub(crate) fn queue_of(portfolio: &Portfolio, item: &Item) -> Option<TeamId> {
    item.team_id.filter(|&id| portfolio.team(id).is_some())
}

/// The mean of a duration.
pub(crate) fn units(duration: &DurationWeeks) -> Units {
    whole(duration.mean * UNITS_PER_WEEK).max(1)
}

#[expect(clippy::cast_precision_loss, reason = "millionths of a week, exact up to 285 million years")]
pub(crate) fn in_weeks(units: Units) -> f64 {
    units as f64 / UNITS_PER_WEEK
}

/// The nearest whole number, ties away from zero; what does not fit is cut to the largest that does.
#[expect(clippy::cast_possible_truncation, reason = "a float becomes the nearest integer that fits, never a wrong one")]
pub(crate) fn whole(value: f64) -> i64 {
    value.round() as i64
}

/// A quotient rounded to the nearest whole number, ties away from zero.
fn rounded(dividend: i128, divisor: i128) -> i128 {
    (dividend + dividend.signum() * divisor / 2) / divisor
}
