//! Pieces of work.

pub(crate) mod lists;
mod one;
pub(crate) mod rows;
mod views;
pub(crate) mod write;

pub use views::*;
