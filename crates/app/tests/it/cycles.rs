//! Cycles: planned, opened, closed; what belongs to one.

use jiff::civil::date;
use throughline_app::{
    AppError, CloseCycleInput, CloseResultInput, CycleInput, KeyResultInput, ObjectiveInput, ObservationInput,
};
use throughline_domain::{
    activity::EventKind,
    strategy::{Band, Cycle, CycleState},
};
use throughline_test_kit::{TestApp, on_both_databases};

use crate::verbs::{key_result, lessons, metric, objective};

fn named(name: &str) -> CycleInput {
    CycleInput { name: name.to_owned(), starts_on: None, ends_on: None }
}

fn of(cycle: &Cycle, title: &str) -> ObjectiveInput {
    ObjectiveInput { cycle_id: Some(cycle.id), starts_on: None, ends_on: None, ..objective(title, None) }
}

/// The first field that is refused, and why.
fn refused(error: AppError) -> (String, String) {
    let AppError::Invalid { mut fields } = error else { panic!("{error:?}") };
    let first = fields.remove(0);
    (first.field, first.message)
}

on_both_databases! {
    async fn a_cycle_is_named_as_a_quarter_opened_and_closed_and_then_stays_as_it_was(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let planned = app.create_cycle(leader, named(" 2026-Q4 ")).await.unwrap();
        assert_eq!((planned.name.as_str(), planned.starts_on, planned.ends_on), ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)));
        let (field, message) = refused(app.create_cycle(leader, named("Autumn")).await.unwrap_err());
        assert_eq!((field.as_str(), message.as_str()), ("starts_on", "Give its first and its last day, or call it as a quarter, such as 2026-Q4."));
        assert_eq!(app.create_cycle(leader, named("2026-Q4")).await.unwrap_err().code(), "conflict", "the name is taken");
        assert_eq!(app.close_cycle(leader, planned.id, 1, lessons()).await.unwrap_err().code(), "conflict", "it was never opened");

        let open = app.open_cycle(leader, planned.id, 1).await.unwrap();
        assert_eq!((open.state(), open.version, open.opened_by), (CycleState::Open, 2, leader.member_id()));
        assert_eq!(app.open_cycle(leader, planned.id, 1).await.unwrap(), open, "opening twice is harmless");
        assert_eq!(app.close_cycle(leader, planned.id, 1, lessons()).await.unwrap_err(), AppError::Stale { current_version: 2 });
        let keep = app.create_objective(leader, of(&open, "Keep")).await.unwrap();
        let churn = app.create_key_result(leader, key_result("Churn", keep.id)).await.unwrap();
        let note = CloseResultInput { key_result_id: churn.id, note: "Nobody measured it.".to_owned(), carried_because: None };
        let closing = CloseCycleInput { results: vec![note], ..lessons() };
        let closed = app.close_cycle(leader, planned.id, 2, closing.clone()).await.unwrap();
        assert_eq!((closed.state(), closed.closed_by), (CycleState::Closed, leader.member_id()));
        assert!(closed.closed_at > open.opened_at);
        assert_eq!(app.close_cycle(leader, planned.id, 2, closing.clone()).await.unwrap(), closed);

        let closed_errors = [
            app.open_cycle(leader, closed.id, 3).await.unwrap_err(),
            app.change_cycle(leader, closed.id, 3, named("2027-Q1")).await.unwrap_err(),
            app.withdraw_cycle(leader, closed.id, 3).await.unwrap_err(),
            app.create_objective(leader, of(&closed, "Late")).await.unwrap_err(),
            app.change_objective(leader, keep.id, 1, objective("Other", None)).await.unwrap_err(),
            app.withdraw_objective(leader, keep.id, 1).await.unwrap_err(),
            app.create_key_result(leader, key_result("Late", keep.id)).await.unwrap_err(),
            app.change_key_result(leader, churn.id, 1, key_result("Other", keep.id)).await.unwrap_err(),
            app.withdraw_key_result(leader, churn.id, 1).await.unwrap_err(),
        ];
        for error in closed_errors {
            assert_eq!(error, AppError::Conflict { message: "This cycle is closed, and what it says stays as it was. Set the goal in another cycle.".to_owned() });
        }
        assert_eq!(app.get_objective(&company.viewer, keep.id).await.unwrap().title, "Keep");
        let events = app.list_events(&company.viewer, Default::default()).await.unwrap();
        let turned: Vec<EventKind> = events.items.iter().map(|entry| entry.event.kind).filter(|kind| kind.name().starts_with("cycle.")).collect();
        assert_eq!(turned, [EventKind::CycleClosed, EventKind::CycleOpened, EventKind::CycleCreated]);
    }

    async fn what_belongs_to_a_cycle_is_dated_inside(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let quarter = app.create_cycle(leader, named("2026-Q4")).await.unwrap();
        let late = ObjectiveInput { ends_on: Some(date(2027, 1, 31)), ..of(&quarter, "Late") };
        let (field, message) = refused(app.create_objective(leader, late.clone()).await.unwrap_err());
        assert_eq!(field, "cycle_id");
        assert_eq!(message, "O1 is dated 2027-01-31, but 2026-Q4 runs from 2026-10-01 to 2026-12-31. Choose a day inside, or another cycle.");
        let keep = app.create_objective(leader, of(&quarter, "Keep")).await.unwrap();
        let due = |day| KeyResultInput { due_on: Some(day), ..key_result("Churn", keep.id) };
        let (field, message) = refused(app.create_key_result(leader, due(date(2027, 1, 1))).await.unwrap_err());
        assert!(field == "due_on" && message.starts_with("KR1 is dated 2027-01-01"), "{field}: {message}");
        app.create_key_result(leader, due(date(2026, 12, 31))).await.unwrap();
        let shorter = CycleInput { ends_on: Some(date(2026, 12, 20)), ..named("2026-Q4") };
        let (field, _) = refused(app.change_cycle(leader, quarter.id, 1, shorter).await.unwrap_err());
        assert_eq!(field, "ends_on", "a cycle does not shrink below what belongs to it");

        app.withdraw_cycle(leader, quarter.id, 1).await.unwrap();
        assert_eq!(refused(app.create_objective(leader, of(&quarter, "No")).await.unwrap_err()).0, "cycle_id");
        test.clock.advance_days(31);
        app.tidy().await.unwrap();
        assert!(app.restore_cycle(leader, quarter.id).await.is_ok(), "what an objective points to is kept");
    }

    async fn the_goals_of_a_cycle_are_scored_and_an_objective_has_their_average(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let quarter = app.create_cycle(leader, named("2026-Q4")).await.unwrap();
        let empty = app.cycle_goals(&company.viewer, quarter.id).await.unwrap();
        assert!(empty.statement.ends_with("and has no objective."), "{}", empty.statement);
        let keep = app.create_objective(leader, of(&quarter, "Keep")).await.unwrap();
        app.create_objective(leader, objective("Elsewhere", None)).await.unwrap();
        for (name, value) in [("Loads", Some(68.0)), ("Calls", Some(45.0)), ("Mails", None)] {
            let read_on = app.create_metric(leader, metric(name, None, false)).await.unwrap();
            let input = KeyResultInput { metric_id: Some(read_on.id), start: Some(40.0), target: Some(80.0), ..key_result(name, keep.id) };
            app.create_key_result(leader, input).await.unwrap();
            if let Some(value) = value {
                let seen = ObservationInput { at: app.now(), value, source: String::new() };
                app.observe(&company.member, read_on.id, seen).await.unwrap();
            }
        }
        let view = app.cycle_goals(&company.viewer, quarter.id).await.unwrap();
        let [one] = view.objectives.as_slice() else { panic!("{view:?}") };
        assert_eq!((one.key.as_str(), one.key_results.len()), (keep.key.as_str(), 3));
        // .70 and .125, the third has none.
        assert!((one.score.unwrap() - 0.4125).abs() < 1e-9 && one.band == Some(Band::Yellow), "{one:?}");
        assert!(view.statement.ends_with(": one objective, three key results, two of them with a score."), "{}", view.statement);
        assert_eq!(view.state, CycleState::Planned);
    }

    async fn a_deleted_cycle_comes_back_only_where_all_of_it_is_dated_inside(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let cycle = app.create_cycle(leader, named("2026-Q4")).await.unwrap();
        let keep = app.create_objective(leader, of(&cycle, "Keep")).await.unwrap();
        let churn = app.create_key_result(leader, key_result("Churn", keep.id)).await.unwrap();
        app.withdraw_cycle(leader, cycle.id, 1).await.unwrap();
        let by = |day| KeyResultInput { due_on: Some(day), ..key_result("Churn", keep.id) };
        app.change_key_result(leader, churn.id, 1, by(date(2027, 2, 1))).await.unwrap();
        let (field, message) = refused(app.restore_cycle(leader, cycle.id).await.unwrap_err());
        assert_eq!((field.as_str(), message.contains("KR1 is dated 2027-02-01")), ("ends_on", true), "{message}");
        app.change_key_result(leader, churn.id, 2, by(date(2026, 12, 1))).await.unwrap();
        app.restore_cycle(leader, cycle.id).await.unwrap();
    }
}
