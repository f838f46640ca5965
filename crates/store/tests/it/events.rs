use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Executor as _, postgres::PgConnectOptions, sqlite::SqliteConnectOptions,
};
use throughline_domain::activity::EventKind;
use throughline_store::{Config, EventDraft, EventFilter, StoreError};
use throughline_test_kit::{databases::Database, on_both_databases};

use crate::support::{NOW, add_team, company, event, team};

/// Somebody with a database client changes something.
async fn tamper(database: &Database, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    match &database.config {
        Config::Sqlite { path } => {
            let mut connection = SqliteConnectOptions::new().filename(path).connect().await.expect("opens");
            connection.execute(sql).await.expect("changed");
        }
        Config::Postgres { url, .. } => {
            let mut connection =
                url.parse::<PgConnectOptions>().expect("an address").connect().await.expect("connects");
            connection.execute(sql).await.expect("changed");
        }
    }
}

on_both_databases! {
    async fn an_event_says_who_what_and_when(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let subject = uuid::Uuid::new_v4();
        let draft = EventDraft {
            kind: EventKind::ObjectiveCreated,
            by: Some(company.owner.id),
            at: NOW.plus_seconds(1),
            subject_id: Some(subject),
            subject: "O1 Keep the customers".into(),
            data: serde_json::json!({ "title": { "to": "Keep the customers" }, "n": 0.1 }),
        };
        let sent = draft.clone();
        let number: Result<i64, StoreError> = store
            .write(&company.visible, move |tx| {
                let draft = sent.clone();
                Box::pin(async move { tx.record(draft).await })
            })
            .await;
        assert_eq!(number, Ok(2));
        let mut reader = store.read(&company.visible);
        let about = EventFilter { subject_id: Some(subject), ..EventFilter::default() };
        let events = reader.events(about, 10).await.expect("the log");
        assert_eq!(events.len(), 1);
        let read = &events[0];
        let back = EventDraft {
            kind: read.kind,
            by: read.by,
            at: read.at,
            subject_id: read.subject_id,
            subject: read.subject.clone(),
            data: read.data.clone(),
        };
        assert_eq!((read.number, back), (2, draft));
        let mut asked: Vec<uuid::Uuid> = (0..40).map(|_| uuid::Uuid::new_v4()).collect();
        assert_eq!(reader.known_subjects(&asked).await, Ok([].into()));
        asked.push(subject);
        assert_eq!(reader.known_subjects(&asked).await, Ok([subject].into()));
        let counts = [
            (EventFilter { before: Some(2), ..about }, 0),
            (EventFilter { before: Some(3), ..about }, 1),
            (EventFilter { kind: Some(EventKind::ObjectiveCreated), ..about }, 1),
            (EventFilter { kind: Some(EventKind::WorkspaceCreated), ..about }, 0),
            (EventFilter { by: Some(company.owner.id), ..about }, 1),
        ];
        for (filter, count) in counts {
            assert_eq!(reader.events(filter, 10).await.expect("the log").len(), count, "{filter:?}");
        }
        let kind = EventFilter { kind: Some(EventKind::WorkspaceCreated), ..EventFilter::default() };
        assert_eq!(reader.events(kind, 10).await.expect("the log").len(), 1);
        let before = EventFilter { before: Some(2), ..EventFilter::default() };
        assert_eq!(reader.events(before, 10).await.expect("the log")[0].number, 1);
        store.close().await;
    }

    async fn a_changed_entry_is_found(database: Database) {
        for (sql, number) in [
            ("update event set subject = 'nothing' where number = 3", 3),
            ("update event set data = '{}' where number = 2", 2),
            ("update event set at = at + 1 where number = 4", 4),
            ("delete from event where number = 3", 3),
            ("delete from event where number = 4", 4),
            ("update workspace set last_event = 5", 5),
        ] {
            let fresh = if database.is_sqlite() {
                throughline_test_kit::databases::sqlite()
            } else {
                throughline_test_kit::databases::postgres().await.expect("the server is still there")
            };
            let store = fresh.store().await;
            let company = company(&store, "ada@example.org").await;
            for name in ["One", "Two", "Three"] {
                add_team(&store, &company.visible, &team(name)).await.expect("a team");
            }
            assert_eq!(store.read(&company.visible).verify_log().await.expect("unbroken").number, 4);
            tamper(&fresh, sql).await;
            let answer = store.read(&company.visible).verify_log().await;
            assert_eq!(answer, Err(StoreError::LogAltered { number }), "{sql}");
            store.close().await;
        }
    }

    async fn a_snapshot_stays_at_its_moment(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let mut snapshot = store.snapshot(&company.visible).await.expect("a snapshot");
        assert_eq!(snapshot.read().log_head().await.expect("the log").number, 1);
        add_team(&store, &company.visible, &team("Later")).await.expect("a team");
        assert_eq!(snapshot.read().log_head().await.expect("the log").number, 1);
        let teams = snapshot.read().list::<throughline_domain::people::Team>(throughline_store::Show::All).await;
        assert_eq!(teams, Ok(Vec::new()));
        drop(snapshot);
        assert_eq!(store.read(&company.visible).log_head().await.expect("the log").number, 2);
        store.close().await;
    }

    async fn a_write_sees_its_own_changes(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let seen: Result<bool, StoreError> = store
            .write(&company.visible, |tx| {
                Box::pin(async move {
                    let made = team("Platform");
                    tx.insert(&made).await?;
                    tx.record(event(EventKind::TeamCreated)).await?;
                    Ok(tx.read().get(made.id).await? == made)
                })
            })
            .await;
        assert_eq!(seen, Ok(true));
        store.close().await;
    }
}
