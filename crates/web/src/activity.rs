//! The event log, newest first, and the check that nobody changed it.

pub mod history;
pub mod live;

use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use throughline_app::{EventQuery, EventView, LogCheck, Page};
use throughline_domain::{activity::EventKind, people::Role};

use crate::{
    components::{
        bits,
        fields::{self, Field},
        say,
    },
    http::{Answer, FormState, Signed, problem::local},
    layout::Place,
    site::Site,
};

/// Which entries.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
    after: String,
    check: String,
}

/// `GET /activity`
pub async fn page(State(site): State<Site>, signed: Signed, Query(asked): Query<Asked>) -> Answer {
    let after = Some(asked.after.clone()).filter(|after| !after.is_empty());
    let query = EventQuery { after, kind: EventKind::parse(&asked.kind), ..EventQuery::default() };
    let events = site.app.list_events(&signed.actor, query).await?;
    let check = if asked.check == "yes" && signed.frame.may(Role::Owner) {
        Some(site.app.verify_log(&signed.actor).await?)
    } else {
        None
    };
    Ok(signed.page(&events, Place::Me, "Activity", || body(&signed, &asked, &events, check.as_ref())))
}

fn body(signed: &Signed, asked: &Asked, events: &Page<EventView>, check: Option<&LogCheck>) -> Markup {
    let state = FormState::new().with("kind", &asked.kind);
    let kinds: Vec<_> =
        EventKind::ALL.iter().map(|kind| (kind.name().to_owned(), kind.name().replace(['.', '_'], " "))).collect();
    html! {
        (bits::head(&["Activity"], "Who changed what, newest first.", Some("Entries are only ever added. Each carries a fingerprint of the one before.")))
        @if let Some(check) = check {
            @if check.intact { p class="notice" role="status" { (check.sentence) } } @else { div class="state broke" role="alert" { p { (check.sentence) } } }
        }
        form class="filters" action="/activity" {
            (Field::new(&state, "kind", "What happened").select(Some("everything"), &kinds))
            button class="btn small" type="submit" { "Show these" }
            @if signed.frame.may(Role::Owner) { button class="btn small" type="submit" name="check" value="yes" { "Check that nobody changed the log" } }
        }
        @if events.items.is_empty() { (bits::empty("Nothing happened yet", "Changes stand here with who made them and when.", None)) }
        ol class="rows" {
            @for entry in &events.items {
                li {
                    span { @match entry.href.as_deref().and_then(local) { Some(href) => a class="strong-link" href=(href) { (entry.sentence) }, None => (entry.sentence) } }
                    @if let Some(id) = deleted_ticket(signed, entry) { (fields::button(&format!("/tickets/{id}/restore"), "Bring it back", &format!("Bring {} back", entry.event.subject), None)) }
                    span class="meta" { (say::ago(entry.event.at, signed.frame.now, &signed.frame.zone)) " · entry " (entry.event.number) }
                }
            }
        }
        (bits::pager("/activity", &[("kind", &asked.kind)], events.next.as_deref(), asked.after.is_empty()))
    }
}

/// The ticket that an entry says was deleted, for those who may bring it back.
fn deleted_ticket(signed: &Signed, entry: &EventView) -> Option<uuid::Uuid> {
    let deleted = entry.event.kind == EventKind::TicketWithdrawn && signed.frame.may(Role::Member);
    entry.event.subject_id.filter(|_| deleted)
}
