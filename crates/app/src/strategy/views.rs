//! What goes into and comes out of the verbs of strategy.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_domain::{
    Currency, CycleId, Estimate, KeyResultId, MemberId, MetricId, Money, ObjectiveId, ProblemId, SegmentId,
    priorities::ClaimedTwice,
    strategy::{Ambition, KeyResultShare, ObjectiveShare, Pace, Problem, ResultKind, Score, lint::Remark},
};
use utoipa::ToSchema;

use crate::{Page, TicketRow};

/// An objective.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectiveInput {
    /// Short name for links; the next free "O1", "O2" when left out.
    #[serde(default)]
    pub key: Option<String>,
    /// "Keep the customers we win".
    #[schema(min_length = 1, max_length = 1000)]
    pub title: String,
    /// Why, in a sentence.
    #[serde(default)]
    pub why: String,
    /// The metric it pushes.
    #[serde(default)]
    pub metric_id: Option<MetricId>,
    /// The cycle it is set for.
    #[serde(default)]
    pub cycle_id: Option<CycleId>,
    /// First day; if left out, its cycle's.
    #[serde(default)]
    pub starts_on: Option<Date>,
    /// Last day; if left out, its cycle's.
    #[serde(default)]
    pub ends_on: Option<Date>,
    /// Who answers for it.
    #[serde(default)]
    pub owner_id: Option<MemberId>,
    /// Money that waits for it although nobody works on it yet.
    #[serde(default)]
    pub at_stake: Option<Money>,
}

/// A key result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyResultInput {
    /// Short name for links; the next free "KR1" when left out.
    #[serde(default)]
    pub key: Option<String>,
    /// Of which objective, first of all.
    pub objective_id: ObjectiveId,
    /// How much of it counts for which objective, if for several, the first among them; together 100%.
    #[serde(default)]
    pub shares: Vec<ObjectiveShare>,
    /// "Mid-market churn from 11% to 6% a year".
    #[schema(min_length = 1, max_length = 1000)]
    pub title: String,
    /// The metric it is read on.
    #[serde(default)]
    pub metric_id: Option<MetricId>,
    /// What it asks for; a number to reach when left out.
    #[serde(default)]
    pub kind: ResultKind,
    /// Value at the start, of a number to reach.
    #[serde(default)]
    pub start: Option<f64>,
    /// Value to reach.
    #[serde(default)]
    pub target: Option<f64>,
    /// Lower bound of a number to keep; it may be reached.
    #[serde(default)]
    pub at_least: Option<f64>,
    /// Upper bound of a number to keep; it may be reached.
    #[serde(default)]
    pub at_most: Option<f64>,
    /// Milestones in their order, one a line; two to 20 of them.
    #[serde(default)]
    pub milestones: String,
    /// Unit of the numbers.
    #[serde(default)]
    pub unit: String,
    /// By when.
    #[serde(default)]
    pub due_on: Option<Date>,
    /// Promised or reached for.
    pub ambition: Ambition,
}

/// A problem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProblemInput {
    /// Short name for links; the next free "P1" when left out.
    #[serde(default)]
    pub key: Option<String>,
    /// The problem that it refines: it is part of that one and serves what that one serves, so it has no key results of its
    /// own. At most five problems stand one above the other.
    #[serde(default)]
    pub parent_id: Option<ProblemId>,
    /// The key result it serves, first of all.
    #[serde(default)]
    pub key_result_id: Option<KeyResultId>,
    /// How much of it serves which key result, if several, the first among them; together 100%.
    #[serde(default)]
    pub shares: Vec<KeyResultShare>,
    /// "We need 3 features that reduce churn in these customer segments".
    #[schema(min_length = 1, max_length = 1000)]
    pub title: String,
    /// The business goal in the words it was asked.
    #[serde(default)]
    pub goal: String,
    /// Why we believe that this moves the goal.
    #[serde(default)]
    pub hypothesis: String,
    /// For whom.
    #[serde(default)]
    pub segment_id: Option<SegmentId>,
    /// The measurable effect, as a Business Value sentence.
    #[serde(default)]
    pub expected_effect: String,
    /// By when.
    #[serde(default)]
    pub due_on: Option<Date>,
}

impl From<Problem> for ProblemInput {
    /// What is said of a problem, to be said again with something else in it.
    fn from(problem: Problem) -> Self {
        let Problem { key, parent_id, key_result_id, shares, title, goal, hypothesis, .. } = problem;
        let Problem { segment_id, expected_effect, due_on, .. } = problem;
        Self {
            key: Some(key),
            parent_id,
            key_result_id,
            shares,
            title,
            goal,
            hypothesis,
            segment_id,
            expected_effect,
            due_on,
        }
    }
}

/// A floor of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The North Star metric.
    NorthStar,
    /// An objective.
    Objective,
    /// A key result.
    KeyResult,
    /// A problem.
    Problem,
    /// A ticket.
    Ticket,
    /// A metric under the North Star.
    Metric,
}

/// What to look at on the map.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MapQuery {
    /// Key or id of the thing whose line is drawn in colour.
    #[serde(default)]
    pub focus: Option<String>,
    /// Only goals of this quarter, such as `2026-Q4`, and those without any day. Empty means all.
    #[serde(default)]
    pub quarter: Option<String>,
    /// The most tickets that are listed of a problem, 0 to 50; the one in focus is listed besides. If not given 50.
    #[serde(default)]
    pub tickets: Option<u32>,
}

/// One place on the map and everything below it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MapNode {
    /// Which floor.
    pub level: Level,
    /// Id of the record; empty for a North Star that is not chosen yet.
    pub id: String,
    /// Its short name, if its kind has one.
    pub key: Option<String>,
    /// Its title.
    pub title: String,
    /// Its reason, in a sentence.
    pub why: Option<String>,
    /// What a week of waiting costs with all the work below it, in minor units.
    pub cost_of_delay_per_week: Option<Estimate>,
    /// The same with money that several tickets claim counted once; the same where nothing is claimed twice.
    pub counted_once_per_week: Option<Estimate>,
    /// What several tickets below it claim: the same rate of the same segment in the same period.
    pub claimed_twice: Vec<ClaimedTwice>,
    /// Open tickets below it.
    pub tickets: i64,
    /// Keys of tickets below it that have no price and are not in the sum (the first 50).
    pub unpriced: Vec<String>,
    /// Why the line ends here, in a sentence, if it does.
    pub broken: Option<String>,
    /// Whether the goal is over: no work is missing below it.
    pub ended: bool,
    /// How much of it counts where it hangs here, in percent, if less than all; its amounts are that part. What is claimed
    /// twice is told of all of it.
    pub share_percent: Option<i64>,
    /// Whether it is on the line in focus.
    pub focused: bool,
    /// What hangs on it, the dearest first; on a problem its tickets, and then the problems that refine it. Tickets beyond
    /// those asked for are in `more`.
    #[schema(no_recursion)]
    pub children: Vec<MapNode>,
    /// Tickets that hang on it and are not in `children`.
    pub more: i64,
}

/// The whole line from the North Star to the tickets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MapView {
    /// The North Star and what hangs on it.
    pub root: MapNode,
    /// Tickets without a line to a goal, the first 50.
    pub orphans: Vec<TicketRow>,
    /// All of them.
    pub orphans_total: i64,
    /// Goals that nobody works on.
    pub unfunded: Vec<MapNode>,
    /// The quarters in which goals lie, the earliest first; at most the last twelve.
    pub quarters: Vec<String>,
    /// What several open tickets claim, whatever goal they hang on.
    pub claimed_twice: Vec<ClaimedTwice>,
    /// Currency of the amounts.
    pub currency: Currency,
    /// The page's answer in one sentence.
    pub statement: String,
}

/// A goal that nobody works on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GapGoal {
    /// Objective or key result.
    pub level: Level,
    /// Its id.
    pub id: String,
    /// Its short name.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Money that waits for it, if somebody said so.
    pub at_stake: Option<Money>,
    /// "Nobody is working on this. €420k waits for it."
    pub sentence: String,
}

/// Work on a goal that ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GapWork {
    /// The goal.
    pub goal_key: String,
    /// Its title.
    pub goal_title: String,
    /// Its last day.
    pub ended_on: Date,
    /// The open work on it, the first 50.
    pub tickets: Vec<TicketRow>,
    /// All of it.
    pub tickets_total: i64,
    /// What to do, in a sentence.
    pub sentence: String,
}

/// Where the line is broken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GapsView {
    /// Tickets without a line to a goal.
    pub orphans: Page<TicketRow>,
    /// Goals without work.
    pub unfunded: Vec<GapGoal>,
    /// Problems without a measurable effect.
    pub no_effect: Vec<Problem>,
    /// Work on goals that ended.
    pub ended: Vec<GapWork>,
    /// The page's answer in one sentence.
    pub statement: String,
    /// Currency of the amounts.
    pub currency: Currency,
}

/// How far a key result is, or in words why nobody can say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct KeyResultScore {
    /// Of which key result.
    pub key_result_id: KeyResultId,
    /// Its short name.
    pub key: String,
    /// Its score by the values of its metric, else by those that check-ins say, if there is one.
    pub score: Option<Score>,
    /// The day of that value, in the workspace's time zone.
    pub read_on: Option<Date>,
    /// How many values it was taken from: all since its objective's first day of one that is kept within bounds, else one.
    /// None at the close of a cycle.
    pub values: Option<usize>,
    /// Where the score should be today; none without a score, and where its cycle has no first or last day.
    pub pace: Option<Pace>,
    /// "Score 0.30, red. It was at 9.5 on 12 Oct, on the way from 11 to 6 (% a year)."
    pub sentence: String,
    /// "Behind by 0.16: an even pace would be at 0.46 by now."
    pub pace_sentence: Option<String>,
}

/// Which goal: a short name ("O2", "KR3", "P4") or an id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct GoalRef(pub String);

/// A goal that something counts for by a share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GoalShare {
    /// An objective or a key result.
    pub level: Level,
    /// Its id.
    pub id: String,
    /// Its short name.
    pub key: String,
    /// Its title.
    pub title: String,
    /// How much counts for it, in percent.
    pub percent: i64,
}

/// A goal with all the work below it and its money.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GoalView {
    /// The goal and the goals below it, tickets included up to 50 a problem.
    pub node: MapNode,
    /// The line above it, the North Star first.
    pub above: Vec<crate::ChainLink>,
    /// Whether it is an objective or a key result of a closed cycle, which stays as it was.
    pub closed: bool,
    /// Whether it is a problem that another one can refine: not too many stand above it already.
    pub may_be_refined: bool,
    /// What it counts for, if for several goals: each with its share.
    pub shares: Vec<GoalShare>,
    /// How far it is, if it is a key result.
    pub score: Option<KeyResultScore>,
    /// What its sentence leaves open, if it is a key result or a problem. Help, and no reason to refuse it.
    pub remarks: Vec<Remark>,
    /// All open work below it, the dearest wait first, up to 200.
    pub tickets: Vec<TicketRow>,
    /// All of it.
    pub tickets_total: i64,
    /// The page's answer in one sentence.
    pub statement: String,
    /// Currency of the amounts.
    pub currency: Currency,
}
