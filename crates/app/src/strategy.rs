//! Objectives, key results, problems, the map and its gaps.

mod views;

use throughline_domain::{KeyResultId, ObjectiveId, ProblemId, strategy::{KeyResult, Objective, Problem}};

use crate::{Actor, App, AppError, crud::six_verbs};
pub use views::*;

six_verbs!(Objective, ObjectiveId, ObjectiveInput, "objective":
    list_objectives, get_objective, create_objective, change_objective, withdraw_objective, restore_objective);
six_verbs!(KeyResult, KeyResultId, KeyResultInput, "key result":
    list_key_results, get_key_result, create_key_result, change_key_result, withdraw_key_result, restore_key_result);
six_verbs!(Problem, ProblemId, ProblemInput, "problem":
    list_problems, get_problem, create_problem, change_problem, withdraw_problem, restore_problem);

impl App {
    /// The whole line from the North Star to the tickets.
    pub async fn map(&self, _actor: &Actor, _query: MapQuery) -> Result<MapView, AppError> { todo!() }
    /// Where the line is broken.
    pub async fn gaps(&self, _actor: &Actor) -> Result<GapsView, AppError> { todo!() }
    /// A goal with all the work below it and its money.
    pub async fn goal_work(&self, _actor: &Actor, _goal: GoalRef) -> Result<GoalView, AppError> { todo!() }
}
