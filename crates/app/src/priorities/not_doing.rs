//! What not doing a ticket, or the work below a goal, costs: the same function of the same picture for every door.

use throughline_domain::{
    TicketId,
    people::Action,
    priorities::{MOST_WEEKS, NotDoing, USUAL_WEEKS},
    strategy::Link,
};

use super::{NotDoingQuery, NotDoingView, rank::off_the_road};
use crate::{Actor, App, AppError, Level, boxed, portfolio::Picture};

impl App {
    /// What not doing a ticket, or all open work below a goal, costs within a horizon; beside it, what doing it first
    /// keeps waiting.
    #[boxed]
    pub async fn not_doing(&self, actor: &Actor, query: NotDoingQuery) -> Result<NotDoingView, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let weeks = query.weeks.unwrap_or(USUAL_WEEKS);
        if !(1..=MOST_WEEKS).contains(&weeks) {
            return Err(AppError::field("weeks", weeks.to_string(), format!("Give 1 to {MOST_WEEKS} weeks.")));
        }
        let picture = self.picture(actor).await?;
        let Subject { level, id, key, title, chosen } = picture.subject(query.of.trim())?;
        let cost = match picture.not_doing_before(chosen, weeks) {
            Some(cost) => cost,
            None => off_the_road(move || picture.not_doing(chosen, weeks)).await?,
        };
        let cost = NotDoing::clone(&cost);
        let statement = cost.sentence(&called(level, &key));
        Ok(NotDoingView { level, id, key, title, cost, statement })
    }
}

/// What sentences call it.
fn called(level: Level, key: &str) -> String {
    if level == Level::Ticket { key.to_owned() } else { format!("the work below {key}") }
}

impl NotDoingView {
    /// What not doing it costs, in one sentence.
    pub fn answer(&self) -> String {
        self.cost.answer(&called(self.level, &self.key))
    }
}

/// Which work is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Chosen {
    /// An open ticket.
    Ticket(TicketId),
    /// All open work below a goal, each ticket with the part that counts for it.
    Below(Link),
}

/// What is asked about.
struct Subject {
    level: Level,
    id: String,
    key: String,
    title: String,
    chosen: Chosen,
}

impl Picture {
    /// An open ticket or a goal, by key or id.
    fn subject(&self, name: &str) -> Result<Subject, AppError> {
        const MISSING: AppError = AppError::NotFound { what: "open ticket or goal" };
        if let Some(item) = self.named(name).ok().and_then(|id| self.portfolio.get(id)) {
            let (id, key, title) = (item.id.to_string(), item.key.clone(), item.title.clone());
            return Ok(Subject { level: Level::Ticket, id, key, title, chosen: Chosen::Ticket(item.id) });
        }
        let link = self.goals.named(name).ok_or(MISSING)?;
        let goal = self.chain_link(link).ok_or(MISSING)?;
        Ok(Subject {
            level: goal.level,
            key: goal.key.unwrap_or_else(|| goal.id.clone()),
            id: goal.id,
            title: goal.title,
            chosen: Chosen::Below(link),
        })
    }
}
