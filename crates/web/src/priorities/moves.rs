//! A move: priced first, kept with its reason, taken back.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use maud::{Markup, html};
use serde::Deserialize;
use throughline_app::{AppError, MoveInput, PinInput, PricedMove};
use throughline_domain::{PinId, people::Role, priorities::Obstacle};

use super::{order, panel};
use crate::{
    components::{
        bits,
        fields::{self, Field},
    },
    http::{Answer, FormState, Posted, Signed, see_other, signed},
    layout::Place,
    site::Site,
};

/// Moves that are offered where a ticket should come down.
const MOST_LIFTS: usize = 8;

/// Above which ticket, and in which order the reader was.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    above: String,
    model: String,
}

fn name(priced: &PricedMove) -> (&str, &str) {
    (
        priced.ticket.key.as_deref().unwrap_or(&priced.ticket.name),
        priced.above.key.as_deref().unwrap_or(&priced.above.name),
    )
}

/// The price and what can be done with it.
fn priced_panel(signed: &Signed, priced: &PricedMove, state: &FormState, asked: &Asked) -> Markup {
    let (ticket, above) = name(priced);
    let model = order::model(order::method(&asked.model));
    let back = bits::address("/priorities", &[("model", model)], &[]);
    html! {
        section class="panel swap" aria-labelledby="h-swap" data-tag=(panel::tag(priced)) {
            h2 id="h-swap" { "If " (ticket) " goes above " (above) }
            (panel::price(priced))
            @if priced.comes_down { div class="stack" { (lifts(priced, model)) } }
            div class="actions swap-act" { a class="btn primary" data-put-back href=(back) { "Put it back" } }
            @if !priced.comes_down { (keeping(signed, priced, state, model)) }
        }
    }
}

/// The form that keeps a move, for those who may.
fn keeping(signed: &Signed, priced: &PricedMove, state: &FormState, model: &str) -> Markup {
    let (ticket, above) = name(priced);
    html! {
        @if signed.frame.may(Role::Leader) {
            details class="more" open[!state.errors().is_empty() || state.notice.is_some()] {
                summary { "Keep the move, and say why" }
                (fields::form(state, &format!("/priorities/{ticket}/move"), "Keep the move", html! {
                    input type="hidden" name="above" value=(above);
                    input type="hidden" name="model" value=(model);
                    (Field::new(state, "reason", "Why?").required().example("Two customers sign this week if they see it")
                        .hint("Shown to those whose work moves.").long(""))
                }))
            }
        } @else { p class="meta" { "Leaders keep moves. Show them this price: the address of this page says it all." } }
    }
}

/// A move down has a price; what is kept is what it lets pass.
fn lifts(priced: &PricedMove, model: &str) -> Markup {
    let (ticket, above) = name(priced);
    html! {
        p { (ticket) " stands above " (above) " already, and a kept move only lifts." }
        @if !priced.lift_instead.is_empty() {
            p { "To bring it there, lift what should pass it:" }
            ul {
                @for way in priced.lift_instead.iter().take(MOST_LIFTS) {
                    li { a href=(order::priced(&way.moved_key, &way.above_key, model)) { "Put " (way.told) } }
                }
            }
            @if priced.lift_instead.len() > MOST_LIFTS { p class="meta" { "And " (priced.lift_instead.len() - MOST_LIFTS) " more that stand between." } }
        }
    }
}

/// `GET /priorities/{ticket}/move?above=`
pub async fn page(
    State(site): State<Site>,
    signed: Signed,
    Path(ticket): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let priced = match site.app.price_move(&signed.actor, MoveInput { ticket, above: asked.above.clone() }).await {
        Err(AppError::WaitsFor(obstacle)) => return refused(&signed, StatusCode::OK, obstacle, &asked),
        priced => priced?,
    };
    let state = FormState::new();
    if signed.fragment {
        return Ok(signed::piece(priced_panel(&signed, &priced, &state, &asked)));
    }
    Ok(signed.page(&priced, Place::Move, "What a move costs", || whole(&signed, &priced, &state, &asked)))
}

fn whole(signed: &Signed, priced: &PricedMove, state: &FormState, asked: &Asked) -> Markup {
    let (ticket, above) = name(priced);
    html! {
        (bits::head(&["Priced, not done"], &format!("{}.", panel::tag(priced)),
            Some(&format!("“{}” would stand directly above “{}”. Nothing has changed yet.", priced.ticket.name, priced.above.name))))
        p class="meta" { a href={ "/tickets/" (ticket) } { (ticket) } " and " a href={ "/tickets/" (above) } { (above) } }
        (priced_panel(signed, priced, state, asked))
    }
}

/// A move that dependencies forbid: who waits for whom, and the moves that can be done instead. To a page that asks what
/// it would cost, that is the answer; to a form that would keep it, a refusal.
fn refused(signed: &Signed, status: StatusCode, obstacle: Box<Obstacle>, asked: &Asked) -> Answer {
    if signed.json {
        return Err(AppError::WaitsFor(obstacle).into());
    }
    if signed.fragment {
        return Ok((status, signed::piece(refused_panel(&obstacle, asked))).into_response());
    }
    let body = html! {
        (bits::head(&["Not possible"], &format!("{}.", obstacle.reason), Some("Nothing has changed.")))
        (refused_panel(&obstacle, asked))
    };
    Ok(signed.html(status, Place::Move, "What a move costs", &body))
}

fn refused_panel(obstacle: &Obstacle, asked: &Asked) -> Markup {
    let model = order::model(order::method(&asked.model));
    html! {
        section class="panel swap" aria-labelledby="h-swap" data-tag=(obstacle.reason) {
            h2 id="h-swap" { "This cannot be moved there" }
            p class="why" { (obstacle.reason) "." }
            @if !obstacle.instead.is_empty() {
                p { "What can be done instead:" }
                ul {
                    @for way in &obstacle.instead {
                        li { a href=(order::priced(&way.moved_key, &way.above_key, model)) { "Put " (way.told) } }
                    }
                }
            }
            p class="meta" {
                a href={ "/tickets/" (obstacle.waiting_key) "/edit#waits_for" } { "Change what " (obstacle.waiting_key) " waits for" }
                ", if that is not so."
            }
            div class="actions swap-act" {
                a class="btn primary" data-put-back href=(bits::address("/priorities", &[("model", model)], &[])) { "Put it back" }
            }
        }
    }
}

/// `POST /priorities/{ticket}/move`: keeps the move with its reason.
pub async fn keep(State(site): State<Site>, Path(ticket): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let asked = Asked { above: fields.text("above").to_owned(), model: fields.text("model").to_owned() };
    let input =
        PinInput { ticket: ticket.clone(), above: asked.above.clone(), reason: fields.text("reason").to_owned() };
    let Err(error) = site.app.keep_pin(&signed.actor, input).await else {
        return Ok(see_other(&bits::address("/priorities", &[("model", &asked.model)], &[])));
    };
    let (status, state): (StatusCode, FormState) = match error {
        AppError::WaitsFor(obstacle) => return refused(&signed, StatusCode::CONFLICT, obstacle, &asked),
        error => FormState::new().again(&fields, error)?,
    };
    let priced = site.app.price_move(&signed.actor, MoveInput { ticket, above: asked.above.clone() }).await?;
    Ok(signed.html(status, Place::Move, "What a move costs", &whole(&signed, &priced, &state, &asked)))
}

/// `POST /pins/{id}/withdraw`
pub async fn take_back(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let id: PinId = id.parse().map_err(|_| AppError::NotFound { what: "kept move" })?;
    site.app.withdraw_pin(&posted.signed.actor, id).await?;
    Ok(see_other("/priorities"))
}
