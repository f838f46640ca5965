//! The same order with other durations: what simulated futures are made of.

use crate::{
    Day, Infeasible, Plan, Problem,
    lineup::{Lineup, Timing},
};

/// A plan whose order can be gone through again and again. Draws of durations are the caller's, so that futures can be
/// compared on the same luck (common random numbers).
#[derive(Debug, Clone)]
pub struct Replay {
    lineup: Lineup,
    timing: Timing,
}

impl Replay {
    /// Takes the order from a plan, or says why the plan cannot be carried out.
    pub fn new(problem: &Problem, plan: &Plan) -> Result<Self, Infeasible> {
        plan.cost(problem)?;
        Ok(Self { lineup: Lineup::of(problem, plan), timing: Timing::default() })
    }

    /// The day on which each item is done when it takes so many full days of its team, at least 1 each.
    ///
    /// Items are gone through by planned start. Each starts as soon as its release, its predecessors and its team allow,
    /// also before its planned day where work is done early; on no track does it overtake an item that is ahead of it.
    /// A fixed item begins on its day, unless what it needs is late.
    ///
    /// # Panics
    /// If `days` are not as many as the items of the problem that this was made for.
    pub fn finishes(&mut self, problem: &Problem, days: &[Day]) -> &[Day] {
        assert_eq!(days.len(), problem.len(), "one duration per item");
        self.lineup.time(problem, Some(days), &mut self.timing);
        &self.timing.finish
    }
}

/// One pass of [`Replay::finishes`], for those who need only one.
pub fn replay(problem: &Problem, plan: &Plan, days: &[Day]) -> Result<Vec<Day>, Infeasible> {
    Replay::new(problem, plan).map(|mut replay| replay.finishes(problem, days).to_vec())
}
