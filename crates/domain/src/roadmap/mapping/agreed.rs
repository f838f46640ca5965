//! What was agreed already: today's order, the places that were decided, what was begun, the moves that are kept.

use std::collections::{BTreeMap, HashMap, HashSet};

use throughline_scheduler::{Problem, Slot, Team};

use super::{Draft, SetAside};
use crate::{
    TeamId, TicketId,
    priorities::{Item, Method, order},
    roadmap::{
        DecidedPlace, Sequence, Start, Turn, decided,
        progress::{hours_since, mean_weeks_left},
    },
};

impl Draft<'_> {
    /// Today's order, as items.
    pub(super) fn order(&self) -> Vec<u32> {
        let published = self.kept.published.iter().flat_map(|published| published.places.iter().map(|it| it.ticket_id));
        let ranked = order(self.portfolio, Method::Cd3);
        let mut seen = HashSet::new();
        published
            .chain(ranked.iter().map(|ranked| ranked.item.id))
            .filter_map(|id| self.by_ticket.get(&id).copied())
            .filter(|&item| seen.insert(item))
            .collect()
    }

    /// An order with the places that were decided since the last roadmap was published.
    pub(super) fn with_decided(&self, problem: &Problem, today: Sequence) -> Sequence {
        if self.kept.decided.is_empty() {
            return today;
        }
        let wanted = |place: &DecidedPlace| {
            Some(decided::Wanted { item: *self.by_ticket.get(&place.ticket_id)?, turn: place.turn })
        };
        let wanted: Vec<decided::Wanted> = self.still_decided().into_iter().filter_map(wanted).collect();
        let mut ranks = vec![usize::MAX; self.planned.len()];
        for (rank, ranked) in order(self.portfolio, Method::Cd3).iter().enumerate() {
            if let Some(&item) = self.by_ticket.get(&ranked.item.id) {
                ranks[item as usize] = rank;
            }
        }
        decided::placed(problem, today, &wanted, &ranks)
    }

    /// The places that no roadmap published after them has overtaken.
    fn still_decided(&self) -> Vec<&DecidedPlace> {
        let Some(published) = &self.kept.published else { return self.kept.decided.iter().collect() };
        let in_it: HashSet<TicketId> = published.places.iter().map(|place| place.ticket_id).collect();
        let stands = |place: &&DecidedPlace| place.at > published.at || !in_it.contains(&place.ticket_id);
        self.kept.decided.iter().filter(stands).collect()
    }

    /// The items for which it was decided that they are done at once, and which nothing keeps from that.
    fn at_once(&self) -> HashSet<usize> {
        let now = self.still_decided().into_iter().filter(|place| place.turn == Turn::Now);
        now.filter_map(|place| self.by_ticket.get(&place.ticket_id).map(|&item| item as usize))
            .filter(|&item| self.waits_for(self.planned[item]).next().is_none())
            .collect()
    }

    /// Who does each ticket today: the team of the published roadmap while it still could, otherwise its own.
    pub(super) fn choices_today(&self, items: &[throughline_scheduler::Item]) -> Vec<u16> {
        let published: HashMap<TicketId, Option<TeamId>> = self
            .kept
            .published
            .iter()
            .flat_map(|published| published.places.iter().map(|place| (place.ticket_id, place.team_id)))
            .collect();
        let choice = |(ticket, item): (&&Item, &throughline_scheduler::Item)| {
            let team = published.get(&ticket.id)?;
            let at = item.choices.iter().position(|choice| self.queues[choice.team as usize] == *team)?;
            u16::try_from(at).ok()
        };
        self.planned.iter().zip(items).map(|pair| choice(pair).unwrap_or(0)).collect()
    }

    /// Fixes work in progress, what was decided to be done at once first, then the earliest, and gives the weeks of work
    /// that went into it.
    pub(super) fn fix_what_was_begun(
        &self,
        items: &mut [throughline_scheduler::Item],
        teams: &[Team],
        choice: &[u16],
    ) -> Vec<Option<f64>> {
        let mut begun = vec![None; items.len()];
        let at_once = self.at_once();
        let mut by_queue: BTreeMap<u32, Vec<(Option<&Start>, usize)>> = BTreeMap::new();
        for (index, ticket) in self.planned.iter().enumerate() {
            let start = self.starts.get(&ticket.id).copied();
            if start.is_some() || at_once.contains(&index) {
                let chosen = items[index].choices[usize::from(choice[index])];
                by_queue.entry(chosen.team).or_default().push((start, index));
            }
        }
        for (team, mut started) in by_queue {
            started.sort_by_key(|&(start, index)| {
                (!at_once.contains(&index), start.map(|start| (start.started_on, start.at, start.id)), index)
            });
            let Team { tracks, calendar } = &teams[team as usize];
            let mut free = vec![0; usize::try_from(*tracks).unwrap_or(1)];
            for (start, index) in started {
                let chosen = choice[index];
                if let Some(start) = start {
                    let picked = &mut items[index].choices[usize::from(chosen)];
                    let ticket = self.planned[index];
                    let queue = self.queues[team as usize];
                    let weeks = self.time.weeks(hours_since(&self.kept.calendar, queue, start.started_on, self.time));
                    let share = mean_weeks_left(ticket, Some(weeks)) / ticket.duration.mean;
                    picked.days = self.time.hours(self.time.weeks(picked.days) * share);
                    begun[index] = Some(weeks);
                }
                if let Some(track) = free.iter_mut().min() {
                    items[index].fixed = Some(Slot { start: *track, choice: chosen });
                    *track = calendar.finish(*track, items[index].choices[usize::from(chosen)].days);
                }
            }
        }
        begun
    }

    /// Turns kept moves inside one queue into rules; those that the others contradict are set aside.
    pub(super) fn keep_moves(&self, items: &mut [throughline_scheduler::Item]) -> Vec<SetAside> {
        let mut set_aside = Vec::new();
        for pin in self.portfolio.pins() {
            let index = |id| self.by_ticket.get(&id).map(|&index| index as usize);
            let (Some(first), Some(then)) = (index(pin.ticket_id), index(pin.above_id)) else { continue };
            let same_queue = items[first].choices[0].team == items[then].choices[0].team;
            if !same_queue || items[first].fixed.is_some() || items[then].fixed.is_some() {
                continue;
            }
            if comes_after(items, first, then) {
                set_aside.push(SetAside { pin: pin.id, ticket: pin.ticket_id, above: pin.above_id });
            } else if let Ok(first) = u32::try_from(first) {
                items[then].behind.push(first);
            }
        }
        set_aside
    }
}

/// Whether an item waits for another, over any number of steps, or may not overtake it.
fn comes_after(items: &[throughline_scheduler::Item], item: usize, other: usize) -> bool {
    let mut seen = HashSet::from([item]);
    let mut path = vec![item];
    while let Some(at) = path.pop() {
        if at == other {
            return true;
        }
        for &first in items[at].preds.iter().chain(&items[at].behind) {
            if seen.insert(first as usize) {
                path.push(first as usize);
            }
        }
    }
    false
}
