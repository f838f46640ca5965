//! Mending a plan after an interruption was accepted.

use crate::{Budget, Plan, Problem, search::mend};

/// A plan that is at least as cheap, and mostly as good as one that was looked for anew, in a fraction of the time: the
/// search starts from the plan nearly cold, so that what was good stays where it was. A step is one move looked at; the
/// same seed and steps give the same plan.
///
/// A plan that cannot be carried out is given back as it is.
pub fn repair(problem: &Problem, plan: &Plan, seed: u64, budget: &Budget<'_>) -> Plan {
    let Ok(cost) = plan.cost(problem) else { return plan.clone() };
    let (mended, _) = mend(problem, plan, seed, budget);
    if mended.cost(problem).is_ok_and(|cheaper| cheaper < cost) { mended } else { plan.clone() }
}
