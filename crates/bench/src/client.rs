//! One keep-alive connection to a server on this machine.

use std::time::Duration;

use anyhow::{Context, ensure};
use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    HeaderMap, Request, StatusCode,
    client::conn::http1::{SendRequest, handshake},
    header,
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use url::Url;

/// Longest that an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// The connection.
pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
    host: String,
}

/// What was answered.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Connection {
    /// Connects to the server of this address, which must be this machine.
    pub async fn open(server: &Url) -> anyhow::Result<Self> {
        let host = server.host_str().context("an address without a host")?;
        ensure!(matches!(host, "127.0.0.1" | "[::1]" | "localhost"), "{host} is not this machine");
        let port = server.port_or_known_default().context("an address without a port")?;
        let host = format!("{host}:{port}");
        let stream = TcpStream::connect(&host).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(async move {
            // When the server is killed the sender says so too, and there it is dealt with.
            let _ = connection.await;
        });
        Ok(Self { sender, host })
    }

    /// Sends one request and reads the whole answer.
    pub async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(String, String)],
        body: Option<String>,
    ) -> anyhow::Result<Answer> {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, &self.host);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let request = request.body(Full::new(Bytes::from(body.unwrap_or_default())))?;
        let exchange = async {
            self.sender.ready().await?;
            let response = self.sender.send_request(request).await?;
            let (parts, body) = response.into_parts();
            let body = body.collect().await?.to_bytes();
            Ok::<_, hyper::Error>(Answer { status: parts.status, headers: parts.headers, body })
        };
        Ok(tokio::time::timeout(PATIENCE, exchange).await??)
    }

    /// A GET that must succeed.
    pub async fn get(&mut self, path: &str, headers: &[(String, String)]) -> anyhow::Result<Answer> {
        let answer = self.send("GET", path, headers, None).await?;
        ensure!(answer.status.is_success() || answer.status.is_redirection(), "{path} answered {}", answer.status);
        Ok(answer)
    }
}
