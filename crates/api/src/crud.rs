//! The nouns that a workspace defines for itself answer alike: six routes each, written once.

/// Writes the six routes of a noun in a module of its own, and `routes()` that collects them.
macro_rules! six_routes {
    (
        $(#[doc = $doc:literal])*
        mod $module:ident: $noun:ident, $id:ident, $input:ident, tag $tag:tt, path $path:literal, one $one:literal, many $many:literal,
        $list:ident $get:ident $create:ident $change:ident $withdraw:ident $restore:ident
    ) => {
        $(#[doc = $doc])*
        pub mod $module {
            use axum::{Json, extract::State};
            use throughline_app::$input;
            use throughline_domain::$id;
            use utoipa_axum::{router::OpenApiRouter, routes};

            use super::$noun;
            use crate::{
                answer::{Created, Record},
                caller::{Caller, Read, Write},
                document::{IfMatchHeader, QueryOf, WithWithdrawn},
                extract::{Asked, Body, Id, IfMatch},
                problem::ApiError,
                state::ApiState,
            };

            /// The six routes.
            pub fn routes() -> OpenApiRouter<ApiState> {
                OpenApiRouter::new()
                    .routes(routes!($list, $create))
                    .routes(routes!($get, $change, $withdraw))
                    .routes(routes!($restore))
            }

            #[utoipa::path(
                get, path = $path, tag = $tag, summary = concat!("List ", $many),
                params(QueryOf<WithWithdrawn>), security(("token" = ["read"])),
                responses((status = 200, description = concat!("All ", $many, "."), body = Vec<$noun>)),
            )]
            async fn $list(
                caller: Caller<Read>,
                State(state): State<ApiState>,
                Asked(query): Asked<WithWithdrawn>,
            ) -> Result<Json<Vec<$noun>>, ApiError> {
                Ok(Json(state.app.$list(&caller.actor, query.include_withdrawn).await?))
            }

            #[utoipa::path(
                get, path = concat!($path, "/{id}"), tag = $tag, summary = concat!("Get one ", $one),
                security(("token" = ["read"])),
                responses((status = 200, description = concat!("The ", $one, "."), body = $noun)),
            )]
            async fn $get(
                caller: Caller<Read>,
                State(state): State<ApiState>,
                Id(id): Id<$id>,
            ) -> Result<Record<$noun>, ApiError> {
                Ok(Record(state.app.$get(&caller.actor, id).await?))
            }

            #[utoipa::path(
                post, path = $path, tag = $tag, summary = concat!("Make a new ", $one),
                request_body = $input, security(("token" = ["write"])),
                responses((status = 201, description = concat!("The new ", $one, "."), body = $noun)),
            )]
            async fn $create(
                caller: Caller<Write>,
                State(state): State<ApiState>,
                Body(input): Body<$input>,
            ) -> Result<Created<$noun>, ApiError> {
                let record = state.app.$create(&caller.actor, input).await?;
                let location = format!(concat!("/api/v1", $path, "/{}"), record.id);
                Ok(Created { record, location })
            }

            #[utoipa::path(
                put, path = concat!($path, "/{id}"), tag = $tag, summary = concat!("Replace what is said of one ", $one),
                params(IfMatchHeader), request_body = $input, security(("token" = ["write"])),
                responses((status = 200, description = concat!("The ", $one, " as it is now."), body = $noun)),
            )]
            async fn $change(
                caller: Caller<Write>,
                State(state): State<ApiState>,
                Id(id): Id<$id>,
                IfMatch(version): IfMatch,
                Body(input): Body<$input>,
            ) -> Result<Record<$noun>, ApiError> {
                Ok(Record(state.app.$change(&caller.actor, id, version, input).await?))
            }

            #[utoipa::path(
                delete, path = concat!($path, "/{id}"), tag = $tag, summary = concat!("Delete one ", $one),
                description = "It can be restored for 30 days.",
                params(IfMatchHeader), security(("token" = ["write"])),
                responses((status = 200, description = concat!("The ", $one, ", with when it was deleted."), body = $noun)),
            )]
            async fn $withdraw(
                caller: Caller<Write>,
                State(state): State<ApiState>,
                Id(id): Id<$id>,
                IfMatch(version): IfMatch,
            ) -> Result<Record<$noun>, ApiError> {
                Ok(Record(state.app.$withdraw(&caller.actor, id, version).await?))
            }

            #[utoipa::path(
                post, path = concat!($path, "/{id}/restore"), tag = $tag, summary = concat!("Bring one deleted ", $one, " back"),
                security(("token" = ["write"])),
                responses((status = 200, description = concat!("The ", $one, "."), body = $noun)),
            )]
            async fn $restore(
                caller: Caller<Write>,
                State(state): State<ApiState>,
                Id(id): Id<$id>,
            ) -> Result<Record<$noun>, ApiError> {
                Ok(Record(state.app.$restore(&caller.actor, id).await?))
            }
        }
    };
}

pub(crate) use six_routes;
