//! Urgent requests from intake to verdict, and real emergencies.

pub mod asking;
pub mod budgets;
pub mod deciding;
pub mod emergencies;
pub mod incident;
pub mod overview;
mod price;
pub mod services;
