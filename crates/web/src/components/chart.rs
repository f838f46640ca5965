//! Geometry of the charts, computed here into SVG attributes.

use std::fmt::{self, Write};

use maud::{Markup, html};
use throughline_domain::{Estimate, Ts, metrics::Observation};

use crate::components::say;

/// A position on a linear axis from 0 to `most`, kept on the axis.
pub fn x(value: f64, most: f64, width: f64) -> f64 {
    if most > 0.0 && value.is_finite() { (value / most * width).clamp(0.0, width) } else { 0.0 }
}

/// Width of a line: `clamp(2.4, sqrt(major units a day) / 6.6, 11)`.
pub fn line_width(per_week: Option<&Estimate>, minor_per_major: f64) -> f64 {
    line_width_beside(None, per_week, minor_per_major)
}

/// Width of a line on a page whose heaviest one is known. Where the widest would not do for that, all are thinner by the
/// same share, so that the width still is money.
pub fn line_width_beside(heaviest: Option<&Estimate>, per_week: Option<&Estimate>, minor_per_major: f64) -> f64 {
    const WIDEST: f64 = 11.0;
    let root = |estimate: &Estimate| (estimate.mid / 7.0 / minor_per_major).max(0.0).sqrt();
    let per_pixel = heaviest.map_or(0.0, |heaviest| root(heaviest) / WIDEST).max(6.6);
    (per_week.map_or(0.0, root) / per_pixel).clamp(2.4, WIDEST)
}

/// Widths of the tapering line above and below each row, out of 12: the share of the money that still waits.
pub fn taper(costs: &[f64], everything: f64, before: f64) -> Vec<(f64, f64)> {
    const WIDEST: f64 = 12.0;
    const THINNEST: f64 = 2.0;
    let mut waiting = everything - before;
    costs
        .iter()
        .map(|cost| {
            let above = waiting;
            waiting -= cost;
            let width = |money: f64| {
                if everything > 0.0 { (money / everything * WIDEST).clamp(THINNEST, WIDEST) } else { THINNEST }
            };
            (width(above), width(waiting))
        })
        .collect()
}

/// One row's piece of the tapering line.
pub fn taper_piece((above, below): (f64, f64)) -> Markup {
    let points = format!(
        "{},0 {},0 {},100 {},100",
        r(6.0 - above / 2.0),
        r(6.0 + above / 2.0),
        r(6.0 + below / 2.0),
        r(6.0 - below / 2.0)
    );
    html! { svg class="taper" viewBox="0 0 12 100" preserveAspectRatio="none" aria-hidden="true" { polygon points=(points) {} } }
}

/// Where and how large a line chart is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Plot {
    /// Width of the whole picture.
    pub width: f64,
    /// Height of the whole picture.
    pub height: f64,
    /// Left end of the line.
    pub left: f64,
    /// Right end of the line; labels stand right of it.
    pub right: f64,
    /// Space above the highest and below the lowest point.
    pub top: f64,
    /// See `top`. Days are written below where there is room for a line of text.
    pub bottom: f64,
}

/// Space that days need below a line.
const LINE_OF_TEXT: f64 = 26.0;

/// A metric over time with its target, as text says it too. Nothing is drawn below two values.
#[allow(clippy::too_many_arguments, reason = "what is drawn, where, and how it is said")]
pub fn trend(
    plot: Plot,
    class: &str,
    trend: &[Observation],
    target: Option<f64>,
    unit: &str,
    name: &str,
    day: &dyn Fn(Ts) -> String,
) -> Option<Markup> {
    let (first, last) = (trend.first()?, trend.last()?);
    if first.at == last.at {
        return None;
    }
    let values = || trend.iter().map(|point| point.value).chain(target);
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let span = if high > low { high - low } else { 1.0 };
    let across = |at: Ts| plot.left + share(at, first.at, last.at) * (plot.right - plot.left);
    let down = |value: f64| plot.top + (high - value) / span * (plot.height - plot.top - plot.bottom);
    let mut points = String::new();
    for point in trend {
        write!(points, "{:.1},{:.1} ", across(point.at), down(point.value)).ok()?;
    }
    let says = |value: f64| say::metric(value, unit);
    let goal = target.map_or(String::new(), |goal| format!(", goal {}", says(goal)));
    let summary = format!(
        "{name}: from {} on {} to {} on {}{goal}.",
        says(first.value),
        day(first.at),
        says(last.value),
        day(last.at)
    );
    let (first_y, last_y) = (down(first.value), down(last.value));
    Some(html! {
        svg class={ "txt " (class) } viewBox={ "0 0 " (plot.width) " " (plot.height) } role="img" aria-label=(summary) {
            @if let Some(goal) = target {
                line x1=(plot.left) x2=(plot.right) y1=(r(down(goal))) y2=(r(down(goal))) stroke="var(--ink-3)" stroke-dasharray="2 3" {}
                text x=(plot.right + 6.0) y=(r(down(goal) + 4.0)) { (says(goal)) }
            }
            polyline points=(points.trim_end()) fill="none" stroke="var(--ink)" stroke-width="2" stroke-linejoin="round" {}
            circle cx=(plot.right) cy=(r(last_y)) r="4" fill="var(--ink)" {}
            text x=(plot.left) y=(r((first_y - 8.0).max(11.0))) { (says(first.value)) }
            @if plot.bottom >= LINE_OF_TEXT {
                text x=(plot.left) y=(plot.height - 4.0) { (day(first.at)) }
                text x=(plot.right) y=(plot.height - 4.0) text-anchor="end" { (day(last.at)) }
            }
            @if target.is_none_or(|goal| (down(goal) - last_y).abs() > 14.0) {
                text x=(plot.right + 8.0) y=(r(last_y + 4.0)) { (says(last.value)) }
            }
        }
    })
}

/// Where an instant lies between two others, 0 to 1.
#[allow(clippy::cast_precision_loss)]
fn share(at: Ts, from: Ts, to: Ts) -> f64 {
    let whole = (to.micros() - from.micros()) as f64;
    if whole <= 0.0 { 0.0 } else { (at.micros() - from.micros()) as f64 / whole }
}

/// A coordinate with one decimal, written without the exact decimals of a float, which a page of ranges has no time for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coordinate(pub f64);

impl fmt::Display for Coordinate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[expect(clippy::cast_possible_truncation, reason = "a coordinate of a picture is far below 2^53")]
        let tenths = (self.0 * 10.0).round() as i64;
        let sign = if tenths < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{}", tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10)
    }
}

fn r(value: f64) -> Coordinate {
    Coordinate(value)
}

/// One line of the waiting meter: after so many weeks, with its words.
#[derive(Debug, Clone)]
pub struct Stop {
    /// Weeks after today; 0 is today.
    pub weeks: f64,
    /// "30 Oct".
    pub day: String,
    /// "likely", "85% sure".
    pub sure: &'static str,
}

/// What waiting costs over time: the past up to today, the fan of the next weeks with the days of likely completion.
/// `weekly` is the cost of a week in minor units, `says` writes an amount.
pub fn meter(past_weeks: f64, weekly: &Estimate, opened: &str, stops: &[Stop], says: &dyn Fn(f64) -> String) -> Markup {
    const LEFT: f64 = 8.0;
    const RIGHT: f64 = 300.0;
    const GROUND: f64 = 140.0;
    const CEILING: f64 = 15.0;
    let ahead = stops.iter().map(|stop| stop.weeks).fold(1.0, f64::max);
    // A ticket that has waited for years would leave no room for what is ahead.
    let shown_past = past_weeks.clamp(0.0, ahead * 1.6);
    let whole = shown_past + ahead;
    let most = weekly.high * whole;
    let across = |weeks: f64| LEFT + (weeks + shown_past) / whole * (RIGHT - LEFT);
    let down = |money: f64| GROUND - x(money, most, GROUND - CEILING);
    let fan = |from: f64, to: f64| {
        let (a, b) = (from + shown_past, to + shown_past);
        format!(
            "M{} {} L{} {} L{} {} L{} {} Z",
            r(across(from)),
            r(down(weekly.low * a)),
            r(across(from)),
            r(down(weekly.high * a)),
            r(across(to)),
            r(down(weekly.high * b)),
            r(across(to)),
            r(down(weekly.low * b)),
        )
    };
    let (today, end) = (across(0.0), across(ahead));
    let mid = |weeks: f64| r(down(weekly.mid * (weeks + shown_past)));
    html! {
        path d=(fan(-shown_past, 0.0)) fill="var(--cost-mid)" opacity="0.55" {}
        path d=(fan(0.0, ahead)) fill="var(--cost-soft)" {}
        line x1=(LEFT) y1=(GROUND) x2=(r(today)) y2=(mid(0.0)) stroke="var(--ink)" stroke-width="2" {}
        line x1=(r(today)) y1=(mid(0.0)) x2=(r(end)) y2=(mid(ahead)) stroke="var(--ink)" stroke-width="1.5" stroke-dasharray="4 3" {}
        line x1=(LEFT) x2=(RIGHT) y1=(GROUND) y2=(GROUND) stroke="var(--rule-strong)" {}
        line x1=(r(today)) x2=(r(today)) y1="14" y2="145" stroke="var(--line)" stroke-width="2" {}
        @if shown_past / whole > 0.3 {
            text x=(LEFT) y="158" { (opened) }
            text x=(LEFT) y="172" { @if shown_past < past_weeks { "and before" } @else { "opened" } }
        }
        text x=(r(today)) y="158" text-anchor="middle" { tspan font-weight="600" fill="var(--line-ink)" { "today" } }
        @for stop in stops {
            line x1=(r(across(stop.weeks))) x2=(r(across(stop.weeks))) y1="20" y2="145" stroke="var(--ink-3)" stroke-dasharray=[(stop.sure != "likely").then_some("2 3")] {}
        }
        @if let Some(stop) = stops.first() && across(stop.weeks) - today > 52.0 {
            text x=(r(across(stop.weeks))) y="158" text-anchor="middle" { (stop.day) }
            text x=(r(across(stop.weeks))) y="172" text-anchor="middle" { (stop.sure) }
        }
        @if let Some(stop) = stops.get(1) && across(stop.weeks) - stops.first().map_or(today, |first| across(first.weeks)) > 44.0 {
            text x=(r(across(stop.weeks).min(318.0))) y="158" text-anchor="middle" { (stop.day) }
            text x=(r(across(stop.weeks).min(318.0))) y="172" text-anchor="middle" { (stop.sure) }
        }
        text x="306" y=(r(down(weekly.mid * whole) + 4.0)) { (says(weekly.mid * (past_weeks + ahead))) }
    }
}

#[cfg(test)]
mod tests {
    use throughline_domain::Shape;

    use super::*;

    #[test]
    fn positions_stay_on_their_axis() {
        assert!((x(50.0, 100.0, 1000.0) - 500.0).abs() < 1e-9);
        assert!((x(200.0, 100.0, 1000.0) - 1000.0).abs() < 1e-9);
        assert!(x(-5.0, 100.0, 1000.0).abs() < 1e-9);
        assert!(x(5.0, 0.0, 1000.0).abs() < 1e-9);
        assert!(x(f64::NAN, 1.0, 1000.0).abs() < 1e-9);
    }

    #[test]
    fn the_line_carries_what_still_waits_and_never_vanishes() {
        let pieces = taper(&[70.0, 20.0, 10.0], 100.0, 0.0);
        assert!((pieces[0].0 - 12.0).abs() < 1e-9);
        assert!((pieces[0].1 - 3.6).abs() < 1e-9);
        assert!((pieces[1].0 - pieces[0].1).abs() < 1e-9, "each piece begins as wide as the one above ends");
        assert!((pieces[2].1 - 2.0).abs() < 1e-9);
        assert_eq!(taper(&[0.0], 0.0, 0.0), vec![(2.0, 2.0)]);
    }

    #[test]
    fn more_money_makes_a_wider_line_within_bounds() {
        let per_week = |euro_a_day: f64| {
            let mid = euro_a_day * 700.0;
            Estimate { low: mid, mid, high: mid, mean: mid, shape: Shape::Point }
        };
        assert!((line_width(None, 100.0) - 2.4).abs() < 1e-9);
        assert!((line_width(Some(&per_week(990.0)), 100.0) - 4.767).abs() < 0.01);
        assert!((line_width(Some(&per_week(1e9)), 100.0) - 11.0).abs() < 1e-9);
        let all = per_week(1e6);
        assert!((line_width_beside(Some(&all), Some(&all), 100.0) - 11.0).abs() < 1e-9);
        assert!((line_width_beside(Some(&all), Some(&per_week(2.5e5)), 100.0) - 5.5).abs() < 1e-9);
        assert!((line_width_beside(Some(&per_week(990.0)), Some(&per_week(990.0)), 100.0) - 4.767).abs() < 0.01);
    }
}
