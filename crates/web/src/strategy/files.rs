//! The strategy as files: taken along, brought back, seen as it would be, then applied.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use throughline_app::{AppError, FieldError, StrategyFiles, StrategyPlan};
use throughline_domain::{
    people::Role,
    strategy::files::{Change, Conflict, LOCK_FILE, What},
};
use uuid::Uuid;

use crate::{
    components::{bits, fields, say},
    connections::import::Upload,
    http::{Answer, FormState, Oops, Posted, Signed, see_other},
    layout::Place,
    site::Site,
};

const TITLE: &str = "Strategy as files";
/// The largest document that is taken, in bytes.
const LARGEST: usize = 8 * 1024 * 1024;

/// What was just done, if something was.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct Done {
    applied: Option<i64>,
}

/// `GET /strategy`
pub async fn page(signed: Signed, Query(done): Query<Done>) -> Answer {
    Ok(signed.page(&done, Place::Goals, TITLE, || choose(done.applied, &[])))
}

fn choose(applied: Option<i64>, faults: &[FieldError]) -> Markup {
    let said = applied.map(|many| match many {
        0 => "Nothing had to change.".to_owned(),
        many => {
            format!(
                "{} applied. Take the files along again, so that they know it.",
                say::count(many, "change", "changes")
            )
        }
    });
    html! {
        (bits::head(&["Goals"], "Keep the strategy in your repository, and bring changes back.", Some("Segments, metrics, objectives, key results and problems as readable TOML. What somebody changes here meanwhile is never overwritten.")))
        (bits::notice(said.as_deref()))
        div class="side-by-side" {
            section class="panel" aria-labelledby="h-take" {
                h2 id="h-take" { "Take it along" }
                p { "One document with everything, and with what it is based on. The same state gives the same bytes." }
                form method="post" action="/strategy/export" { div class="actions" { button class="btn" type="submit" { "Export as TOML" } } }
                p class="hint" { "On the command line, as several files: " code { "throughline strategy export strategy/" } }
            }
            section class="panel" aria-labelledby="h-bring" {
                h2 id="h-bring" { "Bring changes back" }
                form class="form" method="post" action="/strategy" enctype="multipart/form-data" {
                    @if !faults.is_empty() {
                        div class="state broke" role="alert" {
                            h2 { @if faults.len() == 1 { "One place needs another look" } @else { (faults.len()) " places need another look" } }
                            p { "Nothing was changed." }
                            ul { @for fault in faults { li { @if fault.field.contains(':') { code { (fault.field) } " " } (fault.message) } } }
                        }
                    }
                    div class="field" {
                        label for="files" { "The document, or all files with " (LOCK_FILE) }
                        input class="input" id="files" name="file" type="file" required multiple accept=".toml,.lock" aria-describedby="files-hint";
                        p class="hint" id="files-hint" { "What would change is shown first." }
                    }
                    div class="actions" { button class="btn primary" type="submit" { "See what would change" } }
                }
            }
        }
    }
}

/// `POST /strategy/export`: everything in one document.
pub async fn export(State(site): State<Site>, posted: Posted) -> Answer {
    let files = site.app.export_strategy(&posted.signed.actor, StrategyFiles::default()).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/toml")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"strategy.toml\"")),
    ];
    Ok((StatusCode::OK, headers, files.in_one()).into_response())
}

/// `POST /strategy`: holds the files and shows what they would change.
pub async fn upload(State(site): State<Site>, upload: Upload) -> Answer {
    let signed = &upload.signed;
    match hold(&site, &upload).await {
        Ok(to) => Ok(see_other(&to)),
        Err(AppError::Invalid { fields }) => {
            Ok(signed.html(StatusCode::UNPROCESSABLE_ENTITY, Place::Goals, TITLE, &choose(None, &fields)))
        }
        Err(AppError::Conflict { message }) => {
            let fault = FieldError { field: String::new(), given: String::new(), message };
            Ok(signed.html(StatusCode::CONFLICT, Place::Goals, TITLE, &choose(None, &[fault])))
        }
        Err(other) => Err(Oops(other)),
    }
}

async fn hold(site: &Site, upload: &Upload) -> Result<String, AppError> {
    let files: StrategyFiles = StrategyFiles { files: upload.texts()?.into_iter().collect() };
    if files.files.values().map(String::len).sum::<usize>() > LARGEST {
        return Err(AppError::TooLarge { message: "Up to 8 MiB are taken. Nothing was changed.".to_owned() });
    }
    let signed = &upload.signed;
    site.app.plan_strategy(&signed.actor, files.clone()).await?;
    Ok(format!("/strategy/{}", site.held_strategies.keep(signed.actor.workspace.id, signed.frame.now, files)))
}

/// `GET /strategy/{held}`
pub async fn plan(State(site): State<Site>, signed: Signed, Path(id): Path<String>) -> Answer {
    let (id, files) = site.held_strategies.named(&signed, &id)?;
    let plan = site.app.plan_strategy(&signed.actor, files).await?;
    Ok(signed.page(&plan, Place::Goals, TITLE, || body(&signed, id, &plan, &FormState::new())))
}

fn body(signed: &Signed, id: Uuid, plan: &StrategyPlan, state: &FormState) -> Markup {
    let many = i64::try_from(plan.changes.len()).unwrap_or(i64::MAX);
    let ready = signed.frame.may(Role::Leader) && plan.conflicts.is_empty() && many > 0;
    html! {
        (bits::head(&["Goals", TITLE], &plan.statement, Some("Nothing is written yet.")))
        @if !plan.conflicts.is_empty() {
            section aria-labelledby="h-conflicts" {
                h2 id="h-conflicts" { "Changed on both sides" }
                ul class="rows" { @for one in &plan.conflicts { (conflict(one)) } }
            }
        }
        (changes("h-changes", "From the files", &plan.changes))
        (changes("h-here", "Only here, and left as it is", &plan.in_workspace))
        form class="form" method="post" action={ "/strategy/" (id) } {
            (fields::trouble(state))
            (fields::hidden(&FormState::new()))
            div class="actions" {
                @if ready { button class="btn primary" type="submit" { "Apply " (say::count(many, "change", "changes")) } }
                a class="btn quiet" href="/strategy" { "Leave it" }
            }
        }
    }
}

fn changes(id: &str, title: &str, changes: &[Change]) -> Markup {
    html! {
        @if !changes.is_empty() {
            section aria-labelledby=(id) {
                h2 id=(id) { (title) }
                ul class="rows" {
                    @for change in changes {
                        li {
                            div {
                                h3 { (change.sentence) }
                                @if !change.fields.is_empty() { ul class="meta" { @for field in &change.fields { li { (field.sentence) } } } }
                            }
                            (what(change.what))
                        }
                    }
                }
            }
        }
    }
}

fn conflict(conflict: &Conflict) -> Markup {
    html! {
        li {
            div {
                h3 { (conflict.sentence) }
                ul class="meta" { @for field in &conflict.fields { li { (field.sentence) } } }
            }
            span class="tag cost" { "conflict" }
        }
    }
}

fn what(what: What) -> Markup {
    match what {
        What::Create => html! { span class="tag value" { "new" } },
        What::Change => html! { span class="tag cost" { "changed" } },
        What::Withdraw => html! { span class="tag" { "deleted" } },
    }
}

/// `POST /strategy/{held}`: applies them, unless somebody changed the same meanwhile.
pub async fn apply(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let (id, files) = site.held_strategies.named(&signed, &id)?;
    match site.app.apply_strategy(&signed.actor, files.clone()).await {
        Ok(done) => {
            site.held_strategies.forget(signed.actor.workspace.id, id);
            Ok(see_other(&format!("/strategy?applied={}", done.plan.changes.len())))
        }
        Err(error) => again(&site, &signed, (id, files), FormState::new().again(&fields, error)?).await,
    }
}

/// The plan as it is by now, with what was in the way.
async fn again(
    site: &Site,
    signed: &Signed,
    (id, files): (Uuid, StrategyFiles),
    (status, state): (StatusCode, FormState),
) -> Result<Response, Oops> {
    let plan = site.app.plan_strategy(&signed.actor, files).await?;
    Ok(signed.html(status, Place::Goals, TITLE, &body(signed, id, &plan, &state)))
}
