//! Cycles, objectives, key results, problems: the upper half of the line.

mod chain;
mod check_in;
mod closing;
mod cycle;
pub mod files;
mod kind;
pub mod lint;
mod question;
mod refine;
mod rules;
mod score;
mod shares;
mod weekly;

use serde::{Deserialize, Serialize};

use crate::{CycleId, KeyResultId, MemberId, MetricId, Money, ObjectiveId, ProblemId, SegmentId, Ts};

pub use chain::{Break, Chain, Goals, Link};
pub use check_in::{CheckIn, FALL, Rhythm, STALE_AFTER_DAYS, SURE};
pub use closing::ClosedResult;
pub use cycle::{Cycle, CycleError, CycleState, Outside};
pub use kind::{MOST_MILESTONES, ResultKind};
pub use question::{ProblemQuestion, asked_of};
pub use refine::{DEEPEST, Unrefined, may_refine};
pub use score::{Band, Pace, Score, Unscored};
pub use shares::{KeyResultShare, MOST_SHARES, ObjectiveShare, shared_anew};
pub use weekly::{WeekOutcome, WeeklyError, WeeklyGoal, monday_of};

/// A company objective of a cycle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Objective {
    /// Its id.
    pub id: ObjectiveId,
    /// Short name for links: "O2".
    pub key: String,
    /// "Keep the customers we win".
    pub title: String,
    /// Why, in a sentence.
    pub why: String,
    /// The metric it pushes; with none, the chain to the North Star is broken here.
    pub metric_id: Option<MetricId>,
    /// The cycle it is set for.
    pub cycle_id: Option<CycleId>,
    /// First day; if there is none, its cycle's.
    pub starts_on: Option<jiff::civil::Date>,
    /// Last day; if there is none, its cycle's. Work on an objective that ended stands out.
    pub ends_on: Option<jiff::civil::Date>,
    /// Who answers for it.
    pub owner_id: Option<MemberId>,
    /// Money that waits for it although nobody works on it yet, if somebody said so.
    pub at_stake: Option<Money>,
    /// Counts up with each change.
    pub version: i64,
    /// When it was made.
    pub created_at: Ts,
    /// When it was deleted, if so.
    pub withdrawn_at: Option<Ts>,
}

/// Whether a key result is promised or reached for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Ambition {
    /// Expected to be met.
    Committed,
    /// A stretch.
    Aspirational,
}

/// A measurable result of an objective.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct KeyResult {
    /// Its id.
    pub id: KeyResultId,
    /// Short name for links: "KR3".
    pub key: String,
    /// Of which objective, first of all.
    pub objective_id: ObjectiveId,
    /// How much of it counts for which objective, if for several; together 100%.
    pub shares: Vec<ObjectiveShare>,
    /// "Mid-market churn from 11% to 6% a year".
    pub title: String,
    /// The metric it is read on, if there is one.
    pub metric_id: Option<MetricId>,
    /// What it asks for.
    pub kind: ResultKind,
    /// Value at the start, of a number to reach.
    pub start: Option<f64>,
    /// Value to reach.
    pub target: Option<f64>,
    /// Lower bound of a number to keep; it may be reached.
    pub at_least: Option<f64>,
    /// Upper bound of a number to keep; it may be reached.
    pub at_most: Option<f64>,
    /// Milestones in their order, one a line.
    pub milestones: String,
    /// Unit of the numbers.
    pub unit: String,
    /// By when.
    pub due_on: Option<jiff::civil::Date>,
    /// Promised or reached for.
    pub ambition: Ambition,
    /// Counts up with each change.
    pub version: i64,
    /// When it was made.
    pub created_at: Ts,
    /// When it was deleted, if so.
    pub withdrawn_at: Option<Ts>,
}

/// The translation: a business goal restated as an engineering problem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Its id.
    pub id: ProblemId,
    /// Short name for links: "P4".
    pub key: String,
    /// The problem that it refines: it is part of that one, and serves what that one serves instead of key results of
    /// its own.
    pub parent_id: Option<ProblemId>,
    /// The key result it serves, first of all; with none, and part of no other problem, it stands out as a gap.
    pub key_result_id: Option<KeyResultId>,
    /// How much of it serves which key result, if several; together 100%.
    pub shares: Vec<KeyResultShare>,
    /// "We need 3 features that reduce churn in these customer segments".
    pub title: String,
    /// The business goal in the words it was asked: "We need to increase Q4 sales".
    pub goal: String,
    /// Why we believe that this moves the goal.
    pub hypothesis: String,
    /// For whom.
    pub segment_id: Option<SegmentId>,
    /// The measurable effect, as a Business Value sentence; empty stands out as a gap.
    pub expected_effect: String,
    /// By when.
    pub due_on: Option<jiff::civil::Date>,
    /// Counts up with each change.
    pub version: i64,
    /// When it was made.
    pub created_at: Ts,
    /// When it was deleted, if so.
    pub withdrawn_at: Option<Ts>,
}
