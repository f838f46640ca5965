//! By how much a rate changes, and what it is today.

use super::{Rate, Way};
use crate::format::percent;
use crate::grammar::Item;
use crate::grammar::quantity::{Quantity, Unit, per_year, range_estimate};
use crate::lexicon::{Concept, Noun, TimeUnit};
use crate::meaning::reader::Reader;
use crate::meaning::roles::Role;
use crate::{Estimate, Source, Span};

/// How the change was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Points,
    Relative,
    Ambiguous,
}

/// By how much the rate changes.
pub(super) struct Change {
    pub(super) form: Form,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) estimate: Estimate,
    pub(super) source: Source,
    pub(super) period: Option<TimeUnit>,
    pub(super) span: Option<Span>,
}

/// What the rate is today.
pub(super) struct Baseline {
    pub(super) estimate: Estimate,
    pub(super) source: Source,
    pub(super) period: TimeUnit,
    pub(super) variable: Option<String>,
}

impl Change {
    /// No range was given.
    pub(super) fn is_one_number(&self) -> bool {
        self.high <= self.low
    }
}

impl Reader<'_> {
    /// The change of a rate, or a question, or an error.
    pub(super) fn change(&mut self, rate: &Rate) -> Option<Change> {
        let index = self
            .first(|i, q| self.roles[i] == Role::Change && q.changes_to.is_some())
            .or_else(|| self.role(Role::Change))
            .or_else(|| self.role(Role::ShareOfCount));
        if !self.goes_well(rate.good, rate.name, rate.metric, index) {
            return None;
        }
        if let Some(index) = index {
            return self.written_change(rate, index);
        }
        let word = |concept: Concept| self.sentence.find(|c| c == concept).map(|item| item.span);
        let whole = match (word(Concept::Halve), word(Concept::Double)) {
            (Some(span), _) if rate.good == Way::Down => Some((0.5, span)),
            (_, Some(span)) if rate.good == Way::Up => Some((1.0, span)),
            _ => None,
        };
        if let Some((value, span)) = whole {
            self.mark(span, "by how much");
            let estimate = Estimate::point(value);
            let source = Source::Text { span };
            return Some(Change {
                form: Form::Relative,
                low: value,
                high: value,
                estimate,
                source,
                period: None,
                span: Some(span),
            });
        }
        self.change_to_target(rate)
    }

    fn written_change(&mut self, rate: &Rate, index: usize) -> Option<Change> {
        let quantity = self.quantity(index).clone();
        let (low, high) = self.difference(index);
        if high <= 0.0 {
            self.fail(
                "VALUE_ZERO_CHANGE",
                "A change of nothing is worth nothing; write by how much it changes.",
                Some(quantity.span),
            );
            return None;
        }
        let form = match quantity.unit {
            Unit::Points => Form::Points,
            Unit::Part => Form::Relative,
            _ if quantity.changes_to.is_some() => Form::Points,
            _ => self.form_of(index),
        };
        if form != Form::Relative && high > 1.0 {
            self.fail("VALUE_SHARE_OUTSIDE", "A share cannot change by more than 100%.", Some(quantity.span));
            return None;
        }
        self.take_the_same_change(&quantity);
        let label = if rate.good == Way::Down { "fewer" } else { "more" };
        let input = self.input(index, "change", label, "share", 1.0);
        let estimate =
            if quantity.changes_to.is_some() { range_estimate(low, high, true, false) } else { input.estimate };
        Some(Change {
            form,
            low,
            high,
            estimate,
            source: input.source,
            period: quantity.per.period,
            span: Some(quantity.span),
        })
    }

    /// "by 25% (from 12% to 9%)": the share says what the two ends say already, if they agree.
    fn take_the_same_change(&mut self, ends: &Quantity) {
        let Some((to, _)) = ends.changes_to else { return };
        let points = (ends.low - to).abs();
        let agrees = |said: f64| [points, points / ends.low].iter().any(|one| (said - one).abs() <= 0.02 * one);
        let again = self.first(|i, q| self.roles[i] == Role::Change && q.changes_to.is_none() && agrees(q.low));
        if let Some(again) = again {
            self.take(again, "the same change");
        }
    }

    /// Points, a share of the rate, or nobody can tell.
    fn form_of(&self, index: usize) -> Form {
        let item = self.quantity(index).item;
        let after: Vec<Concept> = self.sentence.after(item, 4).filter_map(Item::concept).collect();
        let before_is_relative = self.sentence.before(item, 3).any(|item| item.concept() == Some(Concept::Relative));
        let mut meanings = after.iter().filter(|c| **c != Concept::Article);
        match (meanings.next(), meanings.next()) {
            _ if before_is_relative || after.contains(&Concept::Relative) => Form::Relative,
            (Some(Concept::Fewer), _)
            | (Some(Concept::Of), Some(Concept::Churn | Concept::Churner | Concept::Conversion | Concept::Risk)) => {
                Form::Relative
            }
            (Some(Concept::Of), Some(Concept::Noun(_) | Concept::Revenue | Concept::Recurring(_))) => Form::Points,
            (Some(Concept::Up), Some(Concept::Noun(Noun::Order | Noun::Visit) | Concept::Conversion)) => Form::Relative,
            _ if self.roles[index] == Role::ShareOfCount => Form::Points,
            _ => Form::Ambiguous,
        }
    }

    /// "reduces churn to 9%": needs what it is today.
    fn change_to_target(&mut self, rate: &Rate) -> Option<Change> {
        let Some(index) = self.role(Role::Target) else {
            self.ask(rate.no_change);
            return None;
        };
        let Some(baseline) = self.baseline(rate) else {
            self.ask(format!("No baseline: what is {} today?", rate.name));
            return None;
        };
        let quantity = self.quantity(index).clone();
        let now = baseline.estimate.mid;
        let (a, b) = ((now - quantity.low).abs(), (now - quantity.high).abs());
        let well = if rate.good == Way::Down { quantity.low < now } else { quantity.high > now };
        if !well {
            let message = format!("{} today is {}; this would not make it better.", rate.name, percent(now));
            self.fail("VALUE_WRONG_WAY", message, Some(quantity.span));
            return None;
        }
        self.take(index, "target");
        let (low, high) = (a.min(b), a.max(b));
        let estimate = range_estimate(low, high, true, false);
        let source = Source::Text { span: quantity.span };
        Some(Change {
            form: Form::Points,
            low,
            high,
            estimate,
            source,
            period: Some(baseline.period),
            span: Some(quantity.span),
        })
    }

    /// The rate today: from the text, else from the segment.
    pub(super) fn baseline(&mut self, rate: &Rate) -> Option<Baseline> {
        if let Some(index) = self.quantities().find(|(_, q)| q.is_rate() && q.changes_to.is_some()).map(|(i, _)| i) {
            let quantity = self.quantity(index);
            let ends = quantity.changes_to.unwrap_or_default();
            // "prevents churn from rising from 9% to 12%": without it, churn would be at the worse end.
            let value = if rate.good == Way::Down { quantity.low.max(ends.0) } else { quantity.low.min(ends.0) };
            let source = Source::Text { span: quantity.span };
            let period = quantity.per.period.unwrap_or(TimeUnit::Year);
            return Some(Baseline { estimate: Estimate::point(value), source, period, variable: None });
        }
        if let Some(index) = self.role(Role::Baseline) {
            let period = self.quantity(index).per.period.unwrap_or(TimeUnit::Year);
            let input = self.input(index, "baseline", "today", "share", 1.0);
            return Some(Baseline { estimate: input.estimate, source: input.source, period, variable: None });
        }
        let found = self.segment.filter(|_| rate.compounds)?;
        let churn = found.facts.yearly_churn.filter(|churn| (0.0..=1.0).contains(churn))?;
        let value = if rate.complement { 1.0 - churn } else { churn };
        let name = found.facts.name.clone();
        Some(Baseline {
            estimate: Estimate::point(value),
            variable: Some(format!("segment:{name}:{}", rate.name)),
            source: Source::Segment { name },
            period: TimeUnit::Year,
        })
    }
}

impl Baseline {
    /// The same rate per another period, compounded.
    pub(super) fn per(self, period: TimeUnit) -> Self {
        if self.period == period {
            return self;
        }
        let power = per_year(self.period) / per_year(period);
        let convert = |rate: f64| 1.0 - (1.0 - rate.clamp(0.0, 1.0)).powf(power);
        let estimate = range_estimate(convert(self.estimate.low), convert(self.estimate.high), true, false);
        Self { estimate, period, variable: None, ..self }
    }
}
