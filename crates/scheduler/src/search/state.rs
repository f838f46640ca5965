//! A plan as one sequence of items for each team, re-timed exactly and only where a move changes something.
//!
//! An item starts as soon as its release, what it waits for and a track of its team allow, in the order of the sequence:
//! it takes the track that is free first. Every plan that cannot be moved forward is such sequences, in the order of its
//! starts. Each item also has a rank; ranks go up along every sequence and every dependency, so that no order of the
//! sequences can make items wait for each other in a circle, and re-timing in the order of ranks touches each item once.

mod edit;
mod retime;

pub(crate) use retime::Outcome;

use std::{cmp::Reverse, collections::BinaryHeap};

use edit::Edit;
use retime::{Before, first_start, replace_first};

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
