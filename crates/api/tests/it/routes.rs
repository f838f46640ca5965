//! Every route of the OpenAPI document, for tests that must not forget one.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::house::Ask;

/// An operation of the document.
pub struct Operation {
    pub method: String,
    /// Below `/api/v1`.
    pub path: String,
    pub described: Value,
}

/// All of them.
pub fn all() -> Vec<Operation> {
    let document = serde_json::to_value(throughline_api::openapi()).unwrap();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, described) in item.as_object().unwrap() {
            let path = path.strip_prefix("/api/v1").expect("every route is below /api/v1").to_owned();
            all.push(Operation { method: method.to_uppercase(), path, described: described.clone() });
        }
    }
    assert!(all.len() > 60, "{} routes are fewer than there are verbs", all.len());
    all
}

impl Operation {
    /// "GET /tickets".
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The scopes that the document asks for.
    pub fn scopes(&self) -> Vec<String> {
        let security = self.described["security"].as_array().cloned().unwrap_or_default();
        let scopes = security.iter().filter_map(|each| each["token"].as_array()).flatten();
        scopes.filter_map(|scope| scope.as_str().map(str::to_owned)).collect()
    }

    /// A request to it that is well-formed, for this id.
    pub fn ask(&self, id: &str) -> Ask {
        let path = self.path.replace("{id}", id).replace("{ticket}", id).replace("{goal}", id);
        let query = match self.path.as_str() {
            "/priorities/why" => format!("?above={id}&below={id}"),
            "/priorities/not-doing" => format!("?of={id}"),
            "/priorities/move" => format!("?ticket={id}&above={id}"),
            "/tickets/{ticket}/alternatives" if self.method == "DELETE" => format!("?team_id={}", Uuid::nil()),
            _ => String::new(),
        };
        let mut ask = Ask::new(&self.method, &format!("{path}{query}"));
        if self.has_parameter("If-Match") {
            ask = ask.with("if-match", "\"v1\"");
        }
        if self.described["requestBody"].is_object() { ask.json(&self.body(id)) } else { ask }
    }

    fn has_parameter(&self, name: &str) -> bool {
        self.described["parameters"].as_array().is_some_and(|all| all.iter().any(|one| one["name"] == name))
    }

    /// A body that the route reads.
    fn body(&self, id: &str) -> Value {
        let objective = id.parse().unwrap_or(Uuid::nil());
        let path = self.path.trim_end_matches("/{id}").trim_end_matches("/{ticket}");
        match path {
            "/teams" => json!({ "name": "Booking", "capacity_days_per_week": 20.0, "tracks": 2 }),
            "/metrics" => json!({ "name": "Loads on time", "direction": "up" }),
            "/metrics/{id}/observations" => json!({ "at": "2026-10-13T08:00:00Z", "value": 1.0 }),
            "/competitor-moves" => json!({
                "competitor": "Rival", "segment_id": objective, "on": "2026-10-01", "what": "Tracking", "source": "Notes",
            }),
            "/segments" => json!({ "name": "Mid-market" }),
            "/metrics/{id}/files" | "/metrics/{id}/files/preview" => {
                json!({ "name": "a.csv", "content": "day,value\n2026-10-13,1\n" })
            }
            "/metrics/{id}/pull" | "/metrics/{id}/pull/preview" => {
                json!({ "from": { "kind": "sqlite", "file": "/nowhere/loads.db", "query": "select 1" } })
            }
            "/customer-files" | "/customer-files/preview" => {
                json!({ "name": "a.csv", "content": "segment,mrr\na,1\n" })
            }
            "/goal-files" | "/goal-files/preview" => json!({ "name": "okr.md", "content": "- 3 talks by March\n" }),
            "/strategy/export" | "/strategy/plan" | "/strategy/apply" => {
                json!({ "files": { "a.toml": "[segment.small]\nname = \"small shops\"\n" } })
            }
            "/cycles/{id}/close" => json!({ "lessons": "Ask earlier." }),
            "/cycles" => json!({ "name": "2026-Q4" }),
            "/objectives" => json!({ "title": "Keep the customers we win" }),
            "/key-results" => json!({ "title": "Churn to 6%", "objective_id": objective, "ambition": "committed" }),
            "/problems/{id}/questions" => json!({ "text": "Why this segment?" }),
            "/problem-questions/{id}/answer" => json!({ "answer": "Because it leaves first." }),
            "/key-results/{id}/check-ins" => json!({ "confidence": 5 }),
            "/weekly-goals" => {
                json!({ "team_id": objective, "key_result_id": objective, "title": "Two carriers are live" })
            }
            "/weekly-goals/{id}/close" => json!({ "outcome": "done" }),
            "/problems" => json!({ "title": "Three features that reduce churn" }),
            "/tickets" if self.method == "POST" => json!({ "title": "Export in the night" }),
            "/tickets" => json!({ "value_line": "saves €1,000 a month" }),
            "/calendar" => json!({ "name": "Retreat", "first_on": "2026-10-19" }),
            "/promises" => json!({ "ticket_id": objective, "promised_to": "the board", "due_on": "2026-11-30" }),
            "/roadmap/price" => json!({ "moves": [] }),
            "/roadmap/published" => json!({ "reason": "So it was agreed." }),
            "/tickets/{ticket}/alternatives" => json!({ "team_id": Uuid::nil() }),
            "/urgent" | "/urgent/drafts" | "/urgent/drafts/{id}/ask" if self.method != "PUT" => json!({
                "asking_group": "Sales", "title": "A report", "why": "Their tender closes.", "if_it_waits": "We lose it.",
                "at_stake": "a €10k deal (50% likely)", "by_when": "2030-10-30", "how_known": "Tender, page 12",
                "team_id": Uuid::nil(),
            }),
            "/urgent/drafts" => json!({ "title": "A report" }),
            "/urgent/price" => json!({ "ticket": id }),
            "/urgent/{id}/decision" => json!({ "answer": "no", "reason": "It can wait." }),
            "/urgent/{id}/verdict" => json!({ "outcome": "real", "evidence": "They signed." }),
            "/urgency/budgets" => json!({ "asking_group": "Sales", "money_minor": 4_000_000 }),
            "/services" => json!({ "name": "Checkout" }),
            "/urgency/missed" => json!({ "asking_group": "Sales", "warning": "An e-mail" }),
            "/emergencies" => json!({ "title": "A carrier went dark" }),
            "/emergencies/{id}/notes" => json!({ "text": "Restarted the feed" }),
            "/emergencies/{id}/end" | "/tickets/{ticket}/work" => json!({}),
            "/value" => json!({ "text": "saves €1,000 a month" }),
            "/pins" => json!({ "ticket": id, "above": id, "reason": "The auditors come." }),
            "/workspace" => json!({ "name": "Nimbus", "currency": "EUR", "time_zone": "UTC" }),
            "/members" => json!({ "name": "Edda", "role": "owner" }),
            "/invitations" => json!({ "email": "pia@example.com", "role": "member" }),
            "/tokens" => json!({ "name": "script", "scopes": ["read"] }),
            "/imports" | "/imports/preview" => json!({ "kind": "github_file", "content": "[]" }),
            _ => panic!("{} takes a body that these tests do not know: add it here", self.name()),
        }
    }
}
