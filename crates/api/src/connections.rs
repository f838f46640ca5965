//! Tickets from trackers and files.

use axum::{
    Json,
    extract::{OriginalUri, State},
};
use throughline_app::{ImportInput, ImportPreview, ImportReport, Page, Paging};
use throughline_domain::connections::{ImportRun, Source};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::Listed,
    caller::{Caller, Read, Write},
    document::QueryOf,
    extract::{Asked, Body},
    problem::ApiError,
    state::ApiState,
};

/// Routes with answers of ordinary size and speed.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_sources))
}

/// Routes that take whole files.
pub fn large_routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_imports, import)).routes(routes!(preview_import))
}

/// List sources
///
/// The repositories and files that tickets come from.
#[utoipa::path(
    get, path = "/sources", tag = "connections", security(("token" = ["read"])),
    responses((status = 200, description = "All sources by name.", body = Vec<Source>)),
)]
async fn list_sources(caller: Caller<Read>, State(state): State<ApiState>) -> Result<Json<Vec<Source>>, ApiError> {
    Ok(Json(state.app.list_sources(&caller.actor).await?))
}

/// List imports
///
/// Newest first.
#[utoipa::path(
    get, path = "/imports", tag = "connections", params(QueryOf<Paging>), security(("token" = ["read"])),
    responses((status = 200, description = "A page of imports.", body = Page<ImportRun>)),
)]
async fn list_imports(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    OriginalUri(uri): OriginalUri,
    Asked(paging): Asked<Paging>,
) -> Result<Listed<Page<ImportRun>>, ApiError> {
    Ok(Listed { page: state.app.list_imports(&caller.actor, paging).await?, uri })
}

/// Import tickets
///
/// Matched by source and id there: importing again changes only what differs, and an import that was cut off goes on by
/// asking again. Every item that is not taken is listed with its reason.
#[utoipa::path(
    post, path = "/imports", tag = "connections", request_body = ImportInput, security(("token" = ["write"])),
    responses((status = 200, description = "What came in.", body = ImportReport)),
)]
async fn import(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Body(input): Body<ImportInput>,
) -> Result<Json<ImportReport>, ApiError> {
    let report = state.app.import(&caller.actor, input, &|progress| {
        tracing::debug!(done = progress.done, total = progress.total, "importing");
    });
    Ok(Json(report.await?))
}

/// Preview an import
///
/// What would come in, change and be skipped. Nothing is written.
#[utoipa::path(
    post, path = "/imports/preview", tag = "connections", request_body = ImportInput, security(("token" = ["write"])),
    responses((status = 200, description = "What would happen.", body = ImportPreview)),
)]
async fn preview_import(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Body(input): Body<ImportInput>,
) -> Result<Json<ImportPreview>, ApiError> {
    Ok(Json(state.app.preview_import(&caller.actor, input).await?))
}
