use throughline_domain::{
    Ts, UrgentRequestId, UrgentVerdictId,
    activity::EventKind,
    urgency::{Outcome, Switching, UrgentRequest, UrgentVerdict},
};
use throughline_store::{Show, StoreError};
use throughline_test_kit::on_both_databases;

use crate::support::{NOW, company, event};

fn draft(title: &str) -> UrgentRequest {
    UrgentRequest {
        id: UrgentRequestId::new(NOW),
        key: String::new(),
        by: None,
        asking_group: "Sales".into(),
        title: title.into(),
        why: "as it was typed,\nwith 'quotes' and an unfinished".into(),
        if_it_waits: String::new(),
        at_stake: String::new(),
        by_when: Some(jiff::civil::date(2026, 10, 30)),
        how_known: String::new(),
        test: String::new(),
        team_id: None,
        effort_days: None,
        ticket_id: None,
        switching: Some(Switching { people: 2.0, days_per_person: 0.5, rate_per_hour_minor: 7_500 }),
        made_at: NOW,
        asked_at: None,
        done_at: None,
        done_by: None,
        version: 1,
        withdrawn_at: None,
    }
}

on_both_databases! {
    async fn a_draft_is_kept_as_it_was_typed_and_leaves_no_trace_in_the_log(database: Database) {
        let store = database.store().await;
        let ours = company(&store, "ada@example.org").await;
        let before = store.read(&ours.visible).log_head().await.expect("a log").number;
        let first = draft("A CO2 report");
        assert_eq!(store.keep_urgent_draft(&ours.visible, first.clone()).await, Ok(1));
        let later = UrgentRequest { title: "A CO2 report per load".into(), ..first.clone() };
        assert_eq!(store.keep_urgent_draft(&ours.visible, later.clone()).await, Ok(2));
        let kept: UrgentRequest = store.read(&ours.visible).get(first.id).await.expect("the draft");
        assert_eq!(kept, UrgentRequest { version: 2, ..later });
        assert_eq!(store.read(&ours.visible).log_head().await.expect("a log").number, before);
        let theirs = company(&store, "bob@example.org").await;
        assert_eq!(store.read(&theirs.visible).list::<UrgentRequest>(Show::All).await, Ok(Vec::new()));
        store.close().await;
    }

    async fn what_was_asked_is_no_draft_any_more(database: Database) {
        let store = database.store().await;
        let ours = company(&store, "ada@example.org").await;
        let asked = UrgentRequest { key: "U-9".into(), asked_at: Some(NOW), ..draft("Asked") };
        let ten = UrgentRequest { id: UrgentRequestId::new(Ts::default()), key: "U-10".into(), ..asked.clone() };
        let verdict = UrgentVerdict {
            id: UrgentVerdictId::new(NOW),
            request_id: asked.id,
            outcome: Outcome::Partly,
            evidence: "the date moved".into(),
            by: None,
            at: NOW,
        };
        let stored = (asked.clone(), ten, verdict.clone());
        let done: Result<(), StoreError> = store
            .write(&ours.visible, move |tx| {
                let (asked, ten, verdict) = stored.clone();
                Box::pin(async move {
                    tx.record(event(EventKind::UrgentAsked)).await?;
                    tx.insert(&asked).await?;
                    tx.insert(&ten).await?;
                    tx.insert(&verdict).await
                })
            })
            .await;
        assert_eq!(done, Ok(()));
        let typed = UrgentRequest { asked_at: None, ..asked.clone() };
        let refused = store.keep_urgent_draft(&ours.visible, typed).await;
        assert!(matches!(refused, Err(StoreError::Stale { current: 1, .. })), "{refused:?}");
        let mut reader = store.read(&ours.visible);
        assert_eq!(reader.newest_urgent_request_key().await, Ok(Some("U-10".into())));
        assert_eq!(reader.urgent_request_by_key("U-9").await, Ok(Some(asked.id)));
        assert_eq!(reader.list::<UrgentVerdict>(Show::All).await, Ok(vec![verdict]));
        store.close().await;
    }
}
