//! What goes into and comes out of the verbs of the roadmap.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_domain::{
    Currency, Estimate, TeamId, TicketId,
    roadmap::{Forecast, PlaceChange, Promise, Published, Start},
};
use utoipa::ToSchema;

use crate::NameRef;

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
    /// Tickets of each lane, 1 to 1,000; 40 when left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1000)]
    pub limit: Option<u32>,
}

/// A ticket's place on the roadmap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RoadmapRow {
    /// The ticket.
    pub ticket: NameRef,
    /// The day on which it starts.
    pub starts_on: Date,
    /// The day by which it is likely done (P50).
    pub likely_on: Date,
    /// The day by which it is done in 85 of 100 simulated futures.
    pub sure_on: Date,
    /// What its waiting costs in this order until it is done, in minor units.
    pub cost_minor: i64,
    /// What the next week of waiting costs, in minor units; none without a price.
    pub cost_of_delay_per_week: Option<Estimate>,
    /// What its line lacks, if it has no price.
    pub missing: Option<String>,
    /// The open tickets that it waits for.
    pub waits_for: Vec<NameRef>,
    /// Whether nobody estimated it and the default stands in.
    pub assumed: bool,
    /// Since when it is being worked on, if it is.
    pub begun_on: Option<Date>,
    /// Whether another team does it than its own.
    pub elsewhere: bool,
    /// Whether it has a line to a goal.
    pub has_goal: bool,
}

/// What one team does, in the order in which it starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Lane {
    /// The team; none for work without a team.
    pub team: Option<NameRef>,
    /// How many things it works on at once.
    pub tracks: i32,
    /// Person-days it can work in a week; none for work without a team.
    pub capacity_days_per_week: Option<f64>,
    /// The tickets.
    pub rows: Vec<RoadmapRow>,
    /// How many more there are.
    pub more: i64,
    /// The day on which it has nothing left, by the mean durations.
    pub free_on: Date,
}

/// A move that makes the order better, on top of those before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RoadmapMove {
    /// The change, as it is given back to accept it.
    pub change: MoveInOrder,
    /// The ticket.
    pub ticket: NameRef,
    /// The team that does it then; none without a team.
    pub team: Option<NameRef>,
    /// Whether that is another team than before.
    pub changes_team: bool,
    /// The ticket that it then stands directly before; none to stand last.
    pub before: Option<NameRef>,
    /// What the whole order costs less, in minor units.
    pub saves_minor: i64,
    /// Share of the simulated futures in which it does, 0 to 1.
    pub pays_in: f64,
    /// The day by which the ticket is done without the move and with it, by the mean durations.
    pub done_on: [Date; 2],
    /// "Give NF-198 to Platform before NF-187: it comes 2.5 weeks sooner."
    pub sentence: String,
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

/// What a search found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BestFound {
    /// What the best order costs by the mean durations, in minor units.
    pub cost_minor: i64,
    /// The same over simulated futures.
    pub range: Estimate,
    /// What no order can go below, in minor units: proved, not guessed.
    pub bound_minor: i64,
    /// Whether nothing can be cheaper.
    pub best_possible: bool,
    /// "No order can cost less than €168k, so at most €5k is left to find."
    pub sentence: String,
    /// The moves that lead there, one on top of the other.
    pub moves: Vec<RoadmapMove>,
    /// What the best order saves beyond these moves, in minor units.
    pub beyond_moves_minor: i64,
    /// Plans that the search looked at.
    pub steps: u64,
}

/// A promise with its odds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PromiseView {
    /// The promise.
    pub promise: Promise,
    /// The ticket.
    pub ticket: NameRef,
    /// Who promised.
    pub by_name: Option<String>,
    /// Share of the simulated futures in which it is kept, 0 to 1; none when the ticket is not on the roadmap.
    pub odds: Option<f64>,
    /// The day by which the ticket is likely done.
    pub likely_on: Option<Date>,
    /// The day by which it is done in 85 of 100 futures.
    pub sure_on: Option<Date>,
}

/// A ticket or a kept move that the roadmap could not take, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NotPlanned {
    /// The ticket.
    pub ticket: NameRef,
    /// Why, in a sentence with the way out.
    pub sentence: String,
}

/// The roadmap that was published last, without its places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PublishedHead {
    /// 1 for the first.
    pub number: i64,
    /// When.
    pub at: throughline_domain::Ts,
    /// Who.
    pub by_name: Option<String>,
    /// Why.
    pub reason: String,
    /// What it cost by waiting, in minor units, as it was counted then.
    pub cost_minor: i64,
    /// What no order could go below then; 0 when no search had ended.
    pub bound_minor: i64,
}

/// When everything is done if tickets are closed as they were in past weeks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ForecastView {
    /// The forecast; none where too little is known.
    pub forecast: Option<Forecast>,
    /// What it says beside the roadmap, or why it says nothing.
    pub sentence: String,
}

/// The roadmap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RoadmapView {
    /// The page's answer in one sentence.
    pub statement: String,
    /// What to do about it, with the reason.
    pub lead: Option<String>,
    /// Which order the lanes show.
    pub order: RoadmapOrder,
    /// The number to send with a decision about today's order; another one as soon as the order or its money changed.
    pub version: i64,
    /// The day for which it holds.
    pub today: Date,
    /// The day on which the last ticket shown is 85% surely done.
    pub last_on: Date,
    /// Team by team.
    pub lanes: Vec<Lane>,
    /// How many tickets are planned.
    pub total: i64,
    /// What today's order costs by the mean durations, in minor units.
    pub cost_minor: i64,
    /// The same over simulated futures.
    pub range: Estimate,
    /// What a search found; none while it is under way.
    pub best: Option<BestFound>,
    /// Promises in force, the first due first.
    pub promises: Vec<PromiseView>,
    /// What is not planned, and why.
    pub left_out: Vec<NotPlanned>,
    /// Kept moves that cannot hold.
    pub set_aside: Vec<NotPlanned>,
    /// The roadmap in force.
    pub published: Option<PublishedHead>,
    /// The other way to look ahead.
    pub forecast: ForecastView,
    /// Currency of the amounts.
    pub currency: Currency,
}

/// Changes of today's order to price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderChangeInput {
    /// The moves, one on top of the other.
    pub moves: Vec<MoveInOrder>,
}

/// What changes of the order cost or save. Nothing was moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PricedOrder {
    /// What today's order costs, in minor units.
    pub cost_minor: i64,
    /// What the changed order costs more, in minor units; negative saves. The sum of the lines.
    pub total_minor: i64,
    /// The same over simulated futures.
    pub range: Estimate,
    /// Share of the simulated futures in which the changed order is the cheaper one.
    pub pays_in: f64,
    /// The tickets whose day changes, those that cost or save most first.
    pub lines: Vec<PricedLine>,
    /// The price in one sentence.
    pub sentence: String,
    /// The version of today's order that was priced.
    pub version: i64,
    /// Currency of the amounts.
    pub currency: Currency,
}

/// What a change of the order does to one ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PricedLine {
    /// The ticket.
    pub ticket: NameRef,
    /// How much later it is done, in weeks; negative is sooner.
    pub weeks_later: f64,
    /// The day by which it is done now and then, by the mean durations.
    pub done_on: [Date; 2],
    /// What that costs in minor units; negative saves.
    pub delta_minor: i64,
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

/// A published roadmap with what is different from the one before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PublishedView {
    /// The roadmap.
    pub published: Published,
    /// Who published it.
    pub by_name: Option<String>,
    /// The roadmap that it is compared with: the one in force a week before, or the one before it.
    pub since: Option<PublishedHead>,
    /// What is different, in words.
    pub changes: Vec<ChangeTold>,
    /// Those that were published before, newest first.
    pub history: Vec<PublishedHead>,
    /// Currency of the amounts.
    pub currency: Currency,
}

/// A difference in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChangeTold {
    /// The difference.
    pub change: PlaceChange,
    /// "NF-198 is likely done on 13 Nov instead of 1 Dec."
    pub sentence: String,
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

/// Work in progress with its ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StartView {
    /// The work.
    pub start: Start,
    /// The ticket.
    pub ticket: NameRef,
    /// Who said so.
    pub by_name: Option<String>,
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

/// A ticket's dates on today's roadmap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketDates {
    /// The day on which it starts.
    pub starts_on: Date,
    /// The day by which it is likely done.
    pub likely_on: Date,
    /// The day by which it is done in 85 of 100 futures.
    pub sure_on: Date,
    /// The team that does it.
    pub team: Option<NameRef>,
    /// Since when it is being worked on, if it is.
    pub begun_on: Option<Date>,
}
