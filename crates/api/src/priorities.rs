//! The order, why it is so, what a move and what not doing something costs, and moves that were kept.

use axum::{
    Json,
    extract::{OriginalUri, State},
    http::StatusCode,
};
use throughline_app::{
    MoveInput, NotDoingQuery, NotDoingView, PinInput, PinView, PricedMove, RankPage, RankQuery, WhyQuery,
};
use throughline_domain::{PinId, priorities::Why};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::Listed,
    caller::{Caller, Read, Write},
    document::QueryOf,
    extract::{Asked, Body, Id},
    problem::ApiError,
    state::ApiState,
};

/// All routes of the slice.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(rank))
        .routes(routes!(why))
        .routes(routes!(price_move))
        .routes(routes!(not_doing))
        .routes(routes!(list_pins, keep_pin))
        .routes(routes!(withdraw_pin))
}

/// Get the order
///
/// By cost of delay over duration (`cd3`), RICE or MoSCoW. Tickets without a price follow those with one.
#[utoipa::path(
    get, path = "/priorities", tag = "priorities", params(QueryOf<RankQuery>), security(("token" = ["read"])),
    responses((status = 200, description = "A page of the order.", body = RankPage)),
)]
async fn rank(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    OriginalUri(uri): OriginalUri,
    Asked(query): Asked<RankQuery>,
) -> Result<Listed<RankPage>, ApiError> {
    Ok(Listed { page: state.app.rank(&caller.actor, query).await?, uri })
}

/// Get why one ticket stands above another
///
/// Asked in either order; the answer says which of the two stands above, in one sentence with money.
#[utoipa::path(
    get, path = "/priorities/why", tag = "priorities", params(QueryOf<WhyQuery>), security(("token" = ["read"])),
    responses((status = 200, description = "The reason.", body = Why)),
)]
async fn why(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Asked(query): Asked<WhyQuery>,
) -> Result<Json<Why>, ApiError> {
    Ok(Json(state.app.why(&caller.actor, query).await?))
}

/// Price a move
///
/// What standing one ticket directly above another would cost, and who waits. Nothing is moved. Where one waits for the
/// other there is no price but a 409 with the moves that can be done instead.
#[utoipa::path(
    get, path = "/priorities/move", tag = "priorities", params(QueryOf<MoveInput>), security(("token" = ["read"])),
    responses((status = 200, description = "The price.", body = PricedMove)),
)]
async fn price_move(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Asked(input): Asked<MoveInput>,
) -> Result<Json<PricedMove>, ApiError> {
    Ok(Json(state.app.price_move(&caller.actor, input).await?))
}

/// Get what not doing something costs
///
/// Within a horizon: the delay of an open ticket, or of all open work below a goal, and what is lost for good where a date or
/// a window passes. Beside it what doing it first costs: the work of the same teams that waits meanwhile (opportunity
/// cost). Both ticket by ticket.
#[utoipa::path(
    get, path = "/priorities/not-doing", tag = "priorities", params(QueryOf<NotDoingQuery>), security(("token" = ["read"])),
    responses((status = 200, description = "Both costs.", body = NotDoingView)),
)]
async fn not_doing(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Asked(query): Asked<NotDoingQuery>,
) -> Result<Json<NotDoingView>, ApiError> {
    Ok(Json(state.app.not_doing(&caller.actor, query).await?))
}

/// List kept moves
///
/// Newest first.
#[utoipa::path(
    get, path = "/pins", tag = "priorities", security(("token" = ["read"])),
    responses((status = 200, description = "All kept moves.", body = Vec<PinView>)),
)]
async fn list_pins(caller: Caller<Read>, State(state): State<ApiState>) -> Result<Json<Vec<PinView>>, ApiError> {
    Ok(Json(state.app.list_pins(&caller.actor).await?))
}

/// Keep a move
///
/// With its reason, which is shown to those whose work moves. A move above what the ticket waits for is refused with 409.
#[utoipa::path(
    post, path = "/pins", tag = "priorities", request_body = PinInput, security(("token" = ["write"])),
    responses((status = 201, description = "The kept move.", body = PinView)),
)]
async fn keep_pin(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Body(input): Body<PinInput>,
) -> Result<(StatusCode, Json<PinView>), ApiError> {
    Ok((StatusCode::CREATED, Json(state.app.keep_pin(&caller.actor, input).await?)))
}

/// Take a kept move back
#[utoipa::path(
    delete, path = "/pins/{id}", tag = "priorities", security(("token" = ["write"])),
    responses((status = 200, description = "The move, with when it was taken back.", body = PinView)),
)]
async fn withdraw_pin(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<PinId>,
) -> Result<Json<PinView>, ApiError> {
    Ok(Json(state.app.withdraw_pin(&caller.actor, id).await?))
}
