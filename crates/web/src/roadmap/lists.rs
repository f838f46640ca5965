//! The roadmap as lists and tables: dates, where the cost comes from, promises, and what is not planned.

use jiff::civil::Date;
use maud::{Markup, html};
use throughline_app::{PricedOrder, RoadmapOrder, RoadmapRow, RoadmapView};
use throughline_domain::{Money, people::Role, words};
use throughline_value_line::format;

use super::moving::{self, Ways};
use crate::{
    components::{
        fields::{self, Field},
        money,
    },
    http::{FormState, Signed},
};

/// Pieces of the strip that are named.
const NAMED: usize = 5;

/// How people call a ticket.
pub fn key(row: &RoadmapRow) -> &str {
    row.ticket.key.as_deref().unwrap_or(&row.ticket.name)
}

fn a_day(row: &RoadmapRow, view: &RoadmapView) -> String {
    row.cost_of_delay_per_week
        .as_ref()
        .map_or_else(|| "no price".to_owned(), |cost| format::minor(money::a_day(cost).mid, view.currency))
}

/// Whose dates change with a move, the dearest first.
pub fn lines(priced: &PricedOrder, today: Date, most: usize) -> Markup {
    let amount = |minor: i64| {
        let amount = format::money(Money::new(minor.saturating_abs(), priced.currency));
        match minor.signum() {
            0 => "no difference".to_owned(),
            1 => format!("+{amount}"),
            _ => format!("−{amount}"),
        }
    };
    html! {
        table class="sums" {
            caption class="vh" { "What changes for whom" }
            tbody {
                @for line in priced.lines.iter().take(most) {
                    tr {
                        th scope="row" {
                            a href={ "/tickets/" (line.ticket.key.as_deref().unwrap_or_default()) } { (line.ticket.key.as_deref().unwrap_or(&line.ticket.name)) }
                            " done " (words::day(line.done_on[1], today)) " instead of " (words::day(line.done_on[0], today))
                        }
                        td { (amount(line.delta_minor)) }
                    }
                }
            }
            @if priced.lines.len() > most { tfoot { tr { td colspan="2" { @let more = priced.lines.len() - most; (more) @if more == 1 { " more changes by less" } @else { " more change by less" } } } } }
        }
    }
}

/// A link to the price of a move by one place.
fn nudge(view: &RoadmapView, row: &RoadmapRow, up: bool, before: &str) -> Markup {
    let (sign, way) = if up { ("↑", "up") } else { ("↓", "down") };
    html! { a class="btn small" href=(moving::address(key(row), before, view.version)) aria-label={ (sign) " Price moving " (key(row)) " " (way) } { (sign) } }
}

/// Lane by lane as lists, for screens on which the drawing has no room.
pub fn small(view: &RoadmapView) -> Markup {
    let day = |date| words::day(date, view.today);
    html! {
        div class="rm-list" {
            @for lane in &view.lanes {
                h3 { @match &lane.team { Some(team) => (team.name), None => "No team" } }
                @if lane.rows.is_empty() { p class="meta" { "No work planned. Free from " (day(lane.free_on)) "." } }
                ol class="rows" {
                    @for (at, row) in lane.rows.iter().enumerate() {
                        li {
                            span { a class="strong-link" href={ "/tickets/" (key(row)) } { (row.ticket.name) } " " span class="id" { (key(row)) } }
                            span class="meta" {
                                "likely " (day(row.likely_on)) ", or " (day(row.sure_on)) " · "
                                @if row.cost_of_delay_per_week.is_some() { (a_day(row, view)) " a day" } @else { "no price" }
                                @if row.begun_on.is_some() { " · begun" }
                            }
                            @if view.order == RoadmapOrder::Current {
                                @let ways = Ways::of(lane, at);
                                span class="row" {
                                    @if let Some(before) = ways.up { (nudge(view, row, true, before)) }
                                    @if let Some(before) = ways.down { (nudge(view, row, false, before)) }
                                }
                            }
                        }
                    }
                }
                @if lane.more > 0 { p class="meta" { "and " (lane.more) " more" } }
            }
        }
    }
}

/// Where the cost comes from, as one strip and as a table with all dates.
pub fn where_from(view: &RoadmapView) -> Markup {
    let mut rows: Vec<&RoadmapRow> =
        view.lanes.iter().flat_map(|lane| &lane.rows).filter(|row| row.cost_minor > 0).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.cost_minor));
    let amount = |minor| format::money(Money::new(minor, view.currency));
    let total: i64 = view.lanes.iter().flat_map(|lane| &lane.rows).map(|row| row.cost_minor).sum();
    let named: Vec<String> =
        rows.iter().take(NAMED).map(|row| format!("{} {}", row.ticket.name, amount(row.cost_minor))).collect();
    let rest: i64 = rows.iter().skip(NAMED).map(|row| row.cost_minor).sum();
    html! {
        section class="rm-bottom" aria-labelledby="h-where" {
            div class="between" {
                h2 id="h-where" { "Where the " (amount(total)) " come from" }
            }
            @if total > 0 {
                svg class="strip-bar" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label={ "Where it comes from: " (named.join(", ")) @if rest > 0 { ", the others " (amount(rest)) " together" } } {
                    (strip(&rows, total))
                }
                ol class="strip-names" {
                    @for row in rows.iter().take(NAMED) { li { b { (amount(row.cost_minor)) } " " a href={ "/tickets/" (key(row)) } { (row.ticket.name) } } }
                    @if rest > 0 { li { b { (amount(rest)) } " the others together" } }
                }
            }
            details class="more" {
                summary { "Show dates as a table" }
                (table(view))
            }
        }
    }
}

/// One piece per ticket, as wide as its share.
fn strip(rows: &[&RoadmapRow], total: i64) -> Markup {
    #[expect(clippy::cast_precision_loss, reason = "a share of a width")]
    let share = |minor: i64| minor as f64 / total as f64 * 1000.0;
    let mut at = 0.0;
    let pieces = rows.iter().map(|row| {
        let (begin, width) = (at, share(row.cost_minor));
        at += width;
        (format!("{begin:.1}"), format!("{:.1}", (width - 2.0).max(0.4)))
    });
    html! {
        @for (begin, width) in pieces { rect x=(begin) y="0" width=(width) height="10" fill="var(--cost-mid)" {} }
    }
}

fn table(view: &RoadmapView) -> Markup {
    let day = |date| words::day(date, view.today);
    html! {
        div class="rm-table" tabindex="0" role="region" aria-label="Dates as a table" {
            table class="table" {
                thead { tr { th { "Team" } th { "Ticket" } th { "Starts" } th { "Likely done" } th { "85% sure" } th class="num" { "A day of waiting" } th class="num" { "Costs until then" } } }
                tbody {
                    @for lane in &view.lanes { @for row in &lane.rows {
                        tr {
                            td { @match &lane.team { Some(team) => (team.name), None => "No team" } }
                            td {
                                span class="id" { (key(row)) } " " a href={ "/tickets/" (key(row)) } { (row.ticket.name) }
                                @if row.assumed { " " span class="tag" { "nobody estimated" } }
                                @if row.elsewhere { " " span class="tag" { "given to this team" } }
                                @if !row.has_goal { " " span class="tag" { "no line to a goal" } }
                                @if !row.waits_for.is_empty() { span class="meta" { " waits for " @for (at, first) in row.waits_for.iter().enumerate() { @if at > 0 { ", " } (first.key.as_deref().unwrap_or(&first.name)) } } }
                            }
                            td { (day(row.starts_on)) }
                            td { (day(row.likely_on)) }
                            td { (day(row.sure_on)) }
                            td class="num" { (a_day(row, view)) }
                            td class="num" { (format::money(Money::new(row.cost_minor, view.currency))) }
                        }
                    } }
                }
            }
        }
    }
}

/// Promises with their odds, and a form for the next one.
pub fn promises(signed: &Signed, view: &RoadmapView) -> Markup {
    let may = signed.frame.may(Role::Leader);
    let day = |date| words::day(date, view.today);
    html! {
        section class="rm-more" aria-labelledby="h-promises" {
            h2 id="h-promises" { "What was promised" }
            @if view.promises.is_empty() { p class="meta" { "Nothing was promised to anybody." } }
            ul class="rows" {
                @for promise in &view.promises {
                    li {
                        span {
                            a class="strong-link" href={ "/tickets/" (promise.ticket.key.as_deref().unwrap_or_default()) } { (promise.ticket.name) }
                            " by " (day(promise.promise.due_on)) " to " (promise.promise.promised_to)
                            @if !promise.promise.asked_by.is_empty() { ", asked for by " (promise.promise.asked_by) }
                        }
                        span class="meta" {
                            @match (promise.odds, promise.likely_on, promise.sure_on) {
                                (Some(odds), Some(likely), Some(sure)) => { (words::of_100(odds)) "% sure: likely done " (day(likely)) ", or " (day(sure)) },
                                _ => "not on the roadmap",
                            }
                        }
                        @if may {
                            (fields::button(&format!("/roadmap/promises/{}/withdraw", promise.promise.id), "Take back", &format!("Take back the promise of {}", promise.ticket.name), Some(promise.promise.version)))
                        }
                    }
                }
            }
            @if may {
                details class="more" { summary { "Note a promise" } (promise_form(&FormState::new())) }
            }
        }
    }
}

/// The form of a promise.
pub fn promise_form(state: &FormState) -> Markup {
    fields::form(
        state,
        "/roadmap/promises",
        "Note the promise",
        html! {
            (Field::new(state, "promise_ticket", "Ticket").required().example("ABC-12").text())
            (Field::new(state, "promised_to", "To whom?").required().example("the board").text())
            (Field::new(state, "due_on", "By when?").required().date())
            (Field::new(state, "asked_by", "Who asked for it?").text())
        },
    )
}

/// What the roadmap could not take, and why.
pub fn not_planned(view: &RoadmapView) -> Markup {
    html! {
        @if !view.left_out.is_empty() || !view.set_aside.is_empty() {
            section class="rm-more" aria-labelledby="h-left" {
                h2 id="h-left" { "What could not be planned" }
                ul class="rows" {
                    @for left in view.left_out.iter().chain(&view.set_aside) {
                        li { span { a href={ "/tickets/" (left.ticket.key.as_deref().unwrap_or_default()) } { (left.ticket.key.as_deref().unwrap_or(&left.ticket.name)) } " " (left.ticket.name) } span class="meta" { (left.sentence) } }
                    }
                }
            }
        }
    }
}
