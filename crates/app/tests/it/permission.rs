//! Who may do what: every verb with every role, and with a token of every scope.

use std::collections::BTreeSet;

use throughline_app::{Actor, TokenInput};
use throughline_domain::people::{Role, Scope, allows};
use throughline_test_kit::{TestApp, on_both_databases};

use crate::verbs::{Ids, WITHOUT_AN_ACTOR, call_all};

async fn check(test: &TestApp, actor: &Actor, role: Role, scopes: Option<&[Scope]>) {
    for (verb, action, outcome) in call_all(&test.app, actor, &Ids::nowhere()).await {
        let refused = matches!(&outcome, Err(error) if error.code() == "forbidden");
        assert_eq!(refused, !allows(role, scopes, action), "{verb} as {role:?} with {scopes:?}: {outcome:?}");
    }
}

on_both_databases! {
    async fn every_verb_asks_for_its_permission_first(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        for role in [Role::Viewer, Role::Member, Role::Leader, Role::Owner] {
            check(&test, company.actor(role), role, None).await;
        }
        let operator = test.operator(company.workspace.id).await;
        for scope in [Scope::Read, Scope::Write, Scope::Admin] {
            let input = TokenInput { name: "token".to_owned(), scopes: vec![scope], expires_in_days: None };
            let secret = test.app.create_token(&operator, input).await.unwrap().secret;
            let bearer = test.app.actor_of_token(&secret).await.unwrap();
            check(&test, &bearer, Role::Owner, Some(&[scope])).await;
        }
    }
}

fn name_at_the_start(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Names of the verbs in the source: functions of `App` that other crates can call, and those that `six_verbs!` writes.
fn verbs_in_the_source() -> BTreeSet<String> {
    fn read(folder: &std::path::Path, verbs: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, verbs);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for block in text.split("\nimpl App {").skip(1) {
                let block = block.split("\n}\n").next().unwrap_or_default();
                verbs.extend(block.split("    pub async fn ").skip(1).map(name_at_the_start));
            }
            for after in text.split("\nsix_verbs!(").skip(1) {
                let names = after.split_once(");").map_or("", |(inside, _)| inside);
                let names = names.rsplit_once(':').map_or("", |(_, names)| names);
                verbs.extend(names.split(',').map(|name| name.trim().to_owned()));
            }
        }
    }
    let mut verbs = BTreeSet::new();
    read(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut verbs);
    verbs
}

#[tokio::test]
async fn no_verb_is_missing_from_the_matrix() {
    let database = throughline_test_kit::databases::sqlite();
    let test = TestApp::open(&database).await;
    let company = test.company().await;
    let called: BTreeSet<String> = call_all(&test.app, &company.viewer, &Ids::nowhere())
        .await
        .into_iter()
        .map(|(verb, ..)| verb.to_owned())
        .collect();
    let left: Vec<String> = verbs_in_the_source()
        .into_iter()
        .filter(|verb| !called.contains(verb) && !WITHOUT_AN_ACTOR.contains(&verb.as_str()))
        .collect();
    assert_eq!(left, Vec::<String>::new(), "verbs that no test of permission knows");
}
