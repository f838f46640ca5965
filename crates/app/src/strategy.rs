//! Objectives, key results, problems, the map and its gaps.

mod files;
mod gaps;
mod imports;
mod map;
mod nouns;
mod scores;
mod views;

pub use files::*;
pub use imports::*;
pub use views::*;
