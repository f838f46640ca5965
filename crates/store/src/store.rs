//! Opening, asking whether it is there, closing.

use std::{path::PathBuf, str::FromStr as _, sync::Arc, time::Duration};

use sqlx::{
    ConnectOptions as _, Connection as _, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{
    Reader, Snapshot, StoreError, Visible,
    db::{Db, POOL_DEADLINE},
    files, migrate,
    record::sql,
    writer::Writer,
};

sql! {
    ANSWER = "select name from installation limit 1";
}

/// Connections to `PostgreSQL` of one node, unless configured otherwise.
const CONNECTIONS: u32 = 16;
/// Connections that read a `SQLite` file; each has a thread of its own.
const READERS: u32 = 4;
/// What each of them keeps of a `SQLite` file, in negative KiB. The system keeps the rest of the file for all of them.
const READERS_KEEP: &str = "-512";
/// Rows that a reader of `SQLite` may be ahead of who asked: each row that waits to be taken stops its thread.
const ROWS_AT_ONCE: usize = 512;
/// How long `SQLite` waits for another program's lock.
const LOCK_PATIENCE: Duration = Duration::from_secs(5);
/// A connection that was idle for longer is tried before it is used.
const TRUSTED_IDLE: Duration = Duration::from_secs(1);

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Config {
    /// One file, made if it is not there.
    Sqlite {
        /// The file.
        path: PathBuf,
    },
    /// A database on a server; it must be there.
    Postgres {
        /// `postgres://user:password@host:port/database`.
        url: String,
        /// Most connections of this node.
        connections: u32,
    },
}

impl Config {
    /// A `SQLite` file.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::Sqlite { path: path.into() }
    }

    /// A `PostgreSQL` database with the usual number of connections.
    pub fn postgres(url: impl Into<String>) -> Self {
        Self::Postgres { url: url.into(), connections: CONNECTIONS }
    }
}

/// Everything that is kept. Cheap to clone; all clones share connections.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    writing: Writing,
}

/// How writes get to the database.
pub(crate) enum Writing {
    Lite(Writer),
    Pg(PgPool),
}

impl Store {
    /// Connects and brings the schema up to date. A file is made readable for its owner only.
    pub async fn open(config: &Config) -> Result<Self, StoreError> {
        let inner = match config {
            Config::Sqlite { path } => open_sqlite(path).await?,
            Config::Postgres { url, connections } => open_postgres(url, *connections).await?,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Whether the database answers.
    pub async fn ready(&self) -> Result<(), StoreError> {
        self.inner.db.rows(ANSWER, Vec::new()).await.map(drop)
    }

    /// Finishes the writes that were accepted and closes the connections.
    pub async fn close(&self) {
        match (&self.inner.writing, &self.inner.db) {
            (Writing::Lite(writer), Db::Lite(pool)) => {
                pool.close().await;
                writer.stop().await;
            }
            (_, Db::Pg(pool)) | (Writing::Pg(pool), _) => pool.close().await,
        }
    }

    /// Reads a workspace.
    pub fn read(&self, visible: &Visible) -> Reader<'_> {
        Reader::of(&self.inner.db, visible)
    }

    /// Reads a workspace as it is at one moment.
    pub async fn snapshot(&self, visible: &Visible) -> Result<Snapshot, StoreError> {
        Snapshot::begin(&self.inner.db, visible).await
    }

    pub(crate) fn db(&self) -> &Db {
        &self.inner.db
    }

    pub(crate) fn writing(&self) -> &Writing {
        &self.inner.writing
    }
}

/// How every connection to a `SQLite` file is set up: what a person typed is on the disk when they are told so, and what
/// they deleted is overwritten.
pub(crate) fn sqlite_options(path: &std::path::Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(LOCK_PATIENCE)
        .statement_cache_capacity(256)
        .row_buffer_size(ROWS_AT_ONCE)
        .pragma("secure_delete", "on")
        .pragma("temp_store", "memory")
        .disable_statement_logging()
}

async fn open_sqlite(path: &std::path::Path) -> Result<Inner, StoreError> {
    files::make_private(path)?;
    let options = sqlite_options(path);
    let writing = options
        .clone()
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("journal_size_limit", "67108864");
    let mut connection = writing.connect().await?;
    migrate::sqlite(&mut connection).await?;
    connection.close().await?;
    let writer = Writer::start(writing).await?;
    let pool = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(POOL_DEADLINE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options.read_only(true).pragma("cache_size", READERS_KEEP))
        .await?;
    Ok(Inner { db: Db::Lite(pool), writing: Writing::Lite(writer) })
}

async fn open_postgres(url: &str, connections: u32) -> Result<Inner, StoreError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| StoreError::CannotOpen(error.to_string()))?
        .application_name("throughline")
        .statement_cache_capacity(256)
        .disable_statement_logging();
    let pool = PgPoolOptions::new()
        .max_connections(connections.max(2))
        .acquire_timeout(POOL_DEADLINE)
        .test_before_acquire(false)
        .before_acquire(|connection, idle| {
            Box::pin(async move {
                if idle.idle_for > TRUSTED_IDLE {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(options)
        .await?;
    migrate::postgres(&pool).await?;
    Ok(Inner { db: Db::Pg(pool.clone()), writing: Writing::Pg(pool) })
}
