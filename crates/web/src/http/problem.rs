//! What goes wrong, as a page for people and as RFC 9457 for programs.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use serde_json::json;
use throughline_app::AppError;

use crate::{layout, site::Site};

/// What handlers answer.
pub type Answer = Result<Response, Oops>;

/// A verb's error on its way to the reader. [`present`] makes the page, because only it sees what the request accepts.
#[derive(Debug)]
pub struct Oops(pub AppError);

impl From<AppError> for Oops {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

impl Oops {
    /// There is nothing at this address.
    pub fn no_page() -> Self {
        Self(AppError::NotFound { what: "page" })
    }
}

impl IntoResponse for Oops {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        let wait = match &self.0 {
            AppError::TooManyRequests { retry_after_seconds } | AppError::Unavailable { retry_after_seconds, .. } => {
                Some(*retry_after_seconds)
            }
            _ => None,
        };
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self.0);
        response
    }
}

/// The status of an error.
pub fn status(error: &AppError) -> StatusCode {
    match error {
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
    }
}

/// The safe answer to a form: go and look at this address. Only addresses of ours are taken.
pub fn see_other(path: &str) -> Response {
    let location = HeaderValue::from_str(local(path).unwrap_or("/")).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// The address if it is a path on this server. `//host`, `/\host` and control characters would leave it.
pub fn local(path: &str) -> Option<&str> {
    let bytes = path.as_bytes();
    let fine = bytes.first() == Some(&b'/')
        && !matches!(bytes.get(1), Some(b'/' | b'\\'))
        && bytes.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'\\');
    fine.then_some(path)
}

/// Whether the asker prefers JSON over a page.
pub fn wants_json(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| {
        let json = accept.find("application/json").or_else(|| accept.find("application/problem+json"));
        match (json, accept.find("text/html")) {
            (Some(json), Some(html)) => json < html,
            (json, _) => json.is_some(),
        }
    })
}

/// Turns errors into pages, problem documents, or the way to the sign-in.
pub async fn present(State(site): State<Site>, request: Request, next: Next) -> Response {
    let json = wants_json(request.headers());
    let headers = request.headers().clone();
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str()).to_owned();
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = next.run(request).await;
    let Some(error) = response.extensions_mut().remove::<AppError>() else { return response };
    if json {
        return with_body(response, "application/problem+json", document(&error).to_string());
    }
    if error == AppError::Unauthenticated {
        return to_sign_in(&site, &headers, &target, reading).await;
    }
    let page = layout::bare(&headers, &error.title(), &body(&error, &target));
    with_body(response, "text/html; charset=utf-8", page.into_string())
}

async fn to_sign_in(site: &Site, headers: &HeaderMap, target: &str, reading: bool) -> Response {
    if reading && target == "/" && site.app.set_up_needed().await.unwrap_or(false) {
        return see_other("/set-up");
    }
    let back = if reading { Some(target.to_owned()) } else { from_page(headers) };
    match back.as_deref().filter(|back| *back != "/") {
        None => see_other("/sign-in"),
        Some(back) => {
            let back = percent_encoding::utf8_percent_encode(back, percent_encoding::NON_ALPHANUMERIC);
            see_other(&format!("/sign-in?next={back}"))
        }
    }
}

/// The page of ours that a form stood on, so that the reader comes back to it (what was typed waits in the tab).
fn from_page(headers: &HeaderMap) -> Option<String> {
    let referer = headers.get(header::REFERER)?.to_str().ok()?;
    let url = url::Url::parse(referer).ok()?;
    Some(url.path().to_owned()).filter(|path| local(path).is_some())
}

fn with_body(response: Response, content_type: &'static str, body: String) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, body.into())
}

fn document(error: &AppError) -> serde_json::Value {
    let mut document = json!({
        "type": "about:blank",
        "title": error.title(),
        "status": status(error).as_u16(),
        "detail": error.detail(),
        "code": error.code(),
    });
    if let AppError::Invalid { fields } = error {
        document["errors"] = json!(fields);
    }
    document
}

fn body(error: &AppError, target: &str) -> Markup {
    let broke = matches!(error, AppError::Internal { .. } | AppError::Unavailable { .. });
    html! {
        div class="head" {
            p class="eyebrow" { span { (status(error).as_u16()) } }
            h1 class="says" { (error.title()) "." }
            p class="lead" { (error.detail()) }
        }
        div class="actions" {
            @if broke { a class="btn primary" href=(local(target).unwrap_or("/")) { "Try again" } }
            a class="btn" href="/" { "Go to this week" }
            @if matches!(error, AppError::NotFound { .. }) {
                a class="btn" href="/find" { "Find it" }
                a class="btn" href="/activity" { "Look in the activity" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_server_are_local() {
        for path in ["/", "/tickets/NF-1?x=%20", "/a//b"] {
            assert_eq!(local(path), Some(path));
        }
        for path in [
            "",
            "tickets",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x",
            "/\t/evil",
        ] {
            assert_eq!(local(path), None, "{path:?}");
        }
    }

    #[test]
    fn a_browser_gets_a_page_and_a_program_what_it_names_first() {
        let accepts = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(value));
            wants_json(&headers)
        };
        assert!(!accepts("text/html,application/xhtml+xml,*/*;q=0.8"));
        assert!(!accepts("*/*"));
        assert!(accepts("application/json"));
        assert!(accepts("application/json, text/html"));
        assert!(!accepts("text/html, application/json"));
    }
}
