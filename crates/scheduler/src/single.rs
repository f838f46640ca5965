//! One team that does one thing at a time, in any order: the case that can be solved best.

mod greedy;
mod line;
mod prove;
mod search;
mod sequence;

pub use line::Line;
pub use search::{Found, best_order};

use prove::prove;
use search::SHORT;

use crate::earliest::earliest_cost;
use crate::{Budget, Plan, Problem, Settings, Slot, Solution};

/// Beyond so many items the bookkeeping of a line takes longer than the general search.
const LONG: usize = 5_000;

/// Whether a problem is a line that is searched here.
pub(crate) fn is_line(problem: &Problem) -> bool {
    Line::of(problem).is_some_and(|line| line.len() <= LONG)
}

/// The best plan found for a problem that is a line, and the steps that were taken; None where it is not a line, or one
/// that is better left to the general search.
pub(crate) fn improve(problem: &Problem, first: &Plan, seed: u64, budget: &Budget<'_>) -> Option<(Plan, u64)> {
    let line = Line::of(problem).filter(|line| line.len() <= LONG)?;
    let found = best_order(&line, Some(&order_of(first)), seed, budget);
    Some((line.plan(&found.order), found.steps))
}

/// The solution of a problem that is a line short enough to be done when rounds agree; None where it is not.
pub(crate) fn solve_short(problem: &Problem, settings: &Settings<'_>) -> Option<Solution> {
    let line = Line::of(problem).filter(|line| line.len() <= SHORT)?;
    let start = settings.start.filter(|plan| plan.cost(problem).is_ok()).map(order_of);
    let budget = &settings.budget;
    let found = best_order(&line, start.as_deref(), settings.seed, budget);
    let least = earliest_cost(problem).min(found.cost);
    let left = Budget { steps: budget.steps.saturating_sub(found.steps), clock: budget.clock };
    let is_open = settings.prove && least < found.cost && !left.is_spent(0);
    let bound = is_open.then(|| prove(&line, &found.order, found.cost, &left)).flatten();
    let bound = bound.map_or(least, |bound| bound.max(least));
    Some(Solution { plan: line.plan(&found.order), cost: found.cost, bound, steps: found.steps + 1 })
}

/// Items by the day they start.
fn order_of(plan: &Plan) -> Vec<u32> {
    let mut order: Vec<u32> = (0..).take(plan.slots.len()).collect();
    order.sort_by_key(|&item| plan.slots[item as usize].start);
    order
}

impl Line {
    /// The plan in which the items follow one another in this order from day 0.
    fn plan(&self, order: &[u32]) -> Plan {
        let mut slots = vec![Slot::default(); self.len()];
        let mut day = 0;
        for &item in order {
            slots[item as usize].start = day;
            day += self.days[item as usize];
        }
        Plan { slots }
    }
}
