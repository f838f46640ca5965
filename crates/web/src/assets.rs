//! The stylesheet and the scripts: the name holds a fingerprint of the content, so browsers keep them for a year.

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    response::IntoResponse,
};

use crate::http::{Answer, Oops};

/// `GET /assets/{name}`
pub async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Answer {
    let file = throughline_assets::at(&format!("/assets/{name}")).ok_or_else(Oops::no_page)?;
    let takes_gzip = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("gzip"));
    let kind = HeaderValue::from_static(file.content_type());
    let keep = HeaderValue::from_static("public, max-age=31536000, immutable");
    let basic = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, keep),
        (header::VARY, HeaderValue::from_static("Accept-Encoding")),
    ];
    Ok(match file.gzip.filter(|_| takes_gzip) {
        Some(compressed) => {
            (basic, [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))], compressed).into_response()
        }
        None => (basic, file.bytes).into_response(),
    })
}
