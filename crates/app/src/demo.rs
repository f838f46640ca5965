//! The demo company.

use throughline_domain::people::{Member, Workspace};

use crate::{App, AppError};

/// The demo company's data, as it is kept in the repository.
pub const NIMBUS_FREIGHT: &str = include_str!("../../../demo/nimbus-freight.toml");

impl App {
    /// Fills an empty installation with a company from its file: the workspace and its first owner.
    pub async fn load_demo(&self, _text: &str) -> Result<(Workspace, Member), AppError> { todo!() }
}
