//! One sentence, without any data.

use crate::machine::Machine;

#[test]
fn a_sentence_is_read_without_a_data_folder() {
    let machine = Machine::new();
    let reading = machine.json(&["value", "reduces churn by 3% in a €1M segment"]);
    let pricing = &reading["pricings"][0];
    assert_eq!((&pricing["reading"], &pricing["amount"]["mid"]), (&"points".into(), &3_000_000.0.into()));
    assert_eq!(std::fs::read_dir(&machine.folder).unwrap().count(), 0, "nothing was written");
    let shown = String::from_utf8(machine.run(&["value", "reduces churn by 3% in a €1M segment"]).stdout).unwrap();
    assert!(shown.contains('‾') && shown.contains("€30k"), "{shown}");
    assert!(!shown.contains('\u{1b}'), "no colours where there is no terminal");
    let colored = machine.run(&["value", "€5k per day until fixed", "--color", "always"]).stdout;
    assert!(String::from_utf8(colored).unwrap().contains('\u{1b}'));
}

#[test]
fn what_cannot_be_read_is_asked_for() {
    let reading = Machine::new().json(&["value", "makes everything much better"]);
    assert!(reading["pricings"].as_array().unwrap().is_empty());
    assert!(reading["missing"].as_str().is_some_and(|question| !question.is_empty()));
}

#[test]
fn the_manual_is_printed() {
    let manual = Machine::new().run(&["value", "--reference"]).stdout;
    assert!(manual.len() > 1_000);
}
