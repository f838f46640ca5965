//! What the tree is about: when each way of doing each item can start, what that costs, and the arcs that tie items.
//!
//! All money here is in `f64` on a grid: whole multiples of a power of 2 that is so coarse that no sum is ever rounded.
//! What has to be rounded (a price, a curve of very large sums) is rounded once, in the direction that keeps bounds low.

use crate::{Choice, Day, Money, Problem};

/// One choice of one item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    pub item: usize,
    /// Index among the item's choices.
    pub choice: u16,
    pub team: usize,
    /// Days from start to end where every day of the team is a full day.
    pub full_days: Option<usize>,
}

/// `to` may not start before `from` is done, or, if `starts`, before it has started.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    pub from: usize,
    pub to: usize,
    pub starts: bool,
}

/// Everything that stays the same in the whole tree. Starts are days from 0 to `horizon`; the last one stands for itself
/// and all later days, which have no prices and no limits.
#[derive(Debug)]
pub(super) struct Model {
    pub horizon: usize,
    pub ways: Vec<Way>,
    /// Ways of each item.
    pub ways_of: Vec<std::ops::Range<usize>>,
    pub arcs: Vec<Arc>,
    pub ins: Vec<Vec<usize>>,
    pub outs: Vec<Vec<usize>>,
    /// Every item after what it waits for.
    pub order: Vec<usize>,
    /// Tracks of each team.
    pub tracks: Vec<f64>,
    pub grid: Grid,
    /// Per way and start, the day on which it is done, at most `horizon`.
    done: Vec<u32>,
    /// Per way and start, what that costs; never more than the real cost, and endless where that alone is too much.
    pub costs: Vec<f64>,
    pub firsts: Vec<usize>,
    pub lasts: Vec<usize>,
}

/// Multiples of a power of 2.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    /// Adding and subtracting this rounds to the grid: numbers of this size have no finer digits.
    magic: f64,
    /// The power of 2.
    step: f64,
    /// Sums of a few thousand numbers up to this are exact.
    pub limit: f64,
}

impl Grid {
    /// A grid on which 2 to the power of 18 times this money can be added up.
    #[expect(clippy::cast_precision_loss, reason = "only the size matters")]
    fn for_money(most: Money) -> Self {
        const DIGITS: f64 = (1_u64 << 52) as f64;
        let mut step = 1.0 / f64::from(1 << 20);
        while step * DIGITS < most as f64 * f64::from(1 << 18) {
            step *= 2.0;
        }
        Self { magic: 1.5 * DIGITS * step, step, limit: DIGITS * step / f64::from(1 << 14) }
    }

    /// The nearest number of the grid, for numbers that are not beyond its limit.
    #[inline]
    pub(super) fn round(self, value: f64) -> f64 {
        (value + self.magic) - self.magic
    }

    /// Money, or a little less where it has more digits than the grid.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "what does not fit is rounded down; both ends of the type are far away"
    )]
    fn money(self, money: Money) -> f64 {
        let near = self.round(money as f64);
        if near as i128 > i128::from(money) { near - self.step } else { near }
    }
}

impl Model {
    /// The problem up to a horizon that no release and no fixed start lies behind, for plans that cost less than `upper`.
    pub(super) fn new(problem: &Problem, horizon: usize, upper: Money) -> Self {
        let mut ways = Vec::new();
        let mut ways_of = Vec::new();
        for item in 0..problem.len() {
            let first = ways.len();
            for (choice, &Choice { team, days }) in (0_u16..).zip(problem.choices(item)) {
                let team = team as usize;
                let full = problem.teams()[team].calendar.is_full();
                ways.push(Way { item, choice, team, full_days: full.then_some(index(days)) });
            }
            ways_of.push(first..ways.len());
        }
        let mut arcs = Vec::new();
        for to in 0..problem.len() {
            let arc = |starts| move |&from: &u32| Arc { from: from as usize, to, starts };
            arcs.extend(problem.preds(to).iter().map(arc(false)));
            arcs.extend(problem.behind(to).iter().map(arc(true)));
        }
        let mut ins = vec![Vec::new(); problem.len()];
        let mut outs = ins.clone();
        for (number, arc) in arcs.iter().enumerate() {
            ins[arc.to].push(number);
            outs[arc.from].push(number);
        }
        let mut this = Self {
            horizon,
            ways_of,
            arcs,
            ins,
            outs,
            order: problem.topological().iter().map(|&item| item as usize).collect(),
            tracks: problem.teams().iter().map(|team| f64::from(team.tracks)).collect(),
            grid: Grid::for_money(upper),
            done: Vec::new(),
            costs: Vec::new(),
            firsts: Vec::new(),
            lasts: Vec::new(),
            ways,
        };
        for at in 0..this.ways.len() {
            this.lay_out(problem, at, upper);
        }
        this
    }

    fn lay_out(&mut self, problem: &Problem, way: usize, upper: Money) {
        let Way { item, choice, .. } = self.ways[way];
        let (first, last) = match problem.fixed(item) {
            None if is_dominated(problem, item, choice) => (1, 0),
            None => (index(problem.release(item)), self.horizon),
            Some(slot) if slot.choice == choice => (index(slot.start), index(slot.start)),
            Some(_) => (1, 0),
        };
        self.firsts.push(first);
        self.lasts.push(last);
        for start in 0..=self.horizon {
            let day = Day::try_from(start).unwrap_or(Day::MAX);
            let done = problem.finish(problem.choices(item)[usize::from(choice)], day);
            self.done.push(u32::try_from(index(done).min(self.horizon)).unwrap_or(u32::MAX));
            let cost = problem.curve(item).at(done);
            self.costs.push(if cost < upper { self.grid.money(cost) } else { f64::INFINITY });
        }
    }

    pub(super) fn len(&self) -> usize {
        self.ways_of.len()
    }

    /// How many days can be a start.
    pub(super) fn cells(&self) -> usize {
        self.horizon + 1
    }

    /// When each start of a way is done.
    #[inline]
    pub(super) fn done(&self, way: usize) -> &[u32] {
        &self.done[way * self.cells()..(way + 1) * self.cells()]
    }
}

/// Whether another choice of the same team is never later; of equal ones the first stays.
fn is_dominated(problem: &Problem, item: usize, choice: u16) -> bool {
    let choices = problem.choices(item);
    let Choice { team, days } = choices[usize::from(choice)];
    (0..).zip(choices).any(|(other, by): (u16, _)| by.team == team && (by.days, other) < (days, choice))
}

/// A day as a number to reckon with.
#[expect(clippy::cast_precision_loss, reason = "days are few")]
pub(super) fn to_float(day: usize) -> f64 {
    day as f64
}

/// A day as an index; there are none before 0.
pub(super) fn index(day: Day) -> usize {
    usize::try_from(day).unwrap_or(0)
}

/// The least whole money that is not below.
#[expect(clippy::cast_possible_truncation, reason = "bounds are below the cost of a plan")]
pub(super) fn whole(bound: f64) -> Money {
    bound.ceil().max(0.0) as Money
}
