//! Values fetched from the command line, with a secret that is on no command line and on no screen.

use std::{io::Write as _, process::Stdio};

use throughline_test_kit::databases;

use crate::machine::Machine;

#[test]
fn values_are_fetched_from_a_file_that_the_operator_allowed() {
    let machine = Machine::new();
    let (data, source) = (machine.path("data"), databases::sqlite());
    let file = source.folder.join("loads.db");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let made = "create table loads (day text, n integer); insert into loads values ('2026-10-12T03:07:00Z', 40), ('2026-10-13T03:07:00Z', 41)";
    runtime.block_on(databases::sqlite_file(&file, made));
    machine.json(&["demo", "--load-only", "--data", &data]);
    let (file, folder) = (file.display().to_string(), source.folder.display().to_string());
    let run = |args: &[&str], allowed: &str| {
        let args = [&["metrics", "pull"], args, &["--data", &data, "--json"]].concat();
        machine.command(&args).env("THROUGHLINE_ALLOWED_FILES", allowed).output().unwrap()
    };
    let set = ["set", "Active shippers", "--sqlite", &file, "--query", "select day, n from loads"];
    let refused = run(&set, "/nowhere");
    assert_eq!(refused.status.code(), Some(5), "{}", String::from_utf8_lossy(&refused.stderr));
    let preview = run(&[&set[..], &["--preview"]].concat(), &folder);
    let told: serde_json::Value = serde_json::from_slice(&preview.stdout).unwrap();
    assert_eq!((told["new"].as_i64(), told["values"][0]["value"].as_f64()), (Some(2), Some(41.0)));
    assert_eq!(run(&["show", "Active shippers"], &folder).status.code(), Some(3), "a preview keeps nothing");
    assert!(run(&set, &folder).status.success());
    let now = run(&["now", "Active shippers"], &folder);
    let told: serde_json::Value = serde_json::from_slice(&now.stdout).unwrap();
    assert_eq!(told["new"], 2);
    let shown = run(&["show", "Active shippers"], &folder);
    let told: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!((told["attempt"]["taken"].as_i64(), told["pull"]["version"].as_i64()), (Some(2), Some(1)));
    assert!(run(&set, &folder).status.success(), "setting it again changes it");
    assert!(run(&["stop", "Active shippers"], &folder).status.success());
    assert!(run(&["restore", "Active shippers"], &folder).status.success());
}

#[test]
fn a_secret_comes_from_standard_input_or_the_environment_and_is_not_repeated() {
    let machine = Machine::new();
    let data = machine.path("data");
    machine.json(&["demo", "--load-only", "--data", &data]);
    let from = |kind, address| {
        ["metrics", "pull", "set", "Active shippers", kind, address, "--query", "select 1", "--data", &data]
    };
    let set = from("--postgres", "postgres://reader@10.0.0.8/loads");
    let mut piped = machine.command(&[&set[..], &["--secret-stdin"]].concat());
    let mut child = piped.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"plum-7-orbit\n").unwrap();
    let from_pipe = child.wait_with_output().unwrap();
    let with_environment =
        |set: &[&str]| machine.command(set).env("THROUGHLINE_PULL_SECRET", "plum-7-orbit").output().unwrap();
    let from_mysql = with_environment(&from("--mysql", "mysql://reader@10.0.0.8/loads"));
    for output in [from_pipe, with_environment(&set), from_mysql] {
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(5), "{said}");
        assert!(said.contains("not on the public Internet") && !said.contains("plum-7-orbit"), "{said}");
    }
    assert!(!machine.run(&["metrics", "pull", "set", "--help"]).stdout.is_empty());
    let as_argument = machine.run(&[&set[..], &["--secret", "plum-7-orbit"]].concat());
    assert_eq!(as_argument.status.code(), Some(2), "there is no way to write it on the command line");
}
