//! Business Value lines as people type them.

use axum::{Json, extract::State};
use throughline_app::ReadValueInput;
use throughline_value_line::Reading;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    caller::{Caller, Read},
    extract::Body,
    problem::ApiError,
    state::ApiState,
};

/// All routes of the slice.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(read_value))
}

/// Read a Business Value sentence
///
/// With the segments of the workspace. Nothing is kept.
#[utoipa::path(
    post, path = "/value", tag = "value", request_body = ReadValueInput, security(("token" = ["read"])),
    responses((status = 200, description = "How the sentence was read, or what is missing.", body = Reading)),
)]
async fn read_value(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Body(input): Body<ReadValueInput>,
) -> Result<Json<Reading>, ApiError> {
    Ok(Json(state.app.read_value(Some(&caller.actor), input).await?))
}
