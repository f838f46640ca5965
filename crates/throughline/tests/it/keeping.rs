//! What is kept comes back the same.

use crate::machine::Machine;

#[test]
fn an_export_read_into_an_empty_folder_exports_the_same_bytes() {
    let machine = Machine::new();
    let (first, second, file) = (machine.path("first"), machine.path("second"), machine.path("export.json"));
    machine.json(&["demo", "--load-only", "--data", &first]);
    machine.json(&["export", "--output", &file, "--data", &first]);
    machine.json(&["import-workspace", &file, "--data", &second]);
    assert_eq!(machine.run(&["export", "--data", &second]).stdout, std::fs::read(&file).unwrap());
    let again = machine.run(&["import-workspace", &file, "--data", &second]);
    assert_eq!(again.status.code(), Some(6), "it is there already");
    let written = machine.json(&["export", "--csv", &machine.path("csv"), "--data", &second]);
    let files = written["files"].as_array().unwrap();
    assert!(files.iter().any(|file| file.as_str().unwrap().ends_with("ticket.csv")), "{written}");
}

#[test]
fn a_backup_is_restored_to_the_same_state_and_never_over_something_unasked() {
    let machine = Machine::new();
    let (first, second, file) = (machine.path("first"), machine.path("second"), machine.path("backup.db"));
    machine.json(&["demo", "--load-only", "--data", &first]);
    machine.json(&["backup", &file, "--data", &first]);
    let taken = machine.run(&["backup", &file, "--data", &first]);
    assert_eq!(taken.status.code(), Some(9), "the file is there");
    machine.json(&["restore", &file, "--data", &second]);
    let export = |data: &str| machine.run(&["export", "--data", data]).stdout;
    assert_eq!(export(&second), export(&first));
    let refused = machine.run(&["restore", &file, "--data", &second]);
    assert_eq!(refused.status.code(), Some(9), "{}", String::from_utf8_lossy(&refused.stderr));
    machine.json(&["restore", &file, "--overwrite", "--data", &second]);
    std::fs::write(&file, "").unwrap();
    assert!(!machine.run(&["restore", &file, "--overwrite", "--data", &second]).status.success());
    assert_eq!(export(&second), export(&first), "a damaged backup changes nothing");
}

#[test]
fn a_backup_taken_while_writes_go_on_restores_to_a_state_that_was() {
    let machine = Machine::new();
    let (data, file, restored) = (machine.path("demo"), machine.path("backup.db"), machine.path("restored"));
    machine.json(&["demo", "--load-only", "--data", &data]);
    let csv = machine.path("many.csv");
    let rows: Vec<String> = (0..3_000).map(|row| format!("{row},Ticket {row}")).collect();
    std::fs::write(&csv, format!("id,title\n{}\n", rows.join("\n"))).unwrap();
    let mut writing = machine.command(&["import", "csv", &csv, "--data", &data, "--json"]);
    let mut writing = writing.stdout(std::process::Stdio::null()).spawn().unwrap();
    machine.json(&["backup", &file, "--data", &data]);
    assert!(writing.wait().unwrap().success());
    machine.json(&["restore", &file, "--data", &restored]);
    assert_eq!(machine.json(&["verify", "--data", &restored])["intact"], true);
    machine.json(&["rank", "--limit", "5", "--data", &restored]);
}
