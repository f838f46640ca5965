//! JSON over HTTP: every verb under `/api/v1`, and the OpenAPI document that describes it.
//!
//! Routes carry their permission in the type of their first argument, [`caller::Caller`]; whatever goes wrong is
//! answered with an RFC 9457 problem document; the document is made from the routes themselves.

mod activity;
mod answer;
mod caller;
mod connections;
mod crud;
mod document;
mod extract;
mod idempotency;
mod keeping;
mod limit;
mod markets;
mod metrics;
mod people;
mod priorities;
mod problem;
mod rhythm;
mod roadmap;
mod state;
mod strategy;
mod tickets;
mod urgency;
mod value;

use std::{any::Any, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use throughline_app::{Actor, App, AppError};
use tower_http::{catch_panic::CatchPanicLayer, set_header::SetResponseHeaderLayer};
use utoipa::{OpenApi as _, openapi::OpenApi};
use utoipa_axum::router::OpenApiRouter;

use crate::{limit::Limiter, problem::ApiError, state::ApiState};
pub use crate::{limit::Rate, problem::Problem, state::ApiSettings};

/// Longest body of an ordinary request, in bytes.
const ORDINARY_BODY: usize = 1 << 20;
/// Longest body of a request that carries a file, in bytes.
const FILE_BODY: usize = 64 << 20;

/// The API for callers with tokens.
pub fn router(app: App, settings: ApiSettings) -> Router {
    assemble(app, None, settings)
}

/// The same API, acting as somebody who is known already: the operator on the command line.
pub fn router_as(app: App, actor: Actor) -> Router {
    assemble(app, Some(actor), ApiSettings::default())
}

/// The description of the API.
pub fn openapi() -> OpenApi {
    let (_, mut document) = described(ApiSettings::default()).split_for_parts();
    document::finish(&mut document);
    document
}

fn assemble(app: App, acting: Option<Actor>, settings: ApiSettings) -> Router {
    let (routes, mut document) = described(settings).split_for_parts();
    document::finish(&mut document);
    let document = Arc::new(document);
    let description = get(async move || Json(document.as_ref().clone()));
    let limiter = Arc::new(Limiter::new(settings.rate));
    routes
        .route("/api/v1/openapi.json", description)
        .route("/api/v1", axum::routing::any(no_such_route))
        .route("/api/v1/{*rest}", axum::routing::any(no_such_route))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(CatchPanicLayer::custom(broke))
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .with_state(ApiState { app, acting, limiter })
}

fn described(settings: ApiSettings) -> OpenApiRouter<ApiState> {
    let ordinary = [
        people::routes(),
        metrics::routes(),
        markets::routes(),
        strategy::routes(),
        tickets::routes(),
        value::routes(),
        priorities::routes(),
        roadmap::routes(),
        urgency::routes(),
        rhythm::routes(),
        connections::routes(),
        activity::routes(),
    ];
    let ordinary = ordinary.into_iter().fold(OpenApiRouter::new(), OpenApiRouter::merge);
    let large = connections::large_routes()
        .merge(keeping::large_routes())
        .merge(metrics::slow_routes())
        .merge(strategy::large_routes());
    let slices = bounded(ordinary, ORDINARY_BODY, settings.request_timeout).merge(bounded(
        large,
        FILE_BODY,
        settings.long_request_timeout,
    ));
    OpenApiRouter::with_openapi(document::Head::openapi()).nest("/api/v1", slices)
}

/// Bounds what requests to these routes may send and how long they may take.
fn bounded(routes: OpenApiRouter<ApiState>, body: usize, timeout: Duration) -> OpenApiRouter<ApiState> {
    routes
        .layer(middleware::from_fn_with_state(body, idempotency::name_the_request))
        .layer(DefaultBodyLimit::max(body))
        .layer(middleware::from_fn_with_state(timeout, in_time))
}

async fn in_time(State(timeout): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::TookTooLong.into_response(),
    }
}

async fn no_such_route() -> ApiError {
    ApiError::NoSuchRoute
}

async fn method_not_allowed() -> ApiError {
    ApiError::MethodNotAllowed
}

/// A panic in a handler is a fault of ours, said like any other; the message stays in the log.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over")]
fn broke(panic: Box<dyn Any + Send>) -> Response {
    let message = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    let id = uuid::Uuid::new_v4().to_string();
    tracing::error!(id, panic = message.unwrap_or("unknown"), "a handler panicked");
    ApiError::from(AppError::Internal { id }).into_response()
}
