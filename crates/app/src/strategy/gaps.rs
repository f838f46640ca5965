//! Where the line is broken: work without a goal, goals without work, effects that nobody could measure, work on goals
//! that ended.

use std::collections::BTreeMap;

use jiff::civil::Date;
use throughline_domain::{
    Money, ObjectiveId, TicketId,
    people::Action,
    priorities::Method,
    strategy::{Link, Objective},
    words::day,
};
use throughline_value_line::format;

use super::{GapGoal, GapWork, GapsView, Level};
use crate::{
    Actor, App, AppError, Page, TicketRow, boxed,
    portfolio::Picture,
    words::{capital, counted, small},
};

/// Tickets of a list on this page; the ticket list shows all.
const MOST_TICKETS: usize = 50;

/// What is said of a goal that nobody works on.
pub(super) fn nobody(at_stake: Option<Money>) -> String {
    match at_stake {
        Some(amount) => format!("Nobody is working on this. {} waits for it.", format::money(amount)),
        None => "Nobody is working on this.".to_owned(),
    }
}

impl App {
    /// Where the line is broken.
    #[boxed]
    pub async fn gaps(&self, actor: &Actor) -> Result<GapsView, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let gaps = picture.gaps();
        let rows = |ids: &[TicketId]| -> Vec<TicketRow> {
            let items = ids.iter().filter_map(|id| picture.portfolio.get(*id));
            items.take(MOST_TICKETS).map(|item| picture.row(item, Method::Cd3)).collect()
        };
        let no_effect: Vec<_> =
            gaps.unmeasurable_problems.iter().filter_map(|id| picture.problem(*id)).cloned().collect();
        let unfunded = unfunded(&picture);
        let nothing_yet = picture.portfolio.items().is_empty() && picture.goals.objectives().is_empty();
        let ended = ended(&picture, &rows);
        Ok(GapsView {
            statement: if nothing_yet {
                "Nothing can be missing yet: there is no ticket and no goal.".to_owned()
            } else {
                statement(gaps.orphans.len(), unfunded.len(), no_effect.len(), ended.len())
            },
            orphans: Page { items: rows(&gaps.orphans), next: None, total: i64::try_from(gaps.orphans.len()).ok() },
            unfunded,
            no_effect,
            ended,
            currency: picture.portfolio.currency(),
        })
    }
}

/// Objectives without work, and key results without work of objectives that have some.
fn unfunded(picture: &Picture) -> Vec<GapGoal> {
    let (gaps, goals) = (picture.gaps(), &picture.goals);
    let objectives = gaps.unfunded_objectives.iter().filter_map(|id| goals.objective(*id)).map(|objective| GapGoal {
        level: Level::Objective,
        id: objective.id.to_string(),
        key: objective.key.clone(),
        title: objective.title.clone(),
        at_stake: objective.at_stake,
        sentence: nobody(objective.at_stake),
    });
    let funded = |id: ObjectiveId| !gaps.unfunded_objectives.contains(&id);
    let key_results = gaps
        .unfunded_key_results
        .iter()
        .filter_map(|id| goals.key_result(*id))
        .filter(|key_result| goals.first_objective(key_result).is_none_or(|objective| funded(objective.id)))
        .map(|key_result| GapGoal {
            level: Level::KeyResult,
            id: key_result.id.to_string(),
            key: key_result.key.clone(),
            title: key_result.title.clone(),
            at_stake: None,
            sentence: nobody(None),
        });
    objectives.chain(key_results).collect()
}

/// Open work on objectives that ended, by objective.
fn ended(picture: &Picture, rows: &dyn Fn(&[TicketId]) -> Vec<TicketRow>) -> Vec<GapWork> {
    let mut by_objective: BTreeMap<ObjectiveId, Vec<TicketId>> = BTreeMap::new();
    for id in &picture.gaps().work_on_ended {
        let problem = picture.portfolio.get(*id).and_then(|item| item.problem_id);
        for link in picture.goals.chain(problem).links {
            if let Link::Objective(objective) = link {
                by_objective.entry(objective).or_default().push(*id);
            }
        }
    }
    let work = |(id, tickets): (ObjectiveId, Vec<TicketId>)| {
        let objective: &Objective = picture.goals.objective(id)?;
        let ended_on = objective.ends_on?;
        Some(GapWork {
            goal_key: objective.key.clone(),
            goal_title: objective.title.clone(),
            ended_on,
            sentence: format!(
                "{} Move this work to a goal that runs, or let it go.",
                over(picture, objective, ended_on)
            ),
            tickets_total: i64::try_from(tickets.len()).unwrap_or(i64::MAX),
            tickets: rows(&tickets),
        })
    };
    by_objective.into_iter().filter_map(work).collect()
}

/// "O5 ended on 27 Sep.", or that its cycle was closed before its last day.
fn over(picture: &Picture, objective: &Objective, ended_on: Date) -> String {
    let cycle = objective.cycle_id.and_then(|id| picture.goals.cycle(id));
    match cycle.filter(|_| ended_on >= picture.today()) {
        Some(cycle) => format!("{} belongs to {}, which is closed.", objective.key, cycle.name),
        None => format!("{} ended on {}.", objective.key, day(ended_on, picture.today())),
    }
}

/// "Three tickets have no line to a goal, and one goal has nobody."
fn statement(orphans: usize, unfunded: usize, no_effect: usize, ended: usize) -> String {
    let part = |count: usize, noun: &str, one: &str, many: &str| {
        (count > 0).then(|| format!("{} {}", counted(count, noun), if count == 1 { one } else { many }))
    };
    let parts: Vec<String> = [
        part(orphans, "ticket", "has no line to a goal", "have no line to a goal"),
        part(unfunded, "goal", "has nobody", "have nobody"),
        part(no_effect, "problem", "says no effect that could be measured", "say no effect that could be measured"),
        part(ended, "goal", "ended with work left", "ended with work left"),
    ]
    .into_iter()
    .flatten()
    .enumerate()
    .map(|(at, part)| if at == 0 { capital(&part) } else { small(&part) })
    .collect();
    if parts.is_empty() {
        return "The line is whole: every ticket has a goal, and every goal has work.".to_owned();
    }
    format!("{}.", throughline_domain::words::list(&parts))
}
