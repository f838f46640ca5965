use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use throughline_domain::{WorkspaceId, activity::EventKind, people::Team};
use throughline_store::{Boxed, EventFilter, IdempotencyKey, Show, StoreError, Tx, Visible};
use throughline_test_kit::on_both_databases;

use crate::support::{NOW, add_team, company, event, team};

fn nothing(_: &mut Tx) -> Boxed<'_, Result<String, StoreError>> {
    Box::pin(async { Ok("done".to_owned()) })
}

fn key(request: &str) -> IdempotencyKey {
    IdempotencyKey { key_hash: "k1".into(), request_hash: request.into(), at: NOW }
}

on_both_databases! {
    async fn a_hundred_writes_at_once_are_all_stored_and_numbered_without_gaps(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let writes: Vec<_> = (0..100)
            .map(|number| {
                let (store, visible) = (store.clone(), company.visible);
                tokio::spawn(async move { add_team(&store, &visible, &team(&format!("Team {number}"))).await })
            })
            .collect();
        for write in writes {
            assert_eq!(write.await.expect("no panic"), Ok(()));
        }
        let mut reader = store.read(&company.visible);
        assert_eq!(reader.list::<Team>(Show::Live).await.expect("a list").len(), 100);
        let events = reader.events(EventFilter::default(), 200).await.expect("the log");
        let numbers: Vec<i64> = events.iter().map(|event| event.number).collect();
        assert_eq!(numbers, (1..=101).rev().collect::<Vec<_>>());
        assert_eq!(reader.verify_log().await.expect("an unbroken log").number, 101);
        store.close().await;
    }

    async fn a_write_that_fails_takes_back_only_its_own_changes(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let writes: Vec<_> = (0..30)
            .map(|number| {
                let (store, visible) = (store.clone(), company.visible);
                tokio::spawn(async move {
                    store
                        .write(&visible, move |tx| {
                            Box::pin(async move {
                                tx.insert(&team(&format!("Team {number}"))).await?;
                                tx.record(event(EventKind::TeamCreated)).await?;
                                if number % 3 == 0 { Err(StoreError::KeyReused) } else { Ok(()) }
                            })
                        })
                        .await
                })
            })
            .collect();
        for (number, write) in writes.into_iter().enumerate() {
            let expected = if number % 3 == 0 { Err(StoreError::KeyReused) } else { Ok(()) };
            assert_eq!(write.await.expect("no panic"), expected);
        }
        let mut reader = store.read(&company.visible);
        assert_eq!(reader.list::<Team>(Show::Live).await.expect("a list").len(), 20);
        assert_eq!(reader.verify_log().await.expect("an unbroken log").number, 21);
        store.close().await;
    }

    async fn a_change_without_an_event_is_refused(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let refused: Result<(), StoreError> =
            store.write(&company.visible, |tx| Box::pin(async move { tx.insert(&team("Quiet")).await })).await;
        assert_eq!(refused, Err(StoreError::Unrecorded));
        assert_eq!(store.read(&company.visible).list::<Team>(Show::All).await, Ok(Vec::new()));
        store.close().await;
    }

    async fn sixteen_sends_of_one_request_are_done_once(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let done = Arc::new(AtomicUsize::new(0));
        let writes: Vec<_> = (0..16)
            .map(|_| {
                let (store, visible, done) = (store.clone(), company.visible, done.clone());
                tokio::spawn(async move {
                    store
                        .write_once::<String, StoreError, _>(&visible, Some(key("same")), move |tx| {
                            let done = done.clone();
                            Box::pin(async move {
                                let team = team("Platform");
                                tx.insert(&team).await?;
                                tx.record(event(EventKind::TeamCreated)).await?;
                                done.fetch_add(1, Ordering::SeqCst);
                                Ok(team.id.to_string())
                            })
                        })
                        .await
                })
            })
            .collect();
        let mut answers = Vec::new();
        for write in writes {
            answers.push(write.await.expect("no panic").expect("an answer"));
        }
        let teams = store.read(&company.visible).list::<Team>(Show::All).await.expect("a list");
        assert_eq!(teams.len(), 1);
        assert_eq!(done.load(Ordering::SeqCst), 1);
        assert!(answers.iter().all(|answer| *answer == teams[0].id.to_string()), "{answers:?}");
        store.close().await;
    }

    async fn a_key_used_for_another_request_is_refused_and_a_failed_request_leaves_its_key_free(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let failed: Result<String, StoreError> = store
            .write_once(&company.visible, Some(key("one")), |_| Box::pin(async { Err(StoreError::BrokenReference) }))
            .await;
        assert_eq!(failed, Err(StoreError::BrokenReference));
        let first = store.write_once(&company.visible, Some(key("one")), nothing).await;
        assert_eq!(first, Ok("done".to_owned()));
        let other = store.write_once(&company.visible, Some(key("two")), nothing).await;
        assert_eq!(other, Err(StoreError::KeyReused));
        store.purge_expired(&company.visible, NOW.plus_days(2)).await.expect("old keys are swept");
        let later = store.write_once(&company.visible, Some(key("two")), nothing).await;
        assert_eq!(later, Ok("done".to_owned()));
        store.close().await;
    }

    async fn a_caller_who_goes_away_does_not_stop_the_write(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let (begun, mut seen) = tokio::sync::mpsc::channel::<()>(1);
        let (caller, visible) = (store.clone(), company.visible);
        let request = tokio::spawn(async move {
            let written: Result<(), StoreError> = caller
                .write(&visible, move |tx| {
                    let begun = begun.clone();
                    Box::pin(async move {
                        tx.insert(&team("Platform")).await?;
                        let _ = begun.send(()).await;
                        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                        tx.record(event(EventKind::TeamCreated)).await.map(drop)
                    })
                })
                .await;
            written
        });
        seen.recv().await.expect("the write has begun");
        request.abort();
        // The next write stands in line behind it.
        add_team(&store, &company.visible, &team("Support")).await.expect("a team");
        let teams = store.read(&company.visible).list::<Team>(Show::Live).await.expect("a list");
        assert_eq!(teams.len(), 2);
        store.close().await;
    }

    async fn a_write_on_a_workspace_that_is_not_there_stores_nothing(database: Database) {
        let store = database.store().await;
        let nowhere = Visible::granted(WorkspaceId::new(NOW));
        let refused = add_team(&store, &nowhere, &team("Nobody")).await;
        assert_eq!(refused, Err(StoreError::NotFound("workspace")));
        store.close().await;
    }

    async fn a_job_that_panics_is_answered_and_the_next_one_runs(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let broken: Result<(), StoreError> =
            store.write(&company.visible, |_| Box::pin(async { panic!("a mistake in a rule") })).await;
        assert!(matches!(broken, Err(StoreError::Unavailable(_))), "{broken:?}");
        assert_eq!(add_team(&store, &company.visible, &team("Platform")).await, Ok(()));
        store.close().await;
    }
}
