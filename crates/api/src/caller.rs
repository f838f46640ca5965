//! Who calls, and what the route needs of them. The scope stands in the type of the handler's first argument, so a route
//! without one has nobody to act as, and does not compile against the verbs.

use std::marker::PhantomData;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use throughline_app::{Actor, AppError, IdempotencyKey};
use throughline_domain::people::Scope;

use crate::{problem::ApiError, state::ApiState};

/// A scope, as a type. Each scope includes those before it.
pub trait Needs: Send + Sync + 'static {
    /// The scope that a token must have.
    const SCOPE: Scope;
}

macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        pub struct $name;
        impl Needs for $name {
            const SCOPE: Scope = Scope::$name;
        }
    )*};
}

scopes! {
    /// The route reads.
    Read;
    /// The route writes.
    Write;
    /// The route runs the workspace.
    Admin;
}

/// The caller, once the token was found and has the scope that the route needs.
pub struct Caller<S> {
    /// Whom the verbs act for.
    pub actor: Actor,
    needs: PhantomData<S>,
}

impl<S: Needs> FromRequestParts<ApiState> for Caller<S> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ApiError> {
        let actor = match &state.acting {
            Some(actor) => actor.clone(),
            None => from_token(parts, state).await?,
        };
        if actor.scopes.as_ref().is_some_and(|scopes| scopes.iter().all(|scope| *scope < S::SCOPE)) {
            let needs = format!("A token with the scope \"{}\" or a wider one is needed.", scope_name(S::SCOPE));
            return Err(AppError::Forbidden { needs }.into());
        }
        let actor = actor.with_idempotency(parts.extensions.remove::<IdempotencyKey>());
        Ok(Self { actor, needs: PhantomData })
    }
}

async fn from_token(parts: &Parts, state: &ApiState) -> Result<Actor, ApiError> {
    let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, token) = header.and_then(|value| value.split_once(' ')).ok_or(AppError::Unauthenticated)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(AppError::Unauthenticated.into());
    }
    let token = token.trim();
    state.limiter.take(token)?;
    Ok(state.app.actor_of_token(token).await?)
}

/// The scope's name in tokens and in the API document.
pub const fn scope_name(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "read",
        Scope::Write => "write",
        Scope::Admin => "admin",
    }
}
