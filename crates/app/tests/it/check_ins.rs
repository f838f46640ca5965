//! Check-ins: written, taken back, asked of the owner, told to leaders.

use throughline_app::{
    AppError, CheckInInput, CloseCycleInput, CloseResultInput, CycleInput, KeyResultInput, ObjectiveInput,
};
use throughline_domain::strategy::{Band, KeyResult, ObjectiveShare};
use throughline_test_kit::{Company, TestApp, on_both_databases};

use crate::verbs::{check_in, key_result, lessons, objective};

/// A key result of an open cycle that began two weeks ago, owned by the leader.
pub async fn running(test: &TestApp, company: &Company) -> KeyResult {
    let (app, leader) = (&test.app, &company.leader);
    let today = app.now().date_in(&jiff::tz::TimeZone::UTC);
    let days = |days: i32| today.checked_add(jiff::Span::new().days(days)).ok();
    let cycle = CycleInput { name: "Autumn".to_owned(), starts_on: days(-14), ends_on: days(70) };
    let cycle = app.create_cycle(leader, cycle).await.unwrap();
    app.open_cycle(leader, cycle.id, 1).await.unwrap();
    let keep = ObjectiveInput { cycle_id: Some(cycle.id), owner_id: leader.member_id(), ..objective("Keep", None) };
    let keep = app.create_objective(leader, keep).await.unwrap();
    let talks = KeyResultInput {
        start: Some(0.0),
        target: Some(10.0),
        unit: "talks".to_owned(),
        ..key_result("Talks", keep.id)
    };
    app.create_key_result(leader, talks).await.unwrap()
}

on_both_databases! {
    async fn a_check_in_says_how_sure_somebody_is_and_gives_a_score_where_no_metric_does(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, member) = (&test.app, &company.member);
        let talks = running(&test, &company).await;
        let none = app.list_check_ins(&company.viewer, talks.id).await.unwrap();
        assert_eq!((none.sentence.as_str(), none.rhythm.unwrap().stale), ("No check-in yet; the first one is due.", false), "it was made today");
        let first = app.check_in(member, talks.id, CheckInInput { value: Some(4.0), ..check_in(8) }).await.unwrap();
        let name = app.get_member(member, member.member_id().unwrap()).await.unwrap().name;
        assert_eq!((first.check_in.confidence, first.by_name.as_deref()), (8, Some(name.as_str())));
        let score = app.key_result_scores(&company.viewer).await.unwrap().remove(0);
        assert_eq!(score.score.map(|score| (score.score, score.band)), Some((0.4, Band::Yellow)), "{}", score.sentence);

        test.clock.advance_days(1);
        let fallen = app.check_in(member, talks.id, CheckInInput { value: Some(3.0), ..check_in(5) }).await.unwrap();
        let seen = app.list_check_ins(&company.viewer, talks.id).await.unwrap();
        assert!(seen.sentence.contains("Confidence 5 of 10 on ") && seen.sentence.contains("It fell by 3 within a week."), "{}", seen.sentence);
        assert_eq!(seen.check_ins.iter().map(|one| one.check_in.confidence).collect::<Vec<_>>(), [5, 8], "the newest first");
        let signals = app.this_week(&company.leader).await.unwrap().signals;
        let fell = format!("Confidence in {} fell from 8 to 5 within a week. \u{201c}Two of three alerts are live\u{201d}", talks.key);
        assert!(signals.iter().any(|signal| signal.sentence == fell), "{signals:?}");

        app.withdraw_check_in(member, fallen.check_in.id).await.unwrap();
        assert!(app.withdraw_check_in(member, fallen.check_in.id).await.is_ok(), "twice is once");
        let seen = app.list_check_ins(&company.viewer, talks.id).await.unwrap();
        assert_eq!((seen.check_ins.len(), seen.taken_back.len()), (1, 1));
        app.restore_check_in(member, fallen.check_in.id).await.unwrap();
        assert_eq!(app.key_result_scores(&company.viewer).await.unwrap()[0].score.unwrap().value, 3.0);
        app.withdraw_check_in(member, fallen.check_in.id).await.unwrap();
        test.clock.advance_days(31);
        app.tidy().await.unwrap();
        assert_eq!(app.restore_check_in(member, fallen.check_in.id).await.unwrap_err(), AppError::NotFound { what: "check-in" });
    }

    async fn a_check_in_of_tomorrow_or_beyond_ten_or_in_a_closed_cycle_is_refused(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, member) = (&test.app, &company.member);
        let talks = running(&test, &company).await;
        let fields = |error: AppError| match error {
            AppError::Invalid { fields } => fields.into_iter().map(|fault| fault.field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        let tomorrow = app.now().plus_days(1).date_in(&jiff::tz::TimeZone::UTC).tomorrow().ok();
        let early = app.check_in(member, talks.id, CheckInInput { on: tomorrow, ..check_in(5) }).await.unwrap_err();
        assert_eq!(fields(early), ["on"]);
        assert_eq!(fields(app.check_in(member, talks.id, check_in(11)).await.unwrap_err()), ["confidence"]);
        let written = app.check_in(member, talks.id, check_in(5)).await.unwrap();
        let cycle = app.list_cycles(member, false).await.unwrap().remove(0);
        let said = CloseResultInput { key_result_id: talks.id, note: "We stopped.".to_owned(), carried_because: None };
        let closing = CloseCycleInput { results: vec![said], ..lessons() };
        app.close_cycle(&company.leader, cycle.id, cycle.version, closing).await.unwrap();
        assert_eq!(app.check_in(member, talks.id, check_in(5)).await.unwrap_err().code(), "conflict");
        assert_eq!(app.withdraw_check_in(member, written.check_in.id).await.unwrap_err().code(), "conflict");
        assert_eq!(app.list_check_ins(member, talks.id).await.unwrap().rhythm, None, "what is closed asks for nothing");
    }

    async fn the_week_asks_the_owner_for_a_check_in_until_there_is_one(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let talks = running(&test, &company).await;
        let asked = async |actor| {
            let week = test.app.this_week(actor).await.unwrap();
            week.asked.into_iter().find(|asked| asked.title.starts_with("Check in on"))
        };
        let due = asked(&company.leader).await.unwrap();
        assert_eq!((due.title, due.why.as_str()), (format!("Check in on {}", talks.key), "\u{201c}Talks\u{201d} has no check-in yet."));
        assert_eq!(due.href, format!("/key-results/{}#check-in", talks.id));
        assert_eq!(asked(&company.member).await, None, "somebody else answers for it");
        let stale = format!("{} has had no check-in for ten days.", talks.key);
        let says = async || test.app.this_week(&company.leader).await.unwrap().signals.iter().any(|signal| signal.sentence == stale);
        assert!(!says().await, "it was made today, though its cycle began two weeks ago");
        test.clock.advance_days(10);
        assert!(says().await);
        test.app.check_in(&company.member, talks.id, check_in(5)).await.unwrap();
        assert_eq!(asked(&company.leader).await, None);
        assert!(!says().await);
        test.clock.advance_days(7);
        let again = asked(&company.leader).await.unwrap();
        assert!(again.why.contains("was last looked at on"), "{}", again.why);
    }

    async fn a_key_result_whose_metric_was_deleted_is_scored_by_what_people_say(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let talks = running(&test, &company).await;
        let measured = async || app.list_check_ins(leader, talks.id).await.unwrap().measured;
        assert!(!measured().await);
        let read_on = app.create_metric(leader, crate::verbs::metric("Talks", None, false)).await.unwrap();
        let input = KeyResultInput { metric_id: Some(read_on.id), start: Some(0.0), target: Some(10.0), ..key_result(&talks.title, talks.objective_id) };
        app.change_key_result(leader, talks.id, talks.version, input).await.unwrap();
        assert!(measured().await);
        app.withdraw_metric(leader, read_on.id, 1).await.unwrap();
        assert!(!measured().await, "the form asks for the value again");
        app.check_in(&company.member, talks.id, CheckInInput { value: Some(5.0), ..check_in(5) }).await.unwrap();
        let scores = app.key_result_scores(leader).await.unwrap();
        let score = scores.iter().find(|score| score.key_result_id == talks.id).unwrap();
        assert_eq!(score.score.map(|score| score.score), Some(0.5));
    }

    async fn the_owner_of_the_first_goal_that_is_left_is_asked(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let talks = running(&test, &company).await;
        let cycle = app.list_cycles(leader, false).await.unwrap().remove(0);
        let first = ObjectiveInput { cycle_id: Some(cycle.id), owner_id: company.owner.member_id(), ..objective("First", None) };
        let first = app.create_objective(leader, first).await.unwrap();
        let share = |objective_id| ObjectiveShare { objective_id, percent: 50 };
        let shared = KeyResultInput { shares: vec![share(first.id), share(talks.objective_id)], ..key_result("Talks", first.id) };
        app.change_key_result(leader, talks.id, talks.version, shared).await.unwrap();
        let asked = async |actor| {
            let week = app.this_week(actor).await.unwrap();
            week.asked.into_iter().any(|asked| asked.title == format!("Check in on {}", talks.key))
        };
        assert_eq!((asked(&company.owner).await, asked(leader).await), (true, false));
        app.withdraw_objective(leader, first.id, first.version).await.unwrap();
        assert_eq!((asked(&company.owner).await, asked(leader).await), (false, true));
        assert!(app.list_check_ins(leader, talks.id).await.unwrap().rhythm.is_some(), "it runs for the other");
    }
}
