//! What the kinds of key results ask for, and how they are scored.

use jiff::civil::date;
use proptest::prelude::*;
use throughline_domain::strategy::{
    Ambition, Band, KeyResult, MOST_MILESTONES, Objective, ResultKind,
    lint::{self, Given, Open},
};

use crate::goals::{key_result, metric, objective};

fn of(kind: ResultKind) -> KeyResult {
    KeyResult { kind, start: None, target: None, unit: String::new(), ..key_result(1, 1) }
}

/// "The answer takes at most 300 ms".
fn at_most(most: f64) -> KeyResult {
    KeyResult { at_most: Some(most), ..of(ResultKind::Keep) }
}

fn listed(steps: &str) -> KeyResult {
    KeyResult { milestones: steps.to_owned(), ..of(ResultKind::Milestones) }
}

fn faults(result: &KeyResult) -> Vec<String> {
    let told =
        |faults: throughline_domain::check::Faults| faults.messages().into_iter().map(|fault| fault.field).collect();
    result.check().err().map_or_else(Vec::new, told)
}

#[test]
fn what_is_kept_scores_the_part_of_its_values_inside_and_both_bounds_belong_to_it() {
    let between = KeyResult { at_least: Some(95.0), ..at_most(100.0) };
    let score = between.score_kept(&[95.0, 100.0, 94.9, 97.0]).unwrap();
    assert_eq!((score.score, score.raw, score.value, score.band), (0.75, 0.75, 97.0, Band::Green));
    assert_eq!(at_most(300.0).score_kept(&[301.0]).unwrap().score, 0.0);
    assert_eq!(at_most(300.0).score_kept(&[]), None);
    for percent in [7.0, 14.0, 28.0, 55.0, 56.0] {
        assert!(at_most(percent).keeps(percent / 100.0 * 100.0), "{percent}% of what is kept as a part of one");
        let least = KeyResult { at_least: Some(percent + 1.0), ..of(ResultKind::Keep) };
        assert!(least.keeps((percent + 1.0) / 100.0 * 100.0));
    }
    let bounds = [between, at_most(300.0), KeyResult { at_least: Some(0.5), ..of(ResultKind::Keep) }];
    assert_eq!(bounds.map(|result| result.bounds()), ["within 95 to 100", "at most 300", "at least 0.5"]);
}

#[test]
fn milestones_score_by_their_count_and_a_yes_is_all() {
    let steps = listed("A pilot\n\n  Two customers \nAll customers\nThe old one is off\n");
    assert_eq!(steps.milestones(), ["A pilot", "Two customers", "All customers", "The old one is off"]);
    let score = steps.score_said(2.0).unwrap();
    assert_eq!((score.score, score.band, steps.says(2.0).as_str()), (0.5, Band::Yellow, "2 of 4 milestones"));
    assert_eq!(steps.counts()[2], "2 of 4 milestones: \u{201c}Two customers\u{201d}");
    assert_eq!(steps.counts().len(), 5);
    let yes = of(ResultKind::YesNo);
    assert_eq!([0.0, 1.0].map(|value| yes.score_said(value).unwrap().score), [0.0, 1.0]);
    assert_eq!(yes.counts(), ["not there yet", "there"]);
}

#[test]
fn what_is_counted_is_said_whole_and_within_its_count() {
    let steps = listed("One\nTwo");
    for (result, value, right) in [
        (&steps, Some(2.0), true),
        (&steps, Some(3.0), false),
        (&steps, Some(0.5), false),
        (&steps, None, true),
        (&of(ResultKind::YesNo), Some(2.0), false),
        (&at_most(3.0), Some(0.5), true),
        (&key_result(1, 1), Some(-7.25), true),
    ] {
        assert_eq!(result.check_said(value).is_ok(), right, "{:?} {value:?}", result.kind);
    }
    let message = steps.check_said(Some(9.0)).unwrap_err().to_string();
    assert_eq!(message, "value counts what is there; give a whole number from 0 to 2");
}

#[test]
fn each_kind_says_what_it_asks_for_and_nothing_of_another() {
    assert_eq!(faults(&key_result(1, 1)), [] as [&str; 0]);
    assert_eq!(faults(&at_most(5.0)), [] as [&str; 0]);
    assert_eq!(faults(&listed("One\nTwo")), [] as [&str; 0]);
    assert_eq!(faults(&of(ResultKind::YesNo)), [] as [&str; 0]);
    assert_eq!(faults(&of(ResultKind::Keep)), ["at_least"]);
    assert_eq!(faults(&KeyResult { at_least: Some(6.0), ..at_most(5.0) }), ["at_most"]);
    assert_eq!(faults(&KeyResult { at_least: Some(f64::NAN), ..at_most(5.0) }), ["at_least"]);
    assert_eq!(faults(&KeyResult { start: Some(1.0), ..at_most(5.0) }), ["start"]);
    assert_eq!(faults(&KeyResult { at_least: Some(1.0), ..key_result(1, 1) }), ["at_least"]);
    assert_eq!(faults(&KeyResult { milestones: "One\nTwo".to_owned(), ..key_result(1, 1) }), ["milestones"]);
    assert_eq!(
        faults(&KeyResult { metric_id: Some(metric(1, None, false).id), ..of(ResultKind::YesNo) }),
        ["metric_id"]
    );
    assert_eq!(faults(&listed("Only one\n \n")), ["milestones"]);
    assert_eq!(faults(&listed(&"step\n".repeat(MOST_MILESTONES + 1))), ["milestones"]);
    assert_eq!(faults(&listed(&format!("One\n{}", "x".repeat(2_000)))), ["milestones"]);
}

#[test]
fn what_is_kept_is_expected_from_the_first_day_and_a_yes_after_the_last() {
    let quarter =
        Objective { starts_on: Some(date(2026, 9, 28)), ends_on: Some(date(2026, 12, 27)), ..objective(1, None) };
    let expected = |result: &KeyResult, day| result.pace(&quarter, 0.5, day).unwrap().expected;
    let (first, middle, after) = (date(2026, 9, 28), date(2026, 11, 9), date(2026, 12, 28));
    assert_eq!([first, middle, after].map(|day| expected(&at_most(5.0), day)), [1.0, 1.0, 1.0]);
    assert_eq!(expected(&at_most(5.0), date(2026, 9, 27)), 0.0);
    let stretch = KeyResult { ambition: Ambition::Aspirational, ..of(ResultKind::YesNo) };
    assert_eq!([first, middle, after].map(|day| expected(&stretch, day)), [0.0, 0.0, 0.7]);
    assert!((expected(&listed("One\nTwo"), middle) - 42.0 / 91.0).abs() < 1e-12);
}

#[test]
fn the_lint_sees_what_is_made_and_asks_what_is_kept_for_no_beginning() {
    let open = |text, kind, target| {
        let given = Given { kind, target, dated: true, ..Given::default() };
        lint::key_result(text, given).into_iter().map(|remark| remark.open).collect::<Vec<_>>()
    };
    assert_eq!(open("Answers stay quick", ResultKind::Keep, Some(300.0)), []);
    assert_eq!(open("Answers stay quick", ResultKind::Keep, None), [Open::NoNumber]);
    assert_eq!(open("The new engine is live", ResultKind::YesNo, None), [Open::Output]);
    assert_eq!(open("The new engine comes step by step", ResultKind::Milestones, None), [Open::Output]);
    assert_eq!(Given::of(&at_most(300.0), true).target, Some(300.0));
}

proptest! {
    #[test]
    fn a_score_of_what_is_kept_never_falls_by_a_value_inside(values in prop::collection::vec(-50.0..50.0_f64, 1..40), inside in -5.0..5.0_f64) {
        let result = KeyResult { at_least: Some(-5.0), ..at_most(5.0) };
        let before = result.score_kept(&values).unwrap();
        let after = result.score_kept(&[values, vec![inside]].concat()).unwrap();
        prop_assert!((0.0..=1.0).contains(&before.score) && after.score >= before.score);
    }
}
