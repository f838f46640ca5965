//! Writing: one job, one transaction, one answer after the commit.

use std::{pin::Pin, sync::Arc, time::Duration};

use serde::{Serialize, de::DeserializeOwned};
use sqlx::PgPool;
use throughline_domain::{Ts, WorkspaceId};
use tokio::sync::oneshot;

use crate::{
    Store, StoreError, Tx, Visible,
    db::{Conn, REQUEST_DEADLINE},
    record::sql,
    store::Writing,
    writer::Job,
};

/// What a job gives: a future that works on its [`Tx`].
pub type Boxed<'t, T> = Pin<Box<dyn Future<Output = T> + Send + 't>>;

/// How often a transaction is run again when `PostgreSQL` asks for it.
const ATTEMPTS: u32 = 8;
/// How long a patient write is waited for.
const PATIENCE: Duration = Duration::from_mins(10);

sql! {
    REMEMBERED = "select request_hash, response from idempotency where workspace_id = $1 and key_hash = $2";
    REMEMBER = "insert into idempotency (workspace_id, key_hash, request_hash, response, created_at)
         values ($1, $2, $3, $4, $5)";
}

/// The key under which a client sends a write, so that it can send it again without doing it twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// Hash of the key and of who sent it, so that members do not share keys.
    pub key_hash: String,
    /// Hash of the request: method, route, body.
    pub request_hash: String,
    /// When it came.
    pub at: Ts,
}

impl Store {
    /// Runs `job` as one transaction on a workspace and answers after its commit. Everything or nothing is stored.
    ///
    /// The job may run more than once, so it must only work on its [`Tx`]. If the caller goes away, the write still
    /// ends. A change without an event is refused. A job answers an error of its [`Tx`] with an error: after one,
    /// `PostgreSQL` takes no further statements in the same transaction.
    ///
    /// ```ignore
    /// store.write(&visible, move |tx| {
    ///     let team = team.clone();
    ///     Box::pin(async move {
    ///         tx.record(event).await?;
    ///         tx.insert(&team).await
    ///     })
    /// }).await
    /// ```
    pub async fn write<T, E, F>(&self, visible: &Visible, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Boxed<'t, Result<T, E>> + Send + Sync + 'static,
    {
        self.submit(visible.workspace(), job, Events::Needed, REQUEST_DEADLINE).await
    }

    /// As [`Store::write`], once per key: sent again, the same request gets the stored answer, and another request under
    /// the same key is refused. Answer and change are stored together; a job that fails leaves the key free.
    pub async fn write_once<T, E, F>(&self, visible: &Visible, key: Option<IdempotencyKey>, job: F) -> Result<T, E>
    where
        T: Serialize + DeserializeOwned + Send + Sync + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Boxed<'t, Result<T, E>> + Send + Sync + 'static,
    {
        let Some(key) = key else { return self.write(visible, job).await };
        let (key, job) = (Arc::new(key), Arc::new(job));
        self.write(visible, move |tx| {
            let (key, job) = (key.clone(), job.clone());
            Box::pin(async move {
                if let Some(answer) = remembered(tx, &key).await? {
                    return Ok(answer);
                }
                let answer = job(tx).await?;
                remember(tx, &key, &answer).await?;
                Ok(answer)
            })
        })
        .await
    }

    /// As [`Store::write`], but waits as long as it takes: for reading a whole workspace back in. Other writes wait too.
    pub async fn write_patiently<T, E, F>(&self, visible: &Visible, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Boxed<'t, Result<T, E>> + Send + Sync + 'static,
    {
        self.submit(visible.workspace(), job, Events::Needed, PATIENCE).await
    }

    /// A write that is no change worth telling: a session was seen, expired rows are swept.
    pub(crate) async fn write_quietly<T, F>(&self, workspace: WorkspaceId, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Boxed<'t, Result<T, StoreError>> + Send + Sync + 'static,
    {
        self.submit(workspace, job, Events::NotNeeded, REQUEST_DEADLINE).await
    }

    async fn submit<T, E, F>(&self, workspace: WorkspaceId, job: F, events: Events, deadline: Duration) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> Boxed<'t, Result<T, E>> + Send + Sync + 'static,
    {
        let (reply, answer) = oneshot::channel();
        match self.writing() {
            Writing::Lite(writer) => {
                let job = Waiting { workspace, job, events, outcome: None, reply };
                writer.send(Box::new(job)).await?;
            }
            Writing::Pg(pool) => {
                let pool = pool.clone();
                // A task of its own: when the caller goes away, the statement in flight is not cancelled.
                tokio::spawn(async move {
                    let outcome = on_postgres(&pool, workspace, &job, events).await;
                    // The caller may have gone away, which changes nothing.
                    let _ = reply.send(outcome);
                });
            }
        }
        match tokio::time::timeout(deadline, answer).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(StoreError::Unavailable("the write was interrupted".into()).into()),
            Err(_) => Err(StoreError::Unavailable(format!("no answer in {} seconds", deadline.as_secs())).into()),
        }
    }
}

/// Whether a write must record an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Events {
    Needed,
    NotNeeded,
}

async fn remembered<T: DeserializeOwned>(tx: &mut Tx, key: &IdempotencyKey) -> Result<Option<T>, StoreError> {
    let Some(mut row) = tx.read().first(REMEMBERED, vec![key.key_hash.as_str().into()]).await? else {
        return Ok(None);
    };
    let (request_hash, response): (String, String) = (row.take()?, row.take()?);
    if request_hash != key.request_hash {
        return Err(StoreError::KeyReused);
    }
    serde_json::from_str(&response).map(Some).map_err(StoreError::unreadable)
}

async fn remember<T: Serialize>(tx: &mut Tx, key: &IdempotencyKey, answer: &T) -> Result<(), StoreError> {
    let response = serde_json::to_string(answer).map_err(|error| StoreError::Refused(error.to_string()))?;
    let values = vec![
        tx.workspace_id().0.into(),
        key.key_hash.as_str().into(),
        key.request_hash.as_str().into(),
        response.into(),
        key.at.into(),
    ];
    // Not counted as a change: a request that changes nothing is remembered too.
    tx.conn.execute(REMEMBER, values).await.map(drop)
}

/// Runs the job inside an open transaction and checks that it recorded what it changed.
async fn attempt<T, E, F>(tx: &mut Tx, begun: Result<(), StoreError>, job: &F, events: Events) -> Result<T, E>
where
    E: From<StoreError>,
    F: for<'t> Fn(&'t mut Tx) -> Boxed<'t, Result<T, E>>,
{
    begun?;
    let answer = job(tx).await?;
    if events == Events::Needed {
        tx.accounted()?;
    }
    Ok(answer)
}

async fn on_postgres<T, E, F>(pool: &PgPool, workspace: WorkspaceId, job: &F, events: Events) -> Result<T, E>
where
    E: From<StoreError>,
    F: for<'t> Fn(&'t mut Tx) -> Boxed<'t, Result<T, E>>,
{
    let mut tries = 0;
    loop {
        tries += 1;
        let conn = Conn::postgres(pool.begin().await.map_err(StoreError::from)?);
        let (mut tx, begun) = Tx::begin(conn, workspace).await;
        let outcome = attempt(&mut tx, begun, job, events).await;
        let mut again = tx.conn.retry;
        let outcome = match outcome {
            Ok(answer) => match tx.conn.commit().await {
                Ok(()) => return Ok(answer),
                Err(error) => {
                    again = crate::dialect::asks_to_run_again(&error);
                    Err(commit_failed(error).into())
                }
            },
            Err(error) => {
                if let Err(error) = tx.conn.roll_back().await {
                    tracing::debug!(%error, "a transaction ended with its connection");
                }
                Err(error)
            }
        };
        if !again || tries >= ATTEMPTS {
            return outcome;
        }
        tokio::time::sleep(Duration::from_millis(u64::from(tries) * 5)).await;
    }
}

/// A failed commit is known to have stored nothing only when the database itself says why.
pub(crate) fn commit_failed(error: sqlx::Error) -> StoreError {
    match StoreError::from(error) {
        StoreError::Refused(why) => StoreError::Unavailable(why),
        known => known,
    }
}

/// A job in the line of `SQLite`'s writer.
struct Waiting<T, E, F> {
    workspace: WorkspaceId,
    job: F,
    events: Events,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Job for Waiting<T, E, F>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
    F: for<'t> Fn(&'t mut Tx) -> Boxed<'t, Result<T, E>> + Send + Sync + 'static,
{
    fn run(&mut self, conn: Conn) -> Boxed<'_, (Conn, bool)> {
        Box::pin(async move {
            let (mut tx, begun) = Tx::begin(conn, self.workspace).await;
            let outcome = attempt(&mut tx, begun, &self.job, self.events).await;
            let keep = outcome.is_ok();
            self.outcome = Some(outcome);
            (tx.conn, keep)
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let outcome = match (committed, self.outcome) {
            (_, Some(Err(refused))) => Err(refused),
            (Err(error), _) => Err(error.into()),
            (Ok(()), Some(answer)) => answer,
            (Ok(()), None) => Err(StoreError::Unavailable("the write was interrupted".into()).into()),
        };
        // The caller may have gone away, which changes nothing.
        let _ = self.reply.send(outcome);
    }
}
