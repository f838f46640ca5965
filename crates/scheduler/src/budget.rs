//! How long to search: so many steps, or until somebody says that it is enough.

/// A limit of effort. Without a `clock` a result depends on nothing but the problem, the seed and `steps`.
#[derive(Clone, Copy)]
pub struct Budget<'a> {
    /// The most steps; what a step is, each algorithm says.
    pub steps: u64,
    /// Tells the part of the time that is used up, 0 to 1; from 1 on the best so far is returned. Asked every few
    /// hundred microseconds, from any thread.
    pub clock: Option<&'a (dyn Fn() -> f64 + Sync)>,
}

impl<'a> Budget<'a> {
    /// Exactly so many steps.
    pub fn steps(steps: u64) -> Self {
        Self { steps, clock: None }
    }

    /// Until the clock says 1.
    pub fn until(clock: &'a (dyn Fn() -> f64 + Sync)) -> Self {
        Self { steps: u64::MAX, clock: Some(clock) }
    }

    /// The part that is used up after `steps`, 0 to 1 and beyond.
    #[expect(clippy::cast_precision_loss, reason = "a fraction of the budget")]
    pub fn used(&self, steps: u64) -> f64 {
        let counted = if self.steps == u64::MAX { 0.0 } else { steps as f64 / self.steps.max(1) as f64 };
        self.clock.map_or(counted, |clock| clock().max(counted))
    }

    /// Whether to stop now.
    pub fn is_spent(&self, steps: u64) -> bool {
        steps >= self.steps || self.clock.is_some_and(|clock| clock() >= 1.0)
    }
}
