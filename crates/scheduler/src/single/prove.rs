//! What no order of a line can cost less than, and often that none is cheaper than the one that is known.

mod relaxed;
mod sets;

use relaxed::Relaxed;
use sets::{MOST_ITEMS, Outcome, cheapest_below};

use super::line::{Cost, Costs, Line};
use crate::{Budget, Day, Money};

/// The most states, each of 16 bytes and more: some 60 MiB.
const MOST_STATES: usize = 1 << 21;
/// Money is split no finer than that every path stays below this, and no finer than so many times in two.
const FINE: i128 = 1 << 58;
const MOST_SHIFT: u32 = 12;
/// Steps on the rewards at the most, and between two looks at which states can go.
const MOST_STEPS: u64 = 1000;
const BETWEEN_DROPS: u64 = 12;
/// The first step, as a part of the way to the known cost that the counts promise, and how it goes on.
const FIRST_STEP: f64 = 2.0;
const PATIENCE: u32 = 10;
const SHORTER: f64 = 0.9;
const SETTLED: f64 = 0.02;
/// The part of the budget that goes to steps on the rewards; the rest is for looking at sets.
const FOR_REWARDS: f64 = 0.6;
/// The targets for looking at sets, as parts of the way from the bound to the known cost.
const TARGETS: [f64; 3] = [0.3, 0.65, 1.0];

/// Money that every order of the line costs at least, the better the longer it may take. `cost` is what a known order
/// costs; the answer is never more, and the same where that order is proved best. A step is a pass over all states.
/// None where the line is too long for this.
pub(crate) fn prove(line: &Line, order: &[u32], cost: Money, budget: &Budget<'_>) -> Option<Money> {
    let days: Vec<usize> = line.days.iter().map(|&days| usize::try_from(days).unwrap_or(0)).collect();
    let end: usize = days.iter().sum();
    if (end + 1).checked_mul(days.len()).is_none_or(|states| states > MOST_STATES) {
        return None;
    }
    match &line.costs {
        Costs::Late(costs) => proved(&days, costs, order, cost, budget),
        Costs::Curves(costs) => proved(&days, costs, order, cost, budget),
    }
}

fn proved<C: Cost>(days: &[usize], costs: &C, order: &[u32], cost: Money, budget: &Budget<'_>) -> Option<Money> {
    let shift = shift(days, costs)?;
    let unit = 1_i64 << shift;
    let most = (cost - 1) << shift;
    let whole = |bound: i64| (bound + unit - 1).div_euclid(unit).clamp(0, cost);
    let mut relaxed = Relaxed::new(days, costs, shift);
    relaxed.reward_as_in(order);
    let Some((bound, rewards)) = climb(&mut relaxed, most, budget) else { return Some(cost) };
    if budget.is_spent(0) || days.len() > MOST_ITEMS {
        return Some(whole(bound));
    }
    relaxed.rewards = rewards;
    relaxed.forth();
    relaxed.back();
    let mut best = whole(bound);
    for part in TARGETS {
        let way = to_float((cost << shift) - bound) * part;
        let target =
            if part < 1.0 { (whole(bound + to_whole(way)) << shift).min(cost << shift) } else { cost << shift };
        match cheapest_below(&relaxed, days, target, budget) {
            Outcome::Nothing => best = best.max(whole(target)),
            Outcome::Cheapest(found) => return Some(whole(found)),
            Outcome::Unknown => break,
        }
    }
    Some(best)
}

/// How often money can be split in two. None where even whole money may be too much for a path.
fn shift<C: Cost>(days: &[usize], costs: &C) -> Option<u32> {
    let end: usize = days.iter().sum();
    let last = Day::try_from(end + 1).ok()?;
    let most = (0..days.len()).map(|item| costs.at(costs.of(item), last)).max()?;
    let path = i128::from(most) * i128::try_from(end + 1).ok()?;
    (0..=MOST_SHIFT).rev().find(|&shift| path << shift <= FINE)
}

/// Steps on the rewards. Returns the best bound with its rewards, or None when no path is left that costs at most `most`.
fn climb<C: Cost>(relaxed: &mut Relaxed<'_, C>, most: i64, budget: &Budget<'_>) -> Option<(i64, Vec<i64>)> {
    let mut best = (i64::MIN, relaxed.rewards.clone());
    let (mut step, mut stale) = (FIRST_STEP, 0);
    for number in 1..=MOST_STEPS {
        let is_late = budget.is_spent(number) || budget.used(number) > FOR_REWARDS;
        if number > 1 && is_late || step < SETTLED {
            break;
        }
        let bound = relaxed.forth();
        if bound > most {
            return None;
        }
        if number.is_multiple_of(BETWEEN_DROPS) {
            relaxed.back();
            relaxed.drop_states(most);
        }
        stale += 1;
        if bound > best.0 {
            if to_float(bound) - to_float(best.0) > to_float(most - bound) * 0.01 {
                stale = 0;
            }
            best = (bound, relaxed.rewards.clone());
        }
        if stale >= PATIENCE {
            stale = 0;
            step *= SHORTER;
        }
        if relaxed.move_rewards(step * to_float(most - best.0).max(1.0)) {
            break;
        }
    }
    Some(best)
}

#[expect(clippy::cast_precision_loss, reason = "the length of a step may err")]
fn to_float(money: i64) -> f64 {
    money as f64
}

#[expect(clippy::cast_possible_truncation, reason = "any target will do")]
fn to_whole(money: f64) -> i64 {
    money as i64
}
