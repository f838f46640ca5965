//! The published roadmap, and what changed since last week and why.

use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use throughline_app::PublishedView;
use throughline_domain::{Money, words};
use throughline_value_line::format;

use crate::{
    components::{bits, say},
    http::{Answer, Signed},
    layout::Place,
    site::Site,
};

/// Which one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    number: Option<i64>,
}

/// `GET /roadmap/published?number=`
pub async fn page(State(site): State<Site>, signed: Signed, Query(asked): Query<Asked>) -> Answer {
    let view = site.app.published_roadmap(&signed.actor, asked.number).await?;
    Ok(signed.page(&view, Place::Roadmap, "Published roadmap", || {
        view.as_ref().map_or_else(nothing_yet, |view| body(&signed, view))
    }))
}

fn nothing_yet() -> Markup {
    html! {
        (bits::head(&["Published roadmap"], "No roadmap is published yet.", None))
        (bits::empty("Nothing to compare", "The first decision about the order publishes it, for everyone.", Some(("/roadmap", "See the roadmap"))))
    }
}

fn body(signed: &Signed, view: &PublishedView) -> Markup {
    let published = &view.published;
    let zone = &signed.frame.zone;
    let today = signed.frame.today();
    let cost = format::money(Money::new(published.cost_minor, view.currency));
    let number = format!("No. {}", published.number);
    let when = say::moment(published.at, zone);
    let statement = match view.changes.len() {
        0 => "The order is as it was.".to_owned(),
        1 => "One thing changed.".to_owned(),
        many => format!("{many} things changed."),
    };
    html! {
        (bits::head(&["Published roadmap", &number, &when], &statement, Some(&published.reason)))
        p class="meta" {
            @if let Some(by) = &view.by_name { "Decided by " (by) ". " }
            "This order cost " (cost) " in waiting"
            @if published.bound_minor > 0 { "; no order could cost less than " (format::money(Money::new(published.bound_minor, view.currency))) }
            ". " a href="/roadmap" { "The roadmap as it is today" }
        }
        section aria-labelledby="h-changed" {
            h2 id="h-changed" {
                @match &view.since {
                    Some(since) => { "What changed since no. " (since.number) ", " (say::moment(since.at, zone)) },
                    None => "This is the first one",
                }
            }
            @if view.since.is_some() && view.changes.is_empty() { p { "Nobody’s work moved." } }
            ul class="rows" {
                @for told in &view.changes {
                    li { span { a href={ "/tickets/" (told.change.ticket_id) } { (told.change.title) } } span class="meta" { (told.sentence) } }
                }
            }
        }
        section class="rm-more" aria-labelledby="h-places" {
            h2 id="h-places" { "The order" }
            div class="rm-table" tabindex="0" role="region" aria-label="The published order as a table" {
                table class="table" {
                    thead { tr { th { "Ticket" } th { "Starts" } th { "Likely done" } th { "85% sure" } th class="num" { "Costs until then" } } }
                    tbody {
                        @for place in published.places.iter().take(500) {
                            tr {
                                td { span class="id" { (place.key) } " " a href={ "/tickets/" (place.ticket_id) } { (place.title) } }
                                td { (words::day(place.starts_on, today)) }
                                td { (words::day(place.likely_on, today)) }
                                td { (words::day(place.sure_on, today)) }
                                td class="num" { (format::money(Money::new(place.cost_minor, view.currency))) }
                            }
                        }
                    }
                }
            }
            @if published.places.len() > 500 { p class="meta" { (published.places.len() - 500) " more stand behind these." } }
        }
        @if !view.history.is_empty() {
            section class="rm-more" aria-labelledby="h-history" {
                h2 id="h-history" { "Before" }
                ul class="rows" {
                    @for past in &view.history {
                        li {
                            span { a href={ "/roadmap/published?number=" (past.number) } { "No. " (past.number) } ": “" (past.reason) "”" }
                            span class="meta" { (say::moment(past.at, zone)) @if let Some(by) = &past.by_name { ", " (by) } ", " (format::money(Money::new(past.cost_minor, view.currency))) }
                        }
                    }
                }
            }
        }
    }
}
