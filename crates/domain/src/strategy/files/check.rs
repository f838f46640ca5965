//! What must hold for files by themselves, before they are compared with anything.

use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::{
    Currency, Ts,
    check::{Faults, Wrong},
    markets::Segment,
    metrics::Metric,
    people::Member,
    strategy::{
        Cycle, DEEPEST, KeyResult, Objective, Problem,
        files::{
            FileFault, Kind, Name, Read, Resolver, Strategy, Value,
            read::{HEAD, Place},
            rules,
            schema::Form,
        },
    },
};

/// Everything that is wrong with files that could be read, in the order of their lines:
///
/// 1. what a thing names must be in the files, and a member or a cycle be one of the workspace;
/// 2. amounts are in the workspace's currency;
/// 3. no two of a kind have the same key, no two segments the same name;
/// 4. the North Star is a metric of the files with nothing above it, no metric or problem stands above itself, and not too
///    many problems one above the other;
/// 5. each thing by itself is one that could be entered by hand.
pub fn check(files: &Read, members: &[Member], cycles: &[Cycle], currency: Currency) -> Vec<FileFault> {
    let mut faults = Vec::new();
    references(files, members, cycles, &mut faults);
    amounts(files, currency, &mut faults);
    twice(files, &mut faults);
    tree(files, &mut faults);
    each(files, &mut faults);
    faults.sort();
    faults.dedup();
    faults
}

/// Up to how many faults another handle is suggested.
const SUGGESTIONS: usize = 50;

fn references(files: &Read, members: &[Member], cycles: &[Cycle], faults: &mut Vec<FileFault>) {
    let is_live = |given: &str| cycles.iter().any(|cycle| cycle.withdrawn_at.is_none() && cycle.name == given);
    for (name, thing) in &files.strategy.things {
        for (field, named) in name.kind.named(thing) {
            for meant in named.iter().filter(|meant| !files.strategy.things.contains_key(meant)) {
                let (table, handle, near) = (meant.kind.table(), &meant.handle, near(files, meant, faults));
                let message = format!("{field}: there is no [{table}.{handle}] in the files.{near}");
                faults.push(files.place(name, field).fault(message));
            }
        }
        for field in name.kind.fields() {
            let Some(Value::Text(given)) = thing.fields.get(field.name) else { continue };
            let place = files.place(name, field.name);
            match field.form {
                Form::Cycle if !is_live(given) => {
                    let message = format!(
                        "{}: no cycle of the workspace is called \"{given}\". Plan it first, or take this line out.",
                        field.name
                    );
                    faults.push(place.fault(message));
                }
                Form::Member if !members.iter().any(|member| member.email == *given) => {
                    let message = format!(
                        "{}: no member of the workspace has the e-mail address \"{given}\". Invite them first, or take this line out.",
                        field.name
                    );
                    faults.push(place.fault(message));
                }
                _ => {}
            }
        }
    }
}

/// A handle that was probably meant, as long as there are few faults: where everything is wrong it would not help.
fn near(files: &Read, meant: &Name, faults: &[FileFault]) -> String {
    if faults.len() >= SUGGESTIONS {
        return String::new();
    }
    let small = meant.handle.as_str().to_lowercase();
    let like = files.strategy.things.keys().find(|name| {
        let handle = name.handle.as_str().to_lowercase();
        name.kind == meant.kind && (handle == small || handle.starts_with(&small) || small.starts_with(&handle))
    });
    like.map(|name| format!(" Perhaps \"{}\" is meant.", name.handle)).unwrap_or_default()
}

fn amounts(files: &Read, currency: Currency, faults: &mut Vec<FileFault>) {
    for (name, thing) in &files.strategy.things {
        for (field, value) in &thing.fields {
            if let Value::Amount(money) = value
                && money.currency != currency
            {
                let message = format!("{field}: amounts of this workspace are in {currency}. Convert it first.");
                faults.push(files.place(name, field).fault(message));
            }
        }
    }
}

fn twice(files: &Read, faults: &mut Vec<FileFault>) {
    for (field, names) in rules::called_twice(&files.strategy) {
        for (first, name) in names.iter().zip(&names[1..]) {
            let there = files.place(first, field);
            let message = format!(
                "The {first} ({}, line {}) has the {field} \"{}\" already. Choose another.",
                there.file,
                there.line,
                files.strategy.things[*name].text(field)
            );
            faults.push(files.place(name, field).fault(message));
        }
    }
}

fn tree(files: &Read, faults: &mut Vec<FileFault>) {
    let strategy = &files.strategy;
    let star = strategy.north_star.clone().map(|handle| Name { kind: Kind::Metric, handle });
    if let Some(name) = star.filter(|name| !strategy.things.contains_key(name)) {
        let near = near(files, &name, faults);
        let message = format!("north_star: there is no [metric.{}] in the files.{near}", name.handle);
        faults.push(files.star_place().fault(message));
    }
    if let Some(name) = rules::star_below(strategy) {
        let message = format!("The {name} is the North Star, so nothing stands above it. Take its parent out.");
        faults.push(files.place(&name, "parent").fault(message));
    }
    for name in rules::circles(strategy) {
        let noun = name.kind.noun();
        let message = format!("parent: the {name} would stand above itself. Choose a {noun} that is not below it.");
        faults.push(files.place(&name, "parent").fault(message));
    }
    for name in rules::too_deep(strategy) {
        let message = format!(
            "parent: the {name} would have {DEEPEST} problems or more above it; at most {DEEPEST} can stand one above the \
             other. Choose one further up."
        );
        faults.push(files.place(&name, "parent").fault(message));
    }
}

fn each(files: &Read, faults: &mut Vec<FileFault>) {
    for name in files.strategy.things.keys() {
        for (field, message) in single(&files.strategy, name) {
            let place = place_of(files, name, field);
            faults.push(place.fault(format!("{}.", crate::words::capital(&message))));
        }
    }
}

/// What is wrong with a thing by itself: the field of its record, and a sentence without its end.
pub(super) fn single(strategy: &Strategy, name: &Name) -> Vec<(&'static str, String)> {
    // Whom a thing refers to is looked at elsewhere; here every reference stands for somebody, each for another one.
    let somebody = |text: &str| Some(Uuid::from_u128(stand_in(text)));
    let find = Resolver { record: &|name| somebody(name.handle.as_str()), member: &somebody, cycle: &somebody };
    let mut record = strategy.record(name, &find);
    if name.kind == Kind::KeyResult && record["objective_id"].is_null() {
        // One whose objective was deleted may stand in the files as it is; a new one is refused when it is made.
        record["objective_id"] = json!(Uuid::from_u128(2));
    }
    match name.kind {
        Kind::Segment => of::<Segment>(record, Segment::check),
        Kind::Metric => of::<Metric>(record, Metric::check),
        Kind::Objective => of::<Objective>(record, Objective::check),
        Kind::KeyResult => of::<KeyResult>(record, KeyResult::check),
        Kind::Problem => of::<Problem>(record, Problem::check),
    }
}

/// A number for a text: the same for the same (FNV-1a, Fowler, Noll and Vo, of 128 bits).
fn stand_in(text: &str) -> u128 {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    text.bytes().fold(BASIS, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME))
}

fn place_of(files: &Read, name: &Name, record: &str) -> Place {
    let field = name.kind.fields().iter().find(|field| field.record == record);
    files.place(name, field.map_or(HEAD, |field| field.name))
}

fn of<R: DeserializeOwned>(mut record: Json, check: impl Fn(&R) -> Result<(), Faults>) -> Vec<(&'static str, String)> {
    record["id"] = json!(Uuid::from_u128(1));
    record["version"] = json!(1);
    record["created_at"] = json!(Ts::default());
    let faults = match serde_json::from_value::<R>(record) {
        Ok(record) => check(&record).err().unwrap_or_default(),
        Err(error) => return vec![(HEAD, error.to_string())],
    };
    // A North Star with a parent is said by `tree`, in its own words.
    let said = faults.iter().filter(|fault| fault.wrong != Wrong::Itself);
    said.map(|fault| (fault.field, fault.to_string())).collect()
}
