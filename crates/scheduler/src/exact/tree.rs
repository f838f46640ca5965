//! Branch and bound below one root: what is left of an item's starts is cut in two where prices cannot decide.
//!
//! Which item is cut decides whether there are hundreds of nodes or millions. A few are tried (strong branching: both
//! halves get a few steps on their prices), and those are tried whose cuts have lifted the bound before for as much doubt
//! (pseudo costs: Benichou and others 1971; both together: Achterberg, Koch and Martin 2005).

use super::ascent::{Ascent, Effort};
use super::branching::{Branching, Cut};
use super::model::{Model, to_float, whole};
use super::node::Node;
use super::place::placed;
use crate::{Money, Plan, Problem};

/// Steps at each node, and for each half of a cut that is tried.
const AT_NODE: Effort<'_> = Effort { steps: 20, first_step: 0.3, budget: None };
const AT_TRIAL: Effort<'_> = Effort { steps: 2, first_step: 0.3, budget: None };
/// How many cuts are tried at a node.
const TRIALS: usize = 4;
/// Nodes that wait take at most so many numbers of eight bytes: 64 MiB.
const MOST_NUMBERS: usize = 1 << 23;

/// The cheapest plan known.
#[derive(Debug, Clone)]
pub(super) struct Best {
    pub plan: Plan,
    pub cost: Money,
}

/// Nodes that wait for an answer, and what has been learnt from others.
#[derive(Debug)]
pub(super) struct Tree {
    stack: Vec<Node>,
    pub ascent: Ascent,
    branching: Branching,
    /// The least cost of a plan that may be in a node which was left without an answer.
    left: f64,
}

impl Tree {
    pub(super) fn new(model: &Model) -> Self {
        Self { stack: Vec::new(), ascent: Ascent::default(), branching: Branching::new(model), left: f64::INFINITY }
    }

    /// Begins anew below a node.
    pub(super) fn plant(&mut self, root: Node) {
        self.left = f64::INFINITY;
        self.stack.clear();
        self.stack.push(root);
    }

    pub(super) fn is_done(&self) -> bool {
        self.stack.is_empty()
    }

    /// What no plan below the root goes below, once that is done and nothing costs less than `target`.
    pub(super) fn proved(&self, target: f64) -> f64 {
        self.left.min(target)
    }

    /// Answers one node, looking only for plans that cost less than `target`, a whole number.
    pub(super) fn advance(&mut self, problem: &Problem, model: &Model, best: &mut Best, target: f64) {
        let Some(mut node) = self.stack.pop() else { return };
        if node.bound > target - 1.0 || node.propagate(model).is_err() {
            return;
        }
        if self.ascent.climb(model, &mut node, target, &AT_NODE).is_err() {
            return;
        }
        self.look_for_plans(problem, model, best);
        let cuts = self.branching.cuts(model, &node, &self.ascent, TRIALS);
        if cuts.is_empty() {
            self.settle(problem, model, &node, best);
        } else {
            let halves = self.best_cut(model, &node, &cuts, target);
            self.push(halves);
        }
    }

    fn push(&mut self, halves: [Option<Node>; 2]) {
        let [early, late] = halves;
        for half in [late, early].into_iter().flatten() {
            if (self.stack.len() + 1) * half.numbers() > MOST_NUMBERS {
                self.left = self.left.min(half.bound);
            } else {
                self.stack.push(half);
            }
        }
    }

    /// Tries the cuts and returns the halves of the best one, without those that hold nothing.
    fn best_cut(&mut self, model: &Model, node: &Node, cuts: &[Cut], target: f64) -> [Option<Node>; 2] {
        let room = (target - node.bound).max(1.0);
        let mut best = (-1.0, [None, None]);
        for &cut in cuts {
            let mut score = 1.0;
            let halves = cut.halves(model, node).map(|mut half| {
                let left = half.propagate(model).and_then(|()| self.ascent.climb(model, &mut half, target, &AT_TRIAL));
                let gain = if left.is_ok() { half.bound - node.bound } else { room };
                score *= gain.max(1.0).min(room);
                left.is_ok().then_some(half)
            });
            self.branching.learn(cut, score.sqrt() / room);
            let closes_one = halves.iter().any(Option::is_none);
            if score > best.0 {
                best = (score, halves);
            }
            if closes_one {
                break;
            }
        }
        best.1
    }

    /// Looks at the plans that follow from what was wished for in the last steps.
    pub(super) fn look_for_plans(&self, problem: &Problem, model: &Model, best: &mut Best) {
        for by_mean in [true, false] {
            let wishes: Vec<(f64, u16)> = (0..model.len())
                .map(|item| {
                    let (start, way) = self.ascent.passes.wish[item];
                    let mean = self.ascent.mean[item];
                    (if by_mean { mean } else { to_float(start) + mean / 1e6 }, model.ways[way].choice)
                })
                .collect();
            look(problem, &wishes, model, best);
        }
    }

    /// Every item has one start: that is a plan. Only one with starts on the horizon, or with money too large for the grid,
    /// can stand for something cheaper than what comes of it.
    fn settle(&mut self, problem: &Problem, model: &Model, node: &Node, best: &mut Best) {
        let only: Vec<(usize, usize)> = (0..model.len()).filter_map(|item| node.only(model, item)).collect();
        let wishes: Vec<(f64, u16)> =
            only.iter().map(|&(way, start)| (to_float(start), model.ways[way].choice)).collect();
        look(problem, &wishes, model, best);
        let sum: f64 = only.iter().map(|&(way, start)| node.costs[way * model.cells() + start]).sum();
        if whole(sum) < best.cost {
            self.left = self.left.min(sum);
        }
    }
}

fn look(problem: &Problem, wishes: &[(f64, u16)], model: &Model, best: &mut Best) {
    let Some(plan) = placed(problem, wishes, model.horizon * 2) else { return };
    if let Ok(cost) = plan.cost(problem)
        && cost < best.cost
    {
        *best = Best { plan, cost };
    }
}
