//! Fetching what is due, for as long as the application is open.

use std::{sync::Arc, time::Duration};

use throughline_domain::people::Workspace;
use throughline_store::Visible;
use tokio::task::JoinSet;

use super::fetching::Failed;
use crate::{App, AppError, Inner, boxed, write::Change};

/// How long after a start, and how often from then on, it is looked what is due.
const AT_FIRST: Duration = Duration::from_secs(20);
const EVERY: Duration = Duration::from_mins(1);
/// Fetches at once, so that a source that does not answer keeps few others waiting.
const AT_ONCE: usize = 4;
/// Fetches of one workspace at a time; the rest is due a minute later still.
const AT_A_TIME: i64 = 60;

impl App {
    /// Fetches the values of all metrics whose time has come; gives how many pulls brought something or nothing new.
    /// Several nodes may do it at once: each pull is held by one.
    #[boxed]
    pub async fn pull_due(&self) -> Result<u64, AppError> {
        let (store, now) = (&self.inner.store, self.now());
        let mut done = 0;
        for workspace in store.workspaces().await? {
            let visible = Visible::granted(workspace.id);
            let workspace = Arc::new(workspace);
            let mut due = store.read(&visible).due_pulls(now, AT_A_TIME).await?.into_iter();
            let mut running = JoinSet::new();
            loop {
                while running.len() < AT_ONCE
                    && let Some(pull) = due.next()
                {
                    let (app, workspace) = (self.clone(), Arc::clone(&workspace));
                    running.spawn(async move { app.pulled_if_free(&workspace, pull).await });
                }
                match running.join_next().await {
                    Some(Ok(fetched)) => done += u64::from(fetched),
                    Some(Err(error)) => tracing::error!(%error, "a fetch broke off"),
                    None => break,
                }
            }
        }
        Ok(done)
    }

    /// Whether the values of a pull were fetched. Why not is kept with it.
    async fn pulled_if_free(&self, workspace: &Workspace, pull: throughline_domain::PullId) -> bool {
        let visible = Visible::granted(workspace.id);
        match self.held(&visible, pull, false).await {
            Ok(true) => {}
            Ok(false) => return false,
            Err(error) => {
                tracing::warn!(%error, "a pull could not be begun; trying again in a minute");
                return false;
            }
        }
        let change = Change { by: None, at: self.now() };
        match self.pulled(workspace, &visible, change, pull).await {
            Ok(_) => true,
            Err(Failed::Source(..)) => false,
            Err(Failed::Here(error)) => {
                tracing::warn!(%error, "a pull could not be done");
                false
            }
        }
    }
}

/// Fetches what is due for as long as the application is open.
pub(crate) fn keep_pulling(inner: &Arc<Inner>) {
    let inner = Arc::downgrade(inner);
    tokio::spawn(async move {
        tokio::time::sleep(AT_FIRST).await;
        while let Some(inner) = inner.upgrade() {
            if let Err(error) = (App { inner }).pull_due().await {
                tracing::warn!(%error, "it could not be looked what is to be fetched; trying again in a minute");
            }
            tokio::time::sleep(EVERY).await;
        }
    });
}
