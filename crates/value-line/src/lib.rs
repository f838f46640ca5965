//! The Business Value language: a sentence in, money with a range out.
//!
//! A small world of its own: no I/O, no clock, no randomness that is not seeded by its input.

mod estimate;
pub mod format;
mod grammar;
mod lexicon;
mod meaning;
mod money;
mod reading;
mod text;

pub use estimate::{
    Column, DRAWS, Estimate, EstimateError, Shape, customers_per_group, normal_quantile, product, quantile_type7,
    sample_product,
};
pub use meaning::{MAX_CHARACTERS, read};
pub use money::{Currency, Money, UnknownCurrency};
pub use reading::{
    Context, Diagnostic, Input, Kind, Mark, PercentReading, Pricing, Reading, SegmentFacts, Severity, Source, Span,
    Urgency,
};

/// The manual of the language, in Markdown. Its examples are tests.
pub const REFERENCE: &str = include_str!("../reference.md");
