//! Throughline: configuration and wiring, nothing else.

mod config;
mod demo;
mod door;
mod health;
mod serving;
mod telemetry;

use std::process::ExitCode;

use clap::Parser as _;
use throughline_cli::{Screen, args::Cli};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let screen = Screen::new(cli.global.json, cli.global.color);
    let settings = match config::Settings::of(&cli) {
        Ok(settings) => settings,
        Err(error) => return screen.error(&error).into(),
    };
    telemetry::start(&settings, &cli.command);
    // Both the trackers' client and the command line's speak TLS through this one provider. It can only be there already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return screen.error(&throughline_cli::CliError::fault(error)).into(),
    };
    let door = door::Machine { settings };
    runtime.block_on(throughline_cli::run(cli, &door)).into()
}
