//! Where a metric's values are fetched: saying so, trying it, ending it.

mod fetching;
mod rhythm;
mod views;

use throughline_domain::{
    MetricId, PullId,
    activity::EventKind,
    metrics::{Attempt, Metric, Pull, PullFrom, one_read, one_read_of_mysql, one_read_of_sqlite},
    people::Action,
};
use throughline_pulls::destination;
use throughline_store::{StoreError, Tx};

use crate::{
    Actor, App, AppError, boxed,
    error::{capital, invalid},
    write::{Change, differences},
};
use fetching::refused;
pub(crate) use rhythm::keep_pulling;
pub use views::*;

impl App {
    /// Where a metric's values are fetched, and how the last fetch went.
    #[boxed]
    pub async fn get_pull(&self, actor: &Actor, id: MetricId) -> Result<PullView, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let mut reader = self.reader(actor);
        let _: Metric = reader.get(id).await?;
        PullView::of(&mut reader, id, self.now()).await?.ok_or(AppError::NotFound { what: "pull" })
    }

    /// What a pull would take now. Nothing is kept, neither the values nor the secret. Where none is given, the one that
    /// is kept for the same destination is used.
    #[boxed]
    pub async fn preview_pull(&self, actor: &Actor, id: MetricId, input: PullInput) -> Result<PulledReport, AppError> {
        actor.require(Action::SetGoals)?;
        let mut reader = self.reader(actor);
        let metric: Metric = reader.get(id).await?;
        check(&input)?;
        let secret = match (&input.secret, reader.pull_of(id).await?) {
            (Some(secret), _) => Some(secret.text().to_owned()).filter(|secret| !secret.is_empty()),
            (None, Some(pull)) if destination(&pull.from).ok() == destination(&input.from).ok() => {
                let sealed = reader.pull_secret(pull.id).await?;
                self.opened(actor.workspace.id, &pull, sealed)?
            }
            (None, _) => None,
        };
        let fetched = self.fetched(&actor.workspace, &input.from, secret.as_deref()).await;
        let pulled = fetched.map_err(|error| refused(&input.from, &error))?;
        let there = reader.observations(id, super::MOST_OBSERVATIONS).await?;
        Ok(PulledReport::of(&metric, pulled, &there, self.now()))
    }

    /// Says where a metric's values are fetched. A metric has one pull at most.
    #[boxed]
    pub async fn create_pull(&self, actor: &Actor, id: MetricId, input: PullInput) -> Result<PullView, AppError> {
        actor.require(Action::SetGoals)?;
        // What is kept of a request under its key would be a fingerprint of the secret.
        let actor = &actor.clone().with_idempotency(None);
        let change = self.change(actor);
        let metric: Metric = self.reader(actor).get(id).await?;
        check(&input)?;
        let given = input.secret.as_ref().is_some_and(|secret| !secret.text().is_empty());
        let pull = Pull {
            id: PullId::new(change.at),
            metric_id: id,
            from: input.from.clone(),
            has_secret: given,
            by: change.by,
            version: 1,
            withdrawn_at: None,
        };
        let sealed = self.sealed(actor.workspace.id, &pull, &input)?;
        self.write(actor, move |tx| {
            let (pull, sealed, name) = (pull.clone(), sealed.clone(), metric.name.clone());
            Box::pin(async move {
                living(tx, id).await?;
                if tx.read().pull_of(id).await?.is_some() {
                    return Err(AppError::conflict(
                        "The values of this metric are fetched already. Nothing was changed. Change where from, or end it first.",
                    ));
                }
                let data = differences(None, &pull);
                tx.record(change.event(EventKind::PullCreated, Some(id.0), &name, data)).await?;
                tx.insert(&pull).await?;
                if let Some(sealed) = &sealed {
                    tx.keep_pull_secret(pull.id, sealed).await?;
                }
                let attempt = Attempt::first(change.at);
                tx.keep_pull_attempt(pull.id, &attempt).await?;
                Ok(PullView { pull, attempt })
            })
        })
        .await
    }

    /// Changes where a metric's values are fetched, if it still is at this version. Without a secret the one that is kept
    /// stays, unless the destination differs: a secret is never sent to another one. An empty secret forgets it.
    #[boxed]
    pub async fn change_pull(
        &self,
        actor: &Actor,
        id: MetricId,
        version: i64,
        input: PullInput,
    ) -> Result<PullView, AppError> {
        actor.require(Action::SetGoals)?;
        let actor = &actor.clone().with_idempotency(None);
        let change = self.change(actor);
        let metric: Metric = self.reader(actor).get(id).await?;
        let before = self.reader(actor).pull_of(id).await?.ok_or(AppError::NotFound { what: "pull" })?;
        check(&input)?;
        if before.version != version {
            return Err(AppError::Stale { current_version: before.version });
        }
        let elsewhere = destination(&before.from).ok() != destination(&input.from).ok();
        if before.has_secret && elsewhere && input.secret.is_none() {
            let message =
                "The address or the user differs, so the secret is needed again: it is never sent to another place.";
            return Err(AppError::field("secret", "", message));
        }
        let has_secret = input.secret.as_ref().map_or(before.has_secret, |secret| !secret.text().is_empty());
        let after = Pull { from: input.from.clone(), has_secret, by: change.by, ..before.clone() };
        let sealed = self.sealed(actor.workspace.id, &after, &input)?;
        let forget = input.secret.is_some() && sealed.is_none();
        self.write(actor, move |tx| {
            let (before, mut after, sealed, name) =
                (before.clone(), after.clone(), sealed.clone(), metric.name.clone());
            Box::pin(async move {
                living(tx, id).await?;
                let mut data = differences(Some(&before), &after);
                if sealed.is_some() {
                    data["secret"] = serde_json::json!({ "to": "another one" });
                }
                tx.record(change.event(EventKind::PullChanged, Some(id.0), &name, data)).await?;
                after.version = tx.update(&after).await?;
                match &sealed {
                    Some(sealed) => tx.keep_pull_secret(after.id, sealed).await?,
                    None if forget => tx.forget_pull_secret(after.id).await?,
                    None => {}
                }
                let attempt = Attempt::first(change.at);
                tx.keep_pull_attempt(after.id, &attempt).await?;
                Ok(PullView { pull: after, attempt })
            })
        })
        .await
    }

    /// Ends fetching a metric's values, if the pull still is at this version. It can be brought back for 30 days, with
    /// its secret.
    #[boxed]
    pub async fn withdraw_pull(&self, actor: &Actor, id: MetricId, version: i64) -> Result<PullView, AppError> {
        actor.require(Action::SetGoals)?;
        let change = self.change(actor);
        self.write(actor, move |tx| {
            Box::pin(async move {
                let metric: Metric = tx.read().get(id).await?;
                let mut pull = tx.read().pull_of(id).await?.ok_or(AppError::NotFound { what: "pull" })?;
                record(tx, change, EventKind::PullWithdrawn, &metric).await?;
                pull.version = tx.withdraw::<Pull>(pull.id, Some(version), change.at).await?;
                pull.withdrawn_at = Some(change.at);
                let attempt = tx.read().pull_attempt(pull.id).await?.unwrap_or_else(|| Attempt::first(change.at));
                Ok(PullView { pull, attempt })
            })
        })
        .await
    }

    /// Brings the pull of a metric back that was ended last.
    #[boxed]
    pub async fn restore_pull(&self, actor: &Actor, id: MetricId) -> Result<PullView, AppError> {
        actor.require(Action::SetGoals)?;
        let change = self.change(actor);
        self.write(actor, move |tx| {
            Box::pin(async move {
                let metric = living(tx, id).await?;
                if let Some(view) = PullView::of(&mut tx.read(), id, change.at).await? {
                    return Ok(view);
                }
                let mut pull = tx.read().ended_pull_of(id).await?.ok_or(AppError::NotFound { what: "pull" })?;
                record(tx, change, EventKind::PullRestored, &metric).await?;
                pull.version = tx.restore::<Pull>(pull.id, None).await?;
                pull.withdrawn_at = None;
                let attempt = Attempt::first(change.at);
                tx.keep_pull_attempt(pull.id, &attempt).await?;
                Ok(PullView { pull, attempt })
            })
        })
        .await
    }
}

async fn record(tx: &mut Tx, change: Change, kind: EventKind, metric: &Metric) -> Result<(), StoreError> {
    let event = change.event(kind, Some(metric.id.0), &metric.name, serde_json::json!({}));
    tx.record(event).await.map(drop)
}

/// The metric, unless it is deleted.
async fn living(tx: &mut Tx, id: MetricId) -> Result<Metric, StoreError> {
    let metric: Metric = tx.read().get(id).await?;
    if metric.withdrawn_at.is_some() { Err(StoreError::NotFound("metric")) } else { Ok(metric) }
}

/// What can be said without asking the outside world.
fn check(input: &PullInput) -> Result<(), AppError> {
    let from = &input.from;
    // Fields are named as in the whole input.
    let as_input = serde_json::json!({ "from": from });
    from.check().map_err(|faults| invalid(&faults, &as_input))?;
    let read = match from {
        PullFrom::Postgres { query, .. } => Some((query, one_read(query))),
        PullFrom::Mysql { query, .. } => Some((query, one_read_of_mysql(query))),
        PullFrom::Sqlite { query, .. } => Some((query, one_read_of_sqlite(query))),
        _ => None,
    };
    if let Some((query, Err(why))) = read {
        return Err(AppError::field("from.query", query.clone(), capital(&why.to_string())));
    }
    destination(from).map_err(|error| refused(from, &error))?;
    let secret = input.secret.as_ref().map_or("", PullSecret::text);
    let file = matches!(from, PullFrom::Sqlite { .. });
    if file && !secret.is_empty() {
        return Err(AppError::field("secret", "", "A file is read without a secret. Leave it away."));
    }
    if secret.len() > LONGEST_SECRET || secret.chars().any(char::is_control) {
        let message = format!("A secret is one line of at most {LONGEST_SECRET} characters.");
        return Err(AppError::field("secret", "", message));
    }
    Ok(())
}
