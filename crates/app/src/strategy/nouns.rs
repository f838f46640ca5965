//! Objectives, key results and problems as records.

use throughline_domain::{
    KeyResultId, Money, ObjectiveId, ProblemId, Ts,
    activity::EventKind,
    markets::Segment,
    metrics::Metric,
    people::Action,
    strategy::{Cycle, KeyResult, Objective, Problem, may_refine},
};
use throughline_store::{Show, Tx};

use super::cycles::{dated_inside, in_one_cycle, objective_there, writable};
use crate::{
    AppError, KeyResultInput, ObjectiveInput, ProblemInput,
    crud::{Noun, next_key, noun_fields, owned, refer, six_verbs, stored},
    write::Change,
};

six_verbs!(Objective, ObjectiveId, ObjectiveInput, "objective":
    list_objectives, get_objective, create_objective, change_objective, withdraw_objective, restore_objective);
six_verbs!(KeyResult, KeyResultId, KeyResultInput, "key result":
    list_key_results, get_key_result, create_key_result, change_key_result, withdraw_key_result, restore_key_result);
six_verbs!(Problem, ProblemId, ProblemInput, "problem":
    list_problems, get_problem, create_problem, change_problem, withdraw_problem, restore_problem);

/// The key as given, trimmed; empty when it is to be allotted.
fn given(key: Option<String>) -> String {
    key.map(|key| key.trim().to_owned()).unwrap_or_default()
}

impl Noun for Objective {
    type Id = ObjectiveId;
    type Input = ObjectiveInput;
    const WRITE: Action = Action::SetGoals;
    const EVENTS: [EventKind; 4] = [
        EventKind::ObjectiveCreated,
        EventKind::ObjectiveChanged,
        EventKind::ObjectiveWithdrawn,
        EventKind::ObjectiveRestored,
    ];

    fn amount(&self) -> Option<(&'static str, Money)> {
        self.at_stake.map(|amount| ("at_stake", amount))
    }

    fn new(input: ObjectiveInput, now: Ts) -> Self {
        let ObjectiveInput { key, title, why, metric_id, cycle_id, starts_on, ends_on, owner_id, at_stake } = input;
        Self {
            id: ObjectiveId::new(now),
            key: given(key),
            title: title.trim().to_owned(),
            why,
            metric_id,
            cycle_id,
            starts_on,
            ends_on,
            owner_id,
            at_stake,
            version: 1,
            created_at: now,
            withdrawn_at: None,
        }
    }

    fn replaced(&self, input: ObjectiveInput) -> Self {
        let key = input.key.clone();
        let new = Self::new(input, self.created_at);
        let key = key.map_or_else(|| self.key.clone(), |_| new.key.clone());
        Self { id: self.id, key, version: self.version, withdrawn_at: self.withdrawn_at, ..new }
    }

    async fn free(&self, tx: &mut Tx) -> Result<(), AppError> {
        writable(tx, self.cycle_id).await
    }

    async fn fits(&self, tx: &mut Tx) -> Result<(), AppError> {
        let mut below: Vec<KeyResult> = tx.read().list(Show::Live).await?;
        below.retain(|result| result.share_for(self.id).is_some());
        for result in &below {
            in_one_cycle(tx, "cycle_id", self, result).await?;
        }
        dated_inside(tx, "cycle_id", self, &below).await
    }

    async fn settled(mut self, tx: &mut Tx, _change: Change) -> Result<Self, AppError> {
        refer::<Metric>(tx, "metric_id", self.metric_id).await?;
        refer::<Cycle>(tx, "cycle_id", self.cycle_id).await?;
        writable(tx, self.cycle_id).await?;
        owned(tx, self.owner_id).await?;
        if self.key.is_empty() {
            let all: Vec<Self> = tx.read().list(Show::All).await?;
            self.key = next_key("O", all.iter().map(|other| other.key.as_str()));
        }
        Ok(self)
    }

    noun_fields!(key);
}

/// Every objective that a key result names and that was not deleted, the first first.
async fn objectives_of(tx: &mut Tx, result: &KeyResult) -> Result<Vec<Objective>, AppError> {
    let others = result.shares.iter().map(|share| share.objective_id).filter(|id| *id != result.objective_id);
    let mut objectives = Vec::new();
    for id in std::iter::once(result.objective_id).chain(others) {
        objectives.extend(objective_there(tx, id).await?);
    }
    Ok(objectives)
}

impl Noun for KeyResult {
    type Id = KeyResultId;
    type Input = KeyResultInput;
    const WRITE: Action = Action::SetGoals;
    const EVENTS: [EventKind; 4] = [
        EventKind::KeyResultCreated,
        EventKind::KeyResultChanged,
        EventKind::KeyResultWithdrawn,
        EventKind::KeyResultRestored,
    ];

    fn new(input: KeyResultInput, now: Ts) -> Self {
        let KeyResultInput { key, objective_id, shares, title, metric_id, kind, start, target, .. } = input;
        let KeyResultInput { at_least, at_most, milestones, unit, due_on, ambition, .. } = input;
        Self {
            id: KeyResultId::new(now),
            key: given(key),
            objective_id,
            shares,
            title: title.trim().to_owned(),
            metric_id,
            kind,
            start,
            target,
            at_least,
            at_most,
            milestones,
            unit,
            due_on,
            ambition,
            version: 1,
            created_at: now,
            withdrawn_at: None,
        }
    }

    fn replaced(&self, input: KeyResultInput) -> Self {
        let key = input.key.clone();
        let new = Self::new(input, self.created_at);
        let key = key.map_or_else(|| self.key.clone(), |_| new.key.clone());
        Self { id: self.id, key, version: self.version, withdrawn_at: self.withdrawn_at, ..new }
    }

    async fn free(&self, tx: &mut Tx) -> Result<(), AppError> {
        for objective in objectives_of(tx, self).await? {
            objective.free(tx).await?;
        }
        Ok(())
    }

    async fn fits(&self, tx: &mut Tx) -> Result<(), AppError> {
        for objective in objectives_of(tx, self).await? {
            in_one_cycle(tx, "shares", &objective, self).await?;
            let undated = Objective { starts_on: None, ends_on: None, ..objective };
            dated_inside(tx, "due_on", &undated, std::slice::from_ref(self)).await?;
        }
        Ok(())
    }

    async fn settled(mut self, tx: &mut Tx, _change: Change) -> Result<Self, AppError> {
        refer::<Objective>(tx, "objective_id", Some(self.objective_id)).await?;
        for share in &self.shares {
            refer::<Objective>(tx, "shares", Some(share.objective_id)).await?;
        }
        let before = stored::<Self>(tx, self.id).await?;
        // A metric that was deleted stays named until somebody names another one.
        if before.as_ref().is_none_or(|before| before.metric_id != self.metric_id) {
            refer::<Metric>(tx, "metric_id", self.metric_id).await?;
        }
        if self.key.is_empty() {
            let all: Vec<Self> = tx.read().list(Show::All).await?;
            self.key = next_key("KR", all.iter().map(|other| other.key.as_str()));
        }
        self.free(tx).await?;
        if let Some(before) = before {
            still_said(tx, &before, &self).await?;
        }
        Ok(self)
    }

    noun_fields!(key);
}

/// Refuses a change that would make what check-ins said of a key result mean something else.
async fn still_said(tx: &mut Tx, before: &KeyResult, result: &KeyResult) -> Result<(), AppError> {
    let mut check_ins = tx.read().check_ins_of(result.id).await?;
    check_ins.retain(|one| one.withdrawn_at.is_none() && one.value.is_some());
    if !result.means_the_same(before) && !check_ins.is_empty() {
        let message = "Its check-ins say values, which would mean something else then. Take them back first, or make another key result.";
        return Err(AppError::field("kind", result.kind.name(), message));
    }
    if let Some(beyond) = check_ins.iter().find(|one| result.check_said(one.value).is_err()) {
        let message = format!(
            "A check-in says {} already. Leave as many, or take it back first.",
            before.says(beyond.value.unwrap_or_default())
        );
        return Err(AppError::field("milestones", result.milestones.clone(), message));
    }
    Ok(())
}

/// Refuses to make a problem part of one that is part of it, or of one that is too far down.
async fn refines(tx: &mut Tx, problem: &Problem) -> Result<(), AppError> {
    let Some(parent) = problem.parent_id else { return Ok(()) };
    let all: Vec<Problem> = tx.read().list(Show::All).await?;
    may_refine(&all, problem.id, parent)
        .map_err(|error| AppError::field("parent_id", parent.to_string(), error.to_string()))
}

impl Noun for Problem {
    type Id = ProblemId;
    type Input = ProblemInput;
    const WRITE: Action = Action::SetGoals;
    const EVENTS: [EventKind; 4] =
        [EventKind::ProblemCreated, EventKind::ProblemChanged, EventKind::ProblemWithdrawn, EventKind::ProblemRestored];

    fn new(input: ProblemInput, now: Ts) -> Self {
        let ProblemInput { key, parent_id, key_result_id, shares, title, goal, hypothesis, .. } = input;
        let ProblemInput { segment_id, expected_effect, due_on, .. } = input;
        Self {
            id: ProblemId::new(now),
            key: given(key),
            parent_id,
            key_result_id,
            shares,
            title: title.trim().to_owned(),
            goal,
            hypothesis,
            segment_id,
            expected_effect,
            due_on,
            version: 1,
            created_at: now,
            withdrawn_at: None,
        }
    }

    fn replaced(&self, input: ProblemInput) -> Self {
        let key = input.key.clone();
        let new = Self::new(input, self.created_at);
        let key = key.map_or_else(|| self.key.clone(), |_| new.key.clone());
        Self { id: self.id, key, version: self.version, withdrawn_at: self.withdrawn_at, ..new }
    }

    async fn settled(mut self, tx: &mut Tx, _change: Change) -> Result<Self, AppError> {
        refer::<KeyResult>(tx, "key_result_id", self.key_result_id).await?;
        for share in &self.shares {
            refer::<KeyResult>(tx, "shares", Some(share.key_result_id)).await?;
        }
        let before = stored::<Self>(tx, self.id).await?;
        // The same for a segment, and for the problem that it refines.
        if before.as_ref().is_none_or(|before| before.segment_id != self.segment_id) {
            refer::<Segment>(tx, "segment_id", self.segment_id).await?;
        }
        if before.is_none_or(|before| before.parent_id != self.parent_id) {
            refer::<Self>(tx, "parent_id", self.parent_id).await?;
            refines(tx, &self).await?;
        }
        if self.key.is_empty() {
            let all: Vec<Self> = tx.read().list(Show::All).await?;
            self.key = next_key("P", all.iter().map(|other| other.key.as_str()));
        }
        Ok(self)
    }

    noun_fields!(key);
}
