//! Problems that were refined into others: the way up, the money, the gaps.

use proptest::prelude::*;
use throughline_domain::{
    KeyResultId, ProblemId, Ts,
    priorities::{Gaps, Rollup},
    strategy::{Break, DEEPEST, Goals, KeyResultShare, Link, Problem, Unrefined, may_refine},
};
use uuid::Uuid;

use crate::{
    build::{TODAY, portfolio, work},
    goals::{key_result, metric, objective, problem},
};

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn named(number: u128) -> ProblemId {
    ProblemId(id(number))
}

fn link(number: u128) -> Link {
    Link::Problem(named(number))
}

fn part(number: u128, of: u128) -> Problem {
    Problem { parent_id: Some(named(of)), ..problem(number, None, "3%") }
}

/// Two objectives on one North Star with a key result each, and these problems.
fn company(problems: Vec<Problem>) -> Goals {
    Goals::new(
        vec![metric(1, None, true)],
        vec![objective(1, Some(1)), objective(2, Some(1))],
        vec![key_result(1, 1), key_result(2, 2)],
        problems,
    )
}

/// Problem 1 serves both key results, 60 to 40; 2 and 3 are parts of it, and 4 is part of 3.
fn refined() -> Vec<Problem> {
    let share = |(result, percent)| KeyResultShare { key_result_id: KeyResultId(id(result)), percent };
    let whole = Problem { shares: [(1, 60), (2, 40)].map(share).to_vec(), ..problem(1, Some(1), "") };
    vec![whole, part(2, 1), part(3, 1), part(4, 3)]
}

fn gaps(goals: &Goals, on: &[u128]) -> Gaps {
    let works: Vec<_> = on.iter().map(|&number| work(number, "A", 100.0, 1.0).problem(named(number))).collect();
    Gaps::find(goals, portfolio(&works).items().iter().map(AsRef::as_ref), TODAY)
}

#[test]
fn the_way_up_goes_through_every_problem_that_was_refined() {
    let chain = company(refined()).chain(Some(named(4)));
    assert_eq!(chain.links[..4], [link(4), link(3), link(1), Link::KeyResult(KeyResultId(id(1)))]);
    assert_eq!((chain.links.len(), chain.broken), (6, None));
}

#[test]
fn a_problem_serves_key_results_or_refines_another_and_never_both() {
    assert_eq!(part(2, 1).check(), Ok(()));
    let both = Problem { key_result_id: Some(KeyResultId(id(1))), ..part(2, 1) };
    let said = both.check().unwrap_err().messages();
    assert_eq!((said.len(), said[0].field.as_str()), (1, "parent_id"));
    assert!(said[0].message.ends_with("take out either that problem or the key results"), "{}", said[0].message);
    assert!(part(2, 2).check().is_err(), "nothing is part of itself");
}

#[test]
fn no_circle_is_closed_and_nothing_stands_too_deep() {
    let problems = refined();
    assert_eq!(may_refine(&problems, named(1), named(4)), Err(Unrefined::Circle));
    assert_eq!(may_refine(&problems, named(1), named(1)), Err(Unrefined::Circle));
    assert_eq!(may_refine(&problems, named(2), named(4)), Ok(()));
    assert_eq!(may_refine(&problems, named(3), named(2)), Ok(()), "with what is part of it");
    let line: Vec<Problem> = [problem(1, Some(1), "")].into_iter().chain((2..=5).map(|at| part(at, at - 1))).collect();
    assert_eq!(line.len(), DEEPEST);
    assert_eq!(may_refine(&line, named(6), named(4)), Ok(()));
    assert_eq!(may_refine(&line, named(6), named(5)), Err(Unrefined::TooDeep(6)));
    assert_eq!(may_refine(&line, named(1), named(6)), Err(Unrefined::TooDeep(6)), "counted from the top to the lowest");
}

#[test]
fn a_part_of_a_deleted_problem_says_where_the_line_breaks_and_serves_nothing() {
    let mut problems = refined();
    problems[0].withdrawn_at = Some(Ts::default());
    let goals = company(problems);
    for number in [2, 3, 4] {
        assert_eq!(goals.chain(Some(named(number))).broken, Some(Break::NoParent), "{number}");
    }
    assert_eq!(goals.chain(Some(named(4))).links, [link(4), link(3)]);
    assert_eq!(goals.key_results_of(goals.problem(named(4)).unwrap()), []);
    assert_eq!(Break::NoParent.to_string(), "The problem that this one refines was deleted.");
}

#[test]
fn a_problem_whose_parts_have_tickets_is_worked_on_and_its_parts_serve_its_key_results() {
    let goals = company(refined());
    let found = gaps(&goals, &[4]);
    assert_eq!(found.unfunded_problems, [named(2)], "3 and 1 have the ticket of 4");
    assert_eq!((&found.unfunded_key_results[..], &found.broken[..], &found.orphans[..]), (&[][..], &[][..], &[][..]));
}

#[test]
fn a_problem_is_measurable_by_itself_or_by_all_of_its_parts() {
    assert_eq!(gaps(&company(refined()), &[]).unmeasurable_problems, [], "1 says no number, and 2 and 3 do");
    let mut problems = refined();
    problems[1].expected_effect = "customers are happier".to_owned();
    assert_eq!(gaps(&company(problems.clone()), &[]).unmeasurable_problems, [named(1), named(2)]);
    problems[0].expected_effect = "5%".to_owned();
    assert_eq!(gaps(&company(problems), &[]).unmeasurable_problems, [named(2)], "a part says itself what it brings");
}

#[test]
fn a_part_is_over_with_what_the_whole_serves() {
    let mut goals = company(refined());
    let over = |goals: &Goals| goals.problem_ended(goals.problem(named(4)).unwrap(), TODAY);
    assert!(!over(&goals));
    let ended = |number| throughline_domain::strategy::Objective {
        ends_on: Some(jiff::civil::date(2026, 9, 30)),
        ..objective(number, Some(1))
    };
    goals = Goals::new(vec![], vec![ended(1), ended(2)], vec![key_result(1, 1), key_result(2, 2)], refined());
    assert!(over(&goals));
}

#[test]
fn a_circle_that_was_read_from_elsewhere_is_cut_and_a_tower_ends() {
    let goals = company(vec![part(1, 2), part(2, 1), part(3, 2)]);
    for number in 1..=3 {
        assert_eq!(goals.chain(Some(named(number))).links, [link(number)]);
        assert_eq!(goals.above(Some(named(number))).len(), 1);
        assert_eq!(goals.parts_of(named(number)).count(), 0);
    }
    let tower = company([problem(1, Some(1), "")].into_iter().chain((2..=20).map(|at| part(at, at - 1))).collect());
    assert_eq!(tower.wholes(tower.problem(named(5)).unwrap()).count(), 5);
    assert_eq!(tower.chain(Some(named(6))).broken, Some(Break::NoKeyResult));
}

#[test]
fn money_of_a_part_is_in_the_whole_once() {
    let goals = company(refined());
    let works =
        [(1, 10.0), (2, 200.0), (4, 3_000.0)].map(|(number, cost)| work(number, "A", cost, 1.0).problem(named(number)));
    let rollup = Rollup::of(&portfolio(&works), &goals);
    let waiting = |link| {
        let waiting = rollup.below(link).unwrap();
        (waiting.cost_of_delay_per_week.unwrap().mean.round(), waiting.tickets, waiting.claimed_twice.len())
    };
    assert_eq!(waiting(link(4)), (3_000.0, 1, 0));
    assert_eq!(waiting(link(3)), (3_000.0, 1, 0));
    assert_eq!(waiting(link(1)), (3_210.0, 3, 0));
    assert_eq!(waiting(Link::KeyResult(KeyResultId(id(1)))), (1_926.0, 3, 0));
}

proptest! {
    /// Problems that are part of one before them, or of none and serve key results by shares.
    #[test]
    fn however_problems_are_refined_the_money_counts_once_and_every_way_ends(
        parents in prop::collection::vec(prop::option::of(0_usize..40), 1..40),
        costs in prop::collection::vec(1.0_f64..1e6, 40),
        serving in 1_i64..100,
    ) {
        let share = |result, percent| KeyResultShare { key_result_id: KeyResultId(id(result)), percent };
        let whole = |number| Problem {
            shares: vec![share(1, serving), share(2, 100 - serving)],
            ..problem(number, Some(1), "3%")
        };
        let made = |(at, parent): (usize, &Option<usize>)| {
            let number = u128::try_from(at + 1).unwrap();
            match parent {
                // Also circles, and wholes that are not there.
                Some(parent) => part(number, u128::try_from(parent + 1).unwrap()),
                None => whole(number),
            }
        };
        let goals = company(parents.iter().enumerate().map(made).collect());
        let works: Vec<_> = (0..parents.len())
            .map(|at| work(at as u128 + 1, "A", costs[at], 1.0).problem(named(at as u128 + 1)))
            .collect();
        let rollup = Rollup::of(&portfolio(&works), &goals);
        let mean = |link| rollup.below(link).map_or(0.0, |waiting| waiting.cost_of_delay_per_week.unwrap().mean);
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * (1.0 + b.abs());
        let mut reaching = 0.0;
        for problem in goals.problems() {
            let at = usize::try_from(problem.id.0.as_u128()).unwrap() - 1;
            let parts: f64 = goals.parts_of(problem.id).map(|part| mean(Link::Problem(part.id))).sum();
            prop_assert!(near(mean(Link::Problem(problem.id)), costs[at] + parts), "{} and its parts", problem.key);
            let chain = goals.chain(Some(problem.id));
            prop_assert!(chain.links.len() <= DEEPEST + 3);
            reaching += if chain.broken.is_none() { costs[at] } else { 0.0 };
        }
        let results = [1, 2].map(|number| mean(Link::KeyResult(KeyResultId(id(number)))));
        prop_assert!(near(results.iter().sum(), reaching), "{results:?} of {reaching}");
    }

    #[test]
    fn what_may_refine_never_closes_a_circle_nor_stands_too_deep(
        moves in prop::collection::vec((0_u128..12, 0_u128..12), 1..60),
    ) {
        let mut problems: Vec<Problem> = (0..12).map(|number| problem(number, None, "")).collect();
        for (which, under) in moves {
            if may_refine(&problems, named(which), named(under)).is_ok() {
                let at = problems.iter().position(|one| one.id == named(which)).unwrap();
                problems[at].parent_id = Some(named(under));
            }
            let read = company(problems.clone());
            prop_assert_eq!(read.problems(), &problems[..], "nothing had to be cut");
        }
    }
}
