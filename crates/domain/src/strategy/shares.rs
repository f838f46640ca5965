//! Shares: a key result under several objectives, a problem that serves several key results. What waits below counts for
//! each by its share, and all shares together are all of it, so that no money counts twice.

use serde::{Deserialize, Serialize};

use crate::{
    KeyResultId, ObjectiveId,
    check::{Faults, Wrong},
    strategy::{KeyResult, Problem},
};

/// Goals that one thing can count for, at most.
pub const MOST_SHARES: usize = 4;

/// How much of a key result counts for an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ObjectiveShare {
    /// For which objective.
    pub objective_id: ObjectiveId,
    /// How many hundredths of it.
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 100))]
    pub percent: i64,
}

/// How much of a problem serves a key result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct KeyResultShare {
    /// Which key result.
    pub key_result_id: KeyResultId,
    /// How many hundredths of it.
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 100))]
    pub percent: i64,
}

/// Notes what is wrong with shares. None at all means that all of it counts for the first goal.
///
/// 1. Each is from 1% to 100%, of another goal, at most four of them.
/// 2. The first goal is among them.
/// 3. Together they are 100%.
pub(super) fn check<Id: PartialEq + Copy>(faults: &mut Faults, first: Option<Id>, shares: &[(Id, i64)]) {
    if shares.is_empty() {
        return;
    }
    let sum: i64 = shares.iter().fold(0, |sum, (_, percent)| sum.saturating_add(*percent));
    let twice = shares.iter().enumerate().any(|(at, (id, _))| shares[..at].iter().any(|(other, _)| other == id));
    let outside = shares.iter().find(|(_, percent)| !(1..=100).contains(percent));
    faults.at_most("shares", shares.len(), MOST_SHARES);
    if let Some((_, percent)) = outside {
        #[expect(clippy::cast_precision_loss, reason = "only shown, and a share is from 1 to 100")]
        faults.add("shares", Wrong::OutOfRange { given: *percent as f64, min: 1.0, max: 100.0 });
    }
    faults
        .refuse(twice, "shares", || Wrong::ShareTwice)
        .refuse(shares.iter().all(|(id, _)| Some(*id) != first), "shares", || Wrong::ShareWithoutFirst)
        .refuse(sum != 100, "shares", || Wrong::SharesAddUp(sum));
}

/// The parts of a thing, from 0 to 1, for the goals that are there: as the shares say, the first goal first. What counted
/// for a goal that was deleted counts for the others in proportion.
pub(super) fn parts<Id: PartialEq + Copy>(
    first: Option<Id>,
    shares: &[(Id, i64)],
    there: impl Fn(Id) -> bool,
) -> Vec<(Id, f64)> {
    if shares.is_empty() {
        return first.filter(|id| there(*id)).map(|id| (id, 1.0)).into_iter().collect();
    }
    let mut left: Vec<(Id, i64)> = shares.iter().copied().filter(|(id, _)| there(*id)).collect();
    left.sort_by_key(|(id, _)| Some(*id) != first);
    let sum: i64 = left.iter().map(|(_, percent)| percent).sum();
    #[expect(clippy::cast_precision_loss, reason = "shares are from 1 to 100")]
    let part = |percent: i64| percent as f64 / sum as f64;
    left.into_iter().map(|(id, percent)| (id, part(percent))).collect()
}

/// What is left of shares, as hundredths of what is left: those of one goal together, in their order, 100 in all. What
/// does not divide evenly goes to the largest remainders (Hare quota, largest remainder method).
///
/// ```
/// # use throughline_domain::strategy::shared_anew;
/// assert_eq!(shared_anew(&[('a', 30), ('b', 30)]), [('a', 50), ('b', 50)]);
/// assert_eq!(shared_anew(&[('a', 20), ('b', 20), ('a', 20)]), [('a', 67), ('b', 33)]);
/// ```
pub fn shared_anew<Id: PartialEq + Copy>(left: &[(Id, i64)]) -> Vec<(Id, i64)> {
    let mut together: Vec<(Id, i64)> = Vec::new();
    for (id, percent) in left {
        match together.iter_mut().find(|(known, _)| known == id) {
            Some((_, sum)) => *sum += percent,
            None => together.push((*id, *percent)),
        }
    }
    let sum: i64 = together.iter().map(|(_, percent)| percent).sum::<i64>().max(1);
    let mut shares: Vec<(Id, i64)> = together.iter().map(|(id, percent)| (*id, percent * 100 / sum)).collect();
    let missing = 100 - shares.iter().map(|(_, percent)| percent).sum::<i64>();
    let mut by_rest: Vec<usize> = (0..shares.len()).collect();
    by_rest.sort_by_key(|at| std::cmp::Reverse(together[*at].1 * 100 % sum));
    for at in by_rest.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        shares[at].1 += 1;
    }
    shares
}

impl KeyResult {
    pub(super) fn pairs(&self) -> Vec<(ObjectiveId, i64)> {
        self.shares.iter().map(|share| (share.objective_id, share.percent)).collect()
    }

    /// How much of it counts for an objective, in percent; none if it does not.
    pub fn share_for(&self, objective: ObjectiveId) -> Option<i64> {
        match self.shares.iter().find(|share| share.objective_id == objective) {
            Some(share) => Some(share.percent),
            None => (self.shares.is_empty() && self.objective_id == objective).then_some(100),
        }
    }
}

impl Problem {
    pub(super) fn pairs(&self) -> Vec<(KeyResultId, i64)> {
        self.shares.iter().map(|share| (share.key_result_id, share.percent)).collect()
    }

    /// How much of it serves a key result, in percent; none if it does not.
    pub fn share_for(&self, key_result: KeyResultId) -> Option<i64> {
        match self.shares.iter().find(|share| share.key_result_id == key_result) {
            Some(share) => Some(share.percent),
            None => (self.shares.is_empty() && self.key_result_id == Some(key_result)).then_some(100),
        }
    }
}
