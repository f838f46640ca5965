//! `/live`: says that something happened, to pages that people keep open.
//!
//! A stream of server-sent events, each with the number of the last event in the workspace's log and nothing else: the
//! page that is told asks again for itself, as its reader.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    response::{
        IntoResponse as _, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream;
use throughline_app::{App, AppError};
use tokio::sync::OwnedSemaphorePermit;

use crate::{
    http::{Oops, Signed, Visitor, cookies, security},
    site::Site,
};

/// A sign of life, so that nothing on the way takes the connection for dead.
const ALIVE: Duration = Duration::from_secs(20);
/// The longest time after which a browser that lost its stream asks again. Everybody waits for another time, so that a
/// server that comes back is not asked by all at once.
const LATEST_AGAIN_SECONDS: u64 = 30;

/// Where a stream is.
struct Told {
    app: App,
    cookie: String,
    /// The last event that was told; none before the first.
    last: Option<i64>,
    now: i64,
    again: Duration,
    /// Free again when the stream ends.
    _place: OwnedSemaphorePermit,
}

/// `GET /live`
pub async fn stream(State(site): State<Site>, visitor: Visitor, signed: Signed) -> Result<Response, Oops> {
    if security::from_elsewhere(&visitor.headers) {
        let needs = "Only pages of this server are told what happens here.".to_owned();
        return Err(Oops(AppError::Forbidden { needs }));
    }
    let Ok(place) = Arc::clone(&site.listeners).try_acquire_owned() else {
        let message = "Too many pages listen already; this one is new when it is loaded again.".to_owned();
        let retry_after_seconds = LATEST_AGAIN_SECONDS;
        return Err(Oops(AppError::Unavailable { message, retry_after_seconds, maybe_done: false }));
    };
    let name = cookies::session_name(site.app.settings().secure_cookies);
    let told = Told {
        cookie: cookies::read(&visitor.headers, name).unwrap_or_default().to_owned(),
        app: site.app,
        last: None,
        now: signed.actor.version,
        again: again(signed.actor.session_id.map(|session| session.0)),
        _place: place,
    };
    let events = stream::unfold(told, |mut told| async move {
        let event = match told.last {
            None => Event::default().retry(told.again),
            Some(last) => {
                told.now = told.app.happened_after(&told.cookie, last).await.ok()?;
                Event::default()
            }
        };
        told.last = Some(told.now);
        Some((Ok::<_, Infallible>(event.data(told.now.to_string())), told))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE)).into_response())
}

/// When a browser asks again, by its session: from a second on.
fn again(session: Option<uuid::Uuid>) -> Duration {
    let any = session.map_or(0, |session| session.as_u64_pair().1 % LATEST_AGAIN_SECONDS);
    Duration::from_secs(1 + any)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_ask_again_within_half_a_minute_and_not_all_at_once() {
        let times: std::collections::HashSet<Duration> = (0..200).map(|_| again(Some(uuid::Uuid::new_v4()))).collect();
        assert!(times.len() > 10);
        assert!(times.iter().all(|time| (1..=LATEST_AGAIN_SECONDS).contains(&time.as_secs())));
    }
}
