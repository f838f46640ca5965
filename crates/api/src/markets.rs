//! Segments, and who competes for them.

use axum::{Json, extract::State};
use throughline_app::{CustomersFileInput, CustomersReport, StandingView};
use throughline_domain::markets::{CompetitorMove, Segment};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    caller::{Caller, Read, Write},
    crud::six_routes,
    extract::Body,
    problem::ApiError,
    state::ApiState,
};

six_routes! {
    /// Groups of customers with their yearly revenue and churn.
    mod segments: Segment, SegmentId, SegmentInput, tag "markets", path "/segments", one "segment", many "segments",
    list_segments get_segment create_segment change_segment withdraw_segment restore_segment
}

six_routes! {
    /// What competitors did: on a day, from a source, with how deals against them went by then.
    mod moves: CompetitorMove, CompetitorMoveId, CompetitorMoveInput, tag "markets", path "/competitor-moves",
    one "competitor move", many "competitor moves",
    list_competitor_moves get_competitor_move create_competitor_move change_competitor_move withdraw_competitor_move
    restore_competitor_move
}

/// All routes of the slice.
pub fn routes() -> OpenApiRouter<ApiState> {
    segments::routes()
        .merge(moves::routes())
        .routes(routes!(competition))
        .routes(routes!(import_segments))
        .routes(routes!(preview_segments))
}

/// Get how competitors stand
///
/// What each puts at risk in a segment, with its interval, and what it was at first. The largest first.
#[utoipa::path(
    get, path = "/competition", tag = "markets", security(("token" = ["read"])),
    responses((status = 200, description = "The standings.", body = Vec<StandingView>)),
)]
async fn competition(caller: Caller<Read>, State(state): State<ApiState>) -> Result<Json<Vec<StandingView>>, ApiError> {
    Ok(Json(state.app.competition(&caller.actor).await?))
}

/// Make segments of a list of customers
///
/// Revenue a year and churn of each group. The same list again changes nothing; what is not in it stays as it is.
#[utoipa::path(
    post, path = "/customer-files", tag = "markets", request_body = CustomersFileInput,
    security(("token" = ["write"])),
    responses((status = 200, description = "The segments, and every row that was not taken.", body = CustomersReport)),
)]
async fn import_segments(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Body(input): Body<CustomersFileInput>,
) -> Result<Json<CustomersReport>, ApiError> {
    Ok(Json(state.app.import_segments(&caller.actor, input).await?))
}

/// Preview segments of a list of customers
///
/// Which columns are taken, and what would come out. Nothing is written.
#[utoipa::path(
    post, path = "/customer-files/preview", tag = "markets", request_body = CustomersFileInput,
    security(("token" = ["write"])),
    responses((status = 200, description = "What would be made.", body = CustomersReport)),
)]
async fn preview_segments(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Body(input): Body<CustomersFileInput>,
) -> Result<Json<CustomersReport>, ApiError> {
    Ok(Json(state.app.preview_segments(&caller.actor, input).await?))
}
