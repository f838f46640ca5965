//! The search: exact on small problems nearly always, and the same on any number of threads.

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use throughline_scheduler::{Budget, Settings, dispatch, format, solve};

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

#[test]
fn a_large_roadmap_begins_with_the_days_that_its_bound_wishes_for() {
    let Some(text) = given_file("instances/rm_1000_1.json") else { return };
    let problem = format::roadmap_from_json(&text).expect("a roadmap");
    let rule = dispatch(&problem).cost(&problem).expect("feasible");
    let once = solve(&problem, &settings(100_000));
    assert!(once.cost * 100 < rule * 92, "{} where a rule's plan costs {rule}", once.cost);
    assert_eq!(solve(&problem, &Settings { threads: 2, ..settings(100_000) }), once);
}

#[test]
fn a_search_stops_when_its_clock_says_so_and_ends_with_a_sound_plan() {
    let Some(text) = given_file("instances/rm_200_1.json") else { return };
    let problem = format::roadmap_from_json(&text).expect("a roadmap");
    for limit in [0, 1, 50, 5_000] {
        let asked = std::sync::atomic::AtomicU32::new(0);
        let clock = || f64::from(asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) / f64::from(limit.max(1));
        for threads in [1, 2] {
            let budget = Budget::until(&clock);
            let found = solve(&problem, &Settings { budget, threads, ..settings(0) });
            assert_eq!(found.plan.cost(&problem), Ok(found.cost));
            assert!(found.cost <= dispatch(&problem).cost(&problem).expect("feasible"));
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
