//! Objectives, key results, problems, the map and its gaps.

mod files;
mod gaps;
mod map;
mod nouns;
mod scores;
mod views;

pub use files::*;
pub use views::*;
