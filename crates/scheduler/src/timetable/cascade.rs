//! Timing everything again that stands behind a request: only what is touched, team by team, until a team is back in step
//! with the plan.
//!
//! Several places for a request are timed at once, each in a lane of its own: most of what they touch is the same, so it
//! is looked up once for all of them, and the days of all lanes are computed side by side. A lane never sees another one.

use super::{
    Crew, NONE, Place, Request, Timetable,
    agenda::Agenda,
    delay_costs,
    lanes::{self, both, each, later, pick},
};
use crate::{
    Choice, Day, Money, Problem,
    tracks::{Block, soonest},
};

/// Memory for timing again in `L` lanes; what belongs to an earlier run is told by its number.
#[derive(Debug, Clone)]
pub(super) struct Cascade<const L: usize> {
    run: u32,
    /// The first day on which an item may start that is late by itself. By position in the plan, like everything here.
    ready: Vec<[Day; L]>,
    /// The run in which a team last fell out of step.
    teams: Vec<u32>,
    /// The day from which each track is free in each lane, and by the plan.
    free: Vec<[Day; L]>,
    planned: Vec<Day>,
    /// Positions of items to look at.
    next: Agenda,
    /// The request of each lane that has one.
    put: Vec<Put>,
    sorted: [Vec<Day>; 2],
}

/// A request at one place of one team's sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) choice: Choice,
    /// Ahead of the item with this index.
    pub(super) index: u32,
    pub(super) ready: Day,
}

/// Where that puts it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Put {
    pub(super) entry: Entry,
    track: usize,
    pub(super) start: Day,
    pub(super) finish: Day,
}

/// What a request does to others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Harm {
    /// What the delays cost.
    pub(super) delays: Money,
    /// Whether something waits that the plan starts on day 0.
    pub(super) sets_aside: bool,
}

/// An item that starts later.
#[derive(Debug, Clone, Copy)]
pub(super) struct Late {
    pub(super) position: u32,
    pub(super) start: Day,
    pub(super) finish: Day,
}

impl<const L: usize> Cascade<L> {
    pub(super) fn new(table: &Timetable) -> Self {
        let tracks = table.crews.last().map_or(0, |last| last.tracks.end);
        Self {
            run: 0,
            ready: vec![[0; L]; table.places.len()],
            teams: vec![0; table.crews.len()],
            free: vec![[0; L]; tracks],
            planned: vec![0; tracks],
            next: Agenda::new(table.places.len()),
            put: Vec::with_capacity(L),
            sorted: [Vec::new(), Vec::new()],
        }
    }

    /// Puts a request in, at each of at most `L` places for one choice, and says where that is;
    /// [`Cascade::follow`] does the rest.
    pub(super) fn begin(
        &mut self,
        table: &Timetable,
        problem: &Problem,
        request: &Request,
        entries: &[Entry],
    ) -> &[Put] {
        if self.run == u32::MAX {
            self.teams.fill(0);
            self.run = 0;
        }
        self.run += 1;
        self.next.clear();
        self.put.clear();
        for &entry in entries.iter().take(L) {
            let Entry { choice, index, ready } = entry;
            self.fall_out_of_step(table, choice.team, index);
            let (track, start) = self.soonest(table, problem, request, choice, index, ready, 0);
            self.put.push(Put { entry, track, start, finish: problem.finish(choice, start) });
            if let Some(&position) = table.sequence(choice.team).get(index as usize) {
                self.next.note(position);
            }
            self.teams[choice.team as usize] = 0;
        }
        &self.put
    }

    /// The requests that were put in last.
    pub(super) fn put(&self) -> &[Put] {
        &self.put
    }

    /// Times everything behind the requests again, each as long as its delays cost no more than `most` allows it, which is
    /// nothing at all below 0. Says what each does, where that is within its limit, and names what waits in the first lane.
    pub(super) fn follow(
        &mut self,
        table: &Timetable,
        problem: &Problem,
        request: &Request,
        most: [Money; L],
        mut late: impl FnMut(Late),
    ) -> [Option<Harm>; L] {
        let (mut delays, mut sets_aside) = ([0; L], [false; L]);
        let mut alive: [bool; L] = each(|lane| lane < self.put.len() && most[lane] >= 0);
        let own_team = self.put.first().map_or(NONE, |put| put.entry.choice.team);
        while let Some((position, is_late)) = self.next.next() {
            let at = position as usize;
            let place = &table.places[at];
            let team = place.choice.team;
            if self.teams[team as usize] != self.run {
                self.fall_out_of_step(table, team, place.index);
            }
            if team == own_team {
                self.enter(table, place.index);
            }
            let ready = if is_late { self.ready[at] } else { [place.start; L] };
            let crew = &table.crews[team as usize];
            self.planned[crew.tracks.start + place.track as usize] = place.finish;
            let (starts, finishes) = if place.index >= crew.loose_from {
                self.place(problem, crew, place, ready, alive)
            } else {
                self.place_round_blocks(table, problem, request, place, ready, alive)
            };
            if starts.iter().all(|&start| start == place.start) {
                if self.is_in_step(table, place, alive) {
                    self.teams[team as usize] = 0;
                    continue;
                }
            } else {
                let costs = delay_costs(problem, place, finishes);
                delays = each(|lane| delays[lane] + costs[lane]);
                if place.start == 0 {
                    sets_aside = each(|lane| sets_aside[lane] || starts[lane] > 0);
                }
                alive = both(alive, each(|lane| delays[lane] <= most[lane]));
                if starts[0] > place.start {
                    late(Late { position, start: starts[0], finish: finishes[0] });
                }
                if !alive.contains(&true) {
                    break;
                }
                self.touch(table, place, starts, finishes);
            }
            if place.next != NONE {
                self.next.note(place.next);
            }
        }
        each(|lane| alive[lane].then_some(Harm { delays: delays[lane], sets_aside: sets_aside[lane] }))
    }

    /// Sets up a team's tracks as the plan has them ahead of a place in its sequence.
    fn fall_out_of_step(&mut self, table: &Timetable, team: u32, index: u32) {
        self.teams[team as usize] = self.run;
        let tracks = table.crews[team as usize].tracks.clone();
        let planned = &mut self.planned[tracks.clone()];
        planned.fill(0);
        let mut left = planned.len();
        for &position in table.sequence(team)[..index as usize].iter().rev() {
            let place = &table.places[position as usize];
            let free = &mut planned[place.track as usize];
            if *free == 0 {
                *free = place.finish;
                left -= 1;
                if left == 0 {
                    break;
                }
            }
        }
        for (free, &day) in self.free[tracks].iter_mut().zip(&*planned) {
            *free = [day; L];
        }
    }

    /// Gives the requests their tracks whose place is ahead of the item with this index.
    fn enter(&mut self, table: &Timetable, index: u32) {
        for (lane, put) in self.put.iter().enumerate().filter(|(_, put)| put.entry.index == index) {
            let first = table.crews[put.entry.choice.team as usize].tracks.start;
            self.free[first + put.track][lane] = put.finish;
        }
    }

    /// Gives an item a track in each lane, and says from when to when. A lane that was given up goes on as planned, which
    /// touches nobody.
    #[inline]
    fn place(
        &mut self,
        problem: &Problem,
        crew: &Crew,
        place: &Place,
        ready: [Day; L],
        alive: [bool; L],
    ) -> ([Day; L], [Day; L]) {
        let free = &mut self.free[crew.tracks.clone()];
        let since = lanes::soonest(free, ready);
        let starts = pick(alive, later(ready, since), [place.start; L]);
        let finishes = if crew.works_full_days {
            starts.map(|start| start + place.choice.days)
        } else {
            starts.map(|start| if start == place.start { place.finish } else { problem.finish(place.choice, start) })
        };
        lanes::keep(free, since, finishes);
        (starts, finishes)
    }

    /// The same where something fixed may be in the way.
    fn place_round_blocks(
        &mut self,
        table: &Timetable,
        problem: &Problem,
        request: &Request,
        place: &Place,
        ready: [Day; L],
        alive: [bool; L],
    ) -> ([Day; L], [Day; L]) {
        let stays = place.fixed && !request.gives_way(place.item as usize);
        let first = table.crews[place.choice.team as usize].tracks.start;
        let (mut starts, mut finishes) = ([place.start; L], [place.finish; L]);
        for lane in (0..L).filter(|&lane| alive[lane]) {
            let (track, start) = if stays && ready[lane] == place.start {
                (place.track as usize, place.start)
            } else {
                self.soonest(table, problem, request, place.choice, place.index + 1, ready[lane], lane)
            };
            starts[lane] = start;
            finishes[lane] = if start == place.start { place.finish } else { problem.finish(place.choice, start) };
            let free = &mut self.free[first + track][lane];
            *free = finishes[lane].max(*free);
        }
        (starts, finishes)
    }

    /// The track and day in one lane for work that has only what comes from `index` on behind it.
    #[expect(clippy::too_many_arguments, reason = "what is asked, of whom, and where")]
    fn soonest(
        &self,
        table: &Timetable,
        problem: &Problem,
        request: &Request,
        choice: Choice,
        index: u32,
        ready: Day,
        lane: usize,
    ) -> (usize, Day) {
        let free = self.free[table.crews[choice.team as usize].tracks.clone()].iter().map(|days| days[lane]);
        let blocks = table.blocks_from(choice.team, index).iter().copied();
        let stay = |block: &Block| !request.gives_way(block.item as usize);
        soonest(free, ready, &blocks.filter(stay), |start| problem.finish(choice, start))
    }

    /// Tells those who wait for an item how late it is.
    fn touch(&mut self, table: &Timetable, place: &Place, starts: [Day; L], finishes: [Day; L]) {
        let (first, end) = place.followers;
        for follower in &table.followers[first as usize..end as usize] {
            let ready = if follower.of_start { starts } else { finishes };
            let planned = follower.planned;
            // Most have time.
            if ready.iter().all(|&ready| ready <= planned) {
                continue;
            }
            let known = &mut self.ready[follower.position as usize];
            if !self.next.note_late(follower.position) {
                *known = [planned; L];
            }
            *known = later(*known, ready);
        }
    }

    /// Whether nothing that comes behind an item on its team can tell the difference in any lane.
    fn is_in_step(&mut self, table: &Timetable, after: &Place, alive: [bool; L]) -> bool {
        if after.next == NONE {
            return true;
        }
        let crew = &table.crews[after.choice.team as usize];
        let (free, planned) = (&self.free[crew.tracks.clone()], &self.planned[crew.tracks.clone()]);
        let mut lanes = (0..L).filter(|&lane| alive[lane]);
        if after.index + 1 < crew.loose_from {
            return lanes.all(|lane| free.iter().zip(planned).all(|(free, &day)| free[lane] == day));
        }
        // Without blocks tracks stand in for each other, and one that is free already is free.
        let floor = after.next_start;
        let mut sums = [0; L];
        for (free, &day) in free.iter().zip(planned) {
            let day = i64::from(day.max(floor));
            sums = each(|lane| sums[lane] + i64::from(free[lane].max(floor)) - day);
        }
        if lanes.clone().any(|lane| sums[lane] != 0) {
            return false;
        }
        if planned.len() == 1 {
            return true;
        }
        let [here, there] = &mut self.sorted;
        sort(there, planned.iter().map(|&day| day.max(floor)));
        lanes.all(|lane| {
            sort(here, free.iter().map(|free| free[lane].max(floor)));
            here == there
        })
    }
}

fn sort(into: &mut Vec<Day>, days: impl Iterator<Item = Day>) {
    into.clear();
    into.extend(days);
    into.sort_unstable();
}
