//! Which tickets wait for which, from the names that their sources write.

use std::collections::{BTreeMap, HashMap, HashSet};

use throughline_domain::{
    SourceId, TicketId,
    connections::{Source, SourceKind},
    tickets::{Status, Ticket},
};

/// Tickets by what their sources call them, and what the open ones wait for.
#[derive(Clone, Default)]
pub(super) struct Links {
    /// Every ticket that is not deleted, by its id in its source.
    found: HashMap<(SourceId, Box<str>), TicketId>,
    /// What open tickets wait for, as their source writes it; only of those that wait for something.
    waits: HashMap<TicketId, Names>,
}

/// Names of tickets, and the source that wrote them.
type Names = (SourceId, Box<[String]>);

impl Links {
    /// Takes a ticket in as it is now.
    pub fn note(&mut self, ticket: &Ticket) {
        let name = (ticket.source_id, ticket.external_id.as_str().into());
        if ticket.withdrawn_at.is_some() {
            self.found.remove(&name);
        } else {
            self.found.insert(name, ticket.id);
        }
        self.waits.remove(&ticket.id);
        if ticket.withdrawn_at.is_none()
            && ticket.status == Status::Open
            && let Some(names) = names_of(ticket)
        {
            self.waits.insert(ticket.id, names);
        }
    }

    /// The tickets that an open one waits for.
    pub fn waits_for(&self, id: TicketId, sources: &BTreeMap<SourceId, Source>) -> Vec<TicketId> {
        self.resolve(id, self.waits.get(&id), sources)
    }

    /// The tickets that this one waits for, whether it is open or not.
    pub fn waits_for_of(&self, ticket: &Ticket, sources: &BTreeMap<SourceId, Source>) -> Vec<TicketId> {
        self.resolve(ticket.id, names_of(ticket).as_ref(), sources)
    }

    /// Open tickets that wait for something, without those that changed.
    pub fn waiting_besides(&self, changed: &HashSet<TicketId>) -> Vec<TicketId> {
        self.waits.keys().copied().filter(|id| !changed.contains(id)).collect()
    }

    /// By id in the same source, or as "owner/name#12" in another repository.
    fn resolve(&self, waiting: TicketId, names: Option<&Names>, sources: &BTreeMap<SourceId, Source>) -> Vec<TicketId> {
        let Some((source, names)) = names else { return Vec::new() };
        let find = |name: &String| {
            let here = self.found.get(&(*source, name.as_str().into()));
            let elsewhere = || {
                let (repository, number) = name.rsplit_once('#')?;
                let other =
                    sources.values().find(|other| other.kind == SourceKind::Github && other.name == repository)?;
                self.found.get(&(other.id, number.into()))
            };
            here.or_else(elsewhere).copied().filter(|id| *id != waiting)
        };
        let mut ids: Vec<TicketId> = names.iter().filter_map(find).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

fn names_of(ticket: &Ticket) -> Option<Names> {
    (!ticket.waits_for.is_empty()).then(|| (ticket.source_id, ticket.waits_for.clone().into()))
}
