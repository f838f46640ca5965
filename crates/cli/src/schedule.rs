//! `schedule`: the cheapest order of the work in an instance file, or the cost of a plan for it. Needs no data folder.

mod clock;
mod shown;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use throughline_scheduler::{Budget, Plan, Problem, Settings, Slot, Solution, format, solve};

use crate::{error::CliError, output::Screen};
use clock::{Clock, cpu_seconds};

/// Options of `schedule`.
#[derive(Debug, Clone, Args)]
pub struct ScheduleArgs {
    /// The instance file
    file: PathBuf,
    /// What is in it
    #[arg(long, value_name = "FORMAT", default_value = "roadmap-v1")]
    format: Format,
    /// How long to search, for each instance
    #[arg(long, value_name = "S", default_value_t = 5.0, value_parser = seconds)]
    seconds: f64,
    /// Which clock counts the seconds: the one on the wall, or the processor's
    #[arg(long, value_name = "CLOCK", default_value = "wall")]
    clock: Clock,
    /// Search so many steps instead, whatever the time; the same steps and seed give the same plan everywhere
    #[arg(long, value_name = "N", conflicts_with_all = ["seconds", "clock"])]
    steps: Option<u64>,
    /// Of `orlib-wt`: go on to prove that no order is cheaper, for the seconds that are left. The search ends by itself,
    /// the proof takes many times as long
    #[arg(long)]
    prove: bool,
    /// Another seed may find another plan
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Threads to search with [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Do not search: say what this plan costs, or why it cannot be carried out. Takes what `--json` printed
    #[arg(long, value_name = "PLAN")]
    evaluate: Option<PathBuf>,
}

/// Formats of instance files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// JSON: teams with tracks, items with options, releases, dependencies and cost curves
    RoadmapV1,
    /// Numbers: processing times, weights and due dates of one-machine instances, as in the OR-Library's wt files
    OrlibWt,
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| format!("{text:?} is not a number of seconds"))?;
    if (0.0..=1e6).contains(&seconds) { Ok(seconds) } else { Err("0 to 1000000 seconds are possible".to_owned()) }
}

/// What is printed of one instance.
#[derive(Debug, Serialize)]
struct Found {
    cost: i64,
    bound: i64,
    gap: Option<f64>,
    plan: Vec<(i32, u16)>,
    steps: u64,
    cpu_seconds: f64,
}

/// What is printed of a plan that was given.
#[derive(Debug, Serialize)]
struct Evaluated {
    cost: i64,
}

/// `schedule`.
pub fn run(args: &ScheduleArgs, screen: Screen) -> Result<(), CliError> {
    let text = read_text(&args.file)?;
    let problems = problems(args, &text)?;
    if let Some(plans) = &args.evaluate {
        let costs = evaluated(&problems, plans)?;
        return print(screen, &costs, shown::evaluated);
    }
    let mut found = Vec::with_capacity(problems.len());
    for problem in &problems {
        let before = cpu_seconds();
        let solution = searched(problem, args);
        found.push(Found::of(&solution, cpu_seconds() - before));
    }
    print(screen, &found, |found| shown::found(&problems, found))
}

/// One document where the file holds one instance, and an array where it holds several.
fn print<T: Serialize>(screen: Screen, all: &[T], words: impl FnOnce(&[T]) -> String) -> Result<(), CliError> {
    match all {
        _ if !screen.json => screen.text(&words(all)),
        [one] => screen.line(one),
        many => screen.line(&many),
    }
}

fn searched(problem: &Problem, args: &ScheduleArgs) -> Solution {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let used = args.clock.start(args.seconds);
    let budget = args.steps.map_or_else(|| Budget::until(&used), Budget::steps);
    let threads = args.threads.map_or_else(cores, usize::from);
    let prove = args.prove || args.format == Format::RoadmapV1;
    solve(problem, &Settings { seed: args.seed, budget, threads, start: None, prove })
}

impl Found {
    fn of(solution: &Solution, cpu_seconds: f64) -> Self {
        Self {
            cost: solution.cost,
            bound: solution.bound,
            gap: solution.gap(),
            plan: solution.plan.slots.iter().map(|slot| (slot.start, slot.choice)).collect(),
            steps: solution.steps,
            cpu_seconds,
        }
    }
}

fn problems(args: &ScheduleArgs, text: &str) -> Result<Vec<Problem>, CliError> {
    let refused = |error: &dyn std::fmt::Display| CliError::NotAccepted(format!("{}: {error}", args.file.display()));
    match args.format {
        Format::RoadmapV1 => format::roadmap_from_json(text).map(|one| vec![one]).map_err(|error| refused(&error)),
        Format::OrlibWt => {
            let name = args.file.file_name().unwrap_or_default().to_string_lossy();
            format::orlib_from_text(text, &name).map_err(|error| refused(&error))
        }
    }
}

/// A plan by itself, or within what `--json` printed.
#[derive(Deserialize)]
#[serde(untagged)]
enum PlanFile {
    Bare(Vec<(i32, u16)>),
    One(PlanOfOne),
    Many(Vec<PlanOfOne>),
}

#[derive(Deserialize)]
struct PlanOfOne {
    plan: Vec<(i32, u16)>,
}

fn evaluated(problems: &[Problem], path: &Path) -> Result<Vec<Evaluated>, CliError> {
    let file: PlanFile = serde_json::from_str(&read_text(path)?).map_err(|_| {
        let shape = "an array of [start, option], one for each item, or what --json printed";
        CliError::NotAccepted(format!("{}: this is not a plan; a plan is {shape}", path.display()))
    })?;
    let plans = match file {
        PlanFile::Bare(plan) | PlanFile::One(PlanOfOne { plan }) => vec![plan],
        PlanFile::Many(plans) => plans.into_iter().map(|one| one.plan).collect(),
    };
    if plans.len() != problems.len() {
        let (plans, problems) = (plans.len(), problems.len());
        return Err(CliError::NotAccepted(format!(
            "there are {plans} plans for {problems} instances; give one for each"
        )));
    }
    let several = problems.len() > 1;
    let numbered = problems.iter().zip(plans).zip(1..);
    numbered.map(|((problem, plan), number)| evaluate(problem, plan, several.then_some(number))).collect()
}

fn evaluate(problem: &Problem, plan: Vec<(i32, u16)>, number: Option<usize>) -> Result<Evaluated, CliError> {
    let plan = Plan { slots: plan.into_iter().map(|(start, choice)| Slot { start, choice }).collect() };
    let which = number.map_or_else(|| "This plan".to_owned(), |number| format!("Plan {number}"));
    let refused = |why| CliError::CheckFailed(format!("{which} cannot be carried out: {why}."));
    plan.cost(problem).map(|cost| Evaluated { cost }).map_err(refused)
}

fn read_text(path: &Path) -> Result<String, CliError> {
    std::fs::read_to_string(path).map_err(|source| CliError::file(path, source))
}
