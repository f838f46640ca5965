//! The whole workspace in one piece.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    caller::{Admin, Caller},
    problem::ApiError,
    state::ApiState,
};

/// Routes with large answers.
pub fn large_routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(export_workspace)).routes(routes!(export_csv))
}

/// Export the whole workspace
///
/// One JSON document without secrets; the same state gives the same bytes. `throughline import-workspace` reads it back.
#[utoipa::path(
    get, path = "/export", tag = "keeping", security(("token" = ["admin"])),
    responses((status = 200, description = "The workspace.", body = Object)),
)]
async fn export_workspace(caller: Caller<Admin>, State(state): State<ApiState>) -> Result<Response, ApiError> {
    let document = state.app.export_workspace(&caller.actor).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], document).into_response())
}

/// Export the workspace as CSV files
///
/// One file per kind of record: name to content. Cells that a spreadsheet would compute are quoted.
#[utoipa::path(
    get, path = "/export/csv", tag = "keeping", security(("token" = ["admin"])),
    responses((status = 200, description = "The files, name to content.", body = BTreeMap<String, String>)),
)]
async fn export_csv(
    caller: Caller<Admin>,
    State(state): State<ApiState>,
) -> Result<Json<BTreeMap<String, String>>, ApiError> {
    Ok(Json(state.app.export_csv(&caller.actor).await?.into_iter().collect()))
}
