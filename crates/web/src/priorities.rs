//! The order, why it is so, and what a move costs.

pub mod moves;
pub mod order;
mod panel;
