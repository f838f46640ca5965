//! What belongs to no workspace: facts of this installation, and the throttle in front of passwords.

use throughline_domain::{Ts, WorkspaceId};
use uuid::Uuid;

use crate::{Store, StoreError, record::sql};

sql! {
    FACT = "select value from installation where name = $1";
    KEEP_FACT = "insert into installation (name, value) values ($1, $2) on conflict (name) do nothing";
    FAILED = "insert into sign_in_attempt (key_hash, failures, first_at, last_at) values ($1, 1, $2, $2)
         on conflict (key_hash) do update set
             failures = case when sign_in_attempt.first_at < $3 then 1 else sign_in_attempt.failures + 1 end,
             first_at = case when sign_in_attempt.first_at < $3 then $2 else sign_in_attempt.first_at end,
             last_at = $2";
    FAILURES = "select failures from sign_in_attempt where key_hash = $1 and first_at >= $2";
    FORGET = "delete from sign_in_attempt where key_hash = $1";
    SWEEP = "delete from sign_in_attempt where last_at < $1";
}

/// No workspace has this id: writes that belong to none stand in line under it.
const NOBODY: WorkspaceId = WorkspaceId(Uuid::nil());

impl Store {
    /// A fact of this installation: a secret made at first start, say.
    pub async fn installation_fact(&self, name: &str) -> Result<Option<String>, StoreError> {
        let rows = self.db().rows(FACT, vec![name.into()]).await?;
        rows.into_iter().next().map(|mut cells| cells.take()).transpose()
    }

    /// Keeps a fact unless there is one of this name already; gives the one that is kept, the same for all nodes.
    pub async fn keep_installation_fact(&self, name: &str, value: &str) -> Result<String, StoreError> {
        let (name, value) = (name.to_owned(), value.to_owned());
        self.write_quietly(NOBODY, move |tx| {
            let (name, value) = (name.clone(), value.clone());
            Box::pin(async move {
                tx.global(KEEP_FACT, vec![name.as_str().into(), value.into()]).await?;
                let rows = tx.conn.rows(FACT, vec![name.into()]).await?;
                rows.into_iter().next().ok_or(StoreError::NotFound("fact"))?.take()
            })
        })
        .await
    }

    /// Notes a failed sign-in under each of these keys (hashes of the address and of where it came from). Failures from
    /// before `window_began` are forgotten. Gives the largest count.
    pub async fn sign_in_failed(&self, key_hashes: &[String], now: Ts, window_began: Ts) -> Result<i64, StoreError> {
        let mut keys = key_hashes.to_vec();
        // One order for all, so that two writers cannot wait for each other.
        keys.sort();
        self.write_quietly(NOBODY, move |tx| {
            let keys = keys.clone();
            Box::pin(async move {
                let mut most = 0;
                for key in keys {
                    tx.global(FAILED, vec![key.as_str().into(), now.into(), window_began.into()]).await?;
                    let rows = tx.conn.rows(FAILURES, vec![key.into(), window_began.into()]).await?;
                    for mut cells in rows {
                        most = most.max(cells.take()?);
                    }
                }
                Ok(most)
            })
        })
        .await
    }

    /// The largest count of failed sign-ins under these keys since then.
    pub async fn failed_sign_ins(&self, key_hashes: &[String], since: Ts) -> Result<i64, StoreError> {
        let mut most = 0;
        for key in key_hashes {
            for mut cells in self.db().rows(FAILURES, vec![key.as_str().into(), since.into()]).await? {
                most = most.max(cells.take()?);
            }
        }
        Ok(most)
    }

    /// Forgets the failures under these keys, after a sign-in that worked.
    pub async fn forget_failed_sign_ins(&self, key_hashes: &[String]) -> Result<(), StoreError> {
        let mut keys = key_hashes.to_vec();
        keys.sort();
        self.write_quietly(NOBODY, move |tx| {
            let keys = keys.clone();
            Box::pin(async move {
                for key in keys {
                    tx.global(FORGET, vec![key.into()]).await?;
                }
                Ok(())
            })
        })
        .await
    }

    pub(crate) async fn sweep_sign_ins(&self, before: Ts) -> Result<u64, StoreError> {
        self.write_quietly(NOBODY, move |tx| Box::pin(async move { tx.global(SWEEP, vec![before.into()]).await })).await
    }
}
