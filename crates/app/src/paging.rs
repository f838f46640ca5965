//! Pages of long lists. A cursor names the last item seen, so that a page stays in place while the list changes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::AppError;

/// Items on a page when nobody says otherwise.
pub const DEFAULT_LIMIT: u32 = 50;
/// The most items on a page.
pub const MAX_LIMIT: u32 = 200;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The items, in order.
    pub items: Vec<T>,
    /// Where the next page goes on; none on the last. Opaque.
    pub next: Option<String>,
    /// How many there are on all pages, where that is known.
    pub total: Option<i64>,
}

/// Which page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// `next` of the page before; none for the first page.
    #[serde(default)]
    #[schema(min_length = 1)]
    pub after: Option<String>,
    /// Items on a page, 1 to 200; 50 when left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

impl Paging {
    /// The checked limit.
    pub fn limit(&self) -> Result<u32, AppError> {
        check_limit(self.limit)
    }
}

pub(crate) fn check_limit(limit: Option<u32>) -> Result<u32, AppError> {
    match limit {
        None => Ok(DEFAULT_LIMIT),
        Some(limit) if (1..=MAX_LIMIT).contains(&limit) => Ok(limit),
        Some(limit) => Err(AppError::field("limit", limit.to_string(), "Ask for 1 to 200 items a page.")),
    }
}

/// The error of a cursor that this list did not make.
pub(crate) fn foreign_cursor(given: &str) -> AppError {
    AppError::field("after", given, "This cursor is not of this list. Leave it out to begin with the first page.")
}

/// The first so many of what is left, with a cursor made from the last one shown if there are more.
pub(crate) fn limited<T>(mut left: Vec<T>, limit: u32, cursor: impl Fn(&T) -> String) -> Page<T> {
    let limit = limit as usize;
    let more = left.len() > limit;
    left.truncate(limit);
    let next = left.last().filter(|_| more).map(cursor);
    Page { items: left, next, total: None }
}
