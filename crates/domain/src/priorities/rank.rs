//! The order of a portfolio by each method.
//!
//! 1. Tickets that the method can score, best first; ties by [`by_method`].
//! 2. What a ticket waits for comes directly above it, if it would come below.
//! 3. Kept moves, in the order in which they were kept.
//! 4. Tickets that the method cannot score come after all others, without a rank, oldest first.

use std::{cmp::Ordering, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    Currency, PinId, TicketId,
    priorities::{Item, Method, Pin, Portfolio},
    tickets::Moscow,
};

/// A ticket at its place.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedItem {
    /// The ticket.
    pub item: Arc<Item>,
    /// 1 for the first; none where the method has nothing to go by.
    pub rank: Option<u32>,
    /// What put it here.
    pub place: Place,
    /// What the method sorted by: CD3 in minor units per week and week, or the RICE score; none for `MoSCoW` tickets
    /// without a price.
    pub score: Option<f64>,
    /// Whether something that it waits for stands below it, which only a kept move or a cycle can cause.
    pub waits_for_below: bool,
}

/// What put a ticket at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Place {
    /// The method's own numbers.
    Method,
    /// A ticket further up waits for it.
    WaitedFor {
        /// By which.
        id: TicketId,
    },
    /// A move that somebody kept.
    Pinned {
        /// Which one.
        id: PinId,
    },
}

/// Ranks of one ticket by all three methods, side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Ranks {
    /// By cost of delay divided by duration.
    pub cd3: Option<u32>,
    /// By RICE.
    pub rice: Option<u32>,
    /// By `MoSCoW`, inside a class by CD3.
    pub moscow: Option<u32>,
}

impl Ranks {
    /// The rank by one method.
    pub fn by(&self, method: Method) -> Option<u32> {
        match method {
            Method::Cd3 => self.cd3,
            Method::Rice => self.rice,
            Method::Moscow => self.moscow,
        }
    }

    pub(crate) fn set(&mut self, method: Method, rank: Option<u32>) {
        match method {
            Method::Cd3 => self.cd3 = rank,
            Method::Rice => self.rice = rank,
            Method::Moscow => self.moscow = rank,
        }
    }
}

/// The tickets of a portfolio in order. The same list that every page, the command line and [`why`](super::why) use.
pub fn order(portfolio: &Portfolio, method: Method) -> Arc<[RankedItem]> {
    Arc::clone(&portfolio.order(method).ranked)
}

/// Which of two tickets a method puts first by its own numbers, before dependencies and kept moves.
///
/// - CD3: cost of delay divided by duration, descending; then the shorter one.
/// - RICE: score, descending; then the smaller effort.
/// - `MoSCoW`: class; in it by CD3, priced before unpriced.
///
/// Then the older id. Tickets that the method cannot score come last.
pub fn by_method(method: Method, currency: Currency, a: &Item, b: &Item) -> Ordering {
    Key::of(method, currency, a).cmp(&Key::of(method, currency, b)).then_with(|| a.id.cmp(&b.id))
}

/// What a method sorts by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Key {
    class: u8,
    pub(crate) score: Option<f64>,
    tie: f64,
    pub(crate) scored: bool,
}

impl Key {
    pub(crate) fn of(method: Method, currency: Currency, item: &Item) -> Self {
        let cd3 = item.cd3(currency);
        match method {
            Method::Cd3 => Self { class: 0, score: cd3, tie: item.duration.mean, scored: cd3.is_some() },
            Method::Rice => {
                let score = item.rice.map(|rice| rice.score);
                let tie = item.rice.map_or(f64::INFINITY, |rice| rice.effort_person_months);
                Self { class: 0, score, tie, scored: score.is_some() }
            }
            Method::Moscow => {
                let class = match item.moscow {
                    Some(Moscow::Must) => 0,
                    Some(Moscow::Should) => 1,
                    Some(Moscow::Could) => 2,
                    Some(Moscow::Wont) => 3,
                    None => 4,
                };
                Self { class, score: cd3, tie: item.duration.mean, scored: item.moscow.is_some() }
            }
        }
    }

    pub(crate) fn cmp(&self, other: &Self) -> Ordering {
        let scored = |key: &Self| (!key.scored, key.class, key.score.is_none());
        scored(self).cmp(&scored(other)).then_with(|| match (self.score, other.score) {
            (Some(mine), Some(theirs)) => theirs.total_cmp(&mine).then(self.tie.total_cmp(&other.tie)),
            _ => Ordering::Equal,
        })
    }
}

/// An order with what is needed to explain it. Items are named by their index in the portfolio.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub ranked: Arc<[RankedItem]>,
    /// Place of each item in `ranked`.
    pub position: Box<[u32]>,
    /// Place of each item before kept moves.
    pub before_pins: Box<[u32]>,
    /// Which item each one was lifted for, if it was.
    pub lifted_for: Box<[Option<u32>]>,
}

/// Sorts. `waits_for` holds, per item, the indexes of what must be done first.
pub(crate) fn sort(
    method: Method,
    currency: Currency,
    items: &[Arc<Item>],
    waits_for: &[Box<[u32]>],
    pins: &[(&Pin, usize, usize)],
) -> Order {
    let keys: Vec<Key> = items.iter().map(|item| Key::of(method, currency, item)).collect();
    let mut sequence: Vec<usize> = (0..items.len()).collect();
    sequence.sort_unstable_by(|&a, &b| keys[a].cmp(&keys[b]).then(a.cmp(&b)));

    let mut places = vec![Place::Method; items.len()];
    let mut lifted_for = vec![None; items.len()];
    let (mut sequence, mut ranked_count) = lift(&keys, waits_for, &sequence, &mut lifted_for);
    for (place, waiting) in places.iter_mut().zip(&lifted_for) {
        if let Some(waiting) = *waiting {
            *place = Place::WaitedFor { id: items[waiting as usize].id };
        }
    }
    let before_pins = positions(&sequence);
    for &(pin, moved, target) in pins {
        let find = |index: usize| sequence.iter().position(|&other| other == index);
        let (Some(from), Some(to)) = (find(moved), find(target)) else { continue };
        if from > to {
            sequence[to..=from].rotate_right(1);
            places[moved] = Place::Pinned { id: pin.id };
            if from >= ranked_count && to < ranked_count {
                ranked_count += 1;
            }
        }
    }

    let position = positions(&sequence);
    let ranked = sequence
        .iter()
        .zip(1_u32..)
        .enumerate()
        .map(|(at, (&index, rank))| RankedItem {
            item: Arc::clone(&items[index]),
            rank: (at < ranked_count).then_some(rank),
            place: places[index],
            score: keys[index].score,
            waits_for_below: waits_for[index].iter().any(|&first| position[first as usize] > position[index]),
        })
        .collect();
    Order { ranked, position, before_pins, lifted_for: lifted_for.into() }
}

/// Puts what a ticket waits for directly above it. Returns the sequence and how many of it have a rank.
fn lift(
    keys: &[Key],
    waits_for: &[Box<[u32]>],
    sorted: &[usize],
    lifted_for: &mut [Option<u32>],
) -> (Vec<usize>, usize) {
    let mut rank_of = vec![0_usize; sorted.len()];
    for (rank, &index) in sorted.iter().enumerate() {
        rank_of[index] = rank;
    }
    let mut sequence = Vec::with_capacity(sorted.len());
    let mut seen = vec![false; sorted.len()];
    let mut ranked_count = 0;
    // A ticket that is being visited, and those it waits for that are still to be visited, worst first.
    let mut visiting: Vec<(usize, Vec<usize>)> = Vec::new();
    let open = |index: usize| {
        let mut firsts: Vec<usize> = waits_for[index].iter().map(|&first| first as usize).collect();
        firsts.sort_unstable_by_key(|&first| std::cmp::Reverse(rank_of[first]));
        (index, firsts)
    };
    for &root in sorted {
        if seen[root] {
            continue;
        }
        seen[root] = true;
        visiting.push(open(root));
        while let Some((index, firsts)) = visiting.last_mut() {
            if let Some(first) = firsts.pop() {
                if !seen[first] {
                    seen[first] = true;
                    lifted_for[first] = u32::try_from(*index).ok();
                    visiting.push(open(first));
                }
            } else {
                sequence.push(*index);
                visiting.pop();
            }
        }
        if keys[root].scored {
            ranked_count = sequence.len();
        }
    }
    (sequence, ranked_count)
}

#[expect(clippy::cast_possible_truncation, reason = "a portfolio holds far fewer than 2^32 tickets")]
fn positions(sequence: &[usize]) -> Box<[u32]> {
    let mut position = vec![0; sequence.len()];
    for (at, &index) in sequence.iter().enumerate() {
        position[index] = at as u32;
    }
    position.into()
}
