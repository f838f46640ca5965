//! Tickets from trackers and files.

mod views;

use throughline_domain::connections::{ImportRun, Source};

use crate::{Actor, App, AppError, Page, Paging};
pub use views::*;

impl App {
    /// What an import would do. Nothing is written.
    pub async fn preview_import(&self, _actor: &Actor, _input: ImportInput) -> Result<ImportPreview, AppError> { todo!() }
    /// Imports tickets. Matched by source and id there, so that importing again changes only what differs.
    pub async fn import(&self, _actor: &Actor, _input: ImportInput, _progress: &(dyn Fn(Progress) + Send + Sync)) -> Result<ImportReport, AppError> { todo!() }
    /// Where tickets come from, by name.
    pub async fn list_sources(&self, _actor: &Actor) -> Result<Vec<Source>, AppError> { todo!() }
    /// Runs of imports, newest first.
    pub async fn list_imports(&self, _actor: &Actor, _paging: Paging) -> Result<Page<ImportRun>, AppError> { todo!() }
}

/// The prefix, or the prefix with a number where another source has it.
pub(crate) fn free_prefix(wanted: &str, sources: &[Source]) -> String {
    let taken = |prefix: &str| sources.iter().any(|source| source.key_prefix.eq_ignore_ascii_case(prefix));
    if !taken(wanted) {
        return wanted.to_owned();
    }
    (2_u32..).map(|number| format!("{wanted}{number}")).find(|prefix| !taken(prefix)).unwrap_or_default()
}
