//! An order of the work, carried out: whenever a team is free it takes the first ticket of its queue that can start.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap},
};

use throughline_scheduler::{Day, Money, Plan, Problem, Slot};

/// The order in which teams take tickets, and which of its choices does each. By item of a [`Problem`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    /// The items, what comes first first. Each once.
    pub order: Vec<u32>,
    /// Index of the choice of each item, in item order.
    pub choice: Vec<u16>,
}

impl Sequence {
    /// The order in which a plan starts its items.
    pub fn of(plan: &Plan) -> Self {
        let mut order: Vec<u32> = (0_u32..).take(plan.slots.len()).collect();
        order.sort_by_key(|&item| (plan.slots[item as usize].start, item));
        Self { order, choice: plan.slots.iter().map(|slot| slot.choice).collect() }
    }

    /// Carries the order out. A ticket that still waits for something lets those behind it pass; so nobody stands idle
    /// who could work, and a ticket stands still only while its team has none that can start. What is fixed comes first
    /// in its queue. Takes time in proportion to the number of items (and a sort).
    pub fn plan(&self, problem: &Problem) -> Plan {
        let mut run = Run::new(self, problem, None);
        run.carry_out();
        Plan { slots: run.slots }
    }

    /// When each item is done if the items take other durations than the problem says: one simulated future.
    pub(crate) fn finishes(&self, problem: &Problem, days: &[Day]) -> Vec<Day> {
        let mut run = Run::new(self, problem, Some(days));
        run.carry_out();
        run.done
    }

    /// What the order costs when it is carried out.
    pub fn cost(&self, problem: &Problem) -> Money {
        let mut run = Run::new(self, problem, None);
        run.carry_out();
        run.done.iter().enumerate().map(|(item, &done)| problem.curve(item).at(done)).sum()
    }

    /// The same order with one item taken out and put directly before another, or last, done by one of its choices.
    #[must_use]
    pub fn with_moved(&self, step: &Step) -> Self {
        let mut order: Vec<u32> = self.order.iter().copied().filter(|&item| item != step.item).collect();
        let at = step.before.and_then(|before| order.iter().position(|&item| item == before)).unwrap_or(order.len());
        order.insert(at, step.item);
        let mut choice = self.choice.clone();
        choice[step.item as usize] = step.choice;
        Self { order, choice }
    }
}

/// One change of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The item that moves.
    pub item: u32,
    /// Which of its choices does it from then on.
    pub choice: u16,
    /// The item that it then stands directly before; none to stand last.
    pub before: Option<u32>,
}

/// The state of carrying an order out.
struct Run<'a> {
    problem: &'a Problem,
    sequence: &'a Sequence,
    /// Place of each item; what is fixed stands before all others.
    place: Vec<(bool, u32)>,
    /// What each item still waits for.
    pending: Vec<usize>,
    /// Per team: items that could start, by place.
    ready: Vec<BTreeSet<((bool, u32), u32)>>,
    free: Vec<u32>,
    /// What happens next: an item is done, or (`false`) may be looked at.
    events: BinaryHeap<Reverse<(Day, bool, u32)>>,
    slots: Vec<Slot>,
    done: Vec<Day>,
    /// Other durations than those of the choices.
    days: Option<&'a [Day]>,
}

impl<'a> Run<'a> {
    fn new(sequence: &'a Sequence, problem: &'a Problem, days: Option<&'a [Day]>) -> Self {
        let mut place = vec![(true, 0); problem.len()];
        for (at, &item) in (0..).zip(&sequence.order) {
            place[item as usize] = (problem.fixed(item as usize).is_none(), at);
        }
        // Of what is fixed, what is fixed sooner comes first.
        for (item, place) in place.iter_mut().enumerate() {
            if let Some(fixed) = problem.fixed(item) {
                place.1 = fixed.start.unsigned_abs();
            }
        }
        let waits = |item: usize| match problem.fixed(item) {
            Some(_) => 0,
            None => problem.preds(item).len() + problem.behind(item).len(),
        };
        let mut run = Self {
            problem,
            sequence,
            place,
            pending: (0..problem.len()).map(waits).collect(),
            ready: vec![BTreeSet::new(); problem.teams().len()],
            free: problem.teams().iter().map(|team| team.tracks).collect(),
            events: BinaryHeap::new(),
            slots: vec![Slot::default(); problem.len()],
            done: vec![0; problem.len()],
            days,
        };
        for item in (0_u32..).take(problem.len()) {
            if run.pending[item as usize] == 0 {
                run.events.push(Reverse((problem.release(item as usize), false, item)));
            }
        }
        run
    }

    fn carry_out(&mut self) {
        while let Some(&Reverse((now, ..))) = self.events.peek() {
            let mut touched = BTreeSet::new();
            // Everything of this moment first: what is done frees tracks and followers, then the first in line starts.
            while let Some(&Reverse((at, done, item))) = self.events.peek().filter(|event| event.0.0 == now) {
                self.events.pop();
                let team = self.team(item);
                touched.insert(team);
                if done {
                    self.free[team] += 1;
                    for &next in self.problem.succs(item as usize) {
                        self.release(next, at);
                    }
                } else {
                    self.ready[team].insert((self.place[item as usize], item));
                }
            }
            for team in touched {
                self.start_what_fits(team, now);
            }
        }
    }

    fn start_what_fits(&mut self, team: usize, now: Day) {
        while self.free[team] > 0 {
            let Some((_, item)) = self.ready[team].pop_first() else { return };
            self.free[team] -= 1;
            let index = item as usize;
            self.slots[index] = Slot { start: now, choice: self.sequence.choice[index] };
            let mut choice = self.problem.choices(index)[usize::from(self.sequence.choice[index])];
            if let Some(days) = self.days {
                choice.days = days[index];
            }
            self.done[index] = self.problem.finish(choice, now);
            self.events.push(Reverse((self.done[index], true, item)));
            for &next in self.problem.ahead(index) {
                self.release(next, now);
            }
        }
    }

    /// One thing less that an item waits for.
    fn release(&mut self, item: u32, now: Day) {
        let index = item as usize;
        if self.problem.fixed(index).is_some() {
            return;
        }
        self.pending[index] -= 1;
        if self.pending[index] == 0 {
            self.events.push(Reverse((now.max(self.problem.release(index)), false, item)));
        }
    }

    fn team(&self, item: u32) -> usize {
        let index = item as usize;
        self.problem.choices(index)[usize::from(self.sequence.choice[index])].team as usize
    }
}
