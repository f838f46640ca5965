//! What it costs to put one ticket above another, and who waits.

use serde::{Deserialize, Serialize};
use throughline_value_line::{Estimate, Urgency};

use crate::{
    Currency, TeamId, TicketId,
    priorities::{
        Item, Method, Obstacle, Portfolio,
        draws::{FEW, MANY, durations, money_factors, summary, sums},
        obstacle::obstacle,
        queue::{Charge, Tracks, Units, Weeks, done_at, in_weeks, queue_of, tracks_of, units},
    },
    value::{WIDTH_90, weeks_until},
    words,
};

/// The price of a move.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MovePrice {
    /// The ticket that moves.
    pub moved: TicketId,
    /// The ticket it then stands directly above.
    pub above: TicketId,
    /// What the new order costs more than the present one, in minor units of `currency`; negative saves money. The sum
    /// of the lines.
    pub total_minor: i64,
    /// Its currency.
    pub currency: Currency,
    /// The tickets whose time changes, those that cost or save most first.
    pub lines: Vec<MoveLine>,
    /// The same total over simulated futures, in minor units.
    pub range: Estimate,
    /// Share of the simulated futures in which the present order is the cheaper one, 0 to 1. Equal futures count half.
    pub p_right: f64,
    /// Who does them, and why one has to wait: "Booking does one thing at a time."
    pub queue: String,
    /// Tickets in `lines` that have no price, so that what waiting costs there is not counted.
    pub not_counted: Vec<String>,
}

/// What a move does to one ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MoveLine {
    /// Which one.
    pub id: TicketId,
    /// "NF-230".
    pub key: String,
    /// Title.
    pub title: String,
    /// How much later it is done, in weeks; negative is sooner.
    pub weeks_later: f64,
    /// What that costs in minor units; negative saves.
    pub delta_minor: i64,
    /// For a ticket with a date: the chance to be in time now, and after the move.
    pub in_time: Option<[f64; 2]>,
    /// The consequence in words.
    pub sentence: String,
}

/// Why a move has no price.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoveError {
    /// A ticket is not among the open ones.
    #[error("this ticket is not in the order any more: it was closed or deleted; look at the order again")]
    NotOpen(TicketId),
    /// A ticket cannot stand above itself.
    #[error("{0} cannot stand above itself; choose another ticket")]
    Itself(String),
    /// There is nothing above the first or below the last.
    #[error("{0} is at the end of the order already")]
    AtTheEnd(String),
    /// Work would stand above what it waits for.
    #[error("{0}")]
    WaitsFor(Box<Obstacle>),
}

/// A step in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Step {
    /// One place up.
    Up,
    /// One place down.
    Down,
}

/// The move that a step stands for: which ticket would stand directly above which.
pub fn step(
    portfolio: &Portfolio,
    method: Method,
    id: TicketId,
    step: Step,
) -> Result<(TicketId, TicketId), MoveError> {
    let at = portfolio.position(method, id).ok_or(MoveError::NotOpen(id))?;
    let ranked = &portfolio.order(method).ranked;
    let neighbour = |at: usize| ranked.get(at).map(|ranked| ranked.item.id);
    match step {
        Step::Up => at.checked_sub(1).and_then(neighbour).map(|above| (id, above)),
        Step::Down => neighbour(at + 1).map(|below| (below, id)),
    }
    .ok_or_else(|| MoveError::AtTheEnd(ranked[at].item.key.clone()))
}

/// What it costs to put `moved` directly above `above` in the order of a method. Nothing changes.
///
/// Both orders are costed in full (Reinertsen's cost of delay, each ticket until it is done); only the queue of the
/// moved ticket's team can change. The range comes from paired draws: both orders are costed in the same futures.
pub fn move_above(
    portfolio: &Portfolio,
    method: Method,
    moved: TicketId,
    above: TicketId,
) -> Result<MovePrice, MoveError> {
    let item = portfolio.get(moved).ok_or(MoveError::NotOpen(moved))?;
    let from = portfolio.position(method, moved).ok_or(MoveError::NotOpen(moved))?;
    let to = portfolio.position(method, above).ok_or(MoveError::NotOpen(above))?;
    if moved == above {
        return Err(MoveError::Itself(item.key.clone()));
    }
    if let Some(obstacle) = obstacle(portfolio, method, from, to) {
        return Err(MoveError::WaitsFor(Box::new(obstacle)));
    }
    let team = queue_of(portfolio, item);
    let queue = Queue::around(portfolio, method, team, from, to);
    let (lines, total_minor) = queue.lines();
    let futures = queue.futures();
    let changed: Vec<MoveLine> = lines
        .into_iter()
        .filter(|line| line.later != 0)
        .map(|line| {
            let in_time = futures.in_time(line.item.id);
            line.told(portfolio, in_time)
        })
        .collect();
    Ok(MovePrice {
        moved,
        above,
        total_minor,
        currency: portfolio.currency(),
        not_counted: changed
            .iter()
            .filter(|line| portfolio.get(line.id).is_some_and(|item| item.price_in(portfolio.currency()).is_none()))
            .map(|line| line.key.clone())
            .collect(),
        queue: queue.told(changed.is_empty()),
        lines: changed,
        p_right: futures.share_in_which_the_move_costs(),
        range: summary(futures.deltas),
    })
}

/// One team's queue in the present order and in the new one, without the head that both share.
struct Queue<'a> {
    portfolio: &'a Portfolio,
    team: Option<TeamId>,
    /// The tickets before the first that changes.
    head: Vec<&'a Item>,
    now: Vec<&'a Item>,
    /// The new order, as indexes into `now`.
    then: Vec<usize>,
    tracks: usize,
}

/// One ticket's change, before it is put into words.
struct Change<'a> {
    item: &'a Item,
    later: Units,
    delta: i128,
}

impl<'a> Queue<'a> {
    /// The queue of a team when the ticket at place `from` comes directly above the one at place `to`.
    fn around(portfolio: &'a Portfolio, method: Method, team: Option<TeamId>, from: usize, to: usize) -> Self {
        let ranked = &portfolio.order(method).ranked;
        // Directly above a ticket further down is one place before it.
        let landing = if to > from { to - 1 } else { to };
        let (first, last) = (from.min(landing), from.max(landing));
        let tracks = tracks_of(portfolio, team);
        let of_team = |places: std::ops::Range<usize>| {
            places
                .map(|at| (at, ranked[at].item.as_ref()))
                .filter(|(_, item)| queue_of(portfolio, item) == team)
                .collect::<Vec<(usize, &Item)>>()
        };
        // With one track nothing behind the last changed place moves; with several it may.
        let end = if tracks == 1 { last + 1 } else { ranked.len() };
        let segment = of_team(first..end);
        let mut then: Vec<usize> = (0..segment.len()).collect();
        if let Some(moving) = segment.iter().position(|&(at, _)| at == from) {
            let inside = segment.iter().filter(|&&(at, _)| at <= last).count();
            if from > landing {
                then[..=moving].rotate_right(1);
            } else {
                then[moving..inside].rotate_left(1);
            }
        }
        Self {
            portfolio,
            team,
            head: of_team(0..first).into_iter().map(|(_, item)| item).collect(),
            now: segment.into_iter().map(|(_, item)| item).collect(),
            then,
            tracks,
        }
    }

    /// What changes for each ticket, largest first, and the sum.
    fn lines(&self) -> (Vec<Change<'a>>, i64) {
        let reordered: Vec<&Item> = self.then.iter().map(|&index| self.now[index]).collect();
        let after = |segment: &[&'a Item]| {
            let whole: Vec<&Item> = self.head.iter().chain(segment).copied().collect();
            done_at(&whole, self.tracks).split_off(self.head.len())
        };
        let (done_now, done_then) = (after(&self.now), after(&reordered));
        let mut lines: Vec<Change<'a>> = self
            .then
            .iter()
            .zip(done_then)
            .map(|(&index, then)| {
                let (item, now) = (self.now[index], done_now[index]);
                let charge = Charge::of(item, self.portfolio);
                Change { item, later: then - now, delta: charge.at(then) - charge.at(now) }
            })
            .collect();
        let total: i128 = lines.iter().map(|line| line.delta).sum();
        lines.sort_by(|a, b| {
            b.delta.abs().cmp(&a.delta.abs()).then(b.later.abs().cmp(&a.later.abs())).then(a.item.id.cmp(&b.item.id))
        });
        (lines, fitted(total))
    }

    /// Both orders in the same simulated futures.
    fn futures(&self) -> Futures {
        // About two million steps are a few hundredths of a second; longer queues get fewer futures.
        let n = if self.now.len() <= 500 { MANY } else { FEW };
        let mut futures = Futures { deltas: vec![0.0; n], dated: Vec::new() };
        if self.then.iter().copied().eq(0..self.now.len()) {
            return futures;
        }
        let columns: Vec<(Vec<f64>, Vec<f64>)> = self
            .now
            .iter()
            .map(|item| (durations(item, n), money_factors(item.price_in(self.portfolio.currency()), n)))
            .collect();
        let charges: Vec<Charge> = self.now.iter().map(|item| Charge::of(item, self.portfolio)).collect();
        let due: Vec<Option<f64>> = self.now.iter().map(|item| due_week(item, self.portfolio)).collect();
        let mut in_time = vec![[0_u32; 2]; self.now.len()];
        let starts = self.starts(n);
        let mut done = vec![0.0; self.now.len()];
        for k in 0..n {
            let mut cost = [0.0; 2];
            let orders: [&mut dyn Iterator<Item = usize>; 2] =
                [&mut (0..self.now.len()), &mut self.then.iter().copied()];
            for (which, order) in orders.into_iter().enumerate() {
                let mut tracks = starts(k);
                for index in order {
                    done[index] = tracks.take(Weeks(columns[index].0[k])).0;
                    cost[which] += charges[index].drawn(done[index]) * columns[index].1[k];
                    if due[index].is_some_and(|due| done[index] <= due) {
                        in_time[index][which] += 1;
                    }
                }
            }
            futures.deltas[k] = cost[1] - cost[0];
        }
        #[expect(clippy::cast_precision_loss, reason = "a few thousand draws")]
        let share = |count: u32| f64::from(count) / n as f64;
        futures.dated = (0..self.now.len())
            .filter(|&index| due[index].is_some())
            .map(|index| (self.now[index].id, in_time[index].map(share)))
            .collect();
        futures
    }

    /// When the tracks are free after the head, in each future: the head's work is a sum of many independent
    /// durations, so it is drawn as one normal variable around the mean schedule.
    fn starts(&self, n: usize) -> impl Fn(usize) -> Tracks<Weeks> {
        let mut head = Tracks::new(self.tracks, 0);
        let mut variance = 0.0;
        for item in &self.head {
            head.take(units(&item.duration));
            let sigma = (item.duration.high / item.duration.low).ln() / WIDTH_90;
            variance += item.duration.mean.powi(2) * (sigma * sigma).exp_m1();
        }
        #[expect(clippy::cast_precision_loss, reason = "a handful of tracks")]
        let shared = self.tracks as f64;
        let free: Vec<f64> = head.free().map(in_weeks).collect();
        let mean = free.iter().sum::<f64>() / shared;
        let drawn = sums("work before the moved tickets", mean, variance.sqrt() / shared, n);
        move |k| Tracks::at(free.iter().map(|&at| Weeks((at + drawn[k] - mean).max(0.0))))
    }

    fn told(&self, unchanged: bool) -> String {
        let team = self.team.and_then(|id| self.portfolio.team(id)).map(|team| team.name.as_str());
        let who = team.unwrap_or("Work without a team");
        match (unchanged, team, self.tracks) {
            (true, Some(_), 1) => "Different teams do them, so nobody waits for the other.".to_owned(),
            (true, Some(_), tracks) => {
                format!("{who} works on {tracks} things at once, so nobody waits for the other.")
            }
            (true, None, _) => "Nothing that shares its queue changes place, so nobody waits.".to_owned(),
            (false, Some(_), 1) => format!("{who} does one after the other."),
            (false, None, _) => format!("{who} counts as one queue, done one after the other."),
            (false, Some(_), tracks) => format!("{who} works on {tracks} things at once; the others wait."),
        }
    }
}

/// Simulated futures: what the new order costs more in each, and how often dates are kept.
struct Futures {
    deltas: Vec<f64>,
    dated: Vec<(TicketId, [f64; 2])>,
}

impl Futures {
    fn in_time(&self, id: TicketId) -> Option<[f64; 2]> {
        self.dated.iter().find(|(dated, _)| *dated == id).map(|&(_, shares)| shares)
    }

    #[expect(clippy::cast_precision_loss, reason = "a few thousand draws")]
    fn share_in_which_the_move_costs(&self) -> f64 {
        let won: f64 = self.deltas.iter().map(|&delta| super::draws::half_if_equal(delta, 0.0)).sum();
        won / self.deltas.len() as f64
    }
}

impl Change<'_> {
    fn told(self, portfolio: &Portfolio, in_time: Option<[f64; 2]>) -> MoveLine {
        let Self { item, later, delta } = self;
        let weeks_later = in_weeks(later);
        let direction = if later > 0 { "later" } else { "sooner" };
        let shift = format!("{} comes {} {direction}", item.title, words::weeks(weeks_later.abs()));
        let sentence = match (in_time, due_date(item)) {
            (Some(shares), Some(date)) => {
                let [now, then] = shares.map(words::of_100);
                let day = words::day(date, portfolio.today());
                let chance = if now == then {
                    format!("{now}% sure in both orders")
                } else {
                    format!("from {now}% sure to {then}%")
                };
                format!("{shift}; ready by {day}: {chance}")
            }
            _ => shift,
        };
        MoveLine {
            id: item.id,
            key: item.key.clone(),
            title: item.title.clone(),
            weeks_later,
            delta_minor: fitted(delta),
            in_time,
            sentence,
        }
    }
}

fn due_date(item: &Item) -> Option<jiff::civil::Date> {
    match item.price.as_ref()?.urgency {
        Urgency::ByDate { date } => Some(date),
        _ => None,
    }
}

/// Weeks until the date of a ticket that has one still ahead.
fn due_week(item: &Item, portfolio: &Portfolio) -> Option<f64> {
    due_date(item).map(|date| weeks_until(date, portfolio.today())).filter(|&weeks| weeks >= 0.0)
}

fn fitted(minor: i128) -> i64 {
    i64::try_from(minor).unwrap_or(if minor < 0 { i64::MIN } else { i64::MAX })
}
