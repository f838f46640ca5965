//! Metrics and their observations.

use throughline_domain::{
    MetricId, Ts,
    metrics::{Direction, Formula, Metric, Observation, Refresh, Strength},
};

use crate::{
    Reader, StoreError, Tx, Value,
    record::{plain, private::Mapped, record, sql},
    value::named,
};

record!(Metric, "metric" in "metric" {
    id, name, unit, definition, direction, parent_id, north_star, target, target_date, worth_minor_per_unit_year,
    owner_id, source, refresh, formula, strength, against, version, withdrawn_at,
});

record!(Observation, "observation" in "observation" { id, metric_id, at, value, source });

plain! { Metric, Observation }
named! { Direction, Formula, Refresh, Strength }

sql! {
    OBSERVATIONS = "select id, metric_id, at, value, source from observation
         where workspace_id = $1 and metric_id = $2 order by at desc limit $3";
    SINCE = "select at, value from observation where workspace_id = $1 and metric_id = $2 and at >= $3 order by at";
    LATEST = "select id, metric_id, at, value, source from observation as newest
         where workspace_id = $1 and at = (select max(at) from observation
             where workspace_id = $1 and metric_id = newest.metric_id) order by metric_id";
    OBSERVE = "insert into observation (workspace_id, id, metric_id, at, value, source) values ($1, $2, $3, $4, $5, $6)
         on conflict (workspace_id, metric_id, at) do update set value = excluded.value, source = excluded.source";
}

impl Reader<'_> {
    /// The newest values of a metric, newest first.
    pub async fn observations(&mut self, metric: MetricId, limit: i64) -> Result<Vec<Observation>, StoreError> {
        let rows = self.scoped(OBSERVATIONS, vec![metric.0.into(), limit.into()]).await?;
        rows.into_iter().map(|mut cells| Observation::read(&mut cells)).collect()
    }

    /// Every value of a metric since a time, with its own time, the oldest first.
    pub async fn values_since(&mut self, metric: MetricId, since: Ts) -> Result<Vec<(Ts, f64)>, StoreError> {
        let rows = self.scoped(SINCE, vec![metric.0.into(), since.into()]).await?;
        rows.into_iter().map(|mut cells| Ok((cells.take()?, cells.take()?))).collect()
    }

    /// The newest value of every metric that has one.
    pub async fn latest_observations(&mut self) -> Result<Vec<Observation>, StoreError> {
        let rows = self.scoped(LATEST, Vec::new()).await?;
        rows.into_iter().map(|mut cells| Observation::read(&mut cells)).collect()
    }
}

impl Tx {
    /// Records a value of a metric. A second value of the same time replaces the first, which keeps its id.
    pub async fn observe(&mut self, observation: &Observation) -> Result<(), StoreError> {
        let mut values: Vec<Value> = Vec::new();
        observation.write(&mut values);
        self.scoped(OBSERVE, values).await.map(drop)
    }
}
