//! Time saved: people x hours x weeks x rate x realisation.

use super::reader::Reader;
use super::roles::Role;
use crate::grammar::quantity::{Unit, per_year, range_estimate};
use crate::lexicon::{Concept, Noun, TimeUnit};
use crate::{Estimate, Input, PercentReading};

/// Weeks in which people work, in a year.
const WORKING_WEEKS: f64 = 46.0;
/// The part of saved time that becomes money.
const REALISATION: f64 = 0.5;

impl Reader<'_> {
    /// "Saves support 10h/week at 40 EUR/h".
    pub(super) fn time_saved(&mut self) {
        if self.fails_by_negation(|c| c == Concept::Save) {
            return;
        }
        let Some(hours) = self.hours() else {
            self.ask("No time: how many hours a week does this save?");
            return;
        };
        let rate = self
            .first_money(|q| q.per.period == Some(TimeUnit::Hour))
            .or_else(|| self.first_money(|q| matches!(q.per.period, Some(TimeUnit::Day))));
        let Some(rate) = rate else {
            self.ask("No rate: what does an hour of these people cost?");
            return;
        };
        let hours_of_rate = if self.quantity(rate).per.period == Some(TimeUnit::Day) { 8.0 } else { 1.0 };
        let unit = format!("{} an hour", self.currency);
        let mut inputs = vec![hours];
        inputs.extend(self.people_and_events());
        inputs.push(self.input(rate, "rate", "cost of an hour", &unit, 1.0 / hours_of_rate));
        inputs.push(self.realisation());
        inputs.extend(self.likely());
        self.price(PercentReading::Plain, inputs, false, "hours that become free for other work".to_owned());
    }

    /// Hours of one person, a year; or of one event when it says how long each takes.
    fn hours(&mut self) -> Option<Input> {
        let index = self
            .first(|_, q| matches!(q.unit, Unit::Time(_)) && (q.per.period.is_some() || q.per.each))
            .or_else(|| {
                self.first(
                    |_, q| matches!(q.unit, Unit::Time(unit) if unit != TimeUnit::Week && unit != TimeUnit::Year),
                )
            })?;
        let quantity = self.quantity(index).clone();
        let (low, high) = self.difference(index);
        // "from 2 to 5 hours" saved is a range; "from 5 to 2 hours" is three hours less.
        let (low, high) = match quantity.changes_to {
            Some((to, _)) if to > quantity.low => (quantity.low, to),
            _ => (low, high),
        };
        let estimate = |factor: f64| {
            range_estimate(
                low * factor,
                high * factor,
                false,
                quantity.symmetric || quantity.hedge == crate::grammar::quantity::Hedge::UpTo,
            )
        };
        let pieces = quantity.per.each && quantity.per.period.is_none();
        if pieces && self.events().is_some() {
            let mut input = self.input(index, "hours", "hours each", "hours each", 1.0);
            input.estimate = estimate(1.0);
            return Some(input);
        }
        if pieces {
            let written = self.written(index);
            self.ask(format!("{written}: how many of them are there a week, or a month?"));
            return None;
        }
        let factor = self.working(quantity.per.period);
        let mut input = self.input(index, "hours", "hours saved", "hours a year", 1.0);
        input.estimate = estimate(factor);
        Some(input)
    }

    /// How many times a year people work that period.
    fn working(&mut self, period: Option<TimeUnit>) -> f64 {
        let written = self.first(|_, q| {
            matches!(q.unit, Unit::Time(TimeUnit::Week)) && q.per.period.is_none_or(|p| p == TimeUnit::Year)
        });
        let weeks = written.map(|index| self.quantity(index).low / 40.0);
        match period {
            Some(TimeUnit::Week | TimeUnit::Day) => {
                if let Some(index) = written {
                    self.take(index, "working weeks");
                } else {
                    self.assume(format!("{WORKING_WEEKS} working weeks a year are assumed."));
                }
                let weeks = weeks.unwrap_or(WORKING_WEEKS);
                if period == Some(TimeUnit::Day) { weeks * 5.0 } else { weeks }
            }
            Some(other) => per_year(other),
            None => {
                self.assume("No period given for the hours: a year is assumed.");
                1.0
            }
        }
    }

    fn events(&self) -> Option<usize> {
        self.first(|_, q| {
            q.counts(&[Noun::Event, Noun::Order, Noun::Visit, Noun::Incident, Noun::Customer]) && q.per.period.is_some()
        })
    }

    /// How many people, or how many events a year.
    fn people_and_events(&mut self) -> Vec<Input> {
        let mut inputs = Vec::new();
        if let Some(index) = self.first_count(&[Noun::Person]) {
            inputs.push(self.input(index, "people", "people", "people", 1.0));
            let count = crate::format::figures(self.quantity(index).low, 4);
            self.assume(format!("The hours are counted for each of the {count} people."));
        }
        if let Some(index) = self.events() {
            let factor = match self.quantity(index).per.period {
                Some(TimeUnit::Day | TimeUnit::Week) => self.working(self.quantity(index).per.period),
                Some(period) => per_year(period),
                None => 1.0,
            };
            inputs.push(self.input(index, "events", "how many", "a year", factor));
        }
        inputs
    }

    fn realisation(&mut self) -> Input {
        if let Some(index) = self.role(Role::Realisation) {
            return self.input(index, "realisation", "part that becomes money", "share", 1.0);
        }
        let bare = self.first(|_, q| {
            q.unit == Unit::Count(None)
                && q.high <= 1.0
                && self.sentence.before(q.item, 2).any(|item| item.concept() == Some(Concept::Realisation))
        });
        if let Some(index) = bare {
            return self.input(index, "realisation", "part that becomes money", "share", 1.0);
        }
        let why = "Half of the saved time is assumed to become money; write \"realisation 80%\" to change it.";
        self.assumed("realisation", "part that becomes money", "share", Estimate::point(REALISATION), why)
    }
}
