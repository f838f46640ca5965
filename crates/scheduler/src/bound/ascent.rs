//! Better prices, step by step: where a team is wanted by more than it has tracks its days become dearer, where it idles
//! they become cheaper (a deflected subgradient with steps after Polyak 1969, centred on the best prices seen).

use super::first::suggested;
use super::frame::{Frame, narrow};
use super::packed::Packed;
use super::sweep::{AtHand, Sweep, Wish};
use super::value::proved;
use crate::{Money, Plan, Problem};

/// How much of today's wishes goes into the direction; the rest is what was wished before.
const FRESH: f32 = 0.5;
/// The first step, as a part of the way to the plan's cost that the direction promises.
const FIRST_STEP: f64 = 0.05;
/// So many steps without progress make steps shorter, where there is time for thousands of them and where there is not.
const PATIENCE: u32 = 4;
const LITTLE_PATIENCE: u32 = 2;
/// With more items than this there is time for tens of steps.
const LARGE: usize = 2_000;
const SHORTER: f64 = 0.6;
/// Progress makes steps longer, up to a length.
const LONGER: f64 = 1.05;
const LONGEST: f64 = 0.6;
/// Prices move in proportion to what they are, and to this part of the team's mean.
const FLOOR: f32 = 0.1;
/// A price whose team is too busy, or idle, in two steps on end goes faster, and one that changes its mind slower (after
/// Riedmiller and Braun 1993), within limits.
const FASTER: f32 = 1.2;
const SLOWER: f32 = 0.5;
const FASTEST: f32 = 3.0;
const SLOWEST: f32 = 0.05;
/// How much of the starts that were wished for so far stays when new ones come.
const KEPT: f32 = 0.8;
/// With shorter steps than this it is time for narrower cells.
const SETTLED: f64 = 0.02;
/// Teams may have so many cells for each item where there are many items. More make the bound a little better (one that goes
/// down to single days came 3% nearer to the cost of a plan for 10,000 items) and take several times the room.
const MOST_CELLS: usize = 2;
/// The prices of arcs may err by this part of what an item costs on average, where there are not many items and where there are.
const ERROR: f64 = 0.003;
const ERROR_OF_MANY: f64 = 0.01;
/// The first step on narrower cells.
const FIRST_STEP_AGAIN: f64 = 0.04;

/// Prices that are becoming better.
#[derive(Debug)]
pub(crate) struct Ascent<'p> {
    problem: &'p Problem,
    frame: Frame,
    arcs: Packed,
    /// Price of each day of each team, one team after the other.
    teams: Vec<f32>,
    best_teams: Vec<f32>,
    /// What the cells before each cell cost together, one team after the other.
    sums: Vec<f32>,
    /// By how much more than it has a team was wanted lately.
    excess: Vec<f32>,
    /// How fast each price goes; less than 0 where its team idled a step before.
    rates: Vec<f32>,
    /// The day on which each item was wished to start lately.
    starts: Vec<f32>,
    best: f64,
    step: f64,
    stale: u32,
    is_hurried: bool,
    /// Steps on cells of this width.
    steps: usize,
    is_new: bool,
    sweep: Sweep,
    upper: f64,
}

impl<'p> Ascent<'p> {
    /// With the prices that a plan suggests. `upper` is what some plan costs.
    pub(crate) fn new(problem: &'p Problem, plan: &Plan, days: usize, width: usize, upper: Money) -> Self {
        let horizon = days.div_ceil(width);
        let frame = Frame::new(problem, horizon, width);
        let teams = suggested(problem, plan, &frame);
        Self {
            arcs: Packed::none(&frame, error(problem, upper)),
            sums: sums(problem, &frame),
            frame,
            best_teams: teams.clone(),
            excess: vec![0.0; teams.len()],
            rates: vec![1.0; teams.len()],
            starts: vec![0.0; problem.len()],
            teams,
            best: f64::NEG_INFINITY,
            step: FIRST_STEP,
            stale: 0,
            is_hurried: problem.len() > LARGE,
            steps: 0,
            is_new: true,
            sweep: Sweep::default(),
            upper: as_float(upper),
            problem,
        }
    }

    /// One pass forth and back over all items, and a step.
    pub(crate) fn advance(&mut self) {
        let fresh = if self.is_new { 1.0 } else { FRESH };
        self.forget_excess(fresh);
        let value = self.look(Some(fresh));
        self.steps += 1;
        if value > self.best + (self.upper - self.best).abs().min(1e18) * 1e-4 {
            self.stale = 0;
            self.step = (self.step * LONGER).min(LONGEST);
        } else {
            self.stale += 1;
        }
        if value > self.best {
            self.best = value;
            self.best_teams.copy_from_slice(&self.teams);
        }
        let room = (self.upper - self.best).max(1.0);
        if value < self.best - room || self.stale >= if self.is_hurried { LITTLE_PATIENCE } else { PATIENCE } {
            self.stale = 0;
            self.step *= SHORTER;
            self.teams.copy_from_slice(&self.best_teams);
        }
        if self.is_hurried {
            self.change_rates();
        }
        self.is_new = false;
        self.move_prices(room);
    }

    /// The day on which each item was wished to start on average, the later wishes counting for more; none before the first
    /// step.
    pub(crate) fn starts(&self) -> Option<&[f32]> {
        (!self.is_new).then_some(&self.starts)
    }

    /// The same, and lets go of everything else.
    pub(crate) fn into_starts(self) -> Option<Vec<f32>> {
        (!self.is_new).then_some(self.starts)
    }

    /// Some plan costs no more than this.
    pub(crate) fn learn(&mut self, cost: Money) {
        self.upper = self.upper.min(as_float(cost));
    }

    fn change_rates(&mut self) {
        for (rate, &excess) in self.rates.iter_mut().zip(&self.excess) {
            let speed = if self.is_new {
                rate.abs()
            } else if (*rate < 0.0) == (excess < 0.0) {
                (rate.abs() * FASTER).min(FASTEST)
            } else {
                (rate.abs() * SLOWER).max(SLOWEST)
            };
            *rate = speed.copysign(excess);
        }
    }

    /// A step along the excess, each price in proportion to what it is.
    fn move_prices(&mut self, room: f64) {
        let horizon = self.frame.horizon;
        #[expect(clippy::cast_precision_loss, reason = "a mean")]
        let floor = |prices: &[f32]| FLOOR * prices.iter().sum::<f32>() / horizon as f32 + f32::EPSILON;
        let rows = self.excess.chunks(horizon).zip(self.rates.chunks(horizon));
        let mut norm = 0.0_f64;
        for (prices, (excess, rates)) in self.teams.chunks(horizon).zip(rows.clone()) {
            let floor = floor(prices);
            for ((&price, &excess), &rate) in prices.iter().zip(excess).zip(rates) {
                if excess > 0.0 || price > 0.0 {
                    norm += f64::from(rate.abs() * (price + floor) * excess * excess);
                }
            }
        }
        #[expect(clippy::cast_possible_truncation, reason = "the length of a step may err")]
        let step = (self.step * room / norm.max(f64::from(f32::MIN_POSITIVE))) as f32;
        for (prices, (excess, rates)) in self.teams.chunks_mut(horizon).zip(rows) {
            let floor = floor(prices);
            for ((price, &excess), &rate) in prices.iter_mut().zip(excess).zip(rates) {
                *price = (*price + step * rate.abs() * (*price + floor) * excess).max(0.0);
            }
        }
    }

    /// Whether cells can be narrower, and narrower ones are worth the room that they take.
    pub(crate) fn is_worth_refining(&self) -> bool {
        let cells = 2 * self.teams.len();
        self.frame.width > 1 && (!self.is_hurried || cells <= MOST_CELLS * self.problem.len())
    }

    /// Days of a cell.
    pub(crate) fn width(&self) -> usize {
        self.frame.width
    }

    /// Whether these cells have little more to give: steps have become short, or there have been so many.
    pub(crate) fn is_settled(&self, many: usize) -> bool {
        self.step < SETTLED || self.steps >= many
    }

    /// Goes on with cells of half the width.
    pub(crate) fn refine(&mut self) {
        let finer = self.frame.in_cells_of(self.problem, self.frame.width / 2);
        self.arcs = std::mem::take(&mut self.arcs).halved(&self.frame, &finer);
        let twice = |cells: &[f32], factor: f32| -> Vec<f32> {
            cells.iter().flat_map(|&cell| [cell * factor, cell * factor]).collect()
        };
        self.teams = twice(&self.best_teams, 0.5);
        self.best_teams.clone_from(&self.teams);
        self.sums = Vec::new();
        self.sums = sums(self.problem, &finer);
        self.excess = twice(&self.excess, 1.0);
        self.rates = twice(&self.rates, 1.0);
        self.frame = finer;
        self.best = f64::NEG_INFINITY;
        self.stale = 0;
        self.steps = 0;
        self.step = self.step.max(FIRST_STEP_AGAIN);
    }

    /// What the best prices so far prove.
    pub(crate) fn prove(&mut self) -> Money {
        std::mem::swap(&mut self.teams, &mut self.best_teams);
        for _ in 0..2 {
            self.look(None);
        }
        let bound = proved(self.problem, &self.frame, &self.sums, &self.arcs);
        std::mem::swap(&mut self.teams, &mut self.best_teams);
        bound
    }

    /// Passes forth and back; returns roughly what these prices prove. What items wish for is taken in with the weight `fresh`,
    /// if there is one.
    fn look(&mut self, fresh: Option<f32>) -> f64 {
        let (horizon, width) = (self.frame.horizon, self.frame.width);
        let mut paid = 0.0;
        let rows = self.sums.chunks_mut(horizon + 1).zip(self.teams.chunks(horizon));
        for (team, (sums, days)) in self.problem.teams().iter().zip(rows) {
            let mut sum = 0.0;
            for (slot, &price) in sums.iter_mut().zip(days) {
                *slot = sum;
                sum += price;
            }
            sums[horizon] = sum;
            paid += f64::from(team.tracks) * f64::from(sum);
        }
        let mut at_hand = AtHand { frame: &self.frame, sums: &self.sums, arcs: &mut self.arcs };
        self.sweep.forth(self.problem, &mut at_hand);
        let kept = if self.is_new { 0.0 } else { KEPT };
        let cost = self.sweep.back(self.problem, &mut at_hand, |item, wish| {
            let Some(fresh) = fresh else { return };
            let mean = &mut self.starts[item];
            *mean += (1.0 - kept) * (as_float_day(wish.start * width) - *mean);
            measure(&mut self.excess[wish.team * horizon..(wish.team + 1) * horizon], width, wish, fresh);
        });
        cost - paid
    }

    /// Lets go of so much of what teams were wanted for, and takes what they have to give instead.
    #[expect(clippy::cast_precision_loss, reason = "a few tracks")]
    fn forget_excess(&mut self, fresh: f32) {
        for (team, cells) in self.problem.teams().iter().zip(self.excess.chunks_mut(self.frame.horizon)) {
            for excess in cells {
                *excess = (1.0 - fresh) * *excess - fresh * team.tracks as f32;
            }
        }
    }
}

/// Adds what is wished for to what a team is wanted for, with a weight.
fn measure(cells: &mut [f32], width: usize, wish: Wish, fresh: f32) {
    let end = wish.done / width;
    let horizon = cells.len();
    for excess in &mut cells[wish.start.min(horizon)..end.min(horizon)] {
        *excess += fresh;
    }
    if let Some(excess) = cells.get_mut(end) {
        *excess += fresh * as_float_day(wish.done % width) / as_float_day(width);
    }
}

/// Room for the sums of each team.
fn sums(problem: &Problem, frame: &Frame) -> Vec<f32> {
    vec![0.0; problem.teams().len() * (frame.horizon + 1)]
}

/// By how much money the prices of an arc may err: together by a small part of what a plan costs.
#[expect(clippy::cast_possible_truncation, reason = "what may err may be rounded")]
fn error(problem: &Problem, upper: Money) -> f32 {
    let part = if problem.len() > LARGE { ERROR_OF_MANY } else { ERROR };
    (part * as_float(upper) / f64::from(narrow(problem.len().max(1)))) as f32
}

#[expect(clippy::cast_precision_loss, reason = "the length of a step may err")]
fn as_float(money: Money) -> f64 {
    money as f64
}

#[expect(clippy::cast_precision_loss, reason = "a mean of days may err")]
fn as_float_day(day: usize) -> f32 {
    day as f32
}
