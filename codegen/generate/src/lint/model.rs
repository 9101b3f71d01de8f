//! Checks that the spec has the form of OpenAPI 3.0: the model of `openapiv3` can represent all of the spec's content.
//!
//! The model drops what it does not support. So the spec is deserialized into the model and serialized again. Every key and value must still
//! be present, unless it makes no difference to the generated code. Unknown keys were reported before.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::pointer;
use colt_numbers_openapi::value::{self, members};
use openapiv3::{Header, OpenAPI, Parameter, PathItem, ReferenceOr, RequestBody, Response, Schema, SecurityScheme};
use serde::Deserialize as _;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Reports everything that the model loses.
pub fn check(value: &Value, model: &OpenAPI, lint: &mut Findings) {
    if let Ok(model) = serde_json::to_value(model) {
        compare("", value, &model, lint);
    }
    match value::text(value, "openapi") {
        Some(version) if version.starts_with("3.0.") => {}
        _ => lint.error("/openapi", "not OpenAPI 3.0").hint("write `openapi: 3.0.3`; other versions are not supported"),
    }
}

fn compare(at: &str, written: &Value, read: &Value, lint: &mut Findings) {
    match (written, read) {
        (Value::Object(written), Value::Object(read)) => {
            for (name, member) in written {
                let at = pointer::join(at, name);
                match read.get(name) {
                    Some(read) => compare(&at, member, read, lint),
                    None if is_default(name, member) || makes_no_difference(name, member) => {}
                    None => {
                        let (reason, remedy) = dropped(name, written);
                        lint.error(&at, reason).hint(remedy);
                    }
                }
            }
        }
        (Value::Array(written), Value::Array(read)) if written.len() == read.len() => {
            for (index, (written, read)) in written.iter().zip(read).enumerate() {
                compare(&pointer::item(at, index), written, read, lint);
            }
        }
        (Value::Number(written), Value::Number(read)) if written.as_f64() == read.as_f64() => {}
        _ if written == read => {}
        _ => lint
            .error(at, format!("`{written}` would be read as `{read}`"))
            .hint("write a value of the type that OpenAPI 3.0 defines for this key"),
    }
}

/// Whether the model omits a key because it has its default value.
fn is_default(name: &str, value: &Value) -> bool {
    match value {
        Value::Bool(false) => name != "additionalProperties" && !name.starts_with("x-"),
        Value::Array(items) => {
            items.is_empty() && matches!(name, "required" | "parameters" | "tags" | "servers" | "enum")
        }
        Value::Object(members) => {
            members.is_empty()
                && matches!(
                    name,
                    "properties"
                        | "responses"
                        | "headers"
                        | "examples"
                        | "schemas"
                        | "parameters"
                        | "links"
                        | "callbacks"
                        | "requestBodies"
                        | "securitySchemes"
                        | "variables"
                        | "content"
                        | "encoding"
                        | "mapping"
                )
        }
        _ => false,
    }
}

/// Why the model drops a known keyword, given the other keywords of its object, and the hint.
fn dropped(name: &str, beside: &Map<String, Value>) -> (String, &'static str) {
    let excludes = [["content", "schema"], ["operationRef", "operationId"]];
    let pair = excludes.iter().find(|pair| pair.contains(&name)).into_iter().flatten();
    if let Some(other) = pair.copied().find(|other| *other != name && beside.contains_key(*other)) {
        return (format!("`{name}` and `{other}` exclude each other"), "keep one of them");
    }
    match name {
        "name" | "in" | "scheme" | "bearerFormat" | "flows" | "openIdConnectUrl" if beside.contains_key("type") => {
            (format!("a security scheme of type {} has no `{name}`", beside["type"]), "remove it, or correct the type")
        }
        "authorizationUrl" | "tokenUrl" => {
            (format!("this OAuth flow has no `{name}`"), "remove it, or correct the flow")
        }
        _ => {
            (format!("`{name}` is not supported here and would be ignored"), "remove it, or express it in another way")
        }
    }
}

/// Whether a keyword may be dropped: those of XML, the style of parameters (checked by `operations`), and null as data. The bundled spec
/// keeps them.
fn makes_no_difference(name: &str, value: &Value) -> bool {
    match name {
        "xml" | "style" | "explode" | "allowReserved" | "allowEmptyValue" => true,
        "example" | "default" | "value" | "requestBody" | "parameters" => value.is_null(),
        _ => false,
    }
}

/// Reports why the spec is not an OpenAPI document, with the most precise pointer possible.
pub fn explain(value: &Value, error: &serde_json::Error, lint: &mut Findings) {
    let before = lint.0.len();
    let sections: [(&str, ParseComponent); 6] = [
        ("schemas", parse::<Schema>),
        ("responses", parse::<Response>),
        ("parameters", parse::<Parameter>),
        ("requestBodies", parse::<RequestBody>),
        ("headers", parse::<Header>),
        ("securitySchemes", parse::<SecurityScheme>),
    ];
    for (section, parse) in sections {
        let at = format!("/components/{section}");
        for (name, member) in members(value.pointer(&at)) {
            report(&pointer::join(&at, name), parse(member), lint);
        }
    }
    for (path, item) in members(value.get("paths")) {
        report(&pointer::join("/paths", path), parse::<PathItem>(item), lint);
    }
    if lint.0.len() == before {
        report("", Err(error.to_string()), lint);
    }
}

type ParseComponent = fn(&Value) -> Result<(), String>;

fn parse<T: DeserializeOwned>(value: &Value) -> Result<(), String> {
    ReferenceOr::<T>::deserialize(value).map(drop).map_err(|error| error.to_string())
}

fn report(at: &str, parsed: Result<(), String>, lint: &mut Findings) {
    if let Err(message) = parsed {
        lint.error(at, format!("not valid OpenAPI 3.0: {message}")).hint("compare it with OpenAPI 3.0.3, section 4.7");
    }
}
