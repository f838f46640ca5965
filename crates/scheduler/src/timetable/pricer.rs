//! Prices, one after the other, in the same memory.

use super::{
    BreakEven, Delay, Interruption, Request, Timetable, When,
    cascade::{Cascade, Entry, Harm, Late, Put},
    delay_costs,
    moment::{TOGETHER, from_coarse_to_fine},
};
use crate::{Day, Money, Problem, Slot, problem::MOST_MONEY};

/// A timetable with room to work in: made by [`Timetable::pricer`].
#[derive(Debug, Clone)]
pub struct Pricer<'a> {
    table: &'a Timetable,
    problem: &'a Problem,
    one: Cascade<1>,
    /// Made when it is first wanted: a price at one place needs a fraction of its memory.
    several: Option<Cascade<TOGETHER>>,
    /// What was timed last as the only one, and what waits then.
    last: Option<Entry>,
    late: Vec<Late>,
}

/// How good a place is: what it costs in all, then when it is done, then which choice it is of, then its index.
type Merit = (Money, Day, u16, u32);

/// The best place so far.
#[derive(Debug, Clone, Copy)]
struct Best {
    merit: Merit,
    put: Put,
    harm: Harm,
}

impl<'a> Pricer<'a> {
    pub(super) fn new(table: &'a Timetable, problem: &'a Problem) -> Self {
        Self { table, problem, one: Cascade::new(table), several: None, last: None, late: Vec::new() }
    }

    /// What a request costs at a moment.
    pub fn price(&mut self, request: &Request, when: When) -> Interruption {
        let (table, problem) = (self.table, self.problem);
        let soonest = request.soonest(problem);
        let mut best: Option<Best> = None;
        self.last = None;
        from_coarse_to_fine(table, problem, request, when, |number, entries| {
            let most = best.map_or(Money::MAX, |best| best.merit.0);
            // What a place may cost others to be as good as the best.
            let limit = |put: &Put| Some(most - request.own(put.finish, soonest)).filter(|&limit| limit >= 0);
            self.look(request, entries, limit, |put, harm| {
                let total = request.own(put.finish, soonest) + request.of_others(harm);
                let merit = (total, put.finish, number, put.entry.index);
                if best.is_none_or(|best| merit < best.merit) {
                    best = Some(Best { merit, put: *put, harm });
                }
            })
        });
        let Some(best) = best else { unreachable!("a request has at least one choice") };
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
        let now = self.price(request, When::Now);
        let others_now = now.total - now.own;
        // The most that some other place spares the others, for so many days of waiting.
        let mut most: (Money, Day) = (0, 1);
        let mut never = false;
        from_coarse_to_fine(table, problem, request, When::Cheapest, |_, entries| {
            // What would spare too little for its days is given up early.
            let (least, done) = (most, never);
            let limit = |put: &Put| {
                let days = put.finish - now.finish;
                let enough = i128::from(least.0) * i128::from(days.max(0)) / i128::from(least.1);
                let limit = others_now - Money::try_from(enough).unwrap_or(Money::MAX).min(others_now);
                (!done && (limit > 0 || days <= 0 || least.0 == 0)).then_some(limit)
            };
            self.look(request, entries, limit, |put, harm| {
                let (days, spared) = (put.finish - now.finish, others_now - request.of_others(harm));
                if days <= 0 {
                    never |= spared > 0;
                } else if i128::from(spared) * i128::from(most.1) > i128::from(most.0) * i128::from(days) {
                    most = (spared, days);
                }
            })
        });
        match most {
            _ if never => BreakEven::Never,
            (0, _) => BreakEven::Always,
            (money, days) => BreakEven::Above { money, days },
        }
    }

    /// Times a request at some places again, and says of each that stays within its limit what it costs others. Places
    /// without a limit are too late; returns the first index of those.
    fn look(
        &mut self,
        request: &Request,
        entries: &[Entry],
        limit: impl Fn(&Put) -> Option<Money>,
        found: impl FnMut(&Put, Harm),
    ) -> Option<u32> {
        let (table, problem) = (self.table, self.problem);
        let [entry] = entries else {
            let several = self.several.get_or_insert_with(|| Cascade::new(table));
            return look_at(several, table, problem, request, entries, limit, found, |_| {});
        };
        self.last = Some(*entry);
        self.late.clear();
        look_at(&mut self.one, table, problem, request, entries, limit, found, |late| self.late.push(late))
    }

    /// The answer for one place, part by part.
    fn interruption(&mut self, request: &Request, best: &Best, soonest: Day) -> Interruption {
        if self.last != Some(best.put.entry) {
            self.look(request, &[best.put.entry], |_| Some(Money::MAX), |_, _| {});
        }
        let delays: Vec<Delay> = self.late.iter().map(|&late| delay(self.table, self.problem, request, late)).collect();
        let Put { start, finish, .. } = best.put;
        let (own, switching) = (request.own(finish, soonest), request.switching(best.harm));
        let total = own + switching + delays.iter().map(|delay| delay.cost).sum::<Money>();
        Interruption { slot: Slot { start, choice: best.merit.2 }, finish, own, switching, delays, total }
    }
}

#[expect(clippy::too_many_arguments, reason = "what is asked, of whom, where, and what to tell")]
fn look_at<const L: usize>(
    cascade: &mut Cascade<L>,
    table: &Timetable,
    problem: &Problem,
    request: &Request,
    entries: &[Entry],
    limit: impl Fn(&Put) -> Option<Money>,
    mut found: impl FnMut(&Put, Harm),
    late: impl FnMut(Late),
) -> Option<u32> {
    let mut too_late = None;
    let mut limits = [-1; L];
    for (slot, put) in limits.iter_mut().zip(cascade.begin(table, problem, request, entries)) {
        match limit(put) {
            Some(limit) => *slot = limit,
            None => too_late = Some(too_late.unwrap_or(u32::MAX).min(put.entry.index)),
        }
    }
    let harms = cascade.follow(table, problem, request, limits, late);
    for (put, harm) in cascade.put().iter().zip(harms) {
        if let Some(harm) = harm {
            found(put, harm);
        }
    }
    too_late
}

fn delay(table: &Timetable, problem: &Problem, request: &Request, late: Late) -> Delay {
    let place = table.places[late.position as usize];
    let item = place.item as usize;
    let [cost] = delay_costs(problem, &place, [late.finish]);
    let breaks = place.fixed && !request.gives_way(item);
    Delay { item, start: late.start, from: place.finish, to: late.finish, cost, breaks }
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

    /// Work that the plan starts on day 0 is under way, or people have prepared it.
    fn switching(&self, harm: Harm) -> Money {
        if harm.sets_aside { self.switching } else { 0 }
    }

    /// What it costs all others.
    fn of_others(&self, harm: Harm) -> Money {
        harm.delays + self.switching(harm)
    }

    pub(super) fn gives_way(&self, item: usize) -> bool {
        self.interrupts.iter().any(|&other| other as usize == item)
    }
}
