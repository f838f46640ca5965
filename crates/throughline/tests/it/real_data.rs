//! Tickets of real projects come in, all of them, once.

use serde_json::Value;
use throughline_test_kit::on_both_databases;

use crate::machine::{Machine, real_data};

/// Where the binary works, for a database of a test.
pub fn place(machine: &Machine, database: &throughline_test_kit::databases::Database) -> [String; 2] {
    match database.url() {
        Some(url) => ["--database-url".to_owned(), url.to_owned()],
        None => ["--data".to_owned(), machine.path("data")],
    }
}

/// `new`, `changed`, `unchanged`, `skipped`.
fn counts(report: &Value) -> [i64; 4] {
    ["new", "changed", "unchanged", "skipped"].map(|name| report[name].as_i64().unwrap())
}

on_both_databases! {
    async fn a_repository_of_341_issues_comes_in_once_and_its_537_pull_requests_never(database: Database) {
        let machine = Machine::new();
        let place = place(&machine, database);
        let import = |name: &str| {
            let file = real_data(name)?;
            Some(machine.json(&["import", "github", &file, &place[0], &place[1]]))
        };
        let Some(first) = import("github/bitcoin-core-gui.issues.json") else { return };
        assert_eq!(counts(&first), [341, 0, 0, 0]);
        let again = import("github/bitcoin-core-gui.issues.json").unwrap();
        assert_eq!(counts(&again), [0, 0, 341, 0]);
        let pulls = import("github/bitcoin-core-gui.pulls-as-issues.json").unwrap();
        assert_eq!(counts(&pulls), [0, 0, 0, 537]);
        let reasons = pulls["skipped_items"].as_array().unwrap();
        assert_eq!(reasons.len(), 537);
        assert!(reasons.iter().all(|item| item["reason"].as_str().unwrap().contains("pull request")));
        let other = import("github/vscode-30.rest.json").unwrap();
        assert_eq!(counts(&other), [17, 0, 0, 13]);
        let ranking = machine.json(&["rank", &place[0], &place[1]]);
        let open = ranking["total"].as_i64().unwrap();
        assert_eq!(i64::try_from(ranking["items"].as_array().unwrap().len()).unwrap(), open);
    }

    async fn a_spreadsheet_of_482_rows_comes_in_with_its_columns_guessed(database: Database) {
        let machine = Machine::new();
        let place = place(&machine, database);
        let Some(file) = real_data("jira/usergrid-storypoints.csv") else { return };
        let preview = machine.json(&["import", "csv", &file, "--preview", &place[0], &place[1]]);
        assert_eq!(counts(&preview), [482, 0, 0, 0]);
        let args = ["import", "csv", &file, "--days-per-story-point", "2", &place[0], &place[1]];
        assert_eq!(counts(&machine.json(&args)), [482, 0, 0, 0], "the preview wrote nothing");
        assert_eq!(counts(&machine.json(&args)), [0, 0, 482, 0]);
    }
}
