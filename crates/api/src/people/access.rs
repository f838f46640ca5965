//! Sessions and tokens.

use axum::{Json, extract::State, http::StatusCode};
use throughline_app::{SessionView, TokenInput, TokenMade};
use throughline_domain::{SessionId, TokenId, people::Token};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    caller::{Admin, Caller, Read},
    extract::{Body, Id},
    problem::ApiError,
    state::ApiState,
};

/// The routes.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(my_sessions, sign_out_everywhere))
        .routes(routes!(end_session))
        .routes(routes!(list_tokens, create_token))
        .routes(routes!(withdraw_token))
}

/// List your sessions
///
/// The browsers in which you are signed in.
#[utoipa::path(
    get, path = "/sessions", tag = "people", security(("token" = ["read"])),
    responses((status = 200, description = "Your sessions.", body = Vec<SessionView>)),
)]
async fn my_sessions(caller: Caller<Read>, State(state): State<ApiState>) -> Result<Json<Vec<SessionView>>, ApiError> {
    Ok(Json(state.app.my_sessions(&caller.actor).await?))
}

/// Sign out everywhere
///
/// Ends all your sessions. Tokens stay.
#[utoipa::path(
    delete, path = "/sessions", tag = "people", security(("token" = ["admin"])),
    responses((status = 204, description = "All your sessions ended.")),
)]
async fn sign_out_everywhere(caller: Caller<Admin>, State(state): State<ApiState>) -> Result<StatusCode, ApiError> {
    state.app.sign_out_everywhere(&caller.actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End one of your sessions
#[utoipa::path(
    delete, path = "/sessions/{id}", tag = "people", security(("token" = ["admin"])),
    responses((status = 204, description = "The session ended.")),
)]
async fn end_session(
    caller: Caller<Admin>,
    State(state): State<ApiState>,
    Id(id): Id<SessionId>,
) -> Result<StatusCode, ApiError> {
    state.app.end_session(&caller.actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List tokens
///
/// Yours; all of the workspace for an owner. Secrets are not kept and not shown.
#[utoipa::path(
    get, path = "/tokens", tag = "people", security(("token" = ["admin"])),
    responses((status = 200, description = "The tokens.", body = Vec<Token>)),
)]
async fn list_tokens(caller: Caller<Admin>, State(state): State<ApiState>) -> Result<Json<Vec<Token>>, ApiError> {
    Ok(Json(state.app.list_tokens(&caller.actor).await?))
}

/// Make a token
///
/// It acts as you, within its scopes. The secret is shown this once.
#[utoipa::path(
    post, path = "/tokens", tag = "people", request_body = TokenInput, security(("token" = ["admin"])),
    responses((status = 201, description = "The token and its secret.", body = TokenMade)),
)]
async fn create_token(
    caller: Caller<Admin>,
    State(state): State<ApiState>,
    Body(input): Body<TokenInput>,
) -> Result<(StatusCode, Json<TokenMade>), ApiError> {
    Ok((StatusCode::CREATED, Json(state.app.create_token(&caller.actor, input).await?)))
}

/// Withdraw a token
///
/// It stops working at once.
#[utoipa::path(
    delete, path = "/tokens/{id}", tag = "people", security(("token" = ["admin"])),
    responses((status = 200, description = "The token, with when it was withdrawn.", body = Token)),
)]
async fn withdraw_token(
    caller: Caller<Admin>,
    State(state): State<ApiState>,
    Id(id): Id<TokenId>,
) -> Result<Json<Token>, ApiError> {
    Ok(Json(state.app.withdraw_token(&caller.actor, id).await?))
}
