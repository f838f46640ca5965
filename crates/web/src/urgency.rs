//! Urgent requests from intake to verdict, and real emergencies.

pub mod asking;
pub mod deciding;
pub mod emergencies;
pub mod overview;
mod price;
