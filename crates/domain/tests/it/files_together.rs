//! The files and the workspace put together: each may be right by itself, and both wrong as one.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};
use throughline_domain::{
    Currency,
    strategy::files::{Act, Comparison, Handle, Kind, LOCK_FILE, Name, Texts, check, read},
};

use crate::company::{Company, changed, cycles, id, members};

/// Two metrics that hang on nothing, of which the first is the North Star, and two objectives, the first with a key result.
fn small() -> Company {
    Company::default()
        .with(Kind::Metric, 1, json!({ "name": "Loads", "north_star": true }))
        .with(Kind::Metric, 2, json!({ "name": "Margin" }))
        .with(Kind::Metric, 3, json!({ "name": "Churn" }))
        .with(Kind::Segment, 4, json!({ "name": "mid-market" }))
        .with(Kind::Objective, 5, json!({ "key": "O1", "title": "Keep", "owner_id": id(900) }))
        .with(Kind::Objective, 6, json!({ "key": "O2", "title": "Win" }))
        .with(
            Kind::KeyResult,
            7,
            json!({ "key": "KR1", "title": "Calls", "objective_id": id(5), "start": 1.0, "target": 6.0 }),
        )
}

/// The files without one of their tables.
fn without(texts: &Texts, file: &str, table: &str) -> Texts {
    let mut texts = texts.clone();
    let text = texts.get_mut(file).unwrap();
    let start = text.find(table).unwrap_or_else(|| panic!("{file} has no {table}:\n{text}"));
    let end = text[start..].find("\n\n").map_or(text.len(), |end| start + end + 2);
    text.replace_range(start..end, "");
    texts
}

fn conflicts(plan: &Comparison) -> Vec<&str> {
    plan.conflicts.iter().map(|conflict| conflict.sentence.as_str()).collect()
}

fn order(plan: &Comparison) -> Vec<String> {
    let act = |act: &Act| match act {
        Act::Create(_) => "create",
        Act::Change(_) => "change",
        Act::Withdraw(_) => "delete",
    };
    plan.acts.iter().map(|(name, what)| format!("{} {name}", act(what))).collect()
}

#[test]
fn the_north_star_does_not_go_to_a_metric_that_was_deleted_meanwhile() {
    let moved = changed(&small().export(), "strategy.toml", "loads", "margin");
    assert_eq!(small().plan(&moved).conflicts, []);
    let plan = small().without(2).plan(&moved);
    assert_eq!(
        conflicts(&plan),
        [
            "The metric margin, “Margin” is the North Star on one side and deleted on the other. Bring it back where it was deleted, or choose another North Star."
        ]
    );
    assert_eq!(plan.conflicts[0].fields[0].sentence, "north star: the files say “margin”, the workspace says “loads”");
}

#[test]
fn what_became_the_north_star_meanwhile_is_not_deleted() {
    let texts = without(&small().export(), "metrics.toml", "[metric.margin]");
    assert_eq!(order(&small().plan(&texts)), ["delete metric margin"]);
    let plan = small().set(1, "north_star", false).set(2, "north_star", true).plan(&texts);
    assert_eq!(plan.conflicts.len(), 1, "{:?}", conflicts(&plan));
    assert!(plan.conflicts[0].sentence.contains("is the North Star on one side and deleted on the other"));
}

#[test]
fn what_somebody_hung_on_a_goal_meanwhile_is_not_orphaned() {
    let texts = without(&small().export(), "objectives.toml", "[objective.O1]");
    let texts = without(&texts, "key-results.toml", "[key_result.KR1]");
    assert_eq!(order(&small().plan(&texts)), ["delete key result KR1", "delete objective O1"]);
    let hung = small().with(Kind::KeyResult, 8, json!({ "key": "KR9", "title": "Talks", "objective_id": id(5) }));
    let plan = hung.plan(&texts);
    assert_eq!(
        conflicts(&plan),
        [
            "The key result KR9, “Talks” names in the workspace something that was taken out of the files. Put that back into the files, or let this name another one in the workspace."
        ]
    );
    assert_eq!(plan.conflicts[0].fields[0].workspace.as_deref(), Some("O1"));
    assert_eq!(plan.conflicts[0].fields[0].files, None);
}

#[test]
fn a_record_keeps_what_the_files_cannot_tell() {
    // The metric of the objective was deleted: no file can say so.
    let company = small().set(5, "metric_id", id(99));
    let texts = changed(&company.export(), "objectives.toml", "title = \"Keep\"", "title = \"Keep them\"");
    let plan = company.plan(&texts);
    let name = Name { kind: Kind::Objective, handle: Handle::new("O1") };
    let now = json!({ "key": "O1", "title": "Keep", "metric_id": id(99), "owner_id": id(900), "why": "" });
    let mut then =
        json!({ "key": "O1", "title": "Keep them", "metric_id": null, "owner_id": null, "why": "", "version": 3 });
    plan.keep(&name, &now, &mut then);
    assert_eq!(then["title"], "Keep them");
    assert_eq!((&then["metric_id"], &then["owner_id"], &then["version"]), (&id(99), &id(900), &json!(3)));
}

#[test]
fn a_key_is_free_before_something_else_takes_it() {
    let texts = changed(&small().export(), "objectives.toml", "[objective.O1]", "[objective.growth]\nkey = \"O1\"");
    let texts = changed(&texts, "key-results.toml", "objective = \"O1\"", "objective = \"growth\"");
    let plan = small().plan(&texts);
    assert_eq!(plan.conflicts, []);
    assert_eq!(order(&plan), ["delete objective O1", "create objective growth", "change key result KR1"]);
    // One takes the key that another gives up for one of its own.
    let texts = changed(&small().export(), "objectives.toml", "[objective.O1]", "[objective.O1]\nkey = \"O2\"");
    let texts = changed(&texts, "objectives.toml", "[objective.O2]", "[objective.O2]\nkey = \"O3\"");
    assert_eq!(order(&small().plan(&texts)), ["change objective O2", "change objective O1"]);
}

#[test]
fn two_keys_that_change_places_are_a_conflict() {
    let texts = changed(&small().export(), "objectives.toml", "[objective.O1]", "[objective.O1]\nkey = \"O2\"");
    let texts = changed(&texts, "objectives.toml", "[objective.O2]", "[objective.O2]\nkey = \"O1\"");
    let plan = small().plan(&texts);
    assert_eq!(plan.conflicts.len(), 2);
    assert!(plan.conflicts[0].sentence.contains("round in a circle. Give one of them a key that nothing has"));
}

#[test]
fn a_name_that_the_workspace_gave_meanwhile_is_a_conflict_in_the_plan() {
    let texts = changed(&small().export(), "segments.toml", "name = \"mid-market\"", "name = \"enterprise\"");
    assert_eq!(small().plan(&texts).conflicts, []);
    let plan = small().with(Kind::Segment, 8, json!({ "name": "enterprise" })).plan(&texts);
    assert_eq!(
        conflicts(&plan),
        [
            "The segment mid-market, “enterprise” would have the name “enterprise” of the segment enterprise. Give one of the two another name."
        ]
    );
}

#[test]
fn a_circle_that_both_sides_close_together_is_a_conflict_in_the_plan() {
    let texts =
        changed(&small().export(), "metrics.toml", "name = \"Margin\"", "name = \"Margin\"\nparent = \"churn\"");
    assert_eq!(small().plan(&texts).conflicts, []);
    let plan = small().set(3, "parent_id", id(2)).plan(&texts);
    assert_eq!(plan.conflicts.len(), 1, "{:?}", conflicts(&plan));
    assert!(plan.conflicts[0].sentence.starts_with("The metric margin, “Margin” would stand above itself"));
    let plan = small().set(1, "north_star", false).set(2, "north_star", true).plan(&texts);
    assert!(plan.conflicts[0].sentence.contains("would be the North Star with something above it"));
}

/// The same company with problems one above the other, as many as can stand so, and one that serves the key result.
fn refined() -> Company {
    let whole = json!({ "key": "P1", "title": "Loads are late" });
    (2..=5).fold(small().with(Kind::Problem, 11, whole), |company, number| {
        let part = json!({ "key": format!("P{number}"), "title": "A part", "parent_id": id(9 + number) });
        company.with(Kind::Problem, 10 + number, part)
    })
}

fn faults(texts: &Texts) -> String {
    let files = read(texts).unwrap();
    let faults = check(&files, &members(), &cycles(), Currency::EUR);
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_problem_that_is_part_of_itself_or_too_far_down_is_refused_in_the_files() {
    let texts = refined().export();
    assert_eq!(faults(&texts), "");
    let said = faults(&changed(&texts, "problems.toml", "Loads are late\"", "Loads are late\"\nparent = \"P3\""));
    assert_eq!(said.matches("would stand above itself. Choose a problem that is not below it").count(), 3, "{said}");
    let deep = "\n[problem.P6]\ntitle = \"A part\"\nparent = \"P5\"\n";
    let one_more = |text: &String| format!("{text}{deep}");
    let mut deeper = texts.clone();
    deeper.entry("problems.toml".to_owned()).and_modify(|text| *text = one_more(text));
    let said = faults(&deeper);
    assert!(said.contains("the problem P6 would have 5 problems or more above it"), "{said}");
    let both = changed(&texts, "problems.toml", "parent = \"P1\"", "parent = \"P1\"\nkey_result = \"KR1\"");
    let said = faults(&both);
    assert!(said.contains("A problem that is part of another serves what that one serves"), "{said}");
}

#[test]
fn what_both_sides_make_too_deep_or_serve_twice_together_is_a_conflict_in_the_plan() {
    let company = refined().without(15).with(Kind::Problem, 19, json!({ "key": "P9", "title": "Another" }));
    let texts = changed(&company.export(), "problems.toml", "\"Another\"", "\"Another\"\nparent = \"P4\"");
    assert_eq!(company.plan(&texts).conflicts, []);
    let plan =
        company.clone().with(Kind::Problem, 20, json!({ "key": "P0" })).set(11, "parent_id", id(20)).plan(&texts);
    assert_eq!(plan.conflicts.len(), 1, "{:?}", conflicts(&plan));
    assert!(plan.conflicts[0].sentence.contains("would have too many problems above it"), "{:?}", conflicts(&plan));
    let plan = company.clone().set(11, "parent_id", id(19)).plan(&texts);
    assert!(conflicts(&plan).iter().any(|said| said.contains("would stand above itself")), "{:?}", conflicts(&plan));
    let plan = company.set(19, "key_result_id", id(7)).plan(&texts);
    assert!(conflicts(&plan).iter().any(|said| said.contains("serves what that one serves")), "{:?}", conflicts(&plan));
}

#[test]
fn a_whole_is_made_before_its_parts_and_the_other_way_round_when_they_change_places() {
    let whole = refined();
    let empty = Company::default();
    let texts: Texts = whole.export().into_iter().filter(|(name, _)| name != LOCK_FILE).collect();
    let made = order(&empty.plan(&texts));
    let problems: Vec<&String> = made.iter().filter(|act| act.contains("problem")).collect();
    assert!(problems.is_sorted() && problems.len() == 5, "{made:?}");
    let pair = small().with(Kind::Problem, 11, json!({ "key": "P1" })).with(
        Kind::Problem,
        12,
        json!({ "key": "P2", "parent_id": id(11) }),
    );
    let turned = changed(&pair.export(), "problems.toml", "parent = \"P1\"", "");
    let turned = changed(&turned, "problems.toml", "[problem.P1]", "[problem.P1]\nparent = \"P2\"");
    let plan = pair.plan(&turned);
    assert_eq!(plan.conflicts, []);
    let order = order(&plan);
    assert!(order[0].contains("P2") && order[1].contains("P1"), "what stands alone comes first: {order:?}");
}

#[test]
fn a_deleted_whole_gives_way_to_a_key_result_and_a_deleted_key_result_to_a_whole() {
    let gone = |number: u128, field: &str| refined().without(15).set(number, field, id(99));
    let name = |handle: &str| Name { kind: Kind::Problem, handle: Handle::new(handle) };
    let kept = |company: &Company, texts: &Texts, handle: &str, now: Json, mut then: Json| {
        company.plan(texts).keep(&name(handle), &now, &mut then);
        then
    };
    let orphan = gone(11, "parent_id");
    let texts =
        changed(&orphan.export(), "problems.toml", "Loads are late\"", "Loads are late\"\nkey_result = \"KR1\"");
    let now = json!({ "parent_id": id(99), "key_result_id": null });
    let then = kept(&orphan, &texts, "P1", now, json!({ "parent_id": null, "key_result_id": id(7) }));
    assert_eq!((&then["parent_id"], &then["key_result_id"]), (&Json::Null, &id(7)));
    let alone = gone(11, "key_result_id").with(Kind::Problem, 19, json!({ "key": "P9", "title": "Another" }));
    let texts = changed(&alone.export(), "problems.toml", "Loads are late\"", "Loads are late\"\nparent = \"P9\"");
    let now = json!({ "parent_id": null, "key_result_id": id(99), "shares": [] });
    let then = kept(&alone, &texts, "P1", now, json!({ "parent_id": id(19), "key_result_id": null, "shares": [] }));
    assert_eq!((&then["parent_id"], &then["key_result_id"]), (&id(19), &Json::Null));
    let untouched = changed(&alone.export(), "problems.toml", "Loads are late", "Loads are too late");
    let now = json!({ "parent_id": null, "key_result_id": id(99), "shares": [] });
    let then = kept(&alone, &untouched, "P1", now, json!({ "parent_id": null, "key_result_id": null, "shares": [] }));
    assert_eq!(then["key_result_id"], id(99), "what the files do not touch stays");
}

#[test]
fn a_sentence_that_both_sides_make_impossible_together_is_a_conflict_in_the_plan() {
    let texts = changed(&small().export(), "key-results.toml", "target = 6", "target = 5");
    let plan = small().set(7, "start", 5.0).plan(&texts);
    assert_eq!(plan.conflicts.len(), 1, "{:?}", conflicts(&plan));
    assert!(
        plan.conflicts[0].sentence.contains("with what the workspace changed: target equals the start"),
        "{:?}",
        conflicts(&plan)
    );
}

#[test]
fn an_owner_who_left_keeps_what_they_own_and_is_given_nothing() {
    let gone = |email: &str| email == "mara@nimbus.example";
    let texts = changed(&small().export(), "objectives.toml", "title = \"Keep\"", "title = \"Keep them\"");
    let mut plan = small().plan(&texts);
    plan.check_owners(&gone);
    assert_eq!(plan.conflicts, [], "they own it already");
    let given =
        changed(&texts, "objectives.toml", "title = \"Win\"", "title = \"Win\"\nowner = \"mara@nimbus.example\"");
    let mut plan = small().plan(&given);
    plan.check_owners(&gone);
    assert_eq!(
        conflicts(&plan),
        ["The objective O2, “Win” would belong to somebody who is no longer a member. Name another owner, or none."]
    );
    let mut plan = small().plan(&given);
    plan.check_owners(&|_| false);
    assert_eq!(plan.conflicts, []);
}

#[test]
fn a_lock_gives_no_id_twice() {
    let mut texts = small().export();
    let lock = texts.get_mut(LOCK_FILE).unwrap();
    let (first, second) = (json!(id(5)).to_string(), json!(id(6)).to_string());
    assert!(lock.contains(&second));
    *lock = lock.replace(&second, &first);
    let faults = read(&texts).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert_eq!(
        faults[0].message,
        "The lock gives the objective O2 the id of the objective O1. Take back what was changed in the lock."
    );
}

#[test]
fn things_of_the_same_name_are_known_again_one_by_one() {
    let before = Company::default().with(Kind::Metric, 1, json!({ "name": "Churn" }));
    let mut texts = before.export();
    let more =
        "\n[metric.a]\nname = \"Calls\"\ndirection = \"up\"\n\n[metric.b]\nname = \"Calls\"\ndirection = \"down\"\n";
    texts.get_mut("metrics.toml").unwrap().push_str(more);
    assert_eq!(order(&before.plan(&texts)), ["create metric a", "create metric b"]);
    // Sent again with the lock as it was.
    let after = before.with(Kind::Metric, 2, json!({ "name": "Calls" })).with(
        Kind::Metric,
        3,
        json!({ "name": "Calls", "direction": "down" }),
    );
    assert_eq!(after.plan(&texts).statement(), "Nothing would change.");
}

#[test]
fn metrics_of_the_same_name_are_known_again_in_the_order_in_which_the_tree_is_made() {
    let text = "[metric.a]\nname = \"Calls\"\ndirection = \"up\"\nparent = \"b\"\n\n[metric.b]\nname = \"Calls\"\ndirection = \"up\"\n";
    let texts = Texts::from([("all.toml".to_owned(), text.to_owned())]);
    assert_eq!(order(&Company::default().plan(&texts)), ["create metric b", "create metric a"]);
    let after = Company::default().with(Kind::Metric, 1, json!({ "name": "Calls" })).with(
        Kind::Metric,
        2,
        json!({ "name": "Calls", "parent_id": id(1) }),
    );
    assert_eq!(after.plan(&texts).statement(), "Nothing would change.");
}

#[test]
fn files_of_any_size_are_refused_beyond_ten_thousand_things() {
    let mut text = String::new();
    for number in 0..=10_000 {
        let _ = write!(text, "[problem.P{number}]\ntitle = \"x\"\n");
    }
    let faults = read(&Texts::from([("all.toml".to_owned(), text)])).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].to_string(), "all.toml, line 1: The files tell of 10,001 things; up to 10,000 are read.");
}

#[test]
fn a_deep_tree_is_built_from_its_top() {
    let mut text = String::new();
    for number in (0..3_000).rev() {
        let parent = if number == 0 { String::new() } else { format!("parent = \"m{}\"\n", number - 1) };
        let _ = write!(text, "[metric.m{number}]\nname = \"M\"\ndirection = \"up\"\n{parent}");
    }
    let plan = Company::default().plan(&Texts::from([("all.toml".to_owned(), text)]));
    let made: Vec<Json> = plan.acts.iter().map(|(name, _)| json!(name.handle.as_str())).collect();
    let expected: Vec<Json> = (0..3_000).map(|number| json!(format!("m{number}"))).collect();
    assert_eq!(made, expected);
}
