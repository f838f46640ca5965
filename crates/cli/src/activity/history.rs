//! `history`: what was thought of a ticket's value or of a segment's figures.

use clap::Args;
use jiff::tz::TimeZone;
use owo_colors::OwoColorize;
use throughline_app::{SegmentHistory, TicketHistory};
use throughline_domain::{Ts, markets::Segment};

use crate::{Place, called::is_called, client::Ask, error::CliError, output::Screen};

/// Options of `history`.
#[derive(Debug, Clone, Args)]
pub struct HistoryArgs {
    /// A ticket by key, or a segment by name
    pub of: String,
}

/// What was found of that name.
enum Found {
    Segment(SegmentHistory),
    Ticket(TicketHistory),
}

/// `history`.
pub async fn history(args: HistoryArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let opened = place.open().await?;
    let found: Result<(Found, TimeZone), CliError> = async {
        let zone = opened.client.zone().await?;
        let segments: Vec<Segment> = opened.client.send(Ask::get(&["segments"])).await?;
        let found = match segments.iter().find(|segment| is_called(*segment, &args.of)) {
            Some(segment) => {
                Found::Segment(opened.client.send(Ask::get(&["segments", &segment.id.to_string(), "history"])).await?)
            }
            None => Found::Ticket(opened.client.send(Ask::get(&["tickets", &args.of, "history"])).await?),
        };
        Ok((found, zone))
    }
    .await;
    opened.close().await;
    let (found, zone) = found?;
    match found {
        Found::Segment(history) => screen.print(&history, || of_segment(&history, &zone)),
        Found::Ticket(history) => screen.print(&history, || of_ticket(&history, &zone)),
    }
}

fn of_ticket(history: &TicketHistory, zone: &TimeZone) -> String {
    let mut out = vec![format!("{} {}", history.key, history.title).bold().to_string()];
    for value in &history.values {
        out.push(format!("{}  {}", day(value.past.at, zone), value.sentence));
        out.extend(value.past.line.iter().map(|line| format!("{:12}{}", "", line.dimmed())));
    }
    out.join("\n")
}

fn of_segment(history: &SegmentHistory, zone: &TimeZone) -> String {
    let mut out = vec![history.name.bold().to_string()];
    out.extend(history.growth.iter().map(|moved| moved.sentence.clone()));
    for past in &history.figures {
        let unnamed = if past.at.is_some() { "the operator" } else { "nobody knows who" };
        let who = past.by_name.as_deref().unwrap_or(unnamed);
        let source = Some(past.figures.source.as_str()).filter(|source| !source.is_empty());
        let source = source.map_or_else(String::new, |source| format!(", {source}"));
        out.push(format!("{}  {} {}", day(past.at, zone), past.sentence, format!("({who}{source})").dimmed()));
    }
    out.join("\n")
}

/// A day as wide as every other.
fn day(at: Option<Ts>, zone: &TimeZone) -> String {
    at.map_or_else(|| "unknown   ".to_owned(), |at| at.date_in(zone).to_string())
}
