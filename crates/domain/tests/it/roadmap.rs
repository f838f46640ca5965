//! What an order costs, how sure it is, and the moves that make it better.

use jiff::civil::date;
use proptest::prelude::*;
use throughline_domain::{
    PromiseId, Ts,
    priorities::Portfolio,
    roadmap::{Better, Different, Forecast, Kept, NoForecast, Place, Promise, Today, changes},
};
use throughline_scheduler::{Budget, Settings};
use uuid::Uuid;

use crate::build::{TODAY, Work, team, team_id, ticket_id, vectors, with_teams, work};

const SETTINGS: Settings<'_> =
    Settings { seed: 1, budget: Budget { steps: 2_000, clock: None }, threads: 1, start: None, prove: true };

fn today(portfolio: &Portfolio, kept: &Kept) -> Today {
    Today::of(portfolio, kept, 5).unwrap()
}

fn place(number: u128, team: u128, likely: jiff::civil::Date) -> Place {
    Place {
        ticket_id: ticket_id(number),
        key: format!("K{number}"),
        title: String::new(),
        team_id: Some(team_id(team)),
        starts_on: TODAY,
        likely_on: likely,
        sure_on: likely,
        cost_minor: 0,
    }
}

/// A roadmap was published in this order.
fn published(places: Vec<Place>) -> Kept {
    let published = throughline_domain::roadmap::Published {
        id: throughline_domain::PublishedId(Uuid::from_u128(1)),
        number: 1,
        at: Ts::default(),
        by: None,
        reason: "So it was agreed".to_owned(),
        cost_minor: 0,
        bound_minor: 0,
        places,
    };
    Kept { published: Some(published), ..Kept::default() }
}

#[test]
fn the_moves_of_a_bad_order_lead_to_the_best_one_and_add_up_to_what_it_saves() {
    // Black Swan Farming's example, published as A, B, C: 382,000; B, C, A is 352,000.
    let works = [work(1, "A", 10e5, 4.0), work(2, "B", 6e5, 1.0), work(3, "C", 24e5, 8.0)];
    let mut kept = published([1, 2, 3].map(|number| Place { team_id: None, ..place(number, 9, TODAY) }).into());
    let portfolio = with_teams(&works, vec![], vec![]);
    let now = today(&portfolio, &kept);
    assert_eq!(now.carried.cost, 382_000 * 100);
    let better = Better::search(&now, &SETTINGS);
    assert_eq!(better.carried.cost, 352_000 * 100);
    assert!(better.bound <= better.carried.cost);
    assert_eq!(better.moves_within(None).iter().map(|found| found.saves).sum::<i64>(), 30_000 * 100);
    let last = &better.moves[better.moves.len() - 1];
    assert_eq!((last.ticket, last.before), (ticket_id(1), None));
    assert!(better.moves.iter().all(|found| found.saves > 0 && (found.pays_in - 1.0).abs() < 1e-9));
    kept.published = None;
    let best = today(&portfolio, &kept);
    assert!(Better::search(&best, &SETTINGS).moves.is_empty(), "the best order has no better one");
    assert_ne!(now.version, best.version);
}

#[test]
fn a_sure_date_is_not_before_the_likely_one_and_a_promise_has_its_odds() {
    let works = [work(1, "A", 9e5, 1.0).weeks_between(1.0, 4.0).team(9), work(2, "B", 1e5, 1.0).team(9)];
    let portfolio = with_teams(&works, vec![team(9, "Booking", 1)], vec![]);
    let promise = |number: u128, day| Promise {
        id: PromiseId(Uuid::from_u128(number)),
        ticket_id: ticket_id(1),
        promised_to: "the board".to_owned(),
        due_on: day,
        asked_by: String::new(),
        by: None,
        at: Ts::default(),
        version: 1,
        withdrawn_at: None,
    };
    // The median of one to four weeks is two.
    let promises =
        [(1, TODAY), (2, date(2026, 10, 26)), (3, date(2027, 6, 1))].map(|(number, day)| promise(number, day)).into();
    let now = today(&portfolio, &Kept { promises, ..Kept::default() });
    let outlook = &now.carried.outlook;
    assert!(outlook.likely.iter().zip(&outlook.sure).all(|(likely, sure)| likely <= sure));
    assert!(outlook.kept[0] < 1e-9 && outlook.kept[2] > 1.0 - 1e-9, "{:?}", outlook.kept);
    assert!((outlook.kept[1] - 0.5).abs() < 0.03, "{:?}", outlook.kept);
    let range = outlook.range();
    assert!(range.low < range.mid && range.mid < range.high);
    assert_eq!(today(&portfolio, &Kept::default()).carried.outlook.costs, outlook.costs, "the same draws every time");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_search_makes_an_order_worse_or_goes_below_what_it_proved(
        works in proptest::collection::vec((1.0..1e6_f64, 0.05..4.0_f64, 8..10_u128), 1..9), seed in any::<u64>(),
    ) {
        let works: Vec<Work> = (0..).zip(works)
            .map(|(number, (per_week, weeks, team))| work(number, &number.to_string(), per_week, weeks).team(team))
            .collect();
        let teams = vec![team(8, "Booking", 1), team(9, "Platform", 2)];
        let portfolio = with_teams(&works, teams, vec![]);
        let mut now = today(&portfolio, &Kept::default());
        let mut order = now.carried.sequence.clone();
        order.order.sort_by_key(|&item| (u64::from(item) + 1).wrapping_mul(seed | 1).rotate_left(17));
        now.carried = now.carry(order);
        let better = Better::search(&now, &SETTINGS);
        prop_assert!(better.bound <= better.carried.cost && better.carried.cost <= now.carried.cost);
        let order = better.moves.iter().fold(now.carried.sequence.clone(), |order, found| order.with_moved(&found.step));
        prop_assert_eq!(order.cost(&now.mapping.problem), now.carried.cost - better.moves_within(None).iter().map(|found| found.saves).sum::<i64>());
        prop_assert_eq!(better.carried.plan.cost(&now.mapping.problem), Ok(better.carried.cost));
    }
}

#[test]
fn the_forecast_from_closed_tickets_is_the_published_one() {
    let Some(vectors) = vectors() else { return };
    let vector = &vectors["throughput"];
    let numbers = |name: &str| vector[name].as_array().unwrap().clone();
    let history: Vec<u32> = numbers("history").iter().map(|n| u32::try_from(n.as_u64().unwrap()).unwrap()).collect();
    let forecast = Forecast::of(&history, u32::try_from(vector["items"].as_u64().unwrap()).unwrap()).unwrap();
    assert!(forecast.left_out.is_empty());
    for (week, share) in forecast.weeks.iter().zip(["0.5", "0.85", "0.95"]) {
        assert_eq!(week.map(u64::from), vector["weeks_to_finish"][share].as_u64());
    }
    for (week, sure) in numbers("cdf_by_week").iter().enumerate() {
        assert!((forecast.done_by_week()[week + 1] - sure.as_f64().unwrap()).abs() < 1e-6, "week {week}");
    }
    let weeks = usize::try_from(vector["items_in_weeks"]["weeks"].as_u64().unwrap()).unwrap();
    for share in [0.5, 0.85, 0.95] {
        let expected = vector["items_in_weeks"][share.to_string()].as_u64();
        assert_eq!(Some(u64::from(forecast.closed_in(weeks, share))), expected, "{share}");
    }
}

#[test]
fn a_clean_up_is_left_out_of_the_forecast_and_too_short_a_history_says_nothing() {
    let history = [2, 1, 0, 2, 1, 80, 2];
    let forecast = Forecast::of(&history, 12).unwrap();
    assert_eq!(forecast.left_out, [5]);
    assert!(forecast.weeks[0].unwrap() >= 8);
    assert_eq!(Forecast::of(&history[..6], 12), Err(NoForecast::TooFewWeeks(5)));
    assert_eq!(Forecast::of(&[0; 8], 12), Err(NoForecast::NothingClosed));
    assert_eq!(Forecast::of(&history, 0).unwrap().weeks, [Some(0); 3]);
}

#[test]
fn two_roadmaps_differ_by_teams_then_dates_then_what_came_and_went() {
    let day = |day: i8| date(2026, 11, day);
    let before = [place(1, 8, day(2)), place(2, 8, day(3)), place(3, 8, day(4)), place(4, 8, day(5))];
    let now = [place(5, 8, day(9)), place(1, 8, day(12)), place(2, 8, day(4)), place(3, 9, day(4))];
    let told: Vec<(&str, Different)> = changes(&before, &now)
        .iter()
        .map(|change| (["K1", "K2", "K3", "K4", "K5"].into_iter().find(|key| *key == change.key).unwrap(), change.what))
        .collect();
    assert_eq!(
        told,
        [
            ("K3", Different::Team { from: Some(team_id(8)), to: Some(team_id(9)), likely_on: day(4) }),
            ("K1", Different::Date { from: day(2), to: day(12) }),
            ("K5", Different::New { likely_on: day(9) }),
            ("K4", Different::Gone),
        ]
    );
}
