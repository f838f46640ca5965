//! An order of the items with everything that a move needs to be priced quickly.

use super::line::Cost;
use crate::{Day, Money};

/// A move of one item, by positions with `from < to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    /// The item at `from` goes behind the one at `to`.
    Later,
    /// The item at `to` goes before the one at `from`.
    Sooner,
    /// Both change places.
    Swap,
}

/// The best move found, with what it saves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Best {
    pub(crate) saves: Money,
    pub(crate) kind: Move,
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// How many pairs of places were looked at.
    pub(crate) looked: u64,
}

impl Best {
    #[inline]
    fn is(&mut self, saves: Money, kind: Move, from: usize, to: usize) {
        *self = Self { saves, kind, from, to, looked: self.looked };
    }
}

/// What stands at a position.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<O> {
    /// What its cost is computed from.
    of: O,
    pub(crate) item: u32,
    days: Day,
    /// The day it ships.
    end: Day,
    /// What it costs.
    cost: Money,
    /// What it and all before it cost.
    until: Money,
}

/// Items in an order, without idle time from day 0.
#[derive(Debug)]
pub(crate) struct Sequence<'a, C: Cost> {
    costs: &'a C,
    pub(crate) places: Vec<Place<C::Of>>,
    /// Position of each item.
    pub(crate) at: Vec<u32>,
}

impl<C: Cost> Clone for Sequence<'_, C> {
    fn clone(&self) -> Self {
        Self { costs: self.costs, places: self.places.clone(), at: self.at.clone() }
    }
}

impl<'a, C: Cost> Sequence<'a, C> {
    pub(crate) fn new(days: &[Day], costs: &'a C, order: &[u32]) -> Self {
        let place = |&item: &u32| {
            let of = costs.of(item as usize);
            Place { of, item, days: days[item as usize], end: 0, cost: 0, until: 0 }
        };
        let mut this = Self { costs, places: order.iter().map(place).collect(), at: vec![0; order.len()] };
        this.retime(0, order.len());
        this
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    pub(crate) fn order(&self) -> Vec<u32> {
        self.places.iter().map(|place| place.item).collect()
    }

    pub(crate) fn cost(&self) -> Money {
        self.places.last().map_or(0, |last| last.until)
    }

    /// Days and costs anew for the positions from `from` to before `end`, and the costs behind them.
    fn retime(&mut self, from: usize, end: usize) {
        let (mut day, mut sum) = match from.checked_sub(1) {
            Some(before) => (self.places[before].end, self.places[before].until),
            None => (0, 0),
        };
        let (changed, rest) = self.places.split_at_mut(end);
        let old = if end > 0 { changed[end - 1].until } else { 0 };
        for (at, place) in (position(from)..).zip(&mut changed[from..]) {
            self.at[place.item as usize] = at;
            day += place.days;
            place.end = day;
            place.cost = self.costs.at(place.of, day);
            sum += place.cost;
            place.until = sum;
        }
        for place in rest {
            place.until += sum - old;
        }
    }

    pub(crate) fn apply(&mut self, kind: Move, from: usize, to: usize) {
        let before = self.cost_until(to);
        match kind {
            Move::Later => self.places[from..=to].rotate_left(1),
            Move::Sooner => self.places[from..=to].rotate_right(1),
            Move::Swap => self.places.swap(from, to),
        }
        self.places[to].until = before;
        self.retime(from, to + 1);
    }

    fn cost_until(&self, at: usize) -> Money {
        self.places[at].until
    }

    /// Takes over the part of another order of the same items in which both differ: positions `from` to before `end`.
    pub(crate) fn copy_part(&mut self, other: &Self, from: usize, end: usize) {
        let change = other.places[end - 1].until - self.places[end - 1].until;
        self.places[from..end].copy_from_slice(&other.places[from..end]);
        for (at, place) in (position(from)..).zip(&self.places[from..end]) {
            self.at[place.item as usize] = at;
        }
        if change != 0 {
            for place in &mut self.places[end..] {
                place.until += change;
            }
        }
    }

    /// Takes over what is cheaper in another order of the same items, piece by piece: a piece ends where both orders have
    /// done the same items, so that what comes next begins on the same day in both. Never dearer than either.
    pub(crate) fn take_cheaper_pieces(&mut self, other: &Self) {
        let mut balance = vec![0_i8; self.len()];
        let (mut open, mut from, mut saved) = (0, 0, 0);
        for at in 0..self.len() {
            let (mine, theirs) = (self.places[at], other.places[at]);
            saved += mine.cost - theirs.cost;
            for (item, sign) in [(mine.item, 1), (theirs.item, -1)] {
                let balance = &mut balance[item as usize];
                *balance += sign;
                open += if *balance == 0 { -1 } else { 1 };
            }
            if open == 0 {
                if saved > 0 {
                    self.places[from..=at].copy_from_slice(&other.places[from..=at]);
                }
                (from, saved) = (at + 1, 0);
            }
        }
        self.retime(0, self.len());
    }

    /// The move of the item at `here` that saves most, if any saves more than nothing; up to `reach` positions away.
    pub(crate) fn best_move(&self, here: usize, reach: usize) -> Best {
        let mut best = Best { saves: 0, kind: Move::Swap, from: here, to: here, looked: 0 };
        self.look_later(here, (here + reach).min(self.len() - 1), &mut best);
        self.look_sooner(here, here.saturating_sub(reach), &mut best);
        best
    }

    /// Prices moving the item at `here` behind later ones and changing places with them.
    fn look_later(&self, here: usize, last: usize, best: &mut Best) {
        let Place { of, days, end: finish, cost: mine, until, .. } = self.places[here];
        let begins = finish - days;
        let mut ahead = self.cost() - until;
        let (mut moved_up, mut a_day) = (0, Some(0));
        for (there, other) in (here + 1..).zip(&self.places[here + 1..=last]) {
            best.looked += 1;
            let loss = self.costs.at(of, other.end) - mine;
            // Nothing behind can save more than it costs, and the own loss only grows.
            if moved_up + ahead - loss <= best.saves {
                break;
            }
            ahead -= other.cost;
            let both = other.cost - self.costs.at(other.of, begins + other.days) - loss;
            let shift = other.days - days;
            if both + Self::most_saved(shift, moved_up, a_day) > best.saves {
                let saves = both + self.shifted(here + 1, there, shift, best.saves - both);
                if saves > best.saves {
                    best.is(saves, Move::Swap, here, there);
                }
            }
            moved_up += other.cost - self.costs.at(other.of, other.end - days);
            if moved_up - loss > best.saves {
                best.is(moved_up - loss, Move::Later, here, there);
            }
            a_day = together(a_day, C::a_day(other.of, other.cost));
        }
    }

    /// Prices moving the item at `here` before earlier ones and changing places with them.
    fn look_sooner(&self, here: usize, first: usize, best: &mut Best) {
        let Place { of, days, end: ships, cost: mine, .. } = self.places[here];
        let (mut lost, mut a_day) = (0, Some(0));
        for (there, other) in (0..here).zip(&self.places[..here]).skip(first).rev() {
            if mine <= best.saves {
                return;
            }
            best.looked += 1;
            let gain = mine - self.costs.at(of, other.end - other.days + days);
            let shift = days - other.days;
            // Where this item is the shorter one, the other finds the change of places when it looks later.
            if shift >= 0 {
                let both = gain - (self.costs.at(other.of, ships) - other.cost);
                if both + Self::most_saved(shift, 0, a_day) > best.saves {
                    let saves = both + self.shifted(there + 1, here, shift, best.saves - both);
                    if saves > best.saves {
                        best.is(saves, Move::Swap, there, here);
                    }
                }
            }
            if mine - lost > best.saves {
                lost += self.costs.at(other.of, other.end + days) - other.cost;
                if gain - lost > best.saves {
                    best.is(gain - lost, Move::Sooner, there, here);
                }
            }
            a_day = together(a_day, C::a_day(other.of, other.cost));
        }
    }

    /// What is saved at most when items begin `shift` days later that would save `moved_up` by far more days sooner and
    /// save and lose so much `a_day`.
    #[inline]
    fn most_saved(shift: Day, moved_up: Money, a_day: Option<Money>) -> Money {
        let steady = a_day.map_or(Money::MAX, |a_day| a_day * Money::from(-shift));
        if shift < 0 { steady.min(moved_up) } else { steady.min(0) }
    }

    /// What is saved when the items from `from` to before `end` begin `shift` days later; gives up below `needed`.
    fn shifted(&self, from: usize, end: usize, shift: Day, needed: Money) -> Money {
        if shift == 0 {
            return 0;
        }
        let mut saved = 0;
        for place in &self.places[from..end] {
            saved += place.cost - self.costs.at(place.of, place.end + shift);
            if shift > 0 && saved <= needed {
                return saved;
            }
        }
        saved
    }
}

#[inline]
fn together(one: Option<Money>, other: Option<Money>) -> Option<Money> {
    Some(one? + other?)
}

fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
