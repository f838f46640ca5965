//! What holds for this repository.

use std::path::Path;

use throughline_house::{
    House, broken_links, forbidden_words, foreign_grants, layers, missing_pages, pure_dependencies, shared_lints,
    slice_order, too_long, undocumented_variables, upward_uses, worth_a_look,
};

fn this_house() -> House {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    House::read(&root).expect("the repository can be read")
}

fn none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

#[test]
fn every_crate_uses_only_what_stands_below_it() {
    none(&layers(&this_house()));
}

#[test]
fn the_pure_crates_stay_pure() {
    none(&pure_dependencies(&this_house()));
}

#[test]
fn every_crate_keeps_the_shared_lints_and_forbids_unsafe() {
    none(&shared_lints(&this_house()));
}

#[test]
fn slices_use_each_other_only_downward() {
    let house = this_house();
    assert!(slice_order(&house).len() > 8, "the order in domain/src/lib.rs was not found");
    none(&upward_uses(&house));
}

#[test]
fn every_slice_has_its_page() {
    none(&missing_pages(&this_house()));
}

#[test]
fn no_file_grows_past_what_can_be_read() {
    let house = this_house();
    for (path, lines) in worth_a_look(&house) {
        println!("worth a look: {path} has {lines} lines");
    }
    none(&too_long(&house));
}

#[test]
fn nothing_is_put_off_and_no_machine_is_named() {
    none(&forbidden_words(&this_house()));
}

#[test]
fn documents_point_at_something() {
    none(&broken_links(&this_house()));
}

#[test]
fn only_app_grants_sight_of_a_workspace() {
    none(&foreign_grants(&this_house()));
}

#[test]
fn every_variable_is_explained_to_operators() {
    none(&undocumented_variables(&this_house()));
}
