use axum::{
    body::Body,
    http::{Method, StatusCode},
};

use crate::house::House;

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed_and_says_why_beside_the_field() {
    let (house, owner) = House::demo().await;
    let typed = [("name", "Rapid \"Response\""), ("capacity_days_per_week", "many"), ("tracks", "1")];
    let answer = house.post(&owner, "/teams/new", &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("value=\"Rapid &quot;Response&quot;\""), "{}", answer.body);
    assert!(
        answer.body.contains("id=\"capacity_days_per_week-error\"") && answer.body.contains("aria-invalid=\"true\"")
    );
    assert!(answer.body.contains("Nothing was saved yet"));
}

#[tokio::test]
async fn sending_the_same_form_twice_does_the_thing_once() {
    let (house, owner) = House::demo().await;
    let page = house.get(&owner, "/tickets/new").await;
    let idem = page.hidden("idem");
    let typed = [("idem", idem.as_str()), ("title", "Only once"), ("value_line", "Saves support 10h/week at 40 EUR/h")];
    let first = house.post(&owner, "/tickets/new", &typed).await;
    let second = house.post(&owner, "/tickets/new", &typed).await;
    assert_eq!((first.status, second.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER), "{}", second.body);
    assert_eq!(first.location(), second.location());
    let found = house.get_json(&owner, "/find?q=Only%20once").await;
    assert_eq!(found.body.matches("\"title\":\"Only once\"").count(), 1, "{}", found.body);
    let other = [("idem", idem.as_str()), ("title", "Only once more")];
    let third = house.post(&owner, "/tickets/new", &other).await;
    assert_ne!(third.location(), first.location(), "going back and typing something else means something else");
}

#[tokio::test]
async fn when_somebody_was_faster_both_are_shown_and_saving_again_writes() {
    let (house, owner) = House::demo().await;
    let actor = house.owner().await;
    let team = house.app.list_teams(&actor, false).await.unwrap().remove(0);
    let path = format!("/teams/{}/edit", team.id);
    let version = house.get(&owner, &path).await.hidden("version");
    let change = |name: &'static str, version: String| {
        let (house, owner, path) = (&house, &owner, &path);
        async move {
            let typed =
                [("version", version.as_str()), ("name", name), ("capacity_days_per_week", "12"), ("tracks", "1")];
            house.post(owner, path, &typed).await
        }
    };
    assert_eq!(change("Theirs", version.clone()).await.status, StatusCode::SEE_OTHER);
    let stale = change("Mine", version).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    assert!(stale.body.contains("value=\"Mine\"") && stale.body.contains("<b>Theirs</b>"), "{}", stale.body);
    let again = change("Mine", stale.hidden("version")).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
    assert_eq!(house.app.get_team(&actor, team.id).await.unwrap().name, "Mine");
}

#[tokio::test]
async fn a_noun_is_made_changed_deleted_and_brought_back_by_forms() {
    let (house, owner) = House::demo().await;
    let made = house
        .post(
            &owner,
            "/segments/new",
            &[("name", "Ports"), ("yearly_revenue", "250,000"), ("churn", "12"), ("churn_period", "year")],
        )
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let actor = house.owner().await;
    let ports = house
        .app
        .list_segments(&actor, false)
        .await
        .unwrap()
        .into_iter()
        .find(|segment| segment.name == "Ports")
        .unwrap();
    assert_eq!(ports.yearly_revenue.unwrap().minor, 25_000_000);
    assert!((ports.churn.unwrap() - 0.12).abs() < 1e-9);
    let version = ports.version.to_string();
    let gone = house.post(&owner, &format!("/segments/{}/withdraw", ports.id), &[("version", &version)]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
    assert!(house.get(&owner, "/settings/segments").await.body.contains("Bring it back"));
    let back = house.post(&owner, &format!("/segments/{}/restore", ports.id), &[]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.body);
    assert!(house.app.get_segment(&actor, ports.id).await.unwrap().withdrawn_at.is_none());
}

#[tokio::test]
async fn a_move_is_priced_first_kept_with_its_reason_and_taken_back() {
    let (house, owner) = House::demo().await;
    // The page is written once as long as nothing happens; the move must be on the next one.
    for _ in 0..2 {
        let order = house.get(&owner, "/priorities").await;
        assert!(order.body.contains("NF-198") && !order.body.contains("kept here"), "{}", order.body);
    }
    let priced = house.get(&owner, "/priorities/NF-198/move?above=NF-230").await;
    assert!(priced.body.contains("Nothing has changed yet"), "{}", priced.body);
    let silent = house.post(&owner, "/priorities/NF-198/move", &[("above", "NF-230"), ("reason", "")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = house
        .post(&owner, "/priorities/NF-198/move", &[("above", "NF-230"), ("reason", "Two customers sign this week")])
        .await;
    assert_eq!((kept.status, kept.location()), (StatusCode::SEE_OTHER, "/priorities"), "{}", kept.body);
    let order = house.get(&owner, "/priorities").await;
    assert!(order.body.contains("Two customers sign this week"), "the reason is shown");
    let pin = house.app.list_pins(&house.owner().await).await.unwrap().into_iter().find(|pin| pin.active).unwrap();
    let back = house.post(&owner, &format!("/pins/{}/withdraw", pin.pin.id), &[]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.body);
    assert!(!house.get(&owner, "/priorities").await.body.contains("Two customers sign this week"));
}

#[tokio::test]
async fn a_move_against_a_dependency_is_refused_with_what_can_be_done() {
    let (house, owner) = House::demo().await;
    let path = "/priorities/NF-230/move";
    let asked = house.get(&owner, &format!("{path}?above=NF-226")).await;
    assert_eq!(asked.status, StatusCode::OK, "that it cannot be done is the answer to what it would cost");
    assert!(asked.body.contains("NF-230 waits for NF-226, so NF-226 comes first."), "{}", asked.body);
    assert!(asked.body.contains("href=\"/priorities/NF-226/move?above=NF-221&amp;model=cd3\""), "{}", asked.body);
    assert!(!asked.body.contains("Keep the move"), "what cannot be done cannot be kept");
    let kept = house.post(&owner, path, &[("above", "NF-226"), ("reason", "They asked twice")]).await;
    assert_eq!(kept.status, StatusCode::CONFLICT);
    assert!(kept.body.contains("NF-230 waits for NF-226"), "{}", kept.body);
    assert!(house.app.list_pins(&house.owner().await).await.unwrap().is_empty());
    let headers = [("accept", "application/json")];
    let problem = house.send(&owner, Method::GET, &format!("{path}?above=NF-226"), &headers, Body::empty()).await;
    assert_eq!(problem.status, StatusCode::CONFLICT);
    assert!(problem.body.contains("\"code\":\"waits_for\""), "{}", problem.body);
}

#[tokio::test]
async fn a_move_down_offers_what_to_lift_and_nothing_to_keep() {
    let (house, owner) = House::demo().await;
    let path = "/priorities/NF-230/move";
    let asked = house.get(&owner, &format!("{path}?above=NF-212")).await;
    assert!(asked.body.contains("NF-230 stands above NF-212 already, and a kept move only lifts."), "{}", asked.body);
    assert!(asked.body.contains("/move?above=NF-230&amp;model=cd3"), "{}", asked.body);
    assert!(!asked.body.contains("Keep the move"), "what would change nothing cannot be kept");
    let kept = house.post(&owner, path, &[("above", "NF-212"), ("reason", "They asked twice")]).await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", kept.body);
    assert!(house.app.list_pins(&house.owner().await).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_ticket_is_written_priced_changed_and_deleted() {
    let (house, owner) = House::demo().await;
    let typed = [
        ("title", "Warn before a strike"),
        ("value_line", "Reduces churn by 3% in a €1M segment"),
        ("effort_low", "3"),
        ("effort_high", "5"),
    ];
    let made = house.post(&owner, "/tickets/new", &typed).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let path = made.location().to_owned();
    let page = house.get(&owner, &path).await;
    assert!(page.body.contains("Confirm this reading"), "{}", page.body);
    let version = page.hidden("version");
    let confirmed =
        house.post(&owner, &format!("{path}/reading"), &[("version", &version), ("reading", "relative")]).await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.body);
    let page = house.get(&owner, &path).await;
    assert!(page.body.contains("Confirmed."), "{}", page.body);
    let version = page.hidden("version");
    let gone = house.post(&owner, &format!("{path}/withdraw"), &[("version", &version)]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
    let after = house.get(&owner, gone.location()).await;
    assert_eq!(house.get(&owner, &path).await.status, StatusCode::NOT_FOUND);
    let later = house.get(&owner, "/tickets?status=deleted").await;
    assert!(
        later.body.contains("1 deleted ticket can be brought back") && later.body.contains("/restore"),
        "{}",
        later.body
    );
    let way_back =
        after.body.split("action=\"").filter_map(|rest| rest.split('"').next()).find(|path| path.ends_with("/restore"));
    let back = house.post(&owner, way_back.expect("the page offers the way back"), &[]).await;
    assert_eq!((back.status, back.location()), (StatusCode::SEE_OTHER, path.as_str()), "{}", back.body);
    assert_eq!(house.get(&owner, &path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_value_of_a_share_is_typed_in_percent() {
    let (house, owner) = House::demo().await;
    let actor = house.owner().await;
    let share =
        house.app.list_metrics(&actor, false).await.unwrap().into_iter().find(|metric| metric.unit == "share").unwrap();
    let typed = [("value", "91.5"), ("on", "2020-01-06"), ("source", "Billing")];
    let answer = house.post(&owner, &format!("/metrics/{}/observations", share.id), &typed).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let values = house
        .app
        .list_observations(&actor, share.id, throughline_app::Paging { after: None, limit: Some(200) })
        .await
        .unwrap();
    assert!(values.items.iter().any(|value| (value.value - 0.915).abs() < 1e-9), "{values:?}");
}
