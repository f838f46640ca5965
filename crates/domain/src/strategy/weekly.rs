//! Weekly goals: one team's step of a week toward a key result. Set on Monday, closed on Friday.

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    KeyResultId, MemberId, TeamId, Ts, WeeklyGoalId,
    check::{Faults, MAX_TEXT, MAX_TITLE, Wrong},
};

/// One team's step of a week toward a key result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WeeklyGoal {
    /// Its id.
    pub id: WeeklyGoalId,
    /// Whose step.
    pub team_id: TeamId,
    /// Toward which key result.
    pub key_result_id: KeyResultId,
    /// Monday of its week.
    pub monday: Date,
    /// "The alerts of the two largest carriers are live".
    pub title: String,
    /// The goal of an earlier week that goes on in it.
    pub carried_from: Option<WeeklyGoalId>,
    /// Why it was carried over.
    pub carried_because: String,
    /// How it ended, once it is closed.
    pub outcome: Option<WeekOutcome>,
    /// Why it was not done.
    pub reason: String,
    /// When it was closed, if so.
    pub closed_at: Option<Ts>,
    /// Who closed it; none for the operator.
    pub closed_by: Option<MemberId>,
    /// Counts up with each change.
    pub version: i64,
    /// When it was deleted, if so.
    pub withdrawn_at: Option<Ts>,
}

/// How a weekly goal ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum WeekOutcome {
    /// It was done.
    Done,
    /// It was not.
    NotDone,
}

/// Why a weekly goal cannot be changed or closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum WeeklyError {
    /// It was closed.
    #[error("This goal is closed: {}. Set another one for this week.", if *.0 == WeekOutcome::Done { "it was done" } else { "it was not done" })]
    Closed(WeekOutcome),
}

/// Monday of the week in which a day lies.
///
/// ```
/// # use throughline_domain::strategy::monday_of;
/// # use jiff::civil::date;
/// assert_eq!(monday_of(date(2026, 10, 18)), date(2026, 10, 12));
/// ```
pub fn monday_of(day: Date) -> Date {
    day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
}

impl WeeklyGoal {
    /// One that a team sets for the week of a Monday; nothing is said yet of how it ended.
    pub fn set(id: WeeklyGoalId, team_id: TeamId, key_result_id: KeyResultId, monday: Date, title: String) -> Self {
        Self {
            id,
            team_id,
            key_result_id,
            monday,
            title,
            carried_from: None,
            carried_because: String::new(),
            outcome: None,
            reason: String::new(),
            closed_at: None,
            closed_by: None,
            version: 1,
            withdrawn_at: None,
        }
    }

    /// Checks texts, and what a close has to say.
    ///
    /// 1. What was not done has a reason.
    /// 2. What was carried over says why.
    pub fn check(&self) -> Result<(), Faults> {
        let silent = self.outcome == Some(WeekOutcome::NotDone) && self.reason.trim().is_empty();
        Faults::default()
            .name("title", &self.title, MAX_TITLE)
            .refuse(silent, "reason", || Wrong::Empty)
            .text("reason", &self.reason, MAX_TEXT)
            .refuse(self.carried_from.is_some() && self.carried_because.trim().is_empty(), "carried_because", || {
                Wrong::Empty
            })
            .text("carried_because", &self.carried_because, MAX_TEXT)
            .finish()
    }

    /// Whether it should be closed by a day: from Friday of its week on.
    pub fn is_due(&self, today: Date) -> bool {
        self.outcome.is_none() && self.withdrawn_at.is_none() && today >= self.monday.saturating_add(4.days())
    }

    /// Refuses to change one that is closed.
    pub fn writable(&self) -> Result<(), WeeklyError> {
        self.outcome.map_or(Ok(()), |outcome| Err(WeeklyError::Closed(outcome)))
    }

    /// The same, closed. One that ended so already stays as it is.
    pub fn closed(
        &self,
        outcome: WeekOutcome,
        reason: &str,
        by: Option<MemberId>,
        at: Ts,
    ) -> Result<Self, WeeklyError> {
        match self.outcome {
            Some(same) if same == outcome => Ok(self.clone()),
            Some(other) => Err(WeeklyError::Closed(other)),
            None => Ok(Self {
                outcome: Some(outcome),
                reason: reason.trim().to_owned(),
                closed_at: Some(at),
                closed_by: by,
                ..self.clone()
            }),
        }
    }

    /// The week into which one that was not done is carried on a day: the one after its own, and never one that is over.
    pub fn next_monday(&self, today: Date) -> Date {
        self.monday.saturating_add(7.days()).max(monday_of(today))
    }
}
