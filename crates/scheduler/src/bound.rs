//! What no plan can go below.
//!
//! The relaxation: work on a team's day has a price, and the rule that a team has only so many tracks is dropped. Then
//! each item would start where its own cost and the days that it uses are cheapest together, and what the tracks could
//! bring in at most is taken off. Dependencies are kept by prices too, one for each arc and day that never rises: the
//! later end pays it at its start and the earlier end earns it at its end. Any prices give a bound; good ones are found by
//! passes along the arcs ([`sweep`]) and steps on the teams' prices ([`ascent`]), and the bound itself is computed in
//! whole numbers ([`value`]).
//!
//! Time-indexed relaxation: Dyer and Wolsey 1990; with precedence: Christofides, Alvarez-Valdes and Tamarit 1987,
//! Möhring, Schulz, Stork and Uetz 2003.

mod ascent;
mod first;
mod frame;
mod packed;
mod prices;
mod sweep;
mod value;

use ascent::Ascent;

use crate::{Budget, Day, Money, Plan, Problem, dispatch, dispatch::dispatch_by_day, earliest::earliest_cost};

/// Prices of arcs and teams together take at most so many entries of four bytes.
const MOST_PRICES: usize = 1 << 28;
/// Days that can have a price at the most: a pass goes through all of them for each item, however far away a release is.
const MOST_DAYS: usize = 1 << 18;

/// Money that every plan costs at least, the better the longer it may take; a step is one pass over all items.
///
/// `upper` is what the best plan so far costs: it makes the steps the right length and is never used as a proof. With
/// any budget, even none, the answer is valid; where no plan can be carried out at all it may be anything.
pub fn lower_bound(problem: &Problem, upper: Option<Money>, budget: Budget<'_>) -> Money {
    bound_and_plan(problem, upper, budget).0
}

/// The bound, and the cheapest plan by the days on which its items wished to start, if one was made.
///
/// The items by themselves choose days that fit together nearly as well as the prices are good, and a plan in the order of
/// those days (a Lagrangian heuristic, after Möhring, Schulz, Stork and Uetz 2003) is better than those of dispatching rules.
pub(crate) fn bound_and_plan(
    problem: &Problem,
    upper: Option<Money>,
    budget: Budget<'_>,
) -> (Money, Option<(Money, Plan)>) {
    let mut bound = earliest_cost(problem);
    if budget.is_spent(0) || upper.is_some_and(|upper| upper <= bound) {
        return (bound, None);
    }
    let plan = dispatch(problem);
    let cost = upper.unwrap_or(Money::MAX).min(plan.cost(problem).unwrap_or(Money::MAX));
    let cost = if cost == Money::MAX { bound.saturating_mul(2).max(1) } else { cost };
    let days = horizon(problem, &plan);
    let mut ascent = Ascent::new(problem, &plan, days, first_width(problem, days), cost);
    let many = if problem.len() > LARGE { FEW_STEPS } else { MANY_STEPS };
    let first_proof = if problem.len() > LARGE { u64::MAX } else { 8 };
    let (mut steps, mut next_proof, mut used) = (0, first_proof, budget.used(0));
    let mut best: Option<(Money, Plan)> = None;
    while bound < cost && !budget.is_spent(steps) {
        ascent.advance();
        steps += 1;
        let now = budget.used(steps);
        let left = 1.0 - now;
        let a_step = (now - used).max(f64::MIN_POSITIVE);
        used = now;
        let width = f64::from(u32::try_from(ascent.width()).unwrap_or(u32::MAX));
        if left < a_step * proof(width) {
            break;
        }
        if width > 1.0 && left > a_step * (2.0 * WORTH_IT + proof(width)) && ascent.is_settled(many) {
            best = cheaper(best, by_wish(problem, &mut ascent));
            ascent.refine();
        } else if steps == next_proof && left > 4.0 * a_step * proof(width) {
            bound = bound.max(ascent.prove());
            next_proof += next_proof;
            used = budget.used(steps);
        }
    }
    let best = cheaper(best, by_wish(problem, &mut ascent));
    (bound.max(ascent.prove()), best)
}

/// The plan in the order of the days that items wish to start on, if it can be carried out, with what it costs.
fn by_wish(problem: &Problem, ascent: &mut Ascent<'_>) -> Option<(Money, Plan)> {
    let plan = dispatch_by_day(problem, ascent.starts()?);
    let cost = plan.cost(problem).ok()?;
    ascent.learn(cost);
    Some((cost, plan))
}

fn cheaper(one: Option<(Money, Plan)>, other: Option<(Money, Plan)>) -> Option<(Money, Plan)> {
    one.into_iter().chain(other).min_by_key(|found| found.0)
}

/// How many steps a proof takes, by the days of the cells it begins from: some steps more, and then single days.
fn proof(width: f64) -> f64 {
    3.0 + 0.3 * width
}

/// Narrower cells are worth their while when there is time for so many steps on them.
const WORTH_IT: f64 = 6.0;
/// So many steps on cells of one width are enough where narrower ones are worth it, for large problems and others.
const FEW_STEPS: usize = 8;
const MANY_STEPS: usize = 40;
const LARGE: usize = 30_000;
/// Sketches have at least so many cells, and no more prices than this.
const FEWEST_CELLS: usize = 96;
const MOST_AT_FIRST: usize = 1 << 18;

/// How wide cells are at first: a power of 2, the wider the larger the problem.
fn first_width(problem: &Problem, days: usize) -> usize {
    let mut width = 1;
    while days / (2 * width) >= FEWEST_CELLS && problem.len() * (days / width) > MOST_AT_FIRST {
        width *= 2;
    }
    width
}

/// The day from which on nothing has a price: the end of a plan.
fn horizon(problem: &Problem, plan: &Plan) -> usize {
    let last = (0..problem.len()).map(|item| plan.finish(problem, item)).max().unwrap_or(0);
    let arcs: usize = (0..problem.len()).map(|item| problem.preds(item).len() + problem.behind(item).len()).sum();
    let rows = 2 + arcs + problem.teams().len() * 4;
    usize::try_from(last.clamp(1, Day::MAX)).unwrap_or(1).min(MOST_PRICES / rows).clamp(1, MOST_DAYS)
}
