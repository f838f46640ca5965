//! The plans of a picture: today's at once, a better one when a search found it.
//!
//! A search never runs on the threads that answer requests. Each picture is searched once; one search runs at a time in
//! a process and only a few wait for it. A search whose picture was replaced stops by itself.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use throughline_domain::roadmap::{Better, Budget, Settings, Today};
use tokio::sync::Semaphore;

use crate::{App, AppError, error::capital, portfolio::Picture};

/// How long a search of its own accord lasts.
const SEARCH: Duration = Duration::from_millis(1_500);
/// The longest search that somebody may ask for.
pub(super) const LONGEST_SEARCH: f64 = 20.0;
/// Searches that may wait for their turn; more are not begun.
const MOST_WAITING: usize = 16;
/// The same picture gives the same plan.
const SEED: u64 = 1;

/// The plans of one picture.
#[derive(Default)]
pub(crate) struct Plans {
    today: tokio::sync::OnceCell<Result<Arc<Today>, String>>,
    better: Arc<OnceLock<Arc<Better>>>,
    searching: Arc<AtomicBool>,
}

/// The searches of a process.
pub(crate) struct Searches {
    running: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
}

impl Default for Searches {
    fn default() -> Self {
        Self { running: Arc::new(Semaphore::new(1)), waiting: Arc::default() }
    }
}

/// One of those that wait or run, as long as it lives.
struct Turn(Arc<AtomicUsize>);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Searches {
    /// A place in the queue, if it is not full.
    fn queue(&self) -> Option<Turn> {
        let turn = Turn(Arc::clone(&self.waiting));
        (self.waiting.fetch_add(1, Ordering::AcqRel) < MOST_WAITING).then_some(turn)
    }
}

impl App {
    /// Today's order of a picture, carried out. Made once per picture, off the threads that answer requests.
    pub(crate) async fn today(&self, picture: &Arc<Picture>) -> Result<Arc<Today>, AppError> {
        let shared = Arc::clone(picture);
        let made = picture
            .plans
            .today
            .get_or_try_init(|| async move {
                let made = tokio::task::spawn_blocking(move || {
                    Today::of(&shared.portfolio, &shared.kept, shared.working_days_per_week())
                        .map(Arc::new)
                        .map_err(|faults| capital(&faults.to_string()))
                });
                made.await.map_err(|error| AppError::internal(&error))
            })
            .await?;
        made.clone().map_err(AppError::conflict)
    }

    /// The better order, if it was found; otherwise a search for it begins, unless too many wait.
    pub(super) fn better(&self, picture: &Picture, today: &Arc<Today>) -> Option<Arc<Better>> {
        if let Some(better) = picture.plans.better.get() {
            return Some(Arc::clone(better));
        }
        if !picture.plans.searching.swap(true, Ordering::AcqRel) {
            let Some(turn) = self.inner.searches.queue() else {
                picture.plans.searching.store(false, Ordering::Release);
                return None;
            };
            let (found, today) = (Arc::clone(&picture.plans.better), Arc::clone(today));
            let (searching, running) = (Arc::clone(&picture.plans.searching), Arc::clone(&self.inner.searches.running));
            tokio::spawn(async move {
                let Ok(_permit) = running.acquire().await else { return };
                let wanted = Arc::clone(&found);
                // The picture holds one of the handles, this task two.
                let stop = move || Arc::strong_count(&wanted) <= 2;
                let better = tokio::task::spawn_blocking(move || search(&today, SEARCH, &stop)).await;
                drop(turn);
                match better {
                    Ok(better) => {
                        let _ = found.set(Arc::new(better));
                    }
                    Err(error) => tracing::error!(%error, "a search for a better order failed"),
                }
                searching.store(false, Ordering::Release);
            });
        }
        None
    }

    /// Searches for so many seconds and waits for it, beginning with the best that is known.
    pub(super) async fn search_for(
        &self,
        picture: &Picture,
        today: &Arc<Today>,
        seconds: f64,
    ) -> Result<Arc<Better>, AppError> {
        let busy = || AppError::Unavailable {
            message: "Many plans are being searched for at the moment.".to_owned(),
            retry_after_seconds: 5,
            maybe_done: false,
        };
        let turn = self.inner.searches.queue().ok_or_else(busy)?;
        let permit = self.inner.searches.running.acquire().await.map_err(|error| AppError::internal(&error))?;
        let (today, span) = (Arc::clone(today), Duration::from_secs_f64(seconds));
        let better = tokio::task::spawn_blocking(move || search(&today, span, &|| false)).await;
        drop((permit, turn));
        let better = Arc::new(better.map_err(|error| AppError::internal(&error))?);
        let _ = picture.plans.better.set(Arc::clone(&better));
        Ok(better)
    }
}

fn search(today: &Today, span: Duration, stopped: &(dyn Fn() -> bool + Sync)) -> Better {
    let begin = Instant::now();
    let clock = || if stopped() { 1.0 } else { begin.elapsed().as_secs_f64() / span.as_secs_f64() };
    let budget = Budget::until(&clock);
    Better::search(today, &Settings { seed: SEED, budget, threads: 1, start: None, prove: true })
}
