//! `cycles`: planned, opened, closed, and how their goals stand.

use axum::http::Method;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use owo_colors::OwoColorize;
use throughline_app::{CloseCycleInput, CloseResultInput, CycleInput, CycleView, ResultStanding};
use throughline_domain::{strategy::Cycle, words};

use crate::{
    Place,
    called::called,
    client::{Ask, Client},
    error::CliError,
    output::Screen,
};

/// Options of `cycles`.
#[derive(Debug, Clone, Args)]
pub struct CyclesArgs {
    #[command(subcommand)]
    command: CyclesCommand,
}

#[derive(Debug, Clone, Subcommand)]
enum CyclesCommand {
    /// List the cycles, the newest first
    List,
    /// Show the objectives and key results of a cycle with their scores
    Show {
        /// Its name or id
        cycle: String,
    },
    /// Plan a cycle
    Plan {
        /// Its name, such as 2026-Q4
        name: String,
        /// First day; the quarter's when left out
        #[arg(long, value_name = "DAY")]
        from: Option<Date>,
        /// Last day; the quarter's when left out
        #[arg(long, value_name = "DAY")]
        to: Option<Date>,
    },
    /// Open a planned cycle
    Open {
        /// Its name or id
        cycle: String,
    },
    /// Close an open cycle; its scores stay as they are now, and nobody opens it again
    Close {
        /// Its name or id
        cycle: String,
        /// What was learned
        #[arg(long, value_name = "TEXT")]
        lessons: String,
        /// Why a key result came out so; what was promised and not reached needs one
        #[arg(long, value_name = "KEY=TEXT", value_parser = said)]
        note: Vec<(String, String)>,
        /// Why a key result goes on in the next cycle
        #[arg(long, value_name = "KEY=TEXT", value_parser = said, requires = "next")]
        carry: Vec<(String, String)>,
        /// The cycle in which it goes on, by name or id
        #[arg(long, value_name = "CYCLE")]
        next: Option<String>,
    },
}

/// `cycles`.
pub async fn run(args: CyclesArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let opened = place.open().await?;
    let client = &opened.client;
    let done = match args.command {
        CyclesCommand::List => list(client, screen).await,
        CyclesCommand::Show { cycle } => show(client, screen, &cycle).await,
        CyclesCommand::Plan { name, from, to } => {
            plan(client, screen, CycleInput { name, starts_on: from, ends_on: to }).await
        }
        CyclesCommand::Open { cycle } => open(client, screen, &cycle).await,
        CyclesCommand::Close { cycle, lessons, note, carry, next } => {
            let input = CloseCycleInput { lessons, next_cycle_id: None, results: Vec::new() };
            close(client, screen, &cycle, Closing { note, carry, next, input }).await
        }
    };
    opened.close().await;
    done
}

fn line(cycle: &Cycle) -> String {
    format!("{}  {}  {} to {}", cycle.name.bold(), cycle.state().name(), cycle.starts_on, cycle.ends_on)
}

async fn list(client: &Client, screen: Screen) -> Result<(), CliError> {
    let cycles: Vec<Cycle> = client.send(Ask::get(&["cycles"])).await?;
    screen.print(&cycles, || {
        if cycles.is_empty() {
            return "No cycle yet. Plan one with `throughline cycles plan 2026-Q4`.".to_owned();
        }
        cycles.iter().map(line).collect::<Vec<_>>().join("\n")
    })
}

async fn plan(client: &Client, screen: Screen, input: CycleInput) -> Result<(), CliError> {
    let made: Cycle = client.send(Ask::post(&["cycles"], &input)?).await?;
    screen.print(&made, || line(&made))
}

async fn open(client: &Client, screen: Screen, name: &str) -> Result<(), CliError> {
    let cycle: Cycle = called(client, name).await?;
    let ask = Ask::new(Method::POST, &["cycles", &cycle.id.to_string(), "open"]).based_on(cycle.version);
    let opened: Cycle = client.send(ask).await?;
    screen.print(&opened, || line(&opened))
}

/// "KR1=The feed came late."
fn said(text: &str) -> Result<(String, String), String> {
    let (key, said) = text.split_once('=').ok_or("write it as KR1=Why it came out so")?;
    Ok((key.trim().to_owned(), said.trim().to_owned()))
}

/// What is said at the close, with key results as they were named.
struct Closing {
    note: Vec<(String, String)>,
    carry: Vec<(String, String)>,
    next: Option<String>,
    input: CloseCycleInput,
}

async fn close(client: &Client, screen: Screen, name: &str, closing: Closing) -> Result<(), CliError> {
    let cycle: Cycle = called(client, name).await?;
    let Closing { note, carry, next, mut input } = closing;
    if let Some(next) = &next {
        input.next_cycle_id = Some(called::<Cycle>(client, next).await?.id);
    }
    let view: CycleView = client.send(Ask::get(&["cycles", &cycle.id.to_string(), "goals"])).await?;
    let results: Vec<&ResultStanding> = view.objectives.iter().flat_map(|objective| &objective.key_results).collect();
    for (key, _) in note.iter().chain(&carry) {
        if !results.iter().any(|result| result.score.key.eq_ignore_ascii_case(key)) {
            let keys: Vec<String> = results.iter().map(|result| result.score.key.clone()).collect();
            let there = if keys.is_empty() { "none".to_owned() } else { words::list(&keys) };
            return Err(CliError::NotFound(format!("{} has no key result \"{key}\". It has {there}.", cycle.name)));
        }
    }
    let of = |all: &[(String, String)], key: &str| {
        all.iter().find(|(named, _)| named.eq_ignore_ascii_case(key)).map(|(_, said)| said.clone())
    };
    input.results = results
        .iter()
        .map(|result| CloseResultInput {
            key_result_id: result.score.key_result_id,
            note: of(&note, &result.score.key).unwrap_or_default(),
            carried_because: of(&carry, &result.score.key),
        })
        .collect();
    let ask = Ask::post(&["cycles", &cycle.id.to_string(), "close"], &input)?.based_on(cycle.version);
    let closed: Cycle = client.send(ask).await?;
    screen.print(&closed, || line(&closed))
}

async fn show(client: &Client, screen: Screen, name: &str) -> Result<(), CliError> {
    let id = called::<Cycle>(client, name).await?.id.to_string();
    let view: CycleView = client.send(Ask::get(&["cycles", &id, "goals"])).await?;
    screen.print(&view, || told(&view))
}

fn told(view: &CycleView) -> String {
    let mut out = vec![view.statement.bold().to_string()];
    if !view.cycle.lessons.is_empty() {
        out.push(format!("Learned: {}", view.cycle.lessons));
    }
    for objective in &view.objectives {
        let score = objective.score.zip(objective.band);
        let score = score.map_or(String::new(), |(score, band)| format!("  {score:.2} {}", band.name()));
        out.push(format!("{} {}{score}", objective.key, objective.title));
        for result in &objective.key_results {
            out.push(format!("  {} {}", result.score.key, result.title));
            out.push(format!("    {}", result.score.sentence));
            if !result.note.is_empty() {
                out.push(format!("    {}", result.note));
            }
            if let Some(carried) = &result.carried {
                let key = carried.key.as_deref().unwrap_or("a key result that was deleted since");
                out.push(format!("    Goes on as {key}: {}", carried.because));
            }
        }
    }
    out.join("\n")
}
