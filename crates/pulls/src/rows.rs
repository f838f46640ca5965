//! Rows of a query as values: one value, or a time and a value in each.

use jiff::tz::TimeZone;
use throughline_domain::Ts;
use throughline_trackers::metrics;

use crate::{MOST_VALUES, PullError, Pulled};

/// What a query gave, as text.
pub(crate) struct Answer {
    columns: usize,
    too_large: bool,
    rows: Vec<Vec<Option<String>>>,
}

/// One more row than is taken, so that more can be seen.
const MOST_ROWS: usize = MOST_VALUES + 1;
/// Bytes of all cells after which no further row is asked for: far more than times and numbers need.
const MOST_BYTES: usize = 8 << 20;

/// Rows as they come, until there are more than are taken.
#[derive(Default)]
pub(crate) struct Gathered {
    columns: usize,
    rows: Vec<Vec<Option<String>>>,
    bytes: usize,
}

impl Gathered {
    /// Adds a row.
    pub fn add(&mut self, row: Vec<Option<String>>) {
        self.columns = row.len();
        self.bytes += row.iter().flatten().map(String::len).sum::<usize>();
        self.rows.push(row);
    }

    /// Whether no more is taken.
    pub fn is_full(&self) -> bool {
        self.rows.len() >= MOST_ROWS || self.bytes > MOST_BYTES
    }

    /// All of it.
    pub fn rows(self) -> Answer {
        Answer { columns: self.columns, too_large: self.bytes > MOST_BYTES, rows: self.rows }
    }
}

/// The values.
pub(crate) fn values(
    Answer { columns, too_large, rows }: Answer,
    now: Ts,
    zone: &TimeZone,
) -> Result<Pulled, PullError> {
    if rows.is_empty() {
        return Err(PullError::Nothing("the query gives no rows".to_owned()));
    }
    if too_large {
        return Err(PullError::Shape("the rows are longer than times and numbers can be".to_owned()));
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
