//! The prices of all arcs in 16 bits each, which is most of what a bound needs room for.
//!
//! Any prices give a bound, so rounding costs a little of it and never its proof. What is moved to the later end of an arc is
//! rounded down, and what is moved to its earlier end up: then neither end is left with less than it can spare, and a pass
//! still never lowers the bound.

use super::frame::Frame;

/// Prices of arcs, each by cell from its base to the dual horizon, where it is 0.
#[derive(Debug, Default)]
pub(crate) struct Packed {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    unit: f32,
    prices: Box<[u16]>,
}

/// A price that is as near to one that can be kept, in parts of the unit, is that one. 32 bits err by less in 65,535 units, so
/// that what was kept comes back as it was.
const NEARLY: f32 = 1.0 / 32.0;

/// Where a price goes that lies between two that can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rounding {
    Down,
    Up,
}

impl Packed {
    /// Nothing has a price.
    pub(crate) fn none(frame: &Frame) -> Self {
        let row = |arc| Row { unit: 1.0, prices: vec![0; frame.prices(arc)].into() };
        Self { rows: (0..frame.arcs.len()).map(row).collect() }
    }

    /// Appends the prices of an arc.
    pub(crate) fn unpack(&self, arc: usize, into: &mut Vec<f32>) {
        let Row { unit, prices } = &self.rows[arc];
        into.extend(prices.iter().map(|&price| unit * f32::from(price)));
    }

    /// Keeps the prices of an arc, which fall to 0, and leaves them as they will be unpacked.
    pub(crate) fn pack(&mut self, arc: usize, values: &mut [f32], rounding: Rounding) {
        self.rows[arc].pack(values, rounding);
    }

    /// The same prices on cells of half the width.
    pub(crate) fn halved(self, frame: &Frame, finer: &Frame) -> Self {
        let (mut wide, mut narrow) = (Vec::new(), Vec::new());
        let halve = |(arc, row): (usize, Row)| {
            wide.clear();
            wide.extend(row.prices.iter().map(|&price| row.unit * f32::from(price)));
            let (base, last) = (frame.arcs[arc].base(), wide.len() - 1);
            let at = |cell: usize| wide[cell.saturating_sub(base).min(last)];
            narrow.clear();
            narrow.extend(
                (finer.arcs[arc].base()..=finer.horizon).map(|cell| f32::midpoint(at(cell / 2), at(cell.div_ceil(2)))),
            );
            let mut half = Row { unit: 1.0, prices: vec![0; narrow.len()].into() };
            half.pack(&mut narrow, Rounding::Down);
            half
        };
        Self { rows: self.rows.into_iter().enumerate().map(halve).collect() }
    }
}

impl Row {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "casts of what does not fit end at the ends"
    )]
    fn pack(&mut self, values: &mut [f32], rounding: Rounding) {
        self.unit = values.first().map_or(1.0, |&highest| highest / f32::from(u16::MAX)).max(f32::MIN_POSITIVE);
        let up = if rounding == Rounding::Up { 1.0 - NEARLY } else { NEARLY };
        let parts = self.unit.recip();
        for (price, value) in self.prices.iter_mut().zip(values) {
            *price = (*value * parts + up) as u16;
            *value = self.unit * f32::from(*price);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn prices_that_were_kept_come_back_as_they_were(unit in 1e-6_f32..1e9) {
            let all: Box<[u16]> = (0..=u16::MAX).rev().collect();
            for rounding in [Rounding::Down, Rounding::Up] {
                let mut row = Row { unit, prices: all.clone() };
                let mut values: Vec<f32> = all.iter().map(|&price| unit * f32::from(price)).collect();
                for _ in 0..10 {
                    row.pack(&mut values, rounding);
                    prop_assert!(row.prices == all, "{rounding:?}");
                }
            }
        }
    }

    #[test]
    fn a_price_between_two_goes_the_way_that_it_is_told() {
        let mut row = Row { unit: 1.0, prices: vec![0; 3].into() };
        row.pack(&mut [65_535.0, 7.5, 0.0], Rounding::Down);
        assert_eq!(*row.prices, [65_535, 7, 0]);
        row.pack(&mut [65_535.0, 7.5, 0.0], Rounding::Up);
        assert_eq!(*row.prices, [65_535, 8, 0]);
    }
}
