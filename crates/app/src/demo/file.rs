//! The demo's file as it is written.

use jiff::{civil::Date, tz::TimeZone};
use serde::Deserialize;
use throughline_domain::{
    Currency, Money, Ts,
    connections::SourceKind,
    markets::Period,
    metrics::{Direction, Formula, Refresh, Strength},
    people::Role,
    strategy::Ambition,
    tickets::{Moscow, RiceInputs},
};
use throughline_value_line::PercentReading;

use super::dates::{shifted, weeks_between};
use crate::{AppError, TeamInput, WorkspaceInput};

/// A company on the day of its story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    /// The day of the story.
    pub today: Date,
    pub workspace: WorkspaceInput,
    pub source: SourceLines,
    pub teams: Vec<TeamInput>,
    pub members: Vec<MemberLines>,
    pub metrics: Vec<MetricLines>,
    pub segments: Vec<SegmentLines>,
    #[serde(default)]
    pub cycles: Vec<CycleLines>,
    pub objectives: Vec<ObjectiveLines>,
    pub key_results: Vec<KeyResultLines>,
    pub problems: Vec<ProblemLines>,
    #[serde(default)]
    pub check_ins: Vec<CheckInLines>,
    #[serde(default)]
    pub weekly_goals: Vec<WeeklyGoalLines>,
    pub tickets: Vec<TicketLines>,
    #[serde(default)]
    pub calendar: Vec<CalendarLines>,
    #[serde(default)]
    pub starts: Vec<StartLines>,
    #[serde(default)]
    pub promises: Vec<PromiseLines>,
    #[serde(default)]
    pub alternatives: Vec<AlternativeLines>,
    #[serde(default)]
    pub urgency_budgets: Vec<UrgencyBudgetLines>,
    #[serde(default)]
    pub urgent_requests: Vec<UrgentRequestLines>,
}

impl Story {
    /// Reads the file and moves its dates by whole weeks, so that its day falls into the week of `now`.
    pub fn read(text: &str, now: Ts) -> Result<Self, AppError> {
        let written = Self::parse(text)?;
        let today = now.date_in(&written.zone()?);
        // Dates keep their length, so a place in the moved text is the same place in the file.
        Self::parse(&shifted(text, weeks_between(written.today, today)))
    }

    fn parse(text: &str) -> Result<Self, AppError> {
        toml::from_str(text).map_err(|error| {
            let begin = error.span().map_or(0, |span| span.start);
            let line = text.get(..begin).unwrap_or_default().matches('\n').count() + 1;
            let reason = error.message().trim();
            let message = format!("Line {line} of the demo's file: {reason}. Correct it and load it again.");
            AppError::field(format!("line {line}"), "", message)
        })
    }

    /// Where the company's days begin.
    pub fn zone(&self) -> Result<TimeZone, AppError> {
        let name = &self.workspace.time_zone;
        TimeZone::get(name).map_err(|_| {
            let message = "This is not a time zone that is known here; write it like Europe/Berlin.";
            AppError::field("workspace: time_zone", name, message)
        })
    }
}

/// Where the tickets come from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceLines {
    pub kind: SourceKind,
    pub name: String,
    pub key_prefix: String,
    /// What stands before a ticket's number in its address.
    pub url: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberLines {
    pub name: String,
    pub email: String,
    pub role: Role,
    pub team: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MetricLines {
    pub name: String,
    pub unit: String,
    pub definition: String,
    pub direction: Direction,
    pub parent: Option<String>,
    #[serde(default)]
    pub north_star: bool,
    pub target: Option<f64>,
    pub target_date: Option<Date>,
    pub worth_per_unit_year: Option<Amount>,
    /// Where its values are read.
    pub source: String,
    /// The e-mail address of a member.
    pub owner: Option<String>,
    pub refresh: Option<Refresh>,
    pub formula: Option<Formula>,
    #[serde(default)]
    pub strength: Strength,
    pub observations: Vec<(Date, f64)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SegmentLines {
    pub name: String,
    pub yearly_revenue: Option<Amount>,
    pub customers: Option<i64>,
    pub churn: Option<f64>,
    pub churn_period: Option<Period>,
    pub source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CycleLines {
    pub name: String,
    pub starts_on: Date,
    pub ends_on: Date,
    /// The e-mail address of a member.
    pub opened_by: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ObjectiveLines {
    pub key: String,
    pub title: String,
    pub why: String,
    pub metric: Option<String>,
    /// The name of a cycle.
    pub cycle: Option<String>,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    /// The e-mail address of a member.
    pub owner: Option<String>,
    pub at_stake: Option<Amount>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyResultLines {
    pub key: String,
    pub objective: String,
    /// "O4 70%, O1 30%", if it counts for several.
    pub shares: Option<String>,
    pub title: String,
    pub metric: Option<String>,
    pub start: Option<f64>,
    pub target: Option<f64>,
    pub unit: String,
    pub due_on: Option<Date>,
    pub ambition: Ambition,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckInLines {
    pub key_result: String,
    pub on: Date,
    pub confidence: i64,
    pub note: String,
    /// The e-mail address of a member.
    pub by: String,
}

/// A goal of the week of the story.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WeeklyGoalLines {
    pub team: String,
    pub key_result: String,
    pub title: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProblemLines {
    pub key: String,
    /// A problem before it that it refines.
    pub parent: Option<String>,
    pub key_result: Option<String>,
    #[serde(default)]
    pub goal: String,
    pub title: String,
    pub hypothesis: String,
    pub segment: Option<String>,
    pub expected_effect: String,
    pub due_on: Option<Date>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TicketLines {
    pub key: String,
    pub title: String,
    pub body: String,
    #[serde(default)]
    pub labels: Vec<String>,
    pub team: Option<String>,
    pub problem: Option<String>,
    pub value_line: Option<String>,
    pub confirmed_reading: Option<PercentReading>,
    /// P5 and P95 in person-days.
    pub effort_days: Option<(f64, f64)>,
    pub rice: Option<RiceInputs>,
    pub moscow: Option<Moscow>,
    /// Numbers of tickets in the file.
    #[serde(default)]
    pub waits_for: Vec<String>,
    pub due_on: Option<Date>,
    pub opened_on: Date,
    pub closed_on: Option<Date>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CalendarLines {
    pub name: String,
    pub team: Option<String>,
    pub first_on: Date,
    pub last_on: Date,
    pub capacity_percent: i32,
}

/// Work in progress.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StartLines {
    /// Number of the ticket.
    pub ticket: String,
    pub started_on: Date,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PromiseLines {
    /// Number of the ticket.
    pub ticket: String,
    pub promised_to: String,
    pub due_on: Date,
    pub asked_by: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UrgencyBudgetLines {
    pub asking_group: String,
    /// Money a quarter.
    pub money: Amount,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UrgentRequestLines {
    pub key: String,
    /// E-mail address of who asks.
    pub by: String,
    pub asking_group: String,
    pub title: String,
    pub why: String,
    pub if_it_waits: String,
    pub at_stake: String,
    pub by_when: Date,
    pub how_known: String,
    pub test: String,
    pub team: String,
    /// Person-days, from and to.
    pub days: [f64; 2],
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AlternativeLines {
    /// Number of the ticket.
    pub ticket: String,
    pub team: String,
    pub effort_percent: i32,
}

/// An amount as it is written: "EUR 340".
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Amount(pub Money);

impl TryFrom<String> for Amount {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (code, number) = text.split_once(' ').ok_or("write an amount like \"EUR 340\"")?;
        let currency = Currency::parse(code).map_err(|error| error.to_string())?;
        match number.parse::<f64>() {
            Ok(major) if major.is_finite() => Ok(Self(Money::from_major(major, currency))),
            _ => Err(format!("\"{number}\" is not a number; write an amount like \"EUR 340\"")),
        }
    }
}
