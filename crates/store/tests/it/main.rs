//! The contract of the store, the same on both databases.

mod backup;
mod events;
mod export;
mod people;
mod pulls;
mod records;
mod schema;
mod search;
mod support;
mod tickets;
mod urgency;
mod writes;
