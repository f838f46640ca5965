//! Parts of a problem that have nothing to do with each other: no team in common, and no item of one waits for one of
//! another. The cheapest plan of the whole is the cheapest plan of each part, side by side.

use crate::{Budget, Choice, Item, Plan, Problem, Settings, Slot, Solution, Team};

/// A part by itself, with what its items are called in the whole.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) problem: Problem,
    /// The whole's index of each item, ascending.
    pub(crate) items: Vec<u32>,
}

/// The parts, by their first items. None where there is only one.
pub(crate) fn split(problem: &Problem) -> Option<Vec<Part>> {
    let mut groups = Groups::new(problem.len() + problem.teams().len());
    let team_of = |choice: &Choice| problem.len() + choice.team as usize;
    for item in 0..problem.len() {
        for other in problem.preds(item).iter().chain(problem.behind(item)) {
            groups.join(item, *other as usize);
        }
        for choice in problem.choices(item) {
            groups.join(item, team_of(choice));
        }
    }
    let mut number = vec![usize::MAX; problem.len() + problem.teams().len()];
    let mut members: Vec<Vec<u32>> = Vec::new();
    for (item, name) in (0..problem.len()).zip(0_u32..) {
        let root = groups.root(item);
        if number[root] == usize::MAX {
            number[root] = members.len();
            members.push(Vec::new());
        }
        members[number[root]].push(name);
    }
    if members.len() < 2 {
        return None;
    }
    members.into_iter().map(|items| part(problem, items)).collect()
}

/// The items by themselves, with the teams that they name. None only where the rules for a whole refuse a part of it.
fn part(problem: &Problem, items: Vec<u32>) -> Option<Part> {
    let choices = || items.iter().flat_map(|&item| problem.choices(item as usize));
    let mut numbers: Vec<u32> = choices().map(|choice| choice.team).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let within = |of: &[u32], all: &[u32]| -> Vec<u32> {
        all.iter().filter_map(|one| of.binary_search(one).ok().and_then(|at| u32::try_from(at).ok())).collect()
    };
    let copies: Vec<Item> = items
        .iter()
        .map(|&name| {
            let item = name as usize;
            let team = |number: u32| within(&numbers, &[number]).first().copied().unwrap_or(0);
            let choices =
                problem.choices(item).iter().map(|&Choice { team: number, days }| Choice { team: team(number), days });
            Item {
                name: name.to_string(),
                choices: choices.collect(),
                release: problem.release(item),
                preds: within(&items, problem.preds(item)),
                behind: within(&items, problem.behind(item)),
                fixed: problem.fixed(item),
                cost: problem.curve(item).rows().to_vec(),
            }
        })
        .collect();
    let teams: Vec<Team> = numbers.iter().map(|&team| problem.teams()[team as usize].clone()).collect();
    Problem::new(teams, &copies).ok().map(|problem| Part { problem, items })
}

/// Solves each part and puts the plans side by side.
///
/// A part gets its share of the steps in proportion to the square of its items; of the time it gets its share of what
/// the parts before it have left. With several threads the parts are dealt out to them; what is found depends on the
/// seed and the steps alone.
pub(crate) fn solve_apart<S>(problem: &Problem, parts: &[Part], settings: &Settings<'_>, solve: S) -> Solution
where
    S: Fn(&Problem, &Settings<'_>) -> Solution + Sync,
{
    let threads = settings.threads.clamp(1, parts.len());
    let dealt = |first: usize| parts.iter().skip(first).step_by(threads).collect::<Vec<_>>();
    let solutions: Vec<Vec<Solution>> = if threads == 1 {
        vec![in_turn(&dealt(0), parts, settings, &solve)]
    } else {
        std::thread::scope(|scope| {
            let solve = &solve;
            let run = |first| scope.spawn(move || in_turn(&dealt(first), parts, settings, solve));
            let running: Vec<_> = (0..threads).map(run).collect();
            running
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        })
    };
    let mut whole =
        Solution { plan: Plan { slots: vec![Slot::default(); problem.len()] }, cost: 0, bound: 0, steps: 0 };
    for (first, solutions) in solutions.iter().enumerate() {
        for (part, found) in dealt(first).into_iter().zip(solutions) {
            for (&item, &slot) in part.items.iter().zip(&found.plan.slots) {
                whole.plan.slots[item as usize] = slot;
            }
            whole.cost += found.cost;
            whole.bound += found.bound;
            whole.steps += found.steps;
        }
    }
    whole
}

/// One thread's parts, one after the other.
fn in_turn<S>(mine: &[&Part], all: &[Part], settings: &Settings<'_>, solve: &S) -> Vec<Solution>
where
    S: Fn(&Problem, &Settings<'_>) -> Solution,
{
    let effort = |part: &Part| u64::try_from(part.items.len()).unwrap_or(u64::MAX).saturating_pow(2);
    let everything: u64 = all.iter().map(effort).sum();
    let mut rest: u64 = mine.iter().map(|part| effort(part)).sum();
    let mut solutions = Vec::with_capacity(mine.len());
    for part in mine {
        let steps = match settings.budget.steps {
            u64::MAX => u64::MAX,
            steps => {
                u64::try_from(u128::from(steps) * u128::from(effort(part)) / u128::from(everything)).unwrap_or(steps)
            }
        };
        let start = settings
            .start
            .map(|plan| Plan { slots: part.items.iter().map(|&item| plan.slots[item as usize]).collect() });
        let own =
            |budget| Settings { budget, threads: 1, start: start.as_ref(), seed: settings.seed, prove: settings.prove };
        solutions.push(match settings.budget.clock {
            None => solve(&part.problem, &own(Budget::steps(steps))),
            Some(clock) => {
                let begun = clock();
                let share = (1.0 - begun).max(0.0) * ratio(effort(part), rest);
                let until = move || if share > 0.0 { (clock() - begun) / share } else { 1.0 };
                solve(&part.problem, &own(Budget { steps, clock: Some(&until) }))
            }
        });
        rest -= effort(part);
    }
    solutions
}

#[expect(clippy::cast_precision_loss, reason = "a share of the time")]
fn ratio(part: u64, rest: u64) -> f64 {
    part as f64 / rest.max(1) as f64
}

/// Sets that grow together (Galler and Fischer 1964), with halved paths.
struct Groups(Vec<usize>);

impl Groups {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut of: usize) -> usize {
        while self.0[of] != of {
            self.0[of] = self.0[self.0[of]];
            of = self.0[of];
        }
        of
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other)] = one.min(other);
    }
}
