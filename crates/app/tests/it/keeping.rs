//! Export, and reading it back.

use throughline_app::{
    AlternativeInput, CycleInput, EmergencyNoteInput, KeyResultInput, MissedAlarmInput, ObjectiveInput,
    ObservationInput, PublishInput, RoadmapOrder, RoadmapQuery, StartInput, UrgentDecisionInput, UrgentVerdictInput,
};
use throughline_domain::{
    strategy::Ambition,
    urgency::{Answer, NoteKind, Outcome},
};
use throughline_test_kit::{Company, TestApp, csv_file, databases, on_both_databases};

use crate::{
    isolation::filled,
    verbs::{key_result, lessons, objective, ticket},
};

/// At least one row in every table of an export.
async fn fill_every_table(test: &TestApp, company: &Company) {
    let (app, owner) = (&test.app, &company.owner);
    let ids = filled(test, company).await;
    app.import(owner, csv_file("plan.csv", "Key,Title\nA-1,Alerts\n"), &|_| {}).await.unwrap();
    let counted = ObservationInput { at: test.app.now(), value: 41_802.0, source: "the warehouse".to_owned() };
    app.observe(owner, ids.metric, counted).await.unwrap();
    app.start_work(owner, &ids.ticket.to_string(), StartInput::default()).await.unwrap();
    let alternative = AlternativeInput { team_id: ids.team, effort_percent: 120 };
    app.name_alternative(owner, &ids.other_ticket.to_string(), alternative).await.unwrap();
    let version = app.roadmap(owner, RoadmapQuery::default()).await.unwrap().version;
    let publish = PublishInput { reason: "As it is".to_owned(), order: RoadmapOrder::Current, moves: Vec::new() };
    app.publish_roadmap(owner, version, publish).await.unwrap();

    let past = app
        .create_cycle(owner, CycleInput { name: "2026-Q2".to_owned(), starts_on: None, ends_on: None })
        .await
        .unwrap();
    app.open_cycle(owner, past.id, 1).await.unwrap();
    let kept = ObjectiveInput { cycle_id: Some(past.id), ..objective("Keep", None) };
    let kept = app.create_objective(owner, kept).await.unwrap();
    let stretch = KeyResultInput { ambition: Ambition::Aspirational, ..key_result("Churn", kept.id) };
    app.create_key_result(owner, stretch).await.unwrap();
    app.close_cycle(owner, past.id, 2, lessons()).await.unwrap();

    let page = app.get_urgent(owner, &ids.urgent.to_string()).await.unwrap();
    let decision = UrgentDecisionInput {
        answer: Answer::Now,
        reason: "Their tender closes first.".to_owned(),
        price_stamp: page.priced.map(|priced| priced.price.stamp),
        named_leader_id: None,
        besides_another: false,
    };
    let decided = app.decide_urgent(owner, ids.urgent, page.view.request.version, decision).await.unwrap();
    let done = app.finish_urgent(owner, ids.urgent, decided.request.version).await.unwrap();
    test.clock.advance_days(31);
    let verdict = UrgentVerdictInput { outcome: Outcome::Partly, evidence: "The date moved.".to_owned() };
    app.judge_urgent(owner, ids.urgent, done.request.version, verdict).await.unwrap();
    let missed = MissedAlarmInput {
        warning: "An e-mail".to_owned(),
        asking_group: "Sales".to_owned(),
        consequence: "The deal went".to_owned(),
    };
    app.note_missed_alarm(owner, missed).await.unwrap();
    let note = EmergencyNoteInput { text: "Told the shippers".to_owned(), kind: NoteKind::Event, at: None };
    app.note_emergency(owner, &ids.emergency.to_string(), note).await.unwrap();
}

on_both_databases! {
    async fn an_export_read_back_elsewhere_exports_the_same_bytes(database: Database) {
        let test = TestApp::open(database).await;
        let (workspace, _) = test.app.load_demo(throughline_app::NIMBUS_FREIGHT).await.unwrap();
        let operator = test.operator(workspace.id).await;
        let view = test.app.get_ticket(&operator, "NF-214").await.unwrap();
        test.app.withdraw_ticket(&operator, view.ticket.id, view.ticket.version).await.unwrap();
        let first = test.app.export_workspace(&operator).await.unwrap();
        assert_eq!(test.app.export_workspace(&operator).await.unwrap(), first, "an export leaves no trace");

        let empty = databases::sqlite();
        let there = TestApp::open(&empty).await;
        let read = there.app.import_workspace(&first).await.unwrap();
        assert_eq!(read.workspace, test.app.get_workspace(&operator).await.unwrap());
        let operator_there = there.operator(workspace.id).await;
        let second = there.app.export_workspace(&operator_there).await.unwrap();
        assert!(first == second, "byte for byte");
        assert!(there.app.verify_log(&operator_there).await.unwrap().intact);
        let rank = |app: throughline_app::App, actor: throughline_app::Actor| async move {
            let page = app.rank(&actor, Default::default()).await.unwrap();
            page.items.into_iter().map(|row| row.key).collect::<Vec<_>>()
        };
        assert_eq!(rank(test.app.clone(), operator.clone()).await, rank(there.app.clone(), operator_there.clone()).await);
        assert!(there.app.restore_ticket(&operator_there, view.ticket.id).await.is_ok(), "what was deleted can still come back");
        assert_eq!(there.app.import_workspace(&first).await.unwrap_err().code(), "conflict", "never over something");
    }

    async fn everything_that_is_kept_is_in_an_export_and_comes_back_the_same(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        fill_every_table(&test, &company).await;
        let first = test.app.export_workspace(&company.owner).await.unwrap();
        let document: serde_json::Value = serde_json::from_slice(&first).unwrap();
        let tables = document["tables"].as_object().unwrap();
        let empty: Vec<&String> = tables.iter().filter(|(_, rows)| rows.as_array().unwrap().is_empty()).map(|(name, _)| name).collect();
        assert!(empty.is_empty(), "fill these too, so that something can be lost: {empty:?}");

        for other in [Some(databases::sqlite()), databases::postgres().await].into_iter().flatten() {
            let there = TestApp::open(&other).await;
            there.app.import_workspace(&first).await.unwrap();
            let second = there.app.export_workspace(&there.operator(company.workspace.id).await).await.unwrap();
            assert!(first == second, "byte for byte");
        }
    }

    async fn an_export_has_no_secrets_and_its_tables_no_formulas(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        test.app.create_ticket(&company.member, ticket("=HYPERLINK(\"evil\")", "")).await.unwrap();
        let document = String::from_utf8(test.app.export_workspace(&company.owner).await.unwrap()).unwrap();
        for secret in ["argon2", "secret_hash", "token_hash", "password"] {
            assert!(!document.contains(secret), "{secret}");
        }
        assert!(document.contains("ada@acme.example"));
        let files = test.app.export_csv(&company.owner).await.unwrap();
        let tickets = files.iter().find(|(name, _)| name.contains("ticket")).unwrap();
        assert!(tickets.1.contains("'=HYPERLINK"), "{}", tickets.1);
    }
}
