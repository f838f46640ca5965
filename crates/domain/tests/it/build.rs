//! Open tickets in one line each.

use std::sync::Arc;

use jiff::civil::{Date, date};
use throughline_domain::{
    Currency, Estimate, PinId, ProblemId, SourceId, TeamId, TicketId, Ts,
    people::Team,
    priorities::{Item, Method, Pin, Portfolio, Stamp, order},
    tickets::{EffortDays, Moscow, RiceInputs, Status, Ticket},
    value::{DurationWeeks, TicketValue, value_of},
};
use throughline_value_line::{Input, Kind, PercentReading, Pricing, Reading, Source, Urgency};

pub const TODAY: Date = date(2026, 10, 13);

pub fn ticket_id(number: u128) -> TicketId {
    TicketId(uuid::Uuid::from_u128(number))
}

pub fn team_id(number: u128) -> TeamId {
    TeamId(uuid::Uuid::from_u128(number))
}

/// An open ticket in the making.
#[derive(Debug, Clone)]
pub struct Work {
    number: u128,
    key: String,
    per_week: Option<Estimate>,
    amount: Option<Estimate>,
    variable: Option<(&'static str, Estimate)>,
    urgency: Urgency,
    currency: Currency,
    weeks: (f64, f64),
    team: Option<u128>,
    waits_for: Vec<u128>,
    rice: Option<RiceInputs>,
    moscow: Option<Moscow>,
    problem: Option<ProblemId>,
    vague: bool,
    claim: Option<&'static str>,
}

/// A ticket whose every week costs so many minor units, and that takes so many weeks.
pub fn work(number: u128, key: &str, per_week: f64, weeks: f64) -> Work {
    Work {
        number,
        key: key.to_owned(),
        per_week: Some(Estimate::point(per_week)),
        amount: None,
        variable: None,
        urgency: Urgency::Steady,
        currency: Currency::EUR,
        weeks: (weeks, weeks),
        team: None,
        waits_for: Vec::new(),
        rice: None,
        moscow: None,
        problem: None,
        vague: false,
        claim: None,
    }
}

impl Work {
    pub fn unpriced(mut self) -> Self {
        self.per_week = None;
        self
    }

    /// It has a line, which says too little for a price.
    pub fn vague(mut self) -> Self {
        self.vague = true;
        self.unpriced()
    }

    /// The same mean cost, but uncertain through a variable of this name.
    pub fn uncertain(mut self, variable: &'static str, low: f64, high: f64) -> Self {
        let estimate = Estimate::lognormal90(low, high).unwrap();
        self.per_week = self.per_week.map(|per_week| estimate.scaled(per_week.mean / estimate.mean));
        self.variable = Some((variable, estimate));
        self
    }

    /// Its money is less churn in this segment.
    pub fn claims_churn_of(mut self, segment: &'static str) -> Self {
        self.claim = Some(segment);
        self
    }

    pub fn weeks_between(mut self, low: f64, high: f64) -> Self {
        self.weeks = (low, high);
        self
    }

    pub fn urgency(mut self, urgency: Urgency, amount: f64) -> Self {
        self.urgency = urgency;
        self.amount = Some(Estimate::point(amount));
        self
    }

    pub fn currency(mut self, currency: Currency) -> Self {
        self.currency = currency;
        self
    }

    pub fn team(mut self, team: u128) -> Self {
        self.team = Some(team);
        self
    }

    pub fn waits_for(mut self, number: u128) -> Self {
        self.waits_for.push(number);
        self
    }

    pub fn rice(mut self, reach: f64, impact: f64, confidence: f64) -> Self {
        self.rice = Some(RiceInputs { reach, impact, confidence });
        self
    }

    pub fn moscow(mut self, class: Moscow) -> Self {
        self.moscow = Some(class);
        self
    }

    pub fn problem(mut self, problem: ProblemId) -> Self {
        self.problem = Some(problem);
        self
    }

    fn value(&self, duration: &DurationWeeks) -> TicketValue {
        let pricing = self.per_week.map(|per_week| Pricing {
            reading: PercentReading::Plain,
            inputs: self
                .variable
                .into_iter()
                .map(|(variable, estimate)| Input {
                    label: variable.to_owned(),
                    variable: variable.to_owned(),
                    estimate,
                    unit: String::new(),
                    source: Source::Assumed { why: String::new() },
                })
                .collect(),
            amount: self.amount.unwrap_or(per_week.scaled(365.0 / 7.0)),
            once: false,
            per_week,
            currency: self.currency,
            says: String::new(),
        });
        let reading = Reading {
            text: String::new(),
            kind: self.claim.map(|_| Kind::Churn),
            segment: self.claim.map(str::to_owned),
            missing: pricing.is_none().then(|| "How much, for whom?".to_owned()),
            pricings: pricing.into_iter().collect(),
            impossible: Vec::new(),
            urgency: self.urgency,
            assumptions: Vec::new(),
            diagnostics: Vec::new(),
            marks: Vec::new(),
        };
        value_of(reading, Currency::EUR, duration, TODAY)
    }

    pub fn item(&self) -> Arc<Item> {
        let effort = EffortDays { low: self.weeks.0 * 5.0, high: self.weeks.1 * 5.0 };
        let ticket = Ticket {
            id: ticket_id(self.number),
            key: self.key.clone(),
            source_id: SourceId(uuid::Uuid::from_u128(1)),
            external_id: self.number.to_string(),
            url: None,
            title: format!("Work {}", self.key),
            body: String::new(),
            status: Status::Open,
            labels: Vec::new(),
            value_line: (self.vague || self.per_week.is_some()).then(|| "as it was written".to_owned()),
            set_here: Vec::new(),
            confirmed_reading: None,
            problem_id: self.problem,
            team_id: self.team.map(team_id),
            effort_days: Some(effort),
            due_on: None,
            rice: self.rice,
            moscow: self.moscow,
            waits_for: Vec::new(),
            opened_at: Ts::default(),
            closed_at: None,
            updated_at: Ts::default(),
            version: 1,
            withdrawn_at: None,
        };
        let duration = DurationWeeks::of(Some(effort), 5.0);
        let waits_for = self.waits_for.iter().map(|&number| ticket_id(number)).collect();
        Arc::new(Item::new(&ticket, &self.value(&duration), duration, waits_for))
    }
}

pub fn team(number: u128, name: &str, tracks: i32) -> Team {
    Team {
        id: team_id(number),
        name: name.to_owned(),
        capacity_days_per_week: 5.0 * f64::from(tracks),
        tracks,
        version: 1,
        withdrawn_at: None,
    }
}

pub fn pin(number: u128, moved: u128, above: u128) -> Pin {
    Pin {
        id: PinId(uuid::Uuid::from_u128(number)),
        ticket_id: ticket_id(moved),
        above_id: ticket_id(above),
        reason: "the customer visits on Friday".to_owned(),
        by: None,
        at: Ts::from_micros(i64::try_from(number).unwrap()),
        cost_minor: 0,
        withdrawn_at: None,
    }
}

pub fn stamp() -> Stamp {
    Stamp { event: 1, context: 1, today: TODAY, currency: Currency::EUR }
}

pub fn portfolio(works: &[Work]) -> Portfolio {
    with_teams(works, Vec::new(), Vec::new())
}

pub fn with_teams(works: &[Work], teams: Vec<Team>, pins: Vec<Pin>) -> Portfolio {
    Portfolio::new(stamp(), works.iter().map(Work::item).collect(), teams, pins)
}

/// Keys in order.
pub fn keys(portfolio: &Portfolio, method: Method) -> Vec<String> {
    order(portfolio, method).iter().map(|ranked| ranked.item.key.clone()).collect()
}

/// Keys of the tickets that have a rank.
pub fn ranked_keys(portfolio: &Portfolio, method: Method) -> Vec<String> {
    order(portfolio, method).iter().filter(|r| r.rank.is_some()).map(|r| r.item.key.clone()).collect()
}

/// The published numbers, if they are at hand.
pub fn vectors() -> Option<serde_json::Value> {
    let folder = std::env::var_os("THROUGHLINE_SHARED_DATA").map_or_else(
        || std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        std::path::PathBuf::from,
    );
    let text = std::fs::read_to_string(folder.join("vectors/vectors.json")).ok();
    if text.is_none() {
        println!("skipped: no vectors in {}", folder.display());
    }
    text.map(|text| serde_json::from_str(&text).expect("the vectors are JSON"))
}
