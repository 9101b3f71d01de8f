//! Tests the check of what changed since the previous revision of a document.

use colt_numbers_generate::load::load;
use colt_numbers_openapi::finding::{Findings, Level};
use serde_json::{Value, json};

use crate::errors;
use crate::spec_with_rules::{source_with_rules, spec_with_rules};

const ENTRY: &str = "/info/x-documents/0";
const HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const BEFORE: &str = "2222222222222222222222222222222222222222222222222222222222222222";

/// The findings of a spec whose document has this previous revision, and was read in these revisions.
fn findings(previous: Value, revisions: &[&str]) -> Findings {
    let mut spec = spec_with_rules();
    if !previous.is_null() {
        spec["info"]["x-documents"][0]["previous"] = previous;
    }
    let mut source = source_with_rules(&spec);
    let of_a: String = revisions.iter().map(|hash| format!("  - {{ sha256: '{hash}' }}\n")).collect();
    source.revisions = Some(format!("b.txt: [{{ sha256: '{}' }}]\na.txt:\n{of_a}", "1".repeat(64)));
    load(&source).map_or_else(|findings| findings, |spec| spec.notes)
}

fn change() -> Value {
    json!({ "statement": "The title changed.", "lines": "3", "affects": ["/info"] })
}

#[test]
fn a_change_has_a_statement_lines_and_existing_elements() {
    let at = format!("{ENTRY}/previous");
    let with = |key: &str, value: Value| {
        let mut changed = change();
        changed[key] = value;
        json!({ "sha256": BEFORE, "changes": [changed] })
    };
    for (previous, at, words) in [
        (json!("00"), at.clone(), "no `sha256`"),
        (json!({ "sha256": BEFORE, "changes": [] }), at.clone(), "no list of `changes`"),
        (with("statement", json!(" ")), format!("{at}/changes/0"), "no `statement`"),
        (with("lines", json!(3)), format!("{at}/changes/0"), "no `lines`"),
        (with("affects", json!(["/x-rules/none"])), format!("{at}/changes/0/affects/0"), "is not the JSON Pointer"),
        (with("affects", json!(["info"])), format!("{at}/changes/0/affects/0"), "is not the JSON Pointer"),
    ] {
        let findings = findings(previous.clone(), &[BEFORE, HASH]);
        let errors = errors(&findings, &at);
        assert!(errors.iter().any(|error| error.contains(words)), "{previous}: {findings}");
    }
}

#[test]
fn the_changes_are_those_since_the_revision_before() {
    let of = |hash: &str| json!({ "sha256": hash, "changes": [change()] });
    for (previous, revisions, words) in [
        (Value::Null, &[HASH][..], None),
        (of(BEFORE), &[BEFORE, HASH], None),
        (Value::Null, &[BEFORE, HASH], Some((Level::Note, "are not listed"))),
        (of(HASH), &[BEFORE, HASH], Some((Level::Note, "are not listed"))),
        (of(BEFORE), &[HASH], Some((Level::Error, "no revision before this one"))),
    ] {
        let findings = findings(previous.clone(), revisions);
        let about: Vec<_> = [Level::Error, Level::Note]
            .into_iter()
            .flat_map(|level| findings.of(level).map(move |finding| (level, finding)))
            .filter(|(_, finding)| finding.pointer.starts_with(ENTRY))
            .collect();
        match words {
            None => assert!(about.is_empty(), "{previous}: {findings}"),
            Some((level, words)) => {
                assert!(
                    about.iter().any(|(found, finding)| *found == level && finding.message.contains(words)),
                    "{findings}"
                );
            }
        }
    }
}
