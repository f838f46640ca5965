//! The map: a nested list that lays itself out as a tree with weighted lines on wide screens.

mod place;

use axum::extract::{Query, State};
use maud::{Markup, PreEscaped, html};
use throughline_app::{Level, MapNode, MapQuery, MapView};
use throughline_domain::{Currency, people::Role, words};

use self::place::{Placed, place};
use crate::{
    components::{
        bits,
        chain::address,
        chart,
        money::{self, Tone},
        say,
    },
    http::{Answer, Signed},
    layout::Place,
    site::Site,
};

/// From the star down and round the corner, growing to the width of all the money.
const TURN: &str = r#"<svg class="map-turn" viewBox="0 0 72 340" aria-hidden="true"><path d="M18 0 V180 L14.6 308 A30 30 0 0 0 44.6 338.45 L58 338.45 L58 327.55 L44.6 327.55 A19 19 0 0 1 25.4 308 L22 180 V0 Z" fill="var(--line)"/></svg>"#;
/// Height of a row, as the stylesheet has it.
const ROW: usize = 52;
/// Where in a row its line runs.
const AXIS: usize = 7;

/// `GET /map?focus=`
pub async fn page(State(site): State<Site>, signed: Signed, Query(query): Query<MapQuery>) -> Answer {
    let view = site.app.map(&signed.actor, query.clone()).await?;
    Ok(signed.page(&view, Place::Map, "Map", || body(&signed, &view, query.focus.as_deref())))
}

fn body(signed: &Signed, view: &MapView, focus: Option<&str>) -> Markup {
    let placed = place(&view.root);
    html! {
        div class="head" {
            p class="eyebrow" {
                span { (say::long_day(signed.frame.today())) }
                @if let Some(focus) = focus { span { "Your line is drawn in colour: " b { (focus) } } }
            }
            h1 class="says" { (view.statement) }
        }
        @if view.root.id.is_empty() && view.root.children.is_empty() {
            (bits::empty("Nothing hangs together yet", "Choose a North Star, then an objective, and the line grows down to the tickets.", Some(("/north-star", "Choose a North Star"))))
        } @else {
            section class="map" aria-label="Map: North Star, objectives, key results, engineering problems, tickets" {
                span class="colh c1" { "North Star" } span class="colh c2" { "Objective" } span class="colh c3" { "Key result" }
                span class="colh c4" { "Engineering problem" } span class="colh c5" { "Ticket, and what a day of waiting costs" }
                (PreEscaped(TURN))
                @for column in 0..4 { (gap(&placed, column, view.currency)) }
                ul { (node(&placed, view.currency, signed)) }
            }
        }
        @if view.orphans_total > 0 { (orphans(view)) }
        @if !placed.children.is_empty() { (key()) }
    }
}

/// The connections between one column and the next; those in focus are drawn last, on top.
fn gap(placed: &Placed<'_>, column: usize, currency: Currency) -> Markup {
    let mut lines = Vec::new();
    connections(placed, column, currency, &mut lines);
    lines.sort_by_key(|line: &Line| line.focused);
    let height = placed.rows * ROW;
    html! {
        svg class={ "gap g" (column + 1) } width="44" height=(height) viewBox={ "0 0 44 " (height) } aria-hidden="true" {
            @for line in &lines {
                path class=(line.class()) d=(line.path) stroke-width=(format!("{:.1}", line.width)) {}
            }
        }
    }
}

struct Line {
    path: String,
    width: f64,
    focused: bool,
    broken: bool,
}

impl Line {
    fn class(&self) -> &'static str {
        match (self.focused, self.broken) {
            (true, false) => "from on",
            (true, true) => "from on broken",
            (false, false) => "from",
            (false, true) => "from broken",
        }
    }
}

fn connections(placed: &Placed<'_>, column: usize, currency: Currency, lines: &mut Vec<Line>) {
    for child in &placed.children {
        if placed.column == column && child.column == column + 1 {
            let (from, to) = (placed.row * ROW + AXIS, child.row * ROW + AXIS);
            let path = if from == to {
                format!("M0 {from} H44")
            } else {
                format!("M0 {from} H2 Q16 {from} 16 {} V{} Q16 {to} 30 {to} H44", from + 14, to - 14)
            };
            lines.push(Line {
                path,
                width: width(child.node, currency),
                focused: child.node.focused,
                broken: is_broken(child.node),
            });
        }
        connections(child, column, currency, lines);
    }
}

fn is_broken(node: &MapNode) -> bool {
    node.broken.is_some() || (node.level == Level::Ticket && node.cost_of_delay_per_week.is_none())
}

#[allow(clippy::cast_precision_loss)]
fn width(node: &MapNode, currency: Currency) -> f64 {
    chart::line_width(node.cost_of_delay_per_week.as_ref(), currency.minor_per_major() as f64)
}

fn node(placed: &Placed<'_>, currency: Currency, signed: &Signed) -> Markup {
    let at = placed.node;
    let href = address(at.level, &at.id, at.key.as_deref());
    let class = format!(
        "node c{} m{}{}{}{}",
        placed.column + 1,
        placed.row,
        if at.focused && at.level == Level::Ticket {
            " here"
        } else if at.focused {
            " on"
        } else {
            ""
        },
        if placed.span > 1 { " tall" } else { "" },
        if placed.span > 1 { "" } else { " short" },
    );
    html! {
        li class=[at.focused.then_some("on")] {
            div class=(class) {
                (sign(at, currency))
                @if at.id.is_empty() { span class="ttl" { (at.title) } } @else {
                    a href=(href) title=(at.title) {
                        @if at.level == Level::Ticket { span class="id" { (at.key.as_deref().unwrap_or_default()) } " " }
                        (at.title)
                    }
                }
                (cost(at, currency))
            }
            @if placed.children.is_empty() && at.level != Level::Ticket { (nobody(placed, signed)) }
            @else if let Some(note) = at.broken.as_deref().filter(|_| at.level == Level::Objective && at.tickets > 0) { p class="vh" { (note) } }
            @if !placed.children.is_empty() {
                ul {
                    @for child in &placed.children { (node(child, currency, signed)) }
                    @if let Some((row, more)) = placed.more {
                        li { div class={ "map-more c5 m" (row) } { a href={ "/problems/" (at.key.as_deref().unwrap_or(&at.id)) } { "and " (say::count(more, "more ticket", "more tickets")) } } }
                    }
                }
            }
        }
    }
}

fn cost(node: &MapNode, currency: Currency) -> Markup {
    html! {
        @match &node.cost_of_delay_per_week {
            Some(week) => (money::tight(Tone::Cost, &money::a_day(week), currency, "a day")),
            None if node.level == Level::Ticket => span class="meta" { "no price yet" },
            None if node.tickets > 0 => span class="meta" { (say::count(node.tickets, "ticket", "tickets")) ", no price yet" },
            None => {}
        }
    }
}

fn nobody(placed: &Placed<'_>, signed: &Signed) -> Markup {
    let node = placed.node;
    let text = node.broken.as_deref().unwrap_or("Nobody is working on this.");
    // The button beside it says the next step already.
    let translates = node.level == Level::KeyResult && signed.frame.may(Role::Member);
    let text = text.strip_suffix(" Translate the goal.").filter(|_| translates).unwrap_or(text);
    html! {
        div class={ "map-note c" (placed.column + 2) " m" (placed.row) } {
            (text)
            @if translates {
                " " a class="btn small" href={ "/problems/new?key_result_id=" (node.id) } { "Translate the goal" }
            }
        }
    }
}

/// The line through a node's column and the sign of its floor.
fn sign(node: &MapNode, currency: Currency) -> Markup {
    let colour = if node.focused || node.level == Level::NorthStar { "var(--line)" } else { "var(--line-off)" };
    let dash = (node.broken.is_some() && node.level != Level::NorthStar).then_some("5 5");
    html! {
        svg class="seg-line" aria-hidden="true" {
            @if node.level != Level::Ticket {
                line x1="0" x2="100%" y1="7" y2="7" stroke=(colour) stroke-width=(format!("{:.1}", width(node, currency))) stroke-dasharray=[dash] {}
            }
            @match node.level {
                Level::NorthStar | Level::Metric => {}
                Level::Objective => circle cx="7" cy="7" r="5.5" fill="var(--paper)" stroke=(colour) stroke-width="3" {},
                Level::KeyResult => path d="M7 0 l7 7 l-7 7 l-7 -7 Z" fill="var(--paper)" stroke=(colour) stroke-width="2.5" {},
                Level::Problem => rect x="1.5" y="1.5" width="11" height="11" fill="var(--paper)" stroke=(colour) stroke-width="2.8" {},
                Level::Ticket => {
                    @if node.focused { circle cx="7" cy="7" r="8.5" fill="var(--paper)" stroke=(colour) stroke-width="2" {} }
                    circle cx="7" cy="7" r="5.5" fill=(colour) {}
                }
            }
        }
    }
}

fn orphans(view: &MapView) -> Markup {
    const SHOWN: usize = 6;
    let work: f64 = view.orphans.iter().map(|row| row.duration.mid).sum();
    html! {
        section class="map-loose" aria-labelledby="h-loose" {
            h2 id="h-loose" { "No line to a goal yet" }
            p class="why" {
                (say::count(view.orphans_total, "ticket", "tickets"))
                @if usize::try_from(view.orphans_total) == Ok(view.orphans.len()) { ", " (words::weeks(work)) " of work" }
                ". Perhaps only the reason is missing."
            }
            ul {
                @for row in view.orphans.iter().take(SHOWN) {
                    li class="orph" {
                        svg width="22" height="6" aria-hidden="true" { line class="from broken" x1="0" x2="22" y1="3" y2="3" stroke="var(--line-off)" stroke-width="2.4" stroke-dasharray="4 4" {} }
                        a class="strong-link" href={ "/tickets/" (row.key) } { span class="id" { (row.key) } " " (row.title) }
                        " " a href={ "/tickets/" (row.key) "/edit#problem_id" } aria-label={ "Say why " (row.key) " is worth doing" } { "Say why" }
                    }
                }
            }
            @if view.orphans.len() > SHOWN { p class="meta" { a href="/gaps" { "All of them, and the other gaps" } } }
        }
    }
}

fn key() -> Markup {
    html! {
        div class="key map-key" {
            span { svg width="56" height="12" aria-hidden="true" { line x1="0" x2="26" y1="6" y2="6" stroke="var(--line-off)" stroke-width="2.4" {} line x1="30" x2="56" y1="6" y2="6" stroke="var(--line-off)" stroke-width="8" {} } "wider line, more money waits" }
            span { svg width="36" height="12" aria-hidden="true" { line x1="0" x2="36" y1="6" y2="6" stroke="var(--line)" stroke-width="3" {} } "the line in focus" }
            span { svg width="36" height="12" aria-hidden="true" { line x1="0" x2="36" y1="6" y2="6" stroke="var(--line-off)" stroke-width="2.4" stroke-dasharray="5 5" {} } "broken: a goal without work or that ended, work without a price or a goal" }
            span class="muted" { "Amounts are what a day of waiting costs, with the range we are 90% sure of." }
        }
    }
}
