//! The OpenAPI document: what the routes say of themselves, completed with what is true of all of them.

mod finish;

use std::marker::PhantomData;

use serde::Deserialize;
use throughline_domain::{activity::EventKind, priorities::Method, tickets::Status};
use utoipa::{
    IntoParams, Modify, OpenApi, ToSchema,
    openapi::{
        KnownFormat, ObjectBuilder, RefOr, Required, Schema, SchemaFormat,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{SchemaType, Type},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use crate::problem::Problem;

pub(crate) use finish::finish;

/// The head of the document.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Throughline",
        description = "One line from the North Star to every ticket, and back.\n\n\
            Money is in minor units (cents) of an ISO 4217 currency. Ranges are what their author is 90% sure of: `low` is \
            P5, `high` is P95; sums and ranks use `mean`. Times are UTC.\n\n\
            A record answers with its version in `ETag`; changing or deleting it needs that version in `If-Match`. \
            Every POST may carry an `Idempotency-Key`: the same key with the same request is done once. Lists go on \
            with the `next` cursor, also sent as `Link: <...>; rel=\"next\"`. Errors are RFC 9457 problem documents. \
            What belongs to another workspace answers exactly like what does not exist.\n\n\
            What belongs to a person rather than to a workspace (signing in, sessions, passwords, accepting an \
            invitation, founding another workspace) is for browsers: no token may do it."
    ),
    components(schemas(Problem, Method, Status, EventKind)),
    tags(
        (name = "people", description = "The workspace, its members, teams, invitations and tokens"),
        (name = "metrics", description = "The North Star and what moves it"),
        (name = "markets", description = "Groups of customers, and who competes for them"),
        (name = "strategy", description = "Cycles, objectives, key results, problems, the map and its gaps"),
        (name = "tickets", description = "Pieces of work"),
        (name = "value", description = "Business Value sentences"),
        (name = "priorities", description = "The order, why it is so, and what a move costs"),
        (name = "roadmap", description = "Who does what when, what that costs, and what was decided"),
        (name = "urgency", description = "What is asked before its turn, what that costs, and real emergencies"),
        (name = "rhythm", description = "The week"),
        (name = "connections", description = "Tickets from trackers and files"),
        (name = "activity", description = "Who changed what, when"),
        (name = "keeping", description = "The whole workspace in one piece"),
    ),
    modifiers(&Bearer),
)]
pub(crate) struct Head;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "A token of one member in one workspace, with the scopes \"read\", \"write\" or \"admin\". \
                 Make one in the settings or with `throughline token create`.",
            ))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(token));
    }
}

/// Whether deleted records are listed too.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithWithdrawn {
    /// With the deleted ones of the last 30 days; without when left out.
    #[serde(default)]
    pub include_withdrawn: bool,
}

/// Whether removed members are listed too.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithRemoved {
    /// With those who were removed; without when left out.
    #[serde(default)]
    pub include_removed: bool,
}

/// The fields of an input as parameters of the query, so that they are described once.
pub struct QueryOf<T>(PhantomData<T>);

impl<T: ToSchema> IntoParams for QueryOf<T> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let RefOr::T(Schema::Object(object)) = T::schema() else { return Vec::new() };
        let described = |(name, schema): (String, RefOr<Schema>)| {
            let required = if object.required.contains(&name) { Required::True } else { Required::False };
            let (schema, description) = without_null(schema);
            let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query).required(required);
            parameter.description(description).schema(Some(schema)).build()
        };
        object.properties.clone().into_iter().map(described).collect()
    }
}

/// A query has no null: what may be left out is left out. The description moves from the schema to the parameter.
fn without_null(schema: RefOr<Schema>) -> (RefOr<Schema>, Option<String>) {
    match schema {
        RefOr::T(Schema::OneOf(one_of)) => {
            let is_null = |item: &RefOr<Schema>| matches!(item, RefOr::T(Schema::Object(object)) if object.schema_type == SchemaType::Type(Type::Null));
            let (mut schema, mut description) = (RefOr::T(Schema::OneOf(one_of.clone())), one_of.description.clone());
            if let Some(item) = one_of.items.into_iter().find(|item| !is_null(item)) {
                let (inner, said) = without_null(item);
                schema = inner;
                description = description.or(said);
            }
            (schema, description)
        }
        RefOr::T(Schema::Object(mut object)) => {
            if let SchemaType::Array(types) = &object.schema_type {
                let kept: Vec<Type> = types.iter().filter(|kind| **kind != Type::Null).cloned().collect();
                object.schema_type = kept.first().cloned().map_or(SchemaType::AnyValue, SchemaType::Type);
            }
            let description = object.description.take();
            (RefOr::T(Schema::Object(object)), description)
        }
        RefOr::Ref(mut reference) => {
            let description = Some(std::mem::take(&mut reference.description)).filter(|text| !text.is_empty());
            (RefOr::Ref(reference), description)
        }
        schema @ RefOr::T(_) => (schema, None),
    }
}

/// The header that says which version a change is based on.
pub struct IfMatchHeader;

impl IntoParams for IfMatchHeader {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let schema = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^\"v[0-9]{1,18}\"$"));
        vec![
            ParameterBuilder::new()
                .name("If-Match")
                .parameter_in(ParameterIn::Header)
                .required(Required::True)
                .description(Some("The `ETag` of the record as it was read."))
                .schema(Some(schema))
                .build(),
        ]
    }
}

/// A parameter of the path.
pub(crate) fn path_parameter(name: &str) -> Parameter {
    let (description, schema) = match name {
        "id" => (
            "The record's id.",
            ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))),
        ),
        _ => (
            "The key (\"NF-212\", \"O2\") or the id.",
            ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)),
        ),
    };
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}

/// The header that names a request, so that it can be sent again.
pub(crate) fn idempotency_parameter() -> Parameter {
    let schema = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[!-~]{1,255}$"));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("A name for this request. Sent again with the same content, it is not done again."))
        .schema(Some(schema))
        .build()
}
