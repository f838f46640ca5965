//! The reading in the making: what was used, assumed, said.

use crate::estimate::product;
use crate::format;
use crate::grammar::Sentence;
use crate::grammar::dates::DateProblem;
use crate::grammar::quantity::{Hedge, Quantity, Unit, per_year};
use crate::lexicon::{Concept, Noun, TimeUnit};
use crate::text::number::Written;
use crate::{
    Context, Currency, Diagnostic, Estimate, Input, Mark, PercentReading, Pricing, Reading, Severity, Source, Span,
};

use super::checks;
use super::roles::{self, Role};
use super::segment::{self, Segment};

/// Dollars other than that of the United States: in such a workspace a bare "$" is its own.
const DOLLARS: [&str; 7] = ["AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "MXN"];

/// A year of work, as the grammar counts hours.
const HOURS_OF_A_YEAR: f64 = 1_840.0;

/// A week of seven days as part of a year of 365.
pub(crate) const WEEK_OF_YEAR: f64 = 7.0 / 365.0;

impl Reading {
    /// Adds a diagnostic.
    pub(crate) fn report(&mut self, code: &str, severity: Severity, message: String, span: Option<Span>) {
        self.diagnostics.push(Diagnostic { code: code.to_owned(), severity, message, span });
    }
}

/// A reading in the making.
pub(crate) struct Reader<'c> {
    pub(crate) sentence: Sentence,
    pub(crate) context: &'c Context,
    pub(crate) currency: Currency,
    pub(crate) roles: Vec<Role>,
    pub(crate) segment: Option<Segment<'c>>,
    pub(crate) out: Reading,
    /// What each quantity was used as; `None` while it is not used.
    used: Vec<Option<String>>,
    /// Names the uncertainties of this line: equal texts share them.
    line: String,
}

impl<'c> Reader<'c> {
    pub(crate) fn new(sentence: Sentence, context: &'c Context, out: Reading) -> Self {
        let line = format!("{:016x}", crate::estimate::fingerprint(0, &out.text));
        let currency = sentence
            .quantities
            .iter()
            .find_map(|q| match q.unit {
                Unit::Money(written) => known(written, context.currency),
                _ => None,
            })
            .unwrap_or(context.currency);
        let roles = roles::of(&sentence);
        let segment = segment::named(&out.text, context);
        Self { used: vec![None; sentence.quantities.len()], sentence, context, currency, roles, segment, out, line }
    }

    /// What is wrong whatever kind of value it is.
    pub(crate) fn check(&mut self) {
        for (problem, span) in std::mem::take(&mut self.sentence.date_problems) {
            let (code, message) = match problem {
                DateProblem::NoSuchDay => ("VALUE_DATE_UNKNOWN", "There is no such day; write the date as 2027-01-31."),
                DateProblem::DayOrMonth => (
                    "VALUE_DATE_AMBIGUOUS",
                    "This can be two days, depending on whether the day or the month comes first; write it as 2027-01-31.",
                ),
            };
            self.out.report(code, Severity::Warning, message.to_owned(), Some(span));
        }
        let mut currencies: Vec<(Currency, Span)> = Vec::new();
        for quantity in &self.sentence.quantities {
            if let Unit::Money(written) = quantity.unit
                && let Some(currency) = known(written, self.context.currency)
                && currencies.iter().all(|(seen, _)| *seen != currency)
            {
                currencies.push((currency, quantity.span));
            }
        }
        if let [(first, _), (second, span), ..] = currencies.as_slice() {
            let message = format!(
                "The line has {first} and {second}. No exchange rate is assumed: write all amounts in one currency."
            );
            self.out.report("VALUE_MIXED_CURRENCIES", Severity::Error, message, Some(*span));
        }
        for quantity in &self.sentence.quantities {
            checks::quantity(quantity, &mut self.out);
        }
        let gains = self.sentence.has(|c| matches!(c, Concept::Save | Concept::Gain | Concept::Prevent));
        let below = self.quantities().find(|(_, q)| gains && q.is_money() && q.sign < 0).map(|(_, q)| q.span);
        if let Some(span) = below {
            let message = "This amount is below zero: is it lost? Write it without the minus, with the word that says what happens to it.";
            self.fail("VALUE_NEGATIVE", message, Some(span));
        }
        if self.currency != self.context.currency {
            let span = currencies.first().map(|(_, span)| *span);
            let message = format!(
                "The amount is in {} and the workspace counts in {}. It is shown as written; no exchange rate is assumed.",
                self.currency, self.context.currency
            );
            self.out.report("VALUE_OTHER_CURRENCY", Severity::Warning, message, span);
        }
    }

    pub(crate) fn has_error(&self) -> bool {
        self.out.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }

    /// An error: no number, and the reason.
    pub(crate) fn fail(&mut self, code: &str, message: impl Into<String>, span: Option<Span>) {
        self.out.report(code, Severity::Error, message.into(), span);
    }

    pub(crate) fn warn(&mut self, code: &str, message: impl Into<String>, span: Option<Span>) {
        self.out.report(code, Severity::Warning, message.into(), span);
    }

    /// The first question stays: one sentence. After an error there is nothing to ask: it says the way out itself.
    pub(crate) fn ask(&mut self, question: impl Into<String>) {
        if self.has_error() {
            return;
        }
        self.out.missing.get_or_insert_with(|| question.into());
    }

    pub(crate) fn assume(&mut self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if !self.out.assumptions.contains(&sentence) {
            self.out.assumptions.push(sentence);
        }
    }

    pub(crate) fn quantity(&self, index: usize) -> &Quantity {
        &self.sentence.quantities[index]
    }

    pub(crate) fn quantities(&self) -> impl Iterator<Item = (usize, &Quantity)> {
        self.sentence.quantities.iter().enumerate()
    }

    pub(crate) fn is_free(&self, index: usize) -> bool {
        self.used[index].is_none()
    }

    /// The first unused quantity that satisfies this.
    pub(crate) fn first(&self, wanted: impl Fn(usize, &Quantity) -> bool) -> Option<usize> {
        self.quantities().find(|(i, q)| self.is_free(*i) && wanted(*i, q)).map(|(i, _)| i)
    }

    /// The first unused share that plays this part.
    pub(crate) fn role(&self, role: Role) -> Option<usize> {
        self.first(|i, _| self.roles[i] == role)
    }

    /// Remembers what a quantity was used as, for the marks.
    pub(crate) fn take(&mut self, index: usize, label: &str) {
        self.used[index] = Some(label.to_owned());
    }

    /// A number of the text as an input.
    pub(crate) fn input(&mut self, index: usize, name: &str, label: &str, unit: &str, factor: f64) -> Input {
        self.take(index, label);
        self.hedges(index);
        let quantity = self.quantity(index);
        let estimate = quantity.estimate().scaled(factor);
        Input {
            label: label.to_owned(),
            variable: format!("line:{}:{name}", self.line),
            estimate,
            unit: unit.to_owned(),
            source: Source::Text { span: quantity.span },
        }
    }

    /// An amount of money, in whole units of the currency; yearly if it has a period.
    pub(crate) fn money(&mut self, index: usize, name: &str, label: &str, unit: &str) -> Input {
        let factor = self.quantity(index).per.period.map_or(1.0, per_year);
        if !self.quantity(index).is_money() {
            let currency = self.currency;
            self.assume(format!("No currency given: {currency} is assumed."));
        }
        self.input(index, name, label, unit, factor)
    }

    /// An input that is computed from others or that nobody said.
    pub(crate) fn derived(&self, name: &str, label: &str, unit: &str, estimate: Estimate, source: Source) -> Input {
        Input {
            label: label.to_owned(),
            variable: format!("line:{}:{name}", self.line),
            estimate,
            unit: unit.to_owned(),
            source,
        }
    }

    /// A documented default, said.
    pub(crate) fn assumed(&mut self, name: &str, label: &str, unit: &str, estimate: Estimate, why: &str) -> Input {
        self.assume(why);
        self.derived(name, label, unit, estimate, Source::Assumed { why: why.to_owned() })
    }

    fn hedges(&mut self, index: usize) {
        let quantity = self.quantity(index).clone();
        let written = self.written(index);
        match quantity.hedge {
            Hedge::UpTo => {
                self.assume(format!("\"{written}\" is read as a range from nothing to that, with the middle halfway."));
            }
            Hedge::AtLeast => self.assume(format!("\"{written}\" is counted as exactly that: no upper end is given.")),
            Hedge::About if quantity.high <= quantity.low => {
                self.assume(format!("\"{written}\" is counted as exactly that: no range is given."));
            }
            _ => {}
        }
        if quantity.doubtful {
            let value = format::figures(quantity.low, 12);
            let message = format!("\"{written}\" is read with a thousands separator, as {value}.");
            self.out.report("VALUE_NUMBER_SEPARATOR", Severity::Note, message, Some(quantity.span));
        }
    }

    /// Whether a number that was left over would have changed the amount: money, a share, how often, or how long
    /// something lasts that is paid by the hour or ends within a year. A count alone is often just a remark.
    fn would_matter(&self, index: usize) -> bool {
        let quantity = self.quantity(index);
        let led_by =
            |wanted: Concept| self.sentence.before(quantity.item, 1).any(|item| item.concept() == Some(wanted));
        let by_the_hour = || self.quantities().any(|(_, q)| q.is_money() && q.per.period == Some(TimeUnit::Hour));
        match quantity.unit {
            Unit::Money(_) | Unit::Percent | Unit::Part | Unit::Points | Unit::Times => true,
            Unit::Time(TimeUnit::Hour | TimeUnit::Minute) => by_the_hour() || led_by(Concept::Per),
            Unit::Time(_) => led_by(Concept::Per) || (led_by(Concept::For) && quantity.high < HOURS_OF_A_YEAR),
            Unit::Count(_) => quantity.per.period.is_some(),
        }
    }

    /// The first free amount of money; bare numbers count where a word beside them says it is money.
    pub(crate) fn first_money(&self, wanted: impl Fn(&Quantity) -> bool) -> Option<usize> {
        self.first(|_, q| q.is_money() && wanted(q)).or_else(|| self.first(|_, q| self.is_bare_money(q) && wanted(q)))
    }

    /// "1M segment", "1.5M ARR": a number without a unit that can only be money.
    fn is_bare_money(&self, quantity: &Quantity) -> bool {
        quantity.unit == Unit::Count(None)
            && (quantity.per.recurring
                || self.sentence.after(quantity.item, 2).any(|item| {
                    matches!(
                        item.concept(),
                        Some(
                            Concept::Segment
                                | Concept::Revenue
                                | Concept::Recurring(_)
                                | Concept::Deal
                                | Concept::Penalty
                                | Concept::Cost
                        )
                    )
                })
                || self
                    .sentence
                    .before(quantity.item, 2)
                    .any(|item| matches!(item.concept(), Some(Concept::Revenue | Concept::Recurring(_)))))
    }

    /// A count of these nouns.
    pub(crate) fn first_count(&self, nouns: &[Noun]) -> Option<usize> {
        self.first(|_, q| q.counts(nouns))
    }

    /// A period for a count or an amount that has none: a year, said.
    pub(crate) fn yearly(&mut self, index: usize, of_what: &str) -> f64 {
        if let Some(period) = self.quantity(index).per.period {
            return per_year(period);
        }
        self.assume(format!("No period given for {of_what}: a year is assumed."));
        1.0
    }

    /// The margin, if the sentence gives one.
    pub(crate) fn margin(&mut self) -> Option<Input> {
        let index = self.role(Role::Margin)?;
        Some(self.input(index, "margin", "margin", "share", 1.0))
    }

    /// How likely an amount is that comes again, if the sentence says so.
    pub(crate) fn likely(&mut self) -> Option<Input> {
        let index = self.role(Role::Probability)?;
        Some(self.input(index, "probability", "probability", "share", 1.0))
    }

    /// Probability of something that happens or not; certain when nobody said, and said so.
    pub(crate) fn probability(&mut self, of_what: &str) -> Input {
        let Some(index) = self.role(Role::Probability) else {
            let why = format!("No probability given: {of_what} is counted as certain.");
            return self.assumed("probability", "probability", "share", Estimate::point(1.0), &why);
        };
        let mut input = self.input(index, "probability", "probability", "share", 1.0);
        // Of a probability that is itself a range the mean counts: it happens or it does not.
        input.estimate = Estimate::bernoulli(input.estimate.mean).unwrap_or(input.estimate);
        input
    }

    /// A quantity word for word.
    pub(crate) fn written(&self, index: usize) -> String {
        let span = self.quantity(index).span;
        self.out.text[span.start..span.end].trim().to_owned()
    }

    /// Unit of a yearly amount: "EUR a year".
    pub(crate) fn a_year(&self) -> String {
        format!("{} a year", self.currency)
    }

    /// Prices one way to understand the sentence.
    pub(crate) fn price(&mut self, reading: PercentReading, inputs: Vec<Input>, once: bool, says: String) {
        #[allow(clippy::cast_precision_loss)]
        let minor = self.currency.minor_per_major() as f64;
        let amount = product(&inputs).scaled(minor);
        if !amount.mean.is_finite() || !amount.high.is_finite() || amount.high.abs() > 9e18 {
            self.fail("VALUE_TOO_LARGE", "This comes to more money than can be counted; check the numbers.", None);
            return;
        }
        let per_week = if once { Estimate::point(0.0) } else { amount.scaled(WEEK_OF_YEAR) };
        self.out.pricings.push(Pricing { reading, inputs, amount, once, per_week, currency: self.currency, says });
    }

    /// Marks the word that says what kind of value it is.
    pub(crate) fn mark_kind(&mut self, span: Span) {
        if let Some(kind) = self.out.kind {
            self.out.marks.push(Mark { span, label: kind.words().to_owned() });
        }
    }

    pub(crate) fn mark(&mut self, span: Span, label: &str) {
        self.out.marks.push(Mark { span, label: label.to_owned() });
    }

    /// Sorts the marks and says which numbers were not used.
    ///
    /// A number that would have changed the amount and found no place in it is a sign of a misreading: then nothing is
    /// computed, and the number is asked about.
    pub(crate) fn finish(mut self) -> Reading {
        self.out.segment = self.segment.map(|found| found.facts.name.clone());
        let left: Vec<usize> = (0..self.used.len()).filter(|index| self.is_free(*index)).collect();
        for (quantity, used) in self.sentence.quantities.iter().zip(&self.used) {
            if let Some(label) = used {
                self.out.marks.push(Mark { span: quantity.span, label: label.clone() });
            }
        }
        if !self.out.pricings.is_empty() {
            let grave = left.iter().copied().find(|index| self.would_matter(*index));
            for index in left {
                let message = format!("\"{}\" was not used in the computation.", self.written(index));
                let severity = if grave == Some(index) { Severity::Warning } else { Severity::Note };
                self.out.report("VALUE_NOT_USED", severity, message, Some(self.quantity(index).span));
            }
            if let Some(index) = grave {
                self.out.pricings.clear();
                self.out.missing = Some(format!(
                    "What is \"{}\" for? It found no place in the computation. Write one effect, and each number once.",
                    self.written(index)
                ));
            }
        }
        self.out.marks.sort_by_key(|mark| (mark.span.start, mark.span.end));
        let mut end = 0;
        self.out.marks.retain(|mark| {
            let fits = mark.span.start >= end;
            if fits {
                end = mark.span.end;
            }
            fits
        });
        self.out
    }
}

fn known(written: Written, workspace: Currency) -> Option<Currency> {
    match written {
        Written::Known(currency) => Some(currency),
        Written::Dollar if DOLLARS.contains(&workspace.code()) => Some(workspace),
        Written::Dollar => Some(Currency::USD),
        Written::Cent => None,
    }
}
