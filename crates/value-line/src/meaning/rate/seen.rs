//! Whether a change of churn could be seen in the customers of the segment at all.

use super::Rate;
use super::change::Baseline;
use crate::estimate::customers_per_group;
use crate::format::{grouped, percent};
use crate::grammar::quantity::per_year;
use crate::meaning::reader::Reader;

impl Reader<'_> {
    /// Warns where the segment has too few customers for two groups of them to ever tell the rates apart, counted over a
    /// year: one group with the change, one without. `to`: the rate after the change, in the period of the baseline.
    pub(super) fn check_it_can_be_seen(&mut self, rate: &Rate, baseline: &Baseline, to: f64) {
        let Some(facts) = self.segment.map(|found| found.facts).filter(|_| rate.compounds) else { return };
        let Some(customers) = facts.customers else { return };
        let name = facts.name.clone();
        let leave = |rate_now: f64| {
            let leaves = if rate.complement { 1.0 - rate_now } else { rate_now };
            1.0 - (1.0 - leaves.clamp(0.0, 1.0)).powf(per_year(baseline.period))
        };
        let (before, after) = (leave(baseline.estimate.mid), leave(to));
        let needed = customers_per_group(before, after);
        #[allow(clippy::cast_precision_loss)]
        let too_few = (customers as f64) < 2.0 * needed;
        if too_few && needed.is_finite() {
            let message = format!(
                "Not detectable here; choose a leading indicator: to see {} leave a year instead of {} takes {} customers in each of two groups, and {name} has {} in all.",
                percent(after),
                percent(before),
                grouped(&format!("{needed:.0}")),
                grouped(&customers.to_string())
            );
            self.warn("VALUE_NOT_DETECTABLE", message, self.segment.and_then(|found| found.span));
        }
    }
}
