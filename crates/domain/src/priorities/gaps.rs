//! Where the line is missing: work without a goal, goals without work, effects that nobody could measure.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    KeyResultId, ObjectiveId, ProblemId, TicketId,
    priorities::Item,
    strategy::{Break, Goals, Link},
};

/// Everything that stands out. Each list by id, that is by age.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Gaps {
    /// Open tickets without a problem.
    pub orphans: Vec<TicketId>,
    /// Objectives that have not ended, nor their cycle been closed, and that no open ticket serves.
    pub unfunded_objectives: Vec<ObjectiveId>,
    /// Key results of objectives that have not ended, that no open ticket serves.
    pub unfunded_key_results: Vec<KeyResultId>,
    /// Problems that no open ticket works on, nor on any of their parts.
    pub unfunded_problems: Vec<ProblemId>,
    /// Problems whose effect no number says, neither theirs nor one of each of their parts.
    pub unmeasurable_problems: Vec<ProblemId>,
    /// Open tickets that serve only objectives that ended.
    pub work_on_ended: Vec<TicketId>,
    /// Problems whose way up ends before the North Star, with where.
    pub broken: Vec<BrokenChain>,
}

/// A problem whose line does not reach the North Star.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BrokenChain {
    /// The problem.
    pub problem_id: ProblemId,
    /// Where its line ends.
    pub at: Break,
}

impl Gaps {
    /// Finds the gaps among goals and open tickets on a day.
    pub fn find<'a>(goals: &Goals, items: impl IntoIterator<Item = &'a Item>, today: Date) -> Self {
        let mut gaps = Self::default();
        let mut served: BTreeSet<Link> = BTreeSet::new();
        let ended = |id: ObjectiveId| goals.objective(id).is_some_and(|objective| goals.ended(objective, today));
        for item in items {
            let chain = goals.chain(item.problem_id);
            if chain.broken == Some(Break::NoProblem) {
                gaps.orphans.push(item.id);
            }
            let above = goals.above(item.problem_id);
            let mut objectives = above.keys().filter_map(|link| match link {
                Link::Objective(id) => Some(*id),
                _ => None,
            });
            // What still serves a goal that runs is not left over.
            let first = objectives.next();
            if first.is_some_and(ended) && objectives.all(ended) {
                gaps.work_on_ended.push(item.id);
            }
            served.extend(above.into_keys());
        }
        gaps.orphans.sort_unstable();
        gaps.work_on_ended.sort_unstable();

        let unserved = |link: Link| !served.contains(&link);
        gaps.unfunded_objectives = goals
            .objectives()
            .iter()
            .map(|objective| objective.id)
            .filter(|&id| !ended(id) && unserved(Link::Objective(id)))
            .collect();
        gaps.unfunded_key_results = goals
            .key_results()
            .iter()
            .filter(|key_result| !goals.result_ended(key_result, today))
            .filter(|key_result| unserved(Link::KeyResult(key_result.id)))
            .map(|key_result| key_result.id)
            .collect();
        for problem in goals.problems() {
            if unserved(Link::Problem(problem.id)) {
                gaps.unfunded_problems.push(problem.id);
            }
            if !goals.is_measurable(problem) {
                gaps.unmeasurable_problems.push(problem.id);
            }
            if let Some(at) = goals.chain(Some(problem.id)).broken {
                gaps.broken.push(BrokenChain { problem_id: problem.id, at });
            }
        }
        gaps
    }
}
