//! Questions about a problem: on its page, asked and answered in place.

use axum::extract::{Path, State};
use maud::{Markup, html};
use throughline_app::{AnswerInput, AppError, QuestionInput, QuestionView};
use throughline_domain::{ProblemId, ProblemQuestionId, people::Role, strategy::Problem};

use crate::{
    components::{
        bits,
        fields::{self, Field},
        say,
    },
    http::{Answer, FormState, Posted, Reader, Signed, see_other},
    layout::Place,
    site::Site,
};

/// The part of a problem's page.
pub fn section(signed: &Signed, problem: &Problem, questions: &[QuestionView]) -> Markup {
    html! {
        section id="questions" aria-labelledby="h-questions" {
            h2 id="h-questions" { "Questions about this translation" }
            @if questions.is_empty() { p class="meta" { "Nobody asked yet. What is unclear here is unclear to others as well." } }
            ul class="rows" { @for question in questions { (one(signed, question)) } }
            @if signed.frame.may(Role::Member) {
                details class="more" {
                    summary { "Ask about it" }
                    (asking(&FormState::new(), problem))
                }
            }
        }
    }
}

fn one(signed: &Signed, view: &QuestionView) -> Markup {
    let question = &view.question;
    let ago = |at| say::ago(at, signed.frame.now, &signed.frame.zone);
    let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "The operator".to_owned());
    html! {
        li id={ "q-" (question.id) } {
            div {
                p class="why" { (question.text) }
                p class="meta" {
                    (name(&view.by_name)) ", " (ago(question.at))
                    @if question.is_open() { " · waits for " (view.to_name.as_deref().unwrap_or("the leaders")) }
                }
                @if let Some(at) = question.answered_at {
                    p { (question.answer) }
                    p class="meta" { (name(&view.answered_by_name)) ", " (ago(at)) }
                }
                @if view.may_answer {
                    details class="more" open[question.is_open()] {
                        summary { @if question.is_open() { "Answer it" } @else { "Answer it in other words" } }
                        (answering(&state_of(view), question.id))
                    }
                }
            }
        }
    }
}

fn asking(state: &FormState, problem: &Problem) -> Markup {
    fields::form(
        state,
        &format!("/problems/{}/questions", problem.id),
        "Ask it",
        html! {
            (Field::new(state, "text", "What is unclear, or what do you doubt?").required()
                .example("Why this segment, and not the one that left last quarter?")
                .hint("It stays on this page with your name and reaches who wrote the problem.").long(""))
        },
    )
}

fn answering(state: &FormState, id: ProblemQuestionId) -> Markup {
    // The same field stands on the page once for each question, so that each needs a name of its own for its label.
    let name = format!("answer-{id}");
    fields::form(
        state,
        &format!("/problem-questions/{id}/answer"),
        "Keep the answer",
        html! { (Field::new(state, &name, "The answer").required().long("")) },
    )
}

fn state_of(view: &QuestionView) -> FormState {
    FormState::new()
        .with("version", view.question.version.to_string())
        .with(&format!("answer-{}", view.question.id), &view.question.answer)
}

/// `POST /problems/{id}/questions`
pub async fn ask(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let id: ProblemId = id.parse().map_err(|_| AppError::NotFound { what: "problem" })?;
    let Posted { signed, fields } = posted;
    let input = QuestionInput { text: fields.text("text").to_owned() };
    let error = match site.app.ask_about_problem(&signed.actor, id, input).await {
        Ok(view) => return Ok(see_other(&back(&view))),
        Err(error) => error,
    };
    let (status, state) = FormState::new().again(&fields, error)?;
    let problem = site.app.get_problem(&signed.actor, id).await?;
    let page = html! {
        (bits::head(&["Question", &problem.key], &problem.title, None))
        (asking(&state, &problem))
    };
    Ok(signed.html(status, Place::Goals, &problem.title, &page))
}

/// `POST /problem-questions/{id}/answer`
pub async fn answer(State(site): State<Site>, Path(id): Path<String>, posted: Posted) -> Answer {
    let id: ProblemQuestionId = id.parse().map_err(|_| AppError::NotFound { what: "question" })?;
    let Posted { signed, fields } = posted;
    let name = format!("answer-{id}");
    let mut reader = Reader::new(&fields);
    let version = reader.version();
    let input = reader.finish(AnswerInput { answer: fields.text(&name).to_owned() })?;
    let error = match site.app.answer_question(&signed.actor, id, version, input).await {
        Ok(view) => return Ok(see_other(&back(&view))),
        Err(error) => in_its_field(error, &name),
    };
    let (status, state) = FormState::new().again(&fields, error)?;
    let page = html! {
        (bits::head(&["Question"], "The answer needs another look", None))
        (answering(&state, id))
    };
    Ok(signed.html(status, Place::Goals, "Answer", &page))
}

/// The error of an answer, beside the field of that name.
fn in_its_field(error: AppError, name: &str) -> AppError {
    let AppError::Invalid { mut fields } = error else { return error };
    for fault in &mut fields {
        name.clone_into(&mut fault.field);
    }
    AppError::Invalid { fields }
}

/// The question on its problem's page.
fn back(view: &QuestionView) -> String {
    format!("/problems/{}#q-{}", view.problem_key, view.question.id)
}
