//! What was decided about a request, and what turned out.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    MemberId, Ts, UrgentDecisionId, UrgentRequestId, UrgentVerdictId,
    check::{Faults, MAX_TEXT},
};

/// When it is done, if at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Answer {
    /// At once; what is under way waits. Needs a reason.
    Now,
    /// When somebody is free: on Monday, say.
    NextFree,
    /// In its turn, by its rank.
    InTurn,
    /// Not at all. Needs a reason.
    No,
}

impl Answer {
    /// Whether those who are told need a reason: whose work moves, or who asked in vain.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::Now | Self::No)
    }
}

/// A decision about a request, with the price it was made on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct UrgentDecision {
    /// Its id.
    pub id: UrgentDecisionId,
    /// The request.
    pub request_id: UrgentRequestId,
    /// When it is done.
    pub answer: Answer,
    /// Why, shown to those whose work moves.
    pub reason: String,
    /// Who decided; none for the operator.
    pub by: Option<MemberId>,
    /// When.
    pub at: Ts,
    /// Stamp of the price it was made on.
    pub price_stamp: String,
    /// What the decided moment cost then, in minor units; none for "no" and where it had no price.
    pub cost_minor: Option<i64>,
    /// What the others lose by it, without the request's own wait: what counts against the budget. In minor units.
    pub cost_to_others_minor: i64,
    /// P5 of the cost, in minor units.
    pub cost_low_minor: Option<i64>,
    /// P95 of the cost, in minor units.
    pub cost_high_minor: Option<i64>,
    /// The day the work was to begin.
    pub starts_on: Option<Date>,
    /// The day it was likely to be done.
    pub done_on: Option<Date>,
    /// Keys of the tickets that were delayed.
    pub delayed: Vec<String>,
    /// Person-days of the team it takes, for the budget.
    pub person_days: f64,
    /// The leader who stands for it where the budget was used up.
    pub named_leader_id: Option<MemberId>,
    /// Whether the team already had one such thing in progress, and this was known.
    pub besides_another: bool,
    /// When it was taken back, so that it can be decided anew.
    pub withdrawn_at: Option<Ts>,
}

impl UrgentDecision {
    /// Checks that there is a reason where one is needed.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        if self.answer.needs_reason() {
            faults.required("reason", &self.reason);
        }
        faults.text("reason", &self.reason, MAX_TEXT).finish()
    }
}

/// How it turned out after 30 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Outcome {
    /// It could not have waited.
    Real,
    /// Some of it could have.
    Partly,
    /// The date moved, nobody used it within 14 days, or the cost never came.
    False,
}

/// The answer to the test that was written down beforehand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct UrgentVerdict {
    /// Its id.
    pub id: UrgentVerdictId,
    /// The request.
    pub request_id: UrgentRequestId,
    /// How it turned out.
    pub outcome: Outcome,
    /// What shows it.
    pub evidence: String,
    /// Who looked back; none for the operator.
    pub by: Option<MemberId>,
    /// When.
    pub at: Ts,
}

impl UrgentVerdict {
    /// After so many days the test is asked.
    pub const AFTER_DAYS: i64 = 30;

    /// Checks that it says what shows it.
    pub fn check(&self) -> Result<(), Faults> {
        Faults::default().required("evidence", &self.evidence).text("evidence", &self.evidence, MAX_TEXT).finish()
    }
}
