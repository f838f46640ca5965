//! The map, the gaps, goals and problems.

pub mod check_ins;
pub mod closing;
pub mod cycles;
pub mod files;
pub mod gaps;
pub mod goal;
pub mod goals;
pub mod imports;
pub mod map;
pub mod nouns;
pub mod questions;
mod shares;
mod twice;
pub mod weekly;
