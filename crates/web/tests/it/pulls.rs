//! Fetching a metric's values, from the choice of a source to what came.

use axum::http::StatusCode;
use throughline_app::AppSettings;
use throughline_test_kit::databases;

use crate::house::{Browser, House};

struct Fetching {
    house: House,
    owner: Browser,
    metric: String,
    file: String,
    _source: databases::Database,
}

impl Fetching {
    async fn open() -> Self {
        let source = databases::sqlite();
        let file = source.folder.join("loads.db");
        databases::sqlite_file(&file, "create table loads (day text, n integer); insert into loads values ('2026-10-12T03:07:00Z', 40123), ('2026-10-13T03:07:00Z', 41321)").await;
        let settings = AppSettings {
            allowed_files: vec![source.folder.clone()],
            outbound_allowed_hosts: vec!["127.0.0.1".to_owned()],
            ..AppSettings::default()
        };
        let (house, owner) = House::demo_with(settings).await;
        let operator = house.owner().await;
        let metrics = house.app.list_metrics(&operator, false).await.unwrap();
        let metric =
            metrics.iter().find(|metric| metric.name == "Active shippers").unwrap_or(&metrics[0]).id.to_string();
        Self { house, owner, metric, file: file.display().to_string(), _source: source }
    }

    fn path(&self, rest: &str) -> String {
        format!("/metrics/{}{rest}", self.metric)
    }
}

#[tokio::test]
async fn a_source_is_tried_seen_kept_fetched_and_stopped() {
    let it = Fetching::open().await;
    let (house, owner) = (&it.house, &it.owner);
    let choice = house.get(owner, &it.path("/pull")).await;
    for kind in
        ["PostgreSQL", "MySQL or MariaDB", "A SQLite file", "A JSON document", "Prometheus", "A page of metrics"]
    {
        assert!(choice.body.contains(kind), "{kind}");
    }
    assert!(house.get(owner, &it.path("/pull?kind=sqlite")).await.body.contains("File on the server"));
    let fields = [("kind", "sqlite"), ("file", it.file.as_str()), ("query", "select day, n from loads")];
    let tried = house.post(owner, &it.path("/pull"), &fields).await;
    assert_eq!(tried.status, StatusCode::SEE_OTHER, "{}", tried.body);
    let preview = house.get(owner, tried.location()).await;
    assert!(preview.body.contains("2 values would come: 2 new") && preview.body.contains("41,321"), "{}", preview.body);
    let again = format!("{}?tried={}", it.path("/pull"), tried.location().rsplit('/').next().unwrap());
    let again = house.get(owner, &again).await;
    assert!(again.body.contains(&it.file) && again.body.contains("select day, n from loads"), "{}", again.body);
    let kept = house.post(owner, tried.location(), &[]).await;
    assert_eq!((kept.status, kept.location()), (StatusCode::SEE_OTHER, it.path("").as_str()), "{}", kept.body);
    let page = house.get(owner, &it.path("")).await;
    for said in ["Fetched by itself", "2 values were new or changed", "Next time on", "a SQLite file"] {
        assert!(page.body.contains(said), "{said}");
    }
    assert_eq!(house.get(owner, tried.location()).await.status, StatusCode::NOT_FOUND, "it is held no longer");
    let edit = house.get(owner, &it.path("/pull")).await;
    assert!(edit.body.contains("select day, n from loads") && edit.hidden("version") == "1");

    assert_eq!(house.post(owner, &it.path("/pull/now"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.post(owner, &it.path("/pull/withdraw"), &[("version", "1")]).await.status, StatusCode::SEE_OTHER);
    let page = house.get(owner, &it.path("")).await;
    assert!(!page.body.contains("Fetched by itself") && page.body.contains("Fetch again"));
    house.post(owner, &it.path("/pull/restore"), &[]).await;
    assert!(house.get(owner, &it.path("")).await.body.contains("Fetched by itself"));
}

#[tokio::test]
async fn what_was_typed_is_kept_and_the_secret_never_shown() {
    let it = Fetching::open().await;
    let (house, owner) = (&it.house, &it.owner);
    for (fields, status, says) in [
        (
            [("kind", "sqlite"), ("file", "/etc/passwd"), ("query", "select 41")],
            422,
            "the operator of the server can allow",
        ),
        (
            [("kind", "sqlite"), ("file", it.file.as_str()), ("query", "delete from loads")],
            422,
            "only queries that read",
        ),
        (
            [("kind", "postgres"), ("address", "postgres://reader@127.0.0.1:1/loads"), ("query", "select 41")],
            409,
            "cannot be reached",
        ),
        (
            [("kind", "mysql"), ("address", "mysql://reader@127.0.0.1:1/loads"), ("query", "select 41 # all")],
            409,
            "cannot be reached",
        ),
        (
            [("kind", "mysql"), ("address", "mysql://reader@127.0.0.1:1/loads"), ("query", "select 41 into @a")],
            422,
            "which does more than read",
        ),
        ([("kind", "json"), ("url", "https://10.0.0.1/stats"), ("path", "loads")], 422, "not on the public Internet"),
        ([("kind", "prometheus"), ("url", "http://169.254.169.254/"), ("query", "up")], 422, "only https is"),
    ] {
        let fields = [&fields[..], &[("secret", "hunter2-plum")]].concat();
        let fields: Vec<_> =
            fields.into_iter().filter(|(name, _)| *name != "secret" || says.contains("reach")).collect();
        let again = house.post(owner, &it.path("/pull"), &fields).await;
        assert_eq!(again.status.as_u16(), status, "{}", again.body);
        assert!(again.body.contains(says), "{says}: {}", again.body);
        assert!(again.body.contains(fields[1].1) && again.body.contains(fields[2].1), "what was typed is kept");
        assert!(!again.body.contains("hunter2-plum"));
    }
}
