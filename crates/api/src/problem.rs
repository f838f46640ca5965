//! Errors as RFC 9457 problem details.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use throughline_app::{AppError, FieldError};
use throughline_domain::priorities::Way;
use utoipa::ToSchema;

/// What went wrong (RFC 9457), in words for people and with a stable code for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ProblemDetails, example = json!({
    "type": "urn:throughline:problem:not_found", "code": "not_found", "status": 404, "title": "There is no such ticket",
    "detail": "No ticket of this workspace has that name or id. It may have been deleted: look in the activity."
}))]
pub struct Problem {
    /// The kind of error as a URI.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of error: the last part of `type`.
    pub code: String,
    /// The HTTP status, once more.
    pub status: u16,
    /// The kind of error in words.
    pub title: String,
    /// What happened, what was kept, what to do next.
    pub detail: String,
    /// What is wrong with which field of the request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The version the record has now, where a change came too late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_version: Option<i64>,
    /// Moves that can be done instead of one that dependencies forbid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<Way>,
}

/// Everything a handler can fail with.
#[derive(Debug)]
pub enum ApiError {
    /// The verb said no.
    App(AppError),
    /// No route of this path.
    NoSuchRoute,
    /// A route, but not for this method.
    MethodNotAllowed,
    /// The request is not well-formed: JSON, query, header.
    Malformed {
        /// What was expected.
        detail: String,
    },
    /// The body is of another type than the route takes.
    UnsupportedMediaType,
    /// It took longer than a request may.
    TookTooLong,
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl ApiError {
    /// One field of the request that cannot be taken.
    pub fn field(field: impl Into<String>, given: impl Into<String>, message: impl Into<String>) -> Self {
        Self::App(AppError::Invalid {
            fields: vec![FieldError { field: field.into(), given: given.into(), message: message.into() }],
        })
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::App(error) => match error {
                AppError::NotFound { .. } => StatusCode::NOT_FOUND,
                AppError::Unauthenticated => StatusCode::UNAUTHORIZED,
                AppError::Forbidden { .. } => StatusCode::FORBIDDEN,
                AppError::Invalid { .. } | AppError::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
                AppError::Conflict { .. } | AppError::WaitsFor(_) => StatusCode::CONFLICT,
                AppError::Stale { .. } | AppError::PlanMoved { .. } => StatusCode::PRECONDITION_FAILED,
                AppError::VersionRequired => StatusCode::PRECONDITION_REQUIRED,
                AppError::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
                AppError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
                AppError::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
                AppError::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
            },
            Self::NoSuchRoute => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Malformed { .. } => StatusCode::BAD_REQUEST,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TookTooLong => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The document that is sent.
    pub fn problem(&self) -> Problem {
        let (code, title, detail) = match self {
            Self::App(error) => (error.code(), error.title(), error.detail()),
            Self::NoSuchRoute => (
                "no_such_route",
                "There is nothing at this address".to_owned(),
                "The API has no such route. /api/v1/openapi.json lists all of them.".to_owned(),
            ),
            Self::MethodNotAllowed => (
                "method_not_allowed",
                "This route does not take this method".to_owned(),
                "The Allow header lists the methods it takes. Nothing was changed.".to_owned(),
            ),
            Self::Malformed { detail } => {
                ("malformed", "The request could not be read".to_owned(), format!("{detail} Nothing was changed."))
            }
            Self::UnsupportedMediaType => (
                "unsupported_media_type",
                "The body is not JSON".to_owned(),
                "Send the body as JSON with Content-Type: application/json. Nothing was changed.".to_owned(),
            ),
            Self::TookTooLong => (
                "took_too_long",
                "This took longer than a request may".to_owned(),
                "The change may have been made; trying again with the same Idempotency-Key never makes it twice."
                    .to_owned(),
            ),
        };
        let mut problem = Problem {
            kind: format!("urn:throughline:problem:{code}"),
            code: code.to_owned(),
            status: self.status().as_u16(),
            title,
            detail,
            errors: Vec::new(),
            current_version: None,
            instead: Vec::new(),
        };
        match self {
            Self::App(AppError::Invalid { fields }) => problem.errors.clone_from(fields),
            Self::App(AppError::Stale { current_version }) => problem.current_version = Some(*current_version),
            Self::App(AppError::WaitsFor(obstacle)) => problem.instead.clone_from(&obstacle.instead),
            _ => {}
        }
        problem
    }

    fn retry_after_seconds(&self) -> Option<u64> {
        match self {
            Self::App(
                AppError::TooManyRequests { retry_after_seconds } | AppError::Unavailable { retry_after_seconds, .. },
            ) => Some(*retry_after_seconds),
            Self::TookTooLong => Some(1),
            _ => None,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.problem()).unwrap_or_default();
        let mut response = (self.status(), body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after_seconds() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if matches!(self, Self::App(AppError::Unauthenticated)) {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
