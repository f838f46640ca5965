//! Small problems are solved to the end, and the proof is right.

use proptest::prelude::*;
use throughline_scheduler::{Budget, Problem, Settings, Solution, format::roadmap_from_json, solve};

use crate::{
    brute::optimum,
    given_files::given_file,
    random::{With, problem, problems},
};

fn solved(problem: &Problem, seed: u64, steps: u64) -> Solution {
    solve(problem, &Settings { seed, budget: Budget::steps(steps), threads: 1, start: None, prove: true })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn the_best_plan_is_found_and_proved(parts in problems(6, With::Everything), seed in 0_u64..4) {
        let problem = problem(&parts);
        let best = optimum(&problem);
        for steps in [1, 40, 4_000, 40_000, 4_000_000] {
            let found = solved(&problem, seed, steps);
            prop_assert_eq!(found.plan.cost(&problem), Ok(found.cost));
            prop_assert!(found.cost >= best, "{} with {} steps is below {}", found.cost, steps, best);
            prop_assert!(found.bound <= best, "a bound of {} with {} steps is above {}", found.bound, steps, best);
            if found.is_best_possible() {
                return Ok(());
            }
        }
        prop_assert!(false, "not proved");
    }
}

#[test]
fn roadmaps_of_fifty_items_are_proved_best() {
    for (number, best) in [(1, 883_133), (2, 774_135), (3, 854_682)] {
        let Some(text) = given_file(&format!("instances/rm_50_{number}.json")) else { return };
        let problem = roadmap_from_json(&text).expect("a roadmap");
        let found = solved(&problem, 1, 1_000_000);
        assert_eq!((found.cost, found.bound), (best, best), "roadmap {number}");
        assert_eq!(found.plan.cost(&problem), Ok(best));
    }
}
