//! An order to begin with.

use super::line::Cost;
use crate::{Day, Money};

/// Always the item that loses most per day of work when it waits for `ahead` more days. The curves' own form of the
/// apparent tardiness cost (Vepsalainen and Morton 1987), where `ahead` is so many mean durations.
pub(crate) fn greedy<C: Cost>(days: &[Day], costs: &C, ahead: Day) -> Vec<u32> {
    let mut left: Vec<(u32, Day, C::Of)> =
        (0..).zip(days).map(|(item, &days)| (item, days, costs.of(item as usize))).collect();
    let mut order = Vec::with_capacity(left.len());
    let mut day = 0;
    while !left.is_empty() {
        let mut best = (0, -1, 1);
        for (at, &(_, days, of)) in left.iter().enumerate() {
            let end = day + days;
            let loss = costs.at(of, end.saturating_add(ahead)) - costs.at(of, end);
            if dearer((loss, days), (best.1, best.2)) {
                best = (at, loss, days);
            }
        }
        let (item, days, _) = left.remove(best.0);
        day += days;
        order.push(item);
    }
    order
}

/// Whether one loss per day of work is greater than another.
#[inline]
fn dearer(one: (Money, Day), other: (Money, Day)) -> bool {
    i128::from(one.0) * i128::from(other.1) > i128::from(other.0) * i128::from(one.1)
}
