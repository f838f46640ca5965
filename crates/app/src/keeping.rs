//! Export, import of an export, backup and restore.

mod views;

use std::path::Path;

use crate::{Actor, App, AppError};
pub use views::*;

impl App {
    /// The whole workspace as one JSON document. The same state gives the same bytes. No secrets are in it.
    pub async fn export_workspace(&self, _actor: &Actor) -> Result<Vec<u8>, AppError> { todo!() }
    /// The workspace as CSV files: name and content.
    pub async fn export_csv(&self, _actor: &Actor) -> Result<Vec<(String, String)>, AppError> { todo!() }
    /// Reads an export into an installation that does not have that workspace. Only for the operator.
    pub async fn import_workspace(&self, _document: &[u8]) -> Result<ImportedWorkspace, AppError> { todo!() }
    /// A consistent copy of the database while it runs. Only for the operator.
    pub async fn backup(&self, _to: &Path) -> Result<(), AppError> { todo!() }
}
