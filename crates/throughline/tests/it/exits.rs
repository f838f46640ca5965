//! Exit codes, and errors that programs can read.

use std::process::Stdio;

use serde_json::Value;

use crate::machine::Machine;

#[test]
fn every_kind_of_failure_has_its_exit_code() {
    let machine = Machine::new();
    let data = machine.path("data");
    machine.json(&["init", "--data", &data]);
    let code = |args: &[&str]| machine.run(args).status.code().unwrap();
    assert_eq!(code(&["nonsense"]), 2);
    assert_eq!(code(&["why", "A", "B", "C", "--data", &data]), 2);
    assert_eq!(code(&["why", "A", "over", "--data", &data]), 2);
    assert_eq!(code(&["why", "A", "--method", "rice", "--data", &data]), 2, "one ticket is compared with none");
    let set = ["metrics", "pull", "set", "Any", "--data", &data];
    assert_eq!(code(&[&set[..], &["--json-url", "http://127.0.0.1:9", "--query", "select 1"]].concat()), 2);
    assert_eq!(code(&[&set[..], &["--sqlite", "a.db", "--query", "select 1", "--user", "ada"]].concat()), 2);
    assert_eq!(code(&["backup", "x.db", "--server", "http://127.0.0.1:9"]), 2, "a backup is made where the data is");
    assert_eq!(code(&["why", "A-1", "A-2", "--data", &data]), 3);
    assert_eq!(code(&["rank", "--data", &machine.path("empty")]), 3, "no workspace yet");
    assert_eq!(code(&["rank", "--workspace", "Nobody", "--data", &data]), 3);
    assert_eq!(code(&["token", "create", "--scope", "read", "--expires-in-days", "0", "--data", &data]), 5);
    assert_eq!(code(&["init", "--data", &data]), 6);
    assert_eq!(code(&["rank", "--server", "http://127.0.0.1:9"]), 7);
    assert_eq!(code(&["import", "github", "no-such-file.json", "--data", &data]), 10);
    assert_eq!(code(&["import-workspace", "no-such-file.json", "--data", &data]), 10);
}

#[test]
fn with_json_errors_are_json_on_stderr_and_stdout_stays_empty() {
    let machine = Machine::new();
    let data = machine.path("data");
    machine.json(&["init", "--data", &data]);
    let failed = machine.run(&["why", "A-1", "A-2", "--json", "--data", &data]);
    assert!(failed.stdout.is_empty());
    let error: Value = serde_json::from_slice(&failed.stderr).unwrap();
    assert_eq!((&error["exit_code"], &error["problem"]["status"]), (&3.into(), &404.into()));
    assert!(error["error"].as_str().is_some_and(|text| !text.is_empty()));
    let failed = machine.run(&["why", "A-1", "A-2", "--data", &data]);
    assert!(String::from_utf8_lossy(&failed.stderr).starts_with("error: "));
}

#[test]
fn a_reader_that_has_had_enough_ends_the_command_in_good_order() {
    let machine = Machine::new();
    let mut command = machine.command(&["openapi"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(command.stdout.take());
    let ended = command.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    assert!(ended.stderr.is_empty());
}
