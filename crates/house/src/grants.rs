//! Only `app` decides who may see a workspace.

use crate::{House, ends};

/// The crates that may make the proof: `store` defines it, `app` grants it, tests of both stand in for `app`.
const MAY_GRANT: [&str; 3] = ["crates/store/", "crates/app/", "crates/test-kit/"];

/// Files outside those crates that make a `Visible`.
pub fn foreign_grants(house: &House) -> Vec<String> {
    house
        .files
        .iter()
        .filter(|(path, _)| ends(path, "rs") && path.starts_with("crates/") && !path.starts_with("crates/house/"))
        .filter(|(path, _)| !MAY_GRANT.iter().any(|home| path.starts_with(home)))
        .filter(|(_, text)| text.contains("Visible::granted"))
        .map(|(path, _)| format!("{path} grants sight of a workspace; only app decides that"))
        .collect()
}
