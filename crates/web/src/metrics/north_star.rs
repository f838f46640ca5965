//! The North Star: where it is, what it is made of, what waits for it.

use axum::extract::State;
use maud::{Markup, html};
use throughline_app::{MetricWithLatest, NorthStarView, Paging, SharedChange};
use throughline_domain::{
    metrics::{Formula, Metric, Observation},
    people::Role,
    words,
};
use throughline_value_line::format;

use crate::{
    components::{
        bits,
        chart::{self, Plot},
        money, say,
        series::{self, Series},
    },
    editing,
    http::{Answer, Signed},
    layout::Place,
    metrics::account,
    site::Site,
};

const PLOT: Plot = Plot { width: 560.0, height: 190.0, left: 8.0, right: 470.0, top: 24.0, bottom: 30.0 };
/// The same on a phone, where its letters keep their size.
const NARROW: Plot = Plot { width: 340.0, height: 150.0, left: 2.0, right: 270.0, top: 22.0, bottom: 30.0 };
const SMALL: Plot = Plot { width: 400.0, height: 64.0, left: 2.0, right: 330.0, top: 14.0, bottom: 12.0 };
/// Values that a small chart shows at most.
const POINTS: u32 = 26;

/// `GET /north-star`
pub async fn page(State(site): State<Site>, signed: Signed) -> Answer {
    let view = site.app.north_star(&signed.actor).await?;
    let mut trends = Vec::with_capacity(view.inputs.len());
    for input in &view.inputs {
        let paging = Paging { after: None, limit: Some(POINTS) };
        let mut values = site.app.list_observations(&signed.actor, input.metric.id, paging).await?.items;
        values.sort_by_key(|value| value.at);
        trends.push(values);
    }
    let metrics =
        if signed.frame.may(Role::Leader) { site.app.list_metrics(&signed.actor, true).await? } else { Vec::new() };
    let mut others = Vec::new();
    for metric in metrics.iter().filter(|metric| is_other(metric, &view)) {
        let paging = Paging { after: None, limit: Some(1) };
        let latest = site.app.list_observations(&signed.actor, metric.id, paging).await?.items.pop();
        others.push(MetricWithLatest { metric: metric.clone(), latest });
    }
    Ok(signed.page(&view, Place::NorthStar, "North Star", || body(&signed, &view, &trends, &metrics, &others)))
}

/// Neither the North Star nor directly below it.
fn is_other(metric: &Metric, view: &NorthStarView) -> bool {
    let below = view.inputs.iter().any(|input| input.metric.id == metric.id);
    metric.withdrawn_at.is_none() && !metric.north_star && !below
}

fn body(
    signed: &Signed,
    view: &NorthStarView,
    trends: &[Vec<Observation>],
    metrics: &[Metric],
    others: &[MetricWithLatest],
) -> Markup {
    let Some(metric) = &view.metric else { return choose(signed, metrics) };
    html! {
        div class="cols ns-top" {
            div class="head" {
                p class="eyebrow" {
                    span { "North Star" }
                    @if let Some(latest) = &view.latest { span { "measured " (words::day(latest.at.date_in(&signed.frame.zone), signed.frame.today())) } }
                }
                @if let Some(latest) = &view.latest { p class="ns-num" { (say::metric(latest.value, &metric.unit)) } }
                h1 class="says" { (metric.name) @if let Some(target) = metric.target { ", of " (say::metric(target, &metric.unit)) @if let Some(by) = metric.target_date { " by " (words::day(by, signed.frame.today())) } } "." }
                p class="lead" {
                    (metric.definition) " "
                    @if let Some(worth) = metric.worth_minor_per_unit_year { (worth_sentence(worth, metric, view)) " " }
                    @if let Some(week) = &view.waiting_per_week { "Work that waits costs us " b { (format::estimate(&money::a_day(week), view.currency)) " a day" } "." }
                }
                @if let Some(forecast) = &view.forecast { (account::forecast(signed, metric, forecast)) }
                (account::quality(signed, metric, &view.quality))
                div class="actions" { (tools(signed, metric)) }
            }
            @let line = Series { name: &metric.name, unit: &metric.unit, values: &view.trend, quality: &view.quality, target: metric.target, path: view.forecast.as_ref().map_or(&[], |forecast| &forecast.path) };
            @let draw = |plot| series::draw(plot, &line, &|at| signed.frame.day(at));
            @if let (Some(wide), Some(narrow)) = (draw(PLOT), draw(NARROW)) {
                figure class="fig" {
                    div class="only-wide" { (wide) }
                    div class="only-narrow" { (narrow) }
                    (values_table(&view.trend, metric, signed))
                }
            } @else {
                (bits::empty("No trend yet", "With two measured values there is a line.", Some((&format!("/metrics/{}", metric.id), "Enter a value"))))
            }
        }
        @if view.inputs.is_empty() {
            (bits::empty("What is it made of?", "Metrics that move the North Star stand here, side by side. A good start is a product: how many, how often, how good.", Some((&format!("/metrics/new?parent_id={}", metric.id), "Add what moves it"))))
        } @else {
            section class="ns-tree" aria-label="What the North Star is made of" {
                @for (place, (input, values)) in view.inputs.iter().zip(trends).enumerate() { (input_column(signed, view, place, (input, values))) }
            }
            @if let Some(change) = &view.to_goal {
                p class="meta ns-note" { (equation(metric, view, change)) "." }
                (account::shared(signed, "h-goal", "What closes the gap", metric, change))
            }
            @if let Some(change) = &view.past_change { (account::shared(signed, "h-past", "What moved it", metric, change)) }
        }
        @if signed.frame.may(Role::Leader) { (loose(metrics, others)) }
    }
}

fn choose(signed: &Signed, metrics: &[Metric]) -> Markup {
    html! {
        (bits::head(&["North Star"], "No North Star is chosen yet.", Some("One number that says whether customers get what they came for. Every goal and every ticket hangs from it.")))
        @if signed.frame.may(Role::Leader) {
            div class="actions" { a class="btn primary" href="/metrics/new?north_star=yes" { "Choose a North Star" } }
            ul class="rows" {
                @for metric in metrics.iter().filter(|metric| metric.withdrawn_at.is_none()) {
                    li { span { (metric.name) } a class="btn small" href={ "/metrics/" (metric.id) "/edit" } { "Make it the North Star" } }
                }
            }
        }
    }
}

fn worth_sentence(worth: f64, metric: &Metric, view: &NorthStarView) -> String {
    // One unit may be worth cents: say it of a round number that is worth something.
    let unit = if metric.target.is_some_and(|target| target >= 10_000.0) { 1_000.0 } else { 1.0 };
    format!(
        "{} more {} worth {} a year.",
        say::number(unit),
        if unit > 1.0 { "are" } else { "is" },
        format::minor(worth * unit, view.currency)
    )
}

fn tools(signed: &Signed, metric: &Metric) -> Markup {
    html! {
        a class="btn" href={ "/metrics/" (metric.id) } { "Enter a value" }
        @if signed.frame.may(Role::Leader) { a class="btn quiet" href={ "/metrics/" (metric.id) "/edit" } { "Change it" } }
    }
}

fn values_table(trend: &[Observation], metric: &Metric, signed: &Signed) -> Markup {
    html! {
        details class="more" {
            summary { "Show as a table" }
            table class="table" {
                thead { tr { th scope="col" { "Day" } th scope="col" class="num" { (metric.name) } } }
                tbody { @for value in trend { tr { td { (words::day(value.at.date_in(&signed.frame.zone), signed.frame.today())) } td class="num" { (say::metric(value.value, &metric.unit)) } } } }
            }
        }
    }
}

/// "1,210 × 38.6 × 89.5% = 41,802".
fn equation(metric: &Metric, view: &NorthStarView, change: &SharedChange) -> String {
    let inputs: Vec<(&Metric, f64)> =
        view.inputs.iter().filter_map(|input| Some((&input.metric, input.latest.as_ref()?.value))).collect();
    account::equation(change, &inputs, metric)
}

fn input_column(
    signed: &Signed,
    view: &NorthStarView,
    place: usize,
    (input, values): (&MetricWithLatest, &[Observation]),
) -> Markup {
    let metric = &input.metric;
    let adds = view.to_goal.iter().flat_map(|change| &change.parts).find(|part| part.metric_id == metric.id);
    let last = place + 1 == view.inputs.len();
    let sign = view.metric.as_ref().and_then(|top| top.formula).filter(|_| !last);
    let unit = view.metric.as_ref().map_or("", |top| top.unit.as_str());
    html! {
        div class={ "ns-in g" (place + 1) } {
            div class="between" { h2 { a class="strong-link" href={ "/metrics/" (metric.id) } { (metric.name) } } span class="meta" { (metric.unit) } }
            p class="val" {
                @match &input.latest { Some(latest) => b { (say::metric(latest.value, &metric.unit)) }, None => span class="muted" { "not measured yet" } }
                @if let Some(target) = metric.target { span class="muted" { "of " (say::metric(target, &metric.unit)) } }
            }
            @if let Some(chart) = chart::trend(SMALL, "trend", values, metric.target, &metric.unit, &metric.name, &|at| signed.frame.day(at)) { (chart) }
            @if let Some(part) = adds.filter(|part| part.from.total_cmp(&part.to).is_ne()) { p class="why" { "Reaching the goal adds " b { (say::difference(part.alone, unit).trim_start_matches('+')) } " " (unit) "." } }
            @if !metric.definition.is_empty() { p class="why" { (metric.definition) } }
            @if let Some(sign) = sign { span class="mul" aria-hidden="true" { (match sign { Formula::Product => "×", Formula::Sum => "+" }) } }
        }
    }
}

fn loose(metrics: &[Metric], others: &[MetricWithLatest]) -> Markup {
    html! {
        section class="ns-note" aria-labelledby="h-more" {
            h2 id="h-more" { "Other metrics" }
            ul class="rows" {
                @for MetricWithLatest { metric, latest } in others {
                    li {
                        a class="strong-link" href={ "/metrics/" (metric.id) } { (metric.name) }
                        span class="meta" {
                            @match latest { Some(latest) => b { (say::metric(latest.value, &metric.unit)) }, None => "not measured yet" }
                            @if let Some(target) = metric.target { " of " (say::metric(target, &metric.unit)) }
                            @if !say::is_share(&metric.unit) { " " (metric.unit) }
                        }
                    }
                }
            }
            div class="actions" { a class="btn small" href="/metrics/new" { "Add a metric" } }
            (editing::deleted(metrics.iter().filter(|metric| metric.withdrawn_at.is_some()).map(|metric| (metric, metric.id))))
        }
    }
}
