//! A `SQLite` file of the server's machine, opened so that nothing can be written to it.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use futures_util::TryStreamExt as _;
use sqlx::{
    AssertSqlSafe, Column as _, ConnectOptions as _, Connection as _, Row as _, SqliteConnection, TypeInfo as _,
    ValueRef as _,
    sqlite::{SqliteConnectOptions, SqliteRow},
};
use throughline_domain::metrics::one_read_of_sqlite;

use crate::{
    PullError, Rules,
    error::said,
    rows::{Answer, Gathered},
};

const PLACE: &str = "SQLite";
/// How often the limit on time is looked at, in instructions of `SQLite`'s machine.
const INSTRUCTIONS: i32 = 1_000;
/// How long a writer of the file is waited for.
const BUSY: Duration = Duration::from_secs(2);

/// Asks.
pub(crate) async fn read(rules: &Rules, file: &str, query: &str) -> Result<Answer, PullError> {
    let query = one_read_of_sqlite(query)?;
    let path = allowed(rules, file).await?;
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .read_only(true)
        .create_if_missing(false)
        .busy_timeout(BUSY)
        .pragma("query_only", "on")
        .pragma("trusted_schema", "off");
    let refused = |error: sqlx::Error| refused(&error, file, rules.time);
    let mut connection = options.connect().await.map_err(refused)?;
    let outcome = asked(&mut connection, query, rules.time).await.map_err(refused);
    if let Err(error) = connection.close().await {
        tracing::debug!(%error, "a file for a pull was not closed in order");
    }
    outcome
}

/// The file itself, behind all links, if the operator allowed it and it is not one of our own.
async fn allowed(rules: &Rules, file: &str) -> Result<PathBuf, PullError> {
    let not_allowed = || PullError::FileNotAllowed { file: file.to_owned() };
    // Of a file outside of what is allowed nobody learns whether it is there.
    if rules.allowed_files.is_empty() {
        return Err(not_allowed());
    }
    let inside = |path: &Path, places: &[PathBuf]| {
        let place = |place: &PathBuf| place.canonicalize().unwrap_or_else(|_| place.clone());
        places.iter().any(|allowed| path.starts_with(place(allowed)))
    };
    let Ok(path) = tokio::fs::canonicalize(file.trim()).await else {
        let named = Path::new(file.trim());
        let up = named.components().any(|part| part == std::path::Component::ParentDir);
        let said = if inside(named, &rules.allowed_files) && !up {
            PullError::NoFile { file: file.to_owned() }
        } else {
            not_allowed()
        };
        return Err(said);
    };
    let own: Vec<PathBuf> = rules.own_folder.iter().cloned().collect();
    if !inside(&path, &rules.allowed_files) || inside(&path, &own) {
        return Err(not_allowed());
    }
    if path.is_file() { Ok(path) } else { Err(PullError::NoFile { file: file.to_owned() }) }
}

async fn asked(connection: &mut SqliteConnection, query: &str, time: Duration) -> Result<Answer, sqlx::Error> {
    let until = Instant::now() + time;
    connection.lock_handle().await?.set_progress_handler(INSTRUCTIONS, move || Instant::now() < until);
    let mut stream = sqlx::query(AssertSqlSafe(query.to_owned())).persistent(false).fetch(&mut *connection);
    let mut gathered = Gathered::default();
    while !gathered.is_full()
        && let Some(row) = stream.try_next().await?
    {
        gathered.add(row.columns().iter().map(|column| cell(&row, column.ordinal())).collect());
    }
    Ok(gathered.rows())
}

/// A cell as text, whatever `SQLite` keeps in it.
fn cell(row: &SqliteRow, at: usize) -> Option<String> {
    let value = row.try_get_raw(at).ok()?;
    if value.is_null() {
        return None;
    }
    match value.type_info().name() {
        "INTEGER" => row.try_get_unchecked::<i64, _>(at).ok().map(|number| number.to_string()),
        "REAL" => row.try_get_unchecked::<f64, _>(at).ok().map(|number| number.to_string()),
        _ => row.try_get_unchecked::<String, _>(at).ok(),
    }
}

/// What an error of the driver means. Codes: `SQLite` result codes, extended ones in decimal.
fn refused(error: &sqlx::Error, file: &str, time: Duration) -> PullError {
    let unreachable = |reason: String| PullError::Unreachable { place: format!("the file {file}"), reason };
    let Some(database) = error.as_database_error() else {
        return unreachable(said(&error.to_string()));
    };
    let message = said(database.message());
    let code: i32 = database.code().and_then(|code| code.parse().ok()).unwrap_or(0);
    match code & 0xff {
        9 => PullError::TooSlow { place: PLACE, seconds: time.as_secs() },
        8 => PullError::Writes { place: PLACE, said: message },
        5 | 6 => unreachable("somebody is writing to it; it is tried again later".to_owned()),
        10 | 14 => unreachable(message),
        11 | 26 => PullError::Shape("the file is not a SQLite database, or is damaged".to_owned()),
        _ => PullError::NotUnderstood { place: PLACE, said: message },
    }
}
