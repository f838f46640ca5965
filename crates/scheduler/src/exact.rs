//! The best plan of a small problem, with the proof that no other is cheaper.
//!
//! Branch and bound on the relaxation of [`crate::bound`]: prices of teams' days and of dependencies bound what is left
//! of each item's starts ([`ascent`], [`passes`]), and a start that would lift the bound to a known plan's cost is
//! excluded for good (reduced costs, in time-indexed form: Ibaraki and Nakamura 1994; Tanaka, Fujikuma and Araki 2009).
//! That leaves a few starts in a hundred, and a tree ([`tree`]) decides among them.
//!
//! The tree looks for plans below a target, which is raised from the root's bound to the known cost in ever larger steps:
//! a target that is proved out of reach is a better bound, and low targets exclude more, so that good plans are found
//! sooner. All proofs are in numbers that are never rounded ([`model`]).

mod ascent;
mod branching;
mod model;
mod node;
mod passes;
mod place;
mod tree;

use crate::{Budget, Money, Plan, Problem};
use ascent::{Climbed, Effort};
use model::{Model, index, whole};
use node::{Empty, Node};
use tree::{Best, Tree};

/// The most starts of all ways, and prices of all arcs: 1 MiB.
const MOST_CELLS: usize = 1 << 17;
/// Sums of so many numbers are exact.
const MOST_TERMS: usize = 1 << 12;
/// Steps on the prices before anything is cut.
const STEPS_AT_ROOT: u64 = 400;
const STEP_AT_ROOT: f64 = 0.3;
/// The first target, as a part of the way from the root's bound to the known cost, and how much longer the next is.
const FIRST_TARGET: f64 = 0.125;
const NEXT_TARGET: f64 = 2.0;
/// Where so many times the way is enough, the target is the known cost itself.
const ALMOST: f64 = 1.5;

/// What is known of the cheapest plan, and what is left to be looked at. Can be stopped and goes on from there.
#[derive(Debug)]
pub(crate) struct Exact<'p> {
    problem: &'p Problem,
    model: Model,
    /// Prices and starts before any target, and whether there is more to win there.
    root: Option<(Node, Climbed)>,
    tree: Tree,
    best: Best,
    bound: Money,
    /// The tree holds all plans that cost less than this.
    target: f64,
    is_over: bool,
    /// How many steps had been taken when work on this root began.
    root_begun: u64,
}

impl<'p> Exact<'p> {
    /// Begins with a plan. None where it cannot be carried out, and where the problem is too large.
    pub(crate) fn new(problem: &'p Problem, plan: &Plan) -> Option<Self> {
        let cost = plan.cost(problem).ok()?;
        let ends = (0..problem.len()).map(|item| plan.finish(problem, item).max(problem.release(item) + 1));
        let horizon = index(ends.max()?);
        let model = model_up_to(problem, horizon, cost)?;
        let best = Best { plan: plan.clone(), cost };
        Some(Self {
            problem,
            tree: Tree::new(&model),
            model,
            root: None,
            best,
            bound: 0,
            target: 0.0,
            is_over: false,
            root_begun: 0,
        })
    }

    /// The cheapest plan known, what it costs, and what no plan goes below.
    pub(crate) fn known(&self) -> (&Plan, Money, Money) {
        (&self.best.plan, self.best.cost, self.bound.min(self.best.cost))
    }

    /// Takes in a plan that was found elsewhere.
    pub(crate) fn learn(&mut self, plan: &Plan, cost: Money) {
        if cost < self.best.cost {
            self.best = Best { plan: plan.clone(), cost };
        }
    }

    /// Steps on prices taken so far.
    pub(crate) fn steps(&self) -> u64 {
        self.tree.ascent.steps
    }

    /// Whether there is nothing left to do: the plan is proved best, or something cannot be decided.
    pub(crate) fn is_over(&self) -> bool {
        self.is_over || self.bound >= self.best.cost
    }

    /// Goes on until the plan is proved best or the budget is spent; a step is a pass over all items.
    pub(crate) fn advance(&mut self, budget: &Budget<'_>) {
        let begun = self.steps();
        while !self.is_over() && !budget.is_spent(self.steps() - begun) {
            match self.root {
                Some((_, Climbed::AsFarAsItGoes)) if self.tree.is_done() => self.raise_target(),
                Some((_, Climbed::AsFarAsItGoes)) => self.branch(),
                _ => self.bound_root(budget, begun),
            }
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "larger money is rounded, and then nothing is proved")]
    fn upper(&self) -> f64 {
        self.best.cost as f64
    }

    fn bound_root(&mut self, budget: &Budget<'_>, begun: u64) {
        let left = STEPS_AT_ROOT.saturating_sub(self.steps() - self.root_begun).max(1);
        let effort = Effort { steps: left, first_step: STEP_AT_ROOT, budget: Some((budget, begun)) };
        let upper = self.upper();
        let before = self.steps();
        let mut root = self.root.take().map_or_else(|| Node::root(&self.model), |(root, _)| root);
        let climbed =
            root.propagate(&self.model).and_then(|()| self.tree.ascent.climb(&self.model, &mut root, upper, &effort));
        match climbed {
            Err(Empty) => self.bound = self.best.cost,
            Ok(climbed) => {
                self.bound = self.bound.max(whole(root.bound));
                self.target = root.bound;
                if self.steps() > before {
                    self.tree.look_for_plans(self.problem, &self.model, &mut self.best);
                }
                self.root = Some((root, climbed));
            }
        }
    }

    fn raise_target(&mut self) {
        let Some((root, _)) = &self.root else { return };
        let (from, upper) = (root.bound, self.upper());
        let way = if self.target <= from { (upper - from) * FIRST_TARGET } else { (self.target - from) * NEXT_TARGET };
        self.target = if from + ALMOST * way >= upper { upper } else { (from + way).ceil() };
        self.tree.plant(root.clone());
    }

    fn branch(&mut self) {
        self.target = self.target.min(self.upper());
        self.tree.advance(self.problem, &self.model, &mut self.best, self.target);
        if self.tree.is_done() {
            self.conclude();
        }
    }

    /// The tree is empty: what it has not answered apart, nothing costs less than the target.
    fn conclude(&mut self) {
        let target = self.target.min(self.upper());
        let proved = self.tree.proved(target);
        self.bound = self.bound.max(whole(proved));
        if proved < target {
            self.look_further();
        }
    }

    /// What was left without an answer may have been left because items start after the horizon.
    fn look_further(&mut self) {
        let horizon = index(self.problem.horizon()) + 1;
        let further =
            if horizon > self.model.horizon { model_up_to(self.problem, horizon, self.best.cost) } else { None };
        match further {
            None => self.is_over = true,
            Some(model) => {
                let steps = self.steps();
                self.tree = Tree::new(&model);
                self.tree.ascent.steps = steps;
                self.root_begun = steps;
                self.model = model;
                self.root = None;
            }
        }
    }
}

/// The model up to a horizon, unless it is too large.
fn model_up_to(problem: &Problem, horizon: usize, cost: Money) -> Option<Model> {
    let arcs: usize = (0..problem.len()).map(|item| problem.preds(item).len() + problem.behind(item).len()).sum();
    let ways: usize = (0..problem.len()).map(|item| problem.choices(item).len()).sum();
    let terms = ways + arcs + problem.teams().len();
    (terms <= MOST_TERMS && terms.saturating_mul(horizon + 1) <= MOST_CELLS).then(|| Model::new(problem, horizon, cost))
}
