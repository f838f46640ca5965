//! Values fetched from where they are: kept, scheduled, refused, and their secrets.

use std::sync::{Arc, Mutex};

use throughline_app::{AppError, AppSettings, PullInput, PullSecret, PullView};
use throughline_domain::{
    MetricId,
    metrics::{PullFrom, Refresh},
};
use throughline_test_kit::{Company, TestApp, databases, databases::Database, mysql, on_both_databases};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    sync::Semaphore,
};

use crate::verbs::metric;

const SECRET: &str = "plum-7-orbit-secret";
const LOADS: &str = "create table loads (day text, on_time integer);
    insert into loads values ('2026-10-12', 40), ('2026-10-13', 41)";

struct Warehouse {
    test: TestApp,
    company: Company,
    metric: MetricId,
    file: std::path::PathBuf,
}

impl Warehouse {
    /// A company with a metric that is read every week, and a file with values of it.
    async fn open(database: &Database) -> Self {
        // Not in the test's own folder: that is our data folder on SQLite, of which nothing is ever read.
        let name = database.folder.file_name().unwrap().display().to_string();
        let folder = std::env::temp_dir().join(format!("{name}_files"));
        std::fs::create_dir(&folder).unwrap();
        let file = folder.join("loads.db");
        databases::sqlite_file(&file, LOADS).await;
        let settings = AppSettings {
            allowed_files: vec![folder],
            outbound_allowed_hosts: vec!["127.0.0.1".to_owned()],
            secret_key: throughline_app::SecretKey::parse(&"0123456789abcdef".repeat(4)),
            ..AppSettings::default()
        };
        let test = TestApp::open_with(database, settings).await;
        let company = test.company().await;
        let weekly = throughline_app::MetricInput { refresh: Some(Refresh::Weekly), ..metric("Loads", None, true) };
        let metric = test.app.create_metric(&company.leader, weekly).await.unwrap().id;
        Self { test, company, metric, file }
    }

    fn file(&self, query: &str) -> PullInput {
        let file = self.file.display().to_string();
        PullInput { from: PullFrom::Sqlite { file, query: query.to_owned() }, secret: None }
    }

    async fn create(&self, input: PullInput) -> Result<PullView, AppError> {
        self.test.app.create_pull(&self.company.leader, self.metric, input).await
    }

    async fn view(&self) -> PullView {
        self.test.app.get_pull(&self.company.viewer, self.metric).await.unwrap()
    }

    async fn values(&self) -> Vec<f64> {
        let page = self.test.app.list_observations(&self.company.viewer, self.metric, Default::default()).await;
        page.unwrap().items.into_iter().map(|value| value.value).collect()
    }

    /// Asks with a password that is not taken.
    async fn tells_of_the_wrong_password(&self, password: &str) {
        self.test.app.pull_due().await.unwrap();
        let failure = self.view().await.attempt.failure.unwrap();
        let says = "does not accept the password of throughline_reader; give the right one and try again.";
        assert!(failure.ends_with(says) && !failure.contains(password), "{failure}");
    }

    async fn told(&self) -> Vec<String> {
        let events = self.test.app.list_events(&self.company.owner, Default::default()).await.unwrap();
        events.items.into_iter().map(|event| event.sentence).collect()
    }
}

impl Drop for Warehouse {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.file.parent().unwrap());
    }
}

/// A server on this machine that answers with a number to those who send the right token; and what it was sent.
async fn server(token: &'static str) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 8192];
            let length = stream.read(&mut request).await.unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let right = request.contains(&format!("Bearer {token}"));
            heard.lock().unwrap().push(request);
            let (status, body) = if right { ("200 OK", "{\"loads\": 42}") } else { ("401 Unauthorized", "") };
            let answer =
                format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (address, seen)
}

/// A server that answers with 42, each time when it may; and what it was sent.
async fn gate() -> (String, Arc<Mutex<Vec<String>>>, Arc<Semaphore>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (seen, may) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Semaphore::new(0)));
    let (heard, open) = (Arc::clone(&seen), Arc::clone(&may));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 8192];
            let length = stream.read(&mut request).await.unwrap_or(0);
            heard.lock().unwrap().push(String::from_utf8_lossy(&request[..length]).into_owned());
            open.acquire().await.unwrap().forget();
            let answer = "HTTP/1.1 200 OK\r\nContent-Length: 13\r\nConnection: close\r\n\r\n{\"loads\": 42}";
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (address, seen, may)
}

fn json(host: &str, secret: Option<&str>) -> PullInput {
    let from = PullFrom::Json {
        url: format!("http://{host}/stats"),
        path: "loads".to_owned(),
        time: None,
        value: None,
        user: None,
    };
    PullInput { from, secret: secret.map(PullSecret::new) }
}

on_both_databases! {
    async fn a_pull_is_tried_then_kept_then_fetched_when_it_is_due(database: Database) {
        let house = Warehouse::open(database).await;
        let (app, leader, id) = (&house.test.app, &house.company.leader, house.metric);
        let query = "select day, on_time from loads";
        let tried = app.preview_pull(leader, id, house.file(query)).await.unwrap();
        assert_eq!((tried.new, tried.values[0].value, tried.values.len()), (2, 41.0, 2));
        assert_eq!(house.values().await, [0.0; 0], "trying takes nothing");
        assert_eq!(app.pull_due().await.unwrap(), 0, "nothing was kept");

        let made = house.create(house.file(query)).await.unwrap();
        assert_eq!((made.pull.version, made.attempt.at), (1, None));
        assert_eq!(app.pull_due().await.unwrap(), 1);
        assert_eq!(house.values().await, [41.0, 40.0]);
        let attempt = house.view().await.attempt;
        let at = attempt.at.expect("it was tried");
        assert_eq!((attempt.taken, attempt.failure, attempt.next_at), (2, None, at.plus_days(7)));
        assert!(house.told().await[0].starts_with("2 values of Loads came from a SQLite file ("), "{:?}", house.told().await);
        assert_eq!(app.pull_due().await.unwrap(), 0, "not before a week is over");

        databases::sqlite_file(&house.file, "insert into loads values ('2026-10-14', 43); update loads set on_time = 39 where day = '2026-10-12'").await;
        house.test.clock.advance_days(7);
        assert_eq!(app.pull_due().await.unwrap(), 1);
        assert_eq!(house.values().await, [43.0, 41.0, 39.0], "the same time is replaced, the others stay");
        let events = house.told().await.len();
        let again = app.pull_now(&house.company.member, id).await.unwrap();
        assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 3));
        assert_eq!(house.told().await.len(), events, "nothing new is no news");
        assert_eq!(house.create(house.file(query)).await.unwrap_err().code(), "conflict", "one pull a metric");

        let account = app.metric_account(&house.company.viewer, id).await.unwrap();
        assert_eq!(account.pull, Some(house.view().await));
    }

    async fn a_source_that_fails_is_asked_less_often_and_leaders_are_told(database: Database) {
        let house = Warehouse::open(database).await;
        let (app, id) = (&house.test.app, house.metric);
        house.create(house.file("select day, on_time from loads")).await.unwrap();
        app.pull_due().await.unwrap();
        std::fs::rename(&house.file, house.file.with_extension("away")).unwrap();
        house.test.clock.advance_days(7);
        assert_eq!(app.pull_due().await.unwrap(), 0);
        let attempt = house.view().await.attempt;
        let at = attempt.at.expect("it was tried");
        assert_eq!((attempt.failures, attempt.next_at), (1, at.plus_days(7)), "somebody has to mend this");
        assert!(attempt.failure.unwrap().starts_with("There is no file"));
        assert_eq!(house.values().await, [41.0, 40.0], "what was there stays");

        app.change_pull(&house.company.leader, id, 1, json("127.0.0.1:9", None)).await.unwrap();
        let mut waits = Vec::new();
        for _ in 0..3 {
            house.test.clock.set(house.view().await.attempt.next_at);
            app.pull_due().await.unwrap();
            let attempt = house.view().await.attempt;
            waits.push((attempt.next_at.micros() - attempt.at.expect("it was tried").micros()) / 60_000_000);
        }
        assert_eq!(waits, [5, 10, 20], "minutes, while nobody answers");
        let signals = app.this_week(&house.company.leader).await.unwrap().signals;
        let told = signals.iter().find(|signal| signal.href == format!("/metrics/{id}")).expect("a stale source is a signal");
        let all: Vec<&str> = signals.iter().map(|signal| signal.sentence.as_str()).collect();
        assert!(all.iter().any(|sentence| sentence.contains("3 times in a row")), "{all:?} {told:?}");
        assert_eq!(app.pull_now(&house.company.member, id).await.unwrap_err().code(), "unavailable");
    }

    async fn a_secret_is_used_and_never_shown_kept_plain_exported_or_sent_elsewhere(database: Database) {
        let house = Warehouse::open(database).await;
        let (app, leader, id) = (&house.test.app, &house.company.leader, house.metric);
        let (host, seen) = server(SECRET).await;
        let wrong = app.preview_pull(leader, id, json(&host, Some("not-this-one"))).await.unwrap_err();
        assert_eq!(wrong.code(), "invalid");
        assert_eq!(wrong.detail(), "127.0.0.1 does not accept the token of this metric; give the right one and try again. Nothing was changed.");
        house.create(json(&host, Some(SECRET))).await.unwrap();
        assert_eq!(app.pull_now(&house.company.member, id).await.unwrap().values[0].value, 42.0);
        assert_eq!(seen.lock().unwrap().len(), 2);
        assert!(house.view().await.pull.has_secret);

        let copy = house.file.with_extension("backup");
        app.backup(&copy).await.unwrap();
        let backup = std::fs::read(&copy).unwrap();
        assert!(!backup.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()), "sealed at rest");
        let exported = app.export_workspace(&house.company.owner).await.unwrap();
        let text = String::from_utf8(exported.clone()).unwrap();
        assert!(text.contains("\"metric_pull\"") && !text.contains(SECRET) && !text.contains("metric_pull_secret"));
        assert!(!format!("{:?}", json(&host, Some(SECRET))).contains(SECRET));

        // The same destination keeps the secret; another one is never sent it.
        let other_path = PullInput { from: PullFrom::Json { url: format!("http://{host}/other"), path: "loads".to_owned(), time: None, value: None, user: None }, secret: None };
        assert_eq!(app.preview_pull(leader, id, other_path.clone()).await.unwrap().values[0].value, 42.0);
        app.change_pull(leader, id, 1, other_path).await.unwrap();
        assert_eq!(app.pull_now(&house.company.member, id).await.unwrap().values[0].value, 42.0);
        let (thief, stolen) = server("x").await;
        let moved = app.change_pull(leader, id, 2, json(&thief, None)).await.unwrap_err();
        assert!(moved.detail().contains("never sent to another place"), "{}", moved.detail());
        assert!(app.preview_pull(leader, id, json(&thief, None)).await.is_err());
        assert!(stolen.lock().unwrap().iter().all(|request| !request.contains(SECRET) && !request.contains("authorization")));
        assert!(matches!(app.change_pull(leader, id, 1, json(&host, None)).await, Err(AppError::Stale { current_version: 2 })));

        // Read back elsewhere the pull is there, and says that its secret is not.
        let empty = databases::sqlite();
        let there = TestApp::open(&empty).await;
        there.app.import_workspace(&exported).await.unwrap();
        let operator = there.operator(house.company.workspace.id).await;
        let error = there.app.pull_now(&operator, id).await.unwrap_err();
        assert!(error.detail().contains("Give it again"), "{}", error.detail());
        let attempt = there.app.get_pull(&operator, id).await.unwrap().attempt;
        assert!(attempt.failure.unwrap().contains("Give it again"));
    }

    async fn what_would_write_or_is_not_allowed_is_refused_before_it_is_kept(database: Database) {
        let house = Warehouse::open(database).await;
        let (app, leader, id) = (&house.test.app, &house.company.leader, house.metric);
        for query in ["delete from loads", "select 1; delete from loads", "pragma user_version = 1", ""] {
            assert_eq!(house.create(house.file(query)).await.unwrap_err().code(), "invalid", "{query}");
        }
        let write = app.preview_pull(leader, id, house.file("with a as (select 1) delete from loads")).await.unwrap_err();
        assert!(write.detail().contains("would write"), "{}", write.detail());
        let ours = match &database.config {
            throughline_store::Config::Sqlite { path } => path.display().to_string(),
            throughline_store::Config::Postgres { .. } => "/etc/passwd".to_owned(),
        };
        let ours = PullInput { from: PullFrom::Sqlite { file: ours, query: "select 1".to_owned() }, secret: None };
        assert!(app.preview_pull(leader, id, ours).await.unwrap_err().detail().contains("operator"));
        for (address, says) in [
            ("postgres://reader:hunter2@127.0.0.1/loads", "holds a password"),
            ("127.0.0.1", "is written as"),
        ] {
            let from = PullFrom::Postgres { address: address.to_owned(), query: "select 1".to_owned() };
            let error = house.create(PullInput { from, secret: None }).await.unwrap_err();
            assert!(error.detail().contains(says) && !error.detail().contains("hunter2"), "{}", error.detail());
        }
    }

    async fn what_a_pull_brings_that_was_changed_or_ended_meanwhile_is_not_taken(database: Database) {
        let house = Warehouse::open(database).await;
        let (app, leader, id) = (house.test.app.clone(), house.company.leader.clone(), house.metric);
        let (host, seen, may) = gate().await;
        may.add_permits(1);
        let mut kept = house.create(json(&host, None)).await.unwrap();
        may.add_permits(4);
        app.pull_now(&leader, id).await.unwrap();
        may.forget_permits(may.available_permits());
        let before = (house.values().await, seen.lock().unwrap().len());
        for round in 0..2 {
            house.test.clock.advance_days(1);
            let fetching = tokio::spawn({
                let (app, leader) = (app.clone(), leader.clone());
                async move { app.pull_now(&leader, id).await }
            });
            while seen.lock().unwrap().len() == before.1 + round {
                tokio::task::yield_now().await;
            }
            kept = if round == 0 {
                app.change_pull(&leader, id, kept.pull.version, house.file("select 1")).await.unwrap();
                app.change_pull(&leader, id, kept.pull.version + 1, json(&host, None)).await.unwrap()
            } else {
                app.withdraw_pull(&leader, id, kept.pull.version).await.unwrap()
            };
            may.add_permits(1);
            let AppError::Conflict { message, .. } = fetching.await.unwrap().unwrap_err() else { panic!("taken") };
            assert!(message.contains("changed meanwhile"), "{message}");
            assert_eq!(house.values().await, before.0, "nothing was taken");
        }
    }

    async fn a_pull_that_was_ended_rests_and_can_be_brought_back(database: Database) {
        let house = Warehouse::open(database).await;
        let (app, leader, id) = (&house.test.app, &house.company.leader, house.metric);
        house.create(house.file("select day, on_time from loads")).await.unwrap();
        app.withdraw_pull(leader, id, 1).await.unwrap();
        assert_eq!(app.pull_due().await.unwrap(), 0);
        assert_eq!(app.get_pull(leader, id).await.unwrap_err().code(), "not_found");
        assert!(app.metric_account(leader, id).await.unwrap().ended_pull);
        let back = app.restore_pull(leader, id).await.unwrap();
        assert_eq!(app.restore_pull(leader, id).await.unwrap(), back, "twice is once");
        assert_eq!(app.pull_due().await.unwrap(), 1);
        let metric = app.get_metric(leader, id).await.unwrap();
        app.withdraw_metric(leader, id, metric.version).await.unwrap();
        house.test.clock.advance_days(8);
        assert_eq!(app.pull_due().await.unwrap(), 0, "a deleted metric is not fetched");
        house.test.clock.advance_days(31);
        assert!(app.tidy().await.unwrap() > 0, "and goes with its pull");
    }
}

#[tokio::test]
async fn a_postgres_source_is_fetched_and_its_wrong_password_told_in_one_sentence() {
    let Some(database) = databases::postgres().await else { return };
    let house = Warehouse::open(&database).await;
    let address = database.reader().await;
    database.run(&format!("{LOADS}; grant select on loads to throughline_reader")).await;
    let input = |secret: &str| PullInput {
        from: PullFrom::Postgres { address: address.clone(), query: "select day, on_time from loads".to_owned() },
        secret: Some(PullSecret::new(secret)),
    };
    house.create(input("not-the-password")).await.unwrap();
    house.tells_of_the_wrong_password("not-the-password").await;
    let change = house.test.app.change_pull(&house.company.leader, house.metric, 1, input(databases::READERS_PASSWORD));
    change.await.unwrap();
    assert_eq!(house.test.app.pull_due().await.unwrap(), 1);
    assert_eq!(house.values().await, [41.0, 40.0]);
}

#[tokio::test]
async fn a_mysql_source_is_looked_at_in_its_own_way_fetched_and_its_secret_never_sent_elsewhere() {
    let Some(source) = mysql::mysql().await else { return };
    let database = databases::sqlite();
    let house = Warehouse::open(&database).await;
    let address = source.reader().await;
    let name = source.name();
    source.run(&format!("{LOADS}; grant select on {name}.loads to throughline_reader")).await;
    let input = |address: &str, query: &str, secret: Option<&str>| PullInput {
        from: PullFrom::Mysql { address: address.to_owned(), query: query.to_owned() },
        secret: secret.map(PullSecret::new),
    };
    let days = "select day, on_time from loads # all of it";
    for (address, query, says) in [
        (address.as_str(), "select 1 /*! into outfile '/tmp/x' */", "has a comment that MySQL runs"),
        (&address, "select 1 into @a", "which does more than read"),
        (&address, "delete from loads", "only queries that read are run"),
        ("mysql://reader:hunter2@127.0.0.1/loads", days, "holds a password"),
        ("postgres://reader@127.0.0.1/loads", days, "is written as mysql://"),
    ] {
        let error = house.create(input(address, query, None)).await.unwrap_err();
        assert!(error.detail().contains(says) && !error.detail().contains("hunter2"), "{}", error.detail());
    }
    house.create(input(&address, days, Some("not-the-password"))).await.unwrap();
    house.tells_of_the_wrong_password("not-the-password").await;
    let change = |version, input| house.test.app.change_pull(&house.company.leader, house.metric, version, input);
    change(1, input(&address, days, Some(databases::READERS_PASSWORD))).await.unwrap();
    assert_eq!(house.test.app.pull_due().await.unwrap(), 1);
    assert_eq!(house.values().await, [41.0, 40.0]);
    let elsewhere = change(2, input(&source.address_of("root"), days, None)).await.unwrap_err();
    assert!(elsewhere.detail().contains("never sent to another place"), "{}", elsewhere.detail());
    change(2, input(&address.replace("mysql://", "mariadb://"), days, None)).await.unwrap();
    assert!(house.view().await.pull.has_secret, "it is the same place by another name");
}
