//! Statements on either database: the same text, the same cells, two drivers.

use std::time::Duration;

use sqlx::{
    PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    postgres::{PgArguments, PgRow},
    query::Query,
    sqlite::{SqliteArguments, SqliteConnection, SqliteRow},
};

use crate::{
    StoreError, dialect,
    value::{Cells, Value},
};

/// How long a request waits for the database before it answers that it is not available.
pub(crate) const REQUEST_DEADLINE: Duration = Duration::from_secs(10);
/// How long a request waits for a free connection, and a new connection for the server.
pub(crate) const POOL_DEADLINE: Duration = Duration::from_secs(2);

/// A row of either driver.
pub(crate) enum Row {
    Lite(SqliteRow),
    Pg(PgRow),
}

/// The connections for reading, and for writing on `PostgreSQL`.
#[derive(Clone)]
pub(crate) enum Db {
    Lite(SqlitePool),
    Pg(PgPool),
}

/// One connection with an open transaction.
pub(crate) struct Conn {
    handle: Handle,
    /// Whether the database asked to run the transaction again.
    pub(crate) retry: bool,
}

enum Handle {
    Writer(SqliteConnection),
    Lite(Transaction<'static, Sqlite>),
    Pg(Transaction<'static, Postgres>),
}

/// `PostgreSQL` has no NUL in text; both databases keep the replacement character instead, so that they stay the same.
fn clean(text: Option<String>) -> Option<String> {
    text.map(|text| if text.contains('\0') { text.replace('\0', "\u{FFFD}") } else { text })
}

macro_rules! bind {
    ($name:ident, $database:ty, $arguments:ty) => {
        fn $name(sql: &'static str, values: Vec<Value>) -> Query<'static, $database, $arguments> {
            values.into_iter().fold(sqlx::query(sql), |query, value| match value {
                Value::Int(value) => query.bind(value),
                Value::Real(value) => query.bind(value),
                Value::Bool(value) => query.bind(value),
                Value::Id(value) => query.bind(value),
                Value::Text(value) => query.bind(clean(value)),
            })
        }
    };
}

bind!(lite, Sqlite, SqliteArguments);
bind!(pg, Postgres, PgArguments);

/// Runs one statement on any of the handles and gives its rows as [`Row`]s.
macro_rules! fetch {
    (lite $sql:ident, $values:ident, $on:expr) => {
        lite($sql, $values)
            .fetch_all($on)
            .await
            .map(|rows| rows.into_iter().map(|row| Cells::new(Row::Lite(row))).collect())
    };
    (pg $sql:ident, $values:ident, $on:expr) => {
        pg($sql, $values)
            .fetch_all($on)
            .await
            .map(|rows| rows.into_iter().map(|row| Cells::new(Row::Pg(row))).collect())
    };
}

impl Db {
    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self, Self::Lite(_))
    }

    pub(crate) async fn rows(&self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Cells>, StoreError> {
        let answer = async {
            match self {
                Self::Lite(pool) => fetch!(lite sql, values, pool),
                Self::Pg(pool) => fetch!(pg sql, values, pool),
            }
        };
        within_deadline(answer).await
    }

    /// A transaction in which all reads see the same moment.
    pub(crate) async fn begin_snapshot(&self) -> Result<Conn, StoreError> {
        let handle = async {
            Ok(match self {
                Self::Lite(pool) => Handle::Lite(pool.begin_with(dialect::BEGIN_SNAPSHOT_SQLITE).await?),
                Self::Pg(pool) => Handle::Pg(pool.begin_with(dialect::BEGIN_SNAPSHOT_POSTGRES).await?),
            })
        };
        Ok(Conn { handle: within_deadline(handle).await?, retry: false })
    }
}

async fn within_deadline<T>(answer: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, StoreError> {
    match tokio::time::timeout(REQUEST_DEADLINE, answer).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(StoreError::Unavailable(format!("no answer in {} seconds", REQUEST_DEADLINE.as_secs()))),
    }
}

impl Conn {
    pub(crate) fn writer(connection: SqliteConnection) -> Self {
        Self { handle: Handle::Writer(connection), retry: false }
    }

    /// The writer's connection back.
    pub(crate) fn into_writer(self) -> Result<SqliteConnection, StoreError> {
        match self.handle {
            Handle::Writer(connection) => Ok(connection),
            Handle::Lite(_) | Handle::Pg(_) => Err(StoreError::Refused("not the writer's connection".into())),
        }
    }

    pub(crate) fn postgres(transaction: Transaction<'static, Postgres>) -> Self {
        Self { handle: Handle::Pg(transaction), retry: false }
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        !matches!(self.handle, Handle::Pg(_))
    }

    pub(crate) async fn rows(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Cells>, StoreError> {
        let answer = match &mut self.handle {
            Handle::Writer(connection) => fetch!(lite sql, values, connection),
            Handle::Lite(transaction) => fetch!(lite sql, values, &mut **transaction),
            Handle::Pg(transaction) => fetch!(pg sql, values, &mut **transaction),
        };
        answer.map_err(|error| self.noting_retry(error))
    }

    /// Runs a statement without rows; gives the number of rows it changed.
    pub(crate) async fn execute(&mut self, sql: &'static str, values: Vec<Value>) -> Result<u64, StoreError> {
        let answer = match &mut self.handle {
            Handle::Writer(connection) => lite(sql, values).execute(connection).await.map(|done| done.rows_affected()),
            Handle::Lite(transaction) => {
                lite(sql, values).execute(&mut **transaction).await.map(|done| done.rows_affected())
            }
            Handle::Pg(transaction) => {
                pg(sql, values).execute(&mut **transaction).await.map(|done| done.rows_affected())
            }
        };
        answer.map_err(|error| self.noting_retry(error))
    }

    /// Ends the transaction. A writer's transaction is ended by its batch, see `writer.rs`.
    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        match self.handle {
            Handle::Writer(_) => Ok(()),
            Handle::Lite(transaction) => transaction.commit().await,
            Handle::Pg(transaction) => transaction.commit().await,
        }
    }

    pub(crate) async fn roll_back(self) -> Result<(), sqlx::Error> {
        match self.handle {
            Handle::Writer(_) => Ok(()),
            Handle::Lite(transaction) => transaction.rollback().await,
            Handle::Pg(transaction) => transaction.rollback().await,
        }
    }

    fn noting_retry(&mut self, error: sqlx::Error) -> StoreError {
        self.retry |= dialect::asks_to_run_again(&error);
        error.into()
    }
}
