//! Progress on stderr, for people only, and only once something takes longer than a moment.

use std::{future::Future, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::{Screen, somebody_watches};

/// What is done in less is done without a word.
const A_MOMENT: Duration = Duration::from_secs(1);
/// How often the sign of life moves.
const TICK: Duration = Duration::from_millis(120);

/// Runs something that may take long, with a sign of life and the time it has taken so far.
pub async fn while_waiting<T>(screen: Screen, doing: &str, work: impl Future<Output = T>) -> T {
    if screen.json || !somebody_watches() {
        return work.await;
    }
    let mut work = std::pin::pin!(work);
    if let Ok(done) = tokio::time::timeout(A_MOMENT, work.as_mut()).await {
        return done;
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        bar.set_style(style);
    }
    bar.set_message(doing.to_owned());
    bar.enable_steady_tick(TICK);
    let done = work.await;
    bar.finish_and_clear();
    done
}
