//! One team that does one thing at a time: how long each item takes and what it costs by the day it ships.

use crate::{Curve, Day, Money, Problem, Row};

/// What items cost by the day they ship. Never falls with the day.
pub(crate) trait Cost {
    /// What is kept beside an item so that its cost is at hand.
    type Of: Copy + std::fmt::Debug;

    /// The item's.
    fn of(&self, item: usize) -> Self::Of;

    /// Money for shipping on a day.
    fn at(&self, of: Self::Of, day: Day) -> Money;

    /// For an item that costs so much: what it would cost less for each day sooner, at the most, and more for each day
    /// later, at the least. None where no such number is known.
    fn a_day(of: Self::Of, cost: Money) -> Option<Money>;
}

/// Nothing until a day, then so much for each further day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Late {
    pub(crate) due: Day,
    pub(crate) weight: Money,
}

impl Cost for Vec<Late> {
    type Of = Late;

    #[inline]
    fn of(&self, item: usize) -> Late {
        self[item]
    }

    #[inline]
    fn at(&self, of: Late, day: Day) -> Money {
        Money::from((day - of.due).max(0)) * of.weight
    }

    #[inline]
    fn a_day(of: Late, cost: Money) -> Option<Money> {
        Some(if cost > 0 { of.weight } else { 0 })
    }
}

/// Curves of any kind.
#[derive(Debug, Clone)]
pub(crate) struct Curves {
    at: Vec<u32>,
    rows: Vec<Row>,
}

impl Cost for Curves {
    type Of = (u32, u32);

    #[inline]
    fn of(&self, item: usize) -> (u32, u32) {
        (self.at[item], self.at[item + 1])
    }

    #[inline]
    fn at(&self, (from, end): (u32, u32), day: Day) -> Money {
        Curve(&self.rows[from as usize..end as usize]).at(day)
    }

    #[inline]
    fn a_day((_, _): (u32, u32), _: Money) -> Option<Money> {
        None
    }
}

/// The items of one team with one track, which may be done in any order.
#[derive(Debug, Clone)]
pub struct Line {
    pub(crate) days: Vec<Day>,
    pub(crate) costs: Costs,
}

/// The two forms of cost: most lines have a date and a cost of delay per day and nothing else, which is quicker.
#[derive(Debug, Clone)]
pub(crate) enum Costs {
    Late(Vec<Late>),
    Curves(Curves),
}

impl Line {
    /// Items that take `days` (each at least 1) and cost what their rows say.
    pub fn new<'a>(days: Vec<Day>, curves: impl Iterator<Item = &'a [Row]>) -> Self {
        let mut at = vec![0];
        let mut rows = Vec::new();
        for curve in curves {
            rows.extend_from_slice(curve);
            at.push(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        }
        let curves = Curves { at, rows };
        let late: Option<Vec<Late>> = (0..days.len()).map(|item| curves.late(item)).collect();
        Self { days, costs: late.map_or(Costs::Curves(curves), Costs::Late) }
    }

    /// The line that a problem is, if it is one: one team with one track and full days, and nothing that fixes, releases
    /// or orders an item.
    pub fn of(problem: &Problem) -> Option<Self> {
        let [team] = problem.teams() else { return None };
        let free = |item: usize| {
            problem.choices(item).len() == 1
                && problem.release(item) == 0
                && problem.preds(item).is_empty()
                && problem.behind(item).is_empty()
                && problem.fixed(item).is_none()
        };
        if team.tracks != 1 || !team.calendar.is_full() || !(0..problem.len()).all(free) {
            return None;
        }
        let days = (0..problem.len()).map(|item| problem.choices(item)[0].days).collect();
        Some(Self::new(days, (0..problem.len()).map(|item| problem.curve(item).rows())))
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }
}

impl Curves {
    /// The item as nothing until a day and a steady cost afterwards, if it is that.
    fn late(&self, item: usize) -> Option<Late> {
        match self.rows[self.at[item] as usize..self.at[item + 1] as usize] {
            [Row { value: 0, slope, .. }] => Some(Late { due: 0, weight: slope }),
            [Row { value: 0, slope: 0, .. }, Row { day, value: 0, slope }] => Some(Late { due: day, weight: slope }),
            _ => None,
        }
    }
}
