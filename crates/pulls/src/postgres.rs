//! `PostgreSQL`: one query in a transaction that cannot write, with the server's own limit on time.

use futures_util::TryStreamExt as _;
use std::time::Duration;

use sqlx::{
    AssertSqlSafe, Connection as _, Executor as _, Row as _,
    postgres::{PgConnectOptions, PgConnection, PgRow, PgSslMode},
};
use throughline_domain::metrics::one_read;
use throughline_trackers::http::Door;

use crate::{
    PullError,
    error::said,
    rows::{Answer, Gathered},
    target::{Kind, Line, Target, Way},
};

const PLACE: &str = "PostgreSQL";
/// How its addresses are written.
pub(crate) const POSTGRES: Kind = Kind {
    name: PLACE,
    schemes: ["postgres", "postgresql"],
    port: 5432,
    form: "is written as postgres://user@host:5432/database",
    encryption: ("sslmode", ["require", "verify-full"]),
    ending: "may end with ?sslmode=require or ?sslmode=verify-full only",
};
/// What the driver takes from the environment for every connection and cannot be told to leave: our own identity, which
/// nobody else's database shall see.
const OURS: [&str; 4] = ["PGSSLCERT", "PGSSLKEY", "PGSSLROOTCERT", "PGOPTIONS"];

async fn connect(target: &Target, door: &Door, secret: Option<&str>) -> Result<PgConnection, PullError> {
    if let Some(name) = OURS.into_iter().find(|name| std::env::var_os(name).is_some()) {
        return Err(PullError::Environment(name));
    }
    // Everything else that the environment could say is said here, so that none of our own settings goes elsewhere.
    let options = |Way { host, port, line }: Way<'_>| {
        let mode = match line {
            Line::Preferred => PgSslMode::Prefer,
            Line::Encrypted => PgSslMode::Require,
            Line::Verified => PgSslMode::VerifyFull,
        };
        PgConnectOptions::new_without_pgpass()
            .host(host)
            .port(port)
            .username(&target.user)
            .password(secret.unwrap_or_default())
            .database(&target.database)
            .ssl_mode(mode)
            .application_name("throughline")
            .statement_cache_capacity(0)
    };
    target.connect(door, options, |error| refused(target, error)).await
}

/// What an error of the driver means. SQLSTATE, `PostgreSQL` appendix A.
fn refused(target: &Target, error: &sqlx::Error) -> PullError {
    let Some(database) = error.as_database_error() else { return target.broken(error) };
    let message = said(database.message());
    match database.code().unwrap_or_default().as_ref() {
        "28P01" | "28000" => {
            PullError::WrongSecret { place: target.place(), what: "password", user: target.user.clone() }
        }
        "42501" => PullError::MayNot { user: target.user.clone(), said: message },
        "57014" => PullError::TooSlow { place: PLACE, seconds: 0 },
        "25006" => PullError::Writes { place: PLACE, said: message },
        "0A000" if message.contains("data-modifying") => PullError::Writes { place: PLACE, said: message },
        code if ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class)) => target.unreachable(message),
        _ => PullError::NotUnderstood { place: PLACE, said: message },
    }
}

/// Asks.
pub(crate) async fn read(
    door: &Door,
    address: &str,
    query: &str,
    secret: Option<&str>,
    time: Duration,
) -> Result<Answer, PullError> {
    let target = Target::parse(&POSTGRES, address)?;
    let query = one_read(query)?;
    let mut connection = connect(&target, door, secret).await?;
    let outcome = asked(&mut connection, &target, query, time).await;
    // The transaction is never committed, and the connection is done either way.
    if let Err(error) = connection.close().await {
        tracing::debug!(%error, "a connection for a pull was not closed in order");
    }
    outcome.map_err(|error| match error {
        PullError::TooSlow { place, .. } => PullError::TooSlow { place, seconds: time.as_secs() },
        other => other,
    })
}

/// One transaction: read only, with a time limit, in which a cursor gives the rows as text. The cursor is declared by the
/// extended protocol, which takes one statement and no more, and must be one that reads.
async fn asked(
    connection: &mut PgConnection,
    target: &Target,
    query: &str,
    time: Duration,
) -> Result<Answer, PullError> {
    let refused = |error: sqlx::Error| refused(target, &error);
    connection.execute("begin transaction read only").await.map_err(refused)?;
    let limit = format!("set local statement_timeout = {}", time.as_millis());
    connection.execute(AssertSqlSafe(limit)).await.map_err(refused)?;
    let superuser: String = sqlx::query_scalar("select current_setting('is_superuser')")
        .fetch_one(&mut *connection)
        .await
        .map_err(refused)?;
    if superuser == "on" {
        return Err(PullError::Superuser { user: target.user.clone(), as_who: "is a superuser" });
    }
    let declared = format!("declare pulled no scroll cursor for {query}");
    sqlx::query(AssertSqlSafe(declared)).persistent(false).execute(&mut *connection).await.map_err(refused)?;
    let cell = |row: &PgRow, at: usize| {
        let value = row.try_get_raw(at).ok()?;
        // The simple protocol gives every type as text.
        value.as_str().ok().map(str::to_owned)
    };
    let mut gathered = Gathered::default();
    let mut more = true;
    while more && !gathered.is_full() {
        let mut fetched = sqlx::raw_sql("fetch 100 from pulled").fetch(&mut *connection);
        more = false;
        // Row by row, so that a hundred of many megabytes each are never here at once.
        while let Some(row) = fetched.try_next().await.map_err(refused)? {
            more = true;
            gathered.add((0..row.len()).map(|at| cell(&row, at)).collect());
            if gathered.is_full() {
                break;
            }
        }
    }
    Ok(gathered.rows())
}
