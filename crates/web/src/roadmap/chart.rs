//! The lanes as a drawing: a staircase per team, a dot at the likely date, dashes to the one that is 85% sure.

use std::collections::HashMap;

use jiff::{ToSpan, civil::Date};
use maud::{Markup, html};
use throughline_app::{Lane, RoadmapOrder, RoadmapRow, RoadmapView};
use throughline_domain::words;
use throughline_value_line::format;
use uuid::Uuid;

use super::{
    lists::key,
    moving::{self, Ways},
};
use crate::components::{
    chart::{line_width, x},
    money,
};

/// Width of the drawing; it scrolls in its own region where there is less room.
const WIDTH: f64 = 1336.0;
/// Where the days end: the arrows that move a ticket stand right of it.
const RIGHT: f64 = 1262.0;
/// Where the days begin: names of teams stand left of it.
const LEFT: f64 = 150.0;
/// Where the first lane begins: months and days stand above it.
const TOP: f64 = 66.0;
/// From one ticket to the next.
const STEP: f64 = 33.0;
/// Between lanes.
const GAP: f64 = 26.0;
/// A character of a label, about; a label lies on paper of that width, so that no line runs through it.
const LETTER: f64 = 6.6;
/// The farthest that is drawn, in days; what lies beyond ends in an arrow.
const FARTHEST: i32 = 400;

/// Days as places.
struct Axis {
    first: Date,
    days: i32,
}

impl Axis {
    fn of(view: &RoadmapView) -> Self {
        let monday = i64::from(view.today.weekday().to_monday_zero_offset());
        let first = view.today.saturating_sub(monday.days());
        let promised = view.promises.iter().map(|promise| promise.promise.due_on).max();
        let last = promised.map_or(view.last_on, |due| due.max(view.last_on));
        Self { first, days: (last - first).get_days().clamp(35, FARTHEST) + 7 }
    }

    /// Where a day begins.
    fn at(&self, day: Date) -> f64 {
        let days = (day - self.first).get_days().min(self.days);
        LEFT + x(f64::from(days), f64::from(self.days), RIGHT - LEFT)
    }

    /// Where a day ends.
    fn end(&self, day: Date) -> f64 {
        self.at(day.saturating_add(1.day()))
    }
}

/// A ticket with where it is drawn.
struct Placed<'a> {
    row: &'a RoadmapRow,
    y: f64,
}

/// The drawing. Its table says the same.
pub fn lanes(view: &RoadmapView) -> Markup {
    let axis = Axis::of(view);
    let mut y = TOP;
    let mut placed: Vec<(f64, &Lane, Vec<Placed<'_>>)> = Vec::new();
    for lane in &view.lanes {
        let begin = y;
        let rows = lane.rows.iter().map(|row| {
            y += STEP;
            Placed { row, y: y - STEP }
        });
        let rows: Vec<Placed<'_>> = rows.collect();
        y = y.max(begin + STEP) + if lane.more > 0 { STEP } else { 0.0 } + GAP;
        placed.push((begin, lane, rows));
    }
    let bottom = y + 18.0 * f64::from(u32::try_from(view.promises.len().min(6)).unwrap_or(0));
    let dots: HashMap<Uuid, (f64, f64)> = placed
        .iter()
        .flat_map(|(_, _, rows)| rows)
        .map(|place| (place.row.ticket.id, (axis.end(place.row.likely_on), place.y)))
        .collect();
    let title = format!(
        "Roadmap by team, {} to {}. The table below has the same dates.",
        words::day(view.today, view.today),
        words::day(view.last_on, view.today)
    );
    html! {
        div class="rm-scroll" tabindex="0" role="region" aria-label="Timeline, scrolls sideways on small screens" {
            svg class="txt rm" viewBox={ "0 0 " (WIDTH) " " (n(bottom + 8.0)) } width=(WIDTH) height=(n(bottom + 8.0)) role="group" aria-labelledby="rm-title" {
                title id="rm-title" { (title) }
                (scale(&axis, bottom))
                (marks(view, &axis, y, bottom))
                @for (begin, lane, rows) in &placed { (drawn(view, &axis, *begin, lane, rows, &dots)) }
            }
        }
    }
}

fn scale(axis: &Axis, bottom: f64) -> Markup {
    let mondays: Vec<Date> = (0..=axis.days / 7).map(|week| axis.first.saturating_add((week * 7).days())).collect();
    let every = mondays.len().div_ceil(16).max(1);
    let months: Vec<Date> =
        (0..=axis.days).map(|day| axis.first.saturating_add(day.days())).filter(|day| day.day() == 1).collect();
    let wide = axis.days < 250;
    html! {
        @if months.first().is_none_or(|first| axis.at(*first) - LEFT > 70.0) {
            text x=(LEFT) y="14" font-weight="600" { (axis.first.strftime("%B").to_string()) }
        }
        @for month in &months {
            line x1=(n(axis.at(*month))) x2=(n(axis.at(*month))) y1="4" y2=(n(bottom)) stroke="var(--rule)" {}
            text x=(n(axis.at(*month) + 6.0)) y="14" font-weight="600" { (month.strftime(if wide { "%B" } else { "%b" }).to_string()) }
        }
        @for monday in mondays.iter().step_by(every) {
            text x=(n(axis.at(*monday))) y="32" text-anchor="middle" { (monday.day()) }
            line x1=(n(axis.at(*monday))) x2=(n(axis.at(*monday))) y1="37" y2="41" stroke="var(--rule-strong)" {}
        }
        line x1=(LEFT) x2=(RIGHT) y1="41" y2="41" stroke="var(--rule-strong)" {}
    }
}

/// Today and the promises.
fn marks(view: &RoadmapView, axis: &Axis, below: f64, bottom: f64) -> Markup {
    let today = axis.at(view.today);
    html! {
        line x1=(n(today)) x2=(n(today)) y1="41" y2=(n(bottom)) stroke="var(--line)" stroke-dasharray="2 3" {}
        text x=(n(today + 5.0)) y="54" { tspan fill="var(--line-ink)" font-weight="600" { "today" } }
        @for (at, promise) in view.promises.iter().take(6).enumerate() {
            @let place = axis.end(promise.promise.due_on);
            @let y = below + 4.0 + 18.0 * f64::from(u32::try_from(at).unwrap_or(0));
            line x1=(n(place)) x2=(n(place)) y1="41" y2=(n(y + 4.0)) stroke="var(--ink)" stroke-width="1.5" {}
            text x=(n(place + if place > WIDTH * 0.6 { -6.0 } else { 6.0 })) y=(n(y)) text-anchor=(if place > WIDTH * 0.6 { "end" } else { "start" }) {
                tspan font-weight="600" fill="var(--ink)" {
                    (words::day(promise.promise.due_on, view.today)) ", " (promise.ticket.key.as_deref().unwrap_or_default()) " promised to " (promise.promise.promised_to) "."
                }
                @if let Some(odds) = promise.odds { " " (words::of_100(odds)) "% sure" }
            }
        }
    }
}

fn drawn(
    view: &RoadmapView,
    axis: &Axis,
    begin: f64,
    lane: &Lane,
    rows: &[Placed<'_>],
    dots: &HashMap<Uuid, (f64, f64)>,
) -> Markup {
    let name = lane.team.as_ref().map_or("No team", |team| team.name.as_str());
    let today = axis.at(view.today);
    html! {
        g class="rm-lane" data-team=[lane.team.as_ref().map(|team| team.id)] data-top=(n(begin)) {
            path class="lead" d=(format!("M-36 {:.1} Q-36 {begin:.1} -22 {begin:.1} H{today:.1}", begin - 14.0)) fill="none" stroke="var(--line)" stroke-width="4" {}
            rect x="-4" y=(n(begin - 11.0)) width="130" height="40" fill="var(--paper)" {}
            text class="team" x="0" y=(n(begin + 5.0)) { (short(name, 18)) }
            text x="0" y=(n(begin + 22.0)) { @if lane.tracks == 1 { "one thing at a time" } @else { (lane.tracks) " at once" } }
            @if rows.is_empty() { text x=(n(today + 8.0)) y=(n(begin + 4.0)) { "No work planned. Free from " (words::day(lane.free_on, view.today)) } }
            @for (at, place) in rows.iter().enumerate() {
                g class="rm-row" data-key=(key(place.row)) data-begun[place.row.begun_on.is_some()] data-y=(n(place.y)) {
                    (ticket(view, axis, place, dots))
                    @if view.order == RoadmapOrder::Current { (arrows(view, lane, at, place)) }
                }
            }
            @if lane.more > 0 {
                text x=(n(today + 8.0)) y=(n(rows.last().map_or(begin, |last| last.y) + STEP + 4.0)) { "and " (lane.more) " more, to " (words::day(lane.free_on, view.today)) }
            }
        }
    }
}

/// Up and down by one place: links to the price of that move, right of the days.
fn arrows(view: &RoadmapView, lane: &Lane, at: usize, place: &Placed<'_>) -> Markup {
    let Ways { up, down } = Ways::of(lane, at);
    let key = key(place.row);
    let arrow = |way: &str, sign: &str, x: f64, before: &str| {
        html! {
            a class="rm-nudge" data-move=(way) href=(moving::address(key, before, view.version)) aria-label={ (sign) " Price moving " (key) " " (way) } {
                rect x=(n(x)) y=(n(place.y - 13.0)) width="26" height="26" rx="4" fill="var(--surface)" stroke="var(--control)" {}
                text x=(n(x + 13.0)) y=(n(place.y + 5.0)) text-anchor="middle" { (sign) }
            }
        }
    };
    html! {
        @if let Some(before) = up { (arrow("up", "↑", RIGHT + 12.0, before)) }
        @if let Some(before) = down { (arrow("down", "↓", RIGHT + 44.0, before)) }
    }
}

fn ticket(view: &RoadmapView, axis: &Axis, place: &Placed<'_>, dots: &HashMap<Uuid, (f64, f64)>) -> Markup {
    let Placed { row, y } = place;
    let (from, likely, sure) = (axis.at(row.starts_on), axis.end(row.likely_on), axis.end(row.sure_on));
    let key = key(row);
    #[expect(clippy::cast_precision_loss, reason = "a hundred or so")]
    let per_major = view.currency.minor_per_major() as f64;
    let width = n(line_width(row.cost_of_delay_per_week.as_ref(), per_major));
    let priced = row.cost_of_delay_per_week.is_some();
    let cost = row.cost_of_delay_per_week.as_ref().map(|cost| format::minor(money::a_day(cost).mid, view.currency));
    let title = short(&row.ticket.name, 44);
    let tail = cost.as_ref().map_or_else(|| "no price".to_owned(), |cost| format!("{cost} a day"));
    let length = LETTER * f64::from(u32::try_from(title.chars().count() + tail.chars().count() + 2).unwrap_or(0));
    // Right of the line where it fits, otherwise left of it.
    let (at, anchor) = if sure + 10.0 + length < RIGHT + 10.0 { (sure + 10.0, "start") } else { (from - 10.0, "end") };
    let waits = row.waits_for.iter().filter_map(|first| dots.get(&first.id));
    let y = n(*y);
    html! {
        rect class="rm-grip" x=(n(from - 6.0)) y=(n(place.y - 14.0)) width=(n((sure - from).max(16.0) + 12.0)) height="28" rx="4" fill="transparent" {}
        @for (x0, y0) in waits {
            path d=(format!("M{x0:.1} {:.1} V{:.1} H{from:.1}", y0 + 6.0, place.y - 8.0)) fill="none" stroke="var(--ink-3)" stroke-dasharray="1 3" {}
        }
        line x1=(n(likely)) x2=(n(sure)) y1=(y) y2=(y) stroke="var(--line-off)" stroke-width=(width) stroke-dasharray="2.5 3" {}
        line x1=(n(sure)) x2=(n(sure)) y1=(n(place.y - 6.0)) y2=(n(place.y + 6.0)) stroke="var(--line-off)" stroke-width="1.5" {}
        line x1=(n(from)) x2=(n(likely)) y1=(y) y2=(y) stroke="var(--line-off)" stroke-width=(width) stroke-dasharray=[(!priced).then_some("7 5")] {}
        circle cx=(n(likely)) cy=(y) r="6" fill=(if priced { "var(--line-off)" } else { "var(--paper)" }) stroke="var(--line-off)" stroke-width="2" {}
        @if row.begun_on.is_some() { circle cx=(n(from)) cy=(y) r="4" fill="var(--line)" {} }
        a class="rm-name" href={ "/tickets/" (key) } {
            rect x=(n(if anchor == "start" { at - 3.0 } else { at - length - 3.0 })) y=(n(place.y - 9.0)) width=(n(length + 6.0)) height="18" fill="var(--paper)" {}
            text x=(n(at)) y=(n(place.y + 4.0)) text-anchor=(anchor) {
                tspan class="t" { (title) } " "
                @match &cost {
                    Some(cost) => { tspan fill="var(--cost)" font-weight="600" { (cost) } " a day" }
                    None => { (tail) }
                }
            }
        }
    }
}

/// A name that fits, ended between letters.
fn short(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let cut: String = name.chars().take(most - 1).collect();
    format!("{}…", cut.trim_end())
}

/// A coordinate with one decimal.
fn n(value: f64) -> String {
    format!("{value:.1}")
}
