//! Writing one chunk of an import, all or nothing.

use std::{collections::HashMap, sync::Arc};

use serde::{Deserialize, Serialize};
use serde_json::json;
use throughline_domain::{
    ProblemId, TeamId, Ts,
    activity::EventKind,
    connections::{ImportCounts, Skipped, Source},
    people::Team,
    strategy::Problem,
    tickets::{Incoming, Ticket},
};
use throughline_store::{Reader, Show};

use super::{
    matching::{Names, changed_fields, merged},
    skipped,
};
use crate::{Actor, App, AppError, error::capital};

/// What a chunk did.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Done {
    pub counts: ImportCounts,
    pub skipped: Vec<Skipped>,
    pub notes: Vec<String>,
}

/// The names of a workspace.
pub(super) struct Known {
    teams: HashMap<String, TeamId>,
    problems: HashMap<String, ProblemId>,
}

impl Known {
    pub async fn read(reader: &mut Reader<'_>) -> Result<Self, AppError> {
        let teams: Vec<Team> = reader.list(Show::Live).await?;
        let problems: Vec<Problem> = reader.list(Show::Live).await?;
        let by_title = problems.iter().map(|problem| (folded(&problem.title), problem.id));
        let by_key = problems.iter().map(|problem| (folded(&problem.key), problem.id));
        Ok(Self {
            teams: teams.into_iter().map(|team| (folded(&team.name), team.id)).collect(),
            problems: by_title.chain(by_key).collect(),
        })
    }
}

impl Names for Known {
    fn team(&self, name: &str) -> Option<TeamId> {
        self.teams.get(&folded(name)).copied()
    }

    fn problem(&self, name: &str) -> Option<ProblemId> {
        self.problems.get(&folded(name)).copied()
    }
}

/// A name as it is compared.
pub(super) fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// What would happen with an item.
pub(super) enum Outcome {
    New(Box<Ticket>),
    Changed { after: Box<Ticket>, fields: Vec<String> },
    Unchanged(Box<Ticket>),
    Skipped(Skipped),
}

/// Compares one item with what is here.
pub(super) fn outcome(
    before: Option<&Ticket>,
    incoming: &Incoming,
    source: &Source,
    names: &Known,
    now: Ts,
    notes: &mut Vec<String>,
) -> Outcome {
    let item = || incoming.key.clone().unwrap_or_else(|| format!("#{}", incoming.external_id));
    if before.is_some_and(|ticket| ticket.withdrawn_at.is_some()) {
        return Outcome::Skipped(skipped(&item(), "It was deleted here. Restore it to have it imported again."));
    }
    let key = incoming.key.clone().unwrap_or_else(|| own_key(source, &incoming.external_id));
    let ticket = Box::new(merged(before, incoming, (source.id, key), names, now, notes));
    if let Err(faults) = ticket.check() {
        let reasons: Vec<String> =
            faults.messages().into_iter().map(|fault| format!("{} {}", fault.field, fault.message)).collect();
        return Outcome::Skipped(skipped(&item(), capital(&reasons.join("; "))));
    }
    let Some(before) = before else { return Outcome::New(ticket) };
    let fields = changed_fields(before, &ticket);
    if fields.is_empty() { Outcome::Unchanged(ticket) } else { Outcome::Changed { after: ticket, fields } }
}

/// The key of a ticket whose tracker gives it none, or one that is taken.
fn own_key(source: &Source, external_id: &str) -> String {
    format!("{}-{external_id}", source.key_prefix)
}

/// The tickets of a chunk that are here, by their ids there.
pub(super) async fn here(
    reader: &mut Reader<'_>,
    source: &Source,
    chunk: &[Incoming],
) -> Result<HashMap<String, Ticket>, AppError> {
    let ids: Vec<String> = chunk.iter().map(|incoming| incoming.external_id.clone()).collect();
    let found = reader.tickets_of_source(source.id, &ids).await?;
    Ok(found.into_iter().map(|ticket| (ticket.external_id.clone(), ticket)).collect())
}

impl App {
    /// Writes a chunk in one transaction, with one event if it changes anything.
    pub(super) async fn import_chunk(
        &self,
        actor: &Actor,
        source: &Source,
        chunk: &[Incoming],
    ) -> Result<Done, AppError> {
        let change = self.change(actor);
        let (source, chunk) = (source.clone(), Arc::new(chunk.to_vec()));
        self.write(actor, move |tx| {
            let (source, chunk) = (source.clone(), Arc::clone(&chunk));
            Box::pin(async move {
                let mut reader = tx.read();
                let names = Known::read(&mut reader).await?;
                let before = here(&mut reader, &source, &chunk).await?;
                let mut done = Done::default();
                let (mut new, mut changed) = (Vec::new(), Vec::new());
                for incoming in chunk.iter() {
                    let before = before.get(&incoming.external_id);
                    match outcome(before, incoming, &source, &names, change.at, &mut done.notes) {
                        Outcome::New(ticket) => new.push(*ticket),
                        Outcome::Changed { after, .. } => changed.push(*after),
                        Outcome::Unchanged(_) => done.counts.unchanged += 1,
                        Outcome::Skipped(item) => done.skipped.push(item),
                    }
                }
                done.counts.new = count(new.len());
                done.counts.changed = count(changed.len());
                done.counts.skipped = count(done.skipped.len());
                if new.is_empty() && changed.is_empty() {
                    return Ok::<_, AppError>(done);
                }
                for ticket in &mut new {
                    if tx.read().ticket_by_key(&ticket.key).await?.is_some() {
                        ticket.key = own_key(&source, &ticket.external_id);
                    }
                }
                let keys = |tickets: &[Ticket]| tickets.iter().map(|ticket| ticket.key.clone()).collect::<Vec<_>>();
                let data = json!({ "new": keys(&new), "changed": keys(&changed) });
                tx.record(change.event(EventKind::TicketsImported, Some(source.id.0), &source.name, data)).await?;
                for ticket in &new {
                    tx.insert_ticket(ticket).await?;
                }
                for ticket in &changed {
                    tx.update_ticket(ticket).await?;
                }
                Ok(done)
            })
        })
        .await
    }
}

fn count(items: usize) -> i64 {
    i64::try_from(items).unwrap_or(i64::MAX)
}
