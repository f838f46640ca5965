//! What is thrown away for good: deleted records after 30 days, and what is left of sessions, links and keys.

use std::{sync::Arc, time::Duration};

use throughline_store::Visible;

use crate::{App, AppError, Inner, boxed};

/// How long a deleted record can be brought back.
const KEPT_DAYS: i64 = 30;
/// How long after a start, and how often from then on, a running server tidies up.
const AT_FIRST: Duration = Duration::from_mins(1);
const EVERY: Duration = Duration::from_hours(1);

impl App {
    /// Throws away what was deleted more than 30 days ago, and expired sessions, links and idempotency keys; gives the
    /// number of rows. Several nodes may do it at once. Where one workspace fails, the others are tidied all the same, and
    /// its failure is given.
    #[boxed]
    pub async fn tidy(&self) -> Result<u64, AppError> {
        let (store, now) = (&self.inner.store, self.now());
        let (mut gone, mut failed) = (0, None);
        for workspace in store.workspaces().await? {
            let visible = Visible::granted(workspace.id);
            for done in [
                store.purge_withdrawn(&visible, now.plus_days(-KEPT_DAYS)).await,
                store.purge_expired(&visible, now).await,
            ] {
                match done {
                    Ok(rows) => gone += rows,
                    Err(error) => {
                        failed.get_or_insert(error);
                    }
                }
            }
        }
        failed.map_or(Ok(gone), |error| Err(error.into()))
    }
}

/// Tidies up for as long as the application is open.
pub(crate) fn keep_tidy(inner: &Arc<Inner>) {
    let inner = Arc::downgrade(inner);
    tokio::spawn(async move {
        tokio::time::sleep(AT_FIRST).await;
        while let Some(inner) = inner.upgrade() {
            match (App { inner }).tidy().await {
                Ok(0) => {}
                Ok(gone) => tracing::info!(rows = gone, "old leftovers were thrown away"),
                Err(error) => tracing::warn!(%error, "old leftovers could not be thrown away; trying again in an hour"),
            }
            tokio::time::sleep(EVERY).await;
        }
    });
}
