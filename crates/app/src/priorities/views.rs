//! What goes into and comes out of the verbs of priorities.

use serde::{Deserialize, Serialize};
use throughline_domain::{
    Currency, Estimate, ProblemId, TeamId,
    priorities::{Method, MovePrice, NotDoing, Pin, Ranks, Way},
};
use utoipa::ToSchema;

use crate::{Level, NameRef, TicketRow};

/// Which part of the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RankQuery {
    /// By what; cost of delay over duration when left out.
    #[serde(default = "cd3")]
    pub method: Method,
    /// Words to find in key, title and body.
    #[serde(default)]
    pub q: Option<String>,
    /// Of this team.
    #[serde(default)]
    pub team_id: Option<TeamId>,
    /// With this label.
    #[serde(default)]
    pub label: Option<String>,
    /// Of this problem.
    #[serde(default)]
    pub problem_id: Option<ProblemId>,
    /// With or without a price.
    #[serde(default)]
    pub priced: Option<bool>,
    /// `next` of the page before.
    #[serde(default)]
    #[schema(min_length = 1)]
    pub after: Option<String>,
    /// Items on a page, 1 to 200; 50 when left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

const fn cd3() -> Method {
    Method::Cd3
}

impl Default for RankQuery {
    fn default() -> Self {
        Self {
            method: cd3(),
            q: None,
            team_id: None,
            label: None,
            problem_id: None,
            priced: None,
            after: None,
            limit: None,
        }
    }
}

/// A ticket that the methods place differently.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Disagreement {
    /// The ticket.
    pub ticket: NameRef,
    /// "RICE would put NF-212 second: it reaches more people."
    pub sentence: String,
    /// Its places.
    pub ranks: Ranks,
}

/// A page of the order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RankPage {
    /// The tickets, the first to do first; tickets without a price follow those with one.
    pub items: Vec<TicketRow>,
    /// Where the next page goes on.
    pub next: Option<String>,
    /// How many tickets there are in this order.
    pub total: i64,
    /// How many of them have no price.
    pub unpriced_total: i64,
    /// What a week of waiting costs, all open work together, in minor units.
    pub waiting_per_week: Option<Estimate>,
    /// The page's answer in one sentence.
    pub statement: String,
    /// By what the order was made.
    pub method: Method,
    /// Where the methods part, the widest first, at most five.
    pub disagreements: Vec<Disagreement>,
    /// What the `MoSCoW` classes say of themselves ("Must is 80% of the work"), if something.
    pub moscow_check: Option<String>,
    /// Currency of the amounts.
    pub currency: Currency,
    /// The last event that this order knows.
    pub version: i64,
}

/// Two tickets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhyQuery {
    /// Key or id of one ticket.
    pub above: String,
    /// Key or id of the other.
    pub below: String,
    /// By what; cost of delay over duration when left out.
    #[serde(default = "cd3")]
    pub method: Method,
}

/// What is not done, and for how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NotDoingQuery {
    /// Key or id of an open ticket or of a goal, which stands for all open work below it.
    pub of: String,
    /// Within how many weeks from today it is not done, 1 to 104; a quarter of 13 when left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 104)]
    pub weeks: Option<u16>,
}

/// What not doing something costs, and what doing it first costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NotDoingView {
    /// Ticket, problem, key result or objective.
    pub level: Level,
    /// Its id.
    pub id: String,
    /// Its short name.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Both costs, ticket by ticket.
    pub cost: NotDoing,
    /// Both costs in a few sentences.
    pub statement: String,
}

/// A move to price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveInput {
    /// Key or id of the ticket to move.
    pub ticket: String,
    /// Key or id of the ticket it should stand directly above.
    pub above: String,
}

/// What a move would cost. Nothing was moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PricedMove {
    /// The price, ticket by ticket; the parts add up to the total.
    pub price: MovePrice,
    /// The price in one sentence.
    pub sentence: String,
    /// The ticket to move.
    pub ticket: NameRef,
    /// The ticket it would stand above.
    pub above: NameRef,
    /// Its place now.
    pub ranks: Ranks,
    /// The place of the other now.
    pub above_ranks: Ranks,
    /// Whether the ticket stands above the other already, so that the move would bring it down: it has a price, and
    /// cannot be kept, because kept moves only lift.
    pub comes_down: bool,
    /// The moves to keep instead, one after the other, where it comes down.
    pub lift_instead: Vec<Way>,
    /// Currency of the amounts.
    pub currency: Currency,
}

/// A move to keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PinInput {
    /// Key or id of the ticket to move.
    pub ticket: String,
    /// Key or id of the ticket it should stand directly above.
    pub above: String,
    /// Why, 1 to 1,000 characters, shown to those whose work moves.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// A kept move with names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PinView {
    /// The move.
    pub pin: Pin,
    /// The ticket that was moved.
    pub ticket: NameRef,
    /// The ticket it stands above.
    pub above: NameRef,
    /// Who kept it.
    pub by_name: Option<String>,
    /// Whether it holds: both tickets are open and it was not taken back.
    pub active: bool,
}
