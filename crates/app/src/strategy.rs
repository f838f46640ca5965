//! Cycles, objectives, key results, problems, the map and its gaps.

mod cycles;
mod files;
mod gaps;
mod imports;
mod map;
mod nouns;
mod questions;
mod scores;
mod views;

pub use cycles::*;
pub use files::*;
pub use imports::*;
pub use questions::{AnswerInput, QuestionInput, QuestionView};
pub use views::*;
