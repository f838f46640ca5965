//! Whether the process lives, and whether it can do its work.

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use throughline_app::App;

/// `/healthz` answers as long as the process does; `/readyz` only while the database answers.
pub fn router(app: App) -> Router {
    Router::new().route("/healthz", get(async || "alive\n")).route("/readyz", get(ready)).with_state(app)
}

async fn ready(State(app): State<App>) -> Response {
    match app.ready().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "2")], "the database does not answer\n")
                .into_response()
        }
    }
}
