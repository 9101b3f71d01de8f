//! One document against the spec: the battery of labelled edits.

use colt_numbers_audit::{Discrepancies, DiscrepancyKind, compare_with_spec};
use serde_json::{Value, json};

use crate::labelled_edits::{SPEC, TEXT, cases, document, edited_spec, edited_text};
use crate::patch;

const BATTERY: &str = include_str!("../data/audit/against_spec.yaml");

/// Discrepancies as the battery writes them.
fn stated(discrepancies: &Discrepancies) -> Vec<String> {
    let of = |discrepancy: &colt_numbers_audit::Discrepancy| {
        let line = discrepancy.line.map_or("-".to_owned(), |line| line.to_string());
        format!("{} {line} {}", discrepancy.kind.id(), discrepancy.pointer.as_deref().unwrap_or("-"))
    };
    let mut stated: Vec<String> = discrepancies.discrepancies.iter().map(of).collect();
    stated.sort();
    stated
}

/// What the pair declares as it stands.
fn declared() -> Vec<String> {
    stated(&compare_with_spec(&document(TEXT), SPEC).unwrap())
}

#[test]
fn the_document_as_it_stands_leaves_nothing_open() {
    let discrepancies = compare_with_spec(&document(TEXT), SPEC).unwrap();
    assert_eq!(discrepancies.open().collect::<Vec<_>>(), Vec::<&colt_numbers_audit::Discrepancy>::new());
    assert_eq!(discrepancies.exit_status(), 0);
    assert_eq!(declared().len(), 2, "{discrepancies}");
}

#[test]
fn each_edit_is_found_and_nothing_else() {
    let (declared, mut wrong) = (declared(), String::new());
    let all = cases(BATTERY);
    for case in &all {
        let text = edited_text(case);
        let discrepancies = compare_with_spec(&document(&text), &edited_spec(case).to_string()).unwrap();
        for discrepancy in &discrepancies.discrepancies {
            assert!(!discrepancy.message.is_empty() && !discrepancy.remedy.is_empty(), "{discrepancy:?}");
        }
        let expected = expected(case, text != TEXT);
        // What is declared may have moved with its lines.
        let mut found = stated(&discrepancies);
        let moved = |one: &String| {
            declared
                .iter()
                .any(|known| known.starts_with("assumption") && known.split(' ').nth(2) == one.split(' ').nth(2))
        };
        found.retain(|one| !(one.starts_with("assumption") && moved(one)));
        if found != expected {
            wrong += &format!("{}\n  expected {expected:#?}\n  found {found:#?}\n{discrepancies}\n", case["id"]);
        }
        let open =
            discrepancies.discrepancies.iter().any(|discrepancy| discrepancy.kind != DiscrepancyKind::Assumption);
        assert_eq!(discrepancies.exit_status(), if open { 8 } else { 0 }, "{}", case["id"]);
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(all.len() >= 90, "the battery has {} cases", all.len());
}

fn expected(case: &Value, edited: bool) -> Vec<String> {
    let written = case["finds"].as_array().unwrap().iter().map(|discrepancy| {
        let parts: Vec<&str> = discrepancy.as_str().unwrap().split(' ').collect();
        assert_eq!(parts.len(), 3, "{discrepancy}");
        format!("{} {} {}", parts[0], parts[1], patch::pointer(parts[2]))
    });
    let changed = edited.then(|| "document-changed - /info/x-document/sha256".to_owned());
    let mut expected: Vec<String> = written.chain(changed).collect();
    expected.sort();
    expected
}

#[test]
fn a_spec_that_is_none_is_refused() {
    for spec in ["a: [", "- 1", ""] {
        assert!(compare_with_spec(&document(TEXT), spec).is_err(), "{spec}");
    }
    // A spec that says nothing of all this is no error; everything is open.
    assert_eq!(compare_with_spec(&document(TEXT), &json!({}).to_string()).unwrap().exit_status(), 8);
}
