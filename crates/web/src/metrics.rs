//! The North Star, what it is made of, and values over time.

mod account;
pub mod import;
pub mod north_star;
pub mod noun;
pub mod observations;
pub mod pull;
