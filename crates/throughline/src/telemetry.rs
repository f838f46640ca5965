//! The log: to stderr, in UTC, one entry a line. Never a secret, never a body; paths only as the routes write them.

use std::io::{self, IsTerminal};

use axum::{extract::MatchedPath, extract::Request};
use throughline_cli::args::Command;
use tracing::{Span, level_filters::LevelFilter};
use tracing_subscriber::{EnvFilter, fmt};

use crate::config::Settings;

/// The header that names a request, taken over from a proxy or made here.
const REQUEST_ID: &str = "x-request-id";

/// What is written of libraries when nobody says otherwise: `PostgreSQL` remarks on every start that its tables exist.
const USUAL_FILTER: &str = "sqlx=warn";

/// Begins to write the log. A server says what it does; other commands only what went wrong.
pub fn start(settings: &Settings, command: &Command) {
    let usual = if matches!(command, Command::Serve(_)) { LevelFilter::INFO } else { LevelFilter::WARN };
    let filter = EnvFilter::builder().with_default_directive(usual.into());
    let filter = filter.parse_lossy(settings.log.as_deref().unwrap_or(USUAL_FILTER));
    let entries = fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
    if settings.log_json { entries.json().init() } else { entries.compact().init() }
}

/// The span of a request. Addresses may carry secrets, so the route's pattern stands for them.
pub fn request_span(request: &Request) -> Span {
    let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str);
    tracing::info_span!("request", id, method = %request.method(), route)
}
