//! A real `PostgreSQL`, asked by a role with a password. The server asks members of `throughline_password` for theirs, as
//! `.ci/postgres.sh` says.

use throughline_domain::metrics::PullFrom;
use throughline_pulls::{Part, PullError, Pulled, Rules};
use throughline_test_kit::databases::{self, Database, READERS_PASSWORD};

use crate::{NO_VALUES, NOW, asks_hosts_inside_only_if_named, hurried, pull, rules, tells_of_a_wrong_password, told};

const TABLES: &str = "create table loads (day date not null, on_time integer not null);
    insert into loads values ('2026-10-12', 40), ('2026-10-13', 41), ('2026-10-13', 1);
    create table wages (person text, amount integer);
    create function count_a_visit() returns integer language sql volatile as
        $$ insert into loads values ('2026-10-14', 1) returning on_time $$;
    grant select, insert, update, delete on loads to throughline_reader;";

struct Warehouse {
    database: Database,
    address: String,
}

impl Warehouse {
    async fn open() -> Option<Self> {
        let database = databases::postgres().await?;
        let address = database.reader().await;
        database.run(TABLES).await;
        Some(Self { database, address })
    }

    fn rules(&self) -> Rules {
        let host = self.address.split('@').nth(1).and_then(|rest| rest.split('/').next()).expect("a host");
        rules(&[host], Vec::new())
    }

    async fn ask(&self, query: &str) -> Result<Pulled, PullError> {
        self.ask_with(query, Some(READERS_PASSWORD)).await
    }

    async fn ask_with(&self, query: &str, secret: Option<&str>) -> Result<Pulled, PullError> {
        pull(self.rules(), &self.from(query), secret).await
    }

    async fn ask_in_a_hurry(&self, query: &str) -> Result<Pulled, PullError> {
        pull(hurried(self.rules()), &self.from(query), Some(READERS_PASSWORD)).await
    }

    fn from(&self, query: &str) -> PullFrom {
        PullFrom::Postgres { address: self.address.clone(), query: query.to_owned() }
    }
}

#[tokio::test]
async fn a_time_and_a_value_in_each_row_or_one_value_as_of_now() {
    let Some(warehouse) = Warehouse::open().await else { return };
    let days =
        warehouse.ask("select day, sum(on_time) from loads group by day order by day desc; -- newest first").await;
    assert_eq!(told(&days.unwrap()), [("2026-10-12".to_owned(), 40.0), ("2026-10-13".to_owned(), 42.0)]);
    let one = warehouse.ask("select avg(on_time)::numeric(9,3) from loads").await.unwrap();
    assert_eq!((one.points[0].at, one.points[0].value), (NOW, 27.333));
    for (time, value) in [
        ("timestamptz '2026-10-13 10:30:00+02'", "1.5::float8"),
        ("timestamp '2026-10-13 08:30:00'", "1.5::real"),
        ("'2026-10-13T08:30:00Z'::text", "'1.5'"),
        ("1791880200", "1.5::numeric"),
    ] {
        let pulled = warehouse.ask(&format!("values ({time}, {value})")).await.unwrap();
        assert_eq!((pulled.points[0].at.micros(), pulled.points[0].value), (1_791_880_200_000_000, 1.5), "{time}");
    }
}

#[tokio::test]
async fn a_slow_query_is_cut_off_by_the_server_itself() {
    let Some(warehouse) = Warehouse::open().await else { return };
    let error = warehouse.ask_in_a_hurry("select 1 from pg_sleep(600)").await.unwrap_err();
    assert!(matches!(error, PullError::TooSlow { place: "PostgreSQL", .. }), "{error}");
    assert!(error.is_passing());
    // Asking for more time is part of the same statement, whose limit runs already.
    let error = warehouse
        .ask_in_a_hurry("select set_config('statement_timeout', '0', false), pg_sleep(600)")
        .await
        .unwrap_err();
    assert!(matches!(error, PullError::TooSlow { .. }), "{error}");
    let left = warehouse.ask("select count(*) from pg_stat_activity where query like '%pg_sleep(600)%' and state = 'active' and pid <> pg_backend_pid()");
    assert_eq!(left.await.unwrap().points[0].value, 0.0, "nothing of it goes on");
}

#[tokio::test]
async fn a_write_is_refused_by_the_database_even_where_the_role_may_write() {
    let Some(warehouse) = Warehouse::open().await else { return };
    for query in [
        "select count_a_visit()",
        "with gone as (delete from loads returning 1) select count(*) from gone",
        "select count_a_visit() from (select set_config('transaction_read_only', 'off', false)) as asked",
    ] {
        let error = warehouse.ask(query).await.unwrap_err();
        let refused = matches!(error, PullError::Writes { .. }) || error.to_string().contains("read-write mode");
        assert!(refused, "{query}: {error}");
        assert_eq!(error.about(), Part::Question);
        assert!(!error.is_passing());
    }
    for query in [
        "delete from loads",
        "select 1; delete from loads",
        "commit; delete from loads",
        "with a as (select 1) delete from loads returning 1",
        "table loads; drop table loads",
        "copy loads to '/tmp/loads'",
        "/* select */ set transaction read write",
    ] {
        assert!(warehouse.ask(query).await.is_err(), "{query}");
    }
    let all = warehouse.ask("select count(*) from loads").await.unwrap();
    assert_eq!(all.points[0].value, 3.0, "nothing was written");
}

#[tokio::test]
async fn a_wrong_password_is_told_in_one_sentence_without_it() {
    let Some(warehouse) = Warehouse::open().await else { return };
    for secret in [Some("not-the-password-7"), None] {
        let error = warehouse
            .ask_with("select 1", secret)
            .await
            .expect_err("the server asks for passwords: see .ci/postgres.sh");
        tells_of_a_wrong_password(&error, "PostgreSQL", "not-the-password-7");
    }
}

#[tokio::test]
async fn what_is_wrong_otherwise_is_told_apart() {
    let Some(warehouse) = Warehouse::open().await else { return };
    let wages = warehouse.ask("select sum(amount) from wages").await.unwrap_err();
    assert!(matches!(wages, PullError::MayNot { .. }), "{wages}");
    let typo = warehouse.ask("select sum(amont) from loads").await.unwrap_err();
    assert!(matches!(&typo, PullError::NotUnderstood { said, .. } if said.contains("amont")), "{typo}");
    let own = [("select now() - make_interval(mins => i), i from generate_series(1, 6000) i", "more than 5000 values")];
    for (query, says) in NO_VALUES.into_iter().chain(own) {
        let error = warehouse.ask(query).await.unwrap_err().to_string();
        assert!(error.contains(says), "{query}: {error}");
    }
    let echo = warehouse.ask(&format!("select '{READERS_PASSWORD}'")).await.unwrap_err().to_string();
    assert!(!echo.contains(READERS_PASSWORD), "{echo}");

    let superuser = PullFrom::Postgres {
        address: warehouse.database.url().expect("PostgreSQL").split('?').next().expect("an address").to_owned(),
        query: "select 1".to_owned(),
    };
    let error = pull(warehouse.rules(), &superuser, None).await.unwrap_err();
    assert!(matches!(error, PullError::Superuser { .. }), "{error}");
    let closed = PullFrom::Postgres { address: "postgres://a@127.0.0.1:1/b".to_owned(), query: "select 1".to_owned() };
    let error = pull(rules(&["127.0.0.1"], Vec::new()), &closed, None).await.unwrap_err();
    assert!(matches!(error, PullError::Unreachable { .. }) && error.is_passing(), "{error}");
}

#[tokio::test]
async fn a_database_inside_is_asked_only_if_the_operator_named_its_host_and_metadata_never() {
    asks_hosts_inside_only_if_named(|host| PullFrom::Postgres {
        address: format!("postgres://a@{host}/b"),
        query: "select 1".to_owned(),
    })
    .await;
}
