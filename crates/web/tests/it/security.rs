use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};

use crate::house::{Browser, House};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[tokio::test]
async fn a_form_from_another_site_is_refused_and_changes_nothing() {
    let (house, owner) = House::demo().await;
    let before = house.app.list_teams(&house.owner().await, true).await.unwrap().len();
    for from in [
        vec![("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "same-site"), ("origin", "http://tl.test")],
        vec![("origin", "https://evil.example")],
        vec![("origin", "null")],
        vec![],
    ] {
        let mut headers = vec![FORM];
        headers.extend(from.iter().copied());
        let body = Body::from("name=Evil&capacity_days_per_week=1&tracks=1");
        let answer = house.send(&owner, Method::POST, "/teams/new", &headers, body).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{from:?}");
    }
    assert_eq!(house.app.list_teams(&house.owner().await, true).await.unwrap().len(), before);
    let body = Body::from("name=Ours&capacity_days_per_week=1&tracks=1");
    let answer = house.send(&owner, Method::POST, "/teams/new", &[FORM, ("origin", "http://tl.test")], body).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "over plain HTTP the origin is enough: {}", answer.body);
}

#[tokio::test]
async fn what_people_type_is_never_markup() {
    let (house, owner) = House::demo().await;
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    let typed = [("title", evil), ("body", evil), ("labels", evil), ("value_line", evil)];
    let made = house.post(&owner, "/tickets/new", &typed).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let team =
        house.post(&owner, "/teams/new", &[("name", evil), ("capacity_days_per_week", "5"), ("tracks", "1")]).await;
    assert_eq!(team.status, StatusCode::SEE_OTHER, "{}", team.body);
    let ticket = made.location().to_owned();
    let search = format!("/find?q={}", url::form_urlencoded::byte_serialize(evil.as_bytes()).collect::<String>());
    let edit = format!("{ticket}/edit");
    for path in [
        ticket.as_str(),
        &edit,
        "/tickets",
        "/tickets?priced=false",
        "/priorities",
        "/",
        "/map",
        "/gaps",
        "/activity",
        "/settings/teams",
        &search,
    ] {
        let page = house.get(&owner, path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<img src=x"), "{path}: {}", page.body);
    }
}

#[tokio::test]
async fn after_signing_in_the_way_leads_only_to_places_of_ours() {
    let house = House::empty().await;
    let key = house.app.set_up_key().await.unwrap().unwrap();
    let password = "a long sentence nobody guesses";
    let set_up = [
        ("set_up_key", key.as_str()),
        ("name", "Ada"),
        ("email", "ada@company.example"),
        ("password", password),
        ("workspace", "Company"),
        ("currency", "EUR"),
        ("time_zone", "Europe/Rome"),
    ];
    let mut browser = Browser::default();
    assert_eq!(house.get(&browser, "/").await.location(), "/set-up");
    let wrong: Vec<(&str, &str)> =
        set_up.iter().map(|(name, value)| (*name, if *name == "set_up_key" { "guess" } else { *value })).collect();
    let refused = house.post(&browser, "/set-up", &wrong).await;
    assert!(
        refused.status.is_client_error() && refused.body.contains("value=\"Ada\""),
        "{} {}",
        refused.status,
        refused.body
    );
    let answer = house.post(&browser, "/set-up", &set_up).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/import"), "{}", answer.body);
    browser.take(&answer);
    assert_eq!(house.get(&browser, "/").await.status, StatusCode::OK);
    for (next, leads_to) in [
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/map?focus=O1", "/map?focus=O1"),
    ] {
        let typed = [("email", "ada@company.example"), ("password", password), ("next", next)];
        let answer = house.post(&Browser::default(), "/sign-in", &typed).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, leads_to), "{next}: {}", answer.body);
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    }
    let wrong = house
        .post(&Browser::default(), "/sign-in", &[("email", "ada@company.example"), ("password", "not it at all")])
        .await;
    let unknown = house
        .post(&Browser::default(), "/sign-in", &[("email", "bob@company.example"), ("password", "not it at all")])
        .await;
    let said =
        |answer: &crate::house::Answer| answer.body.split("class=\"error\"").nth(1).map(|rest| rest[..120].to_owned());
    assert!(wrong.status.is_client_error() && wrong.status == unknown.status, "{} {}", wrong.status, unknown.status);
    assert_eq!(said(&wrong), said(&unknown), "who has an account is not told");
    assert!(wrong.body.contains("value=\"ada@company.example\"") && !wrong.body.contains("not it at all"));
}

#[tokio::test]
async fn signing_out_ends_the_session_and_clears_what_the_browser_kept() {
    let (house, owner) = House::demo().await;
    let answer = house.post(&owner, "/sign-out", &[]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in"));
    assert!(answer.headers["clear-site-data"].to_str().unwrap().contains("storage"));
    assert_eq!(house.get(&owner, "/").await.status, StatusCode::SEE_OTHER, "the old cookie works no more");
}

#[tokio::test]
async fn a_link_signs_in_once_and_a_scanner_does_not_use_it_up() {
    let (house, _) = House::demo().await;
    let secret = house.app.one_time_link(&house.owner().await).await.unwrap();
    let path = format!("/enter/{secret}");
    let nobody = Browser::default();
    house.send(&nobody, Method::HEAD, &path, &[], Body::empty()).await;
    assert_eq!(house.get(&nobody, &path).await.status, StatusCode::SEE_OTHER);
    let again = house.get(&nobody, &path).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert!(again.body.contains("has been used"));
}

#[tokio::test]
async fn a_viewer_reads_and_a_member_does_not_run_the_workspace() {
    let (house, owner) = House::demo().await;
    for (role, email) in [("viewer", "viewer@nimbus.example"), ("member", "member@nimbus.example")] {
        let made = house.post(&owner, "/settings/invitations", &[("email", email), ("role", role)]).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        let secret = made
            .body
            .split("/invitations/")
            .filter_map(|rest| rest.split(['<', '"', '/']).next())
            .find(|part| part.len() > 30)
            .unwrap()
            .to_owned();
        let mut browser = Browser::default();
        let page = house.get(&browser, &format!("/invitations/{secret}")).await;
        assert!(page.body.contains(email), "{}", page.body);
        let joined = house
            .post(
                &browser,
                &format!("/invitations/{secret}"),
                &[("name", "Newcomer"), ("password", "a long sentence nobody guesses")],
            )
            .await;
        assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.body);
        browser.take(&joined);
        assert_eq!(house.get(&browser, "/priorities").await.status, StatusCode::OK);
        for path in ["/settings/export", "/settings/invitations"] {
            let answer = house.post(&browser, path, &[("email", "x@y.example"), ("role", "owner")]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role} {path}");
        }
        for page in ["/goals", "/map", "/gaps"] {
            let body = house.get(&browser, page).await.body;
            assert!(
                !body.contains("/problems/new") && !body.contains("/edit#expected_effect"),
                "{role} {page}: leaders do"
            );
        }
        assert_eq!(house.get(&browser, "/problems/new").await.status, StatusCode::FORBIDDEN, "{role}");
        let ticket = house.post(&browser, "/tickets/new", &[("title", "From the newcomer")]).await;
        let expected = if role == "viewer" { StatusCode::FORBIDDEN } else { StatusCode::SEE_OTHER };
        assert_eq!(ticket.status, expected, "{role}: {}", ticket.body);
    }
}
