//! GitHub's REST API: "List repository issues", page by page.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use url::Url;

use super::{Cursor, GithubError, Pace, Repository, Sleeper, issue, limits, list, text};
use crate::{
    Parsed, Settings,
    effort::shorten,
    http::{AllowList, Door, DoorError, Limits, Reply},
};

/// Items asked for at once; the most that GitHub gives.
const PER_PAGE: usize = 100;

/// How often a page is asked for before giving up.
const TRIES: u32 = 5;

/// A hundred issues with bodies of 64 KiB, and room for what surrounds them.
const LONGEST_PAGE: usize = 20 << 20;

/// Why a page could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The address of the API cannot be used.
    #[error("\"{0}\" is no address of GitHub's API. For GitHub Enterprise it is https://HOST/api/v3")]
    BadBase(String),
    /// The token has signs in it that no token has.
    #[error("the token has spaces or line breaks in it; copy it again")]
    BadToken,
    /// 401.
    #[error(
        "GitHub does not accept the token: it is wrong, expired or taken back. Make a new one that may read issues"
    )]
    TokenRefused,
    /// 401 without a token.
    #[error("{host} asks for a token; give one that may read issues")]
    TokenMissing {
        /// Who was asked.
        host: String,
    },
    /// 403 that is no rate limit.
    #[error("GitHub does not let this token read the issues of {repository}: \"{message}\"")]
    Forbidden {
        /// Whose issues.
        repository: String,
        /// GitHub's words.
        message: String,
    },
    /// 404.
    #[error("there is no repository {repository}, or it is not shown to {who}")]
    NotFound {
        /// What was asked for.
        repository: String,
        /// Who asked.
        who: &'static str,
    },
    /// 410.
    #[error("{repository} has its issues switched off")]
    IssuesOff {
        /// Which.
        repository: String,
    },
    /// A repository that has another name now.
    #[error("{repository} has moved: GitHub sends on to {to}. Import it under its new name")]
    Moved {
        /// The old name.
        repository: String,
        /// Where GitHub sends to.
        to: String,
    },
    /// More waiting than one is patient for.
    #[error(
        "GitHub's rate limit is used up until {until}. What was read so far is kept; import again after that to go on{hint}"
    )]
    RateLimited {
        /// When it opens again.
        until: Timestamp,
        /// What would make the limit larger.
        hint: &'static str,
    },
    /// 5xx, several times.
    #[error(
        "GitHub answers with {status}, {tries} times in a row. What was read so far is kept; import again later to go on"
    )]
    Unavailable {
        /// The last status.
        status: u16,
        /// How often it was tried.
        tries: u32,
    },
    /// Another status.
    #[error("GitHub answers with {status}: \"{message}\"")]
    Unexpected {
        /// The status.
        status: u16,
        /// GitHub's words.
        message: String,
    },
    /// 200 with something else.
    #[error("the answer could not be read: {0}")]
    NotIssues(#[from] GithubError),
    /// No answer.
    #[error(transparent)]
    Door(#[from] DoorError),
}

/// One page of a repository's issues.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// What it holds.
    pub parsed: Parsed,
    /// Where the next call goes on: with the next page, or, after the last one, with what changes from then on.
    pub cursor: Cursor,
    /// Whether this was the last page.
    pub done: bool,
    /// About how many items are still to come, for a progress bar, where GitHub tells it.
    pub about_left: Option<u64>,
}

/// A reader of one repository.
pub struct Client {
    door: Door,
    issues: Url,
    repository: Repository,
    headers: HeaderMap,
    has_token: bool,
    settings: Settings,
    patience: Duration,
    pace: Box<dyn Pace>,
    /// Set when an answer says that it was the last one before the rate limit.
    closed_until: Mutex<Option<Timestamp>>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({})", self.issues)
    }
}

impl Client {
    /// Where github.com answers.
    pub const GITHUB: &'static str = "https://api.github.com";

    /// A reader of a repository at an API's address: [`Client::GITHUB`], or `https://HOST/api/v3` for GitHub Enterprise,
    /// whose host must be on the allow-list if it is not on the public Internet.
    ///
    /// Without a token public repositories are read, 60 pages an hour.
    pub fn new(
        base: &str,
        repository: Repository,
        token: Option<&str>,
        allow: AllowList,
        settings: Settings,
    ) -> Result<Self, ClientError> {
        let bad_base = || ClientError::BadBase(shorten(base));
        let mut issues: Url = base.trim().parse().map_err(|_| bad_base())?;
        issues.path_segments_mut().map_err(|()| bad_base())?.pop_if_empty().extend([
            "repos",
            &repository.owner,
            &repository.name,
            "issues",
        ]);
        issues.set_query(None);
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/vnd.github+json"));
        headers.insert(HeaderName::from_static("x-github-api-version"), HeaderValue::from_static("2022-11-28"));
        let token = token.map(str::trim).filter(|token| !token.is_empty());
        if let Some(token) = token {
            if token.contains(char::is_whitespace) {
                return Err(ClientError::BadToken);
            }
            let mut value = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| ClientError::BadToken)?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        Ok(Self {
            door: Door::new(allow, Limits { bytes: LONGEST_PAGE, ..Limits::default() }),
            issues,
            repository,
            headers,
            has_token: token.is_some(),
            settings,
            patience: Duration::from_mins(10),
            pace: Box::new(Sleeper),
            closed_until: Mutex::default(),
        })
    }

    /// Goes by another clock.
    #[must_use]
    pub fn with_pace(mut self, pace: impl Pace + 'static) -> Self {
        self.pace = Box::new(pace);
        self
    }

    /// Waits at most so long at a time for a rate limit to open; beyond it a page ends with
    /// [`ClientError::RateLimited`]. 10 minutes if nothing is said.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Reads a page: the first one, or the one at a cursor that an earlier page gave.
    ///
    /// Items come in the order of their last change. One that changes while pages are read comes again, later.
    pub async fn page(&self, cursor: Option<&Cursor>) -> Result<Page, ClientError> {
        let start = Cursor::default();
        let cursor = cursor.unwrap_or(&start);
        let reply = self.ask(&self.url(cursor)).await?;
        let mut parsed = Parsed::default();
        let items = list::items(&reply.body, &mut parsed)?;
        let links = reply.header("link");
        let fresh: Vec<Value> = items.iter().filter(|item| !cursor.has_seen(item)).cloned().collect();
        let next = match links {
            Some(links) => link(links, "next").and_then(|url| url.query().map(str::to_owned)),
            // A server that gives no links: a full page may be followed by another, unless its number made no difference.
            None if items.len() >= PER_PAGE && !(fresh.is_empty() && cursor.next.is_some()) => {
                Some(self.numbered(cursor))
            }
            None => None,
        };
        let done = next.is_none();
        let about_left =
            links.and_then(|links| link(links, "last")).and_then(|url| page_number(url.query()?)).map(|last| {
                let this = cursor.next.as_deref().and_then(page_number).unwrap_or(1);
                last.saturating_sub(this).saturating_mul(PER_PAGE as u64)
            });
        issue::parse(&fresh, &self.settings, &mut parsed);
        let cursor = cursor.after(&items, next);
        Ok(Page { parsed, cursor, done, about_left: if done { Some(0) } else { about_left } })
    }

    fn url(&self, cursor: &Cursor) -> Url {
        let mut url = self.issues.clone();
        if let Some(query) = &cursor.next {
            url.set_query(Some(query));
            return url;
        }
        url.query_pairs_mut()
            .append_pair("state", "all")
            .append_pair("sort", "updated")
            .append_pair("direction", "asc")
            .append_pair("per_page", &PER_PAGE.to_string());
        if let Some(since) = cursor.since {
            url.query_pairs_mut().append_pair("since", &since.to_string());
        }
        url
    }

    /// The query of the page after this one by its number.
    fn numbered(&self, cursor: &Cursor) -> String {
        let this = cursor.next.as_deref().and_then(page_number).unwrap_or(1);
        let mut url = self.url(&Cursor { next: None, ..cursor.clone() });
        url.query_pairs_mut().append_pair("page", &(this + 1).to_string());
        url.query().unwrap_or_default().to_owned()
    }

    /// Asks until there is an answer, as patiently as GitHub wishes.
    async fn ask(&self, url: &Url) -> Result<Reply, ClientError> {
        let closed_until = self.closed_until.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(until) = closed_until {
            self.wait_until(until).await?;
        }
        let mut tries = 1;
        loop {
            let wait = match self.door.get(url, self.headers.clone()).await {
                Ok(reply) if reply.status == 200 => {
                    *self.closed_until.lock().unwrap_or_else(PoisonError::into_inner) = limits::used_up(&reply);
                    return Ok(reply);
                }
                Ok(reply) => {
                    if let Some(until) = limits::retry_at(&reply, self.pace.now(), tries) {
                        if tries >= TRIES {
                            return Err(self.rate_limited(until));
                        }
                        tries += 1;
                        self.wait_until(until).await?;
                        continue;
                    }
                    let error = self.error(&reply, tries);
                    if reply.status < 500 || tries >= TRIES {
                        return Err(error);
                    }
                    limits::backoff(tries)
                }
                Err(DoorError::Redirect { to, .. }) => {
                    return Err(ClientError::Moved { repository: self.repository.to_string(), to });
                }
                Err(error) if error.is_passing() && tries < TRIES => limits::backoff(tries),
                Err(error) => return Err(error.into()),
            };
            tracing::debug!(tries, wait_ms = wait.as_millis(), "asking GitHub again after a pause");
            tries += 1;
            self.pace.sleep(wait).await;
        }
    }

    async fn wait_until(&self, until: Timestamp) -> Result<(), ClientError> {
        let wait = Duration::try_from(until.duration_since(self.pace.now())).unwrap_or_default();
        if wait > self.patience {
            // The next call finds it closed as well, without asking.
            *self.closed_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
            return Err(self.rate_limited(until));
        }
        if !wait.is_zero() {
            tracing::info!(%until, "waiting for GitHub's rate limit");
            self.pace.sleep(wait).await;
        }
        Ok(())
    }

    fn rate_limited(&self, until: Timestamp) -> ClientError {
        let hint = if self.has_token { "" } else { ". With a token the limit is much larger" };
        ClientError::RateLimited { until, hint }
    }

    fn error(&self, reply: &Reply, tries: u32) -> ClientError {
        let repository = self.repository.to_string();
        let message = || {
            let answer: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
            text(&answer, "message").map_or_else(|| "no reason given".to_owned(), shorten)
        };
        match reply.status {
            401 if self.has_token => ClientError::TokenRefused,
            401 => ClientError::TokenMissing { host: self.issues.host_str().unwrap_or_default().to_owned() },
            403 => ClientError::Forbidden { repository, message: message() },
            404 => ClientError::NotFound {
                repository,
                who: if self.has_token { "this token" } else { "callers without a token" },
            },
            410 => ClientError::IssuesOff { repository },
            status @ 500.. => ClientError::Unavailable { status, tries },
            status => ClientError::Unexpected { status, message: message() },
        }
    }
}

/// The address of a relation in a `Link` header (RFC 8288), as GitHub writes it.
fn link(header: &str, relation: &str) -> Option<Url> {
    let wanted = format!("rel=\"{relation}\"");
    header.split(',').find_map(|entry| {
        let (address, parameters) = entry.trim().strip_prefix('<')?.split_once('>')?;
        parameters.split(';').any(|parameter| parameter.trim() == wanted).then(|| address.parse().ok())?
    })
}

fn page_number(query: &str) -> Option<u64> {
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "page")
        .and_then(|(_, page)| page.parse().ok())
}
