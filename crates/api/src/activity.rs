//! The event log.

use axum::{
    Json,
    extract::{OriginalUri, State},
};
use throughline_app::{EventQuery, EventView, LogCheck, Page};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::Listed,
    caller::{Admin, Caller, Read},
    document::QueryOf,
    extract::Asked,
    problem::ApiError,
    state::ApiState,
};

/// All routes of the slice.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_events)).routes(routes!(verify_log))
}

/// List events
///
/// Who changed what, when. Newest first.
#[utoipa::path(
    get, path = "/events", tag = "activity", params(QueryOf<EventQuery>), security(("token" = ["read"])),
    responses((status = 200, description = "A page of the log.", body = Page<EventView>)),
)]
async fn list_events(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    OriginalUri(uri): OriginalUri,
    Asked(query): Asked<EventQuery>,
) -> Result<Listed<Page<EventView>>, ApiError> {
    Ok(Listed { page: state.app.list_events(&caller.actor, query).await?, uri })
}

/// Check the event log
///
/// Whether every entry follows from the one before it.
#[utoipa::path(
    get, path = "/events/check", tag = "activity", security(("token" = ["admin"])),
    responses((status = 200, description = "What was found.", body = LogCheck)),
)]
async fn verify_log(caller: Caller<Admin>, State(state): State<ApiState>) -> Result<Json<LogCheck>, ApiError> {
    Ok(Json(state.app.verify_log(&caller.actor).await?))
}
