//! Checks the error codes under `x-codes`: their keys, their types, and that an error response has the code.

use std::collections::BTreeSet;

use colt_numbers_openapi::error_codes::{KEYWORD, code_lists};
use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::operation::{json_content, operations};
use colt_numbers_openapi::pointer::{item, join};
use colt_numbers_openapi::reference::resolve;
use colt_numbers_openapi::value::{items, members, text, visible_text};
use colt_numbers_openapi::walk;
use serde_json::Value;

const KEYS: [&str; 5] = ["code", "status", "statement", "x-source", "x-assumption"];

/// Checks every list of error codes.
pub fn check(root: &Value, lint: &mut Findings) {
    let mut lists: Vec<(String, &Value, &Value)> = Vec::new();
    walk::schemas(root, &mut |at, schema| {
        lists.extend(schema.get(KEYWORD).map(|list| (join(at, KEYWORD), schema, list)));
    });
    if lists.is_empty() {
        return;
    }
    let used = lists_of_error_responses(root);
    for (at, schema, list) in lists {
        if text(schema, "type") != Some("string") {
            lint.error(&at, "`x-codes` without `type: string`").hint("write it beside the type of the text");
        }
        if items(Some(list)).next().is_none() {
            lint.error(&at, "not a list of error codes")
                .hint("write a list: `- {code: '1001', statement: …, x-source: …}`");
        }
        for (index, entry) in items(Some(list)).enumerate() {
            check_code(&item(&at, index), entry, lint);
            let is_same = |other: &&Value| ["code", "status"].iter().all(|key| other.get(key) == entry.get(key));
            if items(Some(list)).take(index).any(|other| is_same(&other)) {
                lint.error(&item(&at, index), "the list has this code with this status already").hint("state it once");
            }
        }
        if !used.contains(&std::ptr::from_ref(list)) {
            lint.error(&at, "no error response has this text").hint(
                "use the schema in a JSON response whose status is not 2xx; a code in an item of a list is not supported",
            );
        }
    }
}

/// The addresses of the lists in responses that are not a success.
fn lists_of_error_responses(root: &Value) -> BTreeSet<*const Value> {
    let mut found = BTreeSet::new();
    for operation in operations(root) {
        for (_, response) in members(operation.value.get("responses")).filter(|(status, _)| !status.starts_with('2')) {
            let schema = json_content(resolve(root, response)).map(|(_, schema)| schema);
            let lists = schema.map(|schema| code_lists(root, schema)).unwrap_or_default();
            found.extend(lists.into_iter().map(|(_, list)| std::ptr::from_ref(list)));
        }
    }
    found
}

fn check_code(at: &str, entry: &Value, lint: &mut Findings) {
    if visible_text(entry, "code").is_none() {
        lint.error(at, "no `code`, or not a text").hint("write the code in quotes: `code: '1001'`");
    }
    if visible_text(entry, "statement").is_none() {
        lint.error(at, "no `statement`").hint("state what the code means");
    }
    let is_status = |status: &Value| status.as_u64().is_some_and(|status| (300..=599).contains(&status));
    if entry.get("status").is_some_and(|status| !is_status(status)) {
        lint.error(&join(at, "status"), "not a status from 300 to 599")
            .hint("write the number, or remove the key if any status has the code");
    }
    for (key, _) in members(Some(entry)).filter(|(key, _)| !KEYS.contains(&key.as_str())) {
        lint.error(&join(at, key), format!("unknown key `{key}` of an error code"))
            .hint(format!("an error code may have {}", KEYS.join(", ")));
    }
}
