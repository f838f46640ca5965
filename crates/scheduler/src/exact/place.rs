//! A plan from the starts that items wish for: one after the other at the first day on which each fits.

use super::model::index;
use crate::{Day, Plan, Problem, Slot};

/// The plan in which items take their teams in the order of their wishes, `(start, choice)` each. None where fixed items
/// leave no room before `horizon`.
pub(super) fn placed(problem: &Problem, wishes: &[(f64, u16)], horizon: usize) -> Option<Plan> {
    let mut rank = vec![0; problem.len()];
    for (at, &item) in problem.topological().iter().enumerate() {
        rank[item as usize] = at;
    }
    let mut order: Vec<usize> = (0..problem.len()).filter(|&item| problem.fixed(item).is_none()).collect();
    order.sort_unstable_by(|&one, &other| {
        wishes[one].0.total_cmp(&wishes[other].0).then_with(|| rank[one].cmp(&rank[other]))
    });
    let mut slots: Vec<Option<Slot>> = (0..problem.len()).map(|item| problem.fixed(item)).collect();
    let mut busy: Vec<Vec<u32>> = vec![vec![0; horizon]; problem.teams().len()];
    for (item, slot) in slots.iter().enumerate() {
        if let Some(slot) = *slot {
            take(problem, item, slot, &mut busy)?;
        }
    }
    while !order.is_empty() {
        let before = order.len();
        let mut waiting = Vec::new();
        for item in order {
            let Some(ready) = ready(problem, item, &slots) else {
                waiting.push(item);
                continue;
            };
            let slot = first_fit(problem, item, wishes[item].1, ready, &busy, horizon)?;
            take(problem, item, slot, &mut busy)?;
            slots[item] = Some(slot);
        }
        if waiting.len() == before {
            return None;
        }
        order = waiting;
    }
    Some(Plan { slots: slots.into_iter().collect::<Option<_>>()? })
}

fn finish(problem: &Problem, item: usize, slot: Slot) -> Day {
    problem.finish(problem.choices(item)[usize::from(slot.choice)], slot.start)
}

fn take(problem: &Problem, item: usize, slot: Slot, busy: &mut [Vec<u32>]) -> Option<()> {
    let team = problem.choices(item)[usize::from(slot.choice)].team as usize;
    let days = busy[team].get_mut(index(slot.start)..index(finish(problem, item, slot)))?;
    for busy in days {
        *busy += 1;
    }
    Some(())
}

/// The first day that its release, what it waits for and what it may not overtake allow; None before they are placed.
fn ready(problem: &Problem, item: usize, slots: &[Option<Slot>]) -> Option<Day> {
    let mut ready = problem.release(item);
    for &pred in problem.preds(item) {
        ready = ready.max(finish(problem, pred as usize, slots[pred as usize]?));
    }
    for &other in problem.behind(item) {
        ready = ready.max(slots[other as usize]?.start);
    }
    Some(ready)
}

fn first_fit(
    problem: &Problem,
    item: usize,
    choice: u16,
    ready: Day,
    busy: &[Vec<u32>],
    horizon: usize,
) -> Option<Slot> {
    let team = problem.choices(item)[usize::from(choice)].team as usize;
    let tracks = problem.teams()[team].tracks;
    let mut slot = Slot { start: ready, choice };
    loop {
        let end = index(finish(problem, item, slot));
        if end > horizon {
            return None;
        }
        match busy[team][index(slot.start)..end].iter().rposition(|&busy| busy >= tracks) {
            None => return Some(slot),
            Some(at) => slot.start += Day::try_from(at + 1).ok()?,
        }
    }
}
