use axum::{
    body::Body,
    http::{Method, StatusCode},
};

use crate::house::{Answer, Browser, House};

const BOUNDARY: &str = "----a-boundary-of-our-own";

async fn upload(house: &House, browser: &Browser, name: &str, content: &str) -> Answer {
    upload_to(house, browser, "/import/file", ("name", ""), (name, content)).await
}

async fn upload_to(
    house: &House,
    browser: &Browser,
    path: &str,
    (field, value): (&str, &str),
    (name, content): (&str, &str),
) -> Answer {
    let body = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n{content}\r\n--{BOUNDARY}--\r\n"
    );
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let headers = [("sec-fetch-site", "same-origin"), ("content-type", kind.as_str())];
    house.send(browser, Method::POST, path, &headers, Body::from(body)).await
}

const TABLE: &str = "id,title,business value,days\n1,Faster quotes,Saves support 10h/week at 40 EUR/h,3\n2,Fewer calls,,5\n,Nameless,,1\n";

#[tokio::test]
async fn a_table_is_previewed_confirmed_and_reported() {
    let (house, owner) = House::demo().await;
    let sent = upload(&house, &owner, "C:\\work\\quotes.csv", TABLE).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let preview = sent.location().to_owned();
    let page = house.get(&owner, &preview).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(
        page.body.contains("Faster quotes") && page.body.contains("How the columns are understood"),
        "{}",
        page.body
    );
    assert!(
        !house.get(&owner, "/find?q=quotes").await.body.contains("/tickets/quotes"),
        "nothing is written by a preview"
    );
    let done = house.post(&owner, &preview, &[("idem", "one")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let report = house.get(&owner, done.location()).await;
    assert_eq!(report.status, StatusCode::OK, "{}", report.body);
    assert!(report.body.contains("came in or changed"), "{}", report.body);
    assert!(house.get(&owner, "/find?q=quotes").await.body.contains("Faster quotes"));
    assert_eq!(house.get(&owner, &preview).await.status, StatusCode::NOT_FOUND, "the file is let go of");
}

#[tokio::test]
async fn columns_can_be_chosen_but_no_two_for_one_field() {
    let (house, owner) = House::demo().await;
    let preview = upload(&house, &owner, "quotes.csv", TABLE).await.location().to_owned();
    let twice =
        house.post(&owner, &format!("{preview}/mapping"), &[("column:id", "title"), ("column:title", "title")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "{}", twice.body);
    let fine = house
        .post(
            &owner,
            &format!("{preview}/mapping"),
            &[("column:id", "key"), ("column:title", "title"), ("column:days", "estimate_days")],
        )
        .await;
    assert_eq!(fine.status, StatusCode::SEE_OTHER, "{}", fine.body);
    assert!(house.get(&owner, fine.location()).await.body.contains("Faster quotes"));
}

#[tokio::test]
async fn github_issues_come_in_and_a_second_time_change_nothing() {
    let (house, owner) = House::demo().await;
    let issues = r#"[{"number": 7, "title": "Dark mode", "body": "Business Value: Saves support 10h/week at 40 EUR/h", "state": "open",
        "labels": [], "html_url": "https://github.com/acme/app/issues/7", "url": "https://api.github.com/repos/acme/app/issues/7",
        "repository_url": "https://api.github.com/repos/acme/app",
        "created_at": "2026-01-05T10:00:00Z", "updated_at": "2026-01-05T10:00:00Z", "closed_at": null}]"#;
    for (round, expected) in [(1, "1 ticket would come in or change."), (2, "Nothing would change.")] {
        let sent = upload(&house, &owner, "issues.json", issues).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{round}: {}", sent.body);
        let page = house.get(&owner, sent.location()).await;
        assert!(page.body.contains(expected), "{round}: {}", page.body);
        let done = house.post(&owner, sent.location(), &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{round}: {}", done.body);
    }
}

#[tokio::test]
async fn a_file_that_is_none_is_answered_where_it_was_sent() {
    let (house, owner) = House::demo().await;
    let binary = upload(&house, &owner, "x.csv", "").await;
    assert_eq!(binary.status, StatusCode::CONFLICT, "{}", binary.body);
    assert!(binary.body.contains("No file was chosen"), "{}", binary.body);
    let broken = upload(&house, &owner, "x.json", "[{\"number\": ").await;
    assert!(broken.status.is_client_error(), "{}", broken.status);
    assert!(broken.body.contains("role=\"alert\""), "{}", broken.body);
}

async fn customers(house: &House, browser: &Browser, amount: &str, content: &str) -> Answer {
    upload_to(house, browser, "/segments/import", ("amount", amount), ("customers.csv", content)).await
}

#[tokio::test]
async fn churn_that_a_file_of_customers_does_not_tell_is_not_known() {
    let (house, owner) = House::demo().await;
    for (content, expected) in [("plan,mrr\nsmall,10\n", 2), ("plan,mrr,churn\nsmall,10,no\n", 0)] {
        let sent = customers(&house, &owner, "", content).await;
        let page = house.get(&owner, sent.location()).await;
        assert_eq!(page.body.matches("not known").count(), expected, "{}", page.body);
    }
}

#[tokio::test]
async fn a_column_that_no_heading_tells_is_asked_for_and_can_be_said() {
    let (house, owner) = House::demo().await;
    let file = "plan,ARR\nsmall,120\n";
    let asked = customers(&house, &owner, "", file).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", asked.body);
    assert!(asked.body.contains("Say which column holds what a customer pays"), "{}", asked.body);
    assert!(asked.body.contains("name=\"amount\""), "{}", asked.body);
    let sent = customers(&house, &owner, "ARR", file).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    assert!(house.get(&owner, sent.location()).await.body.contains("1 segment would come in or change."));
}

#[tokio::test]
async fn a_name_for_two_groups_is_refused_and_kept_to_be_mended() {
    let (house, owner) = House::demo().await;
    let sent = customers(&house, &owner, "", "plan,mrr\nsmall,10\nlarge,90\n").await;
    let typed = [("group", "plan"), ("amount", "mrr"), ("named", "Our customers"), ("do", "take")];
    let refused = house.post(&owner, sent.location(), &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(refused.body.contains("two groups would have the same name"), "{}", refused.body);
    assert!(refused.body.contains("value=\"Our customers\""), "what was typed is kept: {}", refused.body);
    let taken = house.post(&owner, sent.location(), &[("named", "{} plans"), ("do", "take")]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
}

#[tokio::test]
async fn the_strategy_is_taken_along_and_brought_back_and_nobody_is_overwritten() {
    let (house, owner) = House::demo().await;
    let document = house.post(&owner, "/strategy/export", &[("idem", "one")]).await;
    assert_eq!(document.status, StatusCode::OK, "{}", document.body);
    let bring = async |text: &str| upload_to(&house, &owner, "/strategy", ("more", ""), ("strategy.toml", text)).await;
    let same = bring(&document.body).await;
    assert_eq!(same.status, StatusCode::SEE_OTHER, "{}", same.body);
    let page = house.get(&owner, same.location()).await;
    assert!(page.body.contains("Nothing would change.") && !page.body.contains("Apply"), "{}", page.body);

    let title = document.body.split("\n[problem.P1]\ntitle = \"").nth(1).unwrap().split('"').next().unwrap();
    let told = |new: &str| {
        document.body.replacen(
            &format!("[problem.P1]\ntitle = \"{title}\""),
            &format!("[problem.P1]\ntitle = \"{new}\""),
            1,
        )
    };
    let plan = bring(&told("Fewer surprises")).await;
    assert_eq!(plan.status, StatusCode::SEE_OTHER, "{}", plan.body);
    let page = house.get(&owner, plan.location()).await;
    assert!(page.body.contains("title: “Fewer surprises” instead of"), "{}", page.body);
    let done = house.post(&owner, plan.location(), &[("idem", "two")]).await;
    assert_eq!(done.location(), "/strategy?applied=1", "{}", done.body);
    assert!(house.get(&owner, "/problems/P1").await.body.contains("Fewer surprises"));

    let late = bring(&told("Another title")).await;
    let page = house.get(&owner, late.location()).await;
    assert!(page.body.contains("Changed on both sides") && !page.body.contains("Apply"), "{}", page.body);
    let refused = house.post(&owner, late.location(), &[("idem", "three")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
    assert!(house.get(&owner, "/problems/P1").await.body.contains("Fewer surprises"));

    let broken = bring("[problem.P1]\ntitel = \"x\"\n").await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(broken.body.contains("<code>strategy.toml:2</code> A problem has no"), "{}", broken.body);
}

#[tokio::test]
async fn okrs_are_seen_item_by_item_before_they_come_in_and_say_what_they_leave_open() {
    let (house, owner) = House::demo().await;
    let text = "1. **Fewer surprises for shippers**\n   - KR: Late loads from 9% to 4%\n   - KR: Happy shippers\n\nSome prose.\n";
    let sent = upload_to(&house, &owner, "/strategy/import", ("ends_on", "2027-03-31"), ("q1.md", text)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let page = house.get(&owner, sent.location()).await;
    for said in [
        "3 items would come in, 1 refused.",
        "1 of 2 key results have a number to reach.",
        "There is no number in it.",
        "is a paragraph, and no item of a list",
    ] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    let done = house.post(&owner, sent.location(), &[("idem", "one")]).await;
    assert_eq!(done.location(), "/goals", "{}", done.body);
    let goals = house.get(&owner, "/goals").await;
    assert!(goals.body.contains("Fewer surprises for shippers"), "{}", goals.body);
    let made = house.app.list_key_results(&house.owner().await, false).await.unwrap();
    let happy = made.iter().find(|goal| goal.title == "Happy shippers").unwrap();
    assert!(house.get(&owner, &format!("/key-results/{}", happy.key)).await.body.contains("There is no number in it."));
    let form = house.get(&owner, &format!("/key-results/{}/edit", happy.id)).await;
    assert!(form.body.contains("It can be kept as it is. What it leaves open:"), "{}", form.body);
    let mistyped = upload_to(&house, &owner, "/strategy/import", ("ends_on", "31.03.2027"), ("q1.md", text)).await;
    assert_eq!(mistyped.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(mistyped.body.contains("Write the day as 2026-10-13."), "{}", mistyped.body);
    let nothing = upload_to(&house, &owner, "/strategy/import", ("ends_on", ""), ("q1.md", "prose\n")).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", nothing.body);
}
