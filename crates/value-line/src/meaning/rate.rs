//! Rates: churn, conversion, expansion, risk; and the percent of a percentage (M11), never chosen silently.

use super::direction::Way;
use super::reader::Reader;
use super::roles::Role;
use crate::estimate::product;
use crate::format::percent;
use crate::grammar::quantity::{Unit, per_year, range_estimate};
use crate::lexicon::{Concept, Noun, TimeUnit};
use crate::{Estimate, Input, PercentReading, Source};

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

/// How the change was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Points,
    Relative,
    Ambiguous,
}

/// By how much the rate changes.
struct Change {
    form: Form,
    low: f64,
    high: f64,
    estimate: Estimate,
    source: Source,
    period: Option<TimeUnit>,
    span: Option<crate::Span>,
}

/// What the rate is today.
struct Baseline {
    estimate: Estimate,
    source: Source,
    period: TimeUnit,
    variable: Option<String>,
}

impl Reader<'_> {
    /// "reduces churn by 3% in a €1M segment".
    pub(super) fn churn(&mut self) {
        let retention = self.sentence.has(|c| c == Concept::Retention) && !self.sentence.has(|c| matches!(c, Concept::Churn | Concept::Churner));
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
        self.apply(&rate, change, stock, false);
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
        self.apply(&rate, change, stock, false);
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
        let each = self.first_money(|q| q.per.each.is_some()).or_else(|| self.first_money(|q| q.per.period.is_none()));
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
        let index = self.role(Role::Change).or_else(|| self.role(Role::Baseline)).or_else(|| self.role(Role::ShareOfCount));
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

    /// The change of a rate, or a question, or an error.
    fn change(&mut self, rate: &Rate) -> Option<Change> {
        let index = self.role(Role::Change).or_else(|| self.role(Role::ShareOfCount));
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
            return Some(Change { form: Form::Relative, low: value, high: value, estimate, source, period: None, span: Some(span) });
        }
        self.change_to_target(rate)
    }

    fn written_change(&mut self, rate: &Rate, index: usize) -> Option<Change> {
        let quantity = self.quantity(index).clone();
        let (low, high) = self.difference(index);
        if high <= 0.0 {
            self.fail("VALUE_ZERO_CHANGE", "A change of nothing is worth nothing; write by how much it changes.", Some(quantity.span));
            return None;
        }
        let form = match quantity.unit {
            Unit::Points => Form::Points,
            _ if quantity.changes_to.is_some() => Form::Points,
            _ => self.form_of(index),
        };
        if form != Form::Relative && high > 1.0 {
            self.fail("VALUE_SHARE_OUTSIDE", "A share cannot change by more than 100%.", Some(quantity.span));
            return None;
        }
        let label = if rate.good == Way::Down { "fewer" } else { "more" };
        let input = self.input(index, "change", label, "share", 1.0);
        let estimate = if quantity.changes_to.is_some() { range_estimate(low, high, true, false) } else { input.estimate };
        Some(Change { form, low, high, estimate, source: input.source, period: quantity.per.period, span: Some(quantity.span) })
    }

    /// Points, a share of the rate, or nobody can tell.
    fn form_of(&self, index: usize) -> Form {
        let item = self.quantity(index).item;
        let after: Vec<Concept> = self.sentence.after(item, 4).filter_map(|item| item.concept()).collect();
        let before_is_relative = self.sentence.before(item, 3).any(|item| item.concept() == Some(Concept::Relative));
        let mut meanings = after.iter().filter(|c| **c != Concept::Article);
        match (meanings.next(), meanings.next()) {
            _ if before_is_relative || after.contains(&Concept::Relative) => Form::Relative,
            (Some(Concept::Fewer), _) => Form::Relative,
            (Some(Concept::Of), Some(Concept::Churn | Concept::Churner | Concept::Conversion | Concept::Risk)) => Form::Relative,
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
        Some(Change { form: Form::Points, low, high, estimate, source, period: Some(baseline.period), span: Some(quantity.span) })
    }

    /// The rate today: from the text, else from the segment.
    fn baseline(&mut self, rate: &Rate) -> Option<Baseline> {
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

    /// Prices the change of a rate in every way it can be read.
    fn apply(&mut self, rate: &Rate, change: Change, stock: Vec<Input>, once: bool) {
        let baseline = self.baseline(rate);
        let said = change.period.or(baseline.as_ref().map(|b| b.period));
        if rate.compounds && said.is_none() {
            self.assume(format!("No period given for {}: a year is assumed.", rate.name));
            self.warn("VALUE_PERIOD_ASSUMED", format!("No period given for {}: a year is assumed. Write \"a year\" or \"a month\".", rate.name), change.span);
        } else if rate.compounds && change.period.is_none() && baseline.as_ref().is_some_and(|b| matches!(b.source, Source::Segment { .. })) {
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
            pricings.extend(self.points(rate, &change, baseline.as_ref(), &stock, cycles));
        }
        if change.form != Form::Points
            && let Some(baseline) = &baseline
        {
            pricings.extend(self.relative(rate, &change, baseline, &stock, cycles));
        }
        self.rank(rate, &change, baseline.is_some(), pricings, once);
    }

    /// Puts the reading first that ranks, and says what there is to choose.
    fn rank(&mut self, rate: &Rate, change: &Change, has_baseline: bool, mut found: Vec<(PercentReading, Vec<Input>, String)>, once: bool) {
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
                let message = format!("{} today is not known, so only {points} can be computed: this is the upper reading. Set the segment's {} or write \"from ... to ...\".", capital(rate.name), rate.name);
                self.warn("VALUE_NO_BASELINE", message, change.span);
            }
            if found.len() > 1 || !has_baseline {
                let message = format!("\"{number}\" can mean {number} of the {} or {points}: write \"points\", \"relative\" or \"from ... to ...\", or choose.", rate.name);
                self.warn("VALUE_PERCENT_AMBIGUOUS", message, change.span);
            }
        }
        for (reading, inputs, says) in found {
            self.price(reading, inputs, once, says);
        }
    }

    /// The change as percentage points.
    fn points(&mut self, rate: &Rate, change: &Change, baseline: Option<&Baseline>, stock: &[Input], cycles: f64) -> Option<(PercentReading, Vec<Input>, String)> {
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
                self.ask(format!("No baseline: what is {} a month today? Points a month add up differently for each.", rate.name));
                return None;
            };
            inputs.push(self.compounded(rate, change, b, cycles, |now, by| now - by, "points"));
        } else {
            inputs.push(self.derived("change", label, "share", change.estimate, change.source.clone()));
        }
        let says = match baseline {
            Some(b) => format!("{size}: {} from {} to {}{}", rate.name, percent(b.estimate.mid), moved(b, |now| step(rate, now, change.estimate.mid)), rate.period(b)),
            None => format!("{size}: whatever {} is today", rate.name),
        };
        Some((PercentReading::Points, inputs, says))
    }

    /// The change as a share of the rate.
    fn relative(&mut self, rate: &Rate, change: &Change, baseline: &Baseline, stock: &[Input], cycles: f64) -> Option<(PercentReading, Vec<Input>, String)> {
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
            let mut today = self.derived("baseline", &format!("{} today", rate.name), "share", baseline.estimate, baseline.source.clone());
            if let Some(variable) = &baseline.variable {
                today.variable.clone_from(variable);
            }
            inputs.push(today);
            let label = if down { "of it fewer" } else { "of it more" };
            inputs.push(self.derived("change", label, "share", change.estimate, change.source.clone()));
        }
        let to = moved(baseline, |now| if down { now * (1.0 - change.estimate.mid) } else { now * (1.0 + change.estimate.mid) });
        let says = format!("{size}: {} from {} to {to}{}", rate.name, percent(now), rate.period(baseline));
        Some((PercentReading::Relative, inputs, says))
    }

    /// What is kept after a year of months (or weeks): (1 - m')^12 - (1 - m)^12, never twelve times a month.
    fn compounded(&self, rate: &Rate, change: &Change, baseline: &Baseline, cycles: f64, step: fn(f64, f64) -> f64, name: &str) -> Input {
        // Churn is reduced, retention raised: both are counted by who leaves.
        let now = if rate.complement { 1.0 - baseline.estimate.mid } else { baseline.estimate.mid };
        let kept = |by: f64| {
            let left = if rate.complement && name == "relative" { 1.0 - (1.0 - now) * (1.0 + by) } else { step(now, by) };
            (1.0 - left.max(0.0)).powf(cycles) - (1.0 - now).powf(cycles)
        };
        let estimate = range_estimate(kept(change.low), kept(change.high), true, false);
        self.derived(&format!("kept-{name}"), "more kept after a year", "share", estimate, change.source.clone())
    }
}

impl Baseline {
    /// The same rate per another period, compounded.
    fn per(self, period: TimeUnit) -> Self {
        if self.period == period {
            return self;
        }
        let power = per_year(self.period) / per_year(period);
        let convert = |rate: f64| 1.0 - (1.0 - rate.clamp(0.0, 1.0)).powf(power);
        let estimate = range_estimate(convert(self.estimate.low), convert(self.estimate.high), true, false);
        Self { estimate, period, variable: None, ..self }
    }
}

impl Rate {
    /// " a year" where the rate is one per time.
    fn period(&self, baseline: &Baseline) -> &'static str {
        if self.compounds { period_text(baseline.period) } else { "" }
    }
}

fn step(rate: &Rate, now: f64, by: f64) -> f64 {
    if rate.good == Way::Down { now - by } else { now + by }
}

fn moved(baseline: &Baseline, to: impl Fn(f64) -> f64) -> String {
    percent(to(baseline.estimate.mid).max(0.0))
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
    let unit = if change.high == change.low && (change.low - 0.01).abs() < 1e-12 { "point" } else { "points" };
    if change.low == change.high {
        format!("{} {unit}", number(change.low))
    } else {
        format!("{} to {} points", number(change.low), number(change.high))
    }
}

fn share_text(change: &Change) -> String {
    if change.low == change.high {
        percent(change.low)
    } else {
        format!("{} to {}", percent(change.low), percent(change.high))
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}
