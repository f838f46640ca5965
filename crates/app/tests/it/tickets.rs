//! Tickets: written here, changed, searched, listed page by page.

use throughline_app::{AppError, TicketEdit, TicketQuery};
use throughline_domain::tickets::{EffortDays, Status, TicketField};
use throughline_test_kit::{TestApp, github_file, on_both_databases};

use crate::verbs::{minor, problem, ticket};

const ISSUE: &str = r#"[{"number": 12, "title": "Alerts", "state": "open", "body": "Business Value: saves 10h/week at 40 EUR/h",
  "html_url": "https://github.com/acme/app/issues/12", "created_at": "2026-09-01T08:00:00Z", "updated_at": "2026-09-01T08:00:00Z",
  "repository_url": "https://api.github.com/repos/acme/app"}]"#;

on_both_databases! {
    async fn a_ticket_written_here_is_priced_ranked_and_found(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let view = test.app.create_ticket(&company.member, ticket("Über-fast search", "€2k per week until it is live")).await.unwrap();
        assert_eq!(view.ticket.key, "T-1");
        assert_eq!(minor(view.row.cost_of_delay_per_week), 200_000);
        assert_eq!(view.row.ranks.cd3, Some(1));
        assert_eq!(view.row.reason, "€2k per week until it is live");
        let found = |q: &str| TicketQuery { q: Some(q.to_owned()), ..TicketQuery::default() };
        for words in ["uber", "fast search", "T-1"] {
            let page = test.app.list_tickets(&company.viewer, found(words)).await.unwrap();
            assert_eq!(page.items.len(), 1, "{words}");
        }
        assert!(test.app.list_tickets(&company.viewer, found("slow")).await.unwrap().items.is_empty());
        let by_id = test.app.get_ticket(&company.viewer, &view.ticket.id.to_string()).await.unwrap();
        assert_eq!(by_id.ticket, view.ticket);
        assert_eq!(by_id.versions.len(), 1);
    }

    async fn closing_a_ticket_takes_it_out_of_the_order_but_not_out_of_reach(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let made = test.app.create_ticket(&company.member, ticket("One", "€2k per week until done")).await.unwrap().ticket;
        let edit = TicketEdit { status: Some(Status::Closed), value_line: made.value_line.clone(), ..TicketEdit::default() };
        let closed = test.app.change_ticket(&company.member, made.id, 1, edit).await.unwrap();
        assert_eq!((closed.ticket.status, closed.row.rank), (Status::Closed, None));
        assert_eq!(test.app.rank(&company.viewer, Default::default()).await.unwrap().total, 0);
        let query = TicketQuery { status: Some(Status::Closed), ..TicketQuery::default() };
        assert_eq!(test.app.list_tickets(&company.viewer, query).await.unwrap().items[0].key, "T-1");
        let gone = test.app.withdraw_ticket(&company.member, made.id, 2).await.unwrap();
        assert!(gone.ticket.withdrawn_at.is_some());
        assert_eq!(test.app.get_ticket(&company.viewer, "T-1").await.unwrap_err(), AppError::NotFound { what: "ticket" });
        let back = test.app.restore_ticket(&company.member, made.id).await.unwrap();
        assert_eq!(back.ticket.withdrawn_at, None);
        let second = test.app.create_ticket(&company.member, ticket("Two", "")).await.unwrap();
        assert_eq!(second.ticket.key, "T-2");
    }

    async fn what_is_set_here_is_kept_over_what_the_tracker_says_and_its_own_words_are_left_to_it(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        test.app.import(&company.member, github_file(None, ISSUE), &|_| {}).await.unwrap();
        let view = test.app.get_ticket(&company.viewer, "APP-12").await.unwrap();
        let renamed = TicketEdit { title: Some("Other".to_owned()), ..TicketEdit::default() };
        let error = test.app.change_ticket(&company.member, view.ticket.id, 1, renamed).await.unwrap_err();
        assert!(matches!(&error, AppError::Invalid { fields } if fields[0].field == "title"), "{error:?}");
        let edit = TicketEdit {
            value_line: Some("€5k per day until fixed".to_owned()),
            effort_days: Some(EffortDays { low: 2.0, high: 5.0 }),
            ..TicketEdit::default()
        };
        let edited = test.app.change_ticket(&company.member, view.ticket.id, 1, edit).await.unwrap();
        assert_eq!(edited.ticket.set_here, [TicketField::ValueLine, TicketField::Effort]);
        let changed = ISSUE.replace("10h/week", "20h/week").replace("Alerts", "Louder alerts");
        let report = test.app.import(&company.member, github_file(None, changed), &|_| {}).await.unwrap();
        assert_eq!(report.run.counts.changed, 1);
        let after = test.app.get_ticket(&company.viewer, "APP-12").await.unwrap().ticket;
        assert_eq!(after.title, "Louder alerts");
        assert_eq!(after.value_line.as_deref(), Some("€5k per day until fixed"));
        assert_eq!(after.effort_days, Some(EffortDays { low: 2.0, high: 5.0 }));
        let stale = test.app.change_ticket(&company.member, after.id, 1, TicketEdit::default()).await.unwrap_err();
        assert_eq!(stale, AppError::Stale { current_version: after.version });
    }

    async fn pages_hold_every_ticket_once_even_when_the_order_changes_in_between(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        test.import_synthetic(&company.leader, 130, 7).await;
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let query = TicketQuery { after, limit: Some(40), ..TicketQuery::default() };
            let page = test.app.list_tickets(&company.viewer, query).await.unwrap();
            assert_eq!(page.total, Some(130));
            seen.extend(page.items.iter().map(|row| row.key.clone()));
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 130);
        let all = test.app.rank(&company.viewer, throughline_app::RankQuery { limit: Some(200), ..Default::default() }).await.unwrap();
        let label = all.items[0].labels[0].clone();
        let query = throughline_app::RankQuery { label: Some(label.clone()), limit: Some(200), ..Default::default() };
        let some = test.app.rank(&company.viewer, query).await.unwrap();
        let expected: Vec<&str> = all.items.iter().filter(|row| row.labels.contains(&label)).map(|row| row.key.as_str()).collect();
        assert_eq!(some.items.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), expected);
        let foreign = TicketQuery { after: Some("nonsense".to_owned()), ..TicketQuery::default() };
        assert_eq!(test.app.list_tickets(&company.viewer, foreign).await.unwrap_err().code(), "invalid");
        let too_many = TicketQuery { limit: Some(201), ..TicketQuery::default() };
        assert_eq!(test.app.list_tickets(&company.viewer, too_many).await.unwrap_err().code(), "invalid");
    }

    async fn a_change_of_team_or_segment_prices_again_and_a_new_day_too(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let line = "Avoids a €20,000 fine if not live by 2026-11-03";
        let key = test.app.create_ticket(&company.member, ticket("Fine", line)).await.unwrap().ticket.key;
        let cost = async || test.app.get_ticket(&test.operator(company.workspace.id).await, &key).await.unwrap().row.cost_of_delay_per_week.unwrap().mean;
        assert_eq!(cost().await, 0.0, "there is time");
        test.clock.advance_days(21);
        assert!(cost().await > 0.0, "there is none left");
        let churn = test.app.create_ticket(&test.operator(company.workspace.id).await, ticket("Churn", "Reduces churn by 1 point in mid-market")).await.unwrap();
        assert_eq!(churn.row.value, None, "nobody said how much mid-market brings");
        let mut input = crate::verbs::segment("mid-market");
        input.yearly_revenue = Some(throughline_domain::Money::new(100_000_000, throughline_domain::Currency::EUR));
        test.app.create_segment(&test.operator(company.workspace.id).await, input).await.unwrap();
        let churn = test.app.get_ticket(&test.operator(company.workspace.id).await, &churn.ticket.key).await.unwrap();
        assert_eq!(churn.row.value.unwrap().mid, 1_000_000.0);
    }

    async fn a_ticket_waits_for_another_by_key_and_a_deleted_problem_leaves_it_without_a_line(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let first = test.app.create_ticket(&company.leader, ticket("First", "")).await.unwrap().ticket;
        let goal = test.app.create_problem(&company.leader, problem("Alerts", None)).await.unwrap();
        let mut input = ticket("Second", "€1k per week until done");
        input.waits_for = vec![first.key.clone()];
        input.problem_id = Some(goal.id);
        let second = test.app.create_ticket(&company.leader, input).await.unwrap();
        assert_eq!(second.blocked_by[0].key.as_deref(), Some("T-1"));
        let first = test.app.get_ticket(&company.viewer, "T-1").await.unwrap();
        assert_eq!(first.blocks[0].key.as_deref(), Some("T-2"));
        assert_eq!(first.row.ranks.cd3, Some(1), "what is waited for comes first");
        assert_eq!(first.row.reason, "No price of its own: T-2 waits for it.");
        let mut input = ticket("Third", "");
        input.waits_for = vec!["T-99".to_owned()];
        assert_eq!(test.app.create_ticket(&company.leader, input).await.unwrap_err().code(), "invalid");
        test.app.withdraw_problem(&company.leader, goal.id, 1).await.unwrap();
        let second = test.app.get_ticket(&company.leader, "T-2").await.unwrap();
        assert!(second.chain_broken.is_some() && second.row.problem.is_none());
    }
}
