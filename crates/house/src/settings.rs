//! What an operator can set is written down for operators.

use std::collections::BTreeSet;

use crate::{House, ends};

const PAGE: &str = "docs/operators/README.md";

/// Variables that the binary reads and the operators' page does not name.
pub fn undocumented_variables(house: &House) -> Vec<String> {
    let page = house.files.get(PAGE).map_or("", String::as_str);
    let read: BTreeSet<&str> = house
        .files
        .iter()
        .filter(|(path, _)| {
            ends(path, "rs") && (path.starts_with("crates/cli/src") || path.starts_with("crates/throughline/src"))
        })
        .flat_map(|(_, text)| text.split('"').skip(1).step_by(2))
        .filter(|quoted| quoted.len() > "THROUGHLINE_".len() && quoted.starts_with("THROUGHLINE_"))
        .filter(|quoted| quoted.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'))
        .collect();
    read.into_iter()
        .filter(|name| !page.contains(&format!("`{name}`")))
        .map(|name| format!("{PAGE} does not say what {name} is for"))
        .collect()
}
