//! What must be so between the optima of two problems, whatever they are.

use proptest::prelude::*;
use throughline_scheduler::{Budget, Calendar, Choice, Item, Money, Problem, Row, Settings, Team, solve};

use crate::{
    brute::optimum,
    random::{Parts, With, problem, problems},
};

/// The optimum by brute force; what the engine says must lie around it.
fn best(parts: &Parts) -> Money {
    let problem = problem(parts);
    let best = optimum(&problem);
    let budget = Budget::steps(600);
    let found = solve(&problem, &Settings { seed: 5, budget, threads: 1, start: None, prove: true });
    assert!(found.bound <= best && best <= found.cost, "{} {best} {}", found.bound, found.cost);
    best
}

/// Every item changed in the same way.
fn each(parts: &Parts, change: impl Fn(&mut Item)) -> Parts {
    let mut parts = parts.clone();
    parts.1.iter_mut().for_each(change);
    parts
}

fn each_row(parts: &Parts, change: impl Fn(&mut Row)) -> Parts {
    each(parts, |item| item.cost.iter_mut().for_each(&change))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn items_in_another_order_cost_the_same(parts in problems(5, With::Roadmap), turn in 0_usize..5) {
        let (teams, mut items) = parts.clone();
        let count = items.len();
        let turn = turn % count;
        items.rotate_left(turn);
        for item in &mut items {
            for pred in &mut item.preds {
                *pred = u32::try_from((*pred as usize + count - turn) % count).expect("small");
            }
        }
        prop_assert_eq!(best(&(teams, items)), best(&parts));
    }

    #[test]
    fn days_and_dates_that_are_three_times_as_long_cost_the_same_at_a_third_of_the_rate(parts in problems(4, With::Roadmap)) {
        let dear = each_row(&parts, |row| (row.value, row.slope) = (row.value * 3, row.slope * 3));
        let long = each_row(&dear, |row| (row.day, row.slope) = (row.day * 3, row.slope / 3));
        let long = each(&long, |item| {
            item.release *= 3;
            item.choices.iter_mut().for_each(|choice| choice.days *= 3);
        });
        prop_assert_eq!(best(&long), best(&dear));
    }

    #[test]
    fn seven_times_the_money_is_seven_times_the_cost(parts in problems(5, With::Everything)) {
        let dear = each_row(&parts, |row| (row.value, row.slope) = (row.value * 7, row.slope * 7));
        prop_assert_eq!(best(&dear), best(&parts) * 7);
    }

    #[test]
    fn two_roadmaps_that_share_nothing_cost_their_sum(one in problems(3, With::Roadmap), other in problems(3, With::Roadmap)) {
        let (mut teams, mut items) = one.clone();
        let (more_teams, more_items) = (u32::try_from(teams.len()).expect("few"), u32::try_from(items.len()).expect("few"));
        let moved = each(&other, |item| {
            item.choices.iter_mut().for_each(|choice| choice.team += more_teams);
            item.preds.iter_mut().for_each(|pred| *pred += more_items);
        });
        teams.extend(moved.0);
        items.extend(moved.1);
        prop_assert_eq!(best(&(teams, items)), best(&one) + best(&other));
    }

    #[test]
    fn an_item_that_nothing_needs_and_that_costs_nothing_changes_nothing(parts in problems(4, With::Roadmap), days in 1..6_i32) {
        let mut more = parts.clone();
        let (choices, cost) = (vec![Choice { team: 0, days }], vec![Row { day: 0, value: 0, slope: 0 }]);
        more.1.push(Item { choices, cost, ..Item::default() });
        prop_assert_eq!(best(&more), best(&parts));
    }

    #[test]
    fn everything_ten_days_later_costs_the_same(parts in problems(5, With::Roadmap)) {
        let later = each(&parts, |item| {
            item.release += 10;
            let first = item.cost[0];
            item.cost.iter_mut().for_each(|row| row.day += 10);
            item.cost.insert(0, Row { day: 0, value: first.value, slope: 0 });
        });
        prop_assert_eq!(best(&later), best(&parts));
    }

    #[test]
    fn a_row_written_as_two_costs_the_same(parts in problems(5, With::Everything), after in 1..9_i32) {
        let split = each(&parts, |item| {
            let last = item.cost[item.cost.len() - 1];
            let value = last.value + last.slope * Money::from(after);
            item.cost.push(Row { day: last.day + after, value, slope: last.slope });
        });
        prop_assert_eq!(best(&split), best(&parts));
    }

    #[test]
    fn one_dependency_less_or_one_track_more_never_costs_more(parts in problems(5, With::Roadmap)) {
        let before = best(&parts);
        for item in 0..parts.1.len() {
            let mut freer = parts.clone();
            if freer.1[item].preds.pop().is_some() {
                prop_assert!(best(&freer) <= before);
            }
        }
        for team in 0..parts.0.len() {
            let mut larger = parts.clone();
            larger.0[team].tracks += 1;
            prop_assert!(best(&larger) <= before);
        }
    }
}

#[test]
fn an_empty_roadmap_costs_nothing() {
    let team = Team { tracks: 1, calendar: Calendar::full() };
    let problem = Problem::new(vec![team], &[]).expect("sound");
    let found = solve(&problem, &Settings { seed: 1, budget: Budget::steps(10), threads: 1, start: None, prove: true });
    assert_eq!((found.cost, found.bound, found.plan.slots.len()), (0, 0, 0));
}
