//! A better order than today's: the best that was found, what no order can go below, and the moves that lead there.

use throughline_scheduler::{Money, Settings, solve};

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
    /// Searches for so long. Deterministic without a clock in the budget.
    ///
    /// The best plan counts as what its order costs when teams carry it out as they do every order: whoever is free
    /// takes the first ticket that can start.
    pub fn search(today: &Today, settings: &Settings<'_>) -> Self {
        let problem = &today.mapping.problem;
        let start = settings.start.unwrap_or(&today.carried.plan);
        let solution = solve(problem, &Settings { start: Some(start), ..*settings });
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

    /// What the shown moves save together, in minor units.
    pub fn moves_save(&self) -> Money {
        self.moves.iter().map(|found| found.saves).sum()
    }
}
