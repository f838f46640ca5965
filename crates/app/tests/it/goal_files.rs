//! Goals from the documents in which people write them: taken item by item, once.

use throughline_app::{Actor, App, AppError, Fate, GoalRef, GoalsFileInput, GoalsReport, Level};
use throughline_domain::strategy::lint::Open;
use throughline_test_kit::{TestApp, on_both_databases};

use crate::imports::shared;

fn document(name: &str, content: impl Into<String>) -> GoalsFileInput {
    GoalsFileInput { name: name.to_owned(), content: content.into(), starts_on: None, ends_on: None }
}

async fn take(app: &App, actor: &Actor, input: GoalsFileInput) -> GoalsReport {
    app.import_goals(actor, input).await.unwrap()
}

on_both_databases! {
    async fn goals_come_in_once_with_their_cycle_and_what_they_leave_open(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let text = "Runs from 2027-01-01 to 2027-03-31.\n\n1. **Keep the customers we win**\n   - KR: Churn from 11% to 6% => 8%\n   - KR: Happy customers\n   - KR: Happy customers\n";
        let input = document("q1.md", text);
        let preview = app.preview_goals(leader, input.clone()).await.unwrap();
        assert!(app.list_objectives(leader, true).await.unwrap().is_empty(), "a preview writes nothing");
        let report = take(app, leader, input.clone()).await;
        assert_eq!(preview, report);
        assert_eq!((report.new, report.unchanged, report.key_results, report.measurable), (3, 0, 2, 1));
        let refused: Vec<&str> = report.skipped.iter().map(|skipped| skipped.reason.as_str()).collect();
        assert_eq!(refused, ["is a paragraph, and no item of a list", "stands on line 5 already"]);
        let open: Vec<Open> = report.items[2].remarks.iter().map(|remark| remark.open).collect();
        assert_eq!(open, [Open::NoNumber]);
        let objective = app.list_objectives(leader, false).await.unwrap().remove(0);
        assert_eq!((objective.key.as_str(), objective.ends_on), ("O1", Some(jiff::civil::date(2027, 3, 31))));
        let results = app.list_key_results(leader, false).await.unwrap();
        assert_eq!((results[0].start, results[0].target, results[0].unit.as_str()), (Some(11.0), Some(6.0), "%"));
        assert_eq!((results[0].due_on, results[1].key.as_str()), (objective.ends_on, "KR2"));
        let page = app.goal_work(&company.viewer, GoalRef("KR2".to_owned())).await.unwrap();
        assert_eq!(page.remarks.iter().map(|remark| remark.open).collect::<Vec<_>>(), [Open::NoNumber]);

        let again = take(app, leader, input.clone()).await;
        assert_eq!((again.new, again.unchanged), (0, 3), "the same document again changes nothing");
        assert!(again.items.iter().all(|item| item.what == Fate::Unchanged));
        app.withdraw_key_result(leader, results[1].id, 1).await.unwrap();
        let gone = take(app, leader, input).await;
        assert_eq!((gone.new, gone.unchanged), (0, 2));
        assert!(gone.skipped.iter().any(|skipped| skipped.reason.contains("bring it back first")), "{:?}", gone.skipped);
        let error = app.import_goals(leader, document("a.md", "no list")).await.unwrap_err();
        assert!(matches!(error, AppError::Invalid { .. }));
    }

    async fn a_document_with_lists_and_tables_comes_in_item_by_item(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let report = take(&test.app, &company.leader, document("q3.md", include_str!("goal_files/q3.md"))).await;
        let told: Vec<(i64, &str)> = report.items.iter().map(|item| (item.line, item.title.as_str())).collect();
        assert_eq!(told, [
            (16, "Keep the fleets that we win"),
            (17, "Yearly churn of mid-market fleets from 11% to 6%"),
            (18, "Talk to 20 fleets that left"),
            (19, "Happier dispatchers"),
            (20, "Win fleets that plan across borders"),
            (21, "Sign 5 fleets with more than 200 trucks by 30 September"),
            (27, "Loads arrive when we say"),
            (27, "Loads on time a week"),
            (28, "Hours until a late load is noticed"),
            (29, "Loads tracked a day"),
        ]);
        assert_eq!((report.new, report.key_results, report.measurable), (10, 7, 6));
        let reasons: Vec<&str> = report.skipped.iter().map(|skipped| skipped.reason.as_str()).collect();
        assert_eq!(reasons, [
            "is part of the table of contents",
            "is part of the table of contents",
            "tells how it went, and is no goal",
            "tells how it went, and is no goal",
            "is a paragraph, and no item of a list",
        ]);
        let results = test.app.list_key_results(&company.leader, false).await.unwrap();
        let late = results.iter().find(|goal| goal.title.starts_with("Hours")).unwrap();
        assert_eq!((late.start, late.target, late.key.as_str()), (Some(4.5), Some(1.0), "KR6"));
        let again = take(&test.app, &company.leader, document("q3.md", include_str!("goal_files/q3.md"))).await;
        assert_eq!((again.new, again.unchanged), (0, 10));
        let report = take(&test.app, &company.leader, document("k.yml", include_str!("goal_files/indicators.yml"))).await;
        let told: Vec<(&str, Option<&str>)> =
            report.items.iter().map(|item| (item.title.as_str(), item.under.as_deref())).collect();
        assert_eq!(told, [
            ("Loads on time", None),
            ("Loads on time for Mid-market", Some("Loads on time")),
            ("Hours until a late load is noticed", None),
            ("Cost of a load", None),
        ]);
        assert_eq!(report.skipped.len(), 1);
    }

    async fn real_documents_come_in_item_by_item_and_a_second_time_change_nothing(database: Database) {
        let files = ["gitlab-fy20-q4.md", "sourcegraph-2021_q1.md", "posthog-exec-2025q2.mdx"];
        let test = TestApp::open(database).await;
        let company = test.company().await;
        for name in files {
            let Some(text) = shared(&format!("okr/{name}")) else { continue };
            let report = take(&test.app, &company.leader, document(name, text.clone())).await;
            assert!(report.new > 0 && report.skipped.iter().all(|skipped| !skipped.reason.is_empty()));
            println!("{name}: {} new, {} of {} measurable, {} refused", report.new, report.measurable, report.key_results, report.skipped.len());
            let again = take(&test.app, &company.leader, document(name, text)).await;
            assert_eq!((again.new, again.unchanged), (0, report.new), "{name}");
        }
    }

    async fn indicators_become_metrics_under_those_that_they_belong_to(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let text = "- name: Development MR rate\n  target: Greater than 6 MRs per month\n  parent: \"/x/#engineering-mr-rate\"\n- name: Engineering MR Rate\n  target: TBD\n- name: Costs\n  parent: \"/x/#nowhere\"\n";
        let report = take(app, leader, document("kpi.yml", text)).await;
        assert_eq!((report.new, report.skipped.len()), (3, 0));
        assert!(report.items.iter().all(|item| item.level == Level::Metric));
        let metrics = app.list_metrics(leader, false).await.unwrap();
        let named = |name: &str| metrics.iter().find(|metric| metric.name == name).unwrap();
        assert_eq!(named("Development MR rate").parent_id, Some(named("Engineering MR Rate").id), "named later in the file");
        assert_eq!((named("Development MR rate").target, named("Engineering MR Rate").target), (Some(6.0), None));
        let costs = report.items.iter().find(|item| item.title == "Costs").unwrap();
        assert!(costs.notes.iter().any(|note| note.contains("“nowhere”")), "{:?}", costs.notes);
        assert_eq!(take(app, leader, document("kpi.yml", text)).await.unchanged, 3);
        for name in ["engineering_function", "development_department", "infrastructure_department"] {
            let Some(text) = shared(&format!("kpi/gitlab-{name}.yml")) else { continue };
            let report = take(app, leader, document(&format!("{name}.yml"), text)).await;
            let under = report.items.iter().filter(|item| item.under.is_some()).count();
            println!("{name}: {} new, {} unchanged, {} refused, {under} under another", report.new, report.unchanged, report.skipped.len());
        }
    }
}
