//! Golden files of the report in every format, for a made-up next revision of the spec.
//!
//! `UPDATE_EXPECT=1` rewrites the files; review their diff before you commit it.

use colt_numbers_diff::{ChangeReport, check_versions, diff};
use expect_test::expect_file;
use serde_json::{Value, json};

use crate::{labelled_edits, patch};

/// The spec with a new country, other limits, a required property, a renamed header, 60 instead of 90 days, a new rule, other prose.
fn next_revision() -> Value {
    let edits = json!([
        {"add": "S:Country/enum/-", "value": "EE"},
        {"add": "S:Country/x-countries/EE", "value": {"name": "Estonia", "callingCode": "372", "zone": "B"}},
        {"replace": "S:CustomerReference/maxLength", "value": 40},
        {"replace": "S:TelephoneNumber/maxLength", "value": 18},
        {"replace": "S:Reseller/required", "value": ["country", "serviceProfile"]},
        {"replace": "OP/parameters/0/name", "value": "x-request-id"},
        {"replace": "OP/x-effects/reservation-lapse/holds/days", "value": 60},
        {"replace": "OP/x-effects/reservation-lapse/statement", "value": "A reservation holds for 60 calendar days."},
        {"add": "/x-rules/numbers-per-range", "value": {
            "severity": "error", "operations": ["reserveNumbers"], "statement": "A range has at most 10,000 numbers.",
            "x-source": "number-reservation.txt:36", "data": {},
        }},
        {"add": "P:Order:created", "value": {"type": "string", "description": "When."}},
        {"replace": "S:NumberRange/description", "value": "A range of numbers."},
    ]);
    patch::apply(&labelled_edits::spec(), &edits).unwrap_or_else(|error| panic!("{error}"))
}

fn report() -> ChangeReport {
    diff(&labelled_edits::spec().to_string(), &next_revision().to_string()).unwrap()
}

/// Compares a text with a golden file, which has `TRACKING-HEADER` for the header of the spec.
fn golden(name: &str, text: &str) {
    let spec = labelled_edits::spec();
    let header = spec.pointer(&patch::pointer("OP/parameters/0/name")).and_then(Value::as_str).unwrap();
    let file = expect_file![format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"))];
    file.assert_eq(&text.replace(header, "TRACKING-HEADER"));
}

#[test]
fn text_report() {
    golden("next-revision.txt", &report().text());
}

#[test]
fn changelog_draft() {
    golden("next-revision.md", &report().changelog());
}

#[test]
fn json_report() {
    golden("next-revision.json", &format!("{}\n", serde_json::to_string_pretty(&report().json()).unwrap()));
}

#[test]
fn versions_are_checked_against_the_required_bump() {
    for (old, new, expected) in [
        ("0.1.0", "0.2.0", ""),
        ("0.1.0", "0.1.9", "set the version to `0.2.0` or higher"),
        ("1.4.2", "1.5.0", "set the version to `2.0.0` or higher"),
        ("1.4.2", "2.0.0", ""),
        ("0.1.0", "next", "`next` is not a version"),
    ] {
        let error = check_versions(&report(), old, new).map_or_else(|error| error.to_string(), |()| String::new());
        assert!(error.contains(expected) && error.is_empty() == expected.is_empty(), "{old} {new}: {error}");
    }
}

#[test]
fn an_unreadable_document_is_rejected_with_a_hint() {
    let new = labelled_edits::spec().to_string();
    for (old, words) in
        [("openapi: 3.1.0", "only 3.0 is supported"), ("- 1", "no member `openapi`"), ("a: [", "neither YAML nor JSON")]
    {
        let error = diff(old, &new).unwrap_err().to_string();
        assert!(error.starts_with("the old document") && error.contains(words) && error.contains("hint: "), "{error}");
    }
}

/// The list in the response of the new operation adds types that belong to no schema.
#[test]
fn a_changed_text_is_not_a_new_form_and_has_no_code_of_others() {
    let schema = json!({"type": "array", "items": {"$ref": "#/components/schemas/Order"}});
    let response = json!({"description": "All.", "content": {"application/json": {"schema": schema}}});
    let get = json!({"operationId": "listOrders", "summary": "All.", "responses": {"200": response}});
    let edits = json!([
        {"replace": "P:Order:id/description", "value": "The id."},
        {"add": "/paths/~1v1~1orders", "value": {"get": get}},
    ]);
    let new = patch::apply(&labelled_edits::spec(), &edits).unwrap();
    let report = diff(&labelled_edits::spec().to_string(), &new.to_string()).unwrap();
    let changelog = report.changelog();
    assert!(!changelog.contains("written differently"), "{changelog}");
    let of_order = |line: &&str| line.contains("`Order`") && line.contains("`Entry`");
    assert_eq!(changelog.lines().find(of_order), None, "{changelog}");
    assert!(changelog.contains("`Entry`"), "{changelog}");
}
