//! An open ticket as the ranking sees it: small enough that 20,000 of them fit in memory.

use jiff::civil::Date;
use throughline_value_line::{Estimate, Severity, Shape, Urgency};

use crate::{
    Currency, ProblemId, SourceId, TeamId, TicketId, Ts,
    priorities::{RiceScore, draws::seed_of},
    tickets::{EffortDays, Moscow, Ticket},
    value::{Claim, DurationWeeks, TicketValue, mean_effort_days},
};

/// An open ticket with its price, without its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The ticket.
    pub id: TicketId,
    /// "NF-212".
    pub key: String,
    /// Title.
    pub title: String,
    /// Where to read it in its tracker.
    pub url: Option<Box<str>>,
    /// Where it was read.
    pub source_id: SourceId,
    /// Labels, as written.
    pub labels: Vec<String>,
    /// The team that will do it.
    pub team_id: Option<TeamId>,
    /// The problem it works on.
    pub problem_id: Option<ProblemId>,
    /// Its price; none when the line could not be priced, see `missing`.
    pub price: Option<Box<Price>>,
    /// What its line lacks, in one sentence, if anything.
    pub missing: Option<Box<str>>,
    /// Whether it has a Business Value line at all.
    pub has_line: bool,
    /// Its Business Value line, word for word.
    pub line: Option<Box<str>>,
    /// Estimate as given.
    pub effort_days: Option<EffortDays>,
    /// Calendar weeks for which it blocks its team.
    pub duration: DurationWeeks,
    /// RICE, if its inputs were given and can be scored.
    pub rice: Option<RiceScore>,
    /// `MoSCoW` class.
    pub moscow: Option<Moscow>,
    /// Open tickets that must be done first.
    pub waits_for: Vec<TicketId>,
    /// Due date in its tracker.
    pub due_on: Option<Date>,
    /// When it was made in its tracker.
    pub opened_at: Ts,
    /// When it was last changed there.
    pub updated_at: Ts,
    /// The ticket's version.
    pub version: i64,
}

/// The pricing that ranks, without the sentence. Amounts in minor units.
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    /// Money brought a year, or once.
    pub amount: Estimate,
    /// Whether it comes once.
    pub once: bool,
    /// What the next week of waiting costs.
    pub cost_of_delay_per_week: Estimate,
    /// What a week costs while waiting costs anything.
    pub per_week: Estimate,
    /// How the cost depends on the delay.
    pub urgency: Urgency,
    /// Currency of the amounts.
    pub currency: Currency,
    /// How the sentence was read, in one sentence.
    pub says: Box<str>,
    /// Codes of warnings about the reading, such as `VALUE_PERCENT_AMBIGUOUS`.
    pub warnings: Box<[Box<str>]>,
    /// What it says it moves; a second price that says the same may be the same money.
    pub claim: Option<Box<Claim>>,
    /// The independent uncertainties behind the amounts. Their product is proportional to the money.
    pub(crate) uncertain: Box<[Uncertain]>,
}

/// One uncertain variable: tickets that name the same one share its draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Uncertain {
    /// Seed made from the variable's name, which is its identity.
    pub seed: u64,
    /// Its distribution.
    pub estimate: Estimate,
}

impl Item {
    /// An open ticket with its value and duration. `waits_for` are those of its dependencies that are still open.
    pub fn new(ticket: &Ticket, value: &TicketValue, duration: DurationWeeks, waits_for: Vec<TicketId>) -> Self {
        Self {
            id: ticket.id,
            key: ticket.key.clone(),
            title: ticket.title.clone(),
            url: ticket.url.as_deref().map(Into::into),
            source_id: ticket.source_id,
            labels: ticket.labels.clone(),
            team_id: ticket.team_id,
            problem_id: ticket.problem_id,
            price: Price::of(ticket.id, value).map(Box::new),
            missing: value.reading.missing.as_deref().map(Into::into),
            has_line: ticket.value_line.is_some(),
            line: ticket.value_line.as_deref().map(Into::into),
            effort_days: ticket.effort_days,
            duration,
            rice: ticket.rice.and_then(|inputs| RiceScore::of(inputs, mean_effort_days(ticket.effort_days)).ok()),
            moscow: ticket.moscow,
            waits_for,
            due_on: ticket.due_on,
            opened_at: ticket.opened_at,
            updated_at: ticket.updated_at,
            version: ticket.version,
        }
    }

    /// Expected person-days; the default's without an estimate.
    pub fn mean_effort_days(&self) -> f64 {
        mean_effort_days(self.effort_days)
    }

    /// Its price, if it is in this currency: amounts of two currencies are never compared.
    pub fn price_in(&self, currency: Currency) -> Option<&Price> {
        self.price.as_deref().filter(|price| price.currency == currency)
    }

    /// Cost of delay divided by duration (CD3, blackswanfarming.com "Why Duration and not Cost?"): minor units saved a
    /// week for each week of work. Both by their means, because money adds up by means.
    pub fn cd3(&self, currency: Currency) -> Option<f64> {
        self.price_in(currency).map(|price| price.cost_of_delay_per_week.mean / self.duration.mean)
    }
}

impl Price {
    fn of(ticket: TicketId, value: &TicketValue) -> Option<Self> {
        let pricing = value.reading.pricings.first()?;
        let cost_of_delay_per_week = value.cost_of_delay_per_week?;
        let mut uncertain: Vec<Uncertain> = Vec::new();
        for input in &pricing.inputs {
            let seed = seed_of(&input.variable);
            if input.estimate.shape != Shape::Point && input.estimate.mean != 0.0 {
                uncertain.push(Uncertain { seed, estimate: input.estimate });
            }
        }
        if uncertain.is_empty() && pricing.amount.shape != Shape::Point && pricing.amount.mean > 0.0 {
            uncertain.push(Uncertain { seed: seed_of(&format!("amount of {ticket}")), estimate: pricing.amount });
        }
        Some(Self {
            amount: pricing.amount,
            once: pricing.once,
            cost_of_delay_per_week,
            per_week: pricing.per_week,
            urgency: value.urgency,
            currency: pricing.currency,
            says: pricing.says.as_str().into(),
            warnings: value
                .reading
                .diagnostics
                .iter()
                .filter(|diagnostic| diagnostic.severity == Severity::Warning)
                .map(|diagnostic| diagnostic.code.as_str().into())
                .collect(),
            claim: Claim::of(&value.reading).map(Box::new),
            uncertain: uncertain.into(),
        })
    }
}
