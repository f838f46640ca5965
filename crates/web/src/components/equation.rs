//! A Business Value line, read: the words that were understood, the equation, the ways to read it.

use maud::{Markup, html};
use throughline_domain::{Currency, Estimate, words};
use throughline_value_line::{Input, Pricing, Reading, Severity, Source, Span, Urgency, format};

use crate::components::{
    money::{self, Tone},
    say,
};

/// The sentence with the understood phrases underlined; hovering says what each was read as.
pub fn sentence(reading: &Reading) -> Markup {
    let text = &reading.text;
    let mut at = 0;
    let mut pieces: Vec<(bool, &str, &str)> = Vec::new();
    for mark in &reading.marks {
        let (Some(before), Some(marked)) =
            (slice(text, at, mark.span.start), slice(text, mark.span.start, mark.span.end))
        else {
            continue;
        };
        pieces.push((false, before, ""));
        pieces.push((true, marked, &mark.label));
        at = mark.span.end;
    }
    pieces.push((false, text.get(at..).unwrap_or(""), ""));
    html! {
        p class="bv" {
            @for (marked, piece, label) in pieces {
                @if marked { mark title=(label) { (piece) } } @else { (piece) }
            }
        }
    }
}

fn slice(text: &str, start: usize, end: usize) -> Option<&str> {
    if start > end { None } else { text.get(start..end) }
}

/// The factors and their product.
pub fn equation(text: &str, pricing: &Pricing) -> Markup {
    html! {
        dl class="eq" {
            @for (place, input) in pricing.inputs.iter().enumerate() {
                div class="cell" data-op=[(place > 0).then_some("×")] {
                    dt { (input.label) }
                    dd {
                        b { (factor(input, pricing.currency)) }
                        @if let Some(range) = factor_range(input, pricing.currency) { span class="src" { (range) } }
                        span class="src" { (source(text, &input.source)) }
                    }
                }
            }
            div class="cell sum" data-op=[(!pricing.inputs.is_empty()).then_some("=")] {
                dt { "brought to the company" }
                dd {
                    b { (format::minor(pricing.amount.mid, pricing.currency)) " " (money::per_year(pricing.once)) }
                    @if !pricing.amount.is_point() { span class="src" { (money::range(&pricing.amount, pricing.currency)) ", 90% sure" } }
                }
            }
        }
    }
}

/// A factor in its unit; money is in minor units.
fn factor(input: &Input, currency: Currency) -> String {
    one(input, input.estimate.mid, currency)
}

fn factor_range(input: &Input, currency: Currency) -> Option<String> {
    let Estimate { low, high, .. } = input.estimate;
    (!input.estimate.is_point()).then(|| format!("{} to {}", one(input, low, currency), one(input, high, currency)))
}

fn one(input: &Input, value: f64, currency: Currency) -> String {
    let unit = input.unit.trim();
    if unit.starts_with(currency.code()) {
        let per = unit.trim_start_matches(currency.code()).trim();
        let amount = format::minor(minor(value, currency), currency);
        return if per.is_empty() { amount } else { format!("{amount} {per}") };
    }
    if unit == "share" && input.label.starts_with("points") {
        return format!("{} points", words::number(value * 100.0, 2));
    }
    if unit == "share" {
        return format::percent(value);
    }
    if unit.is_empty() { say::number(value) } else { format!("{} {unit}", say::number(value)) }
}

#[allow(clippy::cast_precision_loss)]
fn minor(major: f64, currency: Currency) -> f64 {
    major * currency.minor_per_major() as f64
}

fn source<'a>(text: &'a str, source: &'a Source) -> String {
    match source {
        Source::Text { span: Span { start, end } } => {
            slice(text, *start, *end).map_or_else(|| "in the text".to_owned(), |words| format!("“{words}”"))
        }
        Source::Segment { name } => format!("from the segment {name}"),
        Source::Assumed { why } => format!("assumed: {why}"),
    }
}

/// What is missing, what was assumed, what to look at.
pub fn remarks(reading: &Reading) -> Markup {
    html! {
        @if let Some(missing) = &reading.missing {
            p { span class="tag cost" { "no price yet" } " " (missing) }
        }
        @for diagnostic in reading.remarks().filter(|found| found.severity != Severity::Note) {
            p class="meta" { (diagnostic.message) }
        }
        @for assumption in &reading.assumptions { p class="meta" { "Assumed: " (assumption) } }
    }
}

/// How the cost depends on the delay, in a sentence.
pub fn urgency(urgency: Urgency, today: jiff::civil::Date) -> String {
    let day = |date| words::day(date, today);
    match urgency {
        Urgency::Steady => "Every week of waiting costs the same.".to_owned(),
        Urgency::ByDate { date } => format!("Nothing is lost if it is done by {}; after that it is.", day(date)),
        Urgency::Window { closes } => format!("It is worth less each week and nothing from {}.", day(closes)),
        Urgency::GrowingLater { starts } => {
            format!("It costs nothing before {}, then the same every week.", day(starts))
        }
    }
}

/// Everything that was understood, as the value page and the live reading show it.
pub fn whole(reading: &Reading, today: jiff::civil::Date) -> Markup {
    html! {
        section class="panel" aria-label="Reading" {
            div class="between" {
                h2 { "What we read" }
                @if !reading.pricings.is_empty() { span class="tag done" { "✓ says what changes, for whom, how much" } }
            }
            (sentence(reading))
            @if let Some(pricing) = reading.pricings.first() {
                (equation(&reading.text, pricing))
                p class="why" { (urgency(reading.urgency, today)) " " (week(pricing)) }
            }
            (remarks(reading))
            @if reading.pricings.len() > 1 || !reading.impossible.is_empty() {
                div class="reads" {
                    @for pricing in &reading.pricings {
                        p class="between" {
                            span { (pricing.says) }
                            (money::amount(Tone::Value, &pricing.amount, pricing.currency, money::per_year(pricing.once)))
                        }
                    }
                    @for impossible in &reading.impossible {
                        p class="between" { span { (impossible) } span class="muted" { "not possible" } }
                    }
                }
            }
        }
    }
}

fn week(pricing: &Pricing) -> String {
    format!("A week of waiting then costs {}.", format::estimate(&pricing.per_week, pricing.currency))
}
