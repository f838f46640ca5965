//! Pieces of work.

mod views;

use throughline_domain::TicketId;

use crate::{Actor, App, AppError, Page};
pub use views::*;

impl App {
    /// Tickets in the order of a method; best match first when words are searched.
    pub async fn list_tickets(&self, _actor: &Actor, _query: TicketQuery) -> Result<Page<TicketRow>, AppError> { todo!() }
    /// Everything about a ticket, by key or id.
    pub async fn get_ticket(&self, _actor: &Actor, _key_or_id: &str) -> Result<TicketView, AppError> { todo!() }
    /// Writes a ticket here.
    pub async fn create_ticket(&self, _actor: &Actor, _input: TicketInput) -> Result<TicketView, AppError> { todo!() }
    /// Changes a ticket, if it still is at this version.
    pub async fn change_ticket(&self, _actor: &Actor, _id: TicketId, _version: i64, _input: TicketEdit) -> Result<TicketView, AppError> { todo!() }
    /// Deletes a ticket here, if it still is at this version. It can be brought back for 30 days.
    pub async fn withdraw_ticket(&self, _actor: &Actor, _id: TicketId, _version: i64) -> Result<TicketView, AppError> { todo!() }
    /// Brings a deleted ticket back.
    pub async fn restore_ticket(&self, _actor: &Actor, _id: TicketId) -> Result<TicketView, AppError> { todo!() }
}
