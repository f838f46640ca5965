//! `segments competition` and `segments note`: what competitors did, and what that puts at risk.

use owo_colors::OwoColorize;
use throughline_app::{CompetitorMoveInput, StandingView};
use throughline_domain::{
    Money,
    markets::{CompetitorMove, Segment},
    people::Workspace,
};

use crate::{
    called::called,
    client::{Ask, Client},
    error::CliError,
    output::Screen,
};

/// What somebody noted, with the segment as it was named.
pub struct Noted {
    /// Name or id of the segment.
    pub segment: String,
    /// Amount in whole units of the workspace's currency.
    pub pipeline: Option<f64>,
    /// The rest.
    pub input: CompetitorMoveInput,
}

/// `segments competition`.
pub async fn show(client: &Client, screen: Screen) -> Result<(), CliError> {
    let standings: Vec<StandingView> = client.send(Ask::get(&["competition"])).await?;
    screen.print(&standings, || {
        if standings.is_empty() {
            return "No competitor yet. Note what one of them did with `throughline segments note`.".to_owned();
        }
        let mut out = Vec::new();
        for StandingView { segment, standing } in &standings {
            out.push(format!("{} in {segment}", standing.competitor).bold().to_string());
            out.push(standing.sentence.clone());
            out.extend(standing.moves.iter().map(|entry| format!("  {}  {} ({})", entry.on, entry.what, entry.source)));
        }
        out.join("\n")
    })
}

/// `segments note`.
pub async fn note(client: &Client, screen: Screen, noted: Noted) -> Result<(), CliError> {
    let segment: Segment = called(client, &noted.segment).await?;
    let workspace: Workspace = client.send(Ask::get(&["workspace"])).await?;
    let pipeline = noted.pipeline.map(|major| Money::from_major(major, workspace.currency));
    let input = CompetitorMoveInput { segment_id: segment.id, pipeline, ..noted.input };
    let made: CompetitorMove = client.send(Ask::post(&["competitor-moves"], &input)?).await?;
    screen.print(&made, || format!("Noted of {} in {}.", made.competitor.bold(), segment.name))
}
