//! How far key results are, and whether they keep pace.

use jiff::{ToSpan, civil::date};
use proptest::prelude::*;
use throughline_domain::strategy::{Ambition, Band, KeyResult, Objective, Score, Unscored};

use crate::goals::{key_result, metric, objective};

/// From one number to another, in loads.
fn from_to(start: f64, target: f64) -> KeyResult {
    KeyResult { start: Some(start), target: Some(target), unit: "loads".to_owned(), ..key_result(1, 1) }
}

fn score(result: &KeyResult, value: f64) -> Score {
    result.score(&metric(1, None, false), value).unwrap()
}

/// Thirteen weeks.
fn quarter() -> Objective {
    Objective { starts_on: Some(date(2026, 9, 28)), ends_on: Some(date(2026, 12, 27)), ..objective(1, None) }
}

#[test]
fn a_result_that_grows_and_one_that_falls_are_scored_alike() {
    let grows = score(&from_to(40.0, 80.0), 68.0);
    assert!((grows.score - 0.70).abs() < 1e-12);
    assert_eq!(grows.band, Band::Green);
    assert!((score(&from_to(5.0, 3.0), 3.6).score - 0.70).abs() < 1e-12);
}

#[test]
fn beyond_the_target_is_1_and_the_wrong_way_is_0_and_both_are_told() {
    let grows = from_to(40.0, 80.0);
    let (over, under) = (score(&grows, 90.0), score(&grows, 35.0));
    assert_eq!((over.score, over.raw), (1.0, 1.25));
    assert_eq!((under.score, under.raw), (0.0, -0.125));
}

#[test]
fn at_the_start_of_a_way_down_the_score_has_no_sign() {
    assert!(score(&from_to(11.0, 6.0), 11.0).score.is_sign_positive());
}

#[test]
fn nowhere_to_go_has_no_score() {
    let metric = metric(1, None, false);
    assert_eq!(from_to(3.0, 3.0).score(&metric, 3.0), Err(Unscored::NoWay));
    let open = KeyResult { target: None, ..from_to(3.0, 4.0) };
    assert_eq!(open.score(&metric, 3.0), Err(Unscored::NoWay));
}

#[test]
fn a_share_is_read_in_percent_where_the_result_counts_percent_and_not_at_all_where_it_does_not_say() {
    let mut metric = metric(1, None, false);
    metric.unit = "share".to_owned();
    let of = |unit: &str, start, target| KeyResult { unit: unit.to_owned(), ..from_to(start, target) };
    let percent = of("% a year", 11.0, 6.0).score(&metric, 0.095).unwrap();
    assert!((percent.value - 9.5).abs() < 1e-9 && (percent.score - 0.3).abs() < 1e-9, "{percent:?}");
    assert!((of("share", 0.11, 0.06).score(&metric, 0.095).unwrap().score - 0.3).abs() < 1e-9);
    assert_eq!(of("", 11.0, 6.0).score(&metric, 0.095), Err(Unscored::NoUnit));
}

#[test]
fn bands_are_taken_after_rounding_half_up_to_one_decimal() {
    let bands = [0.0, 0.349, 0.35, 0.649, 0.65, 1.0].map(Band::of);
    assert_eq!(bands, [Band::Red, Band::Red, Band::Yellow, Band::Yellow, Band::Green, Band::Green]);
}

#[test]
fn after_six_weeks_of_thirteen_with_a_third_done_a_promise_is_behind() {
    let today = date(2026, 9, 28) + 6.weeks();
    let pace = from_to(0.0, 1.0).pace(&quarter(), 0.30, today).unwrap();
    assert!((pace.expected - 6.0 / 13.0).abs() < 1e-12 && (pace.lag - 0.161_538).abs() < 1e-6);
    assert!(pace.behind && !pace.ended);
    assert!(!from_to(0.0, 1.0).pace(&quarter(), 0.60, today).unwrap().behind);
}

#[test]
fn the_promised_is_expected_whole_at_the_end_and_the_reached_for_at_seven_tenths() {
    let after = date(2027, 2, 1);
    let end = |ambition| KeyResult { ambition, ..from_to(0.0, 1.0) }.pace(&quarter(), 0.7, after).unwrap();
    let (promised, reached_for) = (end(Ambition::Committed), end(Ambition::Aspirational));
    assert_eq!((promised.expected, promised.behind, promised.ended), (1.0, true, true));
    assert_eq!((reached_for.expected, reached_for.behind), (0.7, false));
}

#[test]
fn its_own_last_day_goes_before_that_of_the_objective_and_without_days_there_is_no_pace() {
    let sooner = KeyResult { due_on: Some(date(2026, 10, 11)), ..from_to(0.0, 1.0) };
    assert_eq!(sooner.pace(&quarter(), 0.0, date(2026, 10, 5)).unwrap().expected, 0.5);
    assert_eq!(sooner.pace(&objective(1, None), 0.0, date(2026, 10, 5)), None);
    let before = KeyResult { due_on: Some(date(2026, 9, 1)), ..from_to(0.0, 1.0) };
    assert_eq!(before.pace(&quarter(), 0.0, date(2026, 10, 5)), None, "due before its cycle begins");
}

proptest! {
    #[test]
    fn a_score_lies_between_0_and_1_and_grows_on_the_way(start in -1e6..1e6_f64, way in 1e-3..1e6_f64, part in -2.0..3.0_f64, down: bool) {
        let target = if down { start - way } else { start + way };
        let seen = score(&from_to(start, target), start + part * (target - start));
        prop_assert!((0.0..=1.0).contains(&seen.score));
        prop_assert!((seen.raw - part).abs() < 1e-6 * (1.0 + start.abs() / way));
    }

    #[test]
    fn what_is_expected_never_falls_and_ends_at_all_of_it(day in -30..200_i64) {
        let at = |day: i64| from_to(0.0, 1.0).pace(&quarter(), 0.0, date(2026, 9, 28) + day.days()).unwrap().expected;
        prop_assert!(at(day) <= at(day + 1));
        prop_assert!((0.0..=1.0).contains(&at(day)));
        prop_assert_eq!(at(91 + day.abs()), 1.0);
    }
}
