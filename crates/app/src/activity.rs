//! The event log, in sentences.

mod history;
mod live;
mod sentences;

use serde::{Deserialize, Serialize};
use throughline_domain::{
    MemberId,
    activity::{Event, EventKind},
    people::Action,
};
use throughline_store::{EventFilter, StoreError};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Actor, App, AppError, Page, boxed,
    paging::{check_limit, foreign_cursor, limited},
};

pub use history::{GrowthView, PastFigures, PastValueView, SegmentHistory, TicketHistory};

/// Which entries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventQuery {
    /// `next` of the page before.
    #[serde(default)]
    #[schema(min_length = 1)]
    pub after: Option<String>,
    /// Entries on a page, 1 to 200; 50 when left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 200)]
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
    /// "Edda Marsh changed the ticket NF-212."
    pub sentence: String,
    /// Where to look at the record, relative to the server.
    pub href: Option<String>,
}

/// Whether the log is as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogCheck {
    /// How many entries are as they were written, counted from the first.
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
    #[boxed]
    pub async fn list_events(&self, actor: &Actor, query: EventQuery) -> Result<Page<EventView>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let limit = check_limit(query.limit)?;
        let before =
            query.after.as_deref().map(|cursor| cursor.parse().map_err(|_| foreign_cursor(cursor))).transpose()?;
        let picture = self.picture(actor).await?;
        let filter = EventFilter { before, subject_id: query.subject_id, kind: query.kind, by: query.by };
        let found = self.reader(actor).events(filter, i64::from(limit) + 1).await?;
        let page = limited(found, limit, |last| last.number.to_string());
        Ok(Page {
            items: page.items.into_iter().map(|event| picture.event_view(event)).collect(),
            next: page.next,
            total: None,
        })
    }

    /// Checks that no entry of the log was changed or taken out.
    #[boxed]
    pub async fn verify_log(&self, actor: &Actor) -> Result<LogCheck, AppError> {
        // It reads the whole log, as an export does.
        actor.require(Action::ExportWorkspace)?;
        let mut snapshot = self.inner.store.snapshot(&actor.visible).await?;
        match snapshot.read().verify_log().await {
            Ok(head) => Ok(LogCheck {
                entries: head.number,
                intact: true,
                first_altered: None,
                sentence: format!(
                    "All {} entries follow from one another. Nothing was changed or taken out.",
                    head.number
                ),
            }),
            Err(StoreError::LogAltered { number }) => Ok(LogCheck {
                entries: number - 1,
                intact: false,
                first_altered: Some(number),
                sentence: format!(
                    "Entry {number} does not follow from the one before it: somebody changed the database directly. \
                     Entries before it are as they were written. Compare with the newest backup."
                ),
            }),
            Err(error) => Err(error.into()),
        }
    }
}
