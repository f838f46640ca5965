//! Money carried up by shares: to several objectives and key results, and never twice.

use proptest::prelude::*;
use throughline_domain::{
    KeyResultId, MetricId, ObjectiveId, ProblemId, Ts,
    priorities::{Gaps, Rollup},
    strategy::{Goals, KeyResult, KeyResultShare, Link, Objective, ObjectiveShare, Problem},
};
use uuid::Uuid;

use crate::{
    build::{TODAY, portfolio, work},
    goals::{key_result, metric, objective, problem},
};

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// A key result that counts for objectives with these percents.
fn counts(number: u128, shares: &[(u128, i64)]) -> KeyResult {
    let share =
        |&(objective, percent): &(u128, i64)| ObjectiveShare { objective_id: ObjectiveId(id(objective)), percent };
    KeyResult { shares: shares.iter().map(share).collect(), ..key_result(number, shares[0].0) }
}

/// A problem that serves key results with these percents.
fn serves(number: u128, shares: &[(u128, i64)]) -> Problem {
    let share = |&(result, percent): &(u128, i64)| KeyResultShare { key_result_id: KeyResultId(id(result)), percent };
    Problem { shares: shares.iter().map(share).collect(), ..problem(number, Some(shares[0].0), "3%") }
}

fn said(result: &KeyResult) -> Vec<String> {
    let faults = result.check().err().unwrap_or_default();
    faults.messages().into_iter().map(|fault| fault.message).collect()
}

#[test]
fn shares_are_of_different_goals_the_first_among_them_and_add_up_to_100() {
    assert!(said(&counts(1, &[(1, 60), (2, 40)])).is_empty());
    assert!(said(&counts(1, &[(1, 100)])).is_empty());
    assert_eq!(said(&counts(1, &[(1, 60), (2, 30)])), ["shares add up to 90%; together they must be 100%"]);
    assert_eq!(said(&counts(1, &[(1, 60), (1, 40)])), ["shares name the same goal twice; put its shares together"]);
    assert_eq!(said(&counts(1, &[(1, 0), (2, 100)])), ["shares is 0; from 1 to 100 is possible"]);
    assert_eq!(
        said(&counts(1, &[(1, 20), (2, 20), (3, 20), (4, 20), (5, 20)])),
        ["shares has 5 entries; at most 4 are possible"]
    );
    let without = KeyResult { objective_id: ObjectiveId(id(9)), ..counts(1, &[(1, 60), (2, 40)]) };
    assert_eq!(said(&without), ["shares leave out the goal that it serves first; give it a share too"]);
    let nothing_first = Problem { key_result_id: None, ..serves(1, &[(1, 50), (2, 50)]) };
    assert!(nothing_first.check().is_err());
}

/// Two objectives on one North Star; key result 1 counts 60:40 for both, key result 2 for the second; the problem serves
/// both key results half.
fn shared() -> Goals {
    Goals::new(
        vec![metric(1, None, true)],
        vec![objective(1, Some(1)), objective(2, Some(1))],
        vec![counts(1, &[(1, 60), (2, 40)]), key_result(2, 2)],
        vec![serves(1, &[(1, 50), (2, 50)])],
    )
}

#[test]
fn money_goes_up_by_shares_and_arrives_whole() {
    let works = [work(1, "A", 10_000.0, 1.0).problem(ProblemId(id(1)))];
    let rollup = Rollup::of(&portfolio(&works), &shared());
    let mean = |link| rollup.below(link).unwrap().cost_of_delay_per_week.unwrap().mean;
    let near = |given: f64, meant: f64| (given - meant).abs() < 1e-9;
    assert!(near(mean(Link::Problem(ProblemId(id(1)))), 10_000.0));
    let results = [1, 2].map(|number| mean(Link::KeyResult(KeyResultId(id(number)))));
    assert!(near(results[0], 5_000.0) && near(results[1], 5_000.0), "{results:?}");
    let objectives = [1, 2].map(|number| mean(Link::Objective(ObjectiveId(id(number)))));
    assert!(near(objectives[0], 3_000.0) && near(objectives[1], 7_000.0), "{objectives:?}");
    assert!(near(mean(Link::NorthStar(MetricId(id(1)))), 10_000.0), "never counted twice");
    assert_eq!(rollup.below(Link::Objective(ObjectiveId(id(2)))).unwrap().tickets, 1, "it is one ticket");
}

#[test]
fn the_share_of_a_deleted_goal_goes_to_the_others_in_proportion() {
    let gone = Objective { withdrawn_at: Some(Ts::default()), ..objective(1, Some(1)) };
    let left = vec![gone, objective(2, Some(1)), objective(3, Some(1))];
    let goals = Goals::new(
        vec![metric(1, None, true)],
        left,
        vec![counts(1, &[(1, 50), (2, 30), (3, 20)])],
        vec![problem(1, Some(1), "3%")],
    );
    let parts: Vec<f64> = goals.objectives_of(&goals.key_results()[0]).into_iter().map(|(_, part)| part).collect();
    assert_eq!(parts, [0.6, 0.4]);
    assert_eq!(goals.chain(Some(ProblemId(id(1)))).broken, None, "the line goes on through those that are there");
}

#[test]
fn what_still_serves_a_goal_that_runs_is_not_left_over() {
    let ended = |number| Objective { ends_on: Some(jiff::civil::date(2026, 9, 30)), ..objective(number, Some(1)) };
    let works = [work(1, "A", 10_000.0, 1.0).problem(ProblemId(id(1)))];
    let portfolio = portfolio(&works);
    let left_over = |objectives: Vec<Objective>| {
        let results = vec![counts(1, &[(1, 60), (2, 40)])];
        let goals = Goals::new(vec![metric(1, None, true)], objectives, results, vec![problem(1, Some(1), "3%")]);
        Gaps::find(&goals, portfolio.items().iter().map(AsRef::as_ref), TODAY)
    };
    let half = left_over(vec![ended(1), objective(2, Some(1))]);
    assert!(half.work_on_ended.is_empty() && half.unfunded_objectives.is_empty(), "{half:?}");
    assert_eq!(left_over(vec![ended(1), ended(2)]).work_on_ended.len(), 1);
}

proptest! {
    #[test]
    fn on_every_floor_the_parts_of_a_problem_are_all_of_it(
        first in 1i64..100, second in 1i64..100, serving in 1i64..100, cost in 1.0f64..1e9,
    ) {
        let goals = Goals::new(
            vec![metric(1, None, true), metric(2, Some(1), false)],
            vec![objective(1, Some(1)), objective(2, Some(2))],
            vec![counts(1, &[(1, first), (2, 100 - first)]), counts(2, &[(2, second), (1, 100 - second)])],
            vec![serves(1, &[(1, serving), (2, 100 - serving)])],
        );
        let works = [work(1, "A", cost, 1.0).problem(ProblemId(id(1)))];
        let rollup = Rollup::of(&portfolio(&works), &goals);
        let mean = |link| rollup.below(link).map_or(0.0, |waiting| waiting.cost_of_delay_per_week.unwrap().mean);
        let results: f64 = [1, 2].map(|number| mean(Link::KeyResult(KeyResultId(id(number))))).iter().sum();
        let objectives: f64 = [1, 2].map(|number| mean(Link::Objective(ObjectiveId(id(number))))).iter().sum();
        for sum in [results, objectives, mean(Link::NorthStar(MetricId(id(1))))] {
            prop_assert!((sum / cost - 1.0).abs() < 1e-9, "{sum} of {cost}");
        }
    }
}
