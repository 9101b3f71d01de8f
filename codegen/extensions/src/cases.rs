//! The case files of a spec: JSON of a fixed format, named `accept-…` or `reject-…`.

use std::collections::BTreeMap;

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::operation::{self, Operation, operations};
use colt_numbers_openapi::source::CASES_DIR;
use colt_numbers_openapi::value::{self, items, members};
use serde_json::{Map, Value, json};

/// A case of `spec/cases`: a request that a rule or the schema accepts or rejects.
#[derive(Clone, Debug)]
pub struct SpecCase {
    /// The file, relative to the root of the project.
    pub file: String,
    /// A rule's id, or `schema`.
    pub group: String,
    /// The name of the file without its extension.
    pub name: String,
    /// The content of the file.
    pub value: Value,
}

/// The group of the cases that concern the schema rather than a rule.
pub const SCHEMA: &str = "schema";

/// Parses all cases, and reports invalid ones.
pub fn parse(files: &BTreeMap<String, String>, lint: &mut Findings) -> Vec<SpecCase> {
    let mut cases = Vec::new();
    for (file, text) in files {
        let path = file.strip_prefix(CASES_DIR).and_then(|path| path.strip_prefix('/'));
        let Some((group, name)) = path.and_then(|path| path.split_once('/')) else { continue };
        let Some(name) = name.strip_suffix(".json") else {
            lint.error("", "not a `.json` file").in_file(file).hint("rename or remove it");
            continue;
        };
        match serde_json::from_str::<Value>(text.strip_prefix('\u{feff}').unwrap_or(text)) {
            Ok(value) => {
                check(file, name, &value, lint);
                cases.push(SpecCase { file: file.clone(), group: group.to_owned(), name: name.to_owned(), value });
            }
            Err(error) => lint.error("", format!("not JSON: {error}")).in_file(file).hint("correct the text"),
        }
    }
    cases
}

/// The cases as JSON, by group and name.
pub fn by_group(cases: &[SpecCase]) -> Value {
    let mut groups: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for case in cases {
        groups.entry(&case.group).or_default().insert(case.name.clone(), case.value.clone());
    }
    json!(groups)
}

fn check(file: &str, name: &str, case: &Value, lint: &mut Findings) {
    if !(name.starts_with("accept-") || name.starts_with("reject-")) {
        lint.error("", "the name begins with neither `accept-` nor `reject-`").in_file(file).hint("rename the file");
    }
    let known = ["about", "operation", "account", "parameters", "body", "violations"];
    let missing = ["about", "violations"].into_iter().filter(|key| case.get(key).is_none());
    let unknown = members(Some(case)).filter(|(key, _)| !known.contains(&key.as_str()));
    let missing = missing.map(|key| format!("no key `{key}`"));
    for message in missing.chain(unknown.map(|(key, _)| format!("unknown key `{key}`"))) {
        lint.error("", message).in_file(file).hint("see spec/README.md for the format of a case");
    }
    if case.get("parameters").is_some_and(|parameters| !parameters.is_object()) {
        lint.error("", "`parameters` is not an object").in_file(file).hint("write an object of names and JSON values");
    }
}

/// Checks that each case is a request of one operation: of its rule, or of the spec for a case of the schema.
pub fn check_operations(root: &Value, cases: &[SpecCase], lint: &mut Findings) {
    let all = operations(root);
    for case in cases {
        let rule = root.get("x-rules").and_then(|rules| rules.get(&case.group));
        let of_rule: Vec<&str> =
            items(rule.and_then(|rule| rule.get("operations"))).filter_map(Value::as_str).collect();
        let candidates: Vec<&Operation<'_>> = all
            .iter()
            .filter(|operation| rule.is_none() || operation.id().is_some_and(|id| of_rule.contains(&id)))
            .collect();
        let named = case.value.get("operation");
        let is_named = |operation: &&&Operation<'_>| operation.id().is_some_and(|id| named == Some(&Value::from(id)));
        let ids = || {
            let ids = candidates.iter().filter_map(|operation| operation.id()).map(|id| format!("`{id}`"));
            ids.collect::<Vec<_>>().join(", ")
        };
        match (named, candidates.iter().find(is_named), &candidates[..]) {
            // `crate::rules` reports a rule without an existing operation.
            (_, _, []) if rule.is_some() => {}
            (_, _, []) => lint
                .error("", "a case is a request, but the spec has no operation")
                .in_file(&case.file)
                .hint("remove the case"),
            (Some(_), Some(operation), _) | (None, _, [operation]) => check_request(root, operation, case, lint),
            (Some(named), None, _) => lint
                .error("", format!("{named} is not an operation of `{}`", case.group))
                .in_file(&case.file)
                .hint(format!("write one of {}", ids())),
            (None, _, _) => lint
                .error("", "no key `operation`")
                .in_file(&case.file)
                .hint(format!("write the operation that the request is for: one of {}", ids())),
        }
    }
}

/// Checks that a case has a body if its operation requires one, and no parameters that its operation does not have.
fn check_request(root: &Value, operation: &Operation<'_>, case: &SpecCase, lint: &mut Findings) {
    let id = operation.id().unwrap_or_default();
    let has_body = case.value.get("body").is_some();
    match operation::request_body(root, operation) {
        Some(body) if body.required && !has_body => lint
            .error("", format!("no key `body`, but `{id}` requires a body"))
            .in_file(&case.file)
            .hint("add the body of the request"),
        None if has_body => {
            lint.error("", format!("a key `body`, but `{id}` has no body")).in_file(&case.file).hint("remove it");
        }
        _ => {}
    }
    let known = operation::parameters(root, operation);
    for (name, _) in members(case.value.get("parameters")) {
        if !known.iter().any(|(_, parameter)| value::text(parameter, "name") == Some(name)) {
            lint.error("", format!("`{name}` is not a parameter of `{id}`"))
                .in_file(&case.file)
                .hint("correct the name; it is case-sensitive");
        }
    }
}
