use std::{fmt, str::FromStr};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{issue, text};

/// Where a later call goes on. Its text is opaque: keep it and give it back.
///
/// Pages are asked for by the time of the last change seen, not by their number: an issue that changes while pages are
/// read moves to the end and pulls the others one place forward, and a numbered page would then miss one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cursor {
    /// Changes since then are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) since: Option<Timestamp>,
    /// Items from `since` on that were already given out, with the time of their change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) seen: Vec<(u64, Timestamp)>,
    /// Query of the next page, where so much changed within a second that time alone does not get further.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
}

/// A text that is no cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the kept position of the last import cannot be read; import again from the beginning, nothing is doubled by it"
)]
pub struct BadCursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Cursor {
    type Err = BadCursor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        serde_json::from_str(text).map_err(|_| BadCursor)
    }
}

impl Cursor {
    /// Whether an item was already given out just so.
    pub(super) fn has_seen(&self, item: &Value) -> bool {
        changed(item).is_some_and(|change| self.seen.contains(&change))
    }

    /// The cursor after a page. `next` is the query of the page after it, if there is one.
    pub(super) fn after(&self, items: &[Value], next: Option<String>) -> Self {
        let changes: Vec<(u64, Timestamp)> = items.iter().filter_map(changed).collect();
        // A second less, since "since" may or may not include that very second.
        let last = changes.iter().map(|(_, at)| *at).max();
        let reached = last.and_then(|at| at.checked_sub(SignedDuration::from_secs(1)).ok());
        let since = reached.max(self.since);
        let moved = since > self.since;
        let mut seen: Vec<_> = self.seen.iter().chain(&changes).copied().filter(|(_, at)| Some(*at) >= since).collect();
        seen.sort_unstable();
        seen.dedup();
        Self { since, seen, next: next.filter(|_| !moved) }
    }
}

fn changed(item: &Value) -> Option<(u64, Timestamp)> {
    Some((issue::number(item)?, text(item, "updated_at")?.parse().ok()?))
}
