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
mod moment;
mod pricer;
mod rank;
mod request;

pub use pricer::Pricer;
pub use request::{BreakEven, Delay, Interruption, Request, When};

use rank::Rank;

use crate::{
    Choice, Curve, Day, Faults, Infeasible, Item, Money, Plan, Problem, Row,
    problem::Lists,
    tracks::{Block, soonest},
};

/// A plan that can be asked for prices. It belongs to the problem that it was made from.
#[derive(Debug, Clone)]
pub struct Timetable {
    /// All items by planned start, which is the order in which prices go through them.
    places: Vec<Place>,
    /// What each of them costs by the plan.
    costs: Vec<Money>,
    /// What each of them costs by the day it is done. Like the next, a copy in the order in which prices go through it.
    curves: Lists<Row>,
    /// What waits for each of them.
    followers: Lists<Follower>,
    ranks: Vec<Rank>,
    /// Where among them each item is, by item.
    positions: Vec<u32>,
    /// Positions of the items of each team.
    sequences: Lists<u32>,
    /// The fixed items of each team, in its sequence.
    blocks: Lists<Block>,
    /// Where each team's tracks begin in a list of all tracks.
    tracks: Vec<u32>,
    cost: Money,
    /// When the last item is done.
    end: Day,
}

/// No position.
const NONE: u32 = u32::MAX;

/// Where the plan has an item.
#[derive(Debug, Clone, Copy)]
struct Place {
    start: Day,
    finish: Day,
    choice: Choice,
    item: u32,
    track: u32,
    /// In the sequence of its team.
    index: u32,
    /// Position of the next in that sequence, or [`NONE`].
    next: u32,
    fixed: bool,
}

/// An item that waits for another.
#[derive(Debug, Clone, Copy)]
struct Follower {
    position: u32,
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
            let index = u32::try_from(sequence.len()).unwrap_or(u32::MAX);
            places.push(Place { start, finish, choice, item: number, track: 0, index, next: NONE, fixed });
            if let Some(&last) = sequence.last() {
                places[last as usize].next = position;
            }
            sequence.push(position);
            positions[item] = position;
        }
        let blocks = hand_out_tracks(problem, &mut places, &sequences);
        let mut tracks: Vec<u32> = vec![0];
        for team in 0..sequences.len() {
            tracks.push(tracks[team] + tracks_in_use(problem, team, sequences[team].len()));
        }
        Ok(Self {
            costs: places.iter().map(|place| problem.curve(place.item as usize).at(place.finish)).collect(),
            curves: Lists::of(places.iter().map(|place| problem.curve(place.item as usize).rows())),
            followers: followers(problem, &places, &positions),
            ranks: rank::of_places(problem, &places, &positions),
            end: places.iter().map(|place| place.finish).max().unwrap_or(0),
            sequences: Lists::of(sequences.iter().map(Vec::as_slice)),
            blocks: Lists::of(blocks.iter().map(Vec::as_slice)),
            places,
            positions,
            tracks,
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

    fn curve(&self, position: usize) -> Curve<'_> {
        Curve::new(self.curves.get(position))
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

/// What waits for the item at each place.
fn followers(problem: &Problem, places: &[Place], positions: &[u32]) -> Lists<Follower> {
    let mut of_one: Vec<Follower> = Vec::new();
    let mut all = Lists::default();
    for place in places {
        let item = place.item as usize;
        let at = |&other: &u32| positions[other as usize];
        of_one.extend(problem.succs(item).iter().map(|other| Follower { position: at(other), of_start: false }));
        of_one.extend(problem.ahead(item).iter().map(|other| Follower { position: at(other), of_start: true }));
        all.push(&of_one);
        of_one.clear();
    }
    all
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
            let (track, _) = soonest(&free, place.start, &std::iter::empty(), |start| start);
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
