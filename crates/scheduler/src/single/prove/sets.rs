//! Orders item by item: of all orders of the same items the cheapest goes on, if what it costs and the cheapest relaxed
//! path from there on come to less than a target.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::super::line::Cost;
use super::relaxed::Relaxed;
use crate::Budget;

/// The most items of which sets are kept.
pub(super) const MOST_ITEMS: usize = 128;
/// The most sets of one size; two sizes of them take some 40 MiB.
const MOST_SETS: usize = 1 << 18;

/// The cheapest order of some items.
#[derive(Debug, Clone, Copy)]
struct Begun {
    cost: i64,
    last: u16,
    done: u32,
    /// The rewards of the items that are still missing.
    rewards: i64,
}

/// What looking at sets came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// No order costs less than the target.
    Nothing,
    /// The cheapest order costs this, which is less than the target.
    Cheapest(i64),
    /// There are too many sets, or the budget is spent.
    Unknown,
}

/// Multiplies and folds the two halves of a set.
#[derive(Debug, Default)]
struct Folded(u64);

impl Hasher for Folded {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0.rotate_left(8) ^ u64::from(byte)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
    }

    fn write_u128(&mut self, set: u128) {
        let [low, high] = [set, set >> 64].map(|half| u64::try_from(half & u128::from(u64::MAX)).unwrap_or(0));
        let mixed =
            (low ^ high.rotate_left(31).wrapping_mul(0xD6E8_FEB8_6659_FD93)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 29);
    }
}

type Sets = HashMap<u128, Begun, BuildHasherDefault<Folded>>;

/// Looks for the cheapest order that costs less than `target`, which is in the units of the relaxation.
pub(super) fn cheapest_below<C: Cost>(
    relaxed: &Relaxed<'_, C>,
    days: &[usize],
    target: i64,
    budget: &Budget<'_>,
) -> Outcome {
    const BETWEEN_LOOKS_AT_THE_CLOCK: usize = 1_000;
    let mut sets = Sets::default();
    sets.insert(0, Begun { cost: 0, last: u16::MAX, done: 0, rewards: relaxed.all_rewards() });
    for _ in 0..days.len() {
        let mut next = Sets::default();
        for (count, (&set, &begun)) in sets.iter().enumerate() {
            if count % BETWEEN_LOOKS_AT_THE_CLOCK == 0 && budget.is_spent(0) || next.len() > MOST_SETS {
                return Outcome::Unknown;
            }
            let done = begun.done as usize;
            for (item, &days) in (0_u16..).zip(days) {
                let then = done + days;
                if set >> item & 1 == 1 {
                    continue;
                }
                let Some(rest) = relaxed.rest(item, then) else { continue };
                let own = relaxed.cost(item, then);
                let (cost, rewards) = (begun.cost + own, begun.rewards - relaxed.rewards[usize::from(item)]);
                if cost + rest + rewards >= target || set != 0 && !relaxed.may_follow(begun.last, done, item, own) {
                    continue;
                }
                let one = Begun { cost, last: item, done: u32::try_from(then).unwrap_or(u32::MAX), rewards };
                let known = next.entry(set | 1 << item).or_insert(one);
                if cost < known.cost {
                    *known = one;
                }
            }
        }
        sets = next;
        if sets.is_empty() {
            return Outcome::Nothing;
        }
    }
    sets.values().map(|begun| begun.cost).min().map_or(Outcome::Nothing, Outcome::Cheapest)
}
