//! This week: what matters, why, what is asked, how the North Star is.

use axum::extract::State;
use maud::{Markup, html};
use throughline_app::{NameRef, NorthStarView, TicketRow, UrgentThisWeek, WeekView};

use crate::{
    components::{
        bits,
        chart::{self, Plot},
        money, rows, say,
    },
    http::{Answer, Signed},
    layout::Place,
    site::Site,
};

const PLOT: Plot = Plot { width: 398.0, height: 118.0, left: 2.0, right: 320.0, top: 22.0, bottom: 18.0 };

/// `GET /`
pub async fn page(State(site): State<Site>, signed: Signed) -> Answer {
    let view = site.app.this_week(&signed.actor).await?;
    Ok(signed.page(&view, Place::Week, "This week", || body(&signed, &view)))
}

fn body(signed: &Signed, view: &WeekView) -> Markup {
    let week = view
        .week
        .rsplit_once('W')
        .map_or_else(String::new, |(_, week)| format!("Week {}", week.trim_start_matches('0')));
    html! {
        div class="cols home-cols" {
            div {
                (bits::head(&[&week, &say::long_day(view.today)], &view.statement, Some(&view.lead)))
                section aria-labelledby="h-now" {
                    div class="home-h" {
                        h2 id="h-now" class="branch" { "What matters now, and why" }
                        span class="meta only-wide" { "Waiting costs" }
                        span class="meta only-wide right" { "Work left," br; "85% sure" }
                    }
                    (matters(view))
                }
            }
            div class="stack" {
                (asked(view))
                (north_star(signed, &view.north_star))
            }
        }
        (signals(view))
    }
}

fn matters(view: &WeekView) -> Markup {
    if view.matters.is_empty() {
        return html! {
            (bits::empty("Nothing is ranked yet", "Price one ticket and it stands here, with its reason.", Some(if view.open_total == 0 { ("/import", "Bring your tickets in") } else { ("/tickets?priced=false", "Price one ticket") })))
        };
    }
    let days: Vec<_> = view
        .matters
        .iter()
        .filter_map(|row: &TicketRow| row.cost_of_delay_per_week.as_ref().map(money::a_day))
        .collect();
    let most = money::most(days.iter().map(Some));
    let priced = view.open_total - view.unpriced_total;
    html! {
        ol class="matters" {
            @for (place, row) in view.matters.iter().enumerate() {
                @if let Some(between) = between(place.checked_sub(1).and_then(|place| view.matters.get(place)), row) {
                    li class="skipped" { span class="meta" { (between) " " a href="/priorities" { "See it in the order" } } }
                }
                (rows::matter(row, most))
            }
        }
        p class="meta home-more" {
            a href="/priorities" { "All " (say::count(priced, "ticket", "tickets")) " in order, and why each is above the next" }
            @if view.unpriced_total > 0 { " · " a href="/tickets?priced=false" { (say::count(view.unpriced_total, "ticket has", "tickets have")) " no price yet" } " and are not counted" }
        }
    }
}

/// What stands in the order between two rows of the page, if ranks are left out.
fn between(above: Option<&TicketRow>, row: &TicketRow) -> Option<String> {
    let (from, to) = (above?.rank?, row.rank?);
    match to - from {
        ..=1 => None,
        2 => Some(format!("{} comes between, without a price of its own.", from + 1)),
        _ => Some(format!("{} to {} come between.", from + 1, to - 1)),
    }
}

fn asked(view: &WeekView) -> Markup {
    html! {
        section class="panel land" aria-labelledby="h-ask" {
            h2 id="h-ask" { "Asked of you" }
            @if view.asked.is_empty() { p { "Nothing is asked of you. Enjoy the quiet." } } @else {
                ul class="asks" {
                    @for ask in &view.asked {
                        li { a href=(ask.href) { (ask.title) } span class="mins" { (ask.minutes) " min" } span class="meta" { (ask.why) } }
                    }
                }
            }
        }
    }
}

fn north_star(signed: &Signed, view: &NorthStarView) -> Markup {
    html! {
        section class="panel" aria-labelledby="h-ns" {
            @if let Some(metric) = &view.metric {
                h2 id="h-ns" { a class="strong-link" href="/north-star" { "North Star: " (metric.name) } }
                @match chart::trend(PLOT, "ns-chart", &view.trend, metric.target, &metric.unit, &metric.name, &|at| signed.frame.day(at)) {
                    Some(chart) => (chart),
                    None => p class="meta" { "With two measured values there is a line. " a href={ "/metrics/" (metric.id) } { "Enter a value" } },
                }
                @if !view.inputs.is_empty() {
                    table class="mini" {
                        caption class="vh" { "What the North Star is made of" }
                        tbody {
                            @for input in &view.inputs {
                                tr {
                                    th scope="row" { (input.metric.name) }
                                    td { (input.latest.as_ref().map_or("–".to_owned(), |latest| say::metric(latest.value, &input.metric.unit))) }
                                    td class="muted" { @if let Some(target) = input.metric.target { "of " (say::metric(target, &input.metric.unit)) } }
                                }
                            }
                        }
                    }
                }
            } @else {
                h2 id="h-ns" { "North Star" }
                p { "No North Star is chosen yet. It is the one number that everything hangs from." }
                a class="btn small" href="/north-star" { "Choose a North Star" }
            }
        }
    }
}

/// What waits for a decision, which budgets are strained, and what to look back at.
fn urgent(view: &UrgentThisWeek) -> Markup {
    let link = |request: &NameRef| {
        let key = request.key.as_deref().unwrap_or_default();
        html! { a href={ "/urgent/" (key) } { (key) ", " (request.name) } }
    };
    html! {
        div class="signal" {
            h3 { "Urgent requests" }
            p { (view.sentence) }
            @for request in &view.waiting { p class="meta" { (link(request)) } }
            @if view.more_waiting > 0 { p class="meta" { a href="/urgent" { "and " (view.more_waiting) " more" } } }
            @for budget in &view.budgets { p class="meta" { (budget) " " a href="/urgent/budgets" aria-label={ "Budgets: " (budget) } { "Budgets" } } }
            @for request in &view.to_look_back { p class="meta" { "Was it urgent? " (link(request)) } }
            @if view.waiting.is_empty() && view.to_look_back.is_empty() { p class="meta" { a href="/urgent" { "Everything urgent" } } }
        }
    }
}

fn signals(view: &WeekView) -> Markup {
    html! {
        section class="signals" aria-labelledby="h-sig" {
            h2 id="h-sig" class="branch" { "Signals" }
            div class="sig-grid" {
                (urgent(&view.urgent))
                @for signal in &view.signals {
                    div class="signal" {
                        h3 { "For " (signal.for_whom) }
                        p { (signal.sentence) }
                        p class="meta" { a href=(signal.href) { (signal.link) } }
                    }
                }
            }
        }
    }
}
