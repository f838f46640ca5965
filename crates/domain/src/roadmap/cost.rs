//! Urgency profiles as the scheduler's curves: money by the hour at which a ticket is done.

use jiff::civil::Date;
use throughline_scheduler::{Day, Money, Row};
use throughline_value_line::Urgency;

use crate::{
    priorities::{Price, whole},
    roadmap::WorkingTime,
    value::{Profile, cost_of_delay, weeks_until},
};

/// Pieces of a bent curve. A parabola is off by at most a part in four times the square of this: 0.1% of the whole.
const PIECES: i32 = 16;

/// What a ticket costs by the hour at which it is done, in minor units.
pub fn cost_of(price: &Price, time: WorkingTime) -> Vec<Row> {
    cost_by(price.urgency, price.amount.mean, price.per_week.mean, time)
}

/// The same for money by its means: `amount` is lost when a date is missed, `per_week` while waiting costs anything.
///
/// 1. Steady: the same for every hour.
/// 2. By a date: nothing up to the end of that day, then `amount` and `per_week` on top. A date that is over: steady.
/// 3. A closing window: the triangle of [`Profile::Window`], exact at the ends of 16 equal pieces; nothing once closed.
/// 4. Growing later: nothing before it starts, then steady.
///
/// Rates are rounded to whole minor units an hour, values to whole minor units, so what is said of a ticket is off by
/// at most half a minor unit for each hour of its wait. Nothing ever falls.
pub fn cost_by(urgency: Urgency, amount: f64, per_week: f64, time: WorkingTime) -> Vec<Row> {
    let weeks = |date: Date| weeks_until(date, time.today());
    match urgency {
        Urgency::ByDate { date } if date >= time.today() => deadline(time.until_end_of(date), amount, per_week, time),
        Urgency::Steady | Urgency::ByDate { .. } => rows(Profile::Linear { per_week }, time),
        Urgency::Window { closes } if weeks(closes) <= 0.0 => rows(Profile::Linear { per_week: 0.0 }, time),
        Urgency::Window { closes } => rows(Profile::Window { per_week, life_weeks: weeks(closes) }, time),
        Urgency::GrowingLater { starts } => {
            rows(Profile::Later { starts_week: weeks(starts).max(0.0), per_week }, time)
        }
    }
}

/// The curve of a profile, exact (to the unit) where a row begins.
///
/// ```
/// # use throughline_domain::{roadmap::{WorkingTime, rows}, value::Profile};
/// let time = WorkingTime::new(jiff::civil::date(2026, 10, 13), 5);
/// let window = rows(Profile::Window { per_week: 500_000.0, life_weeks: 20.0 }, time);
/// assert_eq!(window.iter().find(|row| row.day == 10 * 40).unwrap().value, 3_750_000);
/// assert_eq!(window.last().unwrap().slope, 0);
/// ```
pub fn rows(profile: Profile, time: WorkingTime) -> Vec<Row> {
    let hour = |weeks: f64| ceiling(weeks * time.hours_per_week());
    let (mut bends, last_slope) = match profile {
        // In time means done at the last moment or before it.
        Profile::Deadline { due_week, lump, per_week } => {
            return deadline(ceiling(due_week * time.hours_per_week()), lump, per_week, time);
        }
        Profile::Linear { per_week } => (vec![0], rate(per_week, time)),
        Profile::Later { starts_week, per_week } => (vec![0, hour(starts_week)], rate(per_week, time)),
        Profile::Window { life_weeks, .. } => (pieces(hour(life_weeks)), 0),
        Profile::Erosion { loss_per_week, life_weeks, .. } => {
            let nothing_left = if loss_per_week > 0.0 { life_weeks.min(1.0 / loss_per_week) } else { life_weeks };
            (pieces(hour(nothing_left)), 0)
        }
    };
    bends.dedup();
    let value = |hour: Day| money(cost_of_delay(profile, time.weeks(hour)));
    let slopes = bends.windows(2).map(|pair| (value(pair[1]) - value(pair[0])) / Money::from(pair[1] - pair[0]));
    let slopes: Vec<Money> = slopes.chain([last_slope]).collect();
    bends.into_iter().zip(slopes).map(|(day, slope)| Row { day, value: value(day), slope }).collect()
}

/// Nothing up to an hour, then a lump and a rate.
fn deadline(in_time: Day, lump: f64, per_week: f64, time: WorkingTime) -> Vec<Row> {
    let slope = rate(per_week, time);
    let late = Row { day: in_time + 1, value: money(lump).saturating_add(slope), slope };
    vec![Row { day: 0, value: 0, slope: 0 }, late]
}

/// The ends of equal pieces from 0 to the last.
fn pieces(last: Day) -> Vec<Day> {
    (0..=PIECES)
        .map(|piece| Day::try_from(i64::from(last) * i64::from(piece) / i64::from(PIECES)).unwrap_or(last))
        .collect()
}

/// Minor units an hour.
fn rate(per_week: f64, time: WorkingTime) -> Money {
    money(per_week / time.hours_per_week())
}

/// Whole minor units, at least 0. More than a quadrillion is cut off, so that sums over a workspace still fit.
fn money(minor: f64) -> Money {
    const MOST: Money = 1_000_000_000_000_000;
    whole(minor).clamp(0, MOST)
}

#[expect(clippy::cast_possible_truncation, reason = "a float becomes the nearest number that fits")]
fn ceiling(hours: f64) -> Day {
    // A hair above a whole number, by the arithmetic of floats, is that number.
    ((hours - 1e-9).ceil() as Day).clamp(0, 1 << 28)
}
