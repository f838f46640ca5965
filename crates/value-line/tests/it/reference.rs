//! The manual's examples hold.

use throughline_value_line::{Context, Currency, REFERENCE, SegmentFacts, read};

use crate::support::{amounts, stranger};

/// The workspace that the manual speaks of.
fn manual() -> Context {
    let enterprise = SegmentFacts {
        name: "Enterprise".to_owned(),
        yearly_revenue_minor: Some(200_000_000),
        yearly_churn: Some(0.12),
        customers: Some(200),
    };
    Context { currency: Currency::EUR, segments: vec![enterprise], ..stranger() }
}

/// An example: a sentence, and the lines that say what is understood.
fn examples() -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in REFERENCE.lines() {
        match line {
            "```value" => inside = true,
            "```" => inside = false,
            _ if !inside => {}
            _ if line.starts_with(['=', '?', '!']) => {
                found.last_mut().expect("a sentence first").1.push(line.to_owned());
            }
            _ => found.push((line.to_owned(), Vec::new())),
        }
    }
    found
}

#[test]
fn every_example_of_the_manual_is_understood_as_it_says() {
    let examples = examples();
    assert!(examples.len() >= 30, "the manual lost its examples: {}", examples.len());
    let mut wrong = Vec::new();
    for (text, expected) in examples {
        assert!(!expected.is_empty(), "no expectation for {text}");
        let reading = read(&text, &manual());
        let mut seen: Vec<String> = amounts(&reading).into_iter().map(|amount| format!("= {amount}")).collect();
        seen.extend(reading.missing.iter().map(|question| format!("? {question}")));
        let codes: Vec<String> = reading.diagnostics.iter().map(|d| format!("! {}", d.code)).collect();
        seen.extend(codes.into_iter().filter(|code| expected.contains(code)));
        if seen != expected {
            wrong.push(format!("{text}\n  expected {expected:?}\n  seen     {seen:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
