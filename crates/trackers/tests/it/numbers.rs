//! Values over time and lists of customers, as files write them.

use jiff::tz::TimeZone;
use throughline_trackers::{
    markets,
    metrics::{self, Choice, NoValues, Values},
};

use crate::support::real_data;

fn values(content: &str, choice: &Choice) -> Result<Values, NoValues> {
    metrics::read(content, choice, &TimeZone::UTC)
}

fn read(content: &str) -> Values {
    values(content, &Choice::default()).unwrap()
}

fn told(values: &Values) -> Vec<(String, f64)> {
    values.points.iter().map(|point| (point.at.timestamp().strftime("%Y-%m-%d").to_string(), point.value)).collect()
}

fn real(name: &str) -> Option<String> {
    real_data(&format!("metrics/{name}")).map(|bytes| String::from_utf8(bytes).unwrap())
}

#[test]
fn one_time_is_read_in_all_its_spellings() {
    let spellings = ["2026-10-01", "2026-10", "202610", "20261001", "1790812800", "1790812800000", "1 October 2026"];
    for spelling in spellings {
        assert_eq!(told(&read(&format!("day,value\n{spelling},5\n"))), [("2026-10-01".to_owned(), 5.0)], "{spelling}");
    }
}

#[test]
fn a_table_without_headings_is_read_from_its_first_row() {
    let values = read("\"200812\",\"1278\"\n\"200901\",\"4724\"\n");
    assert_eq!(told(&values), [("2008-12-01".to_owned(), 1278.0), ("2009-01-01".to_owned(), 4724.0)]);
    assert_eq!((values.time.as_deref(), values.value.as_str()), (Some("column 1"), "column 2"));
}

#[test]
fn columns_are_guessed_and_can_be_chosen() {
    let file = "team;when;calls;chats\nA;2026-10-05;3,5;4\nB;2026-10-12;n/a;5\nC;2026-10-19;n/a;5\nD;2026-10-26;2;5\nE;later;6;6\n";
    let guessed = read(file);
    assert_eq!((guessed.time.as_deref(), guessed.value.as_str()), (Some("when"), "chats"), "calls are not all numbers");
    let choice = Choice { time: None, value: Some("Calls".to_owned()) };
    let chosen = values(file, &choice).unwrap();
    assert_eq!(told(&chosen), [("2026-10-05".to_owned(), 3.5), ("2026-10-26".to_owned(), 2.0)]);
    let reasons: Vec<String> =
        chosen.skipped.iter().map(|skipped| format!("{}: {}", skipped.item, skipped.reason)).collect();
    assert_eq!(
        reasons,
        ["row 3: \"n/a\" is not a number", "row 4: \"n/a\" is not a number", "row 6: \"later\" is not a time"]
    );
    let wrong = values(file, &Choice { time: None, value: Some("mails".to_owned()) }).unwrap_err();
    assert_eq!(wrong.to_string(), "there is no \"mails\" in the file; there is: team, when, calls, chats");
}

#[test]
fn of_two_values_at_one_time_the_last_counts_and_the_other_is_told() {
    let values = read("day,value\n2026-10-05,1\n2026-10-05,2\n");
    assert_eq!(told(&values), [("2026-10-05".to_owned(), 2.0)]);
    assert_eq!(values.skipped[0].item, "row 2");
}

#[test]
fn json_maps_times_to_numbers_or_lists_both() {
    let list = r#"[{"at": "2026-10-05T00:00:00Z", "value": 3}, {"date": "2026-10-12", "value": null}]"#;
    let values_of = read(list);
    assert_eq!((told(&values_of), values_of.skipped.len()), (vec![("2026-10-05".to_owned(), 3.0)], 1));
    assert_eq!(told(&read("[[1790812800, 7.5]]")), [("2026-10-01".to_owned(), 7.5)]);
    let deep = r#"{"status": "ok", "data": {"series": {"2026-10": 4}}}"#;
    assert_eq!(values(deep, &Choice::default()).unwrap_err(), NoValues::NoSeries);
    let path = Choice { time: None, value: Some("data.series".to_owned()) };
    assert_eq!(told(&values(deep, &path).unwrap()), [("2026-10-01".to_owned(), 4.0)]);
}

#[test]
fn an_example_without_a_number_says_so() {
    let values = read(r#"{"2026-01": null, "2026-02": 4.5, "2026-03": 7}"#);
    assert_eq!(values.parts[0].examples, ["2026-01: no number", "2026-02: 4.5", "2026-03: 7"]);
}

#[test]
fn what_holds_no_values_is_refused_in_a_sentence() {
    for (content, expected) in [
        ("", "the file is empty"),
        ("name,value\na,1\n", "no column holds times"),
        ("day,text\n2026-10-05,a\n", "no column holds numbers"),
        ("{\"a\": ", "this begins like JSON, but it cannot be read"),
    ] {
        let said = values(content, &Choice::default()).unwrap_err().to_string();
        assert!(said.starts_with(expected), "{said}");
    }
}

#[test]
fn the_monthly_counts_of_a_real_project_are_read_whole() {
    let (Some(table), Some(json)) = (real("jenkins-total-installations.csv"), real("jenkins-plugin-git.stats.json"))
    else {
        return;
    };
    let installations = read(&table);
    assert_eq!((installations.points.len(), installations.skipped.len()), (187, 0));
    assert_eq!(told(&installations)[0], ("2008-12-01".to_owned(), 1278.0));
    assert_eq!(told(&installations)[186], ("2024-06-01".to_owned(), 282_292.0));
    let plugin = read(&json);
    assert_eq!((plugin.points.len(), plugin.value.as_str()), (187, "installations"));
    assert_eq!(told(&plugin)[186], ("2024-06-01".to_owned(), 269_003.0));
    let names: Vec<&str> = plugin.parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["installations", "installationsPercentage"], "versions are not times");
}

#[test]
fn a_list_of_customers_is_added_up_by_group() {
    let file = "Plan,MRR,Churn\nsmall,10,No\nSmall,30,Yes\nlarge,100,no\n,5,no\nlarge,free,no\nlarge,1,perhaps\n";
    let customers = markets::read(file, &markets::Choice::default()).unwrap();
    let small = &customers.groups[1];
    assert_eq!((small.name.as_str(), small.customers, small.left), ("small", 2, 1));
    assert_eq!((small.customer_churn(), small.revenue_churn()), (0.5, Some(0.75)));
    assert_eq!(customers.groups[0].amount, 100.0);
    let reasons: Vec<&str> = customers.skipped.iter().map(|skipped| skipped.reason.as_str()).collect();
    assert_eq!(
        reasons,
        ["it has no Plan", "its MRR \"free\" is no amount", "its Churn \"perhaps\" is neither yes nor no"]
    );
    let none = markets::read("a,b\n1,2\n", &markets::Choice::default()).unwrap_err();
    assert_eq!(none.to_string(), "say which column holds the group of a customer; there is: a, b");
}

#[test]
fn an_amount_is_not_guessed_from_three_letters_that_other_words_hold_too() {
    for heading in ["ARR", "Carrier", "Arrival"] {
        let file = format!("Plan,{heading}\nsmall,120\n");
        let asked = markets::read(&file, &markets::Choice::default()).unwrap_err();
        assert_eq!(
            asked.to_string(),
            format!("say which column holds what a customer pays; there is: Plan, {heading}")
        );
        let choice = markets::Choice { amount: Some(heading.to_owned()), ..markets::Choice::default() };
        assert_eq!(markets::read(&file, &choice).unwrap().groups[0].amount, 120.0);
    }
}

#[test]
fn the_contracts_of_the_fictional_telephone_company_have_the_published_churn() {
    let Some(file) = real("ibm-telco-churn-FICTIONAL.csv") else { return };
    let customers = markets::read(&file, &markets::Choice::default()).unwrap();
    assert_eq!(customers.taken.map(Option::unwrap), ["Contract", "MonthlyCharges", "Churn"]);
    assert_eq!(customers.groups.iter().map(|group| group.customers).sum::<i64>(), 7_043);
    let year = customers.groups.iter().find(|group| group.name == "One year").unwrap();
    assert_eq!((year.amount * 12.0).round(), 1_149_799.0);
    assert_eq!(format!("{:.4} {:.4}", year.customer_churn(), year.revenue_churn().unwrap()), "0.1127 0.1473");
}
