//! What metrics are made of, whether their values can be trusted, and where they go.

use jiff::{civil::date, tz::TimeZone};
use throughline_app::{
    AppError, ChurnBy, Clock, CustomersFileInput, Fate, MetricInput, NIMBUS_FREIGHT, ObservationInput, ReadValueInput,
    SharedChange, ValuesFileInput,
};
use throughline_domain::{
    MemberId, MetricId, Ts,
    activity::EventKind,
    metrics::{Formula, Metric, Refresh},
};
use throughline_test_kit::{Company, TestApp, on_both_databases};

use crate::{
    imports::shared,
    verbs::{customers_file, metric},
};

/// Noon of the story's Tuesday.
fn the_tuesday() -> Ts {
    date(2026, 10, 13).at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp().into()
}

async fn made(test: &TestApp, company: &Company, input: MetricInput, values: &[(Ts, f64)]) -> Metric {
    let metric = test.app.create_metric(&company.leader, input).await.unwrap();
    for (at, value) in values {
        let input = ObservationInput { at: *at, value: *value, source: String::new() };
        test.app.observe(&company.member, metric.id, input).await.unwrap();
    }
    metric
}

fn adds_up(change: &SharedChange) -> bool {
    let parts: f64 = change.parts.iter().map(|part| part.part).sum();
    (parts + change.rest - change.change).abs() < 1e-6
}

on_both_databases! {
    async fn the_demo_north_star_is_shared_out_against_its_goal(database: Database) {
        let test = TestApp::open(database).await;
        test.clock.set(the_tuesday());
        test.app.load_demo(NIMBUS_FREIGHT).await.unwrap();
        let operator = test.app.operator(None).await.unwrap();
        let view = test.app.north_star(&operator).await.unwrap();
        let gap = view.to_goal.unwrap();
        assert_eq!((gap.from, gap.to, gap.change), (41_802.0, 52_000.0, 10_198.0));
        let told: Vec<(String, f64, f64, String)> = gap
            .parts
            .iter()
            .map(|part| (part.name.clone(), part.from, part.to, format!("{:+.1}k", part.alone / 1_000.0)))
            .collect();
        let told: Vec<(&str, f64, f64, &str)> = told.iter().map(|(name, from, to, adds)| (name.as_str(), *from, *to, adds.as_str())).collect();
        assert_eq!(told, [
            ("Active shippers", 1_210.0, 1_360.0, "+5.2k"),
            ("Loads per shipper", 38.6, 41.0, "+2.6k"),
            ("On-time share", 0.895, 0.93, "+1.6k"),
        ]);
        assert!(adds_up(&gap));
        let past = view.past_change.unwrap();
        assert_eq!((past.from, past.to), (37_900.0, 41_802.0), "twelve weeks of values");
        assert!(adds_up(&past) && past.rest.abs() < 5.0, "weekly counts fit together but for rounding: {}", past.rest);
        let forecast = view.forecast.unwrap();
        assert!((forecast.end.mid - 45_546.0).abs() < 100.0, "{forecast:?}");
        assert!(forecast.end.low < forecast.end.mid && forecast.end.high < 52_000.0, "{forecast:?}");
        assert_eq!(view.quality, Default::default(), "nothing is late, missing or doubtful");
        let account = test.app.metric_account(&operator, view.metric.unwrap().id).await.unwrap();
        assert_eq!(account.owner.as_deref(), Some("Jonas Petit"));
        assert_eq!((account.to_goal, account.forecast), (Some(gap), Some(forecast)), "the same on both pages");
    }

    async fn values_from_before_the_year_count_for_both_pages_alike(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let now = test.clock.now();
        let quarters: Vec<(Ts, f64)> = (0_i32..25)
            .map(|quarter| {
                let grown = 100.0 + 5.0 * f64::from(quarter) + f64::from(quarter * quarter % 7);
                (now.plus_days(-91 * i64::from(24 - quarter)), if quarter == 8 { 9.0 } else { grown })
            })
            .collect();
        let goal = MetricInput {
            target: Some(300.0),
            target_date: Some(now.plus_days(90).date_in(&TimeZone::UTC)),
            ..metric("Loads", None, true)
        };
        let top = made(&test, &company, goal, &quarters).await;
        let view = test.app.north_star(&company.viewer).await.unwrap();
        let account = test.app.metric_account(&company.viewer, top.id).await.unwrap();
        assert!(account.forecast.is_some(), "{:?}", account.no_forecast);
        assert_eq!(view.forecast, account.forecast);
        assert_eq!((view.trend.len(), account.values.len()), (5, 25), "the year is drawn");
        assert_eq!(view.trend[..], account.values[20..]);
        assert_eq!((view.quality.doubtful.len(), account.quality.doubtful.len()), (0, 2), "down and up again, years ago");
    }

    async fn a_metric_without_a_formula_is_not_shared_out(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let now = test.clock.now();
        let top = made(&test, &company, metric("Loads", None, true), &[(now, 50.0)]).await;
        made(&test, &company, metric("Shippers", Some(top.id), false), &[(now, 5.0)]).await;
        let account = test.app.metric_account(&company.viewer, top.id).await.unwrap();
        assert_eq!((account.to_goal, account.past_change), (None, None), "that one moves the other is only believed");
    }

    async fn a_sum_with_one_that_is_taken_away_is_shared_out(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let now = test.clock.now();
        let (then, monday) = (now.plus_days(-30), now.plus_days(-1));
        let sum = MetricInput { formula: Some(Formula::Sum), target: None, ..metric("Customers", None, false) };
        let top = made(&test, &company, sum, &[(then, 100.0), (monday, 109.0)]).await;
        let below = |name: &str, against| MetricInput { against, ..metric(name, Some(top.id), false) };
        made(&test, &company, below("Won", false), &[(then, 120.0), (monday, 140.0)]).await;
        made(&test, &company, below("Lost", true), &[(then, 20.0), (monday, 30.0), (now, 31.0)]).await;
        let change = test.app.metric_account(&company.viewer, top.id).await.unwrap().past_change.unwrap();
        let parts: Vec<(&str, f64)> = change.parts.iter().map(|part| (part.name.as_str(), part.part)).collect();
        assert_eq!((parts, change.rest), (vec![("Won", 20.0), ("Lost", -10.0)], -1.0));
        assert_eq!((change.from_at, change.to_at), (Some(then), Some(monday)), "the last time at which all were measured");
    }

    async fn a_source_that_is_silent_is_a_signal_to_leaders(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let weekly = MetricInput { refresh: Some(Refresh::Weekly), source: "billing".to_owned(), ..metric("Loads", None, true) };
        let loads = made(&test, &company, weekly, &[(test.clock.now(), 1.0)]).await;
        let late = |signals: &[throughline_app::Signal]| signals.iter().filter(|signal| signal.sentence.contains("is read from billing every week")).count();
        test.clock.advance_days(10);
        assert_eq!(late(&test.app.this_week(&company.leader).await.unwrap().signals), 0);
        test.clock.advance_days(1);
        let signals = test.app.this_week(&company.leader).await.unwrap().signals;
        assert_eq!(late(&signals), 1);
        assert!(signals.iter().any(|signal| signal.href == format!("/metrics/{}", loads.id)));
        assert_eq!(late(&test.app.this_week(&company.member).await.unwrap().signals), 0, "signals are for leaders");
        assert!(test.app.metric_account(&company.viewer, loads.id).await.unwrap().quality.late_since.is_some());
    }

    async fn an_owner_is_a_member(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let owned = |owner_id| MetricInput { owner_id: Some(owner_id), ..metric("Loads", None, true) };
        let nobody = test.app.create_metric(&company.leader, owned(MemberId::new(test.clock.now()))).await.unwrap_err();
        let AppError::Invalid { fields } = nobody else { panic!("{nobody:?}") };
        assert_eq!(fields[0].field, "owner_id");
        let leader = company.leader.member_id().unwrap();
        let loads = test.app.create_metric(&company.leader, owned(leader)).await.unwrap();
        let account = test.app.metric_account(&company.viewer, loads.id).await.unwrap();
        assert!(account.owner.is_some() && account.no_forecast.is_some());
        let unknown = test.app.metric_account(&company.viewer, MetricId::new(test.clock.now())).await.unwrap_err();
        assert_eq!(unknown, AppError::NotFound { what: "metric" });
    }

    async fn a_file_of_values_is_seen_first_and_taken_once(database: Database) {
        let Some(content) = shared("metrics/jenkins-total-installations.csv") else { return };
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let input = MetricInput { refresh: Some(Refresh::Monthly), ..metric("Installations", None, true) };
        let installations = made(&test, &company, input, &[]).await;
        let file = ValuesFileInput { name: "installations.csv".to_owned(), content, time: None, value: None, source: None };
        let seen = test.app.preview_values(&company.member, installations.id, file.clone()).await.unwrap();
        assert_eq!((seen.new, seen.changed, seen.unchanged, seen.skipped.len()), (187, 0, 0, 0));
        assert!(test.app.metric_account(&company.viewer, installations.id).await.unwrap().values.is_empty());
        let taken = test.app.import_values(&company.member, installations.id, file.clone()).await.unwrap();
        assert_eq!(taken, seen);
        let again = test.app.import_values(&company.member, installations.id, file.clone()).await.unwrap();
        assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 187));
        let account = test.app.metric_account(&company.viewer, installations.id).await.unwrap();
        assert_eq!((account.values.len(), account.values[0].source.as_str()), (187, "installations.csv"));
        let doubtful: Vec<String> =
            account.quality.doubtful.iter().map(|doubt| doubt.at.plus_days(1).timestamp().strftime("%Y-%m").to_string()).collect();
        assert_eq!(doubtful, ["2009-01", "2010-08", "2010-09", "2016-02"], "where counting broke");
        assert!(account.quality.late_since.is_some(), "it ended in June 2024");
        let events = test.app.list_events(&company.viewer, Default::default()).await.unwrap();
        let told: Vec<_> = events.items.iter().filter(|entry| entry.event.kind == EventKind::MetricObserved).collect();
        assert_eq!(told.len(), 1, "one entry for the file, none for the second time");
        assert!(told[0].sentence.contains("recorded 187 values for Installations"), "{}", told[0].sentence);
        let changed = file.content.replace("282292", "282293");
        let corrected = ValuesFileInput { content: changed, ..file };
        let corrected = test.app.import_values(&company.member, installations.id, corrected).await.unwrap();
        assert_eq!((corrected.new, corrected.changed, corrected.unchanged), (0, 1, 186));
    }

    async fn churn_is_not_told_where_the_file_does_not_say_who_left(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let with = CustomersFileInput { content: "plan,mrr,churn\nsmall,10,no\n".to_owned(), ..customers_file() };
        let without = CustomersFileInput { content: "plan,mrr\nsmall,10\n".to_owned(), ..customers_file() };
        let told = test.app.preview_segments(&company.leader, with).await.unwrap();
        assert_eq!((told.segments[0].customer_churn, told.segments[0].revenue_churn), (Some(0.0), Some(0.0)), "nobody left");
        let silent = test.app.preview_segments(&company.leader, without).await.unwrap();
        assert_eq!((silent.segments[0].customer_churn, silent.segments[0].revenue_churn), (None, None), "nobody knows");
    }

    async fn two_groups_do_not_become_one_segment(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let called = |named: &str, content: &str| CustomersFileInput {
            content: content.to_owned(),
            named: Some(named.to_owned()),
            ..customers_file()
        };
        let two = "plan,mrr\nsmall,10\nlarge,90\n";
        let seen = test.app.preview_segments(&company.leader, called("Customers", two)).await.unwrap_err();
        let refused = test.app.import_segments(&company.leader, called("Customers", two)).await.unwrap_err();
        assert_eq!(seen, refused);
        let AppError::Invalid { fields } = refused else { panic!("{refused:?}") };
        assert_eq!((fields.len(), fields[0].field.as_str()), (1, "named"));
        assert_eq!(
            fields[0].message,
            "Write {} where the group goes: two groups would have the same name. Nothing was taken."
        );
        assert!(test.app.list_segments(&company.viewer, true).await.unwrap().is_empty());
        let one = test.app.import_segments(&company.leader, called("Customers", "plan,mrr\nsmall,10\n")).await.unwrap();
        assert_eq!(one.segments[0].name, "Customers", "one group needs no {{}}");
        let both = test.app.import_segments(&company.leader, called("{} plans", two)).await.unwrap();
        assert_eq!(both.segments.len(), 2);
    }

    async fn segments_are_counted_from_customers_and_price_the_essays_line(database: Database) {
        let Some(content) = shared("metrics/ibm-telco-churn-FICTIONAL.csv") else { return };
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let file = CustomersFileInput {
            name: "ibm-telco-churn-FICTIONAL.csv".to_owned(),
            content,
            named: Some("{} contracts".to_owned()),
            ..customers_file()
        };
        let seen = test.app.preview_segments(&company.leader, file.clone()).await.unwrap();
        assert!(test.app.list_segments(&company.viewer, false).await.unwrap().is_empty());
        let taken = test.app.import_segments(&company.leader, file.clone()).await.unwrap();
        assert_eq!(taken, seen);
        let segments = test.app.list_segments(&company.viewer, false).await.unwrap();
        let names: Vec<&str> = segments.iter().map(|segment| segment.name.as_str()).collect();
        assert_eq!(names, ["Month-to-month contracts", "One year contracts", "Two year contracts"]);
        assert_eq!(segments[1].yearly_revenue.unwrap().major().round(), 1_149_799.0);
        assert!(segments[1].source.contains("FICTIONAL") && segments[1].source.ends_with("churn of revenue"));
        assert_eq!(segments[1].customers, Some(1_473));
        let again = test.app.import_segments(&company.leader, file.clone()).await.unwrap();
        assert!(again.segments.iter().all(|segment| segment.what == Fate::Unchanged));

        let priced = async || {
            let line = ReadValueInput {
                text: "Reduces churn by 3% in One year contracts.".to_owned(),
                confirmed_reading: None,
                currency: None,
            };
            let reading = test.app.read_value(Some(&company.viewer), line).await.unwrap();
            reading.pricings.iter().map(|pricing| (pricing.amount.mean / 100.0).round()).collect::<Vec<_>>()
        };
        assert_eq!(priced().await, [5_083.0, 34_494.0], "3% of the revenue that leaves, or 3 points; the lower one ranks");
        let by_customers = CustomersFileInput { churn_by: ChurnBy::Customers, ..file };
        let changed = test.app.import_segments(&company.leader, by_customers).await.unwrap();
        assert!(changed.segments.iter().all(|segment| segment.what == Fate::Changed));
        assert_eq!(priced().await, [3_887.0, 34_494.0], "3% of the customers who leave");
    }
}
