//! What a metric's values say, in words and a table: trust, forecast, and a change shared out.

use maud::{Markup, html};
use throughline_app::{Forecast, SharedChange};
use throughline_domain::{
    Ts,
    metrics::{Formula, Metric, Quality, Refresh, Strength},
};

use crate::{components::say, http::Signed};

/// Faults that are listed before the rest is counted.
const A_FEW: usize = 8;

/// Late, missing and doubtful values; nothing where nothing is wrong.
pub fn quality(signed: &Signed, metric: &Metric, quality: &Quality) -> Markup {
    let day = |at: Ts| signed.frame.day(at);
    let faults = quality.doubtful.len() + quality.missing.len();
    html! {
        @if let Some(since) = quality.late_since {
            p class="notice" {
                b { "Late. " } "A value was due by " (day(since)) @if !metric.source.is_empty() { ", from " (metric.source) } ". Until it comes, the newest one stands for today."
            }
        }
        @if faults > 0 {
            section aria-labelledby="h-faults" {
                h2 id="h-faults" { "Values to look at" }
                p class="meta" { "Doubtful steps are left out of the forecast. The values themselves stay as they were read." }
                ul class="rows" {
                    @for doubt in quality.doubtful.iter().rev().take(A_FEW) {
                        li { span { b { (day(doubt.at)) } " " (doubt.sentence) } span class="tag cost" { "doubtful" } }
                    }
                    @for gap in quality.missing.iter().rev().take(A_FEW) {
                        li {
                            span { b { (day(gap.after)) " to " (day(gap.before)) } " " (say::count(gap.values, "value is", "values are")) " not there." }
                            span class="tag" { "missing" }
                        }
                    }
                }
                @let more = quality.doubtful.len().saturating_sub(A_FEW) + quality.missing.len().saturating_sub(A_FEW);
                @if more > 0 { p class="meta" { (more) " more, further back." } }
            }
        }
    }
}

/// "By itself it comes to 45.5k on 31 Dec, 90% sure between 43k and 48k." With the method one click away.
pub fn forecast(signed: &Signed, metric: &Metric, forecast: &Forecast) -> Markup {
    let says = |value: f64| say::metric(value, &metric.unit);
    let end = &forecast.end;
    html! {
        p class="lead" {
            "As it runs, it comes to " b { (says(end.mid)) } " by " (signed.frame.day(end.at)) ", 90% sure between " (says(end.low)) " and " (says(end.high)) "."
            @if let Some(target) = metric.target { @if target > end.high || target < end.low { " The goal of " (says(target)) " lies outside of that: something has to change." } }
        }
        details class="more" {
            summary { "How the forecast is made" }
            p { (forecast.method) " It rests on " (forecast.steps) " steps." }
        }
    }
}

/// "1,210 × 38.6 × 89.5% = 41,802".
pub fn equation(change: &SharedChange, metrics: &[(&Metric, f64)], top: &Metric) -> String {
    let product = top.formula == Some(Formula::Product);
    let mut text = String::new();
    for (place, (metric, value)) in metrics.iter().enumerate() {
        text += match (place, product, metric.against) {
            (0, _, false) => "",
            (0, true, true) => "1 ÷ ",
            (0, false, true) => "−",
            (_, true, false) => " × ",
            (_, true, true) => " ÷ ",
            (_, false, false) => " + ",
            (_, false, true) => " − ",
        };
        text += &say::metric(*value, &metric.unit);
    }
    format!("{text} = {}", say::metric(change.from, &top.unit))
}

/// A change shared out: a row for each input, then what the formula does not explain, then the whole.
pub fn shared(signed: &Signed, id: &str, title: &str, top: &Metric, change: &SharedChange) -> Markup {
    let goal = change.to_at.is_none();
    let says = |value: f64| say::difference(value, &top.unit);
    let rests = change.rest.abs() > change.change.abs().max(change.to.abs()) * 1e-9;
    html! {
        section class="ns-note" aria-labelledby=(id) {
            h2 id=(id) { (title) }
            p class="meta" {
                @match (change.from_at, change.to_at) {
                    (Some(from), Some(to)) => { "From " (signed.frame.day(from)) " to " (signed.frame.day(to)) ", shared out exactly: the parts add up." }
                    _ => "The way from today's value to the goal, shared out exactly: the parts add up. One at a time: what reaching this goal alone would bring."
                }
            }
            div class="scroll" tabindex="0" role="region" aria-label={ (title) ", part by part" } {
                table class="table" {
                    thead { tr {
                        th scope="col" { "What" }
                        th scope="col" class="num" { @if goal { "Today" } @else { "Then" } }
                        th scope="col" class="num" { @if goal { "Goal" } @else { "Now" } }
                        th scope="col" class="num" { "One at a time" }
                        th scope="col" class="num" { "Its part" }
                    } }
                    tbody {
                        @for part in &change.parts {
                            tr {
                                th scope="row" { a href={ "/metrics/" (part.metric_id) } { (part.name) } }
                                td class="num" { (say::metric(part.from, &part.unit)) }
                                td class="num" { (say::metric(part.to, &part.unit)) }
                                td class="num" { (says(part.alone)) }
                                td class="num" { (says(part.part)) }
                            }
                        }
                        @if change.parts.len() > 1 {
                            tr {
                                th scope="row" { "All of them together" }
                                td {} td {}
                                td class="num" { (says(change.together)) }
                                td class="num" { span class="muted" { "within the parts" } }
                            }
                        }
                        @if rests {
                            tr {
                                th scope="row" { @if goal { "Not in these goals" } @else { "Not explained by the inputs" } }
                                td {} td {} td class="num" { (says(change.rest)) } td class="num" { (says(change.rest)) }
                            }
                        }
                        tr {
                            th scope="row" { (top.name) }
                            td class="num" { (say::metric(change.from, &top.unit)) }
                            td class="num" { (say::metric(change.to, &top.unit)) }
                            td class="num" { (says(change.change)) }
                            td class="num" { b { (says(change.change)) } }
                        }
                    }
                }
            }
        }
    }
}

/// "Amara Osei answers for it. Read weekly from billing."
pub fn provenance(metric: &Metric, owner: Option<&str>) -> String {
    let owner =
        owner.map_or_else(|| "Nobody answers for it yet.".to_owned(), |owner| format!("{owner} answers for it."));
    let often = metric.refresh.map_or("Nobody said how often it is read", |refresh| match refresh {
        Refresh::Daily => "Read every day",
        Refresh::Weekly => "Read every week",
        Refresh::Monthly => "Read every month",
        Refresh::Quarterly => "Read every quarter",
    });
    let source = if metric.source.is_empty() { String::new() } else { format!(" from {}", metric.source) };
    format!("{owner} {often}{source}.")
}

/// How sure we are that a metric moves the one above.
pub const fn strength(strength: Strength) -> &'static str {
    match strength {
        Strength::Assumed => "assumed",
        Strength::Correlated => "moved together so far",
        Strength::Tested => "tested",
    }
}
