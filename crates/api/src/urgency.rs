//! Urgent requests from intake to verdict, their price, budgets, and real emergencies.

use axum::{Json, extract::State, http::StatusCode};
use throughline_app::{
    EmergencyEndInput, EmergencyInput, EmergencyNoteInput, EmergencyView, MissedAlarmInput, OwnRecord,
    PriceUrgentInput, PricedUrgent, UrgencyPage, UrgentDecisionInput, UrgentInput, UrgentPage, UrgentVerdictInput,
    UrgentView,
};
use throughline_domain::{
    EmergencyId, MemberId, UrgentRequestId,
    urgency::{MissedAlarm, Service, UrgencyBudget},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    caller::{Caller, Read, Write},
    crud::six_routes,
    document::IfMatchHeader,
    extract::{Body, Id, IfMatch},
    problem::ApiError,
    state::ApiState,
};

/// All routes of the slice.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(urgency, ask))
        .routes(routes!(price))
        .routes(routes!(begin_draft))
        .routes(routes!(keep_draft))
        .routes(routes!(ask_draft))
        .routes(routes!(get_urgent, withdraw))
        .routes(routes!(decide, reopen))
        .routes(routes!(finish))
        .routes(routes!(judge))
        .routes(routes!(own_record))
        .routes(routes!(record_of))
        .routes(routes!(note_missed_alarm))
        .routes(routes!(list_emergencies, start_emergency))
        .routes(routes!(get_emergency, change_emergency))
        .routes(routes!(note_emergency))
        .routes(routes!(end_emergency))
        .merge(budgets::routes())
        .merge(services::routes())
}

six_routes! {
    /// Budgets for interruptions, per team or asking group and quarter.
    mod budgets: UrgencyBudget, UrgencyBudgetId, UrgencyBudgetInput, tag "urgency", path "/urgency/budgets",
    one "urgency budget", many "urgency budgets",
    list_urgency_budgets get_urgency_budget create_urgency_budget change_urgency_budget withdraw_urgency_budget
    restore_urgency_budget
}

six_routes! {
    /// Services, with what is the same in every outage of each: emergencies take their figures from here.
    mod services: Service, ServiceId, ServiceInput, tag "urgency", path "/services",
    one "service", many "services",
    list_services get_service create_service change_service withdraw_service restore_service
}

/// Get everything urgent
///
/// What waits for a decision, what is left of the budgets, how it turned out, and the trend. No rates of persons.
#[utoipa::path(
    get, path = "/urgent", tag = "urgency", security(("token" = ["read"])),
    responses((status = 200, description = "Everything urgent.", body = UrgencyPage)),
)]
async fn urgency(caller: Caller<Read>, State(state): State<ApiState>) -> Result<Json<UrgencyPage>, ApiError> {
    Ok(Json(state.app.urgency(&caller.actor).await?))
}

/// Ask for something urgently
///
/// With a why of 15 words, or a day and how it is known; what happens if it waits; and what is at stake.
#[utoipa::path(
    post, path = "/urgent", tag = "urgency", request_body = UrgentInput, security(("token" = ["write"])),
    responses((status = 201, description = "The request.", body = UrgentView)),
)]
async fn ask(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Body(input): Body<UrgentInput>,
) -> Result<(StatusCode, Json<UrgentView>), ApiError> {
    Ok((StatusCode::CREATED, Json(state.app.ask_urgently(&caller.actor, None, input).await?)))
}

/// Price an interruption
///
/// Of an open ticket, or of so many days of a team: now, when somebody is free, in its turn, and at the cheapest
/// moment. The parts add up to the total. Nothing is moved.
#[utoipa::path(
    post, path = "/urgent/price", tag = "urgency", request_body = PriceUrgentInput, security(("token" = ["read"])),
    responses((status = 200, description = "The price.", body = PricedUrgent)),
)]
async fn price(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Body(input): Body<PriceUrgentInput>,
) -> Result<Json<PricedUrgent>, ApiError> {
    Ok(Json(state.app.price_urgent(&caller.actor, input).await?))
}

/// Begin a draft
///
/// Kept as it was typed, whatever is missing. Only its author sees it.
#[utoipa::path(
    post, path = "/urgent/drafts", tag = "urgency", request_body = UrgentInput, security(("token" = ["write"])),
    responses((status = 201, description = "The draft.", body = UrgentView)),
)]
async fn begin_draft(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Body(input): Body<UrgentInput>,
) -> Result<(StatusCode, Json<UrgentView>), ApiError> {
    Ok((StatusCode::CREATED, Json(state.app.keep_urgent_draft(&caller.actor, None, input).await?)))
}

/// Keep a draft
///
/// What was typed last counts: a draft has one author.
#[utoipa::path(
    put, path = "/urgent/drafts/{id}", tag = "urgency", request_body = UrgentInput, security(("token" = ["write"])),
    responses((status = 200, description = "The draft.", body = UrgentView)),
)]
async fn keep_draft(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<UrgentRequestId>,
    Body(input): Body<UrgentInput>,
) -> Result<Json<UrgentView>, ApiError> {
    Ok(Json(state.app.keep_urgent_draft(&caller.actor, Some(id), input).await?))
}

/// Ask what a draft says
///
/// It becomes a request that everybody sees.
#[utoipa::path(
    post, path = "/urgent/drafts/{id}/ask", tag = "urgency", request_body = UrgentInput,
    security(("token" = ["write"])),
    responses((status = 200, description = "The request.", body = UrgentView)),
)]
async fn ask_draft(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<UrgentRequestId>,
    Body(input): Body<UrgentInput>,
) -> Result<Json<UrgentView>, ApiError> {
    Ok(Json(state.app.ask_urgently(&caller.actor, Some(id), input).await?))
}

/// Get one request with its price
///
/// By id. The price is the one on today's plan, until it is decided.
#[utoipa::path(
    get, path = "/urgent/{id}", tag = "urgency", security(("token" = ["read"])),
    responses((status = 200, description = "The request.", body = UrgentPage)),
)]
async fn get_urgent(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Id(id): Id<UrgentRequestId>,
) -> Result<Json<UrgentPage>, ApiError> {
    Ok(Json(state.app.get_urgent(&caller.actor, &id.to_string()).await?))
}

/// Take a request back
#[utoipa::path(
    delete, path = "/urgent/{id}", tag = "urgency", params(IfMatchHeader), security(("token" = ["write"])),
    responses((status = 200, description = "The request, with when it was taken back.", body = UrgentView)),
)]
async fn withdraw(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<UrgentRequestId>,
    IfMatch(version): IfMatch,
) -> Result<Json<UrgentView>, ApiError> {
    Ok(Json(state.app.withdraw_urgent(&caller.actor, id, version).await?))
}

/// Decide on a request
///
/// On the price with this stamp: if the plan has moved, nothing is decided and the answer is 412 with the new price.
#[utoipa::path(
    post, path = "/urgent/{id}/decision", tag = "urgency", params(IfMatchHeader), request_body = UrgentDecisionInput,
    security(("token" = ["write"])),
    responses((status = 200, description = "The request with its decision.", body = UrgentView)),
)]
async fn decide(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<UrgentRequestId>,
    IfMatch(version): IfMatch,
    Body(input): Body<UrgentDecisionInput>,
) -> Result<Json<UrgentView>, ApiError> {
    Ok(Json(state.app.decide_urgent(&caller.actor, id, version, input).await?))
}

/// Take a decision back
///
/// So that it can be decided anew.
#[utoipa::path(
    delete, path = "/urgent/{id}/decision", tag = "urgency", params(IfMatchHeader), security(("token" = ["write"])),
    responses((status = 200, description = "The request, undecided.", body = UrgentView)),
)]
async fn reopen(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<UrgentRequestId>,
    IfMatch(version): IfMatch,
) -> Result<Json<UrgentView>, ApiError> {
    Ok(Json(state.app.reopen_urgent(&caller.actor, id, version).await?))
}

/// Say that it is done
#[utoipa::path(
    post, path = "/urgent/{id}/done", tag = "urgency", params(IfMatchHeader), security(("token" = ["write"])),
    responses((status = 200, description = "The request, done.", body = UrgentView)),
)]
async fn finish(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<UrgentRequestId>,
    IfMatch(version): IfMatch,
) -> Result<Json<UrgentView>, ApiError> {
    Ok(Json(state.app.finish_urgent(&caller.actor, id, version).await?))
}

/// Look back at a request
///
/// Was it urgent? By the test that was written down beforehand, 30 days after the decision at the earliest.
#[utoipa::path(
    post, path = "/urgent/{id}/verdict", tag = "urgency", params(IfMatchHeader), request_body = UrgentVerdictInput,
    security(("token" = ["write"])),
    responses((status = 200, description = "The request with its verdict.", body = UrgentView)),
)]
async fn judge(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<UrgentRequestId>,
    IfMatch(version): IfMatch,
    Body(input): Body<UrgentVerdictInput>,
) -> Result<Json<UrgentView>, ApiError> {
    Ok(Json(state.app.judge_urgent(&caller.actor, id, version, input).await?))
}

/// Get one's own record
///
/// How many of one's own requests could have waited; a rate from five on.
#[utoipa::path(
    get, path = "/urgency/record", tag = "urgency", security(("token" = ["read"])),
    responses((status = 200, description = "The record.", body = OwnRecord)),
)]
async fn own_record(caller: Caller<Read>, State(state): State<ApiState>) -> Result<Json<OwnRecord>, ApiError> {
    Ok(Json(state.app.urgency_record(&caller.actor, None).await?))
}

/// Get the record of a member
///
/// For the leaders of their team, and owners.
#[utoipa::path(
    get, path = "/urgency/record/{id}", tag = "urgency", security(("token" = ["read"])),
    responses((status = 200, description = "The record.", body = OwnRecord)),
)]
async fn record_of(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Id(id): Id<MemberId>,
) -> Result<Json<OwnRecord>, ApiError> {
    Ok(Json(state.app.urgency_record(&caller.actor, Some(id)).await?))
}

/// Note a warning that nobody raised
#[utoipa::path(
    post, path = "/urgency/missed", tag = "urgency", request_body = MissedAlarmInput, security(("token" = ["write"])),
    responses((status = 201, description = "The note.", body = MissedAlarm)),
)]
async fn note_missed_alarm(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Body(input): Body<MissedAlarmInput>,
) -> Result<(StatusCode, Json<MissedAlarm>), ApiError> {
    Ok((StatusCode::CREATED, Json(state.app.note_missed_alarm(&caller.actor, input).await?)))
}

/// List emergencies
///
/// Newest first, with what they cost.
#[utoipa::path(
    get, path = "/emergencies", tag = "urgency", security(("token" = ["read"])),
    responses((status = 200, description = "All emergencies.", body = Vec<EmergencyView>)),
)]
async fn list_emergencies(
    caller: Caller<Read>,
    State(state): State<ApiState>,
) -> Result<Json<Vec<EmergencyView>>, ApiError> {
    Ok(Json(state.app.list_emergencies(&caller.actor).await?))
}

/// Tell of an emergency
///
/// A title is enough; the rest can follow.
#[utoipa::path(
    post, path = "/emergencies", tag = "urgency", request_body = EmergencyInput, security(("token" = ["write"])),
    responses((status = 201, description = "The emergency.", body = EmergencyView)),
)]
async fn start_emergency(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Body(input): Body<EmergencyInput>,
) -> Result<(StatusCode, Json<EmergencyView>), ApiError> {
    Ok((StatusCode::CREATED, Json(state.app.start_emergency(&caller.actor, input).await?)))
}

/// Get one emergency
#[utoipa::path(
    get, path = "/emergencies/{id}", tag = "urgency", security(("token" = ["read"])),
    responses((status = 200, description = "Its story and its cost.", body = EmergencyView)),
)]
async fn get_emergency(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Id(id): Id<EmergencyId>,
) -> Result<Json<EmergencyView>, ApiError> {
    Ok(Json(state.app.get_emergency(&caller.actor, &id.to_string()).await?))
}

/// Replace what is told of an emergency
#[utoipa::path(
    put, path = "/emergencies/{id}", tag = "urgency", params(IfMatchHeader), request_body = EmergencyInput,
    security(("token" = ["write"])),
    responses((status = 200, description = "The emergency as it is now.", body = EmergencyView)),
)]
async fn change_emergency(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<EmergencyId>,
    IfMatch(version): IfMatch,
    Body(input): Body<EmergencyInput>,
) -> Result<Json<EmergencyView>, ApiError> {
    Ok(Json(state.app.change_emergency(&caller.actor, id, version, input).await?))
}

/// Add a line to an emergency's timeline
///
/// As small as a chat message: `{"text": "Restarted the feed"}`.
#[utoipa::path(
    post, path = "/emergencies/{id}/notes", tag = "urgency", request_body = EmergencyNoteInput,
    security(("token" = ["write"])),
    responses((status = 201, description = "The emergency with the line.", body = EmergencyView)),
)]
async fn note_emergency(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<EmergencyId>,
    Body(input): Body<EmergencyNoteInput>,
) -> Result<(StatusCode, Json<EmergencyView>), ApiError> {
    Ok((StatusCode::CREATED, Json(state.app.note_emergency(&caller.actor, &id.to_string(), input).await?)))
}

/// Say that an emergency is over
#[utoipa::path(
    post, path = "/emergencies/{id}/end", tag = "urgency", request_body = EmergencyEndInput,
    security(("token" = ["write"])),
    responses((status = 200, description = "The emergency, over.", body = EmergencyView)),
)]
async fn end_emergency(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<EmergencyId>,
    Body(input): Body<EmergencyEndInput>,
) -> Result<Json<EmergencyView>, ApiError> {
    Ok(Json(state.app.end_emergency(&caller.actor, &id.to_string(), input).await?))
}
