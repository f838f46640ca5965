//! The North Star and what moves it.

mod account;
mod files;
mod pulls;
mod taking;
mod views;

use throughline_domain::{
    MetricId, ObservationId, Ts,
    activity::EventKind,
    metrics::{Metric, Observation, closes_a_circle},
    people::Action,
};
use throughline_store::{Show, StoreError, Tx};

use crate::{
    Actor, App, AppError, Page, Paging, boxed,
    crud::{Noun, noun_fields, owned, refer, six_verbs},
    error::invalid,
    paging::{foreign_cursor, limited},
    write::{Change, differences},
};
pub(crate) use pulls::keep_pulling;
pub use pulls::*;
pub use views::*;

/// The most values of a metric that are read at once.
pub(crate) const MOST_OBSERVATIONS: i64 = 10_000;

six_verbs!(Metric, MetricId, MetricInput, "metric":
    list_metrics, get_metric, create_metric, change_metric, withdraw_metric, restore_metric);

impl Noun for Metric {
    type Id = MetricId;
    type Input = MetricInput;
    const WRITE: Action = Action::SetGoals;
    const EVENTS: [EventKind; 4] =
        [EventKind::MetricCreated, EventKind::MetricChanged, EventKind::MetricWithdrawn, EventKind::MetricRestored];

    fn new(input: MetricInput, now: Ts) -> Self {
        let MetricInput {
            name,
            unit,
            definition,
            direction,
            parent_id,
            north_star,
            target,
            target_date,
            worth_minor_per_unit_year,
            owner_id,
            source,
            refresh,
            formula,
            strength,
            against,
        } = input;
        Self {
            id: MetricId::new(now),
            name: name.trim().to_owned(),
            unit,
            definition,
            direction,
            parent_id,
            north_star,
            target,
            target_date,
            worth_minor_per_unit_year,
            owner_id,
            source: source.trim().to_owned(),
            refresh,
            formula,
            strength,
            against,
            version: 1,
            withdrawn_at: None,
        }
    }

    fn replaced(&self, input: MetricInput) -> Self {
        Self { id: self.id, version: self.version, withdrawn_at: self.withdrawn_at, ..Self::new(input, Ts::default()) }
    }

    /// Exactly one metric is the North Star: a new one takes the mark from the old one in the same transaction.
    async fn settled(self, tx: &mut Tx, change: Change) -> Result<Self, AppError> {
        refer::<Metric>(tx, "parent_id", self.parent_id).await?;
        owned(tx, self.owner_id).await?;
        if self.parent_id.is_none() && !self.north_star {
            return Ok(self);
        }
        let others: Vec<Metric> = tx.read().list(Show::Live).await?;
        if let Some(parent) = self.parent_id.filter(|parent| closes_a_circle(&others, self.id, *parent)) {
            let message = "This would close a circle. Choose a metric that is not below this one.";
            return Err(AppError::field("parent_id", parent.to_string(), message));
        }
        if self.north_star {
            for old in others.into_iter().filter(|other| other.north_star && other.id != self.id) {
                let without = Metric { north_star: false, ..old.clone() };
                let data = differences(Some(&old), &without);
                tx.record(change.event(EventKind::MetricChanged, Some(old.id.0), &old.name, data)).await?;
                tx.update(&without).await?;
            }
        }
        Ok(self)
    }

    fn sorted_by(&self) -> String {
        self.name.to_lowercase()
    }

    noun_fields!(name);
}

impl App {
    /// Records one value of a metric; the same metric and time replaces.
    #[boxed]
    pub async fn observe(&self, actor: &Actor, id: MetricId, input: ObservationInput) -> Result<Observation, AppError> {
        actor.require(Action::WriteTickets)?;
        let change = self.change(actor);
        let ObservationInput { at, value, source } = input;
        let observation = Observation { id: ObservationId::new(change.at), metric_id: id, at, value, source };
        observation.check().map_err(|faults| invalid(&faults, &observation))?;
        self.write(actor, move |tx| {
            let observation = observation.clone();
            Box::pin(async move {
                let metric: Metric = tx.read().get(id).await?;
                if metric.withdrawn_at.is_some() {
                    return Err(StoreError::NotFound("metric").into());
                }
                let data = serde_json::json!({ "at": observation.at, "value": observation.value, "source": observation.source });
                tx.record(change.event(EventKind::MetricObserved, Some(id.0), &metric.name, data)).await?;
                tx.observe(&observation).await?;
                let stored = tx.read().observations(id, MOST_OBSERVATIONS).await?;
                Ok(stored.into_iter().find(|stored| stored.at == observation.at).unwrap_or(observation))
            })
        })
        .await
    }

    /// Values of a metric, newest first.
    #[boxed]
    pub async fn list_observations(
        &self,
        actor: &Actor,
        id: MetricId,
        paging: Paging,
    ) -> Result<Page<Observation>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let limit = paging.limit()?;
        let mut reader = self.reader(actor);
        let _: Metric = reader.get(id).await?;
        let mut all = reader.observations(id, MOST_OBSERVATIONS).await?;
        let total = i64::try_from(all.len()).ok();
        if let Some(after) = paging.after {
            let micros: i64 = after.parse().map_err(|_| foreign_cursor(&after))?;
            all.retain(|observation| observation.at.micros() < micros);
        }
        let mut page = limited(all, limit, |last| last.at.micros().to_string());
        page.total = total;
        Ok(page)
    }
}
