//! Moves that were kept against the order, with their price and their reason.

use throughline_domain::{
    PinId, TicketId,
    activity::EventKind,
    people::Action,
    priorities::{Method, Pin, lifts_instead},
    tickets::Ticket,
};
use throughline_store::Show;

use super::{
    PinInput, PinView,
    rank::{comes_down, price_of},
};
use crate::{Actor, App, AppError, NameRef, boxed, error::invalid, portfolio::Picture};

/// So many moves are named in a sentence.
const MOST_LIFTS_TOLD: usize = 5;

impl App {
    /// Keeps a move, with its reason. Keeping the same move again gives the one that is there.
    #[boxed]
    pub async fn keep_pin(&self, actor: &Actor, input: PinInput) -> Result<PinView, AppError> {
        actor.require(Action::KeepMoves)?;
        let picture = self.picture(actor).await?;
        let (ticket_id, above_id) = (picture.named(&input.ticket)?, picture.named(&input.above)?);
        let change = self.change(actor);
        let pin = Pin {
            id: PinId::new(change.at),
            ticket_id,
            above_id,
            reason: input.reason.trim().to_owned(),
            by: change.by,
            at: change.at,
            cost_minor: 0,
            withdrawn_at: None,
        };
        pin.check().map_err(|faults| invalid(&faults, &pin))?;
        let price = price_of(&picture, ticket_id, above_id, &input.above).await?;
        let kept = picture.portfolio.pins().iter().any(|pin| pin.ticket_id == ticket_id && pin.above_id == above_id);
        if !kept && comes_down(&picture, ticket_id, above_id) {
            let say = only_lifts(&picture, ticket_id, above_id);
            return Err(AppError::field("above", input.above, say));
        }
        let pin = Pin { cost_minor: price.total_minor, ..pin };
        let subject = picture.name_of_ticket(ticket_id).and_then(|name| name.key).unwrap_or_default();
        let above = picture.name_of_ticket(above_id).and_then(|name| name.key).unwrap_or_default();
        let pin: Pin = self
            .write(actor, move |tx| {
                let (pin, subject, above) = (pin.clone(), subject.clone(), above.clone());
                Box::pin(async move {
                    let kept: Vec<Pin> = tx.read().list(Show::Live).await?;
                    let same = |old: &&Pin| old.ticket_id == pin.ticket_id && old.above_id == pin.above_id;
                    if let Some(old) = kept.iter().find(same) {
                        return Ok(old.clone());
                    }
                    let data =
                        serde_json::json!({ "above": above, "reason": pin.reason, "cost_minor": pin.cost_minor });
                    tx.record(change.event(EventKind::PinKept, Some(pin.ticket_id.0), &subject, data)).await?;
                    tx.insert(&pin).await?;
                    Ok(pin)
                })
            })
            .await?;
        self.seen_pin(actor, &picture, pin).await
    }

    /// Kept moves in force, newest first.
    #[boxed]
    pub async fn list_pins(&self, actor: &Actor) -> Result<Vec<PinView>, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let pins: Vec<Pin> = self.reader(actor).list(Show::Live).await?;
        let mut views = Vec::with_capacity(pins.len());
        for pin in pins.into_iter().rev() {
            views.push(self.seen_pin(actor, &picture, pin).await?);
        }
        Ok(views)
    }

    /// Takes a kept move back.
    #[boxed]
    pub async fn withdraw_pin(&self, actor: &Actor, id: PinId) -> Result<PinView, AppError> {
        actor.require(Action::KeepMoves)?;
        let change = self.change(actor);
        let pin: Pin = self
            .write(actor, move |tx| {
                Box::pin(async move {
                    let mut pin: Pin = tx.read().get(id).await?;
                    if pin.withdrawn_at.is_some() {
                        return Ok(pin);
                    }
                    let ticket: Ticket = tx.read().get(pin.ticket_id).await?;
                    let data = serde_json::json!({ "pin": pin.id });
                    tx.record(change.event(EventKind::PinWithdrawn, Some(ticket.id.0), &ticket.key, data)).await?;
                    tx.withdraw::<Pin>(id, None, change.at).await?;
                    pin.withdrawn_at = Some(change.at);
                    Ok(pin)
                })
            })
            .await?;
        let picture = self.picture(actor).await?;
        self.seen_pin(actor, &picture, pin).await
    }

    /// A kept move with names; of tickets that are no longer open too.
    async fn seen_pin(&self, actor: &Actor, picture: &Picture, pin: Pin) -> Result<PinView, AppError> {
        let open = |id: TicketId| picture.portfolio.get(id).is_some();
        Ok(PinView {
            active: pin.withdrawn_at.is_none() && open(pin.ticket_id) && open(pin.above_id),
            ticket: self.name_of_any(actor, picture, pin.ticket_id).await?,
            above: self.name_of_any(actor, picture, pin.above_id).await?,
            by_name: pin.by.and_then(|by| picture.name_of(by)).map(str::to_owned),
            pin,
        })
    }

    async fn name_of_any(&self, actor: &Actor, picture: &Picture, id: TicketId) -> Result<NameRef, AppError> {
        if let Some(name) = picture.name_of_ticket(id) {
            return Ok(name);
        }
        let ticket: Ticket = self.reader(actor).get(id).await?;
        Ok(NameRef { id: id.0, key: Some(ticket.key), name: ticket.title })
    }
}

/// Why a move down is not kept, and what to do instead.
fn only_lifts(picture: &Picture, moved: TicketId, above: TicketId) -> String {
    let key = |id: TicketId| picture.portfolio.get(id).map_or_else(String::new, |item| item.key.clone());
    let stands = format!("{} stands above {} already, and a kept move only lifts", key(moved), key(above));
    let lifts: Vec<String> = lifts_instead(&picture.portfolio, Method::Cd3, moved, above)
        .into_iter()
        .take(MOST_LIFTS_TOLD)
        .map(|way| way.told)
        .collect();
    if lifts.is_empty() {
        return format!("{stands}; it needs no move.");
    }
    format!("{stands}; put {} instead.", throughline_domain::words::list(&lifts))
}
