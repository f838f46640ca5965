//! Orders in which an item may come several times or never, at a price for each.
//!
//! A path through states (the last item, the day it is done) is such an order. No item follows itself, and no two
//! neighbours stand so that changing their places would cost less. With a reward for each item, which a path gets each
//! time it comes, the cheapest path and what all rewards come to are a bound (Abdul-Razaq and Potts 1988; Tanaka, Fujikuma
//! and Araki 2009). States that no path cheaper than a known order goes through are dropped for good.

use super::super::line::Cost;
use crate::Day;

/// More than any path costs; two of them still add up.
const ENDLESS: i64 = i64::MAX / 4;
/// So many of the cheapest paths to a day are kept at hand; the next item can follow one of them nearly always.
const AT_HAND: usize = 3;
/// How much of today's counts goes into the direction.
const FRESH: f64 = 0.3;

/// States, rewards, and what paths cost to each state and from it.
pub(super) struct Relaxed<'a, C: Cost> {
    days: &'a [usize],
    costs: &'a C,
    of: Vec<C::Of>,
    /// The day on which everything is done.
    end: usize,
    /// Money is counted in units of 2 to the power of minus this.
    shift: u32,
    /// For each day, the items that can be done then.
    states: Vec<Vec<u16>>,
    /// Per day and item; endless where there is no such state.
    to: Vec<i64>,
    from: Vec<i64>,
    pub(super) rewards: Vec<i64>,
    direction: Vec<f64>,
}

/// The cheapest few of a list.
#[derive(Debug, Clone, Copy)]
struct Few {
    all: [(i64, u16); AT_HAND],
}

impl Few {
    const NONE: Self = Self { all: [(ENDLESS, 0); AT_HAND] };

    #[inline]
    fn add(&mut self, cost: i64, item: u16) {
        let mut one = (cost, item);
        for slot in &mut self.all {
            if one.0 < slot.0 {
                std::mem::swap(slot, &mut one);
            }
        }
    }
}

fn day(at: usize) -> Day {
    Day::try_from(at).unwrap_or(Day::MAX)
}

impl<'a, C: Cost> Relaxed<'a, C> {
    pub(super) fn new(days: &'a [usize], costs: &'a C, shift: u32) -> Self {
        let end: usize = days.iter().sum();
        let n = days.len();
        let items = || (0_u16..).zip(days);
        let possible = |at: usize| items().filter(move |&(_, &days)| at == days || at > days && at <= end);
        Self {
            of: (0..n).map(|item| costs.of(item)).collect(),
            states: (0..=end).map(|at| possible(at).map(|(item, _)| item).collect()).collect(),
            to: vec![ENDLESS; (end + 1) * n],
            from: vec![0; (end + 1) * n],
            rewards: vec![0; n],
            direction: vec![0.0; n],
            days,
            costs,
            end,
            shift,
        }
    }

    /// Rewards each item with what it costs to have it: the least that its own cost and its days come to, where a day costs
    /// what an order would lose if everything after it were a day later.
    pub(super) fn reward_as_in(&mut self, order: &[u32]) {
        let mut done = 0;
        let mut sums = vec![0; self.end + 1];
        for item in order.iter().filter_map(|&item| u16::try_from(item).ok()) {
            done += self.days[usize::from(item)];
            sums[done - 1] += self.cost(item, done + 1) - self.cost(item, done);
        }
        // What each day costs, from the last to the first, and then what all days before each cost.
        for at in (0..self.end).rev() {
            sums[at] += sums[at + 1];
        }
        let mut sum = 0;
        for slot in &mut sums {
            sum += std::mem::replace(slot, sum);
        }
        for (number, (item, &days)) in (0_u16..).zip(self.days).enumerate() {
            let costs = (days..=self.end).map(|done| self.cost(item, done) + sums[done] - sums[done - days]);
            self.rewards[number] = costs.min().unwrap_or(0);
        }
    }

    fn n(&self) -> usize {
        self.days.len()
    }

    /// What an item costs that is done on a day.
    #[inline]
    pub(super) fn cost(&self, item: u16, done: usize) -> i64 {
        self.costs.at(self.of[usize::from(item)], day(done)) << self.shift
    }

    /// Whether `next` may follow `before`, which is done on a day.
    #[inline]
    pub(super) fn may_follow(&self, before: u16, done: usize, next: u16, next_cost: i64) -> bool {
        if before == next {
            return false;
        }
        let (days, next_days) = (self.days[usize::from(before)], self.days[usize::from(next)]);
        let as_is = self.cost(before, done) + next_cost;
        as_is <= self.cost(next, done - days + next_days) + self.cost(before, done + next_days)
    }

    /// What the cheapest path from a state to the end costs, less rewards; None where there is no such state.
    #[inline]
    pub(super) fn rest(&self, item: u16, done: usize) -> Option<i64> {
        let rest = self.from[done * self.n() + usize::from(item)];
        (rest < ENDLESS).then_some(rest)
    }

    pub(super) fn all_rewards(&self) -> i64 {
        self.rewards.iter().sum()
    }

    /// Paths to all states. Returns what no order goes below.
    pub(super) fn forth(&mut self) -> i64 {
        let n = self.n();
        let mut few = vec![Few::NONE; self.end + 1];
        for done in 1..=self.end {
            let states = std::mem::take(&mut self.states[done]);
            for &item in &states {
                let days = self.days[usize::from(item)];
                let own = self.cost(item, done);
                let before =
                    if done == days { 0 } else { self.cheapest_before(item, own, done - days, &few[done - days]) };
                let total = if before < ENDLESS { before + own - self.rewards[usize::from(item)] } else { ENDLESS };
                self.to[done * n + usize::from(item)] = total;
                few[done].add(total, item);
            }
            self.states[done] = states;
        }
        let last = few[self.end].all[0].0;
        if last < ENDLESS { last + self.all_rewards() } else { ENDLESS }
    }

    fn cheapest_before(&self, item: u16, own: i64, start: usize, few: &Few) -> i64 {
        for &(cost, before) in &few.all {
            if cost >= ENDLESS || self.may_follow(before, start, item, own) {
                return cost;
            }
        }
        let at = |before: u16| self.to[start * self.n() + usize::from(before)];
        let possible = self.states[start].iter().filter(|&&before| self.may_follow(before, start, item, own));
        possible.map(|&before| at(before)).min().unwrap_or(ENDLESS)
    }

    /// Paths from all states to the end.
    pub(super) fn back(&mut self) {
        let n = self.n();
        let mut next: Vec<(i64, u16, i64)> = Vec::with_capacity(n);
        for done in (0..=self.end).rev() {
            next.clear();
            let mut few = Few::NONE;
            for (item, &days) in (0_u16..).zip(self.days) {
                let then = done + days;
                if then > self.end || self.to[then * n + usize::from(item)] >= ENDLESS {
                    continue;
                }
                let own = self.cost(item, then);
                let rest = self.from[then * n + usize::from(item)];
                if rest < ENDLESS {
                    let at = u16::try_from(next.len()).unwrap_or(u16::MAX);
                    few.add(rest + own - self.rewards[usize::from(item)], at);
                    next.push((rest + own - self.rewards[usize::from(item)], item, own));
                }
            }
            for &item in &self.states[done] {
                self.from[done * n + usize::from(item)] =
                    if done == self.end { 0 } else { self.cheapest_after(item, done, &few, &next) };
            }
        }
    }

    fn cheapest_after(&self, item: u16, done: usize, few: &Few, next: &[(i64, u16, i64)]) -> i64 {
        for &(cost, at) in &few.all {
            if cost >= ENDLESS {
                return ENDLESS;
            }
            let (_, after, own) = next[usize::from(at)];
            if self.may_follow(item, done, after, own) {
                return cost;
            }
        }
        let possible = next.iter().filter(|&&(_, after, own)| self.may_follow(item, done, after, own));
        possible.map(|&(cost, ..)| cost).min().unwrap_or(ENDLESS)
    }

    /// Drops states through which every path costs more than `most`. Both passes must have been made with these rewards.
    pub(super) fn drop_states(&mut self, most: i64) {
        let n = self.n();
        let most = most - self.all_rewards();
        for (done, states) in self.states.iter_mut().enumerate() {
            let (to, from) = (&mut self.to[done * n..(done + 1) * n], &mut self.from[done * n..(done + 1) * n]);
            states.retain(|&item| {
                let item = usize::from(item);
                let keep = to[item] < ENDLESS && from[item] < ENDLESS && to[item] + from[item] <= most;
                if !keep {
                    (to[item], from[item]) = (ENDLESS, ENDLESS);
                }
                keep
            });
        }
    }

    /// How often each item comes on the cheapest path.
    fn counts(&self) -> Vec<u32> {
        let n = self.n();
        let mut counts = vec![0; n];
        let mut done = self.end;
        let mut after: Option<(u16, i64)> = None;
        while done > 0 {
            let may = |item: &&u16| after.is_none_or(|(next, own)| self.may_follow(**item, done, next, own));
            let cost = |item: &&u16| self.to[done * n + usize::from(**item)];
            let Some(&item) = self.states[done].iter().filter(may).min_by_key(cost) else { break };
            counts[usize::from(item)] += 1;
            after = Some((item, self.cost(item, done)));
            done -= self.days[usize::from(item)];
        }
        counts
    }

    /// Moves rewards from items that come too often to those that are missing. Returns whether each comes once.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "the length of a step may err")]
    pub(super) fn move_rewards(&mut self, way: f64) -> bool {
        let counts = self.counts();
        for (direction, &count) in self.direction.iter_mut().zip(&counts) {
            *direction = FRESH * (1.0 - f64::from(count)) + (1.0 - FRESH) * *direction;
        }
        let norm: f64 = self.direction.iter().map(|direction| direction * direction).sum();
        let limit = (ENDLESS / 8) as f64 / (1 + self.end) as f64;
        for (reward, direction) in self.rewards.iter_mut().zip(&self.direction) {
            *reward = (*reward as f64 + way / norm.max(1e-9) * direction).clamp(-limit, limit) as i64;
        }
        counts.iter().all(|&count| count == 1)
    }
}
