//! Answers: records with their version, lists with a link to the next page.

use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use throughline_app::{Page, PullView, RankPage, RoadmapView, TicketView};
use throughline_domain::{
    markets::{CompetitorMove, Segment},
    metrics::Metric,
    people::{Member, Team, Workspace},
    roadmap::{CalendarEntry, Promise},
    strategy::{Cycle, KeyResult, Objective, Problem, WeeklyGoal},
    urgency::{Service, UrgencyBudget},
};

/// A record that counts its changes.
pub trait Versioned {
    /// The count.
    fn version(&self) -> i64;
}

macro_rules! versioned {
    ($($noun:ty),*) => {$(
        impl Versioned for $noun {
            fn version(&self) -> i64 {
                self.version
            }
        }
    )*};
}
versioned!(
    Workspace,
    Member,
    Team,
    Metric,
    Segment,
    CompetitorMove,
    Cycle,
    Objective,
    KeyResult,
    Problem,
    WeeklyGoal,
    CalendarEntry,
    Promise,
    UrgencyBudget,
    Service,
    RoadmapView
);

impl Versioned for PullView {
    fn version(&self) -> i64 {
        self.pull.version
    }
}

impl Versioned for TicketView {
    fn version(&self) -> i64 {
        self.ticket.version
    }
}

fn etag(version: i64) -> [(header::HeaderName, String); 1] {
    [(header::ETAG, format!("\"v{version}\""))]
}

/// A record, with its version in `ETag`.
pub struct Record<T>(pub T);

impl<T: Versioned + Serialize> IntoResponse for Record<T> {
    fn into_response(self) -> Response {
        (etag(self.0.version()), Json(self.0)).into_response()
    }
}

/// A record that was just made, with its version and its address.
pub struct Created<T> {
    /// The record.
    pub record: T,
    /// Its path.
    pub location: String,
}

impl<T: Versioned + Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let place = [(header::LOCATION, self.location)];
        (StatusCode::CREATED, etag(self.record.version()), place, Json(self.record)).into_response()
    }
}

/// A list that goes on.
pub trait GoesOn {
    /// Where the next page begins.
    fn next(&self) -> Option<&str>;
}

impl<T> GoesOn for Page<T> {
    fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }
}

impl GoesOn for RankPage {
    fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }
}

/// A page of a list, with `Link: <...>; rel="next"` (RFC 8288) while there are more.
pub struct Listed<T> {
    /// The page.
    pub page: T,
    /// The query that was asked, without its cursor.
    pub uri: axum::http::Uri,
}

impl<T: GoesOn + Serialize> IntoResponse for Listed<T> {
    fn into_response(self) -> Response {
        let mut headers = HeaderMap::new();
        let link = self.page.next().map(|next| next_link(&self.uri, next));
        if let Some(value) = link.and_then(|link| HeaderValue::try_from(link).ok()) {
            headers.insert(header::LINK, value);
        }
        (headers, Json(self.page)).into_response()
    }
}

/// The same address with another cursor. Cursors are URL-safe text.
fn next_link(uri: &axum::http::Uri, next: &str) -> String {
    let kept =
        uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("after="));
    let query: Vec<&str> = kept.collect();
    let joined = query.iter().fold(String::new(), |joined, pair| format!("{joined}{pair}&"));
    format!("<{}?{joined}after={next}>; rel=\"next\"", uri.path())
}

#[cfg(test)]
mod tests {
    use super::next_link;

    #[test]
    fn the_next_page_keeps_the_filters_and_takes_the_new_cursor() {
        let uri = "/api/v1/tickets?q=export&after=old&limit=5".parse().unwrap();
        assert_eq!(next_link(&uri, "new"), "</api/v1/tickets?q=export&limit=5&after=new>; rel=\"next\"");
        let plain = "/api/v1/events".parse().unwrap();
        assert_eq!(next_link(&plain, "c"), "</api/v1/events?after=c>; rel=\"next\"");
    }
}
