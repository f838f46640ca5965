//! Shares as they stand in files: "O1 60%, O2 40%".

use std::fmt::Display;

use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::strategy::{
    MOST_SHARES,
    files::{Handle, Kind, Name, Resolver},
};

/// Handles with their percents, or how to write them.
///
/// ```
/// # use throughline_domain::strategy::files::share_pairs;
/// assert_eq!(share_pairs("O1 60%, O2 40%"), Ok(vec![("O1", 60), ("O2", 40)]));
/// assert!(share_pairs("O1 and O2").is_err());
/// ```
pub fn pairs(text: &str) -> Result<Vec<(&str, i64)>, String> {
    let like = || "write it as \"HANDLE 60%, HANDLE 40%\".".to_owned();
    let pairs: Vec<(&str, i64)> =
        text.split(',').map(pair).take(MOST_SHARES + 1).collect::<Option<_>>().ok_or_else(like)?;
    if pairs.len() > MOST_SHARES {
        return Err(format!("name up to {MOST_SHARES}."));
    }
    Ok(pairs)
}

fn pair(part: &str) -> Option<(&str, i64)> {
    let (handle, percent) = part.trim().rsplit_once(char::is_whitespace)?;
    Some((handle.trim(), percent.strip_suffix('%').unwrap_or(percent).parse().ok()?))
}

/// The one way in which they are written, so that the same shares are the same text.
pub(super) fn written(pairs: &[(impl Display, i64)]) -> String {
    let all: Vec<String> = pairs.iter().map(|(handle, percent)| format!("{handle} {percent}%")).collect();
    all.join(", ")
}

/// Whether shares can name a handle: they are divided by commas, and spaces around a handle say nothing.
pub(super) fn can_name(handle: &str) -> bool {
    !handle.is_empty() && !handle.contains(',') && handle.trim() == handle
}

/// The field of a record that names the other.
fn field(kind: Kind) -> &'static str {
    if kind == Kind::Objective { "objective_id" } else { "key_result_id" }
}

/// The shares of a record as text; none where all of it counts for one, and none where one of the goals was deleted:
/// what is left of them is not all of it, so that no file could say it.
pub(super) fn told(kind: Kind, shares: &Json, handle: impl Fn(Uuid) -> Option<Handle>) -> Option<String> {
    let one = |share: &Json| {
        let handle = handle(share.get(field(kind))?.as_str()?.parse().ok()?)?;
        Some((handle, share.get("percent")?.as_i64()?))
    };
    let all: Vec<(Handle, i64)> = shares.as_array()?.iter().map(one).collect::<Option<_>>()?;
    (!all.is_empty()).then(|| written(&all))
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
    use super::{can_name, pairs, written};

    #[test]
    fn shares_are_read_with_and_without_the_sign_and_nothing_else_is() {
        assert_eq!(pairs("O1 60%, O2 40"), Ok(vec![("O1", 60), ("O2", 40)]));
        assert!(["", "O1", "O1 60%,", "O1 much"].into_iter().all(|text| pairs(text).is_err()));
    }

    #[test]
    fn shares_are_written_in_one_way_however_they_were_typed() {
        for typed in ["O1 60%, O2 40%", "O1 60, O2 40", " O1  060% ,O2\t40% "] {
            assert_eq!(written(&pairs(typed).unwrap()), "O1 60%, O2 40%", "{typed}");
        }
    }

    #[test]
    fn more_shares_than_a_goal_may_have_are_not_looked_at() {
        assert_eq!(pairs("a 25%, b 25%, c 25%, d 25%").map(|pairs| pairs.len()), Ok(4));
        assert_eq!(pairs("a 20%, b 20%, c 20%, d 20%, e 20%"), Err("name up to 4.".to_owned()));
    }

    #[test]
    fn a_handle_that_shares_can_name_is_read_as_it_was_written() {
        for handle in ["O1", "a b", "FY26/O_2", "60%", "ü"] {
            assert!(can_name(handle));
            assert_eq!(pairs(&written(&[(handle, 60), ("O2", 40)])), Ok(vec![(handle, 60), ("O2", 40)]));
        }
        assert!(["", "a, b", " a", "a\u{2003}"].into_iter().all(|handle| !can_name(handle)));
    }
}
