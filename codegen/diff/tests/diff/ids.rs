//! Every change has a stable id, and every id is that of a change that some test makes.

use std::collections::BTreeSet;

use colt_numbers_diff::{Id, Report, diff, diff_wire};
use serde_json::{Value, json};

use crate::labelled_edits::{self, Use};

/// Edits for ids that the batteries do not reach: of a schema, or of a whole document.
const MORE: &str = include_str!("../data/diff/id-edits.yaml");

fn ids() -> Vec<String> {
    Id::all().map(|id| id.to_string()).collect()
}

fn wire(old: &Value, new: &Value) -> Report {
    diff_wire(&old.to_string(), &new.to_string()).unwrap()
}

#[test]
fn ids_are_unique_and_in_kebab_case() {
    let ids = ids();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    let is_step = |step: &str| !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_lowercase());
    let odd: Vec<&String> = ids.iter().filter(|id| !id.split('-').all(is_step)).collect();
    assert!(odd.is_empty(), "{odd:?}");
}

#[test]
fn every_id_is_produced_and_each_change_says_why() {
    let mut missing: BTreeSet<String> = ids().into_iter().collect();
    let mut take = |report: &Report| {
        for change in report.changes() {
            missing.remove(&change.id().to_string());
            let sentence = change.sentence();
            let (what, why) = sentence.rsplit_once(": ").unwrap();
            assert!(!what.is_empty() && !why.starts_with(['.', ';']), "{sentence}");
        }
    };
    let more: Vec<Value> = serde_yaml::from_str(MORE).unwrap();
    for case in labelled_edits::all() {
        take(&wire(&case.old, &case.new));
        take(&wire(&case.new, &case.old));
    }
    for case in labelled_edits::all().iter().map(|case| &case.stated).chain(&more) {
        for (old, new) in [("schema", "new"), ("new", "schema")] {
            if let (Some(old), Some(new)) = (case.get(old), case.get(new)) {
                for of in [Use::Sent, Use::Received, Use::Unused] {
                    let [old, new] = [old, new].map(|schema| {
                        let mut document = labelled_edits::used(schema, of);
                        let schemas = document["components"]["schemas"].as_object_mut().unwrap();
                        schemas.extend(case.get("with").and_then(Value::as_object).cloned().unwrap_or_default());
                        document
                    });
                    take(&wire(&old, &new));
                }
            }
        }
    }
    for case in more.iter().filter(|case| case.get("old").is_some()) {
        take(&wire(&labelled_edits::whole(&case["old"]), &labelled_edits::whole(&case["to"])));
        take(&wire(&labelled_edits::whole(&case["to"]), &labelled_edits::whole(&case["old"])));
    }
    let deep = |limit: u64| (0..60).fold(json!({"maxLength": limit}), |inner, _| json!({"items": inner}));
    take(&wire(&labelled_edits::used(&deep(1), Use::Sent), &labelled_edits::used(&deep(2), Use::Sent)));
    // The order of values is nothing on the wire, and the order of variants in code.
    let code =
        |values: [&str; 2]| labelled_edits::used(&json!({"type": "string", "enum": values}), Use::Sent).to_string();
    take(&diff(&code(["a", "b"]), &code(["b", "a"])).unwrap());
    assert!(missing.is_empty(), "{missing:#?}");
}
