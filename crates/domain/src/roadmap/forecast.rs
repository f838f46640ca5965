//! How many weeks the open tickets take if they are closed as they were: the past weeks, drawn with replacement.
//!
//! Exact, by convolution of the weekly counts, where others simulate (Kanbanize, "Monte Carlo"; M. Bowler, *Improving
//! Flow*, 2024). It knows nothing of the order, the estimates or the teams, which is why it stands beside the roadmap.

use serde::{Deserialize, Serialize};

/// The fewest weeks of history from which something is said.
pub const LEAST_WEEKS: usize = 6;
/// A week with more than so many times the P90 of the others is a migration, not work.
const BULK: f64 = 5.0;
/// The farthest that is looked at, in weeks.
const FARTHEST: usize = 520;

/// Weeks until everything that is open now is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Forecast {
    /// How many tickets are open.
    pub items: u32,
    /// Closed tickets, week by week, the oldest first; weeks without any included.
    pub history: Vec<u32>,
    /// Places in `history` of weeks that are left out, because so many were closed at once that it was a clean-up.
    pub left_out: Vec<usize>,
    /// Weeks that are enough in 50, 85 and 95 of 100 cases; none beyond ten years.
    pub weeks: [Option<u32>; 3],
}

/// Why there is no forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoForecast {
    /// Too little is known.
    #[error("{0} weeks of closed tickets are known; from {LEAST_WEEKS} on they say something about the next ones")]
    TooFewWeeks(usize),
    /// Nothing was closed.
    #[error("no ticket was closed in these weeks")]
    NothingClosed,
}

impl Forecast {
    /// From closed tickets week by week, the oldest first, weeks without any included.
    ///
    /// ```
    /// # use throughline_domain::roadmap::Forecast;
    /// let history = [1, 3, 5, 3, 7, 8, 0, 5, 3, 1, 8, 2];
    /// assert_eq!(Forecast::of(&history, 40).unwrap().weeks, [Some(11), Some(13), Some(15)]);
    /// assert!(Forecast::of(&history[..5], 40).is_err());
    /// ```
    pub fn of(history: &[u32], items: u32) -> Result<Self, NoForecast> {
        let left_out = bulk_weeks(history);
        let counted = counted(history, &left_out);
        if counted.len() < LEAST_WEEKS {
            return Err(NoForecast::TooFewWeeks(counted.len()));
        }
        if counted.iter().all(|&count| count == 0) {
            return Err(NoForecast::NothingClosed);
        }
        let done = done_by_week(&counted, items);
        let first = |share: f64| done.iter().position(|&sure| sure >= share).and_then(|week| u32::try_from(week).ok());
        Ok(Self { items, history: history.to_vec(), left_out, weeks: [0.5, 0.85, 0.95].map(first) })
    }

    /// The probability that everything is closed after each week, beginning with week 0.
    pub fn done_by_week(&self) -> Vec<f64> {
        done_by_week(&counted(&self.history, &self.left_out), self.items)
    }

    /// How many are closed after some weeks, with this probability at least.
    pub fn closed_in(&self, weeks: usize, probability: f64) -> u32 {
        let counted = counted(&self.history, &self.left_out);
        let most = counted.iter().max().copied().unwrap_or(0) as usize * weeks;
        let mut sums = vec![1.0];
        for _ in 0..weeks {
            sums = next_week(&sums, &counted, most);
        }
        let mut at_least = 0.0;
        for closed in (0..sums.len()).rev() {
            at_least += sums[closed];
            // A hair below, by the arithmetic of floats, is that probability.
            if at_least >= probability - 1e-12 {
                return u32::try_from(closed).unwrap_or(u32::MAX);
            }
        }
        0
    }
}

/// The weeks in which so many were closed that it was no work.
fn bulk_weeks(history: &[u32]) -> Vec<usize> {
    let is_bulk = |&at: &usize| {
        let mut others: Vec<f64> =
            history.iter().enumerate().filter(|&(other, _)| other != at).map(|(_, &count)| f64::from(count)).collect();
        others.sort_unstable_by(f64::total_cmp);
        let usual = if others.is_empty() { 0.0 } else { throughline_value_line::quantile_type7(&others, 0.9) };
        // One ticket in an otherwise empty year is no migration.
        usual > 0.0 && f64::from(history[at]) > BULK * usual
    };
    (0..history.len()).filter(is_bulk).collect()
}

fn counted(history: &[u32], left_out: &[usize]) -> Vec<u32> {
    history.iter().enumerate().filter(|(at, _)| !left_out.contains(at)).map(|(_, &count)| count).collect()
}

/// The probability that so many items are closed after 0, 1, 2, ... weeks, until it is as good as certain.
fn done_by_week(counted: &[u32], items: u32) -> Vec<f64> {
    let items = items as usize;
    let mut left = vec![1.0];
    let mut done = vec![if items == 0 { 1.0 } else { 0.0 }];
    while done.len() <= FARTHEST && done.last().is_none_or(|&sure| sure < 0.999_9) {
        left = next_week(&left, counted, items);
        let below: f64 = left.iter().take(items).sum();
        done.push((1.0 - below).clamp(0.0, 1.0));
    }
    done
}

/// The distribution of the sum after one more week; everything from `most` on is one entry.
fn next_week(sums: &[f64], counted: &[u32], most: usize) -> Vec<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred weeks")]
    let share = 1.0 / counted.len() as f64;
    let longest = counted.iter().max().copied().unwrap_or(0) as usize;
    let mut next = vec![0.0; (sums.len() + longest).min(most + 1)];
    let last = next.len() - 1;
    for (sum, &probability) in sums.iter().enumerate().filter(|&(_, &probability)| probability > 0.0) {
        for &count in counted {
            next[(sum + count as usize).min(last)] += probability * share;
        }
    }
    next
}
