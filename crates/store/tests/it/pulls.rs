//! Who fetches a metric's values, and of which fetch something is kept.

use throughline_domain::{
    PullId,
    activity::EventKind,
    metrics::{Attempt, Pull, PullFrom},
};
use throughline_store::{Store, StoreError, Visible};
use throughline_test_kit::on_both_databases;

use crate::{
    records::metric,
    support::{NOW, company, event},
};

async fn add(store: &Store, visible: &Visible) -> Pull {
    let loads = metric("Loads", true);
    let from = PullFrom::Sqlite { file: "/srv/loads.db".into(), query: "select 1".into() };
    let (id, metric_id) = (PullId::new(NOW), loads.id);
    let pull = Pull { id, metric_id, from, has_secret: false, by: None, version: 1, withdrawn_at: None };
    let kept = pull.clone();
    let done: Result<(), StoreError> = store
        .write(visible, move |tx| {
            let (loads, pull) = (loads.clone(), kept.clone());
            Box::pin(async move {
                tx.record(event(EventKind::MetricCreated)).await?;
                tx.insert(&loads).await?;
                tx.insert(&pull).await?;
                tx.keep_pull_attempt(pull.id, &Attempt::first(NOW)).await
            })
        })
        .await;
    done.expect("a pull");
    pull
}

on_both_databases! {
    async fn a_pull_is_held_by_one_and_not_again_once_it_is_fetched_unless_it_is_wanted_early(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let (visible, pull) = (&company.visible, add(&store, &company.visible).await);
        let held = (NOW, NOW.plus_seconds(120));
        assert_eq!(store.claim_pull(visible, pull.id, held, false).await, Ok(true));
        assert_eq!(store.claim_pull(visible, pull.id, held, true).await, Ok(false), "somebody fetches it");
        let done = Attempt { at: Some(NOW), next_at: NOW.plus_days(7), ..Attempt::first(NOW) };
        store.note_pull_attempt(visible, &pull, done).await.expect("an attempt");
        assert_eq!(store.claim_pull(visible, pull.id, held, false).await, Ok(false), "another node did it");
        assert_eq!(store.claim_pull(visible, pull.id, held, true).await, Ok(true));
        store.close().await;
    }

    async fn nothing_is_kept_of_a_fetch_by_a_pull_that_was_changed_meanwhile(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let (visible, pull) = (&company.visible, add(&store, &company.visible).await);
        let changed = pull.clone();
        let version: Result<i64, StoreError> = store
            .write(visible, move |tx| {
                let changed = changed.clone();
                Box::pin(async move {
                    tx.record(event(EventKind::PullChanged)).await?;
                    tx.update(&changed).await
                })
            })
            .await;
        assert_eq!(version, Ok(2));
        let failed = Attempt { failures: 3, ..Attempt::first(NOW) };
        store.note_pull_attempt(visible, &pull, failed.clone()).await.expect("nothing");
        let kept = store.read(visible).pull_attempt(pull.id).await.expect("an attempt").expect("one");
        assert_eq!(kept.failures, 0);
        store.note_pull_attempt(visible, &Pull { version: 2, ..pull.clone() }, failed).await.expect("an attempt");
        let kept = store.read(visible).pull_attempt(pull.id).await.expect("an attempt").expect("one");
        assert_eq!(kept.failures, 3);
        store.close().await;
    }
}
