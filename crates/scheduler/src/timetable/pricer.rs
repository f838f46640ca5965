//! Prices, one after the other, in the same memory.

use super::{
    BreakEven, Delay, Interruption, Request, Timetable, When,
    cascade::{Cascade, Place},
    moment::{Later, from_coarse_to_fine},
};
use crate::{Day, Money, Problem, Slot, problem::MOST_MONEY};

/// A timetable with room to work in: made by [`Timetable::pricer`].
#[derive(Debug, Clone)]
pub struct Pricer<'a> {
    table: &'a Timetable,
    problem: &'a Problem,
    cascade: Cascade,
}

/// How good a place is: what it costs in all, then when it is done, then which choice it is of, then its index.
type Merit = (Money, Day, u16, u32);

/// The best place so far.
#[derive(Debug, Clone, Copy)]
struct Best {
    merit: Merit,
    place: Place,
    start: Day,
    /// The run of the cascade that timed it.
    run: u32,
}

impl<'a> Pricer<'a> {
    pub(super) fn new(table: &'a Timetable, problem: &'a Problem) -> Self {
        Self { table, problem, cascade: Cascade::new(table) }
    }

    /// What a request costs at a moment.
    pub fn price(&mut self, request: &Request, when: When) -> Interruption {
        let (table, problem) = (self.table, self.problem);
        let soonest = request.soonest(problem);
        let mut best: Option<Best> = None;
        from_coarse_to_fine(table, problem, request, when, |number, place| {
            let most = best.map_or(Money::MAX, |best| best.merit.0);
            let (start, finish) = self.cascade.begin(table, problem, request, place);
            let own = request.own(finish, soonest);
            if own > most {
                return Later::IsTooLate;
            }
            if let Some(others) = self.of_others(request, most - own) {
                let merit = (own + others, finish, number, place.index);
                if best.is_none_or(|best| merit < best.merit) {
                    best = Some(Best { merit, place, start, run: self.cascade.run() });
                }
            }
            Later::MayBeGood
        });
        let Some(best) = best else { unreachable!("a request has at least one choice") };
        if self.cascade.run() != best.run {
            self.cascade.begin(table, problem, request, best.place);
            self.cascade.follow(table, problem, request, Money::MAX);
        }
        self.interruption(request, &best, soonest)
    }

    /// Several moments or requests at once.
    pub fn price_all<'r>(&mut self, asked: impl IntoIterator<Item = (&'r Request, When)>) -> Vec<Interruption> {
        asked.into_iter().map(|(request, when)| self.price(request, when)).collect()
    }

    /// How dear waiting must be before it pays to do a request now: exact for a request whose cost grows steadily, over
    /// every other place in every sequence. Beyond it doing it now is cheapest; its own cost does not matter here.
    pub fn break_even(&mut self, request: &Request) -> BreakEven {
        let (table, problem) = (self.table, self.problem);
        let soonest = request.soonest(problem);
        let now = self.price(request, When::Now);
        let others_now = now.total - now.own;
        // The most that some other place spares the others, for so many days of waiting.
        let mut most: (Money, Day) = (0, 1);
        let mut never = false;
        from_coarse_to_fine(table, problem, request, When::Cheapest, |_, place| {
            let (_, finish) = self.cascade.begin(table, problem, request, place);
            let days = finish - now.finish;
            // What would spare too little for its days is given up early.
            let enough = i128::from(most.0) * i128::from(days.max(0)) / i128::from(most.1);
            let limit = others_now - Money::try_from(enough).unwrap_or(Money::MAX).min(others_now);
            if never || (limit == 0 && days > 0 && most.0 > 0) {
                return Later::IsTooLate;
            }
            let spared = self.of_others(request, limit).map_or(0, |others| others_now - others);
            if days <= 0 {
                never |= spared > 0;
            } else if i128::from(spared) * i128::from(most.1) > i128::from(most.0) * i128::from(days) {
                most = (spared, days);
            }
            Later::MayBeGood
        });
        debug_assert!(now.finish >= soonest);
        match most {
            _ if never => BreakEven::Never,
            (0, _) => BreakEven::Always,
            (money, days) => BreakEven::Above { money, days },
        }
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

    /// What was timed last, part by part.
    fn interruption(&self, request: &Request, best: &Best, soonest: Day) -> Interruption {
        let (_, finish, choice, _) = best.merit;
        let delays: Vec<Delay> = self.cascade.delayed.iter().map(|&position| self.delay(request, position)).collect();
        let (own, switching) = (request.own(finish, soonest), self.switching(request));
        let total = own + switching + delays.iter().map(|delay| delay.cost).sum::<Money>();
        Interruption { slot: Slot { start: best.start, choice }, finish, own, switching, delays, total }
    }

    fn delay(&self, request: &Request, position: u32) -> Delay {
        let (place, timed) = (self.table.places[position as usize], self.cascade.timed(position));
        let item = place.item as usize;
        let cost = self.table.curve(position as usize).at(timed.finish) - self.table.costs[position as usize];
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
