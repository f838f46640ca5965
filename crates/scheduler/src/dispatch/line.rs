//! A day by day walk through the work: whenever a track is free, its team starts what is ready and has the highest index.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
};

use super::index::{Index, rate};
use crate::{Day, Plan, Problem, Slot, reserved::Reserved};

/// How the index of a ready item is read at the moment of choosing.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Rule {
    /// As it is.
    Steady,
    /// The index or the rate at which money is being lost over the next so many days, whichever is more: apparent
    /// urgency (after Vepsalainen and Morton 1987).
    Urgent(Day),
}

/// What happens on a day, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Done(u32),
    Started(u32),
    Ready(u32),
    Look(u32),
}

/// An item that a team could start, in the order in which offers are taken: by its due day, its index, then its number.
#[derive(Debug, Clone, Copy)]
struct Offer {
    due: Reverse<Day>,
    index: f64,
    item: Reverse<u32>,
    choice: u16,
}

impl Ord for Offer {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = self.due.cmp(&other.due).then(self.index.total_cmp(&other.index));
        order.then(self.item.cmp(&other.item)).then(other.choice.cmp(&self.choice))
    }
}

impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Offer {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Offer {}

#[derive(Debug, Clone, Default)]
struct Desk {
    /// The day from which each track is free, in rising order.
    free: Vec<Day>,
    /// Offers whose index stays.
    settled: BinaryHeap<Offer>,
    /// Offers whose index is read anew each day.
    changing: Vec<Offer>,
    touched: bool,
}

/// Walks through the work by one rule. `due` says by when an item must be done so that something fixed can start.
pub(crate) struct Line<'a> {
    problem: &'a Problem,
    reserved: &'a [Reserved],
    due: &'a [Day],
    index: &'a Index,
    rule: Rule,
    events: BinaryHeap<Reverse<(Day, Event)>>,
    waits: Vec<u32>,
    ready: Vec<Day>,
    desks: Vec<Desk>,
    placed: Vec<bool>,
    slots: Vec<Slot>,
}

impl<'a> Line<'a> {
    pub(crate) fn new(
        problem: &'a Problem,
        reserved: &'a [Reserved],
        due: &'a [Day],
        index: &'a Index,
        rule: Rule,
    ) -> Self {
        let desk = |tracks: u32| Desk { free: vec![0; tracks as usize], ..Desk::default() };
        let waits = |item| u32::try_from(problem.preds(item).len() + problem.behind(item).len()).unwrap_or(u32::MAX);
        Self {
            problem,
            reserved,
            due,
            index,
            rule,
            events: BinaryHeap::with_capacity(problem.len()),
            waits: (0..problem.len()).map(waits).collect(),
            ready: (0..problem.len()).map(|item| problem.release(item)).collect(),
            desks: problem.teams().iter().map(|team| desk(team.tracks)).collect(),
            placed: vec![false; problem.len()],
            slots: vec![Slot::default(); problem.len()],
        }
    }

    /// The plan.
    pub(crate) fn walk(mut self) -> Plan {
        for (number, item) in (0_u32..).zip(0..self.problem.len()) {
            if let Some(slot) = self.problem.fixed(item) {
                self.placed[item] = true;
                self.slots[item] = slot;
                let done = self.problem.finish(self.problem.choices(item)[usize::from(slot.choice)], slot.start);
                self.at(slot.start, Event::Started(number));
                self.at(done, Event::Done(number));
            } else if self.waits[item] == 0 {
                self.at(self.ready[item], Event::Ready(number));
            }
        }
        for (number, reserved) in (0_u32..).zip(self.reserved) {
            for day in reserved.days() {
                self.at(day, Event::Look(number));
            }
        }
        let mut touched: Vec<u32> = Vec::new();
        while let Some(&Reverse((today, _))) = self.events.peek() {
            while let Some(&Reverse((day, event))) = self.events.peek() {
                if day != today {
                    break;
                }
                self.events.pop();
                self.happens(today, event, &mut touched);
            }
            touched.sort_unstable();
            for team in touched.drain(..) {
                self.desks[team as usize].touched = false;
                self.start_what_fits(team, today);
            }
        }
        Plan { slots: self.slots }
    }

    fn at(&mut self, day: Day, event: Event) {
        self.events.push(Reverse((day, event)));
    }

    fn touch(&mut self, team: u32, touched: &mut Vec<u32>) {
        if !self.desks[team as usize].touched {
            self.desks[team as usize].touched = true;
            touched.push(team);
        }
    }

    fn happens(&mut self, today: Day, event: Event, touched: &mut Vec<u32>) {
        match event {
            Event::Done(item) => {
                let slot = self.slots[item as usize];
                self.touch(self.problem.choices(item as usize)[usize::from(slot.choice)].team, touched);
                self.let_go(self.problem.succs(item as usize), today);
            }
            Event::Started(item) => self.let_go(self.problem.ahead(item as usize), today),
            Event::Ready(item) => self.offer(item, touched),
            Event::Look(team) => self.touch(team, touched),
        }
    }

    fn let_go(&mut self, waiting: &[u32], today: Day) {
        for &next in waiting {
            let item = next as usize;
            self.waits[item] -= 1;
            self.ready[item] = self.ready[item].max(today);
            if self.waits[item] == 0 && !self.placed[item] {
                self.at(self.ready[item], Event::Ready(next));
            }
        }
    }

    fn offer(&mut self, item: u32, touched: &mut Vec<u32>) {
        let choices = self.problem.choices(item as usize);
        let worth = self.index.worth[item as usize] * f64::from(choices[0].days);
        for (number, choice) in (0_u16..).zip(choices) {
            let index = worth / f64::from(choice.days);
            let due = Reverse(self.due[item as usize]);
            let offer = Offer { due, index, item: Reverse(item), choice: number };
            let desk = &mut self.desks[choice.team as usize];
            match self.rule {
                Rule::Urgent(_) => desk.changing.push(offer),
                Rule::Steady => desk.settled.push(offer),
            }
            self.touch(choice.team, touched);
        }
    }

    fn start_what_fits(&mut self, team: u32, today: Day) {
        let desk = team as usize;
        while self.desks[desk].free.first().is_some_and(|&free| free <= today) {
            let offer = match self.rule {
                Rule::Urgent(ahead) => self.most_urgent(desk, today, ahead),
                Rule::Steady => self.best_settled(desk, today),
            };
            match offer {
                Some(offer) => self.start(offer, desk, today),
                None => break,
            }
        }
    }

    /// The first offer that fits, whose index stays.
    fn best_settled(&mut self, desk: usize, today: Day) -> Option<Offer> {
        let mut not_now = Vec::new();
        let mut best = None;
        while let Some(offer) = self.desks[desk].settled.pop() {
            if self.placed[offer.item.0 as usize] {
                continue;
            }
            if self.fits(desk, &offer, today) {
                best = Some(offer);
                break;
            }
            not_now.push(offer);
        }
        self.desks[desk].settled.extend(not_now);
        best
    }

    /// The first offer that fits, by what its index is today.
    fn most_urgent(&mut self, desk: usize, today: Day, ahead: Day) -> Option<Offer> {
        let mut offers = std::mem::take(&mut self.desks[desk].changing);
        let mut best: Option<(usize, Offer)> = None;
        let mut at = 0;
        while at < offers.len() {
            if self.placed[offers[at].item.0 as usize] {
                offers.swap_remove(at);
                continue;
            }
            let offer = Offer { index: self.urgency(&offers[at], today, ahead), ..offers[at] };
            if best.is_none_or(|(_, than)| offer > than) && self.fits(desk, &offer, today) {
                best = Some((at, offer));
            }
            at += 1;
        }
        let best = best.map(|(at, _)| offers.swap_remove(at));
        self.desks[desk].changing = offers;
        best
    }

    fn urgency(&self, offer: &Offer, today: Day, ahead: Day) -> f64 {
        let item = offer.item.0 as usize;
        let choice = self.problem.choices(item)[usize::from(offer.choice)];
        let own = rate(self.problem.curve(item), self.problem.finish(choice, today), ahead) / f64::from(choice.days);
        if self.index.inherits[item] { own.max(self.index.worth[item]) } else { own }
    }

    fn fits(&self, desk: usize, offer: &Offer, today: Day) -> bool {
        let reserved = &self.reserved[desk];
        if reserved.is_empty() {
            return true;
        }
        let choice = self.problem.choices(offer.item.0 as usize)[usize::from(offer.choice)];
        reserved.first_room(today, &self.desks[desk].free, |start| self.problem.finish(choice, start)) == today
    }

    fn start(&mut self, offer: Offer, desk: usize, today: Day) {
        let item = offer.item.0 as usize;
        let done = self.problem.finish(self.problem.choices(item)[usize::from(offer.choice)], today);
        self.placed[item] = true;
        self.slots[item] = Slot { start: today, choice: offer.choice };
        let free = &mut self.desks[desk].free;
        free[0] = done;
        free.sort_unstable();
        self.at(done, Event::Done(offer.item.0));
        if !self.problem.ahead(item).is_empty() {
            self.at(today, Event::Started(offer.item.0));
        }
    }
}
