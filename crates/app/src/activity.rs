//! The event log, in sentences.

use serde::{Deserialize, Serialize};
use throughline_domain::{
    MemberId,
    activity::{Event, EventKind},
};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Actor, App, AppError, Page};

/// Which entries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventQuery {
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// Entries on a page, 1 to 200; 50 when left out.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Of this kind.
    #[serde(default)]
    pub kind: Option<EventKind>,
    /// Of this record.
    #[serde(default)]
    pub subject_id: Option<Uuid>,
    /// By this member.
    #[serde(default)]
    pub by: Option<MemberId>,
}

/// An entry of the log with names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EventView {
    /// The entry.
    pub event: Event,
    /// Who did it; none for the system and the operator.
    pub by_name: Option<String>,
    /// "Edda Marsh changed the ticket NF-212".
    pub sentence: String,
    /// Where to look at the record, relative to the server.
    pub href: Option<String>,
}

/// Whether the log is as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogCheck {
    /// How many entries were checked.
    pub entries: i64,
    /// Whether each follows from the one before.
    pub intact: bool,
    /// Number of the first entry that does not.
    pub first_altered: Option<i64>,
    /// What was found, in a sentence.
    pub sentence: String,
}

impl App {
    /// Entries of the log, newest first.
    pub async fn list_events(&self, _actor: &Actor, _query: EventQuery) -> Result<Page<EventView>, AppError> {
        todo!()
    }

    /// Checks that no entry of the log was changed or taken out.
    pub async fn verify_log(&self, _actor: &Actor) -> Result<LogCheck, AppError> {
        todo!()
    }
}
