//! Amounts that come once: deals that wait, fines and losses after a date.

use super::reader::Reader;
use crate::lexicon::{Concept, Noun};
use crate::{Input, PercentReading};

impl Reader<'_> {
    /// "unblocks €200k of Q4 deals (40% likely)".
    pub(super) fn deal(&mut self) {
        if self.fails_by_negation(|c| c == Concept::Deal) {
            return;
        }
        let Some(amount) = self.first_money(|_| true) else {
            self.ask("No amount: how much are the deals worth that wait for this?");
            return;
        };
        let waits = |c: Concept| {
            matches!(
                c,
                Concept::Unblock
                    | Concept::Lose
                    | Concept::IfNot
                    | Concept::Unless
                    | Concept::Likely
                    | Concept::Gain
                    | Concept::Delay
                    | Concept::Up
            )
        };
        if !self.sentence.has(waits) && self.sentence.dates.is_empty() {
            let written = self.written(amount);
            self.ask(format!("{written}: does this deal wait for the work? Then write \"unblocks ...\", and by when."));
            return;
        }
        let quantity = self.quantity(amount);
        let once = quantity.per.period.is_none();
        let inputs = self.amount_and_probability(amount, "deals", "deals that wait", "the deal");
        self.price(PercentReading::Plain, inputs, once, "deals that wait for this".to_owned());
        if once && self.sentence.dates.is_empty() {
            self.ask("No date: by when are the deals lost without this?");
        }
    }

    /// "avoids a £20,000 fine if not live by 2027-01-31".
    pub(super) fn penalty(&mut self) {
        if self.fails_by_negation(|c| c == Concept::Penalty) {
            return;
        }
        let Some(amount) = self.first_money(|_| true) else {
            self.ask("No amount: how much is lost if this is late?");
            return;
        };
        // "€5k a week if not live by ...": comes again and again after the date.
        let once = self.quantity(amount).per.period.is_none();
        let inputs = self.amount_and_probability(amount, "penalty", "lost if it is late", "the loss");
        self.price(PercentReading::Plain, inputs, once, "lost if it is late".to_owned());
        if self.sentence.dates.is_empty() {
            self.ask("No date: by when must it be live, and who says so?");
        }
    }

    fn amount_and_probability(&mut self, amount: usize, name: &str, label: &str, subject: &str) -> Vec<Input> {
        let each = self.quantity(amount).per.each
            || self.sentence.before(self.quantity(amount).item, 2).any(|item| item.concept() == Some(Concept::Is));
        let unit = if self.quantity(amount).per.period.is_some() { self.a_year() } else { self.currency.to_string() };
        let mut inputs = vec![self.money(amount, name, label, &unit)];
        let counted = self.first_count(&[Noun::Order, Noun::Customer]).or_else(|| {
            self.first(|_, q| {
                q.unit == crate::grammar::quantity::Unit::Count(None)
                    && self.sentence.after(q.item, 3).any(|item| item.concept() == Some(Concept::Deal))
            })
        });
        if let Some(counted) = counted.filter(|_| each) {
            inputs.push(self.input(counted, "how-many", "how many", "pieces", 1.0));
        }
        inputs.push(self.probability(subject));
        inputs.extend(self.margin());
        inputs
    }
}
