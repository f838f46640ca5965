//! What goes into the verbs of the roadmap.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_domain::{TeamId, TicketId};
use utoipa::ToSchema;

/// Which order of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoadmapOrder {
    /// Today's: the published one, or that of the priorities.
    #[default]
    Current,
    /// The best that was found.
    Best,
}

/// Which part of the roadmap.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoadmapQuery {
    /// Which order; today's when left out.
    #[serde(default)]
    pub order: RoadmapOrder,
    /// Only the lane of this team.
    #[serde(default)]
    pub team_id: Option<TeamId>,
    /// Search so many seconds for a better order and wait for it, up to 20. Left out: whatever was found so far.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 20)]
    pub seconds: Option<f64>,
    /// Offer only the moves that change the place of so many tickets, 0 to 8; as many as pay when left out.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 8)]
    pub max_changes: Option<u32>,
    /// Tickets of each lane, 1 to 1,000; 40 when left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1000)]
    pub limit: Option<u32>,
}

/// One change of the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveInOrder {
    /// Key or id of the ticket to move.
    pub ticket: String,
    /// Key or id of the ticket that it should stand directly before; left out to stand last.
    #[serde(default)]
    pub before: Option<String>,
    /// Another team that could do it; its present one when left out.
    #[serde(default)]
    pub team_id: Option<TeamId>,
}

/// Changes of today's order to price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderChangeInput {
    /// The moves, one on top of the other.
    pub moves: Vec<MoveInOrder>,
    /// The version of the order that is looked at. When it is another one by now, nothing is priced and the present one
    /// is told (412). Left out: whatever order holds now.
    #[serde(default)]
    pub version: Option<i64>,
}

/// A roadmap to publish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishInput {
    /// Why, 1 to 1,000 characters, shown to everyone whose work moves.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
    /// Today's order or the best that was found; today's when left out.
    #[serde(default)]
    pub order: RoadmapOrder,
    /// Moves to make in it, one on top of the other.
    #[serde(default)]
    pub moves: Vec<MoveInOrder>,
}

/// Days of less work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarEntryInput {
    /// What they are: "Company retreat".
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The team; all teams when left out.
    #[serde(default)]
    pub team_id: Option<TeamId>,
    /// First day.
    pub first_on: Date,
    /// Last day; the first when left out.
    #[serde(default)]
    pub last_on: Option<Date>,
    /// What is left of a day's capacity, in percent, 0 to 99; a holiday when left out.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 99)]
    pub capacity_percent: i32,
}

/// A promise to note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PromiseInput {
    /// Id of the ticket.
    pub ticket_id: TicketId,
    /// To whom: "the board".
    #[schema(min_length = 1, max_length = 200)]
    pub promised_to: String,
    /// The last day that keeps it.
    pub due_on: Date,
    /// Who asked for it.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub asked_by: String,
}

/// Work that begins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartInput {
    /// The day on which it began; today when left out.
    #[serde(default)]
    pub started_on: Option<Date>,
}

/// A team that could do a ticket as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlternativeInput {
    /// The other team.
    pub team_id: TeamId,
    /// How much of the estimate that team needs, in percent, 10 to 1,000; as much when left out.
    #[serde(default = "as_much")]
    #[schema(minimum = 10, maximum = 1000)]
    pub effort_percent: i32,
}

const fn as_much() -> i32 {
    100
}
