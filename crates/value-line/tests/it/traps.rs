//! Sentences with a trap, each with the right reading or the right question.

use throughline_value_line::{Currency, Severity, read};

use crate::support::{check, company, stranger};

#[test]
fn a_percentage_of_a_percentage_is_never_chosen_silently() {
    for (text, context) in [
        ("reduces churn by 3% in a €1M segment", stranger()),
        ("reduces churn by 3% in SMB", company()),
        ("conversion +3% on 40k visits a month at €30 each, currently 2.4%", stranger()),
        ("increases retention by 3% in a €1M segment with 88% retention", stranger()),
    ] {
        assert!(read(text, &context).needs_choice(), "{text}");
    }
    for text in [
        "reduces churn by 3 points in SMB",
        "3% fewer SMB customers leave",
        "SMB churn from 12% to 9%",
        "reduces SMB churn by 3% of churners",
    ] {
        assert!(!read(text, &company()).needs_choice(), "{text}");
    }
}

#[test]
fn both_readings_of_a_percentage_are_priced_the_lower_first() {
    check(
        &[
            ("reduces churn by 3% in a €1M segment, churn is 12%", "EUR 3600 a year | EUR 30000 a year"),
            ("12% churn reduced by 3% in a €1M segment", "EUR 3600 a year | EUR 30000 a year"),
            ("reduces churn by 3% (currently 12%) in a €1M segment", "EUR 3600 a year | EUR 30000 a year"),
            ("increases retention by 3% in a €1M segment with 88% retention", "EUR 26400 a year | EUR 30000 a year"),
            (
                "conversion +3% on 40k visits a month at €30 each, currently 2.4%",
                "EUR 10368 a year | EUR 432000 a year",
            ),
            ("reduces churn by 3% in a €1M segment, churn is 5% a month", "EUR 10327.78 a year | EUR 244356.64 a year"),
            ("reduces churn by 3% in a €1M segment, monthly churn is 2%", "EUR 5784.72 a year"),
            ("reduces churn by 3% in a €1M segment, churn is 2%", "EUR 600 a year"),
        ],
        &stranger(),
    );
}

#[test]
fn points_above_what_there_is_are_impossible_and_say_so() {
    let reading = read("reduces churn by 3% in a €1M segment, churn is 2% a month", &stranger());
    assert_eq!(reading.impossible, ["3 points a month: more churn than there is to reduce (2%)"]);
    assert!(
        reading.diagnostics.iter().any(|d| d.code == "VALUE_POINTS_ABOVE_BASELINE" && d.severity == Severity::Error)
    );
    check(
        &[
            ("reduces SMB churn by 15 points", "! VALUE_POINTS_ABOVE_BASELINE"),
            (
                "raises conversion by 20 points from 90% on 100 visits a month at €1 each",
                "! VALUE_POINTS_ABOVE_BASELINE",
            ),
        ],
        &company(),
    );
}

#[test]
fn what_is_missing_is_asked_for_in_one_sentence() {
    check(
        &[
            ("", "? Nothing written yet: what does this bring, to whom, and how much is it a year?"),
            ("reduces churn by 3%", "? No amount: how many customers, or how much revenue a year?"),
            (
                "reduces churn in a €1M segment",
                "? No change: by how many points, or from what to what, does churn fall?",
            ),
            ("reduces churn to 9% in a €1M segment", "? No baseline: what is churn today?"),
            ("halves churn in a €1M segment", "? No baseline: what is churn today?"),
            (
                "reduces churn by 2 points a month in a €1M segment",
                "? No baseline: what is churn a month today? Points a month add up differently for each.",
            ),
            ("saves 10 hours a week", "? No rate: what does an hour of these people cost?"),
            ("+0.3pp conversion", "? No amount: how many visits a month, and what is one conversion worth?"),
            ("+0.3pp conversion at €30 each", "? No visits: how many a month?"),
            ("+0.3pp conversion on 40k visits a month", "? No worth: how much money does one conversion bring?"),
            ("10% more revenue", "? No amount: 10% of how much revenue a year?"),
            ("avoids a fine if not live by 2027-01-31", "? No amount: how much is lost if this is late?"),
            ("unblocks the Contoso deal", "? No amount: how much are the deals worth that wait for this?"),
            ("cuts the AWS bill", "? No amount: how large is the bill, and how much of it goes away?"),
            (
                "reduces the risk of a €400k outage",
                "? No probability: how likely is it in a year today, and how likely afterwards?",
            ),
            ("reduces the risk of an outage from 10% to 4%", "? No amount: how much would be lost if it happened?"),
        ],
        &stranger(),
    );
}

#[test]
fn what_is_not_money_gets_a_question_and_no_number() {
    let generic = "? No value yet: what does this bring (fewer leave, more buy, hours saved, a bill that shrinks), and how much is it a year?";
    check(
        &[
            (
                "reduces latency by 30%",
                "? \"latency\" is not money yet: who leaves, buys less or waits because of it, and how much is that a year?",
            ),
            ("10x faster", generic),
            (
                "Upgrade to v2.0, fixes #123 and 2.0.1",
                "? No change: by how many percent do existing customers buy more?",
            ),
            ("Fixes #4000 in 24/7 mode at 10:30", generic),
            ("see https://example.com/?saves=30k€", generic),
            ("5 story points", generic),
            ("one of the 3D views needs 2FA", generic),
            ("TOP priority for ALL 500", generic),
            ("€30k", "? €30k of what: new revenue, a cost that goes away, or money lost while it waits?"),
            ("🙂 \u{0} \u{202e} ١٢٣", generic),
        ],
        &stranger(),
    );
}

#[test]
fn money_that_is_only_mentioned_is_not_counted() {
    check(
        &[
            (
                "The project costs €50k",
                "? €50k: does this cost go away? Then write \"saves ...\", or from what to what it falls.",
            ),
            (
                "Touches the segment with €1M ARR",
                "? €1M ARR: is all of it new? Then write \"adds ...\", or say by how much it changes.",
            ),
            (
                "supports 3 new languages in a €400k market",
                "? €400k of what: new revenue, a cost that goes away, or money lost while it waits?",
            ),
            (
                "implements the €50k support contract",
                "? €50k: does this deal wait for the work? Then write \"unblocks ...\", and by when.",
            ),
            ("works fine, saves €5k a year on hosting", "EUR 5000 a year"),
        ],
        &stranger(),
    );
}

#[test]
fn the_wrong_way_round_is_an_error_and_never_a_gain() {
    check(
        &[
            ("increases churn by 3% in a €1M segment", "! VALUE_WRONG_WAY"),
            ("+3% churn in a €1M segment", "! VALUE_WRONG_WAY"),
            ("churn from 9% to 12% in a €1M segment", "! VALUE_WRONG_WAY"),
            ("lowers conversion by 1pp on 40k visits a month at €30 each", "! VALUE_WRONG_WAY"),
            ("reduces retention by 3 points in a €1M segment", "! VALUE_WRONG_WAY"),
            ("AWS bill from $11k to $18k a month", "! VALUE_WRONG_WAY"),
            ("does not reduce churn by 3% in a €1M segment", "! VALUE_NEGATION"),
            ("won't save 10h/week at 40 EUR/h", "! VALUE_NEGATION"),
            ("prevents churn from rising from 9% to 12% in a €1M segment", "EUR 30000 a year"),
            ("-3pp churn in a €1M segment", "EUR 30000 a year"),
        ],
        &stranger(),
    );
}

#[test]
fn numbers_that_cannot_be_meant_are_refused() {
    check(
        &[
            ("reduces churn by 0% in a €1M segment", "! VALUE_ZERO_CHANGE"),
            ("reduces churn by 3% in a €0 segment", "! VALUE_ZERO_REVENUE"),
            ("reduces churn by 300% in a €1M segment", "! VALUE_SHARE_OUTSIDE"),
            ("€50k deal and a $20k fine", "! VALUE_MIXED_CURRENCIES"),
            ("saves €99999999999999999999 a year on hosting", "! VALUE_TOO_LARGE"),
        ],
        &stranger(),
    );
}

#[test]
fn a_range_the_wrong_way_round_is_turned_and_said() {
    let reading = read("saves €40k-10k a year on hosting", &stranger());
    assert!(reading.has("VALUE_RANGE_REVERSED"));
    assert!((reading.pricings[0].amount.low - 1_000_000.0).abs() < 1e-3);
}

#[test]
fn dates_that_nobody_can_know_are_asked_about() {
    for (text, code) in [
        ("€50k fine if not live by 01/02/2027", "VALUE_DATE_AMBIGUOUS"),
        ("€50k fine if not live by 2027-02-30", "VALUE_DATE_UNKNOWN"),
        ("€50k fine if not live by 2026-01-31", "VALUE_DATE_PAST"),
        ("saves €5k a year on hosting by Q4", "VALUE_DATE_NOT_USED"),
    ] {
        assert!(read(text, &stranger()).has(code), "{text}: {:?}", read(text, &stranger()).diagnostics);
    }
    let reading = read("it may bring €5k a year of revenue", &stranger());
    assert!(!reading.has("VALUE_DATE_NOT_USED"), "\"may\" is no month here");
}

#[test]
fn another_currency_is_shown_as_written_and_never_converted() {
    let reading = read("saves $10k a year on hosting", &stranger());
    assert!(reading.has("VALUE_OTHER_CURRENCY"));
    assert_eq!(reading.pricings[0].currency, Currency::USD);
    let canada = throughline_value_line::Context { currency: Currency::parse("CAD").unwrap(), ..stranger() };
    let reading = read("saves $10k a year on hosting", &canada);
    assert_eq!(reading.pricings[0].currency.code(), "CAD");
    assert!(!reading.has("VALUE_OTHER_CURRENCY"));
}

#[test]
fn every_default_is_said() {
    for (text, said) in [
        ("Saves support 10h/week at 40 EUR/h", "46 working weeks"),
        ("Saves support 10h/week at 40 EUR/h", "Half of the saved time"),
        ("unblocks €200k of Q4 deals", "counted as certain"),
        ("reduces churn by 3 points in a 1M segment", "EUR is assumed"),
        ("saves €5k on hosting", "a year is assumed"),
        ("saves about €5k a year on hosting", "no range is given"),
    ] {
        let reading = read(text, &stranger());
        assert!(reading.assumptions.iter().any(|a| a.contains(said)), "{text}: {:?}", reading.assumptions);
    }
}

#[test]
fn numbers_that_were_not_used_are_named() {
    let reading = read("saves €5k a year on hosting for 20% of 3 teams", &stranger());
    assert!(reading.has("VALUE_NOT_USED"), "{:?}", reading.diagnostics);
}

#[test]
fn a_line_that_is_too_long_is_kept_and_refused() {
    let text = "saves €5k a year ".repeat(200);
    let reading = read(&text, &stranger());
    assert_eq!(reading.text, text);
    assert!(reading.has("VALUE_TOO_LONG") && reading.pricings.is_empty());
}
