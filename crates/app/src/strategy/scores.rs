//! How far the key results are, and whether they keep pace with their cycles.

use jiff::civil::Date;
use throughline_domain::{
    metrics::Observation,
    people::Action,
    strategy::{Goals, KeyResult, Pace, Score, Unscored},
    words,
};

use super::KeyResultScore;
use crate::{Actor, App, AppError, boxed, portfolio::zone_of};

impl App {
    /// How far each key result is that was not deleted, at the newest value of its metric.
    #[boxed]
    pub async fn key_result_scores(&self, actor: &Actor) -> Result<Vec<KeyResultScore>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let latest = self.reader(actor).latest_observations().await?;
        let zone = zone_of(&actor.workspace);
        let today = picture.today();
        let score = |result: &KeyResult| {
            let seen = scored(&picture.goals, &latest, result);
            let read_on = seen.ok().map(|(_, observation)| observation.at.date_in(&zone));
            let score = seen.ok().map(|(score, _)| score);
            let objective = picture.goals.objective(result.objective_id);
            let pace = score.zip(objective).and_then(|(score, objective)| result.pace(objective, score.score, today));
            KeyResultScore {
                key_result_id: result.id,
                key: result.key.clone(),
                score,
                read_on,
                pace,
                sentence: match seen {
                    Ok((score, observation)) => said(result, &score, observation.at.date_in(&zone), today),
                    Err(why) => why.to_string(),
                },
                pace_sentence: score.map(|_| pace.map_or_else(no_pace, |pace| of_pace(&pace))),
            }
        };
        Ok(picture.goals.key_results().iter().map(score).collect())
    }
}

/// The score at the newest value, with that value.
fn scored<'o>(
    goals: &Goals,
    latest: &'o [Observation],
    result: &KeyResult,
) -> Result<(Score, &'o Observation), Unscored> {
    let metric = result.metric_id.and_then(|id| goals.metric(id)).ok_or(Unscored::NoMetric)?;
    result.start.zip(result.target).ok_or(Unscored::NoWay)?;
    let newest = latest.iter().find(|one| one.metric_id == metric.id).ok_or(Unscored::NoValue)?;
    Ok((result.score(metric, newest.value)?, newest))
}

fn said(result: &KeyResult, score: &Score, read_on: Date, today: Date) -> String {
    let number = |value: Option<f64>| words::number(value.unwrap_or_default(), 2);
    let unit = if result.unit.is_empty() { String::new() } else { format!(" ({})", result.unit) };
    let beyond = match score.raw {
        raw if raw >= 1.005 => " The target was passed.",
        raw if raw <= -0.005 => " It went the other way.",
        _ => "",
    };
    format!(
        "Score {:.2}, {}. It was at {} on {}, on the way from {} to {}{unit}.{beyond}",
        score.score,
        score.band.name(),
        number(Some(score.value)),
        words::day(read_on, today),
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
