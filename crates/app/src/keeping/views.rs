//! What comes out of the verbs that keep things.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use throughline_domain::{Ts, WorkspaceId, people::Workspace};
use throughline_store::Manifest;
use utoipa::ToSchema;

/// What was read back from an export.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ImportedWorkspace {
    /// The workspace, with the id it had.
    pub workspace: Workspace,
    /// Rows read, by table.
    pub rows: BTreeMap<String, i64>,
    /// What the operator should do next, in sentences.
    pub notes: Vec<String>,
}

/// What is in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BackupMade {
    /// When it was taken.
    pub taken_at: Ts,
    /// The database it was taken from: "sqlite" or "postgresql".
    pub from: String,
    /// Rows by table.
    pub rows: BTreeMap<String, i64>,
    /// Number of the last event of each workspace.
    pub last_events: BTreeMap<WorkspaceId, i64>,
    /// SHA-256 of all rows, in hexadecimal digits.
    pub sha256: String,
}

impl From<Manifest> for BackupMade {
    fn from(manifest: Manifest) -> Self {
        Self {
            taken_at: manifest.taken_at,
            from: manifest.from,
            rows: manifest.rows,
            last_events: manifest
                .workspaces
                .into_iter()
                .map(|workspace| (workspace.id, workspace.last_event))
                .collect(),
            sha256: manifest.sha256,
        }
    }
}
