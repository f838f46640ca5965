//! A plan as one sequence of items for each team, re-timed exactly and only where a move changes something.
//!
//! An item starts as soon as its release, what it waits for and a track of its team allow, in the order of the sequence:
//! it takes the track that is free first. Every plan that cannot be moved forward is such sequences, in the order of its
//! starts. Each item also has a rank; ranks go up along every sequence and every dependency, so that no order of the
//! sequences can make items wait for each other in a circle, and re-timing in the order of ranks touches each item once.

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::{Choice, Day, Money, Plan, Problem, Slot, reserved::Reserved};

/// Distance between ranks when they are spread anew; it can be halved so often before they must be spread again.
const SPREAD: u64 = 1 << 32;

/// The sequence of one team.
#[derive(Debug, Clone)]
struct Lane {
    tracks: usize,
    items: Vec<u32>,
    /// For each place in the sequence and for its end, the days from which the tracks are free there, in rising order.
    free: Vec<Day>,
    reserved: Reserved,
    /// Re-timing may not stop before this place.
    dirty_to: u32,
}

/// What was true of an item before a move.
#[derive(Debug, Clone, Copy)]
struct Before {
    item: u32,
    start: Day,
    finish: Day,
    paid: Money,
}

/// A change of sequences, to be taken back.
#[derive(Debug, Clone, Copy)]
enum Edit {
    Shifted { lane: u32, from: u32, to: u32, rank: u64 },
    Moved { item: u32, choice: u16, at: u32, rank: u64 },
}

/// All that re-timing wants to know of an item, side by side in memory.
#[derive(Debug, Clone, Copy, Default)]
struct Spot {
    rank: u64,
    paid: Money,
    start: Day,
    finish: Day,
    /// Place in its team's sequence.
    place: u32,
    team: u32,
    days: Day,
    release: Day,
    /// By when something fixed needs it to be done.
    due: Day,
    choice: u16,
    is_fixed: bool,
    queued: bool,
}

impl Spot {
    fn chosen(&self) -> Choice {
        Choice { team: self.team, days: self.days }
    }
}

/// A plan in the search.
#[derive(Debug, Clone)]
pub(crate) struct State<'a> {
    problem: &'a Problem,
    lanes: Vec<Lane>,
    spots: Vec<Spot>,
    total: Money,
    waiting: BinaryHeap<Reverse<(u64, u32)>>,
    before: Vec<Before>,
    freed: Vec<(u32, u32)>,
    old_free: Vec<Day>,
    edits: Vec<Edit>,
    crowded: bool,
}

/// What a move may do and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is done, and the total changed by so much.
    Kept(Money),
    /// It would lose more than was allowed, or break something; nothing changed.
    GivenUp,
}

impl<'a> State<'a> {
    /// The plan as sequences, each item as early as they allow: never dearer than the plan, which must be feasible.
    pub(crate) fn new(problem: &'a Problem, plan: &Plan) -> Self {
        let lane = |(team, reserved): (&crate::Team, Reserved)| Lane {
            tracks: team.tracks as usize,
            items: Vec::new(),
            free: vec![0; team.tracks as usize],
            reserved,
            dirty_to: 0,
        };
        let mut this = Self {
            problem,
            lanes: problem.teams().iter().zip(Reserved::of_teams(problem)).map(lane).collect(),
            spots: spots(problem, plan),
            total: 0,
            waiting: BinaryHeap::new(),
            before: Vec::new(),
            freed: Vec::new(),
            old_free: Vec::new(),
            edits: Vec::new(),
            crowded: false,
        };
        this.settle();
        this
    }

    pub(crate) fn problem(&self) -> &'a Problem {
        self.problem
    }

    pub(crate) fn total(&self) -> Money {
        self.total
    }

    pub(crate) fn start(&self, item: usize) -> Day {
        self.spots[item].start
    }

    pub(crate) fn finish(&self, item: usize) -> Day {
        self.spots[item].finish
    }

    pub(crate) fn paid(&self, item: usize) -> Money {
        self.spots[item].paid
    }

    pub(crate) fn place(&self, item: usize) -> usize {
        self.spots[item].place as usize
    }

    pub(crate) fn choice_of(&self, item: usize) -> u16 {
        self.spots[item].choice
    }

    pub(crate) fn chosen(&self, item: usize) -> Choice {
        self.spots[item].chosen()
    }

    /// The items of a team in their sequence, without what is fixed.
    pub(crate) fn sequence(&self, team: u32) -> &[u32] {
        &self.lanes[team as usize].items
    }

    pub(crate) fn plan(&self) -> Plan {
        Plan { slots: self.spots.iter().map(|spot| Slot { start: spot.start, choice: spot.choice }).collect() }
    }

    /// Whether ranks have come so close that moves fail for it; [`State::settle`] helps.
    pub(crate) fn is_crowded(&self) -> bool {
        self.crowded
    }

    /// Puts the sequences into the order of the starts, spreads the ranks, and re-times everything. Never dearer than before.
    pub(crate) fn settle(&mut self) {
        let problem = self.problem;
        let mut order: Vec<u32> = problem.topological().to_vec();
        order.sort_by_key(|&item| self.spots[item as usize].start);
        for lane in &mut self.lanes {
            lane.items.clear();
            lane.free.clear();
            lane.free.resize(lane.tracks, 0);
        }
        self.total = 0;
        let mut rank = SPREAD;
        for &item in &order {
            self.spots[item as usize].rank = rank;
            rank += SPREAD;
            self.append(item);
        }
        self.crowded = false;
    }

    fn append(&mut self, number: u32) {
        let item = number as usize;
        if self.problem.fixed(item).is_none() {
            let choice = self.chosen(item);
            let ready = self.ready(item);
            let lane = &mut self.lanes[choice.team as usize];
            let place = lane.items.len();
            let free = &lane.free[place * lane.tracks..];
            let start = first_start(self.problem, &lane.reserved, choice, ready, free);
            let finish = self.problem.finish(choice, start);
            lane.items.push(number);
            for track in 0..lane.tracks {
                lane.free.push(lane.free[place * lane.tracks + track]);
            }
            replace_first(&mut lane.free[(place + 1) * lane.tracks..], finish);
            let spot = &mut self.spots[item];
            (spot.place, spot.start, spot.finish) = (small(place), start, finish);
        }
        self.spots[item].paid = self.problem.curve(item).at(self.spots[item].finish);
        self.total += self.spots[item].paid;
    }

    /// The first day that its release, what it waits for and what it may not overtake allow.
    #[inline]
    pub(crate) fn ready(&self, item: usize) -> Day {
        let mut ready = self.spots[item].release;
        for &pred in self.problem.preds(item) {
            ready = ready.max(self.spots[pred as usize].finish);
        }
        for &other in self.problem.behind(item) {
            ready = ready.max(self.spots[other as usize].start);
        }
        ready
    }

    /// The place in a team's sequence before which everything starts earlier than a day, nearly.
    pub(crate) fn place_of_day(&self, team: u32, day: Day) -> usize {
        self.lanes[team as usize].items.partition_point(|&item| self.spots[item as usize].start < day)
    }

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

    fn queue(&mut self, item: u32) {
        let spot = &mut self.spots[item as usize];
        if !spot.queued {
            spot.queued = true;
            self.waiting.push(Reverse((spot.rank, item)));
        }
    }

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

    fn forget(&mut self) {
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

#[inline]
fn first_start(problem: &Problem, reserved: &Reserved, choice: Choice, ready: Day, free: &[Day]) -> Day {
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
fn replace_first(days: &mut [Day], day: Day) {
    let mut at = 0;
    while at + 1 < days.len() && days[at + 1] < day {
        days[at] = days[at + 1];
        at += 1;
    }
    days[at] = day;
}

fn spots(problem: &Problem, plan: &Plan) -> Vec<Spot> {
    let fixed = |&succ: &u32| problem.fixed(succ as usize).map(|slot| slot.start);
    let spot = |(item, slot): (usize, &Slot)| {
        let choice = problem.choices(item)[usize::from(slot.choice)];
        Spot {
            start: slot.start,
            finish: problem.finish(choice, slot.start),
            team: choice.team,
            days: choice.days,
            release: problem.release(item),
            due: problem.succs(item).iter().filter_map(fixed).min().unwrap_or(Day::MAX),
            choice: slot.choice,
            is_fixed: problem.fixed(item).is_some(),
            ..Spot::default()
        }
    };
    plan.slots.iter().enumerate().map(spot).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "items are counted in 32 bits")]
fn small(number: usize) -> u32 {
    number as u32
}
