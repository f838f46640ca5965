//! A real MySQL or MariaDB, asked by a user with a password. Where `THROUGHLINE_TEST_MYSQL` names none, they say that they
//! skip.

use throughline_domain::metrics::PullFrom;
use throughline_pulls::{Part, PullError, Pulled, Rules};
use throughline_test_kit::{
    databases::READERS_PASSWORD,
    mysql::{self, Source},
};

use crate::{NO_VALUES, NOW, asks_hosts_inside_only_if_named, hurried, pull, rules, tells_of_a_wrong_password, told};

const TABLES: &str = "create table loads (day date not null, on_time integer not null) engine = innodb;
    insert into loads values ('2026-10-12', 40), ('2026-10-13', 41), ('2026-10-13', 1);
    create table visits (n integer) engine = myisam;
    create table wages (person text, amount integer);
    create table moments (at timestamp(3) not null, on_day datetime not null, yes boolean, flag bit(1), mask bit(12),
        big bigint unsigned, small tinyint, part float, exact decimal(9, 3), year year, words text) engine = innodb;
    set time_zone = '+02:00';
    insert into moments values ('2026-10-13 10:30:00', '2026-10-13 08:30:00', true, b'1', b'100000000001',
        18446744073709551615, -7, 1.5, 27.333, 2026, '1.5');
    create function count_a_visit() returns integer modifies sql data
        begin insert into loads values ('2026-10-14', 1); return 1; end;
    create function count_without_a_transaction() returns integer modifies sql data
        begin insert into visits values (1); return 1; end;
    create function work_long() returns integer reads sql data
        begin declare n integer; select sleep(600) into n; return 1; end;";

struct Warehouse {
    source: Source,
    address: String,
}

impl Warehouse {
    async fn open() -> Option<Self> {
        let source = mysql::mysql().await?;
        let address = source.reader().await;
        source.run(TABLES).await;
        let name = source.name();
        let may = "grant select, insert, update, delete on";
        let to = "to throughline_reader";
        let grants = ["loads", "visits", "moments"].map(|table| format!("{may} {name}.{table} {to};")).concat();
        source.run(&format!("{grants} grant execute on {name}.* {to}")).await;
        Some(Self { source, address })
    }

    fn rules(&self) -> Rules {
        rules(&[&self.source.host()], Vec::new())
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
        PullFrom::Mysql { address: self.address.clone(), query: query.to_owned() }
    }
}

#[tokio::test]
async fn a_time_and_a_value_in_each_row_or_one_value_as_of_now() {
    let Some(warehouse) = Warehouse::open().await else { return };
    let days =
        warehouse.ask("select day, sum(on_time) from loads group by day order by day desc; -- newest first").await;
    assert_eq!(told(&days.unwrap()), [("2026-10-12".to_owned(), 40.0), ("2026-10-13".to_owned(), 42.0)]);
    let one = warehouse.ask("select cast(avg(on_time) as decimal(9, 3)) from loads").await.unwrap();
    assert_eq!((one.points[0].at, one.points[0].value), (NOW, 27.333));
    for time in ["at", "on_day", "max(at)", "'2026-10-13T08:30:00Z'", "1791880200", "unix_timestamp(on_day)"] {
        let pulled = warehouse.ask(&format!("select {time}, 1.5 from moments")).await.unwrap();
        assert_eq!((pulled.points[0].at.micros(), pulled.points[0].value), (1_791_880_200_000_000, 1.5), "{time}");
    }
    for (value, is) in [
        ("yes", 1.0),
        ("flag", 1.0),
        ("mask", 2049.0),
        ("big", 18_446_744_073_709_551_615.0),
        ("small", -7.0),
        ("part", 1.5),
        ("exact", 27.333),
        ("year", 2026.0),
        ("words", 1.5),
        ("1e3", 1000.0),
        ("count(*)", 1.0),
        ("4611686018427387904 + 1", 4_611_686_018_427_387_905.0),
    ] {
        let pulled = warehouse.ask(&format!("select {value} from moments")).await.unwrap();
        assert_eq!(pulled.points[0].value, is, "{value}");
    }
}

#[tokio::test]
async fn a_slow_query_is_cut_off_by_the_server_itself_and_gives_no_value() {
    let Some(warehouse) = Warehouse::open().await else { return };
    for query in [
        "select sleep(600)",
        "select 1 from loads where sleep(600) = 0",
        "select work_long()",
        "select benchmark(1000000000000, sha2('a', 512))",
        "select count(*) from information_schema.collations a, information_schema.collations b, information_schema.collations c, information_schema.collations d where concat(a.id, b.id, c.id, d.id) = 'x'",
    ] {
        let error = warehouse.ask_in_a_hurry(query).await.unwrap_err();
        assert!(matches!(error, PullError::TooSlow { place: "MySQL", .. }), "{query}: {error}");
        assert!(error.is_passing());
    }
    let left = format!(
        "select count(*) from information_schema.processlist where db = '{}' and id <> connection_id() and command <> 'Sleep'",
        warehouse.source.name()
    );
    assert_eq!(warehouse.ask(&left).await.unwrap().points[0].value, 0.0, "nothing of it goes on");
}

#[tokio::test]
async fn a_write_is_refused_by_the_database_even_where_the_user_may_write() {
    let Some(warehouse) = Warehouse::open().await else { return };
    for query in ["select count_a_visit()", "select count_without_a_transaction()"] {
        let error = warehouse.ask(query).await.unwrap_err();
        assert!(matches!(error, PullError::Writes { .. }), "{query}: {error}");
        assert_eq!(error.about(), Part::Question);
        assert!(!error.is_passing());
    }
    for query in [
        "delete from loads",
        "select 1; delete from loads",
        "commit; delete from loads",
        "with a as (select 1) delete from loads",
        "select 1 /*! ; delete from loads */",
        "select 'a\\'; delete from loads -- ",
        "select 1 into outfile '/tmp/throughline-loads'",
        "select 1 from loads for update",
        "/* select */ set session transaction read write",
    ] {
        assert!(warehouse.ask(query).await.is_err(), "{query}");
    }
    for table in ["loads", "visits"] {
        let all = warehouse.ask(&format!("select count(*) from {table}")).await.unwrap();
        assert_eq!(all.points[0].value, if table == "loads" { 3.0 } else { 0.0 }, "nothing was written to {table}");
    }
}

#[tokio::test]
async fn a_quote_means_the_same_to_the_server_whatever_it_was_set_to() {
    let Some(warehouse) = Warehouse::open().await else { return };
    let mut answers = Vec::new();
    for mode in ["'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT'", "default"] {
        warehouse.source.run(&format!("set global sql_mode = {mode}")).await;
        for (query, value) in [
            ("select length(\"loads\")", 5.0),
            ("select length('it\\'s')", 4.0),
            ("select length('a;b') # ; into\n -- ; into\n /* ; into */", 3.0),
            ("select 1 or 0 || 0", 1.0),
            ("select @@sql_mode in ('', 'ONLY_FULL_GROUP_BY') and @@time_zone = '+00:00'", 1.0),
            ("select @@character_set_client = 'utf8mb4' and @@character_set_results = 'utf8mb4'", 1.0),
        ] {
            answers.push((mode, query, value, warehouse.ask(query).await));
        }
    }
    for (mode, query, value, answer) in answers {
        let answer = answer.unwrap_or_else(|error| panic!("{mode}: {query}: {error}"));
        assert_eq!(answer.points[0].value, value, "{mode}: {query}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_told_in_one_sentence_without_it() {
    let Some(warehouse) = Warehouse::open().await else { return };
    for secret in [Some("not-the-password-7"), None] {
        let error = warehouse.ask_with("select 1", secret).await.unwrap_err();
        tells_of_a_wrong_password(&error, "MySQL", "not-the-password-7");
    }
}

#[tokio::test]
async fn what_is_wrong_otherwise_is_told_apart() {
    let Some(warehouse) = Warehouse::open().await else { return };
    let wages = warehouse.ask("select sum(amount) from wages").await.unwrap_err();
    assert!(matches!(wages, PullError::MayNot { .. }), "{wages}");
    let typo = warehouse.ask("select sum(amont) from loads").await.unwrap_err();
    assert!(matches!(&typo, PullError::NotUnderstood { said, .. } if said.contains("amont")), "{typo}");
    let own = [
        (
            "select a.id, 1 from information_schema.collations a, information_schema.collations b",
            "more than 5000 values",
        ),
        ("select repeat('a', 9000000)", "longer than times and numbers"),
    ];
    for (query, says) in NO_VALUES.into_iter().chain(own) {
        let error = warehouse.ask(query).await.unwrap_err().to_string();
        assert!(error.contains(says), "{query}: {error}");
    }
    let echo = warehouse.ask(&format!("select '{READERS_PASSWORD}'")).await.unwrap_err().to_string();
    assert!(!echo.contains(READERS_PASSWORD), "{echo}");

    let elsewhere = warehouse.address.rsplit_once('/').unwrap().0;
    let hidden = PullFrom::Mysql { address: format!("{elsewhere}/mysql"), query: "select 1".to_owned() };
    let error = pull(warehouse.rules(), &hidden, Some(READERS_PASSWORD)).await.unwrap_err();
    assert!(matches!(error, PullError::MayNot { .. }), "{error}");
    let named = format!("{}?ssl-mode=verify_identity", warehouse.address);
    let named = PullFrom::Mysql { address: named, query: "select 1".to_owned() };
    let error = pull(warehouse.rules(), &named, Some(READERS_PASSWORD)).await.unwrap_err();
    let said = error.to_string();
    assert!(matches!(error, PullError::Unreachable { .. }), "nobody vouches for 127.0.0.1: {said}");
    assert!(said.contains("encryption is not accepted") || said.contains("certificate"), "{said}");
    let closed = PullFrom::Mysql { address: "mysql://a@127.0.0.1:1/b".to_owned(), query: "select 1".to_owned() };
    let error = pull(rules(&["127.0.0.1"], Vec::new()), &closed, None).await.unwrap_err();
    assert!(matches!(error, PullError::Unreachable { .. }) && error.is_passing(), "{error}");
}

#[tokio::test]
async fn a_user_who_may_do_more_than_read_is_refused_whether_by_a_right_or_a_role() {
    let Some(warehouse) = Warehouse::open().await else { return };
    let name = warehouse.source.name();
    let (direct, by_role, role) = (format!("{name}_d"), format!("{name}_r"), format!("{name}_o"));
    let made = [&direct, &by_role].map(|user| {
        format!("create user {user} identified by '{READERS_PASSWORD}'; grant select on {name}.* to {user};")
    });
    let made = made.concat();
    warehouse
        .source
        .run(&format!(
            "{made} create role {role}; grant file on *.* to {role}; grant {role} to {by_role};
             set default role {role} for {by_role}; grant super, process on *.* to {direct}"
        ))
        .await;
    let mut said = Vec::new();
    for user in [&direct, &by_role] {
        let from = PullFrom::Mysql { address: warehouse.source.address_of(user), query: "select 1".to_owned() };
        let error = pull(warehouse.rules(), &from, Some(READERS_PASSWORD)).await.unwrap_err();
        assert!(matches!(error, PullError::Superuser { .. }), "{error}");
        assert_eq!((error.about(), error.is_passing()), (Part::Place, false));
        said.push(error.to_string());
    }
    warehouse.source.run(&format!("drop user {direct}, {by_role}; drop role {role}")).await;
    assert!(said[0].contains("has the right SUPER there") && said[1].contains("has the right FILE there"), "{said:?}");
    let root = PullFrom::Mysql { address: warehouse.source.address_of("root"), query: "select 1".to_owned() };
    let error = pull(warehouse.rules(), &root, None).await.unwrap_err();
    assert!(error.to_string().contains("root has all rights there, and so may do more than read"), "{error}");
}

#[tokio::test]
async fn one_that_only_looks_like_a_database_brings_nothing_and_breaks_nothing() {
    for greeting in [
        &b"\x01\0\0\0\x0a"[..],
        b"\x03\0\0\0\x0a8\0",
        b"\x10\0\0\0\xff\x10\x04Too many of us",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"",
    ] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move {
            let (mut guest, _) = listener.accept().await.unwrap();
            tokio::io::AsyncWriteExt::write_all(&mut guest, greeting).await.unwrap();
        });
        let from = PullFrom::Mysql { address: format!("mysql://a@{host}/b"), query: "select 1".to_owned() };
        let error = pull(rules(&[&host], Vec::new()), &from, Some("plum-7")).await.unwrap_err();
        assert!(matches!(error, PullError::Unreachable { .. }), "{error}");
        assert!(error.to_string().starts_with(&format!("MySQL at {host} cannot be reached: ")), "{error}");
    }
}

#[tokio::test]
async fn a_database_inside_is_asked_only_if_the_operator_named_its_host_and_metadata_never() {
    asks_hosts_inside_only_if_named(|host| PullFrom::Mysql {
        address: format!("mysql://a@{host}/b"),
        query: "select 1".to_owned(),
    })
    .await;
}
