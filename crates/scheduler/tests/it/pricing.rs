//! What an interruption costs.

use proptest::prelude::*;
use throughline_scheduler::{
    BreakEven, Calendar, Choice, Day, Interruption, Item, Money, Plan, Problem, Row, Slot, Team, Timetable, When,
    dispatch,
};

use crate::{
    naive::{cost, loosened, order, retime},
    random::{Parts, With, problem, problems},
};

fn steady(name: &str, team: u32, days: Day, slope: Money) -> Item {
    Item {
        name: name.to_owned(),
        choices: vec![Choice { team, days }],
        cost: vec![Row { day: 0, value: 0, slope }],
        ..Item::default()
    }
}

fn one_team(tracks: u32) -> Vec<Team> {
    vec![Team { tracks, calendar: Calendar::full() }]
}

fn starts(days: &[Day]) -> Plan {
    Plan { slots: days.iter().map(|&start| Slot { start, choice: 0 }).collect() }
}

/// In weeks. X is under way.
fn two_and_a_request() -> (Problem, Plan, Item) {
    let items = [steady("X", 0, 1, 25_000), steady("Y", 0, 2, 16_000)];
    let problem = Problem::new(one_team(1), &items).expect("sound");
    (problem, starts(&[0, 1]), steady("U", 0, 1, 3_500))
}

#[test]
fn a_request_costs_what_it_delays_now_after_what_is_under_way_and_last() {
    let (problem, plan, item) = two_and_a_request();
    let table = Timetable::new(&problem, &plan).expect("a plan that fits");
    let request = table.request(&problem, &item).expect("sound").with_switching(2_000);
    let mut pricer = table.pricer(&problem);
    let whole = |one: &Interruption| table.cost() + one.total + 3_500;

    let now = pricer.price(&request, When::Now);
    assert_eq!((now.total, now.own, now.switching, now.of_others()), (43_000, 0, 2_000, 41_000));
    assert_eq!(whole(&now), 119_500);
    let delays: Vec<_> = now.delays.iter().map(|one| (one.item, one.from, one.to, one.cost)).collect();
    assert_eq!(delays, [(0, 1, 2, 25_000), (1, 3, 4, 16_000)]);

    let next = pricer.price(&request, When::NextFree);
    assert_eq!((next.total, next.own, next.switching, next.of_others()), (19_500, 3_500, 0, 16_000));
    assert_eq!((next.slot.start, whole(&next)), (1, 96_000));

    let last = pricer.price(&request, When::InTurn);
    assert_eq!((last.total, last.own, last.delays.len(), whole(&last)), (10_500, 10_500, 0, 87_000));
    assert_eq!(pricer.price(&request, When::Cheapest), last);
    assert_eq!(pricer.break_even(&request), BreakEven::Above { money: 27_000, days: 1 });
}

#[test]
fn now_is_cheapest_exactly_above_the_break_even() {
    let (problem, plan, _) = two_and_a_request();
    let table = Timetable::new(&problem, &plan).expect("a plan that fits");
    for (slope, now_is_best) in [(26_999, false), (27_000, true), (27_001, true)] {
        let request = table.request(&problem, &steady("U", 0, 1, slope)).expect("sound").with_switching(2_000);
        let now = table.price(&problem, &request, When::Now);
        let best = table.price(&problem, &request, When::Cheapest);
        assert_eq!(now.total == best.total, now_is_best, "at {slope} a week");
    }
}

#[test]
fn four_free_weeks_are_worth_four_thousand_more_to_the_one_that_costs_twelve_a_week() {
    // A takes all 4 weeks and loses 12k in each; B and C fit into the same weeks and lose 6k and 5k.
    let items = [steady("B", 0, 1, 6_000), steady("C", 0, 3, 5_000)];
    let problem = Problem::new(one_team(1), &items).expect("sound");
    let table = Timetable::new(&problem, &starts(&[0, 1])).expect("a plan that fits");
    let request = table.request(&problem, &steady("A", 0, 4, 12_000)).expect("sound");
    let inflicted = table.price(&problem, &request, When::Now);
    let waiting = table.price(&problem, &request, When::At(4));
    assert_eq!((inflicted.total, waiting.total), (44_000, 48_000));
}

#[test]
fn what_is_fixed_stays_unless_the_request_may_interrupt_it() {
    let mut busy = steady("W", 0, 5, 1_000);
    busy.fixed = Some(Slot { start: 0, choice: 0 });
    let problem = Problem::new(one_team(1), &[busy]).expect("sound");
    let table = Timetable::new(&problem, &starts(&[0])).expect("a plan that fits");
    let request = table.request(&problem, &steady("U", 0, 2, 100)).expect("sound").with_switching(50);
    let patient = table.price(&problem, &request, When::Now);
    assert_eq!((patient.slot.start, patient.total), (5, 500));
    let pushing = table.price(&problem, &request.clone().interrupting(vec![0]), When::Now);
    assert_eq!((pushing.slot.start, pushing.total, pushing.switching), (0, 2_050, 50));
    assert!(!pushing.delays[0].breaks);
}

#[test]
fn a_promise_that_waits_for_something_late_is_said_to_break() {
    let mut promise = steady("P", 1, 2, 10);
    (promise.preds, promise.fixed) = (vec![0], Some(Slot { start: 3, choice: 0 }));
    let teams = vec![one_team(1)[0].clone(); 2];
    let problem = Problem::new(teams, &[steady("A", 0, 3, 10), promise]).expect("sound");
    let table = Timetable::new(&problem, &starts(&[0, 3])).expect("a plan that fits");
    let request = table.request(&problem, &steady("U", 0, 4, 1)).expect("sound");
    let price = table.price(&problem, &request, When::Now);
    assert_eq!((price.delays[1].item, price.delays[1].to, price.delays[1].breaks), (1, 9, true));
}

#[test]
fn a_request_that_cannot_be_planned_is_refused_in_words() {
    let (problem, plan, _) = two_and_a_request();
    let table = Timetable::new(&problem, &plan).expect("a plan that fits");
    let said = |item: Item| table.request(&problem, &item).expect_err("a fault").to_string();
    assert!(said(steady("U", 7, 1, 1)).contains("only 1"));
    assert!(said(steady("U", 0, 0, 1)).contains("0 days"));
    assert!(said(steady("U", 0, 1, Money::MAX)).contains("too large to be added up"));
    assert!(said(steady("U", 0, 1 << 29, 0)).contains("can be counted"));
}

/// A problem with work in progress and promises, a plan with gaps in it, and a request with one or two choices.
fn cases(most: usize) -> impl Strategy<Value = (Parts, Plan, Item)> {
    let request = (
        prop::collection::vec((0_u32..3, 1..8_i32), 1..=2),
        prop_oneof![2 => Just(0_i32), 1 => 0..15_i32],
        prop::collection::vec(0_u32..30, 0..2),
        0..60_i64,
    );
    let whims = prop_oneof![Just(vec![0]), prop::collection::vec(prop_oneof![4 => Just(0_i32), 1 => 1..4_i32], 1..6)];
    let promises = prop::collection::vec(prop::bool::weighted(0.15), most);
    let given = (problems(most, With::Everything), request, whims, promises);
    given.prop_map(|(mut parts, (choices, release, preds, slope), whims, promises)| {
        let problem = problem(&parts);
        let teams = u32::try_from(parts.0.len()).expect("few teams");
        let items = u32::try_from(parts.1.len()).expect("few items");
        let item = Item {
            choices: choices.into_iter().map(|(team, days)| Choice { team: team % teams, days }).collect(),
            release,
            preds: preds.into_iter().map(|pred| pred % items).collect(),
            ..steady("U", 0, 1, slope)
        };
        let tight = dispatch(&problem);
        let loose = loosened(&problem, &parts.1, &tight, &whims);
        let plan = if loose.cost(&problem).is_ok() { loose } else { tight };
        for ((item, slot), _) in parts.1.iter_mut().zip(&plan.slots).zip(promises).filter(|(_, promised)| *promised) {
            item.fixed = Some(*slot);
        }
        (parts, plan, item)
    })
}

/// The places in the order of all items that the words about each moment allow, slowly.
fn places(parts: &Parts, plan: &Plan, order: &[usize], choice: Choice, ready: Day, when: When) -> Vec<usize> {
    let of_team = |item: usize| parts.1[item].choices[usize::from(plan.slots[item].choice)].team == choice.team;
    let start = |at: usize| plan.slots[order[at]].start;
    let team: Vec<usize> = (0..order.len()).filter(|&at| of_team(order[at])).collect();
    let waiting: Vec<usize> = team.iter().copied().filter(|&at| start(at) >= ready).collect();
    let behind = |count: usize| waiting.get(count).copied().unwrap_or(order.len());
    match when {
        When::Now | When::At(_) => vec![behind(0)],
        When::NextFree => vec![behind(waiting.iter().filter(|&&at| start(at) == ready).count())],
        When::Cheapest => (0..=waiting.len()).map(behind).collect(),
        When::InTurn => unreachable!("its rank has tests of its own"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn a_price_is_that_of_a_full_timing_again((parts, plan, item) in cases(14), interrupts in any::<bool>(), later in 0..20_i32) {
        let problem = problem(&parts);
        let table = Timetable::new(&problem, &plan).expect("a plan that fits");
        let gives_way: Vec<u32> = if interrupts {
            (0_u32..).zip(&parts.1).filter(|(_, item)| item.fixed.is_some()).map(|(item, _)| item).collect()
        } else {
            vec![]
        };
        let request = table.request(&problem, &item).expect("sound").interrupting(gives_way.clone());
        let order = order(&problem, &plan);
        let ready = item.preds.iter().map(|&pred| plan.finish(&problem, pred as usize)).fold(item.release, Day::max);
        let finish = |choice: Choice, start: Day| problem.teams()[choice.team as usize].calendar.finish(start, choice.days);
        let soonest = item.choices.iter().map(|&choice| finish(choice, ready)).min().expect("a choice");
        let mut pricer = table.pricer(&problem);
        for when in [When::Now, When::NextFree, When::At(later), When::Cheapest] {
            let from = if let When::At(day) = when { ready.max(day) } else { ready };
            let mut best = None;
            for &choice in &item.choices {
                for at in places(&parts, &plan, &order, choice, from, when) {
                    let slow = retime(&problem, &parts.1, &plan, (choice, from), at, &gives_way);
                    let done = *slow.finishes.last().expect("the request");
                    let own = cost(&item.cost, done) - cost(&item.cost, soonest);
                    let merit = (own + slow.others, done);
                    if best.as_ref().is_none_or(|(least, _)| merit < *least) {
                        best = Some((merit, slow));
                    }
                }
            }
            let ((total, done), slow) = best.expect("a place");
            let fast = pricer.price(&request, when);
            prop_assert_eq!((fast.total, fast.finish), (total, done));
            prop_assert_eq!(fast.total, fast.own + fast.switching + fast.delays.iter().map(|delay| delay.cost).sum::<Money>());
            let retimed = fast.plan(&plan);
            let starts: Vec<Day> = retimed.slots.iter().map(|slot| slot.start).collect();
            prop_assert_eq!(starts, slow.starts);
            if fast.delays.iter().all(|delay| !delay.breaks) && gives_way.is_empty() {
                let mut items = parts.1.clone();
                items.push(item.clone());
                let longer = Problem::new(parts.0.clone(), &items).expect("sound");
                prop_assert_eq!(retimed.cost(&longer), Ok(table.cost() + fast.of_others() + cost(&item.cost, fast.finish)));
            }
        }
    }

    #[test]
    fn above_the_break_even_now_is_cheapest_and_below_it_is_not((parts, plan, item) in cases(14), switching in 0..50_i64) {
        let problem = problem(&parts);
        let item = Item { choices: vec![item.choices[0]], ..item };
        let table = Timetable::new(&problem, &plan).expect("a plan that fits");
        let mut pricer = table.pricer(&problem);
        let mut dearer_by = |slope: Money| {
            let item = Item { cost: vec![Row { day: 0, value: 0, slope }], ..item.clone() };
            let request = table.request(&problem, &item).expect("sound").with_switching(switching);
            (pricer.break_even(&request), pricer.price(&request, When::Now).total - pricer.price(&request, When::Cheapest).total)
        };
        match dearer_by(1).0 {
            BreakEven::Always => prop_assert_eq!(dearer_by(0).1, 0),
            BreakEven::Above { money, days } => {
                let days = Money::from(days);
                prop_assert_eq!(dearer_by(money / days + 1).1, 0);
                if (money - 1) / days > 0 || money > 1 {
                    prop_assert!(dearer_by((money - 1) / days).1 > 0);
                }
            }
            BreakEven::Never => prop_assert!(dearer_by(100_000).1 > 0),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn of_many_places_the_cheapest_is_found((parts, plan, item) in cases(150)) {
        let problem = problem(&parts);
        let table = Timetable::new(&problem, &plan).expect("a plan that fits");
        let request = table.request(&problem, &item).expect("sound");
        let order = order(&problem, &plan);
        let ready = item.preds.iter().map(|&pred| plan.finish(&problem, pred as usize)).fold(item.release, Day::max);
        let finish = |choice: Choice| problem.teams()[choice.team as usize].calendar.finish(ready, choice.days);
        let soonest = item.choices.iter().map(|&choice| finish(choice)).min().expect("a choice");
        let of_choice = |choice| {
            places(&parts, &plan, &order, choice, ready, When::Cheapest).into_iter().map(move |at| (choice, at))
        };
        let totals = item.choices.iter().flat_map(|&choice| of_choice(choice)).map(|(choice, at)| {
            let slow = retime(&problem, &parts.1, &plan, (choice, ready), at, &[]);
            slow.others + cost(&item.cost, *slow.finishes.last().expect("the request")) - cost(&item.cost, soonest)
        });
        prop_assert_eq!(Some(table.price(&problem, &request, When::Cheapest).total), totals.min());
    }
}

#[test]
fn a_request_takes_its_turn_behind_what_is_more_urgent_for_each_day_of_work() {
    // 3,000, 2,500 and 6,000 for a day of work; the enabler is worth nothing itself, but the last one waits for it.
    let mut last = steady("last", 0, 1, 6_000);
    last.preds = vec![0];
    let items = [steady("enabler", 0, 2, 0), steady("C", 0, 8, 24_000), steady("A", 0, 4, 10_000), last];
    let problem = Problem::new(one_team(1), &items).expect("sound");
    let table = Timetable::new(&problem, &starts(&[0, 2, 10, 14])).expect("a plan that fits");
    let turn = |days: Day, slope: Money| {
        let request = table.request(&problem, &steady("U", 0, days, slope)).expect("sound");
        table.price(&problem, &request, When::InTurn).slot.start
    };
    assert_eq!([turn(2, 14_000), turn(2, 6_000), turn(2, 5_999), turn(1, 2_600), turn(1, 2_000)], [0, 14, 14, 14, 15]);
}
