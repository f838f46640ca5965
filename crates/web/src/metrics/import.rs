//! Values of a metric from a file: chosen, seen as they would be taken, then taken.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use maud::{Markup, html};
use throughline_app::{AppError, FilePart, ValuesFileInput, ValuesReport};
use throughline_domain::{MetricId, metrics::Metric};
use uuid::Uuid;

use crate::{
    components::{bits, fields, fields::Field, say},
    connections::import::{Upload, skipped, upload_form},
    http::{Answer, FormState, Oops, Posted, Signed, see_other},
    layout::Place,
    metrics::account,
    site::Site,
};

fn metric_id(text: &str) -> Result<MetricId, Oops> {
    text.parse().map_err(|_| Oops(AppError::NotFound { what: "metric" }))
}

/// `GET /metrics/{id}/import`
pub async fn page(State(site): State<Site>, signed: Signed, Path(id): Path<String>) -> Answer {
    let metric = site.app.get_metric(&signed.actor, metric_id(&id)?).await?;
    Ok(signed.page(&metric, Place::Metric, "Values from a file", || choose(&metric, &FormState::new())))
}

fn choose(metric: &Metric, state: &FormState) -> Markup {
    let path = format!("/metrics/{}/import", metric.id);
    html! {
        (bits::head(&["Metric", &metric.name], "Read its values from a file, and see first what will be taken.", Some("A table with a column of times and one of numbers, or JSON that maps times to numbers. The same file again changes nothing.")))
        section class="panel" aria-labelledby="h-file" {
            h2 id="h-file" { "The file" }
            (upload_form(state, &path, "CSV or JSON", html! {
                (Field::new(state, "source", "Read from").hint("Empty: the name of the file.").text())
            }))
        }
    }
}

/// `POST /metrics/{id}/import`: holds the file and shows what would be taken.
pub async fn upload(State(site): State<Site>, Path(id): Path<String>, upload: Upload) -> Answer {
    let signed = &upload.signed;
    let metric = site.app.get_metric(&signed.actor, metric_id(&id)?).await?;
    let input = upload.text().map(|(name, content)| ValuesFileInput {
        name,
        content,
        time: None,
        value: None,
        source: upload.fields.optional("source"),
    });
    let checked = match input {
        Ok(input) => hold(&site, signed, &metric, input).await,
        Err(error) => Err(error),
    };
    match checked {
        Ok(to) => Ok(see_other(&to)),
        Err(error) => {
            let (status, state) = FormState::new().again(&upload.fields, error)?;
            Ok(signed.html(status, Place::Metric, "Values from a file", &choose(&metric, &state)))
        }
    }
}

async fn hold(site: &Site, signed: &Signed, metric: &Metric, input: ValuesFileInput) -> Result<String, AppError> {
    site.app.preview_values(&signed.actor, metric.id, input.clone()).await?;
    let held = site.held_values.keep(signed.actor.workspace.id, signed.frame.now, input);
    Ok(format!("/metrics/{}/import/{held}", metric.id))
}

/// `GET /metrics/{id}/import/{held}`
pub async fn preview(State(site): State<Site>, signed: Signed, Path((id, file)): Path<(String, String)>) -> Answer {
    let metric = site.app.get_metric(&signed.actor, metric_id(&id)?).await?;
    let (file, input) = site.held_values.named(&signed, &file)?;
    let report = site.app.preview_values(&signed.actor, metric.id, input).await?;
    Ok(signed.page(&report, Place::Metric, "What would be taken", || {
        body(&signed, &metric, file, &report, &FormState::new())
    }))
}

/// The preview again with what needs another look.
async fn again(
    site: &Site,
    signed: &Signed,
    status: StatusCode,
    (metric, file, input): (&Metric, Uuid, ValuesFileInput),
    state: &FormState,
) -> Result<Response, Oops> {
    let report = site.app.preview_values(&signed.actor, metric.id, input).await?;
    Ok(signed.html(status, Place::Metric, "What would be taken", &body(signed, metric, file, &report, state)))
}

fn body(signed: &Signed, metric: &Metric, file: Uuid, report: &ValuesReport, state: &FormState) -> Markup {
    let come = report.new + report.changed;
    let statement = if come == 0 {
        "Nothing would change.".to_owned()
    } else {
        format!("{} would come in or change.", say::count(come, "value", "values"))
    };
    let says = |value: f64| say::metric(value, &metric.unit);
    html! {
        (bits::head(&["Metric", &metric.name], &statement, Some("Nothing is written yet.")))
        @if let Some((first, last)) = report.first.zip(report.last) {
            p { "From " b { (says(first.value)) } " on " (signed.frame.day(first.at)) " to " b { (says(last.value)) } " on " (signed.frame.day(last.at)) "." }
        }
        dl class="counts" {
            div { dt { "New" } dd { b { (report.new) } } }
            div { dt { "Changed" } dd { b { (report.changed) } } }
            div { dt { "Unchanged" } dd { b { (report.unchanged) } } }
            div { dt { "Skipped, with reasons" } dd { b { (report.skipped.len()) } } }
        }
        form class="form" method="post" action={ "/metrics/" (metric.id) "/import/" (file) } {
            (fields::trouble(state))
            (fields::hidden(&FormState::new()))
            @if report.time.is_some() { (select("time", "Times are in", &report.parts, report.time.as_deref())) }
            (select("value", "Values are in", &report.parts, Some(&report.value)))
            div class="actions" {
                @if come > 0 { button class="btn primary" type="submit" name="do" value="take" { "Take " (say::count(come, "value", "values")) } }
                button class="btn" type="submit" name="do" value="read" { "Read it like this" }
                a class="btn quiet" href={ "/metrics/" (metric.id) } { "Leave it" }
            }
        }
        (account::quality(signed, metric, &report.quality))
        (skipped(&report.skipped, "Would not be taken"))
    }
}

/// One part of the file, with its first cells.
pub fn select(name: &str, label: &str, parts: &[FilePart], chosen: Option<&str>) -> Markup {
    html! {
        div class="field" {
            label for=(name) { (label) }
            select class="input" id=(name) name=(name) {
                @if chosen.is_none() { option value="" selected { "no column" } }
                @for part in parts { option value=(part.name) selected[chosen == Some(part.name.as_str())] { (part.name) ": " (part.examples.join(" · ")) } }
            }
        }
    }
}

/// `POST /metrics/{id}/import/{held}`: reads it in another way, or takes it.
pub async fn confirm(State(site): State<Site>, Path((id, file)): Path<(String, String)>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let metric = site.app.get_metric(&signed.actor, metric_id(&id)?).await?;
    let (file, before) = site.held_values.named(&signed, &file)?;
    let input = ValuesFileInput { time: fields.optional("time"), value: fields.optional("value"), ..before.clone() };
    let done = if fields.text("do") == "take" {
        site.app.import_values(&signed.actor, metric.id, input).await.map(|_| format!("/metrics/{}", metric.id))
    } else {
        hold(&site, &signed, &metric, input).await
    };
    match done {
        Ok(to) => {
            site.held_values.forget(signed.actor.workspace.id, file);
            Ok(see_other(&to))
        }
        Err(error) => {
            let (status, state) = FormState::new().again(&fields, error)?;
            again(&site, &signed, status, (&metric, file, before), &state).await
        }
    }
}
