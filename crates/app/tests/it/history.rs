//! What we thought when we decided: read back from the log, with the figures of the time.

use throughline_app::{SegmentInput, TicketEdit};
use throughline_domain::{
    Currency, Money,
    activity::{Ago, Because, Growing},
};
use throughline_test_kit::{TestApp, csv_file, on_both_databases};

use crate::verbs::{segment, ticket};

fn mid_market(revenue: i64, source: &str) -> SegmentInput {
    SegmentInput {
        yearly_revenue: Some(Money::new(revenue * 100, Currency::EUR)),
        churn: Some(0.11),
        source: source.to_owned(),
        ..segment("mid-market")
    }
}

on_both_databases! {
    async fn the_value_of_a_ticket_keeps_what_was_thought_of_it_with_the_figures_of_the_time(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let leader = &company.leader;
        let made = test.app.create_segment(leader, mid_market(1_000_000, "billing, October")).await.unwrap();
        let line = "Reduces churn by 3% in mid-market";
        let first = test.app.create_ticket(&company.member, ticket("Alerts", line)).await.unwrap();
        test.clock.advance_days(7);
        let doubled = test.app.change_segment(leader, made.id, made.version, mid_market(2_000_000, "billing, November")).await.unwrap();
        test.clock.advance_days(7);
        let better = TicketEdit { value_line: Some("saves €1,000 a month".to_owned()), ..TicketEdit::default() };
        test.app.change_ticket(leader, first.ticket.id, first.ticket.version, better).await.unwrap();
        let history = test.app.ticket_history(&company.viewer, &first.ticket.key).await.unwrap();
        let amounts: Vec<f64> = history.values.iter().map(|value| (value.past.value.unwrap().mid / 100.0).round()).collect();
        assert_eq!(amounts, [12_000.0, 6_600.0, 3_300.0]);
        assert_eq!(history.values[2].past.line.as_deref(), Some(line), "word for word");
        assert_eq!(history.values.iter().map(|value| value.past.by).collect::<Vec<_>>(), [leader.member_id(), leader.member_id(), company.member.member_id()]);
        let because = Because::Segment { name: "mid-market".to_owned(), source: "billing, November".to_owned() };
        assert_eq!(history.values[1].past.because, because);
        assert!(history.values[1].sentence.ends_with("changed the figures of mid-market."), "{}", history.values[1].sentence);
        let days = |value: usize| history.values[value].past.at.unwrap().micros() / 86_400_000_000;
        assert_eq!((days(0) - days(1), days(1) - days(2)), (7, 7));

        let other = test.app.create_ticket(&company.member, ticket("Alarms", line)).await.unwrap();
        test.clock.advance_days(7);
        test.app.withdraw_segment(leader, made.id, doubled.version).await.unwrap();
        let lost = test.app.ticket_history(&company.viewer, &other.ticket.key).await.unwrap();
        let sentences: Vec<&str> = lost.values.iter().map(|value| value.sentence.as_str()).collect();
        assert_eq!((sentences.len(), lost.values[0].past.value), (2, None), "{sentences:?}");
        assert!(sentences[0].starts_with("No price: ") && sentences[0].ends_with("deleted mid-market."), "{sentences:?}");
        let again = test.app.ticket_history(&company.viewer, &first.ticket.key).await.unwrap();
        assert_eq!(again, history, "what is deleted since was known then");
    }

    async fn a_segment_keeps_its_figures_with_day_author_and_source(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let made = test.app.create_segment(&company.leader, mid_market(1_000_000, "billing, October")).await.unwrap();
        test.clock.advance_days(30);
        test.app.change_segment(&company.owner, made.id, made.version, mid_market(1_200_000, "billing, November")).await.unwrap();
        let history = test.app.segment_history(&company.viewer, made.id).await.unwrap();
        let told: Vec<(&str, &str)> = history.figures.iter().map(|past| (past.sentence.as_str(), past.figures.source.as_str())).collect();
        assert_eq!(told, [("€1.2M a year, 11% leaves a year.", "billing, November"), ("€1.0M a year, 11% leaves a year.", "billing, October")]);
        assert_eq!(history.figures[0].by, company.owner.member_id());
        assert_eq!(history.figures[1].by, company.leader.member_id());
        assert!(history.figures.iter().all(|past| past.at.is_some()));
        assert!(history.growth.is_empty(), "nothing stood a quarter ago");
    }

    async fn the_customers_of_a_segment_have_a_history_and_growth_beside_what_stood_a_year_ago(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let with = |customers, revenue, source| SegmentInput { customers: Some(customers), ..mid_market(revenue, source) };
        let made = test.app.create_segment(&company.leader, with(80, 1_000_000, "billing, last year")).await.unwrap();
        test.clock.advance_days(370);
        test.app.change_segment(&company.owner, made.id, made.version, with(100, 1_200_000, "billing, this year")).await.unwrap();
        let history = test.app.segment_history(&company.viewer, made.id).await.unwrap();
        let told: Vec<&str> = history.figures.iter().map(|past| past.sentence.as_str()).collect();
        assert_eq!(told, ["€1.2M a year, 100 customers, 11% leaves a year.", "€1.0M a year, 80 customers, 11% leaves a year."]);
        let moved: Vec<(Growing, Ago, f64)> =
            history.growth.iter().map(|view| (view.growth.of, view.growth.ago, view.growth.change)).collect();
        let expected = [
            (Growing::Revenue, Ago::Year, 0.2),
            (Growing::Customers, Ago::Year, 0.25),
            (Growing::Revenue, Ago::Quarter, 0.2),
            (Growing::Customers, Ago::Quarter, 0.25),
        ];
        assert_eq!(moved, expected);
        let said = &history.growth[1].sentence;
        assert!(said.starts_with("The number of customers grew by 25% in a year: 80 customers on ") && said.contains("100 customers on "), "{said}");
    }

    async fn a_ticket_that_its_segment_could_never_confirm_says_so(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let few = SegmentInput { customers: Some(200), ..mid_market(1_000_000, "billing, October") };
        test.app.create_segment(&company.leader, few).await.unwrap();
        let input = throughline_app::ReadValueInput {
            text: "Reduces churn by 3 points in mid-market".to_owned(),
            confirmed_reading: None,
            currency: None,
        };
        let reading = test.app.read_value(Some(&company.viewer), input).await.unwrap();
        assert!(reading.has("VALUE_NOT_DETECTABLE") && !reading.pricings.is_empty());
    }

    async fn a_line_that_came_in_with_an_import_has_no_day(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        test.app.import(&company.leader, csv_file("plan.csv", "Key,Title\nA-1,Alerts\n"), &|_| {}).await.unwrap();
        let view = test.app.get_ticket(&company.member, "A-1").await.unwrap();
        let edit = TicketEdit { value_line: Some("saves €1,000 a month".to_owned()), ..TicketEdit::default() };
        test.app.change_ticket(&company.member, view.ticket.id, view.ticket.version, edit).await.unwrap();
        let history = test.app.ticket_history(&company.viewer, "A-1").await.unwrap();
        let told: Vec<(bool, &Because, bool)> = history
            .values
            .iter()
            .map(|value| (value.past.at.is_some(), &value.past.because, value.past.line.is_some()))
            .collect();
        assert_eq!(told, [(true, &Because::Written, true), (false, &Because::CameIn, false)]);
    }
}
