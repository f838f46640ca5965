//! What a series says of its source, and where it goes.

use std::path::PathBuf;

use proptest::prelude::*;
use throughline_domain::{
    Ts,
    metrics::{Drift, NoForecast, Point, Quality, Refresh},
};

const DAY: i64 = 86_400_000_000;

fn weekly(values: &[f64]) -> Vec<Point> {
    (0_i64..).zip(values).map(|(week, value)| Point { at: Ts::from_micros(week * 7 * DAY), value: *value }).collect()
}

/// A month and its value per line: `"200812","1278"`.
fn monthly(name: &str) -> Option<Vec<Point>> {
    let folder = std::env::var_os("THROUGHLINE_SHARED_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let Ok(text) = std::fs::read_to_string(folder.join("metrics").join(name)) else {
        println!("skipped: no {name} in {}", folder.display());
        return None;
    };
    let point = |line: &str| {
        let plain = line.replace('"', "");
        let (month, value) = plain.split_once(',').unwrap();
        let day: jiff::civil::Date = format!("{}-{}-01", &month[..4], &month[4..]).parse().unwrap();
        let at = day.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().into();
        Point { at, value: value.trim().parse().unwrap() }
    };
    Some(text.lines().map(point).collect())
}

fn days(doubts: &Quality) -> Vec<String> {
    doubts.doubtful.iter().map(|doubt| doubt.at.timestamp().strftime("%Y-%m").to_string()).collect()
}

#[test]
fn a_value_is_late_after_one_and_a_half_periods() {
    let values = weekly(&[1.0, 2.0]);
    let on = |day: i64| Quality::of(&values, Some(Refresh::Weekly), Ts::from_micros(day * DAY)).late_since;
    assert_eq!(on(17), None);
    assert!(on(18).is_some(), "the last is of day 7; 14 it is due, 17.5 the grace ends");
    assert_eq!(Quality::of(&values, None, Ts::from_micros(900 * DAY)).late_since, None, "nobody said how often");
    assert_eq!(Quality::of(&[], Some(Refresh::Weekly), Ts::from_micros(900 * DAY)), Quality::default());
}

#[test]
fn a_gap_says_how_many_values_are_missing() {
    let mut values = weekly(&[1.0, 2.0, 3.0, 4.0, 5.0]);
    values.drain(2..4);
    let quality = Quality::of(&values, Some(Refresh::Weekly), values[2].at);
    assert_eq!(quality.missing.iter().map(|gap| gap.values).collect::<Vec<_>>(), [2]);
    let months: Vec<Point> =
        [0, 31, 59, 90].iter().map(|day| Point { at: Ts::from_micros(day * DAY), value: 1.0 }).collect();
    assert!(Quality::of(&months, Some(Refresh::Monthly), months[3].at).missing.is_empty(), "months are uneven");
}

#[test]
fn a_jump_among_even_steps_is_doubtful_and_says_how_far() {
    let mut values: Vec<f64> =
        (0..24).map(f64::from).map(|week| 100.0 + 2.0 * week + 3.0 * (week * week).sin()).collect();
    values[12] = 40.0;
    let quality = Quality::of(&weekly(&values), None, Ts::default());
    let found: Vec<Ts> = quality.doubtful.iter().map(|doubt| doubt.at).collect();
    assert_eq!(found, [Ts::from_micros(12 * 7 * DAY), Ts::from_micros(13 * 7 * DAY)], "down and up again");
    let said: Vec<&str> = quality.doubtful.iter().map(|doubt| doubt.sentence.as_str()).collect();
    assert_eq!(
        said,
        ["It fell by 68% in one step, where +2.2% is usual.", "It rose by 210% in one step, where +2% is usual."]
    );
    assert!((quality.doubtful[0].usual - 0.021_719).abs() < 1e-6, "{:?}", quality.doubtful[0]);
}

#[test]
fn a_step_that_stands_still_in_steady_growth_is_doubtful_and_says_so() {
    let mut value = 100.0;
    let values: Vec<f64> = (0..24)
        .map(|week| {
            value *= if week == 12 { 1.0 } else { 1.019 + f64::from(week % 3) / 1_000.0 };
            value
        })
        .collect();
    let quality = Quality::of(&weekly(&values), None, Ts::default());
    let said: Vec<(Ts, &str)> = quality.doubtful.iter().map(|doubt| (doubt.at, doubt.sentence.as_str())).collect();
    assert_eq!(said, [(Ts::from_micros(12 * 7 * DAY), "It stood still for one step, where +2% is usual.")]);
    assert_eq!(quality.doubtful[0].jump, 0.0);
}

#[test]
fn a_step_against_the_way_of_the_others_is_told_beside_theirs_in_the_unit() {
    let mut values: Vec<f64> =
        (0..24).map(|week| 5.0 - 3.0 * f64::from(week) + 0.25 * f64::from(week * week % 7)).collect();
    for later in &mut values[12..] {
        *later += 50.0;
    }
    let quality = Quality::of(&weekly(&values), None, Ts::default());
    let said: Vec<&str> = quality.doubtful.iter().map(|doubt| doubt.sentence.as_str()).collect();
    assert_eq!(said, ["It rose by 47.5 in one step, where \u{2212}3 is usual."]);
}

#[test]
fn a_short_or_a_flat_series_raises_no_doubt() {
    assert!(Quality::of(&weekly(&[1.0, 50.0, 1.0, 50.0]), None, Ts::default()).doubtful.is_empty());
    assert!(Quality::of(&weekly(&[5.0; 30]), None, Ts::default()).doubtful.is_empty());
}

#[test]
fn the_collection_faults_of_a_real_series_stand_out() {
    let (Some(installations), Some(jobs)) =
        (monthly("jenkins-total-installations.csv"), monthly("jenkins-total-jobs.csv"))
    else {
        return;
    };
    let now = installations.last().unwrap().at;
    let quality = Quality::of(&installations, Some(Refresh::Monthly), now);
    // Counting began in December 2008, broke in August 2010, and half broke in February 2016.
    assert_eq!(days(&quality), ["2009-01", "2010-08", "2010-09", "2016-02"]);
    assert!(quality.missing.is_empty() && quality.late_since.is_none());
    assert_eq!(days(&Quality::of(&jobs, Some(Refresh::Monthly), now)), ["2009-01", "2010-08", "2010-09", "2016-02"]);
}

#[test]
fn an_even_series_goes_on_with_a_band_of_no_width() {
    let values = weekly(&[10.0, 12.0, 14.0, 16.0, 18.0, 20.0, 22.0]);
    let drift = Drift::of(&values, &Quality::default(), false).unwrap();
    let in_three_weeks = drift.at(values[6].at.plus_days(21));
    assert!((in_three_weeks.mid - 28.0).abs() < 1e-9);
    assert!((in_three_weeks.high - in_three_weeks.low).abs() < 1e-6);
}

#[test]
fn the_band_is_the_published_one_for_even_steps() {
    // Steps 1, 3, 1, 3, 1, 3: drift 2, residual sd sqrt(6 / 5), Student with 5 degrees of freedom 2.015048.
    let values = weekly(&[0.0, 1.0, 4.0, 5.0, 8.0, 9.0, 12.0]);
    let ahead = Drift::of(&values, &Quality::default(), false).unwrap().at(values[6].at.plus_days(14));
    let half = 2.015_048_373 * (1.2_f64 * (2.0 + 4.0 / 6.0)).sqrt();
    assert!((ahead.mid - 16.0).abs() < 1e-9);
    assert!((ahead.high - 16.0 - half).abs() < 1e-6, "{ahead:?}");
    assert!((16.0 - ahead.low - half).abs() < 1e-6);
}

#[test]
fn too_few_steps_that_can_be_trusted_make_no_forecast() {
    let values = weekly(&[1.0, 2.0, 3.0]);
    assert_eq!(Drift::of(&values, &Quality::default(), false), Err(NoForecast::TooFew(2)));
    assert_eq!(Drift::of(&[], &Quality::default(), false), Err(NoForecast::TooFew(0)));
    let at_once: Vec<Point> = (0..20).map(|value| Point { at: Ts::default(), value: f64::from(value) }).collect();
    assert_eq!(Drift::of(&at_once, &Quality::default(), false), Err(NoForecast::TooFew(0)), "no time passes in a step");
}

#[test]
fn a_doubtful_step_does_not_tilt_the_forecast() {
    let values: Vec<f64> = (0..20).map(|week| if week < 10 { 500.0 } else { 100.0 } + f64::from(week % 4)).collect();
    let values = weekly(&values);
    let quality = Quality::of(&values, None, Ts::default());
    assert_eq!(quality.doubtful.len(), 1);
    let later = values[19].at.plus_days(70);
    let (with, without) =
        (Drift::of(&values, &Quality::default(), false).unwrap(), Drift::of(&values, &quality, false).unwrap());
    assert!(with.at(later).mid < 0.0, "the fall would go on");
    assert!((without.at(later).mid - 103.0).abs() < 10.0, "{:?}", without.at(later));
}

#[test]
fn nine_of_ten_real_months_fall_into_the_band() {
    let Some(values) = monthly("jenkins-total-installations.csv") else { return };
    let (mut inside, mut all) = (0, 0);
    for end in 36..values.len() - 6 {
        let known = &values[..end];
        let quality = Quality::of(known, Some(Refresh::Monthly), known[end - 1].at);
        let expected = Drift::of(known, &quality, false).unwrap().at(values[end + 5].at);
        all += 1;
        inside += i32::from((expected.low..=expected.high).contains(&values[end + 5].value));
    }
    println!("six months ahead: {inside} of {all} inside the 90% band");
    assert!(f64::from(inside) / f64::from(all) > 0.8, "{inside} of {all}");
}

proptest! {
    #[test]
    fn the_share_of_something_stays_a_share(values in prop::collection::vec(0.01..0.99_f64, 8..30), weeks in 1_i64..100) {
        let values = weekly(&values);
        let expected = Drift::of(&values, &Quality::default(), true).unwrap().at(values[values.len() - 1].at.plus_days(7 * weeks));
        prop_assert!(expected.low >= 0.0 && expected.low <= expected.mid && expected.mid <= expected.high && expected.high <= 1.0);
    }

    #[test]
    fn the_band_never_narrows_with_time(values in prop::collection::vec(-50.0..50.0_f64, 8..30), days in 1_i64..400) {
        let values = weekly(&values);
        let drift = Drift::of(&values, &Quality::default(), false).unwrap();
        let last = values[values.len() - 1].at;
        let width = |days: i64| { let at = drift.at(last.plus_days(days)); at.high - at.low };
        prop_assert!(width(days) <= width(days + 1) + 1e-9);
    }
}
