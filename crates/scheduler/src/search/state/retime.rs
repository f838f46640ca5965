//! Timing again what edits changed, in the order of ranks.

use std::cmp::Reverse;

use super::{Spot, State, small};
use crate::{Choice, Day, Money, Problem, reserved::Reserved};

/// What was true of an item before a move.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    pub(super) item: u32,
    pub(super) start: Day,
    pub(super) finish: Day,
    pub(super) paid: Money,
}

/// What a move may do and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is done, and the total changed by so much.
    Kept(Money),
    /// It would lose more than was allowed, or break something; nothing changed.
    GivenUp,
}

impl State<'_> {
    /// Re-times what the edits since the last call changed. Takes them back as soon as the loss passes `give_up` on the
    /// way, or is above `allowed` in the end.
    ///
    /// `expected` is what one item will probably lose; it counts on the way until that item comes.
    pub(crate) fn retime(&mut self, allowed: Money, give_up: Money, expected: (u32, Money)) -> Outcome {
        let mut change = 0;
        let mut still_to_come = expected.1;
        while let Some(Reverse((_, number))) = self.waiting.pop() {
            self.spots[number as usize].queued = false;
            let Some(more) = self.retime_one(number) else {
                self.take_back();
                return Outcome::GivenUp;
            };
            change += more;
            if number == expected.0 {
                still_to_come = 0;
            }
            if change + still_to_come > give_up {
                self.take_back();
                return Outcome::GivenUp;
            }
        }
        if change > allowed {
            self.take_back();
            return Outcome::GivenUp;
        }
        self.forget();
        self.total += change;
        Outcome::Kept(change)
    }

    /// The change in cost; None where something fixed could not start.
    #[inline]
    fn retime_one(&mut self, number: u32) -> Option<Money> {
        let item = number as usize;
        let problem = self.problem;
        let spot = self.spots[item];
        let choice = spot.chosen();
        let ready = self.ready(item);
        let place = spot.place as usize;
        let lane = &mut self.lanes[choice.team as usize];
        let tracks = lane.tracks;
        let (here, next) = lane.free.split_at_mut((place + 1) * tracks);
        let (here, next) = (&here[place * tracks..], &mut next[..tracks]);
        let start = first_start(problem, &lane.reserved, choice, ready, here);
        let finish = problem.finish(choice, start);
        let goes_on = place + 1 < lane.dirty_to as usize;
        if state_differs(here, next, finish) {
            self.freed.push((choice.team, small(place + 1)));
            self.old_free.extend_from_slice(next);
            next.copy_from_slice(here);
            replace_first(next, finish);
            if let Some(&next) = lane.items.get(place + 1) {
                self.queue(next);
            }
        } else if goes_on && let Some(&next) = lane.items.get(place + 1) {
            self.queue(next);
        }
        let (old_start, old_finish, old) = (spot.start, spot.finish, spot.paid);
        if start == old_start && finish == old_finish {
            return Some(0);
        }
        if finish > spot.due {
            return None;
        }
        self.before.push(Before { item: number, start: old_start, finish: old_finish, paid: old });
        (self.spots[item].start, self.spots[item].finish) = (start, finish);
        if start != old_start {
            for &other in problem.ahead(item) {
                match problem.fixed(other as usize) {
                    Some(fixed) if start > fixed.start => return None,
                    Some(_) => {}
                    None => self.queue(other),
                }
            }
        }
        if finish == old_finish {
            return Some(0);
        }
        for &succ in problem.succs(item) {
            let Spot { start: begins, is_fixed, .. } = self.spots[succ as usize];
            if (begins < finish || begins == old_finish) && !is_fixed {
                self.queue(succ);
            }
        }
        let paid = problem.curve(item).at(finish);
        self.spots[item].paid = paid;
        Some(paid - old)
    }
}

#[inline]
pub(super) fn first_start(problem: &Problem, reserved: &Reserved, choice: Choice, ready: Day, free: &[Day]) -> Day {
    if reserved.is_empty() {
        ready.max(free[0])
    } else {
        reserved.first_room(ready, free, |start| problem.finish(choice, start))
    }
}

/// Whether the tracks are free on other days than `next` says once the first of them is busy until `finish`.
#[inline]
fn state_differs(here: &[Day], next: &[Day], finish: Day) -> bool {
    if here.len() == 1 {
        return next[0] != finish;
    }
    let mut placed = false;
    let mut at = 0;
    for &day in &here[1..] {
        if !placed && finish <= day {
            placed = true;
            if next[at] != finish {
                return true;
            }
            at += 1;
        }
        if next[at] != day {
            return true;
        }
        at += 1;
    }
    !placed && next[at] != finish
}

/// Takes the first of the sorted days away and puts another one in its place.
#[inline]
pub(super) fn replace_first(days: &mut [Day], day: Day) {
    let mut at = 0;
    while at + 1 < days.len() && days[at + 1] < day {
        days[at] = days[at + 1];
        at += 1;
    }
    days[at] = day;
}
