//! Cycles: their days, their states, what lies inside of them.

use jiff::civil::date;
use throughline_domain::{
    CycleId, MemberId, Ts,
    strategy::{Cycle, CycleError, CycleState, Goals, KeyResult, Objective},
};
use uuid::Uuid;

use crate::goals::{key_result, objective};

const OPENED: Ts = Ts::from_micros(1);
const CLOSED: Ts = Ts::from_micros(2);

pub fn cycle(number: u128, name: &str) -> Cycle {
    let (starts_on, ends_on) = Cycle::days(name, None, None).unwrap();
    Cycle {
        id: CycleId(Uuid::from_u128(number)),
        name: name.to_owned(),
        starts_on,
        ends_on,
        opened_at: None,
        opened_by: None,
        closed_at: None,
        closed_by: None,
        lessons: String::new(),
        version: 1,
        withdrawn_at: None,
    }
}

#[test]
fn a_cycle_is_planned_then_open_then_closed_and_says_who_and_when() {
    let (first, second) = (Some(MemberId(Uuid::from_u128(1))), Some(MemberId(Uuid::from_u128(2))));
    let planned = cycle(1, "2026-Q4");
    assert_eq!(
        (planned.state(), planned.closed(second, CLOSED, "Ask earlier.")),
        (CycleState::Planned, Err(CycleError::NotOpen))
    );
    let open = planned.opened(first, OPENED).unwrap();
    assert_eq!((open.state(), open.opened_at, open.opened_by), (CycleState::Open, Some(OPENED), first));
    assert_eq!(open.opened(second, CLOSED).as_ref(), Ok(&open), "opening twice is harmless");
    let closed = open.closed(second, CLOSED, "Ask earlier.").unwrap();
    assert_eq!((closed.state(), closed.closed_at, closed.closed_by), (CycleState::Closed, Some(CLOSED), second));
    assert_eq!(closed.closed(first, OPENED, "").as_ref(), Ok(&closed), "closing twice is harmless");
    assert_eq!((closed.lessons.as_str(), closed.check().is_ok()), ("Ask earlier.", true));
    assert!(open.closed(second, CLOSED, " ").unwrap().check().is_err(), "something was learned");
    assert_eq!(closed.opened(first, CLOSED), Err(CycleError::Closed));
    assert_eq!([planned, open, closed].map(|cycle| cycle.writable().is_ok()), [true, true, false]);
}

#[test]
fn the_days_of_a_cycle_are_those_of_the_quarter_of_its_name_unless_others_are_given() {
    let freight = Cycle::days("2026-Q4", Some(date(2026, 9, 28)), None);
    assert_eq!(freight, Some((date(2026, 9, 28), date(2026, 12, 31))));
    assert_eq!(Cycle::days("Winter", None, Some(date(2027, 3, 1))), None);
    let nameless = Cycle { name: " ".to_owned(), starts_on: date(2027, 1, 1), ..cycle(1, "2026-Q4") };
    let fields: Vec<String> = nameless.check().unwrap_err().messages().into_iter().map(|fault| fault.field).collect();
    assert_eq!(fields, ["name", "ends_on"]);
}

#[test]
fn what_is_dated_lies_inside_its_cycle_and_what_is_not_has_its_days() {
    let quarter = cycle(1, "2026-Q4");
    let undated = Objective { starts_on: None, ends_on: None, ..objective(1, None) };
    let due = |day| KeyResult { due_on: Some(day), ..key_result(1, 1) };
    assert_eq!(quarter.outside(&undated, &[due(date(2026, 12, 31)), due(date(2026, 10, 1))]), None);
    let late = quarter.outside(&undated, &[due(date(2027, 1, 1))]).unwrap();
    assert_eq!(
        late.to_string(),
        format!(
            "{} is dated 2027-01-01, but 2026-Q4 runs from 2026-10-01 to 2026-12-31. Choose a day inside, or another cycle.",
            key_result(1, 1).key
        )
    );
    let early = Objective { starts_on: Some(date(2026, 9, 30)), ..undated };
    assert_eq!(quarter.outside(&early, &[]).unwrap().what, early.key);
}

#[test]
fn an_objective_without_days_of_its_own_has_those_of_its_cycle() {
    let quarter = cycle(1, "2026-Q4");
    let of =
        |number| Objective { cycle_id: Some(quarter.id), starts_on: None, ends_on: None, ..objective(number, None) };
    let short = Objective { ends_on: Some(date(2026, 11, 30)), ..of(2) };
    let goals = Goals::new(vec![], vec![of(1), short], vec![], vec![]).in_cycles(vec![quarter.clone()]);
    let days: Vec<_> = goals.objectives().iter().map(|one| (one.starts_on, one.ends_on)).collect();
    let first = Some(date(2026, 10, 1));
    assert_eq!(days, [(first, Some(date(2026, 12, 31))), (first, Some(date(2026, 11, 30)))]);
    let gone = Cycle { withdrawn_at: Some(OPENED), ..quarter };
    let loose = Goals::new(vec![], vec![of(1)], vec![], vec![]).in_cycles(vec![gone]);
    assert_eq!((loose.objectives()[0].ends_on, loose.cycles().len()), (None, 0), "a deleted cycle says nothing");
}

#[test]
fn an_objective_runs_while_its_cycle_is_open_or_without_one_between_its_days() {
    let (before, inside, after) = (date(2026, 9, 30), date(2026, 10, 1), date(2027, 1, 1));
    let planned = cycle(1, "2026-Q4");
    let open = planned.opened(None, OPENED).unwrap();
    let closed = open.closed(None, CLOSED, "").unwrap();
    let of = Objective { cycle_id: Some(planned.id), ..objective(1, None) };
    let runs = |one: Cycle, today| {
        let goals = Goals::new(vec![], vec![of.clone()], vec![], vec![]).in_cycles(vec![one]);
        goals.runs(&goals.objectives()[0], today)
    };
    assert_eq!([before, inside, after].map(|day| runs(open.clone(), day)), [false, true, true], "until it is closed");
    assert_eq!([planned, closed].map(|one| runs(one, inside)), [false, false]);
    let alone = Objective { starts_on: Some(inside), ends_on: Some(date(2026, 12, 31)), ..objective(1, None) };
    let goals = Goals::default();
    assert_eq!([before, inside, after].map(|day| goals.runs(&alone, day)), [false, true, false]);
    assert!(!goals.runs(&objective(1, None), inside), "without days it never runs");
}
