//! Instance files, without any data.

use serde_json::{Value, json};

use crate::machine::Machine;

/// One team, an enabler worth nothing before what is worth most, and something that is quick.
fn roadmap() -> Value {
    json!({
        "format": "throughline-roadmap-v1",
        "teams": [{ "id": 0, "tracks": 1 }],
        "items": [
            { "options": [[0, 2]], "cost": [[0, 0, 5]] },
            { "options": [[0, 1]], "cost": [[0, 0, 0]] },
            { "options": [[0, 1]], "cost": [[0, 0, 100]], "preds": [1] },
        ],
    })
}

fn written(machine: &Machine, name: &str, content: &Value) -> String {
    let path = machine.path(name);
    std::fs::write(&path, content.to_string()).unwrap();
    path
}

#[test]
fn a_file_is_planned_and_the_plan_costs_what_was_said() {
    let machine = Machine::new();
    let file = written(&machine, "roadmap.json", &roadmap());
    let found = machine.json(&["schedule", &file, "--steps", "1000"]);
    assert_eq!((&found["cost"], &found["plan"]), (&220.into(), &json!([[2, 0], [0, 0], [1, 0]])));
    assert!(found["bound"].as_i64().unwrap() <= 220 && found["cpu_seconds"].is_f64() && found["steps"].is_u64());
    for plan in [&found, &found["plan"]] {
        let plan = written(&machine, "plan.json", plan);
        assert_eq!(machine.json(&["schedule", "--evaluate", &plan, &file]), json!({ "cost": 220 }));
    }
    let shown = String::from_utf8(machine.run(&["schedule", &file, "--seconds", "0.1"]).stdout).unwrap();
    assert!(shown.starts_with("Costs 220"), "{shown}");
    let order: Vec<&str> = shown.lines().skip(3).map(|line| line.split_whitespace().nth(2).unwrap()).collect();
    assert_eq!(order, ["1", "2", "0"]);
}

#[test]
fn a_plan_that_cannot_be_carried_out_is_told_why() {
    let machine = Machine::new();
    let file = written(&machine, "roadmap.json", &roadmap());
    let plan = written(&machine, "plan.json", &json!([[0, 0], [1, 0], [2, 0]]));
    let failed = machine.run(&["schedule", "--evaluate", &plan, &file]);
    let said = String::from_utf8(failed.stderr).unwrap();
    assert_eq!(failed.status.code(), Some(8), "{said}");
    assert!(said.contains("team 0 would work on more than 1 items at once on day 1"), "{said}");
}

#[test]
fn a_file_that_cannot_be_planned_is_told_why() {
    let machine = Machine::new();
    let refused = |content: &str| {
        let path = machine.path("file");
        std::fs::write(&path, content).unwrap();
        let failed = machine.run(&["schedule", &path]);
        (failed.status.code().unwrap(), String::from_utf8(failed.stderr).unwrap())
    };
    let mut circle = roadmap();
    circle["items"][1]["preds"] = json!([2]);
    let (code, said) = refused(&circle.to_string());
    assert!(code == 5 && said.contains("1 → 2") | said.contains("2 → 1"), "{said}");
    let (code, said) = refused("{\"format\": \"throughline-roadmap-v1\"}");
    assert!(code == 5 && said.contains("missing field `teams`"), "{said}");
    let (code, said) = refused("not even JSON");
    assert!(code == 5 && said.contains("line 1"), "{said}");
    assert_eq!(machine.run(&["schedule", "no-such-file"]).status.code(), Some(10));
    let file = written(&machine, "roadmap.json", &roadmap());
    assert_eq!(machine.run(&["schedule", &file, "--seconds", "-1"]).status.code(), Some(2));
    let short = written(&machine, "plan.json", &json!([[0, 0]]));
    assert_eq!(machine.run(&["schedule", "--evaluate", &short, &file]).status.code(), Some(8));
    let shapeless = written(&machine, "plan.json", &json!({ "order": [1, 2] }));
    assert_eq!(machine.run(&["schedule", "--evaluate", &shapeless, &file]).status.code(), Some(5));
}

#[test]
fn the_same_seed_and_steps_give_the_same_plan_on_any_number_of_threads() {
    let machine = Machine::new();
    let file = written(&machine, "roadmap.json", &roadmap());
    let plan =
        |threads: &str| machine.json(&["schedule", &file, "--steps", "500", "--threads", threads])["plan"].clone();
    assert_eq!(plan("1"), plan("4"));
}

#[test]
fn a_line_is_proved_best_when_a_proof_is_asked_for() {
    let machine = Machine::new();
    // Processing times, weights and due dates of six jobs.
    let file = machine.path("wt6.txt");
    std::fs::write(&file, "3 5 2 4 6 1\n2 4 1 3 5 2\n4 5 6 7 8 9\n").unwrap();
    let found = |more: &[&str]| {
        let arguments = [&["schedule", &file, "--format", "orlib-wt", "--seconds", "5"], more].concat();
        machine.json(&arguments)
    };
    let (quick, proved) = (found(&[]), found(&["--prove"]));
    assert_eq!(quick["cost"], proved["cost"]);
    assert!(quick["bound"].as_i64() <= proved["bound"].as_i64());
    assert_eq!((&proved["bound"], &proved["gap"]), (&proved["cost"], &0.0.into()));
}
