//! The best arc prices for given team prices, by passing what an item can spare along its arcs, forth and back.
//!
//! A pass forth takes each item in turn and moves what each of its ends costs to the arcs out of it; a pass back moves
//! what each start costs to the arcs into it. Neither ever lowers the bound (sequential message passing: Kolmogorov
//! 2006; that passes reach the best prices where later is never better for both ends: Schlesinger and Flach 2006).

use super::frame::{Frame, Way};
use super::prices::{Amount, Ends, Prices, ends};
use crate::Problem;

/// Room for the rows of one item.
#[derive(Debug, Default)]
pub(crate) struct Sweep {
    costs: Vec<f32>,
    starts: Vec<f32>,
    dones: Vec<f32>,
    list: Vec<usize>,
    /// Latest day on which each item may be done (or started, for arcs between starts) in the plan being read off.
    done_by: Vec<usize>,
    start_by: Vec<usize>,
}

/// A start and a way of each item, with no regard to what teams can do at once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wish {
    /// Cell of the start, day of the end, and team.
    pub slots: Vec<(usize, usize, usize)>,
}

impl Sweep {
    /// Forth: later items learn what it costs to have earlier ones done in time.
    pub(crate) fn forth(&mut self, problem: &Problem, frame: &Frame, prices: &mut Prices<f32>) {
        for &item in &frame.order {
            let outs = frame.outs(item);
            if outs.is_empty() {
                continue;
            }
            self.by_day(problem, frame, prices, item);
            let share = 1.0 / to_float(frame.ins(item).len().max(outs.len()));
            for &arc in outs {
                let arc = frame.arcs[arc];
                let by_day = if arc.starts { &self.starts } else { &self.dones };
                let values = &mut prices.arcs[arc.at..=arc.at + frame.horizon - arc.base];
                let mut least = f32::ENDLESS;
                for &cost in &by_day[..arc.base] {
                    least = least.min(cost);
                }
                least = least * share + values[0];
                for (value, &cost) in values.iter_mut().zip(&by_day[arc.base..]) {
                    least = least.min(*value + share * cost);
                    *value = least;
                }
                settle(values);
            }
        }
    }

    /// Back: earlier items learn what it costs when later ones have to wait. Returns the sum of what items cost at
    /// least, and reads off a plan that keeps the order.
    pub(crate) fn back(&mut self, problem: &Problem, frame: &Frame, prices: &mut Prices<f32>, wish: &mut Wish) -> f64 {
        wish.slots.clear();
        wish.slots.resize(frame.len(), (0, 0, 0));
        self.done_by.clear();
        self.done_by.resize(frame.len(), usize::MAX);
        self.start_by.clone_from(&self.done_by);
        let mut total = 0.0;
        for &item in frame.order.iter().rev() {
            self.starts.clear();
            self.starts.resize(frame.horizon + 1, f32::ENDLESS);
            let mut best = (f32::ENDLESS, (frame.first(item), frame.ways(item)[0]));
            let mut list = std::mem::take(&mut self.list);
            for &way in frame.ways(item).iter().filter(|way| way.is_possible()) {
                let ends = ends(problem, frame, item, way, &mut list);
                prices.charge(problem, frame, item, way, &ends, &mut self.costs);
                self.read_off(item, way, &ends, &mut best);
                prices.refund(frame, item, way, &ends, &mut self.costs);
                lower(&mut self.starts, &self.costs, way.first);
            }
            self.list = list;
            let (start, way) = best.1;
            wish.slots[item] = (start, frame.done(problem, item, way, start), way.team);
            for &arc in frame.ins(item) {
                let arc = frame.arcs[arc];
                let limit = if arc.starts { &mut self.start_by[arc.from] } else { &mut self.done_by[arc.from] };
                *limit = (*limit).min(start);
            }
            let ins = frame.ins(item);
            let share = 1.0 / to_float(ins.len().max(frame.outs(item).len()).max(1));
            // What each arc takes differs from its share where the price would have to rise; the rest stays here.
            self.dones.clone_from(&self.starts);
            for &arc in ins {
                let arc = frame.arcs[arc];
                let values = &mut prices.arcs[arc.at..=arc.at + frame.horizon - arc.base];
                let mut most = f32::NEG_INFINITY;
                for day in (arc.base..=frame.horizon).rev() {
                    let value = &mut values[day - arc.base];
                    let wanted = *value - share * self.starts[day];
                    most = most.max(wanted);
                    self.dones[day] += most - *value;
                    *value = most;
                }
                let rest = values[values.len() - 1];
                settle(values);
                for cost in &mut self.dones[arc.base..] {
                    *cost -= rest;
                }
            }
            let least = self.dones.iter().copied().fold(f32::ENDLESS, f32::min);
            if least < f32::ENDLESS {
                total += f64::from(least);
            }
        }
        total
    }

    /// What each start and each end of an item costs at least, over all its ways.
    fn by_day(&mut self, problem: &Problem, frame: &Frame, prices: &Prices<f32>, item: usize) {
        for row in [&mut self.starts, &mut self.dones] {
            row.clear();
            row.resize(frame.horizon + 1, f32::ENDLESS);
        }
        let mut list = std::mem::take(&mut self.list);
        for &way in frame.ways(item).iter().filter(|way| way.is_possible()) {
            let ends = ends(problem, frame, item, way, &mut list);
            prices.charge(problem, frame, item, way, &ends, &mut self.costs);
            prices.refund(frame, item, way, &ends, &mut self.costs);
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
    fn read_off(&self, item: usize, way: Way, ends: &Ends<'_>, best: &mut (f32, (usize, Way))) {
        let end_of = |at: usize| match ends {
            Ends::From(first) => first + at,
            Ends::Each(list) => list[at],
        };
        for (at, &cost) in self.costs.iter().enumerate() {
            let (start, end) = (way.first + at, end_of(at));
            if at > 0 && (start > self.start_by[item] || end > self.done_by[item]) {
                break;
            }
            if cost < best.0 {
                *best = (cost, (start, way));
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
