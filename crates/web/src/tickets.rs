//! Tickets: the list, one with its chain and money, and writing them.

pub mod edit;
pub mod list;
mod meter;
pub mod show;
