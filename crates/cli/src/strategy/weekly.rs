//! `weekly`: the goals of a week, set and closed.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use owo_colors::OwoColorize;
use throughline_app::{CloseWeeklyGoalInput, WeeklyGoalInput, WeeklyGoalView, WeeklyGoalsView};
use throughline_domain::{
    people::Team,
    strategy::{KeyResult, WeekOutcome, WeeklyGoal},
};

use crate::{
    Place,
    called::called,
    client::{Ask, Client},
    error::CliError,
    output::Screen,
};

/// Options of `weekly`.
#[derive(Debug, Clone, Args)]
pub struct WeeklyArgs {
    #[command(subcommand)]
    command: WeeklyCommand,
}

#[derive(Debug, Clone, Subcommand)]
enum WeeklyCommand {
    /// List the goals of a week, and those that nobody closed
    List {
        /// A day of the week; this week when left out
        #[arg(long, value_name = "DAY")]
        week_of: Option<Date>,
    },
    /// Set a goal: one step of a team toward a key result
    Set {
        /// What is there by Friday
        title: String,
        /// Whose step, by name or id
        #[arg(long, value_name = "NAME|ID")]
        team: String,
        /// Toward which key result, by key or id
        #[arg(long, value_name = "KEY|ID")]
        toward: String,
        /// A day of its week; this week when left out
        #[arg(long, value_name = "DAY")]
        week_of: Option<Date>,
    },
    /// Say that a goal was done
    Done {
        /// Its number in the list of its week, or its id
        goal: String,
        /// A day of its week; this week when left out
        #[arg(long, value_name = "DAY")]
        week_of: Option<Date>,
    },
    /// Say that a goal was not done, and why
    NotDone {
        /// Its number in the list of its week, or its id
        goal: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        because: String,
        /// Why it goes on in the next week; without it, it ends here
        #[arg(long, value_name = "TEXT")]
        carry: Option<String>,
        /// A day of its week; this week when left out
        #[arg(long, value_name = "DAY")]
        week_of: Option<Date>,
    },
}

/// `weekly`.
pub async fn run(args: WeeklyArgs, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let opened = place.open().await?;
    let client = &opened.client;
    let done = match args.command {
        WeeklyCommand::List { week_of } => list(client, screen, week_of).await,
        WeeklyCommand::Set { title, team, toward, week_of } => {
            set(client, screen, (&team, &toward), title, week_of).await
        }
        WeeklyCommand::Done { goal, week_of } => {
            let input =
                CloseWeeklyGoalInput { outcome: WeekOutcome::Done, reason: String::new(), carried_because: None };
            close(client, screen, &goal, week_of, input).await
        }
        WeeklyCommand::NotDone { goal, because, carry, week_of } => {
            let outcome = WeekOutcome::NotDone;
            let input = CloseWeeklyGoalInput { outcome, reason: because, carried_because: carry };
            close(client, screen, &goal, week_of, input).await
        }
    };
    opened.close().await;
    done
}

async fn week(client: &Client, week_of: Option<Date>) -> Result<WeeklyGoalsView, CliError> {
    client.send(Ask::get(&["weekly-goals", "week"]).query("week_of", week_of)).await
}

async fn list(client: &Client, screen: Screen, week_of: Option<Date>) -> Result<(), CliError> {
    let view = week(client, week_of).await?;
    screen.print(&view, || {
        let mut out = vec![view.statement.bold().to_string()];
        out.extend(numbered(&view).map(|(number, seen)| line(number, seen)));
        out.join("\n")
    })
}

/// The goals of a week and those left open before, counted from 1.
fn numbered(view: &WeeklyGoalsView) -> impl Iterator<Item = (usize, &WeeklyGoalView)> {
    (1..).zip(view.goals.iter().chain(&view.left_open))
}

fn line(number: usize, seen: &WeeklyGoalView) -> String {
    let how = match seen.goal.outcome {
        Some(WeekOutcome::Done) => "done",
        Some(WeekOutcome::NotDone) => "not done",
        None => "open",
    };
    let why = if seen.goal.reason.is_empty() { String::new() } else { format!(" ({})", seen.goal.reason) };
    let WeeklyGoalView { goal, team, key, key_result, .. } = seen;
    let toward = key.as_ref().unwrap_or(key_result);
    format!("{number}  {how}  {team}, {toward}, week of {}: {}{why}", goal.monday, goal.title)
}

async fn set(
    client: &Client,
    screen: Screen,
    (team, toward): (&str, &str),
    title: String,
    week_of: Option<Date>,
) -> Result<(), CliError> {
    let whose: Team = called(client, team).await?;
    let result: KeyResult = called(client, toward).await?;
    let input = WeeklyGoalInput { team_id: whose.id, key_result_id: result.id, title, week_of };
    let made: WeeklyGoal = client.send(Ask::post(&["weekly-goals"], &input)?).await?;
    screen.print(&made, || format!("Set for {}, the week of {}: {}", whose.name, made.monday, made.title))
}

async fn close(
    client: &Client,
    screen: Screen,
    goal: &str,
    week_of: Option<Date>,
    input: CloseWeeklyGoalInput,
) -> Result<(), CliError> {
    let view = week(client, week_of).await?;
    let meant =
        |(number, seen): &(usize, &WeeklyGoalView)| number.to_string() == goal || seen.goal.id.to_string() == goal;
    let (_, seen) = numbered(&view).find(meant).ok_or_else(|| {
        CliError::NotFound(format!("That week has no goal \"{goal}\". `throughline weekly list` counts them."))
    })?;
    let id = seen.goal.id.to_string();
    let ask = Ask::post(&["weekly-goals", &id, "close"], &input)?.based_on(seen.goal.version);
    let closed: WeeklyGoal = client.send(ask).await?;
    screen.print(&closed, || format!("Closed: {}", closed.title))
}
