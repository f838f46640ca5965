//! Measures a running Throughline from outside: how fast it answers with 20,000 tickets, beside the barest page there is,
//! and whether what it acknowledged is still there after the process was killed. Loopback only; counts and times are
//! bounded. Prints Markdown.

mod bare;
mod client;
mod crash;
mod fill;
mod goals;
mod load;
mod process;
mod server;

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};
use throughline_app::Database;

/// Measures a Throughline on this machine.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Fill an empty data folder or database with made-up tickets
    Fill {
        #[command(flatten)]
        place: PlaceArgs,
        /// How many
        #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=200_000))]
        tickets: u32,
        /// Engineering problems that they hang on, with key results and objectives above
        #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=10_000))]
        problems: u32,
    },
    /// Serve the barest page: axum, SQLite, 50 rows
    Bare {
        /// Where to listen
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: SocketAddr,
    },
    /// Start the binary on filled data, ask for its pages, and print a table beside the barest page
    Load {
        /// The binary to measure
        #[arg(long, default_value = "target/release/throughline")]
        binary: PathBuf,
        #[command(flatten)]
        place: PlaceArgs,
        /// Seconds for each page
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=60))]
        seconds: u64,
        /// Connections that ask at once
        #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=256))]
        connections: u16,
    },
    /// Kill the binary under write load again and again, and look for every write it acknowledged
    Crash {
        /// The binary to kill
        #[arg(long, default_value = "target/release/throughline")]
        binary: PathBuf,
        #[command(flatten)]
        place: PlaceArgs,
        /// How often
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100))]
        times: u32,
    },
}

/// Where the data is.
#[derive(Args)]
#[group(required = true, multiple = false)]
struct PlaceArgs {
    /// A data folder
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// A `PostgreSQL` database
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
}

impl PlaceArgs {
    fn database(self) -> Database {
        match (self.data, self.database_url) {
            (_, Some(url)) => Database::Postgres(url),
            (folder, None) => Database::Folder(folder.unwrap_or_default()),
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Fill { place, tickets, problems } => fill::fill(place.database(), tickets, problems).await,
        Command::Bare { listen } => bare::serve(listen).await,
        Command::Load { binary, place, seconds, connections } => {
            load::measure(&binary, &place.database(), seconds, connections).await
        }
        Command::Crash { binary, place, times } => crash::crash(&binary, &place.database(), times).await,
    }
}
