//! What a rate applies to: a segment's revenue, visits and their worth, a loss.

use super::reader::Reader;
use super::segment;
use crate::lexicon::Noun;
use crate::{Estimate, Input, Source};

impl Reader<'_> {
    /// The yearly revenue that a rate applies to. An amount in the text wins over the segment's.
    pub(crate) fn revenue(&mut self, label: &str) -> Option<Vec<Input>> {
        let a_year = self.a_year();
        let customers = self.first_count(&[Noun::Customer, Noun::Order]);
        if let (Some(customers), Some(each)) = (customers, self.first_money(|_| true)) {
            let has_each = self.quantity(each).per.each || self.quantity(each).low < 1e5;
            if has_each {
                let mut inputs = vec![self.input(customers, "customers", "customers", "customers", 1.0)];
                self.yearly(each, "the amount of each");
                inputs.push(self.money(each, "each", "revenue of each", &a_year));
                return Some(inputs);
            }
        }
        if let Some(index) = self.first_money(|q| !q.per.each) {
            if self.quantity(index).high <= 0.0 {
                let span = self.quantity(index).span;
                self.fail(
                    "VALUE_ZERO_REVENUE",
                    "Of no revenue nothing can be kept; write the segment's yearly revenue.",
                    Some(span),
                );
                return None;
            }
            let input = self.money(index, "revenue", label, &a_year);
            self.segment_by_revenue(&input.estimate);
            return Some(vec![input]);
        }
        let found = self.segment?;
        let minor = found.facts.yearly_revenue_minor?;
        self.mark_segment();
        #[allow(clippy::cast_precision_loss)]
        let major = minor as f64 / self.context.currency.minor_per_major() as f64;
        if major <= 0.0 {
            let message =
                format!("The segment {} has no yearly revenue; set it, or write an amount.", found.facts.name);
            self.fail("VALUE_ZERO_REVENUE", message, found.span);
            return None;
        }
        self.currency = self.context.currency;
        Some(vec![Input {
            label: label.to_owned(),
            variable: format!("segment:{}:revenue", found.facts.name),
            estimate: Estimate::point(major),
            unit: self.a_year(),
            source: Source::Segment { name: found.facts.name.clone() },
        }])
    }

    /// Without a segment's name in the text, the one segment with exactly this revenue is meant.
    fn segment_by_revenue(&mut self, revenue: &Estimate) {
        if self.segment.is_some() || !revenue.is_point() || self.currency != self.context.currency {
            return;
        }
        if let Some(found) = segment::of_revenue(self.context, revenue.mid) {
            let name = &found.facts.name;
            self.assume(format!("The segment is taken to be {name}, the only one with this yearly revenue."));
            self.segment = Some(found);
        }
    }

    /// Marks the segment's name where it stands.
    pub(crate) fn mark_segment(&mut self) {
        if let Some(span) = self.segment.and_then(|found| found.span) {
            self.mark(span, "segment");
        }
    }
}
