//! Values of a metric from a file.

use throughline_domain::{
    MetricId, ObservationId,
    activity::EventKind,
    metrics::{Metric, Observation, Point, Quality},
    people::Action,
};
use throughline_store::StoreError;
use throughline_trackers::metrics::{self, Choice, Values};

use super::{
    FilePart, MOST_OBSERVATIONS, ValuesFileInput, ValuesReport,
    taking::{self, Compared, compared},
};
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
        if let Some(Point { at, value }) = values.points.first().copied() {
            let first =
                Observation { id: ObservationId::new(change.at), metric_id: id, at, value, source: source.clone() };
            first.check().map_err(|faults| invalid(&faults, &first))?;
        }
        let app = self.clone();
        self.write(actor, move |tx| {
            let (values, app, source) = (values.clone(), app.clone(), source.clone());
            Box::pin(async move {
                let metric: Metric = tx.read().get(id).await?;
                if metric.withdrawn_at.is_some() {
                    return Err(StoreError::NotFound("metric").into());
                }
                let there = tx.read().observations(id, MOST_OBSERVATIONS).await?;
                let differing = compared(&values.points, &there).differing;
                let report = app.report(&metric, values, &there);
                if differing.is_empty() {
                    return Ok(report);
                }
                let data = serde_json::json!({
                    "values": differing.len(), "new": report.new, "changed": report.changed, "source": source,
                    "first": report.first.map(|point| point.at), "last": report.last.map(|point| point.at),
                });
                tx.record(change.event(EventKind::MetricObserved, Some(id.0), &metric.name, data)).await?;
                taking::write(tx, id, &differing, &source, change.at).await?;
                Ok(report)
            })
        })
        .await
    }

    fn report(&self, metric: &Metric, values: Values, there: &[Observation]) -> ValuesReport {
        let Compared { new, changed, unchanged, .. } = compared(&values.points, there);
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
