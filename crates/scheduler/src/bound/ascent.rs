//! Better prices, step by step: where a team is wanted by more than it has tracks its days become dearer, where it idles
//! they become cheaper (a deflected subgradient with steps after Polyak 1969, centred on the best prices seen).

use super::frame::Frame;
use super::prices::Prices;
use super::sweep::{Sweep, Wish};
use super::value::proved;
use crate::{Money, Problem};

/// How much of today's wishes goes into the direction; the rest is what was wished before.
const FRESH: f32 = 0.3;
/// The first step, as a part of the way to the plan's cost that the direction promises.
const FIRST_STEP: f64 = 0.3;
/// So many steps without progress make steps shorter.
const PATIENCE: u32 = 20;
const SHORTER: f64 = 0.8;

/// Prices that are becoming better.
#[derive(Debug)]
pub(crate) struct Ascent<'p> {
    problem: &'p Problem,
    frame: Frame,
    prices: Prices<f32>,
    /// Price of each day of each team, one team after the other.
    teams: Vec<f32>,
    best_teams: Vec<f32>,
    /// By how much more than it has a team was wanted lately.
    excess: Vec<f32>,
    best: f64,
    step: f64,
    stale: u32,
    sweep: Sweep,
    wish: Wish,
    upper: f64,
}

impl<'p> Ascent<'p> {
    /// Without any prices. `upper` is what some plan costs.
    #[expect(clippy::cast_precision_loss, reason = "the length of a step may err")]
    pub(crate) fn new(problem: &'p Problem, horizon: usize, upper: Money) -> Self {
        let frame = Frame::new(problem, horizon);
        let cells = problem.teams().len() * horizon;
        Self {
            prices: Prices::none(problem, &frame, 0),
            frame,
            teams: vec![0.0; cells],
            best_teams: vec![0.0; cells],
            excess: vec![0.0; cells],
            best: f64::NEG_INFINITY,
            step: FIRST_STEP,
            stale: 0,
            sweep: Sweep::default(),
            wish: Wish::default(),
            upper: upper as f64,
            problem,
        }
    }

    /// One pass forth and back over all items, and a step.
    pub(crate) fn advance(&mut self) {
        let value = self.look();
        if value > self.best + (self.upper - self.best).abs().min(1e18) * 1e-4 {
            self.stale = 0;
        } else {
            self.stale += 1;
        }
        let first = self.best == f64::NEG_INFINITY;
        if value > self.best {
            self.best = value;
            self.best_teams.copy_from_slice(&self.teams);
        }
        let room = (self.upper - self.best).max(1.0);
        self.measure_excess(if first { 1.0 } else { FRESH });
        if value < self.best - room || self.stale >= PATIENCE {
            self.stale = 0;
            self.step *= SHORTER;
            self.teams.copy_from_slice(&self.best_teams);
        }
        let square = |(&excess, &price): (&f32, &f32)| {
            if excess > 0.0 || price > 0.0 { f64::from(excess) * f64::from(excess) } else { 0.0 }
        };
        let norm: f64 = self.excess.iter().zip(&self.teams).map(square).sum();
        #[expect(clippy::cast_possible_truncation, reason = "the length of a step may err")]
        let step = (self.step * room / norm.max(1.0)) as f32;
        for (price, &excess) in self.teams.iter_mut().zip(&self.excess) {
            *price = (*price + step * excess).max(0.0);
        }
    }

    /// What the best prices so far prove.
    pub(crate) fn prove(&mut self) -> Money {
        let here = std::mem::replace(&mut self.teams, self.best_teams.clone());
        for _ in 0..2 {
            self.look();
        }
        let bound = proved(self.problem, &self.frame, &self.prices);
        self.teams = here;
        bound
    }

    /// Passes forth and back; returns roughly what these prices prove.
    fn look(&mut self) -> f64 {
        let horizon = self.frame.horizon;
        let mut paid = 0.0;
        let rows = self.prices.sums.chunks_mut(horizon + 1).zip(self.teams.chunks(horizon));
        for (team, (sums, days)) in self.problem.teams().iter().zip(rows) {
            let mut sum = 0.0;
            for (slot, &price) in sums.iter_mut().zip(days) {
                *slot = sum;
                sum += price;
            }
            sums[horizon] = sum;
            paid += f64::from(team.tracks) * f64::from(sum);
        }
        self.sweep.forth(self.problem, &self.frame, &mut self.prices);
        self.sweep.back(self.problem, &self.frame, &mut self.prices, &mut self.wish) - paid
    }

    /// Takes in what is wished for now, with a weight.
    #[expect(clippy::cast_precision_loss, reason = "a few tracks")]
    fn measure_excess(&mut self, fresh: f32) {
        let horizon = self.frame.horizon;
        for (team, days) in self.problem.teams().iter().zip(self.excess.chunks_mut(horizon)) {
            for excess in days {
                *excess = (1.0 - fresh) * *excess - fresh * team.tracks as f32;
            }
        }
        for &(start, end, team) in &self.wish.slots {
            let row = team * horizon;
            for excess in &mut self.excess[row + start.min(horizon)..row + end.min(horizon)] {
                *excess += fresh;
            }
        }
    }
}
