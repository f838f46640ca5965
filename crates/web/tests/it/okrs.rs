//! Cycles and weekly goals as pages: several things alike on one page.

use axum::http::StatusCode;
use serde_json::json;
use throughline_app::{CycleInput, KeyResultInput, ObjectiveInput};
use throughline_domain::strategy::monday_of;

use crate::house::{House, weekly_goal};

/// The ids of a page that stand more than once.
fn ids_twice(body: &str) -> Vec<&str> {
    let mut ids: Vec<&str> = body.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    ids.sort_unstable();
    let twice = ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
    twice.collect()
}

#[tokio::test]
async fn open_goals_of_a_week_have_their_own_fields_and_a_refusal_points_into_its_own() {
    let (house, owner) = House::demo().await;
    let actor = house.owner().await;
    let team = house.app.list_teams(&actor, false).await.unwrap().remove(0);
    let result = house.app.list_key_results(&actor, false).await.unwrap().remove(0);
    let mut goals = Vec::new();
    for _ in 0..2 {
        goals.push(house.app.create_weekly_goal(&actor, weekly_goal(team.id, result.id)).await.unwrap());
    }
    let page = house.get(&owner, "/weekly-goals").await;
    assert_eq!(ids_twice(&page.body), Vec::<&str>::new());
    let second = format!("goal-{}", goals[1].id);
    assert!(page.body.contains(&format!("<label for=\"{second}-reason\">")), "{}", page.body);

    let version = goals[1].version.to_string();
    let typed = [("version", version.as_str()), ("outcome", "not_done"), ("carried_because", "One is left.")];
    let refused = house.post(&owner, &format!("/weekly-goals/{}/close", goals[1].id), &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains(&format!("href=\"#{second}-reason\"")), "{}", refused.body);
    assert_eq!(ids_twice(&refused.body), Vec::<&str>::new());
}

#[tokio::test]
async fn a_key_result_of_two_objectives_is_asked_about_once_at_the_close_and_what_is_typed_is_kept() {
    let (house, owner) = House::demo().await;
    let actor = house.owner().await;
    let input = CycleInput { name: "2031-Q1".to_owned(), starts_on: None, ends_on: None };
    let cycle = house.app.create_cycle(&actor, input).await.unwrap();
    house.app.open_cycle(&actor, cycle.id, 1).await.unwrap();
    let mut goals = Vec::new();
    for title in ["Keep them", "Win more"] {
        let input: ObjectiveInput = serde_json::from_value(json!({ "title": title, "cycle_id": cycle.id })).unwrap();
        goals.push(house.app.create_objective(&actor, input).await.unwrap());
    }
    let half = |at: usize| json!({ "objective_id": goals[at].id, "percent": 50 });
    let input = json!({ "title": "20 talks", "objective_id": goals[0].id, "shares": [half(0), half(1)], "ambition": "committed" });
    let input: KeyResultInput = serde_json::from_value(input).unwrap();
    let shared = house.app.create_key_result(&actor, input).await.unwrap();
    let address = format!("/cycles/{}/close", cycle.id);
    let page = house.get(&owner, &address).await;
    assert_eq!(ids_twice(&page.body), Vec::<&str>::new());
    let note = format!("results.{}.note", shared.key);
    assert_eq!(page.body.matches(&format!("name=\"{note}\"")).count(), 1, "{}", page.body);
    assert!(page.body.contains(" counts for this one too"), "{}", page.body);

    let version = page.hidden("version");
    let typed = [("version", version.as_str()), ("lessons", "Ask earlier."), (note.as_str(), "The feed came late.")];
    assert_eq!(house.post(&owner, &address, &typed).await.status, StatusCode::SEE_OTHER);
    let closed = house.app.cycle_goals(&actor, cycle.id).await.unwrap();
    let notes: Vec<&str> =
        closed.objectives.iter().flat_map(|goal| &goal.key_results).map(|result| result.note.as_str()).collect();
    assert_eq!(notes, ["The feed came late."; 2], "said once, of both");
}

#[tokio::test]
async fn a_goal_is_set_for_the_week_that_is_shown_and_for_none_that_is_over() {
    let (house, owner) = House::demo().await;
    let today = house.app.now().date_in(&jiff::tz::TimeZone::UTC);
    let monday = |weeks: i64| monday_of(today).saturating_add(jiff::Span::new().weeks(weeks));
    let page = async |weeks: i64| house.get(&owner, &format!("/weekly-goals?week_of={}", monday(weeks))).await.body;
    assert!(page(1).await.contains(&format!("href=\"/weekly-goals/new?week_of={}\"", monday(1))));
    assert!(!page(-1).await.contains("/weekly-goals/new"));
    let form = house.get(&owner, &format!("/weekly-goals/new?week_of={}", monday(1))).await.body;
    assert!(form.contains(&format!("value=\"{}\"", monday(1))), "{form}");
}

#[tokio::test]
async fn a_cycle_that_was_deleted_is_not_offered_to_be_closed() {
    let (house, owner) = House::demo().await;
    let actor = house.owner().await;
    let input = CycleInput { name: "2031-Q1".to_owned(), starts_on: None, ends_on: None };
    let cycle = house.app.create_cycle(&actor, input).await.unwrap();
    let cycle = house.app.open_cycle(&actor, cycle.id, cycle.version).await.unwrap();
    let address = format!("/cycles/{}/close", cycle.id);
    assert!(house.get(&owner, &address).await.body.contains("Close the cycle for good"));
    house.app.withdraw_cycle(&actor, cycle.id, cycle.version).await.unwrap();
    assert!(!house.get(&owner, &address).await.body.contains("Close the cycle for good"));
}

#[tokio::test]
async fn a_goal_that_is_over_is_not_offered_to_be_translated() {
    let (house, owner) = House::demo().await;
    let actor = house.owner().await;
    let goal = json!({ "title": "Keep them", "starts_on": "2020-01-01", "ends_on": "2020-03-31" });
    let goal = house.app.create_objective(&actor, serde_json::from_value(goal).unwrap()).await.unwrap();
    let result = json!({ "title": "20 talks", "objective_id": goal.id, "ambition": "committed" });
    let result = house.app.create_key_result(&actor, serde_json::from_value(result).unwrap()).await.unwrap();
    let offered = format!("href=\"/problems/new?key_result_id={}\"", result.id);
    for page in ["/goals", "/map", "/map?quarter=2020-Q1"] {
        assert!(!house.get(&owner, page).await.body.contains(&offered), "{page}");
    }
    let runs = json!({ "title": "Keep them", "starts_on": "2020-01-01", "ends_on": "2090-03-31" });
    house.app.change_objective(&actor, goal.id, goal.version, serde_json::from_value(runs).unwrap()).await.unwrap();
    assert!(house.get(&owner, "/goals").await.body.contains(&offered));
}

#[tokio::test]
async fn a_problem_is_refined_from_its_page_as_deep_as_that_goes_and_stands_once_on_every_page() {
    let (house, owner) = House::demo().await;
    let actor = house.owner().await;
    let first = house.app.list_problems(&actor, false).await.unwrap();
    let first = first.into_iter().find(|problem| problem.key_result_id.is_some()).unwrap();
    let elbows = |map: &str| map.matches("class=\"elbow").count();
    let before = elbows(&house.get(&owner, "/map").await.body);
    let refine = |of: throughline_domain::ProblemId| format!("/problems/new?parent_id={of}");
    let offered = async |key: &str, address: &str| {
        let page = house.get(&owner, &format!("/problems/{key}")).await.body;
        assert_eq!(ids_twice(&page), Vec::<&str>::new());
        page.contains(&format!("href=\"{address}\""))
    };
    let mut lowest = (first.id, first.key);
    for floor in 2..=5 {
        assert!(offered(&lowest.1, &refine(lowest.0)).await, "above floor {floor}");
        let form = house.get(&owner, &refine(lowest.0)).await.body;
        assert!(form.contains(&format!("<option value=\"{}\" selected>", lowest.0)), "{form}");
        let title = format!("Floor {floor} of it");
        let typed = [("title", title.as_str()), ("parent_id", &lowest.0.to_string()), ("key_result_id", "")];
        let made = house.post(&owner, "/problems/new", &typed).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        let all = house.app.list_problems(&actor, false).await.unwrap();
        let made = all.into_iter().find(|problem| problem.title == title).unwrap();
        assert_eq!(made.parent_id, Some(lowest.0));
        lowest = (made.id, made.key);
    }
    assert!(!offered(&lowest.1, &refine(lowest.0)).await, "no sixth would be taken");
    let goals = house.get(&owner, "/goals").await.body;
    assert!(!goals.contains("id=\"h-loose\""), "none of them stands alone");
    let map = house.get(&owner, &format!("/map?focus={}", lowest.1)).await.body;
    for floor in 2..=5 {
        let link = format!("\">Floor {floor} of it</a>");
        assert_eq!((goals.matches(&link).count(), map.matches(&link).count()), (1, 1), "{floor}");
    }
    assert_eq!(elbows(&map), before + 4);
}

#[tokio::test]
async fn the_line_above_a_goal_is_broken_by_what_is_missing_there_and_not_by_missing_work() {
    let (house, owner) = House::demo().await;
    let actor = house.owner().await;
    let results = house.app.list_key_results(&actor, false).await.unwrap();
    let served = results.iter().find(|result| result.key == "KR1").unwrap();
    for (title, serves, is_broken) in [("Served", Some(served.id), false), ("Loose", None, true)] {
        let problem = json!({ "title": title, "key_result_id": serves });
        let problem = house.app.create_problem(&actor, serde_json::from_value(problem).unwrap()).await.unwrap();
        let page = house.get(&owner, &format!("/problems/{}", problem.key)).await.body;
        assert_eq!(page.contains("Broken here"), is_broken, "{title}");
        assert_eq!(page.contains("Nobody is working on this."), !is_broken, "{title}");
    }
}
