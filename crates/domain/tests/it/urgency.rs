//! Urgent work: what it takes to ask, what it costs, and how it is looked back at.

use jiff::civil::date;
use proptest::prelude::*;
use throughline_domain::{
    TeamId, Ts, UrgentRequestId,
    priorities::Portfolio,
    roadmap::{Kept, Mapping},
    shares::wilson_90,
    urgency::{
        BreakEvenPrice, GroupRecord, Interrupted, Moment, Outcome, PricedMoment, State, Switching, UrgentPrice,
        UrgentRequest, price_urgent,
    },
};
use throughline_scheduler::Timetable;
use throughline_value_line::Urgency;
use uuid::Uuid;

use crate::build::{TODAY, Work, team, with_teams, work};

const NOBODY: Switching = Switching { people: 0.0, days_per_person: 0.5, rate_per_hour_minor: 0 };

fn priced_on(portfolio: &Portfolio, kept: &Kept, request: &Work, switching: Switching) -> UrgentPrice {
    let mapping = Mapping::new(portfolio, kept, 5).unwrap();
    let plan = mapping.plan();
    let timetable = Timetable::new(&mapping.problem, &plan).unwrap();
    let world =
        Interrupted { portfolio, mapping: &mapping, plan: &plan, timetable: &timetable, promises: &kept.promises };
    price_urgent(world, &request.item(), switching).unwrap()
}

fn priced(works: &[Work], request: &Work, switching: Switching) -> UrgentPrice {
    priced_on(&with_teams(works, vec![team(8, "Booking", 1)], Vec::new()), &Kept::default(), request, switching)
}

fn at(price: &UrgentPrice, moment: Moment) -> &PricedMoment {
    price.moments.iter().find(|priced| priced.moment == moment).unwrap()
}

/// One team: X has a week left at 25k a week, Y takes two weeks at 16k, the request one week at 3.5k; changing over 2k.
fn worked_example() -> UrgentPrice {
    let works = [work(1, "X", 2_500_000.0, 1.0).team(8), work(2, "Y", 1_600_000.0, 2.0).team(8)];
    let request = work(9, "U", 350_000.0, 1.0).team(8);
    let switching = Switching { people: 5.0, days_per_person: 0.5, rate_per_hour_minor: 10_000 };
    assert_eq!(switching.cost_minor(), 200_000);
    priced(&works, &request, switching)
}

#[test]
fn the_worked_example_comes_out_to_the_cent() {
    let price = worked_example();
    let now = at(&price, Moment::Now);
    assert_eq!((now.total_minor, now.own_minor, now.switching_minor), (4_300_000, 0, 200_000));
    let delays: Vec<(&str, i32, i64)> =
        now.delays.iter().map(|delay| (delay.key.as_str(), delay.days_later, delay.cost_minor)).collect();
    assert_eq!(delays, [("X", 7, 2_500_000), ("Y", 7, 1_600_000)]);
    let after_x = at(&price, Moment::NextFree);
    assert_eq!((after_x.total_minor, after_x.own_minor, after_x.switching_minor), (1_950_000, 350_000, 0));
    assert_eq!(after_x.delays.iter().map(|delay| delay.key.as_str()).collect::<Vec<_>>(), ["Y"]);
    let last = at(&price, Moment::InTurn);
    assert_eq!((last.total_minor, last.delays.len()), (1_050_000, 0));
    assert_eq!(at(&price, Moment::Cheapest).total_minor, 1_050_000);
}

#[test]
fn the_break_even_of_the_worked_example_is_27k_a_week() {
    let price = worked_example();
    assert_eq!(price.break_even, BreakEvenPrice::Above { per_week_minor: 2_700_000 });
    assert_eq!(price.break_even_says, "Worth doing now only if waiting costs more than €27k a week.");
}

#[test]
fn a_moment_that_waits_carries_what_it_delays() {
    let price = worked_example();
    assert!(at(&price, Moment::NextFree).delays_minor > 0);
    assert!(price.sentence.starts_with("Now costs us €43k. On "), "{}", price.sentence);
}

#[test]
fn a_promise_is_told_with_its_chance_before_and_after() {
    let by = Urgency::ByDate { date: date(2026, 10, 28) };
    let works = [work(1, "X", 100_000.0, 1.0).weeks_between(1.0, 3.0).team(8).urgency(by, 2_420_000.0)];
    let request = work(9, "U", 350_000.0, 1.0).weeks_between(0.5, 2.0).team(8);
    let price = priced(&works, &request, NOBODY);
    let delay = &at(&price, Moment::Now).delays[0];
    let [before, after] = delay.in_time.unwrap();
    assert!(before > after && before > 0.5, "{before} {after}");
    assert!(delay.sentence.contains("ready by 28 Oct: from "), "{}", delay.sentence);
}

#[test]
fn a_certain_price_has_no_range_and_an_uncertain_one_holds_its_mean() {
    let works = [work(1, "X", 2_500_000.0, 1.0).team(8)];
    let request = work(9, "U", 350_000.0, 1.0).team(8);
    let certain = priced(&works, &request, NOBODY);
    let now = at(&certain, Moment::Now);
    assert_eq!((now.range.low, now.range.high), (2_500_000.0, 2_500_000.0));
    let uncertain = [work(1, "X", 2_500_000.0, 1.0).team(8).uncertain("churn", 0.01, 0.05)];
    let now = priced(&uncertain, &request.clone().weeks_between(0.5, 1.5), NOBODY);
    let now = at(&now, Moment::Now);
    assert!(now.range.low < now.range.mid && now.range.mid < now.range.high);
    #[expect(clippy::cast_precision_loss, reason = "thousands of euros")]
    let total = now.total_minor as f64;
    assert!((now.range.mean / total - 1.0).abs() < 0.03, "{} {total}", now.range.mean);
}

#[test]
fn the_stamp_changes_with_the_plan_and_with_nothing_else() {
    let x = work(1, "X", 2_500_000.0, 1.0).team(8);
    let request = work(9, "U", 350_000.0, 1.0).team(8);
    let stamp = |works: &[Work]| priced(works, &request, NOBODY).stamp;
    assert_eq!(stamp(std::slice::from_ref(&x)), stamp(std::slice::from_ref(&x)));
    assert_ne!(stamp(std::slice::from_ref(&x)), stamp(&[x.clone(), work(2, "Y", 1_600_000.0, 2.0).team(8)]));
}

#[test]
fn work_of_a_team_that_is_gone_stands_in_the_queue_of_no_team() {
    let portfolio = with_teams(&[], Vec::new(), Vec::new());
    let price = priced_on(&portfolio, &Kept::default(), &work(9, "U", 1.0, 1.0).team(77), NOBODY);
    assert!(at(&price, Moment::Now).delays.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_parts_add_up_to_the_total(
        all in proptest::collection::vec((0.0..1e7_f64, 0.1..4.0_f64, 8_u128..10), 0..15),
        request in (0.0..1e7_f64, 0.1..3.0_f64),
        people in 0.0..6.0_f64,
    ) {
        let works: Vec<Work> = (1_u128..).zip(&all)
            .map(|(number, &(per_week, weeks, team))| work(number, &format!("W{number}"), per_week, weeks).team(team))
            .collect();
        let teams = vec![team(8, "Booking", 1), team(9, "Tracking", 2)];
        let portfolio = with_teams(&works, teams, Vec::new());
        let switching = Switching { people, days_per_person: 0.5, rate_per_hour_minor: 7_500 };
        let request = work(99, "U", request.0, request.1).team(8);
        let price = priced_on(&portfolio, &Kept::default(), &request, switching);
        for priced in &price.moments {
            let told: i64 = priced.delays.iter().map(|delay| delay.cost_minor).sum();
            prop_assert_eq!(priced.delays_minor, told + priced.more_delays_minor);
            prop_assert_eq!(priced.total_minor, priced.own_minor + priced.switching_minor + priced.delays_minor);
            prop_assert!(priced.total_minor >= at(&price, Moment::Cheapest).total_minor);
        }
    }
}

fn request() -> UrgentRequest {
    UrgentRequest {
        id: UrgentRequestId(Uuid::from_u128(1)),
        key: "U-31".to_owned(),
        by: None,
        asking_group: "Sales".to_owned(),
        title: "A CO2 report per load".to_owned(),
        why: "An enterprise buyer asks for CO2 per load.".to_owned(),
        if_it_waits: "We score lower.".to_owned(),
        at_stake: "unblocks a €180k deal (10 to 15% likely) by 30 October 2026".to_owned(),
        by_when: Some(date(2026, 10, 30)),
        how_known: "Tender document, page 12".to_owned(),
        test: "We are on the short list.".to_owned(),
        team_id: Some(TeamId(Uuid::from_u128(8))),
        effort_days: None,
        ticket_id: None,
        switching: None,
        made_at: Ts::default(),
        asked_at: None,
        done_at: None,
        done_by: None,
        version: 1,
        withdrawn_at: None,
    }
}

fn refused(request: &UrgentRequest) -> String {
    request.check(TODAY).map_or_else(|faults| faults.to_string(), |()| String::new())
}

#[test]
fn a_short_why_needs_a_day_and_where_it_comes_from() {
    assert_eq!(refused(&request()), "");
    let no_source = UrgentRequest { how_known: " ".to_owned(), ..request() };
    assert_eq!(
        refused(&no_source),
        "why has 8 words; write at least 15, or give the day it is needed by and how you know"
    );
    let no_day = UrgentRequest { by_when: None, ..request() };
    assert!(refused(&no_day).starts_with("why has 8 words"));
    let long = UrgentRequest { why: "word ".repeat(15), by_when: None, how_known: String::new(), ..request() };
    assert_eq!(refused(&long), "");
}

#[test]
fn nothing_is_urgent_without_a_consequence_a_stake_and_a_team() {
    let blank = UrgentRequest {
        if_it_waits: String::new(),
        at_stake: String::new(),
        team_id: None,
        by_when: Some(date(2026, 10, 12)),
        ..request()
    };
    let said = refused(&blank);
    for field in ["if it waits is empty", "at stake is empty", "team id is empty", "by when lies in the past"] {
        assert!(said.contains(field), "{said}");
    }
    assert_eq!(blank.check_draft(), Ok(()), "a draft may say less");
}

#[test]
fn a_request_goes_from_draft_to_looked_back() {
    let asked = UrgentRequest { asked_at: Some(Ts::default()), ..request() };
    let done = UrgentRequest { done_at: Some(Ts::default()), ..asked.clone() };
    let gone = UrgentRequest { withdrawn_at: Some(Ts::default()), ..asked.clone() };
    let states = [
        request().state(false, false),
        asked.state(false, false),
        asked.state(true, false),
        done.state(true, false),
        done.state(true, true),
        gone.state(false, false),
    ];
    assert_eq!(states, [State::Draft, State::Asked, State::Decided, State::Done, State::LookedBack, State::Withdrawn]);
}

#[test]
fn small_numbers_have_wide_intervals() {
    let told = |hits, of| wilson_90(hits, of).map(|share| format!("{:.3} {:.3}", share.low, share.high)).unwrap();
    assert_eq!(told(3, 5), "0.272 0.857");
    assert_eq!(told(2, 4), "0.182 0.818");
}

#[test]
fn nothing_is_said_of_a_group_below_five() {
    let four = [(Outcome::False, 1_000), (Outcome::Real, 5_000), (Outcome::Partly, 1), (Outcome::False, 2_000)];
    let record = GroupRecord::of("Sales".to_owned(), &four);
    assert_eq!((record.false_alarms, record.could_have_waited_minor, record.real()), (None, 3_000, 1));
    let five: Vec<(Outcome, i64)> = four.into_iter().chain([(Outcome::False, 10)]).collect();
    let share = GroupRecord::of("Sales".to_owned(), &five).false_alarms.unwrap();
    assert_eq!((share.hits, share.of), (3, 5));
}
