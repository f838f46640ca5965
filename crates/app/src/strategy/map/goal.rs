//! One goal with all that is below it.

use std::sync::Arc;

use throughline_domain::{
    people::Action,
    priorities::{Item, Method},
    strategy::{
        CycleState, DEEPEST, Goals, KeyResult, KeyResultShare, Link, ObjectiveShare,
        lint::{self, Given, Open, Remark},
    },
};

use super::{Atlas, count, sort_by_money};
use crate::{
    Actor, App, AppError, boxed,
    strategy::{GoalRef, GoalShare, GoalView, Level},
};

/// Tickets below a goal that its page lists.
const MOST_BELOW: usize = 200;

impl App {
    /// A goal with all the work below it and its money.
    #[boxed]
    pub async fn goal_work(&self, actor: &Actor, goal: GoalRef) -> Result<GoalView, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let atlas = Atlas::of(&picture);
        let (node, link, above) = atlas.goal(&goal.0).ok_or(AppError::NotFound { what: "goal" })?;
        let mut below: Vec<&Arc<Item>> = picture
            .portfolio
            .items()
            .iter()
            .filter(|item| picture.goals.above(item.problem_id).contains_key(&link))
            .collect();
        sort_by_money(&picture, &mut below);
        let score = match link {
            Link::KeyResult(id) => {
                let result: Vec<&KeyResult> = picture.goals.key_result(id).into_iter().collect();
                self.scores_of(actor, &picture, &result).await?.pop()
            }
            _ => None,
        };
        Ok(GoalView {
            remarks: remarks(&picture.goals, link),
            closed: closed(&picture.goals, link),
            may_be_refined: may_be_refined(&picture.goals, link),
            shares: shares(&picture.goals, link),
            score,
            statement: atlas.goal_statement(&node, link),
            tickets_total: count(below.len()),
            tickets: below.iter().take(MOST_BELOW).map(|item| picture.row(item, Method::Cd3)).collect(),
            above: above.iter().rev().filter_map(|link| picture.chain_link(*link)).collect(),
            node,
            currency: picture.portfolio.currency(),
        })
    }
}

/// Whether an objective or a key result belongs to a closed cycle.
fn closed(goals: &Goals, link: Link) -> bool {
    let objective = match link {
        Link::Objective(id) => goals.objective(id),
        Link::KeyResult(id) => goals.key_result(id).and_then(|result| goals.first_objective(result)),
        _ => None,
    };
    let cycle = objective.and_then(|objective| objective.cycle_id).and_then(|id| goals.cycle(id));
    cycle.is_some_and(|cycle| cycle.state() == CycleState::Closed)
}

/// Whether a problem can have parts.
fn may_be_refined(goals: &Goals, link: Link) -> bool {
    let Link::Problem(id) = link else { return false };
    goals.problem(id).is_some_and(|problem| goals.wholes(problem).count() < DEEPEST)
}

/// What a key result or a problem counts for, if for several goals.
fn shares(goals: &Goals, link: Link) -> Vec<GoalShare> {
    match link {
        Link::KeyResult(id) => {
            let of = goals.key_result(id).map_or(&[][..], |result| result.shares.as_slice());
            let share = |share: &ObjectiveShare| {
                let goal = goals.objective(share.objective_id)?;
                Some(GoalShare {
                    level: Level::Objective,
                    id: goal.id.to_string(),
                    key: goal.key.clone(),
                    title: goal.title.clone(),
                    percent: share.percent,
                })
            };
            of.iter().filter_map(share).collect()
        }
        Link::Problem(id) => {
            let of = goals.problem(id).map_or(&[][..], |problem| problem.shares.as_slice());
            let share = |share: &KeyResultShare| {
                let goal = goals.key_result(share.key_result_id)?;
                Some(GoalShare {
                    level: Level::KeyResult,
                    id: goal.id.to_string(),
                    key: goal.key.clone(),
                    title: goal.title.clone(),
                    percent: share.percent,
                })
            };
            of.iter().filter_map(share).collect()
        }
        _ => Vec::new(),
    }
}

/// What the sentence of a key result or a problem leaves open.
fn remarks(goals: &Goals, link: Link) -> Vec<Remark> {
    match link {
        Link::KeyResult(id) => goals.key_result(id).map_or_else(Vec::new, |goal| {
            let cycle = goals.first_objective(goal).and_then(|objective| objective.ends_on);
            let dated = goal.due_on.or(cycle).is_some();
            lint::key_result(&goal.title, Given::of(goal, dated))
        }),
        Link::Problem(id) => goals.problem(id).map_or_else(Vec::new, |problem| {
            let mut open = lint::problem(&problem.title, &problem.expected_effect, goals.is_dated(problem));
            // What its parts say in numbers need not be said again.
            if problem.expected_effect.trim().is_empty() && goals.is_measurable(problem) {
                open.retain(|remark| remark.open != Open::NoNumber);
            }
            open
        }),
        _ => Vec::new(),
    }
}
