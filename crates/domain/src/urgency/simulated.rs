//! The price of a moment over simulated futures, with the same draws for every moment (common random numbers), so that
//! two moments are compared in the same futures.
//!
//! In each future the request takes as long as it takes, every delayed ticket is worth and takes what was drawn for it,
//! and the work ahead of the request takes longer or shorter as a whole. The order is kept; a delay grows and shrinks
//! with the length of what causes it.

use std::collections::{HashMap, HashSet};

use throughline_scheduler::{self as scheduler, Curve, Day, Interruption};
use throughline_value_line::Estimate;

use crate::{
    priorities::{FEW, Item, MANY, durations, money_factors, summary, sums},
    roadmap::Mapping,
    urgency::{
        Interrupted,
        price::{due, due_of},
    },
    value::WIDTH_90,
};

/// Up to so many delayed tickets there are many futures; beyond it a few.
const SMALL: usize = 300;
/// So many delayed tickets, those that cost most, are drawn one by one; the rest counts with its mean.
const MOST_DRAWN: usize = 1_000;

/// What simulated futures say of a moment.
pub(super) struct Future {
    /// P5, P50, P95 and mean of the total, in minor units.
    pub range: Estimate,
    /// By item that has a day to keep: the chance to keep it without and with the request.
    pub in_time: HashMap<usize, [f64; 2]>,
    /// The request's own chance.
    pub own_in_time: Option<f64>,
}

pub(super) fn simulate(world: Interrupted<'_>, item: &Item, asked: &scheduler::Item, found: &Interruption) -> Future {
    let Interrupted { mapping, .. } = world;
    let n = if found.delays.len() <= SMALL { MANY } else { FEW };
    let longer: Vec<f64> = durations(item, n).into_iter().map(|weeks| weeks / item.duration.mean).collect();
    let head = head(world, asked, found, n);
    let (mut totals, own_in_time) = own(mapping, item, asked, found, (&longer, &head));
    let drawn = costliest(world, found);
    let team = asked.choices[0].team;
    let mut drift: HashMap<u32, Vec<f64>> = HashMap::from([(team, head)]);
    let mut in_time = HashMap::new();
    for delay in &found.delays {
        let ticket = drawn.contains(&delay.item).then(|| world.portfolio.get(mapping.ticket(delay.item))).flatten();
        let Some(ticket) = ticket else {
            add(&mut totals, delay.cost);
            continue;
        };
        let queue = queue(world, delay.item);
        let drift = drift.entry(queue).or_insert_with(|| vec![0.0; n]);
        let tracks = f64::from(mapping.problem.teams()[queue as usize].tracks.max(1));
        let lengths = durations(ticket, n);
        let factors = money_factors(ticket.price_in(mapping.currency), n);
        let curve = mapping.problem.curve(delay.item);
        let due = due(world, ticket.id).map(|(day, _)| mapping.time.until_end_of(day));
        let mut kept = [0_u32; 2];
        for k in 0..n {
            drift[k] += (lengths[k] - ticket.duration.mean) * mapping.time.hours_per_week() / tracks;
            let from = f64::from(delay.from) + drift[k];
            let to = from + f64::from(delay.to - delay.from) * longer[k];
            totals[k] += (at(curve, to) - at(curve, from)) * factors[k];
            if let Some(due) = due {
                kept[0] += u32::from(hour(from) <= due);
                kept[1] += u32::from(hour(to) <= due);
            }
        }
        if due.is_some() {
            in_time.insert(delay.item, kept.map(|count| share(count, n)));
        }
    }
    Future { range: summary(totals), in_time, own_in_time }
}

/// The request's own wait and changing over, future by future, and how often it is in time.
fn own(
    mapping: &Mapping,
    item: &Item,
    asked: &scheduler::Item,
    found: &Interruption,
    (longer, head): (&[f64], &[f64]),
) -> (Vec<f64>, Option<f64>) {
    let n = longer.len();
    let factors = money_factors(item.price_in(mapping.currency), n);
    let curve = Curve::new(&asked.cost);
    let length = f64::from(found.finish - found.slot.start);
    // The soonest by the means: where its own cost begins to count.
    let soonest = f64::from(asked.choices[0].days);
    let due = due_of(item).map(|day| mapping.time.until_end_of(day));
    let mut kept = 0;
    let mut totals = vec![as_real(found.switching); n];
    for k in 0..n {
        let done = f64::from(found.slot.start) + head[k] + length * longer[k];
        totals[k] += (at(curve, done) - at(curve, soonest * longer[k])).max(0.0) * factors[k];
        kept += u32::from(due.is_some_and(|due| hour(done) <= due));
    }
    (totals, due.map(|_| share(kept, n)))
}

/// How much later than by the means the request can begin, in hours: the work of its queue that goes on before it.
fn head(world: Interrupted<'_>, asked: &scheduler::Item, found: &Interruption, n: usize) -> Vec<f64> {
    let Interrupted { mapping, plan, portfolio, .. } = world;
    let queue = asked.choices[0].team;
    let mut variance = 0.0;
    for (index, slot) in plan.slots.iter().enumerate() {
        let choice = mapping.problem.choices(index)[usize::from(slot.choice)];
        if choice.team == queue
            && slot.start < found.slot.start
            && let Some(item) = portfolio.get(mapping.ticket(index))
        {
            let sigma = (item.duration.high / item.duration.low).ln() / WIDTH_90;
            variance += f64::from(choice.days).powi(2) * (sigma * sigma).exp_m1();
        }
    }
    let tracks = f64::from(mapping.problem.teams()[queue as usize].tracks.max(1));
    let mean = f64::from(found.slot.start);
    let drawn = sums("work ahead of a request", mean, variance.sqrt() / tracks, n);
    drawn.into_iter().map(|hours| hours - mean).collect()
}

/// The delayed items that cost most, and all that have a day to keep.
fn costliest(world: Interrupted<'_>, found: &Interruption) -> HashSet<usize> {
    let mut by_cost: Vec<(i64, usize)> = found.delays.iter().map(|delay| (delay.cost, delay.item)).collect();
    by_cost.sort_unstable_by(|a, b| b.cmp(a));
    by_cost.truncate(MOST_DRAWN);
    by_cost.into_iter().map(|(_, item)| item).filter(|&item| item < world.plan.slots.len()).collect()
}

fn queue(world: Interrupted<'_>, item: usize) -> u32 {
    let choice = usize::from(world.plan.slots[item].choice);
    world.mapping.problem.choices(item)[choice].team
}

fn add(totals: &mut [f64], minor: i64) {
    for total in totals {
        *total += as_real(minor);
    }
}

fn at(curve: Curve<'_>, hours: f64) -> f64 {
    as_real(curve.at(hour(hours)))
}

#[expect(clippy::cast_possible_truncation, reason = "a float becomes the nearest hour that fits")]
fn hour(hours: f64) -> Day {
    (hours.round() as Day).clamp(0, 1 << 28)
}

#[expect(clippy::cast_precision_loss, reason = "a simulation needs no more than 53 bits")]
fn as_real(minor: i64) -> f64 {
    minor as f64
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand draws")]
fn share(count: u32, n: usize) -> f64 {
    f64::from(count) / n as f64
}
