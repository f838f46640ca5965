//! Prices, one after the other, in the same memory.

use super::{
    BreakEven, Delay, Interruption, Request, Timetable, When,
    cascade::{Cascade, Place},
    moment::places,
};
use crate::{Day, Money, Problem, Slot, problem::MOST_MONEY};

/// A timetable with room to work in: made by [`Timetable::pricer`].
#[derive(Debug, Clone)]
pub struct Pricer<'a> {
    table: &'a Timetable,
    problem: &'a Problem,
    cascade: Cascade,
}

/// How good one place is: what it costs, then when it is done, then the first.
type Merit = (Money, Day);

impl<'a> Pricer<'a> {
    pub(super) fn new(table: &'a Timetable, problem: &'a Problem) -> Self {
        Self { table, problem, cascade: Cascade::new(table) }
    }

    /// What a request costs at a moment.
    pub fn price(&mut self, request: &Request, when: When) -> Interruption {
        let soonest = request.soonest(self.problem);
        // The cheapest is hardly ever far from its turn, so most other places are given up early.
        let most = if when == When::Cheapest { self.price(request, When::InTurn).total } else { Money::MAX };
        let mut best: Option<(Merit, u16, Place)> = None;
        for (&choice, number) in request.choices.iter().zip(0_u16..) {
            for place in places(self.table, self.problem, request, choice, when) {
                let limit = best.map_or(most, |(merit, ..)| merit.0);
                if let Some(merit) = self.merit(request, place, soonest, limit)
                    && best.is_none_or(|(least, ..)| merit < least)
                {
                    best = Some((merit, number, place));
                }
            }
        }
        let Some((_, number, place)) = best else { unreachable!("a request has at least one choice") };
        self.interruption(request, number, place, soonest)
    }

    /// Several moments or requests at once.
    pub fn price_all<'r>(&mut self, asked: impl IntoIterator<Item = (&'r Request, When)>) -> Vec<Interruption> {
        asked.into_iter().map(|(request, when)| self.price(request, when)).collect()
    }

    /// How dear waiting must be before it pays to do a request now: exact for a request whose cost grows steadily, over
    /// every other place in every sequence. Beyond it doing it now is cheapest; its own cost does not matter here.
    pub fn break_even(&mut self, request: &Request) -> BreakEven {
        let soonest = request.soonest(self.problem);
        let now = self.price(request, When::Now);
        let others_now = now.total - now.own;
        let mut most: (Money, Day) = (0, 1);
        for &choice in &request.choices {
            for place in places(self.table, self.problem, request, choice, When::Cheapest) {
                let (_, finish) = self.cascade.begin(self.table, self.problem, request, place);
                let days = finish - now.finish;
                // What would spare too little for its days is given up early.
                let enough = i128::from(most.0) * i128::from(days.max(0)) / i128::from(most.1);
                let limit = others_now - Money::try_from(enough).unwrap_or(Money::MAX).min(others_now);
                let Some(others) = self.of_others(request, limit) else { continue };
                let spared = others_now - others;
                if days <= 0 {
                    if spared > 0 {
                        return BreakEven::Never;
                    }
                } else if i128::from(spared) * i128::from(most.1) > i128::from(most.0) * i128::from(days) {
                    most = (spared, days);
                }
            }
        }
        debug_assert!(now.finish >= soonest);
        if most.0 == 0 { BreakEven::Always } else { BreakEven::Above { money: most.0, days: most.1 } }
    }

    /// What a place costs in all and when it is done, unless that is more than `most`.
    fn merit(&mut self, request: &Request, place: Place, soonest: Day, most: Money) -> Option<Merit> {
        let (_, finish) = self.cascade.begin(self.table, self.problem, request, place);
        let own = request.own(finish, soonest);
        if own > most {
            return None;
        }
        let total = own + self.of_others(request, most - own)?;
        (total <= most).then_some((total, finish))
    }

    /// Delays and switching of what has begun, unless the delays alone are more than `most`.
    fn of_others(&mut self, request: &Request, most: Money) -> Option<Money> {
        let delays = self.cascade.follow(self.table, self.problem, request, most)?;
        Some(delays + self.switching(request))
    }

    /// Work that the plan starts on day 0 is under way, or people have prepared it.
    fn switching(&self, request: &Request) -> Money {
        let first = self.cascade.delayed.first().map(|&position| self.table.places[position as usize]);
        if first.is_some_and(|place| place.start == 0) { request.switching } else { 0 }
    }

    fn interruption(&mut self, request: &Request, choice: u16, place: Place, soonest: Day) -> Interruption {
        let (start, finish) = self.cascade.begin(self.table, self.problem, request, place);
        self.cascade.follow(self.table, self.problem, request, Money::MAX);
        let delays: Vec<Delay> = self.cascade.delayed.iter().map(|&position| self.delay(request, position)).collect();
        let (own, switching) = (request.own(finish, soonest), self.switching(request));
        let total = own + switching + delays.iter().map(|delay| delay.cost).sum::<Money>();
        Interruption { slot: Slot { start, choice }, finish, own, switching, delays, total }
    }

    fn delay(&self, request: &Request, position: u32) -> Delay {
        let (place, timed) = (self.table.places[position as usize], self.cascade.timed(position));
        let item = place.item as usize;
        let cost = self.problem.curve(item).at(timed.finish) - self.table.costs[position as usize];
        let breaks = place.fixed && !request.gives_way(item);
        Delay { item, start: timed.start, from: place.finish, to: timed.finish, cost, breaks }
    }
}

impl Request {
    /// When it would be done if everybody were free.
    fn soonest(&self, problem: &Problem) -> Day {
        self.choices.iter().map(|&choice| problem.finish(choice, self.ready)).min().unwrap_or(self.ready)
    }

    fn own(&self, finish: Day, soonest: Day) -> Money {
        let loss = self.curve().wide(finish) - self.curve().wide(soonest);
        Money::try_from(loss).unwrap_or(MOST_MONEY).min(MOST_MONEY)
    }

    pub(super) fn gives_way(&self, item: usize) -> bool {
        self.interrupts.iter().any(|&other| other as usize == item)
    }
}
