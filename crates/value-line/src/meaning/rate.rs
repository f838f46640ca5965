//! Rates: churn, conversion, expansion, risk; and the percent of a percentage (M11), never chosen silently.

mod change;
mod readings;
mod seen;

use super::direction::Way;
use super::reader::Reader;
use super::roles::Role;
use crate::format::percent;
use crate::grammar::quantity::{Unit, range_estimate};
use crate::lexicon::{Concept, Noun};
use crate::{Input, PercentReading};

/// What kind of rate is changed.
pub(super) struct Rate {
    /// "churn".
    pub(super) name: &'static str,
    /// The way that is worth money.
    pub(super) good: Way,
    /// The concept of the rate.
    pub(super) metric: fn(Concept) -> bool,
    /// The question when nothing says by how much.
    pub(super) no_change: &'static str,
    /// A rate below one period is compounded (who has left cannot leave again).
    pub(super) compounds: bool,
    /// For retention: the rate in the text is one minus the rate of the segment.
    pub(super) complement: bool,
}

impl Reader<'_> {
    /// "reduces churn by 3% in a €1M segment".
    pub(super) fn churn(&mut self) {
        let retention = self.sentence.has(|c| c == Concept::Retention)
            && !self.sentence.has(|c| matches!(c, Concept::Churn | Concept::Churner));
        let rate = if retention {
            Rate {
                name: "retention",
                good: Way::Up,
                metric: |c| c == Concept::Retention,
                no_change: "No change: by how many points, or from what to what, does retention rise?",
                compounds: true,
                complement: true,
            }
        } else {
            Rate {
                name: "churn",
                good: Way::Down,
                metric: |c| matches!(c, Concept::Churn | Concept::Churner),
                no_change: "No change: by how many points, or from what to what, does churn fall?",
                compounds: true,
                complement: false,
            }
        };
        let Some(change) = self.change(&rate) else { return };
        let Some(mut stock) = self.revenue("yearly revenue of the segment") else {
            self.ask("No amount: how many customers, or how much revenue a year?");
            return;
        };
        self.mark_segment();
        stock.extend(self.margin());
        self.apply(&rate, &change, &stock);
    }

    /// "+0.3pp checkout conversion on 40k visits a month, €30 each".
    pub(super) fn conversion(&mut self) {
        let rate = Rate {
            name: "conversion rate",
            good: Way::Up,
            metric: |c| c == Concept::Conversion,
            no_change: "No change: by how many points, or from what to what, does conversion rise?",
            compounds: false,
            complement: false,
        };
        if let Some(share) = self.role(Role::ShareOfCount) {
            return self.conversion_of_share(share);
        }
        let Some(change) = self.change(&rate) else { return };
        let Some(stock) = self.visits() else { return };
        self.note_revenue();
        self.apply(&rate, &change, &stock);
    }

    /// "converts 3% of 40k visits a month at €30 each": no rate changes, so nothing is ambiguous.
    fn conversion_of_share(&mut self, share: usize) {
        if self.fails_by_negation(|c| c == Concept::Conversion) {
            return;
        }
        let input = self.input(share, "share", "share that converts", "share", 1.0);
        let Some(mut inputs) = self.visits() else { return };
        inputs.insert(1, input);
        self.note_revenue();
        self.price(PercentReading::Plain, inputs, false, "a share of the visits converts".to_owned());
    }

    /// Visits a year and the worth of one conversion.
    fn visits(&mut self) -> Option<Vec<Input>> {
        let counted = self
            .first_count(&[Noun::Visit])
            .or_else(|| self.first_count(&[Noun::Customer, Noun::Order, Noun::Person, Noun::Event]))
            .or_else(|| self.first(|_, q| q.unit == Unit::Count(None) && q.low >= 100.0 && !q.per.recurring));
        let each = self.first_money(|q| q.per.each).or_else(|| self.first_money(|q| q.per.period.is_none()));
        let (Some(counted), Some(each)) = (counted, each) else {
            self.ask(match (counted, each) {
                (None, None) => "No amount: how many visits a month, and what is one conversion worth?",
                (None, _) => "No visits: how many a month?",
                _ => "No worth: how much money does one conversion bring?",
            });
            return None;
        };
        let factor = self.yearly(counted, "the visits");
        let mut inputs = vec![self.input(counted, "visits", "visits", "visits a year", factor)];
        let unit = format!("{} each", self.currency);
        inputs.push(self.money(each, "each", "worth of one conversion", &unit));
        inputs.extend(self.margin());
        Some(inputs)
    }

    /// "upsell adds 2% in a €1M segment": a share of revenue, not of a percentage.
    pub(super) fn expansion(&mut self) {
        let metric = |c: Concept| matches!(c, Concept::Expansion | Concept::Segment | Concept::Revenue);
        let index =
            self.role(Role::Change).or_else(|| self.role(Role::Baseline)).or_else(|| self.role(Role::ShareOfCount));
        if !self.goes_well(Way::Up, "expansion", metric, index) {
            return;
        }
        let Some(index) = index else {
            return self.plain_revenue("No change: by how many percent do existing customers buy more?");
        };
        let (low, high) = self.difference(index);
        let label = "more is bought";
        let mut share = self.input(index, "expansion", label, "share", 1.0);
        share.estimate = range_estimate(low, high, true, self.quantity(index).symmetric);
        let Some(mut inputs) = self.revenue("yearly revenue of the segment") else {
            self.ask("No amount: how many customers, or how much revenue a year?");
            return;
        };
        self.mark_segment();
        let says = format!("{} more of the yearly revenue", percent(share.estimate.mid));
        inputs.push(share);
        inputs.extend(self.margin());
        self.note_revenue();
        self.price(PercentReading::Plain, inputs, false, says);
    }

    /// Low and high of how far a change goes; a single number is its own distance.
    pub(super) fn difference(&self, index: usize) -> (f64, f64) {
        let quantity = self.quantity(index);
        match quantity.changes_to {
            None => (quantity.low, quantity.high),
            Some((low, high)) => {
                let ends = [(quantity.low - low).abs(), (quantity.low - high).abs()];
                (ends[0].min(ends[1]), ends[0].max(ends[1]))
            }
        }
    }
}
