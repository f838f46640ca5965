//! The search: exact on small problems nearly always, and the same on any number of threads.

use std::sync::atomic::{AtomicU32, Ordering};

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use throughline_scheduler::{
    Budget, Calendar, Choice, Item, Money, Problem, Row, Settings, Solution, Team, dispatch, format, lower_bound, solve,
};

use crate::{
    brute::optimum,
    given_files::given_file,
    random::{With, problem, problems},
};

fn settings(steps: u64) -> Settings<'static> {
    Settings { seed: 1, budget: Budget::steps(steps), threads: 1, start: None, prove: true }
}

#[test]
fn of_400_small_problems_nearly_all_are_solved_to_the_optimum() {
    let mut runner = TestRunner::deterministic();
    let mut missed = 0;
    for _ in 0..400 {
        let parts = problems(6, With::Everything).new_tree(&mut runner).expect("a problem").current();
        let problem = problem(&parts);
        let found = solve(&problem, &settings(4_000));
        let best = optimum(&problem);
        assert!(found.bound <= best && best <= found.cost, "{} {best} {}", found.bound, found.cost);
        missed += i32::from(found.cost > best);
    }
    assert!(missed <= 4, "{missed} of 400 are above the optimum");
}

#[test]
fn the_same_seed_and_steps_give_the_same_solution_on_any_number_of_threads() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..20 {
        let parts = problems(40, With::Roadmap).new_tree(&mut runner).expect("a problem").current();
        let problem = problem(&parts);
        let once = solve(&problem, &settings(3_000));
        for threads in [1, 2, 7] {
            assert_eq!(solve(&problem, &Settings { threads, ..settings(3_000) }), once);
        }
    }
}

/// One roadmap of enough items for the bound to come first.
fn large() -> Problem {
    roadmap(700)
}

/// Some items can be done by two teams, much waits for other teams' work, and some lose much on a day.
fn roadmap(items: u32) -> Problem {
    let mut state = 7_u64;
    let mut draw = |below: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(state >> 33).unwrap_or(0) % below
    };
    let mut item = |at: u32| {
        let (team, days) = (draw(6), 1 + draw(25).cast_signed());
        let mut choices = vec![Choice { team, days }];
        if draw(3) == 0 {
            choices.push(Choice { team: (team + 1) % 6, days: days + 3 });
        }
        let slope = Money::from(1 + draw(20) * draw(20));
        let date = 20 + draw(900).cast_signed();
        let cost = match draw(4) {
            0 => vec![Row { day: 0, value: 0, slope: 0 }],
            1 => vec![Row { day: 0, value: 0, slope }],
            2 => vec![Row { day: 0, value: 0, slope: 0 }, Row { day: date, value: 0, slope }],
            _ => vec![Row { day: 0, value: 0, slope: 0 }, Row { day: date, value: 100 * slope, slope: 0 }],
        };
        let preds = if at > 0 && draw(2) == 0 { vec![at - 1 - draw(at.min(40))] } else { Vec::new() };
        Item { choices, preds, cost, ..Item::default() }
    };
    let items: Vec<Item> = (0..items).map(&mut item).collect();
    Problem::new(vec![Team { tracks: 2, calendar: Calendar::full() }; 6], &items).expect("a sound problem")
}

#[test]
fn a_large_problem_is_solved_alike_on_any_number_of_threads() {
    let problem = large();
    let once = solve(&problem, &settings(50_000));
    assert_eq!(once.plan.cost(&problem), Ok(once.cost));
    let without_prices = lower_bound(&problem, None, Budget::steps(0));
    assert!(
        once.bound > without_prices && once.bound <= once.cost,
        "{without_prices}, {} and {}",
        once.bound,
        once.cost
    );
    assert_eq!(solve(&problem, &Settings { threads: 2, ..settings(50_000) }), once);
}

/// What is found by the time that the clock has been looked at so many times.
fn after_looks(problem: &Problem, looks: u32, threads: usize) -> Solution {
    let looked = AtomicU32::new(0);
    let clock = || f64::from(looked.fetch_add(1, Ordering::Relaxed)) / f64::from(looks.max(1));
    solve(problem, &Settings { budget: Budget::until(&clock), threads, ..settings(0) })
}

#[test]
fn a_large_problem_begins_with_the_days_that_its_bound_wishes_for() {
    let problem = large();
    let rule = dispatch(&problem).cost(&problem).expect("feasible");
    let found = after_looks(&problem, 200, 1);
    assert!(found.cost * 100 < rule * 88, "{} where a rule's plan costs {rule}", found.cost);
}

#[test]
fn a_large_problem_ends_with_a_sound_plan_and_bound_whenever_its_clock_says_so() {
    let problem = large();
    let rule = dispatch(&problem).cost(&problem).expect("feasible");
    let best = solve(&problem, &settings(300_000));
    for limit in [0, 1, 3, 10, 50, 1_000] {
        for threads in [1, 2] {
            let found = after_looks(&problem, limit, threads);
            assert_eq!(found.plan.cost(&problem), Ok(found.cost));
            assert!(found.cost <= rule && found.bound <= best.cost, "{} and {}", found.cost, found.bound);
        }
    }
}

#[test]
fn a_search_stops_when_its_clock_says_so_and_ends_with_a_sound_plan() {
    let Some(text) = given_file("instances/rm_200_1.json") else { return };
    let problem = format::roadmap_from_json(&text).expect("a roadmap");
    for limit in [0, 1, 50, 5_000] {
        for threads in [1, 2] {
            let found = after_looks(&problem, limit, threads);
            assert_eq!(found.plan.cost(&problem), Ok(found.cost));
            assert!(found.cost <= dispatch(&problem).cost(&problem).expect("feasible"));
        }
    }
}

#[test]
fn a_search_may_be_over_whenever_it_looks_at_its_clock() {
    let problem = roadmap(30);
    let rule = dispatch(&problem).cost(&problem).expect("feasible");
    let best = solve(&problem, &settings(100_000));
    for looks in 0..150 {
        for threads in [1, 2] {
            let found = after_looks(&problem, looks, threads);
            assert_eq!(found.plan.cost(&problem), Ok(found.cost));
            assert!(found.cost <= rule && found.bound <= best.cost, "{} and {}", found.cost, found.bound);
        }
    }
}

#[test]
fn given_roadmaps_come_out_well_below_every_dispatching_rule_that_was_measured() {
    for (name, best_rule, best_seen) in [
        ("rm_50_1", 991_000, 883_130),
        ("rm_50_2", 818_800, 774_140),
        ("rm_50_3", 969_500, 854_680),
        ("rm_200_1", 2_352_000, 2_039_400),
        ("rm_200_2", 1_754_000, 1_550_900),
        ("rm_1000_1", 22_156_000, 19_262_000),
    ] {
        let Some(text) = given_file(&format!("instances/{name}.json")) else { return };
        let problem = format::roadmap_from_json(&text).expect("a roadmap");
        let found = solve(&problem, &settings(400_000));
        assert_eq!(found.plan.cost(&problem), Ok(found.cost));
        assert!(found.bound <= best_seen + 500, "{name}: the bound {} is above a plan", found.bound);
        assert!(found.cost * 100 < best_rule * 97, "{name} costs {}", found.cost);
    }
}

#[test]
fn a_given_roadmap_with_a_known_optimum_is_never_undercut() {
    let Some(text) = given_file("instances/known_1000.json") else { return };
    let Some(known) = given_file("instances/known_1000.opt") else { return };
    let known: i64 = known.trim().parse().expect("a number");
    let problem = format::roadmap_from_json(&text).expect("a roadmap");
    let found = solve(&problem, &settings(400_000));
    assert!(found.bound <= known && known <= found.cost, "{} {known} {}", found.bound, found.cost);
    assert!(found.cost * 100 <= known * 105, "{} is more than 5% above {known}", found.cost);
}
