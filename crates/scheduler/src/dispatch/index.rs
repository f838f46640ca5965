//! By which number a team picks the next item: money that waiting costs, for each day of work.

use crate::{Curve, Day, Problem};

/// A static index: what one day of work on the item is worth, the higher the sooner.
#[derive(Debug, Clone)]
pub(crate) struct Index {
    /// Money a day of delay, for each day of work at home.
    pub(crate) worth: Vec<f64>,
    /// Whether the item is worth more for what waits behind it than for itself.
    pub(crate) inherits: Vec<bool>,
}

/// A rough length of the plan: all work at home, evenly over all tracks.
#[expect(clippy::cast_possible_truncation, reason = "at most the problem's horizon")]
pub(crate) fn rough_length(problem: &Problem) -> Day {
    let work: i64 = (0..problem.len()).map(|item| i64::from(problem.choices(item)[0].days)).sum();
    let tracks: i64 = problem.teams().iter().map(|team| i64::from(team.tracks)).sum();
    (work / tracks.max(1)).max(20) as Day
}

/// Money a day that waiting from `from` for `days` costs on average.
#[expect(clippy::cast_precision_loss, reason = "an index, not money")]
pub(crate) fn rate(curve: Curve<'_>, from: Day, days: Day) -> f64 {
    let (before, after) = (curve.wide(from), curve.wide(from.saturating_add(days)));
    (after - before) as f64 / f64::from(days)
}

/// Weighted shortest job first (Smith 1956) where an item inherits what waits behind it, shared among all that hold it up: the best
/// ratio of money to days of the item with the best of its direct successors, greedily (after Sidney 1975).
pub(crate) fn inherited(problem: &Problem, rates: &[f64]) -> Index {
    let home = |item: usize| f64::from(problem.choices(item)[0].days);
    let own = (0..problem.len()).map(|item| rates[item] / home(item)).collect();
    let mut index = Index { worth: own, inherits: vec![false; problem.len()] };
    let mut money = rates.to_vec();
    let mut days: Vec<f64> = (0..problem.len()).map(home).collect();
    let mut behind: Vec<(f64, f64, f64)> = Vec::new();
    for &item in problem.topological().iter().rev() {
        let item = item as usize;
        behind.clear();
        behind.extend(problem.succs(item).iter().map(|&next| {
            let next = next as usize;
            let share = f64::from(u32::try_from(problem.preds(next).len()).unwrap_or(u32::MAX)).max(1.0);
            (money[next] / days[next], money[next] / share, days[next] / share)
        }));
        behind.sort_by(|a, b| b.0.total_cmp(&a.0));
        for &(ratio, more_money, more_days) in &behind {
            if ratio > money[item] / days[item] {
                money[item] += more_money;
                days[item] += more_days;
            }
        }
        let best = money[item] / days[item];
        if best > index.worth[item] {
            index.worth[item] = best;
            index.inherits[item] = true;
        }
    }
    index
}
