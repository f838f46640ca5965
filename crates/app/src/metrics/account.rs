//! What a metric's values say: whether they can be trusted, where it goes, and what it is made of.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{civil::Date, tz::TimeZone};
use throughline_domain::{
    MetricId, Ts,
    metrics::{Drift, METHOD, Metric, Observation, Point, Quality, made_of, share_out},
    people::{Action, Member},
    words,
};
use throughline_store::{Reader, Show, StoreError};

use super::{
    Forecast, MOST_OBSERVATIONS, MetricAccount, MetricWithLatest, NorthStarView, PullView, SharedChange, SharedPart,
};
use crate::{Actor, App, AppError, Signal, boxed, portfolio::zone_of};

/// How far back the trend of the North Star and the past change go.
const TREND_DAYS: i64 = 365;
/// Points of the way to the end of a forecast.
const WAY: i64 = 12;
/// How far a forecast goes where no goal has a date.
const AHEAD_DAYS: i64 = 90;

impl App {
    /// What a metric's values say.
    #[boxed]
    pub async fn metric_account(&self, actor: &Actor, id: MetricId) -> Result<MetricAccount, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let now = self.now();
        let mut reader = self.reader(actor);
        let metric: Metric = reader.get(id).await?;
        let metrics: Vec<Metric> = reader.list(Show::Live).await?;
        let owner = match metric.owner_id {
            Some(owner) => Some(reader.get::<Member>(owner).await?.name),
            None => None,
        };
        let mut values = reader.observations(id, MOST_OBSERVATIONS).await?;
        values.reverse();
        let tree = Tree::read(&mut reader, &metrics, now.plus_days(-TREND_DAYS)).await?;
        let (quality, forecast) = looked_at(&metric, &values, now, &zone_of(&actor.workspace));
        let (forecast, no_forecast) = match forecast {
            Ok(forecast) => (Some(forecast), None),
            Err(why) => (None, Some(why)),
        };
        let (to_goal, past_change) = (tree.to_goal(&metric), tree.past_change(&metric));
        let pull = PullView::of(&mut reader, id, now).await?;
        let ended_pull = pull.is_none() && reader.ended_pull_of(id).await?.is_some();
        Ok(MetricAccount {
            metric,
            owner,
            values,
            quality,
            forecast,
            no_forecast,
            to_goal,
            past_change,
            pull,
            ended_pull,
        })
    }

    /// The North Star, what it is made of, and what waits.
    #[boxed]
    pub async fn north_star(&self, actor: &Actor) -> Result<NorthStarView, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let (waiting_per_week, currency) = (picture.waiting().cost_of_delay_per_week, picture.portfolio.currency());
        let metrics = picture.goals.metrics();
        let mut view = NorthStarView {
            metric: picture.goals.north_star().cloned(),
            latest: None,
            trend: Vec::new(),
            inputs: Vec::new(),
            quality: Quality::default(),
            forecast: None,
            to_goal: None,
            past_change: None,
            waiting_per_week,
            currency,
        };
        let Some(metric) = view.metric.clone() else { return Ok(view) };
        let (now, mut reader) = (self.now(), self.reader(actor));
        let since = now.plus_days(-TREND_DAYS);
        view.trend = reader.observations(metric.id, MOST_OBSERVATIONS).await?;
        view.trend.reverse();
        let tree = Tree::read(&mut reader, metrics, since).await?;
        view.latest = tree.latest(metric.id);
        view.inputs = metrics
            .iter()
            .filter(|input| input.parent_id == Some(metric.id))
            .map(|input| MetricWithLatest { metric: input.clone(), latest: tree.latest(input.id) })
            .collect();
        // All values are looked at, so that the metric's own page says the same; the year is what is told of them here.
        let (quality, forecast) = looked_at(&metric, &view.trend, now, &zone_of(&actor.workspace));
        view.trend.retain(|observation| observation.at >= since);
        view.quality = quality;
        view.quality.doubtful.retain(|doubt| doubt.at >= since);
        view.quality.missing.retain(|gap| gap.before >= since);
        view.forecast = forecast.ok();
        view.to_goal = tree.to_goal(&metric);
        view.past_change = tree.past_change(&metric);
        Ok(view)
    }

    /// A signal for the source that is late longest: a flat line is no news, it may be no line at all.
    pub(crate) async fn late_source(&self, actor: &Actor, metrics: &[Metric]) -> Result<Option<Signal>, AppError> {
        let now = self.now();
        if metrics.iter().all(|metric| metric.refresh.is_none()) {
            return Ok(None);
        }
        let latest = self.reader(actor).latest_observations().await?;
        let late = metrics.iter().filter_map(|metric| {
            let newest = latest.iter().find(|observation| observation.metric_id == metric.id)?;
            let point = Point { at: newest.at, value: newest.value };
            Some((Quality::of(&[point], metric.refresh, now).late_since?, newest.at, metric))
        });
        let zone = zone_of(&actor.workspace);
        Ok(late.min_by_key(|(since, ..)| *since).map(|(_, newest, metric)| {
            let period = metric.refresh.map_or("period", |refresh| refresh.period());
            let from = if metric.source.is_empty() { String::new() } else { format!(" from {}", metric.source) };
            Signal {
                for_whom: "leaders".to_owned(),
                sentence: format!(
                    "\u{201c}{}\u{201d} is read{from} every {period}, and its newest value is of {}. A line that does not move may only be a source that is silent.",
                    metric.name,
                    words::day(newest.date_in(&zone), now.date_in(&zone))
                ),
                href: format!("/metrics/{}", metric.id),
                link: "See its values".to_owned(),
            }
        }))
    }
}

impl App {
    /// A signal for the metric whose values could not be fetched most often in a row.
    pub(crate) async fn failing_source(&self, actor: &Actor, metrics: &[Metric]) -> Result<Option<Signal>, AppError> {
        let failing = self.reader(actor).failing_pulls().await?;
        let (zone, today) = (zone_of(&actor.workspace), self.now().date_in(&zone_of(&actor.workspace)));
        Ok(failing.into_iter().find_map(|(id, attempt)| {
            let metric = metrics.iter().find(|metric| metric.id == id)?;
            let times = match attempt.failures {
                1 => String::new(),
                times => format!(", {times} times in a row"),
            };
            Some(Signal {
                for_whom: "leaders".to_owned(),
                sentence: format!(
                    "The values of \u{201c}{}\u{201d} could not be fetched on {}{times}. {}",
                    metric.name,
                    words::day(attempt.at?.date_in(&zone), today),
                    attempt.failure?
                ),
                href: format!("/metrics/{id}"),
                link: "See what to do".to_owned(),
            })
        }))
    }
}

/// The quality of a series, oldest first, and where it goes.
fn looked_at(metric: &Metric, values: &[Observation], now: Ts, zone: &TimeZone) -> (Quality, Result<Forecast, String>) {
    let points: Vec<Point> = values.iter().map(|value| Point { at: value.at, value: value.value }).collect();
    let quality = Quality::of(&points, metric.refresh, now);
    let forecast = Drift::of(&points, &quality, words::is_share(&metric.unit))
        .map_err(|error| error.to_string())
        .and_then(|drift| {
            let last = points.last().map_or(now, |point| point.at);
            let end =
                metric.target_date.and_then(|day| evening(day, zone)).unwrap_or_else(|| now.plus_days(AHEAD_DAYS));
            if end <= last {
                return Err("No forecast: the goal's date has passed.".to_owned());
            }
            let step = |part: i64| Ts::from_micros(last.micros() + (end.micros() - last.micros()) / WAY * part);
            Ok(Forecast {
                end: drift.at(end),
                path: (0..=WAY).map(|part| drift.at(step(part))).collect(),
                steps: i64::try_from(drift.steps()).unwrap_or(i64::MAX),
                method: METHOD.to_owned(),
            })
        });
    (quality, forecast)
}

/// The last second of a day.
fn evening(day: Date, zone: &TimeZone) -> Option<Ts> {
    let midnight: Ts = day.tomorrow().ok()?.to_zoned(zone.clone()).ok()?.timestamp().into();
    Some(midnight.plus_seconds(-1))
}

/// All metrics with the values that the questions about formulas need.
struct Tree<'m> {
    metrics: &'m [Metric],
    latest: Vec<Observation>,
    /// Of everything that takes part in a formula: time to value, of the past year.
    series: BTreeMap<MetricId, BTreeMap<Ts, f64>>,
}

impl<'m> Tree<'m> {
    async fn read(reader: &mut Reader<'_>, metrics: &'m [Metric], since: Ts) -> Result<Self, StoreError> {
        let latest = reader.latest_observations().await?;
        let made_up = |id: MetricId| metrics.iter().any(|metric| metric.id == id && metric.formula.is_some());
        let mut series = BTreeMap::new();
        for metric in metrics.iter().filter(|metric| made_up(metric.id) || metric.parent_id.is_some_and(made_up)) {
            let values = reader.observations(metric.id, TREND_DAYS).await?;
            let recent = values.into_iter().filter(|value| value.at >= since).map(|value| (value.at, value.value));
            series.insert(metric.id, recent.collect());
        }
        Ok(Self { metrics, latest, series })
    }

    fn latest(&self, id: MetricId) -> Option<Observation> {
        self.latest.iter().find(|observation| observation.metric_id == id).cloned()
    }

    /// From the newest values to the goals. An input without a goal stands still.
    fn to_goal(&self, metric: &Metric) -> Option<SharedChange> {
        let now = |id: MetricId| self.latest(id).map(|latest| latest.value);
        let goal = |id: MetricId| self.metrics.iter().find(|metric| metric.id == id)?.target;
        let values = |id: MetricId| now(id).map(|now| (now, goal(id).unwrap_or(now)));
        self.shared(metric, values, (now(metric.id)?, metric.target?), (None, None))
    }

    /// From the first to the last time of the past year at which the metric and all its inputs were measured.
    fn past_change(&self, metric: &Metric) -> Option<SharedChange> {
        let formula_of = made_of(self.metrics, metric.id, &|id| self.series.contains_key(&id).then_some((0.0, 0.0)))?;
        let mut times: BTreeSet<Ts> = self.series.get(&metric.id)?.keys().copied().collect();
        for input in &formula_of.inputs {
            let measured = self.series.get(&input.id)?;
            times.retain(|at| measured.contains_key(at));
        }
        let (from, to) = (*times.first()?, *times.last()?);
        if from == to {
            return None;
        }
        let at = |id: MetricId, time: Ts| self.series.get(&id)?.get(&time).copied();
        let values = |id: MetricId| at(id, from).zip(at(id, to));
        self.shared(metric, values, values(metric.id)?, (Some(from), Some(to)))
    }

    fn shared(
        &self,
        metric: &Metric,
        values: impl Fn(MetricId) -> Option<(f64, f64)>,
        (from, to): (f64, f64),
        (from_at, to_at): (Option<Ts>, Option<Ts>),
    ) -> Option<SharedChange> {
        let shared = share_out(from, to, &made_of(self.metrics, metric.id, &values)?).ok()?;
        let named = |id: MetricId| self.metrics.iter().find(|metric| metric.id == id);
        let parts = shared.parts.iter().filter_map(|part| {
            let metric = named(part.id)?;
            Some(SharedPart {
                metric_id: part.id,
                name: metric.name.clone(),
                unit: metric.unit.clone(),
                from: part.from,
                to: part.to,
                part: part.part,
                alone: part.alone,
            })
        });
        let parts = parts.collect();
        let (change, rest, together) = (shared.change, shared.rest, shared.together);
        Some(SharedChange { from_at, to_at, from, to, change, parts, rest, together })
    }
}
