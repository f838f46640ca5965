//! The parts that pages are made of.

pub mod bits;
pub mod chain;
pub mod chart;
pub mod equation;
pub mod fields;
pub mod markdown;
pub mod money;
pub mod rows;
pub mod say;
pub mod series;
