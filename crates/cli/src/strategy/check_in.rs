//! `check-in`: how sure somebody is of a key result, and what was said before.

use clap::Args;
use jiff::civil::Date;
use owo_colors::OwoColorize;
use throughline_app::{CheckInInput, CheckInView, CheckInsView};
use throughline_domain::strategy::{KeyResult, SURE};

use crate::{
    Place,
    called::called,
    client::{Ask, Client},
    error::CliError,
    output::Screen,
};

/// Options of `check-in`.
#[derive(Debug, Clone, Args)]
pub struct CheckInArgs {
    /// Its key or id, such as KR3
    key_result: String,
    /// How sure you are that it is reached, from 0 to 10; without it the check-ins are listed
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(0..=SURE))]
    confidence: Option<i64>,
    /// Where it stands, in its unit; milestones that are there; 1 or 0 for yes or no
    #[arg(long, value_name = "NUMBER", requires = "confidence", allow_negative_numbers = true)]
    value: Option<f64>,
    /// What is behind it
    #[arg(long, value_name = "TEXT", default_value = "", requires = "confidence")]
    note: String,
    /// Of which day; today when left out
    #[arg(long, value_name = "DAY", requires = "confidence")]
    on: Option<Date>,
}

/// `check-in`.
pub async fn run(args: CheckInArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let opened = place.open().await?;
    let done = send(args, screen, &opened.client).await;
    opened.close().await;
    done
}

async fn send(args: CheckInArgs, screen: Screen, client: &Client) -> Result<(), CliError> {
    let CheckInArgs { key_result: name, confidence, value, note, on } = args;
    let result: KeyResult = called(client, &name).await?;
    let id = result.id.to_string();
    let Some(confidence) = confidence else {
        let view: CheckInsView = client.send(Ask::get(&["key-results", &id, "check-ins"])).await?;
        return screen.print(&view, || listed(&result, &view));
    };
    let input = CheckInInput { confidence, value, note, on };
    let view: CheckInView = client.send(Ask::post(&["key-results", &id, "check-ins"], &input)?).await?;
    screen.print(&view, || format!("Noted of {}: {confidence} of {SURE}.", result.key.bold()))
}

fn listed(result: &KeyResult, view: &CheckInsView) -> String {
    let mut out = vec![format!("{} {}", result.key, result.title).bold().to_string(), view.sentence.clone()];
    for CheckInView { check_in, by_name, says } in &view.check_ins {
        let value = says.as_deref().map_or(String::new(), |says| format!("  {says}"));
        let by = by_name.as_deref().map_or(String::new(), |name| format!("  ({name})"));
        out.push(format!("  {}  {} of {SURE}{value}  {}{by}", check_in.on, check_in.confidence, check_in.note));
    }
    out.join("\n")
}
