//! When work is done in both ways, team by team, and what each ticket loses.

use super::{BTreeMap, BTreeSet, Estimate, Item, Portfolio, TicketId, summary};
use crate::{
    TeamId,
    priorities::{
        Method,
        draws::{durations, money_factors},
        queue::{Charge, Tracks, Units, Weeks, in_weeks, queue_of, tracks_of, units},
    },
};

/// Draws that lie closer together than this share of their size are one number, found on different ways.
const ONE_NUMBER: f64 = 1e-9;

/// One team's part of it.
pub(super) struct Queue<'a> {
    tracks: usize,
    /// What is chosen, in the order of the page.
    chosen: Vec<&'a Item>,
    /// What would be done within the horizon if the chosen were not.
    others: Vec<&'a Item>,
}

/// A ticket that is done at one time or at a later one.
pub(super) struct Done<'a> {
    pub(super) item: &'a Item,
    charge: Charge,
    /// By the mean durations.
    pub(super) sooner: Units,
    pub(super) then: Units,
    /// What the difference costs, in minor units, in each simulated future.
    pub(super) draws: Vec<f64>,
}

impl<'a> Queue<'a> {
    /// The queues of all teams that have one of the chosen tickets.
    pub(super) fn of_all(
        portfolio: &'a Portfolio,
        chosen: &BTreeSet<TicketId>,
        needed: &BTreeSet<TicketId>,
        horizon: f64,
    ) -> Vec<Self> {
        let mut queues: BTreeMap<Option<TeamId>, Self> = BTreeMap::new();
        let in_order = || portfolio.order(Method::Cd3).ranked.iter().map(|ranked| ranked.item.as_ref());
        for item in in_order().filter(|item| chosen.contains(&item.id)) {
            let team = queue_of(portfolio, item);
            let new = || Self { tracks: tracks_of(portfolio, team), chosen: Vec::new(), others: Vec::new() };
            queues.entry(team).or_insert_with(new).chosen.push(item);
        }
        let mut fits: BTreeMap<Option<TeamId>, Fitting> =
            queues.iter().map(|(team, queue)| (*team, Fitting::new(queue.tracks, horizon))).collect();
        let others = in_order().filter(|item| !chosen.contains(&item.id) && !needed.contains(&item.id));
        for item in others.filter(|item| item.price_in(portfolio.currency()).is_some()) {
            let team = queue_of(portfolio, item);
            if let Some((queue, fitting)) = queues.get_mut(&team).zip(fits.get_mut(&team))
                && fitting.takes(portfolio, item)
            {
                queue.others.push(item);
            }
        }
        queues.into_values().collect()
    }

    pub(super) fn len(&self) -> usize {
        self.chosen.len() + self.others.len()
    }

    /// The chosen, done first or all of the horizon later.
    pub(super) fn postponed(&self, portfolio: &Portfolio, horizon: f64, n: usize) -> Vec<Done<'a>> {
        let mut free = Free::new(self.tracks, n);
        let later = units_of(horizon);
        self.chosen
            .iter()
            .map(|item| {
                let (sooner, done) = free.take(item);
                Done::of(portfolio, item, [sooner, sooner + later], done.iter().map(|&at| [at, at + horizon]))
            })
            .collect()
    }

    /// The others, done as if the chosen were not, or after them.
    pub(super) fn displaced(&self, portfolio: &Portfolio, n: usize) -> Vec<Done<'a>> {
        let (mut without, mut with) = (Free::new(self.tracks, n), Free::new(self.tracks, n));
        for item in &self.chosen {
            with.take(item);
        }
        self.others
            .iter()
            .map(|item| {
                let ((sooner, first), (then, after)) = (without.take(item), with.take(item));
                Done::of(portfolio, item, [sooner, then], first.iter().zip(&after).map(|(&at, &then)| [at, then]))
            })
            .collect()
    }
}

/// Work that is done within a horizon, taken in the order of the page.
struct Fitting {
    tracks: Tracks<Units>,
    horizon: Units,
    done: BTreeMap<TicketId, Units>,
}

impl Fitting {
    fn new(tracks: usize, horizon: f64) -> Self {
        Self { tracks: Tracks::new(tracks, 0), horizon: units_of(horizon), done: BTreeMap::new() }
    }

    /// Takes a ticket if it would be done in time, after all that it waits for.
    fn takes(&mut self, portfolio: &Portfolio, item: &Item) -> bool {
        let Some(starts) = self.tracks.first_free() else { return false };
        let ready = |first: &TicketId| self.done.get(first).is_some_and(|&done| done <= starts);
        let open = |first: &&TicketId| portfolio.get(**first).is_some();
        let takes = starts + units(&item.duration) <= self.horizon && item.waits_for.iter().filter(open).all(ready);
        if takes {
            let done = self.tracks.take(units(&item.duration));
            self.done.insert(item.id, done);
        }
        takes
    }
}

/// When the tracks of a queue are free, by the means and in each simulated future.
struct Free {
    means: Tracks<Units>,
    drawn: Vec<Tracks<Weeks>>,
}

impl Free {
    fn new(tracks: usize, n: usize) -> Self {
        Self { means: Tracks::new(tracks, 0), drawn: vec![Tracks::new(tracks, Weeks(0.0)); n] }
    }

    /// When the next ticket is done.
    fn take(&mut self, item: &Item) -> (Units, Vec<f64>) {
        let drawn = durations(item, self.drawn.len());
        let done = self.drawn.iter_mut().zip(drawn).map(|(tracks, weeks)| tracks.take(Weeks(weeks)).0).collect();
        (self.means.take(units(&item.duration)), done)
    }
}

impl<'a> Done<'a> {
    fn of(
        portfolio: &Portfolio,
        item: &'a Item,
        [sooner, then]: [Units; 2],
        drawn: impl ExactSizeIterator<Item = [f64; 2]>,
    ) -> Self {
        let charge = Charge::of(item, portfolio);
        let factors = money_factors(item.price_in(portfolio.currency()), drawn.len());
        let cost = |([sooner, then], factor): ([f64; 2], f64)| factor * (charge.drawn(then) - charge.drawn(sooner));
        Self { item, charge, sooner, then, draws: drawn.zip(factors).map(cost).collect() }
    }

    /// How much later, in weeks.
    pub(super) fn later(&self) -> f64 {
        in_weeks(self.then - self.sooner)
    }

    /// What it costs. The mean of a steady cost is known to the minor unit; that of another is the mean of the futures.
    pub(super) fn cost(&self) -> Estimate {
        let drawn = summary(self.draws.clone());
        let mean = match self.charge {
            #[expect(
                clippy::cast_precision_loss,
                reason = "money far beyond 2^53 minor units is not counted to the unit"
            )]
            Charge::Steady(_) => (self.charge.at(self.then) - self.charge.at(self.sooner)) as f64,
            Charge::Unknown | Charge::Shaped(_) => drawn.mean,
        };
        if drawn.high - drawn.low <= ONE_NUMBER * drawn.high.abs() {
            Estimate::point(mean)
        } else {
            Estimate { mean, ..drawn }
        }
    }
}

/// Weeks as the plan counts them.
fn units_of(weeks: f64) -> Units {
    crate::priorities::whole(weeks * crate::priorities::queue::UNITS_PER_WEEK)
}
