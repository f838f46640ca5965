//! Cycles, objectives, key results, problems, the map and its gaps.

mod cycles;
mod files;
mod gaps;
mod imports;
mod map;
mod nouns;
mod scores;
mod views;

pub use cycles::*;
pub use files::*;
pub use imports::*;
pub use views::*;
