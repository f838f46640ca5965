//! Any strategy goes into files and comes back, and nothing that a workspace changed is overwritten.

use proptest::{prelude::*, strategy::Strategy as Strategy_};
use serde_json::{Value as Json, json};
use throughline_domain::{
    Currency,
    strategy::files::{Kind, Name, Strategy, Value, check, compare, read, write},
};

use crate::company::{Company, cycles, id, members};

/// Texts with everything that a file could stumble over.
fn any_text() -> impl Strategy_<Value = String> {
    prop_oneof![
        2 => Just(String::new()),
        3 => "[a-zA-Z0-9 .,€ü-]{0,30}",
        3 => "[\"\\\\'\n\r\t #=\\[\\]a\u{1}\u{7f}\u{85}\u{2028}ü]{0,20}",
        1 => any::<String>(),
    ]
}

fn any_line() -> impl Strategy_<Value = String> {
    any_text().prop_map(|text| {
        let line: String = text.chars().filter(|letter| !letter.is_control()).collect();
        if line.trim().is_empty() { "x".to_owned() } else { line.trim().to_owned() }
    })
}

fn any_number() -> impl Strategy_<Value = Option<f64>> {
    prop::option::of(prop_oneof![
        any::<i32>().prop_map(f64::from),
        prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL,
        Just(0.0)
    ])
}

fn any_day() -> impl Strategy_<Value = Option<String>> {
    prop::option::of(
        (1_990..2_090, 1..=12, 1..=28).prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}")),
    )
}

prop_compose! {
    /// A company of up to four things of each kind, with texts, numbers and references as they come.
    fn any_company()(
        counts in prop::array::uniform5(0..4_u128),
        texts in prop::collection::vec(any_text(), 40),
        lines in prop::collection::vec(any_line(), 40),
        numbers in prop::collection::vec(any_number(), 40),
        days in prop::collection::vec(any_day(), 40),
        picks in prop::collection::vec(any::<u8>(), 60),
    ) -> Company {
        let (mut at, mut company) = (0_usize, Company::default());
        let mut next = || { at += 1; at };
        let pick = |place: usize, of: u128| u128::from(picks[place % 60]) % (of + 1);
        let refer = |place: usize, base: u128, of: u128| match pick(place, of) { 0 => Json::Null, n => id(base + n) };
        // What stands first has some of it, and another one the rest, if there is another one and the dice say so.
        let shares = |place: usize, field: &str, first: u128, base: u128, of: u128| {
            let (second, percent) = (base + 1 + pick(place + 7, of - 1), 1 + pick(place + 8, 98));
            let share = |of: u128, percent: u128| json!({ field: id(of), "percent": i64::try_from(percent).unwrap() });
            if second == first { json!([]) } else { json!([share(first, percent), share(second, 100 - percent)]) }
        };
        let one_of = |place: usize, of: &[Json]| of[usize::from(picks[place % 60]) % of.len()].clone();
        let [segments, metrics, objectives, key_results, problems] = counts;
        for number in 1..=segments {
            let n = next();
            company = company.with(Kind::Segment, 100 + number, json!({
                "name": format!("{} {number}", lines[n % 40]), "source": lines[(n + 7) % 40], "churn": f64::from(picks[n % 60]) / 255.0,
                "churn_period": one_of(n, &[json!("year"), json!("month")]),
                "customers": one_of(n + 3, &[json!(null), json!(0), json!(i64::from(picks[n % 60]) * 1_000_003)]),
                "yearly_revenue": { "minor": i64::from(picks[n % 60]) + 1, "currency": "EUR" },
            }));
        }
        for number in 1..=metrics {
            let n = next();
            // The first is the North Star; the others hang on one before them, or on nothing.
            company = company.with(Kind::Metric, 200 + number, json!({
                "name": lines[n % 40], "definition": texts[n % 40], "unit": lines[(n + 1) % 40], "source": lines[(n + 2) % 40],
                "direction": one_of(n, &[json!("up"), json!("down")]), "north_star": number == 1,
                "parent_id": refer(n, 200, number - 1),
                "target": numbers[n % 40], "worth_minor_per_unit_year": numbers[(n + 3) % 40], "target_date": days[n % 40],
                "owner_id": one_of(n + 1, &[Json::Null, id(900)]),
                "refresh": one_of(n, &[Json::Null, json!("daily"), json!("quarterly")]), "against": pick(n + 2, 1) == 1,
                "formula": one_of(n + 3, &[Json::Null, json!("product"), json!("sum")]),
                "strength": one_of(n + 4, &[json!("assumed"), json!("correlated"), json!("tested")]),
            }));
        }
        for number in 1..=objectives {
            let n = next();
            company = company.with(Kind::Objective, 300 + number, json!({
                "key": format!("{}{number}", lines[n % 40]), "title": lines[(n + 4) % 40], "why": texts[(n + 4) % 40],
                "metric_id": refer(n, 200, metrics), "starts_on": days[n % 40], "owner_id": id(900),
                "at_stake": { "minor": u32::from(picks[n % 60]) * 977, "currency": "EUR" },
            }));
        }
        for number in 1..=key_results {
            let n = next();
            if objectives == 0 { continue }
            let kind = one_of(n, &["reach", "keep", "milestones", "yes_no"].map(|kind| json!(kind)));
            let only = |kinds: &[&str], value: Json| if kinds.iter().any(|one| kind == *one) { value } else { Json::Null };
            company = company.with(Kind::KeyResult, 400 + number, json!({
                "key": format!("KR{number}"), "title": lines[(n + 5) % 40], "objective_id": id(301 + pick(n, objectives - 1)),
                "shares": shares(n, "objective_id", 301 + pick(n, objectives - 1), 300, objectives),
                "metric_id": only(&["reach", "keep"], refer(n, 200, metrics)),
                "kind": kind, "start": only(&["reach"], json!(numbers[n % 40])),
                "at_least": only(&["keep"], json!(numbers[(n + 3) % 40].unwrap_or(-1.5))),
                "milestones": only(&["milestones"], json!(format!("One\n{}", lines[(n + 2) % 40]))).as_str().unwrap_or_default(),
                "unit": lines[(n + 6) % 40], "due_on": days[(n + 1) % 40],
                "ambition": one_of(n, &[json!("committed"), json!("aspirational")]),
            }));
        }
        for number in 1..=problems {
            let n = next();
            let results = if objectives == 0 { 0 } else { key_results };
            // Some are part of one before them and serve nothing themselves.
            let parent = if pick(n + 5, 1) == 0 { Json::Null } else { refer(n + 4, 500, number - 1) };
            let serving = |said: Json, nothing: Json| if parent.is_null() { said } else { nothing };
            company = company.with(Kind::Problem, 500 + number, json!({
                "key": format!("P{number}"), "title": lines[(n + 8) % 40], "goal": texts[n % 40], "hypothesis": texts[(n + 9) % 40],
                "expected_effect": texts[(n + 10) % 40], "parent_id": parent,
                "key_result_id": serving(refer(n, 400, results), Json::Null),
                "shares": serving(if pick(n, results) == 0 { json!([]) } else { shares(n, "key_result_id", 400 + pick(n, results), 400, results) }, json!([])),
                "segment_id": refer(n + 1, 100, segments), "due_on": days[(n + 2) % 40],
            }));
        }
        company
    }
}

/// A field of every kind that takes any text.
const FREE: [(Kind, &str, &str); 4] = [
    (Kind::Metric, "definition", "definition"),
    (Kind::Objective, "why", "why"),
    (Kind::KeyResult, "title", "title"),
    (Kind::Problem, "goal", "goal"),
];

fn changed_at_random(strategy: &Strategy, changes: &[(u8, u8, u8)]) -> Strategy {
    let mut other = strategy.clone();
    for (which, field, value) in changes {
        let (kind, _, field) = FREE[usize::from(*field) % FREE.len()];
        let of_kind: Vec<Name> = other.things.keys().filter(|name| name.kind == kind).cloned().collect();
        let Some(name) = of_kind.get(usize::from(*which) % of_kind.len().max(1)) else { continue };
        other.things.get_mut(name).unwrap().fields.insert(field, Value::Text(format!("say {}", value % 3)));
    }
    other
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_strategy_is_read_as_it_was_written_and_written_as_it_was_read(company in any_company()) {
        let told = company.told(None);
        let texts = write(&told, &told);
        let files = read(&texts).map_err(|faults| TestCaseError::fail(format!("{faults:?}\n{texts:?}")))?;
        prop_assert_eq!(&files.strategy, &told.clone().without_ids());
        prop_assert_eq!(&files.lock, &told);
        prop_assert_eq!(write(&files.strategy, &files.lock), texts.clone());
        prop_assert_eq!(check(&files, &members(), &cycles(), Currency::EUR), []);
        prop_assert_eq!(&company.told(Some(&files)), &told);
        let plan = compare(&files, &told, &|_| true);
        prop_assert_eq!(plan.statement(), "Nothing would change.");
        prop_assert_eq!(plan.lock(&files, &told), told);
    }

    #[test]
    fn nothing_that_the_workspace_changed_is_ever_overwritten(
        company in any_company(),
        here in prop::collection::vec(any::<(u8, u8, u8)>(), 0..6),
        there in prop::collection::vec(any::<(u8, u8, u8)>(), 0..6),
    ) {
        let base = company.told(None);
        let workspace = changed_at_random(&base, &here);
        let files = changed_at_random(&base, &there);
        let texts = write(&files, &base);
        let read = read(&texts).map_err(|faults| TestCaseError::fail(format!("{faults:?}")))?;
        let plan = compare(&read, &workspace, &|_| true);
        for (name, now) in &workspace.things {
            for (_, _, field) in FREE.iter().filter(|(kind, _, _)| *kind == name.kind) {
                let (old, new, now) = (base.things[name].fields.get(field), files.things[name].fields.get(field), now.fields.get(field));
                let outcome = plan.outcome.things[name].fields.get(field);
                let about = |handle: &str| handle == name.handle.as_str();
                let disputed = plan.conflicts.iter().any(|conflict| conflict.kind == name.kind && about(&conflict.handle));
                if now == old {
                    prop_assert_eq!(outcome, new);
                } else {
                    prop_assert_eq!(outcome, now);
                    prop_assert!(new == old || new == now || disputed, "{} {} was left without a word", name, field);
                }
            }
        }
    }
}
