//! What no plan can go below.

use proptest::prelude::*;
use throughline_scheduler::{
    Budget, Calendar, Choice, Item, Money, Problem, Row, Team, dispatch, format::roadmap_from_json, lower_bound,
};

use crate::{
    brute::optimum,
    random::{With, problem, problems},
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn no_bound_is_above_the_optimum(parts in problems(5, With::Everything), steps in 0_u64..40) {
        let problem = problem(&parts);
        let best = optimum(&problem);
        for upper in [None, Some(best), Some(2 * best + 1), Some(0)] {
            let bound = lower_bound(&problem, upper, Budget::steps(steps));
            prop_assert!(bound <= best, "{bound} is above {best} with {upper:?} and {steps} steps");
        }
    }
}

/// Hundredths of the plan that a dozen steps from the prices that it suggests prove at least.
const FIRST_STEPS: Money = 80;

/// Items of teams with so many tracks, each with its money for each day of delay, its days and what it waits for.
fn steady(tracks: u32, items: &[(Money, i32, &[u32])]) -> Problem {
    let items: Vec<Item> = items
        .iter()
        .map(|&(slope, days, preds)| Item {
            choices: vec![Choice { team: 0, days }],
            preds: preds.to_vec(),
            cost: vec![Row { day: 0, value: 0, slope }],
            ..Item::default()
        })
        .collect();
    Problem::new(vec![Team { tracks, calendar: Calendar::full() }], &items).expect("sound")
}

#[test]
fn dependencies_make_the_bound_better() {
    let free = steady(1, &[(10, 2, &[]), (1, 1, &[]), (6, 3, &[]), (8, 4, &[])]);
    let tied = steady(1, &[(10, 2, &[1]), (1, 1, &[]), (6, 3, &[]), (8, 4, &[2])]);
    let bound = |problem: &Problem| lower_bound(problem, None, Budget::steps(500));
    assert_eq!((bound(&free), optimum(&free)), (132, 132));
    assert_eq!((bound(&tied), optimum(&tied)), (147, 147));
}

#[test]
fn two_tracks_are_bounded_better_than_by_sharing_one() {
    let problem = steady(2, &[(9, 3, &[]), (8, 2, &[]), (7, 4, &[]), (6, 1, &[]), (5, 5, &[]), (4, 2, &[])]);
    let bound = lower_bound(&problem, None, Budget::steps(500));
    assert!((170..=175).contains(&bound), "{bound}");
    assert_eq!(optimum(&problem), 175);
}

/// Many short items of one team: large enough for cells of several days.
#[test]
fn a_large_problem_is_bounded_below_its_plan_with_any_budget() {
    let items: Vec<Item> = (0..3_000_i32)
        .map(|at| Item {
            choices: vec![Choice { team: 0, days: 1 + at * 7 % 11 }],
            preds: if at % 3 == 2 { vec![u32::try_from(at - 1).unwrap_or(0)] } else { Vec::new() },
            release: at * 13 % 400,
            cost: vec![
                Row { day: 0, value: 0, slope: Money::from(at * 31 % 97) },
                Row { day: 600, value: 60_000, slope: 5 },
            ],
            ..Item::default()
        })
        .collect();
    let problem = Problem::new(vec![Team { tracks: 20, calendar: Calendar::full() }], &items).expect("sound");
    let cost = dispatch(&problem).cost(&problem).expect("feasible");
    let bounds = [1, 30, 300].map(|steps| lower_bound(&problem, Some(cost), Budget::steps(steps)));
    assert!(bounds.iter().all(|&bound| bound <= cost), "{bounds:?} and {cost}");
    assert!(bounds[0] <= bounds[1] && bounds[1] < bounds[2], "{bounds:?}");
    assert!(bounds[2] * 5 >= cost * 4, "{bounds:?} and {cost}");
}

/// A composed roadmap whose optimum is known, where the bench is at hand.
#[test]
fn the_bound_of_a_known_optimum_is_below_it_by_a_tenth_at_most() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/bench/schedule/instances/");
    let read = |name: &str| std::fs::read_to_string(format!("{folder}{name}"));
    let (Ok(instance), Ok(optimum)) = (read("known_1000.json"), read("known_1000.opt")) else {
        eprintln!("skipped: {folder} is not there");
        return;
    };
    let problem = roadmap_from_json(&instance).expect("a roadmap");
    let optimum: Money = optimum.trim().parse().expect("a number");
    let bound = lower_bound(&problem, Some(optimum), Budget::steps(200));
    assert!(bound <= optimum, "{bound} is above {optimum}");
    assert!(bound * 100 >= optimum * 90, "{bound} is far below {optimum}");
}

/// Rows of independent steady items: the price of a day is known from the plan but for how it is shared.
#[test]
fn the_first_steps_already_prove_most_of_what_a_large_plan_costs() {
    let items: Vec<(Money, i32, &[u32])> =
        (0..3_000_i32).map(|at| (Money::from(10 + at * 31 % 97), 1 + at * 7 % 11, &[][..])).collect();
    let problem = steady(20, &items);
    let cost = dispatch(&problem).cost(&problem).expect("feasible");
    let bound = lower_bound(&problem, Some(cost), Budget::steps(12));
    assert!(bound <= cost && bound * 100 >= cost * FIRST_STEPS, "{bound} and {cost}");
}
