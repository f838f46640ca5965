use std::collections::BTreeMap;

use throughline_domain::{
    activity::EventKind,
    metrics::{Metric, Strength},
    tickets::Ticket,
};
use throughline_store::{ExportedRow, Show, Store, StoreError, Visible, exported_tables, search::FoundTerms};
use throughline_test_kit::on_both_databases;

use crate::support::{add_roadmap, add_team, add_tickets, company, event, source, team, ticket};

type Export = BTreeMap<&'static str, Vec<ExportedRow>>;

async fn export(store: &Store, visible: &Visible) -> Export {
    let mut snapshot = store.snapshot(visible).await.expect("a snapshot");
    let mut export = Export::new();
    for table in exported_tables() {
        export.insert(table, snapshot.read().export_rows(table).await.expect("rows"));
    }
    export
}

async fn import(store: &Store, visible: &Visible, export: Export) -> Result<(), StoreError> {
    store
        .write_patiently(visible, move |tx| {
            let export = export.clone();
            Box::pin(async move {
                for table in exported_tables() {
                    tx.import_rows(table, &export[table]).await?;
                }
                Ok(())
            })
        })
        .await
}

on_both_databases! {
    async fn an_export_of_before_a_column_came_is_read_with_what_it_meant(database: Database) {
        let store = database.store().await;
        let ours = company(&store, "ada@example.org").await;
        let metric = crate::records::metric("Loads on time", true);
        crate::records::add(&store, &ours.visible, &metric).await.expect("a metric");
        let mut old = export(&store, &ours.visible).await;
        for row in old.get_mut("metric").expect("metrics") {
            row.retain(|column, _| !["owner_id", "source", "refresh", "formula", "strength", "against"].contains(&column.as_str()));
        }
        let empty = throughline_test_kit::databases::sqlite();
        let other = empty.store().await;
        assert_eq!(import(&other, &ours.visible, old).await, Ok(()));
        let read: Metric = other.read(&ours.visible).get(metric.id).await.expect("the metric");
        let meant = Metric { source: String::new(), refresh: None, formula: None, strength: Strength::Assumed, against: false, ..metric };
        assert_eq!(read, meant);
    }

    async fn an_export_read_into_an_empty_database_exports_the_same(database: Database) {
        let store = database.store().await;
        let ours = company(&store, "ada@example.org").await;
        let theirs = company(&store, "bob@example.org").await;
        let source = source();
        add_team(&store, &ours.visible, &team("Platform")).await.expect("a team");
        add_team(&store, &theirs.visible, &team("Not in the export")).await.expect("a team");
        let ticket = Ticket { labels: vec!["a".into()], ..ticket(source.id, 1, "Export everything") };
        add_tickets(&store, &ours.visible, Some(&source), std::slice::from_ref(&ticket)).await.expect("a ticket");
        let made = team("Tracking");
        add_team(&store, &ours.visible, &made).await.expect("a team");
        add_roadmap(&store, &ours.visible, &ticket, &made).await.expect("what is kept of a roadmap");
        let first = export(&store, &ours.visible).await;
        assert_eq!(first["published_roadmap"].len() + first["promise"].len() + first["work_start"].len(), 3);
        let text = serde_json::to_string(&first).expect("JSON");
        assert!(!text.contains("argon2id") && !text.contains("Not in the export"), "{text}");
        let read: BTreeMap<String, Vec<ExportedRow>> = serde_json::from_str(&text).expect("JSON");
        let read: Export = exported_tables().into_iter().map(|table| (table, read[table].clone())).collect();

        let empty = throughline_test_kit::databases::sqlite();
        let other = empty.store().await;
        assert_eq!(import(&other, &ours.visible, read).await, Ok(()));
        assert_eq!(export(&other, &ours.visible).await, first);
        let mut reader = other.read(&ours.visible);
        assert_eq!(reader.verify_log().await.expect("an unbroken log").number, 5);
        assert_eq!(reader.search_tickets(&FoundTerms::default(), "everything", Show::Live, 9, 0).await.expect("found").len(), 1);
        // The log goes on where it ended, and the owner has a sign-in without a password.
        assert_eq!(add_team(&other, &ours.visible, &team("Next")).await, Ok(()));
        let account = other.account_by_email("ada@example.org").await.expect("an answer").expect("an account");
        assert_eq!(account.password_hash, "");
        other.close().await;
        store.close().await;
    }

    async fn rows_that_do_not_fit_are_refused_and_nothing_is_stored(database: Database) {
        let store = database.store().await;
        let (ours, theirs) = (company(&store, "ada@example.org").await, company(&store, "bob@example.org").await);
        add_team(&store, &theirs.visible, &team("Theirs")).await.expect("a team");
        let good = store.read(&theirs.visible).export_rows("team").await.expect("rows").remove(0);
        let mut unknown = good.clone();
        unknown.insert("surprise".into(), 1.into());
        let mut wrong = good.clone();
        wrong.insert("version".into(), "one".into());
        for (table, row) in [("team", good), ("team", unknown), ("team", wrong), ("session", ExportedRow::new()), ("x", ExportedRow::new())] {
            let refused: Result<u64, StoreError> = store
                .write(&ours.visible, move |tx| {
                    let rows = vec![row.clone()];
                    Box::pin(async move {
                        tx.record(event(EventKind::WorkspaceImported)).await?;
                        tx.import_rows(table, &rows).await
                    })
                })
                .await;
            assert!(matches!(refused, Err(StoreError::BadRows { .. })), "{refused:?}");
        }
        assert_eq!(store.read(&ours.visible).log_head().await.expect("the log").number, 1);
        let refused = store.read(&ours.visible).export_rows("token").await;
        assert!(matches!(refused, Err(StoreError::BadRows { .. })), "{refused:?}");
        store.close().await;
    }
}
