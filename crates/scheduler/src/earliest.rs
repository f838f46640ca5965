//! What no plan can undercut, at a glance: every item as early as its release and what it waits for allow.

use crate::{Day, Money, Problem};

/// The earliest day on which each item can be done if every team had tracks for everything.
pub(crate) fn earliest_finish(problem: &Problem) -> Vec<Day> {
    let mut start: Vec<Day> = vec![0; problem.len()];
    let mut finish: Vec<Day> = vec![0; problem.len()];
    for &item in problem.topological() {
        let item = item as usize;
        let done = problem.preds(item).iter().map(|&pred| finish[pred as usize]);
        let begun = problem.behind(item).iter().map(|&other| start[other as usize]);
        let ready = done.chain(begun).fold(problem.release(item), Day::max);
        (start[item], finish[item]) = if let Some(slot) = problem.fixed(item) {
            (slot.start, problem.finish(problem.choices(item)[usize::from(slot.choice)], slot.start))
        } else {
            let choices = problem.choices(item).iter();
            (ready, choices.map(|&choice| problem.finish(choice, ready)).min().unwrap_or(ready))
        };
    }
    finish
}

/// The sum of the costs of all items at their earliest days: no plan is cheaper.
pub(crate) fn earliest_cost(problem: &Problem) -> Money {
    earliest_finish(problem).into_iter().enumerate().map(|(item, day)| problem.curve(item).at(day)).sum()
}
