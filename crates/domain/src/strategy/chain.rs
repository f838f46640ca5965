//! The chain from a problem up to the North Star, and where it breaks.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    CycleId, KeyResultId, MetricId, ObjectiveId, ProblemId,
    metrics::Metric,
    strategy::{Cycle, CycleState, KeyResult, Objective, Problem, refine, shares},
};

/// What work can serve, without what was deleted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Goals {
    metrics: Vec<Metric>,
    cycles: Vec<Cycle>,
    objectives: Vec<Objective>,
    key_results: Vec<KeyResult>,
    problems: Vec<Problem>,
}

/// One link of a chain, from the ticket's side upward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Link {
    /// A problem.
    Problem(ProblemId),
    /// A key result.
    KeyResult(KeyResultId),
    /// An objective.
    Objective(ObjectiveId),
    /// A metric under the North Star.
    Metric(MetricId),
    /// The North Star.
    NorthStar(MetricId),
}

/// Where a chain ends before the North Star.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Break {
    /// The ticket serves no problem.
    #[error("No line to a goal yet. Perhaps only the reason is missing.")]
    NoProblem,
    /// The problem is part of one that is gone.
    #[error("The problem that this one refines was deleted.")]
    NoParent,
    /// The problem serves no key result.
    #[error("This problem serves no key result yet.")]
    NoKeyResult,
    /// The key result's objective is gone.
    #[error("The objective of this key result was deleted.")]
    NoObjective,
    /// The objective pushes no metric.
    #[error("This objective does not say which metric it pushes.")]
    NoMetric,
    /// The metric does not lead to the North Star.
    #[error("This metric is not linked to the North Star.")]
    LooseMetric,
}

/// The way up from a ticket, nearest link first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Chain {
    /// The links that are there.
    pub links: Vec<Link>,
    /// Where it ends, if it does not reach the North Star.
    pub broken: Option<Break>,
}

impl Goals {
    /// Takes everything that was not deleted.
    pub fn new(
        mut metrics: Vec<Metric>,
        mut objectives: Vec<Objective>,
        mut key_results: Vec<KeyResult>,
        mut problems: Vec<Problem>,
    ) -> Self {
        metrics.retain(|metric| metric.withdrawn_at.is_none());
        objectives.retain(|objective| objective.withdrawn_at.is_none());
        key_results.retain(|key_result| key_result.withdrawn_at.is_none());
        problems.retain(|problem| problem.withdrawn_at.is_none());
        metrics.sort_by_key(|metric| metric.id);
        objectives.sort_by_key(|objective| objective.id);
        key_results.sort_by_key(|key_result| key_result.id);
        problems.sort_by_key(|problem| problem.id);
        refine::cut(&mut problems);
        Self { metrics, cycles: Vec::new(), objectives, key_results, problems }
    }

    /// The same in these cycles: an objective without a first or last day of its own has that of its cycle.
    #[must_use]
    pub fn in_cycles(mut self, mut cycles: Vec<Cycle>) -> Self {
        cycles.retain(|cycle| cycle.withdrawn_at.is_none());
        cycles.sort_by_key(|cycle| cycle.id);
        self.cycles = cycles;
        for at in 0..self.objectives.len() {
            let days =
                self.objectives[at].cycle_id.and_then(|id| self.cycle(id)).map(|one| (one.starts_on, one.ends_on));
            let objective = &mut self.objectives[at];
            objective.starts_on = objective.starts_on.or(days.map(|(first, _)| first));
            objective.ends_on = objective.ends_on.or(days.map(|(_, last)| last));
        }
        self
    }

    /// Cycles, by id.
    pub fn cycles(&self) -> &[Cycle] {
        &self.cycles
    }

    /// One cycle.
    pub fn cycle(&self, id: CycleId) -> Option<&Cycle> {
        self.cycles.binary_search_by_key(&id, |cycle| cycle.id).ok().map(|at| &self.cycles[at])
    }

    /// Metrics, by id.
    pub fn metrics(&self) -> &[Metric] {
        &self.metrics
    }

    /// Objectives, by id.
    pub fn objectives(&self) -> &[Objective] {
        &self.objectives
    }

    /// Key results, by id.
    pub fn key_results(&self) -> &[KeyResult] {
        &self.key_results
    }

    /// Problems, by id.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Whether an objective runs on a day: from the first day of its cycle while that is open, and without a cycle from its
    /// own first day to its last.
    pub fn runs(&self, objective: &Objective, today: Date) -> bool {
        let began = objective.starts_on.is_some_and(|first| first <= today);
        match objective.cycle_id.and_then(|id| self.cycle(id)) {
            Some(cycle) => began && cycle.state() == CycleState::Open,
            None => began && objective.ends_on.is_some_and(|last| today <= last),
        }
    }

    /// Whether an objective is over on a day: nothing is missing below it any more.
    pub fn ended(&self, objective: &Objective, today: Date) -> bool {
        objective.ended(objective.cycle_id.and_then(|id| self.cycle(id)), today)
    }

    /// Whether all objectives are over that a key result counts for.
    pub fn result_ended(&self, result: &KeyResult, today: Date) -> bool {
        let objectives = self.objectives_of(result);
        let ended = |id| self.objective(id).is_some_and(|objective| self.ended(objective, today));
        !objectives.is_empty() && objectives.into_iter().all(|(id, _)| ended(id))
    }

    /// Whether all key results are over that a problem serves.
    pub fn problem_ended(&self, problem: &Problem, today: Date) -> bool {
        let results = self.key_results_of(problem);
        let ended = |id| self.key_result(id).is_some_and(|result| self.result_ended(result, today));
        !results.is_empty() && results.into_iter().all(|(id, _)| ended(id))
    }

    /// One metric.
    pub fn metric(&self, id: MetricId) -> Option<&Metric> {
        self.metrics.binary_search_by_key(&id, |metric| metric.id).ok().map(|at| &self.metrics[at])
    }

    /// One objective.
    pub fn objective(&self, id: ObjectiveId) -> Option<&Objective> {
        self.objectives.binary_search_by_key(&id, |objective| objective.id).ok().map(|at| &self.objectives[at])
    }

    /// One key result.
    pub fn key_result(&self, id: KeyResultId) -> Option<&KeyResult> {
        self.key_results.binary_search_by_key(&id, |key_result| key_result.id).ok().map(|at| &self.key_results[at])
    }

    /// One problem.
    pub fn problem(&self, id: ProblemId) -> Option<&Problem> {
        self.problems.binary_search_by_key(&id, |problem| problem.id).ok().map(|at| &self.problems[at])
    }

    /// The North Star, if one was named.
    pub fn north_star(&self) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.north_star)
    }

    /// A problem, key result or objective by its key, whatever its case, or by its id.
    pub fn named(&self, name: &str) -> Option<Link> {
        let is = |id: String, key: &str| id == name || key.eq_ignore_ascii_case(name);
        let problem =
            self.problems.iter().find(|one| is(one.id.to_string(), &one.key)).map(|one| Link::Problem(one.id));
        let key_result = || self.key_results.iter().find(|one| is(one.id.to_string(), &one.key));
        let objective = || self.objectives.iter().find(|one| is(one.id.to_string(), &one.key));
        problem
            .or_else(|| key_result().map(|one| Link::KeyResult(one.id)))
            .or_else(|| objective().map(|one| Link::Objective(one.id)))
    }

    /// The objectives that a key result counts for and that were not deleted, each with its part from 0 to 1; together 1.
    pub fn objectives_of(&self, result: &KeyResult) -> Vec<(ObjectiveId, f64)> {
        shares::parts(Some(result.objective_id), &result.pairs(), |id| self.objective(id).is_some())
    }

    /// The first objective that a key result counts for and that was not deleted.
    pub fn first_objective(&self, result: &KeyResult) -> Option<&Objective> {
        self.objectives_of(result).first().and_then(|(id, _)| self.objective(*id))
    }

    /// The key results that count for an objective, by id.
    pub fn results_of(&self, objective: ObjectiveId) -> impl Iterator<Item = &KeyResult> {
        self.key_results.iter().filter(move |result| result.share_for(objective).is_some())
    }

    /// The objectives of a cycle, each with the key results that count for it, by id.
    pub fn of_cycle(&self, cycle: CycleId) -> impl Iterator<Item = (&Objective, Vec<&KeyResult>)> {
        let of_it = self.objectives.iter().filter(move |objective| objective.cycle_id == Some(cycle));
        of_it.map(|objective| (objective, self.results_of(objective.id).collect()))
    }

    /// The key results that a problem serves and that were not deleted, each with its part from 0 to 1; together 1. What
    /// is part of another problem serves what that one serves.
    pub fn key_results_of(&self, problem: &Problem) -> Vec<(KeyResultId, f64)> {
        let serving = self.wholes(problem).last().unwrap_or(problem);
        shares::parts(serving.key_result_id, &serving.pairs(), |id| self.key_result(id).is_some())
    }

    /// Everything above a problem, each with the part of the problem that counts for it. All of it counts for every
    /// problem of which it is part; on each other floor the parts are together at most 1, so money carried up by them
    /// counts once.
    pub fn above(&self, problem: Option<ProblemId>) -> BTreeMap<Link, f64> {
        let mut above = BTreeMap::new();
        let Some(problem) = problem.and_then(|id| self.problem(id)) else { return above };
        above.extend(self.wholes(problem).map(|one| (Link::Problem(one.id), 1.0)));
        for (key_result, serves) in self.key_results_of(problem) {
            *above.entry(Link::KeyResult(key_result)).or_insert(0.0) += serves;
            let Some(key_result) = self.key_result(key_result) else { continue };
            for (objective, counts) in self.objectives_of(key_result) {
                let mut links = vec![Link::Objective(objective)];
                if let Some(objective) = self.objective(objective) {
                    // Where the line ends is said by the chain; here what there is counts.
                    let _ = self.climb_metrics(objective, &mut links);
                }
                for link in links {
                    *above.entry(link).or_insert(0.0) += serves * counts;
                }
            }
        }
        above
    }

    /// The problems below a link, each with the part of it that counts there, more than 0 and up to 1.
    pub fn below(&self, link: Link) -> BTreeMap<ProblemId, f64> {
        let counts = |problem: &Problem| Some((problem.id, *self.above(Some(problem.id)).get(&link)?));
        self.problems.iter().filter_map(counts).collect()
    }

    /// The way up from a ticket that serves this problem, or none: through the problems of which it is part, then by the
    /// goals that stand first.
    pub fn chain(&self, problem: Option<ProblemId>) -> Chain {
        let mut links = Vec::new();
        let broken = self.climb(problem, &mut links).err();
        Chain { links, broken }
    }

    fn climb(&self, problem: Option<ProblemId>, links: &mut Vec<Link>) -> Result<(), Break> {
        let problem = problem.and_then(|id| self.problem(id)).ok_or(Break::NoProblem)?;
        let mut top = problem;
        for one in self.wholes(problem) {
            links.push(Link::Problem(one.id));
            top = one;
        }
        if top.parent_id.is_some() {
            return Err(Break::NoParent);
        }
        let first = self.key_results_of(problem).first().and_then(|(id, _)| self.key_result(*id));
        let key_result = first.ok_or(Break::NoKeyResult)?;
        links.push(Link::KeyResult(key_result.id));
        let objective = self.first_objective(key_result).ok_or(Break::NoObjective)?;
        links.push(Link::Objective(objective.id));
        self.climb_metrics(objective, links)
    }

    /// The metrics above an objective.
    fn climb_metrics(&self, objective: &Objective, links: &mut Vec<Link>) -> Result<(), Break> {
        let mut metric = objective.metric_id.and_then(|id| self.metric(id)).ok_or(Break::NoMetric)?;
        // A tree of metrics is checked when it is written; a circle read from elsewhere must still end.
        for _ in 0..=self.metrics.len() {
            if metric.north_star {
                links.push(Link::NorthStar(metric.id));
                return Ok(());
            }
            links.push(Link::Metric(metric.id));
            metric = metric.parent_id.and_then(|id| self.metric(id)).ok_or(Break::LooseMetric)?;
        }
        links.truncate(links.len() - self.metrics.len());
        Err(Break::LooseMetric)
    }
}
