//! Small files: one can be read at a sitting, and two people rarely edit the same one.

use crate::{House, ends};

/// From this many lines on, somebody should look whether the file holds two things.
pub const LOOK_AT: usize = 400;

/// A file is split before it has this many lines.
pub const SPLIT_BEFORE: usize = 600;

/// Files that must be split, tests included.
pub fn too_long(house: &House) -> Vec<String> {
    sized(house)
        .filter(|&(_, lines)| lines >= SPLIT_BEFORE)
        .map(|(path, lines)| format!("{path} has {lines} lines; split it before {SPLIT_BEFORE}, by what it is about"))
        .collect()
}

/// Files that deserve a look, longest first.
pub fn worth_a_look(house: &House) -> Vec<(String, usize)> {
    let mut found: Vec<_> =
        sized(house).filter(|&(_, lines)| lines >= LOOK_AT).map(|(path, lines)| (path.to_owned(), lines)).collect();
    found.sort_by_key(|&(_, lines)| std::cmp::Reverse(lines));
    found
}

/// Code and style sheets with their number of lines.
fn sized(house: &House) -> impl Iterator<Item = (&str, usize)> {
    house
        .files
        .iter()
        .filter(|(path, _)| ["rs", "ts", "mts", "mjs", "css"].iter().any(|ending| ends(path, ending)))
        .map(|(path, text)| (path.as_str(), text.lines().count()))
}
