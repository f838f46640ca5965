//! Objectives, key results, problems, the map and its gaps.

mod nouns;
mod views;

use crate::{Actor, App, AppError};
pub use views::*;

impl App {
    /// The whole line from the North Star to the tickets.
    pub async fn map(&self, _actor: &Actor, _query: MapQuery) -> Result<MapView, AppError> { todo!() }
    /// Where the line is broken.
    pub async fn gaps(&self, _actor: &Actor) -> Result<GapsView, AppError> { todo!() }
    /// A goal with all the work below it and its money.
    pub async fn goal_work(&self, _actor: &Actor, _goal: GoalRef) -> Result<GoalView, AppError> { todo!() }
}
