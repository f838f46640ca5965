//! The roadmap: who does what when, what that costs, what would be better, and what was decided.

mod calendar;
mod changed;
mod files;
mod history;
mod inputs;
mod lanes;
mod plans;
mod pricing;
mod promises;
mod publishing;
mod see;
mod views;
mod work;

pub(crate) use history::{closed_by_week, history_begins};
pub use inputs::*;
pub(crate) use plans::{Plans, Searches};
pub use views::*;
