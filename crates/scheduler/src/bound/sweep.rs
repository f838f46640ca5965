//! The best arc prices for given team prices, by passing what an item can spare along its arcs, forth and back.
//!
//! A pass forth takes each item in turn and moves what each of its ends costs to the arcs out of it; a pass back moves
//! what each start costs to the arcs into it. Neither lowers the bound, but for what rounding takes ([`super::packed`]):
//! sequential message passing, Kolmogorov 2006; that passes reach the best prices where later is never better for both
//! ends: Schlesinger and Flach 2006.

use super::frame::{Frame, Way, narrow};
use super::packed::{Packed, Rounding};
use super::prices::{Amount, Ends, Prices, ends};
use crate::Problem;

/// What a pass works on.
pub(crate) struct AtHand<'a> {
    pub frame: &'a Frame,
    /// Per team, what the cells before each cell cost together: `horizon + 1` sums.
    pub sums: &'a [f32],
    pub arcs: &'a mut Packed,
}

impl AtHand<'_> {
    fn team(&self, team: usize) -> &[f32] {
        let length = self.frame.horizon + 1;
        &self.sums[team * length..(team + 1) * length]
    }
}

/// Room for the rows of one item.
#[derive(Debug, Default)]
pub(crate) struct Sweep {
    prices: Prices<f32>,
    costs: Vec<f32>,
    starts: Vec<f32>,
    dones: Vec<f32>,
    dearer: Vec<f32>,
    list: Vec<usize>,
    /// Latest day on which each item may be done (or started, for arcs between starts) in the plan being read off.
    done_by: Vec<u32>,
    start_by: Vec<u32>,
}

/// When an item would be worked on, with no regard to what teams can do at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish {
    /// Cell of the start.
    pub start: usize,
    /// The day by whose beginning it is done.
    pub done: usize,
    pub team: usize,
}

impl Sweep {
    /// Forth: later items learn what it costs to have earlier ones done in time.
    pub(crate) fn forth(&mut self, problem: &Problem, at_hand: &mut AtHand<'_>) {
        for &item in problem.topological() {
            let item = item as usize;
            if at_hand.frame.outs(item).len() == 0 {
                continue;
            }
            self.take(at_hand, item);
            self.by_day(problem, at_hand, item);
            let share = 1.0 / to_float(self.prices.ins().len().max(self.prices.outs().len()));
            for at in 0..self.prices.outs().len() {
                let held = self.prices.outs()[at];
                let by_day = if held.starts { &self.starts } else { &self.dones };
                let values = &mut self.prices.arcs[held.cells()];
                let mut least = f32::ENDLESS;
                for &cost in &by_day[..held.base] {
                    least = least.min(cost);
                }
                least = least * share + values[0];
                for (value, &cost) in values.iter_mut().zip(&by_day[held.base..]) {
                    least = least.min(*value + share * cost);
                    *value = least;
                }
                settle(values);
                at_hand.arcs.pack(held.arc, values, Rounding::Down);
            }
        }
    }

    /// Back: earlier items learn what it costs when later ones have to wait. Returns the sum of what items cost at
    /// least, and reads off a plan that keeps the order: `wish` is told of each item.
    pub(crate) fn back(
        &mut self,
        problem: &Problem,
        at_hand: &mut AtHand<'_>,
        mut wish: impl FnMut(usize, Wish),
    ) -> f64 {
        self.done_by.clear();
        self.done_by.resize(problem.len(), u32::MAX);
        self.start_by.clone_from(&self.done_by);
        let mut total = 0.0;
        for &item in problem.topological().iter().rev() {
            let item = item as usize;
            self.take(at_hand, item);
            let frame = at_hand.frame;
            self.starts.clear();
            self.starts.resize(frame.horizon + 1, f32::ENDLESS);
            let mut best = (f32::ENDLESS, None);
            let mut list = std::mem::take(&mut self.list);
            for way in frame.ways(problem, item) {
                let ends = ends(problem, frame, way, &mut list);
                self.prices.charge(problem, frame, at_hand.team(way.team), way, &ends, &mut self.costs);
                self.read_off(way, &ends, &mut best);
                self.prices.refund(way, &ends, &mut self.costs);
                lower(&mut self.starts, &self.costs, way.first);
            }
            self.list = list;
            let Some((start, way)) = best.1.or_else(|| frame.ways(problem, item).next().map(|way| (way.first, way)))
            else {
                continue;
            };
            wish(item, Wish { start, done: frame.done(problem, way, start), team: way.team });
            for held in self.prices.ins() {
                let limit = if held.starts { &mut self.start_by } else { &mut self.done_by };
                let from = frame.arc(held.arc).from();
                limit[from] = limit[from].min(narrow(start));
            }
            let share = 1.0 / to_float(self.prices.ins().len().max(self.prices.outs().len()).max(1));
            // What each arc takes differs from its share where the price would have to rise; the rest stays here.
            self.dones.clone_from(&self.starts);
            for held in self.prices.ins() {
                let values = &self.prices.arcs[held.cells()];
                self.dearer.clear();
                self.dearer
                    .extend(values.iter().zip(&self.starts[held.base..]).map(|(value, cost)| value - share * cost));
                let mut most = f32::NEG_INFINITY;
                for wanted in self.dearer.iter_mut().rev() {
                    most = most.max(*wanted);
                    *wanted = most;
                }
                settle(&mut self.dearer);
                at_hand.arcs.pack(held.arc, &mut self.dearer, Rounding::Up);
                for ((cost, after), before) in self.dones[held.base..].iter_mut().zip(&self.dearer).zip(values) {
                    *cost += after - before;
                }
            }
            let least = self.dones.iter().copied().fold(f32::ENDLESS, f32::min);
            if least < f32::ENDLESS {
                total += f64::from(least);
            }
        }
        total
    }

    /// Takes the arcs of an item.
    fn take(&mut self, at_hand: &AtHand<'_>, item: usize) {
        let AtHand { frame, arcs, .. } = at_hand;
        self.prices.take(frame, item, |arc, base, into| arcs.unpack(arc, frame.horizon - base + 1, into));
    }

    /// What each start and each end of an item costs at least, over all its ways.
    fn by_day(&mut self, problem: &Problem, at_hand: &AtHand<'_>, item: usize) {
        let frame = at_hand.frame;
        for row in [&mut self.starts, &mut self.dones] {
            row.clear();
            row.resize(frame.horizon + 1, f32::ENDLESS);
        }
        let mut list = std::mem::take(&mut self.list);
        for way in frame.ways(problem, item) {
            let ends = ends(problem, frame, way, &mut list);
            self.prices.charge(problem, frame, at_hand.team(way.team), way, &ends, &mut self.costs);
            self.prices.refund(way, &ends, &mut self.costs);
            lower(&mut self.starts, &self.costs, way.first);
            match ends {
                Ends::From(first) => lower(&mut self.dones, &self.costs, first),
                Ends::Each(ends) => {
                    for (&end, &cost) in ends.iter().zip(&self.costs) {
                        let slot = &mut self.dones[end.min(frame.horizon)];
                        *slot = slot.min(cost);
                    }
                }
            }
        }
        self.list = list;
    }

    /// The cheapest start of a way that is in time for what has been read off already.
    fn read_off(&self, way: Way, ends: &Ends<'_>, best: &mut (f32, Option<(usize, Way)>)) {
        let end_of = |at: usize| match ends {
            Ends::From(first) => first + at,
            Ends::Each(list) => list[at],
        };
        for (at, &cost) in self.costs.iter().enumerate() {
            let (start, end) = (way.first + at, end_of(at));
            if at > 0 && (start > self.start_by[way.item] as usize || end > self.done_by[way.item] as usize) {
                break;
            }
            if cost < best.0 {
                *best = (cost, Some((start, way)));
            }
        }
    }
}

/// Lowers `row[from + k]` to `costs[k]`; the last entry of the row stands for all after it.
fn lower(row: &mut [f32], costs: &[f32], from: usize) {
    let last = row.len() - 1;
    let from = from.min(last);
    let inner = costs.len().min(last + 1 - from);
    for (slot, &cost) in row[from..].iter_mut().zip(&costs[..inner]) {
        *slot = slot.min(cost);
    }
    row[last] = costs[inner..].iter().copied().fold(row[last], f32::min);
}

/// Makes prices end at 0, after filling days on which nothing could happen.
fn settle(values: &mut [f32]) {
    if let Some(first) = values.iter().position(|value| value.is_finite()) {
        let value = values[first];
        values[..first].fill(value);
    }
    let mut before = 0.0;
    for value in &mut *values {
        if value.is_finite() {
            before = *value;
        } else {
            *value = before;
        }
    }
    let last = values[values.len() - 1];
    for value in values {
        *value -= last;
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count of arcs")]
fn to_float(count: usize) -> f32 {
    count as f32
}
