//! What we thought when we decided: the history of a ticket's value, and of a segment's figures.

use axum::extract::{Path, State};
use maud::{Markup, html};
use throughline_app::{AppError, SegmentHistory, TicketHistory};
use throughline_domain::{SegmentId, Ts, activity::Because};

use crate::{
    components::bits,
    http::{Answer, Signed},
    layout::Place,
    site::Site,
};

/// `GET /tickets/{ticket}/history`
pub async fn of_ticket(State(site): State<Site>, signed: Signed, Path(ticket): Path<String>) -> Answer {
    let history = site.app.ticket_history(&signed.actor, &ticket).await?;
    Ok(signed.page(&history, Place::Tickets, &format!("History of {}", history.key), || ticket_body(&signed, &history)))
}

fn ticket_body(signed: &Signed, history: &TicketHistory) -> Markup {
    let lead = format!("“{}”, the newest first. Each line is read with the segments as they were then.", history.title);
    html! {
        (bits::head(&["History", &history.key], &format!("What we thought {} was worth.", history.key), Some(&lead)))
        p class="meta" { a href={ "/tickets/" (history.key) } { "Back to " (history.key) } }
        ol class="rows" {
            @for value in &history.values {
                li {
                    div {
                        p { b { (value.sentence) } }
                        @if let Some(line) = &value.past.line { p class="why" { "“" (line) "”" } }
                        p class="meta" {
                            @if let Some(says) = &value.past.says { (says) " " }
                            @if let Because::Segment { source, .. } = &value.past.because { @if !source.is_empty() { "Source: " (source) "." } }
                        }
                    }
                    (since(signed, value.past.at))
                }
            }
        }
    }
}

/// `GET /segments/{id}/history`
pub async fn of_segment(State(site): State<Site>, signed: Signed, Path(id): Path<String>) -> Answer {
    let id: SegmentId = id.parse().map_err(|_| AppError::NotFound { what: "segment" })?;
    let history = site.app.segment_history(&signed.actor, id).await?;
    Ok(signed.page(&history, Place::Me, &format!("History of {}", history.name), || segment_body(&signed, &history)))
}

fn segment_body(signed: &Signed, history: &SegmentHistory) -> Markup {
    html! {
        (bits::head(&["History", "Segment"], &format!("What we knew of {}.", history.name), Some("The newest first, with who said so and from which source.")))
        p class="meta" { a href="/settings/segments" { "Back to the segments" } }
        @if !history.growth.is_empty() {
            h2 { "How it moved" }
            ul { @for moved in &history.growth { li { (moved.sentence) } } }
            h2 { "What we knew" }
        }
        ol class="rows" {
            @for past in &history.figures {
                li {
                    div {
                        p { b { (past.sentence) } }
                        p class="meta" {
                            @match past.at { Some(_) => (past.by_name.as_deref().unwrap_or("The operator")), None => "Nobody knows who" }
                            @if !past.figures.source.is_empty() { " · source: " (past.figures.source) }
                            @if past.figures.name != history.name { " · then called “" (past.figures.name) "”" }
                        }
                    }
                    (since(signed, past.at))
                }
            }
        }
    }
}

fn since(signed: &Signed, at: Option<Ts>) -> Markup {
    html! {
        span class="meta" {
            @match at { Some(at) => { "since " (signed.frame.day(at)) }, None => "day not known" }
        }
    }
}
