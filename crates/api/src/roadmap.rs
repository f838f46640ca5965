//! The roadmap: dates, money, moves, and what was decided.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use throughline_app::{
    AlternativeInput, OrderChangeInput, PricedOrder, PublishInput, PublishedView, RoadmapQuery, RoadmapView,
    StartInput, StartView, TicketDates,
};
use throughline_domain::{
    TeamId,
    roadmap::{Alternative, CalendarEntry, Promise},
};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::Record,
    caller::{Caller, Read, Write},
    crud::six_routes,
    document::{IfMatchHeader, QueryOf},
    extract::{Asked, Body, IfMatch, Name},
    problem::ApiError,
    state::ApiState,
};

six_routes! {
    /// Holidays, and days on which a team works less.
    mod calendar: CalendarEntry, CalendarEntryId, CalendarEntryInput, tag "roadmap", path "/calendar", one "calendar entry", many "calendar entries",
    list_calendar_entries get_calendar_entry create_calendar_entry change_calendar_entry withdraw_calendar_entry restore_calendar_entry
}

six_routes! {
    /// Tickets that were promised to somebody by a day.
    mod promises: Promise, PromiseId, PromiseInput, tag "roadmap", path "/promises", one "promise", many "promises",
    list_promises get_promise create_promise change_promise withdraw_promise restore_promise
}

/// All routes of the slice.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(roadmap))
        .routes(routes!(roadmap_csv))
        .routes(routes!(roadmap_calendar))
        .routes(routes!(price_order))
        .routes(routes!(published_roadmap, publish_roadmap))
        .routes(routes!(list_work))
        .routes(routes!(start_work, stop_work))
        .routes(routes!(ticket_dates))
        .routes(routes!(name_alternative, withdraw_alternative))
        .merge(calendar::routes())
        .merge(promises::routes())
}

/// Get the roadmap
///
/// Today's order or the best that was found, team by team, with likely and 85% dates, what waiting costs, what no order
/// can go below, and the moves that make it better. Its version comes in `ETag`; a decision about it needs it.
#[utoipa::path(
    get, path = "/roadmap", tag = "roadmap", params(QueryOf<RoadmapQuery>), security(("token" = ["read"])),
    responses((status = 200, description = "The roadmap.", body = RoadmapView)),
)]
async fn roadmap(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Asked(query): Asked<RoadmapQuery>,
) -> Result<Record<RoadmapView>, ApiError> {
    Ok(Record(state.app.roadmap(&caller.actor, query).await?))
}

/// Get the roadmap as CSV
///
/// One line a ticket. Cells that a spreadsheet would compute are quoted.
#[utoipa::path(
    get, path = "/roadmap.csv", tag = "roadmap", security(("token" = ["read"])),
    responses((status = 200, description = "The table.", body = String, content_type = "text/csv")),
)]
async fn roadmap_csv(caller: Caller<Read>, State(state): State<ApiState>) -> Result<Response, ApiError> {
    let text = state.app.roadmap_csv(&caller.actor).await?;
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], text).into_response())
}

/// Get the roadmap as iCalendar
///
/// A ticket is an event on the day on which it is likely done, a promise one on its day (RFC 5545).
#[utoipa::path(
    get, path = "/roadmap.ics", tag = "roadmap", security(("token" = ["read"])),
    responses((status = 200, description = "The calendar.", body = String, content_type = "text/calendar")),
)]
async fn roadmap_calendar(caller: Caller<Read>, State(state): State<ApiState>) -> Result<Response, ApiError> {
    let text = state.app.roadmap_calendar(&caller.actor).await?;
    Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response())
}

/// Price another order
///
/// What moves in today's order would cost or save, one on top of the other. Nothing is moved. With the version of the order
/// that is looked at, only while that order holds (412).
#[utoipa::path(
    post, path = "/roadmap/price", tag = "roadmap", request_body = OrderChangeInput, security(("token" = ["read"])),
    responses((status = 200, description = "The price.", body = PricedOrder)),
)]
async fn price_order(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Body(input): Body<OrderChangeInput>,
) -> Result<Json<PricedOrder>, ApiError> {
    Ok(Json(state.app.price_order(&caller.actor, input).await?))
}

/// Which published roadmap.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichPublished {
    /// Its number; the one in force when left out.
    #[serde(default)]
    number: Option<i64>,
}

/// Get the published roadmap
///
/// With what changed since the one that was in force a week before it, and why. `null` where nothing was published yet.
#[utoipa::path(
    get, path = "/roadmap/published", tag = "roadmap", params(QueryOf<WhichPublished>), security(("token" = ["read"])),
    responses((status = 200, description = "The roadmap as it was decided.", body = Option<PublishedView>)),
)]
async fn published_roadmap(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Asked(which): Asked<WhichPublished>,
) -> Result<Json<Option<PublishedView>>, ApiError> {
    Ok(Json(state.app.published_roadmap(&caller.actor, which.number).await?))
}

/// Publish a roadmap
///
/// Today's order or the best that was found, with moves made in it: accepts one, several or all of the moves, or keeps
/// the order and says why. `If-Match` is the `ETag` of the roadmap that it was decided on.
#[utoipa::path(
    post, path = "/roadmap/published", tag = "roadmap", params(IfMatchHeader), request_body = PublishInput,
    security(("token" = ["write"])),
    responses((status = 201, description = "The roadmap in force.", body = PublishedView)),
)]
async fn publish_roadmap(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    IfMatch(version): IfMatch,
    Body(input): Body<PublishInput>,
) -> Result<(StatusCode, Json<PublishedView>), ApiError> {
    Ok((StatusCode::CREATED, Json(state.app.publish_roadmap(&caller.actor, version, input).await?)))
}

/// List work in progress
///
/// The oldest first.
#[utoipa::path(
    get, path = "/work", tag = "roadmap", security(("token" = ["read"])),
    responses((status = 200, description = "All work in progress.", body = Vec<StartView>)),
)]
async fn list_work(caller: Caller<Read>, State(state): State<ApiState>) -> Result<Json<Vec<StartView>>, ApiError> {
    Ok(Json(state.app.list_work(&caller.actor).await?))
}

/// Begin to work on a ticket
///
/// It then stays where it is on the roadmap. Beginning again changes nothing.
#[utoipa::path(
    post, path = "/tickets/{ticket}/work", tag = "roadmap", request_body = StartInput,
    security(("token" = ["write"])),
    responses((status = 201, description = "The work in progress.", body = StartView)),
)]
async fn start_work(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Name(ticket): Name,
    Body(input): Body<StartInput>,
) -> Result<(StatusCode, Json<StartView>), ApiError> {
    Ok((StatusCode::CREATED, Json(state.app.start_work(&caller.actor, &ticket, input).await?)))
}

/// Stop the work on a ticket
///
/// Where there is none, nothing changes.
#[utoipa::path(
    delete, path = "/tickets/{ticket}/work", tag = "roadmap", security(("token" = ["write"])),
    responses((status = 204, description = "Nobody works on it.")),
)]
async fn stop_work(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Name(ticket): Name,
) -> Result<StatusCode, ApiError> {
    state.app.stop_work(&caller.actor, &ticket).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Get a ticket's dates
///
/// In today's order; `null` when it is not on the roadmap.
#[utoipa::path(
    get, path = "/tickets/{ticket}/dates", tag = "roadmap", security(("token" = ["read"])),
    responses((status = 200, description = "The dates.", body = Option<TicketDates>)),
)]
async fn ticket_dates(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Name(ticket): Name,
) -> Result<Json<Option<TicketDates>>, ApiError> {
    Ok(Json(state.app.ticket_dates(&caller.actor, &ticket).await?))
}

/// Name another team that could do a ticket
///
/// A better order may then give it to that team. Naming it again replaces what was said of it.
#[utoipa::path(
    post, path = "/tickets/{ticket}/alternatives", tag = "roadmap", request_body = AlternativeInput,
    security(("token" = ["write"])),
    responses((status = 201, description = "The alternative.", body = Alternative)),
)]
async fn name_alternative(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Name(ticket): Name,
    Body(input): Body<AlternativeInput>,
) -> Result<(StatusCode, Json<Alternative>), ApiError> {
    Ok((StatusCode::CREATED, Json(state.app.name_alternative(&caller.actor, &ticket, input).await?)))
}

/// Which team.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichTeam {
    /// The team.
    team_id: TeamId,
}

/// Take back that another team could do a ticket
#[utoipa::path(
    delete, path = "/tickets/{ticket}/alternatives", tag = "roadmap", params(QueryOf<WhichTeam>),
    security(("token" = ["write"])),
    responses((status = 204, description = "That team is not named any more.")),
)]
async fn withdraw_alternative(
    caller: Caller<Write>,
    State(state): State<ApiState>,
    Name(ticket): Name,
    Asked(team): Asked<WhichTeam>,
) -> Result<StatusCode, ApiError> {
    state.app.withdraw_alternative(&caller.actor, &ticket, team.team_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
