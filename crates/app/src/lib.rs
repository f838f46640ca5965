//! The verbs: what people can do with Throughline, one function each.
//!
//! Every verb checks permission, loads what it needs, applies the rule from `domain`, and writes the change and its
//! event in one transaction. Doing it twice is harmless. This is the only crate that opens a transaction and the only
//! place where permission is decided; the front doors translate.

mod activity;
mod actor;
mod connections;
mod crud;
mod demo;
mod error;
mod keeping;
mod markets;
mod metrics;
mod paging;
mod people;
mod portfolio;
mod priorities;
mod rhythm;
mod roadmap;
mod sealing;
mod strategy;
mod tickets;
mod urgency;
mod value;
mod words;
mod write;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use throughline_domain::Ts;
use throughline_pulls::{Puller, Rules};
use throughline_store::{Config, Store, TokenBearer};

use metrics::keep_pulling;
use people::Together;
use portfolio::Pictures;
use roadmap::Searches;
use sealing::KeyPlace;

/// Every verb gives a boxed future. The state machine of an `async fn` is compiled where it is awaited, which would be
/// once more in every front door; behind a box it is compiled here, once.
pub(crate) use async_recursion::async_recursion as boxed;

pub use activity::*;
pub use actor::{Actor, ClientInfo, IdempotencyKey};
pub use connections::*;
pub use demo::NIMBUS_FREIGHT;
pub use error::{AppError, FieldError};
pub use keeping::*;
pub use markets::*;
pub use metrics::*;
pub use paging::{DEFAULT_LIMIT, MAX_LIMIT, Page, Paging};
pub use people::*;
pub use priorities::*;
pub use rhythm::*;
pub use roadmap::*;
pub use sealing::SecretKey;
pub use strategy::*;
pub use throughline_domain::priorities::ClaimedTwice;
pub use tickets::*;
pub use urgency::*;
pub use value::ReadValueInput;

/// Name of the database's file in a data folder.
pub const DATABASE_FILE: &str = "throughline.db";

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// A folder of this machine with a `SQLite` database in it; made if it is not there.
    Folder(PathBuf),
    /// Address of a `PostgreSQL` database: `postgres://user@host/name`.
    Postgres(String),
}

impl Database {
    /// The same for the store. Makes the data folder if it is not there.
    fn config(&self) -> Result<Config, AppError> {
        Ok(match self {
            Self::Folder(folder) => Config::file(file_in(folder)?),
            Self::Postgres(url) => Config::postgres(url.clone()),
        })
    }
}

/// What the operator decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppSettings {
    /// Address under which people reach the server, for links: `https://throughline.example`.
    pub public_url: Option<String>,
    /// Whether cookies are only sent over TLS.
    pub secure_cookies: bool,
    /// Hosts of trackers and of metrics' sources that may be private addresses.
    pub outbound_allowed_hosts: Vec<String>,
    /// Folders, or files, of `SQLite` databases whose values may be fetched.
    pub allowed_files: Vec<PathBuf>,
    /// How long the source of a metric may work on one question.
    pub pull_time: Duration,
    /// Seals secrets; without, a data folder gets a key of its own.
    pub secret_key: Option<SecretKey>,
    /// Token for GitHub, from the environment.
    pub github_token: Option<String>,
    /// Base address of GitHub's REST API; another one for GitHub Enterprise.
    pub github_base_url: String,
}

impl Default for AppSettings {
    fn default() -> Self {
        Self {
            public_url: None,
            secure_cookies: false,
            outbound_allowed_hosts: Vec::new(),
            allowed_files: Vec::new(),
            pull_time: Duration::from_secs(10),
            secret_key: None,
            github_token: None,
            github_base_url: "https://api.github.com".to_owned(),
        }
    }
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Ts;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Ts {
        jiff::Timestamp::now().into()
    }
}

/// The application. Cheap to clone; all clones share one store.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    settings: AppSettings,
    clock: Arc<dyn Clock>,
    store: Store,
    pictures: Pictures,
    searches: Searches,
    sessions: Arc<Together<throughline_store::SignedIn>>,
    bearers: Arc<Together<TokenBearer>>,
    puller: Puller,
    key: KeyPlace,
    /// Whether the server stops.
    stopping: tokio::sync::watch::Sender<bool>,
}

impl App {
    /// Opens the database, bringing it up to date first.
    #[boxed]
    pub async fn open(database: Database, settings: AppSettings, clock: Arc<dyn Clock>) -> Result<Self, AppError> {
        let config = database.config()?;
        let store = Store::open(&config).await?;
        let own_folder = match &database {
            Database::Folder(folder) => Some(folder.clone()),
            Database::Postgres(_) => None,
        };
        let puller = Puller::new(Rules {
            allowed_hosts: settings.outbound_allowed_hosts.clone(),
            allowed_files: settings.allowed_files.clone(),
            own_folder: own_folder.clone(),
            time: settings.pull_time,
        });
        let key = match (settings.secret_key.clone(), own_folder) {
            (Some(key), _) => KeyPlace::Given(key),
            (None, Some(folder)) => KeyPlace::Folder(folder),
            (None, None) => KeyPlace::Missing,
        };
        let inner = Arc::new(Inner {
            settings,
            clock,
            store,
            pictures: Pictures::default(),
            searches: Searches::default(),
            sessions: Arc::default(),
            bearers: Arc::default(),
            puller,
            key,
            stopping: tokio::sync::watch::Sender::new(false),
        });
        keep_tidy(&inner);
        keep_pulling(&inner);
        Ok(Self { inner })
    }

    /// Finishes what was acknowledged and closes the database.
    pub async fn close(self) {
        self.inner.store.close().await;
    }

    /// Whether the database answers.
    #[boxed]
    pub async fn ready(&self) -> Result<(), AppError> {
        Ok(self.inner.store.ready().await?)
    }

    /// What the operator decided.
    pub fn settings(&self) -> &AppSettings {
        &self.inner.settings
    }

    /// Now.
    pub fn now(&self) -> Ts {
        self.inner.clock.now()
    }
}

/// The database's file in a data folder, which is made for its owner only if it is not there.
fn file_in(folder: &Path) -> Result<PathBuf, AppError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| {
        AppError::conflict(format!("The data folder {} cannot be made: {error}.", folder.display()))
    })?;
    Ok(folder.join(DATABASE_FILE))
}
