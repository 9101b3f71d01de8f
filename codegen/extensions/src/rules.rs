//! Checks the rules under `x-rules`: their keys, operations and data, and that each has accepted and rejected cases.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::operation::{BodyContent, Operation, RequestBody, operations, request_body};
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use serde_json::Value;

use crate::body_pointers::has_member;
use crate::cases::{self, SCHEMA, SpecCase};

/// Checks the rules, their cases and the data about countries.
pub fn check(root: &Value, cases: &[SpecCase], lint: &mut Findings) {
    let rules = root.get("x-rules");
    if rules.is_some_and(|rules| !rules.is_object()) {
        lint.error("/x-rules", "not a mapping").hint("write a mapping of rule ids to rules");
    }
    for (id, rule) in members(rules) {
        check_rule(root, id, rule, lint);
        check_cases(id, rule, cases, lint);
    }
    for case in cases {
        let known = case.group == SCHEMA || rules.and_then(|rules| rules.get(&case.group)).is_some();
        if !known {
            lint.error("", format!("no rule is named `{}`", case.group))
                .in_file(&case.file)
                .hint("declare it under `x-rules`, or remove the case");
        }
    }
    cases::check_operations(root, cases, lint);
    check_countries(root, lint);
}

fn check_rule(root: &Value, id: &str, rule: &Value, lint: &mut Findings) {
    let at = join("/x-rules", id);
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        lint.error(&at, "not a valid rule id").hint("use lower-case letters, digits and hyphens");
    }
    let known = ["severity", "operations", "statement", "x-source", "x-assumption", "data"];
    for (key, _) in members(Some(rule)).filter(|(key, _)| !known.contains(&key.as_str())) {
        lint.error(&join(&at, key), format!("unknown key `{key}` of a rule"))
            .hint(format!("a rule may have {}", known.join(", ")));
    }
    if value::visible_text(rule, "statement").is_none() {
        lint.error(&at, "no `statement`").hint("state what every valid request satisfies");
    }
    match value::text(rule, "severity") {
        Some("error") if rule.get("x-source").is_none() => lint
            .error(&at, "a rule of severity `error` must cite the document")
            .hint("cite the lines under `x-source`, or use `warning`"),
        Some("warning") if rule.get("x-source").is_some() => lint
            .error(&at, "a rule of severity `warning` must not cite the document")
            .hint("use `error`; or remove `x-source`, and explain the advice in `x-assumption`"),
        Some("error" | "warning") => {}
        _ => lint
            .error(&at, "no `severity`")
            .hint("write `error` for a rule of the document, `warning` for advice that the document does not state"),
    }
    check_rule_operations(root, &at, rule, lint);
    if rule.get("data").is_some_and(|data| !data.is_object()) {
        lint.error(&join(&at, "data"), "not a mapping").hint("write a mapping of names to values");
    }
    for (key, data) in members(rule.get("data")) {
        check_data(root, &join(&join(&at, "data"), key), rule, key, data, lint);
    }
}

fn check_rule_operations(root: &Value, at: &str, rule: &Value, lint: &mut Findings) {
    let at = join(at, "operations");
    if items(rule.get("operations")).next().is_none() {
        lint.error(&at, "not a list of operations")
            .hint("list the `operationId`s of the operations that the rule is about");
    }
    let known = operations(root);
    for (index, operation) in items(rule.get("operations")).enumerate() {
        if items(rule.get("operations")).take(index).any(|earlier| earlier == operation) {
            lint.error(&at, format!("{operation} is listed twice")).hint("list it once");
        }
        if !known.iter().any(|known| known.id().is_some_and(|id| operation == id)) {
            lint.error(&at, format!("{operation} is not the `operationId` of an operation")).hint("correct the id");
        }
    }
}

/// Checks one key of a rule's data: its name, its type, and that countries and pointers exist in the spec.
fn check_data(root: &Value, at: &str, rule: &Value, key: &str, data: &Value, lint: &mut Findings) {
    if !key.starts_with(|first: char| first.is_ascii_lowercase())
        || !key.bytes().all(|byte| byte.is_ascii_alphanumeric())
    {
        lint.error(at, format!("`{key}` is not a name for data")).hint("use letters and digits, as in `maxRanges`");
    }
    if key == "countries" {
        return check_rule_countries(root, at, data, lint);
    }
    let is_list =
        |of: fn(&Value) -> bool| data.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(of));
    if !(data.is_string() || data.is_i64() || data.is_boolean() || is_list(Value::is_string) || is_list(Value::is_i64))
    {
        lint.error(at, "neither a text, an integer or a boolean, nor a list of texts or of integers")
            .hint("write data as one of these types; a list has at least one item");
    }
    if let Some(pointer) = data.as_str().filter(|text| text.starts_with('/')) {
        for operation in operations(root) {
            let is_of_rule = items(rule.get("operations")).any(|id| operation.id().is_some_and(|known| id == known));
            if is_of_rule && !is_in_body(root, &operation, pointer) {
                let id = operation.id().unwrap_or_default();
                lint.error(at, format!("`{pointer}` is not a property of the request body of `{id}`"))
                    .hint("correct the pointer; use `-` for the items of an array");
            }
        }
    }
}

/// Whether the request body of an operation can have a member at a pointer.
fn is_in_body(root: &Value, operation: &Operation<'_>, pointer: &str) -> bool {
    matches!(request_body(root, operation), Some(RequestBody { content: BodyContent::Json(schema), .. }) if has_member(root, schema, pointer))
}

fn check_rule_countries(root: &Value, at: &str, data: &Value, lint: &mut Findings) {
    let described =
        members(root.pointer("/components/schemas")).find(|(_, schema)| schema.get("x-countries").is_some());
    if described.is_none() {
        lint.error(at, "no schema has `x-countries`").hint("add it to the schema that lists the countries");
        return;
    }
    let offered = described.and_then(|(_, schema)| schema.get("enum"));
    for country in items(Some(data)).filter(|country| !items(offered).any(|offered| offered == *country)) {
        let message = format!("{country} is not a value of the schema with `x-countries`");
        lint.error(at, message).hint("correct the code");
    }
    if !data.is_array() {
        lint.error(at, "not a list of countries").hint("write a list of quoted codes");
    }
}

/// Checks that a rule has cases for each of its operations. Only a rule of one operation has cases that do not name it.
fn check_cases(id: &str, rule: &Value, cases: &[SpecCase], lint: &mut Findings) {
    let operations: Vec<&str> = items(rule.get("operations")).filter_map(Value::as_str).collect();
    for side in ["accept-", "reject-"] {
        let of_side = cases.iter().filter(|case| case.group == id && case.name.starts_with(side));
        let named: Vec<_> = of_side.map(|case| value::text(&case.value, "operation")).collect();
        let hint = "add a request that satisfies the rule and one that violates it";
        let at = join("/x-rules", id);
        if named.is_empty() {
            lint.error(&at, format!("no case `spec/cases/{id}/{side}….json`")).hint(hint);
            continue;
        }
        for operation in operations.iter().filter(|operation| operations.len() > 1 && !named.contains(&Some(operation)))
        {
            lint.error(&at, format!("no case `spec/cases/{id}/{side}….json` for `{operation}`")).hint(hint);
        }
    }
}

/// Checks that `x-countries` describes exactly the values of its enum, in a named schema.
fn check_countries(root: &Value, lint: &mut Findings) {
    walk::schemas(root, &mut |at, schema| {
        if schema.get("x-countries").is_some() && !walk::is_component_schema(at) {
            let at = join(at, "x-countries");
            lint.error(&at, "`x-countries` in a schema without a name").hint("name the schema in `components/schemas`");
        }
    });
    for (name, schema) in members(root.pointer("/components/schemas")) {
        let Some(countries) = schema.get("x-countries") else { continue };
        let at = join(&join("/components/schemas", name), "x-countries");
        if schema.get("enum").is_none() {
            lint.error(&at, "`x-countries` needs an `enum` beside it").hint("list the codes, or remove it");
        }
        for code in items(schema.get("enum")).filter_map(Value::as_str).filter(|code| countries.get(*code).is_none()) {
            lint.error(&at, format!("`{code}` is missing")).hint("add its name, calling code and zone");
        }
        for (code, country) in members(Some(countries)) {
            if !items(schema.get("enum")).any(|value| value == code) {
                lint.error(&join(&at, code), "not a value of the enum").hint("remove it, or add it to the enum");
            }
            for key in ["name", "callingCode", "zone"] {
                if value::text(country, key).is_none_or(str::is_empty) {
                    lint.error(&join(&at, code), format!("no `{key}`")).hint("add it as a string");
                }
            }
        }
    }
}
