//! Whether requests were as urgent as they were thought, per group, with honest intervals for small numbers.

use serde::{Deserialize, Serialize};

use crate::{
    MemberId, MissedAlarmId, TicketId, Ts,
    check::{Faults, MAX_NAME, MAX_TEXT},
    shares::{Share, wilson_90},
    urgency::Outcome,
};

/// How the requests of one group turned out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct GroupRecord {
    /// The asking group.
    pub asking_group: String,
    /// Outcomes, oldest first.
    pub outcomes: Vec<Outcome>,
    /// Share of false alarms among all that were looked back at; none below five, when nothing can be said.
    pub false_alarms: Option<Share>,
    /// What those that could have waited cost others, in minor units.
    pub could_have_waited_minor: i64,
}

impl GroupRecord {
    /// From how many on a rate is said.
    pub const LEAST: usize = 5;

    /// The record of these outcomes, oldest first, each with what it cost others.
    pub fn of(asking_group: String, outcomes: &[(Outcome, i64)]) -> Self {
        let count = |wanted: fn(&Outcome) -> bool| outcomes.iter().filter(|(outcome, _)| wanted(outcome)).count();
        let whole = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let false_alarms = (outcomes.len() >= Self::LEAST)
            .then(|| wilson_90(whole(count(|outcome| *outcome == Outcome::False)), whole(outcomes.len())))
            .flatten();
        let waited = outcomes.iter().filter(|(outcome, _)| *outcome == Outcome::False).map(|(_, cost)| cost);
        Self {
            asking_group,
            could_have_waited_minor: waited.sum(),
            outcomes: outcomes.iter().map(|(outcome, _)| *outcome).collect(),
            false_alarms,
        }
    }

    /// How many could not wait.
    pub fn real(&self) -> usize {
        self.outcomes.iter().filter(|outcome| **outcome == Outcome::Real).count()
    }
}

/// A warning that nobody raised, although somebody had it: found when looking back at an emergency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MissedAlarm {
    /// Its id.
    pub id: MissedAlarmId,
    /// Where the warning stood: "the e-mail of 2 September".
    pub warning: String,
    /// The group in which it stayed; never a person.
    pub asking_group: String,
    /// What came of it.
    pub consequence: String,
    /// Who noted it; none for the operator.
    pub by: Option<MemberId>,
    /// When.
    pub at: Ts,
}

impl MissedAlarm {
    /// Checks that it says where the warning stood and what came of it.
    pub fn check(&self) -> Result<(), Faults> {
        Faults::default()
            .name("asking_group", &self.asking_group, MAX_NAME)
            .required("warning", &self.warning)
            .text("warning", &self.warning, MAX_TEXT)
            .text("consequence", &self.consequence, MAX_TEXT)
            .finish()
    }
}

/// A ticket that went up without being asked for urgently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Jumped {
    /// The ticket.
    pub ticket_id: TicketId,
    /// How many places.
    pub places: i64,
}

/// Whether a move within a day of the ticket's making jumped the queue: more than five places up.
///
/// ```
/// # use throughline_domain::{Ts, urgency::jumped};
/// let made = Ts::from_micros(0);
/// assert!(jumped(made, made.plus_seconds(3_600), 40, 34));
/// assert!(!jumped(made, made.plus_seconds(3_600), 40, 35), "five places are not a jump");
/// assert!(!jumped(made, made.plus_days(2), 40, 1), "after a day it is a move like any other");
/// ```
pub fn jumped(made_at: Ts, moved_at: Ts, from: i64, to: i64) -> bool {
    moved_at >= made_at && moved_at <= made_at.plus_days(1) && from - to > 5
}
