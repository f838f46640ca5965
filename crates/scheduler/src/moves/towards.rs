//! From today's plan towards a better one, in moves that each earn their keep.

use std::cmp::Reverse;

use super::{Beside, Move, Timed};
use crate::{Budget, Day, Infeasible, Money, Plan, Problem, Slot, lineup::Lineup};

/// Items whose moves are tried at each step, the most promising first.
const TRIED: usize = 256;

/// How much may change: a stable roadmap is worth money, so a move has to earn it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap {
    /// The most moves.
    pub moves: usize,
    /// The least that each saves; at least 1 counts.
    pub earns: Money,
}

/// What leads from one plan towards another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Improvement {
    /// What is saved before any move, by everybody starting as soon as the order of the plan allows; 0 if they do.
    pub no_gaps: Money,
    /// The moves, each on top of those before it.
    pub steps: Vec<Step>,
    /// The plan after all of them. The first plan costs `no_gaps` and the sum of all savings more.
    pub plan: Plan,
}

/// One move of an [`Improvement`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The move.
    pub change: Move,
    /// What moves along because of dependencies, see [`super::move_item`].
    pub along: Vec<usize>,
    /// What it saves on top of the moves before it, above 0.
    pub saves: Money,
    /// Where the item was, after the moves before it.
    pub from: Slot,
    /// Where it is then.
    pub to: Slot,
}

/// Looks for the few moves that bring a plan closest to the cost of a better one: always the move that saves most on top
/// of those before it, as long as one earns enough, as many as the cap allows. Moves put an item where the better plan
/// has it, beside the items of its team there, or at its day. A step of the budget is one move tried, with everything
/// timed again.
///
/// The plans must be plans of this problem that can be carried out; if not, says which rule is broken.
pub fn moves(
    problem: &Problem,
    from: &Plan,
    to: &Plan,
    cap: Cap,
    budget: &Budget<'_>,
) -> Result<Improvement, Infeasible> {
    let mut walk = Walk::new(problem, from, to, budget)?;
    let no_gaps = from.cost(problem)? - walk.cost;
    let mut steps = Vec::new();
    while steps.len() < cap.moves {
        let Some(step) = walk.best_step(cap.earns.max(1)) else { break };
        steps.push(step);
    }
    Ok(Improvement { no_gaps, steps, plan: walk.now.plan() })
}

/// On the way.
struct Walk<'a> {
    problem: &'a Problem,
    goal: Timed,
    /// For each item the ones ahead of and behind it in the sequence of its team in the better plan.
    beside: Vec<[Option<u32>; 2]>,
    now: Timed,
    cost: Money,
    /// What each item's best move saved when it was last tried.
    promise: Vec<Money>,
    tried: u64,
    budget: &'a Budget<'a>,
    room: Timed,
}

impl<'a> Walk<'a> {
    fn new(problem: &'a Problem, from: &Plan, to: &Plan, budget: &'a Budget<'a>) -> Result<Self, Infeasible> {
        let (now, goal) = (Timed::of_plan(problem, from)?, Timed::of_plan(problem, to)?);
        let (cost, beside) = (now.plan().cost(problem)?, beside(problem, &goal.lineup));
        let (promise, room) = (vec![Money::MAX; problem.len()], now.clone());
        Ok(Self { problem, goal, beside, now, cost, promise, tried: 0, budget, room })
    }

    /// Makes the move that saves most, if it saves enough.
    fn best_step(&mut self, least: Money) -> Option<Step> {
        let (saves, change) = self.best_move(least).or_else(|| {
            self.promise.fill(Money::MAX);
            self.best_move(least)
        })?;
        let from = self.now.slot(change.item);
        let along = self.now.lineup.change(self.problem, change).ok()?;
        self.now.lineup.time(self.problem, None, &mut self.now.timing);
        self.cost -= saves;
        self.promise[change.item] = Money::MAX;
        Some(Step { change, along, saves, from, to: self.now.slot(change.item) })
    }

    fn best_move(&mut self, least: Money) -> Option<(Money, Move)> {
        let mut best: Option<(Money, Move)> = None;
        for item in self.candidates() {
            // What a move saves seldom grows by other moves: an old promise is as good as a bound.
            let known = best.map_or(least - 1, |(saves, _)| saves);
            if self.promise[item] <= known || self.budget.is_spent(self.tried) {
                continue;
            }
            self.promise[item] = 0;
            for change in self.changes(item) {
                let saves = self.saves(change);
                self.promise[item] = self.promise[item].max(saves);
                if saves >= least && best.is_none_or(|(most, _)| saves > most) {
                    best = Some((saves, change));
                }
            }
        }
        best
    }

    /// The items worth a try: elsewhere in the better plan, what promises most first.
    fn candidates(&self) -> Vec<usize> {
        let here = beside(self.problem, &self.now.lineup);
        let is_elsewhere = |item: usize| {
            self.now.lineup.choice[item] != self.goal.lineup.choice[item] || here[item] != self.beside[item]
        };
        let mut items: Vec<usize> =
            (0..self.problem.len()).filter(|&item| self.problem.fixed(item).is_none() && is_elsewhere(item)).collect();
        let gains = self.gains();
        items.sort_by_key(|&item| (Reverse(self.promise[item].min(gains[item])), item));
        items.truncate(TRIED);
        items
    }

    /// What each item's own change of days, or that of one that waits for it, is worth; in whichever direction.
    fn gains(&self) -> Vec<Money> {
        let worth = |item: usize| {
            let curve = self.problem.curve(item);
            (curve.at(self.now.timing.finish[item]) - curve.at(self.goal.timing.finish[item])).abs()
        };
        let mut gains: Vec<Money> = (0..self.problem.len()).map(worth).collect();
        for &item in self.problem.topological().iter().rev() {
            let lent = self.problem.succs(item as usize).iter().map(|&next| gains[next as usize]).max().unwrap_or(0);
            gains[item as usize] = gains[item as usize].max(lent);
        }
        gains
    }

    /// The ways to put an item where the better plan has it.
    fn changes(&self, item: usize) -> Vec<Move> {
        let choice = self.goal.lineup.choice[item];
        let [ahead, behind] = self.beside[item];
        let day = self.goal.timing.start[item];
        let then = self.at_day(item, day);
        let places = [
            ahead.map(|other| Beside::After(other as usize)),
            behind.map(|other| Beside::Before(other as usize)),
            then,
        ];
        places.into_iter().flatten().map(|to| Move { item, choice, to }).collect()
    }

    /// Ahead of what starts on that day or later.
    fn at_day(&self, item: usize, day: Day) -> Option<Beside> {
        let mut others = self.now.lineup.order.iter().map(|&other| other as usize).filter(|&other| other != item);
        let later = others.clone().find(|&other| self.now.timing.start[other] >= day);
        later.map(Beside::Before).or_else(|| others.next_back().map(Beside::After))
    }

    fn saves(&mut self, change: Move) -> Money {
        self.tried += 1;
        self.room.lineup.order.clone_from(&self.now.lineup.order);
        self.room.lineup.choice.clone_from(&self.now.lineup.choice);
        if self.room.lineup.change(self.problem, change).is_err() {
            return 0;
        }
        self.room.lineup.time(self.problem, None, &mut self.room.timing);
        let keeps =
            |item: usize| self.problem.fixed(item).is_none_or(|slot| slot.start == self.room.timing.start[item]);
        let kept = self.room.lineup.fixed().all(keeps);
        self.room.timing.cost(self.problem).filter(|_| kept).map_or(0, |cost| self.cost - cost)
    }
}

/// The neighbours of every item in the sequence of its team.
fn beside(problem: &Problem, lineup: &Lineup) -> Vec<[Option<u32>; 2]> {
    let mut last: Vec<Option<u32>> = vec![None; problem.teams().len()];
    let mut beside = vec![[None, None]; problem.len()];
    for &item in &lineup.order {
        let team = lineup.choice(problem, item as usize).team as usize;
        if let Some(ahead) = last[team].replace(item) {
            beside[item as usize][0] = Some(ahead);
            beside[ahead as usize][1] = Some(item);
        }
    }
    beside
}
