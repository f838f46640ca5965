//! Twenty thousand open tickets.

use std::time::Instant;

use throughline_domain::{
    ProblemId,
    priorities::{Item, Method, Portfolio, Price, move_above, why},
};

use crate::build::{portfolio, stamp, ticket_id, work};

fn many() -> Portfolio {
    let items = (1..=20_000_u128)
        .map(|number| {
            let spread = f64::from(u32::try_from(number * 7_919 % 10_007).unwrap());
            work(number, &format!("NF-{number}"), spread * 100.0, 1.0 + spread % 9.0)
                .weeks_between(1.0, 2.0 + spread % 5.0)
                .uncertain("visits", 1.0, 3.0)
                .problem(ProblemId(uuid::Uuid::from_u128(number % 50)))
                .item()
        })
        .collect();
    Portfolio::new(stamp(), items, Vec::new(), Vec::new())
}

#[test]
fn an_item_is_small() {
    // Title, key and labels add what they say; one uncertain variable adds about a hundred bytes.
    let fixed = size_of::<Item>() + size_of::<Price>();
    assert!(fixed < 800, "{fixed} bytes");
}

#[test]
fn twenty_thousand_tickets_are_ranked_changed_and_explained_in_a_blink() {
    let portfolio = many();
    let start = Instant::now();
    let changed = work(77, "NF-77", 1e9, 1.0).item();
    let next = portfolio.with_changes(2, vec![changed], &[ticket_id(78)], None, None);
    let rebuild = start.elapsed();
    assert_eq!(next.items().len(), 19_999);
    assert_eq!(next.position(Method::Cd3, ticket_id(77)), Some(0));

    let start = Instant::now();
    let told = why(&next, Method::Cd3, ticket_id(500), ticket_id(501)).unwrap();
    let explain = start.elapsed();
    assert!(told.p_right.is_some());

    let start = Instant::now();
    let price = move_above(&next, Method::Cd3, ticket_id(500), ticket_id(77)).unwrap();
    let moving = start.elapsed();
    assert_eq!(price.lines.iter().map(|line| line.delta_minor).sum::<i64>(), price.total_minor);
    println!("rebuild {rebuild:?}, why {explain:?}, move over {} tickets {moving:?}", price.lines.len());
    // Unoptimised and on a busy machine this is ten to fifty times slower than in use; it only has to show the order.
    assert!(rebuild.as_secs() < 5 && explain.as_secs() < 1 && moving.as_secs() < 20);
}

#[test]
fn a_chain_and_a_circle_of_any_length_are_ranked() {
    let chain = |last_waits_for: Option<u128>| {
        let works: Vec<_> = (1..=20_000_u128)
            .map(|number| {
                let ticket = work(number, &format!("NF-{number}"), 1.0, 1.0);
                match (number, last_waits_for) {
                    (20_000, None) => ticket,
                    (20_000, Some(first)) => ticket.waits_for(first),
                    _ => ticket.waits_for(number + 1),
                }
            })
            .collect();
        portfolio(&works)
    };
    let straight = chain(None);
    assert_eq!(straight.position(Method::Cd3, ticket_id(20_000)), Some(0));
    assert_eq!(straight.position(Method::Cd3, ticket_id(1)), Some(19_999));
    assert!(straight.cycles().is_empty());
    assert_eq!(chain(Some(1)).cycles()[0].len(), 20_000);
}

#[test]
fn an_empty_portfolio_is_an_answer_too() {
    let empty = portfolio(&[]);
    assert!(empty.items().is_empty() && empty.cycles().is_empty());
    assert!(empty.by_key("NF-1").is_none());
}
