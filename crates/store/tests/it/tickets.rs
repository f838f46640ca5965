use jiff::civil::date;
use throughline_domain::{
    activity::EventKind,
    tickets::{EffortDays, Moscow, RiceInputs, Status, Ticket, TicketField},
};
use throughline_store::{Bodies, Show, StoreError, search::FoundTerms};
use throughline_test_kit::on_both_databases;
use throughline_value_line::PercentReading;

use crate::support::{NOW, add_team, add_tickets, company, event, source, team, ticket};

on_both_databases! {
    async fn every_field_of_a_ticket_comes_back(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let (team, source) = (team("Platform"), source());
        add_team(&store, &company.visible, &team).await.expect("a team");
        let full = Ticket {
            url: Some("https://example.org/1".into()),
            body: "Text with \"quotes\", 'more' and \\ and \u{0}.".into(),
            status: Status::Closed,
            labels: vec!["bug".into(), "caf\u{e9}".into()],
            value_line: Some("reduces churn by 3% in a \u{20ac}1M segment".into()),
            set_here: vec![TicketField::ValueLine, TicketField::Team],
            confirmed_reading: Some(PercentReading::Points),
            team_id: Some(team.id),
            effort_days: Some(EffortDays { low: 0.1, high: 12.3 }),
            due_on: Some(date(2026, 12, 31)),
            rice: Some(RiceInputs { reach: 500.0, impact: 0.25, confidence: 0.8 }),
            moscow: Some(Moscow::Wont),
            waits_for: vec!["12".into(), "owner/name#3".into()],
            closed_at: Some(NOW),
            ..ticket(source.id, 1, "Exports for customers")
        };
        let bare = ticket(source.id, 2, "Bare");
        add_tickets(&store, &company.visible, Some(&source), &[full.clone(), bare.clone()]).await.expect("tickets");
        let mut reader = store.read(&company.visible);
        let stored = Ticket { body: full.body.replace('\u{0}', "\u{fffd}"), ..full };
        assert_eq!(reader.get(stored.id).await.as_ref(), Ok(&stored));
        assert_eq!(reader.get(bare.id).await.as_ref(), Ok(&bare));
        assert_eq!(reader.ticket_by_key("NF-1").await, Ok(Some(stored.clone())));
        let mut both = vec![stored, bare];
        both.sort_by_key(|ticket| ticket.id);
        assert_eq!(reader.tickets_after(None, Bodies::Read).await.as_ref(), Ok(&both));
        assert_eq!(reader.tickets_after(Some(both[0].id), Bodies::Read).await.as_deref(), Ok(&both[1..]));
        assert_eq!(reader.tickets_after(Some(both[1].id), Bodies::Read).await, Ok(Vec::new()));
        for ticket in &mut both {
            ticket.body.clear();
        }
        assert_eq!(reader.tickets_after(None, Bodies::LeftOut).await, Ok(both));
        store.close().await;
    }

    async fn a_picture_follows_by_the_number_of_the_last_event(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let source = source();
        let (first, second) = (ticket(source.id, 1, "One"), ticket(source.id, 2, "Two"));
        add_tickets(&store, &company.visible, Some(&source), &[first.clone(), second.clone()]).await.expect("tickets");
        let seen = store.read(&company.visible).log_head().await.expect("the log").number;
        let changed = Ticket { title: "Two, but better".into(), ..second.clone() };
        let (stored, gone) = (changed.clone(), first.id);
        let done: Result<(i64, i64), StoreError> = store
            .write(&company.visible, move |tx| {
                let changed = stored.clone();
                Box::pin(async move {
                    // The order of change and event inside a write does not matter.
                    let version = tx.update_ticket(&changed).await?;
                    tx.record(event(EventKind::TicketChanged)).await?;
                    tx.record(event(EventKind::TicketWithdrawn)).await?;
                    Ok((version, tx.withdraw_ticket(gone, Some(1), NOW).await?))
                })
            })
            .await;
        assert_eq!(done, Ok((2, 2)));
        let mut reader = store.read(&company.visible);
        let news = reader.tickets_changed_since(seen, Bodies::Read).await.expect("news");
        assert_eq!(news.len(), 2);
        assert!(news.contains(&Ticket { version: 2, ..changed }));
        assert!(news.iter().any(|ticket| ticket.id == first.id && ticket.withdrawn_at == Some(NOW)));
        let head = reader.log_head().await.expect("the log").number;
        assert_eq!(reader.tickets_changed_since(head, Bodies::Read).await, Ok(Vec::new()));
        assert_eq!(reader.ticket_by_key("NF-1").await, Ok(None));
        store.close().await;
    }

    async fn an_import_finds_its_tickets_again_however_many(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let source = source();
        let tickets: Vec<_> = (0..173).map(|number| ticket(source.id, number, "One of many")).collect();
        add_tickets(&store, &company.visible, Some(&source), &tickets).await.expect("tickets");
        let mut wanted: Vec<String> = (0..173).map(|number| number.to_string()).collect();
        wanted.push("never seen".into());
        let mut reader = store.read(&company.visible);
        let found = reader.tickets_of_source(source.id, &wanted).await.expect("tickets");
        assert_eq!(found.len(), 173);
        assert_eq!(reader.tickets_of_source(source.id, &wanted[170..]).await.expect("tickets").len(), 3);
        assert_eq!(reader.source_named(source.kind, &source.name).await, Ok(Some(source)));
        store.close().await;
    }

    async fn a_purged_ticket_takes_its_words_and_pins_along(database: Database) {
        let store = database.store().await;
        let company = company(&store, "ada@example.org").await;
        let source = source();
        let doomed = ticket(source.id, 1, "Doomed");
        add_tickets(&store, &company.visible, Some(&source), std::slice::from_ref(&doomed)).await.expect("a ticket");
        let id = doomed.id;
        let gone: Result<i64, StoreError> = store
            .write(&company.visible, move |tx| {
                Box::pin(async move {
                    tx.record(event(EventKind::TicketWithdrawn)).await?;
                    tx.withdraw_ticket(id, None, NOW).await
                })
            })
            .await;
        assert_eq!(gone, Ok(2));
        assert_eq!(store.read(&company.visible).search_tickets(&FoundTerms::default(), "doomed", Show::Live, 9, 0).await, Ok(Vec::new()));
        assert_eq!(store.read(&company.visible).search_tickets(&FoundTerms::default(), "doomed", Show::All, 9, 0).await, Ok(vec![id]));
        assert_eq!(store.purge_withdrawn(&company.visible, NOW.plus_days(31)).await, Ok(1));
        assert_eq!(store.read(&company.visible).search_tickets(&FoundTerms::default(), "doomed", Show::All, 9, 0).await, Ok(Vec::new()));
        store.close().await;
    }
}
