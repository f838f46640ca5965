//! Values of a metric from a file.

use std::collections::BTreeMap;

use throughline_domain::{
    MetricId, ObservationId, Ts,
    activity::EventKind,
    metrics::{Metric, Observation, Quality},
    people::Action,
};
use throughline_store::StoreError;
use throughline_trackers::metrics::{self, Choice, Values};

use super::{FilePart, MOST_OBSERVATIONS, ValuesFileInput, ValuesReport};
use crate::{Actor, App, AppError, boxed, error::invalid, portfolio::zone_of};

/// Values of one file, at most: they are written as one change.
const MOST_VALUES: usize = 5_000;

impl App {
    /// What reading a file of values would do.
    #[boxed]
    pub async fn preview_values(
        &self,
        actor: &Actor,
        id: MetricId,
        input: ValuesFileInput,
    ) -> Result<ValuesReport, AppError> {
        actor.require(Action::WriteTickets)?;
        let mut reader = self.reader(actor);
        let metric: Metric = reader.get(id).await?;
        let values = read(actor, &input)?;
        let there = reader.observations(id, MOST_OBSERVATIONS).await?;
        Ok(self.report(&metric, values, &there))
    }

    /// Takes the values of a file. The same file again changes nothing.
    #[boxed]
    pub async fn import_values(
        &self,
        actor: &Actor,
        id: MetricId,
        input: ValuesFileInput,
    ) -> Result<ValuesReport, AppError> {
        actor.require(Action::WriteTickets)?;
        let change = self.change(actor);
        let values = read(actor, &input)?;
        let source = input.source.unwrap_or(input.name);
        let made: Vec<Observation> = values
            .points
            .iter()
            .map(|point| Observation {
                id: ObservationId::new(change.at),
                metric_id: id,
                at: point.at,
                value: point.value,
                source: source.clone(),
            })
            .collect();
        if let Some(first) = made.first() {
            first.check().map_err(|faults| invalid(&faults, first))?;
        }
        let app = self.clone();
        self.write(actor, move |tx| {
            let (made, values, app, source) = (made.clone(), values.clone(), app.clone(), source.clone());
            Box::pin(async move {
                let metric: Metric = tx.read().get(id).await?;
                if metric.withdrawn_at.is_some() {
                    return Err(StoreError::NotFound("metric").into());
                }
                let there = tx.read().observations(id, MOST_OBSERVATIONS).await?;
                let report = app.report(&metric, values, &there);
                let known = by_time(&there);
                let differing: Vec<&Observation> =
                    made.iter().filter(|value| known.get(&value.at) != Some(&value.value.to_bits())).collect();
                if differing.is_empty() {
                    return Ok(report);
                }
                let data = serde_json::json!({
                    "values": differing.len(), "new": report.new, "changed": report.changed, "source": source,
                    "first": report.first.map(|point| point.at), "last": report.last.map(|point| point.at),
                });
                tx.record(change.event(EventKind::MetricObserved, Some(id.0), &metric.name, data)).await?;
                for observation in differing {
                    tx.observe(observation).await?;
                }
                Ok(report)
            })
        })
        .await
    }

    fn report(&self, metric: &Metric, values: Values, there: &[Observation]) -> ValuesReport {
        let known = by_time(there);
        let (mut new, mut changed, mut unchanged) = (0, 0, 0);
        for point in &values.points {
            match known.get(&point.at) {
                None => new += 1,
                Some(value) if *value == point.value.to_bits() => unchanged += 1,
                Some(_) => changed += 1,
            }
        }
        let parts = values.parts.into_iter().map(|part| FilePart { name: part.name, examples: part.examples });
        ValuesReport {
            time: values.time,
            value: values.value,
            parts: parts.collect(),
            new,
            changed,
            unchanged,
            first: values.points.first().copied(),
            last: values.points.last().copied(),
            quality: Quality::of(&values.points, metric.refresh, self.now()),
            skipped: values.skipped,
        }
    }
}

/// Values by their bits, so that the same value is the same.
fn by_time(there: &[Observation]) -> BTreeMap<Ts, u64> {
    there.iter().map(|observation| (observation.at, observation.value.to_bits())).collect()
}

fn read(actor: &Actor, input: &ValuesFileInput) -> Result<Values, AppError> {
    let choice = Choice { time: input.time.clone(), value: input.value.clone() };
    let refuse = |message: String| AppError::field("content", "", message);
    let values = metrics::read(&input.content, &choice, &zone_of(&actor.workspace))
        .map_err(|error| refuse(throughline_domain::words::capital(&format!("{error}. Nothing was taken."))))?;
    if values.points.len() > MOST_VALUES {
        let message = format!(
            "The file has {} values; up to {MOST_VALUES} are taken at once. Split it. Nothing was taken.",
            values.points.len()
        );
        return Err(refuse(message));
    }
    Ok(values)
}
