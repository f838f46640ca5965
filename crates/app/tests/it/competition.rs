//! What competitors did, and what that puts at risk.

use jiff::civil::date;
use throughline_app::{AppError, Clock, CompetitorMoveInput};
use throughline_domain::{Currency, Money};
use throughline_test_kit::{TestApp, on_both_databases};

use crate::verbs::{competitor_move, segment};

on_both_databases! {
    async fn a_competitor_advances_and_what_is_at_risk_is_told_with_its_range(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, member) = (&test.app, &company.member);
        let mid_market = app.create_segment(&company.leader, segment("mid-market")).await.unwrap();
        let first = CompetitorMoveInput { on: date(2026, 3, 1), won: 9, lost: 1, ..competitor_move("Rival", mid_market.id) };
        app.create_competitor_move(member, first).await.unwrap();
        let newest = app.create_competitor_move(member, competitor_move("rival", mid_market.id)).await.unwrap();
        let standings = app.competition(&company.viewer).await.unwrap();
        let [one] = standings.as_slice() else { panic!("{standings:?}") };
        let risk = one.standing.at_risk.as_ref().unwrap();
        assert_eq!((one.segment.as_str(), risk.likely), ("mid-market", Money::new(20_000_000, Currency::EUR)));
        let at_first = one.standing.at_first.as_ref().unwrap();
        assert_eq!((at_first.0, at_first.1.likely), (date(2026, 3, 1), Money::new(6_000_000, Currency::EUR)));
        assert!(one.standing.sentence.contains("90% sure between €85k and €361k"), "{}", one.standing.sentence);

        let hearsay = CompetitorMoveInput { source: " ".to_owned(), ..competitor_move("Rival", mid_market.id) };
        assert_eq!(app.create_competitor_move(member, hearsay).await.unwrap_err().code(), "invalid");
        let today = test.clock.now().date_in(&jiff::tz::TimeZone::UTC);
        let tomorrow = CompetitorMoveInput { on: today.tomorrow().unwrap(), ..competitor_move("Rival", mid_market.id) };
        let AppError::Invalid { fields } = app.create_competitor_move(member, tomorrow).await.unwrap_err() else {
            panic!("what nobody saw yet was noted")
        };
        assert_eq!(fields[0].field, "on");
        let dollars = CompetitorMoveInput { pipeline: Some(Money::new(1, Currency::USD)), ..competitor_move("Rival", mid_market.id) };
        assert_eq!(app.create_competitor_move(member, dollars).await.unwrap_err().code(), "invalid");
        app.withdraw_competitor_move(member, newest.id, 1).await.unwrap();
        let standing = app.competition(&company.viewer).await.unwrap().remove(0).standing;
        assert_eq!((standing.moves.len(), standing.at_first), (1, None));
        app.withdraw_segment(&company.leader, mid_market.id, mid_market.version).await.unwrap();
        assert!(app.competition(&company.viewer).await.unwrap().is_empty(), "nobody competes for what is not there");
        test.clock.advance_days(31);
        assert!(app.tidy().await.unwrap() >= 3, "the segment goes with what was done in it");
    }
}
