//! Tickets.

use axum::{
    Json,
    extract::{OriginalUri, State},
};
use throughline_app::{DeletedTicket, Page, TicketEdit, TicketInput, TicketQuery, TicketRow, TicketView};
use throughline_domain::TicketId;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::{Created, Listed, Record},
    caller::{Caller, Read, Write},
    document::{IfMatchHeader, QueryOf},
    extract::{Asked, Body, Id, IfMatch, Name},
    problem::ApiError,
    state::ApiState,
};

/// All routes of the slice.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list_tickets, create_ticket))
        .routes(routes!(get_ticket, change_ticket, withdraw_ticket))
        .routes(routes!(list_deleted_tickets))
        .routes(routes!(restore_ticket))
}

/// List tickets
///
/// In the order of a method; the best match first where words are searched.
#[utoipa::path(
    get, path = "/tickets", tag = "tickets", params(QueryOf<TicketQuery>), security(("token" = ["read"])),
    responses((status = 200, description = "A page of tickets.", body = Page<TicketRow>)),
)]
async fn list_tickets(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    OriginalUri(uri): OriginalUri,
    Asked(query): Asked<TicketQuery>,
) -> Result<Listed<Page<TicketRow>>, ApiError> {
    Ok(Listed { page: state.app.list_tickets(&caller.actor, query).await?, uri })
}

/// Get one ticket
///
/// With its chain to the North Star, how its money was computed, and why it stands where it stands. It is named by its
/// key or its id.
#[utoipa::path(
    get, path = "/tickets/{ticket}", tag = "tickets", security(("token" = ["read"])),
    responses((status = 200, description = "The ticket.", body = TicketView)),
)]
async fn get_ticket(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Name(ticket): Name,
) -> Result<Record<TicketView>, ApiError> {
    Ok(Record(state.app.get_ticket(&caller.actor, &ticket).await?))
}

/// Write a new ticket
#[utoipa::path(
    post, path = "/tickets", tag = "tickets", request_body = TicketInput, security(("token" = ["write"])),
    responses((status = 201, description = "The new ticket.", body = TicketView)),
)]
async fn create_ticket(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Body(input): Body<TicketInput>,
) -> Result<Created<TicketView>, ApiError> {
    let record = state.app.create_ticket(&caller.actor, input).await?;
    let location = format!("/api/v1/tickets/{}", record.ticket.id);
    Ok(Created { record, location })
}

/// Replace what is said of one ticket here
///
/// A later import does not take these fields back to what the tracker says.
#[utoipa::path(
    put, path = "/tickets/{ticket}", tag = "tickets", params(IfMatchHeader), request_body = TicketEdit,
    security(("token" = ["write"])),
    responses((status = 200, description = "The ticket as it is now.", body = TicketView)),
)]
async fn change_ticket(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Name(ticket): Name,
    IfMatch(version): IfMatch,
    Body(input): Body<TicketEdit>,
) -> Result<Record<TicketView>, ApiError> {
    let id = id_of(&state, &caller, &ticket).await?;
    Ok(Record(state.app.change_ticket(&caller.actor, id, version, input).await?))
}

/// Delete one ticket here
///
/// It can be restored for 30 days. Its tracker is not touched.
#[utoipa::path(
    delete, path = "/tickets/{ticket}", tag = "tickets", params(IfMatchHeader), security(("token" = ["write"])),
    responses((status = 200, description = "The ticket, with when it was deleted.", body = TicketView)),
)]
async fn withdraw_ticket(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Name(ticket): Name,
    IfMatch(version): IfMatch,
) -> Result<Record<TicketView>, ApiError> {
    let id = id_of(&state, &caller, &ticket).await?;
    Ok(Record(state.app.withdraw_ticket(&caller.actor, id, version).await?))
}

/// List deleted tickets
///
/// Those that can still be brought back, the last deleted first, at most 1,000.
#[utoipa::path(
    get, path = "/tickets/deleted", tag = "tickets", security(("token" = ["read"])),
    responses((status = 200, description = "Deleted tickets.", body = Vec<DeletedTicket>)),
)]
async fn list_deleted_tickets(
    caller: Caller<Read>,
    State(state): State<ApiState>,
) -> Result<Json<Vec<DeletedTicket>>, ApiError> {
    Ok(Json(state.app.list_deleted_tickets(&caller.actor).await?))
}

/// Bring one deleted ticket back
#[utoipa::path(
    post, path = "/tickets/{ticket}/restore", tag = "tickets", security(("token" = ["write"])),
    responses((status = 200, description = "The ticket.", body = TicketView)),
)]
async fn restore_ticket(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Id(id): Id<TicketId>,
) -> Result<Record<TicketView>, ApiError> {
    Ok(Record(state.app.restore_ticket(&caller.actor, id).await?))
}

/// The id behind a key or an id.
async fn id_of(state: &ApiState, caller: &Caller<Write>, key_or_id: &str) -> Result<TicketId, ApiError> {
    match key_or_id.parse() {
        Ok(id) => Ok(id),
        Err(_) => Ok(state.app.get_ticket(&caller.actor, key_or_id).await?.ticket.id),
    }
}
