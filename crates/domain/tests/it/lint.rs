//! What a goal leaves open.

use throughline_domain::strategy::lint::{Given, Open, key_result, measurable, problem};

fn open(text: &str, given: Given) -> Vec<Open> {
    key_result(text, given).into_iter().map(|remark| remark.open).collect()
}

#[test]
fn names_days_and_ranks_with_digits_are_no_numbers_to_reach() {
    let none = [
        "Reach tier 1 support by 31 December",
        "Achieve SOC2 compliance",
        "A plan for FY21-Q1",
        "Ready for the 11.3 release on 2027-03-31",
        "Publish v1.0",
        "Better than in 2026",
        "The 99th percentile is shown",
        "Close https://example.com/issues/12",
    ];
    for text in none {
        assert!(!measurable(text, Given::default()), "{text}");
    }
    let some = [
        "Churn from 11% to 6%",
        "99th percentile below 3s",
        "At least four customers",
        "Save $1.5m",
        "+2 designers",
        "Close in < 1 day",
    ];
    for text in some {
        assert!(measurable(text, Given::default()), "{text}");
    }
    assert!(
        measurable("Happy customers", Given { target: Some(9.0), ..Given::default() }),
        "the number stands beside it"
    );
}

#[test]
fn a_letter_in_the_place_of_a_number_is_said_and_counts_as_none() {
    let dated = Given { dated: true, ..Given::default() };
    for text in [
        "Generate $N in new sales",
        "X% of deals",
        "TBD% cost reduction",
        "[N1] qualified companies",
        "??% of interviews",
    ] {
        assert_eq!(open(text, dated).first(), Some(&Open::HiddenNumber), "{text}");
        assert!(!measurable(text, dated), "{text}");
    }
    assert_eq!(open("A plan for Plan B from 3 to 2", dated), []);
    for text in
        ["[Q3] Raise NPS from 5 to 8", "[EU] Churn from 5% to 4%", "Cut [P1] bugs from 9 to 3", "[MR] rate from 5 to 6"]
    {
        assert_eq!(open(text, dated), [], "{text}");
        assert!(measurable(text, dated), "{text}");
    }
    assert_eq!(open("[$M] in new sales", dated).first(), Some(&Open::HiddenNumber));
}

#[test]
fn a_number_to_reach_asks_from_where_unless_it_counts_what_is_made() {
    let dated = Given { dated: true, ..Given::default() };
    assert_eq!(open("Conversion to 9%", dated), [Open::NoBaseline]);
    assert_eq!(open("Conversion to 9%", Given { start: Some(7.0), ..dated }), []);
    assert_eq!(open("Conversion to 9%", Given { metric: true, ..dated }), []);
    assert_eq!(open("CMO KR: Launch 3 campaigns", dated), [Open::Output]);
    assert_eq!(
        open("Launch a campaign that raises conversion from 7% to 9%", dated),
        [],
        "it goes on with a number that changes"
    );
    assert_eq!(open("Conversion from 7% to 9%", Given::default()), [Open::NoDate]);
}

#[test]
fn the_essays_translations_are_problems_and_no_solutions() {
    let solution =
        |title: &str| problem(title, "reduces churn by 3%", true).iter().any(|remark| remark.open == Open::Solution);
    for title in [
        "We need 3 features that reduce churn in these customer segments",
        "We need to make the system multilingual and localizable within 60 days.",
        "Shippers cannot see that a load is late",
        "Let customers buy more without a call",
    ] {
        assert!(!solution(title), "{title}");
    }
    for title in
        ["Implement Kafka", "We need a data lake", "We need to migrate to PostgreSQL", "Build an admin dashboard"]
    {
        assert!(solution(title), "{title}");
    }
    assert!(!solution("Build an admin dashboard because support cannot see a load"), "it says what is the matter");
}
