//! What belongs to one company is, for another, just what is not there.

use axum::http::StatusCode;
use throughline_app::WorkspaceInput;
use throughline_domain::Currency;

use crate::house::{Browser, House};

/// A browser in a second, empty workspace.
async fn stranger(house: &House, owner: &Browser) -> Browser {
    let secret = house.app.one_time_link(&house.owner().await).await.unwrap();
    let signed_in = house.app.use_one_time_link(&secret, throughline_app::ClientInfo::default()).await.unwrap();
    let actor = house.app.actor_of_cookie(&signed_in.cookie, true).await.unwrap();
    let input = WorkspaceInput {
        name: "Another company".to_owned(),
        currency: Currency::EUR,
        time_zone: "Europe/Rome".to_owned(),
        working_days_per_week: 5,
        days_per_story_point: None,
        value_labels: vec!["Business Value".to_owned()],
    };
    let other = house.app.create_workspace(&actor, input).await.unwrap();
    let answer = house.post(owner, &format!("/workspaces/{}/switch", other.id), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let mut browser = owner.clone();
    browser.take(&answer);
    browser
}

/// For each route that names a record: names of records of the demo, and a name that nobody has.
struct Names {
    paths: Vec<(&'static str, String, String)>,
}

async fn names(house: &House) -> Names {
    const NOBODY: &str = "0198c0de-0000-7000-8000-000000000000";
    let owner = house.owner().await;
    let app = &house.app;
    let objective = app.list_objectives(&owner, false).await.unwrap().remove(0).id.to_string();
    let cycle = app.create_cycle(&owner, crate::house::cycle()).await.unwrap().id.to_string();
    let key_result = app.list_key_results(&owner, false).await.unwrap().remove(0).id.to_string();
    let problem = app.list_problems(&owner, false).await.unwrap().remove(0).id.to_string();
    let question = throughline_app::QuestionInput { text: "Why these three?".to_owned() };
    let question = app.ask_about_problem(&owner, problem.parse().unwrap(), question).await.unwrap();
    let question = question.question.id.to_string();
    let sure = throughline_app::CheckInInput { confidence: 5, value: None, note: String::new(), on: None };
    let check_in = app.check_in(&owner, key_result.parse().unwrap(), sure).await.unwrap().check_in.id.to_string();
    let metric = app.list_metrics(&owner, false).await.unwrap().remove(0).id.to_string();
    let team = app.list_teams(&owner, false).await.unwrap().remove(0).id.to_string();
    let weekly = crate::house::weekly_goal(team.parse().unwrap(), key_result.parse().unwrap());
    let weekly = app.create_weekly_goal(&owner, weekly).await.unwrap().id.to_string();
    let segment = app.list_segments(&owner, false).await.unwrap().remove(0).id.to_string();
    let rival = crate::house::competitor_move(segment.parse().unwrap());
    let rival = app.create_competitor_move(&owner, rival).await.unwrap().id.to_string();
    // Not the owner, who is a person of both companies.
    let member = app.list_members(&owner, false).await.unwrap().remove(1).id.to_string();
    let ticket = app.get_ticket(&owner, "NF-212").await.unwrap().ticket.id.to_string();
    let pin =
        throughline_app::PinInput { ticket: "NF-198".to_owned(), above: "NF-230".to_owned(), reason: "x".to_owned() };
    let pin = app.keep_pin(&owner, pin).await.unwrap().pin.id.to_string();
    let entry = app.list_calendar_entries(&owner, false).await.unwrap().remove(0).id.to_string();
    let promise = app.list_promises(&owner, false).await.unwrap().remove(0).id.to_string();
    let invitation = throughline_app::InvitationInput {
        email: "i@nimbus.example".to_owned(),
        role: throughline_domain::people::Role::Member,
    };
    let invitation = app.invite(&owner, invitation).await.unwrap().invitation.id.to_string();
    let request = crate::house::urgent_request(ticket.clone(), team.parse().ok());
    let request = app.ask_urgently(&owner, None, request).await.unwrap().request.id.to_string();
    let budget = app.create_urgency_budget(&owner, crate::house::urgency_budget()).await.unwrap().id.to_string();
    let service = crate::house::service();
    let service = app.create_service(&owner, service).await.unwrap().id.to_string();
    let emergency = throughline_app::EmergencyInput { title: "A carrier went dark".to_owned(), ..Default::default() };
    let emergency = app.start_emergency(&owner, emergency).await.unwrap().emergency.id.to_string();
    let token = throughline_app::TokenInput {
        name: "t".to_owned(),
        scopes: vec![throughline_domain::people::Scope::Read],
        expires_in_days: None,
    };
    let token = app.create_token(&owner, token).await.unwrap().token.id.to_string();
    let mut paths = Vec::new();
    // What is no file is refused before anybody looks for what it is for.
    let takes_a_file = |path: &str| path.ends_with("/import");
    for route in throughline_web::routes().iter().filter(|route| route.path.contains('{') && !route.open) {
        if route.method == "POST" && takes_a_file(route.path) {
            continue;
        }
        let id = match route.path.split('/').nth(1).unwrap() {
            "cycles" => &cycle,
            "objectives" | "goals" => &objective,
            "key-results" => &key_result,
            "weekly-goals" => &weekly,
            "check-ins" => &check_in,
            "problems" => &problem,
            "problem-questions" => &question,
            "metrics" => &metric,
            "teams" => &team,
            "segments" | "strategy" => &segment,
            "competitors" => &rival,
            "tickets" | "t" | "priorities" => &ticket,
            "pins" => &pin,
            "roadmap" if route.path.contains("/calendar/") => &entry,
            "roadmap" if route.path.contains("/promises/") => &promise,
            "urgent" if route.path.contains("/budgets/") => &budget,
            "urgent" => &request,
            "emergencies" => &emergency,
            "services" => &service,
            "settings" if route.path.contains("/members/") => &member,
            "settings" if route.path.contains("/invitations/") => &invitation,
            "settings" if route.path.contains("/tokens/") => &token,
            // A session and a file on hold are the person's own, a workspace is asked for by its members: see below.
            "settings" | "import" | "workspaces" => continue,
            other => panic!("{} {} is not covered: say here what it names ({other})", route.method, route.path),
        };
        let with = |id: &str| {
            format!(
                "{}{id}{}",
                &route.path[..route.path.find('{').unwrap()],
                route.path[route.path.find('}').unwrap() + 1..].replace("{held}", NOBODY)
            )
        };
        paths.push((route.method, with(id), with(NOBODY)));
    }
    Names { paths }
}

#[tokio::test]
async fn another_companys_record_answers_exactly_as_one_that_is_not_there() {
    let (house, owner) = House::demo().await;
    let names = names(&house).await;
    let stranger = stranger(&house, &owner).await;
    assert!(names.paths.len() > 35, "{}", names.paths.len());
    let fields = [
        ("version", "1"),
        ("name", "x"),
        ("title", "x"),
        ("role", "member"),
        ("team_id", "0198c0de-0000-7000-8000-000000000000"),
        ("key_result_id", "0198c0de-0000-7000-8000-000000000000"),
        ("segment_id", "0198c0de-0000-7000-8000-000000000000"),
        ("capacity_days_per_week", "1"),
        ("tracks", "1"),
        ("direction", "up"),
        ("churn_period", "year"),
        ("ambition", "committed"),
        ("value", "1"),
        ("outcome", "done"),
        ("lessons", "x"),
        ("confidence", "5"),
        ("on", "2026-01-05"),
        ("starts_on", "2026-01-05"),
        ("ends_on", "2026-03-31"),
        ("above", "NF-230"),
        ("reason", "x"),
        ("reading", "points"),
        ("text", "x"),
        ("kind", "event"),
        ("objective_id", "0198c0de-0000-7000-8000-000000000000"),
    ];
    for (method, foreign, missing) in &names.paths {
        let (theirs, nobodys) = match *method {
            "GET" => (house.get(&stranger, foreign).await, house.get(&stranger, missing).await),
            _ => (house.post(&stranger, foreign, &fields).await, house.post(&stranger, missing, &fields).await),
        };
        assert_eq!(theirs.status, StatusCode::NOT_FOUND, "{method} {foreign}: {}", theirs.body);
        assert_eq!(theirs.body, nobodys.body, "{method} {foreign}");
    }
}

#[tokio::test]
async fn another_companys_lists_show_nothing_of_ours() {
    let (house, owner) = House::demo().await;
    let stranger = stranger(&house, &owner).await;
    for route in throughline_web::routes()
        .iter()
        .filter(|route| route.method == "GET" && !route.open && !route.path.contains('{') && route.path != "/live")
    {
        let page = house.get(&stranger, route.path).await;
        assert_eq!(page.status, StatusCode::OK, "{}: {}", route.path, page.body);
        for ours in ["NF-212", "NF-230", "Tell the shipper", "Loads on time"] {
            assert!(!page.body.contains(ours), "{} shows {ours}", route.path);
        }
    }
    assert!(!house.get(&stranger, "/find?q=shipper").await.body.contains("NF-"));
}
