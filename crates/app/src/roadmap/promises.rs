//! Tickets that were promised to somebody by a day.

use throughline_domain::{
    PromiseId, TicketId, Ts, activity::EventKind, check::Faults, people::Action, roadmap::Promise, tickets::Ticket,
};
use throughline_store::{StoreError, Tx};

use super::PromiseInput;
use crate::{
    AppError,
    crud::{Noun, six_verbs},
    write::Change,
};

six_verbs!(Promise, PromiseId, PromiseInput, "promise":
    list_promises, get_promise, create_promise, change_promise, withdraw_promise, restore_promise);

impl Noun for Promise {
    type Id = PromiseId;
    type Input = PromiseInput;
    const WRITE: Action = Action::KeepMoves;
    const EVENTS: [EventKind; 4] =
        [EventKind::PromiseCreated, EventKind::PromiseChanged, EventKind::PromiseWithdrawn, EventKind::PromiseRestored];

    fn faults(&self) -> Result<(), Faults> {
        self.check()
    }

    fn new(input: PromiseInput, now: Ts) -> Self {
        let PromiseInput { ticket_id, promised_to, due_on, asked_by } = input;
        Self {
            id: PromiseId::new(now),
            ticket_id,
            promised_to: promised_to.trim().to_owned(),
            due_on,
            asked_by: asked_by.trim().to_owned(),
            by: None,
            at: now,
            version: 1,
            withdrawn_at: None,
        }
    }

    fn replaced(&self, input: PromiseInput) -> Self {
        let new = Self::new(input, self.at);
        Self { id: self.id, by: self.by, version: self.version, withdrawn_at: self.withdrawn_at, ..new }
    }

    async fn settled(mut self, tx: &mut Tx, change: Change) -> Result<Self, AppError> {
        refer_ticket(tx, self.ticket_id).await?;
        if self.version == 1 && self.by.is_none() {
            self.by = change.by;
        }
        Ok(self)
    }

    fn record_id(&self) -> uuid::Uuid {
        self.id.0
    }
    fn set_record_id(&mut self, id: uuid::Uuid) {
        self.id.0 = id;
    }

    fn version_mut(&mut self) -> &mut i64 {
        &mut self.version
    }

    fn withdrawn_mut(&mut self) -> &mut Option<Ts> {
        &mut self.withdrawn_at
    }

    fn withdrawn(&self) -> Option<Ts> {
        self.withdrawn_at
    }

    fn called(&self) -> String {
        format!("to {}", self.promised_to)
    }

    fn sorted_by(&self) -> String {
        self.due_on.to_string()
    }
}

/// Refuses a ticket that is not there or was deleted. One of another workspace is not there.
async fn refer_ticket(tx: &mut Tx, id: TicketId) -> Result<(), AppError> {
    match tx.read().get::<Ticket>(id).await {
        Ok(ticket) if ticket.withdrawn_at.is_none() => Ok(()),
        Ok(_) | Err(StoreError::NotFound(_)) => {
            let message = "No ticket of this workspace has this id. Choose one from the list.";
            Err(AppError::field("ticket_id", id.to_string(), message))
        }
        Err(error) => Err(error.into()),
    }
}
