//! Places that were decided as answers to urgent requests, in an order that knows nothing of them.
//!
//! 1. "When somebody is free": behind what its team is doing now, before everything else of its team.
//! 2. "In its turn": before the first of its team that ranks behind it, or where it stands if none does.
//! 3. "Now" is fixed elsewhere; where something has to be done first, it stands as in 1.

use throughline_scheduler::Problem;

use crate::roadmap::{Sequence, Step, Turn};

/// A decided place, by item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The item.
    pub item: u32,
    /// Its place.
    pub turn: Turn,
}

/// The order with each of them at its place, one after the other. `ranks`: item by item, by the priorities.
pub(super) fn placed(problem: &Problem, order: Sequence, decided: &[Wanted], ranks: &[usize]) -> Sequence {
    decided.iter().fold(order, |order, &wanted| match step(problem, &order, wanted, ranks) {
        Some(step) => order.with_moved(&step),
        None => order,
    })
}

fn step(problem: &Problem, order: &Sequence, wanted: Wanted, ranks: &[usize]) -> Option<Step> {
    if problem.fixed(wanted.item as usize).is_some() {
        return None;
    }
    let queue = |item: u32| problem.choices(item as usize)[usize::from(order.choice[item as usize])].team;
    let own = queue(wanted.item);
    let mut others = order.order.iter().copied().filter(|&item| item != wanted.item && queue(item) == own);
    let behind = |item: u32| ranks[item as usize] > ranks[wanted.item as usize];
    let before = match wanted.turn {
        Turn::InTurn => others.find(|&item| behind(item) && problem.fixed(item as usize).is_none()),
        Turn::Now | Turn::NextFree => {
            // Without it, so that it does not stand before what it would itself keep from starting.
            let last = Step { item: wanted.item, choice: order.choice[wanted.item as usize], before: None };
            let plan = order.with_moved(&last).plan(problem);
            others.find(|&item| plan.slots[item as usize].start > 0)
        }
    }?;
    Some(Step { item: wanted.item, choice: order.choice[wanted.item as usize], before: Some(before) })
}
