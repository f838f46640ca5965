//! The tickets that changed between one picture and the next.

use std::sync::Arc;

use throughline_domain::{
    TicketId,
    priorities::Item,
    tickets::{Status, Ticket},
};

use super::{basis::Basis, links::Links, picture::Picture};

/// The tickets that changed since the picture before, or all, taken in piece by piece: a ticket weighs several times
/// what ranks it, and a first picture takes in all of them.
pub(crate) struct Changes {
    pub(super) basis: Basis,
    pub(super) links: Arc<Links>,
    /// The open ones. What they wait for is known when all were taken in.
    pub(super) items: Vec<Arc<Item>>,
    /// Those that are closed or deleted.
    pub(super) gone: Vec<TicketId>,
}

impl Changes {
    /// None yet. `before`: the picture that lacks only what will be taken in.
    pub fn on(basis: Basis, before: Option<&Picture>) -> Self {
        let links = before.map_or_else(Arc::default, |before| Arc::clone(&before.links));
        Self { basis, links, items: Vec::new(), gone: Vec::new() }
    }

    /// Takes in tickets as they are now. They need no bodies.
    pub fn take(&mut self, tickets: &[Ticket]) {
        if tickets.is_empty() {
            return;
        }
        let context = self.basis.context();
        let links = Arc::make_mut(&mut self.links);
        for ticket in tickets {
            links.note(ticket);
            if ticket.status == Status::Open && ticket.withdrawn_at.is_none() {
                self.items.push(Arc::new(self.basis.item(ticket, &context, Vec::new())));
            } else {
                self.gone.push(ticket.id);
            }
        }
    }

    /// How many tickets changed.
    pub fn len(&self) -> usize {
        self.items.len() + self.gone.len()
    }

    /// Whether none did.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What every price depends on besides its ticket.
    pub fn basis(&self) -> &Basis {
        &self.basis
    }
}
