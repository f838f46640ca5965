//! What things are in Throughline, and what must hold. Pure: no clock, no database, no network; time and seeds are arguments.
//!
//! Slices, each using only those above it in this list:
//!
//! 1. `ids`, `time`, `words`, `check`, `shares` - the ground
//! 2. `people` - workspaces, members, teams, roles
//! 3. `metrics` - the North Star, input metrics, observations
//! 4. `markets` - segments, what competitors did in them
//! 5. `strategy` - cycles, objectives, key results, problems, the chain
//! 6. `tickets` - pieces of work and what trackers say of them
//! 7. `value` - a Business Value line in its workspace: money, cost of delay
//! 8. `priorities` - ranking, why, what a move costs, pins
//! 9. `roadmap` - who does what when, what an order of the work costs, the moves that make it better
//! 10. `urgency` - requests, their price, budgets, verdicts, emergencies
//! 11. `connections` - imports, tokens
//! 12. `activity` - the event log

pub mod activity;
pub mod check;
pub mod connections;
pub mod ids;
pub mod markets;
pub mod metrics;
pub mod people;
pub mod priorities;
pub mod roadmap;
pub mod shares;
pub mod strategy;
pub mod tickets;
pub mod time;
pub mod urgency;
pub mod value;
pub mod words;

pub use ids::*;
pub use throughline_value_line::{Currency, Estimate, Money, Shape};
pub use time::{Quarter, QuarterError, Ts};
