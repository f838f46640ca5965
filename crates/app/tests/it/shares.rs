//! A key result under several objectives, a problem that serves several key results.

use throughline_app::{
    AppError, GoalRef, KeyResultInput, Level, MapNode, MapQuery, NotDoingQuery, ObjectiveInput, ProblemInput,
    TicketInput,
};
use throughline_domain::{
    Currency, Money,
    strategy::{KeyResultShare, ObjectiveShare},
};
use throughline_test_kit::{TestApp, on_both_databases};

use crate::verbs::{key_result, metric, minor, objective, problem, ticket};

fn faults(error: AppError) -> Vec<(String, String)> {
    let AppError::Invalid { fields } = error else { panic!("{error:?}") };
    fields.into_iter().map(|fault| (fault.field, fault.message)).collect()
}

/// What hangs on a place of the map is together what the place costs.
fn adds_up(node: &MapNode) {
    if node.level != Level::Ticket && !node.children.is_empty() {
        let sum: i64 = node.children.iter().map(|child| minor(child.cost_of_delay_per_week)).sum();
        assert_eq!(sum, minor(node.cost_of_delay_per_week), "{}", node.title);
    }
    node.children.iter().for_each(adds_up);
}

on_both_databases! {
    async fn money_is_carried_by_share_on_the_map_and_on_the_objective_and_never_counted_twice(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader, viewer) = (&test.app, &company.leader, &company.viewer);
        let star = app.create_metric(leader, metric("Loads", None, true)).await.unwrap();
        let keep = app.create_objective(leader, objective("Keep", Some(star.id))).await.unwrap();
        let sell = app.create_objective(leader, objective("Sell", Some(star.id))).await.unwrap();
        let shares = |first, second| vec![
            ObjectiveShare { objective_id: keep.id, percent: first },
            ObjectiveShare { objective_id: sell.id, percent: second },
        ];
        let churn = |shares| KeyResultInput { shares, ..key_result("Churn", keep.id) };
        let error = app.create_key_result(leader, churn(shares(60, 30))).await.unwrap_err();
        assert_eq!(faults(error), [("shares".to_owned(), "Shares add up to 90%; together they must be 100%.".to_owned())]);
        let churn = app.create_key_result(leader, churn(shares(60, 40))).await.unwrap();
        let calls = app.create_key_result(leader, key_result("Calls", sell.id)).await.unwrap();
        let both = ProblemInput {
            shares: vec![KeyResultShare { key_result_id: churn.id, percent: 50 }, KeyResultShare { key_result_id: calls.id, percent: 50 }],
            ..problem("Alerts", Some(churn.id))
        };
        let alerts = app.create_problem(leader, both).await.unwrap();
        let warn = TicketInput { problem_id: Some(alerts.id), ..ticket("Warn", "€1k per week until it is live") };
        let warn = app.create_ticket(leader, warn).await.unwrap().ticket;

        let of = async |key: &str| app.goal_work(viewer, GoalRef(key.to_owned())).await.unwrap();
        let money = async |key: &str| minor(of(key).await.node.cost_of_delay_per_week);
        assert_eq!((money(&keep.key).await, money(&sell.key).await), (30_000, 70_000));
        assert_eq!((money(&churn.key).await, money(&calls.key).await, money(&alerts.key).await), (50_000, 50_000, 100_000));
        let seen = of(&churn.key).await;
        assert_eq!(seen.shares.iter().map(|share| (share.key.as_str(), share.percent)).collect::<Vec<_>>(), [(keep.key.as_str(), 60), (sell.key.as_str(), 40)]);
        assert_eq!(of(&sell.key).await.tickets_total, 1, "the work is seen from each of them");

        let not_doing = async |of: &str| {
            app.not_doing(viewer, NotDoingQuery { of: of.to_owned(), weeks: Some(10) }).await.unwrap().cost
        };
        let lost = async |of: &str| minor(not_doing(of).await.not_doing);
        assert_eq!((lost(&keep.key).await, lost(&sell.key).await), (300_000, 700_000), "ten weeks of the money that waits");
        assert_eq!((lost(&alerts.key).await, lost(&warn.key).await), (1_000_000, 1_000_000));
        assert_eq!(not_doing(&keep.key).await.undone[0].says, "30% of it: €1.0k a week × 10 weeks");

        let query = MapQuery { focus: Some(warn.key.clone()), ..MapQuery::default() };
        let map = app.map(viewer, query).await.unwrap();
        assert_eq!((minor(map.root.cost_of_delay_per_week), map.root.tickets), (100_000, 1), "one ticket, and all of its money once");
        adds_up(&map.root);
        let focused = |node: &MapNode| node.children.iter().filter(|child| child.focused).map(|child| child.title.clone()).collect::<Vec<_>>();
        assert_eq!(focused(&map.root), ["Keep"], "the line in focus is drawn once, through what stands first");
        let under_sell = map.root.children.iter().find(|node| node.title == "Sell").unwrap();
        let part = under_sell.children.iter().find(|node| node.title == "Churn").unwrap();
        assert_eq!((part.share_percent, part.focused, minor(part.cost_of_delay_per_week)), (Some(40), false, 20_000));

        app.withdraw_objective(leader, sell.id, sell.version).await.unwrap();
        assert_eq!(money(&keep.key).await, 50_000, "what counted for a deleted goal counts for the other");
        assert_eq!(lost(&keep.key).await, 500_000, "and an answer that was kept is not given again");
        let gaps = app.gaps(viewer).await.unwrap();
        assert_eq!(gaps.orphans.total, Some(0));
    }

    async fn a_share_of_a_goal_that_is_not_there_is_refused(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let keep = app.create_objective(leader, objective("Keep", None)).await.unwrap();
        let gone = app.create_objective(leader, objective("Gone", None)).await.unwrap();
        app.withdraw_objective(leader, gone.id, 1).await.unwrap();
        let halves = [keep.id, gone.id].map(|objective_id| ObjectiveShare { objective_id, percent: 50 });
        let input = KeyResultInput { shares: halves.to_vec(), ..key_result("Churn", keep.id) };
        assert_eq!(faults(app.create_key_result(leader, input).await.unwrap_err())[0].0, "shares");
        let churn = app.create_key_result(leader, key_result("Churn", keep.id)).await.unwrap();
        let twice = KeyResultShare { key_result_id: churn.id, percent: 50 };
        let input = ProblemInput { shares: vec![twice, twice], ..problem("Alerts", Some(churn.id)) };
        let (_, message) = faults(app.create_problem(leader, input).await.unwrap_err()).remove(0);
        assert_eq!(message, "Shares name the same goal twice; put its shares together.");
    }

    async fn money_that_waits_for_an_objective_is_told_of_a_shared_key_result_where_it_hangs_on_that_one(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let stake = ObjectiveInput { at_stake: Some(Money::new(42_000_000, Currency::EUR)), ..objective("Win", None) };
        let (win, keep) = (app.create_objective(leader, stake).await.unwrap(), app.create_objective(leader, objective("Keep", None)).await.unwrap());
        let share = |objective_id| ObjectiveShare { objective_id, percent: 50 };
        let review = KeyResultInput { shares: vec![share(win.id), share(keep.id)], ..key_result("Review", win.id) };
        app.create_key_result(leader, review).await.unwrap();
        let map = app.map(&company.viewer, MapQuery::default()).await.unwrap();
        let said = |objective: &str| {
            let under = map.root.children.iter().find(|node| node.title == objective).unwrap();
            under.children[0].broken.clone().unwrap()
        };
        let translate = "No problem restates it yet. Translate the goal.";
        assert_eq!(said("Win"), format!("Nobody is working on this. €420k waits for it. {translate}"));
        assert_eq!(said("Keep"), translate);
    }
}
