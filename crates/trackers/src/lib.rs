//! Tickets and trackers: what GitHub and CSV files say, as [`Incoming`] tickets.
//!
//! No database and no permissions here: bytes or a repository in, tickets out, and a sentence for everything that was left out.
//!
//! - [`github`] reads lists of issues from a file, or page by page through GitHub's REST API
//! - [`csv_file`] reads a spreadsheet, with a guessed mapping that its owner may correct
//! - [`body`] finds the Business Value line, estimates, due dates and dependencies in a Markdown text
//! - [`metrics`] reads values over time, [`markets`] adds customers up to segments, [`goals`] reads OKRs as people write them
//! - [`http`] is the only way out to the network

pub mod body;
pub mod csv_file;
mod dates;
mod effort;
pub mod github;
pub mod goals;
pub mod http;
mod labels;
pub mod markets;
pub mod metrics;
mod references;
mod settings;

use serde::{Deserialize, Serialize};
pub use settings::Settings;
pub use throughline_domain::{connections::Skipped, tickets::Incoming};

/// Something about an item that was taken, worth telling its reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The item as its file names it: "#123", "row 17", or "column Due date".
    pub item: String,
    /// What was seen and what was made of it, in a sentence.
    pub text: String,
}

/// What a file, or a page of a tracker, holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Parsed {
    /// The tickets, in the order of the file.
    pub tickets: Vec<Incoming>,
    /// Everything that is no ticket, each with its reason. Together with `tickets` these are all items of the file.
    pub skipped: Vec<Skipped>,
    /// What was understood only in part.
    pub notes: Vec<Note>,
    /// "owner/name" of the repository the items belong to, where the file says so.
    pub repository: Option<String>,
}

impl Parsed {
    fn skip(&mut self, item: impl Into<String>, reason: impl Into<String>) {
        self.skipped.push(Skipped { item: item.into(), reason: reason.into() });
    }

    fn note(&mut self, item: impl Into<String>, text: impl Into<String>) {
        self.notes.push(Note { item: item.into(), text: text.into() });
    }
}
