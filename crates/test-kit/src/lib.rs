//! What tests stand on: a fresh database for each of them, an application on it with signed-in members of each role, a
//! clock that stands still, and tickets by the thousand.

#[cfg(feature = "app")]
mod app;
#[cfg(feature = "app")]
mod clock;
pub mod databases;
pub mod mysql;
mod synthetic;

#[cfg(feature = "app")]
pub use app::{Company, PASSWORD, TestApp, csv_file, github_file, workspace_input};
#[cfg(feature = "app")]
pub use clock::{FixedClock, STORY};
pub use synthetic::{TEAMS, synthetic_csv};
