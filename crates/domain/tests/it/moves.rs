//! What an order costs, what a move costs, to the minor unit.

use jiff::civil::date;
use proptest::prelude::*;
use throughline_domain::priorities::{
    Item, Method, MoveError, Portfolio, Step, cost_of_order, move_above, order, step,
};
use throughline_value_line::Urgency;

use crate::build::{Work, portfolio, team, ticket_id, with_teams, work};

fn sequence(portfolio: &Portfolio) -> Vec<&Item> {
    portfolio
        .items()
        .iter()
        .map(|item| (portfolio.position(Method::Cd3, item.id).unwrap(), item.as_ref()))
        .collect::<std::collections::BTreeMap<_, _>>()
        .into_values()
        .collect()
}

fn shipped(number: u128, rate: f64, weeks: f64) -> Work {
    work(number, &format!("T-{number}"), rate, weeks)
}

#[test]
fn an_adjacent_swap_costs_what_the_published_example_says() {
    // From B, A, C (368,000) to A, B, C (382,000); C, the last in both, does not matter.
    let works = [work(1, "A", 10_000.0, 4.0), work(2, "B", 6_000.0, 1.0)];
    let portfolio = portfolio(&works);
    let price = move_above(&portfolio, Method::Cd3, ticket_id(1), ticket_id(2)).unwrap();
    assert_eq!(price.total_minor, 382_000 - 368_000);
    let told: Vec<(&str, f64, i64)> =
        price.lines.iter().map(|line| (line.key.as_str(), line.weeks_later, line.delta_minor)).collect();
    assert_eq!(told, [("B", 4.0, 24_000), ("A", -1.0, -10_000)]);
    assert_eq!(price.lines[0].sentence, "Work B comes 4 weeks later");
    assert_eq!(price.lines[1].sentence, "Work A comes 1 week sooner");
    assert!((price.p_right - 1.0).abs() < f64::EPSILON, "nothing is uncertain here");
}

#[test]
fn doing_the_dearer_work_first_wins_by_four_thousand_in_the_example_of_opportunity_cost() {
    // Four weeks of A at 12k, or B (6k, 1 week) and C (5k, 3 weeks): 44k inflicted against 48k.
    let works = [work(1, "A", 12_000.0, 4.0), work(2, "B", 6_000.0, 1.0), work(3, "C", 5_000.0, 3.0)];
    let portfolio = portfolio(&works);
    let by_key = |key: &str| portfolio.by_key(key).unwrap().as_ref();
    let cost = |names: [&str; 3]| cost_of_order(&portfolio, &names.map(by_key)).total_minor;
    assert_eq!(cost(["B", "C", "A"]) - cost(["A", "B", "C"]), 48_000 - 44_000);
}

#[test]
fn a_team_works_on_as_many_things_as_it_has_tracks() {
    let works = [shipped(1, 100.0, 4.0).team(1), shipped(2, 50.0, 3.0).team(1), shipped(3, 10.0, 2.0).team(1)];
    let one = with_teams(&works, vec![team(1, "Booking", 1)], Vec::new());
    let two = with_teams(&works, vec![team(1, "Booking", 2)], Vec::new());
    assert_eq!(cost_of_order(&one, &sequence(&one)).shares_minor, [400, 350, 90]);
    assert_eq!(cost_of_order(&two, &sequence(&two)).shares_minor, [400, 150, 50]);
}

#[test]
fn moving_past_another_teams_work_costs_nothing() {
    let works = [shipped(1, 9_000.0, 1.0).team(1), shipped(2, 100.0, 5.0).team(2)];
    let portfolio = with_teams(&works, vec![team(1, "Booking", 1), team(2, "Tracking", 1)], Vec::new());
    let price = move_above(&portfolio, Method::Cd3, ticket_id(2), ticket_id(1)).unwrap();
    assert_eq!((price.total_minor, price.lines.len()), (0, 0));
    assert_eq!(price.queue, "Different teams do them, so nobody waits for the other.");
}

#[test]
fn a_missed_date_costs_its_lump_and_the_line_says_how_sure_it_was() {
    let by = Urgency::ByDate { date: date(2026, 11, 30) };
    let works = [
        work(1, "dated", 0.0, 5.0).urgency(by, 8_000_000.0).weeks_between(4.0, 6.2).team(1),
        work(2, "steady", 360_000.0, 2.0).weeks_between(1.5, 3.0).team(1),
    ];
    // Seven weeks less a day are left: 5 weeks fit, 2 + 5 do not.
    let portfolio = with_teams(&works, vec![team(1, "Booking", 1)], vec![crate::build::pin(1, 1, 2)]);
    let price = move_above(&portfolio, Method::Cd3, ticket_id(2), ticket_id(1)).unwrap();
    let dated = price.lines.iter().find(|line| line.key == "dated").unwrap();
    assert_eq!(dated.delta_minor, 8_000_000);
    let [now, then] = dated.in_time.unwrap();
    assert!(now > 0.95 && then < 0.6, "{now} {then}");
    assert!(dated.sentence.contains("weeks later; ready by 30 Nov: from "), "{}", dated.sentence);
    assert!(price.range.low < price.range.high && price.p_right > 0.5);
    assert_eq!(price.queue, "Booking does one after the other.");
}

#[test]
fn steps_name_the_neighbour_and_end_at_the_ends() {
    let portfolio = portfolio(&[shipped(1, 300.0, 1.0), shipped(2, 200.0, 1.0), shipped(3, 100.0, 1.0)]);
    let up = step(&portfolio, Method::Cd3, ticket_id(2), Step::Up).unwrap();
    let down = step(&portfolio, Method::Cd3, ticket_id(2), Step::Down).unwrap();
    assert_eq!((up, down), ((ticket_id(2), ticket_id(1)), (ticket_id(3), ticket_id(2))));
    assert!(matches!(step(&portfolio, Method::Cd3, ticket_id(1), Step::Up), Err(MoveError::AtTheEnd(_))));
    assert!(matches!(step(&portfolio, Method::Cd3, ticket_id(3), Step::Down), Err(MoveError::AtTheEnd(_))));
    let (one, gone) = (ticket_id(1), ticket_id(9));
    assert!(matches!(move_above(&portfolio, Method::Cd3, one, one), Err(MoveError::Itself(_))));
    assert!(matches!(move_above(&portfolio, Method::Cd3, one, gone), Err(MoveError::NotOpen(_))));
}

#[test]
fn work_without_a_price_makes_others_wait_and_is_named_as_not_counted() {
    let works = [shipped(1, 700.0, 1.0), work(2, "unpriced", 0.0, 3.0).unpriced()];
    let portfolio = portfolio(&works);
    let price = move_above(&portfolio, Method::Cd3, ticket_id(2), ticket_id(1)).unwrap();
    assert_eq!(price.total_minor, 2_100);
    assert_eq!(price.not_counted, ["unpriced"]);
}

fn any_work() -> impl Strategy<Value = Vec<Work>> {
    let one = (0.0_f64..1e7, 0.2_f64..12.0, 1.0_f64..3.0, 0_u8..5, 1_u128..3, 1_i8..120, prop::bool::weighted(0.85));
    prop::collection::vec(one, 2..14).prop_map(|all| {
        (1_u128..)
            .zip(all)
            .map(|(number, (rate, weeks, spread, profile, team, days, priced))| {
                let day = crate::build::TODAY + jiff::Span::new().days(i64::from(days));
                let ticket = shipped(number, rate, weeks).weeks_between(weeks, weeks * spread).team(team);
                let ticket = match profile {
                    0 => ticket.urgency(Urgency::ByDate { date: day }, rate * 9.0),
                    1 => ticket.urgency(Urgency::Window { closes: day }, rate * 9.0),
                    2 => ticket.urgency(Urgency::GrowingLater { starts: day }, rate * 9.0),
                    _ => ticket,
                };
                if priced { ticket } else { ticket.unpriced() }
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_lines_of_a_move_add_up_to_the_difference_of_the_whole_orders(
        works in any_work(), tracks in 1_i32..3, moved in any::<prop::sample::Index>(), above in any::<prop::sample::Index>()
    ) {
        let portfolio = with_teams(&works, vec![team(1, "One", tracks), team(2, "Two", 1)], Vec::new());
        let before = sequence(&portfolio);
        let (moved, above) = (moved.index(before.len()), above.index(before.len()));
        prop_assume!(moved != above);
        let mut after = before.clone();
        let item = after.remove(moved);
        let at = after.iter().position(|other| other.id == before[above].id).unwrap();
        after.insert(at, item);
        let whole = cost_of_order(&portfolio, &after).total_minor - cost_of_order(&portfolio, &before).total_minor;

        let price = move_above(&portfolio, Method::Cd3, item.id, before[above].id).unwrap();
        prop_assert_eq!(i128::from(price.total_minor), whole);
        prop_assert_eq!(price.lines.iter().map(|line| line.delta_minor).sum::<i64>(), price.total_minor);
        prop_assert!(price.lines.windows(2).all(|pair| pair[0].delta_minor.abs() >= pair[1].delta_minor.abs()));
        prop_assert!((0.0..=1.0).contains(&price.p_right));
        prop_assert!(price.range.low <= price.range.mid && price.range.mid <= price.range.high);
    }

    #[test]
    fn the_deltas_of_single_swaps_add_up_to_the_whole_way(works in any_work()) {
        let works: Vec<Work> = works.into_iter().map(|work| work.team(1)).collect();
        let portfolio = with_teams(&works, vec![team(1, "One", 1)], Vec::new());
        let start = sequence(&portfolio);
        let mut now = start.clone();
        let mut sum = 0_i128;
        // Reverse the order by adjacent swaps and add up what each one costs.
        for end in (1..now.len()).rev() {
            for at in 0..end {
                let before = cost_of_order(&portfolio, &now);
                now.swap(at, at + 1);
                let after = cost_of_order(&portfolio, &now);
                let touched = (after.shares_minor[at] + after.shares_minor[at + 1])
                    - (before.shares_minor[at] + before.shares_minor[at + 1]);
                prop_assert_eq!(after.total_minor - before.total_minor, touched, "only the two that swap change");
                sum += touched;
            }
        }
        let (first, last) = (cost_of_order(&portfolio, &start), cost_of_order(&portfolio, &now));
        prop_assert_eq!(sum, last.total_minor - first.total_minor);
        prop_assert_eq!(last.shares_minor.iter().sum::<i128>(), last.total_minor);
    }
}

#[test]
fn costs_of_huge_amounts_do_not_overflow() {
    let portfolio = portfolio(&[shipped(1, 4e15, 1e4), shipped(2, 9e15, 1e4)]);
    let price = move_above(&portfolio, Method::Cd3, ticket_id(1), ticket_id(2)).unwrap();
    assert_eq!(order(&portfolio, Method::Cd3).len(), 2);
    assert!(price.total_minor > 0);
}
