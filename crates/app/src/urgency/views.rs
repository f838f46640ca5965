//! What goes into and comes out of the verbs of urgent work.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_domain::{
    Currency, MemberId, ServiceId, TeamId, Ts,
    shares::Share,
    tickets::EffortDays,
    urgency::{
        Answer, BudgetUse, Emergency, EmergencyCost, EmergencyNote, GroupRecord, IncidentInputs, MissedAlarm, NoteKind,
        Outcome, ServiceFigures, State, Switching, UrgencyBudget, UrgentDecision, UrgentPrice, UrgentRequest,
        UrgentVerdict,
    },
};
use utoipa::ToSchema;

use crate::{NameRef, TicketDates};

/// What somebody asks for. As a draft it may be incomplete.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UrgentInput {
    /// For whom: "Sales". Budgets and the record go by it.
    pub asking_group: String,
    /// What is needed; the ticket's title where one is named and this is empty.
    pub title: String,
    /// Why it is urgent: 15 words, or a day and how it is known.
    pub why: String,
    /// What happens if it waits.
    pub if_it_waits: String,
    /// What is at stake, as a Business Value line.
    pub at_stake: String,
    /// The day after which it is too late.
    pub by_when: Option<Date>,
    /// How they know: a link, a number, who said so.
    pub how_known: String,
    /// What would show afterwards that it was urgent; asked after 30 days.
    pub test: String,
    /// Who should do it.
    pub team_id: Option<TeamId>,
    /// How much work it is, in person-days.
    pub effort_days: Option<EffortDays>,
    /// Key or id of the ticket it is about, if there is one.
    pub ticket: Option<String>,
    /// What changing over costs; the team's default when left out.
    pub switching: Option<Switching>,
}

/// Something to price: a ticket that is there, or work that is not written down yet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PriceUrgentInput {
    /// Key or id of an open ticket.
    pub ticket: Option<String>,
    /// Team by name or id.
    pub team: Option<String>,
    /// Person-days, one number or the low end.
    pub days: Option<f64>,
    /// High end of the person-days.
    pub days_high: Option<f64>,
    /// What is at stake, as a Business Value line.
    pub value: Option<String>,
    /// The day after which it is too late.
    pub by_when: Option<Date>,
    /// People who change over.
    pub people: Option<f64>,
    /// Days that each of them loses; half a day when left out.
    pub days_per_person: Option<f64>,
    /// What an hour of theirs costs, in minor units.
    pub rate_per_hour_minor: Option<i64>,
}

/// A price with how the request was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PricedUrgent {
    /// The price at four moments.
    pub price: UrgentPrice,
    /// How the Business Value line was read, or what it lacks.
    pub value_says: String,
    /// Whether the line has no price, so that only the others' delays are counted.
    pub unpriced: bool,
    /// The team.
    pub team: NameRef,
    /// Whether changing over was counted with the default, which somebody should look at.
    pub switching_assumed: bool,
}

/// A request with what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UrgentView {
    /// The request.
    #[serde(flatten)]
    pub request: UrgentRequest,
    /// How far it has come.
    pub state: State,
    /// Who asks.
    pub by_name: Option<String>,
    /// The team.
    pub team: Option<NameRef>,
    /// The ticket.
    pub ticket: Option<NameRef>,
    /// The decision in force.
    pub decision: Option<DecisionView>,
    /// What turned out.
    pub verdict: Option<UrgentVerdict>,
    /// From when on it can be looked back at.
    pub look_back_at: Option<Ts>,
}

/// A decision with names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DecisionView {
    /// The decision.
    #[serde(flatten)]
    pub decision: UrgentDecision,
    /// Who decided.
    pub by_name: Option<String>,
    /// The leader who stands for it, where the budget was used up.
    pub named_leader: Option<String>,
    /// "Do it now", "On Monday".
    pub says: String,
}

/// A request with its price and what a decision has to know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UrgentPage {
    /// The request.
    #[serde(flatten)]
    pub view: UrgentView,
    /// Its price on today's plan; none once it is decided, and where it cannot be priced.
    pub priced: Option<PricedUrgent>,
    /// Why there is no price.
    pub no_price: Option<String>,
    /// Budgets that a yes would count against, with how it would stand.
    pub budgets: Vec<BudgetView>,
    /// Another request of this team that is being done now.
    pub in_progress: Option<NameRef>,
    /// Where its ticket stands on today's roadmap; none before a decision, after a no, and when it is closed.
    pub planned: Option<TicketDates>,
    /// Whether the reader may decide.
    pub may_decide: bool,
}

/// What is decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UrgentDecisionInput {
    /// When it is done, if at all.
    pub answer: Answer,
    /// Why; needed for "now" and "no", and shown to those whose work moves.
    #[serde(default)]
    pub reason: String,
    /// `stamp` of the price that was on the screen. When the price is another one by now, nothing is decided and the
    /// new price is told. Not needed for "no".
    #[serde(default)]
    pub price_stamp: Option<String>,
    /// The leader who stands for it; needed for "now" where the budget is used up.
    #[serde(default)]
    pub named_leader_id: Option<MemberId>,
    /// That the team already does something urgent is known and wanted.
    #[serde(default)]
    pub besides_another: bool,
}

/// How it turned out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UrgentVerdictInput {
    /// Real, partly, or false.
    pub outcome: Outcome,
    /// What shows it.
    pub evidence: String,
}

/// A budget to agree on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UrgencyBudgetInput {
    /// The team whose days it counts; none for an asking group.
    #[serde(default)]
    pub team_id: Option<TeamId>,
    /// The asking group, "Sales"; empty for a team.
    #[serde(default)]
    pub asking_group: String,
    /// Money that interruptions may cost others in a quarter, in minor units.
    #[serde(default)]
    pub money_minor: Option<i64>,
    /// Share of the team's days, 0 to 1.
    #[serde(default)]
    pub share_of_days: Option<f64>,
}

/// A budget with what is left of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BudgetView {
    /// The agreement; none where only the default for teams holds.
    pub budget: Option<UrgencyBudget>,
    /// "Sales", "Tracking".
    pub name: String,
    /// The team, for a team's budget.
    pub team_id: Option<TeamId>,
    /// What is used in this quarter.
    pub used: BudgetUse,
    /// On a request's page: what doing it now would add, in minor units.
    pub now_would_add_minor: Option<i64>,
    /// First day of the quarter.
    pub from: Date,
    /// Last day of the quarter.
    pub to: Date,
}

/// How many were asked for in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MonthCount {
    /// First day of the month.
    pub month: Date,
    /// Requests asked in it.
    pub asked: i64,
    /// Of them, done at once.
    pub now: i64,
}

/// What of all this concerns the week.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UrgentThisWeek {
    /// How many wait for a decision, how many were asked for this month, and what was usual, in words.
    pub sentence: String,
    /// Requests that wait for a decision, oldest first, at most three.
    pub waiting: Vec<NameRef>,
    /// How many more wait.
    pub more_waiting: i64,
    /// Requests whose test should be asked now, at most three.
    pub to_look_back: Vec<NameRef>,
    /// Budgets that are used up, or are being used up too fast, each in a sentence with its name.
    pub budgets: Vec<String>,
}

/// Everything urgent, in the open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UrgencyPage {
    /// The page's answer in one sentence.
    pub statement: String,
    /// The reader's own drafts, newest first.
    pub drafts: Vec<UrgentView>,
    /// Requests that wait for a decision, oldest first.
    pub waiting: Vec<UrgentView>,
    /// Decided and not looked back at, newest first.
    pub decided: Vec<UrgentView>,
    /// Requests whose test should be asked now.
    pub to_look_back: Vec<UrgentView>,
    /// Looked back at, newest first, at most 50.
    pub looked_back: Vec<UrgentView>,
    /// Budgets.
    pub budgets: Vec<BudgetView>,
    /// The record per group.
    pub records: Vec<GroupRecord>,
    /// Requests a month, oldest first, twelve months.
    pub trend: Vec<MonthCount>,
    /// The trend in words.
    pub trend_says: String,
    /// Warnings that nobody raised, newest first.
    pub missed_alarms: Vec<MissedAlarm>,
    /// Tickets that went up more than five places within a day of their making, without being asked for urgently.
    pub jumped: Vec<JumpView>,
    /// Emergencies, newest first.
    pub emergencies: Vec<EmergencyView>,
    /// Currency of all amounts.
    pub currency: Currency,
}

/// A ticket that went up without being asked for urgently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JumpView {
    /// The ticket.
    pub ticket: NameRef,
    /// How many places it went up.
    pub places: i64,
    /// When.
    pub at: Ts,
    /// The reason that was given.
    pub reason: String,
}

/// A person's own record, for them and their leader.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OwnRecord {
    /// Whose.
    pub member: NameRef,
    /// Requests that were looked back at.
    pub looked_back: i64,
    /// Share of false alarms with its 90% interval; none below five.
    pub false_alarms: Option<Share>,
    /// In words.
    pub says: String,
}

/// A warning that nobody raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MissedAlarmInput {
    /// Where the warning stood.
    pub warning: String,
    /// The group in which it stayed; never a person.
    pub asking_group: String,
    /// What came of it.
    #[serde(default)]
    pub consequence: String,
}

/// A service, and what an outage of it costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceInput {
    /// "Checkout"; unique in the workspace.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The team that deals with its outages.
    #[serde(default)]
    pub team_id: Option<TeamId>,
    /// What is the same in every outage.
    #[serde(default)]
    pub figures: ServiceFigures,
    /// Where the figures come from, and of when.
    #[serde(default)]
    pub source: String,
}

/// An emergency to tell of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmergencyInput {
    /// What happened.
    pub title: String,
    /// The team that deals with it.
    #[serde(default)]
    pub team_id: Option<TeamId>,
    /// When it began; now when left out.
    #[serde(default)]
    pub started_at: Option<Ts>,
    /// The service that is affected: the template of its figures, and its team where none is given.
    #[serde(default)]
    pub service_id: Option<ServiceId>,
    /// What it costs. Left out: what the template of the service says; without one, nothing is known yet, or it stays as
    /// it is.
    #[serde(default)]
    pub inputs: Option<IncidentInputs>,
    /// What went well.
    #[serde(default)]
    pub went_well: String,
    /// What to do before the next one.
    #[serde(default)]
    pub next_time: String,
}

/// A line for an emergency's timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmergencyNoteInput {
    /// What happened, or for what there are thanks.
    pub text: String,
    /// An event when left out.
    #[serde(default = "event")]
    pub kind: NoteKind,
    /// When; now when left out.
    #[serde(default)]
    pub at: Option<Ts>,
}

const fn event() -> NoteKind {
    NoteKind::Event
}

/// That an emergency is over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EmergencyEndInput {
    /// When; now when left out.
    pub ended_at: Option<Ts>,
    /// What went well, if it can be said already.
    pub went_well: String,
}

/// An emergency with its story and its cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EmergencyView {
    /// The emergency.
    #[serde(flatten)]
    pub emergency: Emergency,
    /// The team.
    pub team: Option<NameRef>,
    /// Who told of it.
    pub by_name: Option<String>,
    /// Its timeline, in the order in which it happened.
    pub notes: Vec<NoteView>,
    /// What it costs, up to now while it runs.
    pub cost: EmergencyCost,
    /// Hours so far.
    pub hours: f64,
    /// Its cost and length in one sentence.
    pub says: String,
    /// "The figures are from the template of Checkout."
    pub template_says: Option<String>,
    /// Currency of the amounts.
    pub currency: Currency,
}

/// A line of a timeline with its author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoteView {
    /// The line.
    #[serde(flatten)]
    pub note: EmergencyNote,
    /// Who wrote it.
    pub by_name: Option<String>,
}
