//! One write: its statements, its events, its place in the line of the workspace's writers.

use throughline_domain::{EventId, MemberId, Ts, WorkspaceId, activity::EventKind};
use uuid::Uuid;

use crate::{
    Reader, Record, RecordId, StoreError, Value,
    activity::{self, Entry, Head},
    db::Conn,
    record::Plain,
    value::Cells,
};

/// An open write on one workspace. All its verbs take effect together, when the job returns `Ok`, or not at all.
pub struct Tx {
    pub(crate) conn: Conn,
    workspace: WorkspaceId,
    /// End of the log when this write began; none when the workspace is not there yet.
    begun: Option<i64>,
    /// End of the log now.
    pub(crate) head: Option<Head>,
    by: Option<MemberId>,
    changed: u64,
    recorded: bool,
}

/// An event about to be recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct EventDraft {
    /// What happened.
    pub kind: EventKind,
    /// Who; none for the system and the operator.
    pub by: Option<MemberId>,
    /// When.
    pub at: Ts,
    /// The record it happened to.
    pub subject_id: Option<Uuid>,
    /// What the record is called.
    pub subject: String,
    /// What changed, field by field. Never a secret.
    pub data: serde_json::Value,
}

impl Tx {
    /// Takes the workspace's place in line. On `PostgreSQL` this locks its row, so that the writers of one workspace
    /// follow one another and event numbers are in the order of commits; `SQLite` has one writer anyway.
    pub(crate) async fn begin(mut conn: Conn, workspace: WorkspaceId) -> (Self, Result<(), StoreError>) {
        let head = activity::lock(&mut conn, workspace).await;
        let (head, answer) = match head {
            Ok(head) => (head, Ok(())),
            Err(error) => (None, Err(error)),
        };
        let begun = head.as_ref().map(|head| head.number);
        (Self { conn, workspace, begun, head, by: None, changed: 0, recorded: false }, answer)
    }

    /// Whether every change is accounted for by an event.
    pub(crate) fn accounted(&self) -> Result<(), StoreError> {
        if self.changed > 0 && !self.recorded { Err(StoreError::Unrecorded) } else { Ok(()) }
    }

    /// The workspace.
    pub fn workspace_id(&self) -> WorkspaceId {
        self.workspace
    }

    /// Reads inside this write, its own changes included.
    pub fn read(&mut self) -> Reader<'_> {
        Reader::on(&mut self.conn, self.workspace)
    }

    /// Imported rows bring their own log.
    pub(crate) fn accounted_by_import(&mut self) {
        self.recorded = true;
    }

    /// Number of the first event of this write. Changed tickets carry it.
    pub(crate) fn event_number(&self) -> Result<i64, StoreError> {
        self.begun.map(|number| number + 1).ok_or(StoreError::NotFound("workspace"))
    }

    /// Says that the workspace is there from now on.
    pub(crate) fn workspace_made(&mut self) {
        self.begun = Some(0);
        self.head = Some(Head::first());
    }

    /// Who does what follows, for the columns that remember it. [`Tx::record`] sets it too.
    pub fn on_behalf_of(&mut self, by: Option<MemberId>) {
        self.by = by;
    }

    /// Writes the event into the log and gives its number: 1, 2, 3 without gaps, in the order of commits.
    pub async fn record(&mut self, draft: EventDraft) -> Result<i64, StoreError> {
        let head = self.head.as_ref().ok_or(StoreError::NotFound("workspace"))?;
        let entry = Entry::after(head, EventId::new(draft.at), &draft);
        let number = entry.number;
        activity::append(&mut self.conn, self.workspace, &entry).await?;
        self.head = Some(entry.head());
        self.by = entry.by.or(self.by);
        self.recorded = true;
        Ok(number)
    }

    /// Runs a change whose $1 is the workspace; gives the number of changed rows.
    pub(crate) async fn scoped(&mut self, sql: &'static str, mut values: Vec<Value>) -> Result<u64, StoreError> {
        values.insert(0, self.workspace.0.into());
        self.global(sql, values).await
    }

    /// Runs a change of a table that belongs to no workspace.
    pub(crate) async fn global(&mut self, sql: &'static str, values: Vec<Value>) -> Result<u64, StoreError> {
        let changed = self.conn.execute(sql, values).await?;
        self.changed += changed;
        Ok(changed)
    }

    /// Runs a change that gives rows; $1 is the workspace.
    pub(crate) async fn returning(
        &mut self,
        sql: &'static str,
        mut values: Vec<Value>,
    ) -> Result<Option<Cells>, StoreError> {
        values.insert(0, self.workspace.0.into());
        let row = self.conn.rows(sql, values).await?.into_iter().next();
        self.changed += u64::from(row.is_some());
        Ok(row)
    }

    /// Adds a record.
    pub async fn insert<R: Plain>(&mut self, record: &R) -> Result<(), StoreError> {
        self.insert_with(record, Vec::new()).await
    }

    /// Replaces a record if it still has `version`; gives the new version (0 for nouns without versions). Id, times of
    /// making and deletion are left alone. A deleted record is not there.
    pub async fn update<R: Plain>(&mut self, record: &R) -> Result<i64, StoreError> {
        self.update_with(record, Vec::new()).await
    }

    /// Deletes a record, for 30 days undoably; gives the new version. `version`: the one it must have, if that matters.
    pub async fn withdraw<R: Plain>(
        &mut self,
        id: impl Into<RecordId<R>>,
        version: Option<i64>,
        at: Ts,
    ) -> Result<i64, StoreError> {
        self.withdraw_with::<R>(id.into().uuid, version, Some(at), Vec::new()).await
    }

    /// Brings a deleted record back; gives the new version.
    pub async fn restore<R: Plain>(
        &mut self,
        id: impl Into<RecordId<R>>,
        version: Option<i64>,
    ) -> Result<i64, StoreError> {
        self.withdraw_with::<R>(id.into().uuid, version, None, Vec::new()).await
    }

    pub(crate) async fn insert_with<R: Record>(&mut self, record: &R, extra: Vec<Value>) -> Result<(), StoreError> {
        let mut values = Vec::with_capacity(32);
        record.write(&mut values);
        values.extend(extra);
        self.scoped(&R::sql().insert, values).await.map(drop)
    }

    pub(crate) async fn update_with<R: Record>(&mut self, record: &R, extra: Vec<Value>) -> Result<i64, StoreError> {
        let sql = R::sql();
        let mut cells = Vec::with_capacity(32);
        record.write(&mut cells);
        let version = sql.version_at.and_then(|at| match cells[at] {
            Value::Int(version) => version,
            _ => None,
        });
        let mut values = vec![record.uuid().into(), Value::Int(version)];
        values.extend(cells.into_iter().zip(&sql.updated).filter_map(|(cell, yes)| yes.then_some(cell)));
        values.extend(extra);
        let row = self.returning(&sql.update, values).await?;
        self.version_after::<R>(row, record.uuid(), version).await
    }

    /// Deletes at a time, or brings back with none.
    pub(crate) async fn withdraw_with<R: Record>(
        &mut self,
        id: Uuid,
        version: Option<i64>,
        at: Option<Ts>,
        extra: Vec<Value>,
    ) -> Result<i64, StoreError> {
        let sql = if at.is_some() { &R::sql().withdraw } else { &R::sql().restore };
        let by = at.and(self.by).map(|member| member.0);
        let mut values = vec![id.into(), Value::Int(version), Value::Int(at.map(Ts::micros)), Value::Id(by)];
        values.extend(extra);
        let row = self.returning(sql, values).await?;
        self.version_after::<R>(row, id, version).await
    }

    /// The version a change gave, or why there was nothing to change.
    async fn version_after<R: Record>(
        &mut self,
        row: Option<Cells>,
        id: Uuid,
        wanted: Option<i64>,
    ) -> Result<i64, StoreError> {
        if let Some(mut row) = row {
            return row.take();
        }
        let stored = self.read().first(&R::sql().version, vec![id.into()]).await?;
        let current: Option<i64> = stored.map(|mut cells| cells.take()).transpose()?;
        match (current, wanted) {
            (Some(current), Some(wanted)) if current != wanted => Err(StoreError::Stale { what: R::NOUN, current }),
            _ => Err(StoreError::NotFound(R::NOUN)),
        }
    }
}
