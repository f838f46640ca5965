//! What the trackers' files and answers become, from outside.

#![allow(clippy::float_cmp, reason = "a number that was written is read as it was")]

mod csv_files;
mod door;
mod github_api;
mod github_files;
mod goals;
mod markdown;
mod numbers;
mod properties;
mod support;
