//! `PostgreSQL`: one query in a transaction that cannot write, with the server's own limit on time.
//!
//! A host that the operator named is connected to at the very address that was checked. Another one is connected to by
//! its name, and its certificate must be of that name: a name that leads elsewhere a moment later is told nothing.

use futures_util::TryStreamExt as _;
use std::{fmt, time::Duration};

use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, Row as _,
    postgres::{PgConnectOptions, PgConnection, PgRow, PgSslMode},
};
use throughline_domain::metrics::one_read;
use throughline_trackers::http::Door;
use url::Url;

use crate::{
    PullError,
    error::said,
    rows::{Answer, Gathered},
};

const PLACE: &str = "PostgreSQL";
const USUAL_PORT: u16 = 5432;
/// What the driver takes from the environment for every connection and cannot be told to leave: our own identity, which
/// nobody else's database shall see.
const OURS: [&str; 4] = ["PGSSLCERT", "PGSSLKEY", "PGSSLROOTCERT", "PGOPTIONS"];

/// Where a database is, and as whom it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    host: String,
    port: u16,
    user: String,
    database: String,
    encrypted: Option<Insist>,
}

/// The two ways to insist on encryption that an address may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Insist {
    Require,
    VerifyFull,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, user, database, .. } = self;
        write!(f, "postgres://{user}@{host}:{port}/{database}")
    }
}

impl Target {
    /// From "<postgres://user@host:port/database>". A password in it is refused: it would be shown with the address.
    pub fn parse(address: &str) -> Result<Self, PullError> {
        const FORM: &str = "is written as postgres://user@host:5432/database";
        let url = Url::parse(address.trim()).map_err(|_| PullError::Address(FORM))?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(PullError::Address(FORM));
        }
        if url.password().is_some() {
            return Err(PullError::Address("holds a password, which would be shown with it; give it as the secret"));
        }
        let plain = |text: &str| {
            url::form_urlencoded::parse(text.replace('+', "%2B").as_bytes())
                .next()
                .map_or_else(String::new, |(name, _)| name.into_owned())
        };
        let host = url.host_str().unwrap_or_default().to_owned();
        let (user, database) = (plain(url.username()), plain(url.path().trim_start_matches('/')));
        if host.is_empty() || user.is_empty() || database.is_empty() || database.contains('/') {
            return Err(PullError::Address(FORM));
        }
        let mut encrypted = None;
        for (name, value) in url.query_pairs() {
            encrypted = match (name.as_ref(), value.as_ref()) {
                ("sslmode", "require") => Some(Insist::Require),
                ("sslmode", "verify-full") => Some(Insist::VerifyFull),
                _ => return Err(PullError::Address("may end with ?sslmode=require or ?sslmode=verify-full only")),
            };
        }
        Ok(Self { host, port: url.port().unwrap_or(USUAL_PORT), user, database, encrypted })
    }

    fn place(&self) -> String {
        format!("{PLACE} at {}:{}", self.host, self.port)
    }

    async fn connect(&self, door: &Door, secret: Option<&str>) -> Result<PgConnection, PullError> {
        if let Some(name) = OURS.into_iter().find(|name| std::env::var_os(name).is_some()) {
            return Err(PullError::Environment(name));
        }
        let found = door.find(&self.host, self.port).await?;
        // Everything else that the environment could say is said here, so that none of our own settings goes elsewhere.
        let options = PgConnectOptions::new_without_pgpass()
            .port(self.port)
            .username(&self.user)
            .password(secret.unwrap_or_default())
            .database(&self.database)
            .application_name("throughline")
            .statement_cache_capacity(0);
        if !found.allowed || self.encrypted == Some(Insist::VerifyFull) {
            let options = options.host(self.host.trim_matches(['[', ']'])).ssl_mode(PgSslMode::VerifyFull);
            return options.connect().await.map_err(|error| self.refused(&error));
        }
        let mode = if self.encrypted.is_some() { PgSslMode::Require } else { PgSslMode::Prefer };
        let mut last = None;
        for address in &found.addresses {
            match options.clone().host(&address.ip().to_string()).ssl_mode(mode).connect().await {
                Ok(connection) => return Ok(connection),
                Err(error) => last = Some(self.refused(&error)),
            }
        }
        Err(last.unwrap_or_else(|| PullError::Unreachable { place: self.place(), reason: "no address".to_owned() }))
    }

    /// What an error of the driver means. SQLSTATE, `PostgreSQL` appendix A.
    fn refused(&self, error: &sqlx::Error) -> PullError {
        let unreachable = |reason: String| PullError::Unreachable { place: self.place(), reason };
        let Some(database) = error.as_database_error() else {
            return unreachable(match error {
                sqlx::Error::Io(error) => error.to_string(),
                sqlx::Error::Tls(error) => format!("its encryption is not accepted ({})", said(&error.to_string())),
                _ => "the conversation broke off".to_owned(),
            });
        };
        let message = said(database.message());
        match database.code().unwrap_or_default().as_ref() {
            "28P01" | "28000" => {
                PullError::WrongSecret { place: self.place(), what: "password", user: self.user.clone() }
            }
            "42501" => PullError::MayNot { user: self.user.clone(), said: message },
            "57014" => PullError::TooSlow { place: PLACE, seconds: 0 },
            "25006" => PullError::Writes { place: PLACE, said: message },
            "0A000" if message.contains("data-modifying") => PullError::Writes { place: PLACE, said: message },
            code if ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class)) => unreachable(message),
            _ => PullError::NotUnderstood { place: PLACE, said: message },
        }
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
    let target = Target::parse(address)?;
    let query = one_read(query)?;
    let mut connection = target.connect(door, secret).await?;
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
    let refused = |error: sqlx::Error| target.refused(&error);
    connection.execute("begin transaction read only").await.map_err(refused)?;
    let limit = format!("set local statement_timeout = {}", time.as_millis());
    connection.execute(AssertSqlSafe(limit)).await.map_err(refused)?;
    let superuser: String = sqlx::query_scalar("select current_setting('is_superuser')")
        .fetch_one(&mut *connection)
        .await
        .map_err(refused)?;
    if superuser == "on" {
        return Err(PullError::Superuser { user: target.user.clone() });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_user_host_and_database_and_no_password() {
        let target = Target::parse("postgres://reader@db.acme.example/ware%20house").unwrap();
        assert_eq!(target.to_string(), "postgres://reader@db.acme.example:5432/ware house");
        assert_eq!(Target::parse("postgresql://a@[::1]:7/b?sslmode=verify-full").unwrap().host, "[::1]");
        for wrong in [
            "db.acme.example",
            "mysql://a@b/c",
            "postgres://b/c",
            "postgres://a@b",
            "postgres:///c?host=/tmp",
            "postgres://a:hunter2@b/c",
            "postgres://a@b/c?sslrootcert=/etc/passwd",
            "postgres://a@b/c?options=-c%20a",
        ] {
            let error = Target::parse(wrong).unwrap_err();
            assert!(matches!(error, PullError::Address(_)), "{wrong}");
            assert!(!error.to_string().contains("hunter2"));
        }
    }
}
