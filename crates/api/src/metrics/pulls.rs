//! Where a metric's values are fetched.

use axum::{Json, extract::State};
use throughline_app::{PullInput, PullView, PulledReport};
use throughline_domain::MetricId;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::{Created, Record},
    caller::{Caller, Read, Write},
    document::IfMatchHeader,
    extract::{Body, Id, IfMatch},
    problem::ApiError,
    state::ApiState,
};

/// Routes of pulls that answer at once.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(get_pull, create_pull, change_pull, withdraw_pull))
        .routes(routes!(restore_pull))
}

/// Routes that wait for the source.
pub fn slow_routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(preview_pull)).routes(routes!(pull_now))
}

/// Get where a metric's values are fetched
///
/// With how the last fetch went and when the next one is due. The secret is never part of it.
#[utoipa::path(
    get, path = "/metrics/{id}/pull", tag = "metrics", security(("token" = ["read"])),
    responses((status = 200, description = "The pull.", body = PullView)),
)]
async fn get_pull(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Id(id): Id<MetricId>,
) -> Result<Record<PullView>, ApiError> {
    Ok(Record(state.app.get_pull(&caller.actor, id).await?))
}

/// Say where a metric's values are fetched
///
/// They are fetched at once and then in the metric's period. A metric has one pull at most. Preview it first.
#[utoipa::path(
    post, path = "/metrics/{id}/pull", tag = "metrics", request_body = PullInput, security(("token" = ["write"])),
    responses((status = 201, description = "The new pull.", body = PullView)),
)]
async fn create_pull(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<MetricId>,
    Body(input): Body<PullInput>,
) -> Result<Created<PullView>, ApiError> {
    let record = state.app.create_pull(&caller.actor, id, input).await?;
    Ok(Created { record, location: format!("/api/v1/metrics/{id}/pull") })
}

/// Change where a metric's values are fetched
///
/// Without a secret the one that is kept stays, unless the address or the user differs: then it is needed again.
#[utoipa::path(
    put, path = "/metrics/{id}/pull", tag = "metrics", params(IfMatchHeader), request_body = PullInput,
    security(("token" = ["write"])),
    responses((status = 200, description = "The pull as it is now.", body = PullView)),
)]
async fn change_pull(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<MetricId>,
    IfMatch(version): IfMatch,
    Body(input): Body<PullInput>,
) -> Result<Record<PullView>, ApiError> {
    Ok(Record(state.app.change_pull(&caller.actor, id, version, input).await?))
}

/// End fetching a metric's values
///
/// It can be restored for 30 days, with its secret.
#[utoipa::path(
    delete, path = "/metrics/{id}/pull", tag = "metrics", params(IfMatchHeader), security(("token" = ["write"])),
    responses((status = 200, description = "The pull, with when it was ended.", body = PullView)),
)]
async fn withdraw_pull(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<MetricId>,
    IfMatch(version): IfMatch,
) -> Result<Record<PullView>, ApiError> {
    Ok(Record(state.app.withdraw_pull(&caller.actor, id, version).await?))
}

/// Go on fetching a metric's values
///
/// Brings the pull back that was ended last.
#[utoipa::path(
    post, path = "/metrics/{id}/pull/restore", tag = "metrics", security(("token" = ["write"])),
    responses((status = 200, description = "The pull.", body = PullView)),
)]
async fn restore_pull(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<MetricId>,
) -> Result<Record<PullView>, ApiError> {
    Ok(Record(state.app.restore_pull(&caller.actor, id).await?))
}

/// Preview fetching a metric's values
///
/// Asks the source and shows what it would take. Nothing is kept, neither the values nor the secret.
#[utoipa::path(
    post, path = "/metrics/{id}/pull/preview", tag = "metrics", request_body = PullInput,
    security(("token" = ["write"])),
    responses((status = 200, description = "What would be taken.", body = PulledReport)),
)]
async fn preview_pull(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<MetricId>,
    Body(input): Body<PullInput>,
) -> Result<Json<PulledReport>, ApiError> {
    Ok(Json(state.app.preview_pull(&caller.actor, id, input).await?))
}

/// Fetch a metric's values now
///
/// A value of the same time is replaced, so that fetching twice does no harm.
#[utoipa::path(
    post, path = "/metrics/{id}/pull/now", tag = "metrics", security(("token" = ["write"])),
    responses((status = 200, description = "What was taken.", body = PulledReport)),
)]
async fn pull_now(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<MetricId>,
) -> Result<Json<PulledReport>, ApiError> {
    Ok(Json(state.app.pull_now(&caller.actor, id).await?))
}
