//! The order, why it is so, what a move costs, and moves that were kept.

mod views;

use serde_json::Value as Why;
use throughline_domain::PinId;

use crate::{Actor, App, AppError};
pub use views::*;

impl App {
    /// A page of the order.
    pub async fn rank(&self, _actor: &Actor, _query: RankQuery) -> Result<RankPage, AppError> { todo!() }
    /// Why one of two tickets stands above the other. Asked in either order; the answer says which is above.
    pub async fn why(&self, _actor: &Actor, _query: WhyQuery) -> Result<Why, AppError> { todo!() }
    /// What moving a ticket above another would cost. Nothing is moved.
    pub async fn price_move(&self, _actor: &Actor, _input: MoveInput) -> Result<PricedMove, AppError> { todo!() }
    /// Keeps a move, with its reason.
    pub async fn keep_pin(&self, _actor: &Actor, _input: PinInput) -> Result<PinView, AppError> { todo!() }
    /// Kept moves, newest first.
    pub async fn list_pins(&self, _actor: &Actor) -> Result<Vec<PinView>, AppError> { todo!() }
    /// Takes a kept move back.
    pub async fn withdraw_pin(&self, _actor: &Actor, _id: PinId) -> Result<PinView, AppError> { todo!() }
}
