//! Check-ins: when one is due, when it is long ago, and when confidence fell.

use jiff::civil::{Date, date};
use throughline_domain::{
    CheckInId, KeyResultId, Ts,
    strategy::{CheckIn, KeyResult, Rhythm, Unscored},
};
use uuid::Uuid;

use crate::goals::{key_result, metric};

/// A Wednesday.
const TODAY: Date = date(2026, 10, 14);
const FIRST: Date = date(2026, 10, 1);

fn check_in(on: Date, confidence: i64) -> CheckIn {
    CheckIn {
        id: CheckInId(Uuid::from_u128(1)),
        key_result_id: KeyResultId(Uuid::from_u128(1)),
        on,
        confidence,
        value: None,
        note: String::new(),
        by: None,
        at: Ts::default(),
        withdrawn_at: None,
    }
}

fn rhythm(check_ins: &[CheckIn]) -> Rhythm {
    Rhythm::of(check_ins, Some(FIRST), TODAY)
}

#[test]
fn one_check_in_a_week_is_due_from_monday_on() {
    assert!(rhythm(&[]).due);
    assert!(rhythm(&[check_in(date(2026, 10, 11), 5)]).due, "on Sunday was last week");
    assert!(!rhythm(&[check_in(date(2026, 10, 12), 5)]).due);
    let taken_back = CheckIn { withdrawn_at: Some(Ts::default()), ..check_in(TODAY, 5) };
    let none = rhythm(&[taken_back]);
    assert_eq!((none.due, none.confidence), (true, None));
}

#[test]
fn ten_days_without_one_are_too_many_and_begin_with_the_first_day() {
    assert!(!rhythm(&[check_in(date(2026, 10, 5), 5)]).stale);
    assert!(rhythm(&[check_in(date(2026, 10, 4), 5)]).stale);
    assert!(rhythm(&[]).stale, "thirteen days since the first");
    assert!(!Rhythm::of(&[], Some(date(2026, 10, 5)), TODAY).stale);
    assert!(
        !Rhythm::of(&[check_in(date(2026, 9, 1), 5)], Some(date(2026, 10, 5)), TODAY).stale,
        "before it ran nobody had to"
    );
    assert!(!Rhythm::of(&[], None, TODAY).stale, "nobody began, and there is no cycle that did");
    assert!(Rhythm::of(&[check_in(date(2026, 10, 4), 5)], None, TODAY).stale);
}

#[test]
fn a_fall_of_two_within_a_week_is_to_be_explained() {
    let (before, now) = (date(2026, 10, 6), date(2026, 10, 13));
    assert_eq!(rhythm(&[check_in(now, 5), check_in(before, 7)]).fell_by, Some(2), "in any order");
    assert_eq!(rhythm(&[check_in(before, 7), check_in(now, 6)]).fell_by, None);
    assert_eq!(rhythm(&[check_in(before, 4), check_in(now, 9)]).fell_by, None);
    assert_eq!(
        rhythm(&[check_in(date(2026, 10, 5), 9), check_in(now, 2)]).fell_by,
        None,
        "more than a week lies between"
    );
    assert_eq!(rhythm(&[check_in(now, 2)]).fell_by, None);
    let by_ones = [(6, 9), (8, 8), (10, 7), (13, 6)].map(|(day, sure)| check_in(date(2026, 10, day), sure));
    assert_eq!(rhythm(&by_ones).fell_by, Some(3), "little by little is a fall too");
    assert_eq!(rhythm(&by_ones[1..]).fell_by, Some(2));
}

#[test]
fn confidence_is_a_number_from_0_to_10() {
    assert!([0, 5, 10].into_iter().all(|confidence| check_in(TODAY, confidence).check().is_ok()));
    let wrong = CheckIn { value: Some(f64::NAN), ..check_in(TODAY, 11) };
    let said: Vec<String> = wrong.check().unwrap_err().messages().into_iter().map(|fault| fault.message).collect();
    assert_eq!(said, ["confidence is 11; from 0 to 10 is possible", "value is not a number that can be counted with"]);
}

#[test]
fn a_key_result_that_is_read_on_no_metric_is_scored_by_what_people_say() {
    let result = KeyResult { start: Some(40.0), target: Some(80.0), unit: "talks".to_owned(), ..key_result(1, 1) };
    assert_eq!(result.score_said(68.0).map(|score| score.score), Ok(0.7));
    assert_eq!(KeyResult { target: None, ..result.clone() }.score_said(68.0), Err(Unscored::NoWay));
    let share = throughline_domain::metrics::Metric { unit: "share".to_owned(), ..metric(2, None, false) };
    let of_share = KeyResult { unit: "%".to_owned(), ..result };
    assert_eq!(
        of_share.score(&share, 0.68).map(|score| score.value),
        of_share.score_said(68.0).map(|score| score.value)
    );
}
