//! JSON, Prometheus and pages of metrics, served on this machine.

use std::{collections::BTreeMap, time::Duration};

use axum::{
    Router,
    extract::Query,
    http::{HeaderMap, StatusCode},
    response::Redirect,
    routing::get,
};
use throughline_domain::metrics::PullFrom;
use throughline_pulls::{PullError, Pulled};
use tokio::net::TcpListener;

use crate::{NOW, hurried, pull, rules, told};

const SERIES: &str = r#"{ "data": { "total": "42.5", "series": { "2026-10-12": 40, "2026-10-13": 41 },
    "items": [{ "day": "2026-10-12", "on_time": 40 }, { "day": "2026-10-13", "on_time": 41 }, { "day": "2026-10-14", "on_time": null }] } }"#;
const PAGE: &str = "# TYPE loads gauge\nloads{lane=\"a b\"} 7\nloads{lane=\"c\"} 8\nqueue 3 1791892800000\n";

async fn prometheus(Query(asked): Query<BTreeMap<String, String>>) -> (StatusCode, String) {
    let answer = |data: &str| format!(r#"{{"status":"success","data":{data}}}"#);
    match asked.get("query").map_or("", String::as_str) {
        "sum(loads)" => {
            (StatusCode::OK, answer(r#"{"resultType":"vector","result":[{"metric":{},"value":[1791892800,"15"]}]}"#))
        }
        "loads" => (
            StatusCode::OK,
            answer(
                r#"{"resultType":"vector","result":[{"metric":{"lane":"a"},"value":[1,"7"]},{"metric":{"lane":"c"},"value":[1,"8"]}]}"#,
            ),
        ),
        "sum(loads)[2d]" => (
            StatusCode::OK,
            answer(
                r#"{"resultType":"matrix","result":[{"metric":{},"values":[[1791806400,"14"],[1791892800,"15"]]}]}"#,
            ),
        ),
        _ => (
            StatusCode::BAD_REQUEST,
            r#"{"status":"error","errorType":"bad_data","error":"1:5: parse error: unexpected identifier"}"#.to_owned(),
        ),
    }
}

async fn secured(headers: HeaderMap) -> Result<&'static str, StatusCode> {
    match headers.get("authorization").and_then(|value| value.to_str().ok()) {
        // "reader:right", and the token "right".
        Some("Basic cmVhZGVyOnJpZ2h0" | "Bearer right") => Ok("5"),
        _ => Err(StatusCode::UNAUTHORIZED),
    }
}

async fn server() -> String {
    let router = Router::new()
        .route("/series", get(|| async { SERIES }))
        .route("/number", get(|| async { " 12.5 " }))
        .route("/metrics", get(|| async { PAGE }))
        .route("/prometheus/api/v1/query", get(prometheus))
        .route("/secured", get(secured))
        .route("/away", get(|| async { Redirect::temporary("http://169.254.169.254/latest/meta-data") }))
        .route("/inside", get(|| async { Redirect::temporary("http://127.0.0.1:1/series") }))
        .route("/long", get(|| async { "1".repeat(3 << 20) }))
        .route("/slow", get(|| async { tokio::time::sleep(Duration::from_mins(1)).await }))
        .route("/broken", get(|| async { StatusCode::BAD_GATEWAY }));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

fn json(url: String, path: &str) -> PullFrom {
    PullFrom::Json { url, path: path.to_owned(), time: None, value: None, user: None }
}

async fn ask(host: &str, from: &PullFrom, secret: Option<&str>) -> Result<Pulled, PullError> {
    pull(rules(&[host], Vec::new()), from, secret).await
}

#[tokio::test]
async fn a_path_into_json_leads_to_one_value_or_to_many() {
    let host = server().await;
    let at = |path: &str| json(format!("http://{host}/series"), path);
    let one = ask(&host, &at("data.total"), None).await.unwrap();
    assert_eq!((one.points[0].at, one.points[0].value), (NOW, 42.5));
    let map = ask(&host, &at("data.series"), None).await.unwrap();
    assert_eq!(told(&map), [("2026-10-12".to_owned(), 40.0), ("2026-10-13".to_owned(), 41.0)]);
    let last = ask(&host, &at("$.data.items[1].on_time"), None).await.unwrap();
    assert_eq!(last.points[0].value, 41.0);
    let named = PullFrom::Json {
        url: format!("http://{host}/series"),
        path: "data.items".to_owned(),
        time: Some("day".to_owned()),
        value: Some("on_time".to_owned()),
        user: None,
    };
    let pulled = ask(&host, &named, None).await.unwrap();
    assert_eq!((told(&pulled), pulled.skipped.len()), (told(&map), 1));
    let whole = ask(&host, &json(format!("http://{host}/number"), ""), None).await.unwrap();
    assert_eq!(whole.points[0].value, 12.5);
    for (path, says) in [
        ("data.totals", "there is no \"data.totals\""),
        ("data", "neither a number"),
        ("data.items", "neither a number"),
    ] {
        let error = ask(&host, &at(path), None).await.unwrap_err();
        assert!(error.to_string().contains(says), "{path}: {error}");
    }
}

#[tokio::test]
async fn prometheus_is_asked_a_query_that_comes_down_to_one_series() {
    let host = server().await;
    let query = |query: &str| PullFrom::Prometheus {
        url: format!("http://{host}/prometheus/"),
        query: query.to_owned(),
        user: None,
    };
    assert_eq!(ask(&host, &query("sum(loads)"), None).await.unwrap().points[0].value, 15.0);
    let range = ask(&host, &query("sum(loads)[2d]"), None).await.unwrap();
    assert_eq!(told(&range), [("2026-10-12".to_owned(), 14.0), ("2026-10-13".to_owned(), 15.0)]);
    let two = ask(&host, &query("loads"), None).await.unwrap_err().to_string();
    assert!(two.contains("2 series"), "{two}");
    let wrong = ask(&host, &query("sum by"), None).await.unwrap_err().to_string();
    assert!(wrong.contains("400: 1:5: parse error"), "{wrong}");
}

#[tokio::test]
async fn a_page_of_metrics_has_one_sample_with_these_labels() {
    let host = server().await;
    let sample = |name: &str, labels: &[(&str, &str)]| PullFrom::PrometheusText {
        url: format!("http://{host}/metrics"),
        name: name.to_owned(),
        labels: labels.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect(),
        user: None,
    };
    assert_eq!(ask(&host, &sample("loads", &[("lane", "a b")]), None).await.unwrap().points[0].value, 7.0);
    assert_eq!(ask(&host, &sample("queue", &[]), None).await.unwrap().points[0].value, 3.0);
    assert!(ask(&host, &sample("loads", &[]), None).await.unwrap_err().to_string().contains("name labels (lane)"));
}

#[tokio::test]
async fn a_secret_is_sent_as_a_password_or_a_token_and_a_wrong_one_is_said_without_it() {
    let host = server().await;
    let as_user = |user: Option<&str>| PullFrom::Json {
        url: format!("http://{host}/secured"),
        path: String::new(),
        time: None,
        value: None,
        user: user.map(str::to_owned),
    };
    for user in [Some("reader"), None] {
        assert_eq!(ask(&host, &as_user(user), Some("right")).await.unwrap().points[0].value, 5.0);
        let error = ask(&host, &as_user(user), Some("wrong-5512")).await.unwrap_err();
        assert!(matches!(error, PullError::WrongSecret { .. }), "{error}");
        assert!(!error.to_string().contains("wrong-5512"), "{error}");
    }
}

#[tokio::test]
async fn redirects_endless_answers_and_broken_servers_are_not_followed_or_waited_for() {
    let host = server().await;
    for path in ["away", "inside"] {
        let error = ask(&host, &json(format!("http://{host}/{path}"), ""), None).await.unwrap_err();
        assert!(error.to_string().contains("redirects are not followed"), "{error}");
    }
    for (path, says) in [("long", "longer than"), ("slow", "did not answer within"), ("broken", "answered with 502")] {
        let from = json(format!("http://{host}/{path}"), "");
        let rules = rules(&[&host], Vec::new());
        let rules = if path == "slow" { hurried(rules) } else { rules };
        let error = pull(rules, &from, None).await.unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[tokio::test]
async fn hosts_inside_are_refused_by_address_and_by_name_and_metadata_always() {
    let host = server().await;
    let port = host.rsplit(':').next().unwrap();
    for url in [
        format!("https://{host}/number"),
        format!("https://localhost:{port}/number"),
        format!("https://[::1]:{port}/number"),
        "https://10.1.2.3/".to_owned(),
        "https://192.168.1.1/".to_owned(),
        "https://169.254.7.7/".to_owned(),
    ] {
        for from in [
            json(url.clone(), ""),
            PullFrom::Prometheus { url: url.clone(), query: "up".to_owned(), user: None },
            PullFrom::PrometheusText { url: url.clone(), name: "up".to_owned(), labels: BTreeMap::new(), user: None },
        ] {
            let error = pull(rules(&[], Vec::new()), &from, Some("x")).await.unwrap_err();
            assert!(error.to_string().contains("not on the public Internet"), "{url}: {error}");
        }
    }
    for url in ["http://169.254.169.254/latest/meta-data", "http://[fd00:ec2::254]/", "http://100.100.100.200/"] {
        let named = url::Url::parse(url).unwrap().host_str().unwrap().to_owned();
        let error = pull(rules(&[&named], Vec::new()), &json(url.to_owned(), ""), None).await.unwrap_err();
        assert!(error.to_string().contains("never called"), "{url}: {error}");
    }
}
