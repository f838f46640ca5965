use std::{pin::Pin, time::Duration};

use jiff::Timestamp;

/// The clock that waiting goes by, so that tests need not wait.
pub trait Pace: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// Comes back after a while.
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The real clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sleeper;

impl Pace for Sleeper {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(time))
    }
}
