//! Ranking by cost of delay, RICE and `MoSCoW`.

use proptest::prelude::*;
use throughline_domain::{
    Currency,
    priorities::{Item, Method, Place, RiceScore, cost_of_order, lifts_instead, order},
    tickets::{Moscow, RiceInputs},
};

use crate::build::{keys, pin, portfolio, ranked_keys, ticket_id, vectors, with_teams, work};

/// All orders of `0..n`.
fn permutations(n: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for next in 0..n {
        all = all
            .into_iter()
            .flat_map(|order| {
                (0..=order.len()).map(move |at| {
                    let mut order = order.clone();
                    order.insert(at, next);
                    order
                })
            })
            .collect();
    }
    all
}

#[test]
fn the_published_example_costs_what_it_should_in_all_six_orders() {
    let works = [work(1, "A", 10_000.0, 4.0), work(2, "B", 6_000.0, 1.0), work(3, "C", 24_000.0, 8.0)];
    let portfolio = portfolio(&works);
    assert_eq!(keys(&portfolio, Method::Cd3), ["B", "C", "A"]);

    let mut expected = vec![
        ("ABC".to_owned(), 382_000),
        ("ACB".to_owned(), 406_000),
        ("BAC".to_owned(), 368_000),
        ("BCA".to_owned(), 352_000),
        ("CAB".to_owned(), 390_000),
        ("CBA".to_owned(), 376_000),
    ];
    if let Some(vectors) = vectors() {
        let all = vectors["cd3"]["all"].as_object().unwrap();
        expected = all.iter().map(|(order, cost)| (order.clone(), i128::from(cost.as_i64().unwrap()))).collect();
        assert_eq!(expected.len(), 6);
    }
    for (name, cost) in expected {
        let sequence: Vec<&Item> =
            name.chars().map(|key| portfolio.by_key(&key.to_string()).unwrap().as_ref()).collect();
        assert_eq!(cost_of_order(&portfolio, &sequence).total_minor, cost, "{name}");
    }
}

#[test]
fn published_rice_scores_come_out() {
    let Some(vectors) = vectors() else { return };
    let cases = vectors["rice"].as_array().unwrap();
    assert!(!cases.is_empty());
    for case in cases {
        let input: Vec<f64> = case["in"].as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect();
        let inputs = RiceInputs { reach: input[0], impact: input[1], confidence: input[2] };
        let score = RiceScore::of(inputs, input[3] * 20.0).unwrap().score;
        assert!((score - case["out"].as_f64().unwrap()).abs() < 1e-9, "{case}");
    }
}

#[test]
fn rice_refuses_what_would_make_it_infinite_or_meaningless() {
    let inputs = RiceInputs { reach: 10.0, impact: 1.0, confidence: 0.4 };
    assert!(RiceScore::of(inputs, 20.0).unwrap().moonshot);
    assert!(RiceScore::of(RiceInputs { impact: 1.5, ..inputs }, 20.0).unwrap().own_impact);
    for (broken, effort) in [
        (RiceInputs { reach: -1.0, ..inputs }, 20.0),
        (RiceInputs { reach: f64::NAN, ..inputs }, 20.0),
        (RiceInputs { impact: 0.0, ..inputs }, 20.0),
        (RiceInputs { confidence: 0.0, ..inputs }, 20.0),
        (RiceInputs { confidence: 101.0, ..inputs }, 20.0),
        (inputs, 0.0),
        (inputs, f64::INFINITY),
    ] {
        assert!(RiceScore::of(broken, effort).is_err(), "{broken:?} over {effort}");
    }
}

/// Rates and durations of up to seven tickets, whole numbers so that both sides are exact.
fn small_sets() -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::vec((0_u32..50_000, 1_u32..20), 1..=7)
}

fn works_of(set: &[(u32, u32)]) -> Vec<crate::build::Work> {
    (1_u128..)
        .zip(set)
        .map(|(number, &(rate, weeks))| work(number, &format!("T-{number}"), f64::from(rate), f64::from(weeks)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Smith's rule: no order of one queue with linear cost is cheaper than the one by cost of delay over duration.
    #[test]
    fn cd3_is_never_beaten_by_trying_every_order(set in small_sets()) {
        let best = permutations(set.len())
            .into_iter()
            .map(|order| {
                let mut done = 0_u64;
                order.iter().map(|&at| {
                    done += u64::from(set[at].1);
                    u64::from(set[at].0) * done
                }).sum::<u64>()
            })
            .min()
            .unwrap();
        let portfolio = portfolio(&works_of(&set));
        let ranked = order(&portfolio, Method::Cd3);
        let sequence: Vec<&Item> = ranked.iter().map(|ranked| ranked.item.as_ref()).collect();
        prop_assert_eq!(cost_of_order(&portfolio, &sequence).total_minor, i128::from(best));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_a_thousand_tickets_is_sorting_by_the_definition(
        set in prop::collection::vec((0_u32..5_000, 1_u32..40, prop::bool::weighted(0.9)), 1_000)
    ) {
        let works: Vec<_> = (1_u128..).zip(&set).map(|(number, &(rate, quarters, priced))| {
            let ticket = work(number, &format!("T-{number}"), f64::from(rate), f64::from(quarters) / 4.0);
            if priced { ticket } else { ticket.unpriced() }
        }).collect();
        let portfolio = portfolio(&works);
        let mut expected: Vec<(f64, f64, usize)> = set.iter().enumerate()
            .filter(|(_, ticket)| ticket.2)
            .map(|(at, &(rate, quarters, _))| (f64::from(rate) / (f64::from(quarters) / 4.0), f64::from(quarters), at + 1))
            .collect();
        // Rates and quarters of weeks are small whole numbers, but durations pass through logarithms: compare scores
        // as they are reported, and the order by them.
        let ranked = order(&portfolio, Method::Cd3);
        let got: Vec<f64> = ranked.iter().filter_map(|ranked| ranked.score).collect();
        prop_assert_eq!(got.len(), expected.len());
        prop_assert!(got.windows(2).all(|pair| pair[0] >= pair[1]));
        expected.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (got, expected) in got.iter().zip(&expected) {
            prop_assert!((got - expected.0).abs() <= 1e-9 * expected.0.max(1.0), "{} for {}", got, expected.0);
        }
        let by_definition = {
            let mut items: Vec<_> = portfolio.items().iter().filter(|item| item.price.is_some()).collect();
            items.sort_by(|a, b| {
                let cd3 = |item: &Item| item.price.as_ref().unwrap().cost_of_delay_per_week.mean / item.duration.mean;
                cd3(b).total_cmp(&cd3(a)).then(a.duration.mean.total_cmp(&b.duration.mean)).then(a.id.cmp(&b.id))
            });
            items.into_iter().map(|item| item.key.clone()).collect::<Vec<_>>()
        };
        prop_assert_eq!(ranked_keys(&portfolio, Method::Cd3), by_definition);
        let ranks: Vec<Option<u32>> = ranked.iter().map(|ranked| ranked.rank).collect();
        let count = u32::try_from(expected.len()).unwrap();
        prop_assert!(ranks.iter().flatten().copied().eq(1..=count), "ranks count up from 1");
        prop_assert!(ranks[expected.len()..].iter().all(Option::is_none), "what has no price has no rank");
    }
}

#[test]
fn equal_tickets_stand_by_duration_then_by_age() {
    let works = [work(3, "long", 4_000.0, 4.0), work(2, "younger", 1_000.0, 1.0), work(1, "older", 1_000.0, 1.0)];
    assert_eq!(keys(&portfolio(&works), Method::Cd3), ["older", "younger", "long"]);
}

#[test]
fn a_price_in_another_currency_is_not_compared() {
    let works = [work(1, "dollars", 9e9, 1.0).currency(Currency::USD), work(2, "euros", 1.0, 1.0)];
    assert_eq!(ranked_keys(&portfolio(&works), Method::Cd3), ["euros"]);
}

#[test]
fn moscow_sorts_by_class_and_inside_a_class_by_money() {
    let works = [
        work(1, "none", 9_000.0, 1.0),
        work(2, "should", 9_000.0, 1.0).moscow(Moscow::Should),
        work(3, "must, cheap", 1_000.0, 1.0).moscow(Moscow::Must),
        work(4, "must, dear", 2_000.0, 1.0).moscow(Moscow::Must),
        work(5, "must, unpriced", 0.0, 1.0).unpriced().moscow(Moscow::Must),
        work(6, "won't", 9_000.0, 1.0).moscow(Moscow::Wont),
    ];
    let ranked = ranked_keys(&portfolio(&works), Method::Moscow);
    assert_eq!(ranked, ["must, dear", "must, cheap", "must, unpriced", "should", "won't"]);
}

#[test]
fn shares_of_the_classes_are_by_effort_and_too_much_must_is_said() {
    let works = [
        work(1, "A", 1.0, 6.2).moscow(Moscow::Must),
        work(2, "B", 1.0, 2.0).moscow(Moscow::Should),
        work(3, "C", 1.0, 1.8).moscow(Moscow::Could),
        work(4, "D", 1.0, 90.0).moscow(Moscow::Wont),
    ];
    let shares = portfolio(&works).moscow_shares();
    assert!((shares.must - 0.62).abs() < 1e-9 && (shares.wont_days - 450.0).abs() < 1e-9);
    assert_eq!(
        shares.warnings,
        ["62% of the effort is Must. Over 60% there is little left to give way, and the date is at risk."]
    );
    let all_must = portfolio(&works[..1]).moscow_shares();
    assert!(all_must.warnings[0].starts_with("Everything is a Must"), "{:?}", all_must.warnings);
}

#[test]
fn what_a_ticket_waits_for_comes_directly_above_it_even_without_a_price() {
    let works = [
        work(1, "top", 9_000.0, 1.0),
        work(2, "second", 5_000.0, 1.0).waits_for(4),
        work(3, "third", 4_000.0, 1.0),
        work(4, "groundwork", 0.0, 1.0).unpriced().waits_for(5),
        work(5, "deeper", 10.0, 1.0),
        work(6, "loose", 0.0, 1.0).unpriced(),
    ];
    let portfolio = portfolio(&works);
    assert_eq!(ranked_keys(&portfolio, Method::Cd3), ["top", "deeper", "groundwork", "second", "third"]);
    let groundwork = portfolio.ranked_item(Method::Cd3, ticket_id(4)).unwrap();
    assert_eq!(groundwork.place, Place::WaitedFor { id: ticket_id(2) });
}

#[test]
fn tickets_that_wait_in_a_circle_are_named_and_still_ranked() {
    let works = [
        work(1, "A", 9_000.0, 1.0).waits_for(2),
        work(2, "B", 5_000.0, 1.0).waits_for(3),
        work(3, "C", 4_000.0, 1.0).waits_for(1),
        work(4, "D", 1.0, 1.0).waits_for(1),
        work(5, "E", 1.0, 1.0).waits_for(5),
    ];
    let portfolio = portfolio(&works);
    let circles: Vec<Vec<u128>> =
        portfolio.cycles().iter().map(|circle| circle.iter().map(|id| id.0.as_u128()).collect()).collect();
    assert_eq!(circles, [vec![1, 2, 3], vec![5]]);
    assert_eq!(ranked_keys(&portfolio, Method::Cd3).len(), 5);
    assert_eq!(
        portfolio.cycles_told(),
        [
            "A waits for B, B for C and C for A, so none of them can be first. Take one of these links out.",
            "E waits for itself, so it can never be first. Take this link out.",
        ]
    );
}

#[test]
fn kept_moves_apply_in_the_order_of_keeping_and_only_upward() {
    let works = [
        work(1, "A", 9_000.0, 1.0),
        work(2, "B", 5_000.0, 1.0),
        work(3, "C", 4_000.0, 1.0),
        work(4, "D", 0.0, 1.0).unpriced(),
    ];
    let pins = vec![pin(2, 4, 3), pin(1, 3, 1), pin(3, 1, 2)];
    let portfolio = with_teams(&works, Vec::new(), pins);
    // C above A, then D above C; A already stands above B.
    assert_eq!(ranked_keys(&portfolio, Method::Cd3), ["D", "C", "A", "B"]);
    assert!(matches!(portfolio.ranked_item(Method::Cd3, ticket_id(4)).unwrap().place, Place::Pinned { .. }));
    assert_eq!(portfolio.ranked_item(Method::Cd3, ticket_id(1)).unwrap().place, Place::Method);
}

#[test]
fn what_stands_between_is_lifted_where_a_ticket_should_come_down() {
    let works = [
        work(1, "A", 9_000.0, 1.0),
        work(2, "B", 5_000.0, 1.0),
        work(3, "C", 4_000.0, 1.0),
        work(4, "D", 3_000.0, 1.0),
    ];
    let before = portfolio(&works);
    let lifts = |moved, above| lifts_instead(&before, Method::Cd3, ticket_id(moved), ticket_id(above));
    let told: Vec<String> = lifts(1, 4).into_iter().map(|way| way.told).collect();
    assert_eq!(told, ["B above A", "C above A"]);
    assert!(lifts(4, 1).is_empty() && lifts(1, 2).is_empty() && lifts(1, 77).is_empty());
    let after = with_teams(&works, Vec::new(), vec![pin(1, 2, 1), pin(2, 3, 1)]);
    assert_eq!(ranked_keys(&after, Method::Cd3), ["B", "C", "A", "D"], "A stands directly above D");
}

#[test]
fn a_withdrawn_move_and_one_of_a_closed_ticket_change_nothing() {
    let mut withdrawn = pin(1, 2, 1);
    withdrawn.withdrawn_at = Some(throughline_domain::Ts::from_micros(5));
    let works = [work(1, "A", 9_000.0, 1.0), work(2, "B", 5_000.0, 1.0)];
    let portfolio = with_teams(&works, Vec::new(), vec![withdrawn, pin(2, 77, 1), pin(3, 2, 78)]);
    assert_eq!(keys(&portfolio, Method::Cd3), ["A", "B"]);
}

#[test]
fn a_changed_portfolio_equals_one_made_anew() {
    let works: Vec<_> = (1_u128..40)
        .map(|number| work(number, &format!("T-{number}"), f64::from(u32::try_from(number * 37 % 101).unwrap()), 2.0))
        .collect();
    let before = portfolio(&works);
    let mut after_works: Vec<_> = works.iter().skip(3).cloned().collect();
    after_works[0] = work(4, "T-4", 99_999.0, 0.5);
    after_works.push(work(90, "T-90", 55.5, 1.0));
    let changed = before.with_changes(
        2,
        vec![after_works[0].item(), after_works.last().unwrap().item()],
        &[ticket_id(1), ticket_id(2), ticket_id(3)],
        None,
        Some(vec![pin(1, 90, 4)]),
    );
    let anew = with_teams(&after_works, Vec::new(), vec![pin(1, 90, 4)]);
    for method in [Method::Cd3, Method::Rice, Method::Moscow] {
        assert_eq!(keys(&changed, method), keys(&anew, method));
    }
    assert_eq!((changed.stamp().event, before.stamp().event), (2, 1));
    assert_eq!(keys(&before, Method::Cd3).len(), 39, "the old picture stays as it was");
}
