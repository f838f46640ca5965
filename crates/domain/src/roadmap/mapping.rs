//! From a portfolio and what is kept of its roadmap to a problem of the scheduler, and back.
//!
//! 1. Every open ticket is an item; its first choice is its team with its mean duration, the others are the teams that
//!    could do it as well. Tickets without a team share one queue of one track.
//! 2. It waits for the open tickets that it names. What waits in a circle, or for something that does, is left out and
//!    said; the rest is planned.
//! 3. A ticket that was begun stays with its team, from now on, for what is left of it; what it waited for is history. A
//!    team that began more than it works on at once takes the later ones when it is free.
//! 4. A kept move is a rule inside one queue: the ticket below may not start before the one above. A move that the
//!    dependencies contradict is set aside and said.
//! 5. Today's order: the published one; tickets that came since stand behind it, by their rank. Without a published
//!    roadmap: the order of the priorities.
//! 6. A place that was decided as an answer to an urgent request: "now" is under way before everything that was begun, if
//!    it waits for nothing; see [`super::decided`] for the others.

mod agreed;
mod left_out;

use std::collections::HashMap;

use jiff::civil::Date;
use throughline_scheduler::{Calendar, Choice, Day, Faults, Plan, Problem, Row, Team};

use crate::{
    Currency, PinId, TeamId, TicketId,
    priorities::{Item, Portfolio, queue_of, tracks_of},
    roadmap::{HOURS_PER_DAY, Kept, Sequence, Start, WorkingTime, cost_of, progress::pace},
    value::{DurationWeeks, pace as person_days_a_week},
};

/// A ticket that is not planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Which one.
    pub ticket: TicketId,
    /// Why.
    pub reason: Reason,
}

/// Why a ticket is not planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It waits for itself, over these tickets, in the order of waiting.
    Circle(Vec<TicketId>),
    /// It waits for one that is not planned.
    WaitsFor(TicketId),
}

/// A kept move that cannot hold on the roadmap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetAside {
    /// Which one.
    pub pin: PinId,
    /// The ticket that should come first, but waits for the other.
    pub ticket: TicketId,
    /// The other.
    pub above: TicketId,
}

/// A portfolio as a problem of the scheduler. Time is in working hours ([`WorkingTime`]), money in minor units.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// The problem.
    pub problem: Problem,
    /// Hours and days.
    pub time: WorkingTime,
    /// Currency of the money.
    pub currency: Currency,
    /// The tickets of the items.
    pub tickets: Vec<TicketId>,
    /// The queues of the problem's teams: a team, or the one of work without a team.
    pub queues: Vec<Option<TeamId>>,
    /// For each item that was begun: weeks of work done so far.
    pub begun: Vec<Option<f64>>,
    /// Today's order.
    pub today: Sequence,
    /// What is not planned, and why.
    pub left_out: Vec<LeftOut>,
    /// Kept moves that cannot hold.
    pub set_aside: Vec<SetAside>,
    by_ticket: HashMap<TicketId, u32>,
}

impl Mapping {
    /// Maps a portfolio. What keeps the whole from being planned (sums beyond what can be counted) is an error in words.
    pub fn new(portfolio: &Portfolio, kept: &Kept, working_days_per_week: i32) -> Result<Self, Faults> {
        Draft::new(portfolio, kept, working_days_per_week).mapped()
    }

    /// The item of a ticket, if it is planned.
    pub fn item(&self, ticket: TicketId) -> Option<usize> {
        self.by_ticket.get(&ticket).map(|&item| item as usize)
    }

    /// The ticket of an item.
    pub fn ticket(&self, item: usize) -> TicketId {
        self.tickets[item]
    }

    /// The scheduler's team for a queue.
    pub fn queue(&self, team: Option<TeamId>) -> Option<usize> {
        self.queues.iter().position(|&queue| queue == team)
    }

    /// The queue in which a plan does an item.
    pub fn team_in(&self, plan: &Plan, item: usize) -> Option<TeamId> {
        let choice = self.problem.choices(item)[usize::from(plan.slots[item].choice)];
        self.queues[choice.team as usize]
    }

    /// Today's order, carried out.
    pub fn plan(&self) -> Plan {
        self.today.plan(&self.problem)
    }

    /// The day on which a plan starts an item.
    pub fn starts_on(&self, plan: &Plan, item: usize) -> Date {
        self.time.starts_on(plan.slots[item].start)
    }

    /// The day by whose end a plan has an item done.
    pub fn done_on(&self, plan: &Plan, item: usize) -> Date {
        self.time.done_on(plan.finish(&self.problem, item))
    }
}

/// A mapping in the making.
struct Draft<'a> {
    portfolio: &'a Portfolio,
    kept: &'a Kept,
    time: WorkingTime,
    working_days_per_week: i32,
    queues: Vec<Option<TeamId>>,
    /// Work in progress by ticket.
    starts: HashMap<TicketId, &'a Start>,
    /// The tickets that are planned.
    planned: Vec<&'a Item>,
    by_ticket: HashMap<TicketId, u32>,
    left_out: Vec<LeftOut>,
}

impl<'a> Draft<'a> {
    fn new(portfolio: &'a Portfolio, kept: &'a Kept, working_days_per_week: i32) -> Self {
        let mut starts: HashMap<TicketId, &Start> = HashMap::new();
        for start in kept.starts.iter().filter(|start| start.withdrawn_at.is_none()) {
            starts.entry(start.ticket_id).or_insert(start);
        }
        let mut queues: Vec<Option<TeamId>> = portfolio.teams().map(|team| Some(team.id)).collect();
        queues.push(None);
        let time = WorkingTime::new(portfolio.today(), working_days_per_week);
        let mut draft = Self {
            portfolio,
            kept,
            time,
            working_days_per_week,
            queues,
            starts,
            planned: Vec::new(),
            by_ticket: HashMap::new(),
            left_out: Vec::new(),
        };
        draft.leave_out();
        draft
    }

    /// What an item waits for; work in progress waits for nothing.
    fn waits_for(&self, item: &Item) -> impl Iterator<Item = TicketId> {
        let begun = self.starts.contains_key(&item.id);
        item.waits_for.iter().copied().filter(move |_| !begun).filter(|&id| self.portfolio.get(id).is_some())
    }

    fn mapped(self) -> Result<Mapping, Faults> {
        let teams = self.teams();
        let mut items: Vec<throughline_scheduler::Item> = self.planned.iter().map(|item| self.item(item)).collect();
        let today = Sequence { order: self.order(), choice: self.choices_today(&items) };
        let begun = self.fix_what_was_begun(&mut items, &teams, &today.choice);
        let set_aside = self.keep_moves(&mut items);
        let problem = Problem::new(teams, &items)?;
        let today = self.with_decided(&problem, today);
        Ok(Mapping {
            problem,
            time: self.time,
            currency: self.portfolio.currency(),
            tickets: self.planned.iter().map(|item| item.id).collect(),
            queues: self.queues,
            begun,
            today,
            left_out: self.left_out,
            set_aside,
            by_ticket: self.by_ticket,
        })
    }

    fn teams(&self) -> Vec<Team> {
        self.queues
            .iter()
            .map(|&queue| Team {
                tracks: u32::try_from(tracks_of(self.portfolio, queue)).unwrap_or(1),
                calendar: self.calendar(queue),
            })
            .collect()
    }

    fn calendar(&self, queue: Option<TeamId>) -> Calendar {
        let entries = &self.kept.calendar;
        let last = entries
            .iter()
            .filter(|entry| entry.withdrawn_at.is_none() && entry.team_id.is_none_or(|own| Some(own) == queue))
            .map(|entry| self.time.number_of(entry.last_on) + 1)
            .max()
            .unwrap_or(0)
            .clamp(0, self.time.days_ahead());
        let hours: Vec<u8> = (0..last)
            .flat_map(|day| {
                let percent = u8::try_from(pace(entries, queue, self.time.working_day(day))).unwrap_or(100);
                std::iter::repeat_n(percent, usize::try_from(HOURS_PER_DAY).unwrap_or_default())
            })
            .collect();
        Calendar::of_percent(&hours)
    }

    fn item(&self, item: &Item) -> throughline_scheduler::Item {
        let home = queue_of(self.portfolio, item);
        let mut choices = vec![self.choice(home, self.time.hours(item.duration.mean))];
        for alternative in self.kept.alternatives.iter().filter(|other| other.ticket_id == item.id) {
            let team = Some(alternative.team_id);
            if alternative.withdrawn_at.is_some() || team == home || !self.queues.contains(&team) {
                continue;
            }
            let pace = person_days_a_week(self.portfolio.team(alternative.team_id), self.working_days_per_week);
            let weeks = DurationWeeks::of(item.effort_days, pace).mean * f64::from(alternative.effort_percent) / 100.0;
            choices.push(self.choice(team, self.time.hours(weeks)));
        }
        throughline_scheduler::Item {
            name: item.key.clone(),
            choices,
            preds: self.waits_for(item).filter_map(|id| self.by_ticket.get(&id).copied()).collect(),
            cost: item
                .price_in(self.portfolio.currency())
                .map_or_else(|| vec![Row { day: 0, value: 0, slope: 0 }], |price| cost_of(price, self.time)),
            ..throughline_scheduler::Item::default()
        }
    }

    fn choice(&self, queue: Option<TeamId>, days: Day) -> Choice {
        let team = self.queues.iter().position(|&other| other == queue).unwrap_or(self.queues.len() - 1);
        Choice { team: u32::try_from(team).unwrap_or(0), days }
    }
}
