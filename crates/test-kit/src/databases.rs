//! A fresh database of each kind for every test, gone when the test is.
//!
//! `PostgreSQL` is used where `THROUGHLINE_TEST_POSTGRES` names a server, such as
//! `postgres://postgres@127.0.0.1:5499/postgres`, whose role may make databases. Without it those tests say that they
//! skip; in CI (`CI=true`) they fail.

use std::{
    path::{Path, PathBuf},
    str::FromStr as _,
};

use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, postgres::PgConnectOptions,
    sqlite::SqliteConnectOptions,
};
use throughline_store::{Config, Store};
use uuid::Uuid;

/// Where the tests' `PostgreSQL` server is.
pub const SERVER_VARIABLE: &str = "THROUGHLINE_TEST_POSTGRES";

/// A database of one test. It is removed on drop.
pub struct Database {
    /// How to open it.
    pub config: Config,
    /// A folder of the test's own, for backups and exports.
    pub folder: PathBuf,
    server: Option<(String, String)>,
}

impl Database {
    /// Opens it, with the newest schema.
    ///
    /// # Panics
    /// If it cannot be opened: then the test cannot say anything.
    pub async fn store(&self) -> Store {
        match Store::open(&self.config).await {
            Ok(store) => store,
            Err(error) => panic!("the test database does not open: {error}"),
        }
    }

    /// Its address, if it is on a `PostgreSQL` server.
    pub fn url(&self) -> Option<&str> {
        match &self.config {
            Config::Postgres { url, .. } => Some(url),
            Config::Sqlite { .. } => None,
        }
    }

    /// Whether it is a `SQLite` file.
    pub fn is_sqlite(&self) -> bool {
        self.server.is_none()
    }
}

/// A folder that only this test uses.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).expect("the folder for temporary files can be written");
    folder
}

pub(crate) fn fresh_name() -> String {
    format!("throughline_test_{}", Uuid::new_v4().simple())
}

/// A `SQLite` file that is not there yet, in a folder of its own.
pub fn sqlite() -> Database {
    let folder = folder(&fresh_name());
    Database { config: Config::file(folder.join("throughline.db")), folder, server: None }
}

/// An empty `PostgreSQL` database; none, with a word on standard error, if no server is named.
///
/// # Panics
/// In CI without a server, and if the server does not make a database.
pub async fn postgres() -> Option<Database> {
    let Ok(server) = std::env::var(SERVER_VARIABLE) else {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "{SERVER_VARIABLE} is not set: tests on PostgreSQL may not be skipped in CI"
        );
        eprintln!("skipped on PostgreSQL: {SERVER_VARIABLE} is not set");
        return None;
    };
    let name = fresh_name();
    on_server(&server, format!("create database {name} template template0 encoding 'UTF8' locale 'C.UTF-8'"))
        .await
        .expect("the server makes a database");
    let options = PgConnectOptions::from_str(&server).expect("an address of a server").database(&name);
    let config = Config::Postgres { url: options.to_url_lossy().to_string(), connections: 8 };
    Some(Database { config, folder: folder(&name), server: Some((server, name)) })
}

/// The password of [`Database::reader`].
pub const READERS_PASSWORD: &str = "plum-tram-orbit-5";

impl Database {
    /// Runs statements as the tests' own role.
    ///
    /// # Panics
    /// If they fail, or on a `SQLite` file.
    pub async fn run(&self, sql: &str) {
        let url = self.url().expect("a PostgreSQL database");
        on_server(url, sql.to_owned()).await.expect("the statements of a test run");
    }

    /// The address of the database for a role that may only read what it is granted and has to give its password. It
    /// stays on the server, for other tests.
    ///
    /// # Panics
    /// On a `SQLite` file.
    pub async fn reader(&self) -> String {
        let made = format!(
            "do $$ begin create role throughline_password; exception when duplicate_object or unique_violation then null; end $$;
             do $$ begin create role throughline_reader login password '{READERS_PASSWORD}' in role throughline_password;
                 exception when duplicate_object or unique_violation then null; end $$;"
        );
        self.run(&made).await;
        let options: PgConnectOptions = self.url().and_then(|url| url.parse().ok()).expect("an address");
        let database = options.get_database().unwrap_or_default();
        format!("postgres://throughline_reader@{}:{}/{database}", options.get_host(), options.get_port())
    }
}

/// Makes a `SQLite` file with these statements run in it, as a source of values.
///
/// # Panics
/// If it cannot be made.
pub async fn sqlite_file(path: &Path, sql: &str) {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let mut connection = options.connect().await.expect("a file");
    connection.execute(AssertSqlSafe(sql.to_owned())).await.expect("the statements of a test run");
    connection.close().await.expect("it is written");
}

async fn on_server(server: &str, sql: String) -> Result<(), sqlx::Error> {
    let mut connection = PgConnectOptions::from_str(server)?.connect().await?;
    connection.execute(AssertSqlSafe(sql)).await?;
    connection.close().await
}

impl Drop for Database {
    fn drop(&mut self) {
        let removed = std::fs::remove_dir_all(&self.folder);
        if let Err(error) = removed {
            eprintln!("{} stays: {error}", self.folder.display());
        }
        let Some((server, name)) = self.server.take() else { return };
        wait_for(async move { on_server(&server, format!("drop database {name} with (force)")).await });
    }
}

/// Waits until a database of a test is gone. The test's own runtime may be gone by now, so this has one of its own.
pub(crate) fn wait_for(drop: impl Future<Output = Result<(), sqlx::Error>> + Send + 'static) {
    let removal = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(drop).map_err(std::io::Error::other)
    });
    match removal.join() {
        Ok(Ok(())) => {}
        Ok(Err(error)) => eprintln!("a test database stays: {error}"),
        Err(_) => eprintln!("a test database stays: its removal panicked"),
    }
}

/// Runs each test on both databases: `on_both_databases! { async fn a_rule(database: Database) { ... } }` makes
/// `sqlite::a_rule` and `postgres::a_rule`.
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$attribute:meta])* async fn $name:ident($database:ident: Database) $body:block)*) => {
        $($(#[$attribute])* async fn $name($database: &$crate::databases::Database) $body)*

        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    super::$name(&$crate::databases::sqlite()).await;
                }
            )*
        }

        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    if let Some(database) = $crate::databases::postgres().await {
                        super::$name(&database).await;
                    }
                }
            )*
        }
    };
}
