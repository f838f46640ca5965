//! Sentences as people type them into tickets. A wrong number is the worst answer; a right question is a good one.

use throughline_value_line::{Severity, read};

use crate::support::{check, company, stranger};

fn left_over(number: &str) -> String {
    format!("What is \"{number}\" for? It found no place in the computation. Write one effect, and each number once.")
}

#[test]
fn a_number_that_finds_no_place_is_asked_about_and_nothing_is_computed() {
    for (text, number) in [
        (
            "We expect this to reduce support tickets by 40%, each costs us €12 and we get 2,000 a month",
            "2,000 a month",
        ),
        ("saves €10k a month and €5k one-off", "€5k"),
        ("saves €10k a month plus another €2k a month in support", "€2k a month"),
        ("saves €50k a year but costs €10k a year", "€10k a year"),
        ("€30k, no €40k in new revenue a year", "€40k"),
        ("saves €10k a month for 6 months", "6 months"),
        ("avoids a fine of up to 4% of €10M revenue", "up to 4%"),
        ("unblocks a €1.2M deal, 30%, by 2026-12-31", "30%"),
        ("prevents 2 incidents a month of 3 hours, €1000/h", "3 hours"),
        ("reduces churn by 10% of the 12% in a €1M segment", "12%"),
        ("reduces churn by 20% (from 12% to 9%) in a €1M segment", "20%"),
        ("saves at least €10k, at most €20k a year", "at most €20k a year"),
    ] {
        let reading = read(text, &stranger());
        assert!(reading.pricings.is_empty(), "{text}: {:?}", reading.pricings);
        assert_eq!(reading.missing, Some(left_over(number)), "{text}");
        let named =
            |d: &throughline_value_line::Diagnostic| d.code == "VALUE_NOT_USED" && d.severity == Severity::Warning;
        assert!(reading.diagnostics.iter().any(named), "{text}");
    }
}

#[test]
fn a_remark_does_not_hide_the_amount() {
    check(
        &[
            ("NF-212: saves €3k a month", "EUR 36000 a year"),
            ("saves €10k a year, takes 3 weeks to build", "EUR 10000 a year"),
            ("saves €10k a year for 300 customers", "EUR 10000 a year"),
            ("€50k new revenue a year for 3 years", "EUR 50000 a year"),
            ("saves €10k a year (source: finance, 2026-10-01)", "EUR 10000 a year"),
            ("<b>saves</b> €10k a year <script>alert(1)</script>", "EUR 10000 a year"),
            ("🚀 saves €10k a year 🚀", "EUR 10000 a year"),
            ("\u{202b}saves €10k a year\u{202c}", "EUR 10000 a year"),
        ],
        &stranger(),
    );
}

#[test]
fn a_share_of_something_else_is_no_part_of_the_amount() {
    for text in [
        "reduces latency by 30%, saves €10k a year",
        "15% faster checkout, adds €10k a year of revenue",
        "reduces calls by 30% and saves €10k a year",
        "saves €10k a year and reduces calls by 30%",
        "brings €10k a year, and 20% more signups",
    ] {
        let reading = read(text, &stranger());
        assert!(reading.pricings.is_empty() && reading.missing.is_some(), "{text}: {:?}", reading.pricings);
    }
    check(
        &[
            ("cuts 30% off the €10k a year bill", "EUR 3000 a year"),
            ("the €10k a year bill falls by 30%", "EUR 3000 a year"),
            ("the AWS bill is €10k a year, this cuts it by 30%", "EUR 3000 a year"),
            ("saves 30% of our €10k a year cloud costs", "EUR 3000 a year"),
            ("saves 30% cloud costs of €10k a year", "EUR 3000 a year"),
            ("10% more revenue on €1M", "EUR 100000 a year"),
            ("raises prices by 5% on €2M ARR", "EUR 100000 a year"),
        ],
        &stranger(),
    );
}

#[test]
fn fractions_in_words_are_parts_and_never_points() {
    check(
        &[
            ("saves about a third of our €90k yearly hosting bill", "EUR 30000 a year"),
            ("saves two thirds of the €30k annual licence", "EUR 20000 a year"),
            ("cuts a quarter of the €40k annual licence", "EUR 10000 a year"),
            ("saves half of the €40k annual licence", "EUR 20000 a year"),
            ("cuts the €40k annual licence by a tenth", "EUR 4000 a year"),
            ("reduces SMB churn by a third", "EUR 40000 a year"),
            ("brings €50k a quarter", "EUR 200000 a year"),
        ],
        &company(),
    );
}

#[test]
fn rhythms_that_are_no_unit_of_time_are_counted() {
    check(
        &[
            ("saves €2k every two weeks", "EUR 52142.86 a year"),
            ("saves €2k biweekly", "EUR 52142.86 a year"),
            ("saves €2k every 6 months", "EUR 4000 a year"),
            ("saves €2k twice a month", "EUR 48000 a year"),
            ("saves €2k once a month", "EUR 24000 a year"),
            ("saves €2k three times a year", "EUR 6000 a year"),
            ("saves €2k p.m.", "EUR 24000 a year"),
            ("saves 10 k€/a", "EUR 10000 a year"),
            ("brings €40k/Q", "EUR 160000 a year"),
            ("saves 4 hours every two weeks at €50/h", "EUR 2300 a year"),
        ],
        &stranger(),
    );
}

#[test]
fn periods_of_other_languages_are_read_in_english_sentences() {
    check(
        &[
            ("saves 1.000 € pro Monat", "EUR 12000 a year"),
            ("saves 1.000 € al mese", "EUR 12000 a year"),
            ("saves 1 000 € par mois", "EUR 12000 a year"),
            ("saves 1.000 € al mes", "EUR 12000 a year"),
            ("brings between 20.000 und 30.000 € im Jahr", "EUR 24494.90 (20000 to 30000) a year"),
            ("new revenue of 1.500.000 € l'anno", "EUR 1500000 a year"),
        ],
        &stranger(),
    );
}

#[test]
fn two_ends_are_a_change_wherever_the_period_stands() {
    check(
        &[
            ("reduces AWS bill €18k/mo -> €11k/mo", "EUR 84000 a year"),
            ("cuts payment fees from 2.9% to 1.9% on €4M a year", "EUR 40000 a year"),
            ("reduces churn by 25% (from 12% to 9%) in a €1M segment", "EUR 30000 a year"),
            ("churn −2 points, 11 % → 9 %, €1,0M ARR", "EUR 20000 a year"),
        ],
        &stranger(),
    );
}

#[test]
fn what_cannot_be_one_amount_is_not_made_one() {
    check(
        &[
            ("saves $10k–€20k a year", "! VALUE_MIXED_CURRENCIES"),
            ("saves -€3k a month", "! VALUE_NEGATIVE"),
            ("brings between €20k and lots", "! VALUE_RANGE_OPEN"),
            (
                "saves 2 hours a sprint for 6 people at 60 €/h",
                "? 2 hours a sprint: how many of them are there a week, or a month?",
            ),
            ("saves €12 a ticket", "? €12 a ticket: how many of them are there a year?"),
            ("saves €12 a ticket, 500 tickets a month", "EUR 72000 a year"),
            ("earns €10 per download", "? €10 per download: how many of them are there a year?"),
            (
                "risk of data loss 5% a year, damage €2M; afterwards 1%",
                "? No probability: how likely is it in a year today, and how likely afterwards?",
            ),
        ],
        &stranger(),
    );
}

#[test]
fn a_probability_counts_wherever_it_is_said() {
    check(
        &[
            ("saves €10k a year, 80% likely", "EUR 8000 a year"),
            ("saves support 10h/week at 40 EUR/h, 50% likely", "EUR 4600 a year"),
        ],
        &stranger(),
    );
}
