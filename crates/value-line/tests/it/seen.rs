//! Whether a promised change of churn could ever be seen.

use throughline_value_line::read;

use crate::support::{company, company_with};

/// The warning that a change cannot be seen, if there is one.
fn warning(line: &str, customers: Option<i64>) -> Option<String> {
    let reading = read(line, &company_with(customers));
    assert!(!reading.pricings.is_empty(), "{line} has a price, seen or not");
    reading.diagnostics.into_iter().find(|found| found.code == "VALUE_NOT_DETECTABLE").map(|found| found.message)
}

#[test]
fn a_segment_of_200_customers_can_never_confirm_three_points_of_churn() {
    assert_eq!(
        warning("reduces churn by 3 points in SMB", Some(200)).unwrap(),
        "Not detectable here; choose a leading indicator: to see 9% leave a year instead of 12% takes 1,289 customers in each of two groups, and SMB has 200 in all."
    );
    let relative = warning("3% fewer customers leave SMB", Some(200)).unwrap();
    assert!(relative.contains("11.64% leave a year instead of 12%") && relative.contains("99,442"), "{relative}");
}

#[test]
fn two_groups_that_are_large_enough_can_tell() {
    let line = "reduces churn by 3 points in SMB";
    assert_eq!(warning(line, Some(2 * 1_289)), None);
    assert!(warning(line, Some(2 * 1_289 - 1)).is_some(), "one customer less is one too few");
    assert_eq!(warning(line, None), None, "customers that nobody counted are not few");
}

#[test]
fn retention_is_churn_seen_from_the_other_side() {
    let churn = warning("reduces churn by 3 points in SMB", Some(200));
    assert_eq!(warning("increases retention by 3 points in SMB", Some(200)), churn);
}

#[test]
fn a_rate_a_month_is_looked_at_over_a_year() {
    // 2% a month is 21.5% a year and 1% is 11.4%: a difference that 162 in each group tell.
    let line = "reduces churn from 2% to 1% a month in SMB";
    assert_eq!(warning(line, Some(400)), None);
    let few = warning(line, Some(100)).unwrap();
    assert!(few.contains("11.36% leave a year instead of 21.53%"), "{few}");
}

#[test]
fn the_reading_that_ranks_is_the_one_that_is_looked_at() {
    let line = "reduces churn by 3% in SMB";
    assert!(warning(line, Some(5_000)).unwrap().contains("99,442"), "the lower reading ranks until somebody chooses");
}

#[test]
fn what_is_no_rate_of_customers_is_not_asked_to_be_seen_in_them() {
    assert_eq!(warning("saves 10 hours a week at €50/h for SMB", Some(3)), None);
    assert!(
        !read("raises conversion from 2% to 3% on 40k visits a year, €30 each, in SMB", &company_with(Some(3)))
            .has("VALUE_NOT_DETECTABLE")
    );
    assert!(!read("reduces churn by 3 points in SMB", &company()).has("VALUE_NOT_DETECTABLE"));
}
