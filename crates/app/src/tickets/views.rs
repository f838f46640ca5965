//! What goes into and comes out of the verbs of tickets.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_domain::{
    Currency, Estimate, ProblemId, TeamId, TicketId, Ts,
    connections::Source,
    priorities::{Method, Ranks, Why},
    tickets::{EffortDays, Moscow, RiceInputs, Status, Ticket},
    value::{DurationWeeks, TicketValue},
};
use throughline_value_line::{PercentReading, Urgency};

use utoipa::ToSchema;
use uuid::Uuid;

use crate::{EventView, Level, PinView};

/// A record by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NameRef {
    /// Its id.
    pub id: Uuid,
    /// Its short name, if its kind has one.
    pub key: Option<String>,
    /// Its name or title.
    pub name: String,
}

/// A ticket that was deleted and can be brought back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeletedTicket {
    /// Its id, by which it is brought back.
    pub id: TicketId,
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// When it was deleted; it can be brought back for 30 days.
    pub withdrawn_at: Ts,
}

/// Which tickets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketQuery {
    /// Words to find in key, title and body.
    #[serde(default)]
    pub q: Option<String>,
    /// Of this team.
    #[serde(default)]
    pub team_id: Option<TeamId>,
    /// Of this problem.
    #[serde(default)]
    pub problem_id: Option<ProblemId>,
    /// Open or closed; open when left out and nothing is searched.
    #[serde(default)]
    pub status: Option<Status>,
    /// With this label.
    #[serde(default)]
    pub label: Option<String>,
    /// With or without a price.
    #[serde(default)]
    pub priced: Option<bool>,
    /// Without (or with) a line to a goal.
    #[serde(default)]
    pub orphan: Option<bool>,
    /// In the order of this method; by cost of delay over duration when left out.
    #[serde(default)]
    pub method: Option<Method>,
    /// `next` of the page before.
    #[serde(default)]
    #[schema(min_length = 1)]
    pub after: Option<String>,
    /// Items on a page, 1 to 200; 50 when left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// A ticket to write here.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketInput {
    /// Title, 1 to 1,000 characters.
    #[schema(min_length = 1, max_length = 1000)]
    pub title: String,
    /// Body in Markdown.
    #[serde(default)]
    pub body: String,
    /// Short name; the next free one when left out.
    #[serde(default)]
    pub key: Option<String>,
    /// Labels.
    #[serde(default)]
    pub labels: Vec<String>,
    /// The Business Value line, without its label.
    #[serde(default)]
    pub value_line: Option<String>,
    /// The reading of an ambiguous percentage.
    #[serde(default)]
    pub confirmed_reading: Option<PercentReading>,
    /// The problem it works on.
    #[serde(default)]
    pub problem_id: Option<ProblemId>,
    /// The team that will do it.
    #[serde(default)]
    pub team_id: Option<TeamId>,
    /// Estimate in person-days.
    #[serde(default)]
    pub effort_days: Option<EffortDays>,
    /// Due date.
    #[serde(default)]
    pub due_on: Option<Date>,
    /// RICE inputs.
    #[serde(default)]
    pub rice: Option<RiceInputs>,
    /// `MoSCoW` class.
    #[serde(default)]
    pub moscow: Option<Moscow>,
    /// Keys of tickets that must be done first.
    #[serde(default)]
    pub waits_for: Vec<String>,
}

/// What of a ticket can be changed here. What its tracker says of the fields that change here is no longer taken.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketEdit {
    /// Title; only of tickets written here. Unchanged when left out.
    #[serde(default)]
    pub title: Option<String>,
    /// Body; only of tickets written here. Unchanged when left out.
    #[serde(default)]
    pub body: Option<String>,
    /// Open or closed; only of tickets written here. Unchanged when left out.
    #[serde(default)]
    pub status: Option<Status>,
    /// Labels; only of tickets written here. Unchanged when left out.
    #[serde(default)]
    pub labels: Option<Vec<String>>,
    /// The Business Value line; none takes it away.
    #[serde(default)]
    pub value_line: Option<String>,
    /// The reading of an ambiguous percentage.
    #[serde(default)]
    pub confirmed_reading: Option<PercentReading>,
    /// The problem it works on; none takes it away.
    #[serde(default)]
    pub problem_id: Option<ProblemId>,
    /// The team that will do it; none takes it away.
    #[serde(default)]
    pub team_id: Option<TeamId>,
    /// Estimate in person-days; none takes it away.
    #[serde(default)]
    pub effort_days: Option<EffortDays>,
    /// Due date; none takes it away.
    #[serde(default)]
    pub due_on: Option<Date>,
    /// RICE inputs; none takes them away.
    #[serde(default)]
    pub rice: Option<RiceInputs>,
    /// `MoSCoW` class; none takes it away.
    #[serde(default)]
    pub moscow: Option<Moscow>,
    /// Keys of tickets that must be done first; only of tickets written here. Unchanged when left out.
    #[serde(default)]
    pub waits_for: Option<Vec<String>>,
}

/// A ticket as a line of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TicketRow {
    /// Its id.
    pub id: TicketId,
    /// Short name.
    pub key: String,
    /// Title.
    pub title: String,
    /// Where to read it in its tracker.
    pub url: Option<String>,
    /// Its team.
    pub team: Option<NameRef>,
    /// The problem it works on.
    pub problem: Option<NameRef>,
    /// Open or closed.
    pub status: Status,
    /// Labels.
    pub labels: Vec<String>,
    /// Money it brings a year (or once), in minor units; none without a price.
    pub value: Option<Estimate>,
    /// Whether the money comes once.
    pub once: bool,
    /// What the next week of waiting costs, in minor units; none without a price.
    pub cost_of_delay_per_week: Option<Estimate>,
    /// How the cost depends on the delay.
    pub urgency: Urgency,
    /// Currency of the amounts.
    pub currency: Currency,
    /// Weeks for which it blocks its team.
    pub duration: DurationWeeks,
    /// Cost of delay over duration: minor units a week, for each week of work.
    pub cd3: Option<f64>,
    /// RICE score.
    pub rice: Option<f64>,
    /// `MoSCoW` class.
    pub moscow: Option<Moscow>,
    /// Place by the asked method.
    pub rank: Option<u32>,
    /// Places by all methods.
    pub ranks: Ranks,
    /// What changes, for whom; or else what is missing. One line.
    pub reason: String,
    /// What is missing for a price, in one sentence.
    pub missing: Option<String>,
    /// The kept move that holds it here.
    pub pin: Option<PinView>,
    /// Tickets that must be done first.
    pub waits_for: Vec<NameRef>,
    /// Due date.
    pub due_on: Option<Date>,
    /// When it was made.
    pub opened_at: Ts,
    /// For `If-Match`.
    pub version: i64,
}

/// One stop of the line above a ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChainLink {
    /// Which floor.
    pub level: Level,
    /// Id of the record.
    pub id: String,
    /// Its short name, if its kind has one.
    pub key: Option<String>,
    /// Its title.
    pub title: String,
    /// Its reason, in a sentence.
    pub why: Option<String>,
    /// What a week of waiting costs with all the work below it, in minor units.
    pub cost_of_delay_per_week: Option<Estimate>,
}

/// The ticket directly above or below, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Neighbour {
    /// The ticket.
    pub row: TicketRow,
    /// Why the upper stands above the lower.
    pub why: Why,
}

/// Everything about a ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TicketView {
    /// The ticket.
    pub ticket: Ticket,
    /// The ticket as a line of a list.
    pub row: TicketRow,
    /// How its money was computed.
    pub value: TicketValue,
    /// The line above it, the North Star first.
    pub chain: Vec<ChainLink>,
    /// Where and why the line is broken, in a sentence.
    pub chain_broken: Option<String>,
    /// The ticket above it, by cost of delay over duration.
    pub above: Option<Neighbour>,
    /// The ticket below it.
    pub below: Option<Neighbour>,
    /// Open tickets that must be done first.
    pub blocked_by: Vec<NameRef>,
    /// Tickets that wait for it.
    pub blocks: Vec<NameRef>,
    /// Where it was read.
    pub source: Source,
    /// What waiting has cost since it was opened, in minor units.
    pub waited: Option<Estimate>,
    /// Its last changes, newest first.
    pub versions: Vec<EventView>,
}
