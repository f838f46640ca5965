//! What doing something before its turn costs: now, when somebody is free, in its turn, and at the cheapest moment.
//!
//! Every moment is the whole plan timed again around the request, so a moment that waits carries what it delays, too.
//! The parts (the request's own wait, changing over, every delayed ticket) add up to the total, to the minor unit.

use std::fmt::Write as _;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use throughline_scheduler::{self as scheduler, BreakEven, Choice, Interruption, Plan, Row, Timetable, When};
use throughline_value_line::{Estimate, Urgency};

use crate::{
    Currency, TicketId,
    check::Faults,
    priorities::{Item, Portfolio, queue_of, seed_of},
    roadmap::{HOURS_PER_DAY, Kept, Mapping, Promise, cost_of},
    urgency::{
        simulated::{Future, simulate},
        told::{break_even_told, label, told, told_delay},
    },
};

/// What it costs people to put their work down and take it up again.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Switching {
    /// How many people change over.
    pub people: f64,
    /// Days that each of them loses.
    pub days_per_person: f64,
    /// What an hour of theirs costs, in minor units of the workspace's currency.
    pub rate_per_hour_minor: i64,
}

impl Switching {
    /// Half a day a person, where nobody says otherwise.
    pub const DEFAULT_DAYS: f64 = 0.5;

    /// People × days × eight hours × rate, in minor units.
    ///
    /// ```
    /// # use throughline_domain::urgency::Switching;
    /// let two = Switching { people: 2.0, days_per_person: 0.5, rate_per_hour_minor: 75_00 };
    /// assert_eq!(two.cost_minor(), 600_00);
    /// ```
    pub fn cost_minor(&self) -> i64 {
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "checked to be small")]
        let minor = (self.people * self.days_per_person * f64::from(HOURS_PER_DAY) * self.rate_per_hour_minor as f64)
            .round() as i64;
        minor
    }

    pub(super) fn check(&self, faults: &mut Faults) {
        #[expect(clippy::cast_precision_loss, reason = "only its size is looked at")]
        faults
            .within("switching.people", self.people, 0.0..=10_000.0)
            .within("switching.days_per_person", self.days_per_person, 0.0..=100.0)
            .within("switching.rate_per_hour_minor", self.rate_per_hour_minor as f64, 0.0..=1e9);
    }
}

/// When it could be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Moment {
    /// At once.
    Now,
    /// When the next person is free.
    NextFree,
    /// Behind everything that is at least as urgent.
    InTurn,
    /// Whenever it costs least in all.
    Cheapest,
}

/// A ticket that has to wait.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DelayedTicket {
    /// Which one.
    pub id: TicketId,
    /// "NF-230".
    pub key: String,
    /// Title.
    pub title: String,
    /// The day it would be done without the request.
    pub from_on: Date,
    /// The day it is done with it.
    pub to_on: Date,
    /// Calendar days between the two.
    pub days_later: i32,
    /// What the delay costs, in minor units; 0 where it has no price.
    pub cost_minor: i64,
    /// For a ticket with a day to keep: that day.
    pub due_on: Option<Date>,
    /// The chance to keep it, without and with the request.
    pub in_time: Option<[f64; 2]>,
    /// Whether the day was promised to somebody.
    pub promised: bool,
    /// The consequence in words.
    pub sentence: String,
}

/// One moment with its price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PricedMoment {
    /// Which moment.
    pub moment: Moment,
    /// "Now", "On Monday", "On 9 Nov".
    pub label: String,
    /// The day the work begins.
    pub starts_on: Date,
    /// The day by whose end it is done, by the means.
    pub done_on: Date,
    /// The whole price in minor units: own, switching and every delay.
    pub total_minor: i64,
    /// What the request itself loses by waiting until then.
    pub own_minor: i64,
    /// What changing over costs; 0 where nobody is interrupted.
    pub switching_minor: i64,
    /// What the delays of all tickets cost.
    pub delays_minor: i64,
    /// The total over simulated futures, 90% sure, in minor units.
    pub range: Estimate,
    /// The delayed tickets, those that cost most first; at most 100.
    pub delays: Vec<DelayedTicket>,
    /// How many more are delayed.
    pub more_delays: i64,
    /// What those cost together.
    pub more_delays_minor: i64,
    /// For a request with a day: the chance to be done by then.
    pub in_time: Option<f64>,
}

/// How dear waiting must be before it pays to do it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum BreakEvenPrice {
    /// Nothing is gained by waiting.
    Always,
    /// Only if a week of waiting costs more than this, in minor units.
    Above {
        /// Minor units a week.
        per_week_minor: i64,
    },
    /// Another moment has it done as early and costs others less.
    Never,
}

/// The price of a request at four moments, on one plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct UrgentPrice {
    /// Now, next free, in its turn, cheapest.
    pub moments: Vec<PricedMoment>,
    /// When doing it now pays.
    pub break_even: BreakEvenPrice,
    /// The same in words.
    pub break_even_says: String,
    /// The page's answer: "Now costs us €43k. On Monday it costs €2k."
    pub sentence: String,
    /// Currency of all amounts.
    pub currency: Currency,
    /// Changes when any part of the price does; a decision names it.
    pub stamp: String,
    /// How changing over was counted.
    pub switching: Switching,
}

/// Why there is no price.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unpriceable {
    /// The team is gone.
    #[error("this team does not exist any more; choose another one")]
    NoTeam,
    /// It cannot be put into the plan.
    #[error("{0}")]
    Refused(String),
}

/// The plan that is interrupted.
#[derive(Debug, Clone, Copy)]
pub struct Interrupted<'a> {
    /// The open work.
    pub portfolio: &'a Portfolio,
    /// The same as a problem of the scheduler.
    pub mapping: &'a Mapping,
    /// Today's plan.
    pub plan: &'a Plan,
    /// The plan laid out.
    pub timetable: &'a Timetable,
    /// Promises in force.
    pub promises: &'a [Promise],
}

/// Today's plan, laid out for prices. Worth keeping as long as the open work is the same.
#[derive(Debug, Clone)]
pub struct Interruptible {
    mapping: Mapping,
    plan: Plan,
    timetable: Timetable,
}

impl Interruptible {
    /// Plans the open work, or says in words why it cannot be planned.
    pub fn of(portfolio: &Portfolio, kept: &Kept, working_days_per_week: i32) -> Result<Self, String> {
        let mapping = Mapping::new(portfolio, kept, working_days_per_week).map_err(|faults| faults.to_string())?;
        let plan = mapping.plan();
        let timetable = Timetable::new(&mapping.problem, &plan).map_err(|error| error.to_string())?;
        Ok(Self { mapping, plan, timetable })
    }

    /// The plan beside the work that it was made of.
    pub fn world<'a>(&'a self, portfolio: &'a Portfolio, promises: &'a [Promise]) -> Interrupted<'a> {
        let Self { mapping, plan, timetable } = self;
        Interrupted { portfolio, mapping, plan, timetable, promises }
    }
}

/// How many delayed tickets are told one by one.
const MOST_TOLD: usize = 100;

/// Prices a request at four moments. `item` is the request as a ticket that is not in the plan.
pub fn price_urgent(world: Interrupted<'_>, item: &Item, switching: Switching) -> Result<UrgentPrice, Unpriceable> {
    let Interrupted { portfolio, mapping, timetable, .. } = world;
    let queue = mapping.queue(queue_of(portfolio, item)).ok_or(Unpriceable::NoTeam)?;
    let asked = scheduler::Item {
        name: item.key.clone(),
        choices: vec![Choice { team: u32::try_from(queue).unwrap_or(0), days: mapping.time.hours(item.duration.mean) }],
        preds: item.waits_for.iter().filter_map(|&id| u32::try_from(mapping.item(id)?).ok()).collect(),
        cost: item
            .price_in(mapping.currency)
            .map_or_else(|| vec![Row { day: 0, value: 0, slope: 0 }], |price| cost_of(price, mapping.time)),
        ..scheduler::Item::default()
    };
    let request = timetable
        .request(&mapping.problem, &asked)
        .map_err(|faults| Unpriceable::Refused(faults.to_string()))?
        .with_switching(switching.cost_minor())
        .interrupting(under_way(world, queue));
    let mut pricer = timetable.pricer(&mapping.problem);
    let moments: Vec<PricedMoment> = [
        (Moment::Now, When::Now),
        (Moment::NextFree, When::NextFree),
        (Moment::InTurn, When::InTurn),
        (Moment::Cheapest, When::Cheapest),
    ]
    .into_iter()
    .map(|(moment, when)| priced(world, item, &asked, moment, &pricer.price(&request, when)))
    .collect();
    let break_even = match pricer.break_even(&request) {
        BreakEven::Always => BreakEvenPrice::Always,
        BreakEven::Never => BreakEvenPrice::Never,
        BreakEven::Above { money, days } => BreakEvenPrice::Above { per_week_minor: a_week(mapping, money, days) },
    };
    let currency = mapping.currency;
    Ok(UrgentPrice {
        break_even_says: break_even_told(break_even, currency),
        sentence: told(&moments, currency, item.price_in(currency).is_some()),
        stamp: stamp(&moments, item),
        moments,
        break_even,
        currency,
        switching,
    })
}

/// Work of a queue that is under way and may be set aside.
fn under_way(world: Interrupted<'_>, queue: usize) -> Vec<u32> {
    let Interrupted { mapping, plan, .. } = world;
    let runs = |item: usize| {
        let fixed = mapping.problem.fixed(item).filter(|slot| slot.start == 0)?;
        let team = mapping.problem.choices(item)[usize::from(fixed.choice)].team as usize;
        (team == queue).then(|| u32::try_from(item).ok()).flatten()
    };
    (0..plan.slots.len()).filter_map(runs).collect()
}

fn a_week(mapping: &Mapping, money: i64, hours: i32) -> i64 {
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a rate to be shown")]
    let minor = (money as f64 / f64::from(hours) * mapping.time.hours_per_week()).round() as i64;
    minor
}

fn priced(
    world: Interrupted<'_>,
    item: &Item,
    asked: &scheduler::Item,
    moment: Moment,
    found: &Interruption,
) -> PricedMoment {
    let Interrupted { portfolio, mapping, .. } = world;
    let Future { range, in_time, own_in_time } = simulate(world, item, asked, found);
    let mut delays: Vec<DelayedTicket> =
        found.delays.iter().map(|delay| told_delay(world, delay, in_time.get(&delay.item).copied())).collect();
    delays.sort_by(|a, b| b.cost_minor.cmp(&a.cost_minor).then(b.days_later.cmp(&a.days_later)).then(a.id.cmp(&b.id)));
    let more: Vec<DelayedTicket> = delays.split_off(delays.len().min(MOST_TOLD));
    let starts_on = mapping.time.starts_on(found.slot.start);
    PricedMoment {
        moment,
        label: label(moment, starts_on, portfolio.today()),
        starts_on,
        done_on: mapping.time.done_on(found.finish),
        total_minor: found.total,
        own_minor: found.own,
        switching_minor: found.switching,
        delays_minor: found.total - found.own - found.switching,
        range,
        delays,
        more_delays: i64::try_from(more.len()).unwrap_or(i64::MAX),
        more_delays_minor: more.iter().map(|delay| delay.cost_minor).sum(),
        in_time: own_in_time,
    }
}

/// The day that a ticket has to keep: one that was promised, or the one in its Business Value line. With whether it
/// was promised.
pub(super) fn due(world: Interrupted<'_>, id: TicketId) -> Option<(Date, bool)> {
    let kept = |promise: &&Promise| promise.ticket_id == id && promise.withdrawn_at.is_none();
    let promised = world.promises.iter().filter(kept).map(|promise| promise.due_on).min();
    let own = world.portfolio.get(id).and_then(|item| due_of(item));
    promised
        .map(|day| (day, true))
        .or_else(|| own.map(|day| (day, false)))
        .filter(|(day, _)| *day >= world.portfolio.today())
}

/// The day in a price, if there is one.
pub(super) fn due_of(item: &Item) -> Option<Date> {
    match item.price.as_ref()?.urgency {
        Urgency::ByDate { date } => Some(date),
        _ => None,
    }
}

/// A fingerprint of everything that a decision rests on.
fn stamp(moments: &[PricedMoment], item: &Item) -> String {
    let mut all = format!("{} {:?}", item.id, item.team_id);
    for priced in moments {
        let PricedMoment { starts_on, done_on, total_minor, own_minor, switching_minor, delays, .. } = priced;
        let _ = write!(all, ";{starts_on} {done_on} {total_minor} {own_minor} {switching_minor}");
        for delay in delays {
            let _ = write!(all, ",{} {} {} {}", delay.id, delay.from_on, delay.to_on, delay.cost_minor);
        }
        let _ = write!(all, "+{} {}", priced.more_delays, priced.more_delays_minor);
    }
    format!("{:016x}", seed_of(&all))
}
