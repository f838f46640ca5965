//! The close of a cycle: what is said of each key result.

use throughline_domain::{
    ClosedResultId, CycleId, KeyResultId, ObjectiveId,
    strategy::{Ambition, Band, ClosedResult, ResultKind},
};
use uuid::Uuid;

fn closed(ambition: Ambition, raw: Option<f64>) -> ClosedResult {
    let id = Uuid::from_u128(1);
    ClosedResult {
        id: ClosedResultId(id),
        cycle_id: CycleId(id),
        objective_id: ObjectiveId(id),
        objective_key: "O1".to_owned(),
        objective_title: "Keep the customers we win".to_owned(),
        key_result_id: KeyResultId(id),
        key: "KR1".to_owned(),
        title: "Mid-market churn from 11% to 6% a year".to_owned(),
        kind: ResultKind::Reach,
        ambition,
        value: raw,
        raw,
        read_on: None,
        sentence: String::new(),
        confidence: None,
        note: String::new(),
        carried_to: None,
        carried_because: String::new(),
    }
}

fn faults(result: &ClosedResult, carried: Option<&str>) -> Vec<String> {
    let found = result.check(carried).err().unwrap_or_default();
    found.messages().into_iter().map(|fault| fault.message).collect()
}

#[test]
fn what_held_within_its_bounds_can_be_kept_further() {
    let reached = closed(Ambition::Committed, Some(1.0));
    assert_eq!((reached.is_over(), faults(&reached, Some("It goes on.")).len()), (true, 1));
    let kept = ClosedResult { kind: ResultKind::Keep, ..reached };
    assert_eq!((kept.is_over(), faults(&kept, Some("It goes on.")).len()), (false, 0));
}

#[test]
fn a_promise_that_was_not_reached_needs_a_note() {
    let missing = "note is empty; what was promised and not reached needs a word about why";
    for raw in [Some(0.99), Some(-0.2), None] {
        let mut short = closed(Ambition::Committed, raw);
        assert_eq!(faults(&short, None), [missing], "{raw:?}");
        short.note = "The feed came late.".to_owned();
        assert!(faults(&short, None).is_empty());
    }
    assert!(faults(&closed(Ambition::Committed, Some(1.25)), None).is_empty(), "passed is reached");
    assert!(faults(&closed(Ambition::Aspirational, Some(0.3)), None).is_empty(), "0.7 was hoped for, nothing promised");
}

#[test]
fn what_goes_on_has_a_reason_and_something_left() {
    let stretch = |raw| closed(Ambition::Aspirational, Some(raw));
    assert!(faults(&stretch(0.4), Some("Half of it is built.")).is_empty());
    assert_eq!(faults(&stretch(0.4), Some(" ")), ["carried because is empty; write something here"]);
    let reached = faults(&stretch(1.0), Some("More of it"));
    assert_eq!(
        reached,
        ["carried because is given, but all of it was reached; set a new key result for what comes next"]
    );
}

#[test]
fn the_score_at_the_close_is_cut_to_one_and_has_its_band() {
    let passed = closed(Ambition::Committed, Some(1.25)).score().unwrap();
    assert_eq!((passed.score, passed.raw, passed.band), (1.0, 1.25, Band::Green));
    let other_way = closed(Ambition::Committed, Some(-0.125)).score().unwrap();
    assert_eq!((other_way.score, other_way.band), (0.0, Band::Red));
    assert_eq!(closed(Ambition::Committed, None).score(), None, "what nobody could say is not 0");
}

#[test]
fn a_promise_kept_by_a_sum_of_decimals_is_kept() {
    // Three thirds of a tenth, in binary, end a hair below one.
    let hair_below = 0.3 / 0.1 / 3.0;
    assert!(hair_below < 1.0);
    let kept = closed(Ambition::Committed, Some(hair_below));
    assert!(kept.reached() && faults(&kept, None).is_empty(), "no note is asked for");
    assert!(!faults(&kept, Some("More of it")).is_empty(), "and nothing is left of it");
    assert!(!closed(Ambition::Committed, Some(0.9999)).reached());
}
