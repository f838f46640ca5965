//! Goals, segments, teams and metrics: made, changed, deleted, brought back; the map and its gaps.

use jiff::civil::date;
use throughline_app::{AppError, Clock, IdempotencyKey, Level, MapQuery, ObservationInput, TicketInput};
use throughline_domain::{Currency, Money, Ts, activity::EventKind};
use throughline_test_kit::{TestApp, on_both_databases};

use crate::verbs::{key_result, metric, minor, objective, problem, segment, team, ticket};

on_both_databases! {
    async fn a_change_needs_the_version_that_is_there(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let made = test.app.create_team(&company.leader, team("Booking")).await.unwrap();
        let changed = test.app.change_team(&company.leader, made.id, made.version, team("Bookings")).await.unwrap();
        assert_eq!(changed.version, 2);
        let stale = test.app.change_team(&company.leader, made.id, made.version, team("Old")).await.unwrap_err();
        assert_eq!(stale, AppError::Stale { current_version: 2 });
        let same = test.app.change_team(&company.leader, made.id, 2, team("Bookings")).await.unwrap();
        assert_eq!(same.version, 2, "nothing changed, so nothing is written");
        let events = test.app.list_events(&company.viewer, Default::default()).await.unwrap();
        let changes = events.items.iter().filter(|entry| entry.event.kind == EventKind::TeamChanged).count();
        assert_eq!(changes, 1);
    }

    async fn what_is_deleted_can_be_brought_back_and_doing_it_twice_is_harmless(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let made = test.app.create_segment(&company.leader, segment("mid-market")).await.unwrap();
        let stale = test.app.withdraw_segment(&company.leader, made.id, 9).await.unwrap_err();
        assert_eq!(stale, AppError::Stale { current_version: 1 });
        let gone = test.app.withdraw_segment(&company.leader, made.id, 1).await.unwrap();
        assert!(gone.withdrawn_at.is_some());
        assert_eq!(test.app.withdraw_segment(&company.leader, made.id, 1).await.unwrap(), gone);
        assert!(test.app.list_segments(&company.viewer, false).await.unwrap().is_empty());
        assert_eq!(test.app.list_segments(&company.viewer, true).await.unwrap().len(), 1);
        let error = test.app.change_segment(&company.leader, made.id, 2, segment("x")).await.unwrap_err();
        assert_eq!(error, AppError::NotFound { what: "segment" });
        let second = test.app.create_segment(&company.leader, segment("mid-market")).await.unwrap();
        let taken = test.app.restore_segment(&company.leader, made.id).await.unwrap_err();
        assert_eq!(taken.code(), "conflict", "its name was given to another meanwhile");
        test.app.withdraw_segment(&company.leader, second.id, 1).await.unwrap();
        let back = test.app.restore_segment(&company.leader, made.id).await.unwrap();
        assert_eq!((back.withdrawn_at, back.version), (None, 3));
        assert_eq!(test.app.restore_segment(&company.leader, made.id).await.unwrap(), back);
    }

    async fn after_thirty_days_what_was_deleted_is_gone_for_good(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let made = test.app.create_segment(&company.leader, segment("mid-market")).await.unwrap();
        test.app.withdraw_segment(&company.leader, made.id, 1).await.unwrap();
        test.clock.advance_days(29);
        test.app.tidy().await.unwrap();
        test.app.restore_segment(&company.leader, made.id).await.unwrap();
        test.app.withdraw_segment(&company.leader, made.id, 3).await.unwrap();
        test.clock.advance_days(31);
        assert!(test.app.tidy().await.unwrap() > 0);
        let gone = test.app.restore_segment(&company.leader, made.id).await.unwrap_err();
        assert_eq!(gone, AppError::NotFound { what: "segment" });
    }

    async fn the_same_request_twice_is_done_once(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let keyed = |hash| company.leader.clone().with_idempotency(Some(IdempotencyKey::new("abc", [hash; 32]).unwrap()));
        let first = test.app.create_team(&keyed(1), team("Booking")).await.unwrap();
        let again = test.app.create_team(&keyed(1), team("Booking")).await.unwrap();
        assert_eq!(first, again);
        assert_eq!(test.app.create_team(&keyed(2), team("Other")).await.unwrap_err(), AppError::KeyReused);
        let others = company.owner.clone().with_idempotency(Some(IdempotencyKey::new("abc", [3; 32]).unwrap()));
        assert!(test.app.create_team(&others, team("Tracking")).await.is_ok(), "members do not share keys");
        assert_eq!(test.app.list_teams(&company.viewer, false).await.unwrap().len(), 2);
        assert!(IdempotencyKey::new("", [0; 32]).is_err());
        assert!(IdempotencyKey::new("with space", [0; 32]).is_err());
    }

    async fn exactly_one_metric_is_the_north_star(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let first = test.app.create_metric(&company.leader, metric("Loads", None, true)).await.unwrap();
        let second = test.app.create_metric(&company.leader, metric("Loads on time", None, true)).await.unwrap();
        let first = test.app.get_metric(&company.viewer, first.id).await.unwrap();
        assert!(!first.north_star && second.north_star);
        let child = test.app.create_metric(&company.leader, metric("Shippers", Some(second.id), false)).await.unwrap();
        let circle = metric("Loads on time", Some(child.id), false);
        let error = test.app.change_metric(&company.leader, second.id, 1, circle).await.unwrap_err();
        assert_eq!(error.code(), "invalid");
        let at = Ts::from_micros(1_791_000_000_000_000);
        let observe = |value| ObservationInput { at, value, source: "billing".to_owned() };
        let once = test.app.observe(&company.member, second.id, observe(41_000.0)).await.unwrap();
        let twice = test.app.observe(&company.member, second.id, observe(41_802.0)).await.unwrap();
        assert_eq!((once.id, twice.value), (twice.id, 41_802.0), "the same metric and time replaces");
        let view = test.app.north_star(&company.viewer).await.unwrap();
        assert_eq!(view.latest.unwrap().value, 41_802.0);
        assert_eq!(view.inputs.len(), 1);
        let page = test.app.list_observations(&company.viewer, second.id, Default::default()).await.unwrap();
        assert_eq!((page.items.len(), page.total), (1, Some(1)));
    }

    async fn amounts_are_in_the_workspaces_currency_and_faults_name_their_field(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let mut input = segment("enterprise");
        input.yearly_revenue = Some(Money::new(100, Currency::USD));
        let AppError::Invalid { fields } = test.app.create_segment(&company.leader, input).await.unwrap_err() else {
            panic!("dollars were taken");
        };
        assert_eq!((fields[0].field.as_str(), fields[0].given.as_str()), ("yearly_revenue", "USD"));
        let mut input = team("");
        input.capacity_days_per_week = -1.0;
        let AppError::Invalid { fields } = test.app.create_team(&company.leader, input).await.unwrap_err() else {
            panic!("a team without a name was taken");
        };
        let named: Vec<&str> = fields.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(named, ["name", "capacity_days_per_week"]);
        assert_eq!(fields[1].given, "-1.0");
    }

    async fn the_map_leads_from_the_north_star_to_the_tickets_and_says_what_is_broken(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let star = app.create_metric(leader, metric("Loads", None, true)).await.unwrap();
        let kept = app.create_objective(leader, objective("Keep", Some(star.id))).await.unwrap();
        assert_eq!(kept.key, "O1", "keys are allotted");
        let mut alone = objective("Win enterprise", Some(star.id));
        alone.at_stake = Some(Money::new(42_000_000, Currency::EUR));
        app.create_objective(leader, alone).await.unwrap();
        let churn = app.create_key_result(leader, key_result("Churn", kept.id)).await.unwrap();
        let alerts = app.create_problem(leader, problem("Alerts", Some(churn.id))).await.unwrap();
        let line = "€1k per week until it is live";
        let on_line = TicketInput { problem_id: Some(alerts.id), ..ticket("Warn", line) };
        let on_line = app.create_ticket(leader, on_line).await.unwrap();
        app.create_ticket(leader, ticket("Loose", "")).await.unwrap();

        let view = app.map(&company.viewer, MapQuery { focus: Some(on_line.ticket.key.clone()), ..MapQuery::default() }).await.unwrap();
        assert_eq!(view.statement, "One ticket reaches the North Star. One does not, and one goal has nobody.");
        assert_eq!((view.orphans_total, view.unfunded.len()), (1, 1));
        assert_eq!(view.unfunded[0].broken.as_deref(), Some("Nobody is working on this. €420k waits for it."));
        let mut node = &view.root;
        for level in [Level::Objective, Level::KeyResult, Level::Problem, Level::Ticket] {
            assert!(node.focused, "{level:?}'s parent is on the line in focus");
            node = node.children.iter().find(|child| child.focused).unwrap();
            assert_eq!(node.level, level);
            assert_eq!(minor(node.cost_of_delay_per_week), 100_000);
        }

        let chain = app.get_ticket(&company.viewer, &on_line.ticket.key).await.unwrap().chain;
        let levels: Vec<Level> = chain.iter().map(|link| link.level).collect();
        assert_eq!(levels, [Level::NorthStar, Level::Objective, Level::KeyResult, Level::Problem]);
        let goal = app.goal_work(&company.viewer, throughline_app::GoalRef("o1".to_owned())).await.unwrap();
        assert_eq!((goal.tickets_total, goal.tickets[0].key.as_str()), (1, on_line.ticket.key.as_str()));
        assert!(goal.statement.contains("€1.0k a week"), "{}", goal.statement);
        let gaps = app.gaps(&company.viewer).await.unwrap();
        assert_eq!((gaps.orphans.total, gaps.unfunded.len()), (Some(1), 1));
        assert_eq!(gaps.statement, "One ticket has no line to a goal and one goal has nobody.");
    }
    async fn the_map_draws_the_goals_of_one_quarter_and_as_many_tickets_as_are_asked_for(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let star = app.create_metric(leader, metric("Loads", None, true)).await.unwrap();
        let mut autumn = objective("Autumn", Some(star.id));
        (autumn.starts_on, autumn.ends_on) = (Some(date(2026, 10, 1)), Some(date(2027, 1, 10)));
        let autumn = app.create_objective(leader, autumn).await.unwrap();
        let mut spring = objective("Spring", Some(star.id));
        (spring.starts_on, spring.ends_on) = (Some(date(2027, 4, 1)), Some(date(2027, 6, 30)));
        app.create_objective(leader, spring).await.unwrap();
        app.create_objective(leader, objective("Always", Some(star.id))).await.unwrap();
        let churn = app.create_key_result(leader, key_result("Churn", autumn.id)).await.unwrap();
        let alerts = app.create_problem(leader, problem("Alerts", Some(churn.id))).await.unwrap();
        let mut last = String::new();
        for thousands in [4, 3, 2, 1] {
            let input = ticket("Warn", &format!("€{thousands}k per week until it is live"));
            let input = TicketInput { problem_id: Some(alerts.id), ..input };
            last = app.create_ticket(leader, input).await.unwrap().ticket.key;
        }
        app.create_ticket(leader, ticket("Loose", "")).await.unwrap();
        let look = async |quarter: &str, tickets, focus: &str| {
            let query = MapQuery { focus: Some(focus.into()), quarter: Some(quarter.into()), tickets };
            app.map(&company.viewer, query).await
        };
        let titles = |view: &throughline_app::MapView| -> Vec<String> {
            view.root.children.iter().map(|node| node.title.clone()).collect()
        };

        let all = look("", None, "").await.unwrap();
        assert_eq!(titles(&all), ["Autumn", "Spring", "Always"]);
        assert_eq!(all.quarters, ["2026-Q4", "2027-Q1", "2027-Q2"]);
        let winter = look("2027-q1", Some(1), &last).await.unwrap();
        assert_eq!(titles(&winter), ["Autumn", "Always"]);
        assert_eq!(winter.statement, "Four tickets hang on the goals of 2027-Q1, and one goal has nobody.");
        assert_eq!(winter.orphans_total, 0, "what hangs on no goal belongs to no quarter");
        let problem = &winter.root.children[0].children[0].children[0];
        assert_eq!((problem.children.len(), problem.more), (2, 2), "the dearest, and the one in focus");
        assert!(problem.children[1].focused);
        assert_eq!(winter.root.cost_of_delay_per_week, all.root.cost_of_delay_per_week);
        let summer = look("2027-Q3", None, "").await.unwrap();
        assert_eq!((titles(&summer), summer.root.tickets), (vec!["Always".to_owned()], 0));
        assert_eq!(summer.root.cost_of_delay_per_week, None, "no money of other quarters");
        let mut long = objective("Long", None);
        (long.starts_on, long.ends_on) = (Some(date(2026, 1, 1)), Some(date(9999, 12, 31)));
        app.create_objective(leader, long).await.unwrap();
        let quarters = look("", None, "").await.unwrap().quarters;
        assert_eq!((quarters.len(), quarters[0].as_str(), quarters[11].as_str()), (12, "9997-Q1", "9999-Q4"));
        let AppError::Invalid { fields } = look("next", None, "").await.unwrap_err() else { panic!("taken") };
        assert_eq!(fields[0].message, "Write a quarter as its year and number, such as 2026-Q4.");
    }

    async fn the_same_churn_in_two_tickets_is_caught_on_the_map_and_the_objective(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let mid_market = throughline_app::SegmentInput {
            yearly_revenue: Some(Money::new(100_000_000, Currency::EUR)),
            ..segment("mid-market")
        };
        app.create_segment(leader, mid_market).await.unwrap();
        let star = app.create_metric(leader, metric("Loads", None, true)).await.unwrap();
        let keep = app.create_objective(leader, objective("Keep", Some(star.id))).await.unwrap();
        let churn = app.create_key_result(leader, key_result("Churn", keep.id)).await.unwrap();
        let alerts = app.create_problem(leader, problem("Alerts", Some(churn.id))).await.unwrap();
        let again = app.create_problem(leader, problem("Calls", Some(churn.id))).await.unwrap();
        // The same euro: churn that falls by three points is retention that rises by three points.
        for (problem, title, line) in [
            (alerts.id, "Warn", "reduces churn by 3 points in the mid-market segment"),
            (again.id, "Call", "increases retention by 3 points in the mid-market segment"),
            (again.id, "Quote", "saves 10 hours a week at €50/h"),
        ] {
            let input = TicketInput { problem_id: Some(problem), ..ticket(title, line) };
            app.create_ticket(leader, input).await.unwrap();
        }
        let goal = app.goal_work(&company.viewer, throughline_app::GoalRef(keep.key.clone())).await.unwrap();
        let (claimed, once) = (minor(goal.node.cost_of_delay_per_week), minor(goal.node.counted_once_per_week));
        // €1M x 3% / 52.14 weeks = €575.34 for each of the two, and hours beside.
        assert_eq!(claimed - once, 57_534);
        let [twice] = goal.node.claimed_twice.as_slice() else { panic!("{:?}", goal.node.claimed_twice) };
        assert!(twice.sentence.ends_with("both claim the churn of mid-market: €1.2k a week as claimed, €575 counted once."), "{}", twice.sentence);
        assert_eq!(twice.tickets.len(), 2);
        assert!(goal.statement.contains("as claimed, ") && goal.statement.contains("counted once"), "{}", goal.statement);
        let map = app.map(&company.viewer, MapQuery::default()).await.unwrap();
        assert_eq!(map.claimed_twice, goal.node.claimed_twice);
        let kept = &map.root.children[0];
        assert_eq!((minor(kept.cost_of_delay_per_week), minor(kept.counted_once_per_week)), (claimed, once));
        assert_eq!(minor(map.root.counted_once_per_week), once, "up to the North Star");
        let calls = app.goal_work(&company.viewer, throughline_app::GoalRef(again.key.clone())).await.unwrap();
        assert!(calls.node.claimed_twice.is_empty(), "within one problem nothing is claimed twice");
        assert_eq!(calls.node.counted_once_per_week, calls.node.cost_of_delay_per_week);
        // A third claim below another objective: one claim of three, and not one for each objective.
        let win = app.create_objective(leader, objective("Win", Some(star.id))).await.unwrap();
        let deals = app.create_key_result(leader, key_result("Deals", win.id)).await.unwrap();
        let third = app.create_problem(leader, problem("Offers", Some(deals.id))).await.unwrap();
        let input = ticket("Ask", "reduces churn by 3 points in the mid-market segment");
        app.create_ticket(leader, TicketInput { problem_id: Some(third.id), ..input }).await.unwrap();
        let all = app.map(&company.viewer, MapQuery::default()).await.unwrap();
        let quarter = MapQuery { quarter: Some("2031-Q1".to_owned()), ..MapQuery::default() };
        let quarter = app.map(&company.viewer, quarter).await.unwrap();
        assert_eq!((quarter.claimed_twice.len(), quarter.claimed_twice[0].tickets.len()), (1, 3));
        assert_eq!((&quarter.claimed_twice, &quarter.root.claimed_twice), (&all.claimed_twice, &all.root.claimed_twice));
        assert_eq!(quarter.root.counted_once_per_week, all.root.counted_once_per_week);
    }
    async fn a_key_result_has_the_score_of_its_newest_value_or_says_why_it_has_none(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let churn = app.create_metric(leader, throughline_app::MetricInput { unit: "share".to_owned(), ..metric("Churn", None, false) }).await.unwrap();
        let now = test.clock.now();
        let today = now.date_in(&jiff::tz::TimeZone::UTC);
        let mut cycle = objective("Keep", None);
        (cycle.starts_on, cycle.ends_on) = (today.checked_sub(jiff::Span::new().days(42)).ok(), today.checked_add(jiff::Span::new().days(48)).ok());
        let kept = app.create_objective(leader, cycle).await.unwrap();
        let mut input = key_result("Churn", kept.id);
        let alone = app.create_key_result(leader, input.clone()).await.unwrap();
        input.metric_id = Some(churn.id);
        let read = app.create_key_result(leader, input).await.unwrap();
        let score_of = async |key: &str| {
            app.goal_work(&company.viewer, throughline_app::GoalRef(key.to_owned())).await.unwrap().score.unwrap()
        };
        assert_eq!(score_of(&alone.key).await.sentence, "No score: it is read on no metric, and no check-in says a number.");
        assert_eq!(score_of(&read.key).await.sentence, "No score: its metric has no value yet.");
        for (days, value) in [(20, 0.06), (10, 0.095)] {
            let input = ObservationInput { at: now.plus_days(-days), value, source: String::new() };
            app.observe(&company.member, churn.id, input).await.unwrap();
        }
        let seen = score_of(&read.key).await;
        assert!((seen.score.unwrap().score - 0.30).abs() < 1e-9, "{seen:?}");
        assert!(seen.sentence.starts_with("Score 0.30, red. It was at 9.5 on "), "{}", seen.sentence);
        assert!(seen.sentence.ends_with("on the way from 11 to 6 (%)."), "{}", seen.sentence);
        assert_eq!(seen.pace_sentence.as_deref(), Some("Behind by 0.16: an even pace would be at 0.46 by now."));
        let all = app.key_result_scores(&company.viewer).await.unwrap();
        assert_eq!(all.iter().map(|one| one.score.is_some()).collect::<Vec<_>>(), [false, true]);
        app.withdraw_metric(leader, churn.id, churn.version).await.unwrap();
        assert_eq!(score_of(&read.key).await.score, None, "a deleted metric says nothing");
    }
}
