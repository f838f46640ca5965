//! Iterated local search over the orders of a line.
//!
//! The neighbourhood is that of the enhanced dynasearch (Congram, Potts and van de Velde 2002; Grosso, Della Croce and
//! Tadei 2004): an item goes before or behind any other, or changes places with it. Instead of combining moves by dynamic
//! programming, items whose surroundings changed stand in a queue, and each makes the best move it has; what a move saves
//! is bounded while it is priced (see [`super::sequence`]). On the instances of the OR-Library that needs less time.

use std::collections::VecDeque;

use super::greedy::greedy;
use super::line::{Cost, Costs, Line};
use super::sequence::{Move, Sequence};
use crate::random::Random;
use crate::{Budget, Day, Money};

/// The best order found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Items by their index, first to last.
    pub order: Vec<u32>,
    /// What it costs.
    pub cost: Money,
    /// Steps taken: each shakes an order and mends it again.
    pub steps: u64,
}

/// Up to so many items rounds that begin anew find the optimum again and again; longer lines need one long round.
pub(crate) const SHORT: usize = 250;
/// How often the best order must be found anew before it is believed; more where rounds end elsewhere.
const AGREED: u64 = 9;
/// However much the rounds differ, no more than so many: their cheaper pieces are put together meanwhile.
const MOST_ROUNDS: u64 = 16;

/// Looks for the cheapest order, from `start` if there is one; never dearer than that.
///
/// Stops when the budget is spent, when the order costs no more than if each item were first, or (up to 250 items) when
/// independent rounds have found the same cost again and again. That last reason is experience and not a proof.
pub fn best_order(line: &Line, start: Option<&[u32]>, seed: u64, budget: &Budget<'_>) -> Found {
    match &line.costs {
        Costs::Late(costs) => Search::new(&line.days, costs, seed).run(start, budget),
        Costs::Curves(costs) => Search::new(&line.days, costs, seed).run(start, budget),
    }
}

struct Search<'a, C: Cost> {
    days: &'a [Day],
    costs: &'a C,
    random: Random,
    /// Items whose surroundings changed.
    queue: VecDeque<u32>,
    waiting: Vec<bool>,
    /// How many positions away an item looks.
    reach: usize,
    /// Pairs of places looked at so far.
    looked: u64,
    /// The positions that differ from the order to which a step may return.
    from: usize,
    end: usize,
}

impl<'a, C: Cost> Search<'a, C> {
    fn new(days: &'a [Day], costs: &'a C, seed: u64) -> Self {
        let n = days.len();
        Self {
            days,
            costs,
            random: Random::new(seed),
            queue: VecDeque::with_capacity(n),
            waiting: vec![false; n],
            reach: n,
            looked: 0,
            from: n,
            end: 0,
        }
    }

    fn run(mut self, start: Option<&[u32]>, budget: &Budget<'_>) -> Found {
        let n = self.days.len();
        let least = (0..n).map(|item| self.costs.at(self.costs.of(item), self.days[item])).sum();
        let mut best = Found { order: self.first(start), cost: Money::MAX, steps: 0 };
        let (mut rounds, mut agreed) = (0, 0);
        let mut now = Sequence::new(self.days, self.costs, &best.order);
        best.cost = now.cost();
        let mut champion: Option<Sequence<'a, C>> = None;
        while best.cost > least && n > 1 && !budget.is_spent(best.steps) {
            if rounds > 0 {
                now = self.anew();
            }
            self.settle(&mut now, budget);
            let ended = self.round(&mut now, least, budget, &mut best);
            rounds += 1;
            let cheapest = champion.get_or_insert_with(|| now.clone());
            cheapest.take_cheaper_pieces(&now);
            if cheapest.cost() < best.cost {
                best = Found { order: cheapest.order(), cost: cheapest.cost(), steps: best.steps };
                agreed = 0;
            }
            agreed += u64::from(ended && now.cost() == best.cost);
            if agreed >= AGREED + (rounds - agreed) / 2 || rounds >= MOST_ROUNDS {
                break;
            }
        }
        best
    }

    /// The order of the first round.
    fn first(&self, start: Option<&[u32]>) -> Vec<u32> {
        start.map_or_else(|| greedy(self.days, self.costs, self.mean() * 2), <[u32]>::to_vec)
    }

    /// The order of a later round: greedy with another foresight, and then disturbed all over.
    fn anew(&mut self) -> Sequence<'a, C> {
        let n = self.days.len();
        let quarters = 2 + self.random.below(30);
        let ahead = i64::from(self.mean()) * i64::try_from(quarters).unwrap_or(1) / 4;
        let order = greedy(self.days, self.costs, Day::try_from(ahead).unwrap_or(Day::MAX).max(1));
        let mut now = Sequence::new(self.days, self.costs, &order);
        self.shake(&mut now, n, n);
        now
    }

    fn mean(&self) -> Day {
        let sum: Day = self.days.iter().sum();
        (sum / Day::try_from(self.days.len().max(1)).unwrap_or(Day::MAX)).max(1)
    }

    /// Every item makes its best moves until none has one, or until the budget is spent.
    fn settle(&mut self, now: &mut Sequence<'a, C>, budget: &Budget<'_>) {
        const BETWEEN_LOOKS_AT_THE_CLOCK: usize = 64;
        self.reach = now.len().min(REACH);
        let order = now.order();
        for some in order.chunks(BETWEEN_LOOKS_AT_THE_CLOCK) {
            if budget.is_spent(0) {
                return;
            }
            for &item in some.iter().filter(|&&item| !self.waiting[item as usize]) {
                self.queue.push_back(item);
            }
            for &item in some {
                self.waiting[item as usize] = true;
            }
            self.descend(now);
        }
    }

    /// Shakes and mends until that has not helped for long; true if so, false if the budget was spent first.
    fn round(&mut self, now: &mut Sequence<'a, C>, least: Money, budget: &Budget<'_>, best: &mut Found) -> bool {
        let n = now.len();
        let short = n <= SHORT;
        let window = if short { n } else { WINDOW };
        self.reach = if short { n } else { NEIGHBOURS };
        let patience = if short { patience(n) } else { u64::MAX };
        let mut kept = now.clone();
        let mut since = self.looked;
        while self.looked - since < patience && kept.cost() > least {
            if budget.is_spent(best.steps) {
                return false;
            }
            best.steps += 1;
            (self.from, self.end) = (n, 0);
            let count = 1 + self.random.below(SHAKES);
            self.shake(now, window, count);
            self.descend(now);
            self.looked += 1;
            if self.from >= self.end {
                continue;
            }
            if now.cost() > kept.cost() {
                now.copy_part(&kept, self.from, self.end);
                continue;
            }
            if now.cost() < kept.cost() {
                since = self.looked;
            }
            kept.copy_part(now, self.from, self.end);
        }
        true
    }

    /// Some random moves within a window of positions.
    fn shake(&mut self, now: &mut Sequence<'a, C>, window: usize, count: usize) {
        let window = window.min(now.len());
        let first = self.random.below(now.len() - window + 1);
        for _ in 0..count {
            let (one, other) = (first + self.random.below(window), first + self.random.below(window));
            if one != other {
                let kind = [Move::Swap, Move::Later, Move::Sooner, Move::Swap][self.random.below(4)];
                self.make(now, kind, one.min(other), one.max(other));
            }
        }
    }

    fn descend(&mut self, now: &mut Sequence<'a, C>) {
        while let Some(item) = self.queue.pop_front() {
            self.waiting[item as usize] = false;
            let best = now.best_move(now.at[item as usize] as usize, self.reach);
            self.looked += best.looked + LOOK;
            if best.saves > 0 {
                self.make(now, best.kind, best.from, best.to);
            }
        }
    }

    /// Makes a move, and lets everything near its ends look again.
    fn make(&mut self, now: &mut Sequence<'a, C>, kind: Move, from: usize, to: usize) {
        now.apply(kind, from, to);
        self.from = self.from.min(from);
        self.end = self.end.max(to + 1);
        let last = now.len() - 1;
        self.wake(now, from.saturating_sub(1), (from + NEAR).min(last));
        self.wake(now, to.saturating_sub(NEAR).max(from), (to + 1).min(last));
    }

    fn wake(&mut self, now: &Sequence<'a, C>, first: usize, last: usize) {
        for place in &now.places[first..=last] {
            if !std::mem::replace(&mut self.waiting[place.item as usize], true) {
                self.queue.push_back(place.item);
            }
        }
    }
}

/// How far an item looks at first.
const REACH: usize = 1_000;
/// In long lines a step shakes so many neighbouring positions, and items look so far afterwards.
const WINDOW: usize = 100;
const NEIGHBOURS: usize = 300;
/// A step shakes with at most so many random moves.
const SHAKES: usize = 9;
/// How far inside the ends of a move items look again.
const NEAR: usize = 2;
/// What looking costs besides the pairs, in pairs.
const LOOK: u64 = 20;

/// The pairs to look at without success before a round ends: 0.6 n^3, from 50 items on 1,500 n, and from about 80 on 2 n^2.5.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rough measure of effort"
)]
fn patience(items: usize) -> u64 {
    (0.6 * (items as f64).powi(3)).min(1500.0 * items as f64).max(2.0 * (items as f64).powf(2.5)) as u64
}
