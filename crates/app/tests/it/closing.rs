//! The close of a cycle: scores that stay, lessons, what is carried over.

use throughline_app::{
    AppError, CloseCycleInput, CloseResultInput, CycleInput, KeyResultInput, MapQuery, ObjectiveInput,
    ObservationInput, TicketInput,
};
use throughline_domain::{
    MetricId,
    strategy::{Ambition, Cycle, KeyResult, Objective, ObjectiveShare},
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

    async fn a_shared_key_result_goes_on_for_the_objectives_that_are_left_and_its_shares_add_up(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let story = story(&test, &company).await;
        let (app, leader, viewer) = (&test.app, &company.leader, &company.viewer);
        let goal = |title: &str| ObjectiveInput { cycle_id: Some(story.open.id), ..objective(title, None) };
        let gone = app.create_objective(leader, goal("Gone")).await.unwrap();
        let twin = app.create_objective(leader, goal("Twin")).await.unwrap();
        let same = app.create_objective(leader, goal("Twin")).await.unwrap();
        let shares = |of: &[(&Objective, i64)]| -> Vec<ObjectiveShare> {
            of.iter().map(|(goal, percent)| ObjectiveShare { objective_id: goal.id, percent: *percent }).collect()
        };
        let shared = KeyResultInput {
            shares: shares(&[(&gone, 40), (&story.keep, 20), (&twin, 10), (&same, 30)]),
            ambition: Ambition::Aspirational,
            ..key_result("Loads", gone.id)
        };
        let loads = app.create_key_result(leader, shared).await.unwrap();
        let alone = KeyResultInput { shares: shares(&[(&gone, 50), (&twin, 50)]), ..key_result("Calls", gone.id) };
        let alone = KeyResultInput { ambition: Ambition::Aspirational, ..alone };
        let calls = app.create_key_result(leader, alone).await.unwrap();
        app.withdraw_objective(leader, gone.id, 1).await.unwrap();
        let there = ObjectiveInput { cycle_id: Some(story.next.id), ..objective("Twin", None) };
        app.create_objective(leader, there).await.unwrap();
        let results = vec![says(&loads, "", Some("More of it")), says(&calls, "", Some("More of it"))];
        let closing = CloseCycleInput { next_cycle_id: Some(story.next.id), results, ..lessons() };
        app.close_cycle(leader, story.open.id, 2, closing).await.unwrap();

        let next = app.cycle_goals(viewer, story.next.id).await.unwrap();
        let titles: Vec<&str> = next.objectives.iter().map(|goal| goal.title.as_str()).collect();
        assert_eq!(titles, ["Twin", "Keep"], "nothing of what was deleted, and nothing twice");
        let [twin, keep] = next.objectives.as_slice() else { panic!("{next:?}") };
        let on = app.get_key_result(viewer, keep.key_results[0].score.key_result_id).await.unwrap();
        assert_eq!((on.objective_id, on.withdrawn_at), (keep.objective_id, None), "the first that is left");
        let parts: Vec<_> = on.shares.iter().map(|share| (share.objective_id, share.percent)).collect();
        assert_eq!(parts, [(keep.objective_id, 33), (twin.objective_id, 67)], "two of one name go on as the one that is there");
        let other = app.get_key_result(viewer, twin.key_results[1].score.key_result_id).await.unwrap();
        assert_eq!((other.title.as_str(), other.objective_id, other.shares.len()), ("Calls", twin.objective_id, 0), "all of it");
    }

    async fn a_key_result_counts_only_for_objectives_of_one_cycle(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let story = story(&test, &company).await;
        let (app, leader) = (&test.app, &company.leader);
        let elsewhere = app.create_objective(leader, objective("Elsewhere", None)).await.unwrap();
        let both = |other: &Objective| KeyResultInput {
            shares: vec![
                ObjectiveShare { objective_id: story.keep.id, percent: 50 },
                ObjectiveShare { objective_id: other.id, percent: 50 },
            ],
            ..key_result("Loads", story.keep.id)
        };
        let error = app.create_key_result(leader, both(&elsewhere)).await.unwrap_err();
        assert_eq!(fields(error), ["shares"], "at the close of one its score would stay in the other");
        let goal = ObjectiveInput { cycle_id: Some(story.open.id), ..objective("Sell", None) };
        let sell = app.create_objective(leader, goal.clone()).await.unwrap();
        let loads = app.create_key_result(leader, both(&sell)).await.unwrap();
        let moved = ObjectiveInput { cycle_id: Some(story.next.id), ..goal };
        assert_eq!(fields(app.change_objective(leader, sell.id, 1, moved.clone()).await.unwrap_err()), ["cycle_id"]);
        app.withdraw_key_result(leader, loads.id, 1).await.unwrap();
        app.change_objective(leader, sell.id, 1, moved).await.unwrap();
        assert_eq!(fields(app.restore_key_result(leader, loads.id).await.unwrap_err()), ["shares"], "nor when it comes back");
    }

    async fn a_key_result_is_spoken_of_once_at_the_close(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let story = story(&test, &company).await;
        let loads = story.result(&test, &company, "Loads", Ambition::Committed).await;
        let results = vec![says(&loads, "Late.", None), says(&loads, "Another word", None)];
        let closing = CloseCycleInput { results, ..lessons() };
        let error = test.app.close_cycle(&company.leader, story.open.id, 2, closing).await.unwrap_err();
        assert_eq!(fields(error), ["results"], "neither of the two is dropped in silence");
    }

    async fn a_closed_cycle_keeps_an_objective_that_had_no_key_results(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let story = story(&test, &company).await;
        let (app, leader) = (&test.app, &company.leader);
        let later = ObjectiveInput { cycle_id: Some(story.open.id), ..objective("Sell", None) };
        let later = app.create_objective(leader, later).await.unwrap();
        app.create_key_result(leader, KeyResultInput { ambition: Ambition::Aspirational, ..key_result("Calls", later.id) }).await.unwrap();
        app.close_cycle(leader, story.open.id, 2, lessons()).await.unwrap();
        let view = app.cycle_goals(&company.viewer, story.open.id).await.unwrap();
        let titles: Vec<&str> = view.objectives.iter().map(|goal| goal.title.as_str()).collect();
        assert_eq!(titles, ["Keep", "Sell"], "in the order in which they were made");
        assert!(view.statement.contains("two objectives, one key result"), "{}", view.statement);
    }

    async fn what_lay_under_an_objective_deleted_before_the_close_can_still_be_changed(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let story = story(&test, &company).await;
        let (app, leader) = (&test.app, &company.leader);
        let loads = story.result(&test, &company, "Loads", Ambition::Committed).await;
        app.withdraw_objective(leader, story.keep.id, 1).await.unwrap();
        app.close_cycle(leader, story.open.id, 2, lessons()).await.unwrap();
        let next = ObjectiveInput { cycle_id: Some(story.next.id), ..objective("Sell", None) };
        let next = app.create_objective(leader, next).await.unwrap();
        let moved = app.change_key_result(leader, loads.id, 1, key_result("Loads", next.id)).await.unwrap();
        assert_eq!(moved.objective_id, next.id);
        app.withdraw_key_result(leader, loads.id, 2).await.unwrap();
    }

    async fn a_key_result_whose_other_objective_is_gone_for_good_can_still_be_changed(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let keep = app.create_objective(leader, objective("Keep", None)).await.unwrap();
        let gone = app.create_objective(leader, objective("Gone", None)).await.unwrap();
        let shares = vec![ObjectiveShare { objective_id: keep.id, percent: 50 }, ObjectiveShare { objective_id: gone.id, percent: 50 }];
        let loads = app.create_key_result(leader, KeyResultInput { shares, ..key_result("Loads", keep.id) }).await.unwrap();
        app.withdraw_objective(leader, gone.id, 1).await.unwrap();
        test.clock.advance_days(31);
        app.tidy().await.unwrap();
        let changed = app.change_key_result(leader, loads.id, 1, key_result("Calls", keep.id)).await.unwrap();
        assert_eq!((changed.title.as_str(), changed.shares.len()), ("Calls", 0));
    }

    async fn what_is_over_lacks_nothing_on_the_map_and_its_kept_sentence_says_the_year(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let story = story(&test, &company).await;
        let (app, leader, viewer) = (&test.app, &company.leader, &company.viewer);
        story.result(&test, &company, "Loads", Ambition::Aspirational).await;
        story.seen(&test, &company, 60.0).await;
        let map = app.map(viewer, MapQuery::default()).await.unwrap();
        assert_eq!(map.unfunded.len(), 1, "nobody works on it");
        let result = &map.root.children[0].children[0];
        assert!(!result.ended && result.broken.as_ref().is_some_and(|said| said.ends_with("Translate the goal.")), "{result:?}");
        app.close_cycle(leader, story.open.id, 2, lessons()).await.unwrap();
        let map = app.map(viewer, MapQuery::default()).await.unwrap();
        assert!(map.unfunded.is_empty() && !map.statement.contains("nobody"), "{}", map.statement);
        let (goal, result) = (&map.root.children[0], &map.root.children[0].children[0]);
        assert!(goal.ended && result.ended, "{map:?}");
        assert_eq!(result.broken.as_deref(), Some("It belongs to 2026-Q4, which is closed."));
        let view = app.cycle_goals(viewer, story.open.id).await.unwrap();
        let said = &view.objectives[0].key_results[0].score.sentence;
        let year = app.now().date_in(&jiff::tz::TimeZone::UTC).year();
        assert!(said.contains(&format!(" {year}, on the way from 40 to 80")), "it is read years later: {said}");
    }
}
