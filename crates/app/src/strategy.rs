//! Cycles, objectives, key results, problems, the map and its gaps.

mod check_ins;
mod closing;
mod cycles;
mod files;
mod gaps;
mod imports;
mod map;
mod nouns;
mod questions;
mod scores;
mod views;
mod weekly;

pub use check_ins::*;
pub use closing::*;
pub use cycles::*;
pub use files::*;
pub use imports::*;
pub use questions::{AnswerInput, QuestionInput, QuestionView};
pub use views::*;
pub use weekly::*;
