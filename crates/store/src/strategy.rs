//! Cycles, objectives, key results, problems.

pub(crate) mod questions;

use throughline_domain::strategy::{Ambition, Cycle, KeyResult, Objective, Problem};

use crate::{
    record::{plain, record},
    value::named,
};

record!(Cycle, "cycle" in "cycle" {
    id, name, starts_on, ends_on, opened_at, opened_by, closed_at, closed_by, version, withdrawn_at,
});

record!(Objective, "objective" in "objective" {
    id, key, title, why, metric_id, cycle_id, starts_on, ends_on, owner_id,
    at_stake as ["at_stake_minor", "at_stake_currency"], version, created_at, withdrawn_at,
});

record!(KeyResult, "key result" in "key_result" {
    id, key, objective_id, title, metric_id, start, target, unit, due_on, ambition, version, created_at, withdrawn_at,
});

record!(Problem, "problem" in "problem" {
    id, key, key_result_id, title, goal, hypothesis, segment_id, expected_effect, due_on, version, created_at,
    withdrawn_at,
});

plain! { Cycle, Objective, KeyResult, Problem }
named! { Ambition }
