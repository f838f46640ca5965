//! How often one token may ask: a token bucket each, in memory, per node.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use throughline_app::AppError;

/// So many requests at once, and so many a second after that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests a second, lasting. At least 1.
    pub per_second: u32,
    /// Requests at once.
    pub burst: u32,
}

impl Default for Rate {
    /// Far above what a person or a script of good manners does; it stops a loop that runs away.
    fn default() -> Self {
        Self { per_second: 1_000, burst: 10_000 }
    }
}

/// Buckets are forgotten when this many are held and theirs are full again.
const MOST_BUCKETS: usize = 10_000;

/// The buckets of all tokens.
pub struct Limiter {
    rate: Rate,
    hasher: RandomState,
    buckets: Mutex<HashMap<u64, Bucket>>,
}

struct Bucket {
    left: f64,
    at: Instant,
}

impl Limiter {
    /// No token has asked yet.
    pub fn new(rate: Rate) -> Self {
        Self { rate, hasher: RandomState::new(), buckets: Mutex::default() }
    }

    /// Takes one request of a token, or says when to come back.
    pub fn take(&self, token: &str) -> Result<(), AppError> {
        self.take_at(token, Instant::now())
    }

    fn take_at(&self, token: &str, now: Instant) -> Result<(), AppError> {
        let (per_second, burst) = (f64::from(self.rate.per_second.max(1)), f64::from(self.rate.burst.max(1)));
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST_BUCKETS {
            let full_after = Duration::from_secs_f64(burst / per_second);
            buckets.retain(|_, bucket| now.duration_since(bucket.at) < full_after);
        }
        let bucket = buckets.entry(self.hasher.hash_one(token)).or_insert(Bucket { left: burst, at: now });
        bucket.left = (bucket.left + now.duration_since(bucket.at).as_secs_f64() * per_second).min(burst);
        bucket.at = now;
        if bucket.left < 1.0 {
            return Err(AppError::TooManyRequests { retry_after_seconds: 1 });
        }
        bucket.left -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_may_burst_then_waits_and_does_not_slow_another() {
        let limiter = Limiter::new(Rate { per_second: 2, burst: 3 });
        let start = Instant::now();
        for _ in 0..3 {
            limiter.take_at("a", start).unwrap();
        }
        assert_eq!(limiter.take_at("a", start), Err(AppError::TooManyRequests { retry_after_seconds: 1 }));
        limiter.take_at("b", start).unwrap();
        limiter.take_at("a", start + Duration::from_millis(500)).unwrap();
        assert!(limiter.take_at("a", start + Duration::from_millis(500)).is_err());
    }
}
