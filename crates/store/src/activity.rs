//! The event log: numbers without gaps, and a chain of hashes that shows whether somebody changed it later.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use throughline_domain::{
    EventId, MemberId, Ts, WorkspaceId,
    activity::{Event, EventKind},
};
use uuid::Uuid;

use crate::{
    EventDraft, Reader, StoreError,
    db::Conn,
    record::sql,
    value::{Cells, Field, Value, named},
};

named! { EventKind }

sql! {
    /// Changes nothing and so takes the row's lock on `PostgreSQL`; one text for both.
    LOCK = "update workspace set last_event = last_event where id = $1 returning last_event, last_hash";
    APPEND = "insert into event (workspace_id, id, number, at, by_member_id, kind, subject_id, subject, data, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    ADVANCE = "update workspace set last_event = $2, last_hash = $3 where id = $1";
    LAST = "select last_event, last_hash from workspace where id = $1";
    /// $2: a number above all wanted ones, or NULL; $3: a subject, or NULL; $4: a kind, or NULL; $5: a member, or NULL.
    NEWEST = "select id, number, at, by_member_id, kind, subject_id, subject, data from event
         where workspace_id = $1 and number < coalesce($2, 9223372036854775807)
             and (subject_id = $3 or $3 is null) and (kind = $4 or $4 is null)
             and (by_member_id = $5 or $5 is null)
         order by number desc limit $6";
    /// $2 to $17: subjects, or NULL.
    SUBJECTS = "select distinct subject_id from event where workspace_id = $1
         and subject_id in ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    /// Those of one record ($3), as its page shows them. [`NEWEST`] would be planned anew each time on `PostgreSQL`, which
    /// takes much longer than to run this.
    OF_SUBJECT = "select id, number, at, by_member_id, kind, subject_id, subject, data from event
         where workspace_id = $1 and number < $2 and subject_id = $3
         order by number desc limit $4";
    /// $2: the number before the first wanted one.
    CHAIN = "select id, number, at, by_member_id, kind, subject_id, subject, data, hash from event
         where workspace_id = $1 and number > $2 order by number limit $3";
}

/// Before the first event, the chain hangs on this.
const NO_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The end of a workspace's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Number of the last event; 0 before the first.
    pub number: i64,
    /// Its hash, 64 hexadecimal digits.
    pub hash: String,
}

impl Head {
    pub(crate) fn first() -> Self {
        Self { number: 0, hash: NO_HASH.to_owned() }
    }

    fn read(cells: &mut Cells) -> Result<Self, StoreError> {
        Ok(Self { number: cells.take()?, hash: cells.take()? })
    }
}

/// An event with what the chain needs: its data word for word, and its hash.
pub(crate) struct Entry {
    id: EventId,
    pub(crate) number: i64,
    at: Ts,
    pub(crate) by: Option<MemberId>,
    kind: String,
    subject_id: Option<Uuid>,
    subject: String,
    data: String,
    hash: String,
}

impl Entry {
    pub(crate) fn after(head: &Head, id: EventId, draft: &EventDraft) -> Self {
        let mut entry = Self {
            id,
            number: head.number + 1,
            at: draft.at,
            by: draft.by,
            kind: draft.kind.name().to_owned(),
            subject_id: draft.subject_id,
            subject: draft.subject.replace('\0', "\u{FFFD}"),
            data: draft.data.to_string(),
            hash: String::new(),
        };
        entry.hash = entry.hash_after(&head.hash);
        entry
    }

    /// SHA-256 of the hash before it, a line feed, and the fields as a JSON list, in hexadecimal digits.
    fn hash_after(&self, before: &str) -> String {
        let fields = serde_json::json!([
            self.number,
            self.id.to_string(),
            self.at.micros(),
            self.by.map(|member| member.to_string()),
            self.kind,
            self.subject_id.map(|id| id.to_string()),
            self.subject,
            self.data,
        ]);
        hex::encode(Sha256::digest(format!("{before}\n{fields}")))
    }

    pub(crate) fn head(&self) -> Head {
        Head { number: self.number, hash: self.hash.clone() }
    }

    fn read(cells: &mut Cells) -> Result<Self, StoreError> {
        Ok(Self {
            id: cells.take()?,
            number: cells.take()?,
            at: cells.take()?,
            by: cells.take()?,
            kind: cells.take()?,
            subject_id: cells.take()?,
            subject: cells.take()?,
            data: cells.take()?,
            hash: cells.take()?,
        })
    }
}

/// Locks the workspace for this transaction and gives the end of its log; none if there is no such workspace.
pub(crate) async fn lock(conn: &mut Conn, workspace: WorkspaceId) -> Result<Option<Head>, StoreError> {
    let rows = conn.rows(LOCK, vec![workspace.0.into()]).await?;
    rows.into_iter().next().map(|mut cells| Head::read(&mut cells)).transpose()
}

pub(crate) async fn append(conn: &mut Conn, workspace: WorkspaceId, entry: &Entry) -> Result<(), StoreError> {
    let mut values = vec![workspace.0.into()];
    entry.id.write(&mut values);
    entry.number.write(&mut values);
    entry.at.write(&mut values);
    entry.by.write(&mut values);
    entry.kind.write(&mut values);
    entry.subject_id.write(&mut values);
    entry.subject.write(&mut values);
    entry.data.write(&mut values);
    entry.hash.write(&mut values);
    conn.execute(APPEND, values).await?;
    conn.execute(ADVANCE, vec![workspace.0.into(), entry.number.into(), entry.hash.as_str().into()]).await?;
    Ok(())
}

/// Which events are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EventFilter {
    /// Only those before this number: the smallest number of the page before.
    pub before: Option<i64>,
    /// Only those of this record.
    pub subject_id: Option<Uuid>,
    /// Only those of this kind.
    pub kind: Option<EventKind>,
    /// Only those of what this member did.
    pub by: Option<MemberId>,
}

impl Reader<'_> {
    /// Events, newest first.
    pub async fn events(&mut self, filter: EventFilter, limit: i64) -> Result<Vec<Event>, StoreError> {
        let rows = if let EventFilter { before, subject_id: Some(subject), kind: None, by: None } = filter {
            let values = vec![before.unwrap_or(i64::MAX).into(), subject.into(), limit.into()];
            self.scoped(OF_SUBJECT, values).await?
        } else {
            let values = vec![
                Value::Int(filter.before),
                Value::Id(filter.subject_id),
                Value::Text(filter.kind.map(|kind| kind.name().to_owned())),
                Value::Id(filter.by.map(|member| member.0)),
                limit.into(),
            ];
            self.scoped(NEWEST, values).await?
        };
        rows.into_iter()
            .map(|mut cells| {
                Ok(Event {
                    id: cells.take()?,
                    number: cells.take()?,
                    at: cells.take()?,
                    by: cells.take()?,
                    kind: cells.take()?,
                    subject_id: cells.take()?,
                    subject: cells.take()?,
                    data: cells.take()?,
                })
            })
            .collect()
    }

    /// Those of these records that the log knows, whether they are still there or not.
    pub async fn known_subjects(&mut self, ids: &[Uuid]) -> Result<BTreeSet<Uuid>, StoreError> {
        /// So many are asked for by one statement.
        const AT_ONCE: usize = 16;
        let mut known = BTreeSet::new();
        for ids in ids.chunks(AT_ONCE) {
            let mut values: Vec<Value> = ids.iter().map(|id| Value::Id(Some(*id))).collect();
            values.resize(AT_ONCE, Value::Id(None));
            for mut cells in self.scoped(SUBJECTS, values).await? {
                known.insert(cells.take()?);
            }
        }
        Ok(known)
    }

    /// The end of the log; its number tells whether anything changed since a picture was taken.
    pub async fn log_head(&mut self) -> Result<Head, StoreError> {
        let cells = self.first(LAST, Vec::new()).await?;
        Head::read(&mut cells.ok_or(StoreError::NotFound("workspace"))?)
    }

    /// Follows the chain of hashes from the first event to the last; gives its end, or the first entry that does not
    /// fit. Read it from a [`crate::Snapshot`] while others write.
    pub async fn verify_log(&mut self) -> Result<Head, StoreError> {
        const AT_ONCE: i64 = 1_000;
        let mut head = Head::first();
        loop {
            let rows = self.scoped(CHAIN, vec![head.number.into(), AT_ONCE.into()]).await?;
            if rows.is_empty() {
                break;
            }
            for mut cells in rows {
                let entry = Entry::read(&mut cells)?;
                let number = head.number + 1;
                if entry.number != number || entry.hash != entry.hash_after(&head.hash) {
                    return Err(StoreError::LogAltered { number });
                }
                head = entry.head();
            }
        }
        let stored = self.log_head().await?;
        if stored == head { Ok(head) } else { Err(StoreError::LogAltered { number: head.number + 1 }) }
    }
}
