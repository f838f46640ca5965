use axum::http::{Method, StatusCode};

use crate::house::{Browser, House};

/// A page for every signed route that is read, with names of the demo filled in.
async fn addresses(house: &House) -> Vec<String> {
    let owner = house.owner().await;
    let metric = house.app.list_metrics(&owner, false).await.unwrap().remove(0);
    let objective = house.app.list_objectives(&owner, false).await.unwrap().remove(0);
    let cycle = house.app.create_cycle(&owner, crate::house::cycle()).await.unwrap();
    let key_result = house.app.list_key_results(&owner, false).await.unwrap().remove(0);
    let problem = house.app.list_problems(&owner, false).await.unwrap().remove(0);
    let team = house.app.list_teams(&owner, false).await.unwrap().remove(0);
    let weekly = crate::house::weekly_goal(team.id, key_result.id);
    let weekly = house.app.create_weekly_goal(&owner, weekly).await.unwrap();
    let segment = house.app.list_segments(&owner, false).await.unwrap().remove(0);
    let rival = crate::house::competitor_move(segment.id);
    let rival = house.app.create_competitor_move(&owner, rival).await.unwrap();
    let member = house.app.list_members(&owner, false).await.unwrap().remove(0);
    let request = crate::house::urgent_request("NF-212".to_owned(), Some(team.id));
    let request = house.app.ask_urgently(&owner, None, request).await.unwrap().request;
    let emergency = throughline_app::EmergencyInput { title: "A carrier went dark".to_owned(), ..Default::default() };
    let emergency = house.app.start_emergency(&owner, emergency).await.unwrap().emergency;
    let service = house.app.create_service(&owner, crate::house::service()).await.unwrap();
    let budget = house.app.create_urgency_budget(&owner, crate::house::urgency_budget()).await.unwrap();
    let read = throughline_web::routes().iter().filter(|route| route.method == "GET" && !route.open);
    read.filter_map(|route| {
        Some(match route.path {
            // Followed where files are imported and sources tried; and what leads to one of the next three.
            "/import/preview/{held}"
            | "/metrics/{id}/import/{held}"
            | "/metrics/{id}/pull/{held}"
            | "/segments/import/{held}"
            | "/strategy/{held}"
            | "/strategy/import/{held}"
            | "/import/runs/{id}"
            | "/goals/{goal}"
            // A stream without an end.
            | "/live" => return None,
            "/metrics/{id}/import" => format!("/metrics/{}/import", metric.id),
            "/metrics/{id}/pull" => format!("/metrics/{}/pull?kind=json", metric.id),
            "/cycles/{cycle}" => format!("/cycles/{}", cycle.id),
            "/cycles/{cycle}/close" => format!("/cycles/{}/close", cycle.id),
            "/cycles/{cycle}/edit" => format!("/cycles/{}/edit", cycle.id),
            "/goals/{goal}/not-doing" => format!("/goals/{}/not-doing?weeks=26", objective.key),
            "/tickets/{ticket}/history" => "/tickets/NF-212/history".to_owned(),
            "/segments/{id}/history" => format!("/segments/{}/history", segment.id),
            "/tickets/{ticket}/not-doing" => "/tickets/NF-212/not-doing".to_owned(),
            "/weekly-goals/{id}/edit" => format!("/weekly-goals/{}/edit", weekly.id),
            "/objectives/{goal}" => format!("/objectives/{}", objective.key),
            "/key-results/{goal}" => format!("/key-results/{}", key_result.key),
            "/problems/{goal}" => format!("/problems/{}", problem.key),
            "/objectives/{goal}/edit" => format!("/objectives/{}/edit", objective.id),
            "/key-results/{goal}/edit" => format!("/key-results/{}/edit", key_result.id),
            "/problems/{goal}/edit" => format!("/problems/{}/edit", problem.id),
            "/metrics/{id}" => format!("/metrics/{}", metric.id),
            "/metrics/{id}/edit" => format!("/metrics/{}/edit", metric.id),
            "/services/{id}/edit" => format!("/services/{}/edit", service.id),
            "/teams/{id}/edit" => format!("/teams/{}/edit", team.id),
            "/competitors/{id}/edit" => format!("/competitors/{}/edit", rival.id),
            "/segments/{id}/edit" => format!("/segments/{}/edit", segment.id),
            "/settings/members/{id}" => format!("/settings/members/{}", member.id),
            "/urgent/{request}" => format!("/urgent/{}", request.key),
            "/urgent/budgets/{id}/edit" => format!("/urgent/budgets/{}/edit", budget.id),
            "/roadmap/move" => "/roadmap/move?ticket=NF-198&before=NF-230".to_owned(),
            "/emergencies/{emergency}/cost" => format!("/emergencies/{}/cost", emergency.key),
            "/emergencies/{emergency}" => format!("/emergencies/{}", emergency.key),
            "/tickets/{ticket}" => "/tickets/NF-212".to_owned(),
            "/tickets/{ticket}/edit" => "/tickets/NF-212/edit".to_owned(),
            "/t/{ticket}" => "/t/NF-212".to_owned(),
            "/priorities/{ticket}/move" => "/priorities/NF-198/move?above=NF-230".to_owned(),
            path => {
                assert!(!path.contains('{'), "{path} is not covered: say here how it is reached");
                path.to_owned()
            }
        })
    })
    .collect()
}

#[tokio::test]
async fn every_page_is_complete_and_free_of_inline_code() {
    let (house, owner) = House::demo().await;
    for path in addresses(&house).await {
        let answer = house.get(&owner, &path).await;
        if path == "/t/NF-212" {
            assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/tickets/NF-212"));
            continue;
        }
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        assert_eq!(answer.body.matches("<h1").count(), 1, "{path}");
        assert_eq!(answer.body.matches("<main").count(), 1, "{path}");
        for inline in [" style=", "<style", " onclick=", " onsubmit=", "javascript:"] {
            assert!(!answer.body.contains(inline), "{path} has {inline}");
        }
        let scripts = answer.body.matches("<script").count();
        assert_eq!(answer.body.matches("<script type=\"module\" src=\"/assets/").count(), scripts, "{path}");
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    }
}

#[tokio::test]
async fn every_id_of_a_page_is_there_once_and_labels_name_their_fields() {
    let (house, owner) = House::demo().await;
    for path in addresses(&house).await {
        let answer = house.get(&owner, &path).await;
        let mut ids: Vec<&str> = after(&answer.body, " id=\"");
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{path} repeats an id: {ids:?}");
        for name in after(&answer.body, " for=\"") {
            assert!(ids.contains(&name), "{path}: no field is called {name}");
        }
    }
}

fn after<'a>(body: &'a str, start: &str) -> Vec<&'a str> {
    body.split(start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn links_inside_lead_to_pages_that_are_there() {
    let (house, owner) = House::demo().await;
    let mut seen = std::collections::BTreeSet::new();
    for path in addresses(&house).await {
        let body = house.get(&owner, &path).await.body;
        for link in after(&body, " href=\"/") {
            let link = format!("/{}", link.split('#').next().unwrap_or(link).replace("&amp;", "&"));
            if !seen.insert(link.clone()) {
                continue;
            }
            let answer = house.get(&owner, &link).await;
            let fine = answer.status == StatusCode::OK || answer.status == StatusCode::SEE_OTHER;
            assert!(fine, "{path} links to {link}, which answers {}: {}", answer.status, answer.body);
        }
    }
    assert!(seen.len() > 60, "only {} links were found", seen.len());
}

#[tokio::test]
async fn the_same_address_answers_json_with_the_same_view() {
    let (house, owner) = House::demo().await;
    for path in addresses(&house).await {
        let form = ["/new", "/edit"].iter().any(|end| path.ends_with(end)) || path.starts_with("/settings/members/");
        if form || path.starts_with("/t/") {
            continue;
        }
        let answer = house.get_json(&owner, &path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.headers["content-type"], "application/json", "{path}");
        assert!(answer.body.starts_with(['{', '[', '"', 'n']), "{path}: {}", answer.body);
    }
    let missing = house.get_json(&owner, "/tickets/NF-9999").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(missing.headers["content-type"], "application/problem+json");
    assert!(missing.body.contains("\"code\":\"not_found\""), "{}", missing.body);
}

#[tokio::test]
async fn without_a_session_every_page_leads_to_the_sign_in_and_back() {
    let (house, _) = House::demo().await;
    let nobody = Browser::default();
    for path in addresses(&house).await {
        let answer = house.get(&nobody, &path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.location().starts_with("/sign-in"), "{path}: {}", answer.location());
    }
    let answer = house.get(&nobody, "/tickets/NF-212").await;
    assert_eq!(answer.location(), "/sign-in?next=%2Ftickets%2FNF%2D212");
    for route in throughline_web::routes().iter().filter(|route| route.method == "POST" && !route.open) {
        let path = route.path.replace(['{', '}'], "");
        let answer = house.post(&nobody, &path, &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.location().starts_with("/sign-in"), "{path}: {}", answer.location());
    }
}

#[tokio::test]
async fn a_piece_of_a_page_is_given_to_scripts_only() {
    let (house, owner) = House::demo().await;
    let piece = |path: &'static str| {
        let (house, owner) = (&house, &owner);
        async move { house.send(owner, Method::GET, path, &[("hx-request", "true")], axum::body::Body::empty()).await }
    };
    let priced = piece("/priorities/NF-198/move?above=NF-230").await;
    assert!(priced.body.contains("data-tag=\"This move ") && !priced.body.contains("<html"), "{}", priced.body);
    let why = piece("/priorities?compare=NF-230,NF-198").await;
    assert!(why.body.contains("Why is ") && !why.body.contains("<html"), "{}", why.body);
    let read = piece("/value?text=Saves%20support%2010h%2Fweek%20at%2040%20EUR%2Fh").await;
    assert!(read.body.contains("€9.2k a year") && !read.body.contains("<html"), "{}", read.body);
    let hits = piece("/find?q=NF-212").await;
    assert!(hits.body.contains("/tickets/NF-212") && !hits.body.contains("<html"), "{}", hits.body);
}

#[tokio::test]
async fn assets_are_kept_for_a_year_and_pages_name_them() {
    let (house, owner) = House::demo().await;
    let page = house.get(&owner, "/").await;
    let style = after(&page.body, "rel=\"stylesheet\" href=\"")[0].to_owned();
    let answer = house.get(&Browser::default(), &style).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers["content-type"], "text/css; charset=utf-8");
    assert_eq!(answer.headers["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(house.get(&Browser::default(), "/assets/../Cargo.toml").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_quarter_in_an_address_is_the_chosen_one_however_it_is_written() {
    let (house, owner) = House::demo().await;
    for written in ["2026-Q4", "2026-q4", "2026-Q04", "+2026-Q4"] {
        let page = house.get(&owner, &format!("/map?quarter={written}")).await;
        assert!(page.body.contains("aria-current=\"true\">2026-Q4</a>"), "{written}");
    }
    assert!(house.get(&owner, "/map").await.body.contains("aria-current=\"true\">All goals</a>"));
}
