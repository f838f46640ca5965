//! Why one ticket stands above another, said from the same keys that ranked them.

mod sentence;

pub(super) use sentence::{class_name, strongest};

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use throughline_value_line::{Estimate, Urgency};

use crate::{
    Currency, TicketId,
    priorities::{
        Item, Method, Pin, Portfolio, about_equal, by_method,
        draws::{MANY, durations, half_if_equal, money_factors},
    },
    tickets::Moscow,
    value::{DurationWeeks, weeks_until},
};

/// From this share of simulated futures on, an order is called the cheaper one.
const CLEAR: f64 = 0.7;

/// Why a ticket stands above another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Why {
    /// By which method.
    pub method: Method,
    /// The ticket that stands above.
    pub above: Side,
    /// The ticket that stands below.
    pub below: Side,
    /// One sentence.
    pub sentence: String,
    /// What decides.
    pub driver: Driver,
    /// Share of the simulated futures in which doing the upper one first is the cheaper order, 0 to 1; equal futures
    /// count half. None where one of them has no price.
    pub p_right: Option<f64>,
    /// Whether the numbers are far enough apart.
    pub verdict: Verdict,
    /// Currency of the amounts.
    pub currency: Currency,
}

/// The numbers of one ticket in a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Side {
    /// Which ticket.
    pub id: TicketId,
    /// "NF-230".
    pub key: String,
    /// Title.
    pub title: String,
    /// Its rank by the method.
    pub rank: Option<u32>,
    /// What the next week of waiting costs, in minor units.
    pub cost_of_delay_per_week: Option<Estimate>,
    /// Calendar weeks that it takes.
    pub duration: DurationWeeks,
    /// Minor units saved a week, for each week of work.
    pub cd3: Option<f64>,
    /// RICE score.
    pub rice: Option<f64>,
    /// `MoSCoW` class.
    pub moscow: Option<Moscow>,
}

/// What decides between two tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Driver {
    /// A week without it costs more.
    Rate,
    /// It takes less time.
    Duration,
    /// A date: one has to start now, or the other can wait.
    Deadline,
    /// Something waits for it.
    Dependency,
    /// Somebody moved it and kept the move.
    Pin,
    /// Its `MoSCoW` class.
    Class,
    /// Its RICE score.
    Score,
    /// The other, or neither, has what the method needs.
    NoPrice,
    /// Nothing: they are equal, and the older one comes first.
    Tie,
}

/// Whether a comparison can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Verdict {
    /// Far enough apart.
    Clear,
    /// In fewer than 70 of 100 simulated futures this order is the cheaper one, or the scores are within a fifth.
    TooCloseToCall,
}

/// Why there is nothing to explain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhyError {
    /// A ticket is not among the open ones.
    #[error("this ticket is not in the order any more: it was closed or deleted; look at the order again")]
    NotOpen(TicketId),
    /// Both are the same ticket.
    #[error("{0} and {0} are the same ticket; choose two")]
    Same(String),
}

/// Says why one of two tickets stands above the other, whichever it is, in the order of a method.
pub fn why(portfolio: &Portfolio, method: Method, a: TicketId, b: TicketId) -> Result<Why, WhyError> {
    let place = |id| portfolio.position(method, id).ok_or(WhyError::NotOpen(id));
    let (at_a, at_b) = (place(a)?, place(b)?);
    let (upper, lower) = if at_a < at_b { (a, b) } else { (b, a) };
    let item = |id| portfolio.get(id).ok_or(WhyError::NotOpen(id));
    let (above, below) = (item(upper)?, item(lower)?);
    if upper == lower {
        return Err(WhyError::Same(above.key.clone()));
    }

    let pair = Pair { portfolio, method, above, below };
    let p_right = pair.p_right();
    let cause = pair.cause();
    let verdict = pair.verdict(&cause, p_right);
    Ok(Why {
        method,
        sentence: sentence::of(&pair, &cause, p_right, verdict),
        above: pair.side(above),
        below: pair.side(below),
        driver: cause.driver(),
        p_right,
        verdict,
        currency: portfolio.currency(),
    })
}

/// Two tickets of a portfolio, the one that stands above first.
struct Pair<'a> {
    portfolio: &'a Portfolio,
    method: Method,
    above: &'a Item,
    below: &'a Item,
}

/// What decides, with what is needed to say it.
enum Cause<'a> {
    Rate,
    Duration,
    /// The upper one has to start now.
    StartNow(jiff::civil::Date),
    /// Waiting costs nothing yet for the lower one, because of its date.
    CanWait,
    /// `waiting` waits for the upper one; `root` is the ticket that brought it up.
    Dependency {
        waiting: &'a Item,
        root: &'a Item,
    },
    Pin(&'a Pin),
    Class(Moscow, Option<Moscow>),
    Score,
    NoPrice,
    Tie,
}

impl Cause<'_> {
    fn driver(&self) -> Driver {
        match self {
            Self::Rate => Driver::Rate,
            Self::Duration => Driver::Duration,
            Self::StartNow(_) | Self::CanWait => Driver::Deadline,
            Self::Dependency { .. } => Driver::Dependency,
            Self::Pin(_) => Driver::Pin,
            Self::Class(..) => Driver::Class,
            Self::Score => Driver::Score,
            Self::NoPrice => Driver::NoPrice,
            Self::Tie => Driver::Tie,
        }
    }
}

impl<'a> Pair<'a> {
    /// The last step of the ordering that put the upper one above: method, then dependencies, then kept moves.
    fn cause(&self) -> Cause<'a> {
        let currency = self.portfolio.currency();
        if by_method(self.method, currency, self.above, self.below) == Ordering::Less {
            return self.cause_by_method();
        }
        self.dependency().or_else(|| self.pin()).unwrap_or(Cause::Tie)
    }

    fn cause_by_method(&self) -> Cause<'a> {
        match self.method {
            Method::Cd3 => self.cause_by_money(),
            Method::Rice => match (self.above.rice, self.below.rice) {
                (Some(above), Some(below)) if above.score > below.score => Cause::Score,
                (Some(_), Some(_)) => Cause::Tie,
                _ => Cause::NoPrice,
            },
            Method::Moscow => match (self.above.moscow, self.below.moscow) {
                (Some(above), below) if Some(above) != below => Cause::Class(above, below),
                _ => self.cause_by_money(),
            },
        }
    }

    /// What decides when both are compared by cost of delay divided by duration.
    fn cause_by_money(&self) -> Cause<'a> {
        let currency = self.portfolio.currency();
        let (Some(above), Some(below)) = (self.above.price_in(currency), self.below.price_in(currency)) else {
            return Cause::NoPrice;
        };
        let rates = [above.cost_of_delay_per_week.mean, below.cost_of_delay_per_week.mean];
        let durations = [self.above.duration.mean, self.below.duration.mean];
        if rates[1] <= 0.0 && rates[0] > 0.0 && below.urgency != Urgency::Steady {
            return Cause::CanWait;
        }
        // CD3 is a quotient, so its logarithm is the sum of what the rates and what the durations contribute.
        let by_rate = (rates[0] / rates[1]).ln();
        let by_duration = (durations[1] / durations[0]).ln();
        let equal = self.above.cd3(currency) == self.below.cd3(currency);
        if equal {
            return if durations[0] < durations[1] { Cause::Duration } else { Cause::Tie };
        }
        if by_rate < by_duration {
            return Cause::Duration;
        }
        match above.urgency {
            Urgency::ByDate { date } if weeks_until(date, self.portfolio.today()) >= 0.0 => Cause::StartNow(date),
            _ => Cause::Rate,
        }
    }

    fn dependency(&self) -> Option<Cause<'a>> {
        let order = self.portfolio.order(self.method);
        let index = |item: &Item| self.portfolio.index(item.id);
        let (above, below) = (index(self.above)?, index(self.below)?);
        if order.before_pins[above] > order.before_pins[below] {
            return None;
        }
        let item = |index: u32| self.portfolio.items()[index as usize].as_ref();
        let waiting = order.lifted_for[above]?;
        let mut root = waiting;
        while let Some(further) = order.lifted_for[root as usize] {
            root = further;
        }
        Some(Cause::Dependency { waiting: item(waiting), root: item(root) })
    }

    /// The last kept move that brought the upper one up.
    fn pin(&self) -> Option<Cause<'a>> {
        self.portfolio.pins().iter().rev().find(|pin| pin.ticket_id == self.above.id).map(Cause::Pin)
    }

    /// Share of futures in which `above` first costs less than `below` first, both by the same team.
    fn p_right(&self) -> Option<f64> {
        let currency = self.portfolio.currency();
        let drawn = |item: &Item| {
            let price = item.price_in(currency)?;
            let rate = price.cost_of_delay_per_week.mean;
            Some((money_factors(Some(price), MANY), durations(item, MANY), rate))
        };
        let (above, below) = (drawn(self.above)?, drawn(self.below)?);
        let right: f64 = (0..MANY)
            .map(|k| half_if_equal(above.2 * above.0[k] * below.1[k], below.2 * below.0[k] * above.1[k]))
            .sum();
        #[expect(clippy::cast_precision_loss, reason = "a few thousand draws")]
        let share = right / MANY as f64;
        Some(share)
    }

    fn verdict(&self, cause: &Cause<'_>, p_right: Option<f64>) -> Verdict {
        let close = match cause {
            Cause::Rate | Cause::Duration | Cause::StartNow(_) | Cause::CanWait => {
                p_right.is_some_and(|share| share < CLEAR)
            }
            Cause::Score => match (self.above.rice, self.below.rice) {
                (Some(above), Some(below)) => about_equal(above.score, below.score),
                _ => false,
            },
            Cause::Tie => true,
            Cause::Dependency { .. } | Cause::Pin(_) | Cause::Class(..) | Cause::NoPrice => false,
        };
        if close { Verdict::TooCloseToCall } else { Verdict::Clear }
    }

    fn side(&self, item: &Item) -> Side {
        let currency = self.portfolio.currency();
        Side {
            id: item.id,
            key: item.key.clone(),
            title: item.title.clone(),
            rank: self.portfolio.ranks(item.id).by(self.method),
            cost_of_delay_per_week: item.price_in(currency).map(|price| price.cost_of_delay_per_week),
            duration: item.duration,
            cd3: item.cd3(currency),
            rice: item.rice.map(|rice| rice.score),
            moscow: item.moscow,
        }
    }
}
