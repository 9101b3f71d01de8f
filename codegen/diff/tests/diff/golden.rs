//! A made-up next revision of the vendor's document, through every view of the report.
//!
//! `UPDATE_EXPECT=1` rewrites what people read; look at the difference before it is kept.

use colt_numbers_diff::{Report, check_versions, diff};
use expect_test::expect_file;
use serde_json::{Value, json};

use crate::{labelled_edits, patch};

/// A country more, a limit moved, a field made mandatory, a header renamed, 90 → 60 days, a new rule, a wording.
fn next_revision() -> Value {
    let edits = json!([
        {"add": "S:Country/enum/-", "value": "EE"},
        {"add": "S:Country/x-countries/EE", "value": {"name": "Estonia", "callingCode": "372", "zone": "B"}},
        {"replace": "S:CustomerReference/maxLength", "value": 40},
        {"replace": "S:TelephoneNumber/maxLength", "value": 18},
        {"replace": "S:Reseller/required", "value": ["country", "serviceProfile"]},
        {"replace": "OP/parameters/0/name", "value": "x-request-id"},
        {"replace": "OP/x-effects/reservation-lapse/days", "value": 60},
        {"replace": "OP/x-effects/reservation-lapse/statement", "value": "A reservation holds for 60 calendar days."},
        {"add": "/x-rules/range-size", "value": {
            "severity": "error", "statement": "A range has at most 10,000 numbers.",
            "x-source": "number-reservation.txt:36", "data": {},
        }},
        {"add": "P:Order:created", "value": {"type": "string", "description": "When."}},
        {"replace": "S:NumberRange/description", "value": "A range of numbers."},
    ]);
    patch::apply(&labelled_edits::spec(), &edits).unwrap_or_else(|error| panic!("{error}"))
}

fn report() -> Report {
    diff(&labelled_edits::spec().to_string(), &next_revision().to_string()).unwrap()
}

fn golden(name: &str, text: &str) {
    expect_file![format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"))].assert_eq(text);
}

#[test]
fn the_report_for_people() {
    golden("next-revision.txt", &report().text());
}

#[test]
fn the_draft_of_the_changelog() {
    golden("next-revision.md", &report().changelog());
}

#[test]
fn the_report_for_programs() {
    golden("next-revision.json", &format!("{}\n", serde_json::to_string_pretty(&report().json()).unwrap()));
}

#[test]
fn versions_are_held_against_the_bump() {
    for (old, new, complaint) in [
        ("0.1.0", "0.2.0", ""),
        ("0.1.0", "0.1.9", "set the version to `0.2.0` or higher"),
        ("1.4.2", "1.5.0", "set the version to `2.0.0` or higher"),
        ("1.4.2", "2.0.0", ""),
        ("0.1.0", "next", "`next` is not a version"),
    ] {
        let said = check_versions(&report(), old, new).map_or_else(|error| error.to_string(), |()| String::new());
        assert!(said.contains(complaint) && said.is_empty() == complaint.is_empty(), "{old} {new}: {said}");
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_a_remedy() {
    let new = labelled_edits::spec().to_string();
    for (old, words) in
        [("openapi: 3.1.0", "only 3.0 is compared"), ("- 1", "no member `openapi`"), ("a: [", "neither YAML nor JSON")]
    {
        let error = diff(old, &new).unwrap_err().to_string();
        assert!(error.starts_with("the old document") && error.contains(words) && error.contains("hint: "), "{error}");
    }
}
