//! What goes into and comes out of imports.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use throughline_domain::{
    Currency, Estimate,
    connections::{ImportCounts, ImportRun, Skipped, Source},
};
use utoipa::ToSchema;

/// From where to import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum ImportInput {
    /// A file in the shape of GitHub's REST list of issues.
    GithubFile {
        /// Name of the source; "owner/name" is read from the file when left out.
        #[serde(default)]
        name: Option<String>,
        /// The file, JSON.
        content: String,
    },
    /// The issues of a repository, through the REST API.
    GithubRepository {
        /// "owner/name".
        #[schema(pattern = "^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$")]
        repository: String,
    },
    /// Rows of a CSV file.
    CsvFile {
        /// Name of the source: the file's name without folder. Importing again under the same name updates its tickets.
        name: String,
        /// The file.
        content: String,
        /// Our field to the file's column; saved for the source. Guessed for fields that are left out.
        #[serde(default)]
        mapping: Option<BTreeMap<String, String>>,
        /// Person-days of one story point; the workspace's setting when left out.
        #[serde(default)]
        days_per_story_point: Option<f64>,
        /// Whether teams that are named in the file and not here are made; yes when left out, because a CSV file is
        /// often the first thing that names them.
        #[serde(default = "yes")]
        create_teams: bool,
    },
}

const fn yes() -> bool {
    true
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Progress {
    /// Items done.
    pub done: u64,
    /// Items in all, as far as known.
    pub total: Option<u64>,
}

/// What an import would do with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Comes in.
    New,
    /// Is there, and differs.
    Changed,
    /// Is there just so.
    Unchanged,
}

/// One item of a preview.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PreviewItem {
    /// Its short name here.
    pub key: String,
    /// Title.
    pub title: String,
    /// What would happen.
    pub what: Fate,
    /// Its Business Value line.
    pub value_line: Option<String>,
    /// Money it brings a year or once, in minor units.
    pub value: Option<Estimate>,
    /// Names of the fields that would change.
    pub changes: Vec<String>,
}

/// How a column of a CSV file is understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GuessedColumn {
    /// The file's column.
    pub column: String,
    /// Our field; none if no field takes it.
    pub field: Option<String>,
    /// Why, or what else it could be, in a sentence.
    pub note: String,
    /// First values of the column, for the reader.
    pub examples: Vec<String>,
}

/// What an import would do. Nothing was written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ImportPreview {
    /// Name of the source.
    pub source: String,
    /// What would happen.
    #[serde(flatten)]
    pub counts: ImportCounts,
    /// The first items, at most 50, those that change something first.
    pub sample: Vec<PreviewItem>,
    /// Items that would not be taken, with reasons.
    pub skipped_items: Vec<Skipped>,
    /// How the columns of a CSV file are understood.
    pub mapping: Option<Vec<GuessedColumn>>,
    /// What else the reader should know.
    pub notes: Vec<String>,
    /// Currency of the amounts.
    pub currency: Currency,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ImportReport {
    /// The run, with its counts `new`, `changed`, `unchanged`, `skipped` and the skipped items.
    #[serde(flatten)]
    pub run: ImportRun,
    /// Its source.
    pub source: Source,
    /// What else the reader should know.
    pub notes: Vec<String>,
}
