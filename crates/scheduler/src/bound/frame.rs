//! What the relaxation is about: when each way of doing each item can start, and the arcs that tie items.
//!
//! Time is cut into cells of a few days each. Only cells of one day are exact; wider ones are a sketch that good prices are
//! found on more quickly: starts lie on the beginning of a cell, a team is paid for parts of cells, and what waits starts with
//! a cell that is rounded so that delays along a chain come out right.

use std::ops::Range;

use crate::{Day, Problem, problem::Lists};

/// One choice of one item, with the days on which it can start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way {
    pub team: usize,
    /// Index among the item's choices.
    pub choice: u16,
    /// First and last cell of a start. From the dual horizon on later is never cheaper, so that
    /// a last cell there stands for all later ones.
    pub first: usize,
    pub last: usize,
}

impl Way {
    pub(crate) fn len(&self) -> usize {
        self.last + 1 - self.first
    }
}

/// `to` may not start before `from` is done, or, if `starts`, before it has started.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arc {
    from: u32,
    to: u32,
    base: u32,
    pub starts: bool,
    /// Where its prices begin among those of the item that is looked at.
    pub at: usize,
}

impl Arc {
    pub(crate) fn from(&self) -> usize {
        self.from as usize
    }

    /// Its prices stand for the cells from here to the dual horizon; earlier cells have the price of this one.
    pub(crate) fn base(&self) -> usize {
        self.base as usize
    }

    /// How many these are.
    pub(crate) fn prices(&self, horizon: usize) -> usize {
        horizon - self.base() + 1
    }
}

/// Items, ways and arcs on the cells from 0 to the dual horizon.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// Days of a cell.
    pub width: usize,
    /// From this cell on nothing has a price.
    pub horizon: usize,
    /// Those into the first item, into the second, and so on.
    pub arcs: Vec<Arc>,
    /// The first cell of each choice of each item, or [`NEVER`].
    firsts: Vec<u32>,
    firsts_at: Vec<u32>,
    into_at: Vec<u32>,
    out_of: Lists<u32>,
}

/// A choice that is none.
const NEVER: u32 = u32::MAX;

/// A day as an index; there are none before 0.
pub(crate) fn index(day: Day) -> usize {
    usize::try_from(day).unwrap_or(0)
}

/// An index as a day.
pub(crate) fn day(index: usize) -> Day {
    Day::try_from(index).unwrap_or(Day::MAX)
}

impl Frame {
    /// Lays a problem out up to a dual horizon, in cells of so many days. Windows are as narrow as releases, fixed slots
    /// and arcs make them.
    pub(crate) fn new(problem: &Problem, horizon: usize, width: usize) -> Self {
        let (mut firsts, mut firsts_at) = (Vec::new(), vec![0]);
        let (mut arcs, mut into_at) = (Vec::new(), vec![0]);
        for item in 0..problem.len() {
            let first = narrow(index(problem.release(item)) / width);
            firsts.extend((0_u16..).zip(problem.choices(item)).map(|(choice, _)| match problem.fixed(item) {
                None => first,
                Some(slot) if slot.choice == choice => narrow(index(slot.start) / width),
                Some(_) => NEVER,
            }));
            firsts_at.push(narrow(firsts.len()));
            let to = narrow(item);
            let arc = |starts| move |&from: &u32| Arc { from, to, base: 0, starts, at: 0 };
            arcs.extend(problem.preds(item).iter().map(arc(false)));
            arcs.extend(problem.behind(item).iter().map(arc(true)));
            into_at.push(narrow(arcs.len()));
        }
        let out_of = out_of(problem.len(), &arcs);
        let mut this = Self { width, horizon, arcs, firsts, firsts_at, into_at, out_of };
        this.raise_firsts(problem);
        for index in 0..this.arcs.len() {
            let to = this.arcs[index].to as usize;
            this.arcs[index].base = narrow(this.first(problem, to).min(horizon));
        }
        this
    }

    /// The ways that are possible.
    pub(crate) fn ways(&self, problem: &Problem, item: usize) -> impl Iterator<Item = Way> {
        let is_fixed = problem.fixed(item).is_some();
        let firsts = &self.firsts[self.firsts_at[item] as usize..self.firsts_at[item + 1] as usize];
        let choices = (0_u16..).zip(problem.choices(item)).zip(firsts).filter(|(_, first)| **first != NEVER);
        choices.map(move |((choice, way), &first)| {
            let first = first as usize;
            let last = if is_fixed { first } else { self.horizon.max(first) };
            Way { team: way.team as usize, choice, first, last }
        })
    }

    /// Indexes of the arcs into an item.
    pub(crate) fn ins(&self, item: usize) -> Range<usize> {
        self.into_at[item] as usize..self.into_at[item + 1] as usize
    }

    /// Indexes of the arcs out of an item.
    pub(crate) fn outs(&self, item: usize) -> impl ExactSizeIterator<Item = usize> {
        self.out_of.get(item).iter().map(|&arc| arc as usize)
    }

    /// Takes for each arc of an item where its prices begin, those into it first.
    pub(crate) fn lay_out(&mut self, item: usize, mut place: impl FnMut(usize, Arc) -> usize) {
        let outs = self.out_of.get(item).iter().map(|&arc| arc as usize);
        for arc in self.ins(item).chain(outs) {
            self.arcs[arc].at = place(arc, self.arcs[arc]);
        }
    }

    /// How many prices an arc has.
    pub(crate) fn prices(&self, arc: usize) -> usize {
        self.arcs[arc].prices(self.horizon)
    }

    /// The first day on which an item can start, by any of its ways.
    pub(crate) fn first(&self, problem: &Problem, item: usize) -> usize {
        self.ways(problem, item).map(|way| way.first).min().unwrap_or(0)
    }

    /// The day by whose beginning a way is done that starts with a cell.
    pub(crate) fn done(&self, problem: &Problem, item: usize, way: Way, start: usize) -> usize {
        let choice = problem.choices(item)[usize::from(way.choice)];
        index(problem.finish(choice, day(start * self.width)))
    }

    /// The cell that what waits for it can start with.
    pub(crate) fn end(&self, problem: &Problem, item: usize, way: Way, start: usize) -> usize {
        (self.done(problem, item, way, start) + self.rounding(item)) / self.width
    }

    /// What is added before days are cut to cells: spread evenly over the items.
    pub(crate) fn rounding(&self, item: usize) -> usize {
        (item.wrapping_mul(0x9E37_79B9) >> 8) % self.width
    }

    /// Nothing starts before the earliest day on which all that it waits for can be done.
    fn raise_firsts(&mut self, problem: &Problem) {
        for &item in problem.topological() {
            let item = item as usize;
            if problem.fixed(item).is_some() {
                continue;
            }
            let mut head = 0;
            for arc in self.ins(item) {
                let arc = self.arcs[arc];
                let ready = self
                    .ways(problem, arc.from())
                    .map(|way| if arc.starts { way.first } else { self.end(problem, arc.from(), way, way.first) });
                head = head.max(ready.min().unwrap_or(0));
            }
            for first in &mut self.firsts[self.firsts_at[item] as usize..self.firsts_at[item + 1] as usize] {
                *first = narrow(head).max(*first);
            }
        }
    }
}

/// Indexes of the arcs out of each item.
fn out_of(items: usize, arcs: &[Arc]) -> Lists<u32> {
    let mut by_item: Vec<(u32, u32)> = arcs.iter().map(|arc| arc.from).zip(0..).collect();
    by_item.sort_unstable();
    let mut lists = Lists::default();
    let mut of_one = Vec::new();
    let mut left = by_item.into_iter().peekable();
    for item in (0_u32..).take(items) {
        of_one.clear();
        of_one.extend(std::iter::from_fn(|| left.next_if(|arc| arc.0 == item)).map(|arc| arc.1));
        lists.push(&of_one);
    }
    lists
}

/// Cells, items and arcs are fewer than 2^32.
pub(crate) fn narrow(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(NEVER)
}
