//! The records of a story: names become ids, and every record is checked before anything is written.

use std::collections::BTreeMap;

use jiff::{civil::Date, tz::TimeZone};
use serde::Serialize;
use throughline_domain::{
    AccountId, Currency, CycleId, KeyResultId, MemberId, MetricId, Money, ObjectiveId, ObservationId, ProblemId,
    SegmentId, SourceId, TeamId, TicketId, Ts,
    check::Faults,
    connections::Source,
    markets::{Period, Segment},
    metrics::{Metric, Observation},
    people::{Account, Member, Role, Team},
    strategy::{Cycle, KeyResult, Objective, Problem, ResultKind, WeeklyGoal},
    tickets::{EffortDays, Status, Ticket},
};

use super::{
    cycles::CheckIns,
    file::{Amount, MemberLines, Story, TicketLines},
    names::Names,
    roadmap::RoadmapRecords,
    urgency::UrgencyRecords,
};
use crate::{
    AppError, KeyResultInput, MetricInput, ObjectiveInput, ProblemInput, SegmentInput, crud::Noun, error::invalid,
    people::NO_PASSWORD,
};

/// Everything in a company but the workspace and its first owner.
pub(super) struct Company {
    pub teams: Vec<Team>,
    pub owners_team: Option<TeamId>,
    pub members: Vec<(Account, Member)>,
    pub segments: Vec<Segment>,
    pub metrics: Vec<Metric>,
    /// Each with the name of its metric.
    pub observations: Vec<(String, Observation)>,
    pub cycles: Vec<Cycle>,
    pub objectives: Vec<Objective>,
    pub key_results: Vec<KeyResult>,
    pub problems: Vec<Problem>,
    pub check_ins: CheckIns,
    pub weekly_goals: Vec<WeeklyGoal>,
    pub source: Source,
    pub tickets: Vec<Ticket>,
    pub roadmap: RoadmapRecords,
    pub urgency: UrgencyRecords,
}

impl Company {
    /// The records of a story whose first member has this id. An error names its place in the file.
    pub fn of(story: &Story, owner: MemberId, now: Ts) -> Result<Self, AppError> {
        let mut desk = Desk::new(story, now)?;
        // In the order in which they name each other.
        Ok(Self {
            teams: desk.teams(story)?,
            owners_team: desk.owner(story, owner)?,
            members: desk.members(story)?,
            segments: desk.segments(story)?,
            metrics: desk.metrics(story)?,
            observations: desk.observations(story)?,
            cycles: desk.cycles(story)?,
            objectives: desk.objectives(story)?,
            key_results: desk.key_results(story)?,
            problems: desk.problems(story)?,
            check_ins: desk.check_ins(story)?,
            weekly_goals: desk.weekly_goals(story)?,
            source: desk.source(story)?,
            tickets: desk.tickets(story)?,
            roadmap: desk.roadmap(story)?,
            urgency: desk.urgency(story)?,
        })
    }
}

/// The first member of the file, who must be an owner.
pub(super) fn first_member(story: &Story) -> Result<&MemberLines, AppError> {
    match story.members.first() {
        Some(first) if first.role == Role::Owner => Ok(first),
        _ => Err(AppError::field(
            "members",
            "",
            "The first member of the demo's file runs the workspace; make them an owner.",
        )),
    }
}

/// What is needed to turn lines into records.
pub(super) struct Desk {
    now: Ts,
    made: i64,
    zone: TimeZone,
    currency: Currency,
    source: SourceId,
    pub(super) teams: Names<TeamId>,
    pub(super) members: Names<MemberId>,
    segments: Names<SegmentId>,
    metrics: Names<MetricId>,
    pub(super) cycles: Names<CycleId>,
    pub(super) objectives: Names<ObjectiveId>,
    pub(super) key_results: Names<KeyResultId>,
    problems: Names<ProblemId>,
    /// By number.
    pub(super) tickets: Names<TicketId>,
}

impl Desk {
    fn new(story: &Story, now: Ts) -> Result<Self, AppError> {
        Ok(Self {
            now,
            made: 0,
            zone: story.zone()?,
            currency: story.workspace.currency,
            source: SourceId::new(now),
            teams: Names::none_yet("team"),
            members: Names::none_yet("member"),
            segments: Names::none_yet("segment"),
            metrics: Names::none_yet("metric"),
            cycles: Names::none_yet("cycle"),
            objectives: Names::none_yet("objective"),
            key_results: Names::none_yet("key result"),
            problems: Names::none_yet("problem"),
            tickets: Names::none_yet("ticket"),
        })
    }

    /// A millisecond after the last one: ids begin with the time, so records stay in the order of the file.
    pub(super) fn tick(&mut self) -> Ts {
        self.made += 1;
        Ts::from_micros(self.now.micros() + 1_000 * self.made)
    }

    pub(super) fn make<N: Noun>(&mut self, place: &str, input: N::Input) -> Result<N, AppError> {
        let noun = N::new(input, self.tick());
        noun.faults().map_err(|faults| placed(place, &faults, &noun))?;
        Ok(noun)
    }

    /// When a day of the company begins.
    pub(super) fn morning(&self, place: &str, day: Date) -> Result<Ts, AppError> {
        let begin = day.to_zoned(self.zone.clone()).map_err(|error| {
            AppError::field(place, day.to_string(), format!("{place} has a date outside the calendar: {error}."))
        })?;
        Ok(begin.timestamp().into())
    }

    pub(super) fn amount(&self, place: &str, field: &str, amount: Option<Amount>) -> Result<Option<Money>, AppError> {
        match amount {
            Some(Amount(money)) if money.currency != self.currency => {
                let (given, ours) = (money.currency, self.currency);
                let message =
                    format!("The {place} has an amount in {given}; the workspace counts in {ours}. Convert it first.");
                Err(AppError::field(format!("{place}: {field}"), given.code(), message))
            }
            amount => Ok(amount.map(|Amount(money)| money)),
        }
    }

    fn teams(&mut self, story: &Story) -> Result<Vec<Team>, AppError> {
        let mut teams = Vec::new();
        for lines in &story.teams {
            let place = format!("team {}", lines.name);
            let team: Team = self.make(&place, lines.clone())?;
            self.teams.add(&lines.name, team.id)?;
            teams.push(team);
        }
        Ok(teams)
    }

    /// The team of the first member, who runs the workspace.
    fn owner(&mut self, story: &Story, id: MemberId) -> Result<Option<TeamId>, AppError> {
        let lines = first_member(story)?;
        self.members.add(&lines.email, id)?;
        self.teams.find(&format!("member {}", lines.name), "team", lines.team.as_deref())
    }

    fn members(&mut self, story: &Story) -> Result<Vec<(Account, Member)>, AppError> {
        let mut members = Vec::new();
        for lines in story.members.iter().skip(1) {
            let place = format!("member {}", lines.name);
            let at = self.tick();
            let account = Account {
                id: AccountId::new(at),
                email: lines.email.clone(),
                password_hash: NO_PASSWORD.to_owned(),
                created_at: at,
            };
            let member = Member {
                id: MemberId::new(at),
                account_id: account.id,
                email: lines.email.clone(),
                name: lines.name.clone(),
                role: lines.role,
                team_id: self.teams.find(&place, "team", lines.team.as_deref())?,
                version: 1,
                joined_at: at,
                removed_at: None,
            };
            member.check().map_err(|faults| placed(&place, &faults, &member))?;
            self.members.add(&lines.email, member.id)?;
            members.push((account, member));
        }
        Ok(members)
    }

    fn segments(&mut self, story: &Story) -> Result<Vec<Segment>, AppError> {
        let mut segments = Vec::new();
        for lines in &story.segments {
            let place = format!("segment {}", lines.name);
            let input = SegmentInput {
                name: lines.name.clone(),
                yearly_revenue: self.amount(&place, "yearly_revenue", lines.yearly_revenue)?,
                customers: lines.customers,
                churn: lines.churn,
                churn_period: lines.churn_period.unwrap_or(Period::Year),
                source: lines.source.clone(),
            };
            let segment: Segment = self.make(&place, input)?;
            self.segments.add(&lines.name, segment.id)?;
            segments.push(segment);
        }
        Ok(segments)
    }

    fn metrics(&mut self, story: &Story) -> Result<Vec<Metric>, AppError> {
        let mut metrics: Vec<Metric> = Vec::new();
        for lines in &story.metrics {
            let place = format!("metric {}", lines.name);
            let worth = self.amount(&place, "worth_per_unit_year", lines.worth_per_unit_year)?;
            let input = MetricInput {
                name: lines.name.clone(),
                unit: lines.unit.clone(),
                definition: lines.definition.clone(),
                direction: lines.direction,
                parent_id: self.metrics.find(&place, "parent", lines.parent.as_deref())?,
                north_star: lines.north_star,
                target: lines.target,
                target_date: lines.target_date,
                #[expect(clippy::cast_precision_loss, reason = "the worth of one unit is far below 2^53 minor units")]
                worth_minor_per_unit_year: worth.map(|worth| worth.minor as f64),
                owner_id: self.members.find(&place, "owner", lines.owner.as_deref())?,
                source: lines.source.clone(),
                refresh: lines.refresh,
                formula: lines.formula,
                strength: lines.strength,
                against: false,
            };
            if input.north_star && metrics.iter().any(|metric| metric.north_star) {
                let message = format!("The {place} is a second North Star; a company has one.");
                return Err(AppError::field(format!("{place}: north_star"), "true", message));
            }
            let metric: Metric = self.make(&place, input)?;
            self.metrics.add(&lines.name, metric.id)?;
            metrics.push(metric);
        }
        Ok(metrics)
    }

    fn observations(&mut self, story: &Story) -> Result<Vec<(String, Observation)>, AppError> {
        let mut observations = Vec::new();
        for lines in &story.metrics {
            let place = format!("metric {}", lines.name);
            let metric_id = self.metrics.must_find(&place, "name", &lines.name)?;
            for (day, value) in &lines.observations {
                let at = self.morning(&place, *day)?;
                let id = ObservationId::new(self.tick());
                let observation = Observation { id, metric_id, at, value: *value, source: lines.source.clone() };
                observation.check().map_err(|faults| placed(&place, &faults, &observation))?;
                observations.push((lines.name.clone(), observation));
            }
        }
        Ok(observations)
    }

    fn objectives(&mut self, story: &Story) -> Result<Vec<Objective>, AppError> {
        let mut objectives = Vec::new();
        for lines in &story.objectives {
            let place = format!("objective {}", lines.key);
            let input = ObjectiveInput {
                key: Some(lines.key.clone()),
                title: lines.title.clone(),
                why: lines.why.clone(),
                metric_id: self.metrics.find(&place, "metric", lines.metric.as_deref())?,
                cycle_id: self.cycles.find(&place, "cycle", lines.cycle.as_deref())?,
                starts_on: lines.starts_on,
                ends_on: lines.ends_on,
                owner_id: self.members.find(&place, "owner", lines.owner.as_deref())?,
                at_stake: self.amount(&place, "at_stake", lines.at_stake)?,
            };
            let objective: Objective = self.make(&place, input)?;
            self.objectives.add(&lines.key, objective.id)?;
            objectives.push(objective);
        }
        Ok(objectives)
    }

    fn key_results(&mut self, story: &Story) -> Result<Vec<KeyResult>, AppError> {
        let mut key_results = Vec::new();
        for lines in &story.key_results {
            let place = format!("key result {}", lines.key);
            let input = KeyResultInput {
                key: Some(lines.key.clone()),
                shares: self.shares(lines)?,
                objective_id: self.objectives.must_find(&place, "objective", &lines.objective)?,
                title: lines.title.clone(),
                metric_id: self.metrics.find(&place, "metric", lines.metric.as_deref())?,
                kind: ResultKind::Reach,
                start: lines.start,
                target: lines.target,
                at_least: None,
                at_most: None,
                milestones: String::new(),
                unit: lines.unit.clone(),
                due_on: lines.due_on,
                ambition: lines.ambition,
            };
            let key_result: KeyResult = self.make(&place, input)?;
            self.key_results.add(&lines.key, key_result.id)?;
            key_results.push(key_result);
        }
        Ok(key_results)
    }

    fn problems(&mut self, story: &Story) -> Result<Vec<Problem>, AppError> {
        let mut problems = Vec::new();
        for lines in &story.problems {
            let place = format!("problem {}", lines.key);
            let input = ProblemInput {
                key: Some(lines.key.clone()),
                parent_id: self.problems.find(&place, "parent", lines.parent.as_deref())?,
                shares: Vec::new(),
                key_result_id: self.key_results.find(&place, "key_result", lines.key_result.as_deref())?,
                title: lines.title.clone(),
                goal: lines.goal.clone(),
                hypothesis: lines.hypothesis.clone(),
                segment_id: self.segments.find(&place, "segment", lines.segment.as_deref())?,
                expected_effect: lines.expected_effect.clone(),
                due_on: lines.due_on,
            };
            let problem: Problem = self.make(&place, input)?;
            self.problems.add(&lines.key, problem.id)?;
            problems.push(problem);
        }
        Ok(problems)
    }

    fn source(&self, story: &Story) -> Result<Source, AppError> {
        let source = Source {
            id: self.source,
            kind: story.source.kind,
            name: story.source.name.clone(),
            key_prefix: story.source.key_prefix.clone(),
            mapping: BTreeMap::new(),
            resume_at: None,
            created_at: self.now,
        };
        source.check().map_err(|faults| placed("source", &faults, &source))?;
        Ok(source)
    }

    fn tickets(&mut self, story: &Story) -> Result<Vec<Ticket>, AppError> {
        let mut tickets = Vec::new();
        for lines in &story.tickets {
            let ticket = self.ticket(story, lines)?;
            self.tickets.add(&ticket.external_id, ticket.id)?;
            tickets.push(ticket);
        }
        for ticket in &tickets {
            for first in &ticket.waits_for {
                self.tickets.must_find(&format!("ticket {}", ticket.key), "waits_for", first)?;
            }
        }
        Ok(tickets)
    }

    fn ticket(&mut self, story: &Story, lines: &TicketLines) -> Result<Ticket, AppError> {
        let place = format!("ticket {}", lines.key);
        let prefix = &story.source.key_prefix;
        let number =
            lines.key.strip_prefix(prefix.as_str()).and_then(|rest| rest.strip_prefix('-')).ok_or_else(|| {
                let message = format!("The {place} needs a key that begins with {prefix}-.");
                AppError::field(format!("{place}: key"), &lines.key, message)
            })?;
        let opened_at = self.morning(&place, lines.opened_on)?;
        let closed_at = lines.closed_on.map(|day| self.morning(&place, day)).transpose()?;
        let ticket = Ticket {
            id: TicketId::new(self.tick()),
            key: lines.key.clone(),
            source_id: self.source,
            external_id: number.to_owned(),
            url: Some(format!("{}{number}", story.source.url)),
            title: lines.title.clone(),
            body: lines.body.clone(),
            status: if closed_at.is_some() { Status::Closed } else { Status::Open },
            labels: lines.labels.clone(),
            value_line: lines.value_line.clone(),
            set_here: Vec::new(),
            confirmed_reading: lines.confirmed_reading,
            problem_id: self.problems.find(&place, "problem", lines.problem.as_deref())?,
            team_id: self.teams.find(&place, "team", lines.team.as_deref())?,
            effort_days: lines.effort_days.map(|(low, high)| EffortDays { low, high }),
            due_on: lines.due_on,
            rice: lines.rice,
            moscow: lines.moscow,
            waits_for: lines.waits_for.clone(),
            opened_at,
            closed_at,
            updated_at: closed_at.unwrap_or(opened_at),
            version: 1,
            withdrawn_at: None,
        };
        ticket.check().map_err(|faults| placed(&place, &faults, &ticket))?;
        Ok(ticket)
    }
}

/// The faults of a record, each with the record's place in the file.
pub(super) fn placed<T: Serialize>(place: &str, faults: &Faults, record: &T) -> AppError {
    match invalid(faults, record) {
        AppError::Invalid { mut fields } => {
            for fault in &mut fields {
                fault.message = format!("In the {place}: {}", fault.message);
                fault.field = format!("{place}: {}", fault.field);
            }
            AppError::Invalid { fields }
        }
        other => other,
    }
}
