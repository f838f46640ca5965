//! The close of a cycle: scores that stay, lessons, what is carried over.

use throughline_app::{
    AppError, CloseCycleInput, CloseResultInput, CycleInput, KeyResultInput, ObjectiveInput, ObservationInput,
    TicketInput,
};
use throughline_domain::{
    MetricId,
    strategy::{Ambition, Cycle, KeyResult, Objective},
};
use throughline_test_kit::{Company, TestApp, on_both_databases};

use crate::verbs::{key_result, lessons, metric, objective, problem, ticket};

/// An open cycle with one objective, and a planned one after it.
struct Story {
    open: Cycle,
    next: Cycle,
    keep: Objective,
    read_on: MetricId,
}

async fn story(test: &TestApp, company: &Company) -> Story {
    let (app, leader) = (&test.app, &company.leader);
    let cycle = |name: &str| CycleInput { name: name.to_owned(), starts_on: None, ends_on: None };
    let open = app.create_cycle(leader, cycle("2026-Q4")).await.unwrap();
    let open = app.open_cycle(leader, open.id, 1).await.unwrap();
    let next = app.create_cycle(leader, cycle("2027-Q1")).await.unwrap();
    let keep = ObjectiveInput { cycle_id: Some(open.id), owner_id: leader.member_id(), ..objective("Keep", None) };
    let keep = app.create_objective(leader, keep).await.unwrap();
    let read_on = app.create_metric(leader, metric("Loads", None, false)).await.unwrap().id;
    Story { open, next, keep, read_on }
}

impl Story {
    async fn result(&self, test: &TestApp, company: &Company, title: &str, ambition: Ambition) -> KeyResult {
        let input = KeyResultInput {
            metric_id: Some(self.read_on),
            start: Some(40.0),
            target: Some(80.0),
            ambition,
            ..key_result(title, self.keep.id)
        };
        test.app.create_key_result(&company.leader, input).await.unwrap()
    }

    async fn seen(&self, test: &TestApp, company: &Company, value: f64) {
        let seen = ObservationInput { at: test.app.now(), value, source: String::new() };
        test.app.observe(&company.member, self.read_on, seen).await.unwrap();
    }
}

fn says(result: &KeyResult, note: &str, carried: Option<&str>) -> CloseResultInput {
    let carried_because = carried.map(str::to_owned);
    CloseResultInput { key_result_id: result.id, note: note.to_owned(), carried_because }
}

fn fields(error: AppError) -> Vec<String> {
    let AppError::Invalid { fields } = error else { panic!("{error:?}") };
    fields.into_iter().map(|fault| fault.field).collect()
}

on_both_databases! {
    async fn a_closed_cycle_keeps_its_scores_whatever_is_measured_later(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let story = story(&test, &company).await;
        let (app, leader, viewer) = (&test.app, &company.leader, &company.viewer);
        let loads = story.result(&test, &company, "Loads", Ambition::Committed).await;
        story.seen(&test, &company, 68.0).await;
        let version = story.open.version;
        let close = async |results| {
            app.close_cycle(leader, story.open.id, version, CloseCycleInput { results, ..lessons() }).await
        };
        assert_eq!(fields(close(vec![]).await.unwrap_err()), [format!("results.{}.note", loads.key)], "promised, not reached");
        let silent = CloseCycleInput { lessons: " ".to_owned(), ..lessons() };
        assert_eq!(fields(app.close_cycle(leader, story.open.id, version, silent).await.unwrap_err()), ["lessons"]);
        let closed = close(vec![says(&loads, "The feed came late.", None)]).await.unwrap();
        assert_eq!(closed.lessons, "Ask earlier.");

        story.seen(&test, &company, 80.0).await;
        let view = app.cycle_goals(viewer, closed.id).await.unwrap();
        let one = &view.objectives[0];
        let result = &one.key_results[0];
        assert_eq!((one.score, result.score.score.unwrap().value, result.note.as_str()), (Some(0.7), 68.0, "The feed came late."));
        assert_eq!(app.key_result_scores(viewer).await.unwrap()[0].score.unwrap().score, 0.7, "the same everywhere");
        let page = app.goal_work(viewer, throughline_app::GoalRef(loads.key.clone())).await.unwrap();
        assert!(page.closed && page.score.unwrap().sentence.starts_with("Score 0.70, green."));
        assert_eq!(close(vec![]).await.unwrap(), closed, "closing twice is harmless");
    }

    async fn what_is_carried_over_goes_on_from_where_it_stands_with_its_problems(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let story = story(&test, &company).await;
        let (app, leader, viewer) = (&test.app, &company.leader, &company.viewer);
        let loads = story.result(&test, &company, "Loads", Ambition::Committed).await;
        let calls = story.result(&test, &company, "Calls", Ambition::Aspirational).await;
        let dropped = story.result(&test, &company, "Mails", Ambition::Aspirational).await;
        let alerts = app.create_problem(leader, problem("Alerts", Some(loads.id))).await.unwrap();
        let warn = TicketInput { problem_id: Some(alerts.id), ..ticket("Warn", "saves 10 hours a week at €50/h") };
        app.create_ticket(leader, warn).await.unwrap();
        story.seen(&test, &company, 68.0).await;
        let results = vec![says(&loads, "The feed came late.", Some("Half of the carriers are left.")), says(&calls, "", Some("We go on."))];
        let carry = |next_cycle_id| CloseCycleInput { next_cycle_id, results: results.clone(), ..lessons() };
        for wrong in [None, Some(story.open.id)] {
            let error = app.close_cycle(leader, story.open.id, 2, carry(wrong)).await.unwrap_err();
            assert_eq!(fields(error), ["next_cycle_id"], "it goes on in another cycle");
        }
        let empty = CloseCycleInput { next_cycle_id: Some(story.next.id), results: vec![says(&loads, "Late.", Some(" "))], ..lessons() };
        let error = app.close_cycle(leader, story.open.id, 2, empty).await.unwrap_err();
        assert_eq!(fields(error), [format!("results.{}.carried_because", loads.key)]);
        app.close_cycle(leader, story.open.id, 2, carry(Some(story.next.id))).await.unwrap();

        let old = app.cycle_goals(viewer, story.open.id).await.unwrap();
        let over: Vec<_> = old.objectives[0].key_results.iter().map(|result| result.carried.clone().map(|carried| carried.because)).collect();
        assert_eq!(over, [Some("Half of the carriers are left.".to_owned()), Some("We go on.".to_owned()), None]);
        let new = app.cycle_goals(viewer, story.next.id).await.unwrap();
        let [goal] = new.objectives.as_slice() else { panic!("one objective for both: {new:?}") };
        assert_eq!((goal.title.as_str(), goal.key_results.len()), ("Keep", 2));
        let kept = app.get_objective(viewer, goal.objective_id).await.unwrap();
        assert_eq!((kept.owner_id, kept.key == story.keep.key), (story.keep.owner_id, false));
        let on = app.get_key_result(viewer, goal.key_results[0].score.key_result_id).await.unwrap();
        assert_eq!((on.start, on.target, on.title.as_str(), on.metric_id), (Some(68.0), Some(80.0), "Loads", loads.metric_id));
        assert_eq!(app.get_problem(viewer, alerts.id).await.unwrap().key_result_id, Some(on.id), "the work goes along");
        let work = app.goal_work(viewer, throughline_app::GoalRef(goal.key.clone())).await.unwrap();
        assert_eq!((work.tickets_total, work.closed), (1, false));
        let gaps = app.gaps(viewer).await.unwrap();
        assert!(gaps.ended.is_empty() && gaps.unfunded.iter().all(|gap| gap.key != dropped.key && gap.key != story.keep.key), "{gaps:?}");
    }

    async fn what_was_reached_is_not_carried_over_and_nobody_speaks_of_others(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let story = story(&test, &company).await;
        let (app, leader) = (&test.app, &company.leader);
        let loads = story.result(&test, &company, "Loads", Ambition::Committed).await;
        let elsewhere = app.create_objective(leader, objective("Elsewhere", None)).await.unwrap();
        let other = app.create_key_result(leader, key_result("Other", elsewhere.id)).await.unwrap();
        story.seen(&test, &company, 90.0).await;
        let said = CloseCycleInput {
            next_cycle_id: Some(story.next.id),
            results: vec![says(&loads, "", Some("More of it")), says(&other, "Not here", None)],
            ..lessons()
        };
        let error = app.close_cycle(leader, story.open.id, 2, said).await.unwrap_err();
        assert_eq!(fields(error), ["results".to_owned(), format!("results.{}.carried_because", loads.key)]);
        assert!(app.get_cycle(leader, story.open.id).await.unwrap().closed_at.is_none(), "nothing was done");
        assert!(app.close_cycle(leader, story.open.id, 2, lessons()).await.is_ok(), "a promise that was kept needs no note");
    }
}
