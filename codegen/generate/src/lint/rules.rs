//! Checks the rules under `x-rules`: their keys, and that each has accepted and rejected cases.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use serde_json::Value;

use super::cases::{SCHEMA, SpecCase};

/// Checks the rules, their cases and the data about countries.
pub fn check(root: &Value, cases: &[SpecCase], lint: &mut Findings) {
    let rules = root.get("x-rules");
    if rules.is_some_and(|rules| !rules.is_object()) {
        lint.error("/x-rules", "not a mapping").hint("write a mapping of rule ids to rules");
    }
    for (id, rule) in members(rules) {
        check_rule(root, id, rule, lint);
        check_cases(id, cases, lint);
    }
    for case in cases {
        let known = case.group == SCHEMA || rules.and_then(|rules| rules.get(&case.group)).is_some();
        if !known {
            lint.error("", format!("no rule is named `{}`", case.group))
                .in_file(&case.file)
                .hint("declare it under `x-rules`, or remove the case");
        }
    }
    check_countries(root, lint);
}

fn check_rule(root: &Value, id: &str, rule: &Value, lint: &mut Findings) {
    let at = join("/x-rules", id);
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        lint.error(&at, "not a valid rule id").hint("use lower-case letters, digits and hyphens");
    }
    let known = ["severity", "statement", "x-source", "x-assumption", "data"];
    for (key, _) in members(Some(rule)).filter(|(key, _)| !known.contains(&key.as_str())) {
        lint.error(&join(&at, key), format!("unknown key `{key}` of a rule"))
            .hint(format!("a rule may have {}", known.join(", ")));
    }
    if value::text(rule, "statement").is_none() {
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
    for (key, data) in members(rule.get("data")) {
        let at = join(&join(&at, "data"), key);
        if key != "countries" {
            lint.error(&at, format!("unknown data `{key}` of a rule")).hint("the only data of a rule are `countries`");
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
            lint.error(&at, "not a list of countries").hint("write a list of quoted codes");
        }
    }
}

fn check_cases(id: &str, cases: &[SpecCase], lint: &mut Findings) {
    for side in ["accept-", "reject-"] {
        if !cases.iter().any(|case| case.group == id && case.name.starts_with(side)) {
            lint.error(&join("/x-rules", id), format!("no case `spec/cases/{id}/{side}….json`"))
                .hint("add a request that satisfies the rule and one that violates it");
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
