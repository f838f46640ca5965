//! Values of metrics from where they are: a database, a JSON document, Prometheus.
//!
//! Nothing is written anywhere and no permission is decided here: a [`PullFrom`] in, values out, or a sentence why not. Hosts
//! are found by the one way out to the network (`throughline_trackers::http`), so that the same addresses are refused.
//! Every fetch has a limit on time, on rows and on bytes. A secret is given for one fetch and is in no sentence.

mod documents;
mod error;
mod mysql;
mod postgres;
mod prometheus;
mod rows;
mod sqlite;
mod target;

use std::{path::PathBuf, sync::Arc, time::Duration};

use jiff::tz::TimeZone;
use throughline_domain::{
    Ts,
    connections::Skipped,
    metrics::{Point, PullFrom},
};
use throughline_trackers::http::{AllowList, Door, Limits};

pub use error::{Part, PullError};
use target::Target;

/// What the operator decided about fetches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Hosts that may be called although they are not on the public Internet, each with a port or without.
    pub allowed_hosts: Vec<String>,
    /// Folders, or files, of `SQLite` databases that may be read.
    pub allowed_files: Vec<PathBuf>,
    /// The folder of Throughline's own data, which is never read.
    pub own_folder: Option<PathBuf>,
    /// How long the other side may work on a query.
    pub time: Duration,
}

/// Values of one fetch, at most.
pub const MOST_VALUES: usize = 5_000;
/// How much longer than the other side's limit a fetch takes at most, for finding, connecting and reading.
const ON_TOP: Duration = Duration::from_secs(5);

/// What was fetched.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pulled {
    /// The values, oldest first, one for each time.
    pub points: Vec<Point>,
    /// Rows that are not taken, with the reason.
    pub skipped: Vec<Skipped>,
}

impl Pulled {
    /// One value as of now, to the whole minute.
    fn now(value: f64, now: Ts) -> Self {
        let at = Ts::from_micros(now.micros() - now.micros().rem_euclid(60_000_000));
        Self { points: vec![Point { at, value }], skipped: Vec::new() }
    }

    fn of((points, skipped): (Vec<Point>, Vec<Skipped>)) -> Result<Self, PullError> {
        if points.len() > MOST_VALUES {
            return Err(PullError::TooMany { most: MOST_VALUES });
        }
        Ok(Self { points, skipped })
    }
}

/// Fetches values.
pub struct Puller {
    door: Arc<Door>,
    rules: Rules,
}

impl Puller {
    /// One that keeps to these rules.
    pub fn new(rules: Rules) -> Self {
        let limits = Limits { time: rules.time, ..Limits::default() };
        Self { door: Arc::new(Door::new(AllowList::new(rules.allowed_hosts.clone()), limits)), rules }
    }

    /// Fetches. `now` is the time of a single value, and a day begins in `zone`.
    ///
    /// # Errors
    /// With one sentence that says what to do. It never holds the secret.
    pub async fn pull(
        &self,
        from: &PullFrom,
        secret: Option<&str>,
        now: Ts,
        zone: &TimeZone,
    ) -> Result<Pulled, PullError> {
        let fetched = tokio::time::timeout(self.rules.time + ON_TOP, self.fetch(from, secret, now, zone)).await;
        match fetched {
            Ok(outcome) => outcome.map_err(|error| error.without(secret)),
            Err(_) => Err(PullError::TooSlow { place: from.what(), seconds: self.rules.time.as_secs() }),
        }
    }

    async fn fetch(
        &self,
        from: &PullFrom,
        secret: Option<&str>,
        now: Ts,
        zone: &TimeZone,
    ) -> Result<Pulled, PullError> {
        match from {
            PullFrom::Postgres { address, query } => {
                let rows = postgres::read(&self.door, address, query, secret, self.rules.time).await?;
                rows::values(rows, now, zone)
            }
            PullFrom::Mysql { address, query } => {
                let rows = mysql::read(&self.door, address, query, secret, self.rules.time).await?;
                rows::values(rows, now, zone)
            }
            PullFrom::Sqlite { file, query } => {
                let rows = sqlite::read(&self.rules, file, query).await?;
                rows::values(rows, now, zone)
            }
            PullFrom::Json { url, path, time, value, user } => {
                let text = documents::text(&self.door, url, user.as_deref(), secret).await?;
                documents::json(&text, path, (time.as_deref(), value.as_deref()), now, zone)
            }
            PullFrom::Prometheus { url, query, user } => {
                let text = documents::answer_to(&self.door, url, query, user.as_deref(), secret).await?;
                prometheus::answer(&text, now)
            }
            PullFrom::PrometheusText { url, name, labels, user } => {
                let text = documents::text(&self.door, url, user.as_deref(), secret).await?;
                prometheus::sample(&text, name, labels, now)
            }
        }
    }
}

/// To whom a secret is given: the host, the port, the user and, of a database, its name. A secret that was kept for one
/// destination is never sent to another.
///
/// # Errors
/// If the address cannot be read.
pub fn destination(from: &PullFrom) -> Result<String, PullError> {
    match from {
        PullFrom::Postgres { address, .. } => {
            Target::parse(&postgres::POSTGRES, address).map(|target| target.to_string())
        }
        PullFrom::Mysql { address, .. } => Target::parse(&mysql::MYSQL, address).map(|target| target.to_string()),
        PullFrom::Sqlite { file, .. } => Ok(format!("file:{file}")),
        PullFrom::Json { url, user, .. }
        | PullFrom::Prometheus { url, user, .. }
        | PullFrom::PrometheusText { url, user, .. } => {
            let url = documents::address(url)?;
            Ok(format!("{} as {}", url.origin().ascii_serialization(), user.as_deref().unwrap_or("bearer")))
        }
    }
}
