//! What prices prove, in whole numbers: no plan costs less than the cheapest start of each item by itself, less what the
//! teams' days bring in at most.

use super::frame::{Arc, Frame, day};
use super::packed::Packed;
use super::prices::{Amount, Prices, ends};
use crate::{Money, Problem};

/// Sums of prices stay below this, so that an item's cost with all its prices fits.
const MOST: Money = 1 << 60;
/// Money is split no finer than that its sum stays below this.
const FINE: Money = 1 << 52;

/// The bound that prices prove, rounded up to whole money. Prices may be anything, on cells of any width: they are first
/// made whole prices of single days, at least 0 and never rising along an arc, and then every start of every item is
/// looked at.
pub(crate) fn proved(problem: &Problem, sketch: &Frame, sums: &[f32], arcs: &Packed) -> Money {
    let mut frame = Frame::new(problem, sketch.horizon * sketch.width, 1);
    let mut exact = exact_teams(problem, sketch, sums);
    let most_of_arc = MOST / Money::try_from(most_arcs(problem, &frame) + 1).unwrap_or(MOST);
    let mut total: i128 = 0;
    let (mut costs, mut list, mut cells) = (Vec::new(), Vec::new(), Vec::new());
    for item in 0..problem.len() {
        exact.arcs.clear();
        frame.lay_out(item, |index, arc| {
            cells.clear();
            arcs.unpack(index, sketch.prices(index), &mut cells);
            let at = exact.arcs.len();
            lay_out_arc(&mut exact, sketch, sketch.arcs[index], &cells, arc.base(), most_of_arc);
            at
        });
        let mut least = i64::ENDLESS;
        for way in frame.ways(problem, item) {
            let ends = ends(problem, &frame, item, way, &mut list);
            exact.charge(problem, &frame, item, way, &ends, &mut costs);
            exact.refund(&frame, item, way, &ends, &mut costs);
            least = costs.iter().copied().fold(least, i64::min);
        }
        if least < i64::ENDLESS {
            total += i128::from(least);
        }
    }
    let length = frame.horizon + 1;
    for (team, sums) in problem.teams().iter().zip(exact.sums.chunks(length)) {
        total -= i128::from(team.tracks) * i128::from(sums[length - 1]);
    }
    let unit = 1_i128 << exact.shift;
    let whole = (total + unit - 1).div_euclid(unit).max(0);
    Money::try_from(whole).unwrap_or(Money::MAX)
}

fn most_arcs(problem: &Problem, frame: &Frame) -> usize {
    (0..problem.len()).map(|item| frame.ins(item).len() + frame.outs(item).len()).max().unwrap_or(0)
}

/// A price in whole units of 2 to the power of minus `shift`, rounded down.
#[expect(clippy::cast_possible_truncation, reason = "casts of numbers that are too large end at the largest")]
fn whole(price: f32, shift: u32) -> i64 {
    (f64::from(price.max(0.0)) * f64::from(1_u32 << shift)) as i64
}

/// The teams' prices of single days, in whole units that are as fine as fits.
fn exact_teams(problem: &Problem, sketch: &Frame, sketched: &[f32]) -> Prices<i64> {
    let horizon = sketch.horizon * sketch.width;
    let last = day(horizon).max(problem.horizon());
    let most: i128 = (0..problem.len()).map(|item| i128::from(problem.curve(item).at(last))).sum();
    let mut shift = 0;
    while shift < 20 && most << (shift + 1) <= i128::from(FINE) {
        shift += 1;
    }
    let days = Money::try_from(sketch.width).unwrap_or(MOST);
    let most_a_day = MOST / Money::try_from(horizon + 1).unwrap_or(MOST);
    let mut sums = Vec::with_capacity(problem.teams().len() * (horizon + 1));
    for cells in sketched.chunks(sketch.horizon + 1) {
        let mut sum = 0;
        sums.push(0);
        for pair in cells.windows(2) {
            let price = (whole(pair[1] - pair[0], shift) / days).min(most_a_day);
            for _ in 0..sketch.width {
                sum += price;
                sums.push(sum);
            }
        }
    }
    Prices { sums, arcs: Vec::new(), shift }
}

/// Appends an arc's prices of single days from `base` on: on the beginnings of cells multiples of a cell's days, and
/// evenly between.
fn lay_out_arc(exact: &mut Prices<i64>, sketch: &Frame, arc: Arc, cells: &[f32], base: usize, most: Money) {
    let days = Money::try_from(sketch.width).unwrap_or(MOST);
    let mut falling = most / days;
    let mut next = |cell: usize| {
        let price = cells[cell.saturating_sub(arc.base()).min(cells.len() - 1)];
        falling = if cell >= sketch.horizon { 0 } else { falling.min(whole(price, exact.shift) / days) };
        falling
    };
    let mut cell = base / sketch.width;
    let (mut here, mut there) = (next(cell), next(cell + 1));
    let mut within = Money::try_from(base % sketch.width).unwrap_or(0);
    for _ in base..=sketch.horizon * sketch.width {
        exact.arcs.push(here * days + (there - here) * within);
        within += 1;
        if within == days {
            within = 0;
            cell += 1;
            (here, there) = (there, next(cell + 1));
        }
    }
}
