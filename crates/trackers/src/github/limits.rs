//! When to ask again: GitHub's primary and secondary rate limits, and errors of its own.
//!
//! GitHub REST API documentation, "Rate limits for the REST API" and "Best practices for using the REST API".

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, fmt::rfc2822};

use crate::http::Reply;

/// When an answer that was refused for asking too much may be asked for again; none if it was refused for another reason.
pub(super) fn retry_at(reply: &Reply, now: Timestamp, tries: u32) -> Option<Timestamp> {
    if reply.status != 403 && reply.status != 429 {
        return None;
    }
    let told = reply.header("retry-after").and_then(|text| retry_after(text, now));
    if let Some(at) = told.or_else(|| used_up(reply)) {
        // A clock that is a little ahead would ask too early.
        return Some(later(at.max(now), SignedDuration::from_secs(1)));
    }
    let says_limit = String::from_utf8_lossy(&reply.body).to_lowercase().contains("rate limit");
    // Without a time GitHub asks for a minute at least, and longer each time.
    (reply.status == 429 || says_limit).then(|| later(now, SignedDuration::from_mins(1 << (tries - 1).min(6))))
}

/// A server may name any time, so the end of the calendar is the end.
fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// When the rate limit opens again, if this answer was the last one before it closed.
pub(super) fn used_up(reply: &Reply) -> Option<Timestamp> {
    if reply.header("x-ratelimit-remaining")?.trim() != "0" {
        return None;
    }
    Timestamp::from_second(reply.header("x-ratelimit-reset")?.trim().parse().ok()?).ok()
}

/// The pause before trying again after an error: 1, 2, 4, 8 seconds.
pub(super) fn backoff(tries: u32) -> Duration {
    Duration::from_secs(1 << (tries - 1).min(5))
}

/// `Retry-After` (RFC 9110): seconds, or a date.
fn retry_after(text: &str, now: Timestamp) -> Option<Timestamp> {
    match text.trim().parse::<i64>() {
        Ok(seconds) => now.checked_add(SignedDuration::from_secs(seconds.clamp(0, 86_400))).ok(),
        Err(_) => rfc2822::parse(text.trim()).ok().map(|zoned| zoned.timestamp()),
    }
}
