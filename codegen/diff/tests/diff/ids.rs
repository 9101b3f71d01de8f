//! Tests that ids are unique, and that the labelled edits and `id-edits.yaml` produce every id.

use std::collections::BTreeSet;

use colt_numbers_diff::{ChangeId, ChangeReport, diff, diff_wire};
use serde_json::{Value, json};

use crate::labelled_edits::{self, SchemaUse};

/// Edits for the ids that the labelled edits do not produce.
const ID_EDITS: &str = include_str!("../data/diff/id-edits.yaml");

fn ids() -> Vec<String> {
    ChangeId::all().map(|id| id.to_string()).collect()
}

fn wire(old: &Value, new: &Value) -> ChangeReport {
    diff_wire(&old.to_string(), &new.to_string()).unwrap()
}

#[test]
fn ids_are_unique_and_in_kebab_case() {
    let ids = ids();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let invalid: Vec<&String> = ids.iter().filter(|id| !id.split('-').all(is_word)).collect();
    assert!(invalid.is_empty(), "{invalid:?}");
}

#[test]
fn every_id_is_produced_and_every_message_has_a_consequence() {
    let mut missing: BTreeSet<String> = ids().into_iter().collect();
    let mut check = |report: &ChangeReport| {
        for change in report.changes() {
            missing.remove(&change.id().to_string());
            let message = change.message();
            let (description, consequence) = message.rsplit_once(": ").unwrap();
            assert!(!description.is_empty() && !consequence.starts_with(['.', ';']), "{message}");
        }
    };
    let more: Vec<Value> = serde_yaml::from_str(ID_EDITS).unwrap();
    for case in labelled_edits::all() {
        check(&wire(&case.old, &case.new));
        check(&wire(&case.new, &case.old));
    }
    for case in labelled_edits::all().iter().map(|case| &case.source).chain(&more) {
        for (old, new) in [("schema", "new"), ("new", "schema")] {
            if let (Some(old), Some(new)) = (case.get(old), case.get(new)) {
                for schema_use in [SchemaUse::Sent, SchemaUse::Received, SchemaUse::Unused] {
                    let [old, new] = [old, new].map(|schema| {
                        let mut document = labelled_edits::used(schema, schema_use);
                        let schemas = document["components"]["schemas"].as_object_mut().unwrap();
                        schemas.extend(case.get("with").and_then(Value::as_object).cloned().unwrap_or_default());
                        document
                    });
                    check(&wire(&old, &new));
                }
            }
        }
    }
    for case in more.iter().filter(|case| case.get("old").is_some()) {
        check(&wire(&labelled_edits::with_version(&case["old"]), &labelled_edits::with_version(&case["to"])));
        check(&wire(&labelled_edits::with_version(&case["to"]), &labelled_edits::with_version(&case["old"])));
    }
    let deep = |limit: u64| (0..60).fold(json!({"maxLength": limit}), |inner, _| json!({"items": inner}));
    check(&wire(&labelled_edits::used(&deep(1), SchemaUse::Sent), &labelled_edits::used(&deep(2), SchemaUse::Sent)));
    // The order of values has no effect on the wire, but it is the order of variants in Rust.
    let code = |values: [&str; 2]| {
        labelled_edits::used(&json!({"type": "string", "enum": values}), SchemaUse::Sent).to_string()
    };
    check(&diff(&code(["a", "b"]), &code(["b", "a"])).unwrap());
    assert!(missing.is_empty(), "{missing:#?}");
}
