//! Two companies in one installation, and a way to ask.

use std::{path::PathBuf, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode},
};
use serde_json::Value;
use throughline_api::{ApiSettings, router};
use throughline_app::{App, AppSettings, ClientInfo, Database, SetUpInput, SystemClock, TokenInput, WorkspaceInput};
use throughline_domain::{Currency, people::Scope};
use tower::ServiceExt;
use uuid::Uuid;

/// An installation with two workspaces; gone when the test is.
pub struct House {
    pub app: App,
    pub router: Router,
    /// A token of the owner of the first workspace, with all scopes.
    pub first: String,
    /// The same of the second.
    pub second: String,
    folder: PathBuf,
}

/// What was answered.
#[derive(Debug, PartialEq)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.bytes)))
    }

    /// Checks that it is a problem document of this status, and gives it.
    pub fn problem(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.bytes));
        assert_eq!(self.headers["content-type"], "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], status);
        for key in ["type", "code", "title", "detail"] {
            assert!(problem[key].as_str().is_some_and(|text| !text.is_empty()), "{key} is missing in {problem}");
        }
        problem
    }
}

/// A request to be sent.
#[derive(Clone)]
pub struct Ask {
    pub method: Method,
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Option<String>,
}

impl Ask {
    pub fn new(method: &str, path: &str) -> Self {
        Self { method: method.parse().unwrap(), path: format!("/api/v1{path}"), headers: Vec::new(), body: None }
    }

    pub fn json(self, body: &Value) -> Self {
        Self { body: Some(body.to_string()), ..self }.with("content-type", "application/json")
    }

    pub fn with(mut self, header: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((header, value.into()));
        self
    }

    pub fn by(self, token: &str) -> Self {
        self.with("authorization", format!("Bearer {token}"))
    }
}

impl House {
    pub async fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("throughline-api-{}", Uuid::new_v4().simple()));
        let app =
            App::open(Database::Folder(folder.clone()), AppSettings::default(), Arc::new(SystemClock)).await.unwrap();
        let set_up = SetUpInput {
            set_up_key: app.set_up_key().await.unwrap().unwrap(),
            name: "Edda Marsh".to_owned(),
            email: "edda@example.com".to_owned(),
            password: "a long and quiet sentence".to_owned(),
            workspace: "Nimbus".to_owned(),
            currency: Currency::EUR,
            time_zone: "Europe/Rome".to_owned(),
        };
        let signed_in = app.set_up(set_up, ClientInfo::default()).await.unwrap();
        let owner = app.actor_of_cookie(&signed_in.cookie, true).await.unwrap();
        let other = WorkspaceInput {
            name: "Cirrus".to_owned(),
            currency: Currency::USD,
            time_zone: "UTC".to_owned(),
            working_days_per_week: 5,
            days_per_story_point: None,
            value_labels: Vec::new(),
        };
        let other = app.create_workspace(&owner, other).await.unwrap();
        let all = [Scope::Read, Scope::Write, Scope::Admin];
        let first = token(&app, signed_in.workspace.id, &all).await;
        let second = token(&app, other.id, &all).await;
        let router = router(app.clone(), ApiSettings::default());
        Self { app, router, first, second, folder }
    }

    /// A token of the first workspace with these scopes only.
    pub async fn token_with(&self, scopes: &[Scope]) -> String {
        let actor = self.app.actor_of_token(&self.first).await.unwrap();
        token(&self.app, actor.workspace.id, scopes).await
    }

    pub async fn send(&self, ask: Ask) -> Answer {
        send(&self.router, ask).await
    }

    /// Sends as the first workspace's owner and expects success.
    pub async fn make(&self, path: &str, body: &Value) -> Value {
        let answer = self.send(Ask::new("POST", path).json(body).by(&self.first)).await;
        assert!(answer.status.is_success(), "{path}: {}", String::from_utf8_lossy(&answer.bytes));
        answer.json()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub async fn send(router: &Router, ask: Ask) -> Answer {
    let mut request = Request::builder().method(ask.method).uri(ask.path);
    for (name, value) in ask.headers {
        request = request.header(name, value);
    }
    let request = request.body(ask.body.map_or_else(Body::empty, Body::from)).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Answer { status: parts.status, headers: parts.headers, bytes }
}

async fn token(app: &App, workspace: throughline_domain::WorkspaceId, scopes: &[Scope]) -> String {
    let operator = app.operator(Some(workspace)).await.unwrap();
    let input = TokenInput { name: "test".to_owned(), scopes: scopes.to_vec(), expires_in_days: None };
    app.create_token(&operator, input).await.unwrap().secret
}
