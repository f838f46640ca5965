//! The problem, checked once and laid out so that a search runs through it quickly.

use std::collections::VecDeque;

use crate::{Calendar, Curve, Fault, Faults, Row, Slot};

/// A working day, from 0.
pub type Day = i32;
/// Whole units of money.
pub type Money = i64;

/// The last day that can be counted; sums of two days still fit.
pub(crate) const LAST_DAY: Day = 1 << 29;
/// The most that all costs together may come to; sums and differences of a few of them still fit.
pub(crate) const MOST_MONEY: Money = 1 << 60;

/// Who works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// How many items it works on at once, at least 1 if it is to do anything.
    pub tracks: u32,
    /// Its holidays and days of less capacity.
    pub calendar: Calendar,
}

/// One way to do an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Index of the team.
    pub team: u32,
    /// Full days of that team, at least 1.
    pub days: Day,
}

/// A piece of work as it is given to [`Problem::new`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// What to call it in a fault.
    pub name: String,
    /// Who could do it, and in how many days; the first is its home.
    pub choices: Vec<Choice>,
    /// The first day on which it may start.
    pub release: Day,
    /// Indexes of items that must be done before it starts.
    pub preds: Vec<u32>,
    /// Indexes of items that must have started when it starts: it may not overtake them.
    pub behind: Vec<u32>,
    /// Where it is and stays: work in progress, or a promise that is kept.
    pub fixed: Option<Slot>,
    /// What it costs by the day it ships.
    pub cost: Vec<Row>,
}

/// A checked problem. Items and teams are named by their index.
#[derive(Debug, Clone)]
pub struct Problem {
    teams: Vec<Team>,
    release: Vec<Day>,
    choices: Lists<Choice>,
    preds: Lists<u32>,
    succs: Lists<u32>,
    behind: Lists<u32>,
    ahead: Lists<u32>,
    rows: Lists<Row>,
    fixed: Vec<Option<Slot>>,
    topological: Vec<u32>,
    horizon: Day,
}

/// Lists of different lengths, one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Lists<T> {
    at: Vec<u32>,
    all: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { at: vec![0], all: Vec::new() }
    }
}

impl<T: Clone> Lists<T> {
    pub(crate) fn of<'a>(lists: impl Iterator<Item = &'a [T]>) -> Self
    where
        T: 'a,
    {
        let mut this = Self::default();
        lists.for_each(|list| this.push(list));
        this
    }

    /// None yet, with room for so many lists of so many entries together.
    pub(crate) fn with_capacity(lists: usize, entries: usize) -> Self {
        let mut at = Vec::with_capacity(lists + 1);
        at.push(0);
        Self { at, all: Vec::with_capacity(entries) }
    }

    #[expect(clippy::cast_possible_truncation, reason = "far fewer than 2^32 entries fit in memory")]
    pub(crate) fn push(&mut self, list: &[T]) {
        self.all.extend_from_slice(list);
        self.at.push(self.all.len() as u32);
    }

    #[inline]
    pub(crate) fn get(&self, index: usize) -> &[T] {
        &self.all[self.at[index] as usize..self.at[index + 1] as usize]
    }
}

impl Problem {
    /// Checks everything and returns all faults at once.
    pub fn new(mut teams: Vec<Team>, items: &[Item]) -> Result<Self, Faults> {
        // More tracks than items and one to come make no difference, except to those who keep a list of them.
        let most = u32::try_from(items.len()).unwrap_or(u32::MAX).saturating_add(1);
        for team in &mut teams {
            team.tracks = team.tracks.min(most);
        }
        let mut faults: Vec<Fault> = Vec::new();
        for item in items {
            check_item(item, &teams, items.len(), &mut faults);
        }
        if !faults.is_empty() {
            return Err(Faults(faults));
        }
        let preds = Lists::of(items.iter().map(|item| item.preds.as_slice()));
        let behind = Lists::of(items.iter().map(|item| item.behind.as_slice()));
        let (succs, ahead) = (reversed(&preds, items.len()), reversed(&behind, items.len()));
        let this = Self {
            release: items.iter().map(|item| item.release).collect(),
            choices: Lists::of(items.iter().map(|item| item.choices.as_slice())),
            rows: Lists::of(items.iter().map(|item| item.cost.as_slice())),
            fixed: items.iter().map(|item| item.fixed).collect(),
            horizon: horizon(&teams, items)?,
            topological: topological(items, &preds, &succs, &behind, &ahead)?,
            teams,
            preds,
            succs,
            behind,
            ahead,
        };
        // A search may look at plans with idle time, up to twice as long.
        this.check_money(this.horizon.saturating_mul(2), 0)?;
        Ok(this)
    }

    /// Refuses when all items done on one day, and so much beside them, come to more than can be added up.
    pub(crate) fn check_money(&self, day: Day, beside: i128) -> Result<(), Faults> {
        let most = (0..self.len()).map(|item| self.curve(item).wide(day)).sum::<i128>() + beside;
        let limit = i128::from(MOST_MONEY);
        if most > limit { Err(Faults(vec![Fault::TooMuchMoney(most, limit)])) } else { Ok(()) }
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.release.len()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.release.is_empty()
    }

    /// The teams.
    pub fn teams(&self) -> &[Team] {
        &self.teams
    }

    /// Who could do an item; at least one.
    #[inline]
    pub fn choices(&self, item: usize) -> &[Choice] {
        self.choices.get(item)
    }

    /// The first day on which an item may start.
    #[inline]
    pub fn release(&self, item: usize) -> Day {
        self.release[item]
    }

    /// What must be done before it starts, each once.
    #[inline]
    pub fn preds(&self, item: usize) -> &[u32] {
        self.preds.get(item)
    }

    /// What waits for it to be done.
    #[inline]
    pub fn succs(&self, item: usize) -> &[u32] {
        self.succs.get(item)
    }

    /// What must have started when it starts.
    #[inline]
    pub fn behind(&self, item: usize) -> &[u32] {
        self.behind.get(item)
    }

    /// What may not overtake it.
    #[inline]
    pub fn ahead(&self, item: usize) -> &[u32] {
        self.ahead.get(item)
    }

    /// Where an item is fixed, if it is.
    #[inline]
    pub fn fixed(&self, item: usize) -> Option<Slot> {
        self.fixed[item]
    }

    /// Its cost by the day it ships.
    #[inline]
    pub fn curve(&self, item: usize) -> Curve<'_> {
        Curve(self.rows.get(item))
    }

    /// Items in an order in which each comes after what it waits for and what it may not overtake.
    pub fn topological(&self) -> &[u32] {
        &self.topological
    }

    /// A day by which every plan without idle time is done; some optimal plan is among those.
    pub fn horizon(&self) -> Day {
        self.horizon
    }

    /// When a choice that starts on a day is done.
    #[inline]
    pub fn finish(&self, choice: Choice, start: Day) -> Day {
        self.teams[choice.team as usize].calendar.finish(start, choice.days)
    }
}

pub(crate) fn check_item(item: &Item, teams: &[Team], items: usize, faults: &mut Vec<Fault>) {
    let name = || item.name.clone();
    let most = i64::from(LAST_DAY);
    if item.choices.is_empty() || item.choices.len() > usize::from(u16::MAX) {
        faults.push(Fault::NoChoice(name()));
    }
    for choice in &item.choices {
        match teams.get(choice.team as usize) {
            None => faults.push(Fault::NoSuchTeam { item: name(), team: choice.team as usize, teams: teams.len() }),
            Some(team) if team.tracks == 0 => faults.push(Fault::NoTrack(choice.team as usize, name())),
            Some(_) => {}
        }
        if choice.days < 1 || choice.days > LAST_DAY {
            faults.push(Fault::Days { item: name(), days: i64::from(choice.days), most });
        }
    }
    if let Some(slot) = item.fixed.filter(|slot| usize::from(slot.choice) >= item.choices.len()) {
        faults.push(Fault::NoSuchOption { item: name(), choice: slot.choice, choices: item.choices.len() });
    }
    let days = std::iter::once(item.release).chain(item.fixed.map(|slot| slot.start));
    for day in days.filter(|day| !(0..=LAST_DAY).contains(day)) {
        faults.push(Fault::Day { item: name(), day: i64::from(day), most });
    }
    for &pred in item.preds.iter().chain(&item.behind).filter(|&&pred| pred as usize >= items) {
        faults.push(Fault::NoSuchItem { item: name(), pred: pred as usize, items });
    }
    if let Some(what) = cost_fault(&item.cost) {
        faults.push(Fault::Cost { item: name(), what });
    }
}

fn cost_fault(rows: &[Row]) -> Option<&'static str> {
    let Some(first) = rows.first() else { return Some("there is no row; give at least [0, 0, 0]") };
    if first.day != 0 {
        return Some("the first row must be at day 0");
    }
    if rows.iter().any(|row| row.value < 0 || row.slope < 0) {
        return Some("a value or slope is below 0; cost can only grow with the delay");
    }
    for pair in rows.windows(2) {
        let (row, next) = (pair[0], pair[1]);
        if next.day <= row.day || next.day > LAST_DAY {
            return Some("rows must go up by day, each day once");
        }
        let before = i128::from(row.value) + i128::from(row.slope) * i128::from(next.day - row.day);
        if i128::from(next.value) < before {
            return Some("a row begins below where the row before it ends; cost can only grow with the delay");
        }
    }
    None
}

fn reversed(lists: &Lists<u32>, items: usize) -> Lists<u32> {
    let mut back: Vec<Vec<u32>> = vec![Vec::new(); items];
    for (item, number) in (0..items).zip(0_u32..) {
        for &other in lists.get(item) {
            back[other as usize].push(number);
        }
    }
    Lists::of(back.iter().map(Vec::as_slice))
}

fn horizon(teams: &[Team], items: &[Item]) -> Result<Day, Faults> {
    let longest = |item: &Item| item.choices.iter().map(|choice| i64::from(choice.days)).max().unwrap_or(0);
    let work: i64 = items.iter().map(longest).sum();
    let begins = |item: &Item| i64::from(item.release.max(item.fixed.map_or(0, |slot| slot.start)));
    let latest = items.iter().map(begins).max().unwrap_or(0);
    let too_long = || Faults(vec![Fault::TooLong(work + latest, i64::from(LAST_DAY))]);
    if work + latest > i64::from(LAST_DAY) {
        return Err(too_long());
    }
    let (work, latest) = (Day::try_from(work), Day::try_from(latest));
    let (Ok(work), Ok(latest)) = (work, latest) else { return Err(too_long()) };
    // A team that rests once rests at most as long as its calendar lasts, whoever works then.
    let rests: i64 = teams.iter().map(|team| i64::from(team.calendar.finish(latest, work) - latest - work)).sum();
    Day::try_from(rests)
        .ok()
        .and_then(|rests| rests.checked_add(work + latest))
        .filter(|&day| day <= LAST_DAY)
        .ok_or_else(too_long)
}

/// Kahn's order over both kinds of dependency, or the first circle by name.
fn topological(
    items: &[Item],
    preds: &Lists<u32>,
    succs: &Lists<u32>,
    behind: &Lists<u32>,
    ahead: &Lists<u32>,
) -> Result<Vec<u32>, Faults> {
    let firsts = |item: usize| preds.get(item).iter().chain(behind.get(item));
    let mut waiting: Vec<usize> = (0..items.len()).map(|item| firsts(item).count()).collect();
    let mut order: Vec<u32> = Vec::with_capacity(items.len());
    let mut ready: VecDeque<u32> =
        (0_u32..).zip(&waiting).filter(|&(_, &count)| count == 0).map(|(item, _)| item).collect();
    while let Some(item) = ready.pop_front() {
        order.push(item);
        for &next in succs.get(item as usize).iter().chain(ahead.get(item as usize)) {
            waiting[next as usize] -= 1;
            if waiting[next as usize] == 0 {
                ready.push_back(next);
            }
        }
    }
    let Some(mut at) = (0..items.len()).find(|&item| waiting[item] > 0) else { return Ok(order) };
    // Every item that is left waits for one that is left: walking back must come round.
    let mut seen = vec![usize::MAX; items.len()];
    let mut path = Vec::new();
    while seen[at] == usize::MAX {
        seen[at] = path.len();
        path.push(at);
        let Some(&first) = firsts(at).find(|&&first| waiting[first as usize] > 0) else { break };
        at = first as usize;
    }
    let circle = path[seen[at]..].iter().map(|&item| items[item].name.clone()).collect();
    Err(Faults(vec![Fault::Circle(circle)]))
}
