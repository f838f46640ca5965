//! `metrics`: values from files and from where they are, and the list of metrics.

mod pull;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::tz::TimeZone;
use owo_colors::OwoColorize;
use throughline_app::{ValuesFileInput, ValuesReport};
use throughline_domain::{metrics::Metric, people::Workspace, words};

use crate::{
    Place,
    called::called,
    client::{Ask, Client},
    connections::{file_name, left_out, read_text},
    error::CliError,
    output::{Screen, number, show, table},
};

/// Options of `metrics`.
#[derive(Debug, Clone, Args)]
pub struct MetricsArgs {
    #[command(subcommand)]
    command: MetricsCommand,
}

#[derive(Debug, Clone, Subcommand)]
enum MetricsCommand {
    /// List the metrics
    List,
    /// Read values from a CSV or JSON file
    ///
    /// A table needs a column of times and one of numbers; JSON maps times to numbers, or lists objects with both. What
    /// is not named is guessed and shown. The same file again changes nothing.
    Import {
        /// The file
        file: PathBuf,
        /// The metric, by name or id
        #[arg(long, value_name = "NAME|ID")]
        metric: String,
        /// Column of times, by its heading or as "column 1"
        #[arg(long, value_name = "COLUMN")]
        time: Option<String>,
        /// Column of values; in JSON the path to them
        #[arg(long, value_name = "COLUMN|PATH")]
        value: Option<String>,
        /// Where the values come from; the file's name when left out
        #[arg(long, value_name = "TEXT")]
        source: Option<String>,
        /// Only show what would happen
        #[arg(long)]
        preview: bool,
    },
    /// Fetch values from where they are: a database, JSON, Prometheus
    Pull(pull::PullArgs),
}

/// Faults shown to a person; `--json` lists all.
const A_FEW: usize = 12;

/// `metrics`.
pub async fn run(args: MetricsArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let opened = place.open().await?;
    let done = match args.command {
        MetricsCommand::Pull(args) => pull::run(args, screen, &opened.client).await,
        MetricsCommand::List => list(&opened.client, screen).await,
        MetricsCommand::Import { file, metric, time, value, source, preview } => {
            let input = read_text(&file).map(|content| ValuesFileInput {
                name: file_name(&file),
                content,
                time,
                value,
                source,
            });
            match input {
                Ok(input) => import(&opened.client, screen, &metric, &input, preview).await,
                Err(error) => Err(error),
            }
        }
    };
    opened.close().await;
    done
}

async fn list(client: &Client, screen: Screen) -> Result<(), CliError> {
    let metrics: Vec<Metric> = client.send(Ask::get(&["metrics"])).await?;
    screen.print(&metrics, || {
        let mut rows = table(&["Metric", "Unit", "Goal", "Read from"]);
        for metric in &metrics {
            let star = if metric.north_star { " (North Star)" } else { "" };
            let goal = metric.target.map(|target| words::number(target, 3)).unwrap_or_default();
            rows.add_row([
                format!("{}{star}", metric.name).into(),
                metric.unit.clone().into(),
                number(goal),
                metric.source.clone().into(),
            ]);
        }
        show(&rows)
    })
}

async fn import(
    client: &Client,
    screen: Screen,
    name: &str,
    input: &ValuesFileInput,
    preview: bool,
) -> Result<(), CliError> {
    let metric: Metric = called(client, name).await?;
    let id = metric.id.to_string();
    let path: &[&str] = if preview { &["metrics", &id, "files", "preview"] } else { &["metrics", &id, "files"] };
    let report: ValuesReport = client.send(Ask::post(path, input)?).await?;
    let workspace: Workspace = client.send(Ask::get(&["workspace"])).await?;
    let zone = TimeZone::get(&workspace.time_zone).unwrap_or(TimeZone::UTC);
    screen.print(&report, || told(&metric, &report, preview, &zone))
}

fn told(metric: &Metric, report: &ValuesReport, preview: bool, zone: &TimeZone) -> String {
    let day = |at: throughline_domain::Ts| at.date_in(zone).to_string();
    let would = if preview { "Would be read" } else { "Read" };
    let mut out = vec![format!(
        "{} {would}: {} new, {} changed, {} unchanged, {} skipped.",
        metric.name.bold(),
        report.new,
        report.changed,
        report.unchanged,
        report.skipped.len()
    )];
    let from = report.time.as_ref().map_or_else(String::new, |time| format!(" at the times of \"{time}\""));
    out.push(format!("Values of \"{}\"{from}.", report.value));
    if let Some((first, last)) = report.first.zip(report.last) {
        out.push(format!(
            "From {} on {} to {} on {}.",
            words::number(first.value, 3),
            day(first.at),
            words::number(last.value, 3),
            day(last.at)
        ));
    }
    let quality = &report.quality;
    if let Some(since) = quality.late_since {
        out.push(format!("Late: the next value was due by {}.", day(since)));
    }
    for doubt in quality.doubtful.iter().take(A_FEW) {
        out.push(format!("{} doubtful: {}", day(doubt.at), doubt.sentence));
    }
    for gap in quality.missing.iter().take(A_FEW) {
        out.push(format!("{} to {}: {} missing", day(gap.after), day(gap.before), gap.values));
    }
    let more = quality.doubtful.len().saturating_sub(A_FEW) + quality.missing.len().saturating_sub(A_FEW);
    if more > 0 {
        out.push(format!("{more} more; --json lists all."));
    }
    out.extend(left_out(&report.skipped));
    out.join("\n")
}
