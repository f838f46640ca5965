//! The one call that finds a good plan and says how good it can be at most.

use crate::{Budget, Money, Plan, Problem, dispatch, earliest::earliest_cost, lower_bound, search::improve};

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
/// The part of the time that goes to the search where one thread does both.
const SEARCH: f64 = 0.7;

/// Looks for the cheapest plan, and for what every plan must cost at least.
///
/// A step is one plan looked at; where steps are counted, the bound gets a number of its own steps in proportion.
/// Where fixed items contradict each other no plan can be carried out: then the plan says why through [`Plan::cost`], and
/// the cost given here is that of its days alone.
pub fn solve(problem: &Problem, settings: &Settings<'_>) -> Solution {
    let first = first_plan(problem, settings.start);
    let Ok(first_cost) = first.cost(problem) else {
        let cost = (0..problem.len()).map(|item| problem.curve(item).at(first.finish(problem, item))).sum();
        return Solution { plan: first, cost, bound: earliest_cost(problem).min(cost), steps: 1 };
    };
    let (found, bound) = match settings.budget.clock {
        Some(clock) if settings.threads > 1 => {
            let budget = Budget { steps: settings.budget.steps, clock: Some(clock) };
            std::thread::scope(|scope| {
                let proof = scope.spawn(|| lower_bound(problem, Some(first_cost), proof_budget(problem, &budget)));
                let found = improve(problem, &first, settings.seed, &budget);
                (found, proof.join().unwrap_or_else(|_| earliest_cost(problem)))
            })
        }
        Some(clock) => {
            let early = || clock() / SEARCH;
            let budget = Budget { steps: settings.budget.steps, clock: Some(&early) };
            let found = improve(problem, &first, settings.seed, &budget);
            let budget = proof_budget(problem, &settings.budget);
            let bound = lower_bound(problem, found.0.cost(problem).ok(), budget);
            (found, bound)
        }
        None => {
            let found = improve(problem, &first, settings.seed, &settings.budget);
            let bound = lower_bound(problem, found.0.cost(problem).ok(), proof_budget(problem, &settings.budget));
            (found, bound)
        }
    };
    let (plan, steps) = found;
    let cost = plan.cost(problem).unwrap_or(first_cost);
    Solution { plan, cost, bound: bound.min(cost), steps: steps + 1 }
}

/// The plan to begin with: what was given, or a dispatched one where that is cheaper.
fn first_plan(problem: &Problem, given: Option<&Plan>) -> Plan {
    let dispatched = dispatch(problem);
    let Some((given, cost)) = given.and_then(|given| Some((given, given.cost(problem).ok()?))) else {
        return dispatched;
    };
    if dispatched.cost(problem).is_ok_and(|other| other < cost) { dispatched } else { given.clone() }
}

fn proof_budget<'a>(problem: &Problem, budget: &Budget<'a>) -> Budget<'a> {
    let items = u64::try_from(problem.len()).unwrap_or(u64::MAX).max(1);
    let steps = if budget.steps == u64::MAX { u64::MAX } else { budget.steps / (MOVES_PER_PROOF * items) + 1 };
    Budget { steps, clock: budget.clock }
}
