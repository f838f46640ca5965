//! What every handler can reach.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use throughline_app::{Actor, App, AppError, CustomersFileInput, ImportInput, ValuesFileInput};
use throughline_domain::WorkspaceId;

use crate::{connections::held::Held, layout::Star};

/// The application, files held between preview and import, and the header's figure by workspace.
#[derive(Clone)]
pub struct Site {
    /// The verbs.
    pub app: App,
    /// Uploaded files that wait for their import to be confirmed.
    pub held: Arc<Held<ImportInput>>,
    /// The same for values of metrics.
    pub held_values: Arc<Held<ValuesFileInput>>,
    /// The same for lists of customers.
    pub held_customers: Arc<Held<CustomersFileInput>>,
    stars: Arc<Mutex<HashMap<WorkspaceId, (i64, Star)>>>,
}

impl Site {
    /// For one application.
    pub fn new(app: App) -> Self {
        Self {
            app,
            held: Arc::default(),
            held_values: Arc::default(),
            held_customers: Arc::default(),
            stars: Arc::default(),
        }
    }

    /// The header's North Star. It is asked for on every page, so it is read once per change of the workspace.
    pub async fn star(&self, actor: &Actor) -> Result<Star, AppError> {
        let known = self.stars.lock().unwrap_or_else(PoisonError::into_inner).get(&actor.workspace.id).cloned();
        if let Some((version, star)) = known
            && version == actor.version
        {
            return Ok(star);
        }
        let star = Star::of(&self.app.north_star(actor).await?);
        let mut stars = self.stars.lock().unwrap_or_else(PoisonError::into_inner);
        stars.insert(actor.workspace.id, (actor.version, star.clone()));
        Ok(star)
    }
}
