//! Tickets as rows of lists.

use maud::{Markup, html};
use throughline_app::TicketRow;
use throughline_domain::words;

use crate::components::{
    money::{self, Tone},
    say,
};

/// A ticket of the week: rank on the line, title, reason, cost of a day, how long it takes.
pub fn matter(row: &TicketRow, most_per_day: f64) -> Markup {
    let (mid, upper) = say::duration(&row.duration);
    html! {
        li class="matter stop" data-rank=(row.rank.map_or(String::new(), |rank| rank.to_string())) {
            div class="m-what" {
                p class="m-id" {
                    span class="id" { (row.key) }
                    span class="meta" {
                        @if let Some(team) = &row.team { (team.name) }
                        @if let Some(problem) = &row.problem {
                            span class="only-wide" {
                                @if row.team.is_some() { " · " }
                                "for " a href={ "/problems/" (problem.key.as_deref().unwrap_or_default()) } { (problem.name) }
                            }
                        }
                    }
                    @if row.pin.is_some() { span class="tag" { "kept here" } }
                }
                h3 { a class="strong-link" href={ "/tickets/" (row.key) } { (row.title) } }
                p class="why" { (row.reason) }
            }
            div class="m-cost" {
                @match &row.cost_of_delay_per_week {
                    Some(week) => {
                        @let day = money::a_day(week);
                        p { (money::amount(Tone::Cost, &day, row.currency, "a day")) }
                        (money::cost_bar(&day, row.currency, "a day", most_per_day))
                    }
                    None => p { (money::unpriced(&row.key)) },
                }
            }
            div class="m-when" { b { (mid) } @if let Some(upper) = upper { span class="meta" { (upper) } } }
        }
    }
}

/// A ticket in a table: key, title with reason, team, cost of a week, work.
pub fn table(rows: &[TicketRow], caption: &str) -> Markup {
    html! {
        div class="scroll" tabindex="0" role="region" aria-label=(caption) {
            table class="table" {
                caption class="vh" { (caption) }
                thead { tr {
                    th scope="col" { "Ticket" } th scope="col" class="only-wide" { "Team" } th scope="col" class="num" { "A week of waiting costs" }
                    th scope="col" class="num only-wide" { "Work" } th scope="col" class="num" { "Rank" }
                } }
                tbody { @for row in rows { (table_row(row)) } }
            }
        }
    }
}

fn table_row(row: &TicketRow) -> Markup {
    html! {
        tr {
            th scope="row" {
                a class="strong-link" href={ "/tickets/" (row.key) } { (row.title) }
                p class="meta" { span class="id" { (row.key) } " " (row.reason) }
            }
            td class="only-wide" { @if let Some(team) = &row.team { (team.name) } }
            td class="num" {
                @match &row.cost_of_delay_per_week {
                    Some(week) => (money::tight(Tone::Cost, week, row.currency, "")),
                    None => span class="muted" { "no price yet" },
                }
            }
            td class="num only-wide" { (words::weeks(row.duration.mid)) @if row.duration.assumed { br; span class="muted" { "assumed" } } }
            td class="num" { (row.rank.map_or("–".to_owned(), |rank| rank.to_string())) }
        }
    }
}
