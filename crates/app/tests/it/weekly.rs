//! Weekly goals: set, closed, carried over, asked for.

use jiff::civil::Date;
use throughline_app::{AppError, CloseWeeklyGoalInput, MemberInput, WeekQuery, WeeklyGoalInput};
use throughline_domain::{
    KeyResultId, TeamId,
    strategy::{WeekOutcome, monday_of},
};
use throughline_test_kit::{Company, TestApp, on_both_databases};

use crate::verbs::{done, key_result, objective, team, weekly_goal};

/// A team, and a key result toward which it works.
async fn toward(test: &TestApp, company: &Company) -> (TeamId, KeyResultId) {
    let (app, leader) = (&test.app, &company.leader);
    let team = app.create_team(leader, team("Tracking")).await.unwrap();
    let keep = app.create_objective(leader, objective("Keep", None)).await.unwrap();
    (team.id, app.create_key_result(leader, key_result("Churn", keep.id)).await.unwrap().id)
}

fn today(test: &TestApp) -> Date {
    test.app.now().date_in(&jiff::tz::TimeZone::UTC)
}

/// Moves the clock to a day of a week: 0 is this week's Monday, 4 its Friday, 7 the Monday after.
fn to_day(test: &TestApp, monday: Date, day: i64) {
    let there = monday.saturating_add(jiff::Span::new().days(day));
    test.clock.advance_days(i64::from((there - today(test)).get_days()));
}

fn not_done(reason: &str, carried: Option<&str>) -> CloseWeeklyGoalInput {
    let carried_because = carried.map(str::to_owned);
    CloseWeeklyGoalInput { outcome: WeekOutcome::NotDone, reason: reason.to_owned(), carried_because }
}

fn fields(error: AppError) -> Vec<String> {
    let AppError::Invalid { fields } = error else { panic!("{error:?}") };
    fields.into_iter().map(|fault| fault.field).collect()
}

on_both_databases! {
    async fn a_weekly_goal_is_set_closed_and_carried_over_with_a_reason(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, member) = (&test.app, &company.member);
        let (team, result) = toward(&test, &company).await;
        let first = app.create_weekly_goal(member, weekly_goal("Two carriers are live", team, result)).await.unwrap();
        assert_eq!(first.monday, monday_of(today(&test)));
        let second = app.create_weekly_goal(member, weekly_goal("The third is asked", team, result)).await.unwrap();
        app.close_weekly_goal(member, second.id, 1, done()).await.unwrap();
        let error = app.close_weekly_goal(member, first.id, 1, not_done(" ", None)).await.unwrap_err();
        assert_eq!(fields(error), ["reason"]);
        let error = app.close_weekly_goal(member, first.id, 1, not_done("The feed was down.", Some(" "))).await.unwrap_err();
        assert_eq!(fields(error), ["carried_because"]);
        let over = CloseWeeklyGoalInput { carried_because: Some("More".to_owned()), ..done() };
        let error = app.close_weekly_goal(member, first.id, 1, over).await.unwrap_err();
        assert_eq!(fields(error), ["carried_because"], "what was done is not carried over");
        assert_eq!(app.get_weekly_goal(member, first.id).await.unwrap().outcome, None, "all of it or nothing");

        let closed = not_done("The feed was down.", Some("One carrier is left."));
        let closed = app.close_weekly_goal(member, first.id, 1, closed).await.unwrap();
        assert_eq!((closed.outcome, closed.reason.as_str(), closed.closed_by), (Some(WeekOutcome::NotDone), "The feed was down.", member.member_id()));
        assert!(app.close_weekly_goal(member, first.id, 1, not_done("Again", None)).await.is_ok(), "twice is once");
        assert_eq!(app.close_weekly_goal(member, first.id, 2, done()).await.unwrap_err().code(), "conflict");
        assert_eq!(app.change_weekly_goal(member, first.id, 2, weekly_goal("Other", team, result)).await.unwrap_err().code(), "conflict");

        let week = app.weekly_goals(&company.viewer, WeekQuery::default()).await.unwrap();
        assert_eq!(week.statement, "Two goals of this week: one done and one not done.");
        let next = WeekQuery { week_of: Some(first.monday.saturating_add(jiff::Span::new().days(9))) };
        let next = app.weekly_goals(&company.viewer, next).await.unwrap();
        let [carried] = next.goals.as_slice() else { panic!("{next:?}") };
        assert_eq!((carried.goal.title.as_str(), carried.goal.carried_because.as_str()), ("Two carriers are live", "One carrier is left."));
        assert_eq!((carried.carried_from_week, carried.team.as_str()), (Some(first.monday), "Tracking"));
    }

    async fn a_week_that_is_over_takes_no_new_goal(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, member) = (&test.app, &company.member);
        let (team, result) = toward(&test, &company).await;
        let in_days = |days: i64| WeeklyGoalInput {
            week_of: Some(today(&test).saturating_add(jiff::Span::new().days(days))),
            ..weekly_goal("Two carriers are live", team, result)
        };
        let error = app.create_weekly_goal(member, in_days(-7)).await.unwrap_err();
        assert_eq!(fields(error), ["week_of"]);
        let later = app.create_weekly_goal(member, in_days(7)).await.unwrap();
        test.clock.advance_days(21);
        let left = app.weekly_goals(member, WeekQuery::default()).await.unwrap();
        assert_eq!((left.goals.len(), left.left_open.len()), (0, 1));
        assert_eq!(left.statement, "No goal for this week yet. One of a week before was not closed.");
        let put = WeeklyGoalInput { title: "Three carriers are live".to_owned(), ..weekly_goal("", team, result) };
        let changed = app.change_weekly_goal(member, later.id, 1, put).await.unwrap();
        assert_eq!((changed.monday, changed.title.as_str()), (later.monday, "Three carriers are live"), "its words can be mended");
    }

    async fn the_week_asks_a_team_for_its_goal_on_monday_and_how_it_ended_on_friday(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, member) = (&test.app, &company.member);
        let (team, result) = toward(&test, &company).await;
        let of_team = app.get_member(&company.owner, member.member_id().unwrap()).await.unwrap();
        let input = MemberInput { name: of_team.name.clone(), role: of_team.role, team_id: Some(team) };
        let joined = app.change_member(&company.owner, of_team.id, of_team.version, input).await.unwrap();
        let mut member = member.clone();
        member.member = Some(joined);
        let member = &member;
        let asked = async || {
            let week = app.this_week(member).await.unwrap();
            week.asked.into_iter().map(|asked| asked.title).find(|title| title.contains("goal toward") || title.contains("goal of this week"))
        };
        assert_eq!(asked().await, None, "a team that never set one is left alone");
        let monday = monday_of(today(&test)).saturating_add(jiff::Span::new().days(7));
        to_day(&test, monday, 0);
        let first = app.create_weekly_goal(member, weekly_goal("Two carriers are live", team, result)).await.unwrap();
        to_day(&test, monday, 3);
        assert_eq!(asked().await, None, "on Thursday the week runs");
        to_day(&test, monday, 4);
        assert_eq!(asked().await.as_deref(), Some("Close the weekly goal toward KR1"));
        app.close_weekly_goal(member, first.id, 1, done()).await.unwrap();
        assert_eq!(asked().await, None);
        to_day(&test, monday, 7);
        assert_eq!(asked().await.as_deref(), Some("Set your team\u{2019}s goal of this week"));
    }

    async fn a_key_result_with_a_weekly_goal_is_thrown_away_with_it(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let (team, result) = toward(&test, &company).await;
        let goal = app.create_weekly_goal(&company.member, weekly_goal("Two carriers are live", team, result)).await.unwrap();
        app.withdraw_key_result(leader, result, 1).await.unwrap();
        app.withdraw_team(leader, team, 1).await.unwrap();
        test.clock.advance_days(31);
        app.tidy().await.unwrap();
        assert_eq!(app.get_weekly_goal(leader, goal.id).await.unwrap_err(), AppError::NotFound { what: "weekly goal" });
        assert_eq!(app.get_key_result(leader, result).await.unwrap_err(), AppError::NotFound { what: "key result" });
        assert_eq!(app.get_team(leader, team).await.unwrap_err(), AppError::NotFound { what: "team" }, "nothing holds it");
    }

    async fn another_week_is_called_by_its_monday(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, member) = (&test.app, &company.member);
        let (team, result) = toward(&test, &company).await;
        let monday = monday_of(today(&test));
        let later = monday.saturating_add(jiff::Span::new().days(7));
        let says = async |week: Date| app.weekly_goals(member, WeekQuery { week_of: Some(week) }).await.unwrap().statement;
        let called = |week: Date| throughline_domain::words::day(week, today(&test));
        assert_eq!(says(later).await, format!("No goal for the week of {} yet.", called(later)));
        let before = monday.saturating_add(jiff::Span::new().days(-7));
        assert_eq!(says(before).await, format!("No goal for the week of {}.", called(before)), "none will come");
        let next = WeeklyGoalInput { week_of: Some(later), ..weekly_goal("Two carriers are live", team, result) };
        app.create_weekly_goal(member, next).await.unwrap();
        assert_eq!(says(later).await, format!("One goal of the week of {}: one open.", called(later)));
    }

    async fn nobody_is_asked_to_close_what_they_may_not_and_a_key_result_that_is_gone_is_called_so(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, owner) = (&test.app, &company.owner);
        let (team, result) = toward(&test, &company).await;
        let monday = monday_of(today(&test)).saturating_add(jiff::Span::new().days(7));
        to_day(&test, monday, 0);
        app.create_weekly_goal(&company.member, weekly_goal("Two carriers are live", team, result)).await.unwrap();
        app.withdraw_key_result(&company.leader, result, 1).await.unwrap();
        to_day(&test, monday, 4);
        let asked = async |who: &throughline_app::Actor| {
            let of_team = app.get_member(owner, who.member_id().unwrap()).await.unwrap();
            let input = MemberInput { name: of_team.name.clone(), role: of_team.role, team_id: Some(team) };
            let joined = app.change_member(owner, of_team.id, of_team.version, input).await.unwrap();
            let mut who = who.clone();
            who.member = Some(joined);
            let week = app.this_week(&who).await.unwrap();
            week.asked.into_iter().map(|asked| asked.title).find(|title| title.contains("weekly goal"))
        };
        let said = asked(&company.member).await;
        assert_eq!(said.as_deref(), Some("Close the weekly goal toward a key result that was deleted"));
        assert_eq!(asked(&company.viewer).await, None);
        let week = app.weekly_goals(owner, WeekQuery::default()).await.unwrap();
        assert_eq!(week.goals[0].key, None);
    }
}
