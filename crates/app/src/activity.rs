//! The event log, in sentences.

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
    Actor, App, AppError, Page,
    paging::{check_limit, foreign_cursor, limited},
    portfolio::Picture,
};

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
    pub async fn list_events(&self, actor: &Actor, query: EventQuery) -> Result<Page<EventView>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let limit = check_limit(query.limit)?;
        let before = query.after.as_deref().map(|cursor| cursor.parse().map_err(|_| foreign_cursor(cursor))).transpose()?;
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
    pub async fn verify_log(&self, actor: &Actor) -> Result<LogCheck, AppError> {
        // It reads the whole log, as an export does.
        actor.require(Action::ExportWorkspace)?;
        let mut snapshot = self.inner.store.snapshot(&actor.visible).await?;
        match snapshot.read().verify_log().await {
            Ok(head) => Ok(LogCheck {
                entries: head.number,
                intact: true,
                first_altered: None,
                sentence: format!("All {} entries follow from one another. Nothing was changed or taken out.", head.number),
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

impl Picture {
    /// An entry with names, as of now.
    pub(crate) fn event_view(&self, event: Event) -> EventView {
        let by_name = event.by.and_then(|by| self.name_of(by)).map(str::to_owned);
        let who = by_name.as_deref().unwrap_or(if event.by.is_some() { "Somebody" } else { "The operator" });
        EventView { sentence: sentence(who, &event), href: href(&event), by_name, event }
    }
}

/// "Edda Marsh changed the ticket NF-212."
fn sentence(who: &str, event: &Event) -> String {
    let subject = &event.subject;
    let said = match event.kind {
        EventKind::MemberInvited => format!("invited {subject}"),
        EventKind::InvitationWithdrawn => format!("took back the invitation of {subject}"),
        EventKind::MemberJoined => "joined".to_owned(),
        EventKind::MemberRemoved => format!("removed {subject}"),
        EventKind::MemberRestored => format!("brought {subject} back"),
        EventKind::SignedIn => "signed in".to_owned(),
        EventKind::SignedOut => "signed out".to_owned(),
        EventKind::LinkMade => format!("made a link that signs {subject} in once"),
        EventKind::LinkUsed => "used a link that signs in once".to_owned(),
        EventKind::PasswordChanged => "changed their password".to_owned(),
        EventKind::TokenWithdrawn => format!("took back the token {subject}"),
        EventKind::MetricObserved => format!("recorded a value of {subject}"),
        EventKind::TicketsImported => format!("imported {} from {subject}", counted(event)),
        EventKind::ImportStarted => format!("began to import from {subject}"),
        EventKind::ImportFinished => format!("finished importing from {subject}"),
        EventKind::PinKept => match event.data.get("above").and_then(serde_json::Value::as_str) {
            Some(above) => format!("moved {subject} above {above}"),
            None => format!("moved {subject}"),
        },
        EventKind::PinWithdrawn => format!("took back the move of {subject}"),
        EventKind::WorkspaceImported => format!("read the workspace {subject} back from an export"),
        EventKind::WorkspaceExported => format!("exported the workspace {subject}"),
        kind => {
            let (noun, verb) = kind.name().split_once('.').unwrap_or((kind.name(), "changed"));
            let verb = match verb {
                "created" => "made",
                "withdrawn" => "deleted",
                "restored" => "brought back",
                other => other,
            };
            format!("{verb} the {} {subject}", noun.replace('_', " "))
        }
    };
    format!("{who} {said}.")
}

/// How many tickets a chunk of an import held.
fn counted(event: &Event) -> String {
    let number = |name: &str| event.data.get(name).and_then(serde_json::Value::as_i64).unwrap_or(0);
    match number("new") + number("changed") {
        1 => "1 ticket".to_owned(),
        many => format!("{many} tickets"),
    }
}

/// Where to look at the record, relative to the server.
fn href(event: &Event) -> Option<String> {
    let (noun, _) = event.kind.name().split_once('.')?;
    match noun {
        "ticket" | "pin" => Some(format!("/tickets/{}", event.subject)),
        "objective" | "key_result" | "problem" => Some(format!("/goals/{}", event.subject)),
        "metric" => Some("/north-star".to_owned()),
        "segment" => Some("/settings/segments".to_owned()),
        "team" => Some("/settings/teams".to_owned()),
        "member" | "invitation" => Some("/settings/members".to_owned()),
        "token" => Some("/settings/tokens".to_owned()),
        "workspace" => Some("/settings".to_owned()),
        "tickets" | "import" => Some("/import".to_owned()),
        _ => None,
    }
}
