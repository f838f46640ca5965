//! Cycles, objectives, key results, problems, the map and its gaps.

mod questions;

use axum::{Json, extract::State, http::StatusCode};
use throughline_app::{
    CheckInInput, CheckInView, CheckInsView, CloseCycleInput, CloseWeeklyGoalInput, CycleView, GapsView, GoalRef,
    GoalView, GoalsFileInput, GoalsReport, KeyResultScore, MapQuery, MapView, StrategyApplied, StrategyFiles,
    StrategyPlan, WeekQuery, WeeklyGoalsView,
};
use throughline_domain::{
    CheckInId, CycleId, KeyResultId, WeeklyGoalId,
    strategy::{Cycle, KeyResult, Objective, Problem, WeeklyGoal},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::Record,
    caller::{Caller, Read, Write},
    crud::six_routes,
    document::{IfMatchHeader, QueryOf},
    extract::{Asked, Body, Id, IfMatch, Name},
    problem::ApiError,
    state::ApiState,
};

six_routes! {
    /// The times for which objectives are set: planned, open, closed.
    mod cycles: Cycle, CycleId, CycleInput, tag "strategy", path "/cycles", one "cycle", many "cycles",
    list_cycles get_cycle create_cycle change_cycle withdraw_cycle restore_cycle
}

six_routes! {
    /// Company objectives of a cycle.
    mod objectives: Objective, ObjectiveId, ObjectiveInput, tag "strategy", path "/objectives", one "objective", many "objectives",
    list_objectives get_objective create_objective change_objective withdraw_objective restore_objective
}

six_routes! {
    /// Measurable results of objectives.
    mod key_results: KeyResult, KeyResultId, KeyResultInput, tag "strategy", path "/key-results", one "key result", many "key results",
    list_key_results get_key_result create_key_result change_key_result withdraw_key_result restore_key_result
}

six_routes! {
    /// Business goals restated as engineering problems.
    mod problems: Problem, ProblemId, ProblemInput, tag "strategy", path "/problems", one "problem", many "problems",
    list_problems get_problem create_problem change_problem withdraw_problem restore_problem
}

six_routes! {
    /// Steps of a team in a week toward a key result: set on Monday, closed on Friday.
    mod weekly_goals: WeeklyGoal, WeeklyGoalId, WeeklyGoalInput, tag "strategy", path "/weekly-goals", one "weekly goal", many "weekly goals",
    list_weekly_goals get_weekly_goal create_weekly_goal change_weekly_goal withdraw_weekly_goal restore_weekly_goal
}

/// All routes of the slice.
pub fn routes() -> OpenApiRouter<ApiState> {
    objectives::routes()
        .merge(cycles::routes())
        .routes(routes!(cycle_goals))
        .routes(routes!(open_cycle))
        .routes(routes!(close_cycle))
        .merge(key_results::routes())
        .merge(problems::routes())
        .merge(questions::routes())
        .routes(routes!(list_check_ins, check_in))
        .routes(routes!(withdraw_check_in))
        .routes(routes!(restore_check_in))
        .merge(weekly_goals::routes())
        .routes(routes!(goals_of_week))
        .routes(routes!(close_weekly_goal))
        .routes(routes!(key_result_scores))
        .routes(routes!(map))
        .routes(routes!(gaps))
        .routes(routes!(goal_work))
}

/// Get the goals of a cycle with their scores
///
/// An objective has the average of its key results that have a score.
#[utoipa::path(
    get, path = "/cycles/{id}/goals", tag = "strategy", security(("token" = ["read"])),
    responses((status = 200, description = "The cycle, its objectives and key results.", body = CycleView)),
)]
async fn cycle_goals(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Id(id): Id<CycleId>,
) -> Result<Json<CycleView>, ApiError> {
    Ok(Json(state.app.cycle_goals(&caller.actor, id).await?))
}

/// Open a planned cycle
///
/// One that is open already stays as it is.
#[utoipa::path(
    post, path = "/cycles/{id}/open", tag = "strategy", params(IfMatchHeader), security(("token" = ["write"])),
    responses((status = 200, description = "The cycle, open.", body = Cycle)),
)]
async fn open_cycle(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<CycleId>,
    IfMatch(version): IfMatch,
) -> Result<Record<Cycle>, ApiError> {
    Ok(Record(state.app.open_cycle(&caller.actor, id, version).await?))
}

/// Close an open cycle
///
/// The score of every key result stays as it is now. What is carried over goes on in the next cycle from where it stands,
/// with its problems. One that is closed already stays as it is; nobody opens it again.
#[utoipa::path(
    post, path = "/cycles/{id}/close", tag = "strategy", params(IfMatchHeader), request_body = CloseCycleInput,
    security(("token" = ["write"])),
    responses((status = 200, description = "The cycle, closed.", body = Cycle)),
)]
async fn close_cycle(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<CycleId>,
    IfMatch(version): IfMatch,
    Body(input): Body<CloseCycleInput>,
) -> Result<Record<Cycle>, ApiError> {
    Ok(Record(state.app.close_cycle(&caller.actor, id, version, input).await?))
}

/// Routes that take or give all files.
pub fn large_routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(export_strategy))
        .routes(routes!(export_strategy_over))
        .routes(routes!(plan_strategy))
        .routes(routes!(apply_strategy))
        .routes(routes!(preview_goals))
        .routes(routes!(import_goals))
}

/// Get the strategy as files
///
/// TOML files that a team keeps in git, and `strategy.lock` with what they were based on. The same state gives the same
/// bytes.
#[utoipa::path(
    get, path = "/strategy", tag = "strategy", security(("token" = ["read"])),
    responses((status = 200, description = "The files, name to text.", body = StrategyFiles)),
)]
async fn export_strategy(caller: Caller<Read>, State(state): State<ApiState>) -> Result<Json<StrategyFiles>, ApiError> {
    Ok(Json(state.app.export_strategy(&caller.actor, StrategyFiles::default()).await?))
}

/// Get the strategy as files in the place of older ones
///
/// Things keep the handles that the lock of the older files gives them, whatever they are called now.
#[utoipa::path(
    post, path = "/strategy/export", tag = "strategy", request_body = StrategyFiles, security(("token" = ["read"])),
    responses((status = 200, description = "The files, name to text.", body = StrategyFiles)),
)]
async fn export_strategy_over(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Body(over): Body<StrategyFiles>,
) -> Result<Json<StrategyFiles>, ApiError> {
    Ok(Json(state.app.export_strategy(&caller.actor, over).await?))
}

/// Plan what files of the strategy would change
///
/// Field by field: what would be done, what only the workspace changed and is left, and what both changed. Nothing is
/// written. Files that cannot be read are refused with every fault, its file and its line.
#[utoipa::path(
    post, path = "/strategy/plan", tag = "strategy", request_body = StrategyFiles, security(("token" = ["read"])),
    responses((status = 200, description = "The plan.", body = StrategyPlan)),
)]
async fn plan_strategy(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Body(input): Body<StrategyFiles>,
) -> Result<Json<StrategyPlan>, ApiError> {
    Ok(Json(state.app.plan_strategy(&caller.actor, input).await?))
}

/// Apply files of the strategy
///
/// All of it or nothing. Where the files and the workspace both changed the same, the answer is 409 and names each field.
#[utoipa::path(
    post, path = "/strategy/apply", tag = "strategy", request_body = StrategyFiles, security(("token" = ["write"])),
    responses((status = 200, description = "What was done, and the new lock.", body = StrategyApplied)),
)]
async fn apply_strategy(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Body(input): Body<StrategyFiles>,
) -> Result<Json<StrategyApplied>, ApiError> {
    Ok(Json(state.app.apply_strategy(&caller.actor, input).await?))
}

/// Preview goals from a document
///
/// Objectives and key results of Markdown or CSV, metrics of a YAML list of indicators: every item as it would be taken, with
/// what it leaves open, or refused with its line and the reason. Nothing is written.
#[utoipa::path(
    post, path = "/goal-files/preview", tag = "strategy", request_body = GoalsFileInput,
    security(("token" = ["write"])),
    responses((status = 200, description = "What would be taken.", body = GoalsReport)),
)]
async fn preview_goals(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Body(input): Body<GoalsFileInput>,
) -> Result<Json<GoalsReport>, ApiError> {
    Ok(Json(state.app.preview_goals(&caller.actor, input).await?))
}

/// Take goals from a document
///
/// What is there already stays as it is, so the same document again changes nothing.
#[utoipa::path(
    post, path = "/goal-files", tag = "strategy", request_body = GoalsFileInput, security(("token" = ["write"])),
    responses((status = 200, description = "What was taken.", body = GoalsReport)),
)]
async fn import_goals(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Body(input): Body<GoalsFileInput>,
) -> Result<Json<GoalsReport>, ApiError> {
    Ok(Json(state.app.import_goals(&caller.actor, input).await?))
}

/// List the check-ins of a key result
///
/// The newest first, and whether the next one is due.
#[utoipa::path(
    get, path = "/key-results/{id}/check-ins", tag = "strategy", security(("token" = ["read"])),
    responses((status = 200, description = "The check-ins.", body = CheckInsView)),
)]
async fn list_check_ins(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Id(id): Id<KeyResultId>,
) -> Result<Json<CheckInsView>, ApiError> {
    Ok(Json(state.app.list_check_ins(&caller.actor, id).await?))
}

/// Check in on a key result
///
/// How sure you are that its target is reached, and what is behind that.
#[utoipa::path(
    post, path = "/key-results/{id}/check-ins", tag = "strategy", request_body = CheckInInput,
    security(("token" = ["write"])),
    responses((status = 201, description = "The check-in.", body = CheckInView)),
)]
async fn check_in(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<KeyResultId>,
    Body(input): Body<CheckInInput>,
) -> Result<(StatusCode, Json<CheckInView>), ApiError> {
    Ok((StatusCode::CREATED, Json(state.app.check_in(&caller.actor, id, input).await?)))
}

/// Take a check-in back
///
/// It can be restored for 30 days.
#[utoipa::path(
    delete, path = "/check-ins/{id}", tag = "strategy", security(("token" = ["write"])),
    responses((status = 200, description = "The check-in, with when it was taken back.", body = CheckInView)),
)]
async fn withdraw_check_in(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<CheckInId>,
) -> Result<Json<CheckInView>, ApiError> {
    Ok(Json(state.app.withdraw_check_in(&caller.actor, id).await?))
}

/// Bring a check-in back that was taken back
#[utoipa::path(
    post, path = "/check-ins/{id}/restore", tag = "strategy", security(("token" = ["write"])),
    responses((status = 200, description = "The check-in.", body = CheckInView)),
)]
async fn restore_check_in(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<CheckInId>,
) -> Result<Json<CheckInView>, ApiError> {
    Ok(Json(state.app.restore_check_in(&caller.actor, id).await?))
}

/// Get the weekly goals of a week
///
/// Of this week where no day is given; with those of weeks before that nobody closed.
#[utoipa::path(
    get, path = "/weekly-goals/week", tag = "strategy", params(QueryOf<WeekQuery>), security(("token" = ["read"])),
    responses((status = 200, description = "The goals by team.", body = WeeklyGoalsView)),
)]
async fn goals_of_week(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Asked(query): Asked<WeekQuery>,
) -> Result<Json<WeeklyGoalsView>, ApiError> {
    Ok(Json(state.app.weekly_goals(&caller.actor, query).await?))
}

/// Close a weekly goal
///
/// Done, or not done with a reason. What was not done can be carried over to the next week, with a reason too.
#[utoipa::path(
    post, path = "/weekly-goals/{id}/close", tag = "strategy", params(IfMatchHeader),
    request_body = CloseWeeklyGoalInput, security(("token" = ["write"])),
    responses((status = 200, description = "The goal, closed.", body = WeeklyGoal)),
)]
async fn close_weekly_goal(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<WeeklyGoalId>,
    IfMatch(version): IfMatch,
    Body(input): Body<CloseWeeklyGoalInput>,
) -> Result<Record<WeeklyGoal>, ApiError> {
    Ok(Record(state.app.close_weekly_goal(&caller.actor, id, version, input).await?))
}

/// List the scores of the key results
///
/// How far each is from 0 to 1, in which band, and whether it keeps pace with its cycle; or in words why it has no score.
#[utoipa::path(
    get, path = "/key-results/scores", tag = "strategy", security(("token" = ["read"])),
    responses((status = 200, description = "One entry for each key result that was not deleted.", body = Vec<KeyResultScore>)),
)]
async fn key_result_scores(
    caller: Caller<Read>,
    State(state): State<ApiState>,
) -> Result<Json<Vec<KeyResultScore>>, ApiError> {
    Ok(Json(state.app.key_result_scores(&caller.actor).await?))
}

/// Get the map
///
/// The whole line from the North Star to the tickets, with the money that waits at each place.
#[utoipa::path(
    get, path = "/map", tag = "strategy", params(QueryOf<MapQuery>), security(("token" = ["read"])),
    responses((status = 200, description = "The map.", body = MapView)),
)]
async fn map(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Asked(query): Asked<MapQuery>,
) -> Result<Json<MapView>, ApiError> {
    Ok(Json(state.app.map(&caller.actor, query).await?))
}

/// Get the gaps
///
/// Tickets without a goal, goals without work, problems without a measurable effect, work on goals that ended.
#[utoipa::path(
    get, path = "/gaps", tag = "strategy", security(("token" = ["read"])),
    responses((status = 200, description = "Where the line is broken.", body = GapsView)),
)]
async fn gaps(caller: Caller<Read>, State(state): State<ApiState>) -> Result<Json<GapsView>, ApiError> {
    Ok(Json(state.app.gaps(&caller.actor).await?))
}

/// Get all work below a goal
///
/// The goal is named by its key ("O2", "KR3", "P4") or its id.
#[utoipa::path(
    get, path = "/goals/{goal}", tag = "strategy", security(("token" = ["read"])),
    responses((status = 200, description = "The goal, the line above it, the work below it and its money.", body = GoalView)),
)]
async fn goal_work(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Name(goal): Name,
) -> Result<Json<GoalView>, ApiError> {
    Ok(Json(state.app.goal_work(&caller.actor, GoalRef(goal)).await?))
}
