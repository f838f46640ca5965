//! When work is done in both ways, team by team, and what each ticket loses.

use super::{BTreeMap, BTreeSet, Estimate, Item, Portfolio, TicketId, summary};
use crate::{
    TeamId,
    priorities::{
        Method,
        draws::{durations, money_factors},
        queue::{Charge, Tracks, UNITS_PER_WEEK, Units, Weeks, in_weeks, queue_of, tracks_of, units, whole},
    },
};

/// Draws that lie closer together than this share of their size are one number, found on different ways.
const ONE_NUMBER: f64 = 1e-9;

/// One team's part of it.
pub(super) struct Queue<'a> {
    tracks: usize,
    /// What is chosen, in the order of the page, and the part of it that counts.
    chosen: Vec<(&'a Item, f64)>,
    /// What would be done within the horizon if the chosen were not; without a price only what others wait for.
    others: Vec<&'a Item>,
}

/// A ticket that is done at one time or at a later one.
pub(super) struct Done<'a> {
    pub(super) item: &'a Item,
    charge: Charge,
    /// The part of it that counts, up to 1.
    pub(super) part: f64,
    /// By the mean durations.
    pub(super) sooner: Units,
    pub(super) then: Units,
    /// What the difference costs that part, in minor units, in each simulated future.
    pub(super) draws: Vec<f64>,
}

impl<'a> Queue<'a> {
    /// The queues of all teams that have one of the chosen tickets.
    pub(super) fn of_all(
        portfolio: &'a Portfolio,
        chosen: &BTreeMap<TicketId, f64>,
        needed: &BTreeSet<TicketId>,
        horizon: f64,
    ) -> Vec<Self> {
        let mut queues: BTreeMap<Option<TeamId>, Self> = BTreeMap::new();
        let ranked = &portfolio.order(Method::Cd3).ranked;
        let parts = ranked.iter().map(|one| one.item.as_ref()).filter_map(|item| Some((item, *chosen.get(&item.id)?)));
        for (item, part) in parts {
            let team = queue_of(portfolio, item);
            let new = || Self { tracks: tracks_of(portfolio, team), chosen: Vec::new(), others: Vec::new() };
            queues.entry(team).or_insert_with(new).chosen.push((item, part));
        }
        let mut fits: BTreeMap<Option<TeamId>, Fitting<'_>> =
            queues.iter().map(|(team, queue)| (*team, Fitting::new(queue.tracks, horizon, needed))).collect();
        // Without a price only that has a rank which something with a price waits for.
        let others = ranked.iter().filter(|one| one.rank.is_some()).map(|one| one.item.as_ref());
        for item in others.filter(|item| !chosen.contains_key(&item.id) && !needed.contains(&item.id)) {
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

    /// Tells of the chosen, done first or all of the horizon later, and of the others, done as if the chosen were not, or
    /// after them. Where a part of a ticket counts, the others wait for that part.
    pub(super) fn tell(
        &self,
        portfolio: &Portfolio,
        horizon: f64,
        n: usize,
        [mut undone, mut waiting]: [impl FnMut(Done<'a>); 2],
    ) {
        let (mut first, mut without, mut with) =
            (Free::new(self.tracks, n), Free::new(self.tracks, n), Free::new(self.tracks, n));
        let later = units_of(horizon);
        for &(item, part) in &self.chosen {
            let drawn = durations(item, n);
            let (sooner, done) = first.take(item, &drawn, 1.0);
            with.take(item, &drawn, part);
            let times = done.into_iter().map(|at| [at, at + horizon]);
            undone(Done::of(portfolio, (item, part), [sooner, sooner + later], times));
        }
        for &item in &self.others {
            let drawn = durations(item, n);
            let ((sooner, first), (then, after)) = (without.take(item, &drawn, 1.0), with.take(item, &drawn, 1.0));
            let times = first.into_iter().zip(after).map(|(at, then)| [at, then]);
            waiting(Done::of(portfolio, (item, 1.0), [sooner, then], times));
        }
    }
}

/// Work that is done within a horizon, taken in the order of the page.
struct Fitting<'n> {
    tracks: Tracks<Units>,
    horizon: Units,
    done: BTreeMap<TicketId, Units>,
    /// What is taken as done.
    needed: &'n BTreeSet<TicketId>,
}

impl<'n> Fitting<'n> {
    fn new(tracks: usize, horizon: f64, needed: &'n BTreeSet<TicketId>) -> Self {
        Self { tracks: Tracks::new(tracks, 0), horizon: units_of(horizon), done: BTreeMap::new(), needed }
    }

    /// Takes a ticket if it would be done in time, begun when a track is free and all that it waits for is done.
    fn takes(&mut self, portfolio: &Portfolio, item: &Item) -> bool {
        let Some(starts) = self.tracks.first_free() else { return false };
        let ready = |first: &TicketId| {
            self.needed.contains(first)
                || portfolio.get(*first).is_none()
                || self.done.get(first).is_some_and(|&done| done <= starts)
        };
        let takes = starts + units(&item.duration) <= self.horizon && item.waits_for.iter().all(ready);
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

    /// When this part of the next ticket is done, which takes so many weeks as a whole in each future.
    fn take(&mut self, item: &Item, drawn: &[f64], part: f64) -> (Units, Vec<f64>) {
        let done = self.drawn.iter_mut().zip(drawn).map(|(tracks, weeks)| tracks.take(Weeks(weeks * part)).0).collect();
        (self.means.take(units_of(item.duration.mean * part).max(1)), done)
    }
}

impl<'a> Done<'a> {
    fn of(
        portfolio: &Portfolio,
        (item, part): (&'a Item, f64),
        [sooner, then]: [Units; 2],
        drawn: impl ExactSizeIterator<Item = [f64; 2]>,
    ) -> Self {
        let charge = Charge::of(item, portfolio);
        let factors = money_factors(item.price_in(portfolio.currency()), drawn.len());
        let cost =
            |([sooner, then], factor): ([f64; 2], f64)| part * (factor * (charge.drawn(then) - charge.drawn(sooner)));
        Self { item, charge, part, sooner, then, draws: drawn.zip(factors).map(cost).collect() }
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
            Charge::Steady(_) => self.part * (self.charge.at(self.then) - self.charge.at(self.sooner)) as f64,
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
    whole(weeks * UNITS_PER_WEEK)
}
