//! Export, and reading it back.

use throughline_test_kit::{TestApp, databases, on_both_databases};

use crate::verbs::ticket;

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
