//! A running application with the demo company in it, and a browser that is signed in.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    http::{Method, Request, Response, StatusCode, header},
};
use throughline_app::{Actor, App, AppSettings, Database, NIMBUS_FREIGHT, SystemClock};
use throughline_test_kit::databases;
use tower::ServiceExt as _;

/// An application of one test. Its database goes when it goes.
pub struct House {
    pub app: App,
    router: Router,
    _database: databases::Database,
}

/// Somebody with, or without, a session.
#[derive(Clone, Default)]
pub struct Browser {
    pub cookie: Option<String>,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The value of a hidden field of the first form that has it.
    pub fn hidden(&self, name: &str) -> String {
        let at = self.body.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no field {name}"));
        let rest = &self.body[at + name.len() + 15..];
        rest[..rest.find('"').unwrap()].to_owned()
    }
}

impl House {
    /// Nothing is set up yet.
    pub async fn empty() -> Self {
        Self::empty_with(AppSettings::default()).await
    }

    async fn empty_with(settings: AppSettings) -> Self {
        let database = databases::sqlite();
        let place = Database::Folder(database.folder.clone());
        let app = App::open(place, settings, Arc::new(SystemClock)).await.unwrap();
        Self { router: throughline_web::router(app.clone()), app, _database: database }
    }

    /// The demo company, and its owner's browser.
    pub async fn demo() -> (Self, Browser) {
        Self::demo_with(AppSettings::default()).await
    }

    /// The same as the operator wants it.
    pub async fn demo_with(settings: AppSettings) -> (Self, Browser) {
        let house = Self::empty_with(settings).await;
        house.app.load_demo(NIMBUS_FREIGHT).await.unwrap();
        let owner = house.owner().await;
        let secret = house.app.one_time_link(&owner).await.unwrap();
        let mut browser = Browser::default();
        let answer = house.get(&browser, &format!("/enter/{secret}")).await;
        browser.take(&answer);
        assert!(browser.cookie.is_some(), "{}", answer.body);
        (house, browser)
    }

    pub async fn owner(&self) -> Actor {
        self.app.operator(None).await.unwrap()
    }

    pub async fn get(&self, browser: &Browser, path: &str) -> Answer {
        self.send(browser, Method::GET, path, &[("accept", "text/html")], Body::empty()).await
    }

    pub async fn get_json(&self, browser: &Browser, path: &str) -> Answer {
        self.send(browser, Method::GET, path, &[("accept", "application/json")], Body::empty()).await
    }

    /// A form sent from a page of ours.
    pub async fn post(&self, browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let from = [("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
        self.send(browser, Method::POST, path, &from, Body::from(form.finish())).await
    }

    pub async fn send(
        &self,
        browser: &Browser,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Answer {
        read(self.raw(browser, method, path, headers, body).await).await
    }

    /// An answer that is not read yet.
    pub async fn raw(
        &self,
        browser: &Browser,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(path).header("host", "tl.test");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = &browser.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap()
    }
}

impl Browser {
    /// Keeps the cookie that an answer sets.
    pub fn take(&mut self, answer: &Answer) {
        let set = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        for cookie in set.filter(|cookie| cookie.starts_with("tl=")) {
            self.cookie = cookie.split(';').next().map(str::to_owned);
        }
    }
}

async fn read(response: Response<Body>) -> Answer {
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
}

/// A request that says all that is asked of one.
pub fn urgent_request(ticket: String, team: Option<throughline_domain::TeamId>) -> throughline_app::UrgentInput {
    throughline_app::UrgentInput {
        asking_group: "Sales".to_owned(),
        title: "A report".to_owned(),
        why: "Their tender closes.".to_owned(),
        if_it_waits: "We lose it.".to_owned(),
        at_stake: "a €10k deal (50% likely)".to_owned(),
        by_when: Some(jiff::civil::date(2030, 10, 30)),
        how_known: "Tender, page 12".to_owned(),
        ticket: Some(ticket),
        team_id: team,
        ..Default::default()
    }
}

/// What an asking group that the demo does not have may cost others in a quarter.
pub fn urgency_budget() -> throughline_app::UrgencyBudgetInput {
    let asking_group = "Partners".to_owned();
    throughline_app::UrgencyBudgetInput {
        team_id: None,
        asking_group,
        money_minor: Some(4_000_000),
        share_of_days: None,
    }
}

/// A service that the demo does not have.
pub fn service() -> throughline_app::ServiceInput {
    let figures = throughline_domain::urgency::ServiceFigures {
        revenue_per_hour_minor: 400_000,
        affected: 0.6,
        ..Default::default()
    };
    throughline_app::ServiceInput { name: "Tracking".to_owned(), team_id: None, figures, source: "finance".to_owned() }
}

/// A step of a team toward a key result.
pub fn weekly_goal(
    team_id: throughline_domain::TeamId,
    key_result_id: throughline_domain::KeyResultId,
) -> throughline_app::WeeklyGoalInput {
    let title = "Two carriers are live".to_owned();
    throughline_app::WeeklyGoalInput { team_id, key_result_id, title, week_of: None }
}

/// A cycle.
pub fn cycle() -> throughline_app::CycleInput {
    throughline_app::CycleInput { name: "2026-Q4".to_owned(), starts_on: None, ends_on: None }
}

/// What a competitor did in a segment.
pub fn competitor_move(segment_id: throughline_domain::SegmentId) -> throughline_app::CompetitorMoveInput {
    throughline_app::CompetitorMoveInput {
        competitor: "Rival Freight".to_owned(),
        segment_id,
        on: jiff::civil::date(2026, 10, 1),
        what: "Live tracking for carriers".to_owned(),
        source: "Their release notes".to_owned(),
        won: 6,
        lost: 3,
        pipeline: None,
    }
}
