//! The order, why it is so, what a move and what not doing something costs, and moves that were kept.

mod not_doing;
mod pins;
mod rank;
mod views;

pub(crate) use not_doing::Chosen;
pub use views::*;
