//! Key results that are no number to reach: how they are made, checked in on, scored, and what they were at the close.

use throughline_app::{
    Actor, AppError, CheckInInput, CloseCycleInput, CloseResultInput, CycleInput, KeyResultInput, KeyResultScore,
    ObservationInput,
};
use throughline_domain::{
    KeyResultId, Ts,
    strategy::{Band, KeyResult, ResultKind},
};
use throughline_test_kit::{TestApp, on_both_databases};

use crate::{
    check_ins::running,
    verbs::{check_in, key_result, lessons, metric},
};

/// Beside another one, and asking for nothing yet.
fn of(kind: ResultKind, beside: &KeyResult) -> KeyResultInput {
    KeyResultInput {
        kind,
        start: None,
        target: None,
        unit: String::new(),
        ..key_result("It holds", beside.objective_id)
    }
}

fn fields(error: AppError) -> Vec<String> {
    match error {
        AppError::Invalid { fields } => fields.into_iter().map(|fault| fault.field).collect(),
        other => panic!("{other:?}"),
    }
}

async fn score(test: &TestApp, actor: &Actor, id: KeyResultId) -> KeyResultScore {
    let scores = test.app.key_result_scores(actor).await.unwrap();
    scores.into_iter().find(|score| score.key_result_id == id).unwrap()
}

on_both_databases! {
    async fn a_number_to_keep_is_scored_by_all_its_values_since_the_objective_began(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let talks = running(&test, &company).await;
        let answers = app.create_metric(leader, metric("Answer time", None, false)).await.unwrap();
        let input = KeyResultInput {
            metric_id: Some(answers.id), at_most: Some(300.0), unit: "ms".to_owned(), ..of(ResultKind::Keep, &talks)
        };
        let kept = app.create_key_result(leader, input).await.unwrap();
        let sentence = async || score(&test, leader, kept.id).await.sentence;
        assert!(sentence().await.starts_with("No score: no value was read"), "{}", sentence().await);
        let now = app.now();
        // The first is from before the objective's first day.
        for (days, value) in [(-30, 900.0), (-10, 200.0), (-5, 300.0), (-3, 310.0), (-1, 250.0)] {
            let seen = ObservationInput { at: Ts::from_micros(now.micros() + days * 86_400_000_000), value, source: String::new() };
            app.observe(&company.member, answers.id, seen).await.unwrap();
        }
        let seen = score(&test, leader, kept.id).await;
        assert_eq!((seen.score.map(|score| (score.score, score.band)), seen.values), (Some((0.75, Band::Green)), Some(4)));
        let says = "Score 0.75, green. 3 of 4 values were at most 300 (ms); it was at 250 on ";
        assert!(seen.sentence.starts_with(says), "{}", seen.sentence);
        assert_eq!(seen.pace.map(|pace| (pace.expected, pace.behind)), Some((1.0, true)), "it holds from the first day on");
    }

    async fn without_a_metric_what_is_kept_is_read_from_check_ins(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, member) = (&test.app, &company.member);
        let talks = running(&test, &company).await;
        let input = KeyResultInput { at_least: Some(7.0), at_most: Some(9.0), ..of(ResultKind::Keep, &talks) };
        let kept = app.create_key_result(&company.leader, input).await.unwrap();
        for value in [8.0, 9.5] {
            let said = app.check_in(member, kept.id, CheckInInput { value: Some(value), ..check_in(6) }).await.unwrap();
            assert_eq!(said.says, Some(format!("at {value}")));
            test.clock.advance_days(1);
        }
        let seen = score(&test, member, kept.id).await;
        assert_eq!((seen.score.map(|score| score.score), seen.values), (Some(0.5), Some(2)));
        assert!(seen.sentence.contains("1 of 2 values were within 7 to 9; it was at 9.5 on "), "{}", seen.sentence);
    }

    async fn milestones_and_yes_or_no_are_counted_whole_by_check_ins(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader, member) = (&test.app, &company.leader, &company.member);
        let talks = running(&test, &company).await;
        let steps = KeyResultInput { milestones: "A pilot\nTwo customers\nAll of them".to_owned(), ..of(ResultKind::Milestones, &talks) };
        let steps = app.create_key_result(leader, steps).await.unwrap();
        let counts = app.list_check_ins(member, steps.id).await.unwrap().counts;
        assert_eq!((counts.len(), counts[1].as_str()), (4, "1 of 3 milestones: \u{201c}A pilot\u{201d}"));
        let say = async |id, value| app.check_in(member, id, CheckInInput { value: Some(value), ..check_in(5) }).await;
        assert_eq!(fields(say(steps.id, 1.5).await.unwrap_err()), ["value"]);
        assert_eq!(fields(say(steps.id, 4.0).await.unwrap_err()), ["value"]);
        assert_eq!(say(steps.id, 1.0).await.unwrap().says.as_deref(), Some("1 of 3 milestones"));
        let there: Vec<bool> = app.list_check_ins(member, steps.id).await.unwrap().milestones.iter().map(|one| one.there).collect();
        assert_eq!(there, [true, false, false]);
        let seen = score(&test, member, steps.id).await;
        assert!(seen.sentence.contains("Score 0.33, red. It was at 1 of 3 milestones on "), "{}", seen.sentence);
        assert!(seen.sentence.ends_with("Next: \u{201c}Two customers\u{201d}."), "{}", seen.sentence);

        let live = app.create_key_result(leader, of(ResultKind::YesNo, &talks)).await.unwrap();
        say(live.id, 0.0).await.unwrap();
        let seen = score(&test, member, live.id).await;
        assert!(seen.sentence.starts_with("Score 0.00, red. It was not there yet on "), "{}", seen.sentence);
        assert_eq!(seen.pace.map(|pace| pace.behind), Some(false), "a yes is not expected before the last day");
        say(live.id, 1.0).await.unwrap();
        assert_eq!(score(&test, member, live.id).await.score.map(|score| score.score), Some(1.0));
    }

    async fn a_key_result_says_only_what_its_kind_asks_for(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let talks = running(&test, &company).await;
        assert_eq!(fields(app.create_key_result(leader, of(ResultKind::Keep, &talks)).await.unwrap_err()), ["at_least"]);
        let both = KeyResultInput { milestones: "One\nTwo".to_owned(), ..key_result("Churn", talks.objective_id) };
        assert_eq!(fields(app.create_key_result(leader, both).await.unwrap_err()), ["milestones"]);
    }

    async fn what_goes_on_keeps_its_kind_and_its_bounds(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let talks = running(&test, &company).await;
        let input = KeyResultInput { at_most: Some(9.0), ..of(ResultKind::Keep, &talks) };
        let kept = app.create_key_result(leader, input).await.unwrap();
        app.check_in(leader, kept.id, CheckInInput { value: Some(8.0), ..check_in(3) }).await.unwrap();
        let cycle = app.list_cycles(leader, false).await.unwrap().remove(0);
        let day = |days: i32| cycle.ends_on.checked_add(jiff::Span::new().days(days)).ok();
        let next = CycleInput { name: "Winter".to_owned(), starts_on: day(1), ends_on: day(90) };
        let next = app.create_cycle(leader, next).await.unwrap();
        let said = |id, because: Option<&str>| CloseResultInput {
            key_result_id: id,
            note: "It was too slow.".to_owned(),
            carried_because: because.map(str::to_owned),
        };
        let closing = CloseCycleInput {
            next_cycle_id: Some(next.id),
            results: vec![said(talks.id, None), said(kept.id, Some("It still matters."))],
            ..lessons()
        };
        app.close_cycle(leader, cycle.id, cycle.version, closing).await.unwrap();
        let then = score(&test, leader, kept.id).await;
        assert!(then.sentence.contains("1 of 1 values were at most 9; it was at 8 on "), "{}", then.sentence);
        let goes_on = app.list_key_results(leader, false).await.unwrap();
        let goes_on = goes_on.iter().find(|one| one.title == kept.title && one.id != kept.id).unwrap();
        assert_eq!((goes_on.kind, goes_on.at_most, goes_on.start), (ResultKind::Keep, Some(9.0), None));
        assert_eq!(score(&test, leader, goes_on.id).await.score, None, "it begins anew");
    }

    async fn a_metric_that_was_deleted_stays_named_until_somebody_names_another(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let talks = running(&test, &company).await;
        let gone = app.create_metric(leader, metric("Answer time", None, false)).await.unwrap();
        let named = KeyResultInput { metric_id: Some(gone.id), at_most: Some(300.0), ..of(ResultKind::Keep, &talks) };
        let kept = app.create_key_result(leader, named.clone()).await.unwrap();
        app.withdraw_metric(leader, gone.id, 1).await.unwrap();
        let stricter = KeyResultInput { at_most: Some(200.0), ..named.clone() };
        let kept = app.change_key_result(leader, kept.id, kept.version, stricter).await.unwrap();
        assert_eq!((kept.metric_id, kept.at_most), (Some(gone.id), Some(200.0)));
        assert_eq!(fields(app.create_key_result(leader, named).await.unwrap_err()), ["metric_id"], "nobody names it anew");
    }

    async fn what_check_ins_said_keeps_its_meaning(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader, member) = (&test.app, &company.leader, &company.member);
        let talks = running(&test, &company).await;
        let three = |text: &str| KeyResultInput { milestones: text.to_owned(), ..of(ResultKind::Milestones, &talks) };
        let steps = app.create_key_result(leader, three("One\nTwo\nThree")).await.unwrap();
        let said = app.check_in(member, steps.id, CheckInInput { value: Some(3.0), ..check_in(5) }).await.unwrap();
        let change = async |version, input| app.change_key_result(leader, steps.id, version, input).await;
        assert_eq!(fields(change(1, of(ResultKind::YesNo, &talks)).await.unwrap_err()), ["kind"]);
        assert_eq!(fields(change(1, key_result("It holds", talks.objective_id)).await.unwrap_err()), ["kind"]);
        assert_eq!(fields(change(1, three("One\nTwo")).await.unwrap_err()), ["milestones"]);
        app.withdraw_check_in(member, said.check_in.id).await.unwrap();
        assert_eq!(change(1, three("One\nTwo")).await.unwrap().version, 2, "nobody says three any more");
        assert_eq!(fields(app.restore_check_in(member, said.check_in.id).await.unwrap_err()), ["value"]);
        assert_eq!(change(2, of(ResultKind::YesNo, &talks)).await.unwrap().kind, ResultKind::YesNo);

        app.check_in(member, talks.id, CheckInInput { value: Some(4.0), ..check_in(5) }).await.unwrap();
        let keep = KeyResultInput { at_least: Some(2.0), ..of(ResultKind::Keep, &talks) };
        assert_eq!(app.change_key_result(leader, talks.id, talks.version, keep).await.unwrap().kind, ResultKind::Keep, "a number stays one");
        assert_eq!(score(&test, leader, talks.id).await.score.map(|score| score.score), Some(1.0));
    }
}
