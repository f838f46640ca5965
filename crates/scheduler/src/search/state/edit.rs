//! Changes of the sequences, and the way back.

use std::cmp::Reverse;

use super::retime::replace_first;
use super::{SPREAD, State, small};
use crate::Day;

/// A change of sequences, to be taken back.
#[derive(Debug, Clone, Copy)]
pub(super) enum Edit {
    Shifted { lane: u32, from: u32, to: u32, rank: u64 },
    Moved { item: u32, choice: u16, at: u32, rank: u64 },
}

impl State<'_> {
    /// Moves an item to a place of its team's sequence; false, and nothing changed, where dependencies forbid it.
    pub(crate) fn shift(&mut self, item: usize, to: usize) -> bool {
        let team = self.chosen(item).team;
        let from = self.place(item);
        let lane = &self.lanes[team as usize];
        let (before, after) = if to < from {
            (to.checked_sub(1).map(|at| lane.items[at]), Some(lane.items[to]))
        } else {
            (Some(lane.items[to]), lane.items.get(to + 1).copied())
        };
        let Some(rank) = self.rank_between(item, before, after) else { return false };
        self.edits.push(Edit::Shifted { lane: team, from: small(from), to: small(to), rank: self.spots[item].rank });
        self.spots[item].rank = rank;
        self.rotate(team, from, to);
        let lane = &mut self.lanes[team as usize];
        let (first, last) = (from.min(to), from.max(to));
        lane.dirty_to = lane.dirty_to.max(small(last + 1));
        let first = lane.items[first];
        self.queue(first);
        true
    }

    fn rotate(&mut self, team: u32, from: usize, to: usize) {
        let lane = &mut self.lanes[team as usize];
        let (first, last) = (from.min(to), from.max(to));
        if from < to {
            lane.items[first..=last].rotate_left(1);
        } else {
            lane.items[first..=last].rotate_right(1);
        }
        for at in first..=last {
            self.spots[lane.items[at] as usize].place = small(at);
        }
    }

    /// Gives an item another choice, at a place of that team's sequence; false where dependencies forbid it.
    pub(crate) fn reassign(&mut self, item: usize, choice: u16, to: usize) -> bool {
        let team = self.problem.choices(item)[usize::from(choice)].team as usize;
        let lane = &self.lanes[team].items;
        let (before, after) = (to.checked_sub(1).map(|at| lane[at]), lane.get(to).copied());
        let Some(rank) = self.rank_between(item, before, after) else { return false };
        let from = self.place(item);
        self.edits.push(Edit::Moved {
            item: small(item),
            choice: self.spots[item].choice,
            at: small(from),
            rank: self.spots[item].rank,
        });
        self.take(item);
        self.put(item, choice, to);
        self.spots[item].rank = rank;
        true
    }

    fn take(&mut self, item: usize) {
        let at = self.place(item);
        let lane = &mut self.lanes[self.spots[item].team as usize];
        lane.items.remove(at);
        let tracks = lane.tracks;
        lane.free.drain((at + 1) * tracks..(at + 2) * tracks);
        for &later in &lane.items[at..] {
            self.spots[later as usize].place -= 1;
        }
        lane.dirty_to = lane.dirty_to.max(small(at + 1));
        if let Some(&next) = lane.items.get(at) {
            self.queue(next);
        }
    }

    fn put(&mut self, item: usize, choice: u16, at: usize) {
        let chosen = self.problem.choices(item)[usize::from(choice)];
        let spot = &mut self.spots[item];
        (spot.choice, spot.team, spot.days, spot.place) = (choice, chosen.team, chosen.days, small(at));
        let lane = &mut self.lanes[chosen.team as usize];
        for &later in &lane.items[at..] {
            self.spots[later as usize].place += 1;
        }
        lane.items.insert(at, small(item));
        let tracks = lane.tracks;
        let here = at * tracks..(at + 1) * tracks;
        let state: Vec<Day> = lane.free[here.clone()].to_vec();
        lane.free.splice(here.end..here.end, state);
        lane.dirty_to = (lane.dirty_to + 1).max(small(at + 2));
        self.queue(small(item));
    }

    /// What the tracks were like behind an item that has come back to its place.
    fn remember_state_behind(&mut self, item: usize) {
        let place = self.place(item);
        let lane = &mut self.lanes[self.spots[item].team as usize];
        replace_first(&mut lane.free[(place + 1) * lane.tracks..(place + 2) * lane.tracks], self.spots[item].finish);
    }

    /// A rank between two neighbours that also lies between everything it waits for and everything that waits for it.
    fn rank_between(&mut self, item: usize, before: Option<u32>, after: Option<u32>) -> Option<u64> {
        let problem = self.problem;
        let rank = |&other: &u32| self.spots[other as usize].rank;
        let firsts = before.iter().chain(problem.preds(item)).chain(problem.behind(item));
        let low = firsts.map(rank).max().unwrap_or(0);
        let lasts = after.iter().chain(problem.succs(item)).chain(problem.ahead(item));
        let high = lasts.map(rank).min().unwrap_or(low + 2 * SPREAD);
        if low >= high {
            return None;
        }
        if high - low < 2 {
            self.crowded = true;
            return None;
        }
        Some(low + (high - low) / 2)
    }

    pub(super) fn queue(&mut self, item: u32) {
        let spot = &mut self.spots[item as usize];
        if !spot.queued {
            spot.queued = true;
            self.waiting.push(Reverse((spot.rank, item)));
        }
    }

    /// Keeps all edits since the last [`State::retime`].
    pub(super) fn forget(&mut self) {
        self.before.clear();
        self.freed.clear();
        self.old_free.clear();
        for edit in self.edits.drain(..) {
            match edit {
                Edit::Shifted { lane, .. } => self.lanes[lane as usize].dirty_to = 0,
                Edit::Moved { item, choice, .. } => {
                    let choices = self.problem.choices(item as usize);
                    self.lanes[choices[usize::from(choice)].team as usize].dirty_to = 0;
                    self.lanes[self.spots[item as usize].team as usize].dirty_to = 0;
                }
            }
        }
    }

    /// Takes all edits since the last [`State::retime`] back.
    pub(crate) fn take_back(&mut self) {
        while let Some(before) = self.before.pop() {
            let spot = &mut self.spots[before.item as usize];
            (spot.start, spot.finish, spot.paid) = (before.start, before.finish, before.paid);
        }
        while let Some((team, place)) = self.freed.pop() {
            let lane = &mut self.lanes[team as usize];
            let kept = self.old_free.len() - lane.tracks;
            let at = place as usize * lane.tracks;
            lane.free[at..at + lane.tracks].copy_from_slice(&self.old_free[kept..]);
            self.old_free.truncate(kept);
        }
        let mut touched: [u32; 2];
        while let Some(edit) = self.edits.pop() {
            match edit {
                Edit::Shifted { lane, from, to, rank } => {
                    let item = self.lanes[lane as usize].items[to as usize] as usize;
                    self.rotate(lane, to as usize, from as usize);
                    self.spots[item].rank = rank;
                    touched = [lane, lane];
                }
                Edit::Moved { item, choice, at, rank } => {
                    let item = item as usize;
                    let now = self.chosen(item).team;
                    self.take(item);
                    self.put(item, choice, at as usize);
                    self.remember_state_behind(item);
                    self.spots[item].rank = rank;
                    touched = [now, self.chosen(item).team];
                }
            }
            for team in touched {
                self.lanes[team as usize].dirty_to = 0;
            }
        }
        for Reverse((_, item)) in self.waiting.drain() {
            self.spots[item as usize].queued = false;
        }
    }
}
