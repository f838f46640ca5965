//! What prices prove, in whole numbers: no plan costs less than the cheapest start of each item by itself, less what the
//! teams' days bring in at most.

use super::frame::Frame;
use super::prices::{Amount, Prices, ends};
use crate::{Money, Problem};

/// Sums of prices stay below this, so that an item's cost with all its prices fits.
const MOST: Money = 1 << 60;
/// Money is split no finer than that its sum stays below this.
const FINE: Money = 1 << 52;

/// The bound that prices prove, rounded up to whole money. Prices may be anything: they are first made whole, at least 0
/// and never rising along an arc, and then every start of every item is looked at.
pub(crate) fn proved(problem: &Problem, frame: &Frame, prices: &Prices<f32>) -> Money {
    let exact = exact(problem, frame, prices);
    let mut total: i128 = 0;
    let (mut costs, mut list) = (Vec::new(), Vec::new());
    for item in 0..frame.len() {
        let mut least = i64::ENDLESS;
        for &way in frame.ways(item).iter().filter(|way| way.is_possible()) {
            let ends = ends(problem, item, way, &mut list);
            exact.charge(problem, frame, item, way, &ends, &mut costs);
            exact.refund(frame, item, way, &ends, &mut costs);
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

/// The same prices in whole units that are as fine as fits.
fn exact(problem: &Problem, frame: &Frame, prices: &Prices<f32>) -> Prices<i64> {
    let last = super::frame::day(frame.horizon).max(problem.horizon());
    let most: i128 = (0..problem.len()).map(|item| i128::from(problem.curve(item).at(last))).sum();
    let mut shift = 0;
    while shift < 20 && most << (shift + 1) <= i128::from(FINE) {
        shift += 1;
    }
    #[expect(clippy::cast_precision_loss, reason = "a power of two")]
    let unit = (1_i64 << shift) as f64;
    #[expect(clippy::cast_possible_truncation, reason = "casts of numbers that are too large end at the largest")]
    let whole = |price: f32| (f64::from(price.max(0.0)) * unit) as i64;
    let length = frame.horizon + 1;
    let most_a_day = MOST / Money::try_from(length).unwrap_or(MOST);
    let mut sums = Vec::with_capacity(prices.sums.len());
    for days in prices.sums.chunks(length) {
        let mut sum = 0;
        sums.push(0);
        for pair in days.windows(2) {
            sum += whole(pair[1] - pair[0]).min(most_a_day);
            sums.push(sum);
        }
    }
    let mut arcs = vec![0; prices.arcs.len()];
    for arc in &frame.arcs {
        let degree = frame.into(arc.to).len().max(frame.out_of(arc.from).len());
        let most_of_arc = MOST / Money::try_from(degree + 1).unwrap_or(MOST);
        let range = arc.at..=arc.at + frame.horizon - arc.base;
        let mut falling = most_of_arc;
        for (exact, &price) in arcs[range.clone()].iter_mut().zip(&prices.arcs[range.clone()]) {
            falling = falling.min(whole(price));
            *exact = falling;
        }
        arcs[*range.end()] = 0;
    }
    Prices { sums, arcs, shift }
}
