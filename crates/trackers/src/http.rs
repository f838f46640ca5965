//! The one way out to the network: resolve, check every address, connect to what was checked.
//!
//! No redirects, no proxy, a limit on time and size. Names that lead to private machines are refused unless an
//! administrator has named the host; addresses that give out a cloud machine's credentials are refused always.

mod address;

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use reqwest::header::{HeaderMap, LOCATION};
use rustls::crypto::{CryptoProvider, ring};
use url::{Host, Url};

use self::address::Refusal;
use crate::effort::shorten;

/// Hosts that may be called although they are not on the public Internet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AllowList(Vec<String>);

impl AllowList {
    /// From names or addresses, each with a port ("git.acme.example:8443") or without, which means any port.
    pub fn new(hosts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let clean = |host: String| host.trim().to_lowercase();
        Self(hosts.into_iter().map(|host| clean(host.into())).filter(|host| !host.is_empty()).collect())
    }

    fn names(&self, host: &str, port: u16) -> bool {
        let with_port = format!("{host}:{port}");
        self.0.iter().any(|allowed| allowed == host || *allowed == with_port)
    }
}

/// Limits of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For the whole call: resolving, connecting, reading.
    pub time: Duration,
    /// Longest answer, in bytes.
    pub bytes: usize,
}

impl Default for Limits {
    /// 10 seconds and 1 MiB.
    fn default() -> Self {
        Self { time: Duration::from_secs(10), bytes: 1 << 20 }
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DoorError {
    /// Not an address that is called at all.
    #[error("the address {url} is not called: {reason}")]
    BadUrl {
        /// What was asked for, without credentials.
        url: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The name is not known.
    #[error("the host {host} was not found; check its name and this machine's connection to the network")]
    Unresolved {
        /// The name.
        host: String,
    },
    /// The host is private and not on the allow-list.
    #[error(
        "{host} is at {address}, which is not on the public Internet, so it is not called. If that is meant to be, an \
         administrator can put {host} on the list of allowed hosts"
    )]
    NotPublic {
        /// The name.
        host: String,
        /// Where it leads.
        address: IpAddr,
    },
    /// The host gives out credentials of the machine.
    #[error("{host} is at {address}, which gives out credentials of cloud machines; it is never called")]
    Metadata {
        /// The name.
        host: String,
        /// Where it leads.
        address: IpAddr,
    },
    /// The answer sends elsewhere.
    #[error("{host} answered with {status} and sends on to {to}; redirects are not followed")]
    Redirect {
        /// Who was asked.
        host: String,
        /// The HTTP status.
        status: u16,
        /// Where it sends to.
        to: String,
    },
    /// The answer is too long.
    #[error("the answer of {host} is longer than {limit} bytes and was not read further")]
    TooLarge {
        /// Who was asked.
        host: String,
        /// The limit in bytes.
        limit: usize,
    },
    /// The answer took too long.
    #[error("{host} did not answer within {} s", .limit.as_secs())]
    TimedOut {
        /// Who was asked.
        host: String,
        /// The limit.
        limit: Duration,
    },
    /// Everything else on the way.
    #[error("the connection to {host} failed: {reason}")]
    Failed {
        /// Who was asked.
        host: String,
        /// What happened.
        reason: String,
    },
}

impl DoorError {
    /// Whether the same call may work a little later.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unresolved { .. } | Self::TimedOut { .. } | Self::Failed { .. })
    }
}

/// An answer, whatever its status.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status, not a redirect.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
}

impl Reply {
    /// A header as text, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reply({}, {} bytes)", self.status, self.body.len())
    }
}

/// Where a host is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its addresses, at least one, all of which may be called.
    pub addresses: Vec<SocketAddr>,
    /// Whether an administrator named the host.
    pub allowed: bool,
}

/// A client bound to the addresses that were checked for one host.
struct Bound {
    host: String,
    addresses: Vec<SocketAddr>,
    client: reqwest::Client,
}

/// The way out.
pub struct Door {
    allow: AllowList,
    limits: Limits,
    last: Mutex<Option<Bound>>,
}

impl Door {
    /// A door with a list of private hosts that may be called.
    pub fn new(allow: AllowList, limits: Limits) -> Self {
        if CryptoProvider::get_default().is_none() {
            // Somebody else being first is as good.
            let _ = ring::default_provider().install_default();
        }
        Self { allow, limits, last: Mutex::default() }
    }

    /// Asks for a document.
    pub async fn get(&self, url: &Url, headers: HeaderMap) -> Result<Reply, DoorError> {
        let host = shown_host(url);
        match tokio::time::timeout(self.limits.time, self.call(url, headers)).await {
            Ok(result) => result,
            Err(_) => Err(DoorError::TimedOut { host, limit: self.limits.time }),
        }
    }

    async fn call(&self, url: &Url, headers: HeaderMap) -> Result<Reply, DoorError> {
        let host = shown_host(url);
        let addresses = self.checked_addresses(url).await?;
        let client = self.client(&host, addresses)?;
        let failed = |error: reqwest::Error| DoorError::Failed { host: host.clone(), reason: innermost(&error) };
        let mut response = client.get(url.clone()).headers(headers).send().await.map_err(failed)?;
        let status = response.status();
        if status.is_redirection() {
            let to = response.headers().get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or("nowhere");
            return Err(DoorError::Redirect { host, status: status.as_u16(), to: shorten(to) });
        }
        let limit = self.limits.bytes;
        let too_large = || DoorError::TooLarge { host: host.clone(), limit };
        if response.content_length().is_some_and(|length| length > limit as u64) {
            return Err(too_large());
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > limit {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply { status: status.as_u16(), headers: response.headers().clone(), body })
    }

    /// The addresses of a URL's host, all of them allowed.
    async fn checked_addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, DoorError> {
        let bad = |reason| DoorError::BadUrl { url: shown(url), reason };
        let (Some(target), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(bad("it names no host"));
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(bad("it carries a user name or a password"));
        }
        let host = target.to_string();
        let allowed = self.allow.names(&host, port);
        match url.scheme() {
            "https" => {}
            "http" if allowed => {}
            "http" => return Err(bad("only https is, so that nobody on the way can read along")),
            _ => return Err(bad("only https is")),
        }
        let target = target.to_owned();
        self.checked(target, port, allowed).await
    }

    /// Where a host that is not called by HTTP is: a database, say. The same rules hold.
    ///
    /// # Errors
    /// If the host is unknown, or one of its addresses is not to be called.
    pub async fn find(&self, host: &str, port: u16) -> Result<Found, DoorError> {
        let bad = |_| DoorError::BadUrl { url: host.to_owned(), reason: "it names no host" };
        let target = Host::parse(host).map_err(bad)?;
        let host = target.to_string();
        let allowed = self.allow.names(&host, port);
        let checked = tokio::time::timeout(self.limits.time, self.checked(target, port, allowed)).await;
        let addresses = checked.map_err(|_| DoorError::TimedOut { host, limit: self.limits.time })??;
        Ok(Found { addresses, allowed })
    }

    async fn checked(&self, target: Host, port: u16, allowed: bool) -> Result<Vec<SocketAddr>, DoorError> {
        let host = target.to_string();
        let addresses: Vec<SocketAddr> = match target {
            Host::Ipv4(address) => vec![SocketAddr::from((address, port))],
            Host::Ipv6(address) => vec![SocketAddr::from((address, port))],
            Host::Domain(name) => {
                let found = tokio::net::lookup_host((name.as_str(), port)).await;
                let mut found: Vec<_> = found.map(Iterator::collect).unwrap_or_default();
                found.sort_unstable();
                found.dedup();
                found
            }
        };
        if addresses.is_empty() {
            return Err(DoorError::Unresolved { host });
        }
        for address in addresses.iter().map(SocketAddr::ip) {
            match address::judge(address) {
                Err(Refusal::Metadata) => return Err(DoorError::Metadata { host, address }),
                Err(Refusal::NotPublic) if !allowed => return Err(DoorError::NotPublic { host, address }),
                _ => {}
            }
        }
        Ok(addresses)
    }

    /// A client that connects to these addresses only; the last one if they are still the same.
    fn client(&self, host: &str, addresses: Vec<SocketAddr>) -> Result<reqwest::Client, DoorError> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bound) = last.as_ref().filter(|bound| bound.host == host && bound.addresses == addresses) {
            return Ok(bound.client.clone());
        }
        let client = reqwest::Client::builder()
            .resolve_to_addrs(host, &addresses)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .user_agent(concat!("throughline/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| DoorError::Failed { host: host.to_owned(), reason: innermost(&error) })?;
        *last = Some(Bound { host: host.to_owned(), addresses, client: client.clone() });
        Ok(client)
    }
}

fn shown_host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

/// A URL without its credentials and its query.
fn shown(url: &Url) -> String {
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    format!("{}://{}{port}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path())
}

/// The cause at the root of an error: the outer ones only repeat the URL.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
