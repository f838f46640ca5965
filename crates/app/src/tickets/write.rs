//! Tickets written and changed here.

use throughline_domain::{
    ProblemId, SourceId, TeamId, TicketId, Ts,
    activity::EventKind,
    connections::{Source, SourceKind},
    people::{Action, Team},
    strategy::Problem,
    tickets::{Status, Ticket, TicketField},
};
use throughline_store::{Show, StoreError, Tx};

use super::{TicketEdit, TicketInput, TicketView};
use crate::{
    Actor, App, AppError, boxed,
    crud::refer,
    error::invalid,
    write::{Change, differences},
};

/// Name and key prefix of the source of tickets that are written here.
const OWN_SOURCE: &str = "Throughline";
const OWN_PREFIX: &str = "T";

impl App {
    /// Writes a ticket here.
    #[boxed]
    pub async fn create_ticket(&self, actor: &Actor, input: TicketInput) -> Result<TicketView, AppError> {
        actor.require(Action::WriteTickets)?;
        let change = self.change(actor);
        let id = TicketId::new(change.at);
        let ticket = self
            .write(actor, move |tx| {
                let input = input.clone();
                Box::pin(async move { make_ticket(tx, change, id, input).await })
            })
            .await?;
        self.ticket_view(actor, ticket).await
    }

    /// Changes a ticket, if it still is at this version. What its tracker says of the fields that change is no longer
    /// taken over what was set here.
    #[boxed]
    pub async fn change_ticket(
        &self,
        actor: &Actor,
        id: TicketId,
        version: i64,
        input: TicketEdit,
    ) -> Result<TicketView, AppError> {
        actor.require(Action::WriteTickets)?;
        let change = self.change(actor);
        let ticket = self
            .write(actor, move |tx| {
                let input = input.clone();
                Box::pin(async move {
                    let before: Ticket = tx.read().get(id).await?;
                    if before.withdrawn_at.is_some() {
                        return Err(StoreError::NotFound("ticket").into());
                    }
                    if before.version != version {
                        return Err(AppError::Stale { current_version: before.version });
                    }
                    let mut after = edited(tx, &before, input, change.at).await?;
                    if after == before {
                        return Ok(before);
                    }
                    settle_changed(tx, &before, &after).await?;
                    let data = without_body(differences(Some(&before), &after));
                    tx.record(change.event(EventKind::TicketChanged, Some(id.0), &after.key, data)).await?;
                    after.version = tx.update_ticket(&after).await?;
                    Ok(after)
                })
            })
            .await?;
        self.ticket_view(actor, ticket).await
    }

    /// Deletes a ticket here, if it still is at this version. It can be brought back for 30 days, and an import does
    /// not bring it back.
    #[boxed]
    pub async fn withdraw_ticket(&self, actor: &Actor, id: TicketId, version: i64) -> Result<TicketView, AppError> {
        actor.require(Action::WriteTickets)?;
        let change = self.change(actor);
        let ticket = self
            .write(actor, move |tx| {
                Box::pin(async move {
                    let mut ticket: Ticket = tx.read().get(id).await?;
                    if ticket.withdrawn_at.is_some() {
                        return Ok(ticket);
                    }
                    let data = serde_json::json!({});
                    tx.record(change.event(EventKind::TicketWithdrawn, Some(id.0), &ticket.key, data)).await?;
                    ticket.version = tx.withdraw_ticket(id, Some(version), change.at).await?;
                    ticket.withdrawn_at = Some(change.at);
                    Ok(ticket)
                })
            })
            .await?;
        self.ticket_view(actor, ticket).await
    }

    /// Brings a deleted ticket back.
    #[boxed]
    pub async fn restore_ticket(&self, actor: &Actor, id: TicketId) -> Result<TicketView, AppError> {
        actor.require(Action::WriteTickets)?;
        let change = self.change(actor);
        let ticket = self
            .write(actor, move |tx| {
                Box::pin(async move {
                    let mut ticket: Ticket = tx.read().get(id).await?;
                    if ticket.withdrawn_at.is_none() {
                        return Ok(ticket);
                    }
                    let data = serde_json::json!({});
                    tx.record(change.event(EventKind::TicketRestored, Some(id.0), &ticket.key, data)).await?;
                    ticket.version = tx.restore_ticket(id, None).await?;
                    ticket.withdrawn_at = None;
                    Ok(ticket)
                })
            })
            .await?;
        self.ticket_view(actor, ticket).await
    }
}

/// Writes a ticket here, with its event.
pub(crate) async fn make_ticket(
    tx: &mut Tx,
    change: Change,
    id: TicketId,
    input: TicketInput,
) -> Result<Ticket, AppError> {
    let source = own_source(tx, change.at).await?;
    let ticket = written(tx, id, &source, input, change.at).await?;
    settle(tx, &ticket).await?;
    let data = without_body(differences(None, &ticket));
    tx.record(change.event(EventKind::TicketCreated, Some(ticket.id.0), &ticket.key, data)).await?;
    tx.insert_ticket(&ticket).await?;
    Ok(ticket)
}

/// Gives a ticket to a team, with its event; nothing changes if it is there already.
pub(crate) async fn give_ticket(tx: &mut Tx, change: Change, before: &Ticket, team: TeamId) -> Result<(), AppError> {
    if before.team_id == Some(team) {
        return Ok(());
    }
    let mut after = Ticket { team_id: Some(team), ..before.clone() };
    after.set_here = set_here(before, &after);
    settle_changed(tx, before, &after).await?;
    let data = without_body(differences(Some(before), &after));
    tx.record(change.event(EventKind::TicketChanged, Some(after.id.0), &after.key, data)).await?;
    tx.update_ticket(&after).await?;
    Ok(())
}

/// The source of tickets that are written here, made with the first of them.
async fn own_source(tx: &mut Tx, now: Ts) -> Result<Source, AppError> {
    if let Some(source) = tx.read().source_named(SourceKind::Throughline, OWN_SOURCE).await? {
        return Ok(source);
    }
    let sources: Vec<Source> = tx.read().list(Show::All).await?;
    let source = Source {
        id: SourceId::new(now),
        kind: SourceKind::Throughline,
        name: OWN_SOURCE.to_owned(),
        key_prefix: crate::connections::free_prefix(OWN_PREFIX, &sources),
        mapping: std::collections::BTreeMap::default(),
        resume_at: None,
        created_at: now,
    };
    tx.insert(&source).await?;
    Ok(source)
}

async fn written(tx: &mut Tx, id: TicketId, source: &Source, input: TicketInput, now: Ts) -> Result<Ticket, AppError> {
    let TicketInput {
        title,
        body,
        key,
        labels,
        value_line,
        confirmed_reading,
        problem_id,
        team_id,
        effort_days,
        due_on,
        rice,
        moscow,
        waits_for,
    } = input;
    let number = next_number(tx, source).await?;
    let key = key.map_or_else(|| format!("{}-{number}", source.key_prefix), |key| key.trim().to_owned());
    Ok(Ticket {
        id,
        key,
        source_id: source.id,
        external_id: number.to_string(),
        url: None,
        title: title.trim().to_owned(),
        body,
        status: Status::Open,
        labels,
        value_line: line(value_line),
        set_here: Vec::new(),
        confirmed_reading,
        problem_id,
        team_id,
        effort_days,
        due_on,
        rice,
        moscow,
        waits_for: external_ids(tx, source, waits_for).await?,
        opened_at: now,
        closed_at: None,
        updated_at: now,
        version: 1,
        withdrawn_at: None,
    })
}

/// The number after the highest that was given here.
async fn next_number(tx: &mut Tx, source: &Source) -> Result<u64, AppError> {
    let highest = tx.read().highest_number_of_source(source.id).await?;
    Ok(highest.unsigned_abs() + 1)
}

/// A Business Value line as it is kept: trimmed; none when nothing is written.
fn line(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// What must be done first, as the source writes it. People name tickets by key.
async fn external_ids(tx: &mut Tx, source: &Source, names: Vec<String>) -> Result<Vec<String>, AppError> {
    let mut ids = Vec::with_capacity(names.len());
    for name in names {
        let found = tx.read().ticket_by_key(name.trim()).await?;
        match found {
            Some(ticket) if ticket.source_id == source.id => ids.push(ticket.external_id),
            Some(other) => {
                let from: Source = tx.read().get(other.source_id).await?;
                ids.push(format!("{}#{}", from.name, other.external_id));
            }
            None => {
                let message = "No ticket of this workspace has this key. Write keys such as T-12.";
                return Err(AppError::field("waits_for", name, message));
            }
        }
    }
    ids.dedup();
    Ok(ids)
}

async fn edited(tx: &mut Tx, before: &Ticket, input: TicketEdit, now: Ts) -> Result<Ticket, AppError> {
    let source: Source = tx.read().get(before.source_id).await?;
    let own = source.kind == SourceKind::Throughline;
    let mut after = before.clone();
    let mut foreign = None;
    let mut take = |changes: bool, field: &'static str| {
        if changes && !own {
            foreign = Some(field);
        }
        changes
    };
    if let Some(title) =
        input.title.map(|title| title.trim().to_owned()).filter(|title| take(*title != before.title, "title"))
    {
        after.title = title;
    }
    if let Some(body) = input.body.filter(|body| take(*body != before.body, "body")) {
        after.body = body;
    }
    if let Some(labels) = input.labels.filter(|labels| take(*labels != before.labels, "labels")) {
        after.labels = labels;
    }
    if let Some(status) = input.status.filter(|status| take(*status != before.status, "status")) {
        after.status = status;
        after.closed_at = (status == Status::Closed).then_some(now);
    }
    if let Some(names) = input.waits_for {
        let ids = external_ids(tx, &source, names).await?;
        if take(ids != before.waits_for, "waits_for") {
            after.waits_for = ids;
        }
    }
    if let Some(field) = foreign {
        let message =
            format!("This ticket's {} is written in {}. Change it there.", field.replace('_', " "), source.name);
        return Err(AppError::field(field, "", message));
    }
    after.value_line = line(input.value_line);
    after.confirmed_reading = input.confirmed_reading;
    after.problem_id = input.problem_id;
    after.team_id = input.team_id;
    after.effort_days = input.effort_days;
    after.due_on = input.due_on;
    after.rice = input.rice;
    after.moscow = input.moscow;
    if after != *before && own {
        after.updated_at = now;
    }
    after.set_here = set_here(before, &after);
    Ok(after)
}

/// The fields that were set here, those that changed now included.
fn set_here(before: &Ticket, after: &Ticket) -> Vec<TicketField> {
    let changed = [
        (TicketField::ValueLine, before.value_line != after.value_line),
        (TicketField::Problem, before.problem_id != after.problem_id),
        (TicketField::Team, before.team_id != after.team_id),
        (TicketField::Effort, before.effort_days != after.effort_days),
        (TicketField::Due, before.due_on != after.due_on),
        (TicketField::Rice, before.rice != after.rice),
        (TicketField::Moscow, before.moscow != after.moscow),
    ];
    let mut fields = before.set_here.clone();
    fields.extend(changed.into_iter().filter_map(|(field, changed)| changed.then_some(field)));
    fields.sort_unstable();
    fields.dedup();
    fields
}

async fn settle(tx: &mut Tx, ticket: &Ticket) -> Result<(), AppError> {
    ticket.check().map_err(|faults| invalid(&faults, ticket))?;
    refer_to(tx, ticket.problem_id, ticket.team_id).await
}

/// As [`settle`], but what was there before may stay, even if it was deleted since.
async fn settle_changed(tx: &mut Tx, before: &Ticket, after: &Ticket) -> Result<(), AppError> {
    after.check().map_err(|faults| invalid(&faults, after))?;
    let problem = after.problem_id.filter(|_| after.problem_id != before.problem_id);
    let team = after.team_id.filter(|_| after.team_id != before.team_id);
    refer_to(tx, problem, team).await
}

async fn refer_to(tx: &mut Tx, problem: Option<ProblemId>, team: Option<TeamId>) -> Result<(), AppError> {
    refer::<Problem>(tx, "problem_id", problem).await?;
    refer::<Team>(tx, "team_id", team).await
}

/// The log says that a body changed, not what it was: bodies can be long, and the tracker keeps their history.
fn without_body(mut data: serde_json::Value) -> serde_json::Value {
    if let Some(body) = data.get_mut("body") {
        *body = serde_json::json!({ "changed": true });
    }
    data
}
