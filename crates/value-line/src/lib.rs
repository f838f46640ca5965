//! The Business Value language: a sentence in, money with a range out.
//!
//! A small world of its own: no I/O, no clock, no randomness that is not seeded by its input.

mod estimate;
mod money;
mod reading;

pub use estimate::{Estimate, Shape};
pub use money::{Currency, Money, UnknownCurrency};
pub use reading::{
    Context, Diagnostic, Input, Kind, Mark, PercentReading, Pricing, Reading, SegmentFacts, Severity, Source, Span,
    Urgency,
};
