//! The order, why it is so, what a move costs, and what not doing something costs.

pub mod moves;
pub mod not_doing;
pub mod order;
mod panel;
