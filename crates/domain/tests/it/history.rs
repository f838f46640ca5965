//! What was thought of a number, since when and by whom, as the log gives it back.

use serde_json::json;
use throughline_domain::{
    Currency, EventId, MemberId, Ts,
    activity::{
        Ago, Because, Event, EventKind, Growing, LineReader, PastSegment, PastValue, SegmentFigures, Since,
        TicketWords, growth, states,
    },
};
use throughline_value_line::PercentReading;

const LINE: &str = "Reduces churn by 3% in mid-market";

fn day(day: i64) -> Ts {
    // From 1 October 2026 on, at noon.
    Ts::from_micros(1_790_856_000_000_000).plus_days(day)
}

fn ada() -> MemberId {
    MemberId(uuid::Uuid::from_u128(7))
}

fn event(at: i64, kind: EventKind, data: serde_json::Value) -> Event {
    Event {
        id: EventId::new(day(at)),
        number: at,
        at: day(at),
        by: Some(ada()),
        kind,
        subject_id: None,
        subject: String::new(),
        data,
    }
}

fn ticket(line: Option<&str>) -> TicketWords {
    TicketWords { value_line: line.map(str::to_owned), confirmed_reading: None }
}

fn told(states: &[Since<TicketWords>]) -> Vec<(Option<i64>, Option<&str>)> {
    states.iter().map(|state| (state.at.map(days), state.was.value_line.as_deref())).collect()
}

fn days(at: Ts) -> i64 {
    (at.micros() - day(0).micros()) / 86_400_000_000
}

#[test]
fn states_go_back_to_the_making_and_know_who_made_them_so() {
    let events = [
        event(5, EventKind::TicketChanged, json!({ "value_line": { "from": "a", "to": "b" } })),
        event(3, EventKind::TicketChanged, json!({ "title": { "from": "Alarms", "to": "Alerts" } })),
        event(2, EventKind::TicketChanged, json!({ "value_line": { "to": "a" } })),
        event(1, EventKind::TicketCreated, json!({ "title": { "to": "Alarms" } })),
    ];
    let states: Vec<Since<TicketWords>> = states(&ticket(Some("b")), &events);
    assert_eq!(told(&states), [(Some(5), Some("b")), (Some(2), Some("a")), (Some(1), None)]);
    assert!(states.iter().all(|state| state.by == Some(ada())));
}

#[test]
fn what_an_import_changed_is_told_without_a_day() {
    // It came in with "a", was made "b" here, and is "c" now, which no entry tells.
    let events = [event(5, EventKind::TicketChanged, json!({ "value_line": { "from": "a", "to": "b" } }))];
    let changed: Vec<Since<TicketWords>> = states(&ticket(Some("c")), &events);
    assert_eq!(told(&changed), [(None, Some("c")), (Some(5), Some("b")), (None, Some("a"))]);
    let never: Vec<Since<TicketWords>> = states(&ticket(Some("a")), &[]);
    assert_eq!(told(&never), [(None, Some("a"))]);
    // A change of something else is no change of the line.
    let other = [event(5, EventKind::TicketChanged, json!({ "title": { "from": "Alarms", "to": "Alerts" } }))];
    let same: Vec<Since<TicketWords>> = states(&ticket(Some("a")), &other);
    assert_eq!(told(&same), [(None, Some("a"))]);
}

/// How a segment moved, seen on 1 October 2027.
fn growth_of(states: &[(Option<i64>, i64, Option<i64>)]) -> Vec<(Growing, Ago, i64, i64)> {
    let states: Vec<Since<SegmentFigures>> = states
        .iter()
        .map(|(at, revenue, customers)| Since {
            at: at.map(day),
            by: None,
            was: SegmentFigures { customers: *customers, ..figures(*revenue, 0.1) },
        })
        .collect();
    let moved = growth(&states, jiff::civil::date(2027, 10, 1), &jiff::tz::TimeZone::UTC);
    moved.into_iter().map(|moved| (moved.of, moved.ago, moved.then, moved.now)).collect()
}

#[test]
fn growth_is_told_beside_the_figure_that_stood_a_year_and_a_quarter_ago() {
    let moved = growth_of(&[(Some(350), 12, Some(90)), (Some(200), 11, None), (Some(-9), 10, Some(80))]);
    let expected = [
        (Growing::Revenue, Ago::Year, 1_000, 1_200),
        (Growing::Customers, Ago::Year, 80, 90),
        // A quarter ago nobody had counted the customers.
        (Growing::Revenue, Ago::Quarter, 1_100, 1_200),
    ];
    assert_eq!(moved, expected);
}

#[test]
fn without_a_figure_of_then_or_a_new_one_since_nothing_is_said_to_grow() {
    assert_eq!(growth_of(&[(Some(350), 12, Some(90)), (Some(300), 10, Some(80))]), [], "too young");
    assert_eq!(growth_of(&[(Some(-9), 12, Some(90))]), [], "nobody wrote it anew");
    assert_eq!(growth_of(&[(Some(350), 12, None), (None, 10, None)]), [], "nobody knows since when");
    assert_eq!(growth_of(&[]), []);
}

fn figures(revenue: i64, churn: f64) -> SegmentFigures {
    serde_json::from_value(json!({
        "name": "mid-market", "yearly_revenue": { "minor": revenue * 100, "currency": "EUR" }, "churn": churn,
        "churn_period": "year", "source": format!("billing says {revenue}"),
    }))
    .unwrap()
}

fn since<T>(at: i64, was: T) -> Since<T> {
    Since { at: Some(day(at)), by: Some(ada()), was }
}

fn words(line: &str, confirmed_reading: Option<PercentReading>) -> TicketWords {
    TicketWords { value_line: Some(line.to_owned()), confirmed_reading }
}

fn reader() -> LineReader {
    LineReader { currency: Currency::EUR, zone: jiff::tz::TimeZone::UTC }
}

fn amounts(values: &[PastValue]) -> Vec<(Option<i64>, Option<f64>)> {
    values.iter().map(|value| (value.at.map(days), value.value.map(|value| (value.mid / 100.0).round()))).collect()
}

#[test]
fn a_value_is_read_with_the_figures_of_its_time_and_changes_with_them() {
    let segment = PastSegment {
        states: vec![since(8, figures(2_000_000, 0.11)), since(1, figures(1_000_000, 0.11))],
        until: None,
    };
    let other = PastSegment {
        states: [(8, 8_000_000), (6, 9_000_000)]
            .map(|(at, revenue)| since(at, SegmentFigures { name: "enterprise".to_owned(), ..figures(revenue, 0.02) }))
            .into(),
        until: None,
    };
    let states = [since(10, words(LINE, Some(PercentReading::Points))), since(4, words(LINE, None))];
    let values = reader().values(&states, &[other, segment], day(2));
    // 3% of 11% of €1M, of €2M, and then three points of €2M; the other segment, which changed
    // in the same transaction, is not in the line.
    assert_eq!(amounts(&values), [(Some(10), Some(60_000.0)), (Some(8), Some(6_600.0)), (Some(4), Some(3_300.0))]);
    let because = Because::Segment { name: "mid-market".to_owned(), source: "billing says 2000000".to_owned() };
    assert_eq!(values[1].because, because);
    assert_eq!((&values[0].because, &values[2].because), (&Because::Written, &Because::Written));
}

#[test]
fn a_line_that_came_in_is_read_with_what_was_known_then_and_has_no_day() {
    let segment = PastSegment { states: vec![since(5, figures(1_000_000, 0.11))], until: Some((day(9), None)) };
    let came_in = Since { at: None, by: None, was: words(LINE, None) };
    let values = reader().values(&[came_in], &[segment], day(2));
    // Nobody knew the segment then; from the fifth day on somebody did, until it was deleted.
    assert_eq!(amounts(&values), [(Some(9), None), (Some(5), Some(3_300.0)), (None, None)]);
    assert_eq!(values[0].because, Because::SegmentDeleted { name: "mid-market".to_owned() });
    assert_eq!(values[2].because, Because::CameIn);
    assert!(reader().values(&[], &[], day(0)).is_empty());
}
