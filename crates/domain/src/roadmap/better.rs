//! A better order than today's: the best that was found, what no order can go below, and the moves that lead there.

use std::collections::HashSet;

use throughline_scheduler::{Budget, Money, Plan, Problem, Settings, Solution, repair, solve};

use crate::roadmap::{Carried, Move, Sequence, Today, moves, steps_towards};

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Better {
    /// The best order found, carried out; today's where nothing better was found.
    pub carried: Carried,
    /// What no order can go below: proved, not guessed. In minor units, by the mean durations.
    pub bound: Money,
    /// The moves that lead from today's order towards the best one, one on top of the other.
    pub moves: Vec<Move>,
    /// Plans that the search looked at.
    pub steps: u64,
}

impl Better {
    /// Searches for so long. Deterministic without a clock in the budget. Today's order is mended first, because it is
    /// mostly good but for what came since it was published (an accepted interruption, say), and a search from the
    /// beginning needs much longer to come as far.
    ///
    /// The best plan counts as what its order costs when teams carry it out as they do every order: whoever is free
    /// takes the first ticket that can start.
    pub fn search(today: &Today, settings: &Settings<'_>) -> Self {
        let problem = &today.mapping.problem;
        let solution = mend_and_solve(problem, settings.start.unwrap_or(&today.carried.plan), settings);
        let found = Sequence::of(&solution.plan);
        let steps = if found.cost(problem) < today.carried.cost {
            steps_towards(&today.mapping, &today.carried.sequence, &found)
        } else {
            Vec::new()
        };
        let moved = steps.iter().fold(today.carried.sequence.clone(), |order, step| order.with_moved(step));
        // The moves may lead further than the search came.
        let best = [found, moved]
            .into_iter()
            .min_by_key(|order| order.cost(problem))
            .filter(|best| best.cost(problem) < today.carried.cost);
        Self {
            moves: moves(&today.mapping, &today.futures, &today.carried.sequence, &steps),
            carried: best.map_or_else(|| today.carried.clone(), |best| today.carry(best)),
            bound: solution.bound,
            steps: solution.steps,
        }
    }

    /// Whether no order can be cheaper.
    pub fn is_best_possible(&self) -> bool {
        self.bound >= self.carried.cost
    }

    /// The first of the moves, as long as they move no more than so many tickets: a stable roadmap is worth money, so a
    /// move has to earn its place among the few.
    pub fn moves_within(&self, most: Option<usize>) -> &[Move] {
        let mut moved = HashSet::new();
        let fits = |found: &&Move| {
            moved.insert(found.ticket);
            most.is_none_or(|most| moved.len() <= most)
        };
        &self.moves[..self.moves.iter().take_while(fits).count()]
    }
}

/// The part of the budget in which today's order is mended, in percent.
const MENDING: u8 = 20;

/// Mends a plan, and looks for a better one in what is left of the budget.
fn mend_and_solve(problem: &Problem, start: &Plan, settings: &Settings<'_>) -> Solution {
    let Settings { seed, budget, .. } = *settings;
    let share = f64::from(MENDING) / 100.0;
    let solve_from = |start: &Plan, budget| solve(problem, &Settings { budget, start: Some(start), ..*settings });
    let Some(clock) = budget.clock else {
        let mending = budget.steps / 100 * u64::from(MENDING);
        let mended = repair(problem, start, seed, &Budget::steps(mending));
        return solve_from(&mended, Budget::steps(budget.steps - mending));
    };
    let mended = repair(problem, start, seed, &Budget::until(&|| clock() / share));
    // Mending may end sooner, and a search that is to stop is over.
    let begun = clock();
    let rest = || if begun < 1.0 { (clock() - begun) / (1.0 - begun) } else { 1.0 };
    solve_from(&mended, Budget::until(&rest))
}
