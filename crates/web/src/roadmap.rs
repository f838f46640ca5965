//! The roadmap: lanes with likely and 85% dates, what the order costs, and what was decided.

pub mod calendar;
mod chart;
pub mod decide;
mod files;
mod lists;
pub mod moving;
pub mod page;
mod panel;
pub mod promises;
pub mod published;
pub mod work;
