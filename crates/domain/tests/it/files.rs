//! The strategy as files: written and read without loss, compared on three sides, faults with their lines.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use throughline_domain::{
    Currency,
    strategy::files::{Handle, Kind, LOCK_FILE, Strategy, Texts, check, compare, read},
};
use uuid::Uuid;

use crate::company::{Company, changed, cycles, id, members};

/// The upper half of a small company.
fn nimbus() -> Company {
    Company::default()
        .with(Kind::Metric, 1, json!({ "name": "Loads on time", "north_star": true, "formula": "product", "owner_id": id(900) }))
        .with(Kind::Metric, 2, json!({ "name": "Churn", "direction": "down", "parent_id": id(1), "strength": "tested" }))
        .with(Kind::Segment, 3, json!({ "name": "mid-market", "churn": 0.11, "customers": 85, "yearly_revenue": { "minor": 100_000_050, "currency": "EUR" } }))
        .with(Kind::Objective, 4, json!({ "key": "O2", "title": "Keep them", "metric_id": id(2), "cycle_id": id(800), "ends_on": "2026-12-31" }))
        .with(Kind::KeyResult, 5, json!({ "key": "KR3", "title": "Churn from 11% to 6%", "objective_id": id(4), "start": 11.0, "target": 6.0, "unit": "%" }))
        .with(Kind::Problem, 6, json!({ "key": "P4", "title": "Three features", "key_result_id": id(5), "segment_id": id(3), "goal": "Sell more.\nIn Q4." }))
}

fn faults(texts: &Texts) -> Vec<String> {
    match read(texts) {
        Ok(files) => check(&files, &members(), &cycles(), Currency::EUR).iter().map(ToString::to_string).collect(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

fn one(text: &str) -> Texts {
    Texts::from([("strategy.toml".to_owned(), text.to_owned())])
}

#[test]
fn an_export_reads_like_what_a_person_would_write() {
    let texts = nimbus().export();
    let told = |file: &str| texts[file].split_once("\n\n").unwrap().1.to_owned();
    assert_eq!(told("strategy.toml"), "[strategy]\nformat = 1\nnorth_star = \"loads-on-time\"\n");
    assert_eq!(
        told("problems.toml"),
        "[problem.P4]\ntitle = \"Three features\"\nkey_result = \"KR3\"\ngoal = \"\"\"\nSell more.\nIn Q4.\"\"\"\nsegment = \"mid-market\"\n"
    );
    assert_eq!(
        told("key-results.toml"),
        "[key_result.KR3]\ntitle = \"Churn from 11% to 6%\"\nobjective = \"O2\"\nstart = 11\ntarget = 6\nunit = \"%\"\nambition = \"committed\"\n"
    );
    assert!(told("segments.toml").contains("yearly_revenue = \"EUR 1000000.50\"\ncustomers = 85\nchurn = 0.11\n"));
    assert!(told("metrics.toml").contains("owner = \"mara@nimbus.example\""));
    assert!(texts[LOCK_FILE].contains(&format!("[lock.problem.P4]\nid = \"{}\"\ntitle", Uuid::from_u128(6))));
}

#[test]
fn every_field_of_every_record_is_in_the_files() {
    // What a record has and no file tells: which record it is, and how it came about.
    let silent = BTreeSet::from(["id", "version", "created_at", "withdrawn_at", "north_star"]);
    let full = nimbus();
    let find = throughline_domain::strategy::files::Resolver { record: &|_| None, member: &|_| None, cycle: &|_| None };
    let told = full.told(None);
    for (name, thing) in &told.things {
        let by_files = told.record(name, &find);
        let records: [Vec<Json>; 2] = [full.records[&name.kind].clone(), Vec::new()];
        let record = records.concat().into_iter().find(|record| record["id"] == json!(thing.id)).unwrap();
        let whole: Json = match name.kind {
            Kind::Segment => json!(serde_json::from_value::<throughline_domain::markets::Segment>(record).unwrap()),
            Kind::Metric => json!(serde_json::from_value::<throughline_domain::metrics::Metric>(record).unwrap()),
            Kind::Objective => {
                json!(serde_json::from_value::<throughline_domain::strategy::Objective>(record).unwrap())
            }
            Kind::KeyResult => {
                json!(serde_json::from_value::<throughline_domain::strategy::KeyResult>(record).unwrap())
            }
            Kind::Problem => json!(serde_json::from_value::<throughline_domain::strategy::Problem>(record).unwrap()),
        };
        for field in whole.as_object().unwrap().keys().filter(|field| !silent.contains(field.as_str())) {
            assert!(by_files.get(field).is_some(), "{name}: {field} is in the record and in no file");
        }
    }
}

#[test]
fn an_untouched_export_would_change_nothing() {
    let company = nimbus();
    let plan = company.plan(&company.export());
    assert_eq!(plan.statement(), "Nothing would change.");
    assert!(
        plan.changes.is_empty() && plan.in_workspace.is_empty() && plan.conflicts.is_empty() && plan.acts.is_empty()
    );
}

#[test]
fn line_ends_of_another_system_change_nothing() {
    let company = nimbus();
    let windows = company.export().into_iter().map(|(file, text)| (file, text.replace('\n', "\r\n"))).collect();
    assert_eq!(company.plan(&windows).statement(), "Nothing would change.");
}

#[test]
fn a_change_in_the_files_alone_is_told_field_by_field() {
    let company = nimbus();
    let texts = company.export();
    let texts = changed(&texts, "key-results.toml", "target = 6", "target = 5.5");
    let texts = changed(&texts, "problems.toml", "[problem.P4]", "[problem.P9]\ntitle = \"Another\"\n\n[problem.P4]");
    let plan = company.plan(&texts);
    assert_eq!(plan.statement(), "This would create one thing and change one thing.");
    let sentences: Vec<&str> = plan.changes.iter().map(|change| change.sentence.as_str()).collect();
    assert_eq!(sentences, ["Change the key result KR3, “Churn from 11% to 6%”", "Create the problem P9, “Another”"]);
    let field = &plan.changes[0].fields[0];
    assert_eq!((field.before.as_deref(), field.after.as_deref()), (Some("6"), Some("5.5")));
    assert_eq!(field.sentence, "target: 5.5 instead of 6");
}

#[test]
fn a_change_in_the_workspace_alone_is_told_and_left() {
    let texts = nimbus().export();
    let company = nimbus().set(5, "target", json!(5.0)).without(6).with(Kind::Problem, 7, json!({ "key": "P5" }));
    let plan = company.plan(&texts);
    assert!(plan.changes.is_empty() && plan.conflicts.is_empty() && plan.acts.is_empty());
    let sentences: Vec<&str> = plan.in_workspace.iter().map(|change| change.sentence.as_str()).collect();
    assert_eq!(
        sentences,
        [
            "The key result KR3, “Churn from 11% to 6%”, was changed in the workspace only, and stays so",
            "The problem P4, “Three features”, was deleted in the workspace, and stays so; take it out of the files",
            "The problem P5, “T”, is new in the workspace and not in the files",
        ]
    );
}

#[test]
fn a_change_on_both_sides_is_a_conflict_that_names_both_values() {
    let texts = changed(&nimbus().export(), "key-results.toml", "target = 6", "target = 5.5");
    let company = nimbus().set(5, "target", json!(5.0)).set(5, "unit", json!("% a year"));
    let plan = company.plan(&texts);
    assert_eq!(plan.conflicts.len(), 1);
    let field = &plan.conflicts[0].fields[0];
    assert_eq!(field.sentence, "target: the files say 5.5, the workspace says 5; it was 6");
    assert_eq!(plan.in_workspace[0].fields[0].field, "unit", "the other field is not disputed");
    assert!(plan.statement().starts_with("Nothing can be applied: one thing is in conflict."));
    let same = nimbus().set(5, "target", json!(5.5)).plan(&texts);
    assert_eq!(same.statement(), "Nothing would change.", "both sides agree");
}

#[test]
fn what_is_deleted_on_one_side_and_changed_on_the_other_is_a_conflict() {
    let texts = nimbus().export();
    let cut = texts["problems.toml"].find("[problem.P4]").unwrap();
    let mut shorter = texts.clone();
    shorter.get_mut("problems.toml").unwrap().truncate(cut);
    assert_eq!(
        nimbus().plan(&shorter).changes[0].sentence,
        "Delete the problem P4, “Three features”; it can be brought back for 30 days"
    );
    let plan = nimbus().set(6, "title", json!("Two features")).plan(&shorter);
    assert_eq!(plan.conflicts[0].fields[0].workspace.as_deref(), Some("Two features"));
    let retold = changed(&texts, "problems.toml", "Three features", "Four features");
    let plan = nimbus().without(6).plan(&retold);
    assert!(plan.conflicts[0].sentence.contains("was changed in the files and deleted in the workspace"));
}

#[test]
fn the_north_star_has_one_place_on_three_sides() {
    let texts = nimbus().export();
    let moved = changed(&texts, "strategy.toml", "loads-on-time", "churn");
    let moved = changed(&moved, "metrics.toml", "parent = \"loads-on-time\"\n", "");
    let plan = nimbus().plan(&moved);
    let star: Vec<&str> =
        plan.changes.iter().flat_map(|change| &change.fields).map(|field| field.sentence.as_str()).collect();
    assert_eq!(
        star,
        ["parent: nothing any more; it was “loads-on-time”", "north star: “churn” instead of “loads-on-time”"]
    );
    assert_eq!(plan.outcome.north_star, Some(Handle::new("churn")));
    let elsewhere = nimbus().with(Kind::Metric, 8, json!({ "name": "Margin", "north_star": true })).set(
        1,
        "north_star",
        json!(false),
    );
    assert_eq!(elsewhere.plan(&texts).in_workspace.len(), 2, "a new metric, and the mark on it");
    let plan = elsewhere.plan(&moved);
    assert_eq!(
        plan.conflicts[0].fields[0].sentence,
        "north star: the files say “churn”, the workspace says “margin”; it was “loads-on-time”"
    );
    assert_eq!(plan.outcome.north_star, Some(Handle::new("margin")));
}

#[test]
fn a_tree_turned_upside_down_is_built_from_its_new_top() {
    let texts = changed(&nimbus().export(), "strategy.toml", "loads-on-time", "churn");
    let texts = changed(&texts, "metrics.toml", "parent = \"loads-on-time\"\n", "");
    let texts =
        changed(&texts, "metrics.toml", "name = \"Loads on time\"", "name = \"Loads on time\"\nparent = \"churn\"");
    let plan = nimbus().plan(&texts);
    let order: Vec<String> = plan.acts.iter().map(|(name, _)| name.to_string()).collect();
    assert_eq!(order, ["metric churn", "metric loads-on-time"]);
}

#[test]
fn files_of_another_workspace_make_everything_with_the_ids_it_had() {
    let texts = nimbus().export();
    let files = read(&texts).unwrap();
    let plan = compare(&files, &Strategy::default(), &|_| false);
    assert_eq!(
        (plan.changes.len(), plan.conflicts.len(), plan.in_workspace.len()),
        (7, 0, 0),
        "six things and the mark"
    );
    assert_eq!(plan.acts.len(), 6);
    assert_eq!(plan.lock(&files, &nimbus().told(None)), files.lock);
    // The same ids in a workspace that once had them were deleted there.
    let gone = compare(&files, &Strategy::default(), &|_| true);
    assert!(gone.acts.is_empty());
}

#[test]
fn files_without_a_lock_overwrite_nothing() {
    let mut texts = nimbus().export();
    texts.remove(LOCK_FILE);
    let plan = nimbus().plan(&texts);
    assert_eq!(plan.statement(), "Nothing would change.");
    let plan = nimbus().set(4, "why", json!("Because")).plan(&texts);
    assert_eq!(plan.conflicts[0].fields[0].field, "why");
    // A handle of one's own is matched by the name.
    let named = changed(&texts, "segments.toml", "[segment.mid-market]", "[segment.mm]");
    let named = changed(&named, "problems.toml", "segment = \"mid-market\"", "segment = \"mm\"");
    assert_eq!(nimbus().plan(&named).statement(), "Nothing would change.");
}

#[test]
fn a_lock_after_an_apply_still_knows_what_only_the_workspace_changed() {
    let texts = changed(&nimbus().export(), "key-results.toml", "target = 6", "target = 5.5");
    let company = nimbus().set(5, "unit", json!("% a year"));
    let files = read(&texts).unwrap();
    let plan = company.plan(&texts);
    let after = company.set(5, "target", json!(5.5));
    let lock = plan.lock(&files, &after.told(Some(&files)));
    let mut next = texts.clone();
    next.insert(LOCK_FILE.to_owned(), throughline_domain::strategy::files::lock(&lock));
    let again = after.plan(&next);
    assert!(again.changes.is_empty() && again.conflicts.is_empty());
    assert_eq!(again.in_workspace[0].fields[0].sentence, "unit: “% a year” instead of “%”");
}

#[test]
fn what_refers_to_something_deleted_elsewhere_is_not_written() {
    let texts = changed(
        &nimbus().export(),
        "problems.toml",
        "[problem.P4]",
        "[problem.P5]\ntitle = \"New\"\nsegment = \"mid-market\"\n\n[problem.P4]",
    );
    let plan = nimbus().without(3).set(6, "segment_id", Json::Null).plan(&texts);
    assert_eq!(plan.conflicts.len(), 1);
    assert!(plan.conflicts[0].sentence.starts_with("The problem P5, “New” names something that is deleted"));
}

#[test]
fn all_faults_are_told_at_once_with_their_file_and_line() {
    let text = "[strategy]\nformat = 2\n\n[metric.loads]\nname = \"Loads\"\ndirection = \"sideways\"\n\n[metric.churn]\nnmae = \"Churn\"\ntarget = \"many\"\n\n[goal.O1]\n";
    assert_eq!(
        faults(&one(text)),
        [
            "strategy.toml, line 2: These files are of a format that is not known here; this program reads format = 1.",
            "strategy.toml, line 6: direction: \"sideways\" is not possible; write \"up\" or \"down\".",
            "strategy.toml, line 8: The metric churn needs a name.",
            "strategy.toml, line 8: The metric churn needs direction = \"up\" or \"down\".",
            "strategy.toml, line 9: A metric has no \"nmae\"; it has name, unit, definition, direction, parent, strength, against, formula, target, target_date, worth_minor_per_unit_year, owner, source and refresh.",
            "strategy.toml, line 10: target: write a number, without quotes.",
            "strategy.toml, line 12: \"goal\" is no kind of thing; there is segment, metric, objective, key_result, problem and strategy.",
        ]
    );
    let broken = Texts::from([
        ("a.toml".to_owned(), "[problem.P1]\ntitle = \"x\n".to_owned()),
        ("b.toml".to_owned(), "[problem.P2]\ntitle = x\n".to_owned()),
    ]);
    let said = faults(&broken);
    assert!(said[0].starts_with("a.toml, line 2: This is not TOML"), "{said:?}");
    assert!(said.iter().any(|fault| fault.starts_with("b.toml, line 2: This is not TOML")), "{said:?}");
}

#[test]
fn what_cannot_hold_is_told_with_its_line() {
    let texts = nimbus().export();
    let of = |file: &str, from: &str, to: &str| faults(&changed(&texts, file, from, to)).join("\n");
    let said = of("problems.toml", "key_result = \"KR3\"", "key_result = \"kr3\"");
    assert!(
        said.contains(
            "problems.toml, line 7: key_result: there is no [key_result.kr3] in the files. Perhaps \"KR3\" is meant."
        ),
        "{said}"
    );
    let said = of("metrics.toml", "mara@", "nobody@");
    assert!(said.contains("Invite them first"), "{said}");
    let said = of("segments.toml", "EUR 1000000.50", "USD 1");
    assert!(said.contains("amounts of this workspace are in EUR"), "{said}");
    let said = of("segments.toml", "EUR 1000000.50", "EUR 1.005");
    assert!(said.contains("\"1.005\" is no amount in EUR"), "{said}");
    let said = of("key-results.toml", "target = 6", "target = 11");
    assert!(said.contains("Target equals the start"), "{said}");
    let said = of("segments.toml", "churn = 0.11", "churn = 11");
    assert!(said.contains("Churn is 11; from 0 to 1 is possible"), "{said}");
    let said = of("segments.toml", "customers = 85", "customers = 8.5");
    assert!(said.contains("write a whole number from 0 on"), "{said}");
    let said = of("metrics.toml", "name = \"Loads on time\"", "name = \"Loads on time\"\nparent = \"churn\"");
    assert!(said.contains("is the North Star, so nothing stands above it"), "{said}");
    assert!(said.contains("would stand above itself"), "{said}");
    let twice = changed(
        &texts,
        "problems.toml",
        "[problem.P4]",
        "[problem.other]\nkey = \"P4\"\ntitle = \"x\"\n\n[problem.P4]",
    );
    assert!(faults(&twice).join("\n").contains("has the key \"P4\" already"), "{:?}", faults(&twice));
}

#[test]
fn a_lock_in_its_own_file_goes_before_one_in_a_single_document() {
    let texts = nimbus().export();
    let whole = Texts::from([("all.toml".to_owned(), texts.values().cloned().collect::<Vec<_>>().join("\n"))]);
    assert_eq!(nimbus().plan(&whole).statement(), "Nothing would change.");
    let mut both = whole.clone();
    both.insert(LOCK_FILE.to_owned(), texts[LOCK_FILE].replace("target = 6", "target = 7"));
    let plan = nimbus().plan(&both);
    assert_eq!(plan.statement(), "Nothing would change.", "files and workspace agree, whatever they were based on");
    assert_eq!(read(&both).unwrap().lock.things.len(), 6);
}

#[test]
fn a_thing_in_two_files_is_told_with_both_places() {
    let mut texts = nimbus().export();
    texts.insert("zz.toml".to_owned(), "[problem.P4]\ntitle = \"x\"\n".to_owned());
    let said = faults(&texts);
    assert!(said[0].contains("zz.toml, line 1: The problem P4 stands in problems.toml, line "), "{said:?}");
}

#[test]
fn an_objective_names_its_cycle_which_the_workspace_has() {
    let texts = nimbus().export();
    assert!(texts["objectives.toml"].contains("cycle = \"2026-Q4\""), "{}", texts["objectives.toml"]);
    let other = changed(&texts, "objectives.toml", "cycle = \"2026-Q4\"", "cycle = \"2027-Q1\"");
    let said = faults(&other);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0]
            .ends_with("cycle: no cycle of the workspace is called \"2027-Q1\". Plan it first, or take this line out."),
        "{}",
        said[0]
    );
}

/// With a key result that counts for two objectives, 4 and 7.
fn shared() -> Company {
    let shares = json!([{ "objective_id": id(4), "percent": 60 }, { "objective_id": id(7), "percent": 40 }]);
    nimbus().with(Kind::Objective, 7, json!({ "key": "O3", "title": "Sell more" })).set(5, "shares", shares)
}

#[test]
fn shares_that_are_typed_in_another_way_are_the_same_shares() {
    let company = shared();
    for typed in ["O2 60, O3 40", "O2 60%,O3 40%", "O2  060%, O3 40%"] {
        let texts = changed(&company.export(), "key-results.toml", "O2 60%, O3 40%", typed);
        assert_eq!(company.plan(&texts).statement(), "Nothing would change.", "{typed}");
    }
    // Once they are applied, the workspace tells what the files mean.
    let typed = changed(&company.export(), "key-results.toml", "O2 60%, O3 40%", "O2 70, O3 30");
    let shares = json!([{ "objective_id": id(4), "percent": 70 }, { "objective_id": id(7), "percent": 30 }]);
    let plan = company.set(5, "shares", shares).plan(&typed);
    assert_eq!(plan.statement(), "Nothing would change.");
}

#[test]
fn shares_of_which_one_was_deleted_are_left_as_they_are() {
    let company = shared().without(7);
    let texts = company.export();
    assert!(!texts["key-results.toml"].contains("\nshares = "), "{}", texts["key-results.toml"]);
    assert_eq!(company.plan(&texts).statement(), "Nothing would change.");
    let retitled = changed(&texts, "key-results.toml", "Churn from 11% to 6%", "Churn to 6%");
    let plan = company.plan(&retitled);
    assert_eq!((plan.conflicts.len(), plan.acts.len()), (0, 1));
    let name = plan.acts[0].0.clone();
    let now = shared().records[&Kind::KeyResult][0].clone();
    let mut then = json!({ "title": "Churn to 6%", "shares": [] });
    plan.keep(&name, &now, &mut then);
    assert_eq!((&then["title"], &then["shares"]), (&json!("Churn to 6%"), &now["shares"]));
}

#[test]
fn shares_that_name_what_was_deleted_elsewhere_are_a_conflict_in_the_plan() {
    let texts = shared().export();
    let new = "[key_result.KR4]\ntitle = \"Talks\"\nobjective = \"O2\"\nshares = \"O2 50%, O3 50%\"\nambition = \"committed\"\n\n[key_result.KR3]";
    let more = changed(&texts, "key-results.toml", "[key_result.KR3]", new);
    assert_eq!(shared().plan(&more).conflicts, []);
    let plan = shared().without(7).plan(&more);
    let [conflict] = plan.conflicts.as_slice() else { panic!("{:?}", plan.conflicts) };
    assert!(
        conflict.sentence.starts_with("The key result KR4, “Talks” names something that is deleted"),
        "{}",
        conflict.sentence
    );
    assert_eq!(
        (conflict.fields[0].field.as_str(), conflict.fields[0].files.as_deref()),
        ("shares", Some("O2 50%, O3 50%"))
    );
}

#[test]
fn a_goal_for_which_something_counts_meanwhile_is_not_deleted() {
    let company = || nimbus().with(Kind::Objective, 7, json!({ "key": "O3", "title": "Sell more" }));
    let texts = company().export();
    let less = changed(&texts, "objectives.toml", "\n[objective.O3]\ntitle = \"Sell more\"\n", "");
    assert_eq!(company().plan(&less).conflicts, []);
    let plan = shared().plan(&less);
    let [conflict] = plan.conflicts.as_slice() else { panic!("{:?}", plan.conflicts) };
    assert!(conflict.sentence.contains("names in the workspace something that was taken out"), "{}", conflict.sentence);
    assert_eq!(conflict.fields[0].workspace.as_deref(), Some("O2 60%, O3 40%"));
}

#[test]
fn shares_without_end_are_refused_and_another_handle_is_suggested_for_the_first_faults_only() {
    let many: Vec<String> = (0..5).map(|number| format!("O{number} 20%")).collect();
    let said = faults(&changed(&shared().export(), "key-results.toml", "O2 60%, O3 40%", &many.join(", ")));
    assert!(said[0].ends_with("shares: name up to 4."), "{said:?}");
    let mut texts = shared().export();
    for number in 0..40 {
        let more = format!(
            "\n[key_result.X{number}]\ntitle = \"x\"\nobjective = \"O2\"\nshares = \"o2 25%, O2x 25%, o3 25%, O3x 25%\"\nambition = \"committed\"\n"
        );
        texts.get_mut("key-results.toml").unwrap().push_str(&more);
    }
    let said = faults(&texts);
    let of_names = said.iter().filter(|fault| fault.contains("there is no [objective.")).count();
    assert_eq!((of_names, said.iter().filter(|fault| fault.contains("Perhaps")).count()), (160, 50));
}

#[test]
fn a_handle_that_shares_could_not_name_is_refused() {
    for handle in ["O1, O2", " O1", ""] {
        let said = faults(&one(&format!("[objective.\"{handle}\"]\ntitle = \"x\"\n")));
        assert_eq!(
            said,
            [
                "strategy.toml, line 1: A handle has no comma, and no space before or behind it, so that shares can name it."
            ]
        );
    }
    assert_eq!(faults(&one("[objective.\"O 1\"]\ntitle = \"x\"\n")), Vec::<String>::new());
}

#[test]
fn shares_of_goals_are_in_the_files_and_must_add_up() {
    let company = shared();
    let texts = company.export();
    assert!(texts["key-results.toml"].contains("shares = \"O2 60%, O3 40%\""), "{}", texts["key-results.toml"]);
    assert_eq!(company.plan(&texts).statement(), "Nothing would change.");
    let wrong = |to: &str| {
        let said = faults(&changed(&texts, "key-results.toml", "O2 60%, O3 40%", to));
        let [one] = said.as_slice() else { panic!("{said:?}") };
        one.split_once(": ").unwrap().1.to_owned()
    };
    assert_eq!(wrong("O2 60%, O3 30%"), "Shares add up to 90%; together they must be 100%.");
    assert!(wrong("O2 60%, O9 40%").starts_with("shares: there is no [objective.O9] in the files."));
    assert!(wrong("half each").contains("write it as \"HANDLE 60%, HANDLE 40%\""));
}
