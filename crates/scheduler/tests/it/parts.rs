//! Independent parts: the whole costs what its parts cost.

use std::path::PathBuf;

use proptest::prelude::*;
use throughline_scheduler::format::orlib_from_text;
use throughline_scheduler::{Budget, Calendar, Choice, Item, Money, Plan, Problem, Settings, Team, solve};

use crate::random::{Parts, With, problem, problems};

fn settings(threads: usize, steps: u64) -> Settings<'static> {
    Settings { seed: 5, budget: Budget::steps(steps), threads, start: None, prove: true }
}

/// Two problems in one, items of the second before those of the first.
fn beside((teams, items): &Parts, (more_teams, more_items): &Parts) -> Problem {
    let moved =
        |numbers: &[u32]| numbers.iter().map(|&item| item + u32::try_from(more_items.len()).expect("few")).collect();
    let first_team = u32::try_from(more_teams.len()).expect("few");
    let shifted = items.iter().map(|item| Item {
        choices: item.choices.iter().map(|&one| Choice { team: one.team + first_team, ..one }).collect(),
        preds: moved(&item.preds),
        behind: moved(&item.behind),
        ..item.clone()
    });
    let all: Vec<Item> = more_items.iter().cloned().chain(shifted).collect();
    Problem::new([more_teams.as_slice(), teams].concat(), &all).expect("sound")
}

#[test]
fn a_roadmap_of_many_lines_whose_items_are_mixed_gets_its_known_optimum() {
    const LINES: usize = 12;
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/bench/schedule/orlib");
    let read = |name: &str| std::fs::read_to_string(folder.join(name));
    let (Ok(text), Ok(values)) = (read("wt40.txt"), read("wtopt40.txt")) else {
        eprintln!("skipped: {} is not here", folder.display());
        return;
    };
    let mut lines = orlib_from_text(&text, "wt40.txt").expect("a file of the OR-Library");
    lines.truncate(LINES);
    let optimum: Money =
        values.split_ascii_whitespace().take(LINES).map(|word| word.parse::<Money>().expect("a number")).sum();
    let items = (0..40).flat_map(|job| (0_u32..).zip(&lines).map(move |(team, line)| (team, line, job)));
    let items: Vec<Item> = items
        .map(|(team, line, job)| Item {
            choices: vec![Choice { team, ..line.choices(job)[0] }],
            cost: line.curve(job).rows().to_vec(),
            ..Item::default()
        })
        .collect();
    let teams = vec![Team { tracks: 1, calendar: Calendar::full() }; lines.len()];
    let whole = Problem::new(teams, &items).expect("sound");
    let found = solve(&whole, &settings(2, u64::MAX));
    assert_eq!(found.plan.cost(&whole), Ok(optimum));
    assert_eq!(found, solve(&whole, &settings(1, u64::MAX)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn two_problems_side_by_side_cost_what_they_cost_apart(
        one in problems(5, With::Everything),
        other in problems(5, With::Everything),
    ) {
        let whole = beside(&one, &other);
        let (one, other) = (problem(&one), problem(&other));
        let alone = |problem: &Problem| solve(problem, &settings(1, 4_000));
        let found = solve(&whole, &settings(1, 40_000));
        prop_assert_eq!(found.plan.cost(&whole).is_ok(), alone(&one).plan.cost(&one).is_ok() && alone(&other).plan.cost(&other).is_ok());
        if let Ok(cost) = found.plan.cost(&whole) {
            prop_assert_eq!(cost, found.cost);
            prop_assert!(cost >= crate::brute::optimum(&one) + crate::brute::optimum(&other));
            prop_assert!(found.bound >= 0);
            prop_assert!(found.bound <= cost);
        }
        prop_assert_eq!(&found, &solve(&whole, &settings(3, 40_000)));
    }

    #[test]
    fn a_start_stays_where_there_is_no_time(one in problems(5, With::Roadmap), other in problems(5, With::Roadmap)) {
        let whole = beside(&one, &other);
        let start: Plan = solve(&whole, &settings(1, 100)).plan;
        let found = solve(&whole, &Settings { start: Some(&start), ..settings(2, 0) });
        prop_assert!(found.cost <= start.cost(&whole).expect("sound"));
        prop_assert_eq!(found.plan.cost(&whole), Ok(found.cost));
    }
}
