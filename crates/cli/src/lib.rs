//! The command line. A door like the pages and the API: it translates, and the same API answers it, whether over HTTP
//! or inside this process.
//!
//! What only the machine that holds the data can do (open a database, serve, restore) is handed in as a [`LocalDoor`],
//! so that this crate depends on no other door.

pub mod args;

mod activity;
mod called;
mod client;
mod connections;
mod error;
mod exit;
mod keeping;
mod markets;
mod metrics;
mod output;
mod people;
mod place;
mod priorities;
mod progress;
mod roadmap;
mod schedule;
mod strategy;
mod urgency;
mod value;

use clap::CommandFactory;

use crate::args::{Cli, Command};
pub use crate::{
    error::CliError,
    exit::Exit,
    output::Screen,
    place::{Doing, LocalDoor, Place},
};

/// Runs one command to its end.
pub async fn run(cli: Cli, door: &dyn LocalDoor) -> Exit {
    let screen = Screen::new(cli.global.json, cli.global.color);
    let place = Place { global: &cli.global, door };
    match dispatch(cli.command, screen, &place).await {
        Ok(()) | Err(CliError::ReaderLeft) => Exit::Done,
        Err(error) => screen.error(&error),
    }
}

async fn dispatch(command: Command, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    match command {
        Command::Demo(args) => {
            place.local_only("demo")?;
            place.door.demo(args, screen).await
        }
        Command::Serve(args) => {
            place.local_only("serve")?;
            place.door.serve(args, screen).await
        }
        Command::Init(args) => people::init(args, screen, place).await,
        Command::Import(args) => connections::run(args, screen, place).await,
        Command::Metrics(args) => metrics::run(args, screen, place).await,
        Command::Segments(args) => markets::run(args, screen, place).await,
        Command::Strategy(args) => strategy::run(args, screen, place).await,
        Command::Cycles(args) => strategy::cycles::run(args, screen, place).await,
        Command::CheckIn(args) => strategy::check_in::run(args, screen, place).await,
        Command::Weekly(args) => strategy::weekly::run(args, screen, place).await,
        Command::Value(args) => value::run(args, screen, place).await,
        Command::Rank(args) => priorities::rank(args, screen, place).await,
        Command::Why(args) => priorities::why(args, screen, place).await,
        Command::Cost(args) => priorities::cost(args, screen, place).await,
        Command::Move(args) => priorities::move_above(args, screen, place).await,
        Command::Roadmap(args) => roadmap::run(args, screen, place).await,
        Command::Price(args) => urgency::price(args, screen, place).await,
        Command::Emergency(args) => urgency::emergency(args, screen, place).await,
        Command::Services(args) => urgency::services::run(args, screen, place).await,
        Command::Schedule(args) => schedule::run(&args, screen),
        Command::Export(args) => keeping::export(args, screen, place).await,
        Command::ImportWorkspace(args) => keeping::import_workspace(args, screen, place).await,
        Command::Backup(args) => keeping::backup(args, screen, place).await,
        Command::Restore(args) => keeping::restore(args, screen, place).await,
        Command::Token(args) => people::token(args, screen, place).await,
        Command::Link(args) => people::link(args, screen, place).await,
        Command::History(args) => activity::history(args, screen, place).await,
        Command::Verify(args) => activity::verify(args, screen, place).await,
        Command::Openapi => screen.text(&place.door.openapi()?),
        Command::Completions { shell } => screen.completions(shell, &mut Cli::command()),
    }
}
