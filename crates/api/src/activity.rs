//! The event log.

use axum::{
    Json,
    extract::{OriginalUri, State},
};
use throughline_app::{EventQuery, EventView, LogCheck, Page, SegmentHistory, TicketHistory};
use throughline_domain::SegmentId;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::Listed,
    caller::{Admin, Caller, Read},
    document::QueryOf,
    extract::{Asked, Id, Name},
    problem::ApiError,
    state::ApiState,
};

/// All routes of the slice.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list_events))
        .routes(routes!(verify_log))
        .routes(routes!(ticket_history))
        .routes(routes!(segment_history))
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

/// Get what a ticket was thought to be worth
///
/// Since when, by whom and why: its line as it was, read with the segments as they were then. Newest first.
#[utoipa::path(
    get, path = "/tickets/{ticket}/history", tag = "activity", security(("token" = ["read"])),
    responses((status = 200, description = "Its values.", body = TicketHistory)),
)]
async fn ticket_history(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Name(ticket): Name,
) -> Result<Json<TicketHistory>, ApiError> {
    Ok(Json(state.app.ticket_history(&caller.actor, &ticket).await?))
}

/// Get what was thought of a segment
///
/// Revenue, churn and their source, since when and by whom. Newest first.
#[utoipa::path(
    get, path = "/segments/{id}/history", tag = "activity", security(("token" = ["read"])),
    responses((status = 200, description = "Its figures.", body = SegmentHistory)),
)]
async fn segment_history(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Id(id): Id<SegmentId>,
) -> Result<Json<SegmentHistory>, ApiError> {
    Ok(Json(state.app.segment_history(&caller.actor, id).await?))
}
