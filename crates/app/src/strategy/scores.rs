//! How far the key results are, and whether they keep pace with their cycles.

use std::collections::BTreeMap;

use jiff::{civil::Date, tz::TimeZone};
use throughline_domain::{
    KeyResultId, MetricId, Ts,
    metrics::{Metric, Observation},
    people::Action,
    strategy::{CheckIn, ClosedResult, Goals, KeyResult, Pace, ResultKind, Score, Unscored},
    words,
};
use throughline_store::{Reader, Show};

use super::{KeyResultScore, check_ins::by_result};
use crate::{
    Actor, App, AppError, boxed,
    portfolio::{Picture, zone_of},
};

impl App {
    /// How far each key result is that was not deleted, by the values of its metric, else of its check-ins. One of a closed
    /// cycle stays where it was at the close.
    #[boxed]
    pub async fn key_result_scores(&self, actor: &Actor) -> Result<Vec<KeyResultScore>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let all: Vec<&KeyResult> = picture.goals.key_results().iter().collect();
        self.scores_of(actor, &picture, &all).await
    }

    /// How far some key results are, in their order.
    pub(super) async fn scores_of(
        &self,
        actor: &Actor,
        picture: &Picture,
        results: &[&KeyResult],
    ) -> Result<Vec<KeyResultScore>, AppError> {
        let days = (zone_of(&actor.workspace), picture.today());
        let readings = Readings::read(&mut self.reader(actor), &picture.goals, results, days).await?;
        Ok(results.iter().map(|result| readings.score(&picture.goals, result)).collect())
    }
}

/// All that scores are taken from.
pub(super) struct Readings {
    latest: BTreeMap<MetricId, Observation>,
    /// By what is kept within bounds on a metric: its values since the objective's first day, the oldest first.
    series: BTreeMap<KeyResultId, Vec<(Ts, f64)>>,
    /// From the oldest to the newest.
    check_ins: BTreeMap<KeyResultId, Vec<CheckIn>>,
    closed: Vec<ClosedResult>,
    /// What each key result was first of all when its cycle was closed, by its place in `closed`.
    closed_at: BTreeMap<KeyResultId, usize>,
    zone: TimeZone,
    today: Date,
}

impl Readings {
    /// As they are now, for some of the key results.
    pub async fn read(
        reader: &mut Reader<'_>,
        goals: &Goals,
        results: &[&KeyResult],
        (zone, today): (TimeZone, Date),
    ) -> Result<Self, AppError> {
        let closed: Vec<ClosedResult> = reader.list(Show::All).await?;
        let mut closed_at = BTreeMap::new();
        for (place, one) in closed.iter().enumerate() {
            closed_at.entry(one.key_result_id).or_insert(place);
        }
        let mut series = BTreeMap::new();
        for result in results.iter().filter(|one| one.kind == ResultKind::Keep && !closed_at.contains_key(&one.id)) {
            if let Some(metric) = result.metric_id {
                let first = goals.first_objective(result).and_then(|objective| objective.starts_on);
                let since = first.and_then(|first| first.to_zoned(zone.clone()).ok());
                let since = since.map_or(Ts::default(), |since| since.timestamp().into());
                series.insert(result.id, reader.values_since(metric, since).await?);
            }
        }
        Ok(Self {
            series,
            latest: reader.latest_observations().await?.into_iter().map(|one| (one.metric_id, one)).collect(),
            check_ins: by_result(reader.list(Show::Live).await?),
            closed,
            closed_at,
            zone,
            today,
        })
    }

    /// What a key result was when its cycle was closed, if it was.
    pub fn closed(&self, id: KeyResultId) -> Option<&ClosedResult> {
        self.closed_at.get(&id).map(|place| &self.closed[*place])
    }

    /// What all key results were when their cycles were closed, by the order of closing.
    pub fn all_closed(&self) -> &[ClosedResult] {
        &self.closed
    }

    /// Confidence of the newest check-in.
    pub fn confidence(&self, id: KeyResultId) -> Option<i64> {
        self.check_ins_of(id).last().map(|one| one.confidence)
    }

    fn check_ins_of(&self, id: KeyResultId) -> &[CheckIn] {
        self.check_ins.get(&id).map_or(&[], Vec::as_slice)
    }

    /// How far a key result is.
    pub fn score(&self, goals: &Goals, result: &KeyResult) -> KeyResultScore {
        if let Some(closed) = self.closed(result.id) {
            return at_the_close(closed);
        }
        let seen = self.seen(goals, result);
        let score = seen.ok().map(|(score, ..)| score);
        let objective = goals.first_objective(result);
        let pace = score.zip(objective).and_then(|(score, objective)| result.pace(objective, score.score, self.today));
        KeyResultScore {
            key_result_id: result.id,
            key: result.key.clone(),
            score,
            read_on: seen.ok().map(|(_, on, _)| on),
            values: seen.ok().map(|(.., values)| values),
            pace,
            sentence: match seen {
                Ok(seen) => said(result, &seen, &words::day(seen.1, self.today)),
                Err(why) => why.to_string(),
            },
            pace_sentence: score.map(|_| pace.map_or_else(no_pace, |pace| of_pace(result.kind, &pace))),
        }
    }

    /// Its score now. Values come from its metric, else from its check-ins. One that is kept within bounds is taken from
    /// all since its objective's first day, any other from the newest.
    fn seen(&self, goals: &Goals, result: &KeyResult) -> Result<Seen, Unscored> {
        let metric = result.metric_id.and_then(|id| goals.metric(id));
        if result.kind == ResultKind::Keep {
            return self.kept(goals, result, metric);
        }
        let Some(metric) = metric else {
            let newest = self.check_ins_of(result.id).iter().rev().find_map(|one| Some((one.value?, one.on)));
            let missing = if result.kind.is_measured() { Unscored::NoMetric } else { Unscored::NotSaid };
            let (value, on) = newest.ok_or(missing)?;
            return Ok((result.score_said(value)?, on, 1));
        };
        if result.start.zip(result.target).is_none() {
            return Err(Unscored::NoWay);
        }
        let newest = self.latest.get(&metric.id).ok_or(Unscored::NoValue)?;
        Ok((result.score(metric, newest.value)?, newest.at.date_in(&self.zone), 1))
    }

    fn kept(&self, goals: &Goals, result: &KeyResult, metric: Option<&Metric>) -> Result<Seen, Unscored> {
        let values: Vec<(f64, Date)> = match metric {
            Some(metric) => {
                let all = self.series.get(&result.id).map_or(&[][..], Vec::as_slice);
                let of =
                    all.iter().map(|(at, value)| Ok((result.in_its_unit(metric, *value)?, at.date_in(&self.zone))));
                of.collect::<Result<_, Unscored>>()?
            }
            None => self.check_ins_of(result.id).iter().filter_map(|one| Some((one.value?, one.on))).collect(),
        };
        let first = goals.first_objective(result).and_then(|objective| objective.starts_on);
        let during = values.into_iter().filter(|(_, on)| first.is_none_or(|first| *on >= first));
        let (values, days): (Vec<f64>, Vec<Date>) = during.unzip();
        let score = result.score_kept(&values).zip(days.last().copied());
        score.map(|(score, on)| (score, on, values.len())).ok_or(Unscored::NothingKept)
    }
}

/// The sentence of a score as it is kept: its day is told with the year.
pub(super) fn kept(result: &KeyResult, seen: &KeyResultScore) -> String {
    let day = |on: Date| on.strftime("%-d %b %Y").to_string();
    let whole = seen.score.zip(seen.read_on).zip(seen.values);
    let said = whole.map(|((score, on), values)| said(result, &(score, on, values), &day(on)));
    said.unwrap_or_else(|| seen.sentence.clone())
}

/// How far it was when its cycle was closed.
pub(super) fn at_the_close(closed: &ClosedResult) -> KeyResultScore {
    KeyResultScore {
        key_result_id: closed.key_result_id,
        key: closed.key.clone(),
        score: closed.score(),
        read_on: closed.read_on,
        values: None,
        pace: None,
        sentence: closed.sentence.clone(),
        pace_sentence: None,
    }
}

/// A score, the day of the newest value that it was taken from, and how many values.
type Seen = (Score, Date, usize);

fn said(result: &KeyResult, seen: &Seen, read_on: &str) -> String {
    let (score, _, values) = seen;
    let number = |value: Option<f64>| words::number(value.unwrap_or_default(), 2);
    let unit = if result.unit.is_empty() { String::new() } else { format!(" ({})", result.unit) };
    let how = match result.kind {
        ResultKind::Reach => {
            let beyond = match score.raw {
                raw if raw >= 1.005 => " The target was passed.",
                raw if raw <= -0.005 => " It went the other way.",
                _ => "",
            };
            let (value, start, target) = (number(Some(score.value)), number(result.start), number(result.target));
            format!("It was at {value} on {read_on}, on the way from {start} to {target}{unit}.{beyond}")
        }
        ResultKind::Keep => {
            #[expect(clippy::cast_precision_loss, reason = "values are counted in thousands")]
            let inside = words::number(score.score * *values as f64, 0);
            let (bounds, last) = (result.bounds(), number(Some(score.value)));
            format!("{inside} of {values} values were {bounds}{unit}; it was at {last} on {read_on}.")
        }
        ResultKind::Milestones => {
            let steps = result.milestones();
            // Counted whole: the first that is not there follows those that are.
            let next = (0_u32..).zip(&steps).find(|(place, _)| f64::from(*place) >= score.value);
            let next = next.map_or(String::new(), |(_, next)| format!(" Next: \u{201c}{next}\u{201d}."));
            format!("It was at {} on {read_on}.{next}", result.says(score.value))
        }
        ResultKind::YesNo => format!("It was {} on {read_on}.", result.says(score.value)),
    };
    format!("Score {:.2}, {}. {how}", score.score, score.band.name())
}

fn of_pace(kind: ResultKind, pace: &Pace) -> String {
    let than = match kind {
        _ if pace.ended => format!("its last day has passed, and {:.2} was expected by then.", pace.expected),
        ResultKind::Keep => format!("it is to hold from the first day on, at {:.2}.", pace.expected),
        ResultKind::YesNo => "it is expected by its last day.".to_owned(),
        ResultKind::Reach | ResultKind::Milestones => format!("an even pace would be at {:.2} by now.", pace.expected),
    };
    if pace.behind { format!("Behind by {:.2}: {than}", pace.lag) } else { format!("Not behind: {than}") }
}

fn no_pace() -> String {
    "Nobody can say whether it is behind: its objective needs a first day, and one of the two a last day.".to_owned()
}
