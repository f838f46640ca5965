//! The close of a cycle: its scores stay as they were, lessons are written down, what goes on is carried over.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use throughline_domain::{
    ClosedResultId, Currency, CycleId, KeyResultId, MemberId, ObjectiveId, Ts,
    activity::EventKind,
    people::{Action, Member},
    strategy::{
        ClosedResult, Cycle, CycleState, Goals, KeyResult, KeyResultShare, Objective, ObjectiveShare, Problem,
        shared_anew,
    },
};
use throughline_store::{Show, Tx};
use utoipa::ToSchema;

use super::{
    cycles::{live, results_of},
    scores::{Readings, kept},
};
use crate::{
    Actor, App, AppError, FieldError, boxed,
    crud::{checked, make, put, refer},
    portfolio::zone_of,
    write::Change,
};

/// What is said when a cycle is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseCycleInput {
    /// What was learned.
    #[schema(min_length = 1, max_length = 10_000)]
    pub lessons: String,
    /// The cycle in which that goes on which is carried over.
    #[serde(default)]
    pub next_cycle_id: Option<CycleId>,
    /// What is said of key results. One that was promised and not reached needs a note.
    #[serde(default)]
    pub results: Vec<CloseResultInput>,
}

/// What is said of a key result when its cycle is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseResultInput {
    /// Of which.
    pub key_result_id: KeyResultId,
    /// Why it came out so.
    #[serde(default)]
    pub note: String,
    /// Why it is carried over to the next cycle; left out, it is not.
    #[serde(default)]
    pub carried_because: Option<String>,
}

impl App {
    /// Closes an open cycle, if it still is at this version: the score of every key result stays as it is now, and what is
    /// carried over goes on in the next cycle from where it stands, with its problems. Nobody opens it again.
    #[boxed]
    pub async fn close_cycle(
        &self,
        actor: &Actor,
        id: CycleId,
        version: i64,
        input: CloseCycleInput,
    ) -> Result<Cycle, AppError> {
        actor.require(Action::SetGoals)?;
        let change = self.change(actor);
        let zone = zone_of(&actor.workspace);
        let currency = actor.workspace.currency;
        self.write(actor, move |tx| {
            let (input, zone) = (input.clone(), zone.clone());
            Box::pin(async move {
                let before = live(tx, id).await?;
                let after = before.closed(change.by, change.at, input.lessons.trim())?;
                if after == before {
                    return Ok(before);
                }
                if before.version != version {
                    return Err(AppError::Stale { current_version: before.version });
                }
                checked(&after, currency)?;
                let goals = goals(tx).await?;
                let days = (zone.clone(), change.at.date_in(&zone));
                let readings = Readings::read(&mut tx.read(), &goals, &results_of(&goals, id), days).await?;
                let mut results = results(&goals, &readings, &after, change.at);
                said(&mut results, &input)?;
                let next = next_of(tx, &after, &input).await?;
                let mut carrying = Carrying {
                    change,
                    currency,
                    goals: &goals,
                    closing: id,
                    next,
                    objectives: BTreeMap::new(),
                    results: BTreeMap::new(),
                    made: 0,
                };
                for result in &mut results {
                    if carried(&input, result.key_result_id).is_some() {
                        result.carried_to = Some(carrying.over(tx, result).await?);
                    }
                    tx.insert(result).await?;
                }
                close(tx, change, after, &results).await
            })
        })
        .await
    }
}

/// Writes the cycle as closed, with its event.
async fn close(tx: &mut Tx, change: Change, mut cycle: Cycle, results: &[ClosedResult]) -> Result<Cycle, AppError> {
    let over: Vec<&str> = results.iter().filter(|one| one.carried_to.is_some()).map(|one| one.key.as_str()).collect();
    let data = serde_json::json!({ "key_results": results.len(), "carried_over": over });
    tx.record(change.event(EventKind::CycleClosed, Some(cycle.id.0), &cycle.name, data)).await?;
    cycle.version = tx.update(&cycle).await?;
    Ok(cycle)
}

async fn goals(tx: &mut Tx) -> Result<Goals, AppError> {
    let mut reader = tx.read();
    let goals = Goals::new(
        reader.list(Show::Live).await?,
        reader.list(Show::Live).await?,
        reader.list(Show::Live).await?,
        reader.list(Show::Live).await?,
    );
    Ok(goals.in_cycles(reader.list(Show::Live).await?))
}

/// Every key result of a cycle with its score as it is now, by objective.
fn results(goals: &Goals, readings: &Readings, cycle: &Cycle, at: Ts) -> Vec<ClosedResult> {
    let pairs = goals
        .of_cycle(cycle.id)
        .flat_map(|(objective, results)| results.into_iter().map(move |result| (objective.clone(), result.clone())));
    // Ids begin with the time, so results stay in the order of their objectives.
    (0..)
        .zip(pairs)
        .map(|(place, (objective, result))| {
            let seen = readings.score(goals, &result);
            ClosedResult {
                id: ClosedResultId::new(Ts::from_micros(at.micros() + 1_000 * place)),
                cycle_id: cycle.id,
                objective_id: objective.id,
                objective_key: objective.key,
                objective_title: objective.title,
                sentence: kept(&result, &seen),
                key_result_id: result.id,
                key: result.key,
                title: result.title,
                kind: result.kind,
                ambition: result.ambition,
                value: seen.score.map(|score| score.value),
                raw: seen.score.map(|score| score.raw),
                read_on: seen.read_on,
                confidence: readings.confidence(result.id),
                note: String::new(),
                carried_to: None,
                carried_because: String::new(),
            }
        })
        .collect()
}

/// Why a key result is carried over, if it is.
fn carried(input: &CloseCycleInput, id: KeyResultId) -> Option<&str> {
    input.results.iter().find(|said| said.key_result_id == id)?.carried_because.as_deref()
}

/// Puts what is said to the results, or refuses all that is missing at once.
fn said(results: &mut [ClosedResult], input: &CloseCycleInput) -> Result<(), AppError> {
    let mut faults = Vec::new();
    for (at, said) in input.results.iter().enumerate() {
        if input.results[..at].iter().any(|other| other.key_result_id == said.key_result_id) {
            let message = "This key result is spoken of twice. Say all of it once.".to_owned();
            faults.push(FieldError { field: "results".to_owned(), given: said.key_result_id.to_string(), message });
        }
        if results.iter().all(|result| result.key_result_id != said.key_result_id) {
            let message = "This is no key result of the cycle. Choose one of those that are.".to_owned();
            faults.push(FieldError { field: "results".to_owned(), given: said.key_result_id.to_string(), message });
        }
    }
    let mut told = BTreeSet::new();
    for result in results {
        let because = carried(input, result.key_result_id);
        let said = input.results.iter().find(|said| said.key_result_id == result.key_result_id);
        result.note = said.map(|said| said.note.trim().to_owned()).unwrap_or_default();
        because.unwrap_or_default().trim().clone_into(&mut result.carried_because);
        // One under several objectives of the cycle is spoken of once.
        if !told.insert(result.key_result_id) {
            continue;
        }
        let found = result.check(because).err().unwrap_or_default();
        faults.extend(found.messages().into_iter().map(|fault| FieldError {
            field: format!("results.{}.{}", result.key, fault.field),
            given: if fault.field == "note" { result.note.clone() } else { result.carried_because.clone() },
            message: format!("{}: {}", result.key, fault.message),
        }));
    }
    if faults.is_empty() { Ok(()) } else { Err(AppError::Invalid { fields: faults }) }
}

/// The cycle in which something goes on: another one that is not closed.
async fn next_of(tx: &mut Tx, closing: &Cycle, input: &CloseCycleInput) -> Result<Option<Cycle>, AppError> {
    if input.results.iter().all(|said| said.carried_because.is_none()) {
        return Ok(None);
    }
    refer::<Cycle>(tx, "next_cycle_id", input.next_cycle_id).await?;
    let next: Option<Cycle> = match input.next_cycle_id {
        Some(id) => Some(tx.read().get(id).await?),
        None => None,
    };
    let usable = next.filter(|next| next.id != closing.id && next.state() != CycleState::Closed);
    if usable.is_none() {
        let message = "Say in which cycle it goes on: one that is planned or open.";
        let given = input.next_cycle_id.map(|id| id.to_string()).unwrap_or_default();
        return Err(AppError::field("next_cycle_id", given, message));
    }
    Ok(usable)
}

/// An owner who did not leave.
async fn still_there(tx: &mut Tx, owner: Option<MemberId>) -> Result<Option<MemberId>, AppError> {
    let Some(owner) = owner else { return Ok(None) };
    let member: Member = tx.read().get(owner).await?;
    Ok(member.removed_at.is_none().then_some(owner))
}

/// What goes on in the next cycle.
struct Carrying<'g> {
    change: Change,
    currency: Currency,
    goals: &'g Goals,
    closing: CycleId,
    next: Option<Cycle>,
    /// The objectives of the next cycle by those that they go on from.
    objectives: BTreeMap<ObjectiveId, ObjectiveId>,
    /// The key results made anew, by those that they go on from.
    results: BTreeMap<KeyResultId, KeyResultId>,
    made: i64,
}

impl Carrying<'_> {
    /// Makes the key result anew in the next cycle, from where it stands, and gives it the problems that are left.
    async fn over(&mut self, tx: &mut Tx, closed: &ClosedResult) -> Result<KeyResultId, AppError> {
        let next = self.next.as_ref().map(|next| next.id).ok_or(AppError::NotFound { what: "cycle" })?;
        let result = self.goals.key_result(closed.key_result_id).ok_or(AppError::NotFound { what: "key result" })?;
        if let Some(there) = self.results.get(&closed.key_result_id) {
            return Ok(*there);
        }
        let shares = self.shares(tx, result, next).await?;
        let Some(first) = shares.first() else { return Err(AppError::NotFound { what: "objective" }) };
        let made = KeyResult {
            id: KeyResultId::new(self.tick()),
            key: String::new(),
            objective_id: first.objective_id,
            shares: if shares.len() > 1 { shares } else { Vec::new() },
            metric_id: result.metric_id.filter(|id| self.goals.metric(*id).is_some()),
            start: result.start.map(|start| closed.value.unwrap_or(start)),
            due_on: None,
            version: 1,
            created_at: self.change.at,
            ..result.clone()
        };
        let made = make(tx, self.change, self.currency, made).await?;
        self.results.insert(result.id, made.id);
        for problem in self.goals.problems().iter().filter(|problem| problem.share_for(result.id).is_some()) {
            // It may serve another one that was carried over just before, so it is read anew.
            let problem: Problem = tx.read().get(problem.id).await?;
            let over = |id: KeyResultId| if id == result.id { made.id } else { id };
            let share = |share: &KeyResultShare| KeyResultShare { key_result_id: over(share.key_result_id), ..*share };
            let moved = Problem {
                key_result_id: problem.key_result_id.map(over),
                shares: problem.shares.iter().map(share).collect(),
                ..problem.clone()
            };
            put(tx, self.change, self.currency, problem, moved).await?;
        }
        Ok(made.id)
    }

    /// For which objectives of the next cycle it counts: what counted for one that was deleted, or for one of another
    /// cycle, counts for those of the closing one in proportion.
    async fn shares(
        &mut self,
        tx: &mut Tx,
        result: &KeyResult,
        next: CycleId,
    ) -> Result<Vec<ObjectiveShare>, AppError> {
        let mut there = Vec::new();
        for (id, _) in self.goals.objectives_of(result) {
            let objective = self.goals.objective(id).filter(|objective| objective.cycle_id == Some(self.closing));
            if let Some(objective) = objective {
                there.push((self.objective(tx, objective, next).await?, result.share_for(id).unwrap_or(100)));
            }
        }
        let share = |(objective_id, percent)| ObjectiveShare { objective_id, percent };
        Ok(shared_anew(&there).into_iter().map(share).collect())
    }

    /// The objective of the next cycle under which it goes on: the one of the same title, else a copy.
    async fn objective(&mut self, tx: &mut Tx, before: &Objective, next: CycleId) -> Result<ObjectiveId, AppError> {
        if let Some(there) = self.objectives.get(&before.id) {
            return Ok(*there);
        }
        let same = |one: &&Objective| one.cycle_id == Some(next) && one.title == before.title;
        let there = if let Some(same) = self.goals.objectives().iter().find(same) {
            same.id
        } else {
            let made = Objective {
                id: ObjectiveId::new(self.tick()),
                key: String::new(),
                metric_id: before.metric_id.filter(|id| self.goals.metric(*id).is_some()),
                owner_id: still_there(tx, before.owner_id).await?,
                cycle_id: Some(next),
                starts_on: None,
                ends_on: None,
                version: 1,
                created_at: self.change.at,
                ..before.clone()
            };
            make(tx, self.change, self.currency, made).await?.id
        };
        self.objectives.insert(before.id, there);
        Ok(there)
    }

    /// Times for ids, in the order of making.
    fn tick(&mut self) -> Ts {
        self.made += 1;
        Ts::from_micros(self.change.at.micros() + 1_000 * self.made)
    }
}
