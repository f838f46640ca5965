//! Passes over all items that move what a start costs along the arcs, and exclude starts that cost too much.
//!
//! The same relaxation as [`crate::bound`] (prices of teams' days and of arcs), on few items and narrow windows: a pass
//! forth gives later items what earlier ones cost, a pass back gives it to earlier ones (sequential message passing:
//! Kolmogorov 2006). A start whose cost with all prices lifts the bound to the cost of a known plan is excluded.

use super::model::{Model, to_float};
use super::node::{Empty, Node};

/// Room for one pass, and what the last pass back found.
#[derive(Debug, Default)]
pub(super) struct Passes {
    /// Per team, what the days before each day cost together.
    sums: Vec<f64>,
    /// Per way and start, the own cost and the team's days.
    charged: Vec<f64>,
    /// What starts of one item's ways cost with all prices.
    rows: Vec<Vec<f64>>,
    by_end: Vec<f64>,
    by_start: Vec<f64>,
    least: Vec<f64>,
    done_by: Vec<usize>,
    start_by: Vec<usize>,
    /// A start and a way of each item that keep the arcs, with no regard to what teams can do at once.
    pub wish: Vec<(usize, usize)>,
}

impl Passes {
    /// Takes in the teams' prices; returns what the tracks bring in at most.
    pub(super) fn begin(&mut self, model: &Model, node: &Node) -> f64 {
        let (cells, horizon) = (model.cells(), model.horizon);
        self.sums.resize(model.tracks.len() * cells, 0.0);
        let mut paid = 0.0;
        for (team, &tracks) in model.tracks.iter().enumerate() {
            let sums = &mut self.sums[team * cells..(team + 1) * cells];
            let mut sum = 0.0;
            sums[0] = 0.0;
            for (slot, &price) in sums[1..].iter_mut().zip(&node.prices[team * horizon..(team + 1) * horizon]) {
                sum += price;
                *slot = sum;
            }
            paid += tracks * sum;
        }
        self.charged.resize(model.ways.len() * cells, 0.0);
        for (way, of) in model.ways.iter().enumerate().filter(|&(way, _)| node.is_possible(way)) {
            let first = node.first[way];
            let sums = &self.sums[of.team * cells..(of.team + 1) * cells];
            let range = way * cells + first..=way * cells + node.last[way];
            let charged = &mut self.charged[range.clone()];
            charged.copy_from_slice(&node.costs[range]);
            ends(model, way, first, charged, sums, |cost, sum| *cost += sum);
            for (cost, sum) in charged.iter_mut().zip(&sums[first..]) {
                *cost -= sum;
            }
        }
        paid
    }

    /// What each start of an item costs with all prices, in `rows`; returns the least.
    fn look(&mut self, model: &Model, node: &Node, item: usize) -> f64 {
        let cells = model.cells();
        let mut least = f64::INFINITY;
        for (row, way) in self.rows.iter_mut().zip(model.ways_of[item].clone()) {
            row.clear();
            if !node.is_possible(way) {
                continue;
            }
            let first = node.first[way];
            row.extend_from_slice(&self.charged[way * cells + first..=way * cells + node.last[way]]);
            for &arc in &model.ins[item] {
                for (cost, price) in row.iter_mut().zip(&node.arcs[arc * cells + first..]) {
                    *cost += price;
                }
            }
            refund(model, node, item, way, row);
            least = row.iter().copied().fold(least, f64::min);
        }
        least
    }

    fn make_room(&mut self, model: &Model) {
        let most = model.ways_of.iter().map(std::ops::Range::len).max().unwrap_or(0);
        self.rows.resize_with(most, Vec::new);
        self.by_end.resize(model.cells(), 0.0);
        self.by_start.resize(model.cells(), 0.0);
    }

    /// Lays `rows` less `least` out by start and by end.
    fn by_day(&mut self, model: &Model, node: &Node, item: usize, least: f64) {
        self.by_start.fill(f64::INFINITY);
        self.by_end.fill(f64::INFINITY);
        for (row, way) in self.rows.iter_mut().zip(model.ways_of[item].clone()) {
            let first = node.first[way];
            for (slot, cost) in self.by_start[first.min(model.horizon)..].iter_mut().zip(row.iter_mut()) {
                *cost -= least;
                *slot = slot.min(*cost);
            }
            for (&end, &cost) in model.done(way)[first.min(model.horizon)..].iter().zip(row.iter()) {
                let slot = &mut self.by_end[end as usize];
                *slot = slot.min(cost);
            }
        }
    }

    /// Gives what the item's ends cost to the arcs out of it.
    fn give_forth(&mut self, model: &Model, node: &mut Node, item: usize, least: f64) {
        self.by_day(model, node, item, least);
        let share = 1.0 / to_float(model.ins[item].len().max(model.outs[item].len()));
        for &number in &model.outs[item] {
            let arc = model.arcs[number];
            let (from, _) = node.ends(model, item, arc.starts);
            let to = node.window(model, arc.to).1;
            let by_day = if arc.starts { &self.by_start } else { &self.by_end };
            let prices = &mut node.arcs[number * model.cells()..(number + 1) * model.cells()];
            let mut least = f64::INFINITY;
            for (price, &cost) in prices[from..=to].iter_mut().zip(&by_day[from..]) {
                least = least.min(*price + model.grid.round(share * cost));
                *price = least;
            }
        }
    }

    /// Gives what the item's starts cost to the arcs into it. `by_start` has them.
    fn give_back(&mut self, model: &Model, node: &mut Node, item: usize) {
        let share = 1.0 / to_float(model.ins[item].len().max(model.outs[item].len()));
        let last = node.window(model, item).1;
        for &number in &model.ins[item] {
            let arc = model.arcs[number];
            let (from, _) = node.ends(model, arc.from, arc.starts);
            let prices = &mut node.arcs[number * model.cells()..(number + 1) * model.cells()];
            let mut most = f64::NEG_INFINITY;
            for (price, &cost) in prices[from..=last].iter_mut().zip(&self.by_start[from..]).rev() {
                most = most.max(*price - model.grid.round(share * cost));
                *price = most;
            }
        }
    }

    /// A pass forth.
    pub(super) fn forth(&mut self, model: &Model, node: &mut Node) {
        self.make_room(model);
        for &item in &model.order {
            if !model.outs[item].is_empty() {
                let least = self.look(model, node, item);
                self.give_forth(model, node, item, least);
            }
        }
    }

    /// A pass back, which reads off a plan that keeps the arcs. Returns what all items cost at least, or minus infinity where
    /// prices have grown beyond what is exact.
    pub(super) fn back(&mut self, model: &Model, node: &mut Node) -> f64 {
        self.make_room(model);
        self.wish.resize(model.len(), (0, 0));
        self.done_by.clear();
        self.done_by.resize(model.len(), usize::MAX);
        self.start_by.clone_from(&self.done_by);
        let mut total = 0.0;
        for &item in model.order.iter().rev() {
            let least = self.look(model, node, item);
            self.read_off(model, node, item);
            if !model.ins[item].is_empty() {
                self.by_day(model, node, item, least);
                self.give_back(model, node, item);
            }
            total += if model.ins[item].is_empty() { least } else { self.look(model, node, item) };
        }
        if self.is_exact(model, node) { total } else { f64::NEG_INFINITY }
    }

    /// Picks the cheapest start that is in time for what has been picked, before what arcs out of the item give back.
    fn read_off(&mut self, model: &Model, node: &Node, item: usize) {
        let cells = model.cells();
        let mut best = f64::INFINITY;
        let mut pick = None;
        let mut soonest = (usize::MAX, 0);
        for way in model.ways_of[item].clone().filter(|&way| node.is_possible(way)) {
            let done = model.done(way);
            soonest = soonest.min((node.first[way], way));
            let last = node.last[way].min(self.start_by[item]);
            for (start, &done) in done.iter().enumerate().take(last + 1).skip(node.first[way]) {
                if done as usize > self.done_by[item] {
                    break;
                }
                let arcs: f64 = model.ins[item].iter().map(|&arc| node.arcs[arc * cells + start]).sum();
                let cost = self.charged[way * cells + start] + arcs;
                if cost < best {
                    (best, pick) = (cost, Some((start, way)));
                }
            }
        }
        let (start, way) = pick.unwrap_or(soonest);
        self.wish[item] = (start, way);
        for &arc in &model.ins[item] {
            let arc = model.arcs[arc];
            let limit = if arc.starts { &mut self.start_by[arc.from] } else { &mut self.done_by[arc.from] };
            *limit = (*limit).min(start);
        }
    }

    /// A pass forth that excludes every start with which nothing can cost less than `upper`, a whole number. Returns what
    /// the prices prove.
    pub(super) fn exclude(&mut self, model: &Model, node: &mut Node, paid: f64, upper: f64) -> Result<f64, Empty> {
        self.make_room(model);
        self.least.clear();
        for item in 0..model.len() {
            let least = self.look(model, node, item);
            self.least.push(least);
        }
        let mut total = self.least.iter().sum::<f64>() - paid;
        for &item in &model.order {
            if !self.is_exact(model, node) {
                return Ok(f64::NEG_INFINITY);
            }
            let least = self.look(model, node, item);
            let most = upper - 1.0 - total + least;
            for (row, way) in self.rows.iter().zip(model.ways_of[item].clone()) {
                if row.iter().all(|&cost| cost <= most) {
                    continue;
                }
                for (start, _) in (node.first[way]..).zip(row).filter(|&(_, &cost)| cost > most) {
                    node.costs[way * model.cells() + start] = f64::INFINITY;
                    self.charged[way * model.cells() + start] = f64::INFINITY;
                }
                node.keep(model, way, 0, model.horizon);
            }
            if !model.ways_of[item].clone().any(|way| node.is_possible(way)) {
                return Err(Empty);
            }
            if model.outs[item].is_empty() {
                continue;
            }
            let least = self.look(model, node, item);
            self.give_forth(model, node, item, least);
            for changed in std::iter::once(item).chain(model.outs[item].iter().map(|&arc| model.arcs[arc].to)) {
                let least = self.look(model, node, changed);
                total += least - std::mem::replace(&mut self.least[changed], least);
            }
        }
        Ok(if self.is_exact(model, node) { total } else { f64::NEG_INFINITY })
    }

    /// Whether all prices are so small that no sum has been rounded.
    fn is_exact(&self, model: &Model, node: &Node) -> bool {
        let cells = model.cells();
        let arcs = model.arcs.iter().enumerate().all(|(number, arc)| {
            let (from, to) = (node.ends(model, arc.from, arc.starts).0, node.window(model, arc.to).1);
            let prices = &node.arcs[number * cells..(number + 1) * cells];
            from > to || prices[from].abs().max(prices[to].abs()) <= model.grid.limit
        });
        arcs && self.sums.chunks(cells).all(|sums| sums[cells - 1] <= model.grid.limit)
    }
}

/// Combines what starts cost with a value by the day on which they are done.
#[inline]
fn ends(model: &Model, way: usize, first: usize, costs: &mut [f64], values: &[f64], combine: impl Fn(&mut f64, f64)) {
    if let Some(days) = model.ways[way].full_days {
        let inner = (model.horizon + 1).saturating_sub(first + days).min(costs.len());
        let (before, beyond) = costs.split_at_mut(inner);
        before
            .iter_mut()
            .zip(values.get(first + days..).unwrap_or(&[]))
            .for_each(|(cost, &value)| combine(cost, value));
        for cost in beyond {
            combine(cost, values[model.horizon]);
        }
    } else {
        let done = &model.done(way)[first..];
        costs.iter_mut().zip(done).for_each(|(cost, &end)| combine(cost, values[end as usize]));
    }
}

/// What arcs out of the item give back.
fn refund(model: &Model, node: &Node, item: usize, way: usize, row: &mut [f64]) {
    let first = node.first[way];
    for &number in &model.outs[item] {
        let prices = &node.arcs[number * model.cells()..(number + 1) * model.cells()];
        if model.arcs[number].starts {
            row.iter_mut().zip(&prices[first..]).for_each(|(cost, price)| *cost -= price);
        } else {
            ends(model, way, first, row, prices, |cost, price| *cost -= price);
        }
    }
}
