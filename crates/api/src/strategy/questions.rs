//! Questions about problems, and their answers.

use axum::{Json, extract::State, http::StatusCode};
use throughline_app::{AnswerInput, QuestionInput, QuestionView};
use throughline_domain::{ProblemId, ProblemQuestionId};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    caller::{Caller, Read, Write},
    document::IfMatchHeader,
    extract::{Body, Id, IfMatch},
    problem::ApiError,
    state::ApiState,
};

/// All routes of questions.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_questions, ask_about_problem)).routes(routes!(answer_question))
}

/// List the questions about a problem
///
/// With their answers, in the order in which they were asked.
#[utoipa::path(
    get, path = "/problems/{id}/questions", tag = "strategy", security(("token" = ["read"])),
    responses((status = 200, description = "All of them.", body = Vec<QuestionView>)),
)]
async fn list_questions(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Id(id): Id<ProblemId>,
) -> Result<Json<Vec<QuestionView>>, ApiError> {
    Ok(Json(state.app.list_questions(&caller.actor, id).await?))
}

/// Ask about a problem
///
/// Any member may. The question goes to who wrote the problem, whose week shows it; if they cannot answer, to all leaders.
#[utoipa::path(
    post, path = "/problems/{id}/questions", tag = "strategy", request_body = QuestionInput,
    security(("token" = ["write"])),
    responses((status = 201, description = "The question.", body = QuestionView)),
)]
async fn ask_about_problem(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<ProblemId>,
    Body(input): Body<QuestionInput>,
) -> Result<(StatusCode, Json<QuestionView>), ApiError> {
    Ok((StatusCode::CREATED, Json(state.app.ask_about_problem(&caller.actor, id, input).await?)))
}

/// Answer a question about a problem
///
/// Who it went to may, and leaders. Answering again puts the answer in other words.
#[utoipa::path(
    put, path = "/problem-questions/{id}/answer", tag = "strategy", params(IfMatchHeader), request_body = AnswerInput,
    security(("token" = ["write"])),
    responses((status = 200, description = "The question with its answer.", body = QuestionView)),
)]
async fn answer_question(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<ProblemQuestionId>,
    IfMatch(version): IfMatch,
    Body(input): Body<AnswerInput>,
) -> Result<Json<QuestionView>, ApiError> {
    Ok(Json(state.app.answer_question(&caller.actor, id, version, input).await?))
}
