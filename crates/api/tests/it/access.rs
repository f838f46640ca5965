//! No token, no answer; a token only does what its scopes say.

use axum::http::StatusCode;
use throughline_api::{ApiSettings, Rate, router};
use throughline_domain::people::Scope;
use uuid::Uuid;

use crate::{
    house::{Ask, House, send},
    routes,
};

const SCOPES: [(Scope, &str); 3] = [(Scope::Read, "read"), (Scope::Write, "write"), (Scope::Admin, "admin")];

#[tokio::test]
async fn every_route_answers_401_without_a_token_that_works() {
    let house = House::new().await;
    let id = Uuid::new_v4().to_string();
    for operation in routes::all() {
        let without = house.send(operation.ask(&id)).await;
        without.problem(401);
        assert_eq!(without.headers["www-authenticate"], "Bearer");
        for wrong in ["Bearer nonsense", "Bearer tl_x_y", "Basic dXNlcjpwYXNz", "Bearer", ""] {
            house.send(operation.ask(&id).with("authorization", wrong)).await.problem(401);
        }
    }
}

#[tokio::test]
async fn every_route_refuses_a_token_without_its_scope_and_takes_one_with_it() {
    let house = House::new().await;
    let id = Uuid::new_v4().to_string();
    for operation in routes::all() {
        let needed = operation.scopes().remove(0);
        let place = SCOPES.iter().position(|(_, name)| *name == needed).unwrap();
        if let Some((narrower, _)) = SCOPES[..place].last() {
            let without = house.token_with(&[*narrower]).await;
            house.send(operation.ask(&id).by(&without)).await.problem(403);
        }
        let with = house.token_with(&[SCOPES[place].0]).await;
        let answer = house.send(operation.ask(&id).by(&with)).await;
        let refused = matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
        assert!(!refused && !answer.status.is_server_error(), "{}: {answer:?}", operation.name());
    }
}

#[tokio::test]
async fn a_withdrawn_token_stops_at_once() {
    let house = House::new().await;
    let made = house.make("/tokens", &serde_json::json!({ "name": "script", "scopes": ["read"] })).await;
    let secret = made["secret"].as_str().unwrap();
    assert_eq!(house.send(Ask::new("GET", "/teams").by(secret)).await.status, StatusCode::OK);
    let id = made["token"]["id"].as_str().unwrap();
    let withdrawn = house.send(Ask::new("DELETE", &format!("/tokens/{id}")).by(&house.first)).await;
    assert_eq!(withdrawn.status, StatusCode::OK);
    house.send(Ask::new("GET", "/teams").by(secret)).await.problem(401);
}

#[tokio::test]
async fn a_token_that_asks_too_often_is_told_when_to_come_back() {
    let house = House::new().await;
    let rate = Rate { per_second: 1, burst: 2 };
    let slow = router(house.app.clone(), ApiSettings { rate, ..ApiSettings::default() });
    for _ in 0..2 {
        assert_eq!(send(&slow, Ask::new("GET", "/teams").by(&house.first)).await.status, StatusCode::OK);
    }
    let third = send(&slow, Ask::new("GET", "/teams").by(&house.first)).await;
    third.problem(429);
    assert_eq!(third.headers["retry-after"], "1");
    assert_eq!(send(&slow, Ask::new("GET", "/teams").by(&house.second)).await.status, StatusCode::OK);
}
