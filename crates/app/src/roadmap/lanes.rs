//! The lanes: what each team does, in the order in which it starts.

use throughline_domain::{
    TeamId, TicketId,
    roadmap::{Carried, Today},
};

use super::{Lane, RoadmapRow, TicketDates};
use crate::{AppError, NameRef, portfolio::Picture};

/// Tickets of each lane when nobody says how many.
const ROWS: u32 = 40;
/// The most.
const MOST_ROWS: u32 = 1_000;

pub(super) fn check_limit(limit: Option<u32>) -> Result<usize, AppError> {
    match limit.unwrap_or(ROWS) {
        limit @ 1..=MOST_ROWS => Ok(limit as usize),
        other => Err(AppError::field("limit", other.to_string(), format!("Choose 1 to {MOST_ROWS} tickets a lane."))),
    }
}

impl Picture {
    /// The lanes of an order; those of teams without work too, so that one sees who is free.
    pub(super) fn lanes(&self, today: &Today, carried: &Carried, team: Option<TeamId>, limit: usize) -> Vec<Lane> {
        let mapping = &today.mapping;
        let mut by_queue: Vec<Vec<usize>> = vec![Vec::new(); mapping.queues.len()];
        for &item in &carried.sequence.order {
            let item = item as usize;
            let choice = mapping.problem.choices(item)[usize::from(carried.plan.slots[item].choice)];
            by_queue[choice.team as usize].push(item);
        }
        let wanted = |queue: Option<TeamId>, items: &[usize]| match team {
            Some(_) => queue == team,
            None => queue.is_some() || !items.is_empty(),
        };
        let mut lanes = Vec::new();
        for (at, mut items) in by_queue.into_iter().enumerate().filter(|(at, items)| wanted(mapping.queues[*at], items))
        {
            items.sort_by_key(|&item| (carried.plan.slots[item].start, carried.plan.finish(&mapping.problem, item)));
            let free = items.iter().map(|&item| carried.plan.finish(&mapping.problem, item)).max().unwrap_or(0);
            let shown = items.iter().take(limit);
            let team = mapping.queues[at].and_then(|id| self.portfolio.team(id));
            lanes.push(Lane {
                team: self.team_name(mapping.queues[at]),
                tracks: team.map_or(1, |team| team.tracks),
                capacity_days_per_week: team.map(|team| team.capacity_days_per_week),
                rows: shown.filter_map(|&item| self.roadmap_row(today, carried, item)).collect(),
                more: i64::try_from(items.len().saturating_sub(limit)).unwrap_or(i64::MAX),
                free_on: mapping.time.starts_on(free),
            });
        }
        lanes
    }

    pub(super) fn roadmap_row(&self, today: &Today, carried: &Carried, item: usize) -> Option<RoadmapRow> {
        let mapping = &today.mapping;
        let ticket = self.portfolio.get(mapping.ticket(item))?;
        let currency = self.portfolio.currency();
        let names = |ids: &[TicketId]| -> Vec<NameRef> {
            ids.iter()
                .filter(|&&id| self.portfolio.get(id).is_some())
                .filter_map(|&id| self.name_of_ticket(id))
                .collect()
        };
        Some(RoadmapRow {
            ticket: self.name_of_ticket(ticket.id)?,
            starts_on: mapping.starts_on(&carried.plan, item),
            likely_on: mapping.time.done_on(carried.outlook.likely[item]),
            sure_on: mapping.time.done_on(carried.outlook.sure[item]),
            cost_minor: mapping.problem.curve(item).at(carried.plan.finish(&mapping.problem, item)),
            cost_of_delay_per_week: ticket.price_in(currency).map(|price| price.cost_of_delay_per_week),
            missing: ticket.missing.as_deref().map(str::to_owned),
            waits_for: names(&ticket.waits_for),
            assumed: ticket.duration.assumed,
            begun_on: self.begun_on(ticket.id),
            elsewhere: carried.plan.slots[item].choice != 0,
            has_goal: !self.is_orphan(ticket),
        })
    }

    /// Since when a ticket is being worked on.
    pub(super) fn begun_on(&self, ticket: TicketId) -> Option<jiff::civil::Date> {
        self.kept.starts.iter().find(|start| start.ticket_id == ticket).map(|start| start.started_on)
    }

    /// A ticket's dates in today's order, if it is planned.
    pub(crate) fn ticket_dates(&self, today: &Today, ticket: TicketId) -> Option<TicketDates> {
        let (mapping, carried) = (&today.mapping, &today.carried);
        let item = mapping.item(ticket)?;
        Some(TicketDates {
            starts_on: mapping.starts_on(&carried.plan, item),
            likely_on: mapping.time.done_on(carried.outlook.likely[item]),
            sure_on: mapping.time.done_on(carried.outlook.sure[item]),
            team: self.team_name(mapping.team_in(&carried.plan, item)),
            begun_on: self.begun_on(ticket),
        })
    }
}
