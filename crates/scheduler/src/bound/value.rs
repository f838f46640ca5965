//! What prices prove, in whole numbers: no plan costs less than the cheapest start of each item by itself, less what the
//! teams' days bring in at most.

use super::frame::{Frame, day};
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
    let frame = sketch.in_cells_of(problem, 1);
    let teams = Teams::new(problem, sketch, sums);
    let mut exact = Prices::counted_in(teams.shift);
    let most_of_arc = MOST / Money::try_from(most_arcs(problem, &frame) + 1).unwrap_or(MOST);
    let mut total: i128 = 0;
    let (mut costs, mut list, mut cells, mut team) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for item in 0..problem.len() {
        exact.take(&frame, item, |index, base, days| {
            cells.clear();
            arcs.unpack(index, sketch.prices(index), &mut cells);
            lay_out_arc(sketch, (index, &cells), base, (teams.shift, most_of_arc), days);
        });
        let mut least = i64::ENDLESS;
        for way in frame.ways(problem, item) {
            let ends = ends(problem, &frame, way, &mut list);
            teams.lay_out(way.team, &mut team);
            exact.charge(problem, &frame, &team, way, &ends, &mut costs);
            exact.refund(way, &ends, &mut costs);
            least = costs.iter().copied().fold(least, i64::min);
        }
        if least < i64::ENDLESS {
            total += i128::from(least);
        }
    }
    for (number, of_it) in problem.teams().iter().enumerate() {
        teams.lay_out(number, &mut team);
        total -= i128::from(of_it.tracks) * i128::from(team.last().copied().unwrap_or_default());
    }
    let unit = 1_i128 << teams.shift;
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

/// The teams' prices of single days, in whole units that are as fine as fits. They are laid out for one team at a time:
/// those of all would take more room than everything else.
struct Teams<'a> {
    sketch: &'a Frame,
    sums: &'a [f32],
    shift: u32,
    most_a_day: Money,
}

impl<'a> Teams<'a> {
    fn new(problem: &Problem, sketch: &'a Frame, sums: &'a [f32]) -> Self {
        let horizon = sketch.horizon * sketch.width;
        let last = day(horizon).max(problem.horizon());
        let most: i128 = (0..problem.len()).map(|item| i128::from(problem.curve(item).at(last))).sum();
        let mut shift = 0;
        while shift < 20 && most << (shift + 1) <= i128::from(FINE) {
            shift += 1;
        }
        let most_a_day = MOST / Money::try_from(horizon + 1).unwrap_or(MOST);
        Self { sketch, sums, shift, most_a_day }
    }

    /// What a team's days before each day cost together.
    fn lay_out(&self, team: usize, into: &mut Vec<i64>) {
        let length = self.sketch.horizon + 1;
        let days = Money::try_from(self.sketch.width).unwrap_or(MOST);
        into.clear();
        let mut sum = 0;
        into.push(0);
        for pair in self.sums[team * length..(team + 1) * length].windows(2) {
            let price = (whole(pair[1] - pair[0], self.shift) / days).min(self.most_a_day);
            for _ in 0..self.sketch.width {
                sum += price;
                into.push(sum);
            }
        }
    }
}

/// Appends an arc's prices of single days from `base` on: on the beginnings of cells multiples of a cell's days, and
/// evenly between.
fn lay_out_arc(
    sketch: &Frame,
    (arc, cells): (usize, &[f32]),
    base: usize,
    (shift, most): (u32, Money),
    into: &mut Vec<i64>,
) {
    let days = Money::try_from(sketch.width).unwrap_or(MOST);
    let mut falling = most / days;
    let first = sketch.base(arc);
    let mut next = |cell: usize| {
        let price = cells[cell.saturating_sub(first).min(cells.len() - 1)];
        falling = if cell >= sketch.horizon { 0 } else { falling.min(whole(price, shift) / days) };
        falling
    };
    let mut cell = base / sketch.width;
    let (mut here, mut there) = (next(cell), next(cell + 1));
    let mut within = Money::try_from(base % sketch.width).unwrap_or(0);
    for _ in base..=sketch.horizon * sketch.width {
        into.push(here * days + (there - here) * within);
        within += 1;
        if within == days {
            within = 0;
            cell += 1;
            (here, there) = (there, next(cell + 1));
        }
    }
}
