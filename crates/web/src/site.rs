//! What every handler can reach.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::civil::Date;
use maud::{Markup, PreEscaped};
use throughline_app::{
    Actor, App, AppError, CustomersFileInput, GoalsFileInput, ImportInput, StrategyFiles, ValuesFileInput,
};
use throughline_domain::{WorkspaceId, people::Role};
use tokio::sync::Semaphore;

use crate::{connections::held::Held, http::Signed, layout::Star, metrics::pull::TriedPull};

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
    /// Pulls that were tried and wait for their confirmation.
    pub held_pulls: Arc<Held<TriedPull>>,
    /// The same for documents with goals.
    pub held_goals: Arc<Held<GoalsFileInput>>,
    /// The same for files of the strategy.
    pub held_strategies: Arc<Held<StrategyFiles>>,
    /// Places for pages that are told what happens.
    pub listeners: Arc<Semaphore>,
    stars: Arc<Mutex<HashMap<WorkspaceId, (i64, Star)>>>,
    written: Arc<Mutex<HashMap<WorkspaceId, Written>>>,
}

/// Pages of a workspace as it was after an event, on a day, written once for all who may see the same.
struct Written {
    version: i64,
    today: Date,
    pages: HashMap<(Role, String), Arc<str>>,
}

/// Pages that are kept of a workspace; each weighs up to 100 kB.
const MOST_WRITTEN: usize = 16;
/// Pages of one process that are told what happens; each keeps a few kilobytes.
const MOST_LISTENERS: usize = 2_000;
/// Workspaces of which pages are kept.
const MOST_WORKSPACES: usize = 8;

impl Site {
    /// For one application.
    pub fn new(app: App) -> Self {
        Self {
            app,
            held: Arc::default(),
            held_values: Arc::default(),
            held_customers: Arc::default(),
            held_pulls: Arc::default(),
            held_goals: Arc::default(),
            held_strategies: Arc::default(),
            listeners: Arc::new(Semaphore::new(MOST_LISTENERS)),
            stars: Arc::default(),
            written: Arc::default(),
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

    /// The body of a page as it was written before for somebody with the same role, if nothing has happened in the
    /// workspace since. `name`: the page with all that it was asked.
    pub fn written(&self, signed: &Signed, name: &str) -> Option<Markup> {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let found = written.get(&signed.actor.workspace.id).filter(|written| written.is_of(signed))?;
        let page = found.pages.get(&(signed.actor.role(), name.to_owned()))?;
        Some(PreEscaped(page.to_string()))
    }

    /// Keeps the body of a page. It must show the same to all of a role, and nothing that runs with the clock.
    pub fn keep_written(&self, signed: &Signed, name: &str, page: &Markup) {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let workspace = signed.actor.workspace.id;
        if written.len() >= MOST_WORKSPACES && !written.contains_key(&workspace) {
            written.clear();
        }
        let fresh = || Written { version: signed.actor.version, today: signed.frame.today(), pages: HashMap::new() };
        let kept = written.entry(workspace).or_insert_with(fresh);
        if !kept.is_of(signed) || kept.pages.len() >= MOST_WRITTEN {
            *kept = fresh();
        }
        kept.pages.insert((signed.actor.role(), name.to_owned()), page.0.as_str().into());
    }
}

impl Written {
    fn is_of(&self, signed: &Signed) -> bool {
        self.version == signed.actor.version && self.today == signed.frame.today()
    }
}
