//! Each rule, broken on purpose in a house of a few lines.

use throughline_house::{
    House, SPLIT_BEFORE, broken_links, forbidden_words, foreign_grants, layers, missing_pages, pure_dependencies,
    shared_lints, slice_order, too_long, undocumented_variables, upward_uses,
};

const ORDER: &str =
    "//! Slices:\n//! 1. `ids`, `time` - the ground\n//! 2. `people` - members\n//! 3. `tickets` - work\n";

fn one(findings: &[String], says: &str) {
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].contains(says), "{findings:?}");
}

#[test]
fn a_front_door_that_opens_the_store_is_found() {
    let house = House::of(&[("crates/web/Cargo.toml", "[dependencies]\nthroughline-store.workspace = true")]);
    one(&layers(&house), "crates/web must not use store");
}

#[test]
fn a_dependency_under_another_name_or_for_one_target_is_found() {
    let renamed = "[dependencies]\ntables = { package = \"throughline-store\", path = \"../store\" }";
    one(&layers(&House::of(&[("crates/api/Cargo.toml", renamed)])), "crates/api must not use store");
    let target = "[target.'cfg(unix)'.dependencies]\nthroughline-app.workspace = true";
    one(&layers(&House::of(&[("crates/domain/Cargo.toml", target)])), "crates/domain must not use app");
}

#[test]
fn the_test_kit_is_for_tests_only() {
    let kit = |table: &str| format!("[{table}]\nthroughline-test-kit.workspace = true");
    one(&layers(&House::of(&[("crates/web/Cargo.toml", &kit("dependencies"))])), "must not use test-kit");
    assert!(layers(&House::of(&[("crates/web/Cargo.toml", &kit("dev-dependencies"))])).is_empty());
}

#[test]
fn a_crate_that_the_table_does_not_know_is_found() {
    one(&layers(&House::of(&[("crates/shed/Cargo.toml", "[dependencies]")])), "not in the table");
}

#[test]
fn a_runtime_in_the_domain_is_found() {
    let house = House::of(&[("crates/domain/Cargo.toml", "[dependencies]\ntokio = \"1\"\nserde = \"1\"")]);
    one(&pure_dependencies(&house), "must not use tokio");
}

#[test]
fn a_crate_without_the_shared_lints_is_found() {
    let root = ("Cargo.toml", "[workspace.lints.rust]\nunsafe_code = \"forbid\"");
    one(&shared_lints(&House::of(&[root, ("crates/web/Cargo.toml", "[package]")])), "crates/web");
    assert!(shared_lints(&House::of(&[root, ("crates/web/Cargo.toml", "[lints]\nworkspace = true")])).is_empty());
    one(&shared_lints(&House::of(&[("Cargo.toml", "[workspace.lints.rust]\nunsafe_code = \"warn\"")])), "forbid");
}

#[test]
fn the_order_of_the_slices_is_read_from_the_domain() {
    let house = House::of(&[("crates/domain/src/lib.rs", ORDER)]);
    assert_eq!(slice_order(&house), [vec!["ids", "time"], vec!["people"], vec!["tickets"]]);
    one(&upward_uses(&House::default()), "must list the slices");
}

#[test]
fn a_slice_that_looks_up_is_found_and_one_that_looks_down_is_not() {
    let with = |path: &str, text: &str| upward_uses(&House::of(&[("crates/domain/src/lib.rs", ORDER), (path, text)]));
    one(&with("crates/domain/src/people.rs", "use crate::tickets::Ticket;"), "`people` must not use `tickets`");
    one(
        &with("crates/domain/src/people/role.rs", "fn f(t: &crate::tickets::Ticket) {}"),
        "`people` must not use `tickets`",
    );
    one(&with("crates/domain/src/people.rs", "use crate::{Ts, tickets::Ticket};"), "`people` must not use `tickets`");
    assert!(with("crates/domain/src/tickets.rs", "use crate::people::Team;").is_empty());
    assert!(with("crates/domain/src/people.rs", "/// See [`crate::tickets::Ticket`].").is_empty());
}

#[test]
fn a_slice_without_a_page_is_found() {
    let house =
        House::of(&[("crates/domain/src/lib.rs", ORDER), ("docs/slices/people.md", ""), ("docs/slices/rhythm.md", "")]);
    one(&missing_pages(&house), "docs/slices/tickets.md is missing");
}

#[test]
fn a_file_that_grew_too_long_is_found() {
    let long = "// a line\n".repeat(SPLIT_BEFORE);
    let short = "// a line\n".repeat(SPLIT_BEFORE - 1);
    one(&too_long(&House::of(&[("a.rs", &long), ("b.rs", &short), ("long.md", &long)])), "a.rs has 600 lines");
}

#[test]
fn a_word_that_stays_out_is_found_wherever_it_stands_alone() {
    let later = concat!("// TO", "DO: later");
    one(&forbidden_words(&House::of(&[("a.rs", later)])), "a.rs:1");
    let path = concat!("let p = \"/ho", "me/someone\";");
    one(&forbidden_words(&House::of(&[("a.rs", path)])), "machine");
    let host = concat!("\"resolved\": \"https://registry.", "npmjs.org/x\"");
    one(&forbidden_words(&House::of(&[("package-lock.json", host)])), "registry");
    let inside = concat!("let AUTO", "TO", "DOS = 1;");
    assert!(forbidden_words(&House::of(&[("a.rs", inside)])).is_empty());
}

#[test]
fn a_document_that_points_nowhere_is_found() {
    let house = |page: &str| House::of(&[("docs/a.md", page), ("docs/b.md", ""), ("crates/web/src/lib.rs", "")]);
    one(&broken_links(&house("see [b](c.md)")), "docs/c.md");
    one(&broken_links(&house("see `crates/web/src/pages.rs`")), "pages.rs");
    let fine = "[b](b.md#part) [up](../docs/b.md) [folder](../crates/web) [out](https://example.com) `crates/web/src`";
    assert_eq!(broken_links(&house(fine)), Vec::<String>::new());
    assert!(broken_links(&house("```sh\ncat `crates/none.rs`\n```")).is_empty());
}

#[test]
fn a_door_that_grants_itself_sight_is_found() {
    let grant = "let visible = Visible::granted(workspace);";
    one(&foreign_grants(&House::of(&[("crates/api/src/lib.rs", grant)])), "crates/api/src/lib.rs");
    assert!(foreign_grants(&House::of(&[("crates/app/src/actor.rs", grant)])).is_empty());
}

#[test]
fn a_variable_that_nobody_explains_is_found() {
    let reads = ("crates/cli/src/args.rs", "env = \"THROUGHLINE_SPEED\"");
    one(&undocumented_variables(&House::of(&[reads])), "THROUGHLINE_SPEED");
    let page = ("docs/operators/README.md", "| `THROUGHLINE_SPEED` | how fast |");
    assert!(undocumented_variables(&House::of(&[reads, page])).is_empty());
}
