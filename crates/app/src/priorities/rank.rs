//! Reading the order: the same functions of the same picture for every door, so that none can disagree.

use std::sync::Arc;

use throughline_domain::{
    TicketId,
    people::Action,
    priorities::{Method, MoveError, MovePrice, Place, Why, WhyError, lifts_instead, moscow_shares, move_above, order},
    value::mean_effort_days,
};
use throughline_value_line::format;

use super::{Disagreement, MoveInput, PricedMove, RankPage, RankQuery, WhyQuery};
use crate::{
    Actor, App, AppError, NameRef, boxed,
    paging::check_limit,
    portfolio::Picture,
    tickets::lists::{Filter, MOST_MATCHES},
};

impl App {
    /// A page of the order.
    #[boxed]
    pub async fn rank(&self, actor: &Actor, query: RankQuery) -> Result<RankPage, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let limit = check_limit(query.limit)?;
        let picture = self.picture(actor).await?;
        let typed = query.q.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
        let matches = match typed {
            Some(typed) => Some(self.matches(actor, &picture, typed, MOST_MATCHES).await?.iter().copied().collect()),
            None => None,
        };
        let filter = Filter {
            team_id: query.team_id,
            problem_id: query.problem_id,
            label: query.label.as_deref(),
            priced: query.priced,
            orphan: None,
            matches,
        };
        let slice = picture.slice(query.method, &filter, query.after.as_deref(), limit)?;
        Ok(RankPage {
            items: slice.items.iter().map(|item| picture.row(item, query.method)).collect(),
            next: slice.next,
            total: count(slice.total),
            unpriced_total: count(slice.unpriced),
            waiting_per_week: picture.waiting().cost_of_delay_per_week,
            statement: picture.order_statement(query.method),
            method: query.method,
            disagreements: picture.disagreements().iter().map(disagreement).collect(),
            moscow_check: (query.method == Method::Moscow).then(|| picture.moscow_check()).flatten(),
            currency: picture.portfolio.currency(),
            version: picture.event(),
        })
    }

    /// Why one of two tickets stands above the other. Asked in either order; the answer says which is above.
    #[boxed]
    pub async fn why(&self, actor: &Actor, query: WhyQuery) -> Result<Why, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let (above, below) = (picture.named(&query.above)?, picture.named(&query.below)?);
        if let Some(why) = picture.answered((query.method, above, below)) {
            return Ok(Why::clone(&why));
        }
        let why = off_the_road(move || picture.why(query.method, above, below)).await?;
        let why = why.map_err(|error| match error {
            WhyError::NotOpen(_) => AppError::NotFound { what: "ticket" },
            WhyError::Same(_) => AppError::field("below", query.below, sentence(&error)),
        })?;
        Ok(Why::clone(&why))
    }

    /// What moving a ticket above another would cost, in the order by cost of delay over duration. Nothing is moved.
    #[boxed]
    pub async fn price_move(&self, actor: &Actor, input: MoveInput) -> Result<PricedMove, AppError> {
        actor.require(Action::ReadWorkspace)?;
        let picture = self.picture(actor).await?;
        let (moved, above) = (picture.named(&input.ticket)?, picture.named(&input.above)?);
        let price = price_of(&picture, moved, above, &input.above).await?;
        let name = |id| picture.name_of_ticket(id).ok_or(AppError::NotFound { what: "ticket" });
        let (ticket, other) = (name(moved)?, name(above)?);
        let currency = picture.portfolio.currency();
        let keys = [&ticket, &other].map(|name| name.key.clone().unwrap_or_default());
        let total = format::money(throughline_domain::Money::new(price.total_minor.saturating_abs(), currency));
        let sure = if price.range.is_point() {
            String::new()
        } else {
            format!(" We are 90% sure of {}.", format::range(price.range.low, price.range.high, currency))
        };
        let sentence = match price.total_minor {
            0 => format!("Putting {} above {} changes nothing that has a price.", keys[0], keys[1]),
            minor if minor > 0 => format!("Putting {} above {} costs {total}.{sure}", keys[0], keys[1]),
            _ => format!("Putting {} above {} saves {total}.{sure}", keys[0], keys[1]),
        };
        Ok(PricedMove {
            sentence,
            ranks: picture.portfolio.ranks(moved),
            above_ranks: picture.portfolio.ranks(above),
            comes_down: comes_down(&picture, moved, above),
            lift_instead: lifts_instead(&picture.portfolio, Method::Cd3, moved, above),
            price,
            ticket,
            above: other,
            currency,
        })
    }
}

/// Whether the first of two tickets stands above the second already.
pub(super) fn comes_down(picture: &Picture, moved: TicketId, above: TicketId) -> bool {
    let place = |id| picture.portfolio.position(Method::Cd3, id);
    place(moved).zip(place(above)).is_some_and(|(moved, above)| moved < above)
}

/// The price of a move in the order by cost of delay over duration, or why it has none. `given` is how `above` was named.
pub(super) async fn price_of(
    picture: &Arc<Picture>,
    moved: TicketId,
    above: TicketId,
    given: &str,
) -> Result<MovePrice, AppError> {
    let shared = Arc::clone(picture);
    let price = off_the_road(move || move_above(&shared.portfolio, Method::Cd3, moved, above)).await?;
    price.map_err(|error| match error {
        MoveError::NotOpen(_) => AppError::NotFound { what: "ticket" },
        MoveError::Itself(_) | MoveError::AtTheEnd(_) => AppError::field("above", given, sentence(&error)),
        MoveError::WaitsFor(obstacle) => AppError::WaitsFor(obstacle),
    })
}

/// Simulations take milliseconds; they do not run on the threads that answer requests.
pub(super) async fn off_the_road<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| AppError::internal(&error))
}

/// An error of the domain as a sentence of its own.
fn sentence(error: &dyn std::fmt::Display) -> String {
    format!("{error}.")
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn disagreement(found: &throughline_domain::priorities::Disagreement) -> Disagreement {
    Disagreement {
        ticket: NameRef { id: found.id.0, key: Some(found.key.clone()), name: found.title.clone() },
        sentence: found.sentence.clone(),
        ranks: found.ranks,
    }
}

impl Picture {
    /// An open ticket by key or id. One that is not here, closed or of another workspace gives the same answer.
    pub(crate) fn named(&self, key_or_id: &str) -> Result<TicketId, AppError> {
        let found = match key_or_id.parse::<TicketId>() {
            Ok(id) => self.portfolio.get(id),
            Err(_) => self.portfolio.by_key(key_or_id.trim()),
        };
        found.map(|item| item.id).ok_or(AppError::NotFound { what: "ticket" })
    }

    /// The page's answer: by what it is sorted, and how that looks at the top.
    fn order_statement(&self, method: Method) -> String {
        let ordered = order(&self.portfolio, method);
        let Some(first) = ordered.first() else {
            return "No tickets yet. Import them from GitHub or a CSV file, or write the first one.".to_owned();
        };
        if first.rank.is_none() {
            return match method {
                Method::Cd3 => {
                    "Nothing is ranked yet. Price one ticket: write what it changes, for whom, and by how much."
                }
                Method::Rice => "Nothing is ranked by RICE yet. Give one ticket its reach, impact and confidence.",
                Method::Moscow => "Nothing is ranked by MoSCoW yet. Say of one ticket whether it is a must.",
            }
            .to_owned();
        }
        let held = if self.portfolio.pins().is_empty() {
            0
        } else {
            ordered.iter().filter(|ranked| matches!(ranked.place, Place::Pinned { .. })).count()
        };
        let kept = match held {
            0 => "In this order".to_owned(),
            1 => "But for one move that was kept, in this order".to_owned(),
            held => format!("But for {held} moves that were kept, in this order"),
        };
        match method {
            Method::Cd3 => {
                let currency = self.portfolio.currency();
                let best = ordered.iter().find_map(|ranked| Some((&ranked.item.key, ranked.item.cd3(currency)?)));
                match best.filter(|(_, saved)| *saved > 0.0) {
                    Some((key, saved)) => format!(
                        "{kept}, each week of work saves the most money, beginning with {} on {key}.",
                        format::minor(saved, currency)
                    ),
                    None => format!(
                        "{kept}, the smaller work comes first: nothing that has a price loses by waiting next week."
                    ),
                }
            }
            Method::Rice => format!(
                "{kept}, each month of work reaches and moves the most people, beginning with {}.",
                first.item.key
            ),
            Method::Moscow => {
                format!("{kept}, what must be done comes first, and inside each class what saves the most money.")
            }
        }
    }

    /// What the classes say of themselves, by effort.
    fn moscow_check(&self) -> Option<String> {
        let efforts =
            self.portfolio.items().iter().filter_map(|item| Some((item.moscow?, mean_effort_days(item.effort_days))));
        let warnings = moscow_shares(efforts).warnings;
        (!warnings.is_empty()).then(|| warnings.join(" "))
    }
}
