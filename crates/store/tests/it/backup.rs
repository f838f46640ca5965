use std::{
    fs,
    sync::Arc,
    sync::atomic::{AtomicBool, Ordering},
};

use throughline_domain::people::Team;
use throughline_store::{Config, Show, Store, StoreError, Visible, inspect_backup, restore, search::FoundTerms};
use throughline_test_kit::{databases, on_both_databases};

use crate::support::{NOW, add_team, add_tickets, company, source, team, ticket};

/// Writes teams until told to stop; gives how many.
async fn keep_writing(store: Store, visible: Visible, stop: Arc<AtomicBool>) -> i64 {
    let mut written = 0;
    while !stop.load(Ordering::SeqCst) {
        add_team(&store, &visible, &team(&format!("Team {}", uuid::Uuid::new_v4()))).await.expect("a team");
        written += 1;
    }
    written
}

async fn teams_and_events(store: &Store, visible: &Visible) -> (usize, i64) {
    let mut snapshot = store.snapshot(visible).await.expect("a snapshot");
    let teams = snapshot.read().list::<Team>(Show::All).await.expect("a list").len();
    let head = snapshot.read().verify_log().await.expect("an unbroken log");
    (teams, head.number)
}

on_both_databases! {
    async fn a_backup_taken_under_load_is_of_one_moment_and_restores_to_either_database(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let source = source();
        let tickets: Vec<_> = (0..50).map(|number| ticket(source.id, number, "Find me again")).collect();
        add_tickets(&store, &company.visible, Some(&source), &tickets).await.expect("tickets");
        let stop = Arc::new(AtomicBool::new(false));
        let load = tokio::spawn(keep_writing(store.clone(), company.visible, stop.clone()));
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        let file = database.folder.join("backup.db");
        let manifest = store.backup(&file, NOW).await.expect("a backup");
        stop.store(true, Ordering::SeqCst);
        let written = load.await.expect("no panic");
        assert!(written > 0);
        assert_eq!(inspect_backup(&file).await.as_ref(), Ok(&manifest));
        let kept = manifest.workspaces[0].last_event;
        assert_eq!(manifest.rows["team"], kept - 2, "teams and events of one moment");
        assert_eq!(manifest.rows["ticket"], 50);

        let here = databases::sqlite();
        assert_eq!(restore(&file, &here.config, false).await.as_ref(), Ok(&manifest));
        assert_restored(&here, &company.visible, kept).await;
        if let Some(there) = databases::postgres().await {
            assert_eq!(restore(&file, &there.config, false).await.as_ref(), Ok(&manifest));
            assert_restored(&there, &company.visible, kept).await;
        }
        store.close().await;
    }

    async fn a_backup_or_a_restore_replaces_nothing_unasked(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let file = database.folder.join("backup.db");
        store.backup(&file, NOW).await.expect("a backup");
        assert!(matches!(store.backup(&file, NOW).await, Err(StoreError::AlreadyThere(_))));
        add_team(&store, &company.visible, &team("After the backup")).await.expect("a team");
        store.close().await;
        let refused = restore(&file, &database.config, false).await;
        assert!(matches!(refused, Err(StoreError::AlreadyThere(_))), "{refused:?}");
        let store = database.store().await;
        assert_eq!(teams_and_events(&store, &company.visible).await, (1, 2));
        store.close().await;
        restore(&file, &database.config, true).await.expect("restored");
        let store = database.store().await;
        assert_eq!(teams_and_events(&store, &company.visible).await, (0, 1));
        store.close().await;
    }
}

async fn assert_restored(database: &databases::Database, visible: &Visible, events: i64) {
    let store = database.store().await;
    let (teams, log) = teams_and_events(&store, visible).await;
    assert_eq!((teams, log), (usize::try_from(events - 2).expect("a count"), events));
    let found = store
        .read(visible)
        .search_tickets(&FoundTerms::default(), "find again", Show::Live, 100, 0)
        .await
        .expect("found");
    assert_eq!(found.len(), 50);
    assert_eq!(add_team(&store, visible, &team("Life goes on")).await, Ok(()));
    store.close().await;
}

#[tokio::test]
async fn a_damaged_backup_is_refused_and_changes_nothing() {
    let database = databases::sqlite();
    let store = database.store().await;
    let company = company(&store, "ada@example.org").await;
    add_team(&store, &company.visible, &team("A name to change")).await.expect("a team");
    let good = database.folder.join("good.db");
    store.backup(&good, NOW).await.expect("a backup");
    let bytes = fs::read(&good).expect("the backup");
    let name = bytes.windows(16).position(|window| window == b"A name to change").expect("the name is in the file");
    let mut changed = bytes.clone();
    changed[name] = b'B';
    let cases: [(&str, Vec<u8>); 4] = [
        ("empty", Vec::new()),
        ("cut", bytes[..bytes.len() / 2].to_vec()),
        ("changed", changed),
        ("another file", b"this is not a database at all, but it is long enough to be looked at".to_vec()),
    ];
    for (case, bytes) in cases {
        let bad = database.folder.join(format!("{case}.db"));
        fs::write(&bad, bytes).expect("written");
        let target = Config::file(database.folder.join("target.db"));
        let refused = restore(&bad, &target, true).await;
        assert!(matches!(refused, Err(StoreError::BadBackup(_))), "{case}: {refused:?}");
        assert!(!database.folder.join("target.db").exists(), "{case}");
    }
    let Config::Sqlite { path } = &database.config else { panic!("a SQLite file") };
    let plain = restore(path, &Config::file(database.folder.join("target.db")), false).await;
    assert!(matches!(plain, Err(StoreError::BadBackup(_))), "a database without a manifest is no backup: {plain:?}");
    store.close().await;
}
