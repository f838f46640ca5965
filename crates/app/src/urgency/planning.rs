//! A yes moves the plan: the work stands on it as a ticket of the team, at the place that was decided. And it can be
//! taken back for as long as nothing followed.

use throughline_domain::{
    TicketId, UrgentRequestId,
    activity::EventKind,
    people::Action,
    roadmap::Start,
    tickets::{Status, Ticket},
    urgency::{UrgentDecision, UrgentRequest},
};
use throughline_store::{Show, Tx};

use super::{
    UrgentView,
    requests::{decision_of, seen, visible},
};
use crate::{
    Actor, App, AppError, TicketDates, TicketInput,
    portfolio::Picture,
    tickets::write::{give_ticket, make_ticket},
    write::Change,
};

/// The ticket that stands on the plan for a request: the one it names, given to the team that was asked, or a new one
/// with this Business Value line.
/// [`throughline_domain::roadmap::Kept::decided`] puts it at its place.
pub(super) async fn plan(
    tx: &mut Tx,
    change: Change,
    request: &UrgentRequest,
    line: String,
) -> Result<TicketId, AppError> {
    if let Some(id) = request.ticket_id {
        let ticket: Ticket = tx.read().get(id).await?;
        if ticket.withdrawn_at.is_none() && ticket.status == Status::Open {
            if let Some(team) = request.team_id {
                give_ticket(tx, change, &ticket, team).await?;
            }
            return Ok(id);
        }
    }
    let input = TicketInput {
        title: request.title.clone(),
        body: format!("{}: {}\n\n{}", request.key, request.why, request.if_it_waits),
        value_line: Some(line),
        team_id: request.team_id,
        effort_days: request.effort_days,
        due_on: request.by_when,
        ..TicketInput::default()
    };
    Ok(make_ticket(tx, change, TicketId::new(change.at), input).await?.id)
}

impl App {
    /// Takes a decision back, so that it can be decided anew: what was put on the plan for it goes from there. That is
    /// possible until something followed: work began, or is done.
    pub async fn reopen_urgent(
        &self,
        actor: &Actor,
        id: UrgentRequestId,
        version: i64,
    ) -> Result<UrgentView, AppError> {
        actor.require(Action::DecideUrgency)?;
        let change = self.change(actor);
        let request: UrgentRequest = self
            .write(actor, move |tx| {
                Box::pin(async move {
                    let mut request = visible(tx.read().get(id).await?, change)?;
                    let Some(decision) = decision_of(&mut tx.read(), id).await? else { return Ok(request) };
                    if request.done_at.is_some() {
                        return Err(AppError::conflict(
                            "The work is done, so the decision stands. Look back at it instead.",
                        ));
                    }
                    let data = serde_json::json!({ "decision": decision.id });
                    tx.record(change.event(EventKind::UrgentReopened, Some(id.0), &request.key, data)).await?;
                    unplan(tx, change, &mut request, &decision).await?;
                    request.version = version;
                    request.version = tx.update(&request).await?;
                    tx.withdraw::<UrgentDecision>(decision.id, None, change.at).await?;
                    Ok(request)
                })
            })
            .await?;
        let picture = self.picture(actor).await?;
        Ok(seen(&picture, request, None, None))
    }

    /// Where the ticket of a request stands on today's roadmap.
    pub(super) async fn planned_dates(
        &self,
        picture: &std::sync::Arc<Picture>,
        request: &UrgentRequest,
    ) -> Option<TicketDates> {
        let ticket = request.ticket_id?;
        let today = self.today(picture).await.ok()?;
        picture.ticket_dates(&today, ticket)
    }
}

/// Takes what was put on the plan away again, if nothing followed. A ticket that the decision made was made at its
/// instant; one that was there before stays.
async fn unplan(
    tx: &mut Tx,
    change: Change,
    request: &mut UrgentRequest,
    decision: &UrgentDecision,
) -> Result<(), AppError> {
    let Some(id) = request.ticket_id else { return Ok(()) };
    let ticket: Ticket = tx.read().get(id).await?;
    if ticket.status == Status::Closed {
        let message = format!("{} is closed, so the decision stands. Say that it is done instead.", ticket.key);
        return Err(AppError::conflict(message));
    }
    let starts: Vec<Start> = tx.read().list(Show::Live).await?;
    if starts.iter().any(|start| start.ticket_id == id && start.at >= decision.at) {
        let message = format!("Work on {} has begun. Stop it first, then take the decision back.", ticket.key);
        return Err(AppError::conflict(message));
    }
    if ticket.opened_at != decision.at {
        return Ok(());
    }
    if ticket.withdrawn_at.is_none() {
        tx.record(change.event(EventKind::TicketWithdrawn, Some(id.0), &ticket.key, serde_json::json!({}))).await?;
        tx.withdraw_ticket(id, None, change.at).await?;
    }
    request.ticket_id = None;
    Ok(())
}
