//! Files of issues.

use jiff::civil::date;
use serde_json::{Value, json};
use throughline_domain::tickets::{EffortDays, Moscow};
use throughline_trackers::{
    Parsed, Settings,
    github::{GithubError, parse_list},
};

use crate::support::real_data;

fn issue(number: u64, more: &Value) -> Value {
    let mut issue = json!({
        "number": number,
        "title": format!("Issue {number}"),
        "state": "open",
        "body": null,
        "labels": [],
        "repository_url": "https://api.github.com/repos/acme/shop",
        "html_url": format!("https://github.com/acme/shop/issues/{number}"),
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-02T00:00:00Z",
        "closed_at": null,
    });
    for (name, value) in more.as_object().expect("an object") {
        issue[name] = value.clone();
    }
    issue
}

fn parse(value: &Value) -> Parsed {
    parse_text(&value.to_string())
}

fn parse_text(text: &str) -> Parsed {
    parse_list(text.as_bytes(), &Settings::default()).expect("a list of issues")
}

fn numbers(parsed: &Parsed) -> Vec<&str> {
    parsed.tickets.iter().map(|ticket| ticket.external_id.as_str()).collect()
}

#[test]
fn an_issue_becomes_a_ticket_with_all_it_says() {
    let parsed = parse(&json!([issue(
        7,
        &json!({
            "state": "closed",
            "closed_at": "2026-02-01T10:00:00Z",
            "labels": [{"name": "bug"}, "moscow:must", {"name": "team:Booking"}, {"name": "estimate:8d"}],
            "milestone": {"title": "v1", "due_on": "2026-03-01T08:00:00Z"},
            "body": "**Business Value:** saves €5k a year\n\nEstimate: 3-5d\n\nBlocked by #6, #7 and other/repo#4",
        })
    )]));
    let ticket = &parsed.tickets[0];
    assert_eq!(ticket.external_id, "7");
    assert_eq!(ticket.key, None);
    assert_eq!(ticket.url.as_deref(), Some("https://github.com/acme/shop/issues/7"));
    assert!(ticket.closed);
    assert_eq!(ticket.labels, ["bug", "moscow:must", "team:Booking", "estimate:8d"]);
    assert_eq!(ticket.value_line.as_deref(), Some("saves €5k a year"));
    assert_eq!(ticket.team.as_deref(), Some("Booking"));
    assert_eq!(ticket.moscow, Some(Moscow::Must));
    assert_eq!(ticket.effort_days, Some(EffortDays { low: 3.0, high: 5.0 }));
    assert_eq!(ticket.due_on, Some(date(2026, 3, 1)));
    assert_eq!(ticket.waits_for, ["6", "other/repo#4"]);
    assert_eq!(ticket.closed_at.map(|at| at.timestamp().to_string()).as_deref(), Some("2026-02-01T10:00:00Z"));
    assert_eq!(parsed.repository.as_deref(), Some("acme/shop"));
    let notes: Vec<&str> = parsed.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes.iter().any(|note| note.contains("different estimates")));
    assert!(notes.iter().any(|note| note.contains("waits for itself")));
}

#[test]
fn every_item_that_is_no_ticket_is_skipped_with_its_reason() {
    let parsed = parse(&json!([
        issue(1, &json!({"pull_request": {"url": "https://api.github.com/repos/acme/shop/pulls/1"}})),
        issue(2, &json!({"title": "  "})),
        issue(3, &json!({"title": 5})),
        issue(4, &json!({"state": "merged"})),
        issue(5, &json!({"body": ["no", "text"]})),
        {"title": "without a number", "state": "open"},
        {"number": -1, "title": "below zero", "state": "open"},
        issue(6, &json!({"repository_url": "https://api.github.com/repos/acme/other"})),
        "a text",
        null,
        issue(9, &json!({})),
    ]));
    assert_eq!(numbers(&parsed), ["9"]);
    let reasons: Vec<_> =
        parsed.skipped.iter().map(|skipped| (skipped.item.as_str(), skipped.reason.as_str())).collect();
    let expected = [
        ("#1", "pull request"),
        ("#2", "title is empty"),
        ("#3", "not a text"),
        ("#4", "merged"),
        ("#5", "body"),
        ("item 6", "number"),
        ("item 7", "number"),
        ("#6", "acme/other"),
        ("item 9", "no issue"),
        ("item 10", "no issue"),
    ];
    assert_eq!(reasons.len(), expected.len());
    for ((item, reason), (expected_item, word)) in reasons.iter().zip(expected) {
        assert_eq!(*item, expected_item);
        assert!(reason.contains(word), "{item}: {reason}");
    }
}

#[test]
fn of_two_items_with_one_number_the_later_stands() {
    let parsed = parse(&json!([
        issue(1, &json!({"title": "old"})),
        issue(2, &json!({})),
        issue(1, &json!({"title": "new"})),
        issue(1, &json!({"title": ""})),
    ]));
    assert_eq!(parsed.tickets.iter().map(|ticket| ticket.title.as_str()).collect::<Vec<_>>(), ["Issue 2", "new"]);
    assert_eq!(parsed.skipped.len(), 2);
    assert!(parsed.skipped[0].reason.contains("again later"));
}

#[test]
fn lists_searches_lines_and_pages_in_a_row_are_all_read() {
    let (one, two) = (issue(1, &json!({})), issue(2, &json!({})));
    let forms = [
        format!("[{one},{two}]"),
        format!("\u{feff}[{one},{two}]"),
        json!({"total_count": 2, "incomplete_results": false, "items": [one, two]}).to_string(),
        format!("{one}\n{two}\n"),
        format!("{one}\r\n\r\n{two}"),
        format!("[{one}][{two}]"),
        format!("[{one}]\n[{two}]\n"),
    ];
    for form in forms {
        assert_eq!(numbers(&parse_text(&form)), ["1", "2"], "{form}");
    }
    assert_eq!(numbers(&parse_text(&one.to_string())), ["1"]);
    assert_eq!(parse_text("[]"), Parsed::default());
}

#[test]
fn a_broken_line_among_good_ones_is_skipped_with_its_number() {
    let (one, two) = (issue(1, &json!({})), issue(2, &json!({})));
    let parsed = parse_text(&format!("{one}\n{{\"number\": 5, \"title\": \"cut\n{two}\n{{\"number\": 6"));
    assert_eq!(numbers(&parsed), ["1", "2"]);
    assert_eq!(parsed.skipped.iter().map(|skipped| skipped.item.as_str()).collect::<Vec<_>>(), ["line 2", "line 4"]);
}

#[test]
fn a_file_that_is_no_json_is_answered_with_the_place_and_what_was_expected() {
    let error = |text: &str| parse_list(text.as_bytes(), &Settings::default()).expect_err("no issues");
    let at = |text: &str| match error(text) {
        GithubError::NotJson { line, byte, .. } => (line, byte),
        GithubError::OtherShape { found } => panic!("{found}"),
    };
    assert_eq!(at(""), (1, 0));
    assert_eq!(at("<html>"), (1, 0));
    assert_eq!(at("[\n{\"number\": 1},\n oops]"), (3, 18));
    assert_eq!(at("{\"items\": [{\"number\": 1}"), (1, 23));
    assert!(error("<html>").to_string().contains("GET /repos/OWNER/NAME/issues"));
    assert!(error("{\"message\": \"Not Found\"}").to_string().contains("GitHub answered \"Not Found\""));
    assert!(error("42").to_string().contains("a number"));
}

#[test]
fn every_issue_of_bitcoin_core_gui_is_a_ticket() {
    let Some(bytes) = real_data("github/bitcoin-core-gui.issues.json") else { return };
    let parsed = parse_list(&bytes, &Settings::default()).expect("a list of issues");
    assert_eq!((parsed.tickets.len(), parsed.skipped.len()), (341, 0));
    assert_eq!(parsed.repository.as_deref(), Some("bitcoin-core/gui"));
    assert_eq!(parsed.tickets.iter().filter(|ticket| ticket.value_line.is_some()).count(), 0);
    assert!(
        parsed.tickets.iter().all(|ticket| ticket.opened_at.is_some() && ticket.closed == ticket.closed_at.is_some())
    );
}

#[test]
fn no_pull_request_of_bitcoin_core_gui_is_a_ticket() {
    let Some(bytes) = real_data("github/bitcoin-core-gui.pulls-as-issues.json") else { return };
    let parsed = parse_list(&bytes, &Settings::default()).expect("a list of issues");
    assert_eq!((parsed.tickets.len(), parsed.skipped.len()), (0, 537));
    assert!(
        parsed.skipped.iter().all(|skipped| skipped.reason.contains("pull request") && skipped.item.starts_with('#'))
    );
}

#[test]
fn a_page_of_vscode_has_seventeen_issues() {
    let Some(bytes) = real_data("github/vscode-30.rest.json") else { return };
    let parsed = parse_list(&bytes, &Settings::default()).expect("a list of issues");
    assert_eq!((parsed.tickets.len(), parsed.skipped.len()), (17, 13));
}
