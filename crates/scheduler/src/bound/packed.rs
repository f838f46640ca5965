//! The prices of all arcs in 16 bits each, which is most of what a bound needs room for.
//!
//! Any prices give a bound, so rounding costs a little of it and never its proof. What is moved to the later end of an arc is
//! rounded down, and what is moved to its earlier end up: then neither end is left with less than it can spare, but for
//! 1/32 of a unit ([`NEARLY`]), and a pass lowers the bound by no more than that.

use super::frame::{Frame, narrow};

/// Prices of arcs, each by cell from its base to the dual horizon, where it is 0. What is highest, and what is 0, takes no room.
#[derive(Debug, Default)]
pub(crate) struct Packed {
    rows: Vec<Row>,
}

#[derive(Debug, Default)]
struct Row {
    unit: f32,
    /// So many cells have the highest price that can be kept.
    highest: u32,
    /// The prices after those, in units; behind them there is nothing but 0.
    prices: Box<[u16]>,
}

/// A price that is as near to one that can be kept, in parts of the unit, is that one. 32 bits err by less in 65,535 units, so
/// that what was kept comes back as it was.
const NEARLY: f32 = 1.0 / 32.0;

/// At either end there may be room for so many parts more than is needed: so it is seldom made anew.
const PARTS_OF_ROOM: usize = 16;

/// Where a price goes that lies between two that can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rounding {
    Down,
    Up,
}

impl Packed {
    /// Nothing has a price.
    pub(crate) fn none(frame: &Frame) -> Self {
        Self { rows: frame.arcs.iter().map(|_| Row::default()).collect() }
    }

    /// Appends the prices of an arc, which are so many.
    pub(crate) fn unpack(&self, arc: usize, cells: usize, into: &mut Vec<f32>) {
        self.rows[arc].unpack(cells, into);
    }

    /// Keeps the prices of an arc, which fall to 0, and leaves them as they will be unpacked.
    pub(crate) fn pack(&mut self, arc: usize, values: &mut [f32], rounding: Rounding) {
        self.rows[arc].pack(values, rounding);
    }

    /// The same prices on cells of half the width.
    pub(crate) fn halved(self, frame: &Frame, finer: &Frame) -> Self {
        let (mut wide, mut half) = (Vec::new(), Vec::new());
        let halve = |(arc, row): (usize, Row)| {
            wide.clear();
            row.unpack(frame.prices(arc), &mut wide);
            let (base, last) = (frame.arcs[arc].base(), wide.len() - 1);
            let at = |cell: usize| wide[cell.saturating_sub(base).min(last)];
            half.clear();
            half.extend(
                (finer.arcs[arc].base()..=finer.horizon).map(|cell| f32::midpoint(at(cell / 2), at(cell.div_ceil(2)))),
            );
            let mut row = Row::default();
            row.pack(&mut half, Rounding::Down);
            row
        };
        Self { rows: self.rows.into_iter().enumerate().map(halve).collect() }
    }
}

impl Row {
    fn unpack(&self, cells: usize, into: &mut Vec<f32>) {
        let end = into.len() + cells;
        into.resize(into.len() + self.highest as usize, self.unit * f32::from(u16::MAX));
        into.extend(self.prices.iter().map(|&price| self.unit * f32::from(price)));
        into.resize(end, 0.0);
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "casts of what does not fit end at the ends"
    )]
    fn pack(&mut self, values: &mut [f32], rounding: Rounding) {
        self.unit = values.first().map_or(1.0, |&highest| highest / f32::from(u16::MAX)).max(f32::MIN_POSITIVE);
        let up = if rounding == Rounding::Up { 1.0 - NEARLY } else { NEARLY };
        let parts = self.unit.recip();
        let whole = |value: &f32| (*value * parts + up) as u16;
        let (mut start, mut end) = (self.highest as usize, self.highest as usize + self.prices.len());
        let room = self.prices.len() / PARTS_OF_ROOM;
        let is_enough = (start == 0 || whole(&values[start - 1]) == u16::MAX)
            && values.get(end).is_none_or(|next| whole(next) == 0);
        let is_too_much = !self.prices.is_empty()
            && (whole(&values[start + room]) == u16::MAX || whole(&values[end - 1 - room]) == 0);
        if !is_enough || is_too_much {
            start = values.partition_point(|value| whole(value) == u16::MAX);
            end = values.partition_point(|value| whole(value) > 0);
            self.highest = narrow(start);
            self.prices = vec![0; end - start].into();
        }
        values[..start].fill(self.unit * f32::from(u16::MAX));
        for (price, value) in self.prices.iter_mut().zip(&mut values[start..end]) {
            *price = whole(value);
            *value = self.unit * f32::from(*price);
        }
        values[end..].fill(0.0);
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn unpacked(row: &Row, cells: usize) -> Vec<f32> {
        let mut values = Vec::new();
        row.unpack(cells, &mut values);
        values
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(50))]

        #[test]
        fn prices_that_were_kept_come_back_as_they_were(unit in 1e-6_f32..1e9, highest in 1..5_usize, free in 1..5_usize) {
            let mut all = vec![unit * f32::from(u16::MAX); highest];
            all.extend((1..u16::MAX).rev().map(|price| unit * f32::from(price)));
            all.resize(all.len() + free, 0.0);
            for rounding in [Rounding::Down, Rounding::Up] {
                let (mut row, mut values) = (Row::default(), all.clone());
                row.pack(&mut values, rounding);
                let first = values.clone();
                prop_assert_eq!(row.prices.len(), usize::from(u16::MAX) - 1);
                for _ in 0..10 {
                    row.pack(&mut values, rounding);
                    prop_assert!(values == first, "{rounding:?}");
                    prop_assert!(unpacked(&row, all.len()) == values, "{rounding:?}");
                }
            }
        }

        #[test]
        fn prices_come_back_as_they_were_left_wherever_they_fall(
            curves in vec(vec(prop_oneof![4 => Just(0.0_f32), 1 => 0.0_f32..1e6], 60), 1..20)
        ) {
            let mut row = Row::default();
            for falls in curves {
                let mut given: Vec<f32> = falls.iter().rev().scan(0.0, |price, fall| {
                    let here = *price;
                    *price += fall;
                    Some(here)
                }).collect();
                given.reverse();
                let mut left = given.clone();
                row.pack(&mut left, Rounding::Down);
                prop_assert!(unpacked(&row, given.len()) == left);
                let near = given[0] / 65_000.0;
                prop_assert!(left.iter().zip(&given).all(|(left, given)| (left - given).abs() <= near), "{given:?}, {left:?}");
            }
        }
    }

    #[test]
    fn a_price_between_two_goes_the_way_that_it_is_told() {
        for (rounding, between) in [(Rounding::Down, 7.0), (Rounding::Up, 8.0)] {
            let (mut row, mut values) = (Row::default(), vec![65_535.0, 65_535.0, 7.5, 0.0, 0.0]);
            row.pack(&mut values, rounding);
            assert_eq!(values, vec![65_535.0, 65_535.0, between, 0.0, 0.0]);
            assert_eq!(unpacked(&row, 5), values);
        }
    }

    #[test]
    fn nothing_has_no_price_and_takes_no_room() {
        let (mut row, mut values) = (Row::default(), vec![0.0; 4]);
        assert_eq!(unpacked(&row, 4), values);
        row.pack(&mut values, Rounding::Up);
        assert_eq!((unpacked(&row, 4), row.prices.len()), (vec![0.0; 4], 0));
    }
}
