//! Simulated annealing over the sequences of the teams, with exact re-timing of what a move changes.

mod moves;
mod state;

use moves::Moves;
use state::{Outcome, State};

use crate::{Budget, Money, Plan, Problem, random::Random};

/// Moves between two looks at the clock and the temperature.
const ROUND: u64 = 64;
/// The first and the last temperature, in parts of what an item costs on average.
const HOT: f64 = 0.8;
const COLD: f64 = 0.003;
/// A move whose loss on the way passes what is allowed by so many temperatures is given up.
const MARGIN: f64 = 10.0;
/// Sequences are put into the order of their starts when so many moves for each item were kept.
const KEPT_FOR_EACH: usize = 2;

/// The best plan found from a feasible one, and the number of moves looked at.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "temperatures are not money")]
pub(crate) fn improve(problem: &Problem, start: &Plan, seed: u64, budget: &Budget<'_>) -> (Plan, u64) {
    let mut state = State::new(problem, start);
    let mut best = (state.total(), state.plan());
    let mut moves = Moves::new(&state);
    if moves.is_empty() {
        return (best.1, 0);
    }
    let mut random = Random::new(seed);
    let mean = state.total() as f64 / problem.len() as f64;
    let (mut steps, mut kept, mut since_best) = (0, 0, 0);
    while !budget.is_spent(steps) {
        let temperature = mean * HOT * (COLD / HOT).powf(budget.used(steps));
        for _ in 0..ROUND.min(budget.steps - steps) {
            steps += 1;
            let Some(expected) = moves.make(&mut state, &mut random) else { continue };
            let allowed = -(1.0 - random.unit()).ln() * temperature;
            let give_up = allowed + MARGIN * temperature;
            if let Outcome::Kept(_) = state.retime(allowed as Money, give_up as Money, expected) {
                kept += 1;
            }
            since_best += 1;
        }
        if state.total() < best.0 && since_best * 16 > problem.len() {
            best = (state.total(), state.plan());
            since_best = 0;
        }
        if kept > KEPT_FOR_EACH * problem.len() || state.is_crowded() {
            state.settle();
            kept = 0;
        }
    }
    state.settle();
    if state.total() < best.0 {
        best = (state.total(), state.plan());
    }
    (best.1, steps)
}
