//! What the trackers' files and answers become, from outside.

mod csv_files;
mod door;
mod github_api;
mod github_files;
mod markdown;
mod properties;
mod support;
