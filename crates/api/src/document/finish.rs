//! What is true of every route: how it fails, which headers it sends.

use utoipa::openapi::{
    Content, HeaderBuilder, HttpMethod, OpenApi, Ref, RefOr, ResponseBuilder,
    path::{Operation, ParameterIn, PathItem},
    schema::{ObjectBuilder, Type},
};

use super::{idempotency_parameter, path_parameter};

/// A way to fail: status, name in the document, and when.
const FAILURES: [(u16, &str, &str); 14] = [
    (400, "Malformed", "The request could not be read: its JSON, its query or a header."),
    (401, "Unauthenticated", "No token, or one that does not work any more."),
    (403, "Forbidden", "The token lacks the scope, or its member the role."),
    (404, "NotFound", "There is no such record in this workspace. A record of another workspace answers the same."),
    (405, "MethodNotAllowed", "The route does not take this method; `Allow` lists those it takes."),
    (409, "Conflict", "It contradicts what is there: a name is taken, it is already so, it cannot be now."),
    (412, "Stale", "Somebody changed the record since it was read; `current_version` is the one it has now."),
    (413, "TooLarge", "The body is longer than this route takes."),
    (415, "UnsupportedMediaType", "The body is not JSON."),
    (
        422,
        "Invalid",
        "The request was read, and fields of it cannot be taken; `errors` says which and what is allowed.",
    ),
    (428, "VersionRequired", "`If-Match` is missing."),
    (429, "TooManyRequests", "Too many requests; `Retry-After` says when to come back."),
    (500, "Internal", "A fault of ours; the operator finds it in the log under the id in `detail`."),
    (503, "Unavailable", "The database is away or busy; `Retry-After` says when to come back."),
];

/// Completes the document: how each route can fail, its path parameters, the headers of its answers.
pub(crate) fn finish(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    for (_, name, description) in FAILURES {
        let content = Content::new(Some(Ref::from_schema_name("ProblemDetails")));
        let mut response = ResponseBuilder::new().description(description).content("application/problem+json", content);
        if matches!(name, "TooManyRequests" | "Unavailable") {
            response = response.header("Retry-After", header("Seconds to wait.", Type::Integer));
        }
        components.responses.insert(name.to_owned(), RefOr::T(response.build()));
    }
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            finish_operation(path, &method, operation);
        }
    }
}

/// The operations of a path, with their methods.
pub(crate) fn operations(item: &mut PathItem) -> Vec<(HttpMethod, &mut Operation)> {
    let all = [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Delete, &mut item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation))).collect()
}

fn finish_operation(path: &str, method: &HttpMethod, operation: &mut Operation) {
    let writes = *method != HttpMethod::Get;
    let parameters = operation.parameters.get_or_insert_default();
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    parameters.splice(0..0, names.map(|name| RefOr::T(path_parameter(name))));
    if *method == HttpMethod::Post {
        parameters.push(RefOr::T(idempotency_parameter()));
    }
    let has = |place: ParameterIn| {
        parameters.iter().any(|parameter| matches!(parameter, RefOr::T(it) if it.parameter_in == place))
    };
    let versioned = parameters.iter().any(|parameter| matches!(parameter, RefOr::T(it) if it.name == "If-Match"));
    let body = operation.request_body.is_some();
    let mut statuses = vec![401, 403, 429, 500, 503];
    statuses.extend(has(ParameterIn::Path).then_some(404));
    statuses.extend(writes.then_some(409));
    statuses.extend((has(ParameterIn::Query) || has(ParameterIn::Header) || body).then_some(422));
    if body {
        statuses.extend([400, 404, 413, 415]);
    }
    if versioned {
        statuses.extend([412, 428]);
    }
    if has(ParameterIn::Query) {
        statuses.extend([404]);
    }
    for (status, name, _) in FAILURES {
        if statuses.contains(&status) {
            operation.responses.responses.insert(status.to_string(), RefOr::Ref(Ref::from_response_name(name)));
        }
    }
    if let Some(RefOr::T(created)) = operation.responses.responses.get_mut("201") {
        created.headers.insert(
            "Location".to_owned(),
            RefOr::T(header("Where the new record is, if it has an address.", Type::String)),
        );
    }
    if let Some(RefOr::T(listed)) = operation.responses.responses.get_mut("200").filter(|_| pages(parameters)) {
        listed
            .headers
            .insert("Link".to_owned(), RefOr::T(header("The next page: `<...>; rel=\"next\"`.", Type::String)));
    }
}

fn pages(parameters: &[RefOr<utoipa::openapi::path::Parameter>]) -> bool {
    parameters.iter().any(|parameter| matches!(parameter, RefOr::T(it) if it.name == "after"))
}

fn header(description: &str, kind: Type) -> utoipa::openapi::Header {
    HeaderBuilder::new().description(Some(description)).schema(Some(ObjectBuilder::new().schema_type(kind))).build()
}
