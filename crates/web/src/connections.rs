//! Bringing tickets in: choose, see what would happen, confirm, read the report.

pub mod held;
pub mod import;
pub mod preview;
