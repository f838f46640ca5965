//! Prices to begin with, read off a plan.
//!
//! On one track with steady costs the best price of a day falls from each day to the next by the money that a day of
//! work is worth on it, and is 0 behind the last: it is what a day less of work would save. Here what is worked on is worth its
//! index ([`inherited`]), evenly over a team's tracks. On a line that is known well enough to say what each item would cost more or
//! less about the day on which the plan has it done. Any prices are sound; these are only near good ones.

use super::frame::{Frame, index};
use crate::{
    Plan, Problem,
    dispatch::{inherited, rate, rough_length},
    single,
};

/// What is inherited counts for an item and for what waits behind it, and money that is lost by jumps can be saved in
/// many ways: so much of the sum is the best on average.
const PART: f64 = 0.5;

/// The price of each cell of each team, one team after the other.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "first prices may err")]
pub(super) fn suggested(problem: &Problem, plan: &Plan, frame: &Frame) -> Vec<f32> {
    let is_line = single::is_line(problem);
    let worth = if is_line { at_the_end(problem, plan) } else { of_the_whole(problem) };
    let part = if is_line { 1.0 } else { PART };
    let mut falls = vec![0.0_f32; problem.teams().len() * frame.horizon];
    for (item, slot) in plan.slots.iter().enumerate() {
        let (home, choice) = (problem.choices(item)[0], problem.choices(item)[usize::from(slot.choice)]);
        let team = choice.team as usize;
        let tracks = f64::from(problem.teams()[team].tracks.max(1));
        let fall = worth[item] * f64::from(home.days) / (f64::from(choice.days) * tracks);
        let row = &mut falls[team * frame.horizon..(team + 1) * frame.horizon];
        let (start, done) = (index(slot.start), index(plan.finish(problem, item)));
        for (cell, slot) in row.iter_mut().enumerate().take(done.div_ceil(frame.width)).skip(start / frame.width) {
            let begin = cell * frame.width;
            let days = done.min(begin + frame.width).saturating_sub(start.max(begin));
            *slot += (fall * days as f64) as f32;
        }
    }
    for row in falls.chunks_mut(frame.horizon) {
        let mut behind = 0.0;
        for cell in row.iter_mut().rev() {
            let here = f64::from(*cell);
            *cell = ((behind + here / 2.0) * frame.width as f64 * part) as f32;
            behind += here;
        }
    }
    falls
}

/// The index of each item by the whole plan, with what waits behind it.
fn of_the_whole(problem: &Problem) -> Vec<f64> {
    let length = rough_length(problem);
    let rates: Vec<f64> = (0..problem.len()).map(|item| rate(problem.curve(item), 0, length)).collect();
    inherited(problem, &rates).worth
}

/// Money for each day of work that an item would cost more or less about the day on which a plan has it done.
fn at_the_end(problem: &Problem, plan: &Plan) -> Vec<f64> {
    let worth = |item: usize| {
        let days = problem.choices(item)[0].days.max(1);
        rate(problem.curve(item), plan.finish(problem, item) - days, 2 * days) / f64::from(days)
    };
    (0..problem.len()).map(worth).collect()
}
