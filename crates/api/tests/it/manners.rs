//! Versions, cursors, idempotency, and requests that make no sense.

use axum::http::StatusCode;
use serde_json::json;

use crate::house::{Ask, House};

#[tokio::test]
async fn a_change_needs_the_version_that_was_read() {
    let house = House::new().await;
    let team = json!({ "name": "Booking", "capacity_days_per_week": 20.0, "tracks": 1 });
    let made = house.send(Ask::new("POST", "/teams").json(&team).by(&house.first)).await;
    assert_eq!(made.status, StatusCode::CREATED);
    assert_eq!(made.headers["etag"], "\"v1\"");
    let place = made.headers["location"].to_str().unwrap().strip_prefix("/api/v1").unwrap().to_owned();
    let change = |version: Option<&str>| {
        let ask =
            Ask::new("PUT", &place).json(&json!({ "name": "Pricing", "capacity_days_per_week": 10.0, "tracks": 1 }));
        let ask = ask.by(&house.first);
        version.map_or(ask.clone(), |version| ask.with("if-match", version))
    };
    house.send(change(None)).await.problem(428);
    house.send(change(Some("v1"))).await.problem(422);
    let changed = house.send(change(Some("\"v1\""))).await;
    assert_eq!((changed.status, changed.headers["etag"].to_str().unwrap()), (StatusCode::OK, "\"v2\""));
    assert_eq!(house.send(change(Some("\"v1\""))).await.problem(412)["current_version"], 2);
    let read = house.send(Ask::new("GET", &place).by(&house.first)).await;
    assert_eq!((read.json()["name"].as_str(), read.headers["etag"].to_str().unwrap()), (Some("Pricing"), "\"v2\""));
}

#[tokio::test]
async fn a_request_with_the_same_key_is_done_once() {
    let house = House::new().await;
    let ask = |name: &str| {
        let team = json!({ "name": name, "capacity_days_per_week": 20.0, "tracks": 1 });
        Ask::new("POST", "/teams").json(&team).with("idempotency-key", "one").by(&house.first)
    };
    let first = house.send(ask("Booking")).await;
    assert_eq!(first.status, StatusCode::CREATED);
    assert_eq!(house.send(ask("Booking")).await, first);
    assert_eq!(house.send(ask("Pricing")).await.problem(422)["code"], "key_reused");
    let teams = house.send(Ask::new("GET", "/teams").by(&house.first)).await.json();
    assert_eq!(teams.as_array().unwrap().len(), 1);
    for wrong in ["", "with space", &"x".repeat(256)] {
        let ask = Ask::new("POST", "/teams").json(&json!({})).with("idempotency-key", wrong).by(&house.first);
        house.send(ask).await.problem(422);
    }
}

#[tokio::test]
async fn pages_follow_one_another_without_gaps_or_doubles() {
    let house = House::new().await;
    for number in 0..7 {
        house.make("/tickets", &json!({ "title": format!("Ticket {number}") })).await;
    }
    let mut path = "/tickets?limit=3&q=Ticket".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = house.send(Ask::new("GET", &path).by(&house.first)).await;
        let items = page.json()["items"].as_array().unwrap().clone();
        assert!(items.len() <= 3);
        seen.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        let Some(link) = page.headers.get("link") else { break };
        let link = link.to_str().unwrap().strip_suffix(">; rel=\"next\"").unwrap();
        path = link.strip_prefix("</api/v1").unwrap().to_owned();
    }
    assert_eq!(seen.len(), 7);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 7);
}

#[tokio::test]
async fn a_request_that_makes_no_sense_is_told_what_is_wrong_with_it() {
    let house = House::new().await;
    let ask = |method: &str, path: &str| Ask::new(method, path).by(&house.first);
    let raw = |body: &str| Ask { body: Some(body.to_owned()), ..ask("POST", "/teams") };
    house.send(ask("GET", "/nowhere")).await.problem(404);
    house.send(ask("GET", "")).await.problem(404);
    let method = house.send(ask("PATCH", "/teams")).await;
    method.problem(405);
    assert!(method.headers["allow"].to_str().unwrap().contains("POST"));
    house.send(raw("{}")).await.problem(415);
    house.send(raw("{}").with("content-type", "text/plain")).await.problem(415);
    house.send(raw("{\"name\":").with("content-type", "application/json")).await.problem(400);
    house.send(raw("").with("content-type", "application/json")).await.problem(400);
    house.send(raw("\u{0}").with("content-type", "application/json")).await.problem(400);
    let unknown = json!({ "name": "x", "capacity_days_per_week": 1.0, "tracks": 1, "id": "mine" });
    let unknown = house.send(ask("POST", "/teams").json(&unknown)).await.problem(422);
    assert!(unknown["errors"][0]["message"].as_str().unwrap().contains("id"));
    for query in ["?limit=0", "?limit=many", "?limit=5&limit=6", "?after=%FF", "?after=nonsense", "?unknown=1"] {
        let problem = house.send(ask("GET", &format!("/tickets{query}"))).await.problem(422);
        assert!(!problem["errors"].as_array().unwrap().is_empty(), "{query}");
    }
    let huge = format!("{{\"name\":\"{}\"}}", "x".repeat(2 << 20));
    house.send(raw(&huge).with("content-type", "application/json")).await.problem(413);
    let keyed = raw(&huge).with("content-type", "application/json").with("idempotency-key", "k");
    house.send(keyed).await.problem(413);
}

#[tokio::test]
async fn answers_are_not_kept_by_caches_and_not_guessed_by_browsers() {
    let house = House::new().await;
    let answer = house.send(Ask::new("GET", "/teams").by(&house.first)).await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    let document = house.send(Ask::new("GET", "/openapi.json")).await;
    assert_eq!(document.json(), serde_json::to_value(throughline_api::openapi()).unwrap());
}
