//! The order, why it is so, what a move costs, and moves that were kept.

mod pins;
mod rank;
mod views;

pub use views::*;
