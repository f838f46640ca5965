//! Fetching a metric's values, and taking them.

use throughline_domain::{
    MetricId, PullId, WorkspaceId,
    activity::EventKind,
    metrics::{Attempt, Metric, Pull, PullFrom},
    people::{Action, Workspace},
};
use throughline_pulls::{Part, PullError, Pulled, destination};
use throughline_store::{Reader, StoreError, Visible};

use super::{PullInput, PulledReport};
use crate::{
    Actor, App, AppError, boxed,
    error::capital,
    metrics::{
        MOST_OBSERVATIONS,
        taking::{self, compared},
    },
    portfolio::zone_of,
    write::Change,
};

/// How long a fetch is held: longer than any can take.
const HELD_SECONDS: i64 = 120;
/// When a source that did not answer may be asked again by hand.
const SOON_SECONDS: u64 = 60;

/// Why a fetch brought nothing.
pub(super) enum Failed {
    /// The source is to blame, or what is said of it.
    Source(PullFrom, PullError),
    /// Something here is.
    Here(AppError),
}

impl<E: Into<AppError>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self::Here(error.into())
    }
}

impl App {
    /// Fetches a metric's values now, and takes what is new.
    #[boxed]
    pub async fn pull_now(&self, actor: &Actor, id: MetricId) -> Result<PulledReport, AppError> {
        actor.require(Action::WriteTickets)?;
        let mut reader = self.reader(actor);
        let metric: Metric = reader.get(id).await?;
        let pull = reader.pull_of(id).await?.ok_or(AppError::NotFound { what: "pull" })?;
        let pull = pull.id;
        if metric.withdrawn_at.is_some() {
            return Err(StoreError::NotFound("metric").into());
        }
        let held = self.held(&actor.visible, pull, true).await?;
        if !held {
            return Err(AppError::conflict("These values are being fetched just now. Look again in a moment."));
        }
        match self.pulled(&actor.workspace, &actor.visible, self.change(actor), pull).await {
            Ok(report) => Ok(report),
            Err(Failed::Source(from, error)) => Err(refused(&from, &error)),
            Err(Failed::Here(error)) => Err(error),
        }
    }

    /// Whether nobody else fetches it and, unless it is wanted early, its time has come; from now on nobody else does.
    pub(super) async fn held(&self, visible: &Visible, pull: PullId, early: bool) -> Result<bool, StoreError> {
        let now = self.now();
        self.inner.store.claim_pull(visible, pull, (now, now.plus_seconds(HELD_SECONDS)), early).await
    }

    /// Fetches what a pull says, takes it, and keeps how it went. The pull is held by us.
    pub(super) async fn pulled(
        &self,
        workspace: &Workspace,
        visible: &Visible,
        change: Change,
        id: PullId,
    ) -> Result<PulledReport, Failed> {
        let (metric, pull, before, sealed) = self.of_pull(visible, id).await?;
        let secret = match self.opened(workspace.id, &pull, sealed) {
            Ok(secret) => secret,
            Err(error) => {
                let attempt = before.failed(self.now(), error.detail(), false, metric.refresh);
                self.inner.store.note_pull_attempt(visible, &pull, attempt).await?;
                return Err(Failed::Here(error));
            }
        };
        let fetched = self.fetched(workspace, &pull.from, secret.as_deref()).await;
        let now = self.now();
        let pulled = match fetched {
            Ok(pulled) => pulled,
            Err(error) => {
                let attempt = before.failed(now, capital(&error.to_string()), error.is_passing(), metric.refresh);
                self.inner.store.note_pull_attempt(visible, &pull, attempt).await?;
                tracing::info!(metric = %metric.id, failures = before.failures + 1, "values were not fetched");
                return Err(Failed::Source(pull.from, error));
            }
        };
        let there = self.inner.store.read(visible).observations(metric.id, MOST_OBSERVATIONS).await?;
        let differing = compared(&pulled.points, &there).differing;
        let report = PulledReport::of(&metric, pulled, &there, now);
        let taken = i64::try_from(differing.len()).unwrap_or(i64::MAX);
        let attempt = Attempt::done(now, taken, metric.refresh);
        if differing.is_empty() {
            self.inner.store.note_pull_attempt(visible, &pull, attempt).await?;
            return Ok(report);
        }
        let source: String = format!("{} ({})", pull.from.what(), place(&pull.from)).chars().take(200).collect();
        let (metric_id, fetched_by) = (metric.id, pull.clone());
        let data = serde_json::json!({
            "values": taken, "new": report.new, "changed": report.changed, "source": source,
            "first": differing.first().map(|point| point.at), "last": differing.last().map(|point| point.at),
        });
        let written: Result<bool, StoreError> = self
            .inner
            .store
            .write(visible, move |tx| {
                let (differing, source, attempt) = (differing.clone(), source.clone(), attempt.clone());
                let pull = fetched_by.clone();
                let event = change.event(EventKind::MetricPulled, Some(metric_id.0), &metric.name, data.clone());
                Box::pin(async move {
                    if !tx.has_still(&pull).await? {
                        return Ok(false);
                    }
                    tx.record(event).await?;
                    taking::write(tx, metric_id, &differing, &source, now).await?;
                    tx.keep_pull_attempt(pull.id, &attempt).await?;
                    Ok(true)
                })
            })
            .await;
        self.inner.pictures.written(workspace.id);
        if written? {
            return Ok(report);
        }
        let message = "Where these values are fetched was changed meanwhile, so nothing was taken. Fetch again.";
        Err(Failed::Here(AppError::conflict(message)))
    }

    async fn of_pull(
        &self,
        visible: &Visible,
        id: PullId,
    ) -> Result<(Metric, Pull, Attempt, Option<String>), StoreError> {
        let mut reader: Reader<'_> = self.inner.store.read(visible);
        let pull: Pull = reader.get(id).await?;
        let metric: Metric = reader.get(pull.metric_id).await?;
        let before = reader.pull_attempt(id).await?.unwrap_or_else(|| Attempt::first(self.now()));
        let sealed = reader.pull_secret(id).await?;
        Ok((metric, pull, before, sealed))
    }

    /// Asks the source.
    pub(super) async fn fetched(
        &self,
        workspace: &Workspace,
        from: &PullFrom,
        secret: Option<&str>,
    ) -> Result<Pulled, PullError> {
        self.inner.puller.pull(from, secret, self.now(), &zone_of(workspace)).await
    }

    /// The secret of an input, sealed for this pull and its destination.
    pub(super) fn sealed(
        &self,
        workspace: WorkspaceId,
        pull: &Pull,
        input: &PullInput,
    ) -> Result<Option<String>, AppError> {
        match input.secret.as_ref().map(super::PullSecret::text).filter(|secret| !secret.is_empty()) {
            Some(secret) => self.inner.key.key()?.seal(secret, &purpose(workspace, pull)).map(Some),
            None => Ok(None),
        }
    }

    /// The secret of a pull, if it has one.
    pub(super) fn opened(
        &self,
        workspace: WorkspaceId,
        pull: &Pull,
        sealed: Option<String>,
    ) -> Result<Option<String>, AppError> {
        if !pull.has_secret {
            return Ok(None);
        }
        let opened = match (sealed, self.inner.key.made()?) {
            (Some(sealed), Some(key)) => key.open(&sealed, &purpose(workspace, pull))?,
            _ => None,
        };
        opened.map(Some).ok_or_else(|| {
            let message = "The secret that was kept for this source cannot be read here, as after an import or with another key. Give it again.";
            AppError::field("secret", "", message)
        })
    }
}

/// What a secret is sealed for. A secret that was moved to another pull, or whose pull leads elsewhere, does not open.
fn purpose(workspace: WorkspaceId, pull: &Pull) -> String {
    let to = destination(&pull.from).unwrap_or_default();
    format!("pull {} of {workspace} to {to}", pull.id)
}

/// The host or the file of a source.
fn place(from: &PullFrom) -> &str {
    match from {
        PullFrom::Sqlite { file, .. } => file,
        other => {
            let rest = other.place().split_once("://").map_or(other.place(), |(_, rest)| rest);
            let rest = rest.split(['/', '?']).next().unwrap_or(rest);
            rest.rsplit('@').next().unwrap_or(rest)
        }
    }
}

/// Why there are no values, for the one who asked: what may pass by itself is not their fault.
pub(super) fn refused(from: &PullFrom, error: &PullError) -> AppError {
    let message = capital(&error.to_string());
    // That nothing is there may pass by itself; here somebody is asking, who may have mistyped it.
    if error.is_passing() && !matches!(error, PullError::Nothing(_)) {
        return AppError::Unavailable { message, retry_after_seconds: SOON_SECONDS, maybe_done: false };
    }
    let field = match (error.about(), from) {
        (Part::Secret, _) => "secret",
        (Part::Place, from) => from.place_field(),
        (Part::Question, PullFrom::Json { .. }) => "from.path",
        (Part::Question, PullFrom::PrometheusText { .. }) => "from.name",
        (Part::Question, _) => "from.query",
    };
    AppError::field(field, "", message)
}
