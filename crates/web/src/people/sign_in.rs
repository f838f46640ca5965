//! Signing in and out, and the link that signs in once.

use axum::{
    body::Body,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use throughline_app::{AppError, SignInInput, SignedIn};

use crate::{
    components::{
        bits,
        fields::{self, Field},
    },
    http::{Answer, Fields, FormState, Posted, Visitor, cookies, problem::local, see_other, signed},
    layout,
    site::Site,
};

/// A page without a session.
pub fn bare(headers: &HeaderMap, status: StatusCode, title: &str, body: &Markup) -> Response {
    let page = layout::bare(headers, title, body).into_string();
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

/// Sends the new session along and the reader on.
pub fn welcome(site: &Site, signed_in: &SignedIn, to: &str) -> Response {
    let mut response = see_other(to);
    let cookie = cookies::session(&signed_in.cookie, site.app.settings().secure_cookies);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

fn form(headers: &HeaderMap, status: StatusCode, state: &FormState) -> Response {
    let body = html! {
        div class="auth" {
            (bits::head(&[], "Sign in.", None))
            (fields::form(state, "/sign-in", "Sign in", html! {
                input type="hidden" name="next" value=(state.value("next"));
                (Field::new(state, "email", "E-mail address").required().autocomplete("username").email())
                (Field::new(state, "password", "Password").required().autocomplete("current-password").password())
            }))
            p class="meta" { "No account yet? Ask an owner of your workspace for an invitation link." }
        }
    };
    bare(headers, status, "Sign in", &body)
}

/// `GET /sign-in`
pub async fn page(State(site): State<Site>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    if site.app.set_up_needed().await? {
        return Ok(see_other("/set-up"));
    }
    let given = Fields::parse(query.unwrap_or_default().as_bytes());
    Ok(form(&visitor.headers, StatusCode::OK, &FormState::new().with("next", given.text("next"))))
}

/// `POST /sign-in`
pub async fn enter(State(site): State<Site>, visitor: Visitor, body: Body) -> Answer {
    let fields = Fields::parse(&signed::read(body, 64 * 1024).await?);
    let input = SignInInput {
        email: fields.text("email").to_owned(),
        password: fields.verbatim("password").to_owned(),
        workspace_id: None,
    };
    match site.app.sign_in(input, visitor.client).await {
        Ok(signed_in) => Ok(welcome(&site, &signed_in, local(fields.text("next")).unwrap_or("/"))),
        Err(AppError::Unauthenticated) => {
            let message = "This address and password do not belong together. Nothing else was checked.".to_owned();
            let (_, state) = FormState::new().again(&fields, AppError::Conflict { message })?;
            Ok(form(&visitor.headers, StatusCode::UNAUTHORIZED, &state))
        }
        Err(error) => {
            let (status, state) = FormState::new().again(&fields, error)?;
            Ok(form(&visitor.headers, status, &state))
        }
    }
}

/// `GET /enter/{secret}`: works once, so a mail scanner's HEAD must not use it up.
pub async fn one_time(
    State(site): State<Site>,
    method: Method,
    visitor: Visitor,
    Path(secret): Path<String>,
) -> Answer {
    if method == Method::HEAD {
        return Ok(StatusCode::OK.into_response());
    }
    match site.app.use_one_time_link(&secret, visitor.client).await {
        Ok(signed_in) => Ok(welcome(&site, &signed_in, "/")),
        Err(AppError::Unauthenticated | AppError::NotFound { .. }) => {
            let body = html! {
                (bits::head(&[], "This link has been used, or has expired.", Some("Each link signs in once. Make a new one on the command line, or sign in with your password.")))
                div class="actions" { a class="btn primary" href="/sign-in" { "Sign in" } }
            };
            Ok(bare(&visitor.headers, StatusCode::NOT_FOUND, "Link used", &body))
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes the session and everything that this browser kept of it away.
fn goodbye(site: &Site) -> Response {
    let mut response = see_other("/sign-in");
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, cookies::no_session(site.app.settings().secure_cookies));
    headers.insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    response
}

/// `POST /sign-out`
pub async fn leave(State(site): State<Site>, posted: Posted) -> Answer {
    site.app.sign_out(&posted.signed.actor).await?;
    Ok(goodbye(&site))
}

/// `POST /sign-out-everywhere`
pub async fn leave_everywhere(State(site): State<Site>, posted: Posted) -> Answer {
    site.app.sign_out_everywhere(&posted.signed.actor).await?;
    Ok(goodbye(&site))
}
