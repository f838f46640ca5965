//! `strategy share`: for which goals a key result or a problem counts, and how much.

use owo_colors::OwoColorize;
use throughline_app::{GoalView, KeyResultInput, Level, ProblemInput};
use throughline_domain::strategy::{KeyResult, KeyResultShare, Objective, ObjectiveShare, Problem, files::share_pairs};

use crate::{
    Place,
    called::{Called, meant},
    client::{Ask, Client},
    error::CliError,
    output::Screen,
};

/// `strategy share`.
pub async fn run(goal: &str, shares: &str, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let wanted = share_pairs(shares).map_err(|how| CliError::Usage(format!("\"{shares}\" are no shares: {how}")))?;
    let opened = place.open().await?;
    let done = share(&opened.client, goal, &wanted, screen).await;
    opened.close().await;
    done
}

async fn share(client: &Client, goal: &str, wanted: &[(&str, i64)], screen: Screen) -> Result<(), CliError> {
    let node = client.send::<GoalView>(Ask::get(&["goals", goal])).await?.node;
    let id = node.id.as_str();
    match node.level {
        Level::KeyResult => {
            let objectives: Vec<Objective> = client.send(Ask::get(&["objectives"])).await?;
            let found = found(wanted, &objectives)?;
            let result: KeyResult = client.send(Ask::get(&["key-results", id])).await?;
            let share = |(one, percent): &(&Objective, i64)| ObjectiveShare { objective_id: one.id, percent: *percent };
            let input = KeyResultInput {
                key: Some(result.key),
                objective_id: found.first().map_or(result.objective_id, |(first, _)| first.id),
                shares: several(found.iter().map(share).collect(), |share| share.percent),
                title: result.title,
                metric_id: result.metric_id,
                kind: result.kind,
                start: result.start,
                target: result.target,
                at_least: result.at_least,
                at_most: result.at_most,
                milestones: result.milestones,
                unit: result.unit,
                due_on: result.due_on,
                ambition: result.ambition,
            };
            let ask = Ask::put(&["key-results", id], &input)?.based_on(result.version);
            let now: KeyResult = client.send(ask).await?;
            screen.print(&now, || counts(&now.key, "counts for", found.iter().map(|(one, part)| (&one.key, *part))))
        }
        Level::Problem => {
            let results: Vec<KeyResult> = client.send(Ask::get(&["key-results"])).await?;
            let found = found(wanted, &results)?;
            let problem: Problem = client.send(Ask::get(&["problems", id])).await?;
            let share =
                |(one, percent): &(&KeyResult, i64)| KeyResultShare { key_result_id: one.id, percent: *percent };
            let version = problem.version;
            let input = ProblemInput {
                parent_id: None,
                key_result_id: found.first().map(|(first, _)| first.id),
                shares: several(found.iter().map(share).collect(), |share| share.percent),
                ..ProblemInput::from(problem)
            };
            let ask = Ask::put(&["problems", id], &input)?.based_on(version);
            let now: Problem = client.send(ask).await?;
            screen.print(&now, || counts(&now.key, "serves", found.iter().map(|(one, part)| (&one.key, *part))))
        }
        _ => Err(CliError::Usage(format!(
            "{goal} is neither a key result nor a problem; only those count for several goals"
        ))),
    }
}

/// The goals that are meant, each with its percent.
fn found<'g, G: Called>(wanted: &[(&str, i64)], goals: &'g [G]) -> Result<Vec<(&'g G, i64)>, CliError> {
    wanted.iter().map(|(name, percent)| Ok((meant(goals, name)?, *percent))).collect()
}

/// No shares at all where all of it counts for one goal.
fn several<S>(shares: Vec<S>, percent: impl Fn(&S) -> i64) -> Vec<S> {
    match shares.as_slice() {
        [all] if percent(all) == 100 => Vec::new(),
        _ => shares,
    }
}

/// "KR3 counts for O1 60%, O2 40%."
fn counts<'k>(key: &str, how: &str, parts: impl Iterator<Item = (&'k String, i64)>) -> String {
    let parts: Vec<String> = parts.map(|(key, percent)| format!("{key} {percent}%")).collect();
    format!("{} {how} {}.", key.bold(), parts.join(", "))
}
