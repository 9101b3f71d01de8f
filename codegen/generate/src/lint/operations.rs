//! Whether every operation is one that the emitted client can send: named, with parameters of simple types, JSON in and out.

use std::collections::BTreeMap;

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::operation::{Operation, operations, parameters, placeholders, successes};
use colt_numbers_openapi::pointer::{item, join};
use colt_numbers_openapi::reference::resolve;
use colt_numbers_openapi::value::{self, items, members};
use serde_json::Value;

use crate::names;

/// Checks every operation of the document.
pub fn check(root: &Value, lint: &mut Findings) {
    let operations = operations(root);
    // What several operations share is judged with each of them, and reported once.
    let mut found = Findings::default();
    for operation in &operations {
        check_one(root, operation, &mut found);
    }
    for finding in found.0 {
        if !lint.0.contains(&finding) {
            lint.0.push(finding);
        }
    }
    check_scopes(root, lint);
    if operations.is_empty() {
        lint.note("/paths", "no operation, so no client is emitted").hint("none needed");
    }
}

/// Checks one operation, with what its path item and the components give to it.
fn check_one(root: &Value, operation: &Operation<'_>, lint: &mut Findings) {
    let at = &operation.at;
    if operation.id().is_none() {
        lint.error(at, "no `operationId`").hint("give it one; the method of the client takes its name");
    }
    if operation.method == "trace" {
        lint.error(at, "`trace` cannot be expressed").hint("take the operation out");
    }
    if operation.value.get("callbacks").is_some() {
        lint.error(&join(at, "callbacks"), "callbacks cannot be expressed").hint("take them out");
    }
    check_target(operation, lint);
    check_parameters(root, operation, lint);
    check_body(root, operation, lint);
    check_responses(root, operation, lint);
}

/// Servers and security are the document's: one client goes to one server, with one kind of token.
fn check_target(operation: &Operation<'_>, lint: &mut Findings) {
    for (at, holder) in [(&operation.item_at(), operation.item), (&operation.at, operation.value)] {
        let is_empty = |list: &Value| list.as_array().is_some_and(Vec::is_empty);
        if holder.get("servers").is_some_and(|servers| !is_empty(servers)) {
            lint.error(&join(at, "servers"), "the client would still go to the document's servers")
                .hint("take them out; write them under `servers` at the root, or put the path into the path template");
        }
    }
    if operation.value.get("security").is_some() {
        let message = "the client would still send what the document's `security` asks for";
        lint.error(&join(&operation.at, "security"), message)
            .hint("take it out; write it under `security` at the root, for every operation");
    }
}

/// The client asks for tokens without naming a scope.
fn check_scopes(root: &Value, lint: &mut Findings) {
    for (index, requirement) in items(root.get("security")).enumerate() {
        for (scheme, scopes) in members(Some(requirement)) {
            if items(Some(scopes)).next().is_some() {
                let at = join(&item("/security", index), scheme);
                let message = format!("the client would ask for tokens of `{scheme}` without these scopes");
                lint.error(&at, message).hint("leave the list empty; scopes cannot be expressed");
            }
        }
    }
}

fn check_parameters(root: &Value, operation: &Operation<'_>, lint: &mut Findings) {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let parameters = parameters(root, operation);
    for (at, parameter) in &parameters {
        let name = value::text(parameter, "name").unwrap_or_default();
        let place = value::text(parameter, "in").unwrap_or_default();
        if let Some(other) = seen.insert(names::snake(name), name.to_owned()) {
            lint.error(at, format!("`{other}` and `{name}` become one argument in Rust")).hint("rename one of them");
        }
        if names::snake(name) == "body" {
            lint.error(at, format!("a parameter named `{name}` collides with the body"))
                .hint("this cannot be expressed; rename it where you can");
        }
        if place == "path" && !placeholders(operation.path).contains(&name) {
            lint.error(at, format!("the path has no `{{{name}}}`"))
                .hint("put it into the path, or take the parameter out");
        }
        if place == "path" && !value::flag(parameter, "required") {
            lint.error(at, "a path parameter that is not required").hint("write `required: true`");
        }
        if place == "cookie" {
            lint.error(at, "a cookie parameter cannot be expressed")
                .hint("take it out; cookies are the transport's business");
        }
        let style = if place == "query" { "form" } else { "simple" };
        if parameter.get("style").is_some_and(|written| written != style) && place != "cookie" {
            let (at, written) = (join(at, "style"), &parameter["style"]);
            let sent = format!("a single value in the {place} is sent as `{style}` has it");
            lint.error(&at, format!("style {written} cannot be expressed; {sent}"))
                .hint("take `style` out where the server understands that; else the parameter cannot be expressed");
        }
        let reserved = ["accept", "content-type", "authorization"].contains(&name.to_ascii_lowercase().as_str());
        if place == "header" && reserved {
            lint.error(at, format!("OpenAPI ignores a header parameter `{name}`"))
                .hint("take it out; `content` and `security` say it");
        }
        if place == "header" && !is_header_name(name) {
            lint.error(at, format!("`{name}` is no header name")).hint("use letters, digits and hyphens");
        }
        match parameter.get("schema").map(|schema| scalar(root, schema)) {
            Some(true) => {}
            Some(false) => lint
                .error(at, "a parameter that is an array, an object, of several types or null")
                .hint("use one string, number or boolean; take `nullable` out, and leave an optional parameter away"),
            None => lint
                .error(at, "a parameter without `schema`")
                .hint("give it a schema; `content` cannot be expressed here"),
        }
    }
    for name in placeholders(operation.path) {
        if !parameters.iter().any(|(_, parameter)| parameter["in"] == "path" && parameter["name"] == name) {
            lint.error(&operation.at, format!("no path parameter is named `{name}`"))
                .hint("declare it with `in: path`");
        }
    }
    if operation.path.contains('?') || operation.path.contains('#') || !operation.path.starts_with('/') {
        lint.error(&operation.at, "no path template").hint("begin it with `/`, and leave query and fragment out");
    }
    if !has_paired_braces(operation.path) {
        lint.error(&operation.at, "a brace of the path template has no partner, or stands within others")
            .hint("write each parameter as `{name}`");
    }
}

fn has_paired_braces(path: &str) -> bool {
    let mut is_open = false;
    path.chars().filter(|c| "{}".contains(*c)).all(|brace| {
        is_open = !is_open;
        is_open == (brace == '{')
    }) && !is_open
}

fn is_header_name(name: &str) -> bool {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(token)
}

fn scalar(root: &Value, schema: &Value) -> bool {
    let schema = resolve(root, schema);
    // Null has no text that could stand in a URL or a header.
    if value::flag(schema, "nullable") {
        return false;
    }
    if let [only] = items(schema.get("allOf")).collect::<Vec<_>>()[..] {
        return schema.get("type").is_none() && scalar(root, only);
    }
    matches!(value::text(schema, "type"), Some("string" | "integer" | "number" | "boolean"))
}

fn check_body(root: &Value, operation: &Operation<'_>, lint: &mut Findings) {
    let Some(body) = operation.value.get("requestBody") else { return };
    if !matches!(json_schema(resolve(root, body)), Ok(Some(_))) {
        lint.error(&join(&operation.at, "requestBody"), "the body is not JSON with a schema, alone").hint(ONLY_JSON);
    }
}

const ONLY_JSON: &str = "leave one content type, `application/json`, with a `schema`";

/// The schema of a body or response that is JSON alone, none where there is no content; an error where it is anything else.
fn json_schema(holder: &Value) -> Result<Option<&Value>, ()> {
    match members(holder.get("content")).collect::<Vec<_>>()[..] {
        [] => Ok(None),
        [(media, content)] if media == "application/json" => content.get("schema").map(Some).ok_or(()),
        _ => Err(()),
    }
}

fn check_responses(root: &Value, operation: &Operation<'_>, lint: &mut Findings) {
    let at = join(&operation.at, "responses");
    let successes: Vec<_> = successes(root, operation).collect();
    if successes.is_empty() {
        lint.error(&at, "no answer of success").hint("declare `2XX`, or a status of that class");
    }
    let mut schemas: Vec<&Value> = Vec::new();
    for (status, response) in successes {
        match json_schema(response) {
            Ok(schema) => schemas.extend(schema),
            Err(()) => {
                lint.error(&join(&at, status), "the answer is not JSON with a schema, alone").hint(ONLY_JSON);
            }
        }
    }
    if schemas.iter().any(|schema| *schema != schemas[0]) {
        lint.error(&at, "answers of success with different schemas")
            .hint("give them one schema; `oneOf` named ones where they differ");
    }
}
