//! One noun, every room: the slices, their order, and a page for each.

use std::collections::BTreeSet;

use crate::House;

/// The home of the order.
const ORDER: &str = "crates/domain/src/lib.rs";

/// Slices with pages that have no nouns of their own in `domain`.
const WITHOUT_NOUNS: [&str; 1] = ["rhythm"];

/// The slices in the order of `domain/src/lib.rs`, lowest first. Several names of one line stand on one step.
pub fn slice_order(house: &House) -> Vec<Vec<String>> {
    house.files.get(ORDER).map(|text| text.lines().filter_map(step).collect()).unwrap_or_default()
}

/// The names in backquotes of a line such as ``//! 3. `metrics` - the North Star``, before its dash.
fn step(line: &str) -> Option<Vec<String>> {
    let (number, rest) = line.strip_prefix("//! ")?.split_once(". ")?;
    number.parse::<u32>().ok()?;
    let names = rest.split(" - ").next()?.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    Some(names)
}

/// Files of a slice in `domain` that use a slice above their own.
pub fn upward_uses(house: &House) -> Vec<String> {
    let order = slice_order(house);
    let place = |name: &str| order.iter().position(|step| step.iter().any(|slice| slice == name));
    let mut findings = Vec::new();
    if order.is_empty() {
        findings.push(format!("{ORDER} must list the slices, lowest first, as \"//! 1. `name` - what\""));
    }
    for (path, text) in &house.files {
        let Some(below) = path.strip_prefix("crates/domain/src/") else { continue };
        let own = below.split(['/', '.']).next().unwrap_or_default();
        let Some(floor) = place(own) else { continue };
        for used in used_slices(text) {
            if place(used).is_some_and(|other| other > floor) {
                findings.push(format!("{path}: `{own}` must not use `{used}`, which stands above it in {ORDER}"));
            }
        }
    }
    findings
}

/// Modules named after `crate::` in code, alone or in braces. Comments and doc links may look up.
fn used_slices(text: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for line in text.lines() {
        let code = line.split("//").next().unwrap_or_default();
        for after in code.split("crate::").skip(1) {
            let group = after.strip_prefix('{').and_then(|inner| inner.split('}').next());
            let names = group.map_or_else(|| vec![after], |inner| inner.split(',').collect());
            found.extend(names.into_iter().map(first_word));
        }
    }
    found
}

fn first_word(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    &text[..end]
}

/// Slices without a page of their own in `docs/slices`. The ground has none.
pub fn missing_pages(house: &House) -> Vec<String> {
    slice_order(house)
        .into_iter()
        .skip(1)
        .flatten()
        .chain(WITHOUT_NOUNS.iter().map(|&name| name.to_owned()))
        .map(|slice| format!("docs/slices/{slice}.md"))
        .filter(|page| !house.files.contains_key(page))
        .map(|page| format!("{page} is missing: nouns, rules as a numbered list, where each room is"))
        .collect()
}
