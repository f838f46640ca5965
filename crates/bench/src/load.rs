//! How fast pages come, what they cost, and how much memory stands behind them.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use serde_json::Value;
use throughline_app::Database;
use url::Url;

use crate::{
    client::Connection,
    process,
    server::{Server, run},
};

/// Headers of a request.
type Headers = Vec<(String, String)>;

/// Requests before the clock starts, so that caches are as they are in use.
const WARM_UP: usize = 50;

/// Tickets that are asked for in turn; there are at least so many.
const TICKETS: usize = 20_000;

/// What one page did.
struct Measured {
    requests: usize,
    failed: usize,
    seconds: f64,
    p50: Duration,
    p99: Duration,
    cpu_ms: f64,
    resident_mb: f64,
    bytes: usize,
}

/// Measures the pages of issue after issue: priorities, a ticket, search, why; then the barest page.
pub async fn measure(binary: &Path, database: &Database, seconds: u64, connections: u16) -> anyhow::Result<()> {
    let ranked = run(binary, database, &["rank", "--limit", "200"]).await?;
    let key = |at: usize| {
        ranked["items"][at]["key"].as_str().map(str::to_owned).context("fewer than 200 ranked tickets; fill first")
    };
    let (above, below) = (key(20)?, key(190)?);
    let prefix = above.rsplit_once('-').context("a key without a number")?.0;
    let server = Server::start(binary, database).await?;
    let cookie = [sign_in(binary, database, &server.url).await?];
    // Each connection has a token of its own, since one alone may not ask as often as this does.
    let mut bearers = Vec::new();
    for _ in 0..connections {
        let token = run(binary, database, &["token", "create", "--scope", "read"]).await?;
        let token = token["token"].as_str().context("no token")?;
        bearers.push(vec![("authorization".to_owned(), format!("Bearer {token}"))]);
    }
    let pages = [
        ("priorities page", "/priorities".to_owned(), &cookie[..]),
        ("ticket page", format!("/tickets/{above}"), &cookie[..]),
        ("ticket page, another each time", format!("/tickets/{prefix}-{{}}"), &cookie[..]),
        ("search page", "/find?q=carrier".to_owned(), &cookie[..]),
        ("search page, other words each time", "/find?q=carrier+-zz{}".to_owned(), &cookie[..]),
        ("why page", format!("/priorities?compare={above},{below}"), &cookie[..]),
        ("priorities, API", "/api/v1/priorities".to_owned(), &bearers[..]),
        ("why, API", format!("/api/v1/priorities/why?above={above}&below={below}"), &bearers[..]),
    ];
    println!("| page | requests/s | p50 ms | p99 ms | CPU ms/request | resident MB | kB | failed |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (name, path, headers) in pages {
        let measured = ask(&server.url, server.pid()?, &path, headers, seconds, connections).await?;
        print_row(name, &measured);
    }
    server.kill().await?;
    let bare = Server::start_bare().await?;
    print_row("bare axum + SQLite, 50 rows", &ask(&bare.url, bare.pid()?, "/", &[], seconds, connections).await?);
    bare.kill().await
}

/// A session, by a one-time link.
async fn sign_in(binary: &Path, database: &Database, url: &Url) -> anyhow::Result<Headers> {
    let link: Value = run(binary, database, &["link", "--base", url.as_str()]).await?;
    let link: Url = link["link"].as_str().context("no link")?.parse()?;
    let answer = Connection::open(url).await?.get(link.path(), &[]).await?;
    let cookie = answer.headers.get("set-cookie").context("the link did not sign in")?.to_str()?;
    let pair = cookie.split(';').next().unwrap_or_default().to_owned();
    Ok(vec![("cookie".to_owned(), pair)])
}

async fn ask(
    url: &Url,
    pid: u32,
    path: &str,
    askers_headers: &[Headers],
    seconds: u64,
    connections: u16,
) -> anyhow::Result<Measured> {
    let nobody = Headers::new();
    let mut first = Connection::open(url).await?;
    let mut bytes = 0;
    for number in 0..WARM_UP {
        let headers = askers_headers.first().unwrap_or(&nobody);
        let answer = first.get(&numbered(path, number), headers).await?;
        ensure!(answer.status.is_success(), "{path} answered {}", answer.status);
        bytes = answer.body.len();
    }
    rest(pid).await?;
    let (cpu, started) = (process::cpu_seconds(pid)?, Instant::now());
    let end = started + Duration::from_secs(seconds);
    let mut askers = tokio::task::JoinSet::new();
    for asker in 0..usize::from(connections) {
        let headers = askers_headers.get(asker % askers_headers.len().max(1)).unwrap_or(&nobody);
        let (url, path, headers) = (url.clone(), path.to_owned(), headers.clone());
        askers.spawn(async move {
            let mut connection = Connection::open(&url).await?;
            let (mut times, mut failed) = (Vec::new(), 0_usize);
            while Instant::now() < end {
                let asked = Instant::now();
                let path = numbered(&path, times.len() * usize::from(connections) + asker);
                let answer = connection.send("GET", &path, &headers, None).await?;
                times.push(asked.elapsed());
                failed += usize::from(!answer.status.is_success());
            }
            Ok::<_, anyhow::Error>((times, failed))
        });
    }
    let (mut times, mut failed) = (Vec::new(), 0);
    while let Some(asker) = askers.join_next().await {
        let (some, wrong) = asker??;
        times.extend(some);
        failed += wrong;
    }
    let seconds = started.elapsed().as_secs_f64();
    let used = process::cpu_seconds(pid)? - cpu;
    times.sort_unstable();
    let at = |share: usize| times.get(times.len().saturating_sub(1) * share / 100).copied().unwrap_or_default();
    Ok(Measured {
        requests: times.len(),
        failed,
        seconds,
        p50: at(50),
        p99: at(99),
        cpu_ms: used * 1_000.0 / per(times.len()),
        resident_mb: process::resident_mb(pid)?,
        bytes,
    })
}

/// Waits until the process rests: the first reader of a picture begins a search for a better roadmap, which is not what
/// the pages after it cost.
async fn rest(pid: u32) -> anyhow::Result<()> {
    const AT_MOST: u32 = 50;
    for _ in 0..AT_MOST {
        let before = process::cpu_seconds(pid)?;
        tokio::time::sleep(Duration::from_millis(200)).await;
        if process::cpu_seconds(pid)? - before < 0.02 {
            return Ok(());
        }
    }
    anyhow::bail!("the process works for ten seconds though nobody asks it anything")
}

/// A path with `{}` replaced by a number, so that no two requests in a row ask for the same: from 1 to as many tickets as a measurement fills in at least.
fn numbered(path: &str, number: usize) -> String {
    path.replace("{}", &(number % TICKETS + 1).to_string())
}

#[expect(clippy::cast_precision_loss, reason = "counts of requests are far below 2^52")]
fn per(count: usize) -> f64 {
    count.max(1) as f64
}

fn print_row(name: &str, measured: &Measured) {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1_000.0;
    println!(
        "| {name} | {:.0} | {:.1} | {:.1} | {:.2} | {:.0} | {:.0} | {} |",
        per(measured.requests) / measured.seconds,
        milliseconds(measured.p50),
        milliseconds(measured.p99),
        measured.cpu_ms,
        measured.resident_mb,
        per(measured.bytes) / 1_024.0,
        measured.failed,
    );
}
