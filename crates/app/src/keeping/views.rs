//! What comes out of the verbs that keep things.

use serde::{Deserialize, Serialize};
use throughline_domain::people::Workspace;
use utoipa::ToSchema;

/// What was read back from an export.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ImportedWorkspace {
    /// The workspace, with the id it had.
    pub workspace: Workspace,
    /// Rows read, by table.
    pub rows: std::collections::BTreeMap<String, i64>,
    /// What the operator should do next, in sentences.
    pub notes: Vec<String>,
}
