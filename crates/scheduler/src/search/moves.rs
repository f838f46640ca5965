//! What to change next: one item, two, or an item with everything that holds it up or waits for it.

use super::state::State;
use crate::{Day, Money, random::Random};

/// The most days of one move, so that sums of days fit.
const FARTHEST: Day = 1 << 24;
/// How many items a chain may take along.
const LONGEST_CHAIN: usize = 12;

/// Chooses changes at random and makes them in a state, not yet re-timed.
#[derive(Debug)]
pub(crate) struct Moves {
    movable: Vec<u32>,
    flexible: Vec<u32>,
    chain: Vec<(u32, Day)>,
    /// Moves are made for the items of this part of the movable ones, in the order of their starts.
    window: std::ops::Range<usize>,
    /// Mean distance of a move in days of the plan.
    reach: f64,
}

/// What was changed: the item that will probably lose most, and how much.
pub(crate) type Expected = (u32, Money);

/// Nothing is known.
pub(crate) const NOTHING: Expected = (u32::MAX, 0);

impl Moves {
    pub(crate) fn new(state: &State<'_>) -> Self {
        let problem = state.problem();
        let movable: Vec<u32> = (0_u32..)
            .zip(0..problem.len())
            .filter(|&(_, item)| problem.fixed(item).is_none())
            .map(|(number, _)| number)
            .collect();
        let flexible = movable.iter().copied().filter(|&item| problem.choices(item as usize).len() > 1).collect();
        let work: f64 = movable.iter().map(|&item| f64::from(problem.choices(item as usize)[0].days)).sum();
        let reach = (work / f64::from(u32::try_from(movable.len()).unwrap_or(u32::MAX).max(1))).max(1.0);
        let window = 0..movable.len();
        Self { movable, flexible, window, chain: Vec::new(), reach }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.movable.is_empty()
    }

    /// Makes one change; None where it turned out to be none.
    pub(crate) fn make(&mut self, state: &mut State<'_>, random: &mut Random) -> Option<Expected> {
        let item = self.movable[self.window.start + random.below(self.window.len())] as usize;
        match random.below(100) {
            0..45 => insert(state, random, item),
            45..60 => swap(state, random, item),
            60..70 => self.reassign(state, random, item),
            70..88 => self.pull(state, random, item),
            _ => self.push(state, random, item),
        }
    }

    /// Turns to the next so many items in the order of their starts, half of them those of before; begins anew behind
    /// the last.
    pub(crate) fn turn_to_next_part(&mut self, state: &State<'_>, size: usize) {
        if size >= self.movable.len() {
            return;
        }
        let mut begin = self.window.start + size / 2;
        if self.window.end == self.movable.len() {
            self.movable.sort_by_key(|&item| state.start(item as usize));
            begin = 0;
        }
        self.window = begin..(begin + size).min(self.movable.len());
    }

    fn reassign(&mut self, state: &mut State<'_>, random: &mut Random, item: usize) -> Option<Expected> {
        let whole = self.window.len() == self.movable.len();
        let item = if whole && !self.flexible.is_empty() {
            self.flexible[random.below(self.flexible.len())] as usize
        } else {
            item
        };
        if state.problem().choices(item).len() < 2 {
            return None;
        }
        let choices = state.problem().choices(item).len();
        let step = 1 + random.below(choices - 1);
        let choice = u16::try_from((usize::from(state.choice_of(item)) + step) % choices).ok()?;
        let team = state.problem().choices(item)[usize::from(choice)].team;
        if team == state.chosen(item).team {
            return None;
        }
        let day =
            state.start(item).max(state.ready(item)) + self.days(random) * if random.below(2) == 0 { 1 } else { -1 };
        let to = state.place_of_day(team, day.max(state.ready(item)));
        state.reassign(item, choice, to).then_some(NOTHING)
    }

    /// A number of days, mostly few.
    #[expect(clippy::cast_possible_truncation, reason = "some dozens of days")]
    fn days(&self, random: &mut Random) -> Day {
        let scale = self.reach * if random.below(4) == 0 { 8.0 } else { 2.0 };
        ((-(1.0 - random.unit()).ln() * scale) as Day).min(FARTHEST)
    }

    /// An item and what holds it up, so that it can start some days sooner.
    fn pull(&mut self, state: &mut State<'_>, random: &mut Random, item: usize) -> Option<Expected> {
        let day = state.start(item) - 1 - self.days(random);
        let day = day.max(state.problem().release(item));
        if day >= state.start(item) {
            return None;
        }
        self.chain.clear();
        self.chain.push((u32::try_from(item).ok()?, day));
        let mut next = 0;
        while next < self.chain.len() {
            let (item, day) = self.chain[next];
            next += 1;
            for &pred in state.problem().preds(item as usize) {
                if state.finish(pred as usize) > day {
                    let sooner = state.start(pred as usize) - (state.finish(pred as usize) - day);
                    if sooner < state.problem().release(pred as usize)
                        || state.problem().fixed(pred as usize).is_some()
                        || self.chain.len() >= LONGEST_CHAIN
                    {
                        return None;
                    }
                    self.ask(pred, sooner, Day::min);
                }
            }
        }
        self.chain.sort_unstable_by_key(|&(item, _)| state.start(item as usize));
        let mut any = false;
        for &(item, day) in &self.chain {
            let item = item as usize;
            let to = state.place_of_day(state.chosen(item).team, day);
            if to < state.place(item) {
                if !state.shift(item, to) {
                    state.take_back();
                    return None;
                }
                any = true;
            }
        }
        any.then_some(NOTHING)
    }

    /// An item some days later, with everything that would otherwise keep its place and wait.
    fn push(&mut self, state: &mut State<'_>, random: &mut Random, item: usize) -> Option<Expected> {
        let day = state.start(item) + 1 + self.days(random);
        self.chain.clear();
        self.chain.push((u32::try_from(item).ok()?, day));
        let mut next = 0;
        while next < self.chain.len() {
            let (item, day) = self.chain[next];
            if day > state.problem().horizon() {
                return None;
            }
            next += 1;
            let done = state.finish(item as usize) + (day - state.start(item as usize));
            for &succ in state.problem().succs(item as usize) {
                if state.start(succ as usize) < done {
                    if state.problem().fixed(succ as usize).is_some() || self.chain.len() >= LONGEST_CHAIN {
                        return None;
                    }
                    self.ask(succ, done, Day::max);
                }
            }
        }
        self.chain.sort_unstable_by_key(|&(item, _)| std::cmp::Reverse(state.start(item as usize)));
        let mut any = false;
        let mut worst = NOTHING;
        for &(number, day) in &self.chain {
            let item = number as usize;
            let to = state.place_of_day(state.chosen(item).team, day).saturating_sub(1);
            if to > state.place(item) {
                let lost = state.problem().curve(item).at(state.finish(item) + (day - state.start(item)) / 2)
                    - state.paid(item);
                if lost > worst.1 {
                    worst = (number, lost);
                }
                if !state.shift(item, to) {
                    state.take_back();
                    return None;
                }
                any = true;
            }
        }
        any.then_some(worst)
    }

    fn ask(&mut self, item: u32, day: Day, which: impl Fn(Day, Day) -> Day) {
        match self.chain.iter_mut().find(|entry| entry.0 == item) {
            Some(entry) => entry.1 = which(entry.1, day),
            None => self.chain.push((item, day)),
        }
    }
}

/// How many places: mostly few.
fn distance(random: &mut Random) -> usize {
    match random.below(8) {
        0..3 => 1,
        3..6 => 1 + random.below(5),
        6 => 1 + random.below(12),
        _ => 1 + random.below(40),
    }
}

fn insert(state: &mut State<'_>, random: &mut Random, item: usize) -> Option<Expected> {
    let from = state.place(item);
    let far = distance(random);
    let sequence = state.sequence(state.chosen(item).team);
    if random.below(2) == 0 {
        let to = from.saturating_sub(far);
        (to < from && state.shift(item, to)).then_some(NOTHING)
    } else {
        let to = (from + far).min(sequence.len() - 1);
        if to == from {
            return None;
        }
        let lost = loss_behind(state, item, sequence[to] as usize);
        state.shift(item, to).then_some((u32::try_from(item).ok()?, lost))
    }
}

fn swap(state: &mut State<'_>, random: &mut Random, item: usize) -> Option<Expected> {
    let from = state.place(item);
    let sequence = state.sequence(state.chosen(item).team);
    let to = (from + 1 + distance(random)).min(sequence.len() - 1);
    if to <= from + 1 {
        return None;
    }
    let other = sequence[to] as usize;
    let lost = loss_behind(state, item, other);
    if !state.shift(other, from) {
        return None;
    }
    if !state.shift(item, to) {
        state.take_back();
        return None;
    }
    Some((u32::try_from(item).ok()?, lost))
}

/// What an item loses by taking its turn right after another one, nearly.
fn loss_behind(state: &State<'_>, item: usize, other: usize) -> Money {
    let tracks = state.problem().teams()[state.chosen(item).team as usize].tracks;
    let days = state.finish(item) - state.start(item);
    let done = if tracks == 1 {
        state.finish(other)
    } else {
        state.start(other) + days - days / Day::try_from(tracks).unwrap_or(Day::MAX)
    };
    if done > state.finish(item) { state.problem().curve(item).at(done) - state.paid(item) } else { 0 }
}
