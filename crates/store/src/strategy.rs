//! Cycles, objectives, key results, check-ins, problems.

pub(crate) mod check_ins;
pub(crate) mod questions;

use throughline_domain::strategy::{
    Ambition, ClosedResult, Cycle, KeyResult, KeyResultShare, Objective, ObjectiveShare, Problem, ResultKind,
    WeekOutcome, WeeklyGoal,
};

use crate::{
    record::{plain, record},
    value::{json, named},
};

record!(Cycle, "cycle" in "cycle" {
    id, name, starts_on, ends_on, opened_at, opened_by, closed_at, closed_by, lessons, version, withdrawn_at,
});

record!(Objective, "objective" in "objective" {
    id, key, title, why, metric_id, cycle_id, starts_on, ends_on, owner_id,
    at_stake as ["at_stake_minor", "at_stake_currency"], version, created_at, withdrawn_at,
});

record!(KeyResult, "key result" in "key_result" {
    id, key, objective_id, shares, title, metric_id, kind, start, target, at_least, at_most, milestones, unit, due_on, ambition,
    version, created_at, withdrawn_at,
});

record!(Problem, "problem" in "problem" {
    id, key, parent_id, key_result_id, shares, title, goal, hypothesis, segment_id, expected_effect, due_on, version, created_at,
    withdrawn_at,
});

record!(ClosedResult, "closed key result" in "closed_result" {
    id, cycle_id, objective_id, objective_key, objective_title, key_result_id, key, title, kind, ambition, value, raw,
    read_on,
    sentence, confidence, note, carried_to, carried_because,
});

record!(WeeklyGoal, "weekly goal" in "weekly_goal" {
    id, team_id, key_result_id, monday, title, carried_from, carried_because, outcome, reason, closed_at, closed_by,
    version, withdrawn_at,
});

plain! { ClosedResult, Cycle, Objective, KeyResult, Problem, WeeklyGoal }
named! { Ambition, ResultKind, WeekOutcome }
json! { Vec<ObjectiveShare>, Vec<KeyResultShare> }
