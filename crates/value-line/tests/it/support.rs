//! What the tests of sentences share: a workspace and a short way to say what is expected.

use throughline_value_line::{Context, Currency, PercentReading, Reading, SegmentFacts, Urgency, read};

/// A company that counts in euros and knows one segment: SMB, €1M a year, of which 12% leave.
pub fn company() -> Context {
    company_with(None)
}

/// The same company, and how many customers that segment has.
pub fn company_with(customers: Option<i64>) -> Context {
    let smb = SegmentFacts {
        name: "SMB".to_owned(),
        yearly_revenue_minor: Some(100_000_000),
        yearly_churn: Some(0.12),
        customers,
    };
    Context { segments: vec![smb], ..stranger() }
}

/// A company that counts in euros and knows no segment.
pub fn stranger() -> Context {
    Context { today: jiff::civil::date(2026, 11, 22), currency: Currency::EUR, segments: Vec::new(), confirmed: None }
}

/// The amounts of a reading in whole units, in order: "EUR 30000 a year", "EUR 80000 once, by 2026-12-31".
pub fn amounts(reading: &Reading) -> Vec<String> {
    reading
        .pricings
        .iter()
        .map(|pricing| {
            let major = |minor: f64| {
                #[allow(clippy::cast_precision_loss)]
                let value = minor / pricing.currency.minor_per_major() as f64;
                let text = format!("{value:.2}");
                text.strip_suffix(".00").map(str::to_owned).unwrap_or(text)
            };
            let range = if pricing.amount.is_point()
                || pricing.inputs.iter().any(|i| i.label == "probability" && !i.estimate.is_point())
            {
                String::new()
            } else {
                format!(" ({} to {})", major(pricing.amount.low), major(pricing.amount.high))
            };
            let period = match (pricing.once, reading.urgency) {
                (false, _) => " a year".to_owned(),
                (true, Urgency::ByDate { date }) => format!(" once, by {date}"),
                (true, _) => " once".to_owned(),
            };
            format!("{} {}{range}{period}", pricing.currency, major(pricing.amount.mid))
        })
        .collect()
}

/// What a sentence comes to, as one line: amounts, else the question, else the codes of the errors.
pub fn outcome(text: &str, context: &Context) -> String {
    let reading = read(text, context);
    assert_eq!(reading.text, text, "the text is kept word for word");
    let found = amounts(&reading);
    if !found.is_empty() {
        return found.join(" | ");
    }
    if let Some(question) = &reading.missing {
        return format!("? {question}");
    }
    reading.error().map(|error| format!("! {}", error.code)).unwrap_or_default()
}

/// Checks a table of sentences and expected outcomes, and shows every row that differs.
pub fn check(table: &[(&str, &str)], context: &Context) {
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(text, expected)| {
            let seen = outcome(text, context);
            (seen != *expected).then(|| format!("{text}\n  expected {expected}\n  seen     {seen}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The readings in their order.
pub fn readings(reading: &Reading) -> Vec<PercentReading> {
    reading.pricings.iter().map(|pricing| pricing.reading).collect()
}
