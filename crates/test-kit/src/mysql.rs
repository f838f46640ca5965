//! A fresh MySQL or MariaDB database for every test that fetches values from one, gone when the test is.
//!
//! It is on the server that `THROUGHLINE_TEST_MYSQL` names, such as `mysql://root@127.0.0.1:3399/mysql`, whose user may
//! make databases and users. Without one those tests say that they skip, in CI too: not every machine has one.

use std::str::FromStr as _;

use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, mysql::MySqlConnectOptions};

use crate::databases::{READERS_PASSWORD, fresh_name, wait_for};

/// Where the tests' server is.
pub const SERVER_VARIABLE: &str = "THROUGHLINE_TEST_MYSQL";

/// A database of one test. It is removed on drop.
pub struct Source {
    server: String,
    name: String,
}

/// An empty database; none, with a word on standard error, if no server is named.
///
/// # Panics
/// If the server does not make one.
pub async fn mysql() -> Option<Source> {
    let Ok(server) = std::env::var(SERVER_VARIABLE) else {
        eprintln!("skipped on MySQL: {SERVER_VARIABLE} is not set");
        return None;
    };
    let name = fresh_name();
    on_server(&options(&server), &format!("create database {name} character set utf8mb4"))
        .await
        .expect("the server makes a database");
    Some(Source { server, name })
}

impl Source {
    /// Runs statements in it as the tests' own user.
    ///
    /// # Panics
    /// If they fail.
    pub async fn run(&self, sql: &str) {
        on_server(&options(&self.server).database(&self.name), sql).await.expect("the statements of a test run");
    }

    /// Its address for a user who has no rights but those of the database that a test grants, made with that password. It
    /// stays on the server, for other tests.
    pub async fn reader(&self) -> String {
        self.run(&format!("create user if not exists throughline_reader identified by '{READERS_PASSWORD}'")).await;
        self.address_of("throughline_reader")
    }

    /// Its address for a user.
    pub fn address_of(&self, user: &str) -> String {
        format!("mysql://{user}@{}/{}", self.host(), self.name)
    }

    /// The host of its server, with the port.
    pub fn host(&self) -> String {
        let options = options(&self.server);
        format!("{}:{}", options.get_host(), options.get_port())
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

fn options(server: &str) -> MySqlConnectOptions {
    MySqlConnectOptions::from_str(server).expect("an address of a server")
}

async fn on_server(server: &MySqlConnectOptions, sql: &str) -> Result<(), sqlx::Error> {
    let mut connection = server.connect().await?;
    connection.execute(AssertSqlSafe(sql.to_owned())).await?;
    connection.close().await
}

impl Drop for Source {
    fn drop(&mut self) {
        let (server, sql) = (options(&self.server), format!("drop database {}", self.name));
        wait_for(async move { on_server(&server, &sql).await });
    }
}
