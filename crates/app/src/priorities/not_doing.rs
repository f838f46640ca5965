//! What not doing a ticket, or the work below a goal, costs: the same function of the same picture for every door.

use throughline_domain::{
    TicketId,
    people::Action,
    priorities::{MOST_WEEKS, cost_of_not_doing},
};

use super::{NotDoingQuery, NotDoingView, rank::off_the_road};
use crate::{Actor, App, AppError, Level, boxed, portfolio::Picture};

/// A quarter.
const USUAL_WEEKS: u16 = 13;

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
        let cost = off_the_road(move || cost_of_not_doing(&picture.portfolio, &chosen, weeks)).await?;
        let called = if level == Level::Ticket { key.clone() } else { format!("the work below {key}") };
        Ok(NotDoingView { statement: cost.sentence(&called), level, id, key, title, cost })
    }
}

/// What is asked about, and the open tickets that it stands for.
struct Subject {
    level: Level,
    id: String,
    key: String,
    title: String,
    chosen: Vec<TicketId>,
}

impl Picture {
    /// An open ticket or a goal, by key or id.
    fn subject(&self, name: &str) -> Result<Subject, AppError> {
        const MISSING: AppError = AppError::NotFound { what: "open ticket or goal" };
        if let Some(item) = self.named(name).ok().and_then(|id| self.portfolio.get(id)) {
            let (id, key, title) = (item.id.to_string(), item.key.clone(), item.title.clone());
            return Ok(Subject { level: Level::Ticket, id, key, title, chosen: vec![item.id] });
        }
        let link = self.goals.named(name).ok_or(MISSING)?;
        let goal = self.chain_link(link).ok_or(MISSING)?;
        let below = |problem| self.goals.above(problem).contains_key(&link);
        Ok(Subject {
            level: goal.level,
            key: goal.key.unwrap_or_else(|| goal.id.clone()),
            id: goal.id,
            title: goal.title,
            chosen: self.portfolio.items().iter().filter(|item| below(item.problem_id)).map(|item| item.id).collect(),
        })
    }
}
