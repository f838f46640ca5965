//! One team that does one thing at a time: the published optima, and brute force for curves of every kind.

use std::path::PathBuf;

use proptest::prelude::*;
use throughline_scheduler::format::{OrlibError, orlib_from_text};
use throughline_scheduler::single::{Line, best_order};
use throughline_scheduler::{Budget, Calendar, Choice, Item, Money, Problem, Settings, Team, solve};

use crate::brute::optimum;
use crate::random::{With, problems};

/// A shared file, or None with a word about it where it is not there.
fn shared(name: &str) -> Option<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/bench/schedule/orlib");
    let text = std::fs::read_to_string(folder.join(name)).ok();
    if text.is_none() {
        eprintln!("skipped: {} is not here", folder.join(name).display());
    }
    text
}

fn settings(seed: u64, steps: u64) -> Settings<'static> {
    Settings { seed, budget: Budget::steps(steps), threads: 1, start: None, prove: true }
}

/// The items of a random problem on one team with one track, free to be done in any order.
fn lines(most: usize) -> impl Strategy<Value = Problem> {
    problems(most, With::Roadmap).prop_map(|(_, items)| {
        let team = Team { tracks: 1, calendar: Calendar::full() };
        let free = |item: Item| {
            let choices = vec![Choice { team: 0, days: item.choices[0].days }];
            Item { name: item.name, choices, cost: item.cost, ..Item::default() }
        };
        Problem::new(vec![team], &items.into_iter().map(free).collect::<Vec<_>>()).expect("a sound problem")
    })
}

#[test]
fn every_published_optimum_of_the_or_library_is_found() {
    for (file, values) in [("wt40.txt", "wtopt40.txt"), ("wt50.txt", "wtopt50.txt"), ("wt100.txt", "wtbest100b.txt")] {
        let (Some(text), Some(values)) = (shared(file), shared(values)) else { return };
        let problems = orlib_from_text(&text, file).expect("a file of the OR-Library");
        let values: Vec<Money> = values.split_ascii_whitespace().map(|word| word.parse().expect("a number")).collect();
        assert!(problems.len() == values.len() && problems.len() >= 60, "{file}");
        for (problem, (number, &value)) in problems.iter().zip((1..).zip(&values)) {
            let line = Line::of(problem).expect("a line");
            let found = best_order(&line, None, 1, &Budget::steps(u64::MAX));
            assert_eq!(found.cost, value, "{file}, instance {number}");
        }
    }
}

#[test]
fn most_published_optima_of_forty_jobs_are_proved_and_the_others_bounded_within_three_parts_of_a_hundred() {
    let (Some(text), Some(values)) = (shared("wt40.txt"), shared("wtopt40.txt")) else { return };
    let problems = orlib_from_text(&text, "wt40.txt").expect("a file of the OR-Library");
    let values = values.split_ascii_whitespace().map(|word| word.parse::<Money>().expect("a number"));
    let mut proved = 0;
    for (problem, value) in problems.iter().zip(values).take(12) {
        let found = solve(problem, &settings(1, u64::MAX));
        assert_eq!(found.plan.cost(problem), Ok(value));
        assert!(found.bound <= value && found.bound * 100 >= value * 97, "{} and {value}", found.bound);
        proved += u32::from(found.is_best_possible());
    }
    assert!(proved > 6, "{proved} of 12");
}

#[test]
fn the_number_of_jobs_is_found_whatever_the_file_is_called_and_however_it_is_wrapped() {
    for (file, jobs) in [("wt40.txt", 40), ("wt50.txt", 50), ("wt100.txt", 100)] {
        let Some(text) = shared(file) else { return };
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        let wrapped = |width: usize| words.chunks(width).map(|row| row.join(" ")).collect::<Vec<_>>().join("\n");
        let one: String = words[..3 * jobs].join(" ");
        for text in [text.clone(), wrapped(20), wrapped(1), words.join(" "), one] {
            for name in ["", "wt7.txt", "instance_1.txt", file] {
                let found = orlib_from_text(&text, name).expect("sound");
                assert!(found.iter().all(|problem| problem.len() == jobs), "{file} as {name:?}: {}", found[0].len());
            }
        }
    }
}

#[test]
fn a_name_decides_where_the_numbers_do_not() {
    let text = "3 4 5 6 1 1 1 1 7 7 7 7";
    assert_eq!(orlib_from_text(text, "wt2.txt").expect("sound").len(), 2);
    assert_eq!(orlib_from_text(text, "wt4_a.txt").expect("sound").len(), 1);
    assert_eq!(orlib_from_text("3 4\n1 1\n0 -5", "").expect("sound")[0].curve(1).at(4), 9);
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_place() {
    let said = |text: &str| orlib_from_text(text, "").expect_err("unsound").to_string();
    assert!(said("1 2\n3 x 5").starts_with("line 2 has \"x\""));
    assert!(said("").starts_with("the file has 0 numbers") && said("1 2 3 4").starts_with("the file has 4 numbers"));
    assert!(said("0 1 1").contains("job 1 of instance 1 has the processing time 0"));
    assert!(said("1 99999999999 1").contains("the weight 99999999999"));
    assert!(said("1 1 -9223372036854775808").contains("due date"));
    assert!(said("400000000 400000000\n1 1\n1 1").contains("at most"));
    assert!(matches!(orlib_from_text("1 9223372036854775808 1", ""), Err(OrlibError::Word { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_line_of_any_curves_gets_the_optimum_of_brute_force(problem in lines(7), seed in 0_u64..4) {
        let found = solve(&problem, &settings(seed, 2_000));
        prop_assert_eq!(found.plan.cost(&problem), Ok(found.cost));
        prop_assert_eq!(found.cost, optimum(&problem));
        prop_assert!(found.bound <= found.cost);
    }

    #[test]
    fn a_start_is_never_made_worse_and_the_same_seed_and_steps_give_the_same(problem in lines(40), steps in 0_u64..20) {
        let line = Line::of(&problem).expect("a line");
        let start: Vec<u32> = (0..).take(problem.len()).collect();
        let given = best_order(&line, Some(&start), 3, &Budget::steps(0));
        prop_assert_eq!(&given.order, &start);
        let found = best_order(&line, Some(&start), 3, &Budget::steps(steps));
        prop_assert!(found.cost <= given.cost && found.steps <= steps);
        prop_assert_eq!(&found, &best_order(&line, Some(&start), 3, &Budget::steps(steps)));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[-0-9a \\n]{0,60}|\\PC{0,40}", name in "wt[0-9]{0,30}.txt|\\PC{0,10}") {
        let _ = orlib_from_text(&text, &name);
    }

    #[test]
    fn numbers_of_any_size_are_read_or_refused(numbers in prop::collection::vec(any::<i64>(), 3..=12)) {
        let text: Vec<String> = numbers.iter().map(i64::to_string).collect();
        let _ = orlib_from_text(&text.join(" "), "");
    }
}
