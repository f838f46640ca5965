//! Imports of real files and of small ones.

use std::path::PathBuf;

use throughline_app::{EventQuery, Fate, ReadValueInput, TicketQuery};
use throughline_domain::activity::EventKind;
use throughline_test_kit::{TestApp, csv_file, github_file, on_both_databases};

/// A file of the shared data, if it is there.
pub fn shared(name: &str) -> Option<String> {
    let folder = std::env::var_os("THROUGHLINE_SHARED_DATA")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")), PathBuf::from);
    let text = std::fs::read_to_string(folder.join(name));
    if text.is_err() {
        eprintln!("skipped: {name} is not there");
    }
    text.ok()
}

on_both_databases! {
    async fn real_issues_come_in_once_and_pull_requests_do_not(database: Database) {
        let files = ["bitcoin-core-gui.issues.json", "bitcoin-core-gui.pulls-as-issues.json", "vscode-30.rest.json"];
        let [Some(issues), Some(pulls), Some(vscode)] = files.map(|name| shared(&format!("github/{name}"))) else { return };
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let import = async |content: &str| {
            let report = test.app.import(&company.member, github_file(None, content), &|_| {}).await.unwrap();
            let counts = report.run.counts;
            assert_eq!(counts.skipped, i64::try_from(report.run.skipped_items.len()).unwrap());
            assert!(report.run.skipped_items.iter().all(|item| !item.reason.is_empty()), "nothing is left out silently");
            (counts.new, counts.changed, counts.unchanged, counts.skipped)
        };
        assert_eq!(import(&issues).await, (341, 0, 0, 0));
        assert_eq!(import(&pulls).await, (0, 0, 0, 537));
        let events = async |kind| {
            let query = EventQuery { kind: Some(kind), limit: Some(200), ..EventQuery::default() };
            test.app.list_events(&company.viewer, query).await.unwrap().items.len()
        };
        let before = events(EventKind::TicketsImported).await;
        assert_eq!(import(&issues).await, (0, 0, 341, 0));
        assert_eq!(events(EventKind::TicketsImported).await, before, "a second import writes no ticket");
        assert_eq!(import(&vscode).await.0, 17);
        let one = TicketQuery { q: Some("translation".to_owned()), ..TicketQuery::default() };
        assert!(!test.app.list_tickets(&company.viewer, one).await.unwrap().items.is_empty());
        assert!(test.app.verify_log(&company.owner).await.unwrap().intact);
    }

    async fn a_preview_says_what_would_happen_and_writes_nothing(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let csv = "Key,Title,Business Value,Team,Estimate days\nA-1,Alerts,Saves 10h/week at 40 EUR/h,Booking,3-5\nA-2,,,,\n";
        let before = test.app.list_events(&company.viewer, EventQuery::default()).await.unwrap().items.len();
        let preview = test.app.preview_import(&company.leader, csv_file("plan.csv", csv)).await.unwrap();
        assert_eq!(preview.counts.new + preview.counts.skipped, 2);
        let shown = preview.sample.iter().find(|item| item.key == "A-1").unwrap();
        assert_eq!(shown.what, Fate::New);
        let text = ReadValueInput { text: "Saves 10h/week at 40 EUR/h".to_owned(), confirmed_reading: None, currency: None };
        let reading = test.app.read_value(Some(&company.viewer), text).await.unwrap();
        assert_eq!(shown.value, Some(reading.pricings[0].amount), "one reading for every page");
        assert!(preview.mapping.unwrap().iter().any(|column| column.field.as_deref() == Some("business_value")));
        let after = test.app.list_events(&company.viewer, EventQuery::default()).await.unwrap().items.len();
        assert_eq!(before, after);
        assert!(test.app.list_sources(&company.viewer).await.unwrap().is_empty());
    }

    async fn a_csv_file_makes_its_teams_and_keeps_its_mapping(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let csv = "Key,Title,Team\nA-1,Alerts,Booking\nA-2,Search,Booking\n";
        let report = test.app.import(&company.leader, csv_file("plan.csv", csv), &|_| {}).await.unwrap();
        assert_eq!(report.run.counts.new, 2);
        assert_eq!(report.source.mapping.get("title").map(String::as_str), Some("Title"));
        let teams = test.app.list_teams(&company.viewer, false).await.unwrap();
        assert_eq!(teams.len(), 1);
        let view = test.app.get_ticket(&company.viewer, "A-2").await.unwrap();
        assert_eq!(view.row.team.unwrap().name, "Booking");
        let again = test.app.import(&company.leader, csv_file("plan.csv", csv), &|_| {}).await.unwrap();
        assert_eq!((again.run.counts.unchanged, again.run.counts.new), (2, 0));
        assert_eq!(test.app.list_imports(&company.viewer, Default::default()).await.unwrap().items.len(), 2);
    }

    async fn a_deleted_ticket_is_not_brought_back_by_an_import(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let csv = "Key,Title\nA-1,Alerts\n";
        test.app.import(&company.leader, csv_file("plan.csv", csv), &|_| {}).await.unwrap();
        let ticket = test.app.get_ticket(&company.viewer, "A-1").await.unwrap().ticket;
        test.app.withdraw_ticket(&company.member, ticket.id, 1).await.unwrap();
        let report = test.app.import(&company.leader, csv_file("plan.csv", csv), &|_| {}).await.unwrap();
        assert_eq!((report.run.counts.new, report.run.counts.skipped), (0, 1));
        assert!(report.run.skipped_items[0].reason.contains("deleted here"));
    }

    async fn a_file_that_is_no_list_of_issues_is_refused_and_nothing_is_written(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let error = test.app.import(&company.leader, github_file(None, "{\"a\": "), &|_| {}).await.unwrap_err();
        assert_eq!(error.code(), "invalid");
        assert!(test.app.list_imports(&company.viewer, Default::default()).await.unwrap().items.is_empty());
    }

    async fn the_demo_loads_into_an_empty_installation_and_tells_its_story(database: Database) {
        let test = TestApp::open(database).await;
        let (workspace, owner) = test.app.load_demo(throughline_app::NIMBUS_FREIGHT).await.unwrap();
        assert_eq!(workspace.name, "Nimbus Freight");
        let operator = test.operator(workspace.id).await;
        let week = test.app.this_week(&operator).await.unwrap();
        assert_eq!(week.week, "2026-W42");
        assert!(week.matters.iter().any(|row| row.key == "NF-221"), "{:?}", week.matters.iter().map(|row| &row.key).collect::<Vec<_>>());
        let essay = test.app.get_ticket(&operator, "NF-212").await.unwrap();
        assert_eq!(essay.row.value.unwrap().mid, 3_000_000.0, "3 points of a million");
        assert!(essay.chain_broken.is_none());
        let gaps = test.app.gaps(&operator).await.unwrap();
        assert_eq!(gaps.orphans.total, Some(3));
        assert!(test.app.one_time_link(&operator).await.is_ok());
        assert!(test.app.load_demo(throughline_app::NIMBUS_FREIGHT).await.is_err(), "never over something");
        assert_eq!(owner.role, throughline_domain::people::Role::Owner);
    }
}
