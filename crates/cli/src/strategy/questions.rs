//! `strategy ask`, `questions`, `answer`: a problem questioned in place.

use owo_colors::OwoColorize;
use throughline_app::{AnswerInput, GoalView, Level, QuestionInput, QuestionView};

use crate::{
    Place,
    client::{Ask, Client},
    error::CliError,
    output::Screen,
};

/// `strategy ask`.
pub async fn ask(problem: &str, text: String, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let opened = place.open().await?;
    let asked: Result<QuestionView, CliError> = async {
        let id = id_of(&opened.client, problem).await?;
        opened.client.send(Ask::post(&["problems", &id, "questions"], &QuestionInput { text })?).await
    }
    .await;
    opened.close().await;
    let asked = asked?;
    screen.print(&asked, || format!("Asked about {}: {} sees it this week.", asked.problem_key, reached(&asked)))
}

/// `strategy questions`.
pub async fn list(problem: &str, screen: Screen, place: &Place<'_>) -> Result<(), CliError> {
    let opened = place.open().await?;
    let questions = about(&opened.client, problem).await;
    opened.close().await;
    let questions = questions?;
    screen.print(&questions, || {
        if questions.is_empty() {
            return format!("Nobody asked about {problem} yet.");
        }
        questions.iter().zip(1..).map(|(view, number)| told(view, number)).collect::<Vec<_>>().join("\n")
    })
}

/// `strategy answer`.
pub async fn answer(
    problem: &str,
    number: usize,
    answer: String,
    screen: Screen,
    place: &Place<'_>,
) -> Result<(), CliError> {
    let opened = place.open().await?;
    let answered: Result<QuestionView, CliError> = async {
        let questions = about(&opened.client, problem).await?;
        let asked = number.checked_sub(1).and_then(|at| questions.get(at)).map(|view| &view.question);
        let Some(asked) = asked else {
            let count = questions.len();
            return Err(CliError::Usage(format!(
                "{problem} has no question {number}; it has {count}. `throughline strategy questions {problem}` lists them"
            )));
        };
        let path = ["problem-questions", &asked.id.to_string(), "answer"];
        opened.client.send(Ask::put(&path, &AnswerInput { answer })?.based_on(asked.version)).await
    }
    .await;
    opened.close().await;
    let answered = answered?;
    screen.print(&answered, || told(&answered, number))
}

/// The questions about a problem, in the order of asking.
async fn about(client: &Client, problem: &str) -> Result<Vec<QuestionView>, CliError> {
    let id = id_of(client, problem).await?;
    client.send(Ask::get(&["problems", &id, "questions"])).await
}

/// The id of a problem that is named by key or id.
pub(super) async fn id_of(client: &Client, problem: &str) -> Result<String, CliError> {
    let goal: GoalView = client.send(Ask::get(&["goals", problem])).await?;
    if goal.node.level != Level::Problem {
        return Err(CliError::Usage(format!("{problem} is no problem; name one by its key, such as P4")));
    }
    Ok(goal.node.id)
}

fn reached(view: &QuestionView) -> &str {
    view.to_name.as_deref().unwrap_or("every leader")
}

fn told(view: &QuestionView, number: usize) -> String {
    let who = view.by_name.as_deref().unwrap_or("The operator");
    let question = format!("{number}. {} {}", view.question.text.bold(), format!("({who})").dimmed());
    if view.question.is_open() {
        return format!("{question}\n   {}", format!("Waits for {}.", reached(view)).dimmed());
    }
    let who = view.answered_by_name.as_deref().unwrap_or("The operator");
    format!("{question}\n   {} {}", view.question.answer, format!("({who})").dimmed())
}
