//! `metrics pull`: where a metric's values are fetched.

use std::{collections::BTreeMap, env, io::Read as _};

use clap::{Args, Subcommand};
use owo_colors::OwoColorize;
use throughline_app::{PullInput, PullSecret, PullView, PulledReport};
use throughline_domain::{
    Ts,
    metrics::{Metric, PullFrom},
    words,
};

use crate::{
    called::called,
    client::{Ask, Client},
    connections::left_out,
    error::CliError,
    exit::Exit,
    output::Screen,
};

/// The variable a secret is taken from.
const SECRET: &str = "THROUGHLINE_PULL_SECRET";
/// Values shown to a person; `--json` lists up to 50.
const A_FEW: usize = 12;

/// Options of `metrics pull`.
#[derive(Debug, Clone, Args)]
pub struct PullArgs {
    #[command(subcommand)]
    command: PullCommand,
}

#[derive(Debug, Clone, Subcommand)]
enum PullCommand {
    /// Show where the values of a metric are fetched, and how the last fetch went
    Show {
        /// The metric, by name or id
        metric: String,
    },
    /// Say where the values of a metric are fetched
    ///
    /// The source is tried first; nothing is kept if it gives no values. A password or token is read from the variable
    /// `THROUGHLINE_PULL_SECRET` or with --secret-stdin, never from the command line, and is not shown again.
    Set(Box<SetArgs>),
    /// Fetch now
    Now {
        /// The metric, by name or id
        metric: String,
    },
    /// End fetching
    Stop {
        /// The metric, by name or id
        metric: String,
    },
    /// Go on where it was ended
    Restore {
        /// The metric, by name or id
        metric: String,
    },
}

#[derive(Debug, Clone, Args)]
struct SetArgs {
    /// The metric, by name or id
    metric: String,
    #[command(flatten)]
    place: SourceArgs,
    /// SQL that gives a time and a value in each row, or one value; or a query of Prometheus
    #[arg(long, value_name = "TEXT")]
    query: Option<String>,
    /// Where the values are in the JSON: data.items[0].total
    #[arg(long, value_name = "PATH", requires = "json_url")]
    path: Option<String>,
    /// Name of the time, in a list of objects
    #[arg(long, value_name = "NAME", requires = "json_url")]
    time: Option<String>,
    /// Name of the value, in a list of objects
    #[arg(long, value_name = "NAME", requires = "json_url")]
    value: Option<String>,
    /// Name of the sample on a page of metrics
    #[arg(long, value_name = "NAME", requires = "page")]
    sample: Option<String>,
    /// A label of the sample; may be given several times
    #[arg(long = "label", value_name = "NAME=VALUE", requires = "page")]
    labels: Vec<String>,
    /// User, whose password the secret is; without, it is sent as a bearer token
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Read the secret from standard input
    #[arg(long)]
    secret_stdin: bool,
    /// Forget the secret that is kept
    #[arg(long, conflicts_with = "secret_stdin")]
    no_secret: bool,
    /// Only show what would be taken
    #[arg(long)]
    preview: bool,
}

#[derive(Debug, Clone, Args)]
#[group(required = true, multiple = false)]
struct SourceArgs {
    /// `PostgreSQL`, without a password: `postgres://user@host:5432/database`
    #[arg(long, value_name = "ADDRESS")]
    postgres: Option<String>,
    /// MySQL or MariaDB, without a password: `mysql://user@host:3306/database`
    #[arg(long, value_name = "ADDRESS")]
    mysql: Option<String>,
    /// A `SQLite` file on the server's machine, in a folder that the operator allowed
    #[arg(long, value_name = "FILE")]
    sqlite: Option<String>,
    /// A JSON document
    #[arg(long = "json-url", value_name = "URL")]
    json_url: Option<String>,
    /// A Prometheus server
    #[arg(long, value_name = "URL")]
    prometheus: Option<String>,
    /// A page of metrics in the text format of Prometheus
    #[arg(long, value_name = "URL")]
    page: Option<String>,
}

/// `metrics pull`.
pub async fn run(args: PullArgs, screen: Screen, client: &Client) -> Result<(), CliError> {
    match args.command {
        PullCommand::Show { metric } => {
            let metric: Metric = called(client, &metric).await?;
            let view: PullView = there(client, &metric).await?;
            print(client, screen, &metric, &view).await
        }
        PullCommand::Set(args) => set(*args, screen, client).await,
        PullCommand::Now { metric } => {
            let metric: Metric = called(client, &metric).await?;
            let report = client.send(Ask::post(&at(&metric.id.to_string(), "now"), &())?).await?;
            taken(client, screen, &metric, &report, false).await
        }
        PullCommand::Stop { metric } => {
            let metric: Metric = called(client, &metric).await?;
            let view = there(client, &metric).await?;
            let id = metric.id.to_string();
            let view: PullView = client.send(Ask::delete(&at(&id, "")).based_on(view.pull.version)).await?;
            screen.print(&view, || format!("The values of {} are fetched no longer.", metric.name.bold()))
        }
        PullCommand::Restore { metric } => {
            let metric: Metric = called(client, &metric).await?;
            let view: PullView = client.send(Ask::post(&at(&metric.id.to_string(), "restore"), &())?).await?;
            print(client, screen, &metric, &view).await
        }
    }
}

/// Where the values of a metric are fetched.
async fn there(client: &Client, metric: &Metric) -> Result<PullView, CliError> {
    let there = client.send(Ask::get(&at(&metric.id.to_string(), ""))).await;
    there.map_err(|error: CliError| match error.exit() {
        Exit::NotFound => CliError::NotFound(format!(
            "The values of {} are not fetched from anywhere. Say where with: throughline metrics pull set",
            metric.name
        )),
        _ => error,
    })
}

/// The path of a metric's pull, or of a verb of it.
fn at<'a>(id: &'a str, verb: &'a str) -> Vec<&'a str> {
    let mut path = vec!["metrics", id, "pull"];
    path.extend(Some(verb).filter(|verb| !verb.is_empty()));
    path
}

async fn set(args: SetArgs, screen: Screen, client: &Client) -> Result<(), CliError> {
    let secret = secret(&args)?;
    let (name, preview) = (args.metric.clone(), args.preview);
    let input = PullInput { from: source(args)?, secret };
    let metric: Metric = called(client, &name).await?;
    let id = metric.id.to_string();
    let report: PulledReport = client.send(Ask::post(&at(&id, "preview"), &input)?).await?;
    if preview {
        return taken(client, screen, &metric, &report, true).await;
    }
    let there: Result<PullView, CliError> = client.send(Ask::get(&at(&id, ""))).await;
    let view: PullView = match there {
        Ok(there) => client.send(Ask::put(&at(&id, ""), &input)?.based_on(there.pull.version)).await?,
        Err(error) if matches!(error.exit(), Exit::NotFound) => client.send(Ask::post(&at(&id, ""), &input)?).await?,
        Err(error) => return Err(error),
    };
    print(client, screen, &metric, &view).await
}

/// What a secret ends with when it comes from a pipe is not part of it.
fn secret(args: &SetArgs) -> Result<Option<PullSecret>, CliError> {
    if args.no_secret {
        return Ok(Some(PullSecret::new("")));
    }
    if args.secret_stdin {
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text);
        read.map_err(|source| CliError::File { path: "standard input".to_owned(), source })?;
        return Ok(Some(PullSecret::new(text.trim_end_matches(['\r', '\n']))));
    }
    Ok(env::var(SECRET).ok().filter(|secret| !secret.is_empty()).map(PullSecret::new))
}

fn source(args: SetArgs) -> Result<PullFrom, CliError> {
    let SetArgs { place, query, path, time, value, sample, labels, user, .. } = args;
    let asked = |what: &str| query.clone().ok_or_else(|| CliError::Usage(format!("{what} needs a --query")));
    if query.is_some() && (place.json_url.is_some() || place.page.is_some()) {
        let message = "--query is for --postgres, --mysql, --sqlite and --prometheus; a document needs a --path, a page a --sample";
        return Err(CliError::Usage(message.to_owned()));
    }
    if user.is_some() && (place.postgres.is_some() || place.mysql.is_some() || place.sqlite.is_some()) {
        let message = "--user is for an address on the web; a database's user stands in its address, a file has none";
        return Err(CliError::Usage(message.to_owned()));
    }
    if let Some(address) = place.postgres {
        return Ok(PullFrom::Postgres { address, query: asked("--postgres")? });
    }
    if let Some(address) = place.mysql {
        return Ok(PullFrom::Mysql { address, query: asked("--mysql")? });
    }
    if let Some(file) = place.sqlite {
        return Ok(PullFrom::Sqlite { file, query: asked("--sqlite")? });
    }
    if let Some(url) = place.prometheus {
        return Ok(PullFrom::Prometheus { url, query: asked("--prometheus")?, user });
    }
    if let Some(url) = place.json_url {
        return Ok(PullFrom::Json { url, path: path.unwrap_or_default(), time, value, user });
    }
    let name = sample.ok_or_else(|| CliError::Usage("--page needs the name of a --sample".to_owned()))?;
    let labels = labels.iter().map(|label| {
        let (name, value) =
            label.split_once('=').ok_or_else(|| CliError::Usage(format!("--label {label}: write it as NAME=VALUE")))?;
        Ok((name.trim().to_owned(), value.trim().trim_matches('"').to_owned()))
    });
    let labels: BTreeMap<String, String> = labels.collect::<Result<_, CliError>>()?;
    Ok(PullFrom::PrometheusText { url: place.page.unwrap_or_default(), name, labels, user })
}

async fn print(client: &Client, screen: Screen, metric: &Metric, view: &PullView) -> Result<(), CliError> {
    let zone = client.zone().await?;
    screen.print(view, || {
        let moment = |at: Ts| at.timestamp().to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
        let from = &view.pull.from;
        let mut out = vec![format!("{} is fetched from {}: {}", metric.name.bold(), from.what(), from.place())];
        if view.pull.has_secret {
            out.push("Its secret is kept sealed.".to_owned());
        }
        let attempt = &view.attempt;
        out.extend(attempt.at.map(|at| match &attempt.failure {
            None => format!("Last fetched {}: {} new or changed.", moment(at), attempt.taken),
            Some(failure) => format!("Failed {}: {failure}", moment(at)),
        }));
        out.push(format!("Next: {}.", moment(attempt.next_at)));
        out.join("\n")
    })
}

async fn taken(
    client: &Client,
    screen: Screen,
    metric: &Metric,
    report: &PulledReport,
    preview: bool,
) -> Result<(), CliError> {
    let zone = client.zone().await?;
    screen.print(report, || {
        let PulledReport { new, changed, unchanged, values, skipped, .. } = report;
        let would = if preview { "Would be fetched" } else { "Fetched" };
        let mut out = vec![format!(
            "{} {would}: {new} new, {changed} changed, {unchanged} unchanged, {} skipped.",
            metric.name.bold(),
            skipped.len()
        )];
        let day = |at: Ts| at.date_in(&zone).to_string();
        out.extend(
            values.iter().take(A_FEW).map(|point| format!("{}  {}", day(point.at), words::number(point.value, 6))),
        );
        if values.len() > A_FEW {
            out.push(format!("{} more; --json lists the newest 50.", values.len() - A_FEW));
        }
        out.extend(left_out(skipped));
        out.join("\n")
    })
}
