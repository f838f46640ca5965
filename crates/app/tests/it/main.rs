//! The verbs, on both databases.
#![allow(
    clippy::default_trait_access,
    reason = "the verb's name says what is asked for; the defaults are of no interest"
)]
#![allow(clippy::float_cmp, reason = "a number that was given comes back as it was")]
#![allow(clippy::large_futures, reason = "a test has the stack for itself")]

mod check_ins;
mod closing;
mod competition;
mod cycles;
mod goal_files;
mod goals;
mod history;
mod imports;
mod isolation;
mod keeping;
mod kinds;
mod metrics;
mod permission;
mod priorities;
mod pulls;
mod questions;
mod refined;
mod roadmap;
mod shares;
mod sign_in;
mod strategy_files;
mod tickets;
mod urgency;
mod verbs;
mod weekly;
