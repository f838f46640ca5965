//! The workspace and who belongs to it.

use axum::{Json, extract::State, http::StatusCode};
use throughline_app::{InvitationInput, InvitationMade, MemberInput, WorkspaceInput, WorkspaceRef};
use throughline_domain::{
    InvitationId, MemberId,
    people::{Invitation, Member, Workspace},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    answer::Record,
    caller::{Admin, Caller, Read},
    document::{IfMatchHeader, QueryOf, WithRemoved},
    extract::{Asked, Body, Id, IfMatch},
    problem::ApiError,
    state::ApiState,
};

/// The routes.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(get_workspace, change_workspace))
        .routes(routes!(workspaces))
        .routes(routes!(list_members))
        .routes(routes!(get_member, change_member, remove_member))
        .routes(routes!(restore_member))
        .routes(routes!(list_invitations, invite))
        .routes(routes!(withdraw_invitation))
}

/// Get the workspace's settings
#[utoipa::path(
    get, path = "/workspace", tag = "people", security(("token" = ["read"])),
    responses((status = 200, description = "The workspace.", body = Workspace)),
)]
async fn get_workspace(caller: Caller<Read>, State(state): State<ApiState>) -> Result<Record<Workspace>, ApiError> {
    Ok(Record(state.app.get_workspace(&caller.actor).await?))
}

/// Change the workspace's settings
#[utoipa::path(
    put, path = "/workspace", tag = "people", params(IfMatchHeader), request_body = WorkspaceInput,
    security(("token" = ["admin"])),
    responses((status = 200, description = "The workspace as it is now.", body = Workspace)),
)]
async fn change_workspace(
    caller: Caller<Admin>,
    State(state): State<ApiState>,
    IfMatch(version): IfMatch,
    Body(input): Body<WorkspaceInput>,
) -> Result<Record<Workspace>, ApiError> {
    Ok(Record(state.app.change_workspace(&caller.actor, version, input).await?))
}

/// List the workspaces you belong to
#[utoipa::path(
    get, path = "/workspaces", tag = "people", security(("token" = ["read"])),
    responses((status = 200, description = "The workspaces by name.", body = Vec<WorkspaceRef>)),
)]
async fn workspaces(caller: Caller<Read>, State(state): State<ApiState>) -> Result<Json<Vec<WorkspaceRef>>, ApiError> {
    Ok(Json(state.app.workspaces(&caller.actor).await?))
}

/// List members
#[utoipa::path(
    get, path = "/members", tag = "people", params(QueryOf<WithRemoved>), security(("token" = ["read"])),
    responses((status = 200, description = "Members by name.", body = Vec<Member>)),
)]
async fn list_members(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Asked(query): Asked<WithRemoved>,
) -> Result<Json<Vec<Member>>, ApiError> {
    Ok(Json(state.app.list_members(&caller.actor, query.include_removed).await?))
}

/// Get one member
#[utoipa::path(
    get, path = "/members/{id}", tag = "people", security(("token" = ["read"])),
    responses((status = 200, description = "The member.", body = Member)),
)]
async fn get_member(
    caller: Caller<Read>,
    State(state): State<ApiState>,
    Id(id): Id<MemberId>,
) -> Result<Record<Member>, ApiError> {
    Ok(Record(state.app.get_member(&caller.actor, id).await?))
}

/// Change name, role or team of one member
///
/// The last owner cannot step down.
#[utoipa::path(
    put, path = "/members/{id}", tag = "people", params(IfMatchHeader), request_body = MemberInput,
    security(("token" = ["admin"])),
    responses((status = 200, description = "The member as they are now.", body = Member)),
)]
async fn change_member(
    caller: Caller<Admin>,
    State(state): State<ApiState>,
    Id(id): Id<MemberId>,
    IfMatch(version): IfMatch,
    Body(input): Body<MemberInput>,
) -> Result<Record<Member>, ApiError> {
    Ok(Record(state.app.change_member(&caller.actor, id, version, input).await?))
}

/// Remove one member
///
/// Their sessions and tokens end at once. They can be brought back for 30 days. The last owner cannot be removed.
#[utoipa::path(
    delete, path = "/members/{id}", tag = "people", params(IfMatchHeader), security(("token" = ["admin"])),
    responses((status = 200, description = "The member, with when they were removed.", body = Member)),
)]
async fn remove_member(
    caller: Caller<Admin>,
    State(state): State<ApiState>,
    Id(id): Id<MemberId>,
    IfMatch(version): IfMatch,
) -> Result<Record<Member>, ApiError> {
    Ok(Record(state.app.remove_member(&caller.actor, id, version).await?))
}

/// Bring one removed member back
#[utoipa::path(
    post, path = "/members/{id}/restore", tag = "people", security(("token" = ["admin"])),
    responses((status = 200, description = "The member.", body = Member)),
)]
async fn restore_member(
    caller: Caller<Admin>,
    State(state): State<ApiState>,
    Id(id): Id<MemberId>,
) -> Result<Record<Member>, ApiError> {
    Ok(Record(state.app.restore_member(&caller.actor, id).await?))
}

/// List invitations
///
/// Newest first.
#[utoipa::path(
    get, path = "/invitations", tag = "people", security(("token" = ["admin"])),
    responses((status = 200, description = "All invitations.", body = Vec<Invitation>)),
)]
async fn list_invitations(
    caller: Caller<Admin>,
    State(state): State<ApiState>,
) -> Result<Json<Vec<Invitation>>, ApiError> {
    Ok(Json(state.app.list_invitations(&caller.actor).await?))
}

/// Invite a person
///
/// The answer holds the link to send. It is shown this once.
#[utoipa::path(
    post, path = "/invitations", tag = "people", request_body = InvitationInput, security(("token" = ["admin"])),
    responses((status = 201, description = "The invitation and its link.", body = InvitationMade)),
)]
async fn invite(
    caller: Caller<Admin>,
    State(state): State<ApiState>,
    Body(input): Body<InvitationInput>,
) -> Result<(StatusCode, Json<InvitationMade>), ApiError> {
    Ok((StatusCode::CREATED, Json(state.app.invite(&caller.actor, input).await?)))
}

/// Take an invitation back
#[utoipa::path(
    delete, path = "/invitations/{id}", tag = "people", security(("token" = ["admin"])),
    responses((status = 200, description = "The invitation, with when it was taken back.", body = Invitation)),
)]
async fn withdraw_invitation(
    caller: Caller<Admin>,
    State(state): State<ApiState>,
    Id(id): Id<InvitationId>,
) -> Result<Json<Invitation>, ApiError> {
    Ok(Json(state.app.withdraw_invitation(&caller.actor, id).await?))
}
