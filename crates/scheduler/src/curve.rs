//! What it costs to ship late.

use crate::{Day, Money};

/// From `day` on: `value + slope × (C - day)`, until the next row begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// First day for which the row holds.
    pub day: Day,
    /// Money on that day.
    pub value: Money,
    /// Money for each further day, at least 0.
    pub slope: Money,
}

/// The cost of one item by the day it ships: piecewise linear, never falling, jumps allowed. The first row is at day 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Curve<'a>(pub(crate) &'a [Row]);

impl<'a> Curve<'a> {
    /// The curve of these rows, such as those of a request that is in no problem yet.
    pub fn new(rows: &'a [Row]) -> Self {
        Self(rows)
    }

    /// The rows, by day.
    pub fn rows(self) -> &'a [Row] {
        self.0
    }

    /// Cost of shipping at `day`, which is at least 0.
    #[inline]
    pub fn at(self, day: Day) -> Money {
        self.row(day).map_or(0, |row| row.value + row.slope * Money::from(day - row.day))
    }

    /// The same where the day or the money may be beyond what a problem was checked for.
    pub(crate) fn wide(self, day: Day) -> i128 {
        self.row(day).map_or(0, |row| i128::from(row.value) + i128::from(row.slope) * i128::from(day - row.day))
    }

    #[inline]
    fn row(self, day: Day) -> Option<&'a Row> {
        let mut rows = self.0.iter();
        let mut row = rows.next()?;
        for next in rows {
            if next.day > day {
                break;
            }
            row = next;
        }
        Some(row)
    }

    /// Money for each day after `day`, and the first day from which on that no longer holds.
    pub(crate) fn piece(self, day: Day) -> (Money, Day) {
        let next = self.0.iter().map(|row| row.day).find(|&next| next > day);
        (self.row(day).map_or(0, |row| row.slope), next.unwrap_or(Day::MAX))
    }

    /// The last slope: money a day when everything else is past.
    pub fn final_slope(self) -> Money {
        self.0.last().map_or(0, |row| row.slope)
    }

    /// Whether no day costs anything.
    pub fn is_free(self) -> bool {
        self.0.iter().all(|row| row.value == 0 && row.slope == 0)
    }
}
