//! `Idempotency-Key`: names a request by its key and a hash of what it asks, for the verb to keep beside its answer.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use throughline_app::IdempotencyKey;

use crate::{extract::too_large, problem::ApiError};

/// Reads the key of a write and puts it where the caller is made. The body is read here, up to the route's limit, and
/// handed on as it came.
pub async fn name_the_request(State(limit): State<usize>, request: Request, next: Next) -> Response {
    if request.method() == Method::GET || !request.headers().contains_key("idempotency-key") {
        return next.run(request).await;
    }
    match named(request, limit).await {
        Ok(request) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

async fn named(request: Request, limit: usize) -> Result<Request, ApiError> {
    let (mut parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, limit).await.map_err(|_| too_large())?;
    let mut hash = Sha256::new();
    let version = parts.headers.get(header::IF_MATCH).map(header::HeaderValue::as_bytes).unwrap_or_default();
    for part in [parts.method.as_str().as_bytes(), parts.uri.to_string().as_bytes(), version, &body] {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    let key = parts.headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default();
    parts.extensions.insert(IdempotencyKey::new(key, hash.finalize().into())?);
    Ok(Request::from_parts(parts, Body::from(body)))
}
