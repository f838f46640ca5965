//! The workspace's settings, its export, and the other workspaces of the same person.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use maud::{Markup, html};
use throughline_app::{AppError, WorkspaceInput, WorkspaceRef};
use throughline_domain::{
    Currency, WorkspaceId,
    people::{Role, Workspace},
};

use crate::{
    components::{
        bits,
        fields::{self, Field},
    },
    http::{Answer, FormState, Posted, Reader, Signed, Visitor, see_other},
    layout::Place,
    people::{currencies, set_up::CurrencyCode, sign_in, tabs},
    site::Site,
};

fn state_of(workspace: &Workspace) -> FormState {
    FormState::new()
        .with("version", workspace.version.to_string())
        .with("name", &workspace.name)
        .with("currency", workspace.currency.code())
        .with("time_zone", &workspace.time_zone)
        .with("working_days_per_week", workspace.working_days_per_week.to_string())
        .with_some("days_per_story_point", workspace.days_per_story_point)
        .with("value_labels", workspace.value_labels.join("\n"))
}

fn read(reader: &mut Reader<'_>) -> WorkspaceInput {
    let labels = reader.text("value_labels");
    WorkspaceInput {
        name: reader.text("name"),
        currency: reader
            .parsed::<CurrencyCode>("currency", "Write a three-letter code such as EUR.")
            .map_or(Currency::EUR, |code| code.0),
        time_zone: reader.text("time_zone"),
        working_days_per_week: reader.parsed("working_days_per_week", "Write a whole number from 1 to 7.").unwrap_or(5),
        days_per_story_point: reader.number("days_per_story_point"),
        value_labels: labels.lines().map(str::trim).filter(|label| !label.is_empty()).map(str::to_owned).collect(),
    }
}

fn settings_form(state: &FormState) -> Markup {
    fields::form(
        state,
        "/settings",
        "Save the settings",
        html! {
            (Field::new(state, "name", "Company").required().text())
            div class="two" {
                (Field::new(state, "currency", "Currency").select(None, &currencies()))
                (Field::new(state, "time_zone", "Time zone").required().text())
            }
            div class="two" {
                (Field::new(state, "working_days_per_week", "Working days in a week").required().number())
                (Field::new(state, "days_per_story_point", "Person-days of one story point").hint("Empty: points are not used.").number())
            }
            (Field::new(state, "value_labels", "Labels of the Business Value line").hint("One a line, without the colon. A ticket’s body is searched for them.").long(""))
        },
    )
}

fn body(signed: &Signed, state: &FormState, others: &[WorkspaceRef]) -> Markup {
    let owner = signed.frame.may(Role::Owner);
    let workspace = &signed.actor.workspace;
    html! {
        (bits::head(&["Settings"], &format!("How {} counts.", workspace.name), None))
        (tabs("/settings"))
        div class="cols work-cols" {
            @if owner { (settings_form(state)) } @else {
                dl class="props" {
                    dt { "Currency" } dd { (workspace.currency.code()) }
                    dt { "Time zone" } dd { (workspace.time_zone) }
                    dt { "Working days" } dd { (workspace.working_days_per_week) " a week" }
                }
            }
            div class="stack" {
                @if owner {
                    section class="panel" aria-labelledby="h-export" {
                        h2 id="h-export" { "Take everything with you" }
                        p { "One JSON document with everything but secrets. Reading it back gives the same workspace." }
                        form method="post" action="/settings/export" { div class="actions" { button class="btn" type="submit" { "Export as JSON" } } }
                    }
                }
                section class="panel" aria-labelledby="h-others" {
                    h2 id="h-others" { "Your workspaces" }
                    ul class="rows" {
                        @for other in others {
                            li {
                                span { (other.name) }
                                @if other.id == workspace.id { span class="tag" { "this one" } }
                                @else { (fields::button(&format!("/workspaces/{}/switch", other.id), "Go there", &format!("Go to {}", other.name), None)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `GET /settings`
pub async fn page(State(site): State<Site>, signed: Signed) -> Answer {
    let workspace = site.app.get_workspace(&signed.actor).await?;
    let others = site.app.workspaces(&signed.actor).await?;
    Ok(signed.page(&workspace, Place::Me, "Settings", || body(&signed, &state_of(&workspace), &others)))
}

/// `POST /settings`
pub async fn change(State(site): State<Site>, posted: Posted) -> Answer {
    let Posted { signed, fields } = posted;
    let mut reader = Reader::new(&fields);
    let (version, input) = (reader.version(), read(&mut reader));
    let outcome = match reader.finish(input) {
        Ok(input) => site.app.change_workspace(&signed.actor, version, input).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(_) => Ok(see_other("/settings")),
        Err(error) => {
            let workspace = site.app.get_workspace(&signed.actor).await?;
            let (status, state) = state_of(&workspace).again(&fields, error)?;
            let others = site.app.workspaces(&signed.actor).await?;
            Ok(signed.html(status, Place::Me, "Settings", &body(&signed, &state, &others)))
        }
    }
}

/// `POST /settings/export`: a download; that somebody took it is in the activity.
pub async fn export(State(site): State<Site>, posted: Posted) -> Answer {
    let document = site.app.export_workspace(&posted.signed.actor).await?;
    let name = format!("attachment; filename=\"throughline-{}.json\"", posted.signed.frame.today());
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"))),
    ];
    Ok((StatusCode::OK, headers, document).into_response())
}

/// `POST /workspaces/{id}/switch`
pub async fn switch(State(site): State<Site>, visitor: Visitor, Path(id): Path<String>, posted: Posted) -> Answer {
    let id: WorkspaceId = id.parse().map_err(|_| AppError::NotFound { what: "workspace" })?;
    let signed_in = site.app.switch_workspace(&posted.signed.actor, id, visitor.client).await?;
    Ok(sign_in::welcome(&site, &signed_in, "/"))
}
