//! Quarters of a calendar year.

use std::{fmt, str::FromStr};

use jiff::{ToSpan, civil::Date};

/// A quarter of a calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quarter {
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
}

impl Quarter {
    /// The quarter in which a day lies.
    ///
    /// ```
    /// # use throughline_domain::Quarter;
    /// # use jiff::civil::date;
    /// let quarter = Quarter::of(date(2026, 10, 13));
    /// assert_eq!((quarter.first, quarter.last), (date(2026, 10, 1), date(2026, 12, 31)));
    /// assert_eq!(quarter.working_days(5), 66.0);
    /// assert_eq!(quarter.to_string(), "2026-Q4");
    /// assert_eq!("2026-q4".parse(), Ok(quarter));
    /// ```
    pub fn of(day: Date) -> Self {
        let month = (day.month() - 1) / 3 * 3 + 1;
        let first = day.first_of_month().with().month(month).build().unwrap_or(day);
        Self { first, last: first.saturating_add(2.months()).last_of_month() }
    }

    /// The one before it; none before the first day of the calendar.
    ///
    /// ```
    /// # use throughline_domain::Quarter;
    /// # use jiff::civil::{Date, date};
    /// let last = Quarter::of(Date::MAX);
    /// assert_eq!((last.first, last.last), (date(9999, 10, 1), date(9999, 12, 31)));
    /// assert_eq!(last.previous(), Some(Quarter::of(date(9999, 9, 30))));
    /// assert_eq!(Quarter::of(Date::MIN).previous(), None);
    /// ```
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        self.first.yesterday().ok().map(Self::of)
    }

    /// Whether a span of days has one in it. A span without a first or last day is open there; one without both, such
    /// as a goal for no particular time, lies in every quarter.
    pub fn overlaps(&self, first: Option<Date>, last: Option<Date>) -> bool {
        first.is_none_or(|first| first <= self.last) && last.is_none_or(|last| last >= self.first)
    }

    /// Whether a day lies in it.
    pub fn contains(&self, day: Date) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// Working days in it: the first so many days of each week, from Monday.
    pub fn working_days(&self, per_week: i32) -> f64 {
        let works = |day: &Date| i32::from(day.weekday().to_monday_zero_offset()) < per_week;
        let days = std::iter::successors(Some(self.first), |day| day.tomorrow().ok());
        #[expect(clippy::cast_precision_loss, reason = "at most 92 days")]
        let count = days.take_while(|day| *day <= self.last).filter(works).count() as f64;
        count
    }

    /// How much of it is over at the end of a day, 0 to 1.
    pub fn elapsed(&self, today: Date) -> f64 {
        let days = |from: Date, to: Date| f64::from((to - from).get_days() + 1);
        (days(self.first, today) / days(self.first, self.last)).clamp(0.0, 1.0)
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-Q{}", self.first.year(), (self.first.month() + 2) / 3)
    }
}

/// Why a text is no quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Write a quarter as its year and number, such as 2026-Q4.")]
pub struct QuarterError;

impl FromStr for Quarter {
    type Err = QuarterError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (year, number) =
            text.trim().split_once("-Q").or_else(|| text.trim().split_once("-q")).ok_or(QuarterError)?;
        let year: i16 = year.parse().map_err(|_| QuarterError)?;
        let number: i8 = number.parse().ok().filter(|number| (1..=4).contains(number)).ok_or(QuarterError)?;
        Date::new(year, number * 3, 1).map(Self::of).map_err(|_| QuarterError)
    }
}
