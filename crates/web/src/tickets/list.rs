//! The list of tickets, searched and filtered.

use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use throughline_app::{AppError, DeletedTicket, NameRef, Page, TicketQuery, TicketRow};
use throughline_domain::{TicketId, people::Role, tickets::Status};

use crate::{
    components::{
        bits,
        fields::{self, Field},
        rows, say,
    },
    http::{Answer, FormState, Signed, form::choice},
    layout::Place,
    site::Site,
};

/// The status that asks for deleted tickets.
const DELETED: &str = "deleted";

/// The address of the list. Empty fields, as browsers send them, ask for nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    team: String,
    status: String,
    label: String,
    priced: String,
    orphan: String,
    after: String,
    deleted: String,
}

impl Asked {
    fn query(&self) -> Result<TicketQuery, AppError> {
        let text = |value: &str| Some(value.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
        let flag = |value: &str| match value {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        let team_id = match text(&self.team) {
            Some(team) => Some(team.parse().map_err(|_| AppError::NotFound { what: "team" })?),
            None => None,
        };
        Ok(TicketQuery {
            q: text(&self.q),
            team_id,
            status: choice::<Status>(&self.status),
            label: text(&self.label),
            priced: flag(&self.priced),
            orphan: flag(&self.orphan),
            after: text(&self.after),
            ..TicketQuery::default()
        })
    }

    fn pairs(&self) -> [(&str, &str); 6] {
        [
            ("q", &self.q),
            ("team", &self.team),
            ("status", &self.status),
            ("label", &self.label),
            ("priced", &self.priced),
            ("orphan", &self.orphan),
        ]
    }
}

/// `GET /tickets`
pub async fn page(State(site): State<Site>, signed: Signed, Query(asked): Query<Asked>) -> Answer {
    if asked.status == DELETED {
        let deleted = site.app.list_deleted_tickets(&signed.actor).await?;
        return Ok(signed.page(&deleted, Place::Tickets, "Deleted tickets", || gone(&signed, &deleted)));
    }
    let page = site.app.list_tickets(&signed.actor, asked.query()?).await?;
    let teams = site.app.team_names(&signed.actor).await?;
    Ok(signed.page(&page, Place::Tickets, "Tickets", || body(&signed, &asked, &page, &teams)))
}

/// Deleted tickets with the way back.
fn gone(signed: &Signed, deleted: &[DeletedTicket]) -> Markup {
    let count = i64::try_from(deleted.len()).unwrap_or(i64::MAX);
    let may = signed.frame.may(Role::Member);
    html! {
        (bits::head(&["Tickets", "Deleted"], &format!("{} can be brought back.", say::count(count, "deleted ticket", "deleted tickets")), Some("For 30 days after it was deleted; then it is gone for good.")))
        @if deleted.is_empty() { (bits::empty("Nothing is deleted", "A ticket that somebody deletes waits here for 30 days.", Some(("/tickets", "All tickets")))) }
        ul class="rows" {
            @for ticket in deleted {
                li {
                    span { span class="id" { (ticket.key) } " " (ticket.title) " " span class="meta" { "deleted " (say::ago(ticket.withdrawn_at, signed.frame.now, &signed.frame.zone)) } }
                    @if may { (fields::button(&format!("/tickets/{}/restore", ticket.id), "Bring it back", &format!("Bring {} back", ticket.key), None)) }
                }
            }
        }
    }
}

fn statement(asked: &Asked, page: &Page<TicketRow>) -> String {
    let count = page.total.map_or_else(|| "Tickets".to_owned(), |total| say::opening(total, "ticket", "tickets"));
    let asked_for_all = asked.pairs().iter().all(|(_, value)| value.is_empty());
    if page.total == Some(0) && asked_for_all {
        return "No tickets yet.".to_owned();
    }
    let priced = page.items.iter().any(|row| row.rank.is_some());
    match (asked.priced.as_str(), asked.orphan.as_str(), asked.q.trim()) {
        ("false", ..) => format!("{count} without a price: one sentence each is missing."),
        (_, "true", _) => format!("{count} without a line to a goal."),
        (_, _, "") if !priced && page.total != Some(0) => format!("{count}, none with a place in the order yet."),
        (_, _, "") => format!("{count}, in the order in which they save the most."),
        (_, _, words) => format!("{count} with “{words}”."),
    }
}

fn body(signed: &Signed, asked: &Asked, page: &Page<TicketRow>, teams: &[NameRef]) -> Markup {
    let state = asked.pairs().into_iter().fold(FormState::new(), |state, (name, value)| state.with(name, value));
    let teams: Vec<_> = teams.iter().map(|team| (team.id.to_string(), team.name.clone())).collect();
    let pair = |value: &str, name: &str| (value.to_owned(), name.to_owned());
    let deleted: Option<TicketId> = asked.deleted.parse().ok();
    html! {
        @if let Some(id) = deleted {
            div class="notice row" role="status" {
                span { "The ticket is deleted here. It can be brought back for 30 days, from the " a href="/tickets?status=deleted" { "deleted tickets" } " too." }
                (fields::button(&format!("/tickets/{id}/restore"), "Bring it back", "Bring the ticket back", None))
            }
        }
        (bits::head(&["Tickets"], &statement(asked, page), None))
        @if signed.frame.may(Role::Member) { div class="actions" { a class="btn" href="/tickets/new" { "Write a ticket" } a class="btn quiet" href="/import" { "Bring tickets in" } } }
        form class="filters" action="/tickets" role="search" aria-label="Tickets" {
            (Field::new(&state, "q", "Words").text())
            (Field::new(&state, "team", "Team").select(Some("all"), &teams))
            (Field::new(&state, "status", "Status").select(Some("open"), &[pair("closed", "closed"), pair(DELETED, DELETED)]))
            (Field::new(&state, "priced", "Price").select(Some("with and without"), &[pair("true", "with a price"), pair("false", "without a price")]))
            (Field::new(&state, "orphan", "Line to a goal").select(Some("with and without"), &[pair("true", "without"), pair("false", "with")]))
            (Field::new(&state, "label", "Label").text())
            button class="btn small" type="submit" { "Show these" }
        }
        @if page.items.is_empty() { (bits::empty("No ticket here", "Nothing matches what was asked, or no ticket is in yet.", Some(("/import", "Bring your tickets in")))) }
        @else { (rows::table(&page.items, "Tickets")) }
        (bits::pager("/tickets", &asked.pairs(), page.next.as_deref(), asked.after.is_empty()))
    }
}
