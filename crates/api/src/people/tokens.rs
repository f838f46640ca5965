//! Tokens.

use axum::{Json, extract::State, http::StatusCode};
use throughline_app::{TokenInput, TokenMade};
use throughline_domain::{TokenId, people::Token};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    caller::{Admin, Caller},
    extract::{Body, Id},
    problem::ApiError,
    state::ApiState,
};

/// The routes.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list_tokens, create_token)).routes(routes!(withdraw_token))
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
