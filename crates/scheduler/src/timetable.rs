//! A plan laid out by team and track, ready to be asked what an interruption would cost.
//!
//! # With the order kept
//!
//! When something is put in between, everything behind it is timed again by one rule:
//!
//! 1. Items are taken in the order in which the plan starts them (on the same day: what others wait for first). The
//!    request comes before the item whose place it takes.
//! 2. Each starts as soon as it may: not before the plan starts it, not before its release, after all its predecessors
//!    are done and all items that it may not overtake have begun, and when a track of its team is free.
//! 3. It takes the track on which it can start the soonest; among equals the one that has been free for the shortest
//!    time. Nobody takes a track away from an item that chose before: on every track the order is kept, and an item that
//!    has to wait for another team does not stop those behind it while its team has another track.
//! 4. A fixed item keeps its days and its track. It moves only if what it waits for cannot be done in time; a
//!    [`Delay`] then says that a promise breaks.
//!
//! Nothing is pulled forward, although a gap might allow it: the dates are agreed, and people have arranged themselves
//! with them. So the price holds nothing but what the interruption does, every delay is a real one, and without an
//! interruption the rule gives back the plan exactly. Known as right-shift rescheduling (Abumaizar and Svestka 1997,
//! "Rescheduling job shops under random disruptions"), here with tracks that stand in for each other.

mod agenda;
mod cascade;
mod lanes;
mod moment;
mod pricer;
mod rank;
mod request;

pub use pricer::Pricer;
pub use request::{BreakEven, Delay, Interruption, Request, When};

use std::ops::Range;

use rank::Rank;

use crate::{
    Choice, Day, Faults, Infeasible, Item, Money, Plan, Problem,
    problem::Lists,
    tracks::{Block, soonest},
};

/// A plan that can be asked for prices. It belongs to the problem that it was made from.
#[derive(Debug, Clone)]
pub struct Timetable {
    /// All items by planned start, which is the order in which prices go through them.
    places: Vec<Place>,
    /// What waits for each of them.
    followers: Vec<Follower>,
    ranks: Vec<Rank>,
    /// Where among them each item is, by item.
    positions: Vec<u32>,
    /// Positions of the items of each team.
    sequences: Lists<u32>,
    /// The fixed items of each team, in its sequence.
    blocks: Lists<Block>,
    crews: Vec<Crew>,
    cost: Money,
    /// When the last item is done.
    end: Day,
}

/// No position.
const NONE: u32 = u32::MAX;

/// Where the plan has an item, and what else is wanted of it at once: one line of the processor's cache.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Place {
    /// What each day costs that it is later, as long as it is done before the day `until`, which is none where that is
    /// more than fits.
    slope: u32,
    until: Day,
    start: Day,
    finish: Day,
    choice: Choice,
    item: u32,
    track: u32,
    /// In the sequence of its team.
    index: u32,
    /// Position of the next in that sequence, or [`NONE`], and when the plan starts it.
    next: u32,
    next_start: Day,
    /// What waits for it, among all followers.
    followers: (u32, u32),
    fixed: bool,
}

/// What there is to know of a team.
#[derive(Debug, Clone)]
struct Crew {
    /// Its tracks among those of all teams.
    tracks: Range<usize>,
    /// Nothing is fixed from this index in its sequence on.
    loose_from: u32,
    works_full_days: bool,
}

/// An item that waits for another.
#[derive(Debug, Clone, Copy)]
struct Follower {
    position: u32,
    /// When the plan starts it.
    planned: Day,
    /// It may only not overtake the other.
    of_start: bool,
}

impl Timetable {
    /// Lays the plan out, or says why it cannot be carried out. Takes time in proportion to the number of items (and a
    /// sort).
    pub fn new(problem: &Problem, plan: &Plan) -> Result<Self, Infeasible> {
        let cost = plan.cost(problem)?;
        let order = order(problem, plan);
        let mut sequences: Vec<Vec<u32>> = vec![Vec::new(); problem.teams().len()];
        let mut places: Vec<Place> = Vec::with_capacity(problem.len());
        let mut positions: Vec<u32> = vec![0; problem.len()];
        for (&number, position) in order.iter().zip(0_u32..) {
            let item = number as usize;
            let slot = plan.slots[item];
            let choice = problem.choices(item)[usize::from(slot.choice)];
            let (start, finish, fixed) = (slot.start, plan.finish(problem, item), problem.fixed(item).is_some());
            let sequence = &mut sequences[choice.team as usize];
            let index = count(sequence.len());
            let (slope, until) = problem.curve(item).piece(finish);
            let (slope, until) = u32::try_from(slope).map_or((0, 0), |slope| (slope, until));
            let place = Place {
                slope,
                until,
                start,
                finish,
                choice,
                item: number,
                track: 0,
                index,
                next: NONE,
                next_start: Day::MAX,
                followers: (0, 0),
                fixed,
            };
            places.push(place);
            if let Some(&last) = sequence.last() {
                let last = &mut places[last as usize];
                (last.next, last.next_start) = (position, start);
            }
            sequence.push(position);
            positions[item] = position;
        }
        let blocks = hand_out_tracks(problem, &mut places, &sequences);
        let mut crews: Vec<Crew> = Vec::with_capacity(sequences.len());
        for (team, (sequence, blocks)) in sequences.iter().zip(&blocks).enumerate() {
            let first = crews.last().map_or(0, |before| before.tracks.end);
            let tracks = tracks_in_use(problem, team, sequence.len()) as usize;
            let loose_from = blocks.last().map_or(0, |last| last.index + 1);
            crews.push(Crew {
                tracks: first..first + tracks,
                loose_from,
                works_full_days: problem.teams()[team].calendar.is_full(),
            });
        }
        Ok(Self {
            followers: followers(problem, &mut places, &positions),
            ranks: rank::of_places(problem, &places, &positions),
            end: places.iter().map(|place| place.finish).max().unwrap_or(0),
            sequences: Lists::of(sequences.iter().map(Vec::as_slice)),
            blocks: Lists::of(blocks.iter().map(Vec::as_slice)),
            places,
            positions,
            crews,
            cost,
        })
    }

    /// What the plan costs without any interruption.
    pub fn cost(&self) -> Money {
        self.cost
    }

    /// Checks a request against the problem and this plan. Only its choices, release, predecessors and cost count; it is
    /// not among the items of the problem.
    pub fn request(&self, problem: &Problem, item: &Item) -> Result<Request, Faults> {
        Request::new(self, problem, item)
    }

    /// What a request costs at a moment. For many prices take a [`Pricer`], which keeps its memory.
    pub fn price(&self, problem: &Problem, request: &Request, when: When) -> Interruption {
        self.pricer(problem).price(request, when)
    }

    /// How dear waiting must be before it pays to do a request now.
    pub fn break_even(&self, problem: &Problem, request: &Request) -> BreakEven {
        self.pricer(problem).break_even(request)
    }

    /// Something that can price again and again without asking for memory.
    pub fn pricer<'a>(&'a self, problem: &'a Problem) -> Pricer<'a> {
        Pricer::new(self, problem)
    }

    /// Where an item is in the plan.
    fn place_of(&self, item: u32) -> &Place {
        &self.places[self.positions[item as usize] as usize]
    }

    fn sequence(&self, team: u32) -> &[u32] {
        self.sequences.get(team as usize)
    }

    /// Fixed items of a team from a place in its sequence on.
    fn blocks_from(&self, team: u32, index: u32) -> &[Block] {
        let blocks = self.blocks.get(team as usize);
        &blocks[blocks.partition_point(|block| block.index < index)..]
    }
}

/// What it costs that the item of a place is done on each of some days, none before the planned one.
#[inline]
fn delay_costs<const L: usize>(problem: &Problem, place: &Place, finishes: [Day; L]) -> [Money; L] {
    if finishes.iter().all(|&finish| finish < place.until) {
        // A product of two numbers of 32 bits: the processor has several of these at once.
        return finishes.map(|finish| Money::from(place.slope) * Money::from((finish - place.finish).cast_unsigned()));
    }
    let curve = problem.curve(place.item as usize);
    finishes.map(|finish| curve.at(finish) - curve.at(place.finish))
}

/// All items by the day on which the plan starts them; on the same day, what others wait for first.
fn order(problem: &Problem, plan: &Plan) -> Vec<u32> {
    let mut rank: Vec<u32> = vec![0; problem.len()];
    for (&item, at) in problem.topological().iter().zip(0_u32..) {
        rank[item as usize] = at;
    }
    let mut keys: Vec<(Day, u32, u32)> =
        (0_u32..).zip(&plan.slots).map(|(item, slot)| (slot.start, rank[item as usize], item)).collect();
    keys.sort_unstable();
    keys.into_iter().map(|key| key.2).collect()
}

/// What waits for the item at each place, one after the other.
fn followers(problem: &Problem, places: &mut [Place], positions: &[u32]) -> Vec<Follower> {
    let mut all = Vec::new();
    for at in 0..places.len() {
        let item = places[at].item as usize;
        let follower = |other: u32, of_start| {
            let position = positions[other as usize];
            Follower { position, planned: places[position as usize].start, of_start }
        };
        let first = count(all.len());
        all.extend(problem.succs(item).iter().map(|&other| follower(other, false)));
        all.extend(problem.ahead(item).iter().map(|&other| follower(other, true)));
        places[at].followers = (first, count(all.len()));
    }
    all
}

/// Fewer than 2^32 of anything fit in memory.
fn count(entries: usize) -> u32 {
    u32::try_from(entries).unwrap_or(u32::MAX)
}

/// More tracks than items and a request make no difference.
fn tracks_in_use(problem: &Problem, team: usize, items: usize) -> u32 {
    problem.teams()[team].tracks.min(u32::try_from(items).unwrap_or(u32::MAX).saturating_add(1)).max(1)
}

/// Gives every item a track by the rule above and returns the blocks of each team. The plan is known to fit.
fn hand_out_tracks(problem: &Problem, places: &mut [Place], sequences: &[Vec<u32>]) -> Vec<Vec<Block>> {
    let mut all = Vec::with_capacity(sequences.len());
    for (team, sequence) in sequences.iter().enumerate() {
        let mut free: Vec<Day> = vec![0; tracks_in_use(problem, team, sequence.len()) as usize];
        let mut blocks = Vec::new();
        for (&position, index) in sequence.iter().zip(0_u32..) {
            let place = &mut places[position as usize];
            let (track, _) = soonest(free.iter().copied(), place.start, &std::iter::empty(), |start| start);
            free[track] = place.finish;
            place.track = u32::try_from(track).unwrap_or(u32::MAX);
            if place.fixed {
                let Place { start, finish, track, item, .. } = *place;
                blocks.push(Block { index, item, track, start, finish });
            }
        }
        all.push(blocks);
    }
    all
}
