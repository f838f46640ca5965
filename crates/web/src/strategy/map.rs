//! The map: a nested list that lays itself out as a tree with weighted lines on wide screens.

mod lines;
mod place;

use axum::extract::{Query, State};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;
use throughline_app::{Level, MapNode, MapQuery, MapView};
use throughline_domain::{Currency, Quarter, people::Role, words};

use self::{
    lines::{Scale, elbow, gap, sign},
    place::{Left, Placed, Rest, TICKETS, place},
};
use crate::{
    components::{
        bits,
        chain::address,
        money::{self, Tone},
        say,
    },
    http::{Answer, Signed},
    layout::Place,
    site::Site,
    strategy::twice::claimed_twice,
};

/// From the star down and round the corner, growing to the width of all the money.
const TURN: &str = r#"<svg class="map-turn" viewBox="0 0 72 340" aria-hidden="true"><path d="M18 0 V180 L14.6 308 A30 30 0 0 0 44.6 338.45 L58 338.45 L58 327.55 L44.6 327.55 A19 19 0 0 1 25.4 308 L22 180 V0 Z" fill="var(--line)"/></svg>"#;
/// What is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    focus: String,
    quarter: String,
}

impl Asked {
    fn on(&self, focus: &str) -> String {
        bits::address("/map", &[("focus", focus), ("quarter", &self.quarter)], &[])
    }
}

/// `GET /map?focus=&quarter=`
pub async fn page(State(site): State<Site>, signed: Signed, Query(asked): Query<Asked>) -> Answer {
    let query = MapQuery {
        focus: Some(asked.focus.clone()),
        quarter: Some(asked.quarter.clone()),
        // One more than is drawn, since a row that says "and one more" takes as much room as the one.
        tickets: u32::try_from(TICKETS + 1).ok(),
    };
    let view = site.app.map(&signed.actor, query).await?;
    Ok(signed.page(&view, Place::Map, "Map", || body(&signed, &view, &asked)))
}

fn body(signed: &Signed, view: &MapView, asked: &Asked) -> Markup {
    let placed = place(&view.root);
    let scale = Scale::of(&view.root, view.currency);
    let page = Drawn { currency: view.currency, scale, signed, asked };
    html! {
        div class="head" {
            p class="eyebrow" {
                span { (say::long_day(signed.frame.today())) }
                @if !asked.focus.is_empty() {
                    @if has_focus(&placed) { span { "Your line is drawn in colour: " a href="#here" { (asked.focus) } " " a href=(asked.on("")) { "No line" } } }
                    @else { span { "Nothing on this map is called " b { (asked.focus) } ". " a href=(asked.on("")) { "No line" } } }
                }
            }
            h1 class="says" { (view.statement) }
        }
        @if !view.quarters.is_empty() { (quarters(view, asked)) }
        @if view.root.id.is_empty() && view.root.children.is_empty() {
            (bits::empty("Nothing hangs together yet", "Choose a North Star, then an objective, and the line grows down to the tickets.", Some(("/north-star", "Choose a North Star"))))
        } @else {
            section class="map" aria-label="Map: North Star, objectives, key results, engineering problems, tickets" {
                span class="colh c1" { "North Star" } span class="colh c2" { "Objective" } span class="colh c3" { "Key result" }
                span class="colh c4" { "Engineering problem" } span class="colh c5" { "Ticket, and what a day of waiting costs" }
                (PreEscaped(TURN))
                @for column in 0..4 { (gap(&placed, column, scale)) }
                ul { (page.node(&placed, None)) }
            }
        }
        (claimed_twice(&view.claimed_twice))
        @if view.orphans_total > 0 { (orphans(view)) }
        @if !placed.children.is_empty() { (key()) }
    }
}

/// The quarters to choose from.
fn quarters(view: &MapView, asked: &Asked) -> Markup {
    let chosen = asked.quarter.parse::<Quarter>().ok();
    let choice = |name, quarter: &str| {
        let href = bits::address("/map", &[("focus", &asked.focus), ("quarter", quarter)], &[]);
        (name, href, quarter.parse::<Quarter>().ok() == chosen)
    };
    let choices = view.quarters.iter().map(|quarter| choice(quarter.as_str(), quarter));
    html! { div class="map-quarters" { (bits::seg("Quarter", std::iter::once(choice("All goals", "")).chain(choices))) } }
}

/// What the nodes of one page have in common.
struct Drawn<'a> {
    currency: Currency,
    scale: Scale<'a>,
    signed: &'a Signed,
    asked: &'a Asked,
}

impl Drawn<'_> {
    /// `above`: what it hangs on here.
    fn node(&self, placed: &Placed<'_>, above: Option<&Placed<'_>>) -> Markup {
        let at = placed.node;
        let href = address(at.level, &at.id, at.key.as_deref());
        let class = format!(
            "node c{} m{}{}{}{}",
            placed.column + 1,
            placed.row,
            step_in(placed.depth),
            match (at.focused, at.level) {
                (true, Level::Ticket) => " here",
                (true, _) => " on",
                (false, _) => "",
            },
            if placed.span > 1 { " tall" } else { " short" },
        );
        html! {
            li class=[at.focused.then_some("on")] {
                div class=(class) id=[is_here(placed).then_some("here")] {
                    @if let Some(whole) = above.filter(|above| placed.is_part_of(above)) { (elbow(placed, whole, self.scale)) }
                    (sign(at, self.scale))
                    @if at.id.is_empty() { span class="ttl" { (at.title) } } @else {
                        a href=(href) title=(at.title) {
                            @if at.level == Level::Ticket { span class="id" { (at.key.as_deref().unwrap_or_default()) } " " }
                            @if let Some(percent) = at.share_percent { (percent) "% of: " }
                            (at.title)
                        }
                    }
                    (cost(at, self.currency))
                }
                @if placed.rest == Rest::Folded { (self.folded(placed)) }
                @else if placed.children.is_empty() && at.level != Level::Ticket { (nobody(placed, self.signed)) }
                @else if let Some(note) = at.broken.as_deref().filter(|_| at.level == Level::Objective && at.tickets > 0) { p class="vh" { (note) } }
                @if !placed.children.is_empty() {
                    ul {
                        (self.hanging(placed, |column| column > placed.column))
                        (self.hanging(placed, |column| column == placed.column))
                    }
                }
            }
        }
    }

    /// What hangs on a node in some columns, and how much of it is not drawn.
    fn hanging(&self, placed: &Placed<'_>, here: impl Fn(usize) -> bool) -> Markup {
        let left: &[Left] = if let Rest::Some(left) = &placed.rest { left } else { &[] };
        html! {
            @for child in placed.children.iter().filter(|child| here(child.column)) { (self.node(child, Some(placed))) }
            @for left in left.iter().filter(|left| here(left.column)) { (not_drawn(placed.node, left)) }
        }
    }

    /// What is in a node that is not opened.
    fn folded(&self, placed: &Placed<'_>) -> Markup {
        let node = placed.node;
        html! {
            div class={ "map-more c" (placed.column + 2) " m" (placed.row) } {
                a href=(self.asked.on(node.key.as_deref().unwrap_or(&node.id))) { (inside(node)) }
            }
        }
    }
}

/// What is not drawn of what hangs on a node that is opened.
fn not_drawn(node: &MapNode, left: &Left) -> Markup {
    html! {
        li { div class={ "map-more c" (left.column + 1) " m" (left.row) (step_in(left.depth)) } { a href=(rest_of(node)) { "and " (more(&left.of)) } } }
    }
}

/// How far in something stands in its column, as a class.
fn step_in(depth: usize) -> String {
    if depth > 0 { format!(" d{depth}") } else { String::new() }
}

fn has_focus(placed: &Placed<'_>) -> bool {
    placed.node.focused || placed.children.iter().any(has_focus)
}

/// Whether the line in focus ends here.
fn is_here(placed: &Placed<'_>) -> bool {
    placed.node.focused && placed.column > 0 && !placed.children.iter().any(|child| child.node.focused)
}

/// The page that has everything that hangs on a node.
fn rest_of(node: &MapNode) -> String {
    match node.level {
        Level::NorthStar | Level::Metric => "/goals".to_owned(),
        level => address(level, &node.id, node.key.as_deref()),
    }
}

fn more(left: &[(Level, i64)]) -> String {
    let said = left.iter().map(|&(level, count)| match level {
        Level::Objective | Level::NorthStar | Level::Metric => say::count(count, "more goal", "more goals"),
        Level::KeyResult => say::count(count, "more key result", "more key results"),
        Level::Problem => say::count(count, "more problem", "more problems"),
        Level::Ticket => say::count(count, "more ticket", "more tickets"),
    });
    words::list(&said.collect::<Vec<_>>())
}

/// "5 key results, 25 problems, 1,667 tickets".
fn inside(node: &MapNode) -> String {
    fn count(node: &MapNode, level: Level) -> i64 {
        node.children.iter().map(|child| i64::from(child.level == level) + count(child, level)).sum()
    }
    let (key_results, problems) = (count(node, Level::KeyResult), count(node, Level::Problem));
    let parts = [
        (key_results > 0).then(|| say::count(key_results, "key result", "key results")),
        (problems > 0).then(|| say::count(problems, "problem", "problems")),
        Some(say::count(node.tickets, "ticket", "tickets")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn cost(node: &MapNode, currency: Currency) -> Markup {
    html! {
        @match &node.cost_of_delay_per_week {
            Some(week) => {
                (money::tight(Tone::Cost, &money::a_day(week), currency, "a day"))
                @if let Some(once) = node.counted_once_per_week.as_ref().filter(|_| !node.claimed_twice.is_empty()) {
                    span class="vh" { ", of which money is claimed twice; counted once " (money::tight(Tone::Cost, &money::a_day(once), currency, "a day")) }
                }
            },
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
    let translates = node.level == Level::KeyResult && !node.ended && signed.frame.may(Role::Leader);
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
