//! Simulated futures of an order: the same draws for every order, so that two orders are compared pair by pair.

use throughline_scheduler::Day;
use throughline_value_line::{Estimate, quantile_type7};

use crate::{
    TicketId,
    priorities::{FEW, MANY, Portfolio, VERY_FEW, half_if_equal, money_factors, summary},
    roadmap::{Mapping, Sequence, progress::weeks_left},
};

/// Up to so many tickets there are many futures; beyond it a few.
const SMALL: usize = 40;
/// Beyond so many there are fewer still: they take memory, and a sum over thousands of tickets hardly differs between them.
const LARGE: usize = 2_000;

/// What may become of each ticket: how much longer or dearer than its mean, future by future.
#[derive(Debug, Clone)]
pub struct Futures {
    /// How many.
    pub count: usize,
    /// Duration as a share of its mean.
    longer: Shares,
    /// Money as a share of its mean.
    dearer: Shares,
}

/// Shares of a mean, at least 0: for each item, one for every future, side by side. Each is a whole number of parts of
/// the item's largest share, [`PARTS`] of which make it, since thousands of tickets in a hundred futures are many.
#[derive(Debug, Clone, Default)]
struct Shares {
    /// By item: the size of a part.
    part: Vec<f64>,
    /// By item and future: how many of them.
    parts: Vec<u16>,
}

/// Parts of an item's largest share.
const PARTS: f64 = 65_535.0;

/// What an order comes to over all futures.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// By item: the hour at which it is likely done (P50).
    pub likely: Vec<Day>,
    /// By item: the hour at which it is done in 85 of 100 futures.
    pub sure: Vec<Day>,
    /// Future by future: what the order costs, in minor units.
    pub costs: Vec<f64>,
    /// Future by future: the hour at which everything is done.
    pub ends: Vec<Day>,
    /// Promised tickets with the share of futures in which each of these hours is kept.
    pub kept: Vec<f64>,
}

impl Futures {
    /// Draws them for the items of a mapping. The same tickets get the same draws on every machine, in every order.
    pub fn draw(mapping: &Mapping, portfolio: &Portfolio) -> Self {
        let count = match mapping.tickets.len() {
            tickets if tickets <= SMALL => MANY,
            tickets if tickets <= LARGE => FEW,
            _ => VERY_FEW,
        };
        let of = |ticket: &TicketId| portfolio.get(*ticket);
        let mut longer = Shares::for_items(mapping.tickets.len(), count);
        let mut dearer = Shares::for_items(mapping.tickets.len(), count);
        for (ticket, &begun) in mapping.tickets.iter().zip(&mapping.begun) {
            let draws = of(ticket).map_or_else(|| vec![1.0; count], |item| weeks_left(item, begun, count));
            #[expect(clippy::cast_precision_loss, reason = "a few thousand draws")]
            let mean = draws.iter().sum::<f64>() / count as f64;
            longer.push(&draws, mean);
            let price = of(ticket).and_then(|item| item.price_in(mapping.currency));
            dearer.push(&money_factors(price, count), 1.0);
        }
        Self { count, longer, dearer }
    }

    /// Carries an order out in every future. `promised`: items and the last hour that keeps what was promised of them.
    pub fn outlook(&self, mapping: &Mapping, sequence: &Sequence, promised: &[(usize, Day)]) -> Outlook {
        let items = mapping.problem.len();
        let mut done: Vec<Day> = vec![0; items * self.count];
        let mut costs = Vec::with_capacity(self.count);
        let mut ends = Vec::with_capacity(self.count);
        for future in 0..self.count {
            let finishes = self.finishes(mapping, sequence, future);
            costs.push(self.cost(mapping, &finishes, future));
            ends.push(finishes.iter().copied().max().unwrap_or(0));
            for (item, &finish) in finishes.iter().enumerate() {
                done[item * self.count + future] = finish;
            }
        }
        let share = |&(item, hour): &(usize, Day)| {
            let finishes = &done[item * self.count..][..self.count];
            #[expect(clippy::cast_precision_loss, reason = "a few thousand draws")]
            let share = finishes.iter().filter(|&&finish| finish <= hour).count() as f64 / self.count as f64;
            share
        };
        let kept = promised.iter().map(share).collect();
        for finishes in done.chunks_exact_mut(self.count) {
            finishes.sort_unstable();
        }
        Outlook {
            likely: done.chunks_exact(self.count).map(|finishes| at_share(finishes, 0.5)).collect(),
            sure: done.chunks_exact(self.count).map(|finishes| at_share(finishes, 0.85)).collect(),
            costs,
            ends,
            kept,
        }
    }

    /// What an order costs in every future.
    pub(crate) fn costs(&self, mapping: &Mapping, sequence: &Sequence) -> Vec<f64> {
        let cost = |future| self.cost(mapping, &self.finishes(mapping, sequence, future), future);
        (0..self.count).map(cost).collect()
    }

    fn finishes(&self, mapping: &Mapping, sequence: &Sequence, future: usize) -> Vec<Day> {
        let days: Vec<Day> = (0..mapping.problem.len())
            .map(|item| {
                let choice = mapping.problem.choices(item)[usize::from(sequence.choice[item])];
                #[expect(clippy::cast_possible_truncation, reason = "a float becomes the nearest number that fits")]
                let days = (f64::from(choice.days) * self.longer.of(item, future, self.count)).round() as Day;
                days.clamp(1, 1 << 24)
            })
            .collect();
        sequence.finishes(&mapping.problem, &days)
    }

    #[expect(clippy::cast_precision_loss, reason = "a simulation needs no more than the 53 bits that are left")]
    fn cost(&self, mapping: &Mapping, finishes: &[Day], future: usize) -> f64 {
        let one = |(item, &done): (usize, &Day)| {
            mapping.problem.curve(item).at(done) as f64 * self.dearer.of(item, future, self.count)
        };
        finishes.iter().enumerate().map(one).sum()
    }
}

impl Shares {
    fn for_items(items: usize, count: usize) -> Self {
        Self { part: Vec::with_capacity(items), parts: Vec::with_capacity(items * count) }
    }

    /// Adds an item with its draws, as shares of this mean.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the number of parts")]
    fn push(&mut self, draws: &[f64], mean: f64) {
        let most = draws.iter().copied().fold(0.0, f64::max);
        self.part.push(most / mean / PARTS);
        self.parts.extend(draws.iter().map(|&draw| if most > 0.0 { (draw / most * PARTS).round() as u16 } else { 0 }));
    }

    fn of(&self, item: usize, future: usize, count: usize) -> f64 {
        self.part[item] * f64::from(self.parts[item * count + future])
    }
}

impl Outlook {
    /// What the order costs: P5, P50, P95 and mean over the futures, in minor units.
    pub fn range(&self) -> Estimate {
        summary(self.costs.clone())
    }

    /// The hour at which everything is done with this probability.
    pub fn end(&self, share: f64) -> Day {
        let mut ends = self.ends.clone();
        ends.sort_unstable();
        at_share(&ends, share)
    }
}

/// The share of futures in which the second costs are lower; equal ones count half.
pub(crate) fn share_cheaper(before: &[f64], after: &[f64]) -> f64 {
    let won: f64 = before.iter().zip(after).map(|(&before, &after)| half_if_equal(before, after)).sum();
    #[expect(clippy::cast_precision_loss, reason = "a few thousand draws")]
    let all = before.len().max(1) as f64;
    won / all
}

/// A quantile of sorted hours, rounded up: by then it is done.
fn at_share(sorted: &[Day], share: f64) -> Day {
    let values: Vec<f64> = sorted.iter().map(|&hour| f64::from(hour)).collect();
    if values.is_empty() {
        return 0;
    }
    #[expect(clippy::cast_possible_truncation, reason = "between two hours")]
    let hour = quantile_type7(&values, share).ceil() as Day;
    hour
}
