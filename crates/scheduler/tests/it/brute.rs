//! The optimum of a small problem by trying every order and every choice.

use throughline_scheduler::{Day, Money, Plan, Problem, Slot};

/// The cheapest plan of all. Every plan whose starts cannot be moved forward comes from some order of the items, each
/// put at the first day on which it fits, and among those is an optimal one, because no cost ever falls with the day.
pub fn optimum(problem: &Problem) -> Money {
    let mut search = Search { problem, slots: vec![None; problem.len()], best: Money::MAX };
    for item in 0..problem.len() {
        search.slots[item] = problem.fixed(item);
    }
    search.place_next();
    search.best
}

struct Search<'a> {
    problem: &'a Problem,
    slots: Vec<Option<Slot>>,
    best: Money,
}

impl Search<'_> {
    fn place_next(&mut self) {
        let mut complete = true;
        for item in 0..self.problem.len() {
            if self.slots[item].is_some() {
                continue;
            }
            complete = false;
            let Some(ready) = self.ready(item) else { continue };
            for choice in 0..self.problem.choices(item).len() {
                let choice = u16::try_from(choice).expect("few choices");
                self.slots[item] = Some(self.first_fit(item, choice, ready));
                if self.so_far() < self.best {
                    self.place_next();
                }
                self.slots[item] = None;
            }
        }
        if complete {
            let plan = Plan { slots: self.slots.iter().flatten().copied().collect() };
            self.best =
                self.best.min(plan.cost(self.problem).expect("brute force makes plans that can be carried out"));
        }
    }

    fn finish(&self, item: usize, slot: Slot) -> Day {
        self.problem.finish(self.problem.choices(item)[usize::from(slot.choice)], slot.start)
    }

    fn so_far(&self) -> Money {
        let placed = (0..self.problem.len()).filter_map(|item| Some((item, self.slots[item]?)));
        placed.map(|(item, slot)| self.problem.curve(item).at(self.finish(item, slot))).sum()
    }

    /// The first day that its release, what it waits for and what it may not overtake allow; None before they are placed.
    fn ready(&self, item: usize) -> Option<Day> {
        let mut ready = self.problem.release(item);
        for &pred in self.problem.preds(item) {
            ready = ready.max(self.finish(pred as usize, self.slots[pred as usize]?));
        }
        for &other in self.problem.behind(item) {
            ready = ready.max(self.slots[other as usize]?.start);
        }
        Some(ready)
    }

    fn first_fit(&self, item: usize, choice: u16, ready: Day) -> Slot {
        let team = self.problem.choices(item)[usize::from(choice)].team;
        let tracks = self.problem.teams()[team as usize].tracks as usize;
        let busy: Vec<(Day, Day)> = (0..self.problem.len())
            .filter_map(|other| Some((other, self.slots[other].filter(|_| other != item)?)))
            .filter(|&(other, slot)| self.problem.choices(other)[usize::from(slot.choice)].team == team)
            .map(|(other, slot)| (slot.start, self.finish(other, slot)))
            .collect();
        let start = (ready..=self.problem.horizon())
            .find(|&start| {
                let finish = self.finish(item, Slot { start, choice });
                (start..finish).all(|day| busy.iter().filter(|&&(from, to)| from <= day && day < to).count() < tracks)
            })
            .expect("there is room at the end");
        Slot { start, choice }
    }
}
