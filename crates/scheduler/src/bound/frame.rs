//! What the relaxation is about: when each way of doing each item can start, and the arcs that tie items.
//!
//! Time is cut into cells of a few days each. Only cells of one day are exact; wider ones are a sketch that good prices are
//! found on more quickly: starts lie on the beginning of a cell, a team is paid for parts of cells, and what waits starts with
//! a cell that is rounded so that delays along a chain come out right.

use crate::{Day, Problem};

/// One choice of one item, with the days on which it can start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way {
    pub team: usize,
    /// Index among the item's choices.
    pub choice: u16,
    /// First and last cell of a start; none is left when `first > last`. From the dual horizon on later is never cheaper, so that
    /// a last cell there stands for all later ones.
    pub first: usize,
    pub last: usize,
}

impl Way {
    pub(crate) fn is_possible(&self) -> bool {
        self.first <= self.last
    }

    pub(crate) fn len(&self) -> usize {
        (self.last + 1).saturating_sub(self.first)
    }
}

/// `to` may not start before `from` is done, or, if `starts`, before it has started.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arc {
    pub from: usize,
    pub to: usize,
    pub starts: bool,
    /// Its prices stand for the cells from here to the dual horizon; earlier cells have the price of this one.
    pub base: usize,
    /// Where its prices begin among those of all arcs.
    pub at: usize,
}

/// Items, ways and arcs on the cells from 0 to the dual horizon.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// Days of a cell.
    pub width: usize,
    /// From this cell on nothing has a price.
    pub horizon: usize,
    /// Every item after what it waits for.
    pub order: Vec<usize>,
    pub arcs: Vec<Arc>,
    /// How many prices all arcs have.
    pub arc_prices: usize,
    ways: Vec<Way>,
    ways_at: Vec<usize>,
    into: Lists,
    out_of: Lists,
}

/// Indexes of arcs by item.
#[derive(Debug, Clone)]
struct Lists {
    at: Vec<usize>,
    all: Vec<usize>,
}

impl Lists {
    fn of(items: usize, arcs: &[Arc], item_of: impl Fn(&Arc) -> usize) -> Self {
        let mut at = vec![0; items + 1];
        for arc in arcs {
            at[item_of(arc) + 1] += 1;
        }
        for item in 0..items {
            at[item + 1] += at[item];
        }
        let mut next = at.clone();
        let mut all = vec![0; arcs.len()];
        for (index, arc) in arcs.iter().enumerate() {
            let place = &mut next[item_of(arc)];
            all[*place] = index;
            *place += 1;
        }
        Self { at, all }
    }

    fn get(&self, item: usize) -> &[usize] {
        &self.all[self.at[item]..self.at[item + 1]]
    }
}

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
        let mut ways = Vec::new();
        let mut ways_at = vec![0];
        for item in 0..problem.len() {
            for (choice, way) in (0_u16..).zip(problem.choices(item)) {
                let first = index(problem.release(item)) / width;
                let (first, last) = match problem.fixed(item) {
                    None => (first, horizon.max(first)),
                    Some(slot) if slot.choice == choice => (index(slot.start) / width, index(slot.start) / width),
                    Some(_) => (1, 0),
                };
                ways.push(Way { team: way.team as usize, choice, first, last });
            }
            ways_at.push(ways.len());
        }
        let mut arcs = Vec::new();
        for to in 0..problem.len() {
            let arc = |starts| move |&from: &u32| Arc { from: from as usize, to, starts, base: 0, at: 0 };
            arcs.extend(problem.preds(to).iter().map(arc(false)));
            arcs.extend(problem.behind(to).iter().map(arc(true)));
        }
        let mut this = Self {
            width,
            horizon,
            order: problem.topological().iter().map(|&item| item as usize).collect(),
            into: Lists::of(problem.len(), &arcs, |arc| arc.to),
            out_of: Lists::of(problem.len(), &arcs, |arc| arc.from),
            arcs,
            arc_prices: 0,
            ways,
            ways_at,
        };
        this.raise_firsts(problem);
        this.place_prices();
        this
    }

    /// How many items there are.
    pub(crate) fn len(&self) -> usize {
        self.ways_at.len() - 1
    }

    pub(crate) fn ways(&self, item: usize) -> &[Way] {
        &self.ways[self.ways_at[item]..self.ways_at[item + 1]]
    }

    pub(crate) fn ins(&self, item: usize) -> &[usize] {
        self.into.get(item)
    }

    pub(crate) fn outs(&self, item: usize) -> &[usize] {
        self.out_of.get(item)
    }

    /// The first day on which an item can start, by any of its ways.
    pub(crate) fn first(&self, item: usize) -> usize {
        self.ways(item).iter().filter(|way| way.is_possible()).map(|way| way.first).min().unwrap_or(0)
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
        for at in 0..self.order.len() {
            let item = self.order[at];
            if problem.fixed(item).is_some() {
                continue;
            }
            let mut head = 0;
            for &arc in self.into.get(item) {
                let arc = self.arcs[arc];
                let possible = self.ways(arc.from).iter().filter(|way| way.is_possible());
                let ready = possible
                    .map(|&way| if arc.starts { way.first } else { self.end(problem, arc.from, way, way.first) });
                head = head.max(ready.min().unwrap_or(0));
            }
            let horizon = self.horizon;
            for way in &mut self.ways[self.ways_at[item]..self.ways_at[item + 1]] {
                way.first = way.first.max(head);
                way.last = horizon.max(way.first);
            }
        }
    }

    fn place_prices(&mut self) {
        let mut at = 0;
        for index in 0..self.arcs.len() {
            let base = self.first(self.arcs[index].to).min(self.horizon);
            self.arcs[index].base = base;
            self.arcs[index].at = at;
            at += self.horizon - base + 1;
        }
        self.arc_prices = at;
    }
}
