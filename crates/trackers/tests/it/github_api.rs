//! GitHub's REST API, against a local server that answers as it does.

mod server;

use std::time::Duration;

use axum::{
    body::Body,
    http::{Response, StatusCode},
};
use serde_json::json;
use throughline_trackers::{
    Settings,
    github::{Client, ClientError, Cursor, Page},
    http::{AllowList, DoorError},
};

use self::server::{Clock, Server, issues};
use crate::support::real_data;

fn client(server: &Server, token: Option<&str>) -> (Client, Clock) {
    let clock = Clock::default();
    let repository = "acme/shop".parse().expect("a repository");
    let allow = AllowList::new([server.host()]);
    let client = Client::new(&server.base(), repository, token, allow, Settings::default()).expect("a client");
    (client.with_pace(clock.clone()), clock)
}

async fn all_pages(client: &Client, mut cursor: Option<Cursor>) -> Vec<Page> {
    let mut pages = Vec::new();
    loop {
        let page = client.page(cursor.as_ref()).await.expect("a page");
        cursor = Some(page.cursor.clone());
        let done = page.done;
        pages.push(page);
        assert!(pages.len() < 50, "paging has no end");
        if done {
            return pages;
        }
    }
}

fn numbers(pages: &[Page]) -> Vec<u64> {
    let tickets = pages.iter().flat_map(|page| &page.parsed.tickets);
    tickets.map(|ticket| ticket.external_id.parse().expect("a number")).collect()
}

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response<Body> {
    let mut response = Response::builder().status(StatusCode::from_u16(status).expect("a status"));
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Body::from(body.to_owned())).expect("a response")
}

#[tokio::test]
async fn all_pages_together_hold_every_issue_once() {
    let server = Server::start(issues(1..=250, |number| number)).await;
    let pages = all_pages(&client(&server, Some("secret")).0, None).await;
    assert_eq!(numbers(&pages), (1..=250).collect::<Vec<_>>());
    assert_eq!(pages[0].about_left, Some(200));
    assert_eq!(pages.last().map(|page| (page.done, page.about_left)), Some((true, Some(0))));
    let first = &server.requests()[0];
    assert_eq!(first.path, "/api/v3/repos/acme/shop/issues");
    for part in ["state=all", "sort=updated", "direction=asc", "per_page=100"] {
        assert!(first.query.contains(part), "{}", first.query);
    }
    assert_eq!(first.authorization.as_deref(), Some("Bearer secret"));
    assert!(first.user_agent.starts_with("throughline/"));
}

#[tokio::test]
async fn many_changes_in_one_second_are_paged_by_number() {
    let server = Server::start(issues(1..=450, |_| 5)).await;
    let pages = all_pages(&client(&server, None).0, None).await;
    assert_eq!(numbers(&pages), (1..=450).collect::<Vec<_>>());
    assert_eq!(server.requests()[0].authorization, None);
}

#[tokio::test]
async fn a_server_without_links_is_paged_as_well() {
    for changes in [(|number| number) as fn(u64) -> u64, |_| 5] {
        let server = Server::start(issues(1..=300, changes)).await;
        server.leave_out_links();
        let pages = all_pages(&client(&server, None).0, None).await;
        assert_eq!(numbers(&pages), (1..=300).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn an_import_goes_on_in_the_middle_from_its_kept_position() {
    let server = Server::start(issues(1..=250, |number| number)).await;
    let first = client(&server, None).0.page(None).await.expect("a page");
    let kept = first.cursor.to_string();
    let rest = all_pages(&client(&server, None).0, Some(kept.parse().expect("a cursor"))).await;
    assert_eq!(numbers(&[first]), (1..=100).collect::<Vec<_>>());
    assert_eq!(numbers(&rest), (101..=250).collect::<Vec<_>>());
    assert!("page 3".parse::<Cursor>().is_err());
}

#[tokio::test]
async fn an_issue_that_changes_while_pages_are_read_hides_no_other() {
    let server = Server::start(issues(1..=250, |number| number)).await;
    let (client, _) = client(&server, None);
    let first = client.page(None).await.expect("a page");
    server.change(7, 1_000);
    let rest = all_pages(&client, Some(first.cursor.clone())).await;
    let mut all = numbers(&rest);
    assert_eq!(all.pop(), Some(7));
    assert_eq!(all, (101..=250).collect::<Vec<_>>());
}

#[tokio::test]
async fn after_the_last_page_only_changes_are_read() {
    let server = Server::start(issues(1..=120, |number| number)).await;
    let (client, _) = client(&server, None);
    let last = all_pages(&client, None).await.pop().expect("a page");
    assert_eq!(numbers(&all_pages(&client, Some(last.cursor.clone())).await), Vec::<u64>::new());
    server.change(3, 500);
    assert_eq!(numbers(&all_pages(&client, Some(last.cursor)).await), [3]);
}

#[tokio::test]
async fn real_answers_are_read_as_from_a_file() {
    let Some(bytes) = real_data("github/vscode-30.rest.json") else { return };
    let server = Server::start(Vec::new()).await;
    server.then(answer(200, &[], &String::from_utf8(bytes).expect("text")));
    let page = client(&server, None).0.page(None).await.expect("a page");
    assert_eq!((page.parsed.tickets.len(), page.parsed.skipped.len(), page.done), (17, 13, true));
    assert_eq!(page.parsed.repository.as_deref(), Some("microsoft/vscode"));
}

#[tokio::test]
async fn rate_limits_are_waited_for_as_the_server_asks() {
    let reset = (Clock::START + 90).to_string();
    let used_up = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", reset.as_str())];
    let secondary = r#"{"message": "You have exceeded a secondary rate limit"}"#;
    let waits = [
        (answer(429, &[("retry-after", "30")], ""), 31),
        (answer(403, &used_up, "{}"), 91),
        (answer(403, &[], secondary), 60),
        (answer(403, &[("retry-after", "Thu, 01 Jan 2026 00:02:00 GMT")], ""), 121),
    ];
    for (refusal, seconds) in waits {
        let server = Server::start(issues(1..=2, |number| number)).await;
        server.then(refusal);
        let (client, clock) = client(&server, None);
        assert_eq!(numbers(&[client.page(None).await.expect("a page")]), [1, 2]);
        assert_eq!(clock.slept(), [Duration::from_secs(seconds)]);
    }
}

#[tokio::test]
async fn the_last_answer_before_a_limit_makes_the_next_page_wait() {
    let server = Server::start(issues(1..=2, |number| number)).await;
    let reset = (Clock::START + 45).to_string();
    server.then(answer(200, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", &reset)], "[]"));
    let (client, clock) = client(&server, None);
    client.page(None).await.expect("a page");
    assert_eq!(clock.slept(), []);
    client.page(None).await.expect("a page");
    assert_eq!(clock.slept(), [Duration::from_secs(45)]);
}

#[tokio::test]
async fn a_limit_that_lasts_too_long_is_told_and_not_waited_for() {
    let server = Server::start(issues(1..=2, |number| number)).await;
    server.then(answer(429, &[("retry-after", "3600")], ""));
    let (client, clock) = client(&server, None);
    for _ in 0..2 {
        let error = client.page(None).await.expect_err("a limit");
        assert!(error.to_string().contains("until 2026-01-01T01:00:01Z"), "{error}");
        assert!(error.to_string().contains("With a token"), "{error}");
    }
    assert_eq!((clock.slept().len(), server.requests().len()), (0, 1));
}

#[tokio::test]
async fn errors_of_the_server_are_tried_again_a_few_times() {
    let server = Server::start(issues(1..=2, |number| number)).await;
    server.then(answer(500, &[], "oops"));
    server.then(answer(502, &[], ""));
    let (first, clock) = client(&server, None);
    assert_eq!(numbers(&[first.page(None).await.expect("a page")]), [1, 2]);
    assert_eq!(clock.slept(), [1, 2].map(Duration::from_secs));
    for _ in 0..5 {
        server.then(answer(503, &[], ""));
    }
    let error = client(&server, None).0.page(None).await.expect_err("unavailable");
    assert_eq!(error, ClientError::Unavailable { status: 503, tries: 5 });
}

#[tokio::test]
async fn refusals_are_told_in_words_that_help() {
    let moved = [("location", "https://api.github.com/repositories/5/issues")];
    let cases: [(Response<Body>, Option<&str>, &str); 8] = [
        (answer(401, &[], r#"{"message": "Bad credentials"}"#), Some("wrong"), "does not accept the token"),
        (answer(401, &[], "{}"), None, "asks for a token"),
        (answer(403, &[], r#"{"message": "Resource not accessible"}"#), Some("x"), "\"Resource not accessible\""),
        (answer(404, &[], "{}"), Some("x"), "no repository acme/shop, or it is not shown to this token"),
        (answer(404, &[], "{}"), None, "not shown to callers without a token"),
        (answer(410, &[], "{}"), None, "issues switched off"),
        (answer(301, &moved, "{}"), None, "has moved: GitHub sends on to https://api.github.com/repositories/5/issues"),
        (answer(422, &[], r#"{"message": "Validation Failed"}"#), None, "422: \"Validation Failed\""),
    ];
    for (refusal, token, words) in cases {
        let server = Server::start(Vec::new()).await;
        server.then(refusal);
        let error = client(&server, token).0.page(None).await.expect_err("a refusal");
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn an_answer_that_is_no_list_or_too_long_is_refused() {
    let server = Server::start(Vec::new()).await;
    server.then(answer(200, &[], "<html>maintenance</html>"));
    let error = client(&server, None).0.page(None).await.expect_err("no list");
    assert!(matches!(error, ClientError::NotIssues(_)), "{error}");
    server.then(answer(200, &[], &json!([" ".repeat(21 << 20)]).to_string()));
    let error = client(&server, None).0.page(None).await.expect_err("too long");
    assert!(matches!(error, ClientError::Door(DoorError::TooLarge { .. })), "{error}");
}

#[test]
fn addresses_and_tokens_are_checked_before_anything_is_asked() {
    let new = |base: &str, token| {
        let repository = "acme/shop".parse().expect("a repository");
        Client::new(base, repository, token, AllowList::default(), Settings::default())
            .map(|client| format!("{client:?}"))
    };
    let plain = new(Client::GITHUB, None).expect("a client");
    assert_eq!(plain, "Client(https://api.github.com/repos/acme/shop/issues)");
    let enterprise = new("https://git.acme.example/api/v3/", Some("secret")).expect("a client");
    assert_eq!(enterprise, "Client(https://git.acme.example/api/v3/repos/acme/shop/issues)");
    assert!(matches!(new("github.com", None), Err(ClientError::BadBase(_))));
    assert!(matches!(new(Client::GITHUB, Some("two words")), Err(ClientError::BadToken)));
    for text in ["acme", "acme/shop/more", "../..", "acme/sh op", ""] {
        assert!(text.parse::<throughline_trackers::github::Repository>().is_err(), "{text}");
    }
    let address = "https://github.com/acme/shop".parse::<throughline_trackers::github::Repository>();
    assert_eq!(address.map(|repository| repository.to_string()), Ok("acme/shop".into()));
}
