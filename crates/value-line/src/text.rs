//! Characters into lexemes: words, numbers in the ways Europe writes them, dates, symbols.

pub(crate) mod number;
pub(crate) mod token;
