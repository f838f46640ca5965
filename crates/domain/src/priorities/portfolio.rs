//! An immutable picture of a workspace's open work, shared by all readers.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;

use crate::{
    Currency, TeamId, TicketId,
    people::Team,
    priorities::{
        Item, Method, MoscowShares, Pin, RankedItem, Ranks,
        depend::cycles,
        moscow_shares,
        rank::{self, Order},
    },
    words,
};

/// What a portfolio is a picture of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Number of the last event that it contains.
    pub event: i64,
    /// Revision of what prices depend on besides the ticket: segments, the workspace's settings. When it changes,
    /// every ticket is priced again.
    pub context: i64,
    /// The day for which costs of delay were computed. On a new day every ticket is priced again.
    pub today: Date,
    /// The workspace's currency; tickets priced in another one have no rank by money.
    pub currency: Currency,
}

/// Open work, teams and kept moves of a workspace, ranked by every method.
#[derive(Debug, Clone)]
pub struct Portfolio {
    stamp: Stamp,
    /// By id.
    items: Vec<Arc<Item>>,
    /// Ids of the items side by side, since a look-up that goes through the items touches as many places in memory.
    ids: Box<[TicketId]>,
    /// Pairs of indexes: an item, and one that waits for it; sorted.
    waiting: Box<[(u32, u32)]>,
    /// Indexes of items, by key.
    by_key: Box<[u32]>,
    teams: Arc<BTreeMap<TeamId, Team>>,
    /// Kept moves in force, in the order of keeping.
    pins: Arc<[Pin]>,
    orders: [Order; 3],
    ranks: Box<[Ranks]>,
    cycles: Arc<[Vec<TicketId>]>,
}

/// The methods, as their orders are stored.
const METHODS: [Method; 3] = [Method::Cd3, Method::Rice, Method::Moscow];

impl Portfolio {
    /// Ranks open tickets. Of two items with the same id the later one counts; withdrawn teams and pins do not.
    pub fn new(stamp: Stamp, items: Vec<Arc<Item>>, teams: Vec<Team>, pins: Vec<Pin>) -> Self {
        let mut items = items;
        items.reverse();
        items.sort_by_key(|item| item.id);
        items.dedup_by_key(|item| item.id);
        let teams = teams.into_iter().filter(|team| team.withdrawn_at.is_none()).map(|team| (team.id, team)).collect();
        Self::ranked(stamp, items, Arc::new(teams), in_force(pins))
    }

    /// The same picture after a change: `changed` replaces or adds, `removed` takes out. Nothing is priced again, so
    /// the day, the currency and the context must be the same; `teams` only where they changed.
    #[must_use]
    pub fn with_changes(
        &self,
        event: i64,
        changed: Vec<Arc<Item>>,
        removed: &[TicketId],
        teams: Option<Vec<Team>>,
        pins: Option<Vec<Pin>>,
    ) -> Self {
        let changed: BTreeMap<TicketId, Arc<Item>> = changed.into_iter().map(|item| (item.id, item)).collect();
        let mut items: Vec<Arc<Item>> = self
            .items
            .iter()
            .filter(|item| !changed.contains_key(&item.id) && !removed.contains(&item.id))
            .map(Arc::clone)
            .collect();
        items.extend(changed.into_values());
        items.sort_by_key(|item| item.id);
        let teams = teams.map_or_else(
            || Arc::clone(&self.teams),
            |teams| {
                let kept = teams.into_iter().filter(|team| team.withdrawn_at.is_none());
                Arc::new(kept.map(|team| (team.id, team)).collect())
            },
        );
        let pins = pins.map_or_else(|| Arc::clone(&self.pins), in_force);
        Self::ranked(Stamp { event, ..self.stamp }, items, teams, pins)
    }

    fn ranked(stamp: Stamp, items: Vec<Arc<Item>>, teams: Arc<BTreeMap<TeamId, Team>>, pins: Arc<[Pin]>) -> Self {
        let ids: Box<[TicketId]> = items.iter().map(|item| item.id).collect();
        let index = |id: TicketId| ids.binary_search(&id).ok();
        let waits_for: Vec<Box<[u32]>> = items
            .iter()
            .map(|item| item.waits_for.iter().filter_map(|&id| index(id)).filter_map(narrow).collect())
            .collect();
        let moves: Vec<(&Pin, usize, usize)> =
            pins.iter().filter_map(|pin| Some((pin, index(pin.ticket_id)?, index(pin.above_id)?))).collect();
        let orders = METHODS.map(|method| rank::sort(method, stamp.currency, &items, &waits_for, &moves));

        let mut ranks = vec![Ranks::default(); items.len()];
        for (method, order) in METHODS.into_iter().zip(&orders) {
            for (index, ranks) in ranks.iter_mut().enumerate() {
                ranks.set(method, order.ranked[order.position[index] as usize].rank);
            }
        }
        let mut by_key: Vec<u32> = (0..items.len()).filter_map(narrow).collect();
        by_key.sort_unstable_by(|&a, &b| items[a as usize].key.cmp(&items[b as usize].key));
        let cycles = cycles(&items, &waits_for);
        let waiting = reversed(&waits_for);
        Self { stamp, by_key: by_key.into(), teams, pins, orders, ranks: ranks.into(), cycles, ids, waiting, items }
    }

    /// What it is a picture of.
    pub fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// The day for which costs of delay were computed.
    pub fn today(&self) -> Date {
        self.stamp.today
    }

    /// The workspace's currency.
    pub fn currency(&self) -> Currency {
        self.stamp.currency
    }

    /// Open tickets, by id.
    pub fn items(&self) -> &[Arc<Item>] {
        &self.items
    }

    /// One open ticket.
    pub fn get(&self, id: TicketId) -> Option<&Arc<Item>> {
        self.index(id).map(|index| &self.items[index])
    }

    /// One open ticket by its key, as written.
    pub fn by_key(&self, key: &str) -> Option<&Arc<Item>> {
        let found = self.by_key.binary_search_by(|&index| self.items[index as usize].key.as_str().cmp(key)).ok()?;
        Some(&self.items[self.by_key[found] as usize])
    }

    /// A team that is not withdrawn.
    pub fn team(&self, id: TeamId) -> Option<&Team> {
        self.teams.get(&id)
    }

    /// Teams, by id.
    pub fn teams(&self) -> impl Iterator<Item = &Team> {
        self.teams.values()
    }

    /// Kept moves in force, in the order of keeping.
    pub fn pins(&self) -> &[Pin] {
        &self.pins
    }

    /// Ranks of a ticket by all methods.
    pub fn ranks(&self, id: TicketId) -> Ranks {
        self.index(id).map_or_else(Ranks::default, |index| self.ranks[index])
    }

    /// A ticket at its place by a method.
    pub fn ranked_item(&self, method: Method, id: TicketId) -> Option<&RankedItem> {
        self.position(method, id).map(|at| &self.order(method).ranked[at])
    }

    /// Place of a ticket in the order, from 0.
    pub fn position(&self, method: Method, id: TicketId) -> Option<usize> {
        self.index(id).map(|index| self.order(method).position[index] as usize)
    }

    /// Tickets that wait for each other in a circle, each circle once. None of them can be done first.
    pub fn cycles(&self) -> &[Vec<TicketId>] {
        &self.cycles
    }

    /// The circles in words, one sentence each, with the way out.
    pub fn cycles_told(&self) -> Vec<String> {
        self.cycles.iter().map(|circle| self.cycle_told(circle)).collect()
    }

    /// A circle in words, with the way out.
    pub fn cycle_told(&self, circle: &[TicketId]) -> String {
        let key = |id: TicketId| self.get(id).map_or_else(|| id.to_string(), |item| item.key.clone());
        if let [only] = circle {
            return format!("{} waits for itself, so it can never be first. Take this link out.", key(*only));
        }
        let links: Vec<String> = circle
            .iter()
            .zip(circle.iter().cycle().skip(1))
            .enumerate()
            .map(|(at, (&from, &to))| {
                let waits = if at == 0 { "waits for" } else { "for" };
                format!("{} {waits} {}", key(from), key(to))
            })
            .collect();
        format!("{}, so none of them can be first. Take one of these links out.", words::list(&links))
    }

    /// How the effort of the open work is spread over the `MoSCoW` classes.
    pub fn moscow_shares(&self) -> MoscowShares {
        moscow_shares(self.items.iter().filter_map(|item| Some((item.moscow?, item.mean_effort_days()))))
    }

    /// Open tickets that wait for this one, by id.
    pub fn waiting_for(&self, id: TicketId) -> impl Iterator<Item = &Arc<Item>> {
        let first = self.index(id).and_then(narrow);
        let pairs = first.map_or(&[][..], |first| {
            let begin = self.waiting.partition_point(|&(waited_for, _)| waited_for < first);
            let end = self.waiting.partition_point(|&(waited_for, _)| waited_for <= first);
            &self.waiting[begin..end]
        });
        pairs.iter().map(|&(_, waiting)| &self.items[waiting as usize])
    }

    pub(crate) fn order(&self, method: Method) -> &Order {
        match method {
            Method::Cd3 => &self.orders[0],
            Method::Rice => &self.orders[1],
            Method::Moscow => &self.orders[2],
        }
    }

    pub(crate) fn index(&self, id: TicketId) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }
}

/// Who waits for whom, turned round.
fn reversed(waits_for: &[Box<[u32]>]) -> Box<[(u32, u32)]> {
    let pairs = (0..).zip(waits_for).flat_map(|(waiting, firsts)| firsts.iter().map(move |&first| (first, waiting)));
    let mut pairs: Vec<(u32, u32)> = pairs.collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs.into()
}

fn in_force(pins: Vec<Pin>) -> Arc<[Pin]> {
    let mut pins: Vec<Pin> = pins.into_iter().filter(|pin| pin.withdrawn_at.is_none()).collect();
    pins.sort_by_key(|pin| (pin.at, pin.id));
    pins.into()
}

fn narrow(index: usize) -> Option<u32> {
    u32::try_from(index).ok()
}
