//! Shares as they stand in files: "O1 60%, O2 40%".

use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::strategy::files::{Handle, Kind, Name, Resolver};

/// How shares are written.
pub(super) const LIKE: &str = "write it as \"HANDLE 60%, HANDLE 40%\"";

/// Handles with their percents; none where the text is no list of shares.
pub(super) fn pairs(text: &str) -> Option<Vec<(&str, i64)>> {
    text.split(',').map(pair).collect()
}

fn pair(part: &str) -> Option<(&str, i64)> {
    let (handle, percent) = part.trim().rsplit_once(char::is_whitespace)?;
    Some((handle.trim(), percent.strip_suffix('%').unwrap_or(percent).parse().ok()?))
}

/// The field of a record that names the other.
fn field(kind: Kind) -> &'static str {
    if kind == Kind::Objective { "objective_id" } else { "key_result_id" }
}

/// The shares of a record as text, without those of what was deleted; none where all of it counts for one.
pub(super) fn told(kind: Kind, shares: &Json, handle: impl Fn(Uuid) -> Option<Handle>) -> Option<String> {
    let one = |share: &Json| {
        let handle = handle(share.get(field(kind))?.as_str()?.parse().ok()?)?;
        Some(format!("{handle} {}%", share.get("percent")?.as_i64()?))
    };
    let all: Vec<String> = shares.as_array()?.iter().filter_map(one).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// The same for a record.
pub(super) fn recorded(kind: Kind, text: &str, find: &Resolver<'_>) -> Json {
    let one = |(handle, percent): (&str, i64)| {
        let id = (find.record)(&Name { kind, handle: Handle::new(handle) });
        json!({ field(kind): id, "percent": percent })
    };
    pairs(text).unwrap_or_default().into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[test]
    fn shares_are_read_with_and_without_the_sign_and_nothing_else_is() {
        assert_eq!(pairs("O1 60%, O2 40"), Some(vec![("O1", 60), ("O2", 40)]));
        assert_eq!(["", "O1", "O1 60%,", "O1 much"].map(pairs), [None, None, None, None]);
    }
}
