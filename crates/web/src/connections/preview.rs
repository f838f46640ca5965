//! What an import would do, with the mapping of a CSV file to correct; and doing it.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use maud::{Markup, html};
use throughline_app::{AppError, Fate, GuessedColumn, ImportInput, ImportPreview};
use throughline_domain::words;
use throughline_value_line::format;
use uuid::Uuid;

use super::import::{again, counts, skipped};
use crate::{
    components::{bits, fields, say},
    http::{Answer, Fields, FormState, Oops, Posted, Signed, see_other},
    layout::Place,
    site::Site,
};

/// The fields that a column can fill: stored name and what it is called.
const FIELDS: [(&str, &str); 21] = [
    ("key", "key"),
    ("title", "title"),
    ("body", "text"),
    ("status", "status"),
    ("labels", "labels"),
    ("business_value", "Business Value line"),
    ("team", "team"),
    ("problem", "problem"),
    ("estimate_days", "person-days"),
    ("story_points", "story points"),
    ("due_date", "due date"),
    ("reach", "RICE reach"),
    ("impact", "RICE impact"),
    ("confidence", "RICE confidence"),
    ("effort", "RICE effort"),
    ("moscow", "MoSCoW"),
    ("waits_for", "waits for"),
    ("url", "address"),
    ("opened", "opened"),
    ("closed", "closed"),
    ("updated", "changed"),
];

/// `GET /import/preview/{held}`
pub async fn page(State(site): State<Site>, signed: Signed, Path(id): Path<String>) -> Answer {
    let (id, input) = site.held.named(&signed, &id)?;
    let preview = site.app.preview_import(&signed.actor, input).await?;
    Ok(signed.page(&preview, Place::Import, "What the import will do", || body(id, &preview)))
}

fn body(id: Uuid, preview: &ImportPreview) -> Markup {
    let come = preview.counts.new + preview.counts.changed;
    let statement = if come == 0 {
        "Nothing would change.".to_owned()
    } else {
        format!("{} would come in or change.", say::count(come, "ticket", "tickets"))
    };
    html! {
        (bits::head(&["Import", &preview.source], &statement, Some("Nothing is written yet.")))
        (counts(&preview.counts))
        @for note in &preview.notes { p class="meta" { (words::capital(note)) "." @if note.starts_with("story points") { " " a href="/settings#days_per_story_point" { "Say how many" } } } }
        form method="post" action={ "/import/preview/" (id) } {
            (fields::hidden(&FormState::new()))
            div class="actions" {
                button class="btn primary" type="submit" { "Import " (say::count(come, "ticket", "tickets")) }
                a class="btn" href="/import" { "Leave it" }
            }
        }
        @if let Some(columns) = &preview.mapping { (mapping(id, columns)) }
        (sample(preview))
        (skipped(&preview.skipped_items, "Would not be taken"))
    }
}

fn mapping(id: Uuid, columns: &[GuessedColumn]) -> Markup {
    html! {
        section aria-labelledby="h-map" {
            h2 id="h-map" { "How the columns are understood" }
            form method="post" action={ "/import/preview/" (id) "/mapping" } {
                div class="scroll" tabindex="0" role="group" aria-labelledby="h-map" {
                    table class="table" {
                        thead { tr { th scope="col" { "Column" } th scope="col" { "is our" } th scope="col" { "First values" } } }
                        tbody { @for (place, column) in columns.iter().enumerate() { (column_row(place, column)) } }
                    }
                }
                div class="actions" { button class="btn" type="submit" { "Read it like this" } span class="meta" { "Saved with the source when the import is confirmed." } }
            }
        }
    }
}

fn column_row(place: usize, column: &GuessedColumn) -> Markup {
    let chosen = column.field.as_deref().unwrap_or("");
    html! {
        tr {
            th scope="row" { label for={ "column-" (place) } { (column.column) } }
            td {
                select class="input" id={ "column-" (place) } name={ "column:" (column.column) } {
                    option value="" selected[chosen.is_empty()] { "not used" }
                    @for (field, name) in FIELDS { option value=(field) selected[chosen == field] { (name) } }
                    @if !chosen.is_empty() && !FIELDS.iter().any(|(field, _)| *field == chosen) { option value=(chosen) selected { (chosen) } }
                }
                p class="meta" { (column.note) }
            }
            td { (column.examples.join(" · ")) }
        }
    }
}

/// New, changed or unchanged, as a tag.
pub fn fate(fate: Fate) -> Markup {
    match fate {
        Fate::New => html! { span class="tag value" { "new" } },
        Fate::Changed => html! { span class="tag cost" { "changed" } },
        Fate::Unchanged => html! { span class="tag" { "unchanged" } },
    }
}

fn sample(preview: &ImportPreview) -> Markup {
    html! {
        section aria-labelledby="h-sample" {
            h2 id="h-sample" { "The first of them" }
            div class="scroll" tabindex="0" role="group" aria-labelledby="h-sample" {
                table class="table" {
                    thead { tr { th scope="col" { "Ticket" } th scope="col" { "What happens" } th scope="col" { "Business value" } } }
                    tbody {
                        @for item in &preview.sample {
                            tr {
                                th scope="row" { span class="id" { (item.key) } " " (item.title) }
                                td { (fate(item.what)) @if !item.changes.is_empty() { " " (item.changes.join(", ")) } }
                                td {
                                    @match &item.value_line { Some(line) => (line), None => span class="muted" { "none found" } }
                                    @if let Some(value) = &item.value { br; span class="meta" { (format::estimate(value, preview.currency)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `POST /import/preview/{held}/mapping`: reads the file with other columns.
pub async fn map(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let (id, input) = site.held.named(&signed, &id)?;
    let ImportInput::CsvFile { name, content, days_per_story_point, create_teams, .. } = input else {
        return Err(Oops(AppError::Conflict {
            message: "Only tables have columns to choose. Nothing was changed.".to_owned(),
        }));
    };
    let mapping = chosen(&fields)?;
    let input = ImportInput::CsvFile { name, content, mapping: Some(mapping), days_per_story_point, create_teams };
    match site.app.preview_import(&signed.actor, input.clone()).await {
        Ok(_) => {}
        Err(error) => {
            let (status, state) = FormState::new().again(&fields, error)?;
            return again(&site, &signed, status, &state).await;
        }
    }
    site.held.forget(signed.actor.workspace.id, id);
    let id = site.held.keep(signed.actor.workspace.id, signed.frame.now, input);
    Ok(see_other(&format!("/import/preview/{id}")))
}

/// Our fields to the file's columns; two columns cannot fill one field.
fn chosen(fields: &Fields) -> Result<BTreeMap<String, String>, AppError> {
    let mut mapping = BTreeMap::new();
    for (column, field) in fields.starting("column:").filter(|(_, field)| !field.is_empty()) {
        if let Some(other) = mapping.insert(field.to_owned(), column.to_owned()) {
            return Err(AppError::Conflict {
                message: format!(
                    "Both “{other}” and “{column}” were chosen for one field. Choose one of them. Nothing was imported."
                ),
            });
        }
    }
    Ok(mapping)
}

/// `POST /import/preview/{held}`: does it.
pub async fn confirm(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let signed = posted.signed;
    let (id, input) = site.held.named(&signed, &id)?;
    let report = site.app.import(&signed.actor, input, &|_| {}).await?;
    site.held.forget(signed.actor.workspace.id, id);
    Ok(see_other(&format!("/import/runs/{}", report.run.id)))
}
