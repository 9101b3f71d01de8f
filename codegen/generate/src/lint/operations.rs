//! Checks that the generated client can send every operation: named, with parameters of simple types and JSON bodies.

use std::collections::BTreeMap;

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::operation::{Operation, operations, parameters, placeholders, successes};
use colt_numbers_openapi::pointer::{item, join};
use colt_numbers_openapi::reference::resolve;
use colt_numbers_openapi::value::{self, items, members};
use serde_json::Value;

use crate::names;

/// Checks every operation of the spec.
pub fn check(root: &Value, lint: &mut Findings) {
    let operations = operations(root);
    // What several operations share is checked for each of them, but reported once.
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
        lint.note("/paths", "no operations, so no client is generated").hint("none needed");
    }
}

/// Checks one operation, including what it inherits from its path item and refers to in the components.
fn check_one(root: &Value, operation: &Operation<'_>, lint: &mut Findings) {
    let at = &operation.at;
    if operation.id().is_none() {
        lint.error(at, "no `operationId`").hint("add one; it becomes the name of the client's method");
    }
    if operation.method == "trace" {
        lint.error(at, "`trace` is not supported").hint("remove the operation");
    }
    if operation.value.get("callbacks").is_some() {
        lint.error(&join(at, "callbacks"), "callbacks are not supported").hint("remove them");
    }
    check_overrides(operation, lint);
    check_parameters(root, operation, lint);
    check_body(root, operation, lint);
    check_responses(root, operation, lint);
}

/// Checks that servers and security are not overridden: one client uses one server and one kind of token.
fn check_overrides(operation: &Operation<'_>, lint: &mut Findings) {
    for (at, holder) in [(&operation.item_at(), operation.item), (&operation.at, operation.value)] {
        let is_empty = |list: &Value| list.as_array().is_some_and(Vec::is_empty);
        if holder.get("servers").is_some_and(|servers| !is_empty(servers)) {
            lint.error(&join(at, "servers"), "the client would ignore these servers and use those of the root")
                .hint("remove them; list them under `servers` at the root, or put the path into the path template");
        }
    }
    if operation.value.get("security").is_some() {
        let message = "the client would ignore this and send what `security` at the root requires";
        lint.error(&join(&operation.at, "security"), message)
            .hint("remove it; write it under `security` at the root, for every operation");
    }
}

/// Checks that no scopes are required, because the client requests tokens without scopes.
fn check_scopes(root: &Value, lint: &mut Findings) {
    for (index, requirement) in items(root.get("security")).enumerate() {
        for (scheme, scopes) in members(Some(requirement)) {
            if items(Some(scopes)).next().is_some() {
                let at = join(&item("/security", index), scheme);
                let message = format!("the client would request tokens of `{scheme}` without these scopes");
                lint.error(&at, message).hint("leave the list empty; scopes are not supported");
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
            lint.error(at, format!("`{other}` and `{name}` become the same argument in Rust"))
                .hint("rename one of them");
        }
        if names::snake(name) == "body" {
            lint.error(at, format!("a parameter named `{name}` collides with the argument for the body"))
                .hint("rename it; if the name is fixed, this spec is not supported");
        }
        if place == "path" && !placeholders(operation.path).contains(&name) {
            lint.error(at, format!("the path has no placeholder `{{{name}}}`"))
                .hint("add it to the path, or remove the parameter");
        }
        if place == "path" && !value::flag(parameter, "required") {
            lint.error(at, "a path parameter must be required").hint("write `required: true`");
        }
        if place == "cookie" {
            lint.error(at, "cookie parameters are not supported").hint("remove it; the transport handles cookies");
        }
        let style = if place == "query" { "form" } else { "simple" };
        if parameter.get("style").is_some_and(|written| written != style) && place != "cookie" {
            let (at, written) = (join(at, "style"), &parameter["style"]);
            let sent = format!("a single value in the {place} is sent in style `{style}`");
            lint.error(&at, format!("style {written} is not supported; {sent}"))
                .hint("remove `style` if the server accepts that; otherwise the parameter is not supported");
        }
        let reserved = ["accept", "content-type", "authorization"].contains(&name.to_ascii_lowercase().as_str());
        if place == "header" && reserved {
            lint.error(at, format!("OpenAPI ignores a header parameter named `{name}`"))
                .hint("remove it; `content` and `security` define that header");
        }
        if place == "header" && !is_header_name(name) {
            lint.error(at, format!("`{name}` is not a valid header name")).hint("use letters, digits and hyphens");
        }
        match parameter.get("schema").map(|schema| is_scalar(root, schema)) {
            Some(true) => {}
            Some(false) => {
                lint.error(at, "a parameter must not be an array, an object, of several types or null").hint(
                    "use a string, a number or a boolean; remove `nullable`, and make the parameter optional instead",
                )
            }
            None => {
                lint.error(at, "a parameter without `schema`").hint("add a schema; `content` is not supported here")
            }
        }
    }
    for name in placeholders(operation.path) {
        if !parameters.iter().any(|(_, parameter)| parameter["in"] == "path" && parameter["name"] == name) {
            lint.error(&operation.at, format!("no path parameter is named `{name}`"))
                .hint("declare it with `in: path`");
        }
    }
    if operation.path.contains('?') || operation.path.contains('#') || !operation.path.starts_with('/') {
        lint.error(&operation.at, "not a valid path template").hint("begin it with `/`, and remove query and fragment");
    }
    if !has_paired_braces(operation.path) {
        lint.error(&operation.at, "the braces of the path template are unbalanced or nested")
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

fn is_scalar(root: &Value, schema: &Value) -> bool {
    let schema = resolve(root, schema);
    // Null has no representation in a URL or a header.
    if value::flag(schema, "nullable") {
        return false;
    }
    if let [only] = items(schema.get("allOf")).collect::<Vec<_>>()[..] {
        return schema.get("type").is_none() && is_scalar(root, only);
    }
    matches!(value::text(schema, "type"), Some("string" | "integer" | "number" | "boolean"))
}

fn check_body(root: &Value, operation: &Operation<'_>, lint: &mut Findings) {
    let Some(body) = operation.value.get("requestBody") else { return };
    if !matches!(json_schema(resolve(root, body)), Ok(Some(_))) {
        lint.error(&join(&operation.at, "requestBody"), "the request body is not JSON with a schema").hint(ONLY_JSON);
    }
}

const ONLY_JSON: &str = "use one content type, `application/json`, with a `schema`";

/// The schema of a body or response with the only content type JSON, `None` without content, otherwise an error.
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
        lint.error(&at, "no successful response").hint("declare `2XX`, or a status such as `200`");
    }
    let mut schemas: Vec<&Value> = Vec::new();
    for (status, response) in successes {
        match json_schema(response) {
            Ok(schema) => schemas.extend(schema),
            Err(()) => {
                lint.error(&join(&at, status), "the response is not JSON with a schema").hint(ONLY_JSON);
            }
        }
    }
    if schemas.iter().any(|schema| *schema != schemas[0]) {
        lint.error(&at, "successful responses have different schemas")
            .hint("give them one schema; if they differ, use `oneOf` with named schemas");
    }
}
