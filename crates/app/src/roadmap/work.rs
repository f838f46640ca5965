//! Work that begins and stops, and teams that could do a ticket as well.

use throughline_domain::{
    AlternativeId, StartId, TeamId,
    activity::EventKind,
    people::{Action, Team},
    roadmap::{Alternative, Start},
    tickets::{Status, Ticket},
};
use throughline_store::Show;

use super::{AlternativeInput, StartInput, StartView, TicketDates};
use crate::{
    Actor, App, AppError, boxed, crud::refer, error::invalid, portfolio::Picture, tickets::rows::name_of_record,
};

impl App {
    /// Says that work on a ticket began. It then stays where it is on the roadmap. Saying it again changes nothing.
    #[boxed]
    pub async fn start_work(&self, actor: &Actor, ticket: &str, input: StartInput) -> Result<StartView, AppError> {
        actor.require(Action::WriteTickets)?;
        let picture = self.picture(actor).await?;
        let ticket = self.ticket_named(actor, ticket).await?;
        if ticket.status != Status::Open || ticket.withdrawn_at.is_some() {
            return Err(AppError::conflict(format!("{} is not open, so no work on it can begin.", ticket.key)));
        }
        let started_on = input.started_on.unwrap_or(picture.today());
        if started_on > picture.today() {
            let message = "Work cannot have begun in the future. Give today or a day before it.";
            return Err(AppError::field("started_on", started_on.to_string(), message));
        }
        let change = self.change(actor);
        let start = Start {
            id: StartId::new(change.at),
            ticket_id: ticket.id,
            started_on,
            by: change.by,
            at: change.at,
            withdrawn_at: None,
        };
        let key = ticket.key.clone();
        let start: Start = self
            .write(actor, move |tx| {
                let (start, key) = (start.clone(), key.clone());
                Box::pin(async move {
                    let all: Vec<Start> = tx.read().list(Show::Live).await?;
                    if let Some(before) = all.into_iter().find(|other| other.ticket_id == start.ticket_id) {
                        return Ok(before);
                    }
                    let data = serde_json::json!({ "started_on": start.started_on });
                    tx.record(change.event(EventKind::WorkStarted, Some(start.ticket_id.0), &key, data)).await?;
                    tx.insert(&start).await?;
                    Ok(start)
                })
            })
            .await?;
        Ok(picture.start_view(start, &ticket))
    }

    /// Says that work on a ticket stopped before it was done. Where there is none, nothing changes.
    #[boxed]
    pub async fn stop_work(&self, actor: &Actor, ticket: &str) -> Result<(), AppError> {
        actor.require(Action::WriteTickets)?;
        let ticket = self.ticket_named(actor, ticket).await?;
        let change = self.change(actor);
        self.write(actor, move |tx| {
            let ticket = ticket.clone();
            Box::pin(async move {
                let all: Vec<Start> = tx.read().list(Show::Live).await?;
                let Some(start) = all.into_iter().find(|start| start.ticket_id == ticket.id) else { return Ok(()) };
                let data = serde_json::json!({ "started_on": start.started_on });
                tx.record(change.event(EventKind::WorkStopped, Some(ticket.id.0), &ticket.key, data)).await?;
                tx.withdraw::<Start>(start.id, None, change.at).await?;
                Ok(())
            })
        })
        .await
    }

    /// Work in progress, the oldest first. Closed tickets are not worked on any more.
    #[boxed]
    pub async fn list_work(&self, actor: &Actor) -> Result<Vec<StartView>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let view = |start: &Start| {
            Some(StartView {
                ticket: picture.name_of_ticket(start.ticket_id)?,
                by_name: start.by.and_then(|by| picture.name_of(by)).map(str::to_owned),
                start: start.clone(),
            })
        };
        let mut views: Vec<StartView> = picture.kept.starts.iter().filter_map(view).collect();
        views.sort_by_key(|view| (view.start.started_on, view.start.id));
        Ok(views)
    }

    /// Says that another team could do a ticket as well. Saying it again replaces what was said of that team.
    #[boxed]
    pub async fn name_alternative(
        &self,
        actor: &Actor,
        ticket: &str,
        input: AlternativeInput,
    ) -> Result<Alternative, AppError> {
        actor.require(Action::WriteTickets)?;
        let ticket = self.ticket_named(actor, ticket).await?;
        if ticket.team_id == Some(input.team_id) {
            let message = "This is the ticket's own team. Name another one.";
            return Err(AppError::field("team_id", input.team_id.to_string(), message));
        }
        let change = self.change(actor);
        let alternative = Alternative {
            id: AlternativeId::new(change.at),
            ticket_id: ticket.id,
            team_id: input.team_id,
            effort_percent: input.effort_percent,
            by: change.by,
            at: change.at,
            withdrawn_at: None,
        };
        alternative.check().map_err(|faults| invalid(&faults, &alternative))?;
        self.write(actor, move |tx| {
            let (alternative, ticket) = (alternative.clone(), ticket.clone());
            Box::pin(async move {
                refer::<Team>(tx, "team_id", Some(alternative.team_id)).await?;
                let all: Vec<Alternative> = tx.read().list(Show::Live).await?;
                let same = |other: &&Alternative| {
                    other.ticket_id == alternative.ticket_id && other.team_id == alternative.team_id
                };
                if let Some(before) = all.iter().find(same) {
                    if before.effort_percent == alternative.effort_percent {
                        return Ok(before.clone());
                    }
                    tx.withdraw::<Alternative>(before.id, None, change.at).await?;
                }
                let data = serde_json::json!({
                    "team": alternative.team_id, "effort_percent": alternative.effort_percent,
                });
                tx.record(change.event(EventKind::AlternativeNamed, Some(ticket.id.0), &ticket.key, data)).await?;
                tx.insert(&alternative).await?;
                Ok(alternative)
            })
        })
        .await
    }

    /// Takes back that another team could do a ticket. Where nobody said so, nothing changes.
    #[boxed]
    pub async fn withdraw_alternative(&self, actor: &Actor, ticket: &str, team: TeamId) -> Result<(), AppError> {
        actor.require(Action::WriteTickets)?;
        let ticket = self.ticket_named(actor, ticket).await?;
        let change = self.change(actor);
        self.write(actor, move |tx| {
            let ticket = ticket.clone();
            Box::pin(async move {
                let all: Vec<Alternative> = tx.read().list(Show::Live).await?;
                let found = all.into_iter().find(|other| other.ticket_id == ticket.id && other.team_id == team);
                let Some(found) = found else { return Ok(()) };
                let data = serde_json::json!({ "team": team });
                tx.record(change.event(EventKind::AlternativeWithdrawn, Some(ticket.id.0), &ticket.key, data)).await?;
                tx.withdraw::<Alternative>(found.id, None, change.at).await?;
                Ok(())
            })
        })
        .await
    }

    /// A ticket's dates in today's order; none when it is not on the roadmap.
    #[boxed]
    pub async fn ticket_dates(&self, actor: &Actor, ticket: &str) -> Result<Option<TicketDates>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let planned = self.planned(actor).await?;
        // What is planned is open, and the picture knows it; only of others the database is asked whether they exist.
        let id = match planned.picture.named(ticket) {
            Ok(id) => id,
            Err(_) => self.ticket_named(actor, ticket).await?.id,
        };
        Ok(planned.picture.ticket_dates(&planned.today, id))
    }
}

impl Picture {
    fn start_view(&self, start: Start, ticket: &Ticket) -> StartView {
        StartView {
            ticket: name_of_record(ticket),
            by_name: start.by.and_then(|by| self.name_of(by)).map(str::to_owned),
            start,
        }
    }
}
