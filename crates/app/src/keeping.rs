//! Export, import of an export, backup and restore.

mod csv_files;
mod document;
mod retention;
mod views;

use std::{path::Path, sync::Arc};

use throughline_domain::people::Action;
use throughline_store::{Visible, exported_tables, restore as restore_store};

use crate::{Actor, App, AppError, Database, boxed};
pub(crate) use csv_files::guarded;
use document::Document;
pub(crate) use retention::keep_tidy;
pub use views::*;

impl App {
    /// The whole workspace as one JSON document: every table, deleted records and the event log included, rows in the
    /// order of their keys. The same state gives the same bytes, so an export leaves no trace in what it exports.
    /// Password hashes, sessions, tokens and invitations are not in it.
    #[boxed]
    pub async fn export_workspace(&self, actor: &Actor) -> Result<Vec<u8>, AppError> {
        actor.require(Action::ExportWorkspace)?;
        let document = self.exported(actor).await?;
        tracing::info!(workspace = %actor.workspace.id, by = ?actor.member_id(), "the workspace was exported");
        document.written()
    }

    /// The workspace as CSV files, one per table: name and content. Cells that a spreadsheet would take for a formula
    /// begin with a quote.
    #[boxed]
    pub async fn export_csv(&self, actor: &Actor) -> Result<Vec<(String, String)>, AppError> {
        actor.require(Action::ExportWorkspace)?;
        let document = self.exported(actor).await?;
        tracing::info!(workspace = %actor.workspace.id, by = ?actor.member_id(), "the workspace was exported as CSV");
        document.tables.iter().map(|(table, rows)| csv_files::file(table, rows)).collect()
    }

    /// Reads an export into an installation that does not have that workspace, with the ids, versions and the log it
    /// had; all or nothing. Only for the operator, which is why it takes no actor.
    #[boxed]
    pub async fn import_workspace(&self, document: &[u8]) -> Result<ImportedWorkspace, AppError> {
        let document = Arc::new(Document::read(document)?);
        let id = document.workspace_id()?;
        let there = self.inner.store.workspaces().await?;
        if let Some(workspace) = there.iter().find(|workspace| workspace.id == id) {
            return Err(AppError::conflict(format!(
                "The workspace \"{}\" of this export is already here. Nothing was changed. Read it into an empty data folder.",
                workspace.name
            )));
        }
        let visible = Visible::granted(id);
        let to_read = Arc::clone(&document);
        self.inner
            .store
            .write(&visible, move |tx| {
                let document = Arc::clone(&to_read);
                Box::pin(async move {
                    for table in exported_tables() {
                        if let Some(rows) = document.tables.get(table) {
                            tx.import_rows(table, rows).await?;
                        }
                    }
                    Ok::<_, AppError>(())
                })
            })
            .await?;
        self.inner.pictures.written(id);
        let mut reader = self.inner.store.read(&visible);
        let workspace = reader.workspace().await?;
        let rows = document.counts();
        tracing::info!(workspace = %id, "a workspace was read back from an export");
        Ok(ImportedWorkspace {
            workspace,
            rows,
            notes: vec![
                "Passwords, sessions and tokens are not part of an export. Make a sign-in link for an owner with `throughline link`."
                    .to_owned(),
            ],
        })
    }

    /// A consistent copy of the whole database while it runs, read back and verified before it gets its name. Only for
    /// the operator. Refuses to replace a file.
    #[boxed]
    pub async fn backup(&self, to: &Path) -> Result<BackupMade, AppError> {
        let manifest = self.inner.store.backup(to, self.now()).await?;
        Ok(manifest.into())
    }
}

/// Puts a backup back as the database. Refuses one that is damaged or of a newer schema, and, unless `overwrite` is
/// set, to replace a database that has something in it. Only for the operator; nothing may be serving from it.
#[boxed]
pub async fn restore(from: &Path, to: Database, overwrite: bool) -> Result<BackupMade, AppError> {
    let manifest = restore_store(from, &to.config()?, overwrite).await?;
    Ok(manifest.into())
}

impl App {
    async fn exported(&self, actor: &Actor) -> Result<Document, AppError> {
        let mut snapshot = self.inner.store.snapshot(&actor.visible).await?;
        let mut document = Document::empty();
        for table in exported_tables() {
            document.tables.insert(table.to_owned(), snapshot.read().export_rows(table).await?);
        }
        Ok(document)
    }
}
