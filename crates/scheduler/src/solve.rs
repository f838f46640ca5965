//! The one call that finds a good plan and says how good it can be at most.

use crate::{
    Budget, Money, Plan, Problem, bound::Bounding, dispatch, earliest::earliest_cost, exact::Exact, parts,
    search::improve, single,
};

/// How to search.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    /// The same seed and step budget give the same plan on any number of threads.
    pub seed: u64,
    /// How long.
    pub budget: Budget<'a>,
    /// How many threads at the most, at least 1.
    pub threads: usize,
    /// A plan to begin with, such as today's; it is never made worse.
    pub start: Option<&'a Plan>,
    /// Whether time that is left when the search of a line has ended by itself goes to the proof that no order is
    /// cheaper, which takes many times as long as the search.
    pub prove: bool,
}

/// The best plan found, and what every plan must cost at least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// The plan. It can be carried out.
    pub plan: Plan,
    /// What it costs.
    pub cost: Money,
    /// What no plan can go below: proved, not guessed.
    pub bound: Money,
    /// Steps taken: plans looked at.
    pub steps: u64,
}

impl Solution {
    /// Whether no plan can be cheaper.
    pub fn is_best_possible(&self) -> bool {
        self.bound >= self.cost
    }

    /// By how much of the bound the plan may be too dear at most: 0.02 is 2%. None where the bound is 0 and the cost is not.
    #[expect(clippy::cast_precision_loss, reason = "a share to be shown")]
    pub fn gap(&self) -> Option<f64> {
        if self.is_best_possible() {
            return Some(0.0);
        }
        (self.bound > 0).then(|| (self.cost - self.bound) as f64 / self.bound as f64)
    }
}

/// Moves of the search that take about as long as one step of the bound takes for each item.
const MOVES_PER_PROOF: u64 = 8;
/// The same for problems of up to [`TINY`] items, where the proof gets more.
const MOVES_PER_PROOF_OF_TINY: u64 = 2;
/// The part of the time that goes to the search where one thread does both.
const SEARCH: f64 = 0.7;
/// The same for problems of up to so many items, which are soon proved best.
const SEARCH_OF_TINY: f64 = 0.25;
const TINY: usize = 100;
/// The same for problems of more than so many items, in which a few steps of the bound take seconds.
const SEARCH_OF_HUGE: f64 = 0.5;
const HUGE: usize = 30_000;
/// Small problems are searched from the beginning several times, each time until so much of the budget is used: a good
/// plan may be proved best long before the end. In larger ones the bound comes first, because it leads to a better plan to
/// begin with.
const SMALL: usize = 500;
const ROUNDS: [f64; 3] = [0.1, 0.4, 1.0];

/// Looks for the cheapest plan, and for what every plan must cost at least. Ends early where the plan is proved best.
///
/// A step is one plan looked at; where steps are counted, the bound gets a number of its own steps in proportion.
/// Problems of up to some 200 items are proved best by branch and bound where the budget allows.
/// Where fixed items contradict each other no plan can be carried out: then the plan says why through [`Plan::cost`], and
/// the cost given here is that of its days alone.
///
/// Independent parts are solved apart. A part that is one team with one track and nothing but items has a search of its
/// own ([`single`]); a short one is done when that has found the same cost again and again, whatever time is left. What
/// is left goes to the proof that no order is cheaper, if one is wanted.
pub fn solve(problem: &Problem, settings: &Settings<'_>) -> Solution {
    if let Some(parts) = parts::split(problem) {
        return parts::solve_apart(problem, &parts, settings, solve);
    }
    if let Some(found) = single::solve_short(problem, settings) {
        return found;
    }
    let begun = settings.budget.used(0);
    let dispatched = dispatch(problem);
    let dispatching = settings.budget.used(0) - begun;
    let plan = first_plan(problem, settings.start, &dispatched);
    let bound = earliest_cost(problem);
    let Ok(cost) = plan.cost(problem) else {
        let cost = (0..problem.len()).map(|item| problem.curve(item).at(plan.finish(problem, item))).sum();
        return Solution { plan, cost, bound: bound.min(cost), steps: 1 };
    };
    let mut solution = Solution { plan, cost, bound: bound.min(cost), steps: 1 };
    let mut proof = Proof::Prices(None);
    let rounds: &[f64] = if problem.len() <= SMALL { &ROUNDS } else { &[1.0] };
    let mut from = 0.0;
    for (&to, seed) in rounds.iter().zip(settings.seed..) {
        if solution.is_best_possible() || settings.budget.is_spent(0) {
            break;
        }
        let round = Round { problem, settings, dispatched: &dispatched, dispatching, from, to };
        solution = if problem.len() > SMALL && !single::is_line(problem) {
            round.bound_first(solution, seed)
        } else {
            round.better(solution, seed, &mut proof)
        };
        from = to;
    }
    solution
}

/// A part of the budget, in which search and bound go on from what is known.
struct Round<'a> {
    problem: &'a Problem,
    settings: &'a Settings<'a>,
    dispatched: &'a Plan,
    /// The part of the whole budget that making this plan took.
    dispatching: f64,
    from: f64,
    to: f64,
}

/// What proves that no plan is cheaper.
enum Proof<'p> {
    /// Prices alone, which go on where the last round stopped.
    Prices(Option<Box<Bounding<'p>>>),
    /// A tree that ends with the best plan, for what is small enough; it goes on where the last round stopped.
    Tree(Box<Exact<'p>>),
}

impl<'p> Proof<'p> {
    /// The part of a round that the search gets where both share one thread.
    fn leaves(&self, problem: &Problem) -> f64 {
        match self {
            Self::Tree(tree) if tree.is_over() => 1.0,
            _ if problem.len() <= TINY => SEARCH_OF_TINY,
            _ => SEARCH,
        }
    }

    /// What no plan can go below, and a plan that was found on the way. `known` can be carried out.
    fn go_on(&mut self, problem: &'p Problem, known: &Plan, cost: Money, budget: &Budget<'_>) -> (Money, Option<Plan>) {
        if let Self::Prices(_) = self
            && let Some(tree) = Exact::new(problem, known)
        {
            *self = Self::Tree(Box::new(tree));
        }
        match self {
            Self::Prices(prices) => {
                let bounding = prices.get_or_insert_with(|| Box::new(Bounding::new(problem, known, cost)));
                bounding.learn(cost);
                let bound = bounding.go_on(budget, 0.0);
                (bound, bounding.plan_on_the_way().filter(|found| found.0 < cost).map(|found| found.1))
            }
            Self::Tree(tree) => {
                tree.learn(known, cost);
                tree.advance(budget);
                let (plan, cheaper, bound) = tree.known();
                (bound, (cheaper < cost).then(|| plan.clone()))
            }
        }
    }
}

impl<'p> Round<'p> {
    /// Bounds, goes over to the plan that this leads to where it is cheaper, and searches from there.
    fn bound_first(&self, known: Solution, seed: u64) -> Solution {
        let problem = self.problem;
        let has_helper = self.settings.threads > 1 && self.settings.budget.clock.is_some();
        let (bound, hint, going_on) = match self.bounded(known.cost) {
            None => (known.bound, None, None),
            Some(mut bounding) if has_helper => {
                let hint = bounding.plan_by_wish();
                (bounding.bound(), hint, Some(bounding))
            }
            Some(bounding) => {
                let (bound, hint) = bounding.end();
                (bound, hint, None)
            }
        };
        let hint = hint.filter(|hint| hint.0 < known.cost);
        let from = self.settings.budget.clock.map_or(self.from, |clock| clock().clamp(self.from, self.to));
        let rest = Round { from, ..*self };
        let start = hint.as_ref().map_or(&known.plan, |hint| &hint.1);
        let search = || rest.with_clock(1.0, |budget| improve(problem, start, seed, budget));
        let ((found, steps), bound, on_the_way) = if from >= self.to {
            ((start.clone(), 0), bound, None)
        } else if let Some(mut bounding) = going_on {
            std::thread::scope(|scope| {
                let proof = scope.spawn(|| {
                    let bound = rest.with_clock(1.0, |budget| bounding.go_on(&rest.proofs(budget), 0.0));
                    (bound, bounding.plan_on_the_way())
                });
                let found = search();
                let (bound, on_the_way) = proof.join().unwrap_or((bound, None));
                (found, bound, on_the_way)
            })
        } else {
            (search(), bound, None)
        };
        let found = found.cost(problem).ok().map(|cost| (cost, found));
        let best = found.into_iter().chain(hint).chain(on_the_way).min_by_key(|found| found.0);
        let best = best.filter(|found| found.0 <= known.cost);
        let (cost, plan) = best.unwrap_or((known.cost, known.plan));
        Solution { plan, cost, bound: bound.max(known.bound).min(cost), steps: known.steps + steps }
    }

    /// A bound after the part of the round that is not the search's, with time left for the plan that it leads to; none
    /// where that time is over already.
    fn bounded(&self, cost: Money) -> Option<Bounding<'p>> {
        let search = if self.problem.len() > HUGE { SEARCH_OF_HUGE } else { SEARCH };
        let share = 1.0 - search;
        self.with_clock(share, |budget| {
            let budget = self.proofs(budget);
            if budget.is_spent(0) {
                return None;
            }
            let mut bounding = Bounding::new(self.problem, self.dispatched, cost);
            bounding.go_on(&budget, self.dispatching / ((self.to - self.from) * share));
            Some(bounding)
        })
    }

    fn better(&self, known: Solution, seed: u64, proof: &mut Proof<'p>) -> Solution {
        let (problem, before) = (self.problem, known.cost);
        let search = |share: f64| self.with_clock(share, |budget| best_plan(problem, &known.plan, seed, budget));
        let cost_of = |plan: &Plan| plan.cost(problem).ok().filter(|&cost| cost <= before);
        let has_helper = self.settings.threads > 1 && self.settings.budget.clock.is_some();
        // The bound of a line begins with the prices that its best order suggests, so it waits for that.
        let ((plan, steps), (bound, proved)) = if has_helper && !single::is_line(problem) {
            std::thread::scope(|scope| {
                let proof = scope.spawn(|| {
                    self.with_clock(1.0, |budget| proof.go_on(problem, &known.plan, before, &self.proofs(budget)))
                });
                (search(1.0), proof.join().unwrap_or((known.bound, None)))
            })
        } else {
            let found = search(proof.leaves(problem));
            let (plan, cost) = cost_of(&found.0).map_or((&known.plan, before), |cost| (&found.0, cost));
            let proved = self.with_clock(1.0, |budget| proof.go_on(problem, plan, cost, &self.proofs(budget)));
            (found, proved)
        };
        let steps = known.steps + steps;
        let found = [Some(plan), proved].into_iter().flatten().filter_map(|plan| Some((cost_of(&plan)?, plan)));
        let (cost, plan) = found.min_by_key(|found| found.0).unwrap_or((before, known.plan));
        Solution { plan, cost, bound: bound.max(known.bound).min(cost), steps }
    }

    /// A budget that is used up when this share of the round is.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a part of a count"
    )]
    fn with_clock<T>(&self, share: f64, work: impl FnOnce(&Budget<'_>) -> T) -> T {
        let whole = &self.settings.budget;
        let length = self.to - self.from;
        let steps = if whole.steps == u64::MAX { u64::MAX } else { (whole.steps as f64 * length) as u64 };
        match whole.clock {
            None => work(&Budget::steps(steps)),
            Some(clock) => {
                let round = move || (clock() - self.from) / (length * share);
                work(&Budget { steps, clock: Some(&round) })
            }
        }
    }

    fn proofs<'b>(&self, budget: &Budget<'b>) -> Budget<'b> {
        let items = u64::try_from(self.problem.len()).unwrap_or(u64::MAX).max(1);
        let moves = if self.problem.len() <= TINY { MOVES_PER_PROOF_OF_TINY } else { MOVES_PER_PROOF };
        let steps = if budget.steps == u64::MAX { u64::MAX } else { budget.steps / (moves * items) + 1 };
        Budget { steps, clock: budget.clock }
    }
}

/// The search that suits the problem.
fn best_plan(problem: &Problem, first: &Plan, seed: u64, budget: &Budget<'_>) -> (Plan, u64) {
    single::improve(problem, first, seed, budget).unwrap_or_else(|| improve(problem, first, seed, budget))
}

/// The plan to begin with: what was given, or a dispatched one where that is cheaper.
fn first_plan(problem: &Problem, given: Option<&Plan>, dispatched: &Plan) -> Plan {
    let given = given.and_then(|given| Some((given, given.cost(problem).ok()?)));
    let is_better = |cost| dispatched.cost(problem).is_ok_and(|other| other < cost);
    given.filter(|&(_, cost)| !is_better(cost)).map_or(dispatched, |given| given.0).clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bound::tests::problem;

    #[test]
    fn a_proof_by_prices_goes_on_where_the_last_round_stopped() {
        let problem = problem();
        let plan = dispatch(&problem);
        let cost = plan.cost(&problem).expect("feasible");
        let mut proof = Proof::Prices(None);
        let mut round = || proof.go_on(&problem, &plan, cost, &Budget::steps(20)).0;
        let first = round();
        assert!(round() > first, "the same steps again from nothing come no further than {first}");
        assert!(matches!(proof, Proof::Prices(_)), "too large for a tree");
    }
}
