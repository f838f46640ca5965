//! Headers that keep browsers safe, and the check that a write comes from a page of ours.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use throughline_app::AppError;

use crate::{http::Oops, site::Site};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
                      font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()"),
];

/// Adds the headers. Pages are private, so nothing but the fingerprinted assets is stored on the way.
pub async fn headers(State(site): State<Site>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if site.app.settings().secure_cookies {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::VARY, HeaderValue::from_static("Accept, Cookie, HX-Request"));
    }
    response
}

/// Refuses writes that do not come from a page of ours. Browsers send `Sec-Fetch-Site` over TLS and to localhost; over
/// plain HTTP only `Origin` tells, and it must name this host.
pub async fn same_origin(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || from_here(request.headers()) {
        return next.run(request).await;
    }
    let needs = "This form was not sent from a page of this server. Open the page here and send it again.";
    Oops(AppError::Forbidden { needs: needs.to_owned() }).into_response()
}

fn from_here(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match text(HeaderName::from_static("sec-fetch-site")) {
        Some(site) => site == "same-origin",
        None => match (text(header::ORIGIN), text(header::HOST)) {
            (Some(origin), Some(host)) => {
                origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host))
            }
            _ => false,
        },
    }
}

/// Whether a browser says that another site asks. A read is not refused for it, since a link from elsewhere may lead here;
/// a stream that stays open is.
pub fn from_elsewhere(headers: &HeaderMap) -> bool {
    let says =
        [HeaderName::from_static("sec-fetch-site"), header::ORIGIN].iter().any(|name| headers.contains_key(name));
    says && !from_here(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        from_here(&headers)
    }

    #[test]
    fn fetch_metadata_decides_where_it_is_sent() {
        assert!(sent(&[("sec-fetch-site", "same-origin"), ("host", "tl.test")]));
        for site in ["cross-site", "same-site", "none"] {
            assert!(!sent(&[("sec-fetch-site", site), ("origin", "http://tl.test"), ("host", "tl.test")]), "{site}");
        }
    }

    #[test]
    fn without_it_the_origin_must_name_this_host() {
        assert!(sent(&[("origin", "http://tl.test:8080"), ("host", "tl.test:8080")]));
        assert!(!sent(&[("origin", "http://tl.test"), ("host", "tl.test:8080")]));
        assert!(!sent(&[("origin", "null"), ("host", "tl.test")]));
        assert!(!sent(&[("host", "tl.test")]), "neither header: not a browser of ours");
    }
}
