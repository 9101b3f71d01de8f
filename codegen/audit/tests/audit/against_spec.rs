//! Compares the document with the spec after each labelled edit.

use colt_numbers_audit::{Discrepancies, DiscrepancyKind, compare_with_spec};
use serde_json::{Value, json};

use crate::labelled_edits::{SPEC, TEXT, cases, document, edited_spec, edited_text};
use crate::patch;

const EDITS: &str = include_str!("../data/audit/against_spec.yaml");

/// Discrepancies in the notation of the labels.
fn labels(discrepancies: &Discrepancies) -> Vec<String> {
    let label = |discrepancy: &colt_numbers_audit::Discrepancy| {
        let line = discrepancy.line.map_or("-".to_owned(), |line| line.to_string());
        format!("{} {line} {}", discrepancy.kind.id(), discrepancy.pointer.as_deref().unwrap_or("-"))
    };
    let mut labels: Vec<String> = discrepancies.discrepancies.iter().map(label).collect();
    labels.sort();
    labels
}

/// The declared assumptions that the unedited document and the unedited spec cause.
fn declared() -> Vec<String> {
    labels(&compare_with_spec(&document(TEXT), SPEC).unwrap())
}

#[test]
fn the_unedited_document_has_no_open_discrepancy() {
    let discrepancies = compare_with_spec(&document(TEXT), SPEC).unwrap();
    assert_eq!(discrepancies.open().collect::<Vec<_>>(), Vec::<&colt_numbers_audit::Discrepancy>::new());
    assert_eq!(discrepancies.exit_status(), 0);
    assert_eq!(declared().len(), 2, "{discrepancies}");
}

#[test]
fn each_edit_causes_exactly_its_labelled_discrepancies() {
    let (declared, mut wrong) = (declared(), String::new());
    let all = cases(EDITS);
    for case in &all {
        let text = edited_text(case);
        let discrepancies = compare_with_spec(&document(&text), &edited_spec(case).to_string()).unwrap();
        for discrepancy in &discrepancies.discrepancies {
            assert!(!discrepancy.message.is_empty() && !discrepancy.remedy.is_empty(), "{discrepancy:?}");
        }
        let expected = expected(case, text != TEXT);
        // The line of a declared assumption may have moved.
        let mut found = labels(&discrepancies);
        let is_declared = |label: &String| {
            declared
                .iter()
                .any(|known| known.starts_with("assumption") && known.split(' ').nth(2) == label.split(' ').nth(2))
        };
        found.retain(|label| !(label.starts_with("assumption") && is_declared(label)));
        if found != expected {
            wrong += &format!("{}\n  expected {expected:#?}\n  found {found:#?}\n{discrepancies}\n", case["id"]);
        }
        let open =
            discrepancies.discrepancies.iter().any(|discrepancy| discrepancy.kind != DiscrepancyKind::Assumption);
        assert_eq!(discrepancies.exit_status(), if open { 8 } else { 0 }, "{}", case["id"]);
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(all.len() >= 90, "only {} labelled edits", all.len());
}

fn expected(case: &Value, edited: bool) -> Vec<String> {
    let written = case["expected"].as_array().unwrap().iter().map(|discrepancy| {
        let parts: Vec<&str> = discrepancy.as_str().unwrap().split(' ').collect();
        assert_eq!(parts.len(), 3, "{discrepancy}");
        format!("{} {} {}", parts[0], parts[1], patch::pointer(parts[2]))
    });
    let changed = edited.then(|| "document-changed - /info/x-documents/0/sha256".to_owned());
    let mut expected: Vec<String> = written.chain(changed).collect();
    expected.sort();
    expected
}

#[test]
fn an_invalid_spec_is_rejected() {
    for spec in ["a: [", "- 1", ""] {
        assert!(compare_with_spec(&document(TEXT), spec).is_err(), "{spec}");
    }
    // A spec without any element is valid, but discrepancies are open.
    assert_eq!(compare_with_spec(&document(TEXT), &json!({}).to_string()).unwrap().exit_status(), 8);
}

#[test]
fn the_hint_on_a_mark_says_to_remove_it() {
    let spec = SPEC.replace("lockers.txt:8,39,41-43", "lockers.txt:8,39@4dd875a6,41-43");
    let discrepancies = compare_with_spec(&document(TEXT), &spec).unwrap();
    let open: Vec<_> = discrepancies.open().collect();
    assert!(
        matches!(open[..], [one] if one.message.contains("`39@4dd875a6`") && one.remedy.contains("remove the mark")),
        "{open:?}"
    );
}
