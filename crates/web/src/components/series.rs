//! A metric over time: its values with the doubtful ones marked, its goal, and where it goes by itself.

use std::fmt::Write;

use maud::{Markup, html};
use throughline_domain::{
    Ts,
    metrics::{Expected, Observation, Quality},
};

use crate::components::{chart::Plot, say};

/// What is drawn.
pub struct Series<'a> {
    /// What it is called, and its unit.
    pub name: &'a str,
    pub unit: &'a str,
    /// Values, oldest first.
    pub values: &'a [Observation],
    /// Which of them are doubtful.
    pub quality: &'a Quality,
    /// Where it should be.
    pub target: Option<f64>,
    /// Where it goes by itself, from the newest value on.
    pub path: &'a [Expected],
}

/// The chart, as text says it too. Nothing is drawn below two values.
pub fn draw(plot: Plot, series: &Series<'_>, day: &dyn Fn(Ts) -> String) -> Option<Markup> {
    let (first, last) = (series.values.first()?, series.values.last()?);
    if first.at == last.at {
        return None;
    }
    let end = series.path.last().map_or(last.at, |expected| expected.at);
    let heights = || {
        let band = series.path.iter().flat_map(|expected| [expected.low, expected.high]);
        series.values.iter().map(|value| value.value).chain(series.target).chain(band)
    };
    let (low, high) = (heights().fold(f64::INFINITY, f64::min), heights().fold(f64::NEG_INFINITY, f64::max));
    let span = if high > low { high - low } else { 1.0 };
    let across = |at: Ts| plot.left + share(at, first.at, end) * (plot.right - plot.left);
    let down = |value: f64| plot.top + (high - value) / span * (plot.height - plot.top - plot.bottom);
    let says = |value: f64| say::metric(value, series.unit);
    let line = joined(series.values.iter().map(|value| (across(value.at), down(value.value))));
    let median = joined(series.path.iter().map(|expected| (across(expected.at), down(expected.mid))));
    let upper = series.path.iter().map(|expected| (across(expected.at), down(expected.high)));
    let lower = series.path.iter().rev().map(|expected| (across(expected.at), down(expected.low)));
    let band = joined(upper.chain(lower));
    let doubtful = || series.values.iter().filter(|value| series.quality.doubts(value.at));
    let (last_x, last_y) = (across(last.at), down(last.value));
    let mut labels: Vec<(f64, String)> = vec![(last_y, says(last.value))];
    let mut place = |y: f64, text: String| {
        if labels.iter().all(|(other, _)| (other - y).abs() > 14.0) {
            labels.push((y, text));
        }
    };
    if let Some(goal) = series.target {
        place(down(goal), says(goal));
    }
    if let Some(expected) = series.path.last() {
        place(down(expected.mid), says(expected.mid));
    }
    Some(html! {
        svg class="txt trend" viewBox={ "0 0 " (plot.width) " " (plot.height) } role="img" aria-label=(summary(series, day)?) {
            @if !series.path.is_empty() {
                polygon points=(band) fill="var(--sunken)" stroke="var(--rule-strong)" stroke-width="0.5" {}
                polyline points=(median) fill="none" stroke="var(--ink)" stroke-width="1.5" stroke-dasharray="4 3" {}
            }
            @if let Some(goal) = series.target {
                line x1=(plot.left) x2=(plot.right) y1=(r(down(goal))) y2=(r(down(goal))) stroke="var(--ink-3)" stroke-dasharray="2 3" {}
            }
            polyline points=(line) fill="none" stroke="var(--ink)" stroke-width="2" stroke-linejoin="round" {}
            @for value in doubtful() {
                circle cx=(r(across(value.at))) cy=(r(down(value.value))) r="5" fill="var(--surface)" stroke="var(--cost)" stroke-width="2" {}
            }
            circle cx=(r(last_x)) cy=(r(last_y)) r="4" fill="var(--ink)" {}
            text x=(plot.left) y=(r((down(first.value) - 8.0).max(11.0))) { (says(first.value)) }
            @for (y, text) in &labels { text x=(plot.right + 8.0) y=(r(y + 4.0)) { (text) } }
            text x=(plot.left) y=(plot.height - 4.0) { (day(first.at)) }
            @if last_x - plot.left > 120.0 && plot.right - last_x > 120.0 {
                text x=(r(last_x)) y=(plot.height - 4.0) text-anchor="middle" { (day(last.at)) }
            }
            text x=(plot.right) y=(plot.height - 4.0) text-anchor="end" { (day(end)) }
        }
    })
}

fn summary(series: &Series<'_>, day: &dyn Fn(Ts) -> String) -> Option<String> {
    let (first, last) = (series.values.first()?, series.values.last()?);
    let says = |value: f64| say::metric(value, series.unit);
    let mut text = format!(
        "{}: from {} on {} to {} on {}",
        series.name,
        says(first.value),
        day(first.at),
        says(last.value),
        day(last.at)
    );
    if let Some(goal) = series.target {
        let _ = write!(text, ", goal {}", says(goal));
    }
    if let Some(end) = series.path.last() {
        let _ = write!(
            text,
            ". By itself {} on {}, 90% sure between {} and {}",
            says(end.mid),
            day(end.at),
            says(end.low),
            says(end.high)
        );
    }
    match series.quality.doubtful.len() {
        0 => {}
        1 => text.push_str(". One value is doubtful"),
        several => {
            let _ = write!(text, ". {several} values are doubtful");
        }
    }
    text.push('.');
    Some(text)
}

fn joined(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut text = String::new();
    for (x, y) in points {
        let _ = write!(text, "{x:.1},{y:.1} ");
    }
    text.truncate(text.trim_end().len());
    text
}

/// Where an instant lies between two others, 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
fn share(at: Ts, from: Ts, to: Ts) -> f64 {
    let whole = (to.micros() - from.micros()) as f64;
    if whole <= 0.0 { 0.0 } else { (at.micros() - from.micros()) as f64 / whole }
}

/// A coordinate with one decimal.
fn r(value: f64) -> String {
    format!("{value:.1}")
}
