//! Weekly goals: set on Monday, closed on Friday, carried over with a reason.

use jiff::civil::{Date, date};
use throughline_domain::{
    KeyResultId, TeamId, Ts, WeeklyGoalId,
    strategy::{WeekOutcome, WeeklyError, WeeklyGoal},
};
use uuid::Uuid;

const MONDAY: Date = date(2026, 10, 12);

fn goal() -> WeeklyGoal {
    let one = Uuid::from_u128(1);
    let title = "The alerts of the two largest carriers are live".to_owned();
    WeeklyGoal::set(WeeklyGoalId(one), TeamId(one), KeyResultId(one), MONDAY, title)
}

fn fields(goal: &WeeklyGoal) -> Vec<String> {
    goal.check().err().unwrap_or_default().messages().into_iter().map(|fault| fault.field).collect()
}

#[test]
fn a_weekly_goal_is_to_be_closed_from_friday_on() {
    let due = |day| goal().is_due(date(2026, 10, day));
    assert_eq!([12, 15, 16, 18, 19].map(due), [false, false, true, true, true]);
    let closed = goal().closed(WeekOutcome::Done, "", None, Ts::default()).unwrap();
    assert!(!closed.is_due(date(2026, 10, 16)));
    let deleted = WeeklyGoal { withdrawn_at: Some(Ts::default()), ..goal() };
    assert!(!deleted.is_due(date(2026, 10, 16)));
}

#[test]
fn what_was_not_done_has_a_reason_and_what_was_done_needs_none() {
    let close = |outcome, reason| goal().closed(outcome, reason, None, Ts::default()).unwrap();
    assert!(fields(&close(WeekOutcome::Done, "")).is_empty());
    assert_eq!(fields(&close(WeekOutcome::NotDone, " ")), ["reason"]);
    assert!(fields(&close(WeekOutcome::NotDone, "The feed was down.")).is_empty());
    let carried = WeeklyGoal { carried_from: Some(goal().id), ..goal() };
    assert_eq!(fields(&carried), ["carried_because"]);
    assert_eq!(fields(&WeeklyGoal { title: String::new(), ..goal() }), ["title"]);
}

#[test]
fn closing_twice_is_harmless_and_the_other_way_is_refused() {
    let done = goal().closed(WeekOutcome::Done, "", None, Ts::default()).unwrap();
    assert_eq!(done.closed(WeekOutcome::Done, "again", None, Ts::default()).as_ref(), Ok(&done));
    let other = done.closed(WeekOutcome::NotDone, "No", None, Ts::default());
    assert_eq!(other, Err(WeeklyError::Closed(WeekOutcome::Done)));
    assert_eq!(
        done.writable().unwrap_err().to_string(),
        "This goal is closed: it was done. Set another one for this week."
    );
    assert!(goal().writable().is_ok());
}

#[test]
fn it_is_carried_into_the_week_after_and_never_into_one_that_is_over() {
    assert_eq!(goal().next_monday(date(2026, 10, 16)), date(2026, 10, 19), "on Friday");
    assert_eq!(goal().next_monday(date(2026, 10, 19)), date(2026, 10, 19), "on the Monday after");
    assert_eq!(goal().next_monday(date(2026, 11, 4)), date(2026, 11, 2), "late");
}
