//! A server that lists issues as GitHub does: `since`, `per_page`, `page`, and a `Link` header.

use std::{
    collections::{HashMap, VecDeque},
    net::SocketAddr,
    ops::RangeInclusive,
    pin::Pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{Query, Request, State},
    http::{HeaderMap, Response, header},
    response::IntoResponse,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use throughline_trackers::github::Pace;

/// A clock that moves only when somebody sleeps.
#[derive(Clone, Default)]
pub struct Clock(Arc<Mutex<Vec<Duration>>>);

impl Clock {
    /// 2026-01-01T00:00:00Z.
    pub const START: i64 = 1_767_225_600;

    pub fn slept(&self) -> Vec<Duration> {
        self.0.lock().expect("no panic").clone()
    }
}

impl Pace for Clock {
    fn now(&self) -> Timestamp {
        let slept: Duration = self.slept().iter().sum();
        at(0) + SignedDuration::try_from(slept).expect("short")
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.lock().expect("no panic").push(time);
        Box::pin(std::future::ready(()))
    }
}

fn at(second: u64) -> Timestamp {
    Timestamp::from_second(Clock::START + i64::try_from(second).expect("small")).expect("in range")
}

/// Issues by number, each changed at the second that `changed` gives it.
pub fn issues(numbers: RangeInclusive<u64>, changed: impl Fn(u64) -> u64) -> Vec<Value> {
    let issue = |number: u64| {
        json!({
            "number": number,
            "title": format!("Issue {number}"),
            "state": "open",
            "body": null,
            "labels": [],
            "repository_url": "https://api.github.com/repos/acme/shop",
            "html_url": format!("https://github.com/acme/shop/issues/{number}"),
            "updated_at": at(changed(number)).to_string(),
        })
    };
    numbers.map(issue).collect()
}

#[derive(Debug, Clone)]
pub struct Asked {
    pub path: String,
    pub query: String,
    pub authorization: Option<String>,
    pub user_agent: String,
}

#[derive(Default)]
struct Books {
    issues: Vec<Value>,
    next_answers: VecDeque<Response<Body>>,
    requests: Vec<Asked>,
    without_links: bool,
}

pub struct Server {
    address: SocketAddr,
    books: Arc<Mutex<Books>>,
}

impl Server {
    pub async fn start(issues: Vec<Value>) -> Self {
        let books = Arc::new(Mutex::new(Books { issues, ..Books::default() }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = Router::new().fallback(list).with_state((address, books.clone()));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, books }
    }

    pub fn host(&self) -> String {
        self.address.to_string()
    }

    pub fn base(&self) -> String {
        format!("http://{}/api/v3", self.address)
    }

    /// Gives this answer to the next request that has none yet.
    pub fn then(&self, answer: Response<Body>) {
        self.books.lock().expect("no panic").next_answers.push_back(answer);
    }

    pub fn leave_out_links(&self) {
        self.books.lock().expect("no panic").without_links = true;
    }

    /// Changes an issue at a second.
    pub fn change(&self, number: u64, second: u64) {
        let mut books = self.books.lock().expect("no panic");
        let issue = books.issues.iter_mut().find(|issue| issue["number"] == number).expect("an issue");
        issue["updated_at"] = at(second).to_string().into();
    }

    pub fn requests(&self) -> Vec<Asked> {
        self.books.lock().expect("no panic").requests.clone()
    }
}

async fn list(
    State((address, books)): State<(SocketAddr, Arc<Mutex<Books>>)>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    request: Request,
) -> Response<Body> {
    let mut books = books.lock().expect("no panic");
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    books.requests.push(Asked {
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        authorization: header(header::AUTHORIZATION),
        user_agent: header(header::USER_AGENT).unwrap_or_default(),
    });
    if let Some(answer) = books.next_answers.pop_front() {
        return answer;
    }
    let since = query.get("since").map_or(Timestamp::MIN, |since| since.parse().expect("a time"));
    let changed = |issue: &Value| issue["updated_at"].as_str().and_then(|text| text.parse::<Timestamp>().ok());
    let mut found: Vec<&Value> = books.issues.iter().filter(|issue| changed(issue) >= Some(since)).collect();
    found.sort_by_key(|issue| changed(issue));
    let number =
        |name: &str, otherwise: usize| query.get(name).map_or(otherwise, |text| text.parse().expect("a number"));
    let (page, per_page) = (number("page", 1), number("per_page", 30));
    let last = found.len().div_ceil(per_page);
    let items: Vec<&Value> = found.into_iter().skip((page - 1) * per_page).take(per_page).collect();
    let body = serde_json::to_string(&items).expect("JSON");
    if page >= last || books.without_links {
        return body.into_response();
    }
    let mut link = url::Url::parse(&format!("http://{address}{}", request.uri().path())).expect("a URL");
    let mut to = |page: usize| {
        let others = query.iter().filter(|(name, _)| *name != "page");
        link.query_pairs_mut().clear().extend_pairs(others).append_pair("page", &page.to_string());
        link.to_string()
    };
    let links = format!("<{}>; rel=\"next\", <{}>; rel=\"last\"", to(page + 1), to(last));
    ([(header::LINK, links)], body).into_response()
}
