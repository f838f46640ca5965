//! Sentences as people write them, and what each comes to.

use throughline_value_line::{Kind, PercentReading, Urgency, read};

use crate::support::{check, company, readings, stranger};

#[test]
fn plain_sentences_of_every_kind_come_to_their_amount() {
    check(
        &[
            ("Saves support 10h/week at 40 EUR/h", "EUR 9200 a year"),
            ("+0.3pp checkout conversion on 40k visits a month, €30 each", "EUR 43200 a year"),
            ("unblocks €200k of Q4 deals (40% likely)", "EUR 80000 once, by 2026-12-31"),
            ("€5k per day until fixed", "EUR 1825000 a year"),
            ("avoids a £20,000 fine if not live by 2027-01-31", "GBP 20000 once, by 2027-01-31"),
            ("cuts AWS bill from $18k to $11k a month", "USD 84000 a year"),
            ("reduces churn from 12% to 9% in a €1M segment", "EUR 30000 a year"),
            ("12 engineers save 1.5 hours a week each at €65/h", "EUR 26910 a year"),
            ("saves 12 people 1.5 h/week at €65/h, realisation 100%", "EUR 53820 a year"),
            ("Saves 2 days a month for 3 accountants at €50 per hour", "EUR 14400 a year"),
            ("cuts onboarding from 5 to 2 hours a week per agent for 6 agents, €35/h", "EUR 14490 a year"),
            ("saves 30 minutes per deploy, 20 deploys a week, €80/h", "EUR 18400 a year"),
            ("avoids hiring 2 people at €60k a year", "EUR 120000 a year"),
            ("saves €20 per order on 10k orders a month", "EUR 2400000 a year"),
            ("Reduces support calls by 200 a month at €9 each", "EUR 21600 a year"),
            ("cuts the €18k/month AWS bill by 30%", "EUR 64800 a year"),
            ("reduces the risk of a €400k outage from 10% to 4% a year", "EUR 24000 a year"),
            ("prevents a €2M data breach (2% a year)", "EUR 40000 a year"),
            ("avoids 4 outages a year, €8k each", "EUR 32000 a year"),
            ("Every week of delay costs us €12,000 in lost orders", "EUR 625714.29 a year"),
            ("Each day without this we lose ~€1.2k of sales", "EUR 438000 a year"),
            ("Increases average order value by 4% on 10k orders a month of €54 each", "EUR 259200 a year"),
            ("Win 10 more customers a year at 12 k€ each", "EUR 120000 a year"),
            ("expands the enterprise segment (€2M) by 5%", "EUR 100000 a year"),
            ("Increase yearly sales by 200k", "EUR 200000 a year"),
            ("Reduces churn from 4% to 3% monthly on €80k MRR", "EUR 77887.30 a year"),
            ("Blocks 3 deals worth €50k each (30% chance), Q1", "EUR 45000 once, by 2027-03-31"),
            ("reduces churn by 25 bps in a €10M segment", "EUR 25000 a year"),
            ("Prevents 2 incidents a month costing about €3k each", "EUR 72000 a year"),
            ("This will cut our monthly AWS bill by €2,500", "EUR 30000 a year"),
            ("adds €15k MRR", "EUR 180000 a year"),
            ("brings 50 new customers a month at €1,200 a year each", "EUR 720000 a year"),
            ("wins back 20 customers at €3,000 a year", "EUR 60000 a year"),
            ("10% more revenue on €1M", "EUR 100000 a year"),
            ("upsell adds 2% in a €1M segment", "EUR 20000 a year"),
            ("raises conversion from 2.4% to 2.6% on 40k visits a year, €600 each", "EUR 48000 a year"),
            ("raises conversion from 2.4% to 2.6% on 40k visits a year, €600 each, margin 80%", "EUR 38400 a year"),
            ("Every day the checkout bug costs us 1.5h x €4,000/h", "EUR 2190000 a year"),
            ("avoids €10k a month of agency fees until 2027-06-30", "EUR 120000 a year"),
            ("Prevents losing 5 customers a month worth €800/yr each", "EUR 48000 a year"),
            ("loses €500 a day from 1 March 2027", "EUR 182500 a year"),
            ("3% of 40k visits a month convert, €30 each", "EUR 432000 a year"),
        ],
        &stranger(),
    );
}

#[test]
fn numbers_of_five_countries_and_currencies_on_either_side_are_understood() {
    check(
        &[
            ("€1.000.000 new revenue a year", "EUR 1000000 a year"),
            ("1,000,000 EUR new revenue a year", "EUR 1000000 a year"),
            ("1 000 000 € new revenue a year", "EUR 1000000 a year"),
            ("1\u{a0}000\u{a0}000\u{a0}€ new revenue a year", "EUR 1000000 a year"),
            ("1\u{202f}000\u{202f}000 euros new revenue a year", "EUR 1000000 a year"),
            ("CHF 1'000'000 new revenue a year", "CHF 1000000 a year"),
            ("1,5 Mio € new revenue a year", "EUR 1500000 a year"),
            ("2 Mrd. EUR new revenue a year", "EUR 2000000000 a year"),
            ("adds EUR 1.5M ARR", "EUR 1500000 a year"),
            ("EUR1.5bn new sales a year", "EUR 1500000000 a year"),
            ("30k€ a year of new revenue", "EUR 30000 a year"),
            ("1.234,50 € a year of new revenue", "EUR 1234.50 a year"),
            ("half a million euros of new revenue a year", "EUR 500000 a year"),
            ("A$5k/month saved on hosting", "AUD 60000 a year"),
            ("1.500 € a month less hosting", "EUR 18000 a year"),
            ("saves 80 cents per order, 1000 orders a month", "EUR 9600 a year"),
            ("3 MEUR new revenue a year", "EUR 3000000 a year"),
        ],
        &stranger(),
    );
}

#[test]
fn ranges_keep_both_ends_and_the_right_middle() {
    check(
        &[
            ("saves €10k–€40k a year on hosting", "EUR 20000 (10000 to 40000) a year"),
            ("saves €10-40k a year on hosting", "EUR 20000 (10000 to 40000) a year"),
            ("saves between 10k and 40k EUR a year on hosting", "EUR 20000 (10000 to 40000) a year"),
            ("saves 10 to 40 k€ a year on hosting", "EUR 20000 (10000 to 40000) a year"),
            ("saves €10k ± 2k a year on hosting", "EUR 10000 (8000 to 12000) a year"),
            ("saves 10k +/- 20% EUR a year on hosting", "EUR 10000 (8000 to 12000) a year"),
            ("up to €20k new revenue a year", "EUR 10000 (0 to 20000) a year"),
            ("at least €20k new revenue a year", "EUR 20000 a year"),
            ("~€20k new revenue a year", "EUR 20000 a year"),
            (
                "40k visits/month, conversion up from 2% to 2.5-3%, €30 per order",
                "EUR 101867.39 (72000 to 144000) a year",
            ),
        ],
        &stranger(),
    );
}

#[test]
fn the_essays_line_word_for_word() {
    let line = "This task reduces churn by 3% in a €1M segment.";
    let unknown = read(line, &stranger());
    assert_eq!(unknown.kind, Some(Kind::Churn));
    assert_eq!(readings(&unknown), [PercentReading::Points]);
    assert!((unknown.pricings[0].amount.mid - 3_000_000.0).abs() < 1e-6);
    assert!((unknown.pricings[0].per_week.mid - 57_534.246_575_342_46).abs() < 1e-6);
    assert!(unknown.is_upper_reading() && unknown.needs_choice());

    let known = read(line, &company());
    assert_eq!(readings(&known), [PercentReading::Relative, PercentReading::Points]);
    assert!((known.pricings[0].amount.mid - 360_000.0).abs() < 1e-6);
    assert!((known.pricings[1].amount.mid - 3_000_000.0).abs() < 1e-6);
    assert_eq!(known.headline(), "€3.6k (if 3% of the churn) to €30k (if 3 points) a year - please choose");
    assert!(known.assumptions.iter().any(|a| a.contains("SMB")), "{:?}", known.assumptions);
}

#[test]
fn a_confirmed_reading_ranks_and_ends_the_question() {
    let line = "reduces churn by 3% in SMB";
    for (confirmed, first) in [(PercentReading::Points, 3_000_000.0), (PercentReading::Relative, 360_000.0)] {
        let reading = read(line, &throughline_value_line::Context { confirmed: Some(confirmed), ..company() });
        assert_eq!(reading.pricings[0].reading, confirmed);
        assert!((reading.pricings[0].amount.mid - first).abs() < 1e-6);
        assert!(!reading.needs_choice());
    }
}

#[test]
fn a_week_of_delay_is_seven_of_365_days() {
    let reading = read("€5k per day until fixed", &stranger());
    assert!((reading.pricings[0].per_week.mid - 3_500_000.0).abs() < 1e-6);
    let reading = read("unblocks €200k of Q4 deals (40% likely)", &stranger());
    assert!(reading.pricings[0].per_week.mid.abs() < 1e-12, "nothing is lost before the date");
}

#[test]
fn dates_become_the_urgency_they_say() {
    let by = |y, m, d| Urgency::ByDate { date: jiff::civil::date(y, m, d) };
    for (text, urgency) in [
        ("€50k fine if not live by 30 November", by(2026, 11, 30)),
        ("€50k fine if not live by 30th of Nov 2027", by(2027, 11, 30)),
        ("€50k fine unless live by Nov 21", by(2027, 11, 21)),
        ("€50k fine if not live by 31.01.2027", by(2027, 1, 31)),
        ("€50k fine if not live by 31/01/2027", by(2027, 1, 31)),
        ("€50k penalty if not live by Friday", by(2026, 11, 27)),
        ("unblocks €50k of deals by end of Q1 2027", by(2027, 3, 31)),
        ("unblocks €50k of Q2 deals", by(2027, 6, 30)),
        ("€50k contract lost if we miss the end of the year", by(2026, 12, 31)),
        ("loses €500 a day from 1 March 2027", Urgency::GrowingLater { starts: jiff::civil::date(2027, 3, 1) }),
        (
            "€5k a week if not live by 2027-01-31: penalty",
            Urgency::GrowingLater { starts: jiff::civil::date(2027, 1, 31) },
        ),
        ("€5k a week of sales until 24 December", Urgency::Window { closes: jiff::civil::date(2026, 12, 24) }),
        ("€5k per day until fixed", Urgency::Steady),
        ("saves €5k a year on hosting by Q4", Urgency::Steady),
        ("Black Friday brings €30k a year", Urgency::Steady),
    ] {
        assert_eq!(read(text, &stranger()).urgency, urgency, "{text}");
    }
}

#[test]
fn a_segment_named_in_the_text_gives_what_the_text_does_not() {
    check(
        &[
            ("Reduces SMB churn by 3pp", "EUR 30000 a year"),
            ("reduces churn to 9% in SMB", "EUR 30000 a year"),
            ("reduces SMB churn by 3% relative", "EUR 3600 a year"),
            ("halves churn in SMB", "EUR 60000 a year"),
            // The amount in the text wins over the segment's revenue.
            ("reduces churn by 3pp in the €500k that SMB pays by card", "EUR 15000 a year"),
        ],
        &company(),
    );
}
