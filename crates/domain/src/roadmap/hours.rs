//! Working time: the days of a roadmap are counted in working hours from the beginning of today.

use jiff::{ToSpan, civil::Date};
use throughline_scheduler::Day;

/// Hours of a working day: a person-day is eight hours.
pub const HOURS_PER_DAY: Day = 8;

/// How many years of one team's calendar are looked at; beyond it every working day is a full one.
const YEARS_AHEAD: i32 = 5;

/// The working days of a workspace, from today on: the first so many days of each week, beginning on Monday.
///
/// The scheduler counts in whole units of time. Here a unit is a **working hour**, so that a team of ten that does a
/// ticket in half a day is not told to take a day for it. Seven calendar days are one week of working hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkingTime {
    today: Date,
    days_per_week: i32,
}

impl WorkingTime {
    /// From today on. Working days a week below 1 count as 1, above 7 as 7.
    pub fn new(today: Date, working_days_per_week: i32) -> Self {
        Self { today, days_per_week: working_days_per_week.clamp(1, 7) }
    }

    /// The day on which hour 0 lies, or after which it comes if nobody works on it.
    pub fn today(self) -> Date {
        self.today
    }

    /// Working hours of a calendar week.
    pub fn hours_per_week(self) -> f64 {
        f64::from(self.days_per_week * HOURS_PER_DAY)
    }

    /// A stretch of calendar weeks in whole working hours, at least 1.
    pub fn hours(self, weeks: f64) -> Day {
        #[expect(clippy::cast_possible_truncation, reason = "a float becomes the nearest number that fits")]
        let hours = (weeks * self.hours_per_week()).round() as Day;
        hours.max(1)
    }

    /// Working hours as calendar weeks.
    pub fn weeks(self, hours: Day) -> f64 {
        f64::from(hours) / self.hours_per_week()
    }

    /// The day on which something starts that starts at this hour.
    ///
    /// ```
    /// # use throughline_domain::roadmap::WorkingTime;
    /// # use jiff::civil::date;
    /// let time = WorkingTime::new(date(2026, 10, 16), 5); // a Friday
    /// assert_eq!(time.starts_on(0), date(2026, 10, 16));
    /// assert_eq!(time.starts_on(8), date(2026, 10, 19));
    /// assert_eq!(time.done_on(8), date(2026, 10, 16));
    /// assert_eq!(time.done_on(9), date(2026, 10, 19));
    /// ```
    pub fn starts_on(self, hour: Day) -> Date {
        self.working_day(hour / HOURS_PER_DAY)
    }

    /// The day on whose end at the latest something is done that is done after this hour.
    pub fn done_on(self, hour: Day) -> Date {
        self.working_day((hour - 1).max(0) / HOURS_PER_DAY)
    }

    /// Working hours from now to the end of a day: what is done after so many is done by that day. 0 for days before
    /// today.
    pub fn until_end_of(self, date: Date) -> Day {
        (self.working_days_before(date.saturating_add(1.day())) - self.working_days_before(self.today)).max(0)
            * HOURS_PER_DAY
    }

    /// Working hours from the beginning of a day in the past to now; 0 for days after today.
    pub fn since(self, date: Date) -> Day {
        (self.working_days_before(self.today) - self.working_days_before(date)).max(0) * HOURS_PER_DAY
    }

    /// The working day with this number, today or the next one being 0.
    pub fn working_day(self, number: Day) -> Date {
        let number = number + self.working_days_before(self.today);
        let (week, day) = (number.div_euclid(self.days_per_week), number.rem_euclid(self.days_per_week));
        self.monday().saturating_add((i64::from(week) * 7 + i64::from(day)).days())
    }

    /// The number of the first working day on or after a date; negative before today.
    pub fn number_of(self, date: Date) -> Day {
        self.working_days_before(date) - self.working_days_before(self.today)
    }

    /// How many working days ahead a calendar is looked at.
    pub(crate) fn days_ahead(self) -> Day {
        YEARS_AHEAD * 53 * self.days_per_week
    }

    /// Monday of this week.
    fn monday(self) -> Date {
        self.today.saturating_sub(i64::from(self.today.weekday().to_monday_zero_offset()).days())
    }

    /// Working days of this week's Monday and later that lie before a date; negative before that Monday.
    fn working_days_before(self, date: Date) -> Day {
        let days = (date - self.monday()).get_days();
        let (week, day) = (days.div_euclid(7), days.rem_euclid(7));
        week * self.days_per_week + day.min(self.days_per_week)
    }
}
