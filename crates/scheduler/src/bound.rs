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

/// Room for so many prices of four bytes each at the most.
const MOST_PRICES: usize = 1 << 27;
/// An arc seldom needs a point for more than one of so many days, and a team needs so many numbers for each.
const DAYS_OF_A_POINT: usize = 8;
const NUMBERS_OF_A_DAY: usize = 5;
/// Days that can have a price at the most: a pass goes through all of them for each item, however far away a release is.
const MOST_DAYS: usize = 1 << 18;

/// Money that every plan costs at least, the better the longer it may take; a step is one pass over all items.
///
/// `upper` is what the best plan so far costs: it makes the steps the right length and is never used as a proof. With
/// any budget, even none, the answer is valid; where no plan can be carried out at all it may be anything.
pub fn lower_bound(problem: &Problem, upper: Option<Money>, budget: Budget<'_>) -> Money {
    let bound = earliest_cost(problem);
    if budget.is_spent(0) || upper.is_some_and(|upper| upper <= bound) {
        return bound;
    }
    let plan = dispatch(problem);
    let cost = upper.unwrap_or(Money::MAX).min(plan.cost(problem).unwrap_or(Money::MAX));
    let cost = if cost == Money::MAX { bound.saturating_mul(2).max(1) } else { cost };
    Bounding::new(problem, &plan, cost).go_on(&budget, 0.0)
}

/// A bound that is becoming better and can go on where it stopped.
///
/// On the way the items by themselves choose days that fit together nearly as well as the prices are good, and a plan in the
/// order of those days (a Lagrangian heuristic, after Möhring, Schulz, Stork and Uetz 2003) is better than those of
/// dispatching rules.
#[derive(Debug)]
pub(crate) struct Bounding<'p> {
    problem: &'p Problem,
    ascent: Ascent<'p>,
    /// What no plan can go below.
    bound: Money,
    /// What some plan costs.
    cost: Money,
    /// The cheapest plan so far by the days on which items wished to start, with what it costs.
    by_wish: Option<(Money, Plan)>,
}

impl<'p> Bounding<'p> {
    /// With the prices that a plan suggests. `cost` is what the best plan so far costs.
    pub(crate) fn new(problem: &'p Problem, plan: &Plan, cost: Money) -> Self {
        let days = horizon(problem, plan);
        let ascent = Ascent::new(problem, plan, days, first_width(problem, days), cost);
        Self { problem, ascent, bound: earliest_cost(problem), cost, by_wish: None }
    }

    /// Takes steps until a budget is used up but for the part `kept`, and proves what they came to; where it is spent
    /// already nothing is done. Returns what no plan can go below.
    pub(crate) fn go_on(&mut self, budget: &Budget<'_>, kept: f64) -> Money {
        let (many, first_proof) = if self.problem.len() > LARGE { (FEW_STEPS, u64::MAX) } else { (MANY_STEPS, 8) };
        let (mut steps, mut next_proof, mut used) = (0, first_proof, budget.used(0));
        while self.bound < self.cost && !budget.is_spent(steps) {
            self.ascent.advance();
            steps += 1;
            let now = budget.used(steps);
            let left = 1.0 - now - kept;
            let a_step = (now - used).max(f64::MIN_POSITIVE);
            used = now;
            let width = f64::from(u32::try_from(self.ascent.width()).unwrap_or(u32::MAX));
            if left < a_step * proof(width) {
                break;
            }
            if self.ascent.is_worth_refining()
                && left > a_step * (2.0 * WORTH_IT + proof(width))
                && self.ascent.is_settled(many)
            {
                self.follow_wishes();
                self.ascent.refine();
                used = budget.used(steps);
            } else if steps == next_proof && left > 4.0 * a_step * proof(width) {
                self.bound = self.bound.max(self.ascent.prove());
                next_proof += next_proof;
                used = budget.used(steps);
            }
        }
        if steps > 0 && self.bound < self.cost {
            self.bound = self.bound.max(self.ascent.prove());
        }
        self.bound
    }

    /// Takes in what a plan that was found elsewhere costs.
    pub(crate) fn learn(&mut self, cost: Money) {
        self.cost = self.cost.min(cost);
        self.ascent.learn(self.cost);
    }

    /// What no plan can go below, as far as it is proved.
    pub(crate) fn bound(&self) -> Money {
        self.bound
    }

    /// The cheapest plan by the days on which items wished to start, if one can be carried out, with what it costs.
    pub(crate) fn plan_by_wish(&mut self) -> Option<(Money, Plan)> {
        self.follow_wishes();
        self.by_wish.take()
    }

    /// The cheapest plan that was made on the way since the last one was taken, with what it costs.
    pub(crate) fn plan_on_the_way(&mut self) -> Option<(Money, Plan)> {
        self.by_wish.take()
    }

    /// What no plan can go below, as far as it is proved, and the plan as of [`plan_by_wish`](Self::plan_by_wish). The prices
    /// are gone before that plan takes its room.
    pub(crate) fn end(self) -> (Money, Option<(Money, Plan)>) {
        let starts = self.ascent.into_starts();
        let found = starts.and_then(|starts| dispatch_by_day(self.problem, &starts));
        (self.bound, self.by_wish.into_iter().chain(found).min_by_key(|found| found.0))
    }

    /// Makes a plan in the order of the days that items wish to start on now.
    fn follow_wishes(&mut self) {
        let Some(starts) = self.ascent.starts() else { return };
        let Some(found) = dispatch_by_day(self.problem, starts) else { return };
        self.learn(found.0);
        self.by_wish = self.by_wish.take().into_iter().chain([found]).min_by_key(|found| found.0);
    }
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
    let rows = 2 + arcs / DAYS_OF_A_POINT + problem.teams().len() * NUMBERS_OF_A_DAY;
    usize::try_from(last.clamp(1, Day::MAX)).unwrap_or(1).min(MOST_PRICES / rows).clamp(1, MOST_DAYS)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::{Calendar, Choice, Item, Row, Team, single};

    /// Steady items of a team, some of which wait for the one before.
    pub(crate) fn problem() -> Problem {
        let item = |at: u32| Item {
            choices: vec![Choice { team: 0, days: 1 + Day::try_from(at * 7 % 11).unwrap_or(0) }],
            preds: if at % 3 == 2 { vec![at - 1] } else { Vec::new() },
            cost: vec![Row { day: 0, value: 0, slope: Money::from(at * 31 % 97) }],
            ..Item::default()
        };
        let items: Vec<Item> = (0..300).map(item).collect();
        Problem::new(vec![Team { tracks: 4, calendar: Calendar::full() }], &items).expect("sound")
    }

    fn bounding(problem: &Problem) -> Bounding<'_> {
        let plan = dispatch(problem);
        let cost = plan.cost(problem).expect("feasible");
        Bounding::new(problem, &plan, cost)
    }

    /// Jobs on one track that cost something for each day from their due dates on.
    fn line() -> Problem {
        let item = |at: u32| {
            let (days, slope) = (1 + Day::try_from(at * 7 % 19).unwrap_or(0), 1 + Money::from(at * 31 % 11));
            let due = Day::try_from(at * 1_237 % 2_000).unwrap_or(0);
            Item {
                choices: vec![Choice { team: 0, days }],
                cost: vec![Row { day: 0, value: 0, slope: 0 }, Row { day: due, value: 0, slope }],
                ..Item::default()
            }
        };
        let items: Vec<Item> = (1..300).map(item).collect();
        Problem::new(vec![Team { tracks: 1, calendar: Calendar::full() }], &items).expect("sound")
    }

    #[test]
    fn the_order_of_a_line_suggests_prices_that_prove_it_nearly_best() {
        let problem = line();
        let (plan, _) = single::improve(&problem, &dispatch(&problem), 1, &Budget::steps(1_000)).expect("a line");
        let cost = plan.cost(&problem).expect("feasible");
        let bound = Bounding::new(&problem, &plan, cost).go_on(&Budget::steps(60), 0.0);
        assert!(bound <= cost && bound * 50 >= cost * 49, "{bound} of {cost}");
    }

    #[test]
    fn a_bound_goes_on_where_it_stopped() {
        let problem = problem();
        let mut stopped = bounding(&problem);
        let first = stopped.go_on(&Budget::steps(20), 0.0);
        assert_eq!(bounding(&problem).go_on(&Budget::steps(20), 0.0), first);
        assert!(stopped.go_on(&Budget::steps(20), 0.0) > first);
    }

    #[test]
    fn a_plan_that_was_made_before_cells_became_narrower_can_be_had_once() {
        let problem = line();
        let mut going_on = bounding(&problem);
        going_on.go_on(&Budget::steps(200), 0.0);
        let (cost, plan) = going_on.plan_on_the_way().expect("a plan");
        assert_eq!(plan.cost(&problem), Ok(cost));
        assert_eq!(going_on.plan_on_the_way(), None);
    }

    #[test]
    fn without_time_for_a_step_nothing_is_proved_and_no_plan_is_made() {
        let problem = problem();
        let mut late = bounding(&problem);
        assert_eq!(late.go_on(&Budget::until(&|| 1.0), 0.0), earliest_cost(&problem));
        assert_eq!(late.plan_by_wish(), None);
    }

    #[test]
    fn the_part_of_the_time_that_is_kept_is_not_used_for_steps() {
        let problem = problem();
        let used = |kept| {
            let asked = AtomicU32::new(0);
            let clock = || f64::from(asked.fetch_add(1, Ordering::Relaxed)) / 200.0;
            bounding(&problem).go_on(&Budget::until(&clock), kept);
            asked.load(Ordering::Relaxed)
        };
        assert!(used(0.5) <= 100 && used(0.0) > 150, "{} and {}", used(0.5), used(0.0));
    }
}
