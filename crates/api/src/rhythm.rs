//! This week.

use axum::{Json, extract::State};
use throughline_app::WeekView;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    caller::{Caller, Read},
    problem::ApiError,
    state::ApiState,
};

/// All routes of the slice.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(this_week))
}

/// Get this week
///
/// What matters, why, and what is asked of the reader.
#[utoipa::path(
    get, path = "/this-week", tag = "rhythm", security(("token" = ["read"])),
    responses((status = 200, description = "The week.", body = WeekView)),
)]
async fn this_week(caller: Caller<Read>, State(state): State<ApiState>) -> Result<Json<WeekView>, ApiError> {
    Ok(Json(state.app.this_week(&caller.actor).await?))
}
