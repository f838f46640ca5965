//! A ticket as a line of a list, from the picture alone.

use throughline_domain::{
    TicketId,
    priorities::{Item, Method, Pin, Place},
    tickets::{Status, Ticket},
};
use throughline_value_line::Urgency;

use super::{NameRef, TicketRow};
use crate::{PinView, portfolio::Picture};

/// Characters of a sentence that a row shows.
const REASON_CHARACTERS: usize = 200;

impl Picture {
    /// An open ticket's line, placed by a method.
    pub(crate) fn row(&self, item: &Item, method: Method) -> TicketRow {
        let mut row = self.row_of(item, Status::Open);
        row.ranks = self.portfolio.ranks(item.id);
        row.rank = row.ranks.by(method);
        if let Some(ranked) = self.portfolio.ranked_item(method, item.id) {
            match ranked.place {
                Place::Method => {}
                Place::Pinned { id } => row.pin = self.pin_in_force(id).and_then(|pin| self.pin_view(pin)),
                Place::WaitedFor { id } => {
                    if row.value.is_none()
                        && let Some(waiting) = self.portfolio.get(id)
                    {
                        row.reason = format!("No price of its own: {} waits for it.", waiting.key);
                    }
                }
            }
        }
        row
    }

    /// The line of a ticket that has no place in an order, because it is closed or deleted.
    pub(crate) fn row_of(&self, item: &Item, status: Status) -> TicketRow {
        let currency = self.portfolio.currency();
        let price = item.price.as_deref();
        TicketRow {
            id: item.id,
            key: item.key.clone(),
            title: item.title.clone(),
            url: item.url.as_deref().map(str::to_owned),
            team: item.team_id.and_then(|id| self.portfolio.team(id)).map(|team| NameRef {
                id: team.id.0,
                key: None,
                name: team.name.clone(),
            }),
            problem: item.problem_id.and_then(|id| self.problem(id)).map(|problem| NameRef {
                id: problem.id.0,
                key: Some(problem.key.clone()),
                name: problem.title.clone(),
            }),
            status,
            labels: item.labels.clone(),
            value: price.map(|price| price.amount),
            once: price.is_some_and(|price| price.once),
            cost_of_delay_per_week: price.map(|price| price.cost_of_delay_per_week),
            urgency: price.map_or(Urgency::Steady, |price| price.urgency),
            currency: price.map_or(currency, |price| price.currency),
            duration: item.duration,
            cd3: item.cd3(currency),
            rice: item.rice.map(|rice| rice.score),
            moscow: item.moscow,
            rank: None,
            ranks: throughline_domain::priorities::Ranks::default(),
            reason: self.reason(item),
            missing: self.missing(item),
            pin: None,
            waits_for: item.waits_for.iter().filter_map(|id| self.name_of_ticket(*id)).collect(),
            due_on: item.due_on,
            opened_at: item.opened_at,
            version: item.version,
        }
    }

    /// What changes, for whom: the ticket's own sentence. Without a price, what is missing.
    fn reason(&self, item: &Item) -> String {
        match (&item.line, self.missing(item)) {
            (_, Some(missing)) => missing,
            (Some(line), None) => shortened(line),
            (None, None) => String::new(),
        }
    }

    /// What a ticket lacks for a place by money, in one sentence.
    fn missing(&self, item: &Item) -> Option<String> {
        let currency = self.portfolio.currency();
        match &item.price {
            Some(price) if price.currency == currency => None,
            Some(price) => Some(format!(
                "Its amounts are in {}, and this workspace counts in {currency}. Write them in {currency}.",
                price.currency
            )),
            None if !item.has_line => {
                Some("No Business Value line yet: what changes, for whom, and by how much?".to_owned())
            }
            None => item
                .missing
                .as_deref()
                .map(str::to_owned)
                .or_else(|| Some("No price could be read from its line: how much is it, and for whom?".to_owned())),
        }
    }

    /// An open ticket by name.
    pub(crate) fn name_of_ticket(&self, id: TicketId) -> Option<NameRef> {
        self.portfolio.get(id).map(|item| name_of(item))
    }

    fn pin_in_force(&self, id: throughline_domain::PinId) -> Option<&Pin> {
        self.portfolio.pins().iter().find(|pin| pin.id == id)
    }

    /// A kept move with names, if both tickets are open.
    pub(crate) fn pin_view(&self, pin: &Pin) -> Option<PinView> {
        Some(PinView {
            ticket: self.name_of_ticket(pin.ticket_id)?,
            above: self.name_of_ticket(pin.above_id)?,
            by_name: pin.by.and_then(|by| self.name_of(by)).map(str::to_owned),
            active: pin.withdrawn_at.is_none(),
            pin: pin.clone(),
        })
    }
}

/// An item by name.
pub(crate) fn name_of(item: &Item) -> NameRef {
    NameRef { id: item.id.0, key: Some(item.key.clone()), name: item.title.clone() }
}

/// A ticket by name, whether it is open or not.
pub(crate) fn name_of_record(ticket: &Ticket) -> NameRef {
    NameRef { id: ticket.id.0, key: Some(ticket.key.clone()), name: ticket.title.clone() }
}

/// The beginning of a long sentence, ended at a word.
fn shortened(line: &str) -> String {
    let line = line.trim();
    let Some((cut, _)) = line.char_indices().nth(REASON_CHARACTERS) else { return line.to_owned() };
    let end = line[..cut].rfind(char::is_whitespace).unwrap_or(cut);
    format!("{}…", line[..end].trim_end())
}
