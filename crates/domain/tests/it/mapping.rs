//! From a portfolio to a problem of the scheduler, and back.

use jiff::civil::date;
use proptest::prelude::*;
use throughline_domain::{
    AlternativeId, CalendarEntryId, PublishedId, StartId, Ts,
    people::Team,
    priorities::{Method, Pin, Portfolio, order},
    roadmap::{
        Alternative, CalendarEntry, DecidedPlace, HOURS_PER_DAY, Kept, Mapping, Place, Published, Reason, Start, Turn,
        WorkingTime, rows,
    },
    value::{Profile, cost_of_delay},
};
use throughline_scheduler::{Row, Slot};
use throughline_value_line::Urgency;
use uuid::Uuid;

use crate::build::{self, TODAY, Work, pin, team_id, ticket_id, with_teams, work};

const WEEK: i32 = 40;

fn portfolio(works: &[Work], teams: Vec<Team>, pins: Vec<Pin>) -> Portfolio {
    with_teams(works, teams, pins)
}

fn team(number: u128, tracks: i32) -> Team {
    build::team(number, &format!("Team {number}"), tracks)
}

/// Some tickets, each of which may wait for some that came before it.
fn works(most: u128) -> impl Strategy<Value = Vec<Work>> {
    let one = (0.0..1e6_f64, 0.05..6.0_f64, 0..4_u128, proptest::collection::vec(0..most, 0..3));
    proptest::collection::vec(one, 1..usize::try_from(most).unwrap()).prop_map(|all| {
        let work = |(number, (per_week, weeks, team, waits)): (u128, (f64, f64, u128, Vec<u128>))| {
            let mut made = work(number, &number.to_string(), per_week, weeks);
            for first in waits {
                made = made.waits_for(first);
            }
            if team < 2 { made.team(8 + team) } else { made }
        };
        (0..).zip(all).map(work).collect()
    })
}

fn mapped(portfolio: &Portfolio, kept: &Kept) -> Mapping {
    Mapping::new(portfolio, kept, 5).unwrap()
}

fn begun(number: u128, day: jiff::civil::Date) -> Start {
    let id = StartId(Uuid::from_u128(number));
    Start { id, ticket_id: ticket_id(number), started_on: day, by: None, at: Ts::default(), withdrawn_at: None }
}

fn rest(team: Option<u128>, first: jiff::civil::Date, last: jiff::civil::Date, percent: i32) -> CalendarEntry {
    CalendarEntry {
        id: CalendarEntryId(Uuid::from_u128(1)),
        team_id: team.map(team_id),
        name: "Holiday".to_owned(),
        first_on: first,
        last_on: last,
        capacity_percent: percent,
        version: 1,
        withdrawn_at: None,
    }
}

#[test]
fn todays_order_is_that_of_the_priorities_and_costs_what_they_say() {
    // Black Swan Farming's example: B, C, A in weeks 1, 9, 13.
    let portfolio =
        portfolio(&[work(1, "A", 10e5, 4.0), work(2, "B", 6e5, 1.0), work(3, "C", 24e5, 8.0)], vec![], vec![]);
    let mapping = mapped(&portfolio, &Kept::default());
    let plan = mapping.plan();
    let finishes: Vec<i32> =
        [2, 3, 1].map(|number| plan.finish(&mapping.problem, mapping.item(ticket_id(number)).unwrap())).to_vec();
    assert_eq!(finishes, [WEEK, 9 * WEEK, 13 * WEEK]);
    assert_eq!(plan.cost(&mapping.problem), Ok(352_000 * 100));
}

#[test]
fn a_day_counts_to_its_end_and_weekends_are_passed_over() {
    let time = WorkingTime::new(date(2026, 10, 13), 5);
    assert_eq!(time.until_end_of(date(2026, 10, 13)), HOURS_PER_DAY);
    assert_eq!(time.until_end_of(date(2026, 10, 12)), 0);
    assert_eq!(time.until_end_of(date(2026, 10, 18)), time.until_end_of(date(2026, 10, 16)));
    assert_eq!(time.since(date(2026, 10, 9)), 2 * HOURS_PER_DAY);
    let weekend = WorkingTime::new(date(2026, 10, 17), 5);
    assert_eq!(weekend.starts_on(0), date(2026, 10, 19));
}

proptest! {
    #[test]
    fn what_is_done_by_a_day_is_done_within_the_hours_until_its_end(
        weekday in 0_i64..7, days in 0_i32..2_000, week in 1_i32..=7,
    ) {
        use jiff::ToSpan;
        let time = WorkingTime::new(date(2026, 10, 12).saturating_add(weekday.days()), week);
        let hour = days + 1;
        let done = time.done_on(hour);
        prop_assert!(hour <= time.until_end_of(done));
        prop_assert!(hour > time.until_end_of(done.yesterday().unwrap()));
        prop_assert_eq!(time.number_of(time.working_day(days)), days);
    }

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "amounts of less than 2^52 are exact")]
    fn a_curve_meets_its_profile_where_a_row_begins_and_never_falls(
        per_week in 0.0..1e9_f64, weeks in 0.1..150.0_f64, loss in 0.0..0.5_f64, lump in 0.0..1e9_f64, kind in 0..5,
    ) {
        let profile = match kind {
            0 => Profile::Linear { per_week },
            1 => Profile::Erosion { per_week, loss_per_week: loss, life_weeks: weeks },
            2 => Profile::Window { per_week, life_weeks: weeks },
            3 => Profile::Later { starts_week: weeks, per_week },
            _ => Profile::Deadline { due_week: weeks, lump, per_week },
        };
        let time = WorkingTime::new(TODAY, 5);
        let rows = rows(profile, time);
        let at = |hour: i32| {
            let row = rows.iter().rev().find(|row| row.day <= hour).unwrap();
            row.value + row.slope * i64::from(hour - row.day)
        };
        prop_assert_eq!(rows[0].day, 0);
        for row in &rows {
            let exact = cost_of_delay(profile, time.weeks(row.day));
            let allowed = if kind == 4 { per_week / 40.0 + 1.0 } else { 0.51 + exact * 1e-15 };
            prop_assert!((row.value as f64 - exact).abs() <= allowed, "{row:?} is not {exact}");
        }
        let mut before = 0;
        let whole = cost_of_delay(profile, time.weeks(8_000)).max(1.0);
        for hour in 0..8_000 {
            prop_assert!(at(hour) >= before);
            before = at(hour);
            if kind != 4 {
                // A sixteenth of a parabola is off by 0.1%, and the end of a life may lie inside an hour.
                let off = (before as f64 - cost_of_delay(profile, time.weeks(hour))).abs();
                prop_assert!(off <= whole * (0.004 + 2.0 / f64::from(rows.last().unwrap().day.max(1))) + f64::from(hour) + 1.0, "{hour}: off by {off} of {whole}");
            }
        }
    }
}

#[test]
fn a_date_is_kept_on_its_day_and_missed_on_the_next() {
    let due = Urgency::ByDate { date: date(2026, 10, 20) };
    let portfolio = portfolio(&[work(1, "A", 4_000.0, 1.0).urgency(due, 80_000.0)], vec![], vec![]);
    let mapping = mapped(&portfolio, &Kept::default());
    // Tuesday to Tuesday: six working days.
    let late = Row { day: 6 * HOURS_PER_DAY + 1, value: 80_100, slope: 100 };
    assert_eq!(mapping.problem.curve(0).rows(), [Row { day: 0, value: 0, slope: 0 }, late]);
}

#[test]
fn what_waits_in_a_circle_is_left_out_by_name_and_the_rest_is_planned() {
    let works = vec![
        work(1, "A", 1e5, 1.0).waits_for(2),
        work(2, "B", 1e5, 1.0).waits_for(1),
        work(3, "C", 1e5, 1.0).waits_for(2),
        work(4, "D", 1e5, 1.0),
    ];
    let portfolio = portfolio(&works, vec![], vec![]);
    let mapping = mapped(&portfolio, &Kept::default());
    assert_eq!(mapping.tickets, [ticket_id(4)]);
    let reasons: Vec<&Reason> = mapping.left_out.iter().map(|left| &left.reason).collect();
    let circle = Reason::Circle(vec![ticket_id(1), ticket_id(2)]);
    assert_eq!(reasons, [&circle, &circle, &Reason::WaitsFor(ticket_id(2))]);
}

#[test]
fn work_in_progress_stays_first_for_what_is_left_of_it() {
    let works =
        vec![work(1, "A", 1e5, 2.0).team(9), work(2, "B", 9e5, 1.0).team(9).waits_for(3), work(3, "C", 5e5, 1.0)];
    let portfolio = portfolio(&works, vec![team(9, 1)], vec![]);
    let kept = Kept { starts: vec![begun(1, date(2026, 10, 6)), begun(2, date(2026, 10, 12))], ..Kept::default() };
    let mapping = mapped(&portfolio, &kept);
    let fixed = |number| mapping.problem.fixed(mapping.item(ticket_id(number)).unwrap());
    // One of two weeks is over, and the team does one thing at a time.
    assert_eq!(fixed(1), Some(Slot { start: 0, choice: 0 }));
    assert_eq!(fixed(2), Some(Slot { start: WEEK, choice: 0 }));
    assert_eq!(fixed(3), None);
    let plan = mapping.plan();
    assert_eq!(plan.finish(&mapping.problem, mapping.item(ticket_id(2)).unwrap()), 2 * WEEK - HOURS_PER_DAY);
    assert!(plan.cost(&mapping.problem).is_ok(), "what a begun ticket waited for is history");
}

#[test]
fn an_estimate_that_is_used_up_leaves_what_the_longer_futures_leave() {
    let works = vec![work(1, "A", 1e5, 4.0).weeks_between(1.0, 9.0).team(9)];
    let portfolio = portfolio(&works, vec![team(9, 1)], vec![]);
    let left = |day| {
        let mapping = mapped(&portfolio, &Kept { starts: vec![begun(1, day)], ..Kept::default() });
        mapping.problem.choices(0)[0].days
    };
    let (fresh, old, ancient) = (left(TODAY), left(date(2026, 9, 15)), left(date(2025, 1, 1)));
    assert!(fresh > old, "{fresh} hours are left at first, {old} after four weeks");
    assert!(old > fresh - 4 * WEEK, "what took long already takes longer than thought");
    assert_eq!(ancient, fresh / 10);
}

#[test]
fn a_holiday_lets_the_work_of_its_team_rest() {
    let works = vec![work(1, "A", 1e5, 1.0).team(8), work(2, "B", 1e5, 1.0).team(9)];
    let portfolio = portfolio(&works, vec![team(8, 1), team(9, 1)], vec![]);
    let calendar = vec![
        rest(Some(8), date(2026, 10, 14), date(2026, 10, 15), 0),
        rest(None, date(2026, 10, 19), date(2026, 10, 19), 50),
    ];
    let mapping = mapped(&portfolio, &Kept { calendar, ..Kept::default() });
    let plan = mapping.plan();
    let done = |number| mapping.done_on(&plan, mapping.item(ticket_id(number)).unwrap());
    assert_eq!([done(1), done(2)], [date(2026, 10, 22), date(2026, 10, 20)]);
}

#[test]
fn a_kept_move_holds_inside_its_queue_unless_the_work_waits_the_other_way() {
    let works = vec![
        work(1, "A", 9e5, 1.0).team(9),
        work(2, "B", 1e5, 1.0).team(9),
        work(3, "C", 1e5, 1.0).team(9).waits_for(1),
    ];
    let pins = vec![pin(1, 2, 1), pin(2, 3, 1)];
    let portfolio = portfolio(&works, vec![team(9, 1)], pins);
    let mapping = mapped(&portfolio, &Kept::default());
    let at = |number| mapping.item(ticket_id(number)).unwrap();
    assert_eq!(mapping.problem.behind(at(1)), [u32::try_from(at(2)).unwrap()]);
    assert_eq!(mapping.set_aside.len(), 1);
    assert_eq!(mapping.set_aside[0].ticket, ticket_id(3));
    let plan = mapping.plan();
    assert!(plan.slots[at(2)].start < plan.slots[at(1)].start);
}

fn published(places: &[(u128, Option<u128>)]) -> Published {
    let place = |&(number, team): &(u128, Option<u128>)| Place {
        ticket_id: ticket_id(number),
        key: number.to_string(),
        title: String::new(),
        team_id: team.map(team_id),
        starts_on: TODAY,
        likely_on: TODAY,
        sure_on: TODAY,
        cost_minor: 0,
    };
    Published {
        id: PublishedId(Uuid::from_u128(1)),
        number: 1,
        at: Ts::default(),
        by: None,
        reason: "So it was agreed".to_owned(),
        cost_minor: 0,
        bound_minor: 0,
        places: places.iter().map(place).collect(),
    }
}

#[test]
fn a_published_order_holds_and_what_came_since_stands_behind_it() {
    let works = vec![work(1, "A", 1e5, 1.0), work(2, "B", 2e5, 1.0), work(3, "C", 9e5, 1.0), work(4, "D", 5e5, 1.0)];
    let portfolio = portfolio(&works, vec![], vec![]);
    // The fifth was closed since.
    let kept = Kept { published: Some(published(&[(1, None), (5, None), (2, None)])), ..Kept::default() };
    let mapping = mapped(&portfolio, &kept);
    let tickets: Vec<_> = mapping.today.order.iter().map(|&item| mapping.ticket(item as usize)).collect();
    assert_eq!(tickets, [1, 2, 3, 4].map(ticket_id));
}

#[test]
fn another_team_may_do_a_ticket_and_does_once_it_was_published() {
    let works = vec![work(1, "A", 9e5, 1.0).team(8), work(2, "B", 5e5, 1.0).team(8)];
    let portfolio = portfolio(&works, vec![team(8, 1), team(9, 1)], vec![]);
    let alternative = Alternative {
        id: AlternativeId(Uuid::from_u128(1)),
        ticket_id: ticket_id(2),
        team_id: team_id(9),
        effort_percent: 150,
        by: None,
        at: Ts::default(),
        withdrawn_at: None,
    };
    let mut kept = Kept { alternatives: vec![alternative], ..Kept::default() };
    let today = |kept: &Kept| {
        let mapping = mapped(&portfolio, kept);
        let (plan, item) = (mapping.plan(), mapping.item(ticket_id(2)).unwrap());
        (mapping.problem.choices(item).len(), mapping.team_in(&plan, item), plan.slots[item].start)
    };
    assert_eq!(today(&kept), (2, Some(team_id(8)), WEEK));
    kept.published = Some(published(&[(1, Some(8)), (2, Some(9))]));
    assert_eq!(today(&kept), (2, Some(team_id(9)), 0));
}

proptest! {
    #[test]
    fn every_order_can_be_carried_out_and_no_team_idles_while_something_could_start(
        works in works(12), seed in any::<u64>(),
    ) {
        let portfolio = portfolio(&works, vec![team(8, 1), team(9, 2)], vec![]);
        let mut mapping = mapped(&portfolio, &Kept::default());
        let by = |item: &u32| (u64::from(*item) + 1).wrapping_mul(seed | 1).rotate_left(17);
        mapping.today.order.sort_by_key(by);
        let plan = mapping.plan();
        prop_assert!(plan.cost(&mapping.problem).is_ok());
        prop_assert_eq!(mapping.tickets.len() + mapping.left_out.len(), order(&portfolio, Method::Cd3).len());
        let total: i32 = (0..mapping.problem.len()).map(|item| mapping.problem.choices(item)[0].days).sum();
        let last = (0..mapping.problem.len()).map(|item| plan.finish(&mapping.problem, item)).max().unwrap_or(0);
        prop_assert!(last <= total, "all work one after the other takes {total}");
    }
}

#[test]
fn a_decided_place_holds_until_the_next_roadmap_is_published() {
    let works = vec![
        work(1, "A", 9e5, 1.0).team(9),
        work(2, "B", 5e5, 1.0).team(9),
        work(3, "C", 1e5, 1.0).team(9),
        work(4, "Asked for", 3e5, 1.0).team(9),
    ];
    let portfolio = portfolio(&works, vec![team(9, 1)], vec![]);
    let order = |mapping: &Mapping| -> Vec<_> {
        let plan = mapping.plan();
        let mut items: Vec<usize> = (0..works.len()).collect();
        items.sort_by_key(|&item| plan.slots[item].start);
        items.into_iter().map(|item| mapping.ticket(item)).collect()
    };
    let decided_at = |turn, at, places: &[(u128, Option<u128>)], starts: Vec<Start>| {
        let decided = vec![DecidedPlace { ticket_id: ticket_id(4), turn, at: Ts::from_micros(at) }];
        let published = (!places.is_empty()).then(|| published(places));
        order(&mapped(&portfolio, &Kept { decided, published, starts, ..Kept::default() }))
    };
    // The roadmap was published at 0; this is decided after it.
    let with = |turn, places, starts| decided_at(turn, 1, places, starts);
    let old = [(3, Some(9)), (2, Some(9)), (1, Some(9))];
    // Now: before what was begun. When somebody is free: behind it, before all others. In turn: before what ranks lower.
    assert_eq!(with(Turn::Now, &old, vec![begun(1, TODAY)]), [4, 1, 3, 2].map(ticket_id));
    assert_eq!(with(Turn::NextFree, &old, vec![begun(1, TODAY)]), [1, 4, 3, 2].map(ticket_id));
    assert_eq!(with(Turn::NextFree, &old, vec![]), [3, 4, 2, 1].map(ticket_id), "what is being done goes on");
    assert_eq!(with(Turn::InTurn, &old, vec![]), [4, 3, 2, 1].map(ticket_id));
    assert_eq!(with(Turn::InTurn, &[], vec![]), [1, 2, 4, 3].map(ticket_id));
    let since = [(1, Some(9)), (2, Some(9)), (4, Some(9)), (3, Some(9))];
    let before = decided_at(Turn::NextFree, -1, &since, vec![]);
    assert_eq!(before, [1, 2, 4, 3].map(ticket_id), "a later roadmap counts");
    let at_once = decided_at(Turn::Now, -1, &since, vec![]);
    assert_eq!(at_once, [1, 2, 4, 3].map(ticket_id), "also over what should have been done at once");
    assert_eq!(with(Turn::NextFree, &since, vec![]), [1, 4, 2, 3].map(ticket_id), "a later decision counts");
}
