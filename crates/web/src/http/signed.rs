//! Who asks. A handler that takes [`Signed`] or [`Posted`] runs only for somebody with a session; there is no other way
//! to an [`Actor`].

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use maud::Markup;
use serde::Serialize;
use sha2::{Digest, Sha256};
use throughline_app::{Actor, AppError, ClientInfo, IdempotencyKey};

use crate::{
    http::{Fields, Oops, cookies, problem::wants_json},
    layout::{self, Frame, Place},
    site::Site,
};

/// Says that an open page asks for itself, and nobody did.
const LOOKS_FOR_ITSELF: &str = "x-throughline-look";
/// Where open pages are told what happens. A browser sends no header of its own with that.
const LIVE: &str = "/live";
/// The most that a form without a file may send.
const FORM_LIMIT: usize = 1024 * 1024;

/// Somebody without a session, or whose session does not matter here.
pub struct Visitor {
    /// The other end, for throttling and the session list.
    pub client: ClientInfo,
    /// The request's headers.
    pub headers: HeaderMap,
}

impl FromRequestParts<Site> for Visitor {
    type Rejection = Oops;
    async fn from_request_parts(parts: &mut Parts, _: &Site) -> Result<Self, Oops> {
        Ok(Self { client: client(parts), headers: parts.headers.clone() })
    }
}

/// Somebody with a session, and what their pages are framed with.
pub struct Signed {
    /// Who, in which workspace.
    pub actor: Actor,
    /// What every page shows around its content.
    pub frame: Frame,
    /// Whether JSON was asked for.
    pub json: bool,
    /// Whether a script asks for a piece of the page.
    pub fragment: bool,
    /// Whether the same address gives the page again.
    read: bool,
}

impl FromRequestParts<Site> for Signed {
    type Rejection = Oops;
    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Oops> {
        let name = cookies::session_name(site.app.settings().secure_cookies);
        let cookie = cookies::read(&parts.headers, name).ok_or(AppError::Unauthenticated)?;
        // The page opens its stream, and again whenever that broke off.
        let attended = !parts.headers.contains_key(LOOKS_FOR_ITSELF) && parts.uri.path() != LIVE;
        let actor = site.app.actor_of_cookie(cookie, attended).await?;
        let star = site.star(&actor).await?;
        let frame = Frame::new(&actor, star, &parts.headers, site.app.now());
        let fragment = parts.headers.get("hx-request").is_some_and(|value| value == "true");
        let read = parts.method == Method::GET;
        Ok(Self { actor, frame, json: wants_json(&parts.headers), fragment, read })
    }
}

impl Signed {
    /// The view as a page, or as JSON if that was asked for.
    pub fn page<V: Serialize>(&self, view: &V, place: Place, title: &str, body: impl FnOnce() -> Markup) -> Response {
        if self.json {
            return json(view);
        }
        self.html(StatusCode::OK, place, title, &body())
    }

    /// A page with a status.
    pub fn html(&self, status: StatusCode, place: Place, title: &str, body: &Markup) -> Response {
        // What was refused, or came of a form, is not what its address gives.
        let lives = self.read && status == StatusCode::OK;
        (status, html_type(), layout::page(&self.frame, place, title, body, lives).into_string()).into_response()
    }
}

/// A piece of a page for a script.
pub fn piece(piece: Markup) -> Response {
    (html_type(), piece.into_string()).into_response()
}

fn html_type() -> [(header::HeaderName, HeaderValue); 1] {
    [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))]
}

/// The view as JSON.
pub fn json<V: Serialize>(view: &V) -> Response {
    match serde_json::to_vec(view) {
        Ok(body) => {
            let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
            (kind, Body::from(body)).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a view could not be written as JSON");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A form sent by somebody with a session.
pub struct Posted {
    /// Who.
    pub signed: Signed,
    /// What.
    pub fields: Fields,
}

impl FromRequest<Site> for Posted {
    type Rejection = Oops;
    async fn from_request(request: Request, site: &Site) -> Result<Self, Oops> {
        let (mut parts, body) = request.into_parts();
        let mut signed = Signed::from_request_parts(&mut parts, site).await?;
        let bytes = read(body, FORM_LIMIT).await?;
        let fields = Fields::parse(&bytes);
        signed.actor = once(signed.actor, parts.uri.path(), &fields, &bytes)?;
        Ok(Self { signed, fields })
    }
}

/// The body, if it is not larger than the limit.
pub async fn read(body: Body, limit: usize) -> Result<Bytes, Oops> {
    let too_large =
        || AppError::TooLarge { message: format!("A form may send up to {limit} bytes. Nothing was changed.") };
    axum::body::to_bytes(body, limit).await.map_err(|_| Oops(too_large()))
}

/// Sending the same form twice does the thing once. The content is part of the key: who goes back, types something else
/// and sends again means something else.
pub fn once(actor: Actor, path: &str, fields: &Fields, body: &[u8]) -> Result<Actor, Oops> {
    let form = fields.text("idem");
    if form.is_empty() {
        return Ok(actor);
    }
    let hash: [u8; 32] = Sha256::new().chain_update(path).chain_update([0]).chain_update(body).finalize().into();
    let content = u64::from_be_bytes(std::array::from_fn(|at| hash[at]));
    let form: String = form.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    let key = IdempotencyKey::new(&format!("form-{form}-{content:016x}"), hash)?;
    Ok(actor.with_idempotency(Some(key)))
}

/// Who is at the other end, as far as the connection tells.
fn client(parts: &Parts) -> ClientInfo {
    let address = parts.extensions.get::<axum::extract::ConnectInfo<std::net::SocketAddr>>();
    let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    ClientInfo { address: address.map(|info| info.0.ip().to_string()), agent: agent.map(str::to_owned) }
}
