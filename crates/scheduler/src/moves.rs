//! Moving single items: what it costs, whom it makes wait, and the few moves that lead from one plan towards another.
//!
//! A plan is timed again in full after every move: everybody starts as soon as the new order allows. So the parts of
//! every difference add up to it exactly, also where a move has consequences far away.

mod towards;

pub use towards::{Cap, Improvement, Step, moves};

use std::collections::BTreeMap;

use crate::{
    Day, Infeasible, Money, Plan, Problem, Slot,
    lineup::{Lineup, Timing},
};

/// One item taken out of the order and put elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Which item.
    pub item: usize,
    /// Which of its choices does it from then on.
    pub choice: u16,
    /// Where it goes.
    pub to: Beside,
}

/// A place in the order, named by another item of the plan. Items of other teams are possible, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Directly ahead of this item.
    Before(usize),
    /// Directly behind it.
    After(usize),
}

/// Why something cannot be moved. Items by their index.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It may not go ahead of what it waits for.
    #[error("item {} waits for item {} ({}), so it cannot go before it; move that one first, or take a dependency out", .0.first().unwrap_or(&0), .0.last().unwrap_or(&0), chain(.0))]
    Waits(Vec<usize>),
    /// It may not go behind what waits for it.
    #[error("item {} waits for item {} ({}), so that cannot go behind it; move this one first, or take a dependency out", .0.first().unwrap_or(&0), .0.last().unwrap_or(&0), chain(.0))]
    IsWaitedFor(Vec<usize>),
    /// It is fixed.
    #[error("item {0} is fixed where it is; take that away before you move it")]
    Fixed(usize),
    /// It has no such choice.
    #[error("item {0} has no option {1}")]
    Choice(usize, u16),
    /// There is no such item.
    #[error("there is no item {0}")]
    NoSuchItem(usize),
    /// An item cannot stand beside itself.
    #[error("item {0} cannot be moved beside itself")]
    Itself(usize),
    /// The plan cannot be carried out as it is.
    #[error(transparent)]
    Plan(#[from] Infeasible),
    /// Everything would be done too late to be counted, or a promise would break.
    #[error("the plan could not be carried out after this move: {0}")]
    After(Infeasible),
}

fn chain(items: &[usize]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(" → ")
}

/// A plan after a move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The new plan.
    pub plan: Plan,
    /// What all costs grow by; below 0 if the move saves money. The sum of `shares`.
    pub costs: Money,
    /// Every item whose days change, by item.
    pub shares: Vec<Share>,
    /// What had to move along, because the item waits for it or it waits for the item; in their order.
    pub along: Vec<usize>,
}

/// One item's part in a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Which item.
    pub item: usize,
    /// When it was done.
    pub from: Day,
    /// When it is done now.
    pub to: Day,
    /// What it costs more; below 0 if less.
    pub cost: Money,
}

/// Moves one item and times everything again.
///
/// What the item waits for and would now stand behind it moves along, to directly ahead of it; what waits for it and
/// would now stand ahead of it, to directly behind it. Compared is with the same order timed in the same way, which is
/// the plan itself if no item in it could start earlier by itself.
pub fn move_item(problem: &Problem, plan: &Plan, change: Move) -> Result<Moved, Refusal> {
    let before = Timed::of_plan(problem, plan)?;
    let mut lineup = before.lineup.clone();
    let along = lineup.change(problem, change)?;
    let after = Timed::of(problem, lineup);
    let plan = after.plan();
    plan.cost(problem).map_err(Refusal::After)?;
    let shares = shares(problem, &before.timing, &after.timing);
    Ok(Moved { plan, costs: shares.iter().map(|share| share.cost).sum(), shares, along })
}

/// Makes several moves, each on top of those before it; all or none.
pub fn make_moves(problem: &Problem, plan: &Plan, changes: &[Move]) -> Result<Plan, Refusal> {
    plan.cost(problem)?;
    let mut lineup = Lineup::of(problem, plan);
    for &change in changes {
        lineup.change(problem, change)?;
    }
    let plan = Timed::of(problem, lineup).plan();
    plan.cost(problem).map_err(Refusal::After)?;
    Ok(plan)
}

/// What becomes of every item between two plans of the same problem; the costs add up to the difference of the plans.
fn shares(problem: &Problem, before: &Timing, after: &Timing) -> Vec<Share> {
    let share = |item: usize| {
        let (from, to) = (before.finish[item], after.finish[item]);
        let curve = problem.curve(item);
        Share { item, from, to, cost: curve.at(to) - curve.at(from) }
    };
    (0..problem.len()).map(share).filter(|share| share.from != share.to).collect()
}

/// A lineup with its days.
#[derive(Debug, Clone)]
struct Timed {
    lineup: Lineup,
    timing: Timing,
}

impl Timed {
    /// The order of a plan, timed again; as it was planned where promises would break or work would come later by that.
    fn of_plan(problem: &Problem, plan: &Plan) -> Result<Self, Infeasible> {
        let cost = plan.cost(problem)?;
        let mut this = Self::of(problem, Lineup::of(problem, plan));
        if this.plan().cost(problem).is_ok_and(|tight| tight <= cost) {
            return Ok(this);
        }
        for (item, slot) in plan.slots.iter().enumerate() {
            (this.timing.start[item], this.timing.finish[item]) = (slot.start, plan.finish(problem, item));
        }
        Ok(this)
    }

    fn of(problem: &Problem, lineup: Lineup) -> Self {
        let mut timing = Timing::default();
        lineup.time(problem, None, &mut timing);
        Self { lineup, timing }
    }

    fn plan(&self) -> Plan {
        self.lineup.plan(&self.timing)
    }

    fn slot(&self, item: usize) -> Slot {
        Slot { start: self.timing.start[item], choice: self.lineup.choice[item] }
    }
}

impl Lineup {
    /// Makes a move in the order and returns what moved along. Nothing changes if it is refused.
    fn change(&mut self, problem: &Problem, change: Move) -> Result<Vec<usize>, Refusal> {
        let Move { item, choice, to: Beside::Before(other) | Beside::After(other) } = change;
        if item.max(other) >= problem.len() {
            return Err(Refusal::NoSuchItem(item.max(other)));
        }
        if item == other {
            return Err(Refusal::Itself(item));
        }
        if usize::from(choice) >= problem.choices(item).len() {
            return Err(Refusal::Choice(item, choice));
        }
        if problem.fixed(item).is_some() {
            return Err(Refusal::Fixed(item));
        }
        let at = |item: usize| self.order.iter().position(|&other| other as usize == item).unwrap_or(0);
        let (from, anchor) = (at(item), at(other));
        let gap = anchor + usize::from(matches!(change.to, Beside::After(_)));
        let along = if gap <= from {
            let not_among = matches!(change.to, Beside::Before(_)).then_some(other);
            self.lift(problem, gap, from, not_among).map_err(Refusal::Waits)
        } else {
            let not_among = matches!(change.to, Beside::After(_)).then_some(other);
            self.lower(problem, gap, from, not_among).map_err(Refusal::IsWaitedFor)
        }?;
        self.choice[item] = choice;
        Ok(along)
    }

    /// Moves the item at `from` up to `gap`, with everything it waits for from there on. Fails with the chain of
    /// dependencies if `anchor` is part of that.
    fn lift(
        &mut self,
        problem: &Problem,
        gap: usize,
        from: usize,
        anchor: Option<usize>,
    ) -> Result<Vec<usize>, Vec<usize>> {
        let item = self.order[from] as usize;
        let range = &self.order[gap..from];
        let tied = Tied::to(item, range.iter().rev(), |other, tied| {
            problem.succs(other).iter().chain(problem.ahead(other)).find(|&&next| tied(next)).copied()
        });
        if let Some(mut chain) = anchor.and_then(|anchor| tied.chain(anchor)) {
            chain.reverse();
            return Err(chain);
        }
        let (along, others): (Vec<u32>, Vec<u32>) = range.iter().partition(|&&other| tied.contains(other));
        let moved = along.iter().copied().chain([self.order[from]]).chain(others).collect::<Vec<u32>>();
        self.order[gap..=from].copy_from_slice(&moved);
        Ok(along.into_iter().map(|item| item as usize).collect())
    }

    /// Moves the item at `from` down to just ahead of `gap`, with everything until there that waits for it. Fails with the
    /// chain of dependencies if `anchor` is part of that.
    fn lower(
        &mut self,
        problem: &Problem,
        gap: usize,
        from: usize,
        anchor: Option<usize>,
    ) -> Result<Vec<usize>, Vec<usize>> {
        let item = self.order[from] as usize;
        let range = &self.order[from + 1..gap];
        let tied = Tied::to(item, range.iter(), |other, tied| {
            problem.preds(other).iter().chain(problem.behind(other)).find(|&&first| tied(first)).copied()
        });
        if let Some(chain) = anchor.and_then(|anchor| tied.chain(anchor)) {
            return Err(chain);
        }
        let (along, others): (Vec<u32>, Vec<u32>) = range.iter().partition(|&&other| tied.contains(other));
        let moved = others.into_iter().chain([self.order[from]]).chain(along.iter().copied()).collect::<Vec<u32>>();
        self.order[from..gap].copy_from_slice(&moved);
        Ok(along.into_iter().map(|item| item as usize).collect())
    }
}

/// Items that hang together with one by dependencies, each with the one through which it does.
struct Tied {
    through: BTreeMap<usize, usize>,
}

impl Tied {
    /// Looks among `others`, in an order in which what links comes first. `link` finds a neighbour that is known already.
    fn to<'a>(
        item: usize,
        others: impl Iterator<Item = &'a u32>,
        link: impl Fn(usize, &dyn Fn(u32) -> bool) -> Option<u32>,
    ) -> Self {
        let mut through = BTreeMap::from([(item, item)]);
        for &other in others {
            let known = |next: u32| through.contains_key(&(next as usize));
            if let Some(next) = link(other as usize, &known) {
                through.insert(other as usize, next as usize);
            }
        }
        Self { through }
    }

    fn contains(&self, item: u32) -> bool {
        self.through.contains_key(&(item as usize))
    }

    /// From an item to the one that all hang together with, if it is among them.
    fn chain(&self, from: usize) -> Option<Vec<usize>> {
        let mut next = *self.through.get(&from)?;
        let mut chain = vec![from];
        while chain.last() != Some(&next) {
            chain.push(next);
            next = self.through[&next];
        }
        Some(chain)
    }
}
