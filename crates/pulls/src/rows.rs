//! Rows of a query as values: one value, or a time and a value in each.

use jiff::tz::TimeZone;
use throughline_domain::Ts;
use throughline_trackers::metrics;

use crate::{MOST_VALUES, PullError, Pulled};

/// What a query gave, as text.
pub(crate) struct Rows {
    pub columns: usize,
    pub rows: Vec<Vec<Option<String>>>,
}

/// One more row than is taken, so that more can be seen.
pub(crate) const MOST_ROWS: usize = MOST_VALUES + 1;

/// The values.
pub(crate) fn values(Rows { columns, rows }: Rows, now: Ts, zone: &TimeZone) -> Result<Pulled, PullError> {
    if rows.is_empty() {
        return Err(PullError::Nothing("the query gives no rows".to_owned()));
    }
    if rows.len() > MOST_VALUES {
        return Err(PullError::TooMany { most: MOST_VALUES });
    }
    match (columns, rows.as_slice()) {
        (1, [row]) => match row.first() {
            Some(Some(text)) => match text.trim().parse::<f64>().ok().filter(|value| value.is_finite()) {
                Some(value) => Ok(Pulled::now(value, now)),
                None => Err(PullError::Shape(format!("\"{}\" is not a number", crate::error::said(text)))),
            },
            _ => Err(PullError::Nothing("the query gives one row without a value".to_owned())),
        },
        (1, rows) => Err(PullError::Shape(format!("the query gives {} rows of one column", rows.len()))),
        (2, _) => {
            let pairs = rows.into_iter().map(|row| {
                let mut cells = row.into_iter();
                (cells.next().flatten(), cells.next().flatten())
            });
            let (points, skipped) = metrics::rows(pairs, zone);
            if let (true, Some(first)) = (points.is_empty(), skipped.first()) {
                return Err(PullError::Shape(format!("of the first column and the second, {}", first.reason)));
            }
            Pulled::of((points, skipped))
        }
        (columns, _) => Err(PullError::Shape(format!("the query gives {columns} columns"))),
    }
}
