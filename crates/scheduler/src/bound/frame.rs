//! What the relaxation is about: when each way of doing each item can start, and the arcs that tie items.
//!
//! Time is cut into cells of a few days each. Only cells of one day are exact; wider ones are a sketch that good prices are
//! found on more quickly: starts lie on the beginning of a cell, a team is paid for parts of cells, and what waits starts with
//! a cell that is rounded so that delays along a chain come out right.

use std::{ops::Range, sync::Arc as Shared};

use crate::{Day, Problem, problem::Lists};

/// One choice of one item, with the days on which it can start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way {
    pub item: usize,
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
    pub starts: bool,
}

impl Arc {
    pub(crate) fn from(self) -> usize {
        self.from as usize
    }
}

/// What ties items, whatever the cells.
#[derive(Debug)]
struct Ties {
    /// Those into the first item, into the second, and so on.
    arcs: Vec<Arc>,
    into_at: Vec<u32>,
    out_of: Lists<u32>,
    /// Where the choices of each item begin.
    choices_at: Vec<u32>,
}

/// Items, ways and arcs on the cells from 0 to the dual horizon.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// Days of a cell.
    pub width: usize,
    /// From this cell on nothing has a price.
    pub horizon: usize,
    ties: Shared<Ties>,
    /// The first cell of each choice of each item, or [`NEVER`].
    firsts: Vec<u32>,
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

impl Ties {
    fn of(problem: &Problem) -> Self {
        let items = 0..problem.len();
        let arcs = |item| problem.preds(item).len() + problem.behind(item).len();
        let mut this = Self {
            arcs: Vec::with_capacity(items.clone().map(arcs).sum()),
            into_at: Vec::with_capacity(problem.len() + 1),
            out_of: Lists::default(),
            choices_at: Vec::with_capacity(problem.len() + 1),
        };
        let mut choices = 0;
        for item in items {
            this.into_at.push(narrow(this.arcs.len()));
            this.choices_at.push(narrow(choices));
            choices += problem.choices(item).len();
            let to = narrow(item);
            let arc = |starts| move |&from: &u32| Arc { from, to, starts };
            this.arcs.extend(problem.preds(item).iter().map(arc(false)));
            this.arcs.extend(problem.behind(item).iter().map(arc(true)));
        }
        this.into_at.push(narrow(this.arcs.len()));
        this.choices_at.push(narrow(choices));
        this.out_of = out_of(problem.len(), &this.arcs);
        this
    }
}

impl Frame {
    /// Lays a problem out up to a dual horizon, in cells of so many days. Windows are as narrow as releases, fixed slots
    /// and arcs make them.
    pub(crate) fn new(problem: &Problem, horizon: usize, width: usize) -> Self {
        Self::tied(Shared::new(Ties::of(problem)), problem, horizon, width)
    }

    /// The same problem in cells of so many days.
    pub(crate) fn in_cells_of(&self, problem: &Problem, width: usize) -> Self {
        Self::tied(Shared::clone(&self.ties), problem, self.horizon * self.width / width, width)
    }

    fn tied(ties: Shared<Ties>, problem: &Problem, horizon: usize, width: usize) -> Self {
        let mut firsts = Vec::with_capacity(ties.choices_at[problem.len()] as usize);
        for item in 0..problem.len() {
            let first = narrow(index(problem.release(item)) / width);
            firsts.extend((0_u16..).zip(problem.choices(item)).map(|(choice, _)| match problem.fixed(item) {
                None => first,
                Some(slot) if slot.choice == choice => narrow(index(slot.start) / width),
                Some(_) => NEVER,
            }));
        }
        let mut this = Self { width, horizon, ties, firsts };
        this.raise_firsts(problem);
        this
    }

    fn choices(&self, item: usize) -> Range<usize> {
        self.ties.choices_at[item] as usize..self.ties.choices_at[item + 1] as usize
    }

    /// The ways that are possible.
    pub(crate) fn ways(&self, problem: &Problem, item: usize) -> impl Iterator<Item = Way> {
        let is_fixed = problem.fixed(item).is_some();
        let firsts = &self.firsts[self.choices(item)];
        let choices = (0_u16..).zip(problem.choices(item)).zip(firsts).filter(|(_, first)| **first != NEVER);
        choices.map(move |((choice, way), &first)| {
            let first = first as usize;
            let last = if is_fixed { first } else { self.horizon.max(first) };
            Way { item, team: way.team as usize, choice, first, last }
        })
    }

    /// How many arcs there are.
    pub(crate) fn arcs(&self) -> usize {
        self.ties.arcs.len()
    }

    pub(crate) fn arc(&self, index: usize) -> Arc {
        self.ties.arcs[index]
    }

    /// Indexes of the arcs into an item.
    pub(crate) fn ins(&self, item: usize) -> Range<usize> {
        self.ties.into_at[item] as usize..self.ties.into_at[item + 1] as usize
    }

    /// Indexes of the arcs out of an item.
    pub(crate) fn outs(&self, item: usize) -> impl ExactSizeIterator<Item = usize> {
        self.ties.out_of.get(item).iter().map(|&arc| arc as usize)
    }

    /// The prices of an arc stand for the cells from this to the dual horizon; earlier cells have the price of this one.
    pub(crate) fn base(&self, arc: usize) -> usize {
        let first = self.firsts[self.choices(self.ties.arcs[arc].to as usize)].iter().min();
        first.map_or(self.horizon, |&first| (first as usize).min(self.horizon))
    }

    /// How many prices an arc has.
    pub(crate) fn prices(&self, arc: usize) -> usize {
        self.horizon - self.base(arc) + 1
    }

    /// The day by whose beginning a way is done that starts with a cell.
    pub(crate) fn done(&self, problem: &Problem, way: Way, start: usize) -> usize {
        let choice = problem.choices(way.item)[usize::from(way.choice)];
        index(problem.finish(choice, day(start * self.width)))
    }

    /// The cell that what waits for it can start with.
    pub(crate) fn end(&self, problem: &Problem, way: Way, start: usize) -> usize {
        (self.done(problem, way, start) + self.rounding(way.item)) / self.width
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
                let arc = self.arc(arc);
                let ready = self
                    .ways(problem, arc.from())
                    .map(|way| if arc.starts { way.first } else { self.end(problem, way, way.first) });
                head = head.max(ready.min().unwrap_or(0));
            }
            let choices = self.choices(item);
            for first in &mut self.firsts[choices] {
                *first = narrow(head).max(*first);
            }
        }
    }
}

/// Indexes of the arcs out of each item.
fn out_of(items: usize, arcs: &[Arc]) -> Lists<u32> {
    let mut by_item: Vec<(u32, u32)> = arcs.iter().map(|arc| arc.from).zip(0..).collect();
    by_item.sort_unstable();
    let mut lists = Lists::with_capacity(items, arcs.len());
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
