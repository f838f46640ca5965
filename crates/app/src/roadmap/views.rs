//! What comes out of the verbs of the roadmap.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_domain::{
    Currency, Estimate,
    roadmap::{Forecast, PlaceChange, Promise, Published, Start},
};
use utoipa::ToSchema;

use super::{MoveInOrder, RoadmapOrder};
use crate::NameRef;

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
