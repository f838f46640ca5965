//! What it costs not to do some work for a while, and what doing it first costs: the others that wait meanwhile.
//!
//! 1. Not doing it within a horizon is being done that much later. It costs what its delay costs until then, and what is
//!    lost for good where its date or its window passes meanwhile. What is lost in any case is not counted.
//! 2. Doing it first costs the best that is given up for it (opportunity cost): the other work of the same teams that
//!    would be done within the horizon, first things first, and is done later because of it. What the chosen work waits
//!    for is taken as done. Other work counts if all that it waits for is done when a track of the team is free for it:
//!    taken as done, or done by the same team before, with a price or without.
//! 3. Nothing is compared with nothing: where no other work with a price fits, only the first cost is told.
//! 4. Two costs within a tenth of each other are about equal; so are two of which neither is the larger one in 70 of 100
//!    simulated futures.
//! 5. Of a ticket that serves several goals the part counts that serves the one that is asked about: so much of what its
//!    delay costs, and so much of its weeks, for which the others wait.

mod queues;
mod says;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use throughline_value_line::Estimate;

use self::queues::{Done, Queue};
use crate::{
    Currency, TicketId,
    priorities::{
        Item, Portfolio,
        draws::{FEW, MANY, VERY_FEW, half_if_equal, summary},
        rollup::{Share, Sum, Totals},
    },
};

/// The usual horizon, in weeks: a quarter.
pub const USUAL_WEEKS: u16 = 13;
/// The longest horizon, in weeks: two years.
pub const MOST_WEEKS: u16 = 104;
/// Tickets that are listed on each side; all of them are in the sums.
const MOST_LISTED: usize = 200;
/// Two costs that are apart by no more than this share of the larger one are about equal.
const ABOUT_EQUAL: f64 = 0.1;
/// From this share of simulated futures on, one side is called the cheaper one.
const CLEAR: f64 = 0.7;

/// What it costs not to do some work within a horizon, beside what doing it first costs. Amounts in minor units of
/// `currency`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NotDoing {
    /// The horizon, in weeks from today.
    pub weeks: u16,
    /// Its last day.
    pub until: Date,
    /// Currency of the amounts.
    pub currency: Currency,
    /// What not doing it costs; none if nothing of it has a price, which is not 0.
    pub not_doing: Option<Estimate>,
    /// The same with money that several tickets claim counted once.
    pub not_doing_counted_once: Option<Estimate>,
    /// What the others lose when it is done first; none if no other work with a price fits into the horizon.
    pub doing_first: Option<Estimate>,
    /// The same with money that several tickets claim counted once.
    pub doing_first_counted_once: Option<Estimate>,
    /// Which costs less, by the amounts counted once; none where one of them is not known.
    pub verdict: Option<DoOrLeave>,
    /// Share of simulated futures in which not doing it costs more than doing it first, 0 to 1. Equal ones count half.
    pub p_do_first: Option<f64>,
    /// What is not done, the dearest first, up to 200.
    pub undone: Vec<Postponed>,
    /// How many tickets that is.
    pub undone_total: usize,
    /// What waits when it is done first, the dearest first, up to 200.
    pub waiting: Vec<Postponed>,
    /// How many tickets that is.
    pub waiting_total: usize,
    /// Keys of tickets of it that have no price, so that not doing them is not counted.
    pub not_counted: Vec<String>,
    /// Keys of open tickets that it waits for; they are taken as done.
    pub taken_as_done: Vec<String>,
}

/// A ticket that is done later, and what that costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Postponed {
    /// Which one.
    pub id: TicketId,
    /// "NF-230".
    pub key: String,
    /// Title.
    pub title: String,
    /// The part of it that counts for the goal that is asked about, more than 0 and up to 1.
    pub part: f64,
    /// What a week of all of it costs while waiting costs anything, in minor units.
    pub per_week: Estimate,
    /// Weeks of work on all of it, by the mean.
    pub weeks_of_work: f64,
    /// How much later it is done, in weeks, by the mean durations.
    pub weeks_later: f64,
    /// What that costs the part that counts, in minor units.
    pub cost: Estimate,
    /// How it is computed: "€12k a week × 4 weeks", "60% of it: €12k a week × 4 weeks".
    pub says: String,
}

/// Whether doing something first is the cheaper way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum DoOrLeave {
    /// Not doing it costs more.
    DoFirst,
    /// Doing it first costs more.
    Leave,
    /// Neither costs clearly more.
    AboutEqual,
}

/// What it costs not to do these tickets, or parts of them from 0 to 1, within so many weeks, 1 to [`MOST_WEEKS`], and what
/// doing them first costs. Ids that are not open are left out.
///
/// Money already spent is nowhere in it, and neither is what is lost whether it is done or not.
pub fn cost_of_not_doing(portfolio: &Portfolio, chosen: &[(TicketId, f64)], weeks: u16) -> NotDoing {
    let weeks = weeks.clamp(1, MOST_WEEKS);
    let chosen: BTreeMap<TicketId, f64> =
        chosen.iter().copied().filter(|(id, _)| portfolio.get(*id).is_some()).collect();
    let needed = needed_by(portfolio, &chosen);
    let queues = Queue::of_all(portfolio, &chosen, &needed, f64::from(weeks));
    let n = draws_for(queues.iter().map(Queue::len).sum());
    let (mut undone, mut waiting) = (Side::new(n), Side::new(n));
    for queue in &queues {
        queue.tell(
            portfolio,
            f64::from(weeks),
            n,
            [&mut undone, &mut waiting].map(|side| move |done| side.add(portfolio, done)),
        );
    }
    let currency = portfolio.currency();
    let without_price = |id: &&TicketId| portfolio.get(**id).is_some_and(|item| item.price_in(currency).is_none());
    let (not_counted, taken_as_done) =
        (keys(portfolio, chosen.keys().filter(without_price)), keys(portfolio, needed.iter()));
    let (undone_sum, waiting_sum) = (undone.totals(), waiting.totals());
    let both = undone_sum.as_ref().zip(waiting_sum.as_ref());
    let p_do_first = both.map(|(undone, waiting)| share_larger(&undone.draws_once, &waiting.draws_once));
    let verdict = both
        .zip(p_do_first)
        .map(|((undone, waiting), p)| verdict(undone.counted_once.mean, waiting.counted_once.mean, p));
    NotDoing {
        weeks,
        until: portfolio.today().saturating_add(i64::from(weeks).weeks()),
        currency,
        not_doing: undone_sum.as_ref().map(|totals| totals.as_claimed),
        not_doing_counted_once: undone_sum.as_ref().map(|totals| totals.counted_once),
        doing_first: waiting_sum.as_ref().map(|totals| totals.as_claimed),
        doing_first_counted_once: waiting_sum.as_ref().map(|totals| totals.counted_once),
        verdict,
        p_do_first,
        undone_total: undone.lines.len(),
        undone: undone.listed(),
        waiting_total: waiting.lines.len(),
        waiting: waiting.listed(),
        not_counted,
        taken_as_done,
    }
}

/// About two million steps are a few hundredths of a second; longer lists get fewer futures.
const fn draws_for(tickets: usize) -> usize {
    match tickets {
        0..=200 => MANY,
        201..=5_000 => FEW,
        _ => VERY_FEW,
    }
}

fn keys<'a>(portfolio: &Portfolio, ids: impl Iterator<Item = &'a TicketId>) -> Vec<String> {
    ids.filter_map(|&id| portfolio.get(id)).map(|item| item.key.clone()).collect()
}

/// Open tickets that these wait for, directly or through others, without themselves.
fn needed_by(portfolio: &Portfolio, chosen: &BTreeMap<TicketId, f64>) -> BTreeSet<TicketId> {
    let mut needed = BTreeSet::new();
    let mut to_visit: Vec<TicketId> = chosen.keys().copied().collect();
    while let Some(item) = to_visit.pop().and_then(|id| portfolio.get(id)) {
        for &first in &item.waits_for {
            if portfolio.get(first).is_some() && !chosen.contains_key(&first) && needed.insert(first) {
                to_visit.push(first);
            }
        }
    }
    needed
}

fn is_near(undone: f64, waiting: f64) -> bool {
    (undone - waiting).abs() <= ABOUT_EQUAL * undone.max(waiting)
}

fn verdict(undone: f64, waiting: f64, p_do_first: f64) -> DoOrLeave {
    if is_near(undone, waiting) {
        DoOrLeave::AboutEqual
    } else if undone > waiting && p_do_first >= CLEAR {
        DoOrLeave::DoFirst
    } else if undone < waiting && p_do_first <= 1.0 - CLEAR {
        DoOrLeave::Leave
    } else {
        DoOrLeave::AboutEqual
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand draws")]
fn share_larger(one: &[f64], other: &[f64]) -> f64 {
    let larger: f64 = one.iter().zip(other).map(|(&one, &other)| half_if_equal(one, other)).sum();
    larger / one.len() as f64
}

/// What is not done, or what waits: its sum and its lines.
struct Side {
    sum: Sum,
    lines: Vec<Postponed>,
}

impl Side {
    fn new(n: usize) -> Self {
        Self { sum: Sum::new(n), lines: Vec::new() }
    }

    fn add(&mut self, portfolio: &Portfolio, done: Done<'_>) {
        let Some(price) = done.item.price_in(portfolio.currency()) else { return };
        let cost = done.cost();
        let Item { id, key, title, duration, .. } = done.item;
        self.lines.push(Postponed {
            id: *id,
            key: key.clone(),
            title: title.clone(),
            part: done.part,
            per_week: price.per_week,
            weeks_of_work: duration.mean,
            weeks_later: done.later(),
            cost,
            says: says::line(&done, price, portfolio.today()),
        });
        // The draws are those of the part already.
        let share = Share::Priced { mean: cost.mean, uncertain: !cost.is_point(), draws: done.draws };
        self.sum.add(done.item, &share, 1.0);
    }

    /// None if nothing on this side has a price.
    fn totals(&self) -> Option<Totals> {
        (!self.lines.is_empty()).then(|| self.sum.totals())
    }

    fn listed(mut self) -> Vec<Postponed> {
        self.lines.sort_by(|a, b| b.cost.mean.total_cmp(&a.cost.mean).then(a.id.cmp(&b.id)));
        self.lines.truncate(MOST_LISTED);
        self.lines
    }
}
