//! Moving items, and the same order with other durations.

use proptest::prelude::*;
use throughline_scheduler::{
    Beside, Budget, Calendar, Cap, Choice, Day, Infeasible, Item, Money, Move, Plan, Problem, Refusal, Replay, Row,
    Slot, Team, dispatch, make_moves, move_item, moves, replay,
};

use crate::{
    naive::{loosened, replayed},
    random::{Parts, With, problem, problems},
};

fn steady(name: &str, days: Day, slope: Money, preds: &[u32]) -> Item {
    Item {
        name: name.to_owned(),
        choices: vec![Choice { team: 0, days }],
        preds: preds.to_vec(),
        cost: vec![Row { day: 0, value: 0, slope }],
        ..Item::default()
    }
}

/// On one team with one track, one after the other.
fn in_a_row(items: &[Item]) -> (Problem, Plan) {
    let teams = vec![Team { tracks: 1, calendar: Calendar::full() }];
    let mut day = 0;
    let slots = items.iter().map(|item| {
        let start = day;
        day += item.choices[0].days;
        Slot { start, choice: 0 }
    });
    let slots = slots.collect();
    (Problem::new(teams, items).expect("sound"), Plan { slots })
}

fn to(item: usize, to: Beside) -> Move {
    Move { item, choice: 0, to }
}

#[test]
fn a_swap_costs_the_rate_of_each_times_the_days_of_the_other() {
    // 6,000 a week for 1 week, 10,000 for 4, 24,000 for 8.
    let (problem, plan) =
        in_a_row(&[steady("B", 1, 6_000, &[]), steady("A", 4, 10_000, &[]), steady("C", 8, 24_000, &[])]);
    assert_eq!(plan.cost(&problem), Ok(368_000));
    let moved = move_item(&problem, &plan, to(1, Beside::Before(0))).expect("possible");
    assert_eq!((moved.costs, moved.plan.cost(&problem)), (14_000, Ok(382_000)));
    let shares: Vec<(usize, Money)> = moved.shares.iter().map(|share| (share.item, share.cost)).collect();
    assert_eq!(shares, [(0, 24_000), (1, -10_000)]);
    let better = move_item(&problem, &plan, to(1, Beside::After(2))).expect("possible");
    assert_eq!((better.costs, better.plan.cost(&problem)), (-16_000, Ok(352_000)));
}

#[test]
fn what_an_item_waits_for_moves_along_and_is_never_overtaken() {
    let items = [steady("Z", 3, 1, &[]), steady("A", 1, 0, &[]), steady("B", 1, 0, &[1]), steady("C", 1, 50, &[2])];
    let (problem, plan) = in_a_row(&items);
    let moved = move_item(&problem, &plan, to(3, Beside::Before(0))).expect("possible");
    assert_eq!((moved.along, moved.costs), (vec![1, 2], 3 - 150));
    let refused = move_item(&problem, &plan, to(3, Beside::Before(1))).expect_err("a dependency");
    assert_eq!(refused, Refusal::Waits(vec![3, 2, 1]));
    assert!(refused.to_string().contains("item 3 waits for item 1 (3 → 2 → 1)"));
    let refused = move_item(&problem, &plan, to(1, Beside::After(3))).expect_err("a dependency");
    assert!(refused.to_string().contains("item 3 waits for item 1 (3 → 2 → 1)"));
    let late = move_item(&problem, &plan, to(1, Beside::After(2))).expect_err("a dependency");
    assert_eq!(late, Refusal::IsWaitedFor(vec![2, 1]));
}

#[test]
fn what_cannot_be_moved_is_refused_in_words() {
    let mut fixed = steady("F", 1, 1, &[]);
    fixed.fixed = Some(Slot { start: 0, choice: 0 });
    let (problem, plan) = in_a_row(&[fixed, steady("A", 1, 1, &[])]);
    let said = |change: Move| move_item(&problem, &plan, change).expect_err("a refusal");
    assert_eq!(said(to(0, Beside::After(1))), Refusal::Fixed(0));
    assert_eq!(said(to(1, Beside::After(1))), Refusal::Itself(1));
    assert_eq!(said(to(1, Beside::After(9))), Refusal::NoSuchItem(9));
    assert_eq!(said(Move { item: 1, choice: 3, to: Beside::After(0) }), Refusal::Choice(1, 3));
    let short = Plan { slots: vec![] };
    assert_eq!(
        move_item(&problem, &short, to(1, Beside::After(0))).expect_err("a refusal"),
        Refusal::Plan(Infeasible::Length(0, 2))
    );
}

#[test]
fn moves_come_in_the_order_of_what_they_save_and_stop_at_the_cap() {
    let items = [steady("A", 4, 1, &[]), steady("B", 2, 8, &[]), steady("C", 1, 40, &[]), steady("D", 3, 2, &[])];
    let (problem, plan) = in_a_row(&items);
    let goal = Plan { slots: [6, 1, 0, 3].map(|start| Slot { start, choice: 0 }).to_vec() };
    let saved = |cap: Cap| {
        let found = moves(&problem, &plan, &goal, cap, &Budget::steps(1_000)).expect("plans that fit");
        (found.steps.iter().map(|step| step.saves).collect::<Vec<_>>(), found.plan)
    };
    let (all, last) = saved(Cap { moves: 9, earns: 0 });
    assert_eq!(all[0], 6 * 40 - 1 - 8, "C to the front, A and B a week later");
    assert_eq!(
        (all.iter().sum::<Money>(), last),
        (plan.cost(&problem).unwrap() - goal.cost(&problem).unwrap(), goal.clone())
    );
    assert_eq!(saved(Cap { moves: 1, earns: 0 }).0, all[..1]);
    assert_eq!(saved(Cap { moves: 9, earns: 100 }).0, all[..1]);
}

/// A problem, a plan, and another one.
fn two_plans() -> impl Strategy<Value = (Parts, Plan, Plan)> {
    let whims = prop::collection::vec(prop_oneof![3 => Just(0_i32), 1 => 1..4_i32], 1..6);
    (problems(12, With::Everything), prop::collection::vec(0..40_i32, 12), whims).prop_map(
        |(parts, releases, whims)| {
            let problem = problem(&parts);
            // Another order: that of the same items under other releases.
            let mut items = parts.1.clone();
            for (item, later) in items.iter_mut().zip(releases) {
                item.release += if item.fixed.is_some() { 0 } else { later };
            }
            let other = dispatch(&Problem::new(parts.0.clone(), &items).expect("sound"));
            let plan = loosened(&problem, &parts.1, &other, &whims);
            let plan = if plan.cost(&problem).is_ok() { plan } else { other };
            (parts, plan, dispatch(&problem))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn every_difference_is_the_sum_of_its_shares_and_nothing_breaks(
        (parts, plan, _) in two_plans(), item in 0..12_usize, other in 0..12_usize, before in any::<bool>(), choice in 0..2_u16
    ) {
        let problem = problem(&parts);
        let place = if before { Beside::Before(other) } else { Beside::After(other) };
        let change = Move { item, choice, to: place };
        match move_item(&problem, &plan, change) {
            Ok(moved) => {
                prop_assert_eq!(moved.costs, moved.shares.iter().map(|share| share.cost).sum::<Money>());
                let cost = moved.plan.cost(&problem).expect("a plan that fits");
                // The plan may have had gaps, which close by themselves.
                prop_assert!(cost - plan.cost(&problem).expect("a plan that fits") <= moved.costs);
                prop_assert_eq!(make_moves(&problem, &plan, &[change]), Ok(moved.plan));
            }
            Err(refusal) => prop_assert!(!refusal.to_string().is_empty()),
        }
    }

    #[test]
    fn moves_save_what_they_say_one_on_top_of_the_other((parts, plan, goal) in two_plans(), most in 0..6_usize, earns in 0..300_i64) {
        let problem = problem(&parts);
        let found = moves(&problem, &plan, &goal, Cap { moves: most, earns }, &Budget::steps(10_000)).expect("plans that fit");
        let cost = |plan: &Plan| plan.cost(&problem).expect("a plan that fits");
        prop_assert!(found.steps.len() <= most && found.no_gaps >= 0);
        prop_assert!(found.steps.iter().all(|step| step.saves >= earns.max(1)));
        let mut now = cost(&plan) - found.no_gaps;
        let changes: Vec<Move> = found.steps.iter().map(|step| step.change).collect();
        for (at, step) in found.steps.iter().enumerate() {
            let then = make_moves(&problem, &plan, &changes[..=at]).expect("possible");
            now -= step.saves;
            prop_assert_eq!(cost(&then), now);
            prop_assert_eq!(then.slots[step.change.item], step.to);
        }
        prop_assert_eq!(cost(&found.plan), now);
    }

    #[test]
    fn a_replay_is_the_order_gone_through_day_by_day((parts, plan, _) in two_plans(), draws in prop::collection::vec(1..15_i32, 12)) {
        let problem = problem(&parts);
        let days = &draws[..parts.1.len()];
        prop_assert_eq!(replay(&problem, &plan, days).expect("a plan that fits"), replayed(&problem, &parts.1, &plan, days));
    }

    #[test]
    fn a_replay_with_the_planned_durations_is_never_later_than_the_plan((parts, plan, _) in two_plans()) {
        let problem = problem(&parts);
        let chosen = |item: usize| problem.choices(item)[usize::from(plan.slots[item].choice)].days;
        let days: Vec<Day> = (0..problem.len()).map(chosen).collect();
        let mut futures = Replay::new(&problem, &plan).expect("a plan that fits");
        for _ in 0..2 {
            let done = futures.finishes(&problem, &days);
            prop_assert!((0..problem.len()).all(|item| done[item] <= plan.finish(&problem, item)));
        }
    }
}
