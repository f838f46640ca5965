//! The strategy as files: the demo there and back, conflicts, and all or nothing.

use std::collections::BTreeMap;

use throughline_app::{
    AcceptInput, Actor, AppError, ClientInfo, CycleInput, EventQuery, InvitationInput, MetricInput, NIMBUS_FREIGHT,
    ObjectiveInput, SegmentInput, StrategyFiles,
};
use throughline_domain::people::Role;
use throughline_test_kit::{PASSWORD, TestApp, databases, on_both_databases, workspace_input};

use crate::{
    isolation::filled,
    verbs::{key_result, metric, objective, segment},
};

async fn export(test: &TestApp, actor: &Actor) -> BTreeMap<String, String> {
    test.app.export_strategy(actor, StrategyFiles::default()).await.unwrap().files
}

fn files(files: &BTreeMap<String, String>) -> StrategyFiles {
    StrategyFiles { files: files.clone() }
}

fn changed(texts: &BTreeMap<String, String>, file: &str, from: &str, to: &str) -> BTreeMap<String, String> {
    let mut texts = texts.clone();
    assert!(texts[file].contains(from), "{file} does not say {from}:\n{}", texts[file]);
    let text = texts[file].replace(from, to);
    texts.insert(file.to_owned(), text);
    texts
}

/// Numbers of the log: how many events there are.
async fn events(test: &TestApp, actor: &Actor) -> i64 {
    let page = test.app.list_events(actor, EventQuery::default()).await.unwrap();
    page.items.first().map_or(0, |entry| entry.event.number)
}

/// The people of the demo, in a workspace with nothing else in it.
async fn people_of_the_demo(test: &TestApp, members: &[(String, String)]) -> Actor {
    let (name, email) = &members[0];
    let (workspace, _) = test.app.found_workspace(workspace_input("Twin"), name, email).await.unwrap();
    let operator = test.operator(workspace.id).await;
    for (name, email) in &members[1..] {
        let invitation = InvitationInput { email: email.clone(), role: Role::Leader };
        let secret = test.app.invite(&operator, invitation).await.unwrap().secret;
        let input = AcceptInput { secret, name: name.clone(), password: PASSWORD.to_owned() };
        test.app.accept_invitation(input, ClientInfo::default()).await.unwrap();
    }
    operator
}

on_both_databases! {
    async fn the_demo_goes_into_files_and_into_an_empty_workspace_and_comes_out_byte_for_byte(database: Database) {
        let home = databases::sqlite();
        let demo = TestApp::open(&home).await;
        demo.app.load_demo(NIMBUS_FREIGHT).await.unwrap();
        let operator = demo.app.operator(None).await.unwrap();
        let texts = export(&demo, &operator).await;
        assert_eq!(texts, export(&demo, &operator).await, "the same state gives the same bytes");
        let plan = demo.app.plan_strategy(&operator, files(&texts)).await.unwrap();
        assert_eq!(plan.statement, "Nothing would change.");
        let mut members: Vec<(String, String)> = demo.app.list_members(&operator, false).await.unwrap()
            .into_iter().map(|member| (member.name, member.email)).collect();
        members.sort();

        let twin = TestApp::open(database).await;
        let empty = people_of_the_demo(&twin, &members).await;
        for cycle in demo.app.list_cycles(&operator, false).await.unwrap() {
            let input = CycleInput { name: cycle.name, starts_on: Some(cycle.starts_on), ends_on: Some(cycle.ends_on) };
            twin.app.create_cycle(&empty, input).await.unwrap();
        }
        let before = events(&twin, &empty).await;
        let done = twin.app.apply_strategy(&empty, files(&texts)).await.unwrap();
        let things = texts.values().flat_map(|text| text.lines()).filter(|line| line.starts_with('[') && line.contains('.') && !line.starts_with("[lock")).count();
        assert_eq!(done.plan.changes.len(), things + 1, "each thing, and which metric is the North Star");
        assert_eq!(events(&twin, &empty).await, before + i64::try_from(things).unwrap(), "an event for each thing");
        assert_eq!(done.lock, texts["strategy.lock"]);
        assert_eq!(export(&twin, &empty).await, texts);
        let again = twin.app.apply_strategy(&empty, files(&texts)).await.unwrap();
        assert_eq!(again.plan.statement, "Nothing would change.");
        assert_eq!(events(&twin, &empty).await, before + i64::try_from(things).unwrap(), "twice is once");
    }

    async fn a_change_in_the_files_is_made_by_the_verbs_and_the_next_plan_is_empty(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        filled(&test, &company).await;
        let texts = export(&test, &company.viewer).await;
        let texts = changed(&texts, "key-results.toml", "target = 6", "target = 5.5");
        let another = "\n[problem.P7]\ntitle = \"Another\"\nkey_result = \"KR1\"\nsegment = \"big\"\n";
        let mut texts = texts;
        texts.get_mut("problems.toml").unwrap().push_str(another);
        let texts = changed(&texts, "segments.toml", "[segment.mid-market]", "[segment.big]\nname = \"enterprise\"\n\n[segment.mid-market]");
        let done = test.app.apply_strategy(&company.leader, files(&texts)).await.unwrap();
        assert_eq!(done.plan.statement, "This would create two things and change one thing.");
        let goal = test.app.list_key_results(&company.viewer, false).await.unwrap().remove(0);
        assert_eq!((goal.target, goal.version), (Some(5.5), 2));
        let problems = test.app.list_problems(&company.viewer, false).await.unwrap();
        assert!(problems.iter().any(|problem| problem.key == "P7" && problem.segment_id.is_some()));
        let mut next = texts.clone();
        next.insert("strategy.lock".to_owned(), done.lock);
        let plan = test.app.plan_strategy(&company.viewer, files(&next)).await.unwrap();
        assert_eq!(plan.statement, "Nothing would change.");
        let plan = test.app.plan_strategy(&company.viewer, files(&texts)).await.unwrap();
        assert_eq!(plan.statement, "Nothing would change.", "a lock that was lost does no harm");
        let kept = test.app.export_strategy(&company.viewer, files(&next)).await.unwrap().files;
        assert!(kept["segments.toml"].contains("[segment.big]\nname = \"enterprise\""), "handles stay");
        assert!(export(&test, &company.viewer).await["segments.toml"].contains("[segment.enterprise]"));

        let cut = next["problems.toml"].find("[problem.P7]").unwrap();
        next.get_mut("problems.toml").unwrap().truncate(cut);
        let done = test.app.apply_strategy(&company.leader, files(&next)).await.unwrap();
        assert_eq!(done.plan.statement, "This would delete one thing.");
        assert!(!test.app.list_problems(&company.viewer, false).await.unwrap().iter().any(|problem| problem.key == "P7"));
    }

    async fn what_was_changed_in_the_web_meanwhile_is_reported_and_not_overwritten(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let ids = filled(&test, &company).await;
        let texts = export(&test, &company.leader).await;
        let texts = changed(&texts, "key-results.toml", "target = 6", "target = 5.5");
        let texts = changed(&texts, "segments.toml", "source = \"billing\"", "source = \"the ledger\"");
        let mut input = key_result("Churn", ids.objective);
        input.target = Some(5.0);
        test.app.change_key_result(&company.leader, ids.key_result, 1, input.clone()).await.unwrap();
        let plan = test.app.plan_strategy(&company.leader, files(&texts)).await.unwrap();
        assert_eq!((plan.changes.len(), plan.conflicts.len()), (1, 1));
        let before = events(&test, &company.leader).await;
        let error = test.app.apply_strategy(&company.leader, files(&texts)).await.unwrap_err();
        assert_eq!(error.code(), "conflict");
        assert!(error.detail().contains("target: the files say 5.5, the workspace says 5; it was 6."), "{}", error.detail());
        assert_eq!(events(&test, &company.leader).await, before, "nothing half applied");
        assert_eq!(test.app.get_segment(&company.viewer, ids.segment).await.unwrap().source, "billing");
        // Changed in the web only: left as it is.
        let calm = changed(&texts, "key-results.toml", "target = 5.5", "target = 6");
        let done = test.app.apply_strategy(&company.leader, files(&calm)).await.unwrap();
        assert_eq!((done.plan.changes.len(), done.plan.in_workspace.len()), (1, 1));
        assert_eq!(test.app.get_key_result(&company.viewer, ids.key_result).await.unwrap().target, Some(5.0));
        assert_eq!(test.app.get_segment(&company.viewer, ids.segment).await.unwrap().source, "the ledger");
    }

    async fn one_thing_that_cannot_be_made_keeps_all_others_from_being_made(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        filled(&test, &company).await;
        let texts = export(&test, &company.leader).await;
        // A name that only the workspace has meanwhile, under a handle of its own in the files.
        let taken = SegmentInput { churn: None, ..segment("enterprise") };
        test.app.create_segment(&company.leader, taken).await.unwrap();
        let texts = changed(&texts, "segments.toml", "name = \"mid-market\"", "name = \"enterprise\"");
        let texts = changed(&texts, "objectives.toml", "title = \"Keep\"", "title = \"Keep them\"");
        let before = events(&test, &company.leader).await;
        let error = test.app.apply_strategy(&company.leader, files(&texts)).await.unwrap_err();
        assert_eq!(error.code(), "conflict");
        assert!(error.detail().contains("The segment mid-market, “enterprise” would have the name “enterprise” of the segment enterprise."), "{}", error.detail());
        let plan = test.app.plan_strategy(&company.viewer, files(&texts)).await.unwrap();
        assert_eq!(plan.conflicts.len(), 1, "the plan says so before");
        assert_eq!(events(&test, &company.leader).await, before);
        assert_eq!(test.app.list_objectives(&company.viewer, false).await.unwrap()[0].title, "Keep");
    }

    async fn faults_of_the_files_are_told_at_once_with_their_places(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let text = "[objective.O1]\ntitle = \"Keep\"\nowner = \"nobody@acme.example\"\nends_on = tomorrow\n";
        let error = test.app.plan_strategy(&company.viewer, StrategyFiles::of_one("o.toml".to_owned(), text.to_owned())).await.unwrap_err();
        assert!(matches!(&error, AppError::Invalid { fields } if fields[0].field == "o.toml:4"), "{error:?}");
        let text = text.replace("tomorrow", "\"tomorrow\"");
        let text = format!("{text}\n[key_result.KR1]\ntitle = \"Churn\"\nobjective = \"O2\"\nambition = \"committed\"\n");
        let one = |text: &str| StrategyFiles::of_one("o.toml".to_owned(), text.to_owned());
        let error = test.app.apply_strategy(&company.leader, one(&text)).await.unwrap_err();
        assert!(matches!(&error, AppError::Invalid { fields } if fields.len() == 1), "days are read first: {error:?}");
        let error = test.app.apply_strategy(&company.leader, one(&text.replace("\"tomorrow\"", "2026-12-31"))).await.unwrap_err();
        let AppError::Invalid { fields } = error else { panic!("an unknown owner was taken") };
        let places: Vec<&str> = fields.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(places, ["o.toml:3", "o.toml:8"]);
    }

    async fn a_goal_whose_objective_was_deleted_is_exported_and_left_alone(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let goal = test.app.create_objective(&company.leader, objective("Keep", None)).await.unwrap();
        test.app.create_key_result(&company.leader, key_result("Churn", goal.id)).await.unwrap();
        test.app.withdraw_objective(&company.leader, goal.id, 1).await.unwrap();
        let texts = export(&test, &company.viewer).await;
        assert!(!texts["key-results.toml"].contains("objective = "));
        let plan = test.app.plan_strategy(&company.viewer, files(&texts)).await.unwrap();
        assert_eq!(plan.statement, "Nothing would change.");
        let texts = changed(&texts, "key-results.toml", "target = 6", "target = 5");
        let plan = test.app.plan_strategy(&company.viewer, files(&texts)).await.unwrap();
        assert!(plan.conflicts[0].sentence.ends_with("names no objective. Name the objective it belongs to."), "{plan:?}");
    }

    async fn a_change_of_a_title_leaves_what_the_record_refers_to_alone(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let metric = test.app.create_metric(&company.leader, metric("Loads", None, false)).await.unwrap();
        let member = company.member.member.clone().unwrap();
        let input = ObjectiveInput { owner_id: Some(member.id), ..objective("Keep", Some(metric.id)) };
        let goal = test.app.create_objective(&company.leader, input).await.unwrap();
        test.app.withdraw_metric(&company.leader, metric.id, 1).await.unwrap();
        test.app.remove_member(&company.owner, member.id, member.version).await.unwrap();
        let texts = changed(&export(&test, &company.leader).await, "objectives.toml", "title = \"Keep\"", "title = \"Keep them\"");
        let plan = test.app.plan_strategy(&company.leader, files(&texts)).await.unwrap();
        assert_eq!(plan.statement, "This would change one thing.");
        test.app.apply_strategy(&company.leader, files(&texts)).await.unwrap();
        let after = test.app.get_objective(&company.viewer, goal.id).await.unwrap();
        assert_eq!((after.title.as_str(), after.metric_id, after.owner_id), ("Keep them", Some(metric.id), goal.owner_id));
        // Nothing new is given to somebody who left.
        let email = &member.email;
        let texts = export(&test, &company.leader).await;
        let texts = changed(&texts, "objectives.toml", "[objective.O1]", &format!("[objective.O2]\ntitle = \"Win\"\nowner = \"{email}\"\n\n[objective.O1]"));
        let plan = test.app.plan_strategy(&company.leader, files(&texts)).await.unwrap();
        assert!(plan.conflicts[0].sentence.contains("no longer a member"), "{plan:?}");
    }

    async fn shares_go_in_as_they_are_typed_and_stay_where_one_of_their_goals_was_deleted(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let keep = app.create_objective(leader, objective("Keep", None)).await.unwrap();
        let sell = app.create_objective(leader, objective("Sell", None)).await.unwrap();
        let churn = app.create_key_result(leader, key_result("Churn", keep.id)).await.unwrap();
        let before = export(&test, leader).await;
        let line = "objective = \"O1\"\n";
        let typed = changed(&before, "key-results.toml", line, &format!("{line}shares = \"O1 60,O2 40\"\n"));
        let lock = app.apply_strategy(leader, files(&typed)).await.unwrap().lock;
        let percents = async || app.get_key_result(leader, churn.id).await.unwrap().shares.iter().map(|share| (share.objective_id, share.percent)).collect::<Vec<_>>();
        assert_eq!(percents().await, [(keep.id, 60), (sell.id, 40)]);
        let mut again = typed.clone();
        again.insert("strategy.lock".to_owned(), lock);
        for texts in [&typed, &again] {
            assert_eq!(app.plan_strategy(leader, files(texts)).await.unwrap().statement, "Nothing would change.");
        }

        app.withdraw_objective(leader, sell.id, sell.version).await.unwrap();
        let new = "[key_result.KR2]\ntitle = \"Calls\"\nobjective = \"O1\"\nshares = \"O1 50%, O2 50%\"\nambition = \"committed\"\n\n[key_result.KR1]";
        let more = changed(&again, "key-results.toml", "[key_result.KR1]", new);
        let refused = app.apply_strategy(leader, files(&more)).await.unwrap_err();
        assert_eq!(refused.code(), "conflict", "{refused:?}");
        let left = export(&test, leader).await;
        assert_eq!(app.plan_strategy(leader, files(&left)).await.unwrap().statement, "Nothing would change.");
        let retitled = changed(&left, "key-results.toml", "title = \"Churn\"", "title = \"Less churn\"");
        app.apply_strategy(leader, files(&retitled)).await.unwrap();
        assert_eq!(app.get_key_result(leader, churn.id).await.unwrap().title, "Less churn");
        assert_eq!(percents().await, [(keep.id, 60), (sell.id, 40)], "nobody touched them");
    }

    async fn keys_and_long_names_go_where_the_files_say(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        test.app.create_objective(&company.leader, objective("Keep", None)).await.unwrap();
        let long = MetricInput { name: "漢".repeat(90), ..metric("x", None, false) };
        test.app.create_metric(&company.leader, long).await.unwrap();
        let texts = changed(&export(&test, &company.leader).await, "objectives.toml", "[objective.O1]", "[objective.growth]\nkey = \"O1\"");
        let done = test.app.apply_strategy(&company.leader, files(&texts)).await.unwrap();
        assert_eq!(done.plan.statement, "This would create one thing and delete one thing.");
        let goals = test.app.list_objectives(&company.viewer, false).await.unwrap();
        assert_eq!(goals.iter().map(|goal| goal.key.as_str()).collect::<Vec<_>>(), ["O1"]);
    }

    async fn an_objective_keeps_its_cycle_when_the_files_change_its_title(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let leader = &company.leader;
        let quarter = CycleInput { name: "2026-Q4".to_owned(), starts_on: None, ends_on: None };
        let quarter = test.app.create_cycle(leader, quarter).await.unwrap();
        let keep = ObjectiveInput { cycle_id: Some(quarter.id), ..objective("Keep", None) };
        let keep = test.app.create_objective(leader, keep).await.unwrap();
        let texts = export(&test, leader).await;
        assert!(texts["objectives.toml"].contains("cycle = \"2026-Q4\""), "{}", texts["objectives.toml"]);
        let texts = changed(&texts, "objectives.toml", "\"Keep\"", "\"Keep them\"");
        test.app.apply_strategy(leader, files(&texts)).await.unwrap();
        let kept = test.app.get_objective(leader, keep.id).await.unwrap();
        assert_eq!((kept.title.as_str(), kept.cycle_id), ("Keep them", Some(quarter.id)));
        let texts = changed(&texts, "objectives.toml", "cycle = \"2026-Q4\"\n", "");
        let plan = test.app.plan_strategy(leader, files(&texts)).await.unwrap();
        assert!(plan.changes.iter().any(|change| change.fields.iter().any(|field| field.sentence.contains("cycle"))), "{plan:?}");
    }
}
