//! MySQL and MariaDB: one query in a transaction that cannot write, with the server's own limit on time, and an end from
//! outside should that limit not hold.
//!
//! The query is prepared by the server from a variable, which takes one statement and no more, though the driver lets
//! several in one text pass; run by its name, it gives its rows as text.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::TryStreamExt as _;
use sqlx::{
    AssertSqlSafe, Column as _, Connection as _, Executor as _, Row as _, TypeInfo as _,
    mysql::{MySqlConnectOptions, MySqlConnection, MySqlDatabaseError, MySqlRow, MySqlSslMode},
};
use throughline_domain::metrics::one_read_of_mysql;
use throughline_trackers::http::Door;
use tokio::time::timeout;

use crate::{
    PullError,
    error::said,
    rows::{Answer, Gathered},
    target::{Kind, Line, Target, Way},
};

const PLACE: &str = "MySQL";
/// How its addresses are written.
pub(crate) const MYSQL: Kind = Kind {
    name: PLACE,
    schemes: ["mysql", "mariadb"],
    port: 3306,
    form: "is written as mysql://user@host:3306/database",
    encryption: ("ssl-mode", ["required", "verify_identity"]),
    ending: "may end with ?ssl-mode=required or ?ssl-mode=verify_identity only",
};
/// How much longer than the server's own limit a query is waited for before it is ended from outside.
const GRACE: Duration = Duration::from_secs(2);
/// How long finding and connecting, and ending from outside, may take.
const CONNECTING: Duration = Duration::from_secs(5);
/// Rights with which a query that reads reaches files of the server, or everything.
const TOO_MUCH: [(&str, &str); 3] =
    [("ALL PRIVILEGES", "has all rights"), ("SUPER", "has the right SUPER"), ("FILE", "has the right FILE")];

/// Asks.
pub(crate) async fn read(
    door: &Arc<Door>,
    address: &str,
    query: &str,
    secret: Option<&str>,
    time: Duration,
) -> Result<Answer, PullError> {
    let target = Target::parse(&MYSQL, address)?;
    let query = one_read_of_mysql(query)?.to_owned();
    let broke_off = target.unreachable("the conversation broke off");
    let asking = Asking {
        door: Arc::clone(door),
        target,
        secret: secret.map(str::to_owned),
        limit: time,
        patience: time + GRACE,
    };
    // In a task of its own, which goes on to its end when nobody waits for it any longer, so that nothing runs on over
    // there. And where the driver trusts a server too much and falls over, nothing else does.
    tokio::spawn(async move { asking.answer(&query).await }).await.unwrap_or(Err(broke_off))
}

/// What is needed to ask, and to end it.
struct Asking {
    door: Arc<Door>,
    target: Target,
    secret: Option<String>,
    /// How long the server may work on it.
    limit: Duration,
    /// How long it is waited for.
    patience: Duration,
}

impl Asking {
    async fn answer(&self, query: &str) -> Result<Answer, PullError> {
        let mut connection = self.connect().await?;
        let id = scalar(&mut connection, "select cast(connection_id() as char)").await;
        let id = id.map_err(|error| self.refused(&error))?;
        let Ok(outcome) = timeout(self.patience, self.asked(&mut connection, query)).await else {
            self.end(&id).await;
            return Err(self.too_slow());
        };
        // The transaction is never committed, and the connection is done either way.
        if !matches!(timeout(GRACE, connection.close()).await, Ok(Ok(()))) {
            tracing::debug!("a connection for a pull was not closed in order");
        }
        outcome
    }

    fn too_slow(&self) -> PullError {
        PullError::TooSlow { place: PLACE, seconds: self.limit.as_secs() }
    }

    async fn connect(&self) -> Result<MySqlConnection, PullError> {
        let options = |Way { host, port, line }: Way<'_>| {
            let mode = match line {
                Line::Preferred => MySqlSslMode::Preferred,
                Line::Encrypted => MySqlSslMode::Required,
                Line::Verified => MySqlSslMode::VerifyIdentity,
            };
            // The driver asks for times in UTC and utf8mb4; what a quote means is said below.
            let options = MySqlConnectOptions::new()
                .host(host)
                .port(port)
                .username(&self.target.user)
                .database(&self.target.database)
                .ssl_mode(mode)
                .pipes_as_concat(false)
                .no_engine_substitution(false)
                .statement_cache_capacity(0);
            match self.secret.as_deref() {
                Some(secret) => options.password(secret),
                None => options,
            }
        };
        let connecting = self.target.connect(&self.door, options, |error| self.not_let_in(error));
        timeout(CONNECTING, connecting).await.unwrap_or_else(|_| Err(self.target.unreachable("it does not answer")))
    }

    /// What a query gives, unless the server cut it off: a pause that ends early gives a value all the same.
    async fn asked(&self, connection: &mut MySqlConnection, query: &str) -> Result<Answer, PullError> {
        self.prepare(connection, query).await?;
        let began = Instant::now();
        let outcome = rows(connection).await.map_err(|error| self.refused(&error));
        // The clocks of two machines do not run alike to the last hundredth.
        if began.elapsed() >= self.limit.mul_f64(0.99) { Err(self.too_slow()) } else { outcome }
    }

    /// One transaction: read only, with a time limit, by a user who may do little more than read.
    async fn prepare(&self, connection: &mut MySqlConnection, query: &str) -> Result<(), PullError> {
        let refused = |error: sqlx::Error| self.refused(&error);
        let version = scalar(connection, "select version()").await.map_err(refused)?;
        // Quotes and backslashes mean what they did when the query was looked at.
        let mode = "set session sql_mode = if(find_in_set('ONLY_FULL_GROUP_BY', @@sql_mode), 'ONLY_FULL_GROUP_BY', '')";
        connection.execute(mode).await.map_err(refused)?;
        let limit = if version.contains("MariaDB") {
            format!("set session max_statement_time = {:.3}", self.limit.as_secs_f64())
        } else {
            format!("set session max_execution_time = {}", self.limit.as_millis())
        };
        connection.execute(AssertSqlSafe(limit)).await.map_err(refused)?;
        for grant in self.grants(connection, &version).await.map_err(refused)? {
            if let Some(as_who) = too_much(&grant) {
                return Err(PullError::Superuser { user: self.target.user.clone(), as_who });
            }
        }
        connection.execute("start transaction read only").await.map_err(refused)?;
        sqlx::query("set @pulled = ?")
            .bind(query)
            .persistent(false)
            .execute(&mut *connection)
            .await
            .map_err(refused)?;
        connection.execute("prepare pulled from @pulled").await.map_err(refused)?;
        Ok(())
    }

    /// What the user may do, by roles too. MariaDB lists those of the roles that are on; MySQL, which has roles since 8.0,
    /// wants them named.
    async fn grants(&self, connection: &mut MySqlConnection, version: &str) -> Result<Vec<String>, sqlx::Error> {
        let roles = if version.contains("MariaDB") || version.starts_with("5.") {
            "NONE".to_owned()
        } else {
            scalar(connection, "select current_role()").await?
        };
        let asked = if roles == "NONE" {
            "show grants".to_owned()
        } else {
            format!("show grants for current_user() using {roles}")
        };
        let rows = sqlx::raw_sql(AssertSqlSafe(asked)).fetch_all(connection).await?;
        Ok(rows.iter().filter_map(|row| cell(row, 0)).collect())
    }

    /// Ends a connection from another one, as its user may.
    async fn end(&self, id: &str) {
        let ended = async {
            let Ok(id) = id.parse::<u64>() else { return };
            let Ok(mut second) = self.connect().await else { return };
            if let Err(error) = second.execute(AssertSqlSafe(format!("kill {id}"))).await {
                tracing::warn!(%error, "a query for a pull could not be ended");
            }
        };
        if timeout(CONNECTING, ended).await.is_err() {
            tracing::warn!("a query for a pull could not be ended");
        }
    }

    /// What an error at the login means.
    fn not_let_in(&self, error: &sqlx::Error) -> PullError {
        let place = || self.target.place();
        let user = || self.target.user.clone();
        match error {
            // The driver was built without RSA, by which a password could go over an open line.
            sqlx::Error::Configuration(_) => PullError::Login {
                place: place(),
                user: user(),
                how: "over an encrypted line, which it does not offer; turn TLS on there",
            },
            sqlx::Error::Protocol(reason) if reason.contains("plugin") => PullError::Login {
                place: place(),
                user: user(),
                how: "with a plugin that is not spoken here; let them use caching_sha2_password or \
                      mysql_native_password",
            },
            _ => match number(error) {
                Some((1045 | 1698, _)) => PullError::WrongSecret { place: place(), what: "password", user: user() },
                Some((1049, _)) => PullError::Address("names a database that is not there"),
                Some((1130, message)) => self.target.unreachable(message),
                _ => self.refused(error),
            },
        }
    }

    /// What an error of the driver means. Numbers: MySQL 8.0 and MariaDB, "error reference".
    fn refused(&self, error: &sqlx::Error) -> PullError {
        let Some((number, message)) = number(error) else { return self.target.broken(error) };
        match number {
            // After the login a missing right to files, and no wrong password.
            1044 | 1045 | 1142 | 1143 | 1227 | 1370 => {
                PullError::MayNot { user: self.target.user.clone(), said: message }
            }
            1792 => PullError::Writes { place: PLACE, said: message },
            1969 | 3024 => self.too_slow(),
            // Too many at once, a lock, a server that is going, a query that somebody ended there, or a proxy that does not
            // reach it.
            1040 | 1053 | 1129 | 1203 | 1205 | 1213 | 1226 | 1317 | 1927 | 2000..3000 => {
                self.target.unreachable(message)
            }
            _ => PullError::NotUnderstood { place: PLACE, said: message },
        }
    }
}

/// The rows of what was prepared, as text, until there are more than are taken.
async fn rows(connection: &mut MySqlConnection) -> Result<Answer, sqlx::Error> {
    let mut rows = sqlx::raw_sql("execute pulled").fetch(connection);
    let mut gathered = Gathered::default();
    while !gathered.is_full()
        && let Some(row) = rows.try_next().await?
    {
        gathered.add((0..row.len()).map(|at| cell(&row, at)).collect());
    }
    Ok(gathered.rows())
}

/// The number and the words of a database's own error.
fn number(error: &sqlx::Error) -> Option<(u16, String)> {
    let database = error.as_database_error()?;
    let number = database.try_downcast_ref::<MySqlDatabaseError>()?.number();
    Some((number, said(database.message())))
}

async fn scalar(connection: &mut MySqlConnection, query: &'static str) -> Result<String, sqlx::Error> {
    let row = sqlx::raw_sql(query).fetch_one(connection).await?;
    cell(&row, 0).ok_or(sqlx::Error::RowNotFound)
}

/// What a line of `show grants` gives that is too much.
fn too_much(grant: &str) -> Option<&'static str> {
    let rights = grant.strip_prefix("GRANT ")?.split_once(" ON *.* TO ")?.0;
    let has = |right: &str| rights.split(',').any(|held| held.trim() == right);
    TOO_MUCH.into_iter().find(|(right, _)| has(right)).map(|(_, as_who)| as_who)
}

/// A cell as text, as the server writes it, but bits as a number and a moment with its offset.
fn cell(row: &MySqlRow, at: usize) -> Option<String> {
    let bytes = row.try_get_unchecked::<Option<&[u8]>, _>(at).ok()??;
    let text = String::from_utf8_lossy(bytes);
    Some(match row.column(at).type_info().name() {
        "BIT" => bytes.iter().fold(0_u64, |all, byte| (all << 8) | u64::from(*byte)).to_string(),
        "TIMESTAMP" => format!("{text}Z"),
        _ => text.into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use throughline_test_kit::{databases::READERS_PASSWORD, mysql};
    use throughline_trackers::http::{AllowList, Limits};

    use super::*;

    fn asking(address: &str, allowed: &str, (limit, patience): (u64, u64)) -> Asking {
        Asking {
            door: Arc::new(Door::new(AllowList::new([allowed]), Limits::default())),
            target: Target::parse(&MYSQL, address).unwrap(),
            secret: Some(READERS_PASSWORD.to_owned()),
            limit: Duration::from_secs(limit),
            patience: Duration::from_millis(patience),
        }
    }

    #[tokio::test]
    async fn what_the_server_does_not_cut_off_is_ended_from_outside() {
        let Some(source) = mysql::mysql().await else { return };
        let address = source.reader().await;
        source.run(&format!("grant select on {}.* to throughline_reader", source.name())).await;
        let error = asking(&address, &source.host(), (600, 500)).answer("select sleep(600)").await.err().unwrap();
        assert!(matches!(error, PullError::TooSlow { seconds: 600, .. }), "{error}");
        let left = format!(
            "select count(*) from information_schema.processlist where db = '{}' and id <> connection_id()",
            source.name()
        );
        let left = async || {
            let rows = asking(&address, &source.host(), (600, 10_000)).answer(&left).await.unwrap();
            crate::rows::values(rows, throughline_domain::Ts::from_micros(0), &jiff::tz::TimeZone::UTC).unwrap().points
                [0]
            .value
        };
        // A server notes that a connection is to end, and ends it then.
        for _ in 0..100 {
            if left().await < 0.5 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("it goes on");
    }

    #[test]
    fn what_stands_in_the_way_of_a_login_is_told_with_the_way_out() {
        let asking = asking("mysql://reader@db.acme.example/b", "", (1, 1));
        let open_line = sqlx::Error::Configuration("RSA auth backend disabled".into());
        let plugin = sqlx::Error::Protocol("unknown authentication plugin: parsec".to_owned());
        for (error, says) in [(open_line, "turn TLS on there"), (plugin, "caching_sha2_password")] {
            let refused = asking.not_let_in(&error);
            assert!(matches!(refused, PullError::Login { .. }) && !refused.is_passing(), "{refused}");
            let said = refused.to_string();
            assert!(
                said.starts_with("MySQL at db.acme.example:3306 lets reader log in only") && said.contains(says),
                "{said}"
            );
        }
    }

    #[test]
    fn a_right_to_files_or_to_everything_is_too_much() {
        for (grant, too_much_is) in [
            ("GRANT ALL PRIVILEGES ON *.* TO `a`@`%` WITH GRANT OPTION", Some("has all rights")),
            ("GRANT SELECT, RELOAD, FILE, SUPER ON *.* TO `a`@`%`", Some("has the right SUPER")),
            ("GRANT SELECT, FILE ON *.* TO `r`", Some("has the right FILE")),
            ("GRANT USAGE ON *.* TO `a`@`%` IDENTIFIED BY PASSWORD '*FILE, SUPER'", None),
            ("GRANT SELECT, PROCESS ON *.* TO `a`@`%`", None),
            ("GRANT ALL PRIVILEGES ON `FILE, x`.* TO `a`@`%`", None),
            ("GRANT `FILE`@`%` TO `a`@`%`", None),
            ("GRANT PROXY ON ``@`%` TO `a`@`%`", None),
        ] {
            assert_eq!(too_much(grant), too_much_is, "{grant}");
        }
    }
}
