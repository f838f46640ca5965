//! The prices of all arcs, each as a few points between which it falls evenly: they are most of what a bound needs room for.
//!
//! Any prices give a bound, so what is left out costs a little of it and never its proof. What is moved to the later end of an
//! arc may only become less, and what is moved to its earlier end only more: then neither end is left with less than it can
//! spare, but for 1/32 of a unit ([`NEARLY`]), and a pass lowers the bound by no more than that.

use super::frame::Frame;

/// Prices of arcs, each by cell from its base to the dual horizon, where it is 0.
#[derive(Debug, Default)]
pub(crate) struct Packed {
    rows: Vec<Row>,
    /// Prices may err by so much money.
    error: f32,
    /// Room for the points of one arc.
    points: Vec<u32>,
}

/// The highest price in money, as the bits of its number, and then the points: how many cells after the one before, and the
/// price in parts of the highest, 16 bits each. Nothing at all where all prices are 0, as they are behind the last point.
#[derive(Debug, Default)]
struct Row(Box<[u32]>);

/// The highest price counts so many units.
const HIGHEST: f32 = u16::MAX as f32;

/// A price that is as near to a whole unit, in parts of it, is that.
const NEARLY: f32 = 1.0 / 32.0;

/// So many cells may lie between two points.
const FARTHEST: usize = u16::MAX as usize;

/// Where a price goes that lies between two that can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rounding {
    Down,
    Up,
}

impl Packed {
    /// Nothing has a price; those that will be kept may err by so much money.
    pub(crate) fn none(frame: &Frame, error: f32) -> Self {
        Self { rows: (0..frame.arcs()).map(|_| Row::default()).collect(), error, points: Vec::new() }
    }

    /// Appends the prices of an arc, which are so many.
    pub(crate) fn unpack(&self, arc: usize, cells: usize, into: &mut Vec<f32>) {
        let at = into.len();
        into.resize(at + cells, 0.0);
        self.rows[arc].unpack(&mut into[at..]);
    }

    /// Keeps the prices of an arc, which fall to 0, and leaves them as they will be unpacked.
    pub(crate) fn pack(&mut self, arc: usize, values: &mut [f32], rounding: Rounding) {
        self.rows[arc].pack(values, rounding, self.error, &mut self.points);
    }

    /// The same prices on cells of half the width.
    pub(crate) fn halved(mut self, frame: &Frame, finer: &Frame) -> Self {
        let (mut wide, mut half) = (Vec::new(), Vec::new());
        for (arc, row) in self.rows.iter_mut().enumerate() {
            wide.clear();
            wide.resize(frame.prices(arc), 0.0);
            row.unpack(&mut wide);
            let (base, last) = (frame.base(arc), wide.len() - 1);
            let at = |cell: usize| wide[cell.saturating_sub(base).min(last)];
            half.clear();
            half.extend(
                (finer.base(arc)..=finer.horizon).map(|cell| f32::midpoint(at(cell / 2), at(cell.div_ceil(2)))),
            );
            row.pack(&mut half, Rounding::Down, self.error, &mut self.points);
        }
        self
    }
}

impl Row {
    fn unpack(&self, values: &mut [f32]) {
        let Some((&highest, points)) = self.0.split_first() else {
            values.fill(0.0);
            return;
        };
        let unit = f32::from_bits(highest) / HIGHEST;
        let (mut at, mut here) = (0, HIGHEST);
        values[0] = here * unit;
        for point in points {
            let (cells, price) = ((point >> 16) as usize, to_float(point & 0xFFFF));
            let fall = (price - here) / to_float(point >> 16);
            let mut gone = 0.0;
            for value in &mut values[at + 1..=at + cells] {
                gone += 1.0;
                *value = (here + fall * gone) * unit;
            }
            at += cells;
            here = price;
            values[at] = here * unit;
        }
        values[at + 1..].fill(0.0);
    }

    /// Each point lies as far from the one before as a straight line can keep between the prices and what they may err by.
    fn pack(&mut self, values: &mut [f32], rounding: Rounding, error: f32, points: &mut Vec<u32>) {
        points.clear();
        let highest = values[0];
        if highest >= f32::MIN_POSITIVE * HIGHEST {
            points.push(highest.to_bits());
            let parts = HIGHEST / highest;
            let (mut at, mut here) = (0, HIGHEST);
            while at + 1 < values.len() && here > 0.0 {
                let (cells, fall) = farthest(&values[at..], here, parts, error * parts, rounding);
                let exact = here + fall * to_float(cells);
                let whole = match rounding {
                    Rounding::Down => (exact + NEARLY).floor(),
                    Rounding::Up => (exact - NEARLY).ceil(),
                };
                here = whole.clamp(0.0, here);
                at += cells as usize;
                points.push(cells << 16 | to_whole(here));
            }
        }
        if self.0.len() == points.len() {
            self.0.copy_from_slice(points);
        } else {
            self.0 = points.as_slice().into();
        }
        self.unpack(values);
    }
}

/// How many cells a line that begins at `here` can go, and by how much it falls from one to the next. Prices and what they
/// may err by are in units.
fn farthest(values: &[f32], here: f32, parts: f32, error: f32, rounding: Rounding) -> (u32, f32) {
    let (mut cells, mut fall) = (1, 0.0);
    let (mut steepest, mut flattest) = (f32::NEG_INFINITY, 0.0_f32);
    for (ahead, value) in (1_u32..).zip(&values[1..values.len().min(FARTHEST)]) {
        let value = value * parts;
        let (least, most) = match rounding {
            Rounding::Down => ((value - error).max(0.0), value),
            Rounding::Up => (value, if value > 0.0 { value + error } else { 0.0 }),
        };
        let distance = to_float(ahead).recip();
        let low = steepest.max((least - here) * distance);
        let high = flattest.min((most - here) * distance);
        if low - high > NEARLY * distance && ahead > 1 {
            break;
        }
        (cells, steepest, flattest) = (ahead, low, high);
        fall = if rounding == Rounding::Down { high } else { low.min(0.0) };
    }
    (cells, fall)
}

#[expect(clippy::cast_precision_loss, reason = "up to 16 bits")]
fn to_float(count: u32) -> f32 {
    count as f32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of units, up to 16 bits")]
fn to_whole(units: f32) -> u32 {
    units as u32
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn packed(values: &[f32], rounding: Rounding, error: f32) -> (Row, Vec<f32>) {
        let (mut row, mut left) = (Row::default(), values.to_vec());
        row.pack(&mut left, rounding, error, &mut Vec::new());
        (row, left)
    }

    fn unpacked(row: &Row, cells: usize) -> Vec<f32> {
        let mut values = vec![f32::NAN; cells];
        row.unpack(&mut values);
        values
    }

    /// Prices that fall to 0 by these steps.
    fn falling(steps: &[f32]) -> Vec<f32> {
        let mut prices: Vec<f32> = steps
            .iter()
            .rev()
            .scan(0.0, |price, fall| {
                let here = *price;
                *price += fall;
                Some(here)
            })
            .collect();
        prices.reverse();
        prices
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn prices_err_to_one_side_and_by_no_more_than_they_may(
            steps in vec(prop_oneof![4 => Just(0.0_f32), 2 => 0.0_f32..1e3, 1 => 0.0_f32..1e6], 2..80),
            error in prop_oneof![Just(0.0_f32), 1.0_f32..1e5],
        ) {
            let given = falling(&steps);
            let unit = given[0] / HIGHEST;
            for rounding in [Rounding::Down, Rounding::Up] {
                let (row, left) = packed(&given, rounding, error);
                prop_assert!(unpacked(&row, given.len()) == left);
                prop_assert!(left.windows(2).all(|pair| pair[0] >= pair[1] - unit / 64.0), "{left:?}");
                prop_assert!(left.last().is_some_and(|last| last.abs() < f32::MIN_POSITIVE));
                for (left, given) in left.iter().zip(&given) {
                    let more = if rounding == Rounding::Up { left - given } else { given - left };
                    prop_assert!(more >= -unit / 16.0 && more <= error + 1.1 * unit, "{left} for {given} {rounding:?}, {error}");
                }
            }
        }

        #[test]
        fn a_row_that_is_used_again_keeps_the_last_prices(
            curves in vec(vec(prop_oneof![4 => Just(0.0_f32), 1 => 0.0_f32..1e6], 60), 1..20)
        ) {
            let mut row = Row::default();
            for steps in curves {
                let mut left = falling(&steps);
                row.pack(&mut left, Rounding::Down, 100.0, &mut Vec::new());
                prop_assert!(unpacked(&row, left.len()) == left);
            }
        }
    }

    #[test]
    fn a_straight_fall_takes_two_points_at_most_however_long_it_is() {
        let given: Vec<f32> = (0..=500_u16).rev().map(|price| 3.0 * f32::from(price)).collect();
        for rounding in [Rounding::Down, Rounding::Up] {
            let (row, left) = packed(&given, rounding, 1.0);
            assert!(row.0.len() <= 3, "the highest and {} points", row.0.len() - 1);
            assert!(left.iter().zip(&given).all(|(left, given)| (left - given).abs() <= 1.0));
        }
    }

    #[test]
    fn a_price_between_two_goes_the_way_that_it_is_told() {
        for (rounding, between) in [(Rounding::Down, 7.0), (Rounding::Up, 8.0)] {
            let (row, left) = packed(&[65_535.0, 65_535.0, 7.5, 0.0, 0.0], rounding, 0.0);
            assert_eq!(left, vec![65_535.0, 65_535.0, between, 0.0, 0.0]);
            assert_eq!(unpacked(&row, 5), left);
        }
    }

    #[test]
    fn nothing_has_no_price_and_takes_no_room() {
        let (row, left) = packed(&[0.0; 4], Rounding::Up, 1.0);
        assert_eq!((left, row.0.len()), (vec![0.0; 4], 0));
        assert_eq!(unpacked(&row, 4), vec![0.0; 4]);
    }
}
