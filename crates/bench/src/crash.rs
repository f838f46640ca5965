//! Kill -9 under write load: every write that was acknowledged must be there afterwards.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use rand::RngExt;
use serde_json::{Value, json};
use throughline_app::Database;
use url::Url;
use uuid::Uuid;

use crate::{
    client::Connection,
    server::{Server, run},
};

/// Connections that write at once.
const WRITERS: usize = 8;

/// Kills the binary so many times, and fails if a write is missing.
pub async fn crash(binary: &Path, database: &Database, times: u32) -> anyhow::Result<()> {
    let token = run(binary, database, &["token", "create", "--scope", "read,write"]).await?;
    let token = token["token"].as_str().context("no token")?;
    let headers = vec![("authorization".to_owned(), format!("Bearer {token}"))];
    let (mut acknowledged, mut missing, mut slowest) = (0, 0, Duration::ZERO);
    let mut server = Server::start(binary, database).await?;
    println!("| kill | acknowledged | missing | back after s |\n| ---: | ---: | ---: | ---: |");
    for round in 1..=times {
        let written = write_until_killed(server, &headers).await?;
        let stopped = Instant::now();
        server = Server::start(binary, database).await?;
        let back = stopped.elapsed();
        let lost = missing_of(&server.url, &headers, &written).await?;
        println!("| {round} | {} | {lost} | {:.2} |", written.len(), back.as_secs_f64());
        acknowledged += written.len();
        missing += lost;
        slowest = slowest.max(back);
    }
    server.kill().await?;
    println!(
        "\n{times} kills, {acknowledged} acknowledged writes, {missing} missing, back after at most {:.2} s",
        slowest.as_secs_f64()
    );
    ensure!(missing == 0, "{missing} acknowledged writes are missing");
    ensure!(acknowledged > 0, "nothing was written, so nothing was shown");
    Ok(())
}

/// Ids of the tickets that were acknowledged before the kill.
async fn write_until_killed(server: Server, headers: &[(String, String)]) -> anyhow::Result<Vec<String>> {
    let written = Arc::new(Mutex::new(Vec::new()));
    let mut writers = tokio::task::JoinSet::new();
    for _ in 0..WRITERS {
        let (url, headers, written) = (server.url.clone(), headers.to_vec(), Arc::clone(&written));
        writers.spawn(async move {
            let mut connection = Connection::open(&url).await?;
            loop {
                let name = Uuid::new_v4();
                let mut headers = headers.clone();
                headers.push(("idempotency-key".to_owned(), name.to_string()));
                let ticket =
                    json!({ "title": format!("Written before the kill {name}"), "value_line": "€1k per week" });
                let answer = connection.send("POST", "/api/v1/tickets", &headers, Some(ticket.to_string())).await?;
                ensure!(answer.status.as_u16() == 201, "{}: {}", answer.status, String::from_utf8_lossy(&answer.body));
                let view: Value = serde_json::from_slice(&answer.body)?;
                let id = view["ticket"]["id"].as_str().context("a ticket without an id")?.to_owned();
                written.lock().unwrap_or_else(PoisonError::into_inner).push(id);
            }
            #[expect(unreachable_code, reason = "names the type of the error for `?`; writers end by the kill")]
            Ok::<(), anyhow::Error>(())
        });
    }
    let pause = Duration::from_millis(rand::rng().random_range(400..1_500));
    tokio::time::sleep(pause).await;
    server.kill().await?;
    while let Some(ended) = writers.join_next().await {
        // The kill ends every writer with an error of its connection; a refusal would have said 4xx or 5xx.
        if let Err(error) = ended? {
            ensure!(
                error.downcast_ref::<hyper::Error>().is_some() || error.downcast_ref::<std::io::Error>().is_some(),
                error
            );
        }
    }
    let written = std::mem::take(&mut *written.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(written)
}

async fn missing_of(url: &Url, headers: &[(String, String)], ids: &[String]) -> anyhow::Result<usize> {
    let mut connection = Connection::open(url).await?;
    let mut missing = 0;
    for id in ids {
        let answer = connection.send("GET", &format!("/api/v1/tickets/{id}"), headers, None).await?;
        missing += usize::from(!answer.status.is_success());
    }
    Ok(missing)
}
