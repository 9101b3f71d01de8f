//! Compares the report of discrepancies and the report of changes with golden files, for one revision with many edits. Each report has a golden
//! file as text for people, and one as JSON for programs.
//!
//! `UPDATE_EXPECT=1` rewrites the golden files; review their diff.

use colt_numbers_audit::{Review, compare_revisions, compare_with_spec, renumber, review, with_hash_of};
use expect_test::expect_file;
use serde_json::{Value, json};

use crate::labelled_edits::{SPEC, TEXT, document, edited_text};

/// A revision that edits limits, values, requiredness, names, parameters, URLs, statuses, prose, examples and headings at once.
fn next_revision() -> String {
    edited_text(&json!({
        "id": "golden",
        "document": [
            {"all": "45 hours", "to": "30 hours"},
            {"line": 26, "to": "\tReserved"},
            {"after": 34, "add": ["Nights are free of charge."]},
            {"line": 42, "from": "trial.lockers", "to": "test.lockers"},
            {"line": 53, "to": "\tx-user-id"},
            {"line": 58, "from": "40", "to": "30"},
            {"line": 67, "from": "3,6", "to": "3,7"},
            {"line": 81, "from": "Medium", "to": "Middle"},
            {"after": 87, "add": ["", "\tfragile", "\tOptional", "\tsays whether it breaks"]},
            {"line": 94, "to": "\tMandatory"},
            {"line": 100, "from": "FR, IT", "to": "FR, IT, NL"},
            {"line": 137, "from": "DE booking", "to": "German booking"},
            {"line": 150, "from": "Medium", "to": "Middle"},
        ],
    }))
}

fn golden(name: &str, text: &str) {
    expect_file![format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"))].assert_eq(text);
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

#[test]
fn report_of_one_document() {
    let discrepancies = compare_with_spec(&document(&next_revision()), SPEC).unwrap();
    golden("against-spec.txt", &discrepancies.to_string());
    golden("against-spec.json", &pretty(&discrepancies.to_json()));
}

#[test]
fn report_of_two_documents() {
    let changes = compare_revisions(&document(TEXT), &document(&next_revision()), Some(SPEC)).unwrap();
    golden("between-revisions.txt", &changes.to_string());
    golden("between-revisions.json", &pretty(&changes.to_json()));
}

#[test]
fn report_of_a_review() {
    let [old, new] = [TEXT.to_owned(), next_revision()].map(|text| document(&text));
    let case = json!({ "body": { "parcel": { "weight": 7 } }, "violations": [{ "id": "maxLength", "pointer": "/courier/x-courier-id" }] });
    let cases = [("spec/cases/schema/reject-courier.json".to_owned(), case.to_string())].into();
    let renumbered = renumber(&old, &new, SPEC, &[]).unwrap();
    golden("renumbered.txt", &renumbered.to_string());
    let reviewed = review(&old, &new, &renumbered.spec, &cases).unwrap();
    golden("review.txt", &reviewed.to_string());
    let changes = reviewed.to_json();
    for change in changes["changes"].as_array().unwrap() {
        for key in [
            "id",
            "read",
            "change",
            "remedy",
            "spec",
            "differences",
            "rules",
            "effects",
            "assumptions",
            "cases",
            "generated",
        ] {
            assert!(change.get(key).is_some(), "{key}: {change}");
        }
    }
    // The ids of changes do not depend on the line numbers in the spec.
    let ids = |reviewed: &Review| reviewed.changes.iter().map(|change| change.id.clone()).collect::<Vec<_>>();
    let before = review(&old, &new, SPEC, &cases).unwrap();
    assert_eq!(ids(&before), ids(&reviewed));
    let mut unique = ids(&reviewed);
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), reviewed.changes.len());
    assert!(with_hash_of(&new, SPEC).is_err());
    let written = with_hash_of(&new, &renumbered.spec).unwrap();
    assert!(written.contains(new.hash()) && !written.contains("linesOf"), "{written}");
}

#[test]
fn reports_without_differences() {
    golden("against-spec-none.txt", &compare_with_spec(&document(TEXT), SPEC).unwrap().to_string());
    golden(
        "between-revisions-none.txt",
        &compare_revisions(&document(TEXT), &document(TEXT), Some(SPEC)).unwrap().to_string(),
    );
}

/// Checks that an object has exactly these members. The value of each must have one of the listed types.
fn assert_members(value: &Value, members_and_types: &[(&str, &str)]) {
    let members = value.as_object().unwrap();
    assert_eq!(members.len(), members_and_types.len(), "{value}");
    for (key, kinds) in members_and_types {
        let kind = match &members[*key] {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Number(_) => "number",
            Value::String(_) => "text",
            Value::Array(items) if items.iter().all(Value::is_string) => "texts",
            _ => "else",
        };
        assert!(kinds.split('|').any(|allowed| allowed == kind), "`{key}` is {kind} in {value}");
    }
}

#[test]
fn json_reports_have_exactly_these_members() {
    let discrepancies = compare_with_spec(&document(&next_revision()), SPEC).unwrap().to_json();
    for discrepancy in discrepancies["findings"].as_array().unwrap() {
        let line = ("line", "number|null");
        assert_members(
            discrepancy,
            &[("kind", "text"), line, ("pointer", "text|null"), ("message", "text"), ("remedy", "text")],
        );
    }
    let changes = compare_revisions(&document(TEXT), &document(&next_revision()), Some(SPEC)).unwrap().to_json();
    for change in changes["changes"].as_array().unwrap() {
        let (old, new) = (("oldLine", "number|null"), ("newLine", "number|null"));
        let (parameter, touches) = (("parameter", "text|null"), ("touches", "texts"));
        assert_members(change, &[("kind", "text"), old, new, parameter, ("message", "text"), touches]);
    }
}
