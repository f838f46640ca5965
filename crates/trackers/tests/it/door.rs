//! The way out to the network refuses what could be turned against this machine.

use std::time::Duration;

use axum::{Router, http::HeaderMap, response::Redirect, routing::get};
use throughline_trackers::http::{AllowList, Door, DoorError, Limits, Reply};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

async fn server() -> String {
    let router = Router::new()
        .route("/ok", get(|| async { "fine" }))
        .route("/away", get(|| async { Redirect::temporary("/ok") }))
        .route("/long", get(|| async { "x".repeat(2_000) }))
        .route("/slow", get(|| async { tokio::time::sleep(Duration::from_mins(1)).await }));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// A server whose answer says no length and has no end.
async fn endless_server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a caller");
        assert!(stream.read(&mut [0; 4096]).await.expect("a request") > 0);
        let mut more = stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await;
        while more.is_ok() {
            more = stream.write_all(b"10\r\n0123456789abcdef\r\n").await;
        }
    });
    address
}

async fn ask(url: &str, allow: &[&str]) -> Result<Reply, DoorError> {
    let limits = Limits { time: Duration::from_millis(1_500), bytes: 1_000 };
    Door::new(AllowList::new(allow.iter().copied()), limits).get(&url.parse().expect("a URL"), HeaderMap::new()).await
}

#[tokio::test]
async fn a_host_inside_is_called_only_if_it_is_named() {
    let address = server().await;
    let url = format!("http://{address}/ok");
    assert_eq!(ask(&url, &[&address]).await.map(|reply| reply.body), Ok(b"fine".to_vec()));
    assert!(ask(&url, &["127.0.0.1"]).await.is_ok());
    assert!(matches!(ask(&url, &["127.0.0.1:1"]).await, Err(DoorError::BadUrl { .. })));
    assert!(matches!(ask(&url.replace("http:", "https:"), &[]).await, Err(DoorError::NotPublic { .. })));
    let by_name = format!("https://{}/ok", address.replace("127.0.0.1", "localhost"));
    assert!(matches!(ask(&by_name, &[]).await, Err(DoorError::NotPublic { .. })));
}

#[tokio::test]
async fn disguised_addresses_of_this_machine_are_refused() {
    for host in ["127.1", "2130706433", "0x7f.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0"] {
        let result = ask(&format!("https://{host}/ok"), &["localhost"]).await;
        assert!(matches!(result, Err(DoorError::NotPublic { .. })), "{host}: {result:?}");
    }
}

#[tokio::test]
async fn metadata_services_are_never_called() {
    for host in ["169.254.169.254", "[::ffff:169.254.169.254]", "[fd00:ec2::254]"] {
        let result = ask(&format!("http://{host}/latest"), &[host, "[::ffff:a9fe:a9fe]"]).await;
        assert!(matches!(result, Err(DoorError::Metadata { .. })), "{host}: {result:?}");
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let address = server().await;
    let result = ask(&format!("http://{address}/away"), &[&address]).await;
    assert!(matches!(&result, Err(DoorError::Redirect { status: 307, to, .. }) if to == "/ok"), "{result:?}");
}

#[tokio::test]
async fn answers_that_are_too_long_or_too_slow_are_not_waited_for() {
    let address = server().await;
    for address in [&address, &endless_server().await] {
        let result = ask(&format!("http://{address}/long"), &[address]).await;
        assert!(matches!(result, Err(DoorError::TooLarge { limit: 1_000, .. })), "{result:?}");
    }
    let result = ask(&format!("http://{address}/slow"), &[&address]).await;
    assert!(matches!(result, Err(DoorError::TimedOut { .. })), "{result:?}");
}

#[tokio::test]
async fn only_web_addresses_without_credentials_are_called() {
    for url in
        ["http://api.github.com/", "ftp://api.github.com/", "https://me:secret@api.github.com/", "data:text/plain,x"]
    {
        let error = ask(url, &[]).await.expect_err("refused");
        assert!(matches!(error, DoorError::BadUrl { .. }), "{url}: {error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    let closed = ask("http://127.0.0.1:1/", &["127.0.0.1"]).await.expect_err("nobody listens");
    assert!(matches!(closed, DoorError::Failed { .. }) && closed.is_passing(), "{closed}");
}
