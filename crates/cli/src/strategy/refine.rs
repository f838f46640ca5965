//! `strategy refine`: of which problem a problem is part.

use owo_colors::OwoColorize;
use throughline_app::ProblemInput;
use throughline_domain::strategy::Problem;

use super::questions::id_of;
use crate::{
    Place,
    client::{Ask, Client},
    error::CliError,
    output::Screen,
};

/// `strategy refine`. `whole`: the problem that it refines, or none.
pub async fn run(problem: &str, whole: Option<&str>, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let opened = place.open().await?;
    let done = refine(&opened.client, problem, whole, screen).await;
    opened.close().await;
    done
}

async fn refine(client: &Client, problem: &str, whole: Option<&str>, screen: Screen) -> Result<(), CliError> {
    let before = one(client, problem).await?;
    let whole = match whole {
        Some(whole) => Some(one(client, whole).await?),
        None => None,
    };
    let (id, version) = (before.id.to_string(), before.version);
    let mut input = ProblemInput { parent_id: whole.as_ref().map(|whole| whole.id), ..ProblemInput::from(before) };
    if whole.is_some() {
        input.key_result_id = None;
        input.shares = Vec::new();
    }
    let now: Problem = client.send(Ask::put(&["problems", &id], &input)?.based_on(version)).await?;
    screen.print(&now, || match &whole {
        Some(whole) => format!("{} is part of {1} and serves what {1} serves.", now.key.bold(), whole.key),
        None => format!("{} is part of no other problem.", now.key.bold()),
    })
}

async fn one(client: &Client, name: &str) -> Result<Problem, CliError> {
    let id = id_of(client, name).await?;
    client.send(Ask::get(&["problems", &id])).await
}
