//! What a key result was when its cycle was closed, and whether it goes on in the next one.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    ClosedResultId, CycleId, KeyResultId, ObjectiveId,
    check::{Faults, MAX_TEXT, Wrong},
    strategy::{Ambition, Band, ResultKind, Score},
};

/// A key result as it was at the close of its cycle. It never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ClosedResult {
    /// Its id.
    pub id: ClosedResultId,
    /// Of which cycle.
    pub cycle_id: CycleId,
    /// Of which objective.
    pub objective_id: ObjectiveId,
    /// Short name of the objective.
    pub objective_key: String,
    /// Title of the objective.
    pub objective_title: String,
    /// Which key result.
    pub key_result_id: KeyResultId,
    /// Its short name.
    pub key: String,
    /// Its title.
    pub title: String,
    /// What it asked for.
    pub kind: ResultKind,
    /// Promised or reached for.
    pub ambition: Ambition,
    /// The value its score was taken from, in its unit.
    pub value: Option<f64>,
    /// How far it was before that was cut to 0..1; none where nobody could say.
    pub raw: Option<f64>,
    /// The day of that value.
    pub read_on: Option<Date>,
    /// How far it was, or why nobody could say, in a sentence.
    pub sentence: String,
    /// Confidence of its last check-in, from 0 to 10.
    pub confidence: Option<i64>,
    /// What is said of it.
    pub note: String,
    /// The key result in which it goes on in the next cycle, if it does.
    pub carried_to: Option<KeyResultId>,
    /// Why it goes on.
    pub carried_because: String,
}

impl ClosedResult {
    /// The score from 0 to 1.
    pub fn score(&self) -> Option<Score> {
        let (value, raw) = self.value.zip(self.raw)?;
        let score = raw.clamp(0.0, 1.0);
        Some(Score { value, score, raw, band: Band::of(score) })
    }

    /// Whether all of it was reached.
    pub fn reached(&self) -> bool {
        self.score().is_some_and(|score| score.reached())
    }

    /// Whether nothing is left of it that could go on.
    pub fn is_over(&self) -> bool {
        self.kind != ResultKind::Keep && self.reached()
    }

    /// Checks what is said of it. `carried`: why it goes on, if it is to.
    ///
    /// 1. What was promised and not reached needs a note (Doerr, *Measure What Matters*: committed means 1.0).
    /// 2. What goes on needs a reason.
    /// 3. What was reached does not go on: nothing is left of it. What was kept within bounds can be kept further.
    pub fn check(&self, carried: Option<&str>) -> Result<(), Faults> {
        let promised = self.ambition == Ambition::Committed && !self.reached();
        Faults::default()
            .refuse(promised && self.note.trim().is_empty(), "note", || Wrong::PromiseWithoutNote)
            .text("note", &self.note, MAX_TEXT)
            .refuse(carried.is_some_and(|reason| reason.trim().is_empty()), "carried_because", || Wrong::Empty)
            .refuse(carried.is_some() && self.is_over(), "carried_because", || Wrong::NothingLeft)
            .text("carried_because", carried.unwrap_or_default(), MAX_TEXT)
            .finish()
    }
}
