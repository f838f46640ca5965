//! Reading requests. Whatever cannot be read is answered with a problem document, never with a bare status.

use std::str::FromStr;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request, rejection::BytesRejection},
    http::{HeaderMap, header, request::Parts},
};
use serde::de::DeserializeOwned;
use throughline_app::AppError;
use uuid::Uuid;

use crate::problem::ApiError;

/// A JSON body.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::UnsupportedMediaType);
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| unread(&rejection))?;
        read_json(&bytes).map(Self)
    }
}

fn unread(rejection: &BytesRejection) -> ApiError {
    if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        return too_large();
    }
    ApiError::Malformed { detail: "The body ended before it was complete.".to_owned() }
}

/// The body is longer than the route takes.
pub fn too_large() -> ApiError {
    ApiError::App(AppError::TooLarge {
        message: "The body is longer than this route takes. Nothing was changed. Send it in parts.".to_owned(),
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    let essence = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(|value| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    essence.is_some_and(|essence| {
        essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
    })
}

fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let reason = error.into_inner();
        match reason.classify() {
            serde_json::error::Category::Data => ApiError::field(path, "", sentence(&reason.to_string())),
            _ => ApiError::Malformed { detail: format!("The body is not well-formed JSON: {reason}.") },
        }
    })?;
    reader
        .end()
        .map_err(|reason| ApiError::Malformed { detail: format!("After the JSON document comes more: {reason}.") })?;
    Ok(value)
}

/// A library's message as a sentence.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

/// The query string. Unknown and repeated parameters are refused, because silence would look like a filter that found all.
pub struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let query = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        query.map(|query| Self(query.0)).map_err(|rejection| {
            let text = rejection.body_text();
            let reason = text.split_once(": ").map_or(text.as_str(), |(_, reason)| reason);
            let field = reason.split_once(": ").map_or("query", |(field, _)| field);
            let said = reason.split_once(": ").map_or(reason, |(_, said)| said);
            ApiError::field(field, "", sentence(said))
        })
    }
}

/// An id in the path.
///
/// What is not an id names nothing: it is looked up as the nil UUID, which no record has, so that the answer is the very
/// one for a record that is missing or of another workspace.
pub struct Id<T>(pub T);

impl<S: Send + Sync, T: FromStr + From<Uuid>> FromRequestParts<S> for Id<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Ok(Path(text)) = Path::<String>::from_request_parts(parts, state).await else {
            return Ok(Self(T::from(Uuid::nil())));
        };
        Ok(Self(text.parse().unwrap_or_else(|_| T::from(Uuid::nil()))))
    }
}

/// A key or an id in the path. What is not text names nothing, like an empty name.
pub struct Name(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Name {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let name = Path::<String>::from_request_parts(parts, state).await;
        Ok(Self(name.map(|Path(name)| name).unwrap_or_default()))
    }
}

/// The version a change is based on, from `If-Match: "v3"`.
pub struct IfMatch(pub i64);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let given = parts.headers.get(header::IF_MATCH).ok_or(AppError::VersionRequired)?;
        let given = given.to_str().unwrap_or_default();
        let digits = given.strip_prefix("\"v").and_then(|rest| rest.strip_suffix('"'));
        let version = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
        version.and_then(|digits| digits.parse().ok()).map(Self).ok_or_else(|| {
            ApiError::field(
                "If-Match",
                given,
                "Send the ETag of the record as you read it, for instance \"v3\" with its quotes.",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn version_of(header: Option<&str>) -> Result<i64, ApiError> {
        let mut request = Request::builder();
        if let Some(value) = header {
            request = request.header(header::IF_MATCH, value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        IfMatch::from_request_parts(&mut parts, &()).await.map(|version| version.0)
    }

    #[tokio::test]
    async fn a_version_is_read_from_its_etag_and_nothing_else() {
        assert_eq!(version_of(Some("\"v12\"")).await.unwrap(), 12);
        assert!(matches!(version_of(None).await, Err(ApiError::App(AppError::VersionRequired))));
        for wrong in ["12", "\"12\"", "W/\"v12\"", "*", "\"v-1\"", "\"v99999999999999999999\""] {
            assert!(matches!(version_of(Some(wrong)).await, Err(ApiError::App(AppError::Invalid { .. }))), "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_body_names_the_field() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Input {
            #[allow(dead_code)]
            days: f64,
        }
        let Err(ApiError::App(AppError::Invalid { fields })) = read_json::<Input>(br#"{"days":"many"}"#) else {
            panic!("a string is not a number");
        };
        assert_eq!(fields[0].field, "days");
        assert!(matches!(read_json::<Input>(br#"{"days":"#), Err(ApiError::Malformed { .. })));
        assert!(matches!(read_json::<Input>(br#"{"days":1} {}"#), Err(ApiError::Malformed { .. })));
        assert!(matches!(
            read_json::<Input>(br#"{"days":1,"role":"owner"}"#),
            Err(ApiError::App(AppError::Invalid { .. }))
        ));
    }
}
