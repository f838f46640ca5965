//! Tickets, and where they come from.

use throughline_domain::{
    SourceId, TicketId, Ts,
    connections::{ImportCounts, ImportRun, Skipped, Source, SourceKind},
    tickets::{EffortDays, Moscow, RiceInputs, Status, Ticket, TicketField},
};
use throughline_value_line::PercentReading;
use uuid::Uuid;

use crate::{
    Reader, StoreError, Tx,
    record::{plain, private::Mapped, record, sql},
    search::{self, FoundTerms},
    value::{Cells, Field, Value, json, named},
};

record!(Ticket, "ticket" in "ticket" {
    id, key, source_id, external_id, url, title, body, status, labels, value_line, set_here, confirmed_reading,
    problem_id, team_id, effort_days as ["effort_low_days", "effort_high_days"], due_on,
    rice as ["rice_reach", "rice_impact", "rice_confidence"], moscow, waits_for, opened_at, closed_at, updated_at,
    version, withdrawn_at,
} with ["changed_by_event"]);

record!(Source, "source" in "source" { id, kind, name, key_prefix, mapping, resume_at, created_at });

record!(ImportRun, "import" in "import_run" {
    id, source_id, by as ["by_member_id"], started_at, finished_at,
    counts as ["new_count", "changed_count", "unchanged_count", "skipped_count"], skipped_items,
});

plain! { Source, ImportRun }
named! { Status, Moscow, PercentReading, SourceKind }
json! { Vec<TicketField>, Vec<Skipped> }

impl Field for Option<EffortDays> {
    fn read(cells: &mut Cells) -> Result<Self, StoreError> {
        let (low, high): (Option<f64>, Option<f64>) = (cells.take()?, cells.take()?);
        Ok(low.zip(high).map(|(low, high)| EffortDays { low, high }))
    }
    fn write(&self, out: &mut Vec<Value>) {
        self.map(|effort| effort.low).write(out);
        self.map(|effort| effort.high).write(out);
    }
}

impl Field for Option<RiceInputs> {
    fn read(cells: &mut Cells) -> Result<Self, StoreError> {
        let (reach, impact): (Option<f64>, Option<f64>) = (cells.take()?, cells.take()?);
        let confidence: Option<f64> = cells.take()?;
        Ok(reach.zip(impact).zip(confidence).map(|((reach, impact), confidence)| RiceInputs {
            reach,
            impact,
            confidence,
        }))
    }
    fn write(&self, out: &mut Vec<Value>) {
        self.map(|rice| rice.reach).write(out);
        self.map(|rice| rice.impact).write(out);
        self.map(|rice| rice.confidence).write(out);
    }
}

impl Field for ImportCounts {
    fn read(cells: &mut Cells) -> Result<Self, StoreError> {
        Ok(Self { new: cells.take()?, changed: cells.take()?, unchanged: cells.take()?, skipped: cells.take()? })
    }
    fn write(&self, out: &mut Vec<Value>) {
        for count in [self.new, self.changed, self.unchanged, self.skipped] {
            count.write(out);
        }
    }
}

/// The columns of [`Ticket`], in its order, with the body left out where $2 says so: a picture of all work does not
/// need the bodies, and they are most of its weight.
macro_rules! ticket_columns {
    () => {
        "select id, key, source_id, external_id, url, title, case when $2 then body else '' end, status, labels,
             value_line, set_here, confirmed_reading, problem_id, team_id, effort_low_days, effort_high_days, due_on,
             rice_reach, rice_impact, rice_confidence, moscow, waits_for, opened_at, closed_at, updated_at, version,
             withdrawn_at
         from ticket where workspace_id = $1 "
    };
}

sql! {
    /// $3: the number of the last event that the reader knows.
    CHANGED_SINCE = concat!(ticket_columns!(), "and changed_by_event > $3 order by changed_by_event, id");
    /// $3: the id before the first wanted one; $4: how many.
    ALL_AFTER = concat!(ticket_columns!(), "and id > $3 order by id limit $4");
    /// $3: the source; $4 and on: ids there, [`IDS_AT_ONCE`] of them, the rest NULL. A list as one parameter would be
    /// spelled differently on the two databases.
    OF_SOURCE = concat!(ticket_columns!(), "and source_id = $3 and external_id in ($4, $5, $6, $7, $8, $9, $10, $11, $12,
         $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34,
         $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53) order by id");
    /// $3: the key.
    BY_KEY = concat!(ticket_columns!(), "and key = $3 and withdrawn_at is null");
    /// Ids there that are numbers without a zero in front; both databases compare them by length and text.
    HIGHEST = "select external_id from ticket where workspace_id = $1 and source_id = $2
         order by length(external_id) desc, external_id desc limit 1";
    CLOSED = "select id from ticket where workspace_id = $1 and status = 'closed' and withdrawn_at is null
         order by closed_at desc, id desc limit $2";
    DELETED = "select id, key, title, withdrawn_at from ticket where workspace_id = $1 and withdrawn_at is not null
         order by withdrawn_at desc, id desc limit $2";
    KEY_TAKEN = "select id from ticket where workspace_id = $1 and key = $2";
    SOURCE_BY_NAME = "select id, kind, name, key_prefix, mapping, resume_at, created_at from source
         where workspace_id = $1 and kind = $2 and name = $3";
    LAST_IMPORTS = "select id, source_id, by_member_id, started_at, finished_at, new_count, changed_count,
             unchanged_count, skipped_count, skipped_items
         from import_run where workspace_id = $1 order by started_at desc, id desc limit $2";
}

/// How many tickets a piece has: a row of the driver weighs several times what is kept of it.
const TICKETS_AT_ONCE: i64 = 500;
/// How many external ids one statement looks up.
const IDS_AT_ONCE: usize = 50;

/// Whether the bodies of tickets are read too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bodies {
    /// Yes.
    Read,
    /// No: `body` is empty in every ticket. Never store such a ticket.
    LeftOut,
}

/// A ticket that was deleted, as a list of them shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedTicket {
    /// Its id.
    pub id: TicketId,
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// When it was deleted.
    pub withdrawn_at: Ts,
}

impl Reader<'_> {
    /// Tickets changed by an event after this number, deleted ones included, in the order of the changes.
    pub async fn tickets_changed_since(&mut self, event: i64, bodies: Bodies) -> Result<Vec<Ticket>, StoreError> {
        let rows = self.scoped(CHANGED_SINCE, vec![(bodies == Bodies::Read).into(), event.into()]).await?;
        rows.into_iter().map(|mut cells| Ticket::read(&mut cells)).collect()
    }

    /// The next few hundred tickets after this one, by their ids, deleted ones included; none after the last. To read
    /// them all, take the pieces from one [`crate::Snapshot`], so that they fit together.
    pub async fn tickets_after(&mut self, last: Option<TicketId>, bodies: Bodies) -> Result<Vec<Ticket>, StoreError> {
        let last = last.map_or(Uuid::nil(), |id| id.0);
        let values = vec![(bodies == Bodies::Read).into(), last.into(), TICKETS_AT_ONCE.into()];
        self.scoped(ALL_AFTER, values).await?.into_iter().map(|mut cells| Ticket::read(&mut cells)).collect()
    }

    /// The tickets of a source that have one of these ids there, deleted ones included, in the order of their ids.
    pub async fn tickets_of_source(
        &mut self,
        source: SourceId,
        external_ids: &[String],
    ) -> Result<Vec<Ticket>, StoreError> {
        let mut found = Vec::new();
        for ids in external_ids.chunks(IDS_AT_ONCE) {
            let mut values = vec![true.into(), source.0.into()];
            values.extend((0..IDS_AT_ONCE).map(|at| Value::Text(ids.get(at).cloned())));
            for mut cells in self.scoped(OF_SOURCE, values).await? {
                found.push(Ticket::read(&mut cells)?);
            }
        }
        found.sort_by_key(|ticket| ticket.id);
        Ok(found)
    }

    /// The ticket with this key, if it is there and not deleted.
    pub async fn ticket_by_key(&mut self, key: &str) -> Result<Option<Ticket>, StoreError> {
        let rows = self.scoped(BY_KEY, vec![true.into(), key.into()]).await?;
        rows.into_iter().next().map(|mut cells| Ticket::read(&mut cells)).transpose()
    }

    /// The highest id of a source that numbers its tickets, deleted ones included; 0 without any.
    pub async fn highest_number_of_source(&mut self, source: SourceId) -> Result<i64, StoreError> {
        let row = self.first(HIGHEST, vec![source.0.into()]).await?;
        let id: Option<String> = row.map(|mut cells| cells.take()).transpose()?;
        Ok(id.and_then(|id| id.parse().ok()).unwrap_or(0))
    }

    /// Ids of closed tickets, the last closed first.
    pub async fn closed_tickets(&mut self, limit: i64) -> Result<Vec<TicketId>, StoreError> {
        let rows = self.scoped(CLOSED, vec![limit.into()]).await?;
        rows.into_iter().map(|mut cells| cells.take()).collect()
    }

    /// Deleted tickets that can be brought back, the last deleted first.
    pub async fn deleted_tickets(&mut self, limit: i64) -> Result<Vec<DeletedTicket>, StoreError> {
        let rows = self.scoped(DELETED, vec![limit.into()]).await?;
        rows.into_iter()
            .map(|mut cells| {
                Ok(DeletedTicket {
                    id: cells.take()?,
                    key: cells.take()?,
                    title: cells.take()?,
                    withdrawn_at: cells.take()?,
                })
            })
            .collect()
    }

    /// Whether a ticket has this key, deleted ones included, since they can come back.
    pub async fn key_taken(&mut self, key: &str) -> Result<bool, StoreError> {
        Ok(self.first(KEY_TAKEN, vec![key.into()]).await?.is_some())
    }

    /// The source of this kind and name, if there is one.
    pub async fn source_named(&mut self, kind: SourceKind, name: &str) -> Result<Option<Source>, StoreError> {
        let kind = <SourceKind as crate::value::Scalar>::value(Some(&kind));
        let rows = self.scoped(SOURCE_BY_NAME, vec![kind, name.into()]).await?;
        rows.into_iter().next().map(|mut cells| Source::read(&mut cells)).transpose()
    }

    /// The newest import runs, newest first.
    pub async fn last_imports(&mut self, limit: i64) -> Result<Vec<ImportRun>, StoreError> {
        let rows = self.scoped(LAST_IMPORTS, vec![limit.into()]).await?;
        rows.into_iter().map(|mut cells| ImportRun::read(&mut cells)).collect()
    }

    /// Ids of the tickets that contain these words, best first; see [`crate::search`] for what may be written.
    /// Text without a word in it finds nothing. `known`: what was found for single terms before, while no ticket changed.
    pub async fn search_tickets(
        &mut self,
        known: &FoundTerms,
        typed: &str,
        show: crate::Show,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<TicketId>, StoreError> {
        search::find(self, known, typed, show, (limit, offset)).await
    }
}

impl Tx {
    /// Adds a ticket and its words for search.
    pub async fn insert_ticket(&mut self, ticket: &Ticket) -> Result<(), StoreError> {
        let event = self.event_number()?;
        self.insert_with(ticket, vec![event.into()]).await?;
        let workspace = self.workspace_id();
        search::put(&mut self.conn, workspace, ticket).await
    }

    /// Replaces a ticket if it still has `version`; gives the new version. Its words follow.
    pub async fn update_ticket(&mut self, ticket: &Ticket) -> Result<i64, StoreError> {
        let event = self.event_number()?;
        let version = self.update_with(ticket, vec![event.into()]).await?;
        let workspace = self.workspace_id();
        search::put(&mut self.conn, workspace, ticket).await?;
        Ok(version)
    }

    /// Deletes a ticket, for 30 days undoably; gives the new version. `version`: the one it must have, if that matters.
    pub async fn withdraw_ticket(&mut self, id: TicketId, version: Option<i64>, at: Ts) -> Result<i64, StoreError> {
        let event = self.event_number()?;
        self.withdraw_with::<Ticket>(id.0, version, Some(at), vec![event.into()]).await
    }

    /// Brings a deleted ticket back.
    pub async fn restore_ticket(&mut self, id: TicketId, version: Option<i64>) -> Result<i64, StoreError> {
        let event = self.event_number()?;
        self.withdraw_with::<Ticket>(id.0, version, None, vec![event.into()]).await
    }
}
