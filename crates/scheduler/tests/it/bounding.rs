//! What no plan can go below.

use proptest::prelude::*;
use throughline_scheduler::{Budget, Calendar, Choice, Item, Money, Problem, Row, Team, lower_bound};

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
