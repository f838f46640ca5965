//! Metrics, their values, and the North Star.

mod pulls;

use axum::{
    Json,
    extract::{OriginalUri, State},
};
use throughline_app::{MetricAccount, NorthStarView, ObservationInput, Page, Paging, ValuesFileInput, ValuesReport};
use throughline_domain::{
    MetricId,
    metrics::{Metric, Observation},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::Listed,
    caller::{Caller, Read, Write},
    crud::six_routes,
    document::QueryOf,
    extract::{Asked, Body, Id},
    problem::ApiError,
    state::ApiState,
};

six_routes! {
    /// Named numbers; exactly one is the North Star.
    mod nouns: Metric, MetricId, MetricInput, tag "metrics", path "/metrics", one "metric", many "metrics",
    list_metrics get_metric create_metric change_metric withdraw_metric restore_metric
}

/// All routes of the slice.
pub fn routes() -> OpenApiRouter<ApiState> {
    nouns::routes()
        .routes(routes!(list_observations, observe))
        .routes(routes!(preview_values))
        .routes(routes!(import_values))
        .routes(routes!(metric_account))
        .routes(routes!(north_star))
        .merge(pulls::routes())
}

/// Routes that wait for somebody else.
pub fn slow_routes() -> OpenApiRouter<ApiState> {
    pulls::slow_routes()
}

/// List the values of a metric
///
/// Newest first.
#[utoipa::path(
    get, path = "/metrics/{id}/observations", tag = "metrics", params(QueryOf<Paging>), security(("token" = ["read"])),
    responses((status = 200, description = "A page of values.", body = Page<Observation>)),
)]
async fn list_observations(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    OriginalUri(uri): OriginalUri,
    Id(id): Id<MetricId>,
    Asked(paging): Asked<Paging>,
) -> Result<Listed<Page<Observation>>, ApiError> {
    Ok(Listed { page: state.app.list_observations(&caller.actor, id, paging).await?, uri })
}

/// Record one value of a metric
///
/// A value of the same metric and time is replaced, so that sending twice does no harm.
#[utoipa::path(
    post, path = "/metrics/{id}/observations", tag = "metrics", request_body = ObservationInput,
    security(("token" = ["write"])),
    responses((status = 200, description = "The value as it is kept.", body = Observation)),
)]
async fn observe(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<MetricId>,
    Body(input): Body<ObservationInput>,
) -> Result<Json<Observation>, ApiError> {
    Ok(Json(state.app.observe(&caller.actor, id, input).await?))
}

/// Read values of a metric from a file
///
/// A value of the same time is replaced, so the same file again changes nothing. Every row that is not taken is listed
/// with its reason.
#[utoipa::path(
    post, path = "/metrics/{id}/files", tag = "metrics", request_body = ValuesFileInput,
    security(("token" = ["write"])),
    responses((status = 200, description = "What was taken.", body = ValuesReport)),
)]
async fn import_values(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<MetricId>,
    Body(input): Body<ValuesFileInput>,
) -> Result<Json<ValuesReport>, ApiError> {
    Ok(Json(state.app.import_values(&caller.actor, id, input).await?))
}

/// Preview reading values from a file
///
/// Which columns are taken, what is new, and what is wrong with the values. Nothing is written.
#[utoipa::path(
    post, path = "/metrics/{id}/files/preview", tag = "metrics", request_body = ValuesFileInput,
    security(("token" = ["write"])),
    responses((status = 200, description = "What would be taken.", body = ValuesReport)),
)]
async fn preview_values(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<MetricId>,
    Body(input): Body<ValuesFileInput>,
) -> Result<Json<ValuesReport>, ApiError> {
    Ok(Json(state.app.preview_values(&caller.actor, id, input).await?))
}

/// Get what a metric's values say
///
/// Late, missing and doubtful values, a forecast with its band and method, and the change that the formula shares out.
#[utoipa::path(
    get, path = "/metrics/{id}/account", tag = "metrics", security(("token" = ["read"])),
    responses((status = 200, description = "The metric with what its values say.", body = MetricAccount)),
)]
async fn metric_account(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Id(id): Id<MetricId>,
) -> Result<Json<MetricAccount>, ApiError> {
    Ok(Json(state.app.metric_account(&caller.actor, id).await?))
}

/// Get the North Star
///
/// Its trend, the metrics under it, and what a week of all waiting work costs.
#[utoipa::path(
    get, path = "/north-star", tag = "metrics", security(("token" = ["read"])),
    responses((status = 200, description = "The North Star, or nothing where none is chosen.", body = NorthStarView)),
)]
async fn north_star(caller: Caller<Read>, State(state): State<ApiState>) -> Result<Json<NorthStarView>, ApiError> {
    Ok(Json(state.app.north_star(&caller.actor).await?))
}
