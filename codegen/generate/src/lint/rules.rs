//! The rules under `x-rules`: their form, and a case on either side for each.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use serde_json::Value;

use super::cases::{SCHEMA, SpecCase};

/// Checks the declarations, and their cases.
pub fn check(root: &Value, cases: &[SpecCase], lint: &mut Findings) {
    let rules = root.get("x-rules");
    if rules.is_some_and(|rules| !rules.is_object()) {
        lint.error("/x-rules", "no mapping").hint("write a mapping of rule ids to rules");
    }
    for (id, rule) in members(rules) {
        declared(root, id, rule, lint);
        with_cases(id, cases, lint);
    }
    for case in cases {
        let known = case.group == SCHEMA || rules.and_then(|rules| rules.get(&case.group)).is_some();
        if !known {
            lint.error("", format!("no rule is named `{}`", case.group))
                .of_file(&case.file)
                .hint("declare it under `x-rules`, or take the case out");
        }
    }
    countries(root, lint);
}

fn declared(root: &Value, id: &str, rule: &Value, lint: &mut Findings) {
    let at = join("/x-rules", id);
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        lint.error(&at, "no rule id").hint("use small letters, digits and hyphens");
    }
    let known = ["severity", "statement", "x-source", "x-assumption", "data"];
    for (key, _) in members(Some(rule)).filter(|(key, _)| !known.contains(&key.as_str())) {
        lint.error(&join(&at, key), format!("`{key}` is no part of a rule"))
            .hint(format!("a rule has {}", known.join(", ")));
    }
    if value::text(rule, "statement").is_none() {
        lint.error(&at, "no `statement`").hint("say what holds where the rule is kept");
    }
    match value::text(rule, "severity") {
        Some("error") if rule.get("x-source").is_none() => lint
            .error(&at, "an error that the document does not state")
            .hint("cite the line under `x-source`, or make it a warning"),
        Some("warning") if rule.get("x-source").is_some() => lint
            .error(&at, "a warning that the document states")
            .hint("make it an `error`; or take `x-source` out, and say in `x-assumption` why it is advice"),
        Some("error" | "warning") => {}
        _ => lint
            .error(&at, "no `severity`")
            .hint("write `error` for what the document states, `warning` for our own advice"),
    }
    for (key, data) in members(rule.get("data")) {
        let at = join(&join(&at, "data"), key);
        if key != "countries" {
            lint.error(&at, format!("no data `{key}` is known")).hint("lists of countries are what a rule may carry");
            continue;
        }
        let described =
            members(root.pointer("/components/schemas")).find(|(_, schema)| schema.get("x-countries").is_some());
        let offered = described.and_then(|(_, schema)| schema.get("enum"));
        for country in items(Some(data)).filter(|country| !items(offered).any(|offered| offered == *country)) {
            let message = format!("{country} is not a value of the schema with `x-countries`");
            lint.error(&at, message).hint("correct the code");
        }
        if !data.is_array() {
            lint.error(&at, "no list of countries").hint("write a list of quoted codes");
        }
    }
}

fn with_cases(id: &str, cases: &[SpecCase], lint: &mut Findings) {
    for side in ["accept-", "reject-"] {
        if !cases.iter().any(|case| case.group == id && case.name.starts_with(side)) {
            lint.error(&join("/x-rules", id), format!("no case `spec/cases/{id}/{side}….json`"))
                .hint("add a request on either side of the rule");
        }
    }
}

/// Every value of a schema with `x-countries` is described there, and nothing else. Such a schema has a name.
fn countries(root: &Value, lint: &mut Findings) {
    walk::schemas(root, &mut |at, schema| {
        if schema.get("x-countries").is_some() && !walk::is_named(at) {
            let at = join(at, "x-countries");
            lint.error(&at, "`x-countries` in a schema without a name").hint("name the schema in `components/schemas`");
        }
    });
    for (name, schema) in members(root.pointer("/components/schemas")) {
        let Some(countries) = schema.get("x-countries") else { continue };
        let at = join(&join("/components/schemas", name), "x-countries");
        if schema.get("enum").is_none() {
            lint.error(&at, "`x-countries` needs an `enum` beside it").hint("list the codes, or take it out");
        }
        for code in items(schema.get("enum")).filter_map(Value::as_str).filter(|code| countries.get(*code).is_none()) {
            lint.error(&at, format!("`{code}` is missing")).hint("give its name, calling code and zone");
        }
        for (code, country) in members(Some(countries)) {
            if !items(schema.get("enum")).any(|value| value == code) {
                lint.error(&join(&at, code), "no value of the enum").hint("take it out, or add it to the enum");
            }
            for key in ["name", "callingCode", "zone"] {
                if value::text(country, key).is_none_or(str::is_empty) {
                    lint.error(&join(&at, code), format!("no `{key}`")).hint("give it as a string");
                }
            }
        }
    }
}
