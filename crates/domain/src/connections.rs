//! Where tickets come from: sources and import runs.

use serde::{Deserialize, Serialize};

use crate::{
    ImportId, MemberId, SourceId, Ts,
    check::{Faults, MAX_NAME},
};

/// The kind of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum SourceKind {
    /// Issues of a GitHub repository, from a file or its REST API.
    Github,
    /// Rows of a CSV file.
    Csv,
    /// Written in Throughline itself.
    Throughline,
}

/// A place tickets come from. A ticket's identity is its source and its id there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// What it is.
    pub kind: SourceKind,
    /// "owner/name" of a repository, or the name given to a file's tickets; unique per kind.
    pub name: String,
    /// Prefix of the keys of its tickets; unique in the workspace.
    pub key_prefix: String,
    /// Saved column mapping of a CSV source: our field to the file's column.
    pub mapping: std::collections::BTreeMap<String, String>,
    /// Where a paged import goes on, opaque.
    pub resume_at: Option<String>,
    /// When it was first used.
    pub created_at: Ts,
}

/// Why an item was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Skipped {
    /// The item as its file names it: "#123", "row 17".
    pub item: String,
    /// The reason in a sentence.
    pub reason: String,
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ImportCounts {
    /// Tickets that were not there before.
    pub new: i64,
    /// Tickets that differ from what was there.
    pub changed: i64,
    /// Tickets that were there just so.
    pub unchanged: i64,
    /// Items not taken, each with its reason in the report.
    pub skipped: i64,
}

/// One run of an import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ImportRun {
    /// Its id.
    pub id: ImportId,
    /// From where.
    pub source_id: SourceId,
    /// Who asked for it.
    pub by: Option<MemberId>,
    /// When it began.
    pub started_at: Ts,
    /// When it was done; none if it was interrupted.
    pub finished_at: Option<Ts>,
    /// What it did.
    #[serde(flatten)]
    pub counts: ImportCounts,
    /// Items not taken, with reasons.
    pub skipped_items: Vec<Skipped>,
}

impl Source {
    /// Checks name and key prefix.
    pub fn check(&self) -> Result<(), Faults> {
        Faults::default()
            .name("name", &self.name, MAX_NAME)
            .line("key_prefix", &self.key_prefix, 20)
            .at_most("mapping", self.mapping.len(), 200)
            .finish()
    }
}
