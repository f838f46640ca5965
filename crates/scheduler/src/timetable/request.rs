//! What is asked, and what the answer holds.

use crate::{
    Choice, Curve, Day, Faults, Item, Money, Plan, Problem, Row, Slot, Timetable,
    fault::Fault,
    problem::{LAST_DAY, check_item},
};

/// Something that wants to be put into a plan; made by [`Timetable::request`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub(super) choices: Vec<Choice>,
    pub(super) cost: Vec<Row>,
    /// The first day on which it could start: its release, and what it waits for.
    pub(super) ready: Day,
    pub(super) switching: Money,
    pub(super) interrupts: Vec<u32>,
}

/// When to do a request. In every case it starts as soon as its place in the sequence of the team allows, and of its
/// choices the cheapest is taken (of equals the one that is done first, then the first).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// As soon as it may start, ahead of everything that starts then or later. Fixed items stay, except those that the
    /// request is allowed to interrupt.
    Now,
    /// When somebody is free: the same, but everything that starts on that day, too, goes on; the next track to become
    /// free is taken.
    NextFree,
    /// Where it ranks among what has not started: behind as many items of the team as are at least as urgent, by cost of
    /// delay per day of work (CD3; what others wait for is at least as urgent as they are).
    InTurn,
    /// At the moment that costs least in all, found by trying every place in the sequence; of equals the first.
    Cheapest,
    /// Ahead of everything that starts on that day or later, and not before it. Days and money that cannot be counted are
    /// cut.
    At(Day),
}

/// What doing a request at a moment costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interruption {
    /// Where the request goes.
    pub slot: Slot,
    /// When it is done.
    pub finish: Day,
    /// What it loses itself by not being done at once, as if everybody were free.
    pub own: Money,
    /// What changing over costs: what the caller gave if work that is under way on day 0 gives way, else 0.
    pub switching: Money,
    /// Everything that is delayed, in the order of the plan.
    pub delays: Vec<Delay>,
    /// `own + switching +` the costs of all delays, exactly.
    pub total: Money,
}

/// One item that has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delay {
    /// Which item.
    pub item: usize,
    /// When it starts now.
    pub start: Day,
    /// When the plan has it done.
    pub from: Day,
    /// When it is done now. The same day if a holiday swallows the delay.
    pub to: Day,
    /// What the delay costs; 0 if nobody minds.
    pub cost: Money,
    /// It was fixed, and what it waits for cannot be done in time.
    pub breaks: bool,
}

/// How dear waiting must be before it pays to do something now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakEven {
    /// Nothing is gained by waiting.
    Always,
    /// Only if a day of waiting costs more than `money / days`.
    Above {
        /// So much money
        money: Money,
        /// in so many days.
        days: Day,
    },
    /// Some other moment has it done as early and costs others less.
    Never,
}

impl Request {
    pub(super) fn new(table: &Timetable, problem: &Problem, item: &Item) -> Result<Self, Faults> {
        let mut faults = Vec::new();
        check_item(item, problem.teams(), problem.len(), &mut faults);
        if !faults.is_empty() {
            return Err(Faults(faults));
        }
        let done = item.preds.iter().map(|&pred| table.place_of(pred).finish);
        let begun = item.behind.iter().map(|&other| table.place_of(other).start);
        let this = Self {
            choices: item.choices.clone(),
            cost: item.cost.clone(),
            ready: done.chain(begun).fold(item.release, Day::max),
            switching: 0,
            interrupts: Vec::new(),
        };
        let end = this.end(table, problem)?;
        problem.check_money(end, this.curve().wide(end))?;
        Ok(this)
    }

    /// What changing over costs if work that is under way has to be set aside; not below 0.
    #[must_use]
    pub fn with_switching(self, money: Money) -> Self {
        Self { switching: money.clamp(0, crate::problem::MOST_MONEY), ..self }
    }

    /// Fixed items that may be set aside for it, such as work in progress on day 0: they go on when it is done.
    #[must_use]
    pub fn interrupting(self, items: Vec<u32>) -> Self {
        Self { interrupts: items, ..self }
    }

    pub(super) fn curve(&self) -> Curve<'_> {
        Curve(&self.cost)
    }

    /// A day by which everything is done, whenever the request comes: after the end of the plan somebody always works.
    fn end(&self, table: &Timetable, problem: &Problem) -> Result<Day, Faults> {
        let own = self.choices.iter().map(|choice| i64::from(choice.days)).max().unwrap_or(0);
        let work: i64 = table.places.iter().map(|place| i64::from(place.choice.days)).sum::<i64>() + own;
        let latest = self.ready.max(table.end);
        let too_long = || Faults(vec![Fault::TooLong(work + i64::from(latest), i64::from(LAST_DAY))]);
        let days = Day::try_from(work).map_err(|_| too_long())?;
        if i64::from(latest) + work > i64::from(LAST_DAY) {
            return Err(too_long());
        }
        let rests = |calendar: &crate::Calendar| i64::from(calendar.finish(latest, days) - latest - days);
        let end = i64::from(latest) + work + problem.teams().iter().map(|team| rests(&team.calendar)).sum::<i64>();
        Day::try_from(end).ok().filter(|&day| day <= LAST_DAY).ok_or_else(too_long)
    }
}

impl Interruption {
    /// What all delays together cost.
    pub fn of_others(&self) -> Money {
        self.total - self.own - self.switching
    }

    /// The plan with the request in it, as the last item.
    #[must_use]
    pub fn plan(&self, before: &Plan) -> Plan {
        let mut slots = before.slots.clone();
        for delay in &self.delays {
            slots[delay.item].start = delay.start;
        }
        slots.push(self.slot);
        Plan { slots }
    }
}
