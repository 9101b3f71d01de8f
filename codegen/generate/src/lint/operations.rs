//! Checks that a request can be generated for every operation: each parameter can be written as text, and the body can be sent.

use std::collections::BTreeMap;

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::operation::{
    self, BodyContent, Operation, ResponseContent, is_form, is_header_name, is_ignored, operations, parameters,
    placeholders,
};
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::reference::{MAX_HOPS, resolve};
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use serde_json::Value;

use crate::request;
use crate::simplify::enum_type;

/// Checks every operation of the document.
pub fn check(root: &Value, lint: &mut Findings) {
    let operations = operations(root);
    // A parameter or body that several operations share is checked for each operation, and reported once.
    let mut found = Findings::default();
    for operation in &operations {
        check_one(root, operation, &mut found);
    }
    for finding in found.0 {
        if !lint.0.contains(&finding) {
            lint.0.push(finding);
        }
    }
    if operations.is_empty() {
        lint.note("/paths", "no operation, so no client is emitted").hint("none needed");
    }
}

/// Checks one operation, with the parameters of its path item and the components to which it refers.
fn check_one(root: &Value, operation: &Operation<'_>, lint: &mut Findings) {
    if operation.method == "trace" {
        lint.error(&operation.at, "`trace` is not supported").hint("remove the operation");
    }
    if operation.value.get("callbacks").is_some() {
        lint.note(
            &join(&operation.at, "callbacks"),
            "callbacks are requests to the caller, for which nothing is generated",
        )
        .hint("none needed");
    }
    check_path(root, operation, lint);
    check_parameters(root, operation, lint);
    check_body(root, operation, lint);
    check_responses(root, operation, lint);
}

fn check_path(root: &Value, operation: &Operation<'_>, lint: &mut Findings) {
    if operation.path.contains('?') || operation.path.contains('#') || !operation.path.starts_with('/') {
        lint.error(&operation.at, "not a path template").hint("begin it with `/`, and leave query and fragment out");
    }
    if !has_paired_braces(operation.path) {
        lint.error(&operation.at, "the braces of the path template are unpaired or nested")
            .hint("write each parameter as `{name}`");
    }
    if operation.path.contains("}{") {
        lint.error(&operation.at, "nothing separates two parameters of the path")
            .hint("write a text between them, such as `/`");
    }
    let parameters = parameters(root, operation);
    for name in placeholders(operation.path) {
        if !parameters.iter().any(|(_, parameter)| parameter["in"] == "path" && parameter["name"] == name) {
            lint.error(&operation.at, format!("no path parameter is named `{name}`"))
                .hint("declare it with `in: path`");
        }
    }
}

fn has_paired_braces(path: &str) -> bool {
    let mut is_open = false;
    path.chars().filter(|c| "{}".contains(*c)).all(|brace| {
        is_open = !is_open;
        is_open == (brace == '{')
    }) && !is_open
}

fn check_parameters(root: &Value, operation: &Operation<'_>, lint: &mut Findings) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for parameter in request::parameters(root, operation) {
        if let Some(other) = seen.insert(parameter.rust_name.clone(), parameter.name) {
            let message = format!("`{other}` and `{}` both become `{}` in Rust", parameter.name, parameter.rust_name);
            lint.error(&parameter.at, message).hint("rename one of them");
        }
    }
    for (at, parameter) in parameters(root, operation) {
        check_parameter(root, operation, &at, parameter, lint);
    }
}

fn check_parameter(root: &Value, operation: &Operation<'_>, at: &str, parameter: &Value, lint: &mut Findings) {
    let name = value::text(parameter, "name").unwrap_or_default();
    let place = value::text(parameter, "in").unwrap_or_default();
    if is_ignored(parameter) {
        lint.note(at, format!("OpenAPI ignores a header parameter `{name}`"))
            .hint("none needed; `content` and `security` state it");
        return;
    }
    if place == "path" && !placeholders(operation.path).contains(&name) {
        lint.error(at, format!("the path has no `{{{name}}}`")).hint("add it to the path, or remove the parameter");
    }
    if place == "path" && !value::flag(parameter, "required") {
        lint.error(at, "a path parameter that is not required").hint("write `required: true`");
    }
    if place == "cookie" {
        lint.error(at, "a cookie parameter is not supported").hint("remove it; the transport may send cookies");
    }
    let style = if place == "query" { "form" } else { "simple" };
    if parameter.get("style").is_some_and(|written| written != style) && place != "cookie" {
        let message = format!("style {} is not supported in the {place}; `{style}` is", parameter["style"]);
        lint.error(&join(at, "style"), message).hint("remove `style` if the server accepts that");
    }
    if place == "header" && !is_header_name(name) {
        lint.error(at, format!("`{name}` is not a valid header name")).hint("use letters, digits and hyphens");
    }
    match parameter.get("schema") {
        None => {
            lint.error(at, "a parameter without `schema`").hint("give it a schema; `content` is not supported here")
        }
        Some(schema) if !is_text(root, schema, true, 0) => lint
            .error(at, "a parameter that may be an object, or an array within an array")
            .hint("use texts, numbers, booleans, or an array of them"),
        Some(schema) if value::flag(schema, "nullable") => lint
            .note(at, "null cannot be written in a URL or a header: a parameter is omitted if its value is null")
            .hint("none needed"),
        Some(_) => {}
    }
}

/// Whether every value of a schema can be written as text: a scalar, or an array of scalars if `may_be_array`.
fn is_text(root: &Value, schema: &Value, may_be_array: bool, depth: usize) -> bool {
    let schema = resolve(root, schema);
    if depth > MAX_HOPS {
        return false;
    }
    match value::text(schema, "type").or_else(|| enum_type(schema)) {
        Some("string" | "integer" | "number" | "boolean") => return true,
        Some("array") => {
            return may_be_array && schema.get("items").is_some_and(|items| is_text(root, items, false, depth + 1));
        }
        Some(_) => return false,
        None => {}
    }
    let is_text = |part| is_text(root, part, may_be_array, depth + 1);
    let mut alternatives = items(schema.get("oneOf")).chain(items(schema.get("anyOf"))).peekable();
    let has_alternatives = alternatives.peek().is_some();
    items(schema.get("allOf")).any(is_text) || has_alternatives && alternatives.all(is_text)
}

fn check_body(root: &Value, operation: &Operation<'_>, lint: &mut Findings) {
    if operation.value.get("requestBody").is_none() {
        return;
    }
    let at = join(&operation.at, "requestBody");
    match operation::request_body(root, operation).map(|body| body.content) {
        None => lint
            .error(&at, "a body without `schema`, or of a media type that is not supported, such as multipart or XML")
            .hint("add a content type `application/json` with a `schema`, if the server accepts it"),
        Some(BodyContent::Form(schema)) => check_form(root, operation, &at, schema, lint),
        Some(BodyContent::Bytes) => {
            lint.note(&at, "the body is neither JSON nor a form; it is sent as bytes that the caller passes")
                .hint("none needed");
        }
        Some(BodyContent::Json(_)) => {}
    }
}

/// Checks that every value of a schema can be sent as a form: an object whose members are known and have a text.
fn check_form(root: &Value, operation: &Operation<'_>, at: &str, schema: &Value, lint: &mut Findings) {
    let mut is_known = true;
    walk::all_of_parts(root, schema, &mut |part| {
        is_known &= !["oneOf", "anyOf"].iter().any(|keyword| part.get(*keyword).is_some());
        is_known &= !part.get("additionalProperties").is_some_and(Value::is_object);
    });
    let mut properties = walk::properties(root, schema);
    properties.retain(|(_, property)| !value::flag(property, "readOnly"));
    if !is_known || properties.is_empty() {
        lint.error(
            at,
            "a form whose members are not all known: it has alternatives, `additionalProperties`, or no properties",
        )
        .hint("list every member in `properties`");
    } else if !properties.iter().all(|(_, property)| is_text(root, property, true, 0)) {
        lint.error(at, "a form with a member that may be an object, or an array within an array")
            .hint("use texts, numbers, booleans, or an array of them");
    }
    let body = operation.value.get("requestBody").map(|body| resolve(root, body));
    for (media_type, media) in members(body.and_then(|body| body.get("content"))).filter(|(name, _)| is_form(name)) {
        for (name, encoding) in members(media.get("encoding")) {
            let is_default = encoding.get("style").is_none_or(|style| style == "form")
                && encoding.get("explode").is_none_or(|explode| *explode == Value::Bool(true))
                && encoding.get("contentType").is_none_or(|kind| kind == "text/plain");
            if !is_default {
                let at = join(&join(&join(&join(at, "content"), media_type), "encoding"), name);
                lint.error(&at, "an encoding of a form's member other than one entry for each value is not supported")
                    .hint("remove it if the server accepts that");
            }
        }
    }
}

fn check_responses(root: &Value, operation: &Operation<'_>, lint: &mut Findings) {
    let at = join(&operation.at, "responses");
    let (responses, _) = operation::success_contents(root, operation);
    if responses.is_empty() {
        lint.note(&at, "no successful response is stated, so the bodies of 2xx responses are not read")
            .hint("none needed");
    }
    for (status, content) in responses {
        if content == ResponseContent::Bytes {
            lint.note(
                &join(&at, status),
                "the body of this response is not JSON with a schema; the caller gets it as bytes",
            )
            .hint("none needed");
        }
    }
}
