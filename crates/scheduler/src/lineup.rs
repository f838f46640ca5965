//! An order of the work, and the days that follow from it when everybody starts as soon as they may.

use crate::{
    Choice, Day, Money, Plan, Problem, Slot,
    problem::{LAST_DAY, Lists},
    timetable::order,
    tracks::{Block, soonest},
};

/// Who comes before whom, who does it, and which tracks fixed items keep.
///
/// Items are timed in this order. Each starts as soon as its release, what it waits for and the tracks of its team allow;
/// it takes the track on which it can start the soonest, among equals the one that has been free for the shortest time.
/// A fixed item keeps its start and its track, unless what it waits for or the work before it is not done in time.
///
/// The order of a plan in which no item could start earlier by itself gives back that plan.
#[derive(Debug, Clone)]
pub(crate) struct Lineup {
    pub order: Vec<u32>,
    /// Who does each item.
    pub choice: Vec<u16>,
    /// Where each team's tracks begin in a list of all tracks.
    tracks: Vec<u32>,
    blocks: Lists<Block>,
}

/// Room to time a lineup in, and the result.
#[derive(Debug, Clone, Default)]
pub(crate) struct Timing {
    pub start: Vec<Day>,
    pub finish: Vec<Day>,
    free: Vec<Day>,
    placed: Vec<bool>,
}

impl Lineup {
    /// The order of a plan that can be carried out.
    pub(crate) fn of(problem: &Problem, plan: &Plan) -> Self {
        let order = order(problem, plan);
        let mut could: Vec<u32> = vec![1; problem.teams().len()];
        for item in 0..problem.len() {
            for choice in problem.choices(item) {
                could[choice.team as usize] += 1;
            }
        }
        let mut tracks: Vec<u32> = vec![0];
        for (team, &most) in problem.teams().iter().zip(&could) {
            tracks.push(tracks[tracks.len() - 1] + team.tracks.min(most));
        }
        let mut this = Self {
            choice: plan.slots.iter().map(|slot| slot.choice).collect(),
            blocks: Lists::of(std::iter::empty()),
            order,
            tracks,
        };
        this.blocks = this.find_blocks(problem, plan);
        this
    }

    fn find_blocks(&self, problem: &Problem, plan: &Plan) -> Lists<Block> {
        let mut free: Vec<Day> = vec![0; self.tracks[self.tracks.len() - 1] as usize];
        let mut blocks: Vec<Vec<Block>> = vec![Vec::new(); problem.teams().len()];
        for &item in &self.order {
            let (start, choice) = (plan.slots[item as usize].start, self.choice(problem, item as usize));
            let free = &mut free[self.tracks_of(choice.team)];
            let (track, _) = soonest(free, start, &std::iter::empty(), |start| start);
            let finish = problem.finish(choice, start);
            free[track] = finish;
            if problem.fixed(item as usize).is_some() {
                let track = u32::try_from(track).unwrap_or(u32::MAX);
                blocks[choice.team as usize].push(Block { index: 0, item, track, start, finish });
            }
        }
        Lists::of(blocks.iter().map(Vec::as_slice))
    }

    pub(crate) fn choice(&self, problem: &Problem, item: usize) -> Choice {
        problem.choices(item)[usize::from(self.choice[item])]
    }

    fn tracks_of(&self, team: u32) -> std::ops::Range<usize> {
        self.tracks[team as usize] as usize..self.tracks[team as usize + 1] as usize
    }

    /// Times everything; with other durations if given, in full days for each item. Days that cannot be counted are cut.
    pub(crate) fn time(&self, problem: &Problem, days: Option<&[Day]>, timing: &mut Timing) {
        let items = problem.len();
        timing.start.resize(items, 0);
        timing.finish.resize(items, 0);
        timing.placed.clear();
        timing.placed.resize(items, false);
        timing.free.clear();
        timing.free.resize(self.tracks[self.tracks.len() - 1] as usize, 0);
        for &item in &self.order {
            let item = item as usize;
            let mut choice = self.choice(problem, item);
            if let Some(days) = days {
                choice.days = days[item].clamp(1, LAST_DAY);
            }
            let ready = timing.ready(problem, item);
            let blocks = self.blocks.get(choice.team as usize);
            let (track, start) = self.take(problem, timing, (item, choice), ready, days, blocks);
            let finish = problem.finish(choice, start);
            timing.free[self.tracks[choice.team as usize] as usize + track] = finish;
            (timing.start[item], timing.finish[item], timing.placed[item]) = (start, finish, true);
        }
    }

    fn take(
        &self,
        problem: &Problem,
        timing: &Timing,
        (item, choice): (usize, Choice),
        ready: Day,
        days: Option<&[Day]>,
        blocks: &[Block],
    ) -> (usize, Day) {
        let free = &timing.free[self.tracks_of(choice.team)];
        let finish = |start: Day| problem.finish(choice, start.min(LAST_DAY));
        if blocks.is_empty() {
            let (track, start) = soonest(free, ready, &std::iter::empty(), finish);
            return (track, start.min(LAST_DAY));
        }
        if let Some(slot) = problem.fixed(item) {
            let own = blocks.iter().find(|block| block.item as usize == item);
            if let Some(block) = own.filter(|block| ready <= slot.start && free[block.track as usize] <= slot.start) {
                return (block.track as usize, slot.start);
            }
        }
        let ready = ready.max(problem.fixed(item).map_or(0, |slot| slot.start));
        let still = |block: &Block| !timing.placed[block.item as usize] && block.item as usize != item;
        let with_days = |block: Block| {
            let Some(days) = days else { return block };
            let choice = Choice {
                days: days[block.item as usize].clamp(1, LAST_DAY),
                ..self.choice(problem, block.item as usize)
            };
            Block { finish: problem.finish(choice, block.start), ..block }
        };
        let blocks = blocks.iter().copied().filter(still).map(with_days);
        let (track, start) = soonest(free, ready, &blocks, finish);
        (track, start.min(LAST_DAY))
    }

    /// All fixed items.
    pub(crate) fn fixed(&self) -> impl Iterator<Item = usize> {
        self.blocks.all().iter().map(|block| block.item as usize)
    }

    /// The plan that a timing of this lineup is.
    pub(crate) fn plan(&self, timing: &Timing) -> Plan {
        let slots = timing.start.iter().zip(&self.choice).map(|(&start, &choice)| Slot { start, choice });
        Plan { slots: slots.collect() }
    }
}

impl Timing {
    #[inline]
    fn ready(&self, problem: &Problem, item: usize) -> Day {
        let done = problem.preds(item).iter().map(|&pred| self.finish[pred as usize]);
        let begun = problem.behind(item).iter().map(|&other| self.start[other as usize]);
        done.chain(begun).fold(problem.release(item), Day::max)
    }

    /// What everything costs together, or nothing if it is too much to be counted.
    pub(crate) fn cost(&self, problem: &Problem) -> Option<Money> {
        let within = |&day: &Day| day <= problem.horizon();
        if self.finish.iter().all(within) {
            return Some(self.finish.iter().enumerate().map(|(item, &day)| problem.curve(item).at(day)).sum());
        }
        let total: i128 = self.finish.iter().enumerate().map(|(item, &day)| problem.curve(item).wide(day)).sum();
        Money::try_from(total).ok().filter(|&money| money <= crate::problem::MOST_MONEY)
    }
}
