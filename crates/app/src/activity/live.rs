//! Being told that something happened, for those who keep a page open.

use std::{pin::pin, time::Duration};

use crate::{App, AppError, people::Secret};

/// What happens within this is told together.
const TOGETHER: Duration = Duration::from_secs(1);
/// How often the log is looked at for what other processes wrote.
const ELSEWHERE: Duration = Duration::from_secs(5);

impl App {
    /// Waits until something happened in the workspace of a session after the event of this number, and gives the number
    /// of the last event; after a second at the earliest, so that what happens together is told together. Waiting is no
    /// use of the session, which ends as if nobody were there.
    ///
    /// # Errors
    /// [`AppError::Unauthenticated`] as soon as it is seen that the session ended, [`AppError::Unavailable`] when the
    /// server stops.
    pub async fn happened_after(&self, cookie: &str, event: i64) -> Result<i64, AppError> {
        let secret = Secret::parse(cookie).ok_or(AppError::Unauthenticated)?;
        let mut stopping = self.inner.stopping.subscribe();
        tokio::time::sleep(TOGETHER).await;
        loop {
            // Somebody who writes after this wakes us, whether we wait already or not.
            let wrote = self.inner.pictures.wrote(secret.workspace);
            let mut wrote = pin!(wrote.notified());
            wrote.as_mut().enable();
            let last = self.session_of(&secret).await?.last_event;
            if last > event {
                return Ok(last);
            }
            tokio::select! {
                () = wrote => {}
                () = tokio::time::sleep(ELSEWHERE) => {}
                _ = stopping.wait_for(|stopping| *stopping) => {
                    let message = "The server stops. Ask again in a moment.".to_owned();
                    return Err(AppError::Unavailable { message, retry_after_seconds: 1, maybe_done: false });
                }
            }
        }
    }

    /// Sends those away who wait for something to happen, so that the server can stop.
    pub fn stop_waiting(&self) {
        self.inner.stopping.send_replace(true);
    }
}
