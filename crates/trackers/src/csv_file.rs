//! Tickets in CSV files: read as text, never evaluated.
//!
//! [`read`] finds out how a file is written, [`guess`] proposes which column is which, and [`parse`] makes tickets of
//! the rows with a mapping that somebody may have corrected.

mod columns;
mod guess;
mod mapping;
pub(crate) mod numbers;
mod rows;
mod table;

pub use self::{
    guess::guess,
    mapping::{Column, Field, Mapping, UnknownField},
    table::{Encoding, Table, read},
};
use crate::{Parsed, Settings};

/// Why a file could not be read as a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CsvError {
    /// No row at all.
    #[error("the file is empty. Expected is a table with a row of headings and a row for each ticket")]
    Empty,
    /// Bytes that are no text.
    #[error("this is not a CSV file: there is a zero byte at byte {byte}. Save the spreadsheet as CSV and try again")]
    Binary {
        /// Where, from 0.
        byte: usize,
    },
    /// The mapping has no column for titles, nor one for keys.
    #[error(
        "no column is mapped to the title, and none to the key. Say which column holds the titles; the headings are: {headings}"
    )]
    NoTitle {
        /// The headings of the file.
        headings: String,
    },
    /// The mapping names a column that is not in the file.
    #[error(
        "the mapping names the column \"{column}\" for {field}, which this file does not have; its headings are: {headings}"
    )]
    NoSuchColumn {
        /// The name in the mapping.
        column: String,
        /// The field it is for.
        field: Field,
        /// The headings of the file.
        headings: String,
    },
}

/// Makes tickets of the rows of a file.
///
/// Rows with neither title nor key are skipped, as are rows whose key comes again later. A cell that cannot be read
/// leaves its field empty and gives a note; the rest of the row is kept.
pub fn parse(bytes: &[u8], mapping: &Mapping, settings: &Settings) -> Result<Parsed, CsvError> {
    rows::parse(&read(bytes)?, mapping, settings)
}
