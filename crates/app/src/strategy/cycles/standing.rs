//! How the objectives of a cycle stand: now, or when it was closed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use throughline_domain::{
    CycleId, KeyResultId, ObjectiveId,
    strategy::{Ambition, Band, Cycle, Goals, KeyResult, Objective, ResultKind},
};
use utoipa::ToSchema;

use crate::{
    portfolio::Picture,
    strategy::{
        KeyResultScore,
        scores::{self, Readings},
    },
};

/// How an objective of a cycle stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ObjectiveStanding {
    /// Which objective.
    pub objective_id: ObjectiveId,
    /// Its short name.
    pub key: String,
    /// Its title.
    pub title: String,
    /// From 0 to 1: the average of its key results that have a score.
    pub score: Option<f64>,
    /// The band of that.
    pub band: Option<Band>,
    /// Its key results, in the order in which they were made.
    pub key_results: Vec<ResultStanding>,
}

/// How a key result of a cycle stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ResultStanding {
    /// Its title.
    pub title: String,
    /// What it asks for.
    pub kind: ResultKind,
    /// Promised or reached for.
    pub ambition: Ambition,
    /// How far it is; of a closed cycle, how far it was.
    pub score: KeyResultScore,
    /// Confidence of its newest check-in, from 0 to 10.
    pub confidence: Option<i64>,
    /// What was said of it when its cycle was closed.
    pub note: String,
    /// Where it goes on, if it does.
    pub carried: Option<Carried>,
}

/// Where a key result of a closed cycle goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Carried {
    /// The key result of the next cycle.
    pub key_result_id: KeyResultId,
    /// Its short name; none if it was deleted since.
    pub key: Option<String>,
    /// Why it goes on.
    pub because: String,
}

/// The key results that count for objectives of a cycle.
pub(in crate::strategy) fn results_of(goals: &Goals, cycle: CycleId) -> Vec<&KeyResult> {
    // One that counts for several of them is one.
    let by_id: BTreeMap<_, _> =
        goals.of_cycle(cycle).flat_map(|(_, results)| results).map(|one| (one.id, one)).collect();
    by_id.into_values().collect()
}

/// How the objectives of a cycle stand now.
pub(super) fn standings(picture: &Picture, cycle: &Cycle, readings: &Readings) -> Vec<ObjectiveStanding> {
    let goals = &picture.goals;
    let standing = |(objective, results): (&Objective, Vec<&KeyResult>)| {
        let key_results = results.into_iter().map(|result| ResultStanding {
            title: result.title.clone(),
            kind: result.kind,
            ambition: result.ambition,
            score: readings.score(goals, result),
            confidence: readings.confidence(result.id),
            note: String::new(),
            carried: None,
        });
        ObjectiveStanding::of(objective.id, &objective.key, &objective.title, key_results.collect())
    };
    goals.of_cycle(cycle.id).map(standing).collect()
}

/// How the objectives of a cycle stood when it was closed.
pub(super) fn at_the_close(picture: &Picture, readings: &Readings, id: CycleId) -> Vec<ObjectiveStanding> {
    let mut standings: Vec<ObjectiveStanding> = Vec::new();
    for closed in readings.all_closed().iter().filter(|closed| closed.cycle_id == id) {
        let key = |id| picture.goals.key_result(id).map(|result| result.key.clone());
        let result = ResultStanding {
            title: closed.title.clone(),
            kind: closed.kind,
            ambition: closed.ambition,
            score: scores::at_the_close(closed),
            confidence: closed.confidence,
            note: closed.note.clone(),
            carried: closed.carried_to.map(|to| Carried {
                key_result_id: to,
                key: key(to),
                because: closed.carried_because.clone(),
            }),
        };
        let before = standings.pop_if(|standing| standing.objective_id == closed.objective_id);
        let mut results = before.map(|standing| standing.key_results).unwrap_or_default();
        results.push(result);
        standings.push(ObjectiveStanding::of(
            closed.objective_id,
            &closed.objective_key,
            &closed.objective_title,
            results,
        ));
    }
    // One without key results was not said anything of; a closed cycle's objectives stay as they are.
    let told: BTreeSet<ObjectiveId> = standings.iter().map(|standing| standing.objective_id).collect();
    let silent = picture.goals.of_cycle(id).filter(|(objective, _)| !told.contains(&objective.id));
    let silent =
        silent.map(|(objective, _)| ObjectiveStanding::of(objective.id, &objective.key, &objective.title, Vec::new()));
    standings.extend(silent);
    standings.sort_by_key(|standing| standing.objective_id);
    standings
}

impl ObjectiveStanding {
    fn of(objective_id: ObjectiveId, key: &str, title: &str, key_results: Vec<ResultStanding>) -> Self {
        let known: Vec<f64> = key_results.iter().filter_map(|one| one.score.score.map(|score| score.score)).collect();
        let average = Band::average(&known);
        Self {
            objective_id,
            key: key.to_owned(),
            title: title.to_owned(),
            score: average.map(|(score, _)| score),
            band: average.map(|(_, band)| band),
            key_results,
        }
    }
}
