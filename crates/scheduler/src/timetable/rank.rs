//! How urgent a piece of work is beside another: its cost of delay by the days it takes (CD3).

use std::cmp::Ordering;

use super::Place;
use crate::{Choice, Curve, Day, Money, Problem, problem::MOST_MONEY};

/// What work loses when it ships later by as many days as it takes, per such day and per day of work. For a steady cost
/// this is cost of delay divided by duration (CD3, after "Why Duration and not Cost?" of Black Swan Farming; optimal for
/// one track by Smith 1956); for a date or a window it says how near the date is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rank {
    loss: Money,
    days: Day,
}

impl Rank {
    /// For work that by itself would be done on a day.
    pub(super) fn of(curve: Curve<'_>, finish: Day, choice: Choice) -> Self {
        let loss = curve.wide(finish + choice.days) - curve.wide(finish);
        Self { loss: Money::try_from(loss).unwrap_or(MOST_MONEY).min(MOST_MONEY), days: choice.days }
    }

    /// By urgency: `loss / days²`, without rounding.
    pub(super) fn compare(self, other: Self) -> Ordering {
        let scaled = |one: Self, by: Self| i128::from(one.loss) * i128::from(by.days) * i128::from(by.days);
        scaled(self, other).cmp(&scaled(other, self))
    }
}

/// The rank at every place; what others wait for is at least as urgent as they are.
pub(super) fn of_places(problem: &Problem, places: &[Place], positions: &[u32]) -> Vec<Rank> {
    let own = |place: &Place| Rank::of(problem.curve(place.item as usize), place.finish, place.choice);
    let mut ranks: Vec<Rank> = places.iter().map(own).collect();
    let position = |item: u32| positions[item as usize] as usize;
    for &item in problem.topological().iter().rev() {
        let lent = problem.succs(item as usize).iter().map(|&next| ranks[position(next)]);
        if let Some(most) = lent.max_by(|one, other| one.compare(*other)) {
            let rank = &mut ranks[position(item)];
            if most.compare(*rank).is_gt() {
                *rank = most;
            }
        }
    }
    ranks
}
