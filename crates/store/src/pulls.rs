//! Where metrics' values are fetched, the sealed secrets for it, and how the last fetch went.
//!
//! A fetch is held for a while by the node that does it, so that several nodes share the work and a dead node's fetch is
//! taken over when its time is up.

use throughline_domain::{
    MetricId, PullId, Ts,
    metrics::{Attempt, Metric, Pull, PullFrom},
};

use crate::{
    Reader, Store, StoreError, Tx, Value, Visible,
    record::{plain, record, sql},
    value::{Cells, Field as _, json},
};

record!(Pull, "pull" in "metric_pull" {
    id, metric_id, from as ["fetched_from"], has_secret, by as ["by_member_id"], version, withdrawn_at,
});

plain! { Pull }
json! { PullFrom }

sql! {
    LIVE = "select id from metric_pull where workspace_id = $1 and metric_id = $2 and withdrawn_at is null";
    ENDED = "select id from metric_pull where workspace_id = $1 and metric_id = $2 and withdrawn_at is not null
         order by withdrawn_at desc, id desc limit 1";
    DUE = "select pull.id from metric_pull as pull
         join metric on metric.workspace_id = pull.workspace_id and metric.id = pull.metric_id
         left join metric_pull_attempt as attempt
             on attempt.workspace_id = pull.workspace_id and attempt.pull_id = pull.id
         where pull.workspace_id = $1 and pull.withdrawn_at is null and metric.withdrawn_at is null
             and coalesce(attempt.next_at, 0) <= $2 and coalesce(attempt.held_until, 0) <= $2
         order by coalesce(attempt.next_at, 0), pull.id limit $3";
    SECRET = "select sealed from metric_pull_secret where workspace_id = $1 and pull_id = $2";
    KEEP_SECRET = "insert into metric_pull_secret (workspace_id, pull_id, sealed) values ($1, $2, $3)
         on conflict (workspace_id, pull_id) do update set sealed = excluded.sealed";
    FORGET_SECRET = "delete from metric_pull_secret where workspace_id = $1 and pull_id = $2";
    ATTEMPT = "select at, taken, failure, failures, next_at from metric_pull_attempt
         where workspace_id = $1 and pull_id = $2";
    FAILING = "select pull.metric_id, attempt.at, attempt.taken, attempt.failure, attempt.failures, attempt.next_at
         from metric_pull_attempt as attempt
         join metric_pull as pull on pull.workspace_id = attempt.workspace_id and pull.id = attempt.pull_id
         where attempt.workspace_id = $1 and attempt.failures > 0 and pull.withdrawn_at is null
         order by attempt.failures desc, pull.metric_id";
    CLAIM = "insert into metric_pull_attempt (workspace_id, pull_id, taken, failures, next_at, held_until)
         values ($1, $2, 0, 0, $3, $4)
         on conflict (workspace_id, pull_id) do update set held_until = excluded.held_until
             where (metric_pull_attempt.held_until is null or metric_pull_attempt.held_until <= $3)
                 and ($5 or metric_pull_attempt.next_at <= $3)";
    KEEP_ATTEMPT = "insert into metric_pull_attempt
             (workspace_id, pull_id, at, taken, failure, failures, next_at, held_until)
         values ($1, $2, $3, $4, $5, $6, $7, null)
         on conflict (workspace_id, pull_id) do update set at = excluded.at, taken = excluded.taken,
             failure = excluded.failure, failures = excluded.failures, next_at = excluded.next_at, held_until = null";
}

fn attempt(cells: &mut Cells) -> Result<Attempt, StoreError> {
    Ok(Attempt {
        at: Option::read(cells)?,
        taken: cells.take()?,
        failure: Option::read(cells)?,
        failures: cells.take()?,
        next_at: cells.take()?,
    })
}

impl Reader<'_> {
    /// The pull of a metric.
    pub async fn pull_of(&mut self, metric: MetricId) -> Result<Option<Pull>, StoreError> {
        self.named_pull(LIVE, metric).await
    }

    /// The pull of a metric that was ended last.
    pub async fn ended_pull_of(&mut self, metric: MetricId) -> Result<Option<Pull>, StoreError> {
        self.named_pull(ENDED, metric).await
    }

    async fn named_pull(&mut self, sql: &'static str, metric: MetricId) -> Result<Option<Pull>, StoreError> {
        let Some(mut cells) = self.first(sql, vec![metric.0.into()]).await? else { return Ok(None) };
        let id: PullId = cells.take()?;
        self.get(id).await.map(Some)
    }

    /// Pulls that are due and that nobody holds, the longest due first.
    pub async fn due_pulls(&mut self, now: Ts, limit: i64) -> Result<Vec<PullId>, StoreError> {
        let rows = self.scoped(DUE, vec![now.into(), limit.into()]).await?;
        rows.into_iter().map(|mut cells| cells.take()).collect()
    }

    /// The sealed secret of a pull.
    pub async fn pull_secret(&mut self, pull: PullId) -> Result<Option<String>, StoreError> {
        self.first(SECRET, vec![pull.0.into()]).await?.map(|mut cells| cells.take()).transpose()
    }

    /// How the last fetch of a pull went; none before the first.
    pub async fn pull_attempt(&mut self, pull: PullId) -> Result<Option<Attempt>, StoreError> {
        self.first(ATTEMPT, vec![pull.0.into()]).await?.map(|mut cells| attempt(&mut cells)).transpose()
    }

    /// Metrics whose last fetch failed, those that failed most often in a row first.
    pub async fn failing_pulls(&mut self) -> Result<Vec<(MetricId, Attempt)>, StoreError> {
        let rows = self.scoped(FAILING, Vec::new()).await?;
        rows.into_iter().map(|mut cells| Ok((cells.take()?, attempt(&mut cells)?))).collect()
    }
}

impl Tx {
    /// Whether a pull and its metric are there as they were read.
    pub async fn has_still(&mut self, pull: &Pull) -> Result<bool, StoreError> {
        let now: Pull = self.read().get(pull.id).await?;
        let metric: Metric = self.read().get(pull.metric_id).await?;
        Ok(now.version == pull.version && now.withdrawn_at.is_none() && metric.withdrawn_at.is_none())
    }

    /// Keeps the sealed secret of a pull instead of the one before.
    pub async fn keep_pull_secret(&mut self, pull: PullId, sealed: &str) -> Result<(), StoreError> {
        self.scoped(KEEP_SECRET, vec![pull.0.into(), sealed.into()]).await.map(drop)
    }

    /// Forgets the secret of a pull.
    pub async fn forget_pull_secret(&mut self, pull: PullId) -> Result<(), StoreError> {
        self.scoped(FORGET_SECRET, vec![pull.0.into()]).await.map(drop)
    }

    /// Keeps how a fetch went, and lets go of it. Not counted as a change: the values are the change.
    pub async fn keep_pull_attempt(&mut self, pull: PullId, attempt: &Attempt) -> Result<(), StoreError> {
        let Attempt { at, taken, failure, failures, next_at } = attempt;
        let mut values: Vec<Value> = vec![self.workspace_id().0.into(), pull.0.into()];
        at.write(&mut values);
        taken.write(&mut values);
        failure.write(&mut values);
        failures.write(&mut values);
        next_at.write(&mut values);
        self.conn.execute(KEEP_ATTEMPT, values).await.map(drop)
    }
}

impl Store {
    /// Holds a pull until a time, so that nobody else fetches it; whether nobody held it already and, unless it is wanted
    /// early, its time has come: another node may have fetched it since it was seen to be due.
    pub async fn claim_pull(
        &self,
        visible: &Visible,
        pull: PullId,
        (now, until): (Ts, Ts),
        early: bool,
    ) -> Result<bool, StoreError> {
        self.write_quietly(visible.workspace(), move |tx| {
            let values = vec![pull.0.into(), now.into(), until.into(), early.into()];
            Box::pin(async move { Ok(tx.scoped(CLAIM, values).await? > 0) })
        })
        .await
    }

    /// Keeps how a fetch without new values went, and lets go of it. Nothing is kept of a fetch by a pull that was changed
    /// or ended since it began.
    pub async fn note_pull_attempt(&self, visible: &Visible, pull: &Pull, attempt: Attempt) -> Result<(), StoreError> {
        let pull = pull.clone();
        self.write_quietly(visible.workspace(), move |tx| {
            let (attempt, pull) = (attempt.clone(), pull.clone());
            Box::pin(async move {
                if tx.has_still(&pull).await? { tx.keep_pull_attempt(pull.id, &attempt).await } else { Ok(()) }
            })
        })
        .await
    }
}
