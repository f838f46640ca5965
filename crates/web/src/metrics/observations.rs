//! A metric's values, and entering one.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use maud::{Markup, html};
use throughline_app::{AppError, MetricAccount, ObservationInput, Page, Paging};
use throughline_domain::{
    MetricId, Ts,
    metrics::{Metric, Observation},
    people::Role,
    words,
};

use crate::{
    components::{
        bits,
        chart::Plot,
        fields::{self, Field},
        say,
        series::{self, Series},
    },
    http::{Answer, FormState, Posted, Reader, Signed, see_other},
    layout::Place,
    metrics::{account, pull},
    site::Site,
};

const PLOT: Plot = Plot { width: 560.0, height: 164.0, left: 8.0, right: 470.0, top: 20.0, bottom: 30.0 };

fn metric_id(text: &str) -> Result<MetricId, AppError> {
    text.parse().map_err(|_| AppError::NotFound { what: "metric" })
}

/// "Active shippers: 1,210 of 1,360."
fn statement(metric: &Metric, trend: &[Observation]) -> String {
    let says = |value: f64| say::metric(value, &metric.unit);
    match (trend.last(), metric.target) {
        (None, _) => format!("{} was not measured yet.", metric.name),
        (Some(latest), None) => format!("{}: {}.", metric.name, says(latest.value)),
        (Some(latest), Some(target)) => format!("{}: {} of {}.", metric.name, says(latest.value), says(target)),
    }
}

fn body(
    signed: &Signed,
    account: &MetricAccount,
    values: &Page<Observation>,
    state: &FormState,
    first: bool,
) -> Markup {
    let MetricAccount { metric, values: trend, quality, .. } = account;
    let series = Series {
        name: &metric.name,
        unit: &metric.unit,
        values: trend,
        quality,
        target: metric.target,
        path: account.forecast.as_ref().map_or(&[], |forecast| &forecast.path),
    };
    let path = format!("/metrics/{}", metric.id);
    let percent = if say::is_share(&metric.unit) { "Value, in percent" } else { "Value" };
    html! {
        (bits::head(&["Metric", &metric.unit], &statement(metric, trend), Some(&metric.definition)))
        @if signed.frame.may(Role::Leader) { div class="actions" { a class="btn" href={ (path) "/edit" } { "Change the metric" } } }
        p class="meta" {
            (account::provenance(metric, account.owner.as_deref()))
            @if metric.parent_id.is_some() { " That it moves the metric above: " (account::strength(metric.strength)) "." }
        }
        @match (&account.forecast, &account.no_forecast) {
            (Some(forecast), _) => (account::forecast(signed, metric, forecast)),
            (None, Some(why)) if !trend.is_empty() => p class="meta" { (why) },
            _ => {}
        }
        div class="cols work-cols" {
            section aria-labelledby="h-values" {
                h2 id="h-values" { "Values" }
                @if let Some(chart) = series::draw(PLOT, &series, &|at| signed.frame.day(at)) { (chart) }
                (account::quality(signed, metric, quality))
                @if values.items.is_empty() { (bits::empty("Not measured yet", "Enter the first value on this page, or send it through the API.", None)) }
                @else {
                    div class="scroll" tabindex="0" role="region" aria-label="All values, newest first" {
                        table class="table" {
                            thead { tr { th scope="col" { "Day" } th scope="col" class="num" { "Value" } th scope="col" { "Read from" } } }
                            tbody {
                                @for value in &values.items {
                                    tr {
                                        td { (words::day(value.at.date_in(&signed.frame.zone), signed.frame.today())) @if quality.doubts(value.at) { " " span class="tag cost" { "doubtful" } } }
                                        td class="num" { (say::metric(value.value, &metric.unit)) }
                                        td { (value.source) }
                                    }
                                }
                            }
                        }
                    }
                }
                (bits::pager(&path, &[], values.next.as_deref(), first))
            }
            @if signed.frame.may(Role::Member) {
                section class="panel" aria-labelledby="h-enter" {
                    h2 id="h-enter" { "Enter a value" }
                    (fields::form(state, &format!("{path}/observations"), "Enter the value", html! {
                        div class="two" {
                            (Field::new(state, "value", percent).required().number())
                            (Field::new(state, "on", "Day").required().date())
                        }
                        (Field::new(state, "source", "Read from").example("Billing").text())
                        p class="meta" { "A second value for the same day replaces the first." }
                    }))
                    div class="actions" { a class="btn quiet" href={ (path) "/import" } { "Read values from a file" } }
                }
            }
        }
        (pull::shown(signed, account))
        @if let Some(change) = &account.to_goal { (account::shared(signed, "h-goal", "What closes the gap", metric, change)) }
        @if let Some(change) = &account.past_change { (account::shared(signed, "h-past", "What moved it", metric, change)) }
    }
}

/// `GET /metrics/{id}`
pub async fn page(
    State(site): State<Site>,
    signed: Signed,
    Path(id): Path<String>,
    Query(paging): Query<Paging>,
) -> Answer {
    let account = site.app.metric_account(&signed.actor, metric_id(&id)?).await?;
    let metric = &account.metric;
    let first = paging.after.is_none();
    let values = site.app.list_observations(&signed.actor, metric.id, paging).await?;
    let state = FormState::new().with("on", signed.frame.today().to_string());
    Ok(signed
        .page(&(&account, &values), Place::Metric, &metric.name, || body(&signed, &account, &values, &state, first)))
}

/// `POST /metrics/{id}/observations`
pub async fn observe(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let metric = site.app.get_metric(&signed.actor, metric_id(&id)?).await?;
    let mut reader = Reader::new(&fields);
    let scale = if say::is_share(&metric.unit) { 0.01 } else { 1.0 };
    let value = reader.needed_number("value") * scale;
    let on = reader.date("on").unwrap_or_else(|| signed.frame.today());
    let outcome = match on.to_zoned(signed.frame.zone.clone()) {
        Ok(start) => reader.finish(ObservationInput {
            at: Ts::from(start.timestamp()),
            value,
            source: fields.text("source").to_owned(),
        }),
        Err(_) => Err(AppError::NotFound { what: "day" }),
    };
    let outcome = match outcome {
        Ok(input) => site.app.observe(&signed.actor, metric.id, input).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(_) => Ok(see_other(&format!("/metrics/{}", metric.id))),
        Err(error) => again(&site, &signed, &metric, FormState::new().again(&fields, error)?).await,
    }
}

async fn again(
    site: &Site,
    signed: &Signed,
    metric: &Metric,
    (status, state): (StatusCode, FormState),
) -> Result<Response, crate::http::Oops> {
    let values = site.app.list_observations(&signed.actor, metric.id, Paging::default()).await?;
    let account = site.app.metric_account(&signed.actor, metric.id).await?;
    Ok(signed.html(status, Place::Metric, &metric.name, &body(signed, &account, &values, &state, true)))
}
