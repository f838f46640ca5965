//! A clock that a test sets.

use std::sync::atomic::{AtomicI64, Ordering};

use throughline_app::Clock;
use throughline_domain::Ts;

/// Tuesday 13 October 2026, 08:40 UTC: the day on which the demo company's story happens.
pub const STORY: Ts = Ts::from_micros(1_791_880_800_000_000);

/// Stands still but for a millisecond each time somebody looks, so that what happens later has a later time.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that shows this time.
    pub fn at(now: Ts) -> Self {
        Self(AtomicI64::new(now.micros()))
    }

    /// Goes to a time.
    pub fn set(&self, now: Ts) {
        self.0.store(now.micros(), Ordering::SeqCst);
    }

    /// Goes on by some seconds.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    /// Goes on by some days.
    pub fn advance_days(&self, days: i64) {
        self.advance_seconds(days * 86_400);
    }
}

impl Default for FixedClock {
    fn default() -> Self {
        Self::at(STORY)
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Ts {
        Ts::from_micros(self.0.fetch_add(1_000, Ordering::SeqCst))
    }
}
