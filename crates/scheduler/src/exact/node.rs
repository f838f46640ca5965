//! A node of the tree: which starts are left to each item, and the prices that bound what they cost.

use super::model::Model;

/// Starts that are left, and prices. Prices of arcs never rise with the day where anything can start or end.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// Per way and start, what it costs; endless where it is excluded.
    pub costs: Vec<f64>,
    /// First and last start that is left to each way; none where `first > last`.
    pub first: Vec<usize>,
    pub last: Vec<usize>,
    /// Per team and day.
    pub prices: Vec<f64>,
    /// Per arc and day: the later end pays it when it starts, the earlier one earns it when it is done.
    pub arcs: Vec<f64>,
    /// No plan with these starts costs less.
    pub bound: f64,
}

/// That no plan is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Empty;

impl Node {
    /// Every start that the problem allows, and no prices.
    pub(super) fn root(model: &Model) -> Self {
        let mut this = Self {
            costs: model.costs.clone(),
            first: model.firsts.clone(),
            last: model.lasts.clone(),
            prices: vec![0.0; model.tracks.len() * model.horizon],
            arcs: vec![0.0; model.arcs.len() * model.cells()],
            bound: 0.0,
        };
        for way in 0..model.ways.len() {
            if this.is_possible(way) {
                this.keep(model, way, 0, model.horizon);
            }
        }
        this
    }

    pub(super) fn is_possible(&self, way: usize) -> bool {
        self.first[way] <= self.last[way]
    }

    /// How many numbers it keeps.
    pub(super) fn numbers(&self) -> usize {
        self.costs.len() + self.first.len() + self.last.len() + self.prices.len() + self.arcs.len()
    }

    /// Leaves no start to a way.
    pub(super) fn close(&mut self, way: usize) {
        (self.first[way], self.last[way]) = (1, 0);
    }

    /// The first and last start of an item over its ways.
    pub(super) fn window(&self, model: &Model, item: usize) -> (usize, usize) {
        let possible = model.ways_of[item].clone().filter(|&way| self.is_possible(way));
        possible.fold((usize::MAX, 0), |(first, last), way| (first.min(self.first[way]), last.max(self.last[way])))
    }

    /// The first and last day on which an item can be done, or started for arcs between starts.
    pub(super) fn ends(&self, model: &Model, item: usize, starts: bool) -> (usize, usize) {
        if starts {
            return self.window(model, item);
        }
        let possible = model.ways_of[item].clone().filter(|&way| self.is_possible(way));
        possible.fold((usize::MAX, 0), |(first, last), way| {
            let done = model.done(way);
            (first.min(done[self.first[way]] as usize), last.max(done[self.last[way]] as usize))
        })
    }

    /// The only start and way that is left to an item, if it is one.
    pub(super) fn only(&self, model: &Model, item: usize) -> Option<(usize, usize)> {
        let mut possible = model.ways_of[item].clone().filter(|&way| self.is_possible(way));
        let way = possible.next()?;
        (possible.next().is_none() && self.first[way] == self.last[way]).then(|| (way, self.first[way]))
    }

    /// Leaves only starts from `first` to `last` to a way.
    pub(super) fn keep(&mut self, model: &Model, way: usize, first: usize, last: usize) -> bool {
        let costs = &self.costs[way * model.cells()..(way + 1) * model.cells()];
        let (mut from, mut to) = (self.first[way].max(first), self.last[way].min(last));
        while from <= to && costs[from].is_infinite() {
            from += 1;
        }
        while from < to && costs[to].is_infinite() {
            to -= 1;
        }
        if from > to {
            (from, to) = (1, 0);
        }
        let changed = (from, to) != (self.first[way], self.last[way]);
        (self.first[way], self.last[way]) = (from, to);
        changed
    }

    /// What all items cost without any prices, each at its best.
    pub(super) fn least_cost(&self, model: &Model) -> f64 {
        let least = |item: usize| {
            let possible = model.ways_of[item].clone().filter(|&way| self.is_possible(way));
            possible.map(|way| self.costs[way * model.cells() + self.first[way]]).fold(f64::INFINITY, f64::min)
        };
        (0..model.len()).map(least).sum()
    }

    /// Excludes one start of a way; [`Self::keep`] mends the window.
    pub(super) fn exclude(&mut self, model: &Model, way: usize, start: usize) {
        self.costs[way * model.cells() + start] = f64::INFINITY;
    }

    /// Excludes what arcs and certain work exclude, until nothing changes.
    pub(super) fn propagate(&mut self, model: &Model) -> Result<(), Empty> {
        loop {
            let by_arcs = self.along_arcs(model)?;
            let by_work = self.beside_certain_work(model)?;
            if !by_arcs && !by_work {
                return Ok(());
            }
        }
    }

    /// Nothing starts before the first day on which what it waits for can be done, or too late for what waits for it.
    fn along_arcs(&mut self, model: &Model) -> Result<bool, Empty> {
        let mut changed = false;
        for &item in &model.order {
            let mut head = 0;
            for &arc in &model.ins[item] {
                let arc = model.arcs[arc];
                head = head.max(self.ends(model, arc.from, arc.starts).0);
            }
            for way in model.ways_of[item].clone() {
                if self.is_possible(way) {
                    changed |= self.keep(model, way, head, model.horizon);
                }
            }
            if !model.ways_of[item].clone().any(|way| self.is_possible(way)) {
                return Err(Empty);
            }
        }
        for &item in model.order.iter().rev() {
            let (mut start_by, mut done_by) = (model.horizon, model.horizon);
            for &arc in &model.outs[item] {
                let arc = model.arcs[arc];
                let limit = if arc.starts { &mut start_by } else { &mut done_by };
                *limit = (*limit).min(self.window(model, arc.to).1);
            }
            for way in model.ways_of[item].clone() {
                if self.is_possible(way) {
                    let last = model.done(way).partition_point(|&done| done as usize <= done_by);
                    let Some(last) = last.checked_sub(1) else {
                        self.close(way);
                        changed = true;
                        continue;
                    };
                    changed |= self.keep(model, way, 0, last.min(start_by));
                }
            }
            if !model.ways_of[item].clone().any(|way| self.is_possible(way)) {
                return Err(Empty);
            }
        }
        Ok(changed)
    }

    /// Between its last start and its first end an item is at work whatever happens; nothing starts that would then be
    /// one too many for the team.
    fn beside_certain_work(&mut self, model: &Model) -> Result<bool, Empty> {
        let horizon = model.horizon;
        let mut busy = vec![0.0; model.tracks.len() * (horizon + 1)];
        let certain: Vec<Option<(usize, usize, usize)>> =
            (0..model.len()).map(|item| self.certain(model, item)).collect();
        for &(team, from, to) in certain.iter().flatten() {
            let row = &mut busy[team * (horizon + 1)..][..=horizon];
            row[from..to].iter_mut().for_each(|busy| *busy += 1.0);
        }
        for (row, &tracks) in busy.chunks(horizon + 1).zip(&model.tracks) {
            if row.iter().any(|&busy| busy > tracks) {
                return Err(Empty);
            }
        }
        let mut changed = false;
        for (way, of) in model.ways.iter().enumerate() {
            if !self.is_possible(way) {
                continue;
            }
            let own = certain[of.item].map_or(0..0, |(_, from, to)| from..to);
            let row = &busy[of.team * (horizon + 1)..][..=horizon];
            let full = |day: usize| row[day] - f64::from(u8::from(own.contains(&day))) >= model.tracks[of.team];
            // The last full day before each day, walking with the end of the work.
            let (mut end, mut last_full) = (self.first[way], None);
            for start in self.first[way]..=self.last[way] {
                let done = model.done(way)[start] as usize;
                while end < done.min(horizon) {
                    if full(end) {
                        last_full = Some(end);
                    }
                    end += 1;
                }
                if last_full.is_some_and(|day| day >= start) && self.costs[way * model.cells() + start].is_finite() {
                    self.exclude(model, way, start);
                    changed = true;
                }
            }
            changed |= self.keep(model, way, 0, horizon);
        }
        Ok(changed)
    }

    /// The team and the days on which an item is certainly at work.
    fn certain(&self, model: &Model, item: usize) -> Option<(usize, usize, usize)> {
        let mut possible = model.ways_of[item].clone().filter(|&way| self.is_possible(way));
        let way = possible.next()?;
        let (from, to) = (self.last[way], model.done(way)[self.first[way]] as usize);
        (possible.next().is_none() && from < to).then(|| (model.ways[way].team, from, to))
    }
}
