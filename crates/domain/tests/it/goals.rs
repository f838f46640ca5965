//! The chain up to the North Star, its gaps, and the money that waits on it.

use jiff::civil::date;
use throughline_domain::{
    Currency, KeyResultId, MetricId, ObjectiveId, ProblemId, Ts,
    metrics::{Direction, Metric, closes_a_circle},
    priorities::{Gaps, Rollup},
    strategy::{Ambition, Break, Goals, KeyResult, Link, Objective, ObjectiveShare, Problem, ResultKind},
};

use crate::build::{TODAY, portfolio, ticket_id, work};

fn id(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}

pub fn metric(number: u128, parent: Option<u128>, north_star: bool) -> Metric {
    Metric {
        id: MetricId(id(number)),
        name: format!("Metric {number}"),
        unit: "loads".to_owned(),
        definition: String::new(),
        direction: Direction::Up,
        parent_id: parent.map(|parent| MetricId(id(parent))),
        north_star,
        target: None,
        target_date: None,
        worth_minor_per_unit_year: None,
        owner_id: None,
        source: String::new(),
        refresh: None,
        formula: None,
        strength: throughline_domain::metrics::Strength::Assumed,
        against: false,
        version: 1,
        withdrawn_at: None,
    }
}

pub fn objective(number: u128, metric: Option<u128>) -> Objective {
    Objective {
        id: ObjectiveId(id(number)),
        key: format!("O{number}"),
        title: "Keep the customers we win".to_owned(),
        why: String::new(),
        metric_id: metric.map(|metric| MetricId(id(metric))),
        cycle_id: None,
        starts_on: None,
        ends_on: None,
        owner_id: None,
        at_stake: None,
        version: 1,
        created_at: Ts::default(),
        withdrawn_at: None,
    }
}

pub fn key_result(number: u128, objective: u128) -> KeyResult {
    KeyResult {
        id: KeyResultId(id(number)),
        key: format!("KR{number}"),
        objective_id: ObjectiveId(id(objective)),
        shares: Vec::new(),
        title: "Mid-market churn from 11% to 6% a year".to_owned(),
        metric_id: None,
        kind: ResultKind::Reach,
        start: Some(0.11),
        target: Some(0.06),
        at_least: None,
        at_most: None,
        milestones: String::new(),
        unit: "share".to_owned(),
        due_on: None,
        ambition: Ambition::Committed,
        version: 1,
        created_at: Ts::default(),
        withdrawn_at: None,
    }
}

pub fn problem(number: u128, key_result: Option<u128>, effect: &str) -> Problem {
    Problem {
        id: ProblemId(id(number)),
        key: format!("P{number}"),
        parent_id: None,
        key_result_id: key_result.map(|key_result| KeyResultId(id(key_result))),
        shares: Vec::new(),
        title: "Three features that reduce churn".to_owned(),
        goal: "We need to increase Q4 sales".to_owned(),
        hypothesis: String::new(),
        segment_id: None,
        expected_effect: effect.to_owned(),
        due_on: None,
        version: 1,
        created_at: Ts::default(),
        withdrawn_at: None,
    }
}

/// North Star 1 over metric 2; objective 1 on it with key result 1; problems 1 (whole) and 2 (loose).
fn line() -> Goals {
    Goals::new(
        vec![metric(1, None, true), metric(2, Some(1), false)],
        vec![objective(1, Some(2))],
        vec![key_result(1, 1)],
        vec![problem(1, Some(1), "reduces churn by 3 points"), problem(2, None, "customers are happier")],
    )
}

#[test]
fn a_whole_line_reaches_the_north_star() {
    let chain = line().chain(Some(ProblemId(id(1))));
    assert_eq!(
        chain.links,
        [
            Link::Problem(ProblemId(id(1))),
            Link::KeyResult(KeyResultId(id(1))),
            Link::Objective(ObjectiveId(id(1))),
            Link::Metric(MetricId(id(2))),
            Link::NorthStar(MetricId(id(1))),
        ]
    );
    assert_eq!(chain.broken, None);
}

#[test]
fn a_broken_line_says_where_it_breaks() {
    let goals = line();
    assert_eq!(goals.chain(None).broken, Some(Break::NoProblem));
    assert_eq!(goals.chain(Some(ProblemId(id(9)))).broken, Some(Break::NoProblem));
    assert_eq!(goals.chain(Some(ProblemId(id(2)))).broken, Some(Break::NoKeyResult));
    let broken = |metrics, objectives, key_results| {
        let goals = Goals::new(metrics, objectives, key_results, vec![problem(1, Some(1), "3%")]);
        goals.chain(Some(ProblemId(id(1)))).broken
    };
    assert_eq!(broken(vec![], vec![], vec![key_result(1, 1)]), Some(Break::NoObjective));
    assert_eq!(broken(vec![], vec![objective(1, None)], vec![key_result(1, 1)]), Some(Break::NoMetric));
    let loose = vec![metric(2, None, false)];
    assert_eq!(broken(loose, vec![objective(1, Some(2))], vec![key_result(1, 1)]), Some(Break::LooseMetric));
    let circle = vec![metric(2, Some(3), false), metric(3, Some(2), false)];
    assert_eq!(broken(circle, vec![objective(1, Some(2))], vec![key_result(1, 1)]), Some(Break::LooseMetric));
}

#[test]
fn a_deleted_goal_is_no_part_of_the_line() {
    let mut deleted = key_result(1, 1);
    deleted.withdrawn_at = Some(Ts::from_micros(1));
    let goals = Goals::new(vec![], vec![objective(1, None)], vec![deleted], vec![problem(1, Some(1), "3%")]);
    assert_eq!(goals.chain(Some(ProblemId(id(1)))).broken, Some(Break::NoKeyResult));
}

#[test]
fn gaps_of_both_kinds_stand_out() {
    let mut ended = objective(2, Some(2));
    ended.ends_on = Some(date(2026, 10, 12));
    let goals = Goals::new(
        vec![metric(1, None, true), metric(2, Some(1), false)],
        vec![objective(1, Some(2)), ended, objective(3, Some(2))],
        vec![key_result(1, 1), key_result(2, 2), key_result(3, 3)],
        vec![problem(1, Some(1), "3 points"), problem(2, Some(2), "happier people"), problem(3, None, "10% faster")],
    );
    let works = [
        work(1, "whole", 1.0, 1.0).problem(ProblemId(id(1))),
        work(2, "on ended", 1.0, 1.0).problem(ProblemId(id(2))),
        work(3, "orphan", 1.0, 1.0),
    ];
    let portfolio = portfolio(&works);
    let gaps = Gaps::find(&goals, portfolio.items().iter().map(AsRef::as_ref), TODAY);
    assert_eq!(gaps.orphans, [ticket_id(3)]);
    assert_eq!(gaps.work_on_ended, [ticket_id(2)]);
    assert_eq!(gaps.unfunded_objectives, [ObjectiveId(id(3))]);
    assert_eq!(gaps.unfunded_key_results, [KeyResultId(id(3))]);
    assert_eq!(gaps.unfunded_problems, [ProblemId(id(3))]);
    assert_eq!(gaps.unmeasurable_problems, [ProblemId(id(2))]);
    let broken: Vec<_> = gaps.broken.iter().map(|broken| (broken.problem_id, broken.at)).collect();
    assert_eq!(broken, [(ProblemId(id(3)), Break::NoKeyResult)]);
}

#[test]
fn an_objective_counts_as_running_on_its_last_day() {
    let mut last_day = objective(1, None);
    last_day.ends_on = Some(TODAY);
    let goals = Goals::new(vec![], vec![last_day], vec![key_result(1, 1)], vec![problem(1, Some(1), "3%")]);
    let portfolio = portfolio(&[work(1, "A", 1.0, 1.0).problem(ProblemId(id(1)))]);
    let gaps = Gaps::find(&goals, portfolio.items().iter().map(AsRef::as_ref), TODAY);
    assert!(gaps.work_on_ended.is_empty());
}

#[test]
fn what_counts_for_several_goals_is_over_when_the_last_of_them_is() {
    let over = Objective { ends_on: Some(date(2026, 10, 12)), ..objective(1, None) };
    let runs = Objective { ends_on: Some(date(2026, 10, 13)), ..objective(2, None) };
    let half = |number| ObjectiveShare { objective_id: ObjectiveId(id(number)), percent: 50 };
    let both = KeyResult { shares: vec![half(1), half(2)], ..key_result(1, 1) };
    let results = vec![both, key_result(2, 1), key_result(3, 9)];
    let goals = Goals::new(vec![], vec![over, runs], results, vec![problem(1, Some(1), ""), problem(2, Some(2), "")]);
    let results: Vec<bool> = goals.key_results().iter().map(|one| goals.result_ended(one, TODAY)).collect();
    assert_eq!(results, [false, true, false], "what hangs on nothing any more is not over but loose");
    let problems: Vec<bool> = goals.problems().iter().map(|one| goals.problem_ended(one, TODAY)).collect();
    assert_eq!(problems, [false, true]);
}

#[test]
fn money_adds_up_by_means_and_the_unknown_is_listed_not_counted_as_nothing() {
    let of = |work: crate::build::Work| work.problem(ProblemId(id(1)));
    let works = [
        of(work(1, "A", 20_000.0, 1.0).uncertain("visits", 1.0, 10.0)),
        of(work(2, "B", 10_000.0, 1.0).uncertain("churn", 1.0, 10.0)),
        of(work(3, "NF-187", 0.0, 1.0).unpriced()),
        of(work(4, "dollars", 700.0, 1.0).currency(Currency::USD)),
    ];
    let portfolio = portfolio(&works);
    let rollup = Rollup::of(&portfolio, &line());
    for link in [Link::Problem(ProblemId(id(1))), Link::Objective(ObjectiveId(id(1))), Link::NorthStar(MetricId(id(1)))]
    {
        let waiting = rollup.below(link).unwrap();
        let sum = waiting.cost_of_delay_per_week.unwrap();
        assert!((sum.mean - 30_000.0).abs() < 1e-6);
        // The range of a sum is narrower than the sum of the ranges: 20k and 10k with ratios of 1 to 10.
        let ends: f64 = [ticket_id(1), ticket_id(2)]
            .iter()
            .map(|&id| portfolio.get(id).unwrap().price.as_ref().unwrap().cost_of_delay_per_week.high)
            .sum();
        assert!(sum.high < 0.95 * ends && sum.low < sum.mean && sum.mean < sum.high);
        assert_eq!(waiting.tickets, 4);
        assert_eq!(waiting.not_counted, ["NF-187"]);
        assert_eq!(waiting.other_currencies.iter().map(|money| money.minor).collect::<Vec<_>>(), [700]);
    }
    assert_eq!(rollup.below(Link::Problem(ProblemId(id(2)))), None);
}

#[test]
fn money_that_two_tickets_claim_is_said_and_shown_in_both_sums() {
    let of = |work: crate::build::Work| work.problem(ProblemId(id(1)));
    let works = [
        of(work(1, "NF-1", 50_000.0, 1.0).claims_churn_of("mid-market")),
        of(work(2, "NF-2", 70_000.0, 1.0).claims_churn_of("mid-market").uncertain("retention", 1.0, 4.0)),
        of(work(3, "NF-3", 10_000.0, 1.0).claims_churn_of("enterprise")),
        of(work(4, "NF-4", 5_000.0, 1.0)),
    ];
    let turned: Vec<_> = works.iter().rev().cloned().collect();
    for works in [works.to_vec(), turned] {
        let rollup = Rollup::of(&portfolio(&works), &line());
        for link in
            [Link::Problem(ProblemId(id(1))), Link::Objective(ObjectiveId(id(1))), Link::NorthStar(MetricId(id(1)))]
        {
            let waiting = rollup.below(link).unwrap();
            let (claimed, once) = (waiting.cost_of_delay_per_week.unwrap(), waiting.counted_once_per_week.unwrap());
            assert!((claimed.mean - 135_000.0).abs() < 1e-6 && (once.mean - 85_000.0).abs() < 1e-6);
            assert!(once.low < once.mean && once.mean < once.high && once.high < claimed.high, "{once:?} {claimed:?}");
            let [twice] = waiting.claimed_twice.as_slice() else { panic!("{:?}", waiting.claimed_twice) };
            assert_eq!(
                twice.sentence,
                "NF-2 and NF-1 both claim the churn of mid-market: €1.2k a week as claimed, €700 counted once."
            );
            assert_eq!(twice.tickets, ["NF-2", "NF-1"]);
        }
    }
    let alone = Rollup::of(&portfolio(&works[2..]), &line());
    let waiting = alone.below(Link::Problem(ProblemId(id(1)))).unwrap();
    assert_eq!(waiting.counted_once_per_week, waiting.cost_of_delay_per_week);
    assert!(waiting.claimed_twice.is_empty());
}

#[test]
fn work_of_which_nothing_has_a_price_waits_for_an_unknown_amount_not_for_none() {
    let portfolio = portfolio(&[work(1, "A", 0.0, 1.0).unpriced().problem(ProblemId(id(1)))]);
    let rollup = Rollup::of(&portfolio, &line());
    assert_eq!(rollup.below(Link::Problem(ProblemId(id(1)))).unwrap().cost_of_delay_per_week, None);
}

#[test]
fn a_metric_cannot_hang_under_itself() {
    let metrics = [metric(1, None, true), metric(2, Some(1), false), metric(3, Some(2), false)];
    assert!(closes_a_circle(&metrics, MetricId(id(2)), MetricId(id(3))));
    assert!(closes_a_circle(&metrics, MetricId(id(2)), MetricId(id(2))));
    assert!(!closes_a_circle(&metrics, MetricId(id(3)), MetricId(id(1))));
}

#[test]
fn goals_refuse_what_cannot_be_reached_or_told() {
    let mut same = key_result(1, 1);
    same.target = same.start;
    assert_eq!(
        same.check().unwrap_err().to_string(),
        "target equals the start, so nothing would have to change; set a target that differs"
    );
    let mut backwards = objective(1, None);
    backwards.starts_on = Some(date(2026, 12, 31));
    backwards.ends_on = Some(date(2026, 10, 1));
    backwards.title = " ".to_owned();
    let fields: Vec<String> =
        backwards.check().unwrap_err().messages().into_iter().map(|message| message.field).collect();
    assert_eq!(fields, ["title", "ends_on"]);
    assert!(problem(1, None, "").check().is_ok(), "a gap stands out, it is not refused");
}
