//! `verify`: whether the event log is as it was written. `history`: what was thought of a number.

mod history;

use clap::Args;
use throughline_app::LogCheck;

pub use self::history::{HistoryArgs, history};
use crate::{Place, client::Ask, error::CliError, output::Screen, progress::while_waiting};

/// Options of `verify`.
#[derive(Debug, Clone, Args)]
pub struct VerifyArgs {}

/// `verify`.
pub async fn verify(_: VerifyArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let opened = place.open().await?;
    let work = opened.client.send::<LogCheck>(Ask::get(&["events", "check"]));
    let check = while_waiting(screen, "checking the log", work).await;
    opened.close().await;
    let check = check?;
    screen.print(&check, || check.sentence.clone())?;
    if check.intact { Ok(()) } else { Err(CliError::CheckFailed(check.sentence)) }
}
