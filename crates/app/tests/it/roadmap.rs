//! The roadmap: dates and money of an order, what is decided about it, and who is told.

use jiff::civil::date;
use throughline_app::{
    Actor, AlternativeInput, AppError, IdempotencyKey, MoveInOrder, OrderChangeInput, PublishInput, RoadmapOrder,
    RoadmapQuery, RoadmapView, StartInput, TeamInput, TicketInput,
};
use throughline_domain::{TeamId, people::Team, roadmap::Different, tickets::EffortDays};
use throughline_test_kit::{Company, TestApp, on_both_databases};

use crate::verbs::{calendar_entry, promise, ticket};

/// A team of one that does one thing at a time.
async fn team(test: &TestApp, company: &Company, name: &str) -> Team {
    let input = TeamInput { name: name.to_owned(), capacity_days_per_week: 5.0, tracks: 1 };
    test.app.create_team(&company.leader, input).await.unwrap()
}

/// A ticket of so many weeks.
async fn work(test: &TestApp, company: &Company, team: TeamId, line: &str, weeks: f64) -> String {
    let effort = EffortDays { low: weeks * 5.0, high: weeks * 5.0 };
    let input = TicketInput { team_id: Some(team), effort_days: Some(effort), ..ticket(line, line) };
    test.app.create_ticket(&company.leader, input).await.unwrap().ticket.key
}

/// Booking has a dear, a middling and a cheap ticket of a week each; Platform has nothing to do.
async fn three(test: &TestApp, company: &Company) -> (Team, Team) {
    let (booking, platform) = (team(test, company, "Booking").await, team(test, company, "Platform").await);
    for line in ["€9k per week until done", "€5k per week until done", "€1k per week until done"] {
        work(test, company, booking.id, line, 1.0).await;
    }
    (booking, platform)
}

async fn seen(test: &TestApp, actor: &Actor) -> RoadmapView {
    test.app.roadmap(actor, RoadmapQuery { seconds: Some(0.05), ..RoadmapQuery::default() }).await.unwrap()
}

fn keys(view: &RoadmapView, lane: usize) -> Vec<String> {
    view.lanes[lane].rows.iter().filter_map(|row| row.ticket.key.clone()).collect()
}

fn before(ticket: &str, before: &str) -> MoveInOrder {
    MoveInOrder { ticket: ticket.to_owned(), before: Some(before.to_owned()), team_id: None }
}

fn publish(reason: &str, moves: Vec<MoveInOrder>) -> PublishInput {
    PublishInput { reason: reason.to_owned(), order: RoadmapOrder::Current, moves }
}

on_both_databases! {
    async fn the_roadmap_has_dates_money_and_a_bound_and_pricing_moves_nothing(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        three(&test, &company).await;
        let view = seen(&test, &company.viewer).await;
        assert_eq!((view.lanes.len(), keys(&view, 0)), (2, vec!["T-1".to_owned(), "T-2".to_owned(), "T-3".to_owned()]));
        // 9k for a week, 5k for two, 1k for three.
        assert_eq!(view.cost_minor, 2_200_000);
        let best = view.best.as_ref().unwrap();
        assert!(best.bound_minor <= best.cost_minor && best.moves.is_empty());
        let days: Vec<_> = view.lanes[0].rows.iter().map(|row| row.likely_on).collect();
        assert_eq!(days, [date(2026, 10, 19), date(2026, 10, 26), date(2026, 11, 2)]);
        assert_eq!(view.lanes[1].free_on, date(2026, 10, 13));

        let priced = test.app.price_order(&company.viewer, OrderChangeInput { moves: vec![before("T-3", "T-1")], version: None }).await.unwrap();
        assert_eq!(priced.total_minor, 900_000 + 500_000 - 200_000);
        assert_eq!(priced.lines.iter().map(|line| line.delta_minor).sum::<i64>(), priced.total_minor);
        assert_eq!((priced.pays_in, priced.version), (0.0, view.version));
        assert_eq!(seen(&test, &company.viewer).await.version, view.version);
        let itself = test.app.price_order(&company.viewer, OrderChangeInput { moves: vec![before("T-3", "T-3")], version: None }).await;
        assert_eq!(itself.unwrap_err().code(), "invalid");
    }

    async fn a_published_order_holds_and_says_what_changed_and_why(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (_, platform) = three(&test, &company).await;
        let view = seen(&test, &company.viewer).await;
        let refused = test.app.publish_roadmap(&company.leader, view.version, publish(" ", Vec::new())).await;
        assert_eq!(refused.unwrap_err().code(), "invalid", "a decision needs a reason");
        let first = test.app.publish_roadmap(&company.leader, view.version, publish("As it is", Vec::new())).await.unwrap();
        assert_eq!((first.published.number, first.published.cost_minor, first.since), (1, 2_200_000, None));

        let alternative = AlternativeInput { team_id: platform.id, effort_percent: 100 };
        test.app.name_alternative(&company.member, "T-2", alternative).await.unwrap();
        let view = seen(&test, &company.viewer).await;
        let best = view.best.unwrap();
        // Platform does it at once, and the cheap one comes a week sooner.
        assert_eq!(best.cost_minor, 900_000 + 500_000 + 200_000);
        let moves: Vec<_> = best.moves.iter().map(|found| found.change.clone()).collect();
        assert!(best.moves[0].changes_team && best.moves[0].saves_minor == 600_000 && best.moves[0].pays_in > 0.99);
        assert!(best.moves[0].sentence.starts_with("Give T-2 to Platform"), "{}", best.moves[0].sentence);
        let second = test.app.publish_roadmap(&company.leader, view.version, publish("Platform is free", moves)).await.unwrap();
        assert_eq!((second.published.number, second.published.cost_minor), (2, best.cost_minor));
        assert!(matches!(second.changes[0].change.what, Different::Team { to, .. } if to == Some(platform.id)), "{:?}", second.changes);
        let view = seen(&test, &company.viewer).await;
        assert_eq!((keys(&view, 0), keys(&view, 1)), (vec!["T-1".to_owned(), "T-3".to_owned()], vec!["T-2".to_owned()]));
        assert_eq!(test.app.published_roadmap(&company.viewer, Some(1)).await.unwrap().unwrap().published, first.published);
        assert_eq!(second.history.len(), 1);
        // What comes later stands behind what was published, however dear it is.
        work(&test, &company, platform.id, "€99k per week until done", 1.0).await;
        let view = seen(&test, &company.viewer).await;
        assert_eq!(keys(&view, 1), ["T-2", "T-4"]);
        assert!(!view.best.unwrap().moves.is_empty(), "but the move that mends it is offered");
    }

    async fn no_more_changes_are_offered_than_are_allowed(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (booking, _) = three(&test, &company).await;
        let view = seen(&test, &company.leader).await;
        // What comes dearest last, so that several moves pay.
        let worst = vec![before("T-3", "T-1"), before("T-2", "T-1")];
        test.app.publish_roadmap(&company.leader, view.version, publish("The wrong way round", worst)).await.unwrap();
        work(&test, &company, booking.id, "€20k per week until done", 1.0).await;
        let offered = async |max_changes| {
            let query = RoadmapQuery { max_changes, seconds: Some(0.05), ..RoadmapQuery::default() };
            test.app.roadmap(&company.viewer, query).await.map(|view| (view.statement, view.best.unwrap()))
        };
        let (_, all) = offered(None).await.unwrap();
        assert!(all.moves.len() > 1, "{:?}", all.moves);
        let (statement, one) = offered(Some(1)).await.unwrap();
        assert_eq!(one.moves, all.moves[..1]);
        assert!(statement.contains("One move makes it"), "{statement}");
        assert_eq!(one.beyond_moves_minor, all.beyond_moves_minor + all.moves[1..].iter().map(|it| it.saves_minor).sum::<i64>());
        let (statement, none) = offered(Some(0)).await.unwrap();
        assert!(none.moves.is_empty() && statement.contains("No change is allowed"), "{statement}");
        assert_eq!(offered(Some(9)).await.unwrap_err().code(), "invalid");
    }

    async fn nobody_decides_on_a_plan_that_is_gone(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (booking, _) = three(&test, &company).await;
        let old = seen(&test, &company.leader).await.version;
        let other = test.app.publish_roadmap(&company.owner, old, publish("First", vec![before("T-3", "T-1")]));
        other.await.unwrap();
        let late = test.app.publish_roadmap(&company.leader, old, publish("Second", vec![before("T-2", "T-1")])).await;
        let now = seen(&test, &company.leader).await.version;
        assert_eq!(late.unwrap_err(), AppError::Stale { current_version: now });
        // A change of the money under the plan counts, too.
        work(&test, &company, booking.id, "€2k per week until done", 1.0).await;
        let late = test.app.publish_roadmap(&company.leader, now, publish("Second", Vec::new())).await;
        assert_eq!(late.unwrap_err().code(), "stale");
        // Nor is a price told for another plan than the one that is looked at.
        let price = |version| test.app.price_order(&company.viewer, OrderChangeInput { moves: vec![before("T-2", "T-1")], version });
        let current = price(None).await.unwrap().version;
        assert_eq!(price(Some(now)).await.unwrap_err(), AppError::Stale { current_version: current });
        assert_eq!(price(Some(current)).await.unwrap().version, current);
    }

    async fn a_decision_that_is_sent_twice_is_made_once(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        three(&test, &company).await;
        let version = seen(&test, &company.leader).await.version;
        let leader = company.leader.clone().with_idempotency(Some(IdempotencyKey::new("once", [7; 32]).unwrap()));
        let first = test.app.publish_roadmap(&leader, version, publish("Once", Vec::new())).await.unwrap();
        let again = test.app.publish_roadmap(&leader, version, publish("Once", Vec::new())).await.unwrap();
        assert_eq!(first.published, again.published);
    }

    async fn work_holidays_and_promises_move_the_dates(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (booking, _) = three(&test, &company).await;
        let cheap = test.app.get_ticket(&company.viewer, "T-3").await.unwrap().ticket.id;
        let future = StartInput { started_on: Some(date(2026, 10, 14)) };
        assert_eq!(test.app.start_work(&company.member, "T-3", future).await.unwrap_err().code(), "invalid");
        let begun = StartInput { started_on: Some(date(2026, 10, 12)) };
        let start = test.app.start_work(&company.member, "T-3", begun.clone()).await.unwrap();
        assert_eq!(test.app.start_work(&company.member, "T-3", begun).await.unwrap().start, start.start, "once");
        test.app.create_promise(&company.leader, promise(cheap, "the board")).await.unwrap();
        let view = seen(&test, &company.viewer).await;
        assert_eq!(keys(&view, 0), ["T-3", "T-1", "T-2"]);
        assert_eq!((view.lanes[0].rows[0].likely_on, view.promises[0].odds), (date(2026, 10, 16), Some(1.0)));
        assert_eq!(test.app.price_order(&company.viewer, OrderChangeInput { moves: vec![before("T-3", "T-2")], version: None }).await.unwrap_err().code(), "invalid");

        test.app.create_calendar_entry(&company.leader, calendar_entry("Retreat", Some(booking.id))).await.unwrap();
        let dates = test.app.ticket_dates(&company.viewer, "T-1").await.unwrap().unwrap();
        assert_eq!((dates.starts_on, dates.likely_on), (date(2026, 10, 19), date(2026, 10, 26)), "a Monday off");
        test.app.stop_work(&company.member, "T-3").await.unwrap();
        assert_eq!(keys(&seen(&test, &company.viewer).await, 0), ["T-1", "T-2", "T-3"]);
        assert!(test.app.list_work(&company.viewer).await.unwrap().is_empty());
    }

    async fn a_page_does_not_wait_for_the_search(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        three(&test, &company).await;
        let first = test.app.roadmap(&company.viewer, RoadmapQuery::default()).await.unwrap();
        assert!(first.best.is_none() && first.statement == "This order costs €22k in waiting.", "{}", first.statement);
        let later = async {
            loop {
                let view = test.app.roadmap(&company.viewer, RoadmapQuery::default()).await.unwrap();
                if view.best.is_some() {
                    return view;
                }
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        let later = tokio::time::timeout(std::time::Duration::from_mins(2), later).await.expect("it is found");
        assert_eq!(later.version, first.version);
    }

    async fn a_file_of_the_roadmap_runs_nothing_in_a_spreadsheet(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let booking = team(&test, &company, "=Booking").await;
        work(&test, &company, booking.id, "€9k per week until done", 1.0).await;
        let csv = test.app.roadmap_csv(&company.viewer).await.unwrap();
        let line = "'=Booking,T-1,€9k per week until done,2026-10-13,2026-10-19,2026-10-19,9000.00,EUR,,";
        assert_eq!(csv.lines().nth(1), Some(line));
        let calendar = test.app.roadmap_calendar(&company.viewer).await.unwrap();
        assert!(calendar.contains("DTSTART;VALUE=DATE:20261019\r\n") && calendar.ends_with("END:VCALENDAR\r\n"));
    }
}
