//! Who may see what, as a type.

use throughline_domain::WorkspaceId;

/// Proof that the caller may see a workspace. Every function that touches a workspace's records takes one.
///
/// Only `app` makes it, after it has decided; the architecture test refuses any other crate that names this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Visible(WorkspaceId);

impl Visible {
    /// The permission to see this workspace, granted by `app` after checking a session, a token or the operator.
    pub const fn granted(workspace: WorkspaceId) -> Self {
        Self(workspace)
    }

    /// The workspace.
    pub const fn workspace(self) -> WorkspaceId {
        self.0
    }
}
