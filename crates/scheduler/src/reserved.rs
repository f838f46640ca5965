//! What is fixed takes its team's tracks away from everything else.

use crate::{Day, Problem};

/// How many tracks of one team are taken by fixed items, by day.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reserved {
    /// From each of these days on, so many; by day, 0 before the first.
    steps: Vec<(Day, u32)>,
}

impl Reserved {
    /// For each team of the problem.
    pub(crate) fn of_teams(problem: &Problem) -> Vec<Self> {
        let mut changes: Vec<Vec<(Day, i32)>> = vec![Vec::new(); problem.teams().len()];
        for item in 0..problem.len() {
            let Some(slot) = problem.fixed(item) else { continue };
            let choice = problem.choices(item)[usize::from(slot.choice)];
            let team = &mut changes[choice.team as usize];
            team.push((slot.start, 1));
            team.push((problem.finish(choice, slot.start), -1));
        }
        changes.into_iter().map(Self::of_changes).collect()
    }

    fn of_changes(mut changes: Vec<(Day, i32)>) -> Self {
        changes.sort_unstable();
        let mut steps: Vec<(Day, u32)> = Vec::with_capacity(changes.len());
        let mut taken = 0_i32;
        for (day, change) in changes {
            taken += change;
            let level = taken.unsigned_abs();
            match steps.last_mut() {
                Some(last) if last.0 == day => last.1 = level,
                _ => steps.push((day, level)),
            }
        }
        Self { steps }
    }

    /// Whether nothing is fixed here.
    pub(crate) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The days on which fixed work begins or ends.
    pub(crate) fn days(&self) -> impl Iterator<Item = Day> {
        self.steps.iter().map(|step| step.0)
    }

    /// The first day from `ready` on, where the team has room for one more until it is done. `free` holds the days from
    /// which each of the team's tracks is free of other work, in rising order; `finish` says when a start is done.
    pub(crate) fn first_room(&self, ready: Day, free: &[Day], finish: impl Fn(Day) -> Day) -> Day {
        let mut start = ready.max(free.first().copied().unwrap_or(Day::MAX));
        while let Some(later) = self.obstacle(start, finish(start), free) {
            start = later;
        }
        start
    }

    /// Where work between these days does not fit: the day after which it may.
    fn obstacle(&self, start: Day, finish: Day, free: &[Day]) -> Option<Day> {
        let first = self.steps.partition_point(|step| step.0 <= start);
        let level = first.checked_sub(1).map_or(0, |before| self.steps[before].1);
        let busy = |day: Day| free.len() - free.partition_point(|&until| until <= day);
        if !self.fits(level, busy(start), free.len()) {
            // The next day on which anything ends.
            let by_work = free.iter().copied().find(|&until| until > start);
            let by_fixed = self.steps.get(first).map(|step| step.0);
            return by_work.into_iter().chain(by_fixed).min();
        }
        let inside = self.steps[first..].iter().take_while(|step| step.0 < finish);
        inside.into_iter().find(|step| !self.fits(step.1, busy(step.0), free.len())).map(|step| step.0)
    }

    #[expect(clippy::unused_self, reason = "reads as a question to the reservations")]
    fn fits(&self, level: u32, busy: usize, tracks: usize) -> bool {
        level as usize + busy < tracks
    }
}
