//! From sentence, duration and day to what the next week of waiting costs.

use jiff::civil::date;
use throughline_domain::{
    Currency, Estimate,
    tickets::EffortDays,
    value::{BadProfile, DurationWeeks, Profile, cost_of_delay, pace, price, value_of},
};
use throughline_value_line::{Context, PercentReading, Pricing, Reading, SegmentFacts, Urgency};

use crate::build::{TODAY, team};

fn reading(urgency: Urgency, amount: f64, per_week: f64) -> Reading {
    Reading {
        text: String::new(),
        kind: None,
        segment: None,
        pricings: vec![Pricing {
            reading: PercentReading::Plain,
            inputs: Vec::new(),
            amount: Estimate::point(amount),
            once: true,
            per_week: Estimate::point(per_week),
            currency: Currency::EUR,
            says: String::new(),
        }],
        impossible: Vec::new(),
        urgency,
        assumptions: Vec::new(),
        missing: None,
        diagnostics: Vec::new(),
        marks: Vec::new(),
    }
}

fn next_week(urgency: Urgency, today: jiff::civil::Date, weeks: f64) -> f64 {
    let duration = DurationWeeks::of(Some(EffortDays { low: weeks * 5.0, high: weeks * 5.0 }), 5.0);
    let value = value_of(reading(urgency, 80_000.0, 4_000.0), Currency::EUR, &duration, today);
    value.cost_of_delay_per_week.unwrap().mean
}

#[test]
fn a_date_costs_nothing_until_the_latest_start_then_its_lump_then_every_week() {
    let by = Urgency::ByDate { date: date(2026, 12, 1) };
    assert!(next_week(by, date(2026, 11, 3), 4.0).abs() < 1e-9, "four weeks are left for four weeks of work");
    assert!((next_week(by, date(2026, 11, 4), 4.0) - 80_000.0).abs() < 1e-9);
    assert!((next_week(by, date(2026, 12, 1), 4.0) - 80_000.0).abs() < 1e-9);
    assert!((next_week(by, date(2026, 12, 2), 4.0) - 4_000.0).abs() < 1e-9);
}

#[test]
fn the_latest_start_leaves_room_for_the_duration_that_is_85_percent_sure() {
    let duration = DurationWeeks::of(Some(EffortDays { low: 10.0, high: 40.0 }), 5.0);
    assert!((duration.p85 - 4.0 * (1.036_433_389_493_789_8 * 0.421_403_563_941_799_3_f64).exp()).abs() < 1e-9);
    let by = |days: i32| Urgency::ByDate { date: TODAY + jiff::Span::new().days(days) };
    let cost = |urgency| {
        let value = value_of(reading(urgency, 80_000.0, 0.0), Currency::EUR, &duration, TODAY);
        value.cost_of_delay_per_week.unwrap().mean
    };
    assert!((cost(by(43)) - 80_000.0).abs() < 1e-9, "6.14 weeks are left, 6.19 are needed");
    assert!(cost(by(44)).abs() < 1e-9);
}

#[test]
fn a_closing_window_costs_less_every_week_until_it_is_shut() {
    let closes = Urgency::Window { closes: TODAY + jiff::Span::new().days(140) };
    // V(4) - V(5) of the triangle with 20 weeks: 4,000 * (16^2 - 15^2) / 40.
    assert!((next_week(closes, TODAY, 4.0) - 3_100.0).abs() < 1e-6);
    assert!(next_week(closes, TODAY, 20.0).abs() < 1e-9, "it cannot be done before the window is shut");
    assert!(next_week(closes, date(2027, 6, 1), 1.0).abs() < 1e-9);
}

#[test]
fn what_grows_later_costs_once_waiting_would_reach_its_start() {
    let starts = Urgency::GrowingLater { starts: TODAY + jiff::Span::new().days(70) };
    assert!(next_week(starts, TODAY, 4.0).abs() < 1e-9);
    assert!((next_week(starts, TODAY, 9.5) - 2_000.0).abs() < 1e-6, "half of that week lies after the start");
    assert!((next_week(starts, TODAY, 12.0) - 4_000.0).abs() < 1e-6);
}

#[test]
fn the_essays_line_is_ranked_by_the_lower_reading_when_the_churn_is_known() {
    let segment = SegmentFacts {
        name: "mid-market".to_owned(),
        yearly_revenue_minor: Some(100_000_000),
        yearly_churn: Some(0.12),
        customers: None,
    };
    let context = |segments| Context { today: TODAY, currency: Currency::EUR, segments, confirmed: None };
    let duration = DurationWeeks::of(None, 5.0);
    let line = Some("reduces churn by 3% in a €1M segment");
    let unknown = price(line, None, &context(Vec::new()), &duration);
    assert!((unknown.value.unwrap().mean - 3_000_000.0).abs() < 1.0);
    assert!((unknown.cost_of_delay_per_week.unwrap().mean - 57_534.25).abs() < 1.0, "EUR 575.34 a week");
    let known = context(vec![segment]);
    let line = Some("reduces churn by 3% in the mid-market segment");
    let lower = price(line, None, &known, &duration);
    assert!((lower.value.unwrap().mean - 360_000.0).abs() < 1.0);
    let confirmed = price(line, Some(PercentReading::Points), &known, &duration);
    assert!((confirmed.value.unwrap().mean - 3_000_000.0).abs() < 1.0);
}

#[test]
fn a_ticket_without_a_line_has_no_price_and_says_what_is_missing() {
    let context = Context { today: TODAY, currency: Currency::EUR, segments: Vec::new(), confirmed: None };
    let value = price(None, None, &context, &DurationWeeks::of(None, 5.0));
    assert_eq!((value.value, value.cost_of_delay_per_week), (None, None));
    assert!(value.reading.missing.is_some());
}

#[test]
fn a_team_shares_its_capacity_among_its_tracks() {
    assert!((pace(Some(&team(1, "Booking", 2)), 5) - 5.0).abs() < 1e-9);
    let mut booking = team(1, "Booking", 1);
    booking.capacity_days_per_week = 20.0;
    let effort = Some(EffortDays { low: 10.0, high: 10.0 });
    assert!((DurationWeeks::of(effort, pace(Some(&booking), 5)).mean - 0.5).abs() < 1e-9);
}

#[test]
fn profiles_refuse_numbers_for_which_waiting_would_pay() {
    let bad = |profile: Profile| profile.check().unwrap_err();
    assert_eq!(bad(Profile::Linear { per_week: -1.0 }), BadProfile::NegativeRate);
    assert_eq!(bad(Profile::Linear { per_week: f64::NAN }), BadProfile::NegativeRate);
    assert_eq!(bad(Profile::Window { per_week: 1.0, life_weeks: 0.0 }), BadProfile::Life(0.0));
    let erosion = Profile::Erosion { per_week: 1.0, loss_per_week: 1.0, life_weeks: 10.0 };
    assert_eq!(bad(erosion), BadProfile::Erosion(1.0));
    assert!(Profile::Deadline { due_week: -3.0, lump: 0.0, per_week: 0.0 }.check().is_ok());
}

proptest::proptest! {
    #[test]
    fn cost_never_falls_with_the_delay(
        per_week in 0.0_f64..1e6, share in 0.0_f64..0.999, life in 0.1_f64..200.0, due in -10.0_f64..50.0,
        lump in 0.0_f64..1e6, delay in 0.0_f64..300.0, more in 0.0_f64..50.0
    ) {
        for profile in [
            Profile::Linear { per_week },
            Profile::Erosion { per_week, loss_per_week: share, life_weeks: life },
            Profile::Window { per_week, life_weeks: life },
            Profile::Deadline { due_week: due, lump, per_week },
            Profile::Later { starts_week: due, per_week },
        ] {
            let (sooner, later) = (cost_of_delay(profile, delay), cost_of_delay(profile, delay + more));
            proptest::prop_assert!(later >= sooner - 1e-6 * sooner.abs().max(1.0), "{profile:?}");
        }
    }
}
