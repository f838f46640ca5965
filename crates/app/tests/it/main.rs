//! The verbs, on both databases.

mod goals;
mod imports;
mod isolation;
mod keeping;
mod permission;
mod priorities;
mod sign_in;
mod tickets;
mod verbs;
