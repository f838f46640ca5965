//! Goals from a document: chosen, seen item by item, then taken.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use maud::{Markup, html};
use throughline_app::{AppError, Fate, GoalsFileInput, GoalsReport, Level, ReadGoal};
use throughline_domain::strategy::lint::Remark;
use uuid::Uuid;

use crate::{
    components::{bits, chain, fields, fields::Field, say},
    connections::{
        import::{Upload, skipped},
        preview::fate,
    },
    http::{Answer, Fields, FormState, Oops, Posted, Reader, Signed, see_other},
    layout::Place,
    site::Site,
};

const TITLE: &str = "Goals from a document";

/// What a goal leaves open, as help.
pub fn open(remarks: &[Remark]) -> Markup {
    html! {
        @if !remarks.is_empty() {
            ul class="meta" aria-label="What it leaves open" { @for remark in remarks { li { (remark.sentence) } } }
        }
    }
}

/// `GET /strategy/import`
pub async fn page(signed: Signed) -> Answer {
    Ok(signed.page(&(), Place::Goals, TITLE, || choose(&FormState::new())))
}

fn choose(state: &FormState) -> Markup {
    html! {
        (bits::head(&["Goals"], "Bring your OKRs in as they are written, and see first what is understood.", Some("Lists in Markdown, a table, or a YAML list of indicators. Every item is taken or refused with its line and the reason; what is here already stays as it is.")))
        section class="panel" aria-labelledby="h-file" {
            h2 id="h-file" { "The document" }
            form class="form" method="post" action="/strategy/import" enctype="multipart/form-data" {
                (fields::trouble(state))
                div class="field" {
                    label for="content" { "Markdown, CSV or YAML" }
                    input class="input" id="content" name="file" type="file" required accept=".md,.mdx,.markdown,.txt,.csv,.tsv,.yml,.yaml";
                }
                div class="two" {
                    (Field::new(state, "starts_on", "First day of the cycle").hint("Empty: read from the document.").date())
                    (Field::new(state, "ends_on", "Last day").hint("Empty: read from the document.").date())
                }
                div class="actions" { button class="btn primary" type="submit" { "See what will happen" } }
            }
        }
    }
}

fn input_of(upload: &Upload) -> Result<GoalsFileInput, AppError> {
    let (name, content) = upload.text()?;
    let mut read = Reader::new(&upload.fields);
    let (starts_on, ends_on) = (read.date("starts_on"), read.date("ends_on"));
    read.finish(GoalsFileInput { name, content, starts_on, ends_on })
}

/// `POST /strategy/import`: holds the document and shows what would come in.
pub async fn upload(State(site): State<Site>, upload: Upload) -> Answer {
    let signed = &upload.signed;
    let checked = match input_of(&upload) {
        Ok(input) => hold(&site, signed, input).await,
        Err(error) => Err(error),
    };
    match checked {
        Ok(to) => Ok(see_other(&to)),
        Err(error) => {
            let (status, state) = FormState::new().again(&upload.fields, error)?;
            Ok(signed.html(status, Place::Goals, TITLE, &choose(&state)))
        }
    }
}

async fn hold(site: &Site, signed: &Signed, input: GoalsFileInput) -> Result<String, AppError> {
    site.app.preview_goals(&signed.actor, input.clone()).await?;
    Ok(format!("/strategy/import/{}", site.held_goals.keep(signed.actor.workspace.id, signed.frame.now, input)))
}

/// `GET /strategy/import/{held}`
pub async fn preview(State(site): State<Site>, signed: Signed, Path(id): Path<String>) -> Answer {
    let (id, input) = site.held_goals.named(&signed, &id)?;
    let report = site.app.preview_goals(&signed.actor, input.clone()).await?;
    Ok(signed.page(&report, Place::Goals, TITLE, || body(id, &input, &report, &FormState::new())))
}

fn body(id: Uuid, input: &GoalsFileInput, report: &GoalsReport, state: &FormState) -> Markup {
    let statement = match report.new {
        0 => "Nothing would come in.".to_owned(),
        new => format!("{} would come in, {} refused.", say::count(new, "item", "items"), report.skipped.len()),
    };
    let lead = match report.key_results {
        0 => "Nothing is written yet.".to_owned(),
        all => format!(
            "Nothing is written yet. {} of {} have a number to reach.",
            report.measurable,
            say::count(all, "key result", "key results")
        ),
    };
    html! {
        (bits::head(&["Goals", &input.name], &statement, Some(&lead)))
        @if let (Some(first), Some(last)) = (report.starts_on, report.ends_on) { p class="meta" { "The cycle runs from " (first) " to " (last) "." } }
        form class="form" method="post" action={ "/strategy/import/" (id) } {
            (fields::trouble(state))
            (fields::hidden(&FormState::new()))
            div class="actions" {
                @if report.new > 0 { button class="btn primary" type="submit" { "Take " (say::count(report.new, "item", "items")) } }
                a class="btn quiet" href="/strategy/import" { "Leave it" }
            }
        }
        div class="scroll" tabindex="0" role="region" aria-label="Items of the document" {
            table class="table" {
                thead { tr { th scope="col" class="num" { "Line" } th scope="col" { "It is" } th scope="col" { "As it is written" } th scope="col" { "What happens" } } }
                tbody { @for item in &report.items { (row(item)) } }
            }
        }
        (skipped(&report.skipped, "Would not be taken"))
    }
}

fn row(item: &ReadGoal) -> Markup {
    html! {
        tr {
            td class="num" { (item.line) }
            td class="nowrap" { (chain::level(item.level)) }
            td {
                @if item.level == Level::Objective { strong { (item.title) } } @else { (item.title) }
                @if let Some(under) = &item.under { p class="meta" { "under “" (under) "”" } }
                @for note in &item.notes { p class="meta" { (note) } }
                (open(&item.remarks))
            }
            td { (fate(item.what)) @if item.what == Fate::Unchanged { p class="meta" { "is here already" } } }
        }
    }
}

/// `POST /strategy/import/{held}`: takes it.
pub async fn confirm(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let (id, input) = site.held_goals.named(&signed, &id)?;
    match site.app.import_goals(&signed.actor, input.clone()).await {
        Ok(report) => {
            site.held_goals.forget(signed.actor.workspace.id, id);
            let metrics = report.items.iter().any(|item| item.level == Level::Metric);
            Ok(see_other(if metrics { "/north-star" } else { "/goals" }))
        }
        Err(error) => again(&site, &signed, (id, input), &fields, error).await,
    }
}

async fn again(
    site: &Site,
    signed: &Signed,
    (id, input): (Uuid, GoalsFileInput),
    fields: &Fields,
    error: AppError,
) -> Result<Response, Oops> {
    let (status, state): (StatusCode, FormState) = FormState::new().again(fields, error)?;
    let report = site.app.preview_goals(&signed.actor, input.clone()).await?;
    Ok(signed.html(status, Place::Goals, TITLE, &body(id, &input, &report, &state)))
}
