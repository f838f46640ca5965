//! The order, why, what a move costs, and moves that are kept.

use throughline_app::{AppError, Level, MoveInput, NotDoingQuery, PinInput, RankQuery, TicketInput, WhyQuery};
use throughline_domain::{
    priorities::{DoOrLeave, Driver, Method},
    tickets::EffortDays,
};
use throughline_test_kit::{TestApp, on_both_databases};

use crate::verbs::{minor, problem, ticket};

on_both_databases! {
    async fn the_order_is_by_definition_and_why_agrees_with_every_neighbour(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        test.import_synthetic(&company.leader, 120, 3).await;
        let page = test.app.rank(&company.viewer, RankQuery { limit: Some(200), ..RankQuery::default() }).await.unwrap();
        assert_eq!(page.total, 120);
        let ranked: Vec<_> = page.items.iter().filter(|row| row.rank.is_some()).collect();
        assert_eq!(ranked.iter().map(|row| row.rank.unwrap()).collect::<Vec<_>>(), (1..=u32::try_from(ranked.len()).unwrap()).collect::<Vec<_>>());
        let unpriced = page.items.iter().filter(|row| row.cd3.is_none()).count();
        assert_eq!(usize::try_from(page.unpriced_total).unwrap(), unpriced);
        for pair in ranked.windows(2).take(40) {
            let query = |above: &str, below: &str| WhyQuery { above: above.to_owned(), below: below.to_owned(), method: Method::Cd3 };
            let why = test.app.why(&company.viewer, query(&pair[0].key, &pair[1].key)).await.unwrap();
            assert_eq!((&why.above.key, &why.below.key), (&pair[0].key, &pair[1].key), "the same function ranks and explains");
            let asked_the_other_way = test.app.why(&company.viewer, query(&pair[1].key, &pair[0].key)).await.unwrap();
            assert_eq!(asked_the_other_way, why);
            if !matches!(why.driver, Driver::Dependency) && pair.iter().all(|row| row.waits_for.is_empty()) {
                assert!(pair[0].cd3 >= pair[1].cd3 || pair[0].cd3.is_none(), "{} above {}", pair[0].key, pair[1].key);
            }
        }
        for method in [Method::Rice, Method::Moscow] {
            let page = test.app.rank(&company.viewer, RankQuery { method, limit: Some(200), ..RankQuery::default() }).await.unwrap();
            assert_eq!((page.total, page.method), (120, method));
        }
    }

    async fn a_move_has_its_price_to_the_cent_is_kept_with_its_reason_and_can_be_taken_back(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        test.app.create_ticket(&company.leader, ticket("Dear", "€9k per week until done")).await.unwrap();
        test.app.create_ticket(&company.leader, ticket("Cheap", "€1k per week until done")).await.unwrap();
        let input = MoveInput { ticket: "T-2".to_owned(), above: "T-1".to_owned() };
        let priced = test.app.price_move(&company.viewer, input.clone()).await.unwrap();
        let sum: i64 = priced.price.lines.iter().map(|line| line.delta_minor).sum();
        assert_eq!(sum, priced.price.total_minor, "the parts add up to the cent");
        assert_eq!(priced.price.total_minor, 800_000, "a week of 9k later, a week of 1k sooner");
        assert!(priced.sentence.contains("costs €8.0k"), "{}", priced.sentence);
        let order = async || {
            let page = test.app.rank(&company.viewer, RankQuery::default()).await.unwrap();
            page.items.iter().map(|row| row.key.clone()).collect::<Vec<_>>()
        };
        assert_eq!(order().await, ["T-1", "T-2"], "pricing moves nothing");

        let pin = PinInput { ticket: "T-2".to_owned(), above: "T-1".to_owned(), reason: " ".to_owned() };
        assert_eq!(test.app.keep_pin(&company.leader, pin.clone()).await.unwrap_err().code(), "invalid", "a move needs a reason");
        let pin = PinInput { reason: "Promised to a customer".to_owned(), ..pin };
        let kept = test.app.keep_pin(&company.leader, pin.clone()).await.unwrap();
        assert_eq!((kept.pin.cost_minor, kept.active), (800_000, true));
        assert_eq!(test.app.keep_pin(&company.leader, pin).await.unwrap().pin.id, kept.pin.id, "kept once");
        assert_eq!(order().await, ["T-2", "T-1"]);
        let page = test.app.rank(&company.viewer, RankQuery::default()).await.unwrap();
        assert_eq!(page.items[0].pin.as_ref().unwrap().pin.reason, "Promised to a customer");

        test.app.create_ticket(&company.leader, ticket("Third", "€2k per week until done")).await.unwrap();
        assert_eq!(order().await, ["T-2", "T-1", "T-3"], "the move survives new tickets");
        test.app.withdraw_pin(&company.leader, kept.pin.id).await.unwrap();
        assert_eq!(order().await, ["T-1", "T-3", "T-2"]);
        assert!(test.app.list_pins(&company.viewer).await.unwrap().is_empty());
    }

    async fn not_doing_a_ticket_or_a_goal_costs_what_the_example_says_beside_what_doing_it_costs(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let problem = test.app.create_problem(&company.leader, problem("Three features", None)).await.unwrap();
        let weeks = |title: &str, line: &str, weeks: f64| TicketInput {
            effort_days: Some(EffortDays { low: weeks * 5.0, high: weeks * 5.0 }),
            ..ticket(title, line)
        };
        let first = TicketInput { problem_id: Some(problem.id), ..weeks("A", "€12k per week until done", 4.0) };
        test.app.create_ticket(&company.leader, first).await.unwrap();
        test.app.create_ticket(&company.leader, weeks("B", "€6k per week until done", 1.0)).await.unwrap();
        test.app.create_ticket(&company.leader, weeks("C", "€5k per week until done", 3.0)).await.unwrap();
        let query = |of: &str, weeks| NotDoingQuery { of: of.to_owned(), weeks };
        let view = test.app.not_doing(&company.viewer, query("T-1", Some(4))).await.unwrap();
        assert_eq!(view.cost.not_doing.unwrap().mean, 4_800_000.0);
        assert_eq!(view.cost.doing_first.unwrap().mean, 4_400_000.0);
        assert_eq!(view.cost.verdict, Some(DoOrLeave::AboutEqual));
        assert!(view.statement.ends_with("but only by €4.0k: about equal."), "{}", view.statement);
        let goal = test.app.not_doing(&company.viewer, query("P1", Some(4))).await.unwrap();
        assert_eq!((goal.level, &goal.cost), (Level::Problem, &view.cost), "T-1 is all the work below it");
        assert!(goal.statement.starts_with("Not doing the work below P1 for 4 weeks costs €48k."), "{}", goal.statement);
        assert_eq!(test.app.not_doing(&company.viewer, query("T-1", None)).await.unwrap().cost.weeks, 13);
        assert_eq!(test.app.not_doing(&company.viewer, query("T-1", Some(0))).await.unwrap_err().code(), "invalid");
        assert_eq!(test.app.not_doing(&company.viewer, query("O9", None)).await.unwrap_err().code(), "not_found");
    }

    async fn a_move_above_what_it_waits_for_has_no_price_and_cannot_be_kept(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        test.app.create_ticket(&company.leader, ticket("Before all", "€20k per week until done")).await.unwrap();
        test.app.create_ticket(&company.leader, ticket("First", "€1k per week until done")).await.unwrap();
        let second = TicketInput { waits_for: vec!["T-2".to_owned()], ..ticket("Second", "€9k per week until done") };
        test.app.create_ticket(&company.leader, second).await.unwrap();
        let input = MoveInput { ticket: "T-3".to_owned(), above: "T-2".to_owned() };
        let AppError::WaitsFor(obstacle) = test.app.price_move(&company.viewer, input).await.unwrap_err() else {
            panic!("a price for what cannot be done")
        };
        assert_eq!(obstacle.reason, "T-3 waits for T-2, so T-2 comes first");
        assert_eq!(obstacle.instead[0].told, "T-2 above T-1 first");
        let pin = PinInput { ticket: "T-3".to_owned(), above: "T-2".to_owned(), reason: "A customer asked".to_owned() };
        assert_eq!(test.app.keep_pin(&company.leader, pin).await.unwrap_err(), AppError::WaitsFor(obstacle));
        assert!(test.app.list_pins(&company.viewer).await.unwrap().is_empty());
    }

    async fn a_move_down_has_a_price_and_names_what_to_lift_instead(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        for (title, week) in [("First", 9), ("Second", 5), ("Third", 3)] {
            let line = format!("€{week}k per week until done");
            test.app.create_ticket(&company.leader, ticket(title, &line)).await.unwrap();
        }
        let down = MoveInput { ticket: "T-1".to_owned(), above: "T-3".to_owned() };
        let priced = test.app.price_move(&company.viewer, down).await.unwrap();
        assert!(priced.comes_down && priced.price.total_minor > 0, "{priced:?}");
        assert_eq!(priced.lift_instead.iter().map(|way| way.told.as_str()).collect::<Vec<_>>(), ["T-2 above T-1"]);
        let pin = PinInput { ticket: "T-1".to_owned(), above: "T-3".to_owned(), reason: "Later will do".to_owned() };
        let AppError::Invalid { fields } = test.app.keep_pin(&company.leader, pin).await.unwrap_err() else {
            panic!("a move that changes nothing was kept")
        };
        let say = "T-1 stands above T-3 already, and a kept move only lifts; put T-2 above T-1 instead.";
        assert_eq!((fields[0].field.as_str(), fields[0].message.as_str()), ("above", say));
        assert!(test.app.list_pins(&company.viewer).await.unwrap().is_empty());
        let up = PinInput { ticket: "T-2".to_owned(), above: "T-1".to_owned(), reason: "Later will do".to_owned() };
        let kept = test.app.keep_pin(&company.leader, up.clone()).await.unwrap();
        assert_eq!(test.app.keep_pin(&company.leader, up).await.unwrap().pin.id, kept.pin.id, "twice is once");
    }

    async fn the_week_names_what_matters_and_asks_for_what_is_missing(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let empty = test.app.this_week(&company.leader).await.unwrap();
        assert!(empty.statement.starts_with("No tickets yet"), "{}", empty.statement);
        assert!(empty.asked.iter().any(|asked| asked.href == "/import"));
        test.app.create_ticket(&company.leader, ticket("Stop losing positions", "€9k per week until done")).await.unwrap();
        test.app.create_ticket(&company.leader, ticket("Rename packages", "")).await.unwrap();
        let week = test.app.this_week(&company.leader).await.unwrap();
        assert_eq!(week.week, "2026-W42");
        assert_eq!(week.statement, "One thing matters this week: \u{201c}Stop losing positions\u{201d}.");
        assert_eq!((week.matters.len(), week.unpriced_total, week.open_total), (1, 1, 2));
        assert_eq!(minor(week.waiting_per_week), 900_000);
        assert!(week.asked.iter().any(|asked| asked.title.starts_with("Write why")));
        assert!(!week.signals.is_empty());
        assert!(test.app.this_week(&company.member).await.unwrap().signals.is_empty(), "signals are for leaders");
        assert!(test.app.this_week(&company.viewer).await.unwrap().asked.is_empty(), "nothing is asked of who only reads");
    }

    async fn a_ticket_that_is_not_open_has_no_why(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        test.app.create_ticket(&company.leader, ticket("One", "")).await.unwrap();
        let query = WhyQuery { above: "T-1".to_owned(), below: "T-9".to_owned(), method: Method::Cd3 };
        assert_eq!(test.app.why(&company.viewer, query).await.unwrap_err(), AppError::NotFound { what: "ticket" });
        let query = WhyQuery { above: "T-1".to_owned(), below: "T-1".to_owned(), method: Method::Cd3 };
        assert_eq!(test.app.why(&company.viewer, query).await.unwrap_err().code(), "invalid");
    }
}
