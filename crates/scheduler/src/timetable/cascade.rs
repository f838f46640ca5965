//! Timing everything again that stands behind a request: only what is touched, team by team, until a team is back in step
//! with the plan.

use super::{NONE, Request, Timetable, agenda::Agenda};
use crate::{
    Choice, Day, Money, Problem,
    tracks::{Block, soonest},
};

/// Memory for timing again; what belongs to an earlier run is told by its number.
#[derive(Debug, Clone)]
pub(super) struct Cascade {
    run: u32,
    /// By position in the plan, like everything here.
    items: Vec<Timed>,
    /// The run in which a team last fell out of step.
    teams: Vec<u32>,
    /// The day from which each track is free, and by the plan.
    free: Vec<Day>,
    planned: Vec<Day>,
    /// Positions of items to look at.
    next: Agenda,
    /// Items that start later, in the order of the plan.
    pub(super) delayed: Vec<u32>,
    sorted: [Vec<Day>; 2],
}

/// Where an item is after the interruption.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Timed {
    /// The run in which something that it waits for last was late.
    touched_in: u32,
    /// In that run: the first day on which it may start.
    ready: Day,
    /// For what is delayed.
    pub(super) start: Day,
    pub(super) finish: Day,
}

/// A request at one place of one team's sequence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) choice: Choice,
    /// Ahead of the item with this index.
    pub(super) index: u32,
    pub(super) ready: Day,
}

impl Cascade {
    pub(super) fn new(table: &Timetable) -> Self {
        let tracks = table.tracks.last().copied().unwrap_or(0) as usize;
        Self {
            run: 0,
            items: vec![Timed::default(); table.places.len()],
            teams: vec![0; table.tracks.len() - 1],
            free: vec![0; tracks],
            planned: vec![0; tracks],
            next: Agenda::new(table.places.len()),
            delayed: Vec::new(),
            sorted: [Vec::new(), Vec::new()],
        }
    }

    /// Puts the request on a track and returns when it starts and is done there; [`Cascade::follow`] does the rest.
    pub(super) fn begin(&mut self, table: &Timetable, problem: &Problem, request: &Request, at: Place) -> (Day, Day) {
        if self.run == u32::MAX {
            self.items.fill(Timed::default());
            self.teams.fill(0);
            self.run = 0;
        }
        self.run += 1;
        self.next.clear();
        self.delayed.clear();
        let Place { choice, index, ready } = at;
        self.fall_out_of_step(table, choice.team, index);
        let (track, start) = self.place(table, problem, request, choice, index, ready);
        let finish = problem.finish(choice, start);
        self.free[table.tracks[choice.team as usize] as usize + track] = finish;
        if let Some(&position) = table.sequence(choice.team).get(index as usize) {
            self.next.note(position);
        }
        (start, finish)
    }

    /// Times everything behind the request again and returns what the delays cost, or nothing once it is more than `most`.
    pub(super) fn follow(
        &mut self,
        table: &Timetable,
        problem: &Problem,
        request: &Request,
        most: Money,
    ) -> Option<Money> {
        let mut cost = 0;
        while let Some(position) = self.next.next() {
            let at = position as usize;
            let place = table.places[at];
            let team = place.choice.team;
            if self.teams[team as usize] != self.run {
                self.fall_out_of_step(table, team, place.index);
            }
            let timed = &self.items[at];
            let ready = if timed.touched_in == self.run { timed.ready } else { place.start };
            let stays = place.fixed && ready == place.start && !request.gives_way(place.item as usize);
            let (track, start) = if stays {
                (place.track as usize, place.start)
            } else {
                self.place(table, problem, request, place.choice, place.index + 1, ready)
            };
            let finish = if start == place.start { place.finish } else { problem.finish(place.choice, start) };
            let first = table.tracks[team as usize] as usize;
            let free = &mut self.free[first + track];
            *free = finish.max(*free);
            self.planned[first + place.track as usize] = place.finish;
            if start > place.start {
                let timed = &mut self.items[at];
                (timed.start, timed.finish) = (start, finish);
                self.delayed.push(position);
                cost += table.curve(at).at(finish) - table.costs[at];
                if cost > most {
                    return None;
                }
                self.touch(table, at, start, finish);
            } else if self.is_in_step(table, &place) {
                self.teams[team as usize] = 0;
                continue;
            }
            if place.next != NONE {
                self.next.note(place.next);
            }
        }
        Some(cost)
    }

    /// The number of what was begun last.
    pub(super) fn run(&self) -> u32 {
        self.run
    }

    /// Where the item at a position is now.
    pub(super) fn timed(&self, position: u32) -> Timed {
        self.items[position as usize]
    }

    /// Sets up a team's tracks as the plan has them ahead of a place in its sequence.
    fn fall_out_of_step(&mut self, table: &Timetable, team: u32, index: u32) {
        self.teams[team as usize] = self.run;
        let tracks = table.tracks[team as usize] as usize..table.tracks[team as usize + 1] as usize;
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
        let (from, to) = (tracks.start, tracks);
        self.free[to.clone()].copy_from_slice(&self.planned[from..to.end]);
    }

    /// The track and day for work that has only what comes from `index` on behind it.
    fn place(
        &self,
        table: &Timetable,
        problem: &Problem,
        request: &Request,
        choice: Choice,
        index: u32,
        ready: Day,
    ) -> (usize, Day) {
        let team = choice.team as usize;
        let free = &self.free[table.tracks[team] as usize..table.tracks[team + 1] as usize];
        let blocks = table.blocks_from(choice.team, index).iter().copied();
        let stay = |block: &Block| !request.gives_way(block.item as usize);
        soonest(free, ready, &blocks.filter(stay), |start| problem.finish(choice, start))
    }

    /// Tells those who wait for an item how late it is.
    fn touch(&mut self, table: &Timetable, at: usize, start: Day, finish: Day) {
        for follower in table.followers.get(at) {
            let ready = if follower.of_start { start } else { finish };
            // Most have time.
            if ready <= table.places[follower.position as usize].start {
                continue;
            }
            let timed = &mut self.items[follower.position as usize];
            if timed.touched_in != self.run {
                (timed.touched_in, timed.ready) = (self.run, ready);
                self.next.note(follower.position);
            }
            timed.ready = timed.ready.max(ready);
        }
    }

    /// Whether nothing that comes behind an item on its team can tell the difference.
    fn is_in_step(&mut self, table: &Timetable, after: &super::Place) -> bool {
        if after.next == NONE {
            return true;
        }
        let team = after.choice.team as usize;
        let tracks = table.tracks[team] as usize..table.tracks[team + 1] as usize;
        let (free, planned) = (&self.free[tracks.clone()], &self.planned[tracks]);
        if !table.blocks_from(after.choice.team, after.index + 1).is_empty() {
            return free == planned;
        }
        // Without blocks tracks stand in for each other, and one that is free already is free.
        let floor = table.places[after.next as usize].start;
        let later = |days: &[Day]| days.iter().map(|&day| i64::from(day.max(floor))).sum::<i64>();
        if later(free) != later(planned) {
            return false;
        }
        if free.len() == 1 {
            return true;
        }
        for (sorted, days) in self.sorted.iter_mut().zip([free, planned]) {
            sorted.clear();
            sorted.extend(days.iter().map(|&day| day.max(floor)));
            sorted.sort_unstable();
        }
        self.sorted[0] == self.sorted[1]
    }
}
