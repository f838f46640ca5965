//! One ticket: why it exists, what it is worth, what waiting costs, who stands above and below.

use axum::extract::{Path, State};
use maud::{Markup, html};
use serde::Serialize;
use throughline_app::{NameRef, Neighbour, TicketDates, TicketView};
use throughline_domain::{connections::SourceKind, people::Role, tickets::Status, words};
use throughline_value_line::{PercentReading, format};

use super::meter;
use crate::{
    components::{
        chain, equation, fields, markdown,
        money::{self, Tone},
        say,
    },
    http::{Answer, FormState, Signed, form::stored, problem::see_other},
    layout::Place,
    site::Site,
};

/// `GET /tickets/{ticket}`
pub async fn page(State(site): State<Site>, signed: Signed, Path(ticket): Path<String>) -> Answer {
    let view = site.app.get_ticket(&signed.actor, &ticket).await?;
    // A roadmap that cannot be made says so on its own page.
    let dates = site.app.ticket_dates(&signed.actor, &ticket).await.unwrap_or_default();
    let shown = Shown { ticket: &view, dates: dates.as_ref() };
    let title = format!("{} {}", view.row.key, view.row.title);
    Ok(signed.page(&shown, Place::Ticket, &title, || body(&signed, &shown)))
}

/// `GET /t/{ticket}`: short enough for a commit message.
pub async fn short(State(site): State<Site>, signed: Signed, Path(ticket): Path<String>) -> Answer {
    let view = site.app.get_ticket(&signed.actor, &ticket).await?;
    Ok(see_other(&format!("/tickets/{}", view.row.key)))
}

#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    ticket: &'a TicketView,
    /// In today's order of the roadmap.
    dates: Option<&'a TicketDates>,
}

fn body(signed: &Signed, shown: &Shown<'_>) -> Markup {
    let Shown { ticket: view, dates } = *shown;
    let edit = format!("/tickets/{}/edit#problem_id", view.row.key);
    let mend = signed.frame.may(Role::Member).then_some((edit.as_str(), "Find its line"));
    html! {
        (chain::chain(&view.chain, view.chain_broken.as_deref(), view.row.currency, mend))
        div class="ahead" {
            div class="cols t-cols" {
                div {
                    (head(signed, view))
                    (value(signed, view))
                    (text(view))
                }
                div class="stack t-side" {
                    (meter::panel(signed, view))
                    (props(signed, view, dates))
                }
                div class="t-two" {
                    (history(signed, view))
                    (more(signed, view, dates))
                }
            }
        }
    }
}

fn head(signed: &Signed, view: &TicketView) -> Markup {
    let (ticket, row) = (&view.ticket, &view.row);
    html! {
        div class="head t-head stop here" {
            p class="eyebrow" {
                span class="id" { (row.key) }
                @if view.source.kind == SourceKind::Throughline { span { "written here" } } @else if let Some(url) = web_address(row.url.as_deref()) {
                    a href=(url) rel="noopener noreferrer" { (view.source.name) " #" (ticket.external_id) }
                } @else { span { (view.source.name) } }
                span { "changed " (say::ago(ticket.updated_at, signed.frame.now, &signed.frame.zone)) }
                @if let Some(team) = &row.team { span { (team.name) } }
                @if ticket.status == Status::Closed { span { "closed" } }
                @if let Some(rank) = row.rank { span { "Rank " (rank) } }
                @for label in &row.labels { span { (label) } }
            }
            h1 class="says" { (row.title) }
        }
    }
}

/// Addresses come from trackers: only the web's are links.
fn web_address(url: Option<&str>) -> Option<&str> {
    url.filter(|url| url.starts_with("https://") || url.starts_with("http://"))
}

fn value(signed: &Signed, view: &TicketView) -> Markup {
    let reading = &view.value.reading;
    let may = signed.frame.may(Role::Member);
    html! {
        section class="panel" aria-labelledby="h-bv" {
            div class="between" {
                h2 id="h-bv" { "Business value" }
                span class="row" {
                    @if view.value.value.is_some() { span class="tag done" { "✓ says what changes, for whom, how much" } }
                    @if may { a class="btn small" href={ "/tickets/" (view.row.key) "/edit#value_line" } { "Edit" } }
                }
            }
            @if reading.text.is_empty() {
                p { span class="tag cost" { "no price yet" } " Say what changes, for whom, and by how much. For example:" }
                p class="bv" { "Reduces churn by 3% in a €1M segment" }
            } @else {
                (equation::sentence(reading))
                @if let Some(pricing) = reading.pricings.first() { (equation::equation(&reading.text, pricing)) }
                (equation::remarks(reading))
                @if reading.pricings.len() > 1 || !reading.impossible.is_empty() { (readings(view, may)) }
            }
        }
    }
}

/// The ways to read an ambiguous percentage; a person confirms one.
fn readings(view: &TicketView, may: bool) -> Markup {
    let reading = &view.value.reading;
    let confirmed = view.ticket.confirmed_reading;
    let chosen = |at: usize, way: PercentReading| confirmed.map_or(at == 0, |confirmed| confirmed == way);
    html! {
        form method="post" action={ "/tickets/" (view.row.key) "/reading" } {
            (fields::hidden(&FormState::new().with("version", view.ticket.version.to_string())))
            fieldset class="reads" {
                legend class="label vh" { "How to read the percentage" }
                @for (at, pricing) in reading.pricings.iter().enumerate() {
                    label class="choice" {
                        input type="radio" name="reading" value=(stored(&pricing.reading)) checked[chosen(at, pricing.reading)] disabled[!may];
                        span { @if chosen(at, pricing.reading) { b { (pricing.says) } } @else { (pricing.says) } @if confirmed == Some(pricing.reading) { " Confirmed." } }
                        (money::amount(Tone::Value, &pricing.amount, pricing.currency, money::per_year(pricing.once)))
                    }
                }
                @for impossible in &reading.impossible {
                    div class="choice" { span {} span { (impossible) } span class="muted" { "not possible" } }
                }
            }
            @if may { div class="actions" { button class="btn small" type="submit" { "Confirm this reading" } @if confirmed.is_none() { span class="meta" { "Nobody has confirmed one yet. The first ranks it." } } } }
        }
    }
}

fn props(signed: &Signed, view: &TicketView, dates: Option<&TicketDates>) -> Markup {
    let (ticket, row) = (&view.ticket, &view.row);
    let (work, upper) = say::duration(&row.duration);
    html! {
        dl class="props" {
            dt { "Work left" }
            dd { (work) @if let Some(upper) = upper { ", " (upper) } @if let Some(days) = ticket.effort_days { " · " (say::effort(days)) } @else { " · nobody estimated, the usual stands in" } }
            @if let Some(dates) = dates {
                dt { "Done" }
                dd {
                    "likely " (words::day(dates.likely_on, signed.frame.today())) ", or " (words::day(dates.sure_on, signed.frame.today())) " (85% sure)"
                    @match dates.begun_on {
                        Some(begun) => { " · begun " (words::day(begun, signed.frame.today())) },
                        None => { " · starts " (words::day(dates.starts_on, signed.frame.today())) },
                    }
                    @if let Some(team) = &dates.team { " with " (team.name) } " "
                    a href="/roadmap" { "Roadmap" }
                }
            }
            @if let Some(cd3) = row.cd3 { dt { "Saves" } dd { (format::minor(cd3, row.currency)) " a week, for each week of work" } }
            @if let Some(rice) = row.rice { dt { "RICE" } dd { (say::score(rice)) } }
            @if let Some(class) = row.moscow { dt { "MoSCoW" } dd { (say::moscow(class)) } }
            @if let Some(due) = row.due_on { dt { "Due" } dd { (words::day(due, signed.frame.today())) } }
            @if let Some(above) = &view.above { dt { "Above it" } dd { (neighbour(above, &row.key, true)) } }
            @if let Some(below) = &view.below { dt { "Below it" } dd { (neighbour(below, &row.key, false)) } }
            @if let Some(pin) = &row.pin { dt { "Kept move" } dd { "“" (pin.pin.reason) "”" @if let Some(by) = &pin.by_name { ", " (by) } } }
            @if !view.blocked_by.is_empty() { dt { "Waits for" } dd { (names(&view.blocked_by)) } }
            @if !view.blocks.is_empty() { dt { "Holds up" } dd { (names(&view.blocks)) } }
        }
    }
}

fn neighbour(neighbour: &Neighbour, key: &str, above: bool) -> Markup {
    let other = &neighbour.row.key;
    let pair = if above { format!("{other},{key}") } else { format!("{key},{other}") };
    html! {
        (linked(&neighbour.why.sentence, other)) " "
        a href=(crate::components::bits::address("/priorities", &[("compare", &pair)], &[])) aria-label={ "Compare " (key) " and " (other) } { "Compare" }
    }
}

/// A sentence with the first mention of a ticket as the way to it.
fn linked(sentence: &str, key: &str) -> Markup {
    let link = html! { a href={ "/tickets/" (key) } { (key) } };
    let Some((before, after)) = sentence.split_once(key) else { return html! { (link) ": " (sentence) } };
    html! { (before) (link) (after) }
}

fn names(tickets: &[NameRef]) -> Markup {
    html! { @for (place, ticket) in tickets.iter().enumerate() { @if place > 0 { ", " } a href={ "/tickets/" (ticket.key.as_deref().unwrap_or_default()) } title=(ticket.name) { (ticket.key.as_deref().unwrap_or(&ticket.name)) } } }
}

fn text(view: &TicketView) -> Markup {
    html! {
        section class="t-text" aria-labelledby="h-text" {
            h2 id="h-text" { "In its author’s words" }
            @if view.ticket.body.trim().is_empty() { p class="meta" { "Nothing but the title." } } @else { div class="prose" { (markdown::render(&view.ticket.body)) } }
        }
    }
}

fn history(signed: &Signed, view: &TicketView) -> Markup {
    html! {
        section aria-labelledby="h-history" {
            h2 id="h-history" { "What happened to it" }
            @if view.versions.is_empty() { p class="meta" { "Opened " (words::day(view.ticket.opened_at.date_in(&signed.frame.zone), signed.frame.today())) "." } }
            p { a href={ "/tickets/" (view.row.key) "/history" } { "What we thought it was worth" } }
            ul class="rows" {
                @for event in &view.versions { li { span { (event.sentence) } span class="meta" { (say::ago(event.event.at, signed.frame.now, &signed.frame.zone)) } } }
            }
        }
    }
}

fn more(signed: &Signed, view: &TicketView, dates: Option<&TicketDates>) -> Markup {
    html! {
        section aria-labelledby="h-more" {
            h2 id="h-more" { "More" }
            div class="stack" {
                a href=(crate::components::bits::address("/map", &[("focus", &view.row.key)], &[])) { @if view.chain_broken.is_some() { "See it on the map" } @else { "See its line on the map" } }
                @if signed.frame.may(Role::Member) {
                    @if let Some(dates) = dates {
                        @if dates.begun_on.is_some() {
                            (fields::button(&format!("/tickets/{}/stop", view.row.key), "Stop the work on it", &format!("Stop the work on {}", view.row.key), None))
                        } @else {
                            (fields::button(&format!("/tickets/{}/begin", view.row.key), "Begin to work on it", &format!("Begin to work on {}", view.row.key), None))
                        }
                    }
                    a href={ "/urgent/new?ticket=" (view.row.id) } { "Ask for it urgently" }
                    a href={ "/tickets/" (view.row.key) "/edit" } { "Change team, problem, estimate, RICE, MoSCoW" }
                        (fields::button(&format!("/tickets/{}/withdraw", view.row.key), "Delete this ticket here", &format!("Delete {} here", view.row.key), Some(view.ticket.version)))
                        p class="meta" { "It can be brought back for 30 days. Its tracker is not touched." }
                }
            }
        }
    }
}
