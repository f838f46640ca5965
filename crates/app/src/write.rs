//! What every write has in common: one job, one transaction, its event, once per idempotency key.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use throughline_domain::{MemberId, Ts, activity::EventKind};
use throughline_store::{Boxed, EventDraft, IdempotencyKey, Reader, Tx};
use uuid::Uuid;

use crate::{Actor, App, AppError};

/// Who changes something, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Change {
    pub by: Option<MemberId>,
    pub at: Ts,
}

impl Change {
    /// The event of a change.
    pub fn event(self, kind: EventKind, subject_id: Option<Uuid>, subject: &str, data: Value) -> EventDraft {
        EventDraft { kind, by: self.by, at: self.at, subject_id, subject: subject.to_owned(), data }
    }
}

impl App {
    /// Reads the actor's workspace.
    pub(crate) fn reader(&self, actor: &Actor) -> Reader<'_> {
        self.inner.store.read(&actor.visible)
    }

    /// Who changes something now.
    pub(crate) fn change(&self, actor: &Actor) -> Change {
        Change { by: actor.member_id(), at: self.now() }
    }

    /// Runs a job as one transaction on the actor's workspace, once per idempotency key.
    pub(crate) async fn write<T, F>(&self, actor: &Actor, job: F) -> Result<T, AppError>
    where
        T: Serialize + DeserializeOwned + Send + Sync + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Boxed<'t, Result<T, AppError>> + Send + Sync + 'static,
    {
        let key = actor.idempotency.as_ref().map(|key| IdempotencyKey {
            key_hash: key_hash(actor, key.key()),
            request_hash: hex::encode(key.request_hash()),
            at: self.now(),
        });
        let outcome = self.inner.store.write_once(&actor.visible, key, job).await;
        self.inner.pictures.written(actor.workspace.id);
        outcome
    }
}

/// The key as it is kept: members and tokens do not share keys.
fn key_hash(actor: &Actor, key: &str) -> String {
    let by = actor.member_id().map(|id| id.to_string()).unwrap_or_default();
    hex::encode(Sha256::digest(format!("{by}\n{key}")))
}

/// Fields that every record has and that say nothing of a change.
const SILENT: [&str; 5] = ["id", "version", "created_at", "withdrawn_at", "removed_at"];

/// What differs between two states of a record, field by field: `{"title": {"from": ..., "to": ...}}`.
pub(crate) fn differences<T: Serialize>(before: Option<&T>, after: &T) -> Value {
    let fields = |record: &T| match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let before = before.map(fields).unwrap_or_default();
    let mut changed = Map::new();
    for (name, to) in fields(after) {
        let from = before.get(&name).cloned().unwrap_or(Value::Null);
        if from != to && !SILENT.contains(&name.as_str()) {
            changed.insert(name, if from.is_null() { json!({ "to": to }) } else { json!({ "from": from, "to": to }) });
        }
    }
    Value::Object(changed)
}
