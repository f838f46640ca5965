//! How far the key results are, and whether they keep pace with their cycles.

use std::collections::BTreeMap;

use jiff::{civil::Date, tz::TimeZone};
use throughline_domain::{
    KeyResultId, MetricId,
    metrics::Observation,
    people::Action,
    strategy::{CheckIn, ClosedResult, Goals, KeyResult, Pace, Score, Unscored},
    words,
};
use throughline_store::{Reader, Show};

use super::{KeyResultScore, check_ins::by_result};
use crate::{Actor, App, AppError, boxed, portfolio::zone_of};

impl App {
    /// How far each key result is that was not deleted, at the newest value of its metric, else of its check-ins. One of a
    /// closed cycle stays where it was at the close.
    #[boxed]
    pub async fn key_result_scores(&self, actor: &Actor) -> Result<Vec<KeyResultScore>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let readings = Readings::read(&mut self.reader(actor), zone_of(&actor.workspace), picture.today()).await?;
        Ok(picture.goals.key_results().iter().map(|result| readings.score(&picture.goals, result)).collect())
    }
}

/// All that scores are taken from.
pub(super) struct Readings {
    latest: BTreeMap<MetricId, Observation>,
    /// From the oldest to the newest.
    check_ins: BTreeMap<KeyResultId, Vec<CheckIn>>,
    closed: Vec<ClosedResult>,
    /// What each key result was first of all when its cycle was closed, by its place in `closed`.
    closed_at: BTreeMap<KeyResultId, usize>,
    zone: TimeZone,
    today: Date,
}

impl Readings {
    /// As they are now.
    pub async fn read(reader: &mut Reader<'_>, zone: TimeZone, today: Date) -> Result<Self, AppError> {
        let closed: Vec<ClosedResult> = reader.list(Show::All).await?;
        let mut closed_at = BTreeMap::new();
        for (place, one) in closed.iter().enumerate() {
            closed_at.entry(one.key_result_id).or_insert(place);
        }
        Ok(Self {
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
        let seen = scored(goals, (&self.latest, &self.zone), self.check_ins_of(result.id), result);
        let score = seen.ok().map(|(score, _)| score);
        let objective = goals.first_objective(result);
        let pace = score.zip(objective).and_then(|(score, objective)| result.pace(objective, score.score, self.today));
        KeyResultScore {
            key_result_id: result.id,
            key: result.key.clone(),
            score,
            read_on: seen.ok().map(|(_, on)| on),
            pace,
            sentence: match seen {
                Ok((score, on)) => said(result, &score, &words::day(on, self.today)),
                Err(why) => why.to_string(),
            },
            pace_sentence: score.map(|_| pace.map_or_else(no_pace, |pace| of_pace(&pace))),
        }
    }
}

/// The sentence of a score as it is kept: its day is told with the year.
pub(super) fn kept(result: &KeyResult, seen: &KeyResultScore) -> String {
    let day = |on: Date| on.strftime("%-d %b %Y").to_string();
    let said = seen.score.zip(seen.read_on).map(|(score, on)| said(result, &score, &day(on)));
    said.unwrap_or_else(|| seen.sentence.clone())
}

/// How far it was when its cycle was closed.
pub(super) fn at_the_close(closed: &ClosedResult) -> KeyResultScore {
    KeyResultScore {
        key_result_id: closed.key_result_id,
        key: closed.key.clone(),
        score: closed.score(),
        read_on: closed.read_on,
        pace: None,
        sentence: closed.sentence.clone(),
        pace_sentence: None,
    }
}

/// The score at the newest value, with the day of that value: of its metric, else the newest that one of its check-ins
/// says, which come from the oldest to the newest.
fn scored(
    goals: &Goals,
    (latest, zone): (&BTreeMap<MetricId, Observation>, &TimeZone),
    check_ins: &[CheckIn],
    result: &KeyResult,
) -> Result<(Score, Date), Unscored> {
    let Some(metric) = result.metric_id.and_then(|id| goals.metric(id)) else {
        let newest = check_ins.iter().rev().find_map(|one| Some((one.value?, one.on)));
        let (value, on) = newest.ok_or(Unscored::NoMetric)?;
        return Ok((result.score_said(value)?, on));
    };
    result.start.zip(result.target).ok_or(Unscored::NoWay)?;
    let newest = latest.get(&metric.id).ok_or(Unscored::NoValue)?;
    Ok((result.score(metric, newest.value)?, newest.at.date_in(zone)))
}

fn said(result: &KeyResult, score: &Score, read_on: &str) -> String {
    let number = |value: Option<f64>| words::number(value.unwrap_or_default(), 2);
    let unit = if result.unit.is_empty() { String::new() } else { format!(" ({})", result.unit) };
    let beyond = match score.raw {
        raw if raw >= 1.005 => " The target was passed.",
        raw if raw <= -0.005 => " It went the other way.",
        _ => "",
    };
    format!(
        "Score {:.2}, {}. It was at {} on {read_on}, on the way from {} to {}{unit}.{beyond}",
        score.score,
        score.band.name(),
        number(Some(score.value)),
        number(result.start),
        number(result.target),
    )
}

fn of_pace(pace: &Pace) -> String {
    let than = if pace.ended {
        format!("its last day has passed, and {:.2} was expected by then.", pace.expected)
    } else {
        format!("an even pace would be at {:.2} by now.", pace.expected)
    };
    if pace.behind { format!("Behind by {:.2}: {than}", pace.lag) } else { format!("Not behind: {than}") }
}

fn no_pace() -> String {
    "Nobody can say whether it is behind: its objective needs a first day, and one of the two a last day.".to_owned()
}
