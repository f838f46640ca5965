//! Where a database is, and the way to it.
//!
//! A host that the operator named is connected to at the very address that was checked. Another one is connected to by
//! its name, and its certificate must be of that name: a name that leads elsewhere a moment later is told nothing.

use std::fmt;

use sqlx::ConnectOptions;
use throughline_trackers::http::Door;
use url::Url;

use crate::{PullError, error::said};

/// How the addresses of one kind of database are written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    /// What it is called.
    pub name: &'static str,
    /// What its addresses begin with; the first one is shown.
    pub schemes: [&'static str; 2],
    /// Its port where none is said.
    pub port: u16,
    /// What is said of an address that is none.
    pub form: &'static str,
    /// What insists on encryption, and its two values: any encryption, and a certificate of the host's name.
    pub encryption: (&'static str, [&'static str; 2]),
    /// What is said of anything else at the end.
    pub ending: &'static str,
}

/// Where a database is, and as whom it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    kind: &'static Kind,
    host: String,
    port: u16,
    /// As whom.
    pub user: String,
    /// Which database.
    pub database: String,
    encrypted: Option<Line>,
}

/// The line to a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// Encrypted if the other side can.
    Preferred,
    /// Encrypted.
    Encrypted,
    /// Encrypted, to one that proves its name.
    Verified,
}

/// To what a connection is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way<'a> {
    /// The name or the address that was checked, without brackets.
    pub host: &'a str,
    /// The port.
    pub port: u16,
    /// The line.
    pub line: Line,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, host, port, user, database, .. } = self;
        write!(f, "{}://{user}@{host}:{port}/{database}", kind.schemes[0])
    }
}

impl Target {
    /// From "<postgres://user@host:port/database>". A password in it is refused: it would be shown with the address.
    pub fn parse(kind: &'static Kind, address: &str) -> Result<Self, PullError> {
        let form = || PullError::Address(kind.form);
        let url = Url::parse(address.trim()).map_err(|_| form())?;
        if !kind.schemes.contains(&url.scheme()) {
            return Err(form());
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
            return Err(form());
        }
        let (option, [any, verified]) = kind.encryption;
        let mut encrypted = None;
        for (name, value) in url.query_pairs() {
            encrypted = match value.as_ref() {
                value if name == option && value == any => Some(Line::Encrypted),
                value if name == option && value == verified => Some(Line::Verified),
                _ => return Err(PullError::Address(kind.ending)),
            };
        }
        Ok(Self { kind, host, port: url.port().unwrap_or(kind.port), user, database, encrypted })
    }

    /// "`PostgreSQL` at db.acme.example:5432".
    pub fn place(&self) -> String {
        format!("{} at {}:{}", self.kind.name, self.host, self.port)
    }

    /// That it does not answer.
    pub fn unreachable(&self, reason: impl Into<String>) -> PullError {
        PullError::Unreachable { place: self.place(), reason: reason.into() }
    }

    /// What an error means that is not the database's own.
    pub fn broken(&self, error: &sqlx::Error) -> PullError {
        match error {
            sqlx::Error::Io(error) => self.unreachable(error.to_string()),
            sqlx::Error::Tls(error) => {
                self.unreachable(format!("its encryption is not accepted ({})", said(&error.to_string())))
            }
            _ => self.unreachable("the conversation broke off"),
        }
    }

    /// Connects, with what an address is connected to with, and says what an error of that means.
    pub async fn connect<O: ConnectOptions>(
        &self,
        door: &Door,
        options: impl Fn(Way<'_>) -> O,
        refused: impl Fn(&sqlx::Error) -> PullError,
    ) -> Result<O::Connection, PullError>
    where
        O::Connection: Sized,
    {
        let found = door.find(&self.host, self.port).await?;
        let port = self.port;
        if !found.allowed || self.encrypted == Some(Line::Verified) {
            let options = options(Way { host: self.host.trim_matches(['[', ']']), port, line: Line::Verified });
            return options.connect().await.map_err(|error| refused(&error));
        }
        let line = self.encrypted.unwrap_or(Line::Preferred);
        let mut last = None;
        for address in &found.addresses {
            let host = address.ip().to_string();
            match options(Way { host: &host, port, line }).connect().await {
                Ok(connection) => return Ok(connection),
                Err(error) => last = Some(refused(&error)),
            }
        }
        Err(last.unwrap_or_else(|| self.unreachable("no address")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{mysql::MYSQL, postgres::POSTGRES};

    #[test]
    fn an_address_names_user_host_and_database_and_no_password() {
        let shown = |kind, address| Target::parse(kind, address).unwrap().to_string();
        let warehouse = "postgres://reader@db.acme.example/ware%20house";
        assert_eq!(shown(&POSTGRES, warehouse), "postgres://reader@db.acme.example:5432/ware house");
        assert_eq!(shown(&POSTGRES, "postgresql://a@[::1]:7/b?sslmode=verify-full"), "postgres://a@[::1]:7/b");
        assert_eq!(shown(&MYSQL, "mysql://reader@db.acme.example/b"), "mysql://reader@db.acme.example:3306/b");
        assert_eq!(shown(&MYSQL, "mariadb://a@b:7/c?ssl-mode=verify_identity"), "mysql://a@b:7/c");
        let of_postgres = [
            "db.acme.example",
            "mysql://a@b/c",
            "postgres://b/c",
            "postgres://a@b",
            "postgres:///c?host=/tmp",
            "postgres://a:hunter2@b/c",
            "postgres://a@b/c?sslrootcert=/etc/passwd",
            "postgres://a@b/c?options=-c%20a",
            "postgres://a@b/c?ssl-mode=required",
        ];
        let of_mysql = [
            "postgres://a@b/c",
            "mysql://a@b",
            "mysql://a@b/c/d",
            "mysql://a:hunter2@b/c",
            "mysql://a@b/c?socket=/run/mysqld.sock",
            "mysql://a@b/c?ssl-mode=disabled",
            "mysql://a@b/c?ssl-ca=/etc/passwd",
            "mysql://a@b/c?sslmode=require",
        ];
        let wrong =
            of_postgres.map(|wrong| (&POSTGRES, wrong)).into_iter().chain(of_mysql.map(|wrong| (&MYSQL, wrong)));
        for (kind, wrong) in wrong {
            let error = Target::parse(kind, wrong).unwrap_err();
            assert!(matches!(error, PullError::Address(_)), "{wrong}");
            assert!(!error.to_string().contains("hunter2"));
        }
    }

    #[test]
    fn an_address_asks_for_encryption_in_the_words_of_its_database() {
        for (kind, address, encrypted) in [
            (&POSTGRES, "postgres://a@b/c", None),
            (&POSTGRES, "postgres://a@b/c?sslmode=require", Some(Line::Encrypted)),
            (&POSTGRES, "postgres://a@b/c?sslmode=verify-full", Some(Line::Verified)),
            (&MYSQL, "mysql://a@b/c", None),
            (&MYSQL, "mysql://a@b/c?ssl-mode=required", Some(Line::Encrypted)),
            (&MYSQL, "mysql://a@b/c?ssl-mode=verify_identity", Some(Line::Verified)),
        ] {
            assert_eq!(Target::parse(kind, address).unwrap().encrypted, encrypted, "{address}");
        }
    }
}
