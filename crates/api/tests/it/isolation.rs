//! A member of one workspace learns nothing of another, not even that a record exists.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    house::{Ask, House},
    routes,
};

/// One record of each kind in the first workspace, by the route that shows it.
async fn records(house: &House) -> BTreeMap<&'static str, String> {
    let id = |record: &Value| record["id"].as_str().unwrap_or_else(|| panic!("no id in {record}")).to_owned();
    let team = house.make("/teams", &json!({ "name": "Booking", "capacity_days_per_week": 20.0, "tracks": 1 })).await;
    let metric = house.make("/metrics", &json!({ "name": "Loads", "direction": "up" })).await;
    let segment = house.make("/segments", &json!({ "name": "Mid-market" })).await;
    let rival = json!({
        "competitor": "Rival", "segment_id": segment["id"], "on": "2026-10-01", "what": "Tracking", "source": "Notes",
    });
    let competitor_move = house.make("/competitor-moves", &rival).await;
    let cycle = house.make("/cycles", &json!({ "name": "2026-Q4" })).await;
    let objective = house.make("/objectives", &json!({ "title": "Keep customers" })).await;
    let key_result = json!({ "title": "Churn to 6%", "objective_id": objective["id"], "ambition": "committed" });
    let key_result = house.make("/key-results", &key_result).await;
    let check_ins = format!("/key-results/{}/check-ins", id(&key_result));
    let check_in = house.make(&check_ins, &json!({ "confidence": 5 })).await;
    let weekly_goal =
        json!({ "team_id": team["id"], "key_result_id": key_result["id"], "title": "Two carriers are live" });
    let weekly_goal = house.make("/weekly-goals", &weekly_goal).await;
    let problem = house.make("/problems", &json!({ "title": "Three features" })).await;
    let estimate = json!({ "low": 1.0, "high": 2.0 });
    let priced = json!({ "title": "Export", "value_line": "saves €1,000 a month", "effort_days": estimate });
    let ticket = house.make("/tickets", &priced).await;
    let about = format!("/problems/{}/questions", id(&problem));
    let question = house.make(&about, &json!({ "text": "Why these three?" })).await;
    let other = json!({ "title": "Import", "value_line": "saves €9,000 a month", "effort_days": estimate });
    let other = house.make("/tickets", &other).await;
    let key = |view: &Value| view["ticket"]["key"].as_str().unwrap().to_owned();
    let pin = json!({ "ticket": key(&ticket), "above": key(&other), "reason": "The auditors come." });
    let pin = house.make("/pins", &pin).await;
    let entry = house.make("/calendar", &json!({ "name": "Retreat", "first_on": "2026-10-19" })).await;
    let promise = json!({ "ticket_id": ticket["ticket"]["id"], "promised_to": "the board", "due_on": "2026-11-30" });
    let promise = house.make("/promises", &promise).await;
    let request = json!({
        "asking_group": "Sales", "title": "A report", "why": "Their tender closes.", "if_it_waits": "We lose it.",
        "at_stake": "a €10k deal (50% likely)", "by_when": "2030-10-30", "how_known": "Tender, page 12",
        "team_id": team["id"],
    });
    let request = house.make("/urgent", &request).await;
    let draft = house.make("/urgent/drafts", &json!({ "title": "A report" })).await;
    let budget = house.make("/urgency/budgets", &json!({ "asking_group": "Sales", "money_minor": 4_000_000 })).await;
    let service = house.make("/services", &json!({ "name": "Checkout" })).await;
    let emergency = house.make("/emergencies", &json!({ "title": "A carrier went dark" })).await;
    let invitation = house.make("/invitations", &json!({ "email": "pia@example.com", "role": "member" })).await;
    let token = house.make("/tokens", &json!({ "name": "script", "scopes": ["read"] })).await;
    let members = house.send(Ask::new("GET", "/members").by(&house.first)).await.json();
    BTreeMap::from([
        ("/teams", id(&team)),
        ("/metrics", id(&metric)),
        ("/competitor-moves", id(&competitor_move)),
        ("/segments", id(&segment)),
        ("/cycles", id(&cycle)),
        ("/objectives", id(&objective)),
        ("/key-results", id(&key_result)),
        ("/check-ins", id(&check_in["check_in"])),
        ("/weekly-goals", id(&weekly_goal)),
        ("/problems", id(&problem)),
        ("/problem-questions", id(&question["question"])),
        ("/goals", id(&objective)),
        ("/tickets", id(&ticket["ticket"])),
        ("/priorities/why", id(&ticket["ticket"])),
        ("/priorities/move", id(&ticket["ticket"])),
        ("/priorities/not-doing", id(&objective)),
        ("/pins", pin["pin"]["id"].as_str().unwrap().to_owned()),
        ("/calendar", id(&entry)),
        ("/promises", id(&promise)),
        ("/urgent", id(&request)),
        ("/urgent/drafts", id(&draft)),
        ("/urgent/price", id(&ticket["ticket"])),
        ("/urgency/budgets", id(&budget)),
        ("/urgency/record", id(&members[0])),
        ("/services", id(&service)),
        ("/emergencies", id(&emergency)),
        ("/invitations", id(&invitation["invitation"])),
        ("/tokens", id(&token["token"])),
        ("/members", id(&members[0])),
    ])
}

#[tokio::test]
async fn every_id_of_another_workspace_answers_byte_for_byte_like_one_that_does_not_exist() {
    let house = House::new().await;
    let records = records(&house).await;
    let mut asked = 0;
    for operation in routes::all() {
        let names_a_record = operation.path.contains('{') || operation.path.starts_with("/priorities/");
        if !names_a_record {
            continue;
        }
        let kind = operation.path.split("/{").next().unwrap();
        let foreign =
            records.get(kind).unwrap_or_else(|| panic!("{} is not covered: add its record", operation.name()));
        let missing = Uuid::new_v4().to_string();
        let of_foreign = house.send(operation.ask(foreign).by(&house.second)).await;
        of_foreign.problem(404);
        for nothing in [missing.as_str(), "not-an-id"] {
            let of_nothing = house.send(operation.ask(nothing).by(&house.second)).await;
            assert_eq!(of_foreign, of_nothing, "{} tells {foreign} from {nothing}", operation.name());
        }
        asked += 1;
    }
    assert!(asked > 30, "only {asked} routes name a record");
}

#[tokio::test]
async fn ids_of_another_workspace_cannot_be_written_into_a_record() {
    let house = House::new().await;
    let records = records(&house).await;
    let inputs = [
        ("/metrics", json!({ "name": "Loads", "direction": "up", "parent_id": records["/metrics"] })),
        ("/objectives", json!({ "title": "Keep", "metric_id": records["/metrics"] })),
        ("/objectives", json!({ "title": "Keep", "cycle_id": records["/cycles"] })),
        ("/objectives", json!({ "title": "Keep", "owner_id": records["/members"] })),
        ("/key-results", json!({ "title": "x", "objective_id": records["/objectives"], "ambition": "committed" })),
        (
            "/weekly-goals",
            json!({ "title": "x", "team_id": records["/teams"], "key_result_id": records["/key-results"] }),
        ),
        ("/problems", json!({ "title": "x", "key_result_id": records["/key-results"] })),
        ("/problems", json!({ "title": "x", "segment_id": records["/segments"] })),
        ("/problems", json!({ "title": "x", "parent_id": records["/problems"] })),
        ("/tickets", json!({ "title": "x", "problem_id": records["/problems"] })),
        ("/tickets", json!({ "title": "x", "team_id": records["/teams"] })),
        ("/calendar", json!({ "name": "x", "first_on": "2026-10-19", "team_id": records["/teams"] })),
        ("/promises", json!({ "ticket_id": records["/tickets"], "promised_to": "x", "due_on": "2026-11-30" })),
        ("/urgent/price", json!({ "ticket": records["/urgent/price"] })),
        ("/urgency/budgets", json!({ "team_id": records["/teams"], "share_of_days": 0.1 })),
        ("/services", json!({ "name": "x", "team_id": records["/teams"] })),
        ("/emergencies", json!({ "title": "x", "team_id": records["/teams"] })),
        ("/emergencies", json!({ "title": "x", "service_id": records["/services"] })),
        ("/roadmap/price", json!({ "moves": [{ "ticket": records["/tickets"] }] })),
        ("/pins", json!({ "ticket": records["/tickets"], "above": records["/tickets"], "reason": "x" })),
    ];
    for (path, input) in inputs {
        let of_foreign = house.send(Ask::new("POST", path).json(&input).by(&house.second)).await;
        assert!(matches!(of_foreign.status.as_u16(), 404 | 422), "{path} {input}: {of_foreign:?}");
        let found = records.values().fold(input.to_string(), |text, id| text.replace(id, &Uuid::nil().to_string()));
        let of_nothing = Ask::new("POST", path).json(&serde_json::from_str(&found).unwrap()).by(&house.second);
        assert_eq!(of_foreign.status, house.send(of_nothing).await.status, "{path} {input}");
    }
}

#[tokio::test]
async fn lists_of_one_workspace_do_not_hold_records_of_another() {
    let house = House::new().await;
    let records = records(&house).await;
    for operation in routes::all().into_iter().filter(|operation| operation.method == "GET") {
        if operation.path.contains('{') || operation.path.starts_with("/priorities/") {
            continue;
        }
        let answer = house.send(operation.ask("").by(&house.second)).await;
        assert!(answer.status.is_success(), "{}: {answer:?}", operation.name());
        let text = String::from_utf8_lossy(&answer.bytes);
        for (kind, id) in &records {
            assert!(!text.contains(id), "{} shows an id of {kind}", operation.name());
        }
    }
}
