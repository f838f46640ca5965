//! What a day costs: a price for each day of each team, and for each arc a price by day that never rises.
//!
//! Whoever works pays the price of each day to the team. The later end of an arc pays the arc's price on the day it
//! starts, and the earlier end earns the price on the day it is done: where the order is kept that is at most 0 in all.

use std::ops::{Add, AddAssign, Range, Sub, SubAssign};

use super::frame::{Frame, Way, day, index};
use crate::{Money, Problem};

/// Money in the ascent (quick) or in the proof (exact).
pub(crate) trait Amount:
    Copy + PartialOrd + Add<Output = Self> + Sub<Output = Self> + AddAssign + SubAssign + Default
{
    /// More than anything costs.
    const ENDLESS: Self;
    /// Whole money, multiplied by 2 to the power of `shift`.
    fn of(money: Money, shift: u32) -> Self;
    /// So many parts of so many.
    fn portion(self, parts: usize, of: usize) -> Self;
}

impl Amount for f32 {
    const ENDLESS: Self = Self::INFINITY;
    #[expect(clippy::cast_precision_loss, reason = "the ascent may err; the proof is exact")]
    fn of(money: Money, _: u32) -> Self {
        money as Self
    }
    #[expect(clippy::cast_precision_loss, reason = "days of a cell")]
    fn portion(self, parts: usize, of: usize) -> Self {
        self * (parts as Self / of as Self)
    }
}

impl Amount for i64 {
    const ENDLESS: Self = Self::MAX;
    fn of(money: Money, shift: u32) -> Self {
        money << shift
    }
    /// Rounded down; in the proof cells are days, and there is nothing to round.
    fn portion(self, parts: usize, of: usize) -> Self {
        let factor = |count: usize| i128::try_from(count).unwrap_or(1);
        Self::try_from(i128::from(self) * factor(parts) / factor(of)).unwrap_or(Self::MAX)
    }
}

/// The prices of the arcs of one item at a time.
#[derive(Debug, Default)]
pub(crate) struct Prices<T> {
    /// By day from an arc's base to the horizon, where it is 0; one arc after the other.
    pub arcs: Vec<T>,
    held: Vec<Held>,
    /// So many of them lead into the item; the others lead out of it.
    ins: usize,
    shift: u32,
}

/// An arc whose prices are at hand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    /// Which arc.
    pub arc: usize,
    /// Whether it ties the starts of items.
    pub starts: bool,
    /// The first cell that has a price of its own.
    pub base: usize,
    at: usize,
    cells: usize,
}

impl Held {
    /// Where its prices are.
    pub(crate) fn cells(self) -> Range<usize> {
        self.at..self.at + self.cells
    }
}

/// When each start of a way is done.
pub(crate) enum Ends<'a> {
    /// The first start is done then, and each next one a day later.
    From(usize),
    Each(&'a [usize]),
}

/// A function of the day that is constant outside of a stretch.
#[derive(Clone, Copy)]
struct Table<'a, T> {
    base: usize,
    values: &'a [T],
}

impl<T: Copy> Table<'_, T> {
    fn at(&self, day: usize) -> T {
        self.values[day.saturating_sub(self.base).min(self.values.len() - 1)]
    }

    /// Combines `costs[k]` with the value at `from + k`.
    fn each(&self, costs: &mut [T], from: usize, combine: impl Fn(&mut T, T)) {
        let before = self.base.saturating_sub(from).min(costs.len());
        let (low, rest) = costs.split_at_mut(before);
        for cost in low {
            combine(cost, self.values[0]);
        }
        let at = (from + before).saturating_sub(self.base).min(self.values.len());
        let inner = rest.len().min(self.values.len() - at);
        let (middle, high) = rest.split_at_mut(inner);
        middle.iter_mut().zip(&self.values[at..]).for_each(|(cost, &value)| combine(cost, value));
        for cost in high {
            combine(cost, self.values[self.values.len() - 1]);
        }
    }

    fn each_end(&self, costs: &mut [T], ends: &Ends<'_>, combine: impl Fn(&mut T, T)) {
        match *ends {
            Ends::From(first) => self.each(costs, first, combine),
            Ends::Each(ends) => costs.iter_mut().zip(ends).for_each(|(cost, &end)| combine(cost, self.at(end))),
        }
    }
}

impl<T: Amount> Prices<T> {
    /// None are at hand yet. Money is counted in units of 2 to the power of minus `shift`.
    pub(crate) fn counted_in(shift: u32) -> Self {
        Self { shift, ..Self::default() }
    }

    /// Takes the arcs of an item; `put` appends the prices of one.
    pub(crate) fn take(&mut self, frame: &Frame, item: usize, mut put: impl FnMut(usize, usize, &mut Vec<T>)) {
        self.arcs.clear();
        self.held.clear();
        let ins = frame.ins(item);
        self.ins = ins.len();
        for arc in ins.chain(frame.outs(item)) {
            let (base, at) = (frame.base(arc), self.arcs.len());
            put(arc, base, &mut self.arcs);
            self.held.push(Held { arc, starts: frame.arc(arc).starts, base, at, cells: self.arcs.len() - at });
        }
    }

    /// The arcs into the item.
    pub(crate) fn ins(&self) -> &[Held] {
        &self.held[..self.ins]
    }

    /// The arcs out of the item.
    pub(crate) fn outs(&self) -> &[Held] {
        &self.held[self.ins..]
    }

    fn table(&self, held: Held) -> Table<'_, T> {
        Table { base: held.base, values: &self.arcs[held.cells()] }
    }

    /// What each start of a way costs by itself: the item's own cost and the team's days, and what arcs into it ask.
    /// `sums` says what the team's days before each day cost together.
    pub(crate) fn charge(
        &self,
        problem: &Problem,
        frame: &Frame,
        sums: &[T],
        way: Way,
        ends: &Ends<'_>,
        costs: &mut Vec<T>,
    ) {
        costs.clear();
        costs.resize(way.len(), T::default());
        self.own(problem, frame, way, ends, costs);
        let team = Table { base: 0, values: sums };
        let done = frame.done(problem, way, way.first);
        if frame.width > 1 && matches!(ends, Ends::From(_)) {
            let (cell, over) = (done / frame.width, done % frame.width);
            team.each(costs, cell, |cost, sum| *cost += sum.portion(frame.width - over, frame.width));
            team.each(costs, cell + 1, |cost, sum| *cost += sum.portion(over, frame.width));
        } else {
            team.each_end(costs, ends, |cost, sum| *cost += sum);
        }
        team.each(costs, way.first, |cost, sum| *cost -= sum);
        for &held in self.ins() {
            self.table(held).each(costs, way.first, |cost, price| *cost += price);
        }
    }

    /// What arcs out of the item give back.
    pub(crate) fn refund(&self, way: Way, ends: &Ends<'_>, costs: &mut [T]) {
        for &held in self.outs() {
            let table = self.table(held);
            if held.starts {
                table.each(costs, way.first, |cost, price| *cost -= price);
            } else {
                table.each_end(costs, ends, |cost, price| *cost -= price);
            }
        }
    }

    /// The item's own cost by the day it is done.
    fn own(&self, problem: &Problem, frame: &Frame, way: Way, ends: &Ends<'_>, costs: &mut [T]) {
        if let Ends::Each(ends) = *ends {
            for (cost, &end) in costs.iter_mut().zip(ends) {
                *cost = T::of(problem.curve(way.item).at(day(end * frame.width)), self.shift);
            }
            return;
        }
        let rows = problem.curve(way.item).rows();
        let first = frame.done(problem, way, way.first);
        let step = Money::try_from(frame.width).unwrap_or(1);
        let mut done = 0;
        for (number, row) in rows.iter().enumerate() {
            let next = rows.get(number + 1).map_or(usize::MAX, |next| index(next.day));
            let until = next.saturating_sub(first).div_ceil(frame.width).min(costs.len());
            if until <= done {
                continue;
            }
            let slope = T::of(row.slope * step, self.shift);
            let days = Money::from(day(first + done * frame.width) - row.day);
            let mut value = T::of(row.value + row.slope * days, self.shift);
            for cost in &mut costs[done..until] {
                *cost = value;
                value += slope;
            }
            done = until;
        }
    }
}

/// When each start of a way is done; the list is used where the team does not work full days only.
pub(crate) fn ends<'a>(problem: &Problem, frame: &Frame, way: Way, list: &'a mut Vec<usize>) -> Ends<'a> {
    let choice = problem.choices(way.item)[usize::from(way.choice)];
    let calendar = &problem.teams()[way.team].calendar;
    if calendar.is_full() {
        return Ends::From(frame.end(problem, way, way.first));
    }
    let mut end = calendar.finish(day(way.first * frame.width), choice.days);
    list.clear();
    for start in way.first..=way.last {
        let needed = calendar.done_by(day(start * frame.width)) + i64::from(choice.days) * 100;
        while calendar.done_by(end) < needed {
            end += 1;
        }
        list.push((index(end) + frame.rounding(way.item)) / frame.width);
    }
    Ends::Each(list)
}
