//! Cycles: the time for which a company sets its objectives. Planned, open, closed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    CycleId, MemberId, Quarter, Ts,
    check::{Faults, MAX_NAME, MAX_TEXT, Wrong},
    strategy::{KeyResult, Objective},
};

/// The time for which objectives are set, mostly a quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Cycle {
    /// Its id.
    pub id: CycleId,
    /// "2026-Q4"; unique in the workspace.
    pub name: String,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// When it was opened, if so.
    pub opened_at: Option<Ts>,
    /// Who opened it; none for the operator.
    pub opened_by: Option<MemberId>,
    /// When it was closed, if so. From then on what it says stays as it was.
    pub closed_at: Option<Ts>,
    /// Who closed it; none for the operator.
    pub closed_by: Option<MemberId>,
    /// What was learned; written when it is closed.
    pub lessons: String,
    /// Counts up with each change.
    pub version: i64,
    /// When it was deleted, if so.
    pub withdrawn_at: Option<Ts>,
}

/// How far a cycle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum CycleState {
    /// Its goals are being written.
    Planned,
    /// It runs.
    Open,
    /// It is over, and stays as it was.
    Closed,
}

impl CycleState {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

/// Why a cycle cannot be opened, closed or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CycleError {
    /// What a closed cycle says stays as it was.
    #[error("This cycle is closed, and what it says stays as it was. Set the goal in another cycle.")]
    Closed,
    /// Only what was opened can be closed.
    #[error("This cycle was never opened. Open it first, or delete it.")]
    NotOpen,
}

/// Something that is dated outside of its cycle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} is dated {on}, but {cycle} runs from {first} to {last}. Choose a day inside, or another cycle.")]
pub struct Outside {
    /// What: the key of an objective or a key result.
    pub what: String,
    /// Its day.
    pub on: Date,
    /// The cycle's name.
    pub cycle: String,
    /// The cycle's first day.
    pub first: Date,
    /// The cycle's last day.
    pub last: Date,
}

impl Cycle {
    /// Checks name and days.
    pub fn check(&self) -> Result<(), Faults> {
        Faults::default()
            .name("name", &self.name, MAX_NAME)
            .days("ends_on", Some(self.starts_on), Some(self.ends_on))
            .refuse(self.closed_at.is_some() && self.lessons.trim().is_empty(), "lessons", || Wrong::Empty)
            .text("lessons", &self.lessons, MAX_TEXT)
            .finish()
    }

    /// The days of a cycle: as given, else those of the quarter of its name. None where neither says them.
    ///
    /// ```
    /// # use throughline_domain::strategy::Cycle;
    /// # use jiff::civil::date;
    /// assert_eq!(Cycle::days("2026-Q4", None, None), Some((date(2026, 10, 1), date(2026, 12, 31))));
    /// assert_eq!(Cycle::days("Autumn", Some(date(2026, 9, 28)), None), None);
    /// ```
    pub fn days(name: &str, starts_on: Option<Date>, ends_on: Option<Date>) -> Option<(Date, Date)> {
        let quarter = name.parse::<Quarter>().ok();
        let first = starts_on.or(quarter.map(|quarter| quarter.first));
        first.zip(ends_on.or(quarter.map(|quarter| quarter.last)))
    }

    /// Planned, open or closed.
    pub const fn state(&self) -> CycleState {
        match (self.opened_at, self.closed_at) {
            (_, Some(_)) => CycleState::Closed,
            (Some(_), None) => CycleState::Open,
            (None, None) => CycleState::Planned,
        }
    }

    /// Refuses what would change a closed cycle.
    pub fn writable(&self) -> Result<(), CycleError> {
        if self.state() == CycleState::Closed { Err(CycleError::Closed) } else { Ok(()) }
    }

    /// The same, open. One that is open already stays as it is.
    pub fn opened(&self, by: Option<MemberId>, at: Ts) -> Result<Self, CycleError> {
        match self.state() {
            CycleState::Planned => Ok(Self { opened_at: Some(at), opened_by: by, ..self.clone() }),
            CycleState::Open => Ok(self.clone()),
            CycleState::Closed => Err(CycleError::Closed),
        }
    }

    /// The same, closed, with what was learned. One that is closed already stays as it is.
    pub fn closed(&self, by: Option<MemberId>, at: Ts, lessons: &str) -> Result<Self, CycleError> {
        match self.state() {
            CycleState::Planned => Err(CycleError::NotOpen),
            CycleState::Open => {
                Ok(Self { closed_at: Some(at), closed_by: by, lessons: lessons.to_owned(), ..self.clone() })
            }
            CycleState::Closed => Ok(self.clone()),
        }
    }

    /// The first thing of an objective of this cycle that is dated outside of it: the objective itself, then its key
    /// results. What has no day of its own has those of the cycle.
    pub fn outside<'a>(
        &self,
        objective: &'a Objective,
        key_results: impl IntoIterator<Item = &'a KeyResult>,
    ) -> Option<Outside> {
        let own = [objective.starts_on, objective.ends_on].map(|day| (objective.key.as_str(), day));
        let below = key_results.into_iter().map(|result| (result.key.as_str(), result.due_on));
        let (what, on) = own
            .into_iter()
            .chain(below)
            .filter_map(|(what, on)| on.map(|on| (what, on)))
            .find(|(_, on)| !(self.starts_on..=self.ends_on).contains(on))?;
        let (cycle, what) = (self.name.clone(), what.to_owned());
        Some(Outside { what, on, cycle, first: self.starts_on, last: self.ends_on })
    }
}
