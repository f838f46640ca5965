//! `strategy`: the strategy as files that a team keeps in git.

pub mod check_in;
pub mod cycles;
mod import;
mod questions;
mod refine;
mod share;
pub mod weekly;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use jiff::civil::Date;
use owo_colors::OwoColorize;
use serde_json::json;
use throughline_app::{StrategyApplied, StrategyFiles, StrategyPlan};
use throughline_domain::strategy::files::{Change, FILES, LOCK_FILE, Texts, What, read};

use crate::{
    Place,
    client::{Ask, Client},
    error::CliError,
    output::Screen,
};

/// Options of `strategy`.
#[derive(Debug, Clone, Args)]
pub struct StrategyArgs {
    #[command(subcommand)]
    command: StrategyCommand,
}

#[derive(Debug, Clone, Subcommand)]
enum StrategyCommand {
    /// Write the strategy into a folder as TOML files
    ///
    /// Metrics, segments, objectives, key results and problems, one table each. Beside them lies strategy.lock, which says
    /// what they were based on; keep it in git as well. The same state gives the same bytes. A file whose tables say the
    /// same as before stays as it is, comments included. Changes that were not applied are not written over: then the
    /// command ends with exit code 9.
    Export {
        /// The folder; made if it is not there
        dir: PathBuf,
        /// Write over changes that were not applied
        #[arg(long)]
        overwrite: bool,
    },
    /// Show what the files would change, field by field
    ///
    /// Three states are compared: what the files were based on, the files, and the workspace. What only the workspace
    /// changed is told and left as it is. What both changed is a conflict, and the command ends with exit code 6.
    Plan {
        /// The folder
        dir: PathBuf,
    },
    /// Read OKRs from a Markdown or CSV document, or metrics from a YAML list of indicators
    ///
    /// Every item is taken, or refused with its line and the reason. What is there already stays as it is, so the same
    /// document again changes nothing.
    Import {
        /// The document; its ending says what is in it
        file: PathBuf,
        /// First day of the cycle; read from the document when left out
        #[arg(long, value_name = "DAY")]
        starts_on: Option<Date>,
        /// Last day of the cycle
        #[arg(long, value_name = "DAY")]
        ends_on: Option<Date>,
        /// Only show what would happen
        #[arg(long)]
        preview: bool,
    },
    /// Say for which goals a key result or a problem counts, and how much
    ///
    /// The shares are together 100%. What waits below goes to each goal by its share and counts once; the line is drawn
    /// through the goal that is named first. A problem that was part of another is part of none then.
    Share {
        /// The key result or the problem, by key
        goal: String,
        /// As in the files, such as "O1 60%, O2 40%"; "O1 100%" for one goal alone
        shares: String,
    },
    /// Refine a problem: make another one part of it
    ///
    /// The part serves then what the whole serves, in the place of key results of its own, and its money is in that of the
    /// whole. Up to five problems stand one above the other, and none is part of itself.
    Refine {
        /// The problem that becomes a part, by key
        problem: String,
        /// The problem that it refines, by key
        #[arg(required_unless_present = "alone")]
        whole: Option<String>,
        /// Take it out of the problem of which it is part; it serves nothing then until somebody says what
        #[arg(long, conflicts_with = "whole")]
        alone: bool,
    },
    /// Ask about a problem; who wrote it sees the question this week
    Ask {
        /// The problem, by key
        problem: String,
        /// What is unclear, or what you doubt
        text: String,
    },
    /// List the questions about a problem, with their answers
    Questions {
        /// The problem, by key
        problem: String,
    },
    /// Answer a question about a problem, or put the answer in other words
    Answer {
        /// The problem, by key
        problem: String,
        /// The number of the question, as `questions` lists them
        number: usize,
        /// The answer
        text: String,
    },
    /// Make, change and delete what the files say, all of it or nothing
    ///
    /// Where the files and the workspace both changed the same field nothing is done, each such field is named with both
    /// values, and the command ends with exit code 6. Files with faults are refused with every fault, its file and line,
    /// with exit code 5.
    Apply {
        /// The folder
        dir: PathBuf,
    },
}

/// `strategy`.
pub async fn run(args: StrategyArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    match args.command {
        StrategyCommand::Import { file, starts_on, ends_on, preview } => {
            import::run(&file, (starts_on, ends_on), preview, screen, place).await
        }
        StrategyCommand::Share { goal, shares } => share::run(&goal, &shares, screen, place).await,
        StrategyCommand::Refine { problem, whole, .. } => refine::run(&problem, whole.as_deref(), screen, place).await,
        StrategyCommand::Ask { problem, text } => questions::ask(&problem, text, screen, place).await,
        StrategyCommand::Questions { problem } => questions::list(&problem, screen, place).await,
        StrategyCommand::Answer { problem, number, text } => {
            questions::answer(&problem, number, text, screen, place).await
        }
        StrategyCommand::Export { dir, overwrite } => {
            let there = if dir.exists() { texts(&dir)? } else { Texts::new() };
            let opened = place.open().await?;
            let done = export(&opened.client, screen, &dir, there, overwrite).await;
            opened.close().await;
            done.map_err(by_place)
        }
        StrategyCommand::Plan { dir } => {
            let there = some_texts(&dir)?;
            let opened = place.open().await?;
            let done = plan(&opened.client, screen, there).await;
            opened.close().await;
            done.map_err(by_place)
        }
        StrategyCommand::Apply { dir } => {
            let there = some_texts(&dir)?;
            let opened = place.open().await?;
            let done = apply(&opened.client, screen, &dir, there).await;
            opened.close().await;
            done.map_err(by_place)
        }
    }
}

/// Faults of the files stand each with its place in a line of its own; said in a row before they would be said twice.
fn by_place(error: CliError) -> CliError {
    match error {
        CliError::Refused(mut problem) if problem.status == 422 && !problem.errors.is_empty() => {
            let many = problem.errors.len();
            let places = if many == 1 { "one place".to_owned() } else { format!("{many} places") };
            problem.detail = Some(format!("The files need another look in {places}. Nothing was changed."));
            CliError::Refused(problem)
        }
        other => other,
    }
}

/// The TOML files of a folder, and the lock.
fn texts(dir: &Path) -> Result<Texts, CliError> {
    let mut texts = Texts::new();
    for entry in std::fs::read_dir(dir).map_err(|source| CliError::file(dir, source))? {
        let path = entry.map_err(|source| CliError::file(dir, source))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if name == LOCK_FILE || path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path).map_err(|source| CliError::file(&path, source))?;
            texts.insert(name.to_owned(), text);
        }
    }
    Ok(texts)
}

fn some_texts(dir: &Path) -> Result<Texts, CliError> {
    let texts = texts(dir)?;
    if texts.keys().all(|name| name == LOCK_FILE) {
        return Err(CliError::NotFound(format!(
            "There is no TOML file in {}. Write the strategy there with `throughline strategy export {0}`.",
            dir.display()
        )));
    }
    Ok(texts)
}

async fn export(client: &Client, screen: Screen, dir: &Path, there: Texts, overwrite: bool) -> Result<(), CliError> {
    if !overwrite {
        unapplied(client, dir, &there).await?;
    }
    let lock = there.iter().filter(|(name, _)| *name == LOCK_FILE).map(|(name, text)| (name.clone(), text.clone()));
    // A lock that cannot be read names nothing; without it things get the handles of their names.
    let over: Texts =
        lock.filter(|(name, text)| read(&BTreeMap::from([(name.clone(), text.clone())])).is_ok()).collect();
    let made: StrategyFiles = client.send(Ask::post(&["strategy", "export"], &StrategyFiles { files: over })?).await?;
    std::fs::create_dir_all(dir).map_err(|source| CliError::file(dir, source))?;
    let mut written = Vec::new();
    // The lock comes last: it says that the files are there.
    for name in FILES.into_iter().chain([LOCK_FILE]) {
        let Some(text) = made.files.get(name) else { continue };
        if there.get(name).is_some_and(|before| says_the_same(name, before, text)) {
            continue;
        }
        put(&dir.join(name), text)?;
        written.push(name);
    }
    let done = json!({ "folder": dir.display().to_string(), "written": written });
    screen.print(&done, || match written.as_slice() {
        [] => format!("{} is up to date.", dir.display()),
        names => format!("Written to {}: {}.", dir.display(), names.join(", ")),
    })
}

/// Refuses to write over what was not applied, and beside files that would tell of the same things.
async fn unapplied(client: &Client, dir: &Path, there: &Texts) -> Result<(), CliError> {
    let refuse = |why: &str| {
        CliError::WouldOverwrite(format!(
            "{why} Nothing was written to {}. Apply first, or write over the files with --overwrite.",
            dir.display()
        ))
    };
    let foreign = |name: &&String| *name != LOCK_FILE && !FILES.contains(&name.as_str());
    if let Some(name) = there.keys().find(foreign) {
        return Err(CliError::WouldOverwrite(format!(
            "{name} is not one of the files that are written, so what it tells would stand there twice. Nothing was \
             written. Export into another folder, or take it away."
        )));
    }
    if there.is_empty() {
        return Ok(());
    }
    let plan: Result<StrategyPlan, CliError> =
        client.send(Ask::post(&["strategy", "plan"], &StrategyFiles { files: there.clone() })?).await;
    match plan {
        Ok(plan) if plan.changes.is_empty() && plan.conflicts.is_empty() => Ok(()),
        Ok(plan) => {
            let changed = plan.changes.iter().map(|change| change.sentence.clone());
            let disputed = plan.conflicts.iter().map(|conflict| conflict.sentence.clone());
            let all: Vec<String> = changed.chain(disputed).collect();
            Err(refuse(&format!("The files have changes that were not applied: {}.", all.join("; "))))
        }
        Err(CliError::Refused(problem)) if problem.status == 422 => {
            let faults = problem.errors.iter().map(|fault| format!("{}: {}", fault.field, fault.message));
            Err(refuse(&format!("The files there cannot be read: {}", faults.collect::<Vec<_>>().join(" "))))
        }
        Err(other) => Err(other),
    }
}

/// Whether two texts of a file tell the same; comments and the order of tables do not count.
fn says_the_same(name: &str, before: &str, after: &str) -> bool {
    if before == after {
        return true;
    }
    let tell = |text: &str| read(&Texts::from([(name.to_owned(), text.to_owned())]));
    let told = tell(before).ok().zip(tell(after).ok());
    told.is_some_and(|(before, after)| before.strategy == after.strategy && before.lock == after.lock)
}

/// Writes a file so that a fault in between leaves the old one.
fn put(path: &Path, text: &str) -> Result<(), CliError> {
    let beside = path.with_extension("new");
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|source| CliError::file(path, source))
}

async fn plan(client: &Client, screen: Screen, there: Texts) -> Result<(), CliError> {
    let plan: StrategyPlan = client.send(Ask::post(&["strategy", "plan"], &StrategyFiles { files: there })?).await?;
    screen.print(&plan, || told(&plan))?;
    if plan.conflicts.is_empty() {
        return Ok(());
    }
    Err(CliError::Conflict("Files and workspace contradict each other; nothing can be applied.".to_owned()))
}

async fn apply(client: &Client, screen: Screen, dir: &Path, there: Texts) -> Result<(), CliError> {
    let input = StrategyFiles { files: there };
    let done: StrategyApplied = client.send(Ask::post(&["strategy", "apply"], &input)?).await?;
    if input.files.get(LOCK_FILE) != Some(&done.lock) {
        put(&dir.join(LOCK_FILE), &done.lock)?;
    }
    screen.print(&done.plan, || match done.plan.changes.len() {
        0 => told(&done.plan),
        _ => format!("{}\n{}", told(&done.plan), "Done.".bold()),
    })
}

/// A plan for a person.
fn told(plan: &StrategyPlan) -> String {
    let mut out = vec![plan.statement.bold().to_string()];
    let section = |out: &mut Vec<String>, title: &str, changes: &[Change]| {
        if changes.is_empty() {
            return;
        }
        out.push(format!("\n{title}"));
        for change in changes {
            let sign = match change.what {
                What::Create => "+".green().to_string(),
                What::Change => "~".yellow().to_string(),
                What::Withdraw => "-".red().to_string(),
            };
            out.push(format!("{sign} {}", change.sentence));
            out.extend(change.fields.iter().map(|field| format!("    {}", field.sentence)));
        }
    };
    if !plan.conflicts.is_empty() {
        out.push("\nIn conflict".to_owned());
        for conflict in &plan.conflicts {
            out.push(format!("{} {}", "!".red(), conflict.sentence));
            out.extend(conflict.fields.iter().map(|field| format!("    {}", field.sentence)));
        }
    }
    section(&mut out, "From the files", &plan.changes);
    section(&mut out, "Only in the workspace", &plan.in_workspace);
    out.join("\n")
}
