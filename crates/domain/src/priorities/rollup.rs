//! Money that waits, summed up the line: per problem, key result, objective, metric, North Star.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use throughline_value_line::{Estimate, Money};

use crate::{
    Currency,
    priorities::{
        Item, Portfolio,
        draws::{FEW, MANY, money_factors, summary},
        queue::whole,
    },
    strategy::{Goals, Link},
};

/// What waits below one link of the line. Amounts in minor units of the workspace's currency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Waiting {
    /// What a week of waiting costs for all work below together; none if nothing below has a price, which is not 0.
    pub cost_of_delay_per_week: Option<Estimate>,
    /// Open tickets below.
    pub tickets: usize,
    /// Keys of open tickets below that are not in the sum, because they have no price.
    pub not_counted: Vec<String>,
    /// What waits in other currencies, a week by the mean; never added to the sum.
    pub other_currencies: Vec<Money>,
}

/// Sums for every link that has work below it.
#[derive(Debug, Clone, Default)]
pub struct Rollup(BTreeMap<Link, Waiting>);

impl Rollup {
    /// Sums the open work of a portfolio up the goals.
    ///
    /// Means add up. Ranges do not: P5 and P95 of a sum come from paired draws, in which a variable that two tickets
    /// share is drawn once.
    pub fn of(portfolio: &Portfolio, goals: &Goals) -> Self {
        let n = draws_for(portfolio.items().len());
        let mut sums: BTreeMap<Link, Sum> = BTreeMap::new();
        for item in portfolio.items() {
            let share = Share::of(item, portfolio.currency(), n);
            for link in goals.chain(item.problem_id).links {
                sums.entry(link).or_insert_with(|| Sum::new(n)).add(item, &share);
            }
        }
        Self(sums.into_iter().map(|(link, sum)| (link, sum.finish())).collect())
    }

    /// What waits below a link; none if no open ticket is below it.
    pub fn below(&self, link: Link) -> Option<&Waiting> {
        self.0.get(&link)
    }
}

impl Waiting {
    /// Sums the cost of delay of some open tickets, for instance all of a page.
    pub fn for_all(portfolio: &Portfolio, items: &[&Item]) -> Self {
        let n = draws_for(items.len());
        let mut sum = Sum::new(n);
        for item in items {
            sum.add(item, &Share::of(item, portfolio.currency(), n));
        }
        sum.finish()
    }
}

fn draws_for(tickets: usize) -> usize {
    if tickets <= 500 { MANY } else { FEW }
}

/// What one ticket adds to every sum above it.
enum Share {
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
struct Sum {
    mean: f64,
    draws: Vec<f64>,
    uncertain: bool,
    priced: usize,
    tickets: usize,
    not_counted: BTreeSet<String>,
    others: BTreeMap<&'static str, Money>,
}

impl Sum {
    fn new(n: usize) -> Self {
        Self {
            mean: 0.0,
            draws: vec![0.0; n],
            uncertain: false,
            priced: 0,
            tickets: 0,
            not_counted: BTreeSet::new(),
            others: BTreeMap::new(),
        }
    }

    fn add(&mut self, item: &Item, share: &Share) {
        self.tickets += 1;
        match share {
            Share::Priced { mean, uncertain, draws } => {
                self.mean += mean;
                self.priced += 1;
                self.uncertain |= uncertain;
                for (sum, draw) in self.draws.iter_mut().zip(draws) {
                    *sum += draw;
                }
            }
            Share::Foreign(money) => {
                let other = self.others.entry(money.currency.code()).or_insert(Money::new(0, money.currency));
                other.minor = other.minor.saturating_add(money.minor);
            }
            Share::Unknown => {
                self.not_counted.insert(item.key.clone());
            }
        }
    }

    fn finish(self) -> Waiting {
        // The mean is known exactly; the simulation only says how far from it the sum can lie.
        let mean = self.mean;
        let total = if self.uncertain { Estimate { mean, ..summary(self.draws) } } else { Estimate::point(mean) };
        Waiting {
            cost_of_delay_per_week: (self.priced > 0).then_some(total),
            tickets: self.tickets,
            not_counted: self.not_counted.into_iter().collect(),
            other_currencies: self.others.into_values().collect(),
        }
    }
}
