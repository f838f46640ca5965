//! Simulated annealing over the sequences of the teams, with exact re-timing of what a move changes.
//!
//! A move changes the place of one item, of two, or of an item with what holds it up or waits for it; everything that
//! this changes is timed again, in the order of dependencies, and the move is taken back as soon as its loss on the way
//! is above what the temperature allows. Large plans are looked at part by part, each some weeks of all teams, so that
//! what is needed stays in the processor's cache.

mod moves;
mod state;

use moves::Moves;
use state::{Outcome, State};

use crate::{Budget, Money, Plan, Problem, random::Random};

/// Moves between two looks at the clock and the temperature.
const ROUND: u64 = 64;
/// Items of a part of the plan.
const PART: usize = 2_000;
/// Moves for each item of a part before the search goes on to the next.
const MOVES_IN_PART: u64 = 4;
/// Sequences are put into the order of their starts when so many moves for each item were kept.
const KEPT_FOR_EACH: usize = 2;
/// The last temperature, in parts of what an item costs on average.
const COLD: f64 = 0.003;
/// The first one where a good plan is only mended.
const LUKEWARM: f64 = 0.01;

/// How hot to begin and how long to hope for a move, by how many moves there will be for each item.
struct Heat {
    hot: f64,
    /// A move is given up when its loss on the way passes what is allowed by so many temperatures.
    margin: f64,
}

impl Heat {
    fn for_moves_each(moves: f64, hottest: f64) -> Self {
        let hot = (0.8 * (moves / 1_000.0).powf(0.7)).clamp(0.05, 0.8).min(hottest);
        Self { hot, margin: (moves / 2_000.0).clamp(1.0, 10.0) }
    }

    /// The temperature when a part of the budget is used up, in parts of what an item costs on average.
    fn at(&self, used: f64) -> f64 {
        self.hot * (COLD / self.hot).powf(used)
    }
}

/// The best plan found from a feasible one, and the number of moves looked at.
pub(crate) fn improve(problem: &Problem, start: &Plan, seed: u64, budget: &Budget<'_>) -> (Plan, u64) {
    anneal(problem, start, seed, budget, 1.0)
}

/// The same near a plan that is good already but for a few places: it begins nearly cold, so that what was good stays.
pub(crate) fn mend(problem: &Problem, start: &Plan, seed: u64, budget: &Budget<'_>) -> (Plan, u64) {
    anneal(problem, start, seed, budget, LUKEWARM)
}

#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "temperatures are not money")]
fn anneal(problem: &Problem, start: &Plan, seed: u64, budget: &Budget<'_>, hottest: f64) -> (Plan, u64) {
    let mut state = State::new(problem, start);
    let mut best = (state.total(), state.plan());
    let mut moves = Moves::new(&state);
    if moves.is_empty() {
        return (best.1, 0);
    }
    let mut random = Random::new(seed);
    let items = problem.len() as f64;
    let mean = state.total() as f64 / items;
    let (mut steps, mut kept, mut since_best, mut next_part) = (0_u64, 0, 0, 0);
    loop {
        let used = budget.used(steps);
        if used >= 1.0 || steps >= budget.steps {
            break;
        }
        let heat = Heat::for_moves_each(if used > 0.0 { steps as f64 / used / items } else { 0.0 }, hottest);
        let temperature = mean * heat.at(used);
        if steps >= next_part {
            moves.turn_to_next_part(&state, PART);
            next_part = steps + MOVES_IN_PART * PART as u64;
        }
        for _ in 0..ROUND.min(budget.steps - steps) {
            steps += 1;
            let Some(expected) = moves.make(&mut state, &mut random) else { continue };
            let allowed = -(1.0 - random.unit()).ln() * temperature;
            let give_up = allowed + heat.margin * temperature;
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
