//! Serving pages and API until somebody says stop.

use std::{
    future::IntoFuture,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use axum::{Router, serve::ListenerExt};
use serde::Serialize;
use throughline_app::App;
use throughline_cli::{CliError, Screen, args::ServeArgs};
use tokio::{net::TcpListener, sync::oneshot};
use tower_http::{
    compression::CompressionLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    trace::{DefaultOnResponse, TraceLayer},
};

use crate::{config::Settings, door, health, telemetry};

/// Where a server listens when nobody says otherwise.
pub const USUAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7777);
/// Longest that requests in flight are waited for.
const LAST_REQUESTS: Duration = Duration::from_secs(10);

/// What `serve --json` prints once it accepts connections.
#[derive(Serialize)]
struct Serving<'a> {
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    set_up_url: Option<String>,
}

/// `serve`.
pub async fn serve(settings: &Settings, _: ServeArgs, screen: Screen) -> Result<(), CliError> {
    let listener = bind(settings.listen.unwrap_or(USUAL)).await?;
    let url = settings.app.public_url.clone().map_or_else(|| url_of(&listener), Ok)?;
    let app = door::open(settings.database()?, settings).await?;
    let set_up_url = match app.set_up_key().await {
        Ok(key) => key.map(|key| format!("{}/set-up?key={key}", url.trim_end_matches('/'))),
        Err(error) => {
            app.close().await;
            return Err(error.into());
        }
    };
    until_stopped(app, settings, listener, || {
        if screen.json {
            return screen.line(&Serving { url: &url, set_up_url });
        }
        screen.text(&match set_up_url {
            Some(link) => format!("Throughline is running. Set it up at {link}"),
            None => format!("Throughline is running at {url}"),
        })
    })
    .await
}

/// Binds the address, or says what is in the way.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, CliError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| CliError::File { path: format!("cannot listen on {address}"), source })
}

/// Where a person on this machine finds the listener.
pub fn url_of(listener: &TcpListener) -> Result<String, CliError> {
    let mut address = listener.local_addr().map_err(CliError::fault)?;
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    Ok(format!("http://{address}"))
}

/// Serves until SIGTERM or Ctrl-C, finishes the requests in flight, and closes the database.
pub async fn until_stopped(
    app: App,
    settings: &Settings,
    listener: TcpListener,
    announce: impl FnOnce() -> Result<(), CliError>,
) -> Result<(), CliError> {
    let stop = stop_signal()?;
    let (stopping, stopped) = oneshot::channel::<()>();
    let routes = routes(app.clone(), settings).into_make_service_with_connect_info::<SocketAddr>();
    let listener = listener.tap_io(|connection| {
        // Without this, small answers wait for each other; a connection that is gone already does not need it.
        let _ = connection.set_nodelay(true);
    });
    let server = axum::serve(listener, routes).with_graceful_shutdown(async {
        let _ = stopped.await;
    });
    let server = tokio::spawn(server.into_future());
    let announced = announce();
    if announced.is_ok() {
        stop.await;
        tracing::info!("stopping: no new connections, finishing what is in flight");
    }
    app.stop_waiting();
    drop(stopping);
    if tokio::time::timeout(LAST_REQUESTS, server).await.is_err() {
        tracing::warn!(seconds = LAST_REQUESTS.as_secs(), "some requests took longer and were cut off");
    }
    app.close().await;
    tracing::info!("stopped");
    announced
}

fn routes(app: App, settings: &Settings) -> Router {
    let api = throughline_api::router(app.clone(), settings.api).layer(CompressionLayer::new().gzip(true));
    let trace = TraceLayer::new_for_http()
        .make_span_with(telemetry::request_span)
        .on_request(())
        .on_response(DefaultOnResponse::new().level(tracing::Level::DEBUG));
    Router::new()
        .merge(health::router(app.clone()))
        .merge(api)
        .merge(throughline_web::router(app))
        .layer(trace)
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
}

/// Completes when the process is told to stop.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>, CliError> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).map_err(CliError::fault)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(CliError::fault)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Completes when the process is told to stop.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>, CliError> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
