//! Problems that are refined into others: written, carried up, deleted and brought back, kept as files.

use throughline_app::{AppError, GoalRef, Level, MapNode, MapQuery, ProblemInput, StrategyFiles, TicketInput};
use throughline_domain::strategy::Problem;
use throughline_test_kit::{Company, TestApp, on_both_databases};

use crate::verbs::{key_result, metric, minor, objective, problem, ticket};

fn part(title: &str, of: &Problem) -> ProblemInput {
    ProblemInput { parent_id: Some(of.id), ..problem(title, None) }
}

fn faults(error: AppError) -> Vec<(String, String)> {
    let AppError::Invalid { fields } = error else { panic!("{error:?}") };
    fields.into_iter().map(|fault| (fault.field, fault.message)).collect()
}

/// A line with a key result, a problem that serves it, and two parts of that one.
async fn refined(test: &TestApp, company: &Company) -> [Problem; 3] {
    let (app, leader) = (&test.app, &company.leader);
    let star = app.create_metric(leader, metric("Loads", None, true)).await.unwrap();
    let keep = app.create_objective(leader, objective("Keep", Some(star.id))).await.unwrap();
    let churn = app.create_key_result(leader, key_result("Churn", keep.id)).await.unwrap();
    let whole = app.create_problem(leader, problem("Loads are late", Some(churn.id))).await.unwrap();
    let alerts = app.create_problem(leader, part("Nobody is warned", &whole)).await.unwrap();
    let slots = app.create_problem(leader, part("Slots are lost", &whole)).await.unwrap();
    [whole, alerts, slots]
}

/// The titles of what hangs on a place, floor by floor.
fn drawn(node: &MapNode, depth: usize, lines: &mut Vec<String>) {
    lines.push(format!("{}{} {}", " ".repeat(depth), node.title, minor(node.cost_of_delay_per_week) / 100));
    node.children.iter().for_each(|child| drawn(child, depth + 1, lines));
}

on_both_databases! {
    async fn money_of_the_parts_is_in_the_whole_once_and_the_line_goes_through_it(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let [whole, alerts, _] = refined(&test, &company).await;
        let (app, viewer) = (&test.app, &company.viewer);
        let on = async |problem: &Problem, title: &str, line: &str| {
            let input = TicketInput { problem_id: Some(problem.id), ..ticket(title, line) };
            app.create_ticket(&company.leader, input).await.unwrap().ticket
        };
        let warn = on(&alerts, "Warn", "€1k per week until it is live").await;
        on(&whole, "Count", "€200 per week until it is live").await;

        let query = MapQuery { focus: Some(warn.key.clone()), ..MapQuery::default() };
        let map = app.map(viewer, query).await.unwrap();
        let mut lines = Vec::new();
        drawn(&map.root, 0, &mut lines);
        assert_eq!(lines, [
            "Loads 1200",
            " Keep 1200",
            "  Churn 1200",
            "   Loads are late 1200",
            "    Count 200",
            "    Nobody is warned 1000",
            "     Warn 1000",
            "    Slots are lost 0",
        ]);
        let drawn_whole = &map.root.children[0].children[0].children[0];
        assert_eq!((drawn_whole.tickets, drawn_whole.focused, drawn_whole.broken.as_deref()), (2, true, None));
        assert!(drawn_whole.children[1].focused && drawn_whole.children[1].children[0].focused);
        assert_eq!(drawn_whole.children[2].broken.as_deref(), Some("Nobody is working on this."));
        assert!(map.claimed_twice.is_empty() && map.unfunded.is_empty());

        let view = app.get_ticket(viewer, &warn.key).await.unwrap();
        let chain: Vec<&str> = view.chain.iter().map(|link| link.title.as_str()).collect();
        assert_eq!(chain, ["Loads", "Keep", "Churn", "Loads are late", "Nobody is warned"]);
        assert_eq!(view.chain_broken, None);
        let seen = app.goal_work(viewer, GoalRef(whole.key.clone())).await.unwrap();
        assert_eq!((seen.tickets_total, minor(seen.node.cost_of_delay_per_week)), (2, 120_000));
        let above = app.goal_work(viewer, GoalRef(alerts.key.clone())).await.unwrap().above;
        assert_eq!(above.last().map(|link| (link.level, link.title.as_str())), Some((Level::Problem, "Loads are late")));
        assert_eq!(app.gaps(viewer).await.unwrap().statement, "The line is whole: every ticket has a goal, and every goal has work.");
    }

    async fn a_problem_serves_a_goal_or_is_part_of_another_and_never_of_itself(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let [whole, alerts, slots] = refined(&test, &company).await;
        let both = ProblemInput { key_result_id: whole.key_result_id, ..part("Both", &whole) };
        assert_eq!(
            faults(app.create_problem(leader, both).await.unwrap_err()),
            [("parent_id".to_owned(), "A problem that is part of another serves what that one serves; take out either that problem or the key results.".to_owned())]
        );
        let says = async |which: &Problem, of: &Problem| {
            faults(app.change_problem(leader, which.id, which.version, part("Again", of)).await.unwrap_err()).remove(0)
        };
        let circle = ("parent_id".to_owned(), "This would close a circle. Choose a problem that is not part of this one.".to_owned());
        assert_eq!(says(&whole, &alerts).await, circle);
        assert_eq!(says(&whole, &whole).await, circle);
        let moved = app.change_problem(leader, slots.id, 1, part("Slots are lost", &alerts)).await.unwrap();
        assert_eq!(moved.parent_id, Some(alerts.id));
        let mut lowest = moved;
        for floor in ["Fourth", "Fifth"] {
            lowest = app.create_problem(leader, part(floor, &lowest)).await.unwrap();
        }
        let (field, message) = faults(app.create_problem(leader, part("Sixth", &lowest)).await.unwrap_err()).remove(0);
        assert_eq!((field.as_str(), message.as_str()), ("parent_id", "Then 6 problems would stand one above the other; at most 5 can. Choose one further up."));
        let free = ProblemInput { parent_id: None, ..part("Alone again", &whole) };
        assert_eq!(app.change_problem(leader, alerts.id, 1, free).await.unwrap().parent_id, None);
    }

    async fn two_people_cannot_close_a_circle_together(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let one = app.create_problem(leader, problem("One", None)).await.unwrap();
        let other = app.create_problem(leader, problem("Other", None)).await.unwrap();
        let (first, second) = tokio::join!(
            app.change_problem(leader, one.id, 1, part("One", &other)),
            app.change_problem(&company.owner, other.id, 1, part("Other", &one)),
        );
        assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1, "{first:?} {second:?}");
        assert!(faults(first.and(second).unwrap_err())[0].1.contains("circle"));
    }

    async fn a_deleted_whole_leaves_its_parts_and_takes_them_up_again(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader, viewer) = (&test.app, &company.leader, &company.viewer);
        let [whole, alerts, slots] = refined(&test, &company).await;
        let warn = TicketInput { problem_id: Some(alerts.id), ..ticket("Warn", "€1k per week until it is live") };
        let warn = app.create_ticket(leader, warn).await.unwrap().ticket;
        app.withdraw_problem(leader, whole.id, 1).await.unwrap();
        let broken = async || app.get_ticket(viewer, &warn.key).await.unwrap().chain_broken;
        assert_eq!(broken().await.as_deref(), Some("The problem that this one refines was deleted."));
        let map = app.map(viewer, MapQuery::default()).await.unwrap();
        let loose: Vec<&str> = map.root.children.iter().filter(|node| node.level == Level::Problem).map(|node| node.title.as_str()).collect();
        assert_eq!(loose, ["Nobody is warned", "Slots are lost"], "what hangs on nothing is drawn");
        let renamed = app.change_problem(leader, alerts.id, 1, part("Nobody is told", &whole)).await.unwrap();
        assert_eq!(renamed.parent_id, Some(whole.id), "it stays named until somebody names another");
        let new = app.change_problem(leader, alerts.id, 2, part("Nobody is told", &slots)).await.unwrap();
        assert_eq!(faults(app.change_problem(leader, new.id, 3, part("Back", &whole)).await.unwrap_err())[0].0, "parent_id");
        assert_eq!(broken().await.as_deref(), Some("The problem that this one refines was deleted."), "slots are lost with it");
        app.restore_problem(leader, whole.id).await.unwrap();
        assert_eq!(broken().await, None);
        let above = app.goal_work(viewer, GoalRef(alerts.key.clone())).await.unwrap().above;
        assert_eq!(above.iter().map(|link| link.title.as_str()).collect::<Vec<_>>(), ["Loads", "Keep", "Churn", "Loads are late", "Slots are lost"]);
        let entry = app.list_events(viewer, Default::default()).await.unwrap();
        assert!(entry.items.iter().any(|entry| serde_json::to_string(&entry.event).unwrap().contains("parent_id")), "the log says what it was part of");
    }

    async fn the_tree_goes_into_files_and_comes_back_and_changes_by_them(database: Database) {
        let test = TestApp::open(database).await;
        let company = test.company().await;
        let (app, leader) = (&test.app, &company.leader);
        let [whole, alerts, slots] = refined(&test, &company).await;
        let export = async || app.export_strategy(leader, StrategyFiles::default()).await.unwrap();
        let apply = async |from: &str, to: &str| {
            let mut texts = export().await;
            let text = texts.files.get_mut("problems.toml").unwrap();
            assert!(text.contains(from), "{text}");
            *text = text.replace(from, to);
            app.apply_strategy(leader, texts).await
        };
        let texts = export().await;
        assert_eq!(texts, export().await, "the same state gives the same bytes");
        assert_eq!(texts.files["problems.toml"].matches(&format!("parent = \"{}\"", whole.key)).count(), 2);
        assert_eq!(app.plan_strategy(leader, texts).await.unwrap().statement, "Nothing would change.");
        // The whole and a part change places, and both key results go where they belong.
        let (p1, p2) = (&whole.key, &alerts.key);
        let mut turned = export().await;
        let text = turned.files.get_mut("problems.toml").unwrap();
        *text = text
            .replace("key_result = \"KR1\"\n", &format!("parent = \"{p2}\"\n"))
            .replacen(&format!("parent = \"{p1}\"\n"), "key_result = \"KR1\"\n", 1);
        app.apply_strategy(leader, turned.clone()).await.unwrap();
        let now = async |one: &Problem| app.get_problem(leader, one.id).await.unwrap();
        assert_eq!((now(&whole).await.parent_id, now(&whole).await.key_result_id), (Some(alerts.id), None));
        assert_eq!((now(&alerts).await.parent_id, now(&alerts).await.key_result_id), (None, whole.key_result_id));
        assert_eq!(now(&slots).await.parent_id, Some(whole.id));
        assert_eq!(export().await.files["problems.toml"], turned.files["problems.toml"]);
        let circle = apply("key_result = \"KR1\"", &format!("parent = \"{}\"", slots.key)).await.unwrap_err();
        assert!(faults(circle).iter().all(|(_, message)| message.contains("would stand above itself")));
        let new = apply("[problem.P3]", &format!("[problem.P4]\ntitle = \"A new part\"\nparent = \"{p1}\"\n\n[problem.P3]")).await.unwrap();
        assert_eq!(new.plan.changes.len(), 1);
        app.withdraw_problem(leader, whole.id, now(&whole).await.version).await.unwrap();
        apply("Slots are lost", "Slots are lost again").await.unwrap();
        assert_eq!(now(&slots).await.parent_id, Some(whole.id), "what was deleted stays named where the files say nothing");
        apply("title = \"Slots are lost again\"", "title = \"Slots are lost again\"\nkey_result = \"KR1\"").await.unwrap();
        assert_eq!((now(&slots).await.parent_id, now(&slots).await.key_result_id), (None, whole.key_result_id));
    }
}
