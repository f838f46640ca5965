//! Urgent requests from intake to verdict, their price, budgets, and real emergencies.

mod budgets;
mod decisions;
mod emergencies;
mod looking_back;
mod overview;
mod planning;
mod pricing;
mod requests;
mod services;
mod views;

pub use views::*;
