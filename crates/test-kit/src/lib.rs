//! What tests stand on: a fresh database for each of them.

pub mod databases;
