//! From a sentence to a reading: what kind of value it is, which number plays which part, and what is missing.

mod amounts;
mod checks;
mod direction;
mod kind;
mod once;
mod part;
mod rate;
mod reader;
mod roles;
mod segment;
mod stock;
mod time;
mod urgency;

use crate::grammar::Sentence;
use crate::lexicon::en::ENGLISH;
use crate::{Context, Kind, Reading, Severity, Urgency};

/// The longest text that is read, in characters.
pub const MAX_CHARACTERS: usize = 2_000;

/// Reads a Business Value line.
///
/// Never panics and never invents a number: what cannot be read is kept and answered with what is missing. Takes time
/// linear in the length of the text.
///
/// ```
/// use throughline_value_line::{Context, Currency, read};
/// let context = Context {
///     today: jiff::civil::date(2026, 11, 22),
///     currency: Currency::EUR,
///     segments: Vec::new(),
///     confirmed: None,
/// };
/// let reading = read("Cuts the AWS bill from €18k to €11k a month", &context);
/// assert_eq!(reading.pricings[0].amount.mid, 8_400_000.0); // cents a year
/// ```
pub fn read(text: &str, context: &Context) -> Reading {
    let mut reading = Reading {
        text: text.to_owned(),
        kind: None,
        segment: None,
        pricings: Vec::new(),
        impossible: Vec::new(),
        urgency: Urgency::Steady,
        assumptions: Vec::new(),
        missing: None,
        diagnostics: Vec::new(),
        marks: Vec::new(),
    };
    if text.chars().nth(MAX_CHARACTERS).is_some() {
        reading.report(
            "VALUE_TOO_LONG",
            Severity::Error,
            format!(
                "The line is longer than {MAX_CHARACTERS} characters. It was kept; shorten it to one or two sentences."
            ),
            None,
        );
        return reading;
    }
    if text.trim().is_empty() {
        reading.missing =
            Some("Nothing written yet: what does this bring, to whom, and how much is it a year?".to_owned());
        return reading;
    }
    let sentence = Sentence::read(text, &ENGLISH, context.today);
    let mut reader = reader::Reader::new(sentence, context, reading);
    reader.check();
    if reader.has_error() {
        return reader.finish();
    }
    let kind = kind::of(&reader.sentence);
    reader.out.kind = kind.map(|(kind, _)| kind);
    if let Some((_, at)) = kind {
        reader.mark_kind(at);
    }
    match reader.out.kind {
        Some(Kind::Churn) => reader.churn(),
        Some(Kind::Conversion) => reader.conversion(),
        Some(Kind::Expansion) => reader.expansion(),
        Some(Kind::TimeSaved) => reader.time_saved(),
        Some(Kind::CostAvoided) => reader.cost_avoided(),
        Some(Kind::RiskReduced) => reader.risk_reduced(),
        Some(Kind::DeadlinePenalty) => reader.penalty(),
        Some(Kind::DealUnblocked) => reader.deal(),
        Some(Kind::CostOfDelay) => reader.cost_of_delay(),
        Some(Kind::NewRevenue) => reader.new_revenue(),
        None => reader.no_kind(),
    }
    reader.urgency();
    reader.finish()
}
