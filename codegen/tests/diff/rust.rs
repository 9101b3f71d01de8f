//! What a report says of Rust code, held against the code that is generated: its public items before and after each edit.
//!
//! Edits whose documents the generator refuses are passed over; how many are compared is asserted.
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use colt_numbers_codegen::diff::{Change, Effect, diff};
use colt_numbers_codegen::source::Source;
use colt_numbers_codegen::{Files, generate};
use serde_json::{Value, json};

use crate::battery::{self, Case};
use crate::public_items;

/// What the generator makes of a document, if it takes it.
fn generated(document: &Value, cases: &BTreeMap<String, String>) -> Option<Files> {
    let mut document = document.clone();
    if document.get("info").is_none() {
        document["info"] = json!({"title": "t", "version": "1"});
    }
    // Without it no element has to say where it comes from.
    document["info"].as_object_mut()?.remove("x-document");
    let source = Source {
        file: "spec.yaml".to_owned(),
        spec: document.to_string(),
        cases: if document.get("x-rules").is_some() { cases.clone() } else { BTreeMap::new() },
    };
    generate(&source).ok()
}

#[test]
fn reports_of_rust_agree_with_the_generated_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let cases = Source::read(&root).unwrap().cases;
    let all = battery::all();
    let (mut compared, mut wrong) = (0, String::new());
    let mut known: BTreeMap<String, Option<Files>> = BTreeMap::new();
    for Case { id, old, new, stated } in &all {
        let mut files = |document: &Value| {
            let made = known.entry(document.to_string()).or_insert_with(|| generated(document, &cases));
            made.clone()
        };
        let (Some(before), Some(after)) = (files(old), files(new)) else {
            continue;
        };
        compared += 1;
        let (before, after) = (public_items::of(&before), public_items::of(&after));
        let expected = public_items::effect(&before, &after);
        let report = diff(&old.to_string(), &new.to_string()).unwrap();
        let found = report.changes().iter().map(|change: &Change| change.rust).max().unwrap_or(Effect::None);
        if found != expected {
            let items = public_items::difference(&before, &after);
            writeln!(wrong, "`{id}` ({}): the code says {expected:?}, the report {found:?}", stated["why"]).unwrap();
            writeln!(wrong, "{items}{}", report.text()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{compared} compared\n{wrong}");
    assert!(compared > 100, "only {compared} compared");
}
