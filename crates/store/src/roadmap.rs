//! Calendars, work in progress, promises, alternatives, and the roadmaps that were published.

use throughline_domain::{
    Ts,
    roadmap::{Alternative, CalendarEntry, Place, Promise, Published, Start},
};

use crate::{
    Reader, StoreError,
    record::{plain, private::Mapped, record, sql},
    value::json,
};

record!(CalendarEntry, "calendar entry" in "calendar_entry" {
    id, team_id, name, first_on, last_on, capacity_percent, version, withdrawn_at,
});

record!(Start, "work in progress" in "work_start" {
    id, ticket_id, started_on, by as ["by_member_id"], at, withdrawn_at,
});

record!(Promise, "promise" in "promise" {
    id, ticket_id, promised_to, due_on, asked_by, by as ["by_member_id"], at, version, withdrawn_at,
});

record!(Alternative, "alternative" in "alternative" {
    id, ticket_id, team_id, effort_percent, by as ["by_member_id"], at, withdrawn_at,
});

record!(Published, "published roadmap" in "published_roadmap" {
    id, number, at, by as ["by_member_id"], reason, cost_minor, bound_minor, places,
});

plain! { CalendarEntry, Start, Promise, Alternative, Published }
json! { Vec<Place> }

sql! {
    LAST = "select id, number, at, by_member_id, reason, cost_minor, bound_minor, places from published_roadmap
         where workspace_id = $1 order by number desc limit 1";
    AS_OF = "select id, number, at, by_member_id, reason, cost_minor, bound_minor, places from published_roadmap
         where workspace_id = $1 and at <= $2 order by number desc limit 1";
    NUMBERED = "select id, number, at, by_member_id, reason, cost_minor, bound_minor, places from published_roadmap
         where workspace_id = $1 and number = $2";
    CLOSED = "select closed_at from ticket where workspace_id = $1 and status = 'closed' and withdrawn_at is null
         and closed_at >= $2 order by closed_at";
    WITHOUT_PLACES = "select id, number, at, by_member_id, reason, cost_minor, bound_minor, '[]' from published_roadmap
         where workspace_id = $1 and number < $2 order by number desc limit $3";
}

impl Reader<'_> {
    /// The roadmap in force: the last that was published.
    pub async fn published_roadmap(&mut self) -> Result<Option<Published>, StoreError> {
        self.first(LAST, Vec::new()).await?.map(|mut cells| Published::read(&mut cells)).transpose()
    }

    /// The roadmap that was in force at a time.
    pub async fn roadmap_as_of(&mut self, at: Ts) -> Result<Option<Published>, StoreError> {
        self.first(AS_OF, vec![at.into()]).await?.map(|mut cells| Published::read(&mut cells)).transpose()
    }

    /// A published roadmap by its number.
    pub async fn roadmap_numbered(&mut self, number: i64) -> Result<Option<Published>, StoreError> {
        self.first(NUMBERED, vec![number.into()]).await?.map(|mut cells| Published::read(&mut cells)).transpose()
    }

    /// When tickets were closed since a time, the first first.
    pub async fn closed_since(&mut self, since: Ts) -> Result<Vec<Ts>, StoreError> {
        let rows = self.scoped(CLOSED, vec![since.into()]).await?;
        rows.into_iter().map(|mut cells| cells.take()).collect()
    }

    /// Published roadmaps before a number, the newest first, without their places.
    pub async fn roadmaps_before(&mut self, number: i64, limit: i64) -> Result<Vec<Published>, StoreError> {
        let rows = self.scoped(WITHOUT_PLACES, vec![number.into(), limit.into()]).await?;
        rows.into_iter().map(|mut cells| Published::read(&mut cells)).collect()
    }
}
