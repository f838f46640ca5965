//! `value`: read one Business Value sentence.

use clap::Args;
use owo_colors::OwoColorize;
use throughline_app::ReadValueInput;
use throughline_value_line::{
    Context, Currency, Estimate, Input, PercentReading, Pricing, Reading, Severity, Source, format,
};

use crate::{Place, client::Ask, error::CliError, output::Screen};

/// Options of `value`.
#[derive(Debug, Clone, Args)]
pub struct ValueArgs {
    /// The sentence, in quotation marks: "reduces churn by 3% in a €1M segment"
    #[arg(required_unless_present = "reference")]
    pub text: Option<String>,
    /// Currency of amounts that name none
    #[arg(long, value_parser = Currency::parse, value_name = "CODE")]
    pub currency: Option<Currency>,
    /// Print the manual of the sentences
    #[arg(long)]
    pub reference: bool,
}

/// Reads the sentence: with the segments of a workspace where one is named, otherwise by itself.
pub async fn run(args: ValueArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let Some(text) = args.text.filter(|_| !args.reference) else {
        return screen.print(&serde_json::json!({ "reference": throughline_value_line::REFERENCE }), || {
            throughline_value_line::REFERENCE.to_owned()
        });
    };
    let reading = if place.is_named() {
        let opened = place.open().await?;
        let input = ReadValueInput { text, confirmed_reading: None, currency: args.currency };
        let reading = opened.client.send::<Reading>(Ask::post(&["value"], &input)?).await;
        opened.close().await;
        reading?
    } else {
        let currency = args.currency.unwrap_or(Currency::EUR);
        let context = Context { today: jiff::Zoned::now().date(), currency, segments: Vec::new(), confirmed: None };
        throughline_value_line::read(&text, &context)
    };
    screen.print(&reading, || shown(&reading))
}

/// The sentence with its phrases underlined, then each way to read it as an equation.
fn shown(reading: &Reading) -> String {
    let mut out = vec![underlined(reading), String::new()];
    for pricing in &reading.pricings {
        out.extend(priced(pricing));
    }
    out.extend(reading.impossible.iter().map(|why| format!("{} {why}", "Not possible:".bold())));
    out.extend(reading.assumptions.iter().map(|assumed| format!("{} {assumed}", "Assumed:".bold())));
    out.extend(reading.missing.iter().map(|missing| format!("{} {missing}", "Missing:".yellow().bold())));
    for diagnostic in reading.remarks() {
        let code = match diagnostic.severity {
            Severity::Error => diagnostic.code.red().to_string(),
            Severity::Warning => diagnostic.code.yellow().to_string(),
            Severity::Note => diagnostic.code.dimmed().to_string(),
        };
        out.push(format!("{} {code}", diagnostic.message));
    }
    out.join("\n")
}

/// The text with a line of marks under the phrases that were understood, and what each was read as.
fn underlined(reading: &Reading) -> String {
    let mut marks = String::new();
    let mut labels = Vec::new();
    let mut at = 0;
    for mark in &reading.marks {
        let (Some(before), Some(phrase)) =
            (reading.text.get(at..mark.span.start), reading.text.get(mark.span.start..mark.span.end))
        else {
            continue;
        };
        marks.extend(before.chars().map(|_| ' '));
        marks.extend(phrase.chars().map(|_| '‾'));
        labels.push(format!("  {}  {}", phrase.cyan(), mark.label.dimmed()));
        at = mark.span.end;
    }
    let one_line = !reading.text.contains('\n');
    let text = reading.text.bold().to_string();
    let marks = marks.cyan().to_string();
    let head = if labels.is_empty() || !one_line { vec![text] } else { vec![text, marks] };
    head.into_iter().chain(labels).collect::<Vec<_>>().join("\n")
}

fn priced(pricing: &Pricing) -> Vec<String> {
    let name = match pricing.reading {
        PercentReading::Plain => None,
        PercentReading::Points => Some("Read as points"),
        PercentReading::Relative => Some("Read as a share of the share"),
    };
    let per = if pricing.once { "once" } else { "a year" };
    let mut out = Vec::new();
    if let Some(name) = name {
        out.push(format!("{}: {}", name.bold(), pricing.says));
    }
    out.push(format!(
        "{} {per}; {} for each week it waits",
        format::estimate(&pricing.amount, pricing.currency).green().bold(),
        format::estimate(&pricing.per_week, pricing.currency).yellow(),
    ));
    let factors: Vec<String> = pricing.inputs.iter().map(|input| factor(input, pricing.currency)).collect();
    out.push(format!("  = {}", factors.join("\n  × ")));
    out.push(String::new());
    out
}

/// "€1.0M  segment's yearly revenue, as written".
fn factor(input: &Input, currency: Currency) -> String {
    let from = match &input.source {
        Source::Text { .. } => "as written".to_owned(),
        Source::Segment { name } => format!("known of {name}"),
        Source::Assumed { why } => format!("assumed: {why}"),
    };
    let estimate = &input.estimate;
    let number = if input.unit.starts_with(currency.code()) {
        format::estimate(&in_minor_units(estimate, currency), currency)
    } else if input.unit == "share" {
        ranged(estimate.is_point(), format::percent(estimate.mid), || {
            format!("{}–{}", format::percent(estimate.low), format::percent(estimate.high))
        })
    } else {
        let plain = |value: f64| throughline_domain::words::number(value, 2);
        let number = ranged(estimate.is_point(), plain(estimate.mid), || {
            format!("{}–{}", plain(estimate.low), plain(estimate.high))
        });
        format!("{number} {}", input.unit)
    };
    format!("{number}  {}", format_args!("{}, {from}", input.label).dimmed())
}

/// Factors are in whole units of their currency, totals in minor ones.
#[expect(clippy::cast_precision_loss, reason = "a small power of ten")]
fn in_minor_units(major: &Estimate, currency: Currency) -> Estimate {
    major.scaled(currency.minor_per_major() as f64)
}

fn ranged(point: bool, mid: String, range: impl FnOnce() -> String) -> String {
    if point { mid } else { format!("{mid} ({})", range()) }
}
