//! Find: a page of hits, or only the hits while somebody types.

use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use throughline_app::{Page, TicketQuery, TicketRow};
use throughline_value_line::format;

use crate::{
    components::{bits, fields::Field, money, rows, say},
    http::{Answer, FormState, Signed, signed},
    layout::Place,
    site::Site,
};

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    after: String,
}

/// Hits that are shown while typing.
const WHILE_TYPING: u32 = 8;

/// `GET /find?q=`
pub async fn page(State(site): State<Site>, signed: Signed, Query(asked): Query<Asked>) -> Answer {
    let words = asked.q.trim();
    let hits = if words.is_empty() {
        Page { items: Vec::new(), next: None, total: Some(0) }
    } else {
        let after = Some(asked.after.clone()).filter(|after| !after.is_empty());
        let limit = signed.fragment.then_some(WHILE_TYPING);
        site.app
            .list_tickets(
                &signed.actor,
                TicketQuery { q: Some(words.to_owned()), after, limit, ..TicketQuery::default() },
            )
            .await?
    };
    if signed.fragment {
        return Ok(signed::piece(pieces(words, &hits)));
    }
    Ok(signed.page(&hits, Place::Me, "Find", || body(&asked, &hits)))
}

fn pieces(words: &str, hits: &Page<TicketRow>) -> Markup {
    html! {
        @if words.is_empty() {} @else if hits.items.is_empty() { p class="meta" { "No ticket has “" (words) "” in its key, title or text." } }
        @for hit in &hits.items {
            a href={ "/tickets/" (hit.key) } {
                span class="id" { (hit.key) } span { (hit.title) }
                span class="meta" { @if let Some(week) = &hit.cost_of_delay_per_week { (format::minor(money::a_day(week).mid, hit.currency)) " a day" } }
            }
        }
        @if hits.next.is_some() { a href=(bits::address("/find", &[("q", words)], &[])) { span {} span { "All hits" } span {} } }
    }
}

fn body(asked: &Asked, hits: &Page<TicketRow>) -> Markup {
    let words = asked.q.trim();
    let state = FormState::new().with("q", words);
    let count = i64::try_from(hits.items.len()).unwrap_or(i64::MAX);
    let statement = match (words.is_empty(), asked.after.is_empty(), hits.next.is_some()) {
        (true, _, _) => "What are you looking for?".to_owned(),
        (false, true, false) => format!("{} with “{words}”.", say::opening(count, "ticket", "tickets")),
        (false, true, true) => format!("The first {count} tickets with “{words}”."),
        (false, false, true) => format!("The next {count} tickets with “{words}”."),
        (false, false, false) => format!("The last {count} tickets with “{words}” that are listed."),
    };
    html! {
        (bits::head(&["Find"], &statement, None))
        form class="filters" role="search" aria-label="All tickets" action="/find" {
            div class="grow" { (Field::new(&state, "q", "Key, title or text").text()) }
            button class="btn small" type="submit" { "Find" }
        }
        @if !hits.items.is_empty() { (rows::table(&hits.items, "Hits")) }
        @else if !words.is_empty() { (bits::empty("No ticket has these words", "Try fewer or other words. Closed tickets are looked through as well.", Some(("/tickets", "All tickets")))) }
        (bits::pager("/find", &[("q", words)], hits.next.as_deref(), asked.after.is_empty()))
    }
}
