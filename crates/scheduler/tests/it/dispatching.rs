//! The first usable plan.

use proptest::prelude::*;
use throughline_scheduler::{Budget, Choice, Item, Problem, Row, Settings, Slot, Team, dispatch, solve};

use crate::{
    brute::optimum,
    random::{With, problem, problems},
};

fn settings(steps: u64) -> Settings<'static> {
    Settings { seed: 1, budget: Budget::steps(steps), threads: 1, start: None, prove: true }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_dispatched_plan_can_be_carried_out_and_is_never_below_the_optimum(parts in problems(5, With::Everything)) {
        let problem = problem(&parts);
        let cost = dispatch(&problem).cost(&problem).expect("feasible");
        prop_assert!(cost >= optimum(&problem));
    }

    #[test]
    fn a_plain_roadmap_is_dispatched_feasibly(parts in problems(12, With::Roadmap)) {
        let problem = problem(&parts);
        dispatch(&problem).cost(&problem).expect("feasible");
    }

    #[test]
    fn what_solve_says_is_what_the_evaluator_says(parts in problems(5, With::Everything)) {
        let problem = problem(&parts);
        let solution = solve(&problem, &settings(200));
        prop_assert_eq!(solution.plan.cost(&problem), Ok(solution.cost));
        let best = optimum(&problem);
        prop_assert!(solution.bound <= best && best <= solution.cost);
    }

    #[test]
    fn a_plan_to_begin_with_is_never_made_worse(parts in problems(8, With::Everything)) {
        let problem = problem(&parts);
        let start = solve(&problem, &settings(500)).plan;
        let again = solve(&problem, &Settings { start: Some(&start), seed: 2, ..settings(1) });
        prop_assert!(again.cost <= start.cost(&problem).expect("feasible"));
    }
}

#[test]
fn an_enabler_goes_before_what_is_worth_less_than_what_it_enables() {
    let item = |days, preds: &[u32], slope| Item {
        choices: vec![Choice { team: 0, days }],
        preds: preds.to_vec(),
        cost: vec![Row { day: 0, value: 0, slope }],
        ..Item::default()
    };
    let team = Team { tracks: 1, calendar: throughline_scheduler::Calendar::full() };
    let problem = Problem::new(vec![team], &[item(2, &[], 5), item(1, &[], 0), item(1, &[1], 100)]).expect("sound");
    let plan = dispatch(&problem);
    assert_eq!(plan.slots.iter().map(|slot| slot.start).collect::<Vec<_>>(), [2, 0, 1]);
}

#[test]
fn work_that_a_promise_waits_for_comes_in_time() {
    let item = |days, preds: &[u32], slope, fixed| Item {
        choices: vec![Choice { team: 0, days }],
        preds: preds.to_vec(),
        cost: vec![Row { day: 0, value: 0, slope }],
        fixed,
        ..Item::default()
    };
    let promise = Some(Slot { start: 3, choice: 0 });
    let team = Team { tracks: 1, calendar: throughline_scheduler::Calendar::full() };
    let items = [item(5, &[], 100, None), item(2, &[], 0, None), item(2, &[1], 0, promise)];
    let problem = Problem::new(vec![team], &items).expect("sound");
    let plan = dispatch(&problem);
    plan.cost(&problem).expect("the promise is kept");
    assert_eq!(plan.slots.iter().map(|slot| slot.start).collect::<Vec<_>>(), [5, 0, 3]);
}
