//! Money that waits, summed up the line: per problem, key result, objective, metric, North Star.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde::{Deserialize, Serialize};
use throughline_value_line::{Estimate, Money, format};

use crate::{
    Currency, ProblemId, TicketId,
    priorities::{
        Item, Portfolio,
        draws::{FEW, MANY, money_factors, summary},
        queue::whole,
    },
    strategy::{Goals, Link},
    value::{BothSums, Claim, Rate, both_sums},
    words,
};

/// What waits below one link of the line. Amounts in minor units of the workspace's currency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Waiting {
    /// What a week of waiting costs for all work below together; none if nothing below has a price, which is not 0.
    pub cost_of_delay_per_week: Option<Estimate>,
    /// The same with money that several tickets claim counted once: of each such claim the largest. It is never more, and
    /// the same where nothing is claimed twice.
    pub counted_once_per_week: Option<Estimate>,
    /// What several tickets below claim, the most money first.
    pub claimed_twice: Vec<ClaimedTwice>,
    /// Open tickets below.
    pub tickets: usize,
    /// Keys of open tickets below that are not in the sum, because they have no price.
    pub not_counted: Vec<String>,
    /// What waits in other currencies, a week by the mean; never added to the sum.
    pub other_currencies: Vec<Money>,
}

/// Money that several tickets claim: the same rate of the same segment in the same period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ClaimedTwice {
    /// Which rate.
    pub rate: Rate,
    /// Of which segment.
    pub segment: String,
    /// Whether the money comes once; otherwise every year.
    pub once: bool,
    /// Keys of the tickets that claim it, the largest claim first.
    pub tickets: Vec<String>,
    /// What a week of waiting costs if all claims add up, in minor units, by the mean.
    pub as_claimed_per_week: f64,
    /// What it costs if only the largest counts.
    pub counted_once_per_week: f64,
    /// "NF-1 and NF-2 both claim the churn of mid-market: €1.2k a week as claimed, €700 counted once."
    pub sentence: String,
}

/// Sums for every link that has work below it.
#[derive(Debug, Clone, Default)]
pub struct Rollup(BTreeMap<Link, Waiting>);

impl Rollup {
    /// Sums the open work of a portfolio up the goals.
    ///
    /// What serves several goals counts for each by its part, so that the same money counts once on every floor.
    ///
    /// Means add up. Ranges do not: P5 and P95 of a sum come from paired draws, in which a variable that two tickets
    /// share is drawn once.
    pub fn of(portfolio: &Portfolio, goals: &Goals) -> Self {
        let n = draws_for(portfolio.items().len());
        let mut sums: BTreeMap<Link, Sum> = BTreeMap::new();
        let mut ways: BTreeMap<Option<ProblemId>, BTreeMap<Link, f64>> = BTreeMap::new();
        for item in portfolio.items() {
            let share = Share::of(item, portfolio.currency(), n);
            let above = ways.entry(item.problem_id).or_insert_with(|| goals.above(item.problem_id));
            for (link, part) in above {
                sums.entry(*link).or_insert_with(|| Sum::new(n)).add(item, &share, *part);
            }
        }
        let currency = portfolio.currency();
        Self(sums.into_iter().map(|(link, sum)| (link, sum.finish(currency))).collect())
    }

    /// What waits below a link; none if no open ticket is below it.
    pub fn below(&self, link: Link) -> Option<&Waiting> {
        self.0.get(&link)
    }
}

impl Waiting {
    /// Sums the cost of delay of some open tickets, for instance all of a page.
    pub fn for_all(portfolio: &Portfolio, items: &[&Item]) -> Self {
        let whole: Vec<(&Item, f64)> = items.iter().map(|item| (*item, 1.0)).collect();
        Self::for_parts(portfolio, &whole)
    }

    /// The same of parts of them, each from 0 to 1.
    pub fn for_parts(portfolio: &Portfolio, items: &[(&Item, f64)]) -> Self {
        let n = draws_for(items.len());
        let mut sum = Sum::new(n);
        for (item, part) in items {
            sum.add(item, &Share::of(item, portfolio.currency(), n), *part);
        }
        sum.finish(portfolio.currency())
    }
}

fn draws_for(tickets: usize) -> usize {
    if tickets <= 500 { MANY } else { FEW }
}

/// What one ticket adds to a sum.
pub(super) enum Share {
    Priced { mean: f64, uncertain: bool, draws: Vec<f64> },
    Foreign(Money),
    Unknown,
}

impl Share {
    fn of(item: &Item, currency: Currency, n: usize) -> Self {
        match (item.price_in(currency), &item.price) {
            (Some(price), _) => {
                let mean = price.cost_of_delay_per_week.mean;
                let draws = money_factors(Some(price), n).into_iter().map(|factor| factor * mean).collect();
                Self::Priced { mean, uncertain: mean > 0.0 && !price.uncertain.is_empty(), draws }
            }
            (None, Some(price)) => Self::Foreign(Money::new(whole(price.cost_of_delay_per_week.mean), price.currency)),
            (None, None) => Self::Unknown,
        }
    }
}

/// A sum on its way.
pub(super) struct Sum {
    mean: f64,
    draws: Vec<f64>,
    uncertain: bool,
    priced: usize,
    tickets: usize,
    not_counted: BTreeSet<String>,
    others: BTreeMap<&'static str, Money>,
    /// The means of what claims nothing that another one could claim.
    free: f64,
    claims: BTreeMap<Claim, Claimants>,
}

/// Who claims the same money.
struct Claimants {
    all: Vec<Claimant>,
    /// Draws of all of them.
    draws: Vec<f64>,
    /// Draws of the largest.
    largest: Vec<f64>,
}

struct Claimant {
    id: TicketId,
    key: String,
    mean: f64,
}

impl Claimants {
    fn new(n: usize) -> Self {
        Self { all: Vec::new(), draws: vec![0.0; n], largest: Vec::new() }
    }

    fn add(&mut self, item: &Item, mean: f64, draws: &[f64]) {
        // Of equal ones the first by id, so that the order of adding makes no difference.
        let larger = |other: &Claimant| mean.total_cmp(&other.mean).then(other.id.cmp(&item.id)).is_gt();
        if self.all.iter().all(larger) {
            self.largest = draws.to_vec();
        }
        self.all.push(Claimant { id: item.id, key: item.key.clone(), mean });
        for (sum, draw) in self.draws.iter_mut().zip(draws) {
            *sum += draw;
        }
    }

    fn both(&self, claim: &Claim) -> BothSums {
        both_sums(self.all.iter().map(|one| (Some(claim), one.mean)))
    }

    /// Whether more than one of them claims money.
    fn is_twice(&self, claim: &Claim) -> bool {
        let BothSums { as_claimed, counted_once } = self.both(claim);
        as_claimed > counted_once
    }

    fn told(mut self, claim: &Claim, currency: Currency) -> Option<ClaimedTwice> {
        if !self.is_twice(claim) {
            return None;
        }
        let BothSums { as_claimed, counted_once } = self.both(claim);
        self.all.sort_by(|a, b| b.mean.total_cmp(&a.mean).then(a.id.cmp(&b.id)));
        let tickets: Vec<String> = self.all.into_iter().map(|one| one.key).collect();
        let sentence = format!(
            "{} the {} of {}: {} a week as claimed, {} counted once.",
            who_claims(&tickets),
            claim.rate.name(),
            claim.segment,
            format::minor(as_claimed, currency),
            format::minor(counted_once, currency)
        );
        Some(ClaimedTwice {
            rate: claim.rate,
            segment: claim.segment.to_string(),
            once: claim.once,
            tickets,
            as_claimed_per_week: as_claimed,
            counted_once_per_week: counted_once,
            sentence,
        })
    }
}

/// "NF-1 and NF-2 both claim", "NF-1, NF-2 and 4 more claim".
fn who_claims(keys: &[String]) -> String {
    match keys {
        [_, _] => format!("{} both claim", words::list(keys)),
        [first, second, rest @ ..] if rest.len() > 1 => format!("{first}, {second} and {} more claim", rest.len()),
        keys => format!("{} claim", words::list(keys)),
    }
}

/// What a sum is when everything is in it.
pub(super) struct Totals {
    pub as_claimed: Estimate,
    /// With what several claim counted once.
    pub counted_once: Estimate,
    /// The draws of the latter.
    pub draws_once: Vec<f64>,
}

impl Sum {
    pub(super) fn new(n: usize) -> Self {
        Self {
            mean: 0.0,
            draws: vec![0.0; n],
            uncertain: false,
            priced: 0,
            tickets: 0,
            not_counted: BTreeSet::new(),
            others: BTreeMap::new(),
            free: 0.0,
            claims: BTreeMap::new(),
        }
    }

    /// Adds the part of a ticket, 0 to 1, that counts here.
    pub(super) fn add(&mut self, item: &Item, share: &Share, part: f64) {
        self.tickets += 1;
        match share {
            Share::Priced { mean, uncertain, draws } => {
                let mean = mean * part;
                let draws: Cow<'_, [f64]> = if part < 1.0 {
                    draws.iter().map(|draw| draw * part).collect::<Vec<_>>().into()
                } else {
                    draws.into()
                };
                self.mean += mean;
                self.priced += 1;
                self.uncertain |= uncertain;
                for (sum, draw) in self.draws.iter_mut().zip(&*draws) {
                    *sum += draw;
                }
                match item.price.as_ref().and_then(|price| price.claim.as_deref()) {
                    Some(claim) => {
                        let claimants = self.claims.entry(claim.clone()).or_insert_with(|| Claimants::new(draws.len()));
                        claimants.add(item, mean, &draws);
                    }
                    None => self.free += mean,
                }
            }
            Share::Foreign(money) => {
                let other = self.others.entry(money.currency.code()).or_insert(Money::new(0, money.currency));
                #[expect(clippy::cast_precision_loss, reason = "the part of an amount, to the nearest minor unit")]
                let counted = whole(money.minor as f64 * part);
                other.minor = other.minor.saturating_add(counted);
            }
            Share::Unknown => {
                self.not_counted.insert(item.key.clone());
            }
        }
    }

    /// Both totals. The means are known; the simulation only says how far from them the sums can lie.
    pub(super) fn totals(&self) -> Totals {
        let total = |mean: f64, draws: &[f64]| {
            if self.uncertain { Estimate { mean, ..summary(draws.to_vec()) } } else { Estimate::point(mean) }
        };
        let as_claimed = total(self.mean, &self.draws);
        if !self.claims.iter().any(|(claim, who)| who.is_twice(claim)) {
            return Totals { as_claimed, counted_once: as_claimed, draws_once: self.draws.clone() };
        }
        let mut draws_once = self.draws.clone();
        for claimants in self.claims.values() {
            for (place, once) in draws_once.iter_mut().enumerate() {
                *once -= claimants.draws[place] - claimants.largest[place];
            }
        }
        let claimed =
            self.claims.iter().flat_map(|(claim, who)| who.all.iter().map(move |one| (Some(claim), one.mean)));
        let once = both_sums(claimed.chain([(None, self.free)])).counted_once;
        Totals { as_claimed, counted_once: total(once, &draws_once), draws_once }
    }

    fn finish(self, currency: Currency) -> Waiting {
        let Totals { as_claimed, counted_once, .. } = self.totals();
        let mut claimed_twice: Vec<ClaimedTwice> =
            self.claims.into_iter().filter_map(|(claim, who)| who.told(&claim, currency)).collect();
        claimed_twice.sort_by(|a, b| b.as_claimed_per_week.total_cmp(&a.as_claimed_per_week));
        let priced = self.priced > 0;
        Waiting {
            cost_of_delay_per_week: priced.then_some(as_claimed),
            counted_once_per_week: priced.then_some(counted_once),
            claimed_twice,
            tickets: self.tickets,
            not_counted: self.not_counted.into_iter().collect(),
            other_currencies: self.others.into_values().collect(),
        }
    }
}
