//! Telling pages that something happened.

use std::time::Duration;

use axum::{
    body::{Body, BodyDataStream},
    http::{Method, StatusCode, header},
};
use futures_util::StreamExt as _;

use crate::house::{Browser, House};

/// The numbers that a stream tells, as they come.
struct Listener(BodyDataStream);

impl Listener {
    async fn to(house: &House, browser: &Browser) -> Self {
        let answer =
            house.raw(browser, Method::GET, "/live", &[("sec-fetch-site", "same-origin")], Body::empty()).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/event-stream");
        Self(answer.into_body().into_data_stream())
    }

    /// The next number; none when the stream is over.
    async fn next(&mut self) -> Option<i64> {
        loop {
            let piece = tokio::time::timeout(Duration::from_mins(1), self.0.next()).await.expect("an event or the end");
            let piece = String::from_utf8(piece?.unwrap().to_vec()).unwrap();
            let number = piece.lines().find_map(|line| line.strip_prefix("data: "));
            if let Some(number) = number {
                return Some(number.parse().unwrap());
            }
        }
    }
}

#[tokio::test]
async fn who_keeps_a_page_open_is_told_that_something_happened_until_the_session_ends() {
    let (house, owner) = House::demo().await;
    let mut listener = Listener::to(&house, &owner).await;
    let before = listener.next().await.expect("the number now");
    let made =
        house.post(&owner, "/teams/new", &[("name", "New"), ("capacity_days_per_week", "5"), ("tracks", "1")]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    assert_eq!(listener.next().await, Some(before + 1));
    assert!(house.get(&owner, "/map").await.body.contains(&format!("data-event=\"{}\"", before + 1)));
    house.post(&owner, "/sign-out", &[]).await;
    assert_eq!(listener.next().await, None, "nobody is told after the session");
    assert_ne!(house.get(&owner, "/live").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_server_that_stops_sends_listeners_away() {
    let (house, owner) = House::demo().await;
    let mut listener = Listener::to(&house, &owner).await;
    listener.next().await.expect("the number now");
    house.app.stop_waiting();
    assert_eq!(listener.next().await, None);
}

#[tokio::test]
async fn another_site_may_not_listen() {
    let (house, owner) = House::demo().await;
    for from in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")]
    {
        let answer = house.send(&owner, Method::GET, "/live", &[from], Body::empty()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{from:?}");
    }
}

#[tokio::test]
async fn only_a_page_that_its_address_gives_again_says_when_it_has_changed() {
    let (house, owner) = House::demo().await;
    for (path, lives) in [("/tickets/NF-212", true), ("/roadmap", true), ("/value", false), ("/settings", false)] {
        assert_eq!(house.get(&owner, path).await.body.contains(" data-live"), lives, "{path}");
    }
    let form = house.get(&owner, "/objectives/new").await;
    let refused = house.post(&owner, "/objectives/new", &[("title", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(form.body.contains(" data-live") && !refused.body.contains(" data-live"));
}
