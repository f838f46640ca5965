//! Timing a whole plan again the slow way, day by day: what the fast one is compared with.

use throughline_scheduler::{Calendar, Choice, Day, Item, Money, Plan, Problem, Row, Slot};

/// Days of the grid; far beyond every plan of the tests.
const DAYS: usize = 1_500;

/// What comes out for one place of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retimed {
    /// With the request as the last entry.
    pub starts: Vec<Day>,
    pub finishes: Vec<Day>,
    /// Costs of the delays of all items and of the request, without switching.
    pub others: Money,
}

/// Items by planned start, then by the order of dependencies.
pub fn order(problem: &Problem, plan: &Plan) -> Vec<usize> {
    let mut order: Vec<usize> = problem.topological().iter().map(|&item| item as usize).collect();
    order.sort_by_key(|&item| plan.slots[item].start);
    order
}

/// Cost of a curve, read off its rows.
pub fn cost(rows: &[Row], day: Day) -> Money {
    let row = rows.iter().rfind(|row| row.day <= day).expect("a first row at day 0");
    row.value + row.slope * Money::from(day - row.day)
}

fn choice(items: &[Item], plan: &Plan, item: usize) -> Choice {
    items[item].choices[usize::from(plan.slots[item].choice)]
}

/// Which track each item of the plan is on: the one that has been free for the shortest time.
fn tracks(problem: &Problem, items: &[Item], plan: &Plan, order: &[usize]) -> Vec<usize> {
    let mut free: Vec<Vec<Day>> = problem.teams().iter().map(|team| vec![0; team.tracks as usize]).collect();
    let mut of = vec![0; items.len()];
    for &item in order {
        let team = &mut free[choice(items, plan, item).team as usize];
        let fits = (0..team.len()).filter(|&track| team[track] <= plan.slots[item].start);
        let track = fits.max_by_key(|&track| (team[track], usize::MAX - track)).expect("a plan that fits");
        team[track] = plan.finish(problem, item);
        of[item] = track;
    }
    of
}

/// Puts `request` ahead of the entry `at` of the order, not before `ready`, and times everything again.
pub fn retime(
    problem: &Problem,
    items: &[Item],
    plan: &Plan,
    request: (Choice, Day),
    at: usize,
    gives_way: &[u32],
) -> Retimed {
    let order = order(problem, plan);
    let planned_tracks = tracks(problem, items, plan, &order);
    let calendar = |team: u32| -> &Calendar { &problem.teams()[team as usize].calendar };
    let is_fixed = |item: usize| items[item].fixed.is_some() && !gives_way.iter().any(|&other| other as usize == item);
    let teams = problem.teams().len();
    let mut reserved: Vec<Vec<Vec<bool>>> =
        (0..teams).map(|team| vec![vec![false; DAYS]; problem.teams()[team].tracks as usize]).collect();
    let set = |reserved: &mut Vec<Vec<Vec<bool>>>, item: usize, value: bool| {
        let days =
            usize::try_from(plan.slots[item].start).unwrap()..usize::try_from(plan.finish(problem, item)).unwrap();
        reserved[choice(items, plan, item).team as usize][planned_tracks[item]][days].fill(value);
    };
    for item in (0..items.len()).filter(|&item| is_fixed(item)) {
        set(&mut reserved, item, true);
    }
    let mut last: Vec<Vec<Day>> = problem.teams().iter().map(|team| vec![0; team.tracks as usize]).collect();
    let mut starts = vec![0; items.len() + 1];
    let mut finishes = vec![0; items.len() + 1];
    let mut entries: Vec<Option<usize>> = order.iter().map(|&item| Some(item)).collect();
    entries.insert(at, None);
    for entry in entries {
        let (of, ready) = match entry {
            None => request,
            Some(item) => {
                let mut ready = plan.slots[item].start.max(items[item].release);
                for &pred in &items[item].preds {
                    ready = ready.max(finishes[pred as usize]);
                }
                for &other in &items[item].behind {
                    ready = ready.max(starts[other as usize]);
                }
                (choice(items, plan, item), ready)
            }
        };
        let team = of.team as usize;
        let index = entry.unwrap_or(items.len());
        if let Some(item) = entry.filter(|&item| is_fixed(item)) {
            set(&mut reserved, item, false);
            if ready == plan.slots[item].start {
                (starts[item], finishes[item]) = (ready, plan.finish(problem, item));
                let track = &mut last[team][planned_tracks[item]];
                *track = finishes[item].max(*track);
                continue;
            }
        }
        let soonest = |track: usize| {
            (ready.max(last[team][track])..Day::try_from(DAYS).unwrap()).find(|&start| {
                let days =
                    usize::try_from(start).unwrap()..usize::try_from(calendar(of.team).finish(start, of.days)).unwrap();
                !reserved[team][track][days].contains(&true)
            })
        };
        let track = (0..last[team].len())
            .min_by_key(|&track| (soonest(track).unwrap(), -last[team][track], track))
            .expect("a track");
        starts[index] = soonest(track).unwrap();
        finishes[index] = calendar(of.team).finish(starts[index], of.days);
        last[team][track] = finishes[index];
    }
    let delay =
        |item: usize| cost(&items[item].cost, finishes[item]) - cost(&items[item].cost, plan.finish(problem, item));
    Retimed { others: (0..items.len()).map(delay).sum(), starts, finishes }
}

/// A plan with gaps: the same order as `plan`, everything a bit later, each item by its own whim.
pub fn loosened(problem: &Problem, items: &[Item], plan: &Plan, whims: &[Day]) -> Plan {
    let order = order(problem, plan);
    let mut slots: Vec<Slot> = plan.slots.clone();
    let planned_tracks = tracks(problem, items, plan, &order);
    let mut last: Vec<Vec<Day>> = problem.teams().iter().map(|team| vec![0; team.tracks as usize]).collect();
    let mut shift = 0;
    for &item in &order {
        let of = choice(items, plan, item);
        let track = &mut last[of.team as usize][planned_tracks[item]];
        if items[item].fixed.is_none() {
            shift += whims[item % whims.len()];
            slots[item].start = (plan.slots[item].start + shift).max(*track);
            for &pred in &items[item].preds {
                let pred = pred as usize;
                let calendar = &problem.teams()[choice(items, plan, pred).team as usize].calendar;
                let done = calendar.finish(slots[pred].start, choice(items, plan, pred).days);
                slots[item].start = slots[item].start.max(done);
            }
        }
        *track = problem.teams()[of.team as usize].calendar.finish(slots[item].start, of.days);
    }
    Plan { slots }
}
