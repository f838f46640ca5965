//! Days on which a team works less, or not at all.

use crate::Day;

/// How much of a team's pace there is on each day. An item that is under way on a holiday simply rests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    /// Hundredths of a day done before day `d`, for each day up to the last exception; full days afterwards.
    done: Box<[i64]>,
}

impl Calendar {
    /// Every day is a full day.
    pub fn full() -> Self {
        Self::default()
    }

    /// The pace of each day from day 0 in percent (100 is a full day); full after the last one given.
    pub fn of_percent(pace: &[u8]) -> Self {
        let Some(last) = pace.iter().rposition(|&percent| percent != 100) else { return Self::default() };
        let mut done = Vec::with_capacity(last + 2);
        let mut sum = 0_i64;
        done.push(0);
        for &percent in &pace[..=last] {
            sum += i64::from(percent.min(100));
            done.push(sum);
        }
        Self { done: done.into() }
    }

    /// Whether every day is a full day.
    pub fn is_full(&self) -> bool {
        self.done.is_empty()
    }

    /// The day by whose beginning `days` full days of work are done that began on `start`: the smallest `C` with
    /// enough work between. Never falls when `start` grows.
    ///
    /// ```
    /// # use throughline_scheduler::Calendar;
    /// let easter = Calendar::of_percent(&[100, 0, 0, 50]);
    /// assert_eq!([easter.finish(0, 1), easter.finish(0, 2), easter.finish(4, 3)], [1, 5, 7]);
    /// assert_eq!(Calendar::full().finish(4, 3), 7);
    /// ```
    pub fn finish(&self, start: Day, days: Day) -> Day {
        if self.done.is_empty() {
            return start + days;
        }
        self.first_with(self.done_by(start) + i64::from(days) * 100)
    }

    /// Hundredths of a day done before the beginning of `day`.
    pub fn done_by(&self, day: Day) -> i64 {
        let at = usize::try_from(day).unwrap_or(0);
        match self.done.last() {
            None => i64::from(day) * 100,
            Some(&all) => self.done.get(at).copied().unwrap_or_else(|| all + (i64::from(day) - self.last()) * 100),
        }
    }

    /// The first day by whose beginning so many hundredths are done.
    fn first_with(&self, hundredths: i64) -> Day {
        let all = self.done.last().copied().unwrap_or(0);
        let day = if hundredths <= all {
            i64::try_from(self.done.partition_point(|&done| done < hundredths)).unwrap_or(i64::MAX)
        } else {
            self.last() + (hundredths - all + 99) / 100
        };
        Day::try_from(day).unwrap_or(Day::MAX)
    }

    fn last(&self) -> i64 {
        i64::try_from(self.done.len()).unwrap_or(i64::MAX) - 1
    }
}
