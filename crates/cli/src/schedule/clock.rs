//! How much of the given time is used up.

use std::time::Instant;

use clap::ValueEnum;

/// What counts the seconds of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Clock {
    /// Time that passes
    Wall,
    /// Time that this process works, on all its threads together; for comparisons on a machine that is shared
    Cpu,
}

impl Clock {
    /// A clock that says 1 when so many seconds have passed from now.
    pub fn start(self, seconds: f64) -> impl Fn() -> f64 + Sync {
        let (began, worked) = (Instant::now(), cpu_seconds());
        move || {
            let passed = match self {
                Self::Wall => began.elapsed().as_secs_f64(),
                Self::Cpu => cpu_seconds() - worked,
            };
            if seconds > 0.0 { passed / seconds } else { 1.0 }
        }
    }
}

/// Seconds that the processor has worked for this process so far.
#[expect(clippy::cast_precision_loss, reason = "seconds since the process began")]
pub fn cpu_seconds() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
