//! A ticket cannot be moved above what it waits for, and the refusal says what can be done.

use std::collections::BTreeSet;

use proptest::prelude::*;
use throughline_domain::priorities::{Method, MoveError, Obstacle, Portfolio, Step, move_above, step};

use crate::build::{Work, keys, portfolio, ticket_id, work};

/// The keys of the demo: 230 waits for 226, and both stand between two others.
fn board() -> Portfolio {
    portfolio(&[
        work(221, "NF-221", 9_000.0, 1.0),
        work(226, "NF-226", 0.0, 2.0).unpriced(),
        work(230, "NF-230", 7_000.0, 1.0).waits_for(226),
        work(198, "NF-198", 5_000.0, 1.0),
        work(212, "NF-212", 4_000.0, 1.0),
    ])
}

fn refused(portfolio: &Portfolio, moved: u128, above: u128) -> Obstacle {
    match move_above(portfolio, Method::Cd3, ticket_id(moved), ticket_id(above)) {
        Err(MoveError::WaitsFor(obstacle)) => *obstacle,
        other => panic!("{other:?}"),
    }
}

/// What can be done, as pairs of keys.
fn ways(obstacle: &Obstacle) -> Vec<(&str, &str)> {
    obstacle.instead.iter().map(|way| (way.moved_key.as_str(), way.above_key.as_str())).collect()
}

#[test]
fn a_step_above_what_it_waits_for_is_refused_and_both_can_be_moved_instead() {
    let portfolio = board();
    assert_eq!(keys(&portfolio, Method::Cd3), ["NF-221", "NF-226", "NF-230", "NF-198", "NF-212"]);
    let (moved, above) = step(&portfolio, Method::Cd3, ticket_id(230), Step::Up).unwrap();
    assert_eq!((moved, above), (ticket_id(230), ticket_id(226)));
    let obstacle = refused(&portfolio, 230, 226);
    assert_eq!((obstacle.waiting, obstacle.first), (ticket_id(230), ticket_id(226)));
    assert_eq!(obstacle.reason, "NF-230 waits for NF-226, so NF-226 comes first");
    assert_eq!(ways(&obstacle), [("NF-226", "NF-221"), ("NF-198", "NF-226")]);
    let said = MoveError::WaitsFor(Box::new(obstacle)).to_string();
    assert_eq!(
        said,
        "NF-230 waits for NF-226, so NF-226 comes first; put NF-226 above NF-221 first, or NF-198 above NF-226, so that \
         they come later; if that is not so, change what NF-230 waits for"
    );
}

#[test]
fn a_long_move_stops_below_what_it_waits_for() {
    let portfolio = portfolio(&[
        work(1, "A", 9_000.0, 1.0),
        work(2, "B", 8_000.0, 1.0),
        work(3, "C", 7_000.0, 1.0),
        work(4, "D", 6_000.0, 1.0),
        work(5, "E", 5_000.0, 1.0).waits_for(2),
    ]);
    let obstacle = refused(&portfolio, 5, 1);
    assert_eq!(obstacle.reason, "E waits for B, so B comes first");
    assert_eq!(ways(&obstacle), [("E", "C"), ("B", "A")]);
    let said = MoveError::WaitsFor(Box::new(obstacle)).to_string();
    assert!(said.contains("put E above C, which is as early as it can be, or B above A first"), "{said}");
}

#[test]
fn a_ticket_cannot_be_put_off_behind_what_waits_for_it() {
    let portfolio = portfolio(&[
        work(1, "A", 9_000.0, 1.0),
        work(2, "B", 8_000.0, 1.0),
        work(3, "C", 7_000.0, 1.0).waits_for(1),
        work(4, "D", 6_000.0, 1.0),
        work(5, "E", 5_000.0, 1.0),
    ]);
    let obstacle = refused(&portfolio, 1, 5);
    assert_eq!((obstacle.waiting, obstacle.first), (ticket_id(3), ticket_id(1)));
    assert_eq!(obstacle.reason, "C waits for A, so A comes first");
    assert_eq!(ways(&obstacle), [("A", "C"), ("C", "E")]);
    let said = MoveError::WaitsFor(Box::new(obstacle)).to_string();
    assert!(said.contains("put A above C, which is as late as it can be, or C above E first"), "{said}");
}

#[test]
fn waiting_goes_through_others_and_every_link_is_named() {
    let portfolio = portfolio(&[
        work(1, "A", 10.0, 1.0),
        work(2, "B", 10.0, 1.0).waits_for(1),
        work(3, "C", 9_000.0, 1.0).waits_for(2),
    ]);
    assert_eq!(keys(&portfolio, Method::Cd3), ["A", "B", "C"]);
    let obstacle = refused(&portfolio, 3, 1);
    assert_eq!((obstacle.waiting, obstacle.first), (ticket_id(3), ticket_id(1)));
    assert_eq!(obstacle.reason, "C waits for B and B for A, so A comes first");
    assert!(obstacle.instead.is_empty(), "there is nothing else to put above or below");
}

#[test]
fn in_a_circle_nothing_has_a_price() {
    let portfolio = portfolio(&[
        work(1, "A", 9_000.0, 1.0).waits_for(2),
        work(2, "B", 8_000.0, 1.0).waits_for(1),
        work(3, "C", 99_000.0, 1.0),
    ]);
    let obstacle = refused(&portfolio, 1, 3);
    assert_eq!(obstacle.reason, "A waits for B and B for A, so none of them can be first");
    assert!(obstacle.instead.is_empty(), "as long as each waits for the other, no place is right");
}

fn any_work() -> impl Strategy<Value = Vec<Work>> {
    let one = (1.0_f64..1e5, 0.2_f64..8.0, prop::collection::vec(1_u128..9, 0..2));
    prop::collection::vec(one, 2..9).prop_map(|all| {
        (1_u128..)
            .zip(all)
            .map(|(number, (rate, weeks, firsts))| {
                let ticket = work(number, &format!("T-{number}"), rate, weeks);
                firsts.into_iter().filter(|&first| first != number).fold(ticket, Work::waits_for)
            })
            .collect()
    })
}

/// The order after a move.
fn moved_order(portfolio: &Portfolio, moved: usize, above: usize) -> Vec<u128> {
    let mut after: Vec<u128> = numbers(portfolio);
    let (item, target) = (after[moved], after[above]);
    after.retain(|&other| other != item);
    let at = after.iter().position(|&other| other == target).unwrap();
    after.insert(at, item);
    after
}

fn numbers(portfolio: &Portfolio) -> Vec<u128> {
    throughline_domain::priorities::order(portfolio, Method::Cd3).iter().map(|r| r.item.id.0.as_u128()).collect()
}

/// All that must be done before a ticket, by the definition.
fn needs(portfolio: &Portfolio, number: u128) -> BTreeSet<u128> {
    let mut found = BTreeSet::new();
    let mut open = vec![number];
    while let Some(at) = open.pop() {
        for first in portfolio.get(ticket_id(at)).into_iter().flat_map(|item| item.waits_for.clone()) {
            let first = first.0.as_u128();
            if portfolio.get(ticket_id(first)).is_some() && found.insert(first) {
                open.push(first);
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_move_has_a_price_exactly_when_the_moved_ticket_then_stands_where_it_can_be_done(
        works in any_work(), moved in any::<prop::sample::Index>(), above in any::<prop::sample::Index>()
    ) {
        let portfolio = portfolio(&works);
        let now = numbers(&portfolio);
        let (moved, above) = (moved.index(now.len()), above.index(now.len()));
        prop_assume!(moved != above);
        let after = moved_order(&portfolio, moved, above);
        let place = |number: u128| after.iter().position(|&other| other == number).unwrap();
        let item = now[moved];
        let too_early = needs(&portfolio, item).into_iter().any(|first| first == item || place(first) > place(item));
        let too_late = after[..place(item)].iter().any(|&other| needs(&portfolio, other).contains(&item));
        let priced = move_above(&portfolio, Method::Cd3, ticket_id(item), ticket_id(now[above]));
        prop_assert_eq!(priced.is_err(), too_early || too_late);
        let Err(error) = priced else { return Ok(()) };
        let MoveError::WaitsFor(obstacle) = error else { return Err(TestCaseError::fail(error.to_string())) };
        prop_assert!(needs(&portfolio, obstacle.waiting.0.as_u128()).contains(&obstacle.first.0.as_u128()));
        for way in &obstacle.instead {
            let price = move_above(&portfolio, Method::Cd3, way.moved, way.above);
            prop_assert!(price.is_ok(), "what is offered can be done: {way:?}");
            let (from, to) = (portfolio.position(Method::Cd3, way.moved), portfolio.position(Method::Cd3, way.above));
            prop_assert_ne!(from.map(|from| from + 1), to, "what is offered changes something");
        }
    }
}
