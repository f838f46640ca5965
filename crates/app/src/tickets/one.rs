//! Everything about one ticket.

use throughline_domain::{
    Estimate, TicketId,
    people::Action,
    priorities::{Item, Method, Why},
    strategy::Link,
    tickets::{Status, Ticket},
};
use throughline_store::EventFilter;

use super::{ChainLink, Neighbour, TicketView, rows::name_of};
use crate::{Actor, App, AppError, Level, boxed, portfolio::Picture};

/// Changes of a ticket that its page shows.
const LAST_CHANGES: i64 = 20;

impl App {
    /// Everything about a ticket, by key or id. A deleted one is found by its id.
    #[boxed]
    pub async fn get_ticket(&self, actor: &Actor, key_or_id: &str) -> Result<TicketView, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let ticket = self.ticket_named(actor, key_or_id).await?;
        self.ticket_view(actor, ticket).await
    }

    /// A ticket by key or id, whether it is open or not.
    pub(crate) async fn ticket_named(&self, actor: &Actor, key_or_id: &str) -> Result<Ticket, AppError> {
        let mut reader = self.reader(actor);
        match key_or_id.parse::<TicketId>() {
            Ok(id) => Ok(reader.get(id).await?),
            Err(_) => reader.ticket_by_key(key_or_id).await?.ok_or(AppError::NotFound { what: "ticket" }),
        }
    }

    pub(crate) async fn ticket_view(&self, actor: &Actor, ticket: Ticket) -> Result<TicketView, AppError> {
        let picture = self.picture(actor).await?;
        let (_, value) = picture.value(&ticket);
        let open = picture.portfolio.get(ticket.id);
        let row = match open {
            Some(item) => picture.row(item, Method::Cd3),
            None => picture.row_of(&picture.item(&ticket), ticket.status),
        };
        let source = picture.sources.get(&ticket.source_id).cloned();
        let source = match source {
            Some(source) => source,
            None => self.reader(actor).get(ticket.source_id).await?,
        };
        let filter = EventFilter { subject_id: Some(ticket.id.0), ..EventFilter::default() };
        let events = self.reader(actor).events(filter, LAST_CHANGES).await?;
        let chain = picture.goals.chain(ticket.problem_id);
        let (above, below) = picture.neighbours(ticket.id);
        Ok(TicketView {
            blocked_by: picture.open_names(&row.waits_for.iter().map(|name| TicketId(name.id)).collect::<Vec<_>>()),
            blocks: picture.portfolio.waiting_for(ticket.id).map(|item| name_of(item)).collect(),
            waited: waited(&ticket, row.value.is_some(), &picture, self.now()),
            chain: chain.links.iter().rev().filter_map(|link| picture.chain_link(*link)).collect(),
            chain_broken: chain.broken.map(|broken| broken.to_string()),
            versions: events.into_iter().map(|event| picture.event_view(event)).collect(),
            above,
            below,
            row,
            value,
            source,
            ticket,
        })
    }
}

/// What waiting has cost since the ticket was opened: only for a steady cost, where every week costs the same. Other
/// profiles began to cost at a time that nobody recorded.
fn waited(ticket: &Ticket, priced: bool, picture: &Picture, now: throughline_domain::Ts) -> Option<Estimate> {
    let item = picture.portfolio.get(ticket.id).filter(|_| priced && ticket.status == Status::Open)?;
    let price = item.price.as_deref()?;
    if price.urgency != throughline_value_line::Urgency::Steady {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "microseconds of a few years")]
    let weeks = (now.micros() - ticket.opened_at.micros()).max(0) as f64 / (7.0 * 86_400e6);
    Some(price.per_week.scaled(weeks))
}

impl Picture {
    fn open_names(&self, ids: &[TicketId]) -> Vec<super::NameRef> {
        ids.iter().filter_map(|id| self.name_of_ticket(*id)).collect()
    }

    /// The tickets directly above and below by cost of delay over duration, with why.
    fn neighbours(&self, id: TicketId) -> (Option<Neighbour>, Option<Neighbour>) {
        let order = throughline_domain::priorities::order(&self.portfolio, Method::Cd3);
        let Some(at) = self.portfolio.position(Method::Cd3, id) else { return (None, None) };
        let ranked = order[at].rank.is_some();
        let neighbour = |other: Option<usize>| {
            let other = order.get(other?)?;
            if !ranked || other.rank.is_none() {
                return None;
            }
            let why = self.why(Method::Cd3, id, other.item.id).ok()?;
            Some(Neighbour { row: self.row(&other.item, Method::Cd3), why: Why::clone(&why) })
        };
        (neighbour(at.checked_sub(1)), neighbour(Some(at + 1)))
    }

    /// A stop of the line with its reason and its money.
    pub(crate) fn chain_link(&self, link: Link) -> Option<ChainLink> {
        let goals = &self.goals;
        let (level, id, key, title, why) = match link {
            Link::Problem(id) => {
                let problem = goals.problem(id)?;
                (Level::Problem, id.to_string(), Some(&problem.key), &problem.title, problem.hypothesis.as_str())
            }
            Link::KeyResult(id) => {
                let key_result = goals.key_result(id)?;
                (Level::KeyResult, id.to_string(), Some(&key_result.key), &key_result.title, "")
            }
            Link::Objective(id) => {
                let objective = goals.objective(id)?;
                (Level::Objective, id.to_string(), Some(&objective.key), &objective.title, objective.why.as_str())
            }
            Link::Metric(id) => (Level::Metric, id.to_string(), None, &goals.metric(id)?.name, ""),
            Link::NorthStar(id) => (Level::NorthStar, id.to_string(), None, &goals.metric(id)?.name, ""),
        };
        Some(ChainLink {
            level,
            id,
            key: key.cloned(),
            title: title.clone(),
            why: Some(why).filter(|why| !why.is_empty()).map(str::to_owned),
            cost_of_delay_per_week: self.rollup().below(link).and_then(|waiting| waiting.cost_of_delay_per_week),
        })
    }

    /// Whether an item has no line to a goal.
    pub(crate) fn is_orphan(&self, item: &Item) -> bool {
        item.problem_id.is_none_or(|problem| self.problem(problem).is_none())
    }
}
