//! The command line.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, ColorChoice, Parser, Subcommand};

use crate::{
    activity, connections, exit::Exit, keeping, markets, metrics, people, priorities, roadmap, schedule, strategy,
    urgency, value,
};

/// One line from the North Star to every ticket, and back.
#[derive(Debug, Parser)]
#[command(name = "throughline", version, propagate_version = true, after_help = Exit::HELP, max_term_width = 100)]
pub struct Cli {
    /// Where to work, and how to print.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// Folder that holds the database and its keys
    #[arg(long, global = true, env = "THROUGHLINE_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// `PostgreSQL` instead of a data folder: `postgres://user@host/database`
    #[arg(
        long,
        global = true,
        env = "THROUGHLINE_DATABASE_URL",
        hide_env_values = true,
        value_name = "URL",
        conflicts_with = "data"
    )]
    pub database_url: Option<String>,
    /// Work on this server instead of a local data folder
    #[arg(long, global = true, env = "THROUGHLINE_SERVER", value_name = "URL")]
    pub server: Option<String>,
    /// Token for --server; better in the environment, where other processes cannot read it
    #[arg(long, global = true, env = "THROUGHLINE_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub token: Option<String>,
    /// Workspace to work in, by name or id; needed only where a data folder holds several
    #[arg(long, global = true, env = "THROUGHLINE_WORKSPACE", value_name = "NAME|ID")]
    pub workspace: Option<String>,
    /// Configuration file (TOML); flags and environment variables go before it
    #[arg(long, global = true, env = "THROUGHLINE_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print JSON, errors included
    #[arg(long, global = true)]
    pub json: bool,
    /// Colour
    #[arg(long, global = true, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open a made-up company to look around in; never touches your data
    Demo(DemoArgs),
    /// Serve the web pages and the API
    Serve(ServeArgs),
    /// Make the first workspace without a browser
    Init(people::InitArgs),
    /// Read tickets from GitHub or a CSV file
    Import(connections::ImportArgs),
    /// Read values of a metric from a file, or list metrics
    Metrics(metrics::MetricsArgs),
    /// Make segments of a list of customers, list segments, or set their figures
    Segments(markets::SegmentsArgs),
    /// Keep the strategy as files, bring goals in, ask about a problem and answer
    Strategy(strategy::StrategyArgs),
    /// Plan, open and close cycles, and see how their goals stand
    Cycles(strategy::cycles::CyclesArgs),
    /// Say how sure you are of a key result, or list its check-ins
    CheckIn(strategy::check_in::CheckInArgs),
    /// Set, close and list the goals of a week
    Weekly(strategy::weekly::WeeklyArgs),
    /// Read one Business Value sentence; needs no data folder
    Value(value::ValueArgs),
    /// List the work in the order of its cost of delay
    Rank(priorities::RankArgs),
    /// Say why one ticket stands above another
    Why(priorities::WhyArgs),
    /// Say what not doing a ticket or a goal costs, and what waits behind it
    Cost(priorities::CostArgs),
    /// Price moving one ticket above another, or keep the move with its reason
    Move(priorities::MoveArgs),
    /// Show who does what when and what would be better, or publish it with its reason
    Roadmap(roadmap::RoadmapArgs),
    /// Price doing a ticket, or so many days of a team, before its turn
    Price(urgency::PriceArgs),
    /// Tell of an emergency while it runs: start, cost, note, end
    Emergency(urgency::EmergencyArgs),
    /// Say what an hour without each service costs, for emergencies to take over
    Services(urgency::services::ServicesArgs),
    /// Find the cheapest order of the work in an instance file; needs no data folder
    Schedule(schedule::ScheduleArgs),
    /// Write the whole workspace as JSON, or as CSV files
    Export(keeping::ExportArgs),
    /// Read a workspace back from what `export` wrote
    ImportWorkspace(keeping::ImportWorkspaceArgs),
    /// Copy the database while it runs, and check the copy
    Backup(keeping::BackupArgs),
    /// Put a backup back
    Restore(keeping::RestoreArgs),
    /// Make, list and withdraw tokens for the API
    Token(people::TokenArgs),
    /// Print a link that signs the first owner in once
    Link(people::LinkArgs),
    /// Show what was thought of a value or a segment's figures, since when, by whom
    History(activity::HistoryArgs),
    /// Check that nobody altered the event log
    Verify(activity::VerifyArgs),
    /// Print the description of the API (OpenAPI)
    Openapi,
    /// Print a completion script for a shell
    Completions {
        /// For which shell
        shell: clap_complete::Shell,
    },
}

/// Options of `serve`.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// Address and port; port 0 takes a free one [default: 127.0.0.1:7777]
    #[arg(long, env = "THROUGHLINE_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// Address under which people reach it, for links: `https://throughline.example.com`
    #[arg(long, env = "THROUGHLINE_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
}

/// Options of `demo`.
#[derive(Debug, Clone, Args)]
pub struct DemoArgs {
    /// Address and port [default: 127.0.0.1:7777, or the next free port]
    #[arg(long, env = "THROUGHLINE_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// Fill the data folder and stop
    #[arg(long)]
    pub load_only: bool,
    /// Do not open the browser
    #[arg(long)]
    pub no_open: bool,
    /// Look at it so many days later: whether a request was urgent is asked 30 days after the decision
    #[arg(long, value_name = "DAYS", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=366))]
    pub days_later: u16,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
