//! The strategy as files, and goals from documents, on the command line.

use std::fs;

use crate::machine::Machine;

#[test]
fn the_demo_is_exported_twice_alike_changed_planned_and_applied() {
    let machine = Machine::new();
    let (data, dir, other) = (machine.path("data"), machine.path("strategy"), machine.path("other"));
    let run = |args: &[&str]| machine.run(&[args, &["--data", &data]].concat());
    let code = |args: &[&str]| run(args).status.code().unwrap();
    assert_eq!(code(&["demo", "--load-only"]), 0);
    assert_eq!(code(&["strategy", "plan", &dir]), 10, "there is no folder yet");
    assert_eq!(code(&["strategy", "export", &dir]), 0);
    assert_eq!(code(&["strategy", "export", &other]), 0);
    let text = |dir: &str, file: &str| fs::read_to_string(format!("{dir}/{file}")).unwrap();
    let files: Vec<String> =
        fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(files.len(), 7);
    assert!(files.iter().all(|file| text(&dir, file) == text(&other, file)), "the same bytes");
    let plan = machine.json(&["strategy", "plan", &dir, "--data", &data]);
    assert_eq!(plan["changes"].as_array().unwrap().len(), 0);

    let put = |dir: &str, target: &str| {
        let path = format!("{dir}/key-results.toml");
        let changed =
            text(dir, "key-results.toml").replacen("\ntarget = 6\n", &format!("\ntarget = {target}\n# ours\n"), 1);
        fs::write(path, changed).unwrap();
    };
    put(&dir, "5.5");
    put(&other, "5");
    let plan = machine.json(&["strategy", "plan", &dir, "--data", &data]);
    assert_eq!(plan["changes"][0]["fields"][0]["sentence"], "target: 5.5 instead of 6");
    assert_eq!(code(&["strategy", "export", &dir]), 9, "what was not applied is not written over");
    assert_eq!(code(&["strategy", "apply", &dir]), 0);
    assert_eq!(code(&["strategy", "export", &dir]), 0);
    assert!(text(&dir, "key-results.toml").contains("# ours"), "a file that says the same keeps its comments");

    let refused = run(&["strategy", "apply", &other]);
    assert_eq!(refused.status.code(), Some(6));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("target: the files say 5, the workspace says 5.5; it was 6."), "{said}");
    assert_eq!(code(&["strategy", "plan", &other]), 6);
    fs::write(format!("{other}/problems.toml"), "[problem.P1]\ntitel = \"x\"\n").unwrap();
    let broken = run(&["strategy", "apply", &other]);
    assert_eq!(broken.status.code(), Some(5));
    let said = String::from_utf8(broken.stderr).unwrap();
    assert!(said.contains("problems.toml:2: A problem has no \"titel\""), "{said}");
    assert!(said.contains("problems.toml:1: The problem P1 needs a title."), "{said}");
}

#[test]
fn okrs_are_read_from_a_document_once() {
    let machine = Machine::new();
    let (data, document) = (machine.path("data"), machine.path("q1.md"));
    machine.json(&["init", "--data", &data]);
    fs::write(&document, "1. **Be known**\n   - KR: 3 talks by March\n   - KR: Fame\n").unwrap();
    let take = |more: &[&str]| machine.json(&[&["strategy", "import", &document, "--data", &data], more].concat());
    let preview = take(&["--preview", "--ends-on", "2027-03-31"]);
    assert_eq!((preview["new"].as_i64(), preview["measurable"].as_i64()), (Some(3), Some(1)));
    assert_eq!(take(&[])["new"], 3);
    assert_eq!(take(&[])["unchanged"], 3);
    let said = machine.run(&["strategy", "import", &document, "--data", &data]);
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("There is no number in it."), "{said}");
}

#[test]
fn a_problem_is_refined_and_the_line_is_told_through_it() {
    let machine = Machine::new();
    let data = machine.path("data");
    assert_eq!(machine.run(&["demo", "--load-only", "--data", &data]).status.code(), Some(0));
    let refine = |args: &[&str]| machine.run(&[&["strategy", "refine"], args, &["--data", &data]].concat());
    let said = |args: &[&str]| String::from_utf8(refine(args).stdout).unwrap();
    let ranked = machine.json(&["rank", "--data", &data]);
    let ticket = ranked["items"][0]["key"].as_str().unwrap();
    let why = || String::from_utf8(machine.run(&["why", ticket, "--data", &data]).stdout).unwrap();
    let before = why();
    let part = before.lines().find_map(|line| line.trim_start().strip_prefix("□ P")).unwrap();
    let part = format!("P{}", part.split_whitespace().next().unwrap());
    let whole = if part == "P1" { "P2" } else { "P1" };
    assert_eq!(
        said(&[&part.to_lowercase(), whole]),
        format!("{part} is part of {whole} and serves what {whole} serves.\n")
    );
    let signs = |text: &str| text.lines().filter(|line| line.trim_start().starts_with('□')).count();
    assert_eq!((signs(&before), signs(&why())), (1, 2), "{}", why());
    let dir = machine.path("strategy");
    machine.json(&["strategy", "export", &dir, "--data", &data]);
    assert!(fs::read_to_string(format!("{dir}/problems.toml")).unwrap().contains(&format!("parent = \"{whole}\"")));
    for (args, code, why) in [
        (&[whole, &part][..], 5, "This would close a circle."),
        (&["KR1", whole][..], 2, "KR1 is no problem"),
        (&[&part, "P77"][..], 3, "goal"),
        (&[part.as_str()][..], 2, "<WHOLE>"),
    ] {
        let output = refine(args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(why), "{said}");
    }
    assert_eq!(said(&[&part, "--alone"]), format!("{part} is part of no other problem.\n"));
    assert!(why().contains("This problem serves no key result yet."));
    refine(&[&part, whole]);
    let shared = machine.run(&["strategy", "share", &part, "KR1 100%", "--data", &data]);
    assert_eq!(String::from_utf8(shared.stdout).unwrap(), format!("{part} serves KR1 100%.\n"), "and is part of none");
    assert_eq!(signs(&why()), 1);
}

#[test]
fn a_key_result_is_shared_in_the_words_of_the_files() {
    let machine = Machine::new();
    let data = machine.path("data");
    assert_eq!(machine.run(&["demo", "--load-only", "--data", &data]).status.code(), Some(0));
    let share = |goal: &str, shares: &str| machine.run(&["strategy", "share", goal, shares, "--data", &data]);
    let said = |goal: &str, shares: &str| String::from_utf8(share(goal, shares).stdout).unwrap();
    assert_eq!(said("kr1", "O1 60%, O3 40"), "KR1 counts for O1 60%, O3 40%.\n");
    assert_eq!(said("P1", "KR2 55%, KR3 45%"), "P1 serves KR2 55%, KR3 45%.\n");
    let dir = machine.path("strategy");
    machine.json(&["strategy", "export", &dir, "--data", &data]);
    let file = |name: &str| fs::read_to_string(format!("{dir}/{name}")).unwrap();
    assert!(file("key-results.toml").contains("shares = \"O1 60%, O3 40%\""));
    assert!(file("problems.toml").contains("shares = \"KR2 55%, KR3 45%\""));
    assert_eq!(said("KR1", "O3 100%"), "KR1 counts for O3 100%.\n", "all of it, for another than before");

    for (goal, shares, code, why) in [
        ("KR1", "O1 and O2", 2, "write it as"),
        ("KR1", "O1 60%, O2 50%", 5, "110%"),
        ("KR1", "O1 50%, O77 50%", 3, "There is no objective \"O77\"."),
        ("O1", "O1 50%, O2 50%", 2, "neither a key result nor a problem"),
    ] {
        let output = share(goal, shares);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(why), "{said}");
    }
}
