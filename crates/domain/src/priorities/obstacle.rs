//! Moves that dependencies forbid: who waits for whom, and what can be done instead.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use crate::{
    TicketId,
    priorities::{Item, Method, Portfolio, RankedItem},
    words,
};

/// What stands in the way of a move: after it, `waiting` would stand above `first`, for which it waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// The ticket that would come too early.
    pub waiting: TicketId,
    /// Its key.
    pub waiting_key: String,
    /// What has to be done before it; the same ticket where they wait for each other in a circle.
    pub first: TicketId,
    /// Who waits for whom: "NF-230 waits for NF-226, so NF-226 comes first".
    pub reason: String,
    /// Moves that can be done instead, the nearest to what was asked for first.
    pub instead: Vec<Way>,
}

impl std::fmt::Display for Obstacle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}; ", self.reason)?;
        for (at, way) in self.instead.iter().enumerate() {
            write!(f, "{}{}", if at == 0 { "put " } else { ", or " }, way.told)?;
        }
        let end = if self.instead.is_empty() { "" } else { "; " };
        if self.waiting == self.first {
            write!(f, "{end}take one of these links out")
        } else {
            write!(f, "{end}if that is not so, change what {} waits for", self.waiting_key)
        }
    }
}

/// A move that can be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Way {
    /// The ticket to move.
    pub moved: TicketId,
    /// Its key.
    pub moved_key: String,
    /// The ticket it then stands directly above.
    pub above: TicketId,
    /// Its key.
    pub above_key: String,
    /// "NF-226 above NF-221 first".
    pub told: String,
}

/// What stands in the way of putting the ticket at place `from` directly above the one at place `to`, if something does:
///
/// 1. A ticket in a circle of waiting has no right place.
/// 2. A ticket stands below all that it waits for, directly or through others.
/// 3. It stands above all that wait for it.
pub(super) fn obstacle(portfolio: &Portfolio, method: Method, from: usize, to: usize) -> Option<Obstacle> {
    let asked = Asked { portfolio, method, ranked: &portfolio.order(method).ranked, from, to };
    match asked.fault()? {
        Fault::Circle => Some(asked.circle()),
        Fault::TooEarly(firsts) => Some(asked.too_early(&firsts)),
        Fault::TooLate(waiting) => Some(asked.too_late(&waiting)),
    }
}

/// A move, by places in the present order.
#[derive(Clone, Copy)]
struct Asked<'a> {
    portfolio: &'a Portfolio,
    method: Method,
    ranked: &'a [RankedItem],
    from: usize,
    to: usize,
}

/// Places that are wrong, from the top.
enum Fault {
    Circle,
    /// What it waits for, and would stand above.
    TooEarly(Vec<usize>),
    /// What waits for it, and would stand above it.
    TooLate(Vec<usize>),
}

impl<'a> Asked<'a> {
    fn fault(&self) -> Option<Fault> {
        let moved = self.moved().id;
        let needs = needs(self.portfolio, moved);
        if needs.contains(&moved) {
            return Some(Fault::Circle);
        }
        let firsts = self.places(&needs, |place| !self.stands_above_then(place));
        if !firsts.is_empty() {
            return Some(Fault::TooEarly(firsts));
        }
        let waiting = self.places(&needed_by(self.portfolio, moved), |place| self.stands_above_then(place));
        (!waiting.is_empty()).then_some(Fault::TooLate(waiting))
    }

    fn circle(&self) -> Obstacle {
        let moved = self.moved().id;
        Obstacle {
            waiting: moved,
            waiting_key: self.key(moved),
            first: moved,
            reason: format!("{}, so none of them can be first", self.chain(moved, moved)),
            instead: Vec::new(),
        }
    }

    fn too_early(&self, firsts: &[usize]) -> Obstacle {
        let (highest, lowest) = (firsts[0], firsts[firsts.len() - 1]);
        let together = lowest + 1 == self.from;
        let nearest = (!together).then_some((self.from, lowest + 1, ", which is as early as it can be"));
        let before = if highest == self.to { highest.checked_sub(1) } else { Some(self.to) };
        let prepared = before.map(|before| (highest, before, " first"));
        let later = together.then_some((self.from + 1, highest, ", so that they come later"));
        self.refused(self.moved().id, self.item(highest).id, [nearest, prepared, later])
    }

    fn too_late(&self, waiting: &[usize]) -> Obstacle {
        let (highest, lowest) = (waiting[0], waiting[waiting.len() - 1]);
        let nearest = (highest != self.from + 1).then_some((self.from, highest, ", which is as late as it can be"));
        let prepared = (lowest + 1 != self.to).then_some((lowest, self.to, " first"));
        self.refused(self.item(highest).id, self.moved().id, [nearest, prepared, None])
    }

    fn refused<const N: usize>(
        &self,
        waiting: TicketId,
        first: TicketId,
        ways: [Option<(usize, usize, &str)>; N],
    ) -> Obstacle {
        Obstacle {
            waiting,
            waiting_key: self.key(waiting),
            first,
            reason: format!("{}, so {} comes first", self.chain(waiting, first), self.key(first)),
            instead: ways.into_iter().flatten().filter_map(|(from, to, why)| self.way(from, to, why)).collect(),
        }
    }

    /// A move between places, if there are such and nothing stands in its way either.
    fn way(&self, from: usize, to: usize, why: &str) -> Option<Way> {
        let at = |place: usize| self.ranked.get(place).filter(|ranked| ranked.rank.is_some());
        let (moved, above) = (&at(from)?.item, &at(to)?.item);
        let possible = Asked { from, to, ..*self }.fault().is_none();
        possible.then(|| Way {
            moved: moved.id,
            moved_key: moved.key.clone(),
            above: above.id,
            above_key: above.key.clone(),
            told: format!("{} above {}{why}", moved.key, above.key),
        })
    }

    /// Whether the ticket at another place stands above the moved one after the move.
    fn stands_above_then(&self, place: usize) -> bool {
        if self.from > self.to { place < self.to } else { place < self.to && place != self.from }
    }

    fn places(&self, tickets: &BTreeSet<TicketId>, wrong: impl Fn(usize) -> bool) -> Vec<usize> {
        let places = tickets.iter().filter_map(|&id| self.portfolio.position(self.method, id));
        places.filter(|&place| wrong(place)).collect::<BTreeSet<usize>>().into_iter().collect()
    }

    /// "C waits for B and B for A".
    fn chain(&self, waiting: TicketId, first: TicketId) -> String {
        let way = way_of_waiting(self.portfolio, waiting, first);
        let links: Vec<String> = way
            .windows(2)
            .enumerate()
            .map(|(at, pair)| {
                let waits = if at == 0 { "waits for" } else { "for" };
                format!("{} {waits} {}", self.key(pair[0]), self.key(pair[1]))
            })
            .collect();
        words::list(&links)
    }

    fn key(&self, id: TicketId) -> String {
        self.portfolio.get(id).map_or_else(|| id.to_string(), |item| item.key.clone())
    }

    fn moved(&self) -> &'a Item {
        self.item(self.from)
    }

    fn item(&self, place: usize) -> &'a Item {
        &self.ranked[place].item
    }
}

/// All open tickets that have to be done before one, directly or through others; itself only in a circle.
fn needs(portfolio: &Portfolio, id: TicketId) -> BTreeSet<TicketId> {
    reach(id, |at| portfolio.get(at).map_or(&[][..], |item| &item.waits_for))
}

/// All open tickets that have to wait for one, directly or through others.
fn needed_by(portfolio: &Portfolio, id: TicketId) -> BTreeSet<TicketId> {
    let mut waiting: BTreeMap<TicketId, Vec<TicketId>> = BTreeMap::new();
    for item in portfolio.items() {
        for &first in &item.waits_for {
            waiting.entry(first).or_default().push(item.id);
        }
    }
    reach(id, |at| waiting.get(&at).map_or(&[][..], Vec::as_slice))
}

fn reach<'a>(id: TicketId, next: impl Fn(TicketId) -> &'a [TicketId]) -> BTreeSet<TicketId> {
    let mut found = BTreeSet::new();
    let mut open = vec![id];
    while let Some(at) = open.pop() {
        open.extend(next(at).iter().filter(|&&further| found.insert(further)));
    }
    found
}

/// A shortest way along what waits for what, both ends included.
fn way_of_waiting(portfolio: &Portfolio, waiting: TicketId, first: TicketId) -> Vec<TicketId> {
    let mut came_from = BTreeMap::new();
    let mut queue = VecDeque::from([waiting]);
    while let Some(at) = queue.pop_front() {
        for &next in portfolio.get(at).into_iter().flat_map(|item| &item.waits_for) {
            if next == first {
                let mut way = vec![first, at];
                while let Some(&before) =
                    way.last().filter(|&&last| last != waiting).and_then(|last| came_from.get(last))
                {
                    way.push(before);
                }
                way.reverse();
                return way;
            }
            came_from.entry(next).or_insert_with(|| {
                queue.push_back(next);
                at
            });
        }
    }
    Vec::new()
}
