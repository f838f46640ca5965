//! What the calls send.

use throughline_app::*;
use throughline_domain::{
    Currency, KeyResultId, MetricId, Money, ObjectiveId, SegmentId, TeamId, TicketId,
    metrics::{Direction, PullFrom, Strength},
    strategy::{Ambition, ResultKind, WeekOutcome},
    urgency::{Answer, ServiceFigures},
};

pub fn team(name: &str) -> TeamInput {
    TeamInput { name: name.to_owned(), capacity_days_per_week: 10.0, tracks: 2 }
}

pub fn metric(name: &str, parent_id: Option<MetricId>, north_star: bool) -> MetricInput {
    MetricInput {
        name: name.to_owned(),
        unit: "loads".to_owned(),
        definition: String::new(),
        direction: Direction::Up,
        parent_id,
        north_star,
        target: Some(100.0),
        target_date: None,
        worth_minor_per_unit_year: None,
        owner_id: None,
        source: String::new(),
        refresh: None,
        formula: None,
        strength: Strength::Assumed,
        against: false,
    }
}

pub fn values_file() -> ValuesFileInput {
    let content = "day,value\n2026-10-13,1\n".to_owned();
    ValuesFileInput { name: "loads.csv".to_owned(), content, time: None, value: None, source: None }
}

/// Of a file that nobody allowed.
pub fn nowhere_to_pull() -> PullInput {
    let (file, query) = ("/nowhere/loads.db".to_owned(), "select 1".to_owned());
    PullInput { from: PullFrom::Sqlite { file, query }, secret: None }
}

pub fn customers_file() -> CustomersFileInput {
    serde_json::from_value(serde_json::json!({ "name": "customers.csv", "content": "plan,mrr,churn\nsmall,10,no\n" }))
        .unwrap()
}

pub fn segment(name: &str) -> SegmentInput {
    SegmentInput {
        name: name.to_owned(),
        yearly_revenue: None,
        customers: None,
        churn: Some(0.12),
        churn_period: throughline_domain::markets::Period::Year,
        source: "billing".to_owned(),
    }
}

pub fn competitor_move(competitor: &str, segment_id: SegmentId) -> CompetitorMoveInput {
    CompetitorMoveInput {
        competitor: competitor.to_owned(),
        segment_id,
        on: jiff::civil::date(2026, 10, 1),
        what: "live tracking".to_owned(),
        source: "their release notes".to_owned(),
        won: 6,
        lost: 3,
        pipeline: Some(Money::new(60_000_000, Currency::EUR)),
    }
}

pub fn cycle(name: &str) -> CycleInput {
    let day = |month| Some(jiff::civil::date(2026, month, 1));
    CycleInput { name: name.to_owned(), starts_on: day(10), ends_on: day(12) }
}

pub fn lessons() -> CloseCycleInput {
    CloseCycleInput { lessons: "Ask earlier.".to_owned(), next_cycle_id: None, results: Vec::new() }
}

pub fn objective(title: &str, metric_id: Option<MetricId>) -> ObjectiveInput {
    ObjectiveInput {
        key: None,
        title: title.to_owned(),
        why: String::new(),
        metric_id,
        cycle_id: None,
        starts_on: None,
        ends_on: None,
        owner_id: None,
        at_stake: None,
    }
}

pub fn key_result(title: &str, objective_id: ObjectiveId) -> KeyResultInput {
    KeyResultInput {
        key: None,
        objective_id,
        shares: Vec::new(),
        title: title.to_owned(),
        metric_id: None,
        kind: ResultKind::Reach,
        start: Some(11.0),
        target: Some(6.0),
        at_least: None,
        at_most: None,
        milestones: String::new(),
        unit: "%".to_owned(),
        due_on: None,
        ambition: Ambition::Committed,
    }
}

pub fn check_in(confidence: i64) -> CheckInInput {
    CheckInInput { confidence, value: None, note: "Two of three alerts are live.".to_owned(), on: None }
}

pub fn weekly_goal(title: &str, team_id: TeamId, key_result_id: KeyResultId) -> WeeklyGoalInput {
    WeeklyGoalInput { team_id, key_result_id, title: title.to_owned(), week_of: None }
}

pub fn done() -> CloseWeeklyGoalInput {
    CloseWeeklyGoalInput { outcome: WeekOutcome::Done, reason: String::new(), carried_because: None }
}

/// A document with one key result.
pub fn goals_file() -> GoalsFileInput {
    let content = "## Be known\n\n- 3 talks by March\n".to_owned();
    GoalsFileInput { name: "okr.md".to_owned(), content, starts_on: None, ends_on: None }
}

/// A strategy of one group of customers.
pub fn strategy_file() -> StrategyFiles {
    StrategyFiles::of_one("a.toml".to_owned(), "[segment.shops]\nname = \"shops by the sea\"\n".to_owned())
}

pub fn problem(title: &str, key_result_id: Option<KeyResultId>) -> ProblemInput {
    ProblemInput {
        key: None,
        parent_id: None,
        key_result_id,
        shares: Vec::new(),
        title: title.to_owned(),
        goal: String::new(),
        hypothesis: String::new(),
        segment_id: None,
        expected_effect: "Reduces churn by 3 points".to_owned(),
        due_on: None,
    }
}

pub fn ticket(title: &str, line: &str) -> TicketInput {
    TicketInput {
        title: title.to_owned(),
        value_line: Some(line.to_owned()).filter(|line| !line.is_empty()),
        ..TicketInput::default()
    }
}

pub fn calendar_entry(name: &str, team_id: Option<TeamId>) -> CalendarEntryInput {
    let first_on = jiff::civil::date(2026, 10, 19);
    CalendarEntryInput { name: name.to_owned(), team_id, first_on, last_on: None, capacity_percent: 0 }
}

pub fn promise(ticket_id: TicketId, promised_to: &str) -> PromiseInput {
    let due_on = jiff::civil::date(2026, 11, 30);
    PromiseInput { ticket_id, promised_to: promised_to.to_owned(), due_on, asked_by: String::new() }
}

pub fn urgent(team: TeamId) -> UrgentInput {
    UrgentInput {
        asking_group: "Sales".to_owned(),
        title: "A CO2 report per load".to_owned(),
        why: "An enterprise buyer asks for CO2 per load.".to_owned(),
        if_it_waits: "We score lower in their tender.".to_owned(),
        at_stake: "a €20k deal (50% likely)".to_owned(),
        by_when: Some(jiff::civil::date(2030, 10, 30)),
        how_known: "Tender document, page 12".to_owned(),
        team_id: Some(team),
        ..UrgentInput::default()
    }
}

/// A service of which an hour without it loses €4,000 of revenue, more or less.
pub fn service(name: &str) -> ServiceInput {
    let figures = ServiceFigures {
        revenue_per_hour_minor: 400_000,
        affected: 0.6,
        not_recovered: 0.7,
        responders: 6.0,
        rate_per_hour_minor: 7_500,
        cost_per_ticket_minor: 900,
    };
    ServiceInput { name: name.to_owned(), team_id: None, figures, source: "finance, October".to_owned() }
}

pub fn urgency_budget(group: &str) -> UrgencyBudgetInput {
    let asking_group = group.to_owned();
    UrgencyBudgetInput { team_id: None, asking_group, money_minor: Some(4_000_000), share_of_days: None }
}

pub(super) fn no() -> UrgentDecisionInput {
    let reason = "It can wait.".to_owned();
    UrgentDecisionInput { answer: Answer::No, reason, price_stamp: None, named_leader_id: None, besides_another: false }
}
