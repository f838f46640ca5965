//! The OpenAPI document says all of every route, and nothing that is not so.

use std::collections::HashSet;

use serde_json::Value;

use crate::routes;

#[test]
fn the_document_changes_only_on_purpose() {
    insta::assert_json_snapshot!("openapi", throughline_api::openapi());
}

#[test]
fn every_operation_says_what_it_is_and_how_it_fails() {
    let mut ids = HashSet::new();
    for operation in routes::all() {
        let (name, described) = (operation.name(), &operation.described);
        let id = described["operationId"].as_str().unwrap_or_else(|| panic!("{name} has no operationId"));
        assert!(ids.insert(id.to_owned()), "{id} names two operations");
        assert!(described["summary"].as_str().is_some_and(|text| !text.is_empty()), "{name} has no summary");
        assert!(described["tags"].as_array().is_some_and(|tags| tags.len() == 1), "{name} has no tag");
        let responses = described["responses"].as_object().unwrap();
        for status in ["401", "403", "429", "500", "503"] {
            assert!(responses.contains_key(status), "{name} does not say {status}");
        }
        assert_eq!(responses.contains_key("428"), responses.contains_key("412"), "{name}");
        assert_eq!(described["requestBody"].is_object(), responses.contains_key("415"), "{name}");
    }
}

#[test]
fn every_operation_needs_exactly_one_scope() {
    for operation in routes::all() {
        let scopes = operation.scopes();
        assert_eq!(scopes.len(), 1, "{} says of its permission: {scopes:?}", operation.name());
        let reads = operation.method == "GET"
            || ["/value", "/roadmap/price", "/urgent/price", "/strategy/export", "/strategy/plan"]
                .contains(&operation.path.as_str());
        assert!(reads || scopes != ["read"], "{} writes with the scope to read", operation.name());
    }
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|field| references(field, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let document = serde_json::to_value(throughline_api::openapi()).unwrap();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(!found.is_empty());
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

#[test]
fn an_error_is_not_taken_for_an_engineering_problem() {
    let document = serde_json::to_value(throughline_api::openapi()).unwrap();
    let schemas = &document["components"]["schemas"];
    assert!(schemas["ProblemDetails"]["properties"]["status"].is_object());
    assert!(schemas["Problem"]["properties"]["hypothesis"].is_object());
    assert!(schemas["Source"]["properties"]["key_prefix"].is_object());
    assert!(schemas["InputSource"]["oneOf"].is_array());
}

#[test]
fn every_field_is_described() {
    let document = serde_json::to_value(throughline_api::openapi()).unwrap();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        for (field, described) in schema["properties"].as_object().into_iter().flatten() {
            let inside = described["oneOf"].as_array().into_iter().flatten();
            let said = std::iter::once(described).chain(inside).any(|one| one["description"].is_string());
            assert!(said, "{name}.{field} is not described");
        }
    }
}
