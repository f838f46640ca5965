//! What waiting costs: so far, and by the day it is likely done. Drawn, and as a table.

use maud::{Markup, html};
use throughline_app::TicketView;
use throughline_domain::{Currency, Estimate, tickets::Status, words};
use throughline_value_line::{Urgency, format};

use crate::{
    components::{
        chart::{self, Stop},
        equation, money,
    },
    http::Signed,
};

/// The panel "Waiting costs".
pub fn panel(signed: &Signed, view: &TicketView) -> Markup {
    let row = &view.row;
    let Some(week) = &row.cost_of_delay_per_week else {
        return html! {
            section class="panel" aria-labelledby="h-cod" {
                h2 id="h-cod" { "Waiting costs" }
                p { (money::unpriced(&row.key)) }
                p class="meta" { (row.missing.as_deref().unwrap_or("Say what changes, for whom, and by how much.")) }
            }
        };
    };
    let day = money::a_day(week);
    html! {
        section class="panel" aria-labelledby="h-cod" {
            h2 id="h-cod" { "Waiting costs" }
            p class="money cost big" { b { (format::minor(day.mid, row.currency)) " a day" } @if !day.is_point() { " " span class="range" { (money::range(&day, row.currency)) ", 90% sure" } } }
            p class="meta" { (equation::urgency(row.urgency, signed.frame.today())) }
            @if matches!(row.urgency, Urgency::Steady) { (picture(signed, view, week)) }
            // Weighed against all work of its teams, and so on a page of its own. What is closed is in no order.
            @if view.ticket.status == Status::Open && view.ticket.withdrawn_at.is_none() {
                p class="not-doing" { a href={ "/tickets/" (row.key) "/not-doing" } { "What not doing it costs, and what else would be done" } }
            }
        }
    }
}

fn picture(signed: &Signed, view: &TicketView, week: &Estimate) -> Markup {
    let today = signed.frame.today();
    let row = &view.row;
    let past_weeks = weeks_since(view, signed);
    let stops = [(row.duration.mid, "likely"), (row.duration.p85, "85% sure")].map(|(weeks, sure)| Stop {
        weeks,
        day: words::day(after(today, weeks), today),
        sure,
    });
    let opened = words::day(row.opened_at.date_in(&signed.frame.zone), today);
    let says = |minor: f64| format::minor(minor, row.currency);
    let summary = format!(
        "Since {opened} waiting has cost {}. If it is done on {}, it will have cost {}.",
        format::estimate(&week.scaled(past_weeks), row.currency),
        stops[0].day,
        format::estimate(&week.scaled(past_weeks + stops[0].weeks), row.currency)
    );
    html! {
        @if let Some(waited) = &view.waited { p { b { (format::minor(waited.mid, row.currency)) } " so far, since " (opened) } }
        svg class="txt meter" viewBox="0 0 364 176" role="img" aria-label=(summary) { (chart::meter(past_weeks, week, &opened, &stops, &says)) }
        (table(past_weeks, week, row.currency, &stops))
    }
}

fn table(past_weeks: f64, week: &Estimate, currency: Currency, stops: &[Stop]) -> Markup {
    html! {
        details class="more" {
            summary { "Show as a table" }
            table class="table" {
                thead { tr { th scope="col" { "If it were done" } th scope="col" class="num" { "Waiting will have cost" } } }
                tbody {
                    tr { td { "today" } td class="num" { (format::estimate(&week.scaled(past_weeks), currency)) } }
                    @for stop in stops { tr { td { (stop.day) ", " (stop.sure) } td class="num" { (format::estimate(&week.scaled(past_weeks + stop.weeks), currency)) } } }
                }
            }
        }
    }
}

#[allow(clippy::cast_precision_loss)]
fn weeks_since(view: &TicketView, signed: &Signed) -> f64 {
    const WEEK: f64 = 7.0 * 86_400.0 * 1e6;
    ((signed.frame.now.micros() - view.row.opened_at.micros()) as f64 / WEEK).max(0.0)
}

/// The day so many weeks after another, if work begins now.
#[allow(clippy::cast_possible_truncation)]
fn after(today: jiff::civil::Date, weeks: f64) -> jiff::civil::Date {
    let days = (weeks * 7.0).ceil().clamp(0.0, 36_500.0) as i64;
    today.checked_add(jiff::Span::new().days(days)).unwrap_or(today)
}
