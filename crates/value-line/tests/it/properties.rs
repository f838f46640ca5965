//! What holds for every text, also for nonsense.

use proptest::prelude::*;
use throughline_value_line::{PercentReading, Reading, Severity, read};

use crate::support::{company, stranger};

/// Nonsense made of the words and signs that the grammar cares about.
fn nonsense() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "reduces ",
        "churn ",
        "by ",
        "3%",
        "3 points ",
        "€",
        "1M",
        "k",
        " 1.000",
        ",5",
        "from ",
        "to ",
        "between ",
        "and ",
        "-",
        "–",
        "±",
        "→",
        "a ",
        "month ",
        "year ",
        "per ",
        "each ",
        "(40% likely)",
        "until ",
        "if not ",
        "2027-01-31",
        "31/01/2027",
        "Q4 ",
        "end of ",
        "Nov ",
        "30 ",
        "SMB ",
        "$",
        "£5",
        "half a million ",
        "hours ",
        "10h/week ",
        "not ",
        "prevents ",
        "risk ",
        "deal ",
        "fine ",
        "visits ",
        "conversion ",
        "margin ",
        "x",
        "\u{a0}",
        "'000",
        "’",
        "#12",
        "v2.0",
        "0",
        "9999999999999999",
        "%",
        "\u{301}",
        "🙂",
        "ß",
        "İ",
        ".",
        ",",
        ";",
        ")",
        "up to ",
        "ARR ",
        "wk",
        "/",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Everything that must hold for whatever was read.
fn holds(reading: &Reading, text: &str) {
    assert_eq!(reading.text, text);
    let on_boundaries =
        |start: usize, end: usize| start <= end && text.is_char_boundary(start) && text.is_char_boundary(end);
    for diagnostic in &reading.diagnostics {
        if let Some(span) = diagnostic.span {
            assert!(on_boundaries(span.start, span.end), "{diagnostic:?}");
        }
    }
    let mut last = 0;
    for mark in &reading.marks {
        assert!(
            mark.span.start >= last && mark.span.start < mark.span.end && on_boundaries(mark.span.start, mark.span.end),
            "{mark:?}"
        );
        last = mark.span.end;
    }
    for pricing in &reading.pricings {
        for estimate in
            [pricing.amount, pricing.per_week].iter().chain(pricing.inputs.iter().map(|input| &input.estimate))
        {
            assert!(estimate.low <= estimate.mid && estimate.mid <= estimate.high, "{text:?}: {estimate:?}");
            assert!(estimate.mean.is_finite());
        }
    }
    let answered = !reading.pricings.is_empty()
        || reading.missing.is_some()
        || reading.diagnostics.iter().any(|d| d.severity == Severity::Error);
    assert!(answered, "neither money nor a question nor an error: {text:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn nonsense_of_known_words_is_always_answered(text in nonsense()) {
        holds(&read(&text, &company()), &text);
    }

    #[test]
    fn any_text_is_always_answered(text in any::<String>()) {
        holds(&read(&text, &stranger()), &text);
    }

    #[test]
    fn any_bytes_as_a_form_would_send_them_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let text = String::from_utf8_lossy(&bytes);
        holds(&read(&text, &company()), &text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn reading_twice_reads_the_same(text in nonsense()) {
        prop_assert_eq!(read(&text, &company()), read(&text, &company()));
    }

    #[test]
    fn twice_the_revenue_is_twice_the_value(thousands in 1_u32..50_000, points in 1_u32..90) {
        let amount = |k: u32| read(&format!("reduces churn by {points} points in a €{k}k segment"), &stranger()).pricings[0].amount.mid;
        let (once, twice) = (amount(thousands), amount(thousands * 2));
        prop_assert!((twice - 2.0 * once).abs() <= 1e-9 * twice);
    }

    #[test]
    fn the_lower_reading_of_a_percentage_ranks(percent in 1_u32..12, churn in 12_u32..99) {
        let reading = read(&format!("reduces churn by {percent}% in a €1M segment, churn is {churn}%"), &stranger());
        prop_assert_eq!(reading.pricings[0].reading, PercentReading::Relative);
        prop_assert!(reading.pricings[0].amount.mean <= reading.pricings[1].amount.mean);
    }

    #[test]
    fn a_stated_range_is_the_range_of_the_amount(low in 1_u32..1_000, more in 1_u32..1_000) {
        let high = low + more;
        let reading = read(&format!("saves €{low}k to €{high}k a year on hosting"), &stranger());
        let amount = reading.pricings[0].amount;
        prop_assert!((amount.low - f64::from(low) * 1e5).abs() < 1.0 && (amount.high - f64::from(high) * 1e5).abs() < 1.0);
    }

    #[test]
    fn a_number_means_the_same_in_every_country(value in 1_000_u32..999_999_999) {
        let grouped = |separator: &str| {
            let digits = value.to_string();
            let mut out = String::new();
            for (i, digit) in digits.chars().enumerate() {
                if i > 0 && (digits.len() - i) % 3 == 0 {
                    out.push_str(separator);
                }
                out.push(digit);
            }
            out
        };
        for separator in ["", ",", ".", " ", "\u{a0}", "\u{202f}", "\u{2009}", "'", "’"] {
            let reading = read(&format!("€{} new revenue a year", grouped(separator)), &stranger());
            let amount = reading.pricings[0].amount.mid;
            prop_assert!((amount - f64::from(value) * 100.0).abs() < 1e-3, "{separator:?}: {amount}");
        }
    }

    #[test]
    fn a_reading_survives_json(text in nonsense()) {
        let reading = read(&text, &company());
        let json = serde_json::to_string(&reading).unwrap();
        let back: Reading = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(serde_json::to_string(&back).unwrap(), json);
    }
}
