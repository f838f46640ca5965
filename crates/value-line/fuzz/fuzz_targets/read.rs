//! Any bytes: no panic, the text word for word, marks in order and on character boundaries.
#![no_main]

use libfuzzer_sys::fuzz_target;
use throughline_value_line::{Context, Currency, SegmentFacts, read};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let context = Context {
        today: jiff::civil::date(2026, 11, 22),
        currency: Currency::EUR,
        segments: vec![SegmentFacts {
            name: "SMB".to_owned(),
            yearly_revenue_minor: Some(100_000_000),
            yearly_churn: Some(0.12),
            customers: Some(200),
        }],
        confirmed: None,
    };
    let reading = read(&text, &context);
    assert_eq!(reading.text, text);
    let mut end = 0;
    for mark in &reading.marks {
        assert!(mark.span.start >= end && text.get(mark.span.start..mark.span.end).is_some());
        end = mark.span.end;
    }
    for pricing in &reading.pricings {
        let amount = pricing.amount;
        assert!(amount.low <= amount.mid && amount.mid <= amount.high && amount.mean.is_finite());
    }
});
