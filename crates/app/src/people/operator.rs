//! What the operator of the machine may do before, or beside, signing in.

use throughline_domain::people::{Member, Workspace};

use super::{NO_PASSWORD, NewOwner, WorkspaceInput};
use crate::{Actor, App, AppError, boxed};

impl App {
    /// The operator in the workspace of this name or id, or in the only one. Only for the command line of the machine
    /// that holds the data.
    #[boxed]
    pub async fn operator_in(&self, named: Option<&str>) -> Result<Actor, AppError> {
        let Some(named) = named else { return self.operator(None).await };
        if let Ok(id) = named.parse() {
            return self.operator(Some(id)).await;
        }
        let mut found = self.inner.store.workspaces().await?;
        found.retain(|workspace| workspace.name.to_lowercase() == named.to_lowercase());
        match found.len() {
            0 => Err(AppError::NotFound { what: "workspace" }),
            1 => self.operator(Some(found[0].id)).await,
            _ => Err(AppError::conflict(format!("{} workspaces are called {named}; give the id of one.", found.len()))),
        }
    }

    /// Makes the first workspace from the command line. Its owner has no password and comes in by a one-time link.
    #[boxed]
    pub async fn found_workspace(
        &self,
        settings: WorkspaceInput,
        owner: &str,
        email: &str,
    ) -> Result<(Workspace, Member), AppError> {
        if !self.set_up_needed().await? {
            return Err(AppError::conflict("There is a workspace here already. Nothing was changed."));
        }
        let owner = NewOwner {
            account: None,
            email: email.trim().to_lowercase(),
            name: owner.to_owned(),
            password_hash: NO_PASSWORD.to_owned(),
        };
        self.found_first(settings, owner).await
    }
}
