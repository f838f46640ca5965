//! A plan: when each item starts and who does it; what it costs, or why it cannot be done.

use crate::{
    Day, Money, Problem,
    problem::{LAST_DAY, MOST_MONEY},
};

/// When one item starts, and which of its choices does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Slot {
    /// The day it starts.
    pub start: Day,
    /// Index of the choice among the item's.
    pub choice: u16,
}

/// One slot per item, in item order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The slots.
    pub slots: Vec<Slot>,
}

/// Why a plan cannot be carried out. Items by their index.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Infeasible {
    /// The plan has another number of slots than the problem has items.
    #[error("the plan has {0} entries and the problem {1} items; give one entry per item, in the same order")]
    Length(usize, usize),
    /// A choice that the item does not have.
    #[error("item {item} has no option {choice}")]
    Choice {
        /// Which item.
        item: usize,
        /// What the plan says.
        choice: u16,
    },
    /// It starts before its release.
    #[error("item {item} starts on day {start}, before its release on day {release}")]
    Release {
        /// Which item.
        item: usize,
        /// When it starts.
        start: Day,
        /// When it may.
        release: Day,
    },
    /// It starts after the last day that can be counted.
    #[error("item {item} starts on day {start}; days up to {most} can be counted")]
    Beyond {
        /// Which item.
        item: usize,
        /// When it starts.
        start: Day,
        /// The last day.
        most: Day,
    },
    /// Its cost does not fit.
    #[error("this plan costs {0}, and at most {1} can be counted; it is far later than it need be")]
    TooDear(i128, i128),
    /// It is not where it was fixed.
    #[error("item {item} is fixed to day {0} and option {1}, and the plan puts it elsewhere", fixed.start, fixed.choice)]
    Fixed {
        /// Which item.
        item: usize,
        /// Where it must be.
        fixed: Slot,
    },
    /// It starts before something that it waits for is done.
    #[error("item {item} starts on day {start}, but item {pred}, which it waits for, is done only on day {done}")]
    Precedence {
        /// Which item.
        item: usize,
        /// When it starts.
        start: Day,
        /// What it waits for.
        pred: usize,
        /// When that is done.
        done: Day,
    },
    /// It starts before an item that it must not overtake.
    #[error("item {item} starts on day {start}, before item {other}, which it must not overtake")]
    Overtakes {
        /// Which item.
        item: usize,
        /// When it starts.
        start: Day,
        /// Which it overtakes.
        other: usize,
    },
    /// A team has more under way than it has tracks.
    #[error("team {team} would work on more than {tracks} items at once on day {day}")]
    Capacity {
        /// Which team.
        team: usize,
        /// Its tracks.
        tracks: u32,
        /// The first such day.
        day: Day,
    },
}

impl Plan {
    /// When an item is done.
    pub fn finish(&self, problem: &Problem, item: usize) -> Day {
        let slot = self.slots[item];
        problem.finish(problem.choices(item)[usize::from(slot.choice)], slot.start)
    }

    /// Checks every rule and adds up what the plan costs: the independent evaluator that every algorithm here is held
    /// to. Takes time in proportion to the number of items (and a sort).
    pub fn cost(&self, problem: &Problem) -> Result<Money, Infeasible> {
        if self.slots.len() != problem.len() {
            return Err(Infeasible::Length(self.slots.len(), problem.len()));
        }
        let mut changes: Vec<Vec<(Day, i32)>> = vec![Vec::new(); problem.teams().len()];
        let mut total = 0_i128;
        for (item, &slot) in self.slots.iter().enumerate() {
            self.check(problem, item, slot)?;
            let finish = self.finish(problem, item);
            let team = problem.choices(item)[usize::from(slot.choice)].team as usize;
            changes[team].push((slot.start, 1));
            changes[team].push((finish, -1));
            total += problem.curve(item).wide(finish);
        }
        for (team, changes) in changes.iter_mut().enumerate() {
            changes.sort_unstable();
            let tracks = problem.teams()[team].tracks;
            let mut busy = 0_i32;
            for &(day, change) in &*changes {
                busy += change;
                if i64::from(busy) > i64::from(tracks) {
                    return Err(Infeasible::Capacity { team, tracks, day });
                }
            }
        }
        let most = i128::from(MOST_MONEY);
        Money::try_from(total).ok().filter(|_| total <= most).ok_or(Infeasible::TooDear(total, most))
    }

    fn check(&self, problem: &Problem, item: usize, slot: Slot) -> Result<(), Infeasible> {
        if usize::from(slot.choice) >= problem.choices(item).len() {
            return Err(Infeasible::Choice { item, choice: slot.choice });
        }
        let release = problem.release(item);
        if slot.start < release {
            return Err(Infeasible::Release { item, start: slot.start, release });
        }
        if slot.start > LAST_DAY {
            return Err(Infeasible::Beyond { item, start: slot.start, most: LAST_DAY });
        }
        if let Some(fixed) = problem.fixed(item).filter(|&fixed| fixed != slot) {
            return Err(Infeasible::Fixed { item, fixed });
        }
        for &pred in problem.preds(item) {
            let pred = pred as usize;
            let Slot { start, choice } = self.slots[pred];
            let known = start <= LAST_DAY && usize::from(choice) < problem.choices(pred).len();
            let done = if known { self.finish(problem, pred) } else { Day::MAX };
            if done > slot.start {
                return Err(Infeasible::Precedence { item, start: slot.start, pred, done });
            }
        }
        for &other in problem.behind(item) {
            let other = other as usize;
            if self.slots[other].start > slot.start {
                return Err(Infeasible::Overtakes { item, start: slot.start, other });
            }
        }
        Ok(())
    }
}
