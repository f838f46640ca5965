//! What people say about a roadmap, and what is kept of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    AlternativeId, CalendarEntryId, MemberId, PromiseId, PublishedId, StartId, TeamId, TicketId, Ts,
    check::{Faults, MAX_NAME, MAX_TITLE},
};

/// Days on which a team, or everybody, works less or not at all: a holiday, a week with half the people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CalendarEntry {
    /// Its id.
    pub id: CalendarEntryId,
    /// The team; none for all teams.
    pub team_id: Option<TeamId>,
    /// "Company retreat".
    pub name: String,
    /// First day.
    pub first_on: Date,
    /// Last day, the first at the earliest.
    pub last_on: Date,
    /// What is left of a day's capacity, in percent; 0 is a holiday.
    pub capacity_percent: i32,
    /// Counts up with each change.
    pub version: i64,
    /// When it was deleted, if so.
    pub withdrawn_at: Option<Ts>,
}

impl CalendarEntry {
    /// Checks the name, the days and the percentage.
    pub fn check(&self) -> Result<(), Faults> {
        Faults::default()
            .name("name", &self.name, MAX_NAME)
            .days("last_on", Some(self.first_on), Some(self.last_on))
            .within("capacity_percent", f64::from(self.capacity_percent), 0.0..=99.0)
            .finish()
    }

    /// Whether it is about this queue on this day. Work without a team keeps the days of all teams.
    pub(crate) fn covers(&self, team: Option<TeamId>, day: Date) -> bool {
        self.withdrawn_at.is_none()
            && self.team_id.is_none_or(|own| Some(own) == team)
            && (self.first_on..=self.last_on).contains(&day)
    }
}

/// A ticket that is being worked on since a day. It stays where it is until it is done or somebody stops it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Start {
    /// Its id.
    pub id: StartId,
    /// The ticket.
    pub ticket_id: TicketId,
    /// The day on which the work began.
    pub started_on: Date,
    /// Who said so; none for the operator.
    pub by: Option<MemberId>,
    /// When they said so.
    pub at: Ts,
    /// When the work was stopped, if so.
    pub withdrawn_at: Option<Ts>,
}

/// A ticket that was promised to somebody by a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Promise {
    /// Its id.
    pub id: PromiseId,
    /// The ticket.
    pub ticket_id: TicketId,
    /// To whom: "the board".
    pub promised_to: String,
    /// The last day that keeps the promise.
    pub due_on: Date,
    /// Who asked for it, as people call them; may be empty.
    pub asked_by: String,
    /// Who promised; none for the operator.
    pub by: Option<MemberId>,
    /// When.
    pub at: Ts,
    /// Counts up with each change.
    pub version: i64,
    /// When it was taken back, if so.
    pub withdrawn_at: Option<Ts>,
}

impl Promise {
    /// Checks that it says to whom.
    pub fn check(&self) -> Result<(), Faults> {
        Faults::default()
            .name("promised_to", &self.promised_to, MAX_NAME)
            .text("asked_by", &self.asked_by, MAX_NAME)
            .finish()
    }
}

/// A team that could do a ticket as well as its own team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Alternative {
    /// Its id.
    pub id: AlternativeId,
    /// The ticket.
    pub ticket_id: TicketId,
    /// The other team.
    pub team_id: TeamId,
    /// How much of the estimate that team needs, in percent: 100 as much, 150 half as much again.
    pub effort_percent: i32,
    /// Who said so; none for the operator.
    pub by: Option<MemberId>,
    /// When.
    pub at: Ts,
    /// When it was taken back, if so.
    pub withdrawn_at: Option<Ts>,
}

impl Alternative {
    /// Checks the percentage.
    pub fn check(&self) -> Result<(), Faults> {
        Faults::default().within("effort_percent", f64::from(self.effort_percent), 10.0..=1_000.0).finish()
    }
}

/// A roadmap as it was published: who does what, in which order, and when it was likely then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Published {
    /// Its id.
    pub id: PublishedId,
    /// 1 for the first of the workspace.
    pub number: i64,
    /// When.
    pub at: Ts,
    /// Who; none for the operator.
    pub by: Option<MemberId>,
    /// Why, shown to everyone whose work moved.
    pub reason: String,
    /// What the order costs by waiting, in minor units, as it was counted then.
    pub cost_minor: i64,
    /// What no order could go below, as it was proved then.
    pub bound_minor: i64,
    /// The tickets by their start.
    pub places: Vec<Place>,
}

impl Published {
    /// Checks that there is a reason.
    pub fn check(&self) -> Result<(), Faults> {
        Faults::default().name("reason", &self.reason, MAX_TITLE).finish()
    }
}

/// One ticket on a published roadmap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Place {
    /// The ticket.
    pub ticket_id: TicketId,
    /// Its key and title as they were.
    pub key: String,
    /// Title.
    pub title: String,
    /// The team that does it; none without a team.
    pub team_id: Option<TeamId>,
    /// The day on which it starts.
    pub starts_on: Date,
    /// The day by which it is likely done (P50).
    pub likely_on: Date,
    /// The day by which it is done in 85 of 100 futures.
    pub sure_on: Date,
    /// What its waiting costs in this order, in minor units.
    pub cost_minor: i64,
}

/// When a ticket is done before its turn, or in it, because somebody decided so about an urgent request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// At once; what is under way waits.
    Now,
    /// Behind what is under way, before everything else of its team.
    NextFree,
    /// By its rank, in a published order too.
    InTurn,
}

/// A ticket whose place was decided as an answer to an urgent request, until the work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecidedPlace {
    /// The ticket.
    pub ticket_id: TicketId,
    /// Its place.
    pub turn: Turn,
    /// When it was decided.
    pub at: Ts,
}

/// Everything that is kept of a workspace's roadmap, as it was after an event.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Kept {
    /// Holidays and days of less capacity.
    pub calendar: Vec<CalendarEntry>,
    /// Work in progress.
    pub starts: Vec<Start>,
    /// Promises in force.
    pub promises: Vec<Promise>,
    /// Who could do what as well.
    pub alternatives: Vec<Alternative>,
    /// The roadmap in force, the last that was published.
    pub published: Option<Published>,
    /// Places that were decided as answers to urgent requests.
    pub decided: Vec<DecidedPlace>,
}
