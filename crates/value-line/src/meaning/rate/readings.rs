//! The readings of a change: points or a share of the rate, each priced.

use super::change::{Baseline, Change, Form};
use super::{Rate, Way};
use crate::estimate::product;
use crate::format::percent;
use crate::grammar::quantity::{per_year, range_estimate};
use crate::lexicon::TimeUnit;
use crate::meaning::reader::Reader;
use crate::{Input, PercentReading, Source};

/// A reading before it is priced: how it is read, its factors, and what it says.
type Draft = (PercentReading, Vec<Input>, String);

impl Reader<'_> {
    /// Prices the change of a rate in every way it can be read.
    pub(super) fn apply(&mut self, rate: &Rate, change: &Change, stock: &[Input]) {
        let baseline = self.baseline(rate);
        let said = change.period.or(baseline.as_ref().map(|b| b.period));
        if rate.compounds && said.is_none() {
            self.assume(format!("No period given for {}: a year is assumed.", rate.name));
            self.warn(
                "VALUE_PERIOD_ASSUMED",
                format!("No period given for {}: a year is assumed. Write \"a year\" or \"a month\".", rate.name),
                change.span,
            );
        } else if rate.compounds
            && change.period.is_none()
            && baseline.as_ref().is_some_and(|b| matches!(b.source, Source::Segment { .. }))
        {
            self.assume(format!("No period given for {}: a year is assumed, as for the segment's.", rate.name));
        }
        let period = if rate.compounds { said.unwrap_or(TimeUnit::Year) } else { TimeUnit::Year };
        let baseline = baseline.map(|b| if rate.compounds { b.per(period) } else { b });
        if let Some(b) = &baseline
            && (b.estimate.low < 0.0 || b.estimate.high > 1.0)
        {
            self.fail("VALUE_SHARE_OUTSIDE", format!("{} cannot be above 100%.", capital(rate.name)), None);
            return;
        }
        let cycles = per_year(period);
        let mut pricings = Vec::new();
        if change.form != Form::Relative {
            pricings.extend(self.points(rate, change, baseline.as_ref(), stock, cycles));
        }
        if change.form != Form::Points
            && let Some(baseline) = &baseline
        {
            pricings.extend(self.relative(rate, change, baseline, stock, cycles));
        }
        self.rank(rate, change, baseline.as_ref(), pricings);
    }

    /// Puts the reading first that ranks, and says what there is to choose.
    fn rank(&mut self, rate: &Rate, change: &Change, baseline: Option<&Baseline>, mut found: Vec<Draft>) {
        let has_baseline = baseline.is_some();
        let confirmed = self.context.confirmed.filter(|_| change.form == Form::Ambiguous);
        found.sort_by(|a, b| product(&a.1).mean.total_cmp(&product(&b.1).mean));
        if let Some(confirmed) = confirmed.filter(|c| *c != PercentReading::Plain) {
            found.sort_by_key(|(reading, ..)| *reading != confirmed);
            if found.first().is_none_or(|(reading, ..)| *reading != confirmed) {
                found.clear();
            }
        }
        let needs_baseline = change.form == Form::Relative || confirmed == Some(PercentReading::Relative);
        if needs_baseline && !has_baseline {
            self.ask(format!("No baseline: what is {} today?", rate.name));
        }
        if change.form == Form::Ambiguous && confirmed.is_none() && !found.is_empty() {
            let (number, points) = (share_text(change), points_text(change));
            if !has_baseline {
                let message = format!(
                    "{} today is not known, so only {points} can be computed: this is the upper reading. Set the segment's {} or write \"from ... to ...\".",
                    capital(rate.name),
                    rate.name
                );
                self.warn("VALUE_NO_BASELINE", message, change.span);
            }
            if found.len() > 1 || !has_baseline {
                let message = format!(
                    "\"{number}\" can mean {number} of the {} or {points}: write \"points\", \"relative\" or \"from ... to ...\", or choose.",
                    rate.name
                );
                self.warn("VALUE_PERCENT_AMBIGUOUS", message, change.span);
            }
        }
        if let (Some(baseline), Some((reading, ..))) = (baseline, found.first()) {
            let to = rate.moved(*reading, baseline.estimate.mid, change.estimate.mid);
            self.check_it_can_be_seen(rate, baseline, to);
        }
        for (reading, inputs, says) in found {
            self.price(reading, inputs, false, says);
        }
    }

    /// The change as percentage points.
    fn points(
        &mut self,
        rate: &Rate,
        change: &Change,
        baseline: Option<&Baseline>,
        stock: &[Input],
        cycles: f64,
    ) -> Option<Draft> {
        let size = points_text(change);
        if let Some(b) = baseline {
            let now = b.estimate.mid;
            let room = if rate.good == Way::Down { now } else { 1.0 - now };
            if change.high > room + 1e-12 {
                let reason = if rate.good == Way::Down {
                    format!("{size}{}: more {} than there is to reduce ({})", rate.period(b), rate.name, percent(now))
                } else {
                    format!("{size}: {} cannot rise above 100% from {}", rate.name, percent(now))
                };
                let message = format!("{}.", capital(&reason));
                self.out.impossible.push(reason);
                self.fail("VALUE_POINTS_ABOVE_BASELINE", message, change.span);
                return None;
            }
        }
        let compounds = rate.compounds && (cycles - 1.0).abs() > 1e-9;
        let mut inputs = stock.to_vec();
        let label = if rate.good == Way::Down { "points fewer" } else { "points more" };
        if compounds {
            let Some(b) = baseline else {
                self.ask(format!(
                    "No baseline: what is {} a month today? Points a month add up differently for each.",
                    rate.name
                ));
                return None;
            };
            inputs.push(self.compounded(rate, change, b, cycles, |now, by| now - by, "points"));
        } else {
            inputs.push(self.derived("change", label, "share", change.estimate, change.source.clone()));
        }
        let says = match baseline {
            Some(b) => format!(
                "{size}: {} from {} to {}{}",
                rate.name,
                percent(b.estimate.mid),
                percent(rate.moved(PercentReading::Points, b.estimate.mid, change.estimate.mid)),
                rate.period(b)
            ),
            None => format!("{size}: whatever {} is today", rate.name),
        };
        Some((PercentReading::Points, inputs, says))
    }

    /// The change as a share of the rate.
    fn relative(
        &mut self,
        rate: &Rate,
        change: &Change,
        baseline: &Baseline,
        stock: &[Input],
        cycles: f64,
    ) -> Option<Draft> {
        let size = format!("{} of the {}", share_text(change), rate.name);
        let now = baseline.estimate.mid;
        let down = rate.good == Way::Down;
        if (down && change.high > 1.0) || (!down && now * (1.0 + change.low) > 1.0 + 1e-12) {
            let reason = format!("{size}: more than there is");
            self.fail("VALUE_SHARE_OUTSIDE", format!("{}.", capital(&reason)), change.span);
            self.out.impossible.push(reason);
            return None;
        }
        let mut inputs = stock.to_vec();
        if rate.compounds && (cycles - 1.0).abs() > 1e-9 {
            inputs.push(self.compounded(rate, change, baseline, cycles, |now, by| now * (1.0 - by), "relative"));
        } else {
            let mut today = self.derived(
                "baseline",
                &format!("{} today", rate.name),
                "share",
                baseline.estimate,
                baseline.source.clone(),
            );
            if let Some(variable) = &baseline.variable {
                today.variable.clone_from(variable);
            }
            inputs.push(today);
            let label = if down { "of it fewer" } else { "of it more" };
            inputs.push(self.derived("change", label, "share", change.estimate, change.source.clone()));
        }
        let to = percent(rate.moved(PercentReading::Relative, now, change.estimate.mid));
        let says = format!("{size}: {} from {} to {to}{}", rate.name, percent(now), rate.period(baseline));
        Some((PercentReading::Relative, inputs, says))
    }

    /// What is kept after a year of months (or weeks): (1 - m')^12 - (1 - m)^12, never twelve times a month.
    fn compounded(
        &self,
        rate: &Rate,
        change: &Change,
        baseline: &Baseline,
        cycles: f64,
        step: fn(f64, f64) -> f64,
        name: &str,
    ) -> Input {
        // Churn is reduced, retention raised: both are counted by who leaves.
        let now = if rate.complement { 1.0 - baseline.estimate.mid } else { baseline.estimate.mid };
        let kept = |by: f64| {
            let left =
                if rate.complement && name == "relative" { 1.0 - (1.0 - now) * (1.0 + by) } else { step(now, by) };
            (1.0 - left.max(0.0)).powf(cycles) - (1.0 - now).powf(cycles)
        };
        let estimate = range_estimate(kept(change.low), kept(change.high), true, false);
        self.derived(&format!("kept-{name}"), "more kept after a year", "share", estimate, change.source.clone())
    }
}

impl Rate {
    /// The rate after a change that is read so; never below 0.
    fn moved(&self, reading: PercentReading, now: f64, by: f64) -> f64 {
        let by = if reading == PercentReading::Relative { now * by } else { by };
        if self.good == Way::Down { (now - by).max(0.0) } else { now + by }
    }

    /// " a year" where the rate is one per time.
    fn period(&self, baseline: &Baseline) -> &'static str {
        if self.compounds { period_text(baseline.period) } else { "" }
    }
}

fn period_text(period: TimeUnit) -> &'static str {
    match period {
        TimeUnit::Minute | TimeUnit::Hour => " an hour",
        TimeUnit::Day => " a day",
        TimeUnit::Week => " a week",
        TimeUnit::Month => " a month",
        TimeUnit::Quarter => " a quarter",
        TimeUnit::Year => " a year",
    }
}

fn points_text(change: &Change) -> String {
    let number = |share: f64| crate::format::figures(share * 100.0, 4);
    let unit = if change.is_one_number() && (change.low - 0.01).abs() < 1e-12 { "point" } else { "points" };
    if change.is_one_number() {
        format!("{} {unit}", number(change.low))
    } else {
        format!("{} to {} points", number(change.low), number(change.high))
    }
}

fn share_text(change: &Change) -> String {
    if change.is_one_number() {
        percent(change.low)
    } else {
        format!("{} to {}", percent(change.low), percent(change.high))
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}
