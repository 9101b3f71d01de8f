//! Compares the documents of a manual with a spec of two chapters, after each labelled edit of the second chapter.

use std::sync::LazyLock;

use colt_numbers_audit::{AuditError, Discrepancies, VendorDocument, compare_revisions, compare_with_spec};
use serde_json::Value;

use crate::labelled_edits::{self, document};
use crate::{patch, second_chapter_document as chapter};

const EDITS: &str = include_str!("../data/audit/several_documents.yaml");
/// The second chapter.
static TEXT: LazyLock<String> = LazyLock::new(chapter::text);
/// The facts of the first chapter in other words, on the same lines.
const FIRST: &str = include_str!("../../../../tests/data/next-revision/document.txt");

/// The operations of the second chapter, by their names in the labels.
const OPERATIONS: [(&str, &str); 6] = [
    ("<search>", "/paths/~1v1~1made-up-numbers/get"),
    ("<activation>", "/paths/~1v1~1made-up-numbers~1{number}~1activation/post"),
    ("<inventory>", "/paths/~1v1~1made-up-inventory/get"),
    ("<return>", "/paths/~1v1~1made-up-inventory~1{number}/delete"),
    ("<order>", "/paths/~1v1~1made-up-orders~1{orderId}/get"),
    ("<deletion>", "/paths/~1v1~1made-up-orders~1{orderId}/delete"),
];

/// The open discrepancies in the notation of the labels.
fn labels(discrepancies: &Discrepancies) -> Vec<String> {
    let open = discrepancies.open().map(|discrepancy| {
        let line = discrepancy.line.map_or("-".to_owned(), |line| line.to_string());
        format!("{} {line} {}", discrepancy.kind.id(), discrepancy.pointer.as_deref().unwrap_or("-"))
    });
    open.collect()
}

fn compare(document: &VendorDocument, spec: &Value) -> Discrepancies {
    compare_with_spec(document, &spec.to_string()).unwrap()
}

#[test]
fn no_chapter_has_an_open_discrepancy() {
    let mut spec = chapter::spec();
    let found = compare(&document(&TEXT), &spec);
    assert_eq!((labels(&found), found.document.as_deref()), (Vec::new(), Some("made-up-chapter.txt")));
    assert!(found.to_string().contains("`made-up-chapter.txt`"), "{found}");

    let first = document(FIRST);
    spec["info"]["x-documents"][0]["sha256"] = first.hashes()[0].clone().into();
    let found = compare(&first, &spec);
    assert_eq!((labels(&found), found.document.as_deref()), (Vec::new(), Some("number-reservation.txt")));
}

#[test]
fn each_edit_causes_exactly_its_labelled_discrepancies() {
    let edits = OPERATIONS.iter().fold(chapter::with_facts(EDITS), |edits, (name, at)| edits.replace(name, at));
    let mut wrong = String::new();
    for case in labelled_edits::cases(&edits) {
        let text = labelled_edits::edit(&TEXT, &case);
        let spec = case.get("spec").map_or_else(chapter::spec, |edits| {
            patch::apply(&chapter::spec(), edits).unwrap_or_else(|error| panic!("{}: {error}", case["id"]))
        });
        let discrepancies = compare(&document(&text).with_name("made-up-chapter.docx"), &spec);
        let written = case["expected"].as_array().unwrap().iter().map(|label| {
            let parts: Vec<&str> = label.as_str().unwrap().split(' ').collect();
            format!("{} {} {}", parts[0], parts[1], patch::pointer(parts[2]))
        });
        let changed = (text != *TEXT).then(|| "document-changed - /info/x-documents/1/sha256".to_owned());
        let expected: Vec<String> = changed.into_iter().chain(written).collect();
        if labels(&discrepancies) != expected {
            wrong +=
                &format!("{}\n  expected {expected:#?}\n{discrepancies}\n{:#?}", case["id"], labels(&discrepancies));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn an_unknown_document_is_rejected() {
    let spec = chapter::spec().to_string();
    let unknown = document("Billing of numbers\n").with_name("billing.txt");
    let error = compare_with_spec(&unknown, &spec).unwrap_err();
    assert!(matches!(&error, AuditError::UnknownDocument { known, .. } if known.len() == 2), "{error}");
    let message = error.to_string();
    for words in ["`number-reservation.txt`", "`made-up-chapter.txt`", "add an entry", &unknown.hashes()[0]] {
        assert!(message.contains(words), "{words}: {message}");
    }
    // Two revisions of an unknown document can be compared, but no element of the spec is about them.
    let new = document("Billing of number ranges\n");
    let changes = compare_revisions(&unknown, &new, Some(&spec)).unwrap();
    assert_eq!((changes.changes.len(), changes.changes[0].touches.len(), changes.notes.len()), (1, 0, 1), "{changes}");
}

/// The lines of both chapters have the same numbers.
#[test]
fn changes_touch_only_elements_that_cite_the_document() {
    let new = document(&TEXT.replace("maximum: 480", "maximum: 240"));
    let changes = compare_revisions(&document(&TEXT), &new, Some(&chapter::spec().to_string())).unwrap();
    let touched: Vec<&[String]> = changes.changes.iter().map(|change| change.touches.as_slice()).collect();
    let schemas = ["MadeUpActivationRequest/properties/channels", "MadeUpChannels", "MadeUpActivationRequest"];
    let body = format!("{}/requestBody", OPERATIONS[1].1);
    let mut expected: Vec<String> = schemas.iter().map(|name| format!("/components/schemas/{name}")).collect();
    expected.insert(2, body);
    assert_eq!(touched, [expected.as_slice()], "{changes}");
    assert!(changes.notes[0].contains("`made-up-chapter.txt`"), "{changes}");
}

/// Parameters of several operations may have the same name.
#[test]
fn a_change_between_revisions_is_in_its_operation() {
    let lines: Vec<&str> = TEXT.lines().collect();
    let without = |first: usize, last: usize| [&lines[..first - 1], &lines[last..]].concat().join("\n");
    for (first, last, line) in [(107, 112, 107), (263, 268, 263)] {
        let changes = compare_revisions(&document(&TEXT), &document(&without(first, last)), None).unwrap();
        let found: Vec<_> = changes.changes.iter().map(|change| (change.kind.id(), change.old_line)).collect();
        assert_eq!(found, [("parameter-removed", Some(line))], "{changes}");
    }
}
