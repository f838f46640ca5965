//! Better prices for one node: where a team is wanted by more than it has tracks its days become dearer, where it idles
//! they become cheaper (a deflected subgradient with steps after Polyak 1969, as in [`crate::bound`]).

use super::model::{Model, to_float};
use super::node::{Empty, Node};
use super::passes::Passes;
use crate::Budget;

/// How much of today's wishes goes into the direction and into the means; the rest is what was wished before.
const FRESH: f64 = 0.5;
const FRESH_MEAN: f64 = 0.15;
/// So many steps without progress make steps shorter.
const PATIENCE: u32 = 6;
const SHORTER: f64 = 0.75;
const LONGER: f64 = 1.05;
const LONGEST: f64 = 0.6;
/// With shorter steps than this there is little more to win.
const SETTLED: f64 = 0.01;
/// Prices move in proportion to what they are, and to this part of the team's mean.
const FLOOR: f64 = 0.1;
/// So many steps lie between two passes that exclude starts.
const BETWEEN_EXCLUSIONS: u64 = 8;

/// How much may be done at a node.
pub(super) struct Effort<'b> {
    /// At most so many steps.
    pub steps: u64,
    /// The first one's length, as a part of the way to the known plan's cost that the direction promises.
    pub first_step: f64,
    /// And no more than this leaves, from a number of steps on.
    pub budget: Option<(&'b Budget<'b>, u64)>,
}

/// Why there are no more steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Climbed {
    AsFarAsItGoes,
    UntilTheBudgetWasSpent,
}

/// What the steps of one node have seen.
#[derive(Debug, Default)]
pub(super) struct Ascent {
    pub passes: Passes,
    best_prices: Vec<f64>,
    /// By how much more than it has a team was wanted lately.
    excess: Vec<f64>,
    /// The mean of what was wished lately: starts, their squares, and the share of each way.
    pub mean: Vec<f64>,
    pub square: Vec<f64>,
    pub share: Vec<f64>,
    pub steps: u64,
}

impl Ascent {
    /// Steps at a node, until there is little more to win or the effort is spent. Says when no plan below `upper` is left.
    pub(super) fn climb(
        &mut self,
        model: &Model,
        node: &mut Node,
        upper: f64,
        effort: &Effort<'_>,
    ) -> Result<Climbed, Empty> {
        node.bound = node.bound.max(node.least_cost(model));
        if node.bound > upper - 1.0 {
            return Err(Empty);
        }
        self.begin(model, node);
        let (mut step, mut stale, mut best) = (effort.first_step, 0, f64::NEG_INFINITY);
        let mut climbed = Climbed::AsFarAsItGoes;
        for number in 0..effort.steps {
            if effort.budget.is_some_and(|(budget, begun)| budget.is_spent(self.steps - begun)) {
                climbed = Climbed::UntilTheBudgetWasSpent;
                break;
            }
            self.steps += 1;
            let paid = self.passes.begin(model, node);
            if number % BETWEEN_EXCLUSIONS == BETWEEN_EXCLUSIONS - 1 {
                let value = self.passes.exclude(model, node, paid, upper)?;
                node.bound = node.bound.max(value);
                node.propagate(model)?;
            } else {
                self.passes.forth(model, node);
            }
            let value = self.passes.back(model, node) - paid;
            node.bound = node.bound.max(value);
            if node.bound > upper - 1.0 {
                return Err(Empty);
            }
            if value > best + (upper - best).abs().min(1e18) * 1e-3 {
                stale = 0;
                step = (step * LONGER).min(LONGEST);
            } else {
                stale += 1;
            }
            if value > best {
                best = value;
                self.best_prices.clone_from(&node.prices);
            }
            let room = (upper - best).max(1.0);
            self.measure(model, number == 0);
            if value < best - room || stale >= PATIENCE {
                stale = 0;
                step *= SHORTER;
                node.prices.clone_from(&self.best_prices);
                if step < SETTLED {
                    break;
                }
            }
            self.move_prices(model, node, step * room);
        }
        node.prices.clone_from(&self.best_prices);
        Ok(climbed)
    }

    fn begin(&mut self, model: &Model, node: &Node) {
        self.best_prices.clone_from(&node.prices);
        self.excess.clear();
        self.excess.resize(node.prices.len(), 0.0);
        for row in [&mut self.mean, &mut self.square] {
            row.clear();
            row.resize(model.len(), 0.0);
        }
        self.share.clear();
        self.share.resize(model.ways.len(), 0.0);
    }

    /// Takes in what is wished for now.
    fn measure(&mut self, model: &Model, is_first: bool) {
        let horizon = model.horizon;
        let (fresh, fresh_mean) = if is_first { (1.0, 1.0) } else { (FRESH, FRESH_MEAN) };
        for (&tracks, row) in model.tracks.iter().zip(self.excess.chunks_mut(horizon)) {
            for excess in row {
                *excess = (1.0 - fresh) * *excess - fresh * tracks;
            }
        }
        self.share.iter_mut().for_each(|share| *share *= 1.0 - fresh_mean);
        for (item, &(start, way)) in self.passes.wish.iter().enumerate() {
            let done = model.done(way)[start] as usize;
            let row = &mut self.excess[model.ways[way].team * horizon..][..horizon];
            row[start.min(horizon)..done].iter_mut().for_each(|excess| *excess += fresh);
            let day = to_float(start);
            self.mean[item] += fresh_mean * (day - self.mean[item]);
            self.square[item] += fresh_mean * (day * day - self.square[item]);
            self.share[way] += fresh_mean;
        }
    }

    /// A step along the excess, each price in proportion to what it is.
    fn move_prices(&self, model: &Model, node: &mut Node, way_to_go: f64) {
        let horizon = model.horizon;
        let floor = |prices: &[f64]| FLOOR * prices.iter().sum::<f64>() / to_float(horizon) + f64::EPSILON;
        let mut norm = 0.0;
        for (prices, excess) in node.prices.chunks(horizon).zip(self.excess.chunks(horizon)) {
            let floor = floor(prices);
            for (&price, &excess) in prices.iter().zip(excess).filter(|&(&price, &excess)| excess > 0.0 || price > 0.0)
            {
                norm += (price + floor) * excess * excess;
            }
        }
        let step = way_to_go / norm.max(f64::MIN_POSITIVE);
        for (prices, excess) in node.prices.chunks_mut(horizon).zip(self.excess.chunks(horizon)) {
            let floor = floor(prices);
            for (price, &excess) in prices.iter_mut().zip(excess) {
                let wanted =
                    (*price + step * (*price + floor) * excess).clamp(0.0, model.grid.limit / to_float(horizon));
                *price = model.grid.round(wanted);
            }
        }
    }
}
