//! The one way to the data: the API, over HTTP or inside this process.

use axum::{Router, body::Body, http};
use jiff::tz::TimeZone;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use throughline_domain::{people::Workspace, priorities::Way};
use tower::ServiceExt;

use crate::error::CliError;

/// Largest answer that is read: a whole workspace is exported in one document.
const LARGEST_ANSWER: usize = 1 << 30;
/// What stays as it is in a path segment (RFC 3986, unreserved).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// An error as the API sends it (RFC 9457).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Problem {
    /// HTTP status.
    pub status: u16,
    /// Stable name of the kind of error.
    pub code: Option<String>,
    /// The kind of error, in words.
    pub title: String,
    /// What happened, what was kept, what to do next.
    pub detail: Option<String>,
    /// What is wrong with which field.
    #[serde(default)]
    pub errors: Vec<FieldProblem>,
    /// Moves that can be done instead of one that dependencies forbid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<Way>,
}

/// What is wrong with one field.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FieldProblem {
    /// Its name.
    pub field: String,
    /// What was given.
    #[serde(default)]
    pub given: String,
    /// What to change.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let detail = self.detail.as_deref().unwrap_or(&self.title);
        f.write_str(detail)?;
        // What was said once is not said again below; only which field it was, where there are several.
        let new = |error: &&FieldProblem| self.errors.len() > 1 || !detail.contains(&error.message);
        self.errors.iter().filter(new).try_for_each(|error| write!(f, "\n  {}: {}", error.field, error.message))
    }
}

enum Transport {
    Http { base: url::Url, token: Option<String>, client: reqwest::Client },
    InProcess(Router),
}

/// A client of the API.
pub struct Client(Transport);

/// One request.
pub struct Ask {
    method: http::Method,
    path: String,
    query: Vec<(String, String)>,
    body: Option<Value>,
    /// The version that a change is based on.
    version: Option<i64>,
}

impl Ask {
    /// A request of this method to a path below `/api/v1`, its segments given raw.
    pub fn new(method: http::Method, segments: &[&str]) -> Self {
        let path = segments
            .iter()
            .fold(String::from("/api/v1"), |path, segment| format!("{path}/{}", utf8_percent_encode(segment, SEGMENT)));
        Self { method, path, query: Vec::new(), body: None, version: None }
    }

    /// A GET.
    pub fn get(segments: &[&str]) -> Self {
        Self::new(http::Method::GET, segments)
    }

    /// A DELETE.
    pub fn delete(segments: &[&str]) -> Self {
        Self::new(http::Method::DELETE, segments)
    }

    /// A POST with a JSON body.
    pub fn post<T: Serialize>(segments: &[&str], body: &T) -> Result<Self, CliError> {
        let body = serde_json::to_value(body).map_err(CliError::fault)?;
        Ok(Self { body: Some(body), ..Self::new(http::Method::POST, segments) })
    }

    /// A PUT with a JSON body.
    pub fn put<T: Serialize>(segments: &[&str], body: &T) -> Result<Self, CliError> {
        let body = serde_json::to_value(body).map_err(CliError::fault)?;
        Ok(Self { body: Some(body), ..Self::new(http::Method::PUT, segments) })
    }

    /// With a query parameter, if there is a value.
    #[must_use]
    pub fn query<T: ToString>(mut self, name: &str, value: Option<T>) -> Self {
        self.query.extend(value.map(|value| (name.to_owned(), value.to_string())));
        self
    }

    /// Based on this version of the record.
    #[must_use]
    pub fn based_on(mut self, version: i64) -> Self {
        self.version = Some(version);
        self
    }

    fn target(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.query);
        let query = query.finish();
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }
}

impl Client {
    /// Over HTTP to a server.
    pub fn http(server: &str, token: Option<String>) -> Result<Self, CliError> {
        let base = url::Url::parse(server)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .ok_or_else(|| {
                CliError::Usage(format!(
                    "\"{server}\" is not the address of a server; write http://127.0.0.1:7777 or https://..."
                ))
            })?;
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("throughline/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(std::time::Duration::from_secs(10))
            .build()
            .map_err(CliError::fault)?;
        Ok(Self(Transport::Http { base, token, client }))
    }

    /// To a router in this process.
    pub fn in_process(router: Router) -> Self {
        Self(Transport::InProcess(router))
    }

    /// The workspace's time zone.
    pub async fn zone(&self) -> Result<TimeZone, CliError> {
        let workspace: Workspace = self.send(Ask::get(&["workspace"])).await?;
        Ok(TimeZone::get(&workspace.time_zone).unwrap_or(TimeZone::UTC))
    }

    /// Sends it and reads the answer.
    pub async fn send<T: DeserializeOwned>(&self, ask: Ask) -> Result<T, CliError> {
        let bytes = self.bytes(ask).await?;
        serde_json::from_slice(&bytes).map_err(|error| {
            CliError::Fault(format!(
                "the answer could not be read: {error}. Client and server may be of different versions."
            ))
        })
    }

    /// Sends it and takes the answer as it is.
    pub async fn bytes(&self, ask: Ask) -> Result<Vec<u8>, CliError> {
        let (status, bytes) = match &self.0 {
            Transport::Http { base, token, client } => over_http(base, token.as_deref(), client, ask).await?,
            Transport::InProcess(router) => in_process(router.clone(), ask).await?,
        };
        if status.is_success() { Ok(bytes) } else { Err(refused(status, &bytes)) }
    }
}

fn refused(status: http::StatusCode, bytes: &[u8]) -> CliError {
    CliError::Refused(Box::new(serde_json::from_slice(bytes).unwrap_or_else(|_| Problem {
        status: status.as_u16(),
        code: None,
        title: format!("The server answered {status} without saying why. Is it a Throughline server?"),
        detail: None,
        errors: Vec::new(),
        instead: Vec::new(),
    })))
}

async fn over_http(
    base: &url::Url,
    token: Option<&str>,
    client: &reqwest::Client,
    ask: Ask,
) -> Result<(http::StatusCode, Vec<u8>), CliError> {
    let unreachable =
        |error: reqwest::Error| CliError::Unreachable { server: base.to_string(), reason: innermost(&error) };
    let target = format!("{}{}", base.as_str().trim_end_matches('/'), ask.target());
    let mut request = client.request(ask.method, target);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if let Some(version) = ask.version {
        request = request.header(http::header::IF_MATCH, format!("\"v{version}\""));
    }
    if let Some(body) = &ask.body {
        request = request.json(body);
    }
    let response = request.send().await.map_err(unreachable)?;
    let status = response.status();
    Ok((status, response.bytes().await.map_err(unreachable)?.to_vec()))
}

async fn in_process(router: Router, ask: Ask) -> Result<(http::StatusCode, Vec<u8>), CliError> {
    let mut request = http::Request::builder().method(ask.method.clone()).uri(ask.target());
    if let Some(version) = ask.version {
        request = request.header(http::header::IF_MATCH, format!("\"v{version}\""));
    }
    let body = match ask.body {
        Some(body) => {
            request = request.header(http::header::CONTENT_TYPE, "application/json");
            Body::from(body.to_string())
        }
        None => Body::empty(),
    };
    let request = request.body(body).map_err(CliError::fault)?;
    let response = match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), LARGEST_ANSWER).await.map_err(CliError::fault)?;
    Ok((status, bytes.to_vec()))
}

/// What the network said, without our own address in front of it once more.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
