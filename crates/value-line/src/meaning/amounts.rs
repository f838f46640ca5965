//! Amounts a year: cost avoided, risk reduced, cost of delay, new revenue.

use super::direction::Way;
use super::reader::Reader;
use super::roles::Role;
use crate::format::percent;
use crate::grammar::quantity::{Unit, per_year, range_estimate};
use crate::lexicon::{Concept, Noun, TimeUnit};
use crate::{Input, PercentReading, Severity};

impl Reader<'_> {
    /// "cuts AWS bill from $18k to $11k a month", "saves €500 a month", "cuts the €18k a month bill by 30%".
    pub(super) fn cost_avoided(&mut self) {
        let metric = |c: Concept| matches!(c, Concept::Cost | Concept::Save);
        let amount = self.first_money(|q| q.changes_to.is_some()).or_else(|| self.first_money(|_| true));
        if self.fails_by_negation(metric) {
            return;
        }
        let saved = self
            .sentence
            .has(|c| matches!(c, Concept::Save | Concept::Prevent | Concept::Down | Concept::Fewer | Concept::Halve));
        let change = amount.filter(|index| self.quantity(*index).changes_to.is_some());
        if (change.is_some() || !saved) && !self.goes_well(Way::Down, "the cost", metric, change) {
            return;
        }
        let Some(amount) = amount else {
            self.ask("No amount: how large is the bill, and how much of it goes away?");
            return;
        };
        if !saved && change.is_none() {
            let written = self.written(amount);
            self.ask(format!(
                "{written}: does this cost go away? Then write \"saves ...\", or from what to what it falls."
            ));
            return;
        }
        let once = self.sentence.has(|c| c == Concept::Once);
        let pieces = if change.is_none() { self.pieces(amount) } else { None };
        let comes_again = pieces.is_some_and(|index| self.quantity(index).per.period.is_some());
        if self.lacks_count(amount, pieces) {
            return;
        }
        let (factor, unit) = if pieces.is_some() && (comes_again || once) {
            (self.quantity(amount).per.period.map_or(1.0, per_year), format!("{} each", self.currency))
        } else if once {
            (1.0, self.currency.to_string())
        } else {
            (self.yearly(amount, "the cost"), self.a_year())
        };
        let (low, high) = self.difference(amount);
        let mut input =
            self.input(amount, "cost", if change.is_some() { "cost that goes away" } else { "cost" }, &unit, factor);
        if change.is_some() {
            input.estimate = range_estimate(low * factor, high * factor, false, false);
        }
        let mut inputs = vec![input];
        if change.is_none() {
            inputs.extend(pieces.map(|index| self.counted(index)));
            inputs.extend(self.part_of_cost(amount));
        }
        inputs.extend(self.likely());
        if inputs.iter().any(|input| input.estimate.high <= 0.0) {
            let span = self.quantity(amount).span;
            self.fail("VALUE_ZERO_CHANGE", "A cost of nothing is worth nothing; write how much goes away.", Some(span));
            return;
        }
        self.price(PercentReading::Plain, inputs, once, "money that is not spent".to_owned());
    }

    /// "20 seats at €50 a month each": how many, if the amount is for one piece.
    fn pieces(&self, amount: usize) -> Option<usize> {
        let each = self.quantity(amount).per.each;
        let counted = self
            .first(|_, q| matches!(q.unit, Unit::Count(Some(_))))
            .or_else(|| self.first(|_, q| each && q.unit == Unit::Count(None)))?;
        // "at €60k a year" after a count is the price of one.
        let at = self.sentence.before(self.quantity(amount).item, 2).any(|item| item.concept() == Some(Concept::Is));
        (each || at).then_some(counted)
    }

    /// "€12 per ticket" alone: asks how many there are.
    fn lacks_count(&mut self, amount: usize, counted: Option<usize>) -> bool {
        let per = self.quantity(amount).per;
        let lacks = per.each && per.period.is_none() && counted.is_none();
        if lacks {
            let written = self.written(amount);
            self.ask(format!("{written}: how many of them are there a year?"));
        }
        lacks
    }

    fn counted(&mut self, index: usize) -> Input {
        let period = self.quantity(index).per.period;
        let unit = if period.is_some() { "a year" } else { "pieces" };
        self.input(index, "pieces", "how many", unit, period.map_or(1.0, per_year))
    }

    /// "by 30%": of a bill in money this is plain.
    fn part_of_cost(&mut self, amount: usize) -> Option<Input> {
        if let Some(index) = self.part_of(amount) {
            let (low, high) = self.difference(index);
            let mut part = self.input(index, "part", "part that goes away", "share", 1.0);
            if self.quantity(index).changes_to.is_some() {
                part.estimate = range_estimate(low, high, true, false);
            }
            return Some(part);
        }
        let span = self.sentence.find(|c| c == Concept::Halve)?.span;
        self.mark(span, "part that goes away");
        let half = crate::Estimate::point(0.5);
        Some(self.derived("part", "part that goes away", "share", half, crate::Source::Text { span }))
    }

    /// "reduces the risk of a €400k outage from 10% to 4% a year", "avoids 4 outages a year at €8k each".
    pub(super) fn risk_reduced(&mut self) {
        let metric = |c: Concept| c == Concept::Risk || c == Concept::Noun(Noun::Incident);
        let change =
            self.role(Role::Change).or_else(|| self.role(Role::Probability)).or_else(|| self.role(Role::Baseline));
        if !self.goes_well(Way::Down, "the risk", metric, change.filter(|i| self.quantity(*i).changes_to.is_some())) {
            return;
        }
        let Some(loss) = self.first_money(|_| true) else {
            self.ask("No amount: how much would be lost if it happened?");
            return;
        };
        if let Some(incidents) = self.first_count(&[Noun::Incident]) {
            let (low, high) = self.difference(incidents);
            let factor = self.yearly(incidents, "the incidents");
            let mut count = self.input(incidents, "incidents", "incidents avoided", "a year", factor);
            if self.quantity(incidents).changes_to.is_some() {
                count.estimate = range_estimate(low * factor, high * factor, false, false);
            }
            let unit = format!("{} each", self.currency);
            let each = self.input(loss, "loss", "cost of one", &unit, 1.0);
            return self.price(
                PercentReading::Plain,
                vec![count, each],
                false,
                "incidents that do not happen".to_owned(),
            );
        }
        let Some(change) = change else {
            self.ask("No probability: how likely is it in a year today, and how likely afterwards?");
            return;
        };
        let unit = self.currency.to_string();
        let loss = self.input(loss, "loss", "loss if it happens", &unit, 1.0);
        self.risk_by(change, loss);
    }

    fn risk_by(&mut self, change: usize, loss: Input) {
        let factor = self.yearly(change, "the probability");
        let (low, high) = self.difference(change);
        let quantity = self.quantity(change).clone();
        if high > 1.0 {
            self.fail("VALUE_SHARE_OUTSIDE", "A probability cannot be above 100%.", Some(quantity.span));
            return;
        }
        let other = self.role(Role::Baseline).filter(|index| *index != change);
        let mut share = self.input(change, "probability", "less likely", "a year", factor);
        share.estimate = range_estimate(low * factor, high * factor, true, quantity.symmetric);
        let plain = quantity.changes_to.is_some() || quantity.unit == Unit::Points || self.prevented();
        if plain {
            let says = format!("{} a year less likely", percent(share.estimate.mid));
            return self.price(PercentReading::Plain, vec![loss, share], false, says);
        }
        // "reduces the risk by 50%": of what it is today, which must be known.
        let Some(other) = other else {
            self.ask("No probability: how likely is it in a year today, and how likely afterwards?");
            return;
        };
        let factor = self.yearly(other, "the probability today");
        let today = self.input(other, "baseline", "probability today", "a year", factor);
        share.estimate = range_estimate(low, high, true, quantity.symmetric);
        "part of it that goes away".clone_into(&mut share.label);
        "share".clone_into(&mut share.unit);
        let says = format!("{} of a risk of {} a year", percent(low), percent(today.estimate.mid));
        self.price(PercentReading::Plain, vec![loss, today, share], false, says);
    }

    fn prevented(&self) -> bool {
        self.sentence.has(|c| c == Concept::Prevent)
    }

    /// "€5k per day until fixed".
    pub(super) fn cost_of_delay(&mut self) {
        let Some(index) = self.first_money(|q| q.per.period.is_some()) else {
            self.ask("No amount: how much is lost per day or week?");
            return;
        };
        let unit = self.a_year();
        let hours = self.first(|_, q| matches!(q.unit, Unit::Time(TimeUnit::Hour | TimeUnit::Minute)));
        let mut inputs = match hours.filter(|_| self.quantity(index).per.period == Some(TimeUnit::Hour)) {
            // "every day 1.5h at €4,000/h": the hours come again and again, the rate does not.
            Some(hours) => {
                let factor = self.yearly(hours, "the hours");
                let hour = format!("{} an hour", self.currency);
                vec![
                    self.input(hours, "hours", "hours lost", "hours a year", factor),
                    self.input(index, "loss", "lost in an hour", &hour, 1.0),
                ]
            }
            None => vec![self.money(index, "loss", "lost while it waits", &unit)],
        };
        let pieces = self.pieces(index);
        inputs.extend(pieces.map(|index| self.counted(index)));
        inputs.extend(self.likely());
        inputs.extend(self.margin());
        self.price(PercentReading::Plain, inputs, false, "lost for as long as it waits".to_owned());
    }

    /// "€200k more revenue a year", "50 new customers a month at €1,200 a year each", "10% more revenue on €1M".
    pub(super) fn new_revenue(&mut self) {
        let metric = |c: Concept| matches!(c, Concept::Revenue | Concept::Recurring(_) | Concept::Gain);
        let change = self.first_money(|q| q.changes_to.is_some());
        if !self.goes_well(Way::Up, "revenue", metric, change) {
            return;
        }
        let grows = |c: Concept| {
            matches!(
                c,
                Concept::Gain
                    | Concept::New
                    | Concept::Up
                    | Concept::Double
                    | Concept::Worth
                    | Concept::Prevent
                    | Concept::Save
            )
        };
        let signed = self.quantities().any(|(_, q)| q.sign > 0);
        if let Some(amount) =
            self.first_money(|_| true).filter(|_| change.is_none() && !signed && !self.sentence.has(grows))
        {
            let written = self.written(amount);
            self.ask(format!("{written}: is all of it new? Then write \"adds ...\", or say by how much it changes."));
            return;
        }
        self.plain_revenue("No amount: how much revenue a year, or how many customers at how much each?");
    }

    /// Revenue as an amount a year, with customers, a share, a margin and a probability where given.
    pub(super) fn plain_revenue(&mut self, question: &str) {
        let change = self.first_money(|q| q.changes_to.is_some());
        let Some(amount) = change.or_else(|| self.first_money(|_| true)) else {
            let share = self.first(|_, q| q.is_rate()).map(|i| percent(self.quantity(i).low));
            self.ask(
                share.map_or(question.to_owned(), |share| format!("No amount: {share} of how much revenue a year?")),
            );
            return;
        };
        let once = self.sentence.has(|c| c == Concept::Once);
        let counted =
            self.first_count(&[Noun::Customer, Noun::Order, Noun::Visit, Noun::Event]).filter(|_| change.is_none());
        let comes_again = counted.is_some_and(|i| self.quantity(i).per.period.is_some());
        if change.is_none() && self.lacks_count(amount, counted) {
            return;
        }
        let factor = if once || (comes_again && self.quantity(amount).per.period.is_none()) {
            1.0
        } else {
            self.yearly(amount, "the revenue")
        };
        let unit = if once { self.currency.to_string() } else { self.a_year() };
        let (low, high) = self.difference(amount);
        if !self.quantity(amount).is_money() {
            let currency = self.currency;
            self.assume(format!("No currency given: {currency} is assumed."));
        }
        let mut input =
            self.input(amount, "revenue", if counted.is_some() { "revenue of each" } else { "revenue" }, &unit, factor);
        if change.is_some() {
            "more revenue".clone_into(&mut input.label);
            input.estimate = range_estimate(low * factor, high * factor, false, false);
        }
        let mut inputs = vec![input];
        if let Some(counted) = counted {
            let factor = self.quantity(counted).per.period.map_or(1.0, per_year);
            inputs.push(self.input(counted, "customers", "how many", "a year", factor));
        }
        if let Some(part) = self.part_of(amount).filter(|_| change.is_none()) {
            inputs.push(self.input(part, "part", "more of it", "share", 1.0));
        }
        inputs.extend(self.likely());
        inputs.extend(self.margin());
        self.note_revenue();
        self.price(PercentReading::Plain, inputs, once, "revenue that does not exist today".to_owned());
    }

    /// Revenue is not profit: said where a margin would have been used.
    pub(super) fn note_revenue(&mut self) {
        if self.quantities().all(|(i, _)| self.roles[i] != Role::Margin) {
            let message = "This is revenue, not profit. Add \"80% margin\" to count what is left of it.";
            self.out.report("VALUE_REVENUE_NOT_PROFIT", Severity::Note, message.to_owned(), None);
        }
    }

    /// Nothing says what kind of value it is.
    pub(super) fn no_kind(&mut self) {
        if self.sentence.has(|c| c == Concept::Worth) && self.quantities().any(|(_, q)| q.is_money()) {
            self.plain_revenue("");
            self.ask("Worth it by what: new revenue, a cost that goes away, or money lost while it waits?");
            return;
        }
        let technical = self.sentence.find(|c| c == Concept::Technical).map(|item| item.span);
        if let Some(amount) = self.first_money(|_| true) {
            let written = self.written(amount);
            self.ask(format!("{written} of what: new revenue, a cost that goes away, or money lost while it waits?"));
        } else if let Some(span) = technical {
            let word = self.out.text[span.start..span.end].to_owned();
            self.ask(format!("\"{word}\" is not money yet: who leaves, buys less or waits because of it, and how much is that a year?"));
        } else {
            self.ask("No value yet: what does this bring (fewer leave, more buy, hours saved, a bill that shrinks), and how much is it a year?");
        }
    }
}
