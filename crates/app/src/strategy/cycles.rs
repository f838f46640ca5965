//! Cycles: planned and opened.

mod standing;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_domain::{
    CycleId, ObjectiveId, Ts,
    activity::EventKind,
    people::Action,
    strategy::{Cycle, CycleError, CycleState, KeyResult, Objective},
    words,
};
use throughline_store::{Show, StoreError, Tx};
use utoipa::ToSchema;

pub(super) use self::standing::results_of;
pub use self::standing::{Carried, ObjectiveStanding, ResultStanding};
use self::standing::{at_the_close, standings};
use super::scores::Readings;
use crate::{
    Actor, App, AppError, boxed,
    crud::{Noun, noun_fields},
    portfolio::zone_of,
    words::counted,
    write::Change,
};

/// A cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CycleInput {
    /// "2026-Q4"; unique in the workspace.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// First day; may be left out where the name is a quarter.
    #[serde(default)]
    pub starts_on: Option<Date>,
    /// Last day; may be left out where the name is a quarter.
    #[serde(default)]
    pub ends_on: Option<Date>,
}

/// What is said of a cycle, with its days.
#[derive(Debug, Clone)]
pub struct Dated {
    name: String,
    starts_on: Date,
    ends_on: Date,
}

/// A cycle with its goals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CycleView {
    /// The cycle.
    pub cycle: Cycle,
    /// Planned, open or closed.
    pub state: CycleState,
    /// The answer in one sentence.
    pub statement: String,
    /// Its objectives, in the order in which they were made.
    pub objectives: Vec<ObjectiveStanding>,
}

impl CycleInput {
    fn dated(self) -> Result<Dated, AppError> {
        let name = self.name.trim().to_owned();
        let Some((starts_on, ends_on)) = Cycle::days(&name, self.starts_on, self.ends_on) else {
            let field = if self.starts_on.is_none() { "starts_on" } else { "ends_on" };
            let message = "Give its first and its last day, or call it as a quarter, such as 2026-Q4.";
            return Err(AppError::field(field, "", message));
        };
        Ok(Dated { name, starts_on, ends_on })
    }
}

impl From<CycleError> for AppError {
    fn from(error: CycleError) -> Self {
        Self::conflict(error.to_string())
    }
}

impl App {
    /// All cycles, with the deleted ones if asked; the newest first.
    #[boxed]
    pub async fn list_cycles(&self, actor: &Actor, include_withdrawn: bool) -> Result<Vec<Cycle>, AppError> {
        let mut cycles: Vec<Cycle> = self.list_nouns(actor, include_withdrawn).await?;
        cycles.sort_by_key(|cycle| (std::cmp::Reverse(cycle.starts_on), cycle.id));
        Ok(cycles)
    }

    /// One cycle, deleted or not.
    #[boxed]
    pub async fn get_cycle(&self, actor: &Actor, id: CycleId) -> Result<Cycle, AppError> {
        self.get_noun(actor, id).await
    }

    /// Plans a cycle.
    #[boxed]
    pub async fn create_cycle(&self, actor: &Actor, input: CycleInput) -> Result<Cycle, AppError> {
        actor.require(Cycle::WRITE)?;
        self.create_noun(actor, input.dated()?).await
    }

    /// Replaces name and days of a cycle that is not closed, if it still is at this version. What belongs to it must be
    /// dated inside.
    #[boxed]
    pub async fn change_cycle(
        &self,
        actor: &Actor,
        id: CycleId,
        version: i64,
        input: CycleInput,
    ) -> Result<Cycle, AppError> {
        actor.require(Cycle::WRITE)?;
        self.change_noun(actor, id, version, input.dated()?).await
    }

    /// Deletes a cycle that is not closed, if it still is at this version. Its objectives stay, without a cycle. It can
    /// be brought back for 30 days.
    #[boxed]
    pub async fn withdraw_cycle(&self, actor: &Actor, id: CycleId, version: i64) -> Result<Cycle, AppError> {
        self.withdraw_noun(actor, id, version).await
    }

    /// Brings a deleted cycle back.
    #[boxed]
    pub async fn restore_cycle(&self, actor: &Actor, id: CycleId) -> Result<Cycle, AppError> {
        self.restore_noun(actor, id).await
    }

    /// Opens a planned cycle, if it still is at this version.
    #[boxed]
    pub async fn open_cycle(&self, actor: &Actor, id: CycleId, version: i64) -> Result<Cycle, AppError> {
        actor.require(Cycle::WRITE)?;
        let change = self.change(actor);
        self.write(actor, move |tx| {
            Box::pin(async move {
                let before = live(tx, id).await?;
                let mut after = before.opened(change.by, change.at)?;
                if after == before {
                    return Ok(before);
                }
                if before.version != version {
                    return Err(AppError::Stale { current_version: before.version });
                }
                tx.record(change.event(EventKind::CycleOpened, Some(id.0), &after.name, serde_json::json!({}))).await?;
                after.version = tx.update(&after).await?;
                Ok(after)
            })
        })
        .await
    }

    /// A cycle with its objectives and their scores.
    #[boxed]
    pub async fn cycle_goals(&self, actor: &Actor, id: CycleId) -> Result<CycleView, AppError> {
        let cycle = self.get_cycle(actor, id).await?;
        let picture = self.picture(actor).await?;
        let results = results_of(&picture.goals, cycle.id);
        let days = (zone_of(&actor.workspace), picture.today());
        let readings = Readings::read(&mut self.reader(actor), &picture.goals, &results, days).await?;
        let objectives = match cycle.state() {
            CycleState::Closed => at_the_close(&picture, &readings, cycle.id),
            _ => standings(&picture, &cycle, &readings),
        };
        Ok(CycleView {
            statement: statement(&cycle, &objectives, picture.today()),
            state: cycle.state(),
            objectives,
            cycle,
        })
    }
}

/// A cycle that was not deleted.
pub(super) async fn live(tx: &mut Tx, id: CycleId) -> Result<Cycle, AppError> {
    let cycle: Cycle = tx.read().get(id).await?;
    if cycle.withdrawn_at.is_some() {
        return Err(AppError::NotFound { what: "cycle" });
    }
    Ok(cycle)
}

/// Refuses to write into a closed cycle.
pub(super) async fn writable(tx: &mut Tx, cycle: Option<CycleId>) -> Result<(), AppError> {
    match cycle {
        Some(id) => Ok(tx.read().get::<Cycle>(id).await?.writable()?),
        None => Ok(()),
    }
}

/// Refuses what is dated outside of the cycle of its objective.
pub(super) async fn dated_inside(
    tx: &mut Tx,
    field: &str,
    objective: &Objective,
    results: &[KeyResult],
) -> Result<(), AppError> {
    let Some(id) = objective.cycle_id else { return Ok(()) };
    let cycle: Cycle = tx.read().get(id).await?;
    if cycle.withdrawn_at.is_some() {
        return Ok(());
    }
    match cycle.outside(objective, results) {
        Some(outside) => Err(AppError::field(field, outside.on.to_string(), outside.to_string())),
        None => Ok(()),
    }
}

/// An objective, if it was not deleted. A share may name one that is gone for good.
pub(super) async fn objective_there(tx: &mut Tx, id: ObjectiveId) -> Result<Option<Objective>, AppError> {
    match tx.read().get::<Objective>(id).await {
        Ok(objective) => Ok(Some(objective).filter(|objective| objective.withdrawn_at.is_none())),
        Err(StoreError::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Refuses a key result under objectives of different cycles: at the close of one its score would stay in the other too.
pub(super) async fn in_one_cycle(
    tx: &mut Tx,
    field: &str,
    objective: &Objective,
    result: &KeyResult,
) -> Result<(), AppError> {
    for share in result.shares.iter().filter(|share| share.objective_id != objective.id) {
        let Some(other) = objective_there(tx, share.objective_id).await? else { continue };
        // What a closed cycle says stays, whatever becomes of this one.
        if other.cycle_id == objective.cycle_id || writable(tx, other.cycle_id).await.is_err() {
            continue;
        }
        let called = |key: &str| if key.is_empty() { "It".to_owned() } else { key.to_owned() };
        let message = format!(
            "{} counts for {} and {}, which are not of the same cycle. Change its shares, or the cycle of one of them.",
            called(&result.key),
            called(&objective.key),
            other.key,
        );
        return Err(AppError::field(field, other.key, message));
    }
    Ok(())
}

/// "2026-Q4 is open until 31 Dec: two objectives, three key results, two of them with a score."
fn statement(cycle: &Cycle, objectives: &[ObjectiveStanding], today: Date) -> String {
    let results = || objectives.iter().flat_map(|objective| &objective.key_results);
    let scored = results().filter(|result| result.score.score.is_some()).count();
    let days = match cycle.state() {
        CycleState::Planned => format!("is planned from {}", words::day(cycle.starts_on, today)),
        CycleState::Open => format!("is open until {}", words::day(cycle.ends_on, today)),
        CycleState::Closed => "is closed".to_owned(),
    };
    if objectives.is_empty() {
        return format!("{} {days}, and has no objective.", cycle.name);
    }
    let of_them = match (results().count(), scored) {
        (0, _) => String::new(),
        (all, scored) if all == scored => ", all of them with a score".to_owned(),
        (_, scored) => format!(", {} of them with a score", words::spelled(scored)),
    };
    format!(
        "{} {days}: {}, {}{of_them}.",
        cycle.name,
        words::small(&counted(objectives.len(), "objective")),
        words::small(&counted(results().count(), "key result")),
    )
}

impl Noun for Cycle {
    type Id = CycleId;
    type Input = Dated;
    const WRITE: Action = Action::SetGoals;
    const EVENTS: [EventKind; 4] =
        [EventKind::CycleCreated, EventKind::CycleChanged, EventKind::CycleWithdrawn, EventKind::CycleRestored];

    fn new(input: Dated, now: Ts) -> Self {
        let Dated { name, starts_on, ends_on } = input;
        Self {
            id: CycleId::new(now),
            name,
            starts_on,
            ends_on,
            opened_at: None,
            opened_by: None,
            closed_at: None,
            closed_by: None,
            lessons: String::new(),
            version: 1,
            withdrawn_at: None,
        }
    }

    fn replaced(&self, input: Dated) -> Self {
        let Dated { name, starts_on, ends_on } = input;
        Self { name, starts_on, ends_on, ..self.clone() }
    }

    async fn free(&self, _tx: &mut Tx) -> Result<(), AppError> {
        Ok(self.writable()?)
    }

    async fn fits(&self, tx: &mut Tx) -> Result<(), AppError> {
        let objectives: Vec<Objective> = tx.read().list(Show::Live).await?;
        let results: Vec<KeyResult> = tx.read().list(Show::Live).await?;
        for objective in objectives.iter().filter(|objective| objective.cycle_id == Some(self.id)) {
            let below = results.iter().filter(|result| result.share_for(objective.id).is_some());
            if let Some(outside) = self.outside(objective, below) {
                return Err(AppError::field("ends_on", self.ends_on.to_string(), outside.to_string()));
            }
        }
        Ok(())
    }

    async fn settled(self, _tx: &mut Tx, _change: Change) -> Result<Self, AppError> {
        Ok(self)
    }

    noun_fields!(name);
}
