//! `cycles`: planned, opened, closed, and how their goals stand.

use axum::http::Method;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use owo_colors::OwoColorize;
use throughline_app::{CycleInput, CycleView};
use throughline_domain::{strategy::Cycle, words};

use crate::{
    Place,
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
    /// Close an open cycle; what it says stays as it was from then on
    Close {
        /// Its name or id
        cycle: String,
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
        CyclesCommand::Open { cycle } => turn(client, screen, &cycle, "open").await,
        CyclesCommand::Close { cycle } => turn(client, screen, &cycle, "close").await,
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

/// The cycle of this name or id.
async fn named(client: &Client, name: &str) -> Result<Cycle, CliError> {
    let cycles: Vec<Cycle> = client.send(Ask::get(&["cycles"])).await?;
    let meant = |cycle: &&Cycle| cycle.name.eq_ignore_ascii_case(name) || cycle.id.to_string() == name;
    cycles.iter().find(meant).cloned().ok_or_else(|| {
        let names: Vec<String> = cycles.iter().map(|cycle| cycle.name.clone()).collect();
        let there = if names.is_empty() { "none yet".to_owned() } else { words::list(&names) };
        CliError::NotFound(format!("There is no cycle \"{name}\". There is {there}."))
    })
}

async fn turn(client: &Client, screen: Screen, name: &str, verb: &str) -> Result<(), CliError> {
    let cycle = named(client, name).await?;
    let ask = Ask::new(Method::POST, &["cycles", &cycle.id.to_string(), verb]).based_on(cycle.version);
    let turned: Cycle = client.send(ask).await?;
    screen.print(&turned, || line(&turned))
}

async fn show(client: &Client, screen: Screen, name: &str) -> Result<(), CliError> {
    let id = named(client, name).await?.id.to_string();
    let view: CycleView = client.send(Ask::get(&["cycles", &id, "goals"])).await?;
    screen.print(&view, || told(&view))
}

fn told(view: &CycleView) -> String {
    let mut out = vec![view.statement.bold().to_string()];
    for objective in &view.objectives {
        let score = objective.score.zip(objective.band);
        let score = score.map_or(String::new(), |(score, band)| format!("  {score:.2} {}", band.name()));
        out.push(format!("{} {}{score}", objective.key, objective.title));
        for result in &objective.key_results {
            out.push(format!("  {} {}", result.score.key, result.title));
            out.push(format!("    {}", result.score.sentence));
        }
    }
    out.join("\n")
}
