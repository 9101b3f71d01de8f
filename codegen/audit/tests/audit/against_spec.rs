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

/// A document and a spec with two operations on orders. The document has no template of the second one's path.
fn orders(error_row: &str, error_member: &str) -> (String, String) {
    let text = format!(
        "\
Orders
Method: POST
https://a.example/v1/order

Input parameters

\tParameter
\tType
\tDescription

\theader

\tx-id
\tMandatory
\tThe order's id

State
Example: GET https://a.example/v1/order/7d0c1f5e

Error response

\tParameter
\tType
\tDescription

{error_row}"
    );
    let spec = format!(
        "\
info: {{ x-documents: [{{ file: a.txt, sha256: '0', leftOut: [{{ lines: '1,5-11,17,20-24', reason: headings }}] }}] }}
servers: [{{ url: 'https://a.example', x-source: 'a.txt:3' }}]
paths:
  /v1/order:
    post:
      x-source: a.txt:2-3
      parameters: [{{ name: x-id, in: header, required: true, description: The id of the order., x-source: 'a.txt:13-15' }}]
  /v1/order/{{orderId}}:
    get:
      description: The state of an order.
      x-source: a.txt:18
      parameters: [{{ name: orderId, in: path, required: true, description: The id., x-assumption: Named after the example. }}]
      responses:
        4XX: {{ content: {{ application/json: {{ schema: {{ properties: {{ {error_member} }} }} }} }} }}
"
    );
    (text, spec)
}

#[test]
fn an_example_call_stands_for_the_template_of_its_operation() {
    let (text, spec) = orders("", "reason: { type: string, x-assumption: As usual. }");
    let discrepancies = compare_with_spec(&document(&text), &spec).unwrap();
    let kinds: Vec<&str> = discrepancies.open().map(|discrepancy| discrepancy.kind.id()).collect();
    assert_eq!(kinds, ["document-changed"], "{discrepancies}");
    // It has the method before the URL.
    let other = compare_with_spec(&document(&text.replace("GET", "DELETE")), &spec).unwrap();
    assert!(other.open().any(|discrepancy| discrepancy.kind == DiscrepancyKind::MethodDiffers), "{other}");
}

#[test]
fn the_hint_names_the_edit_that_settles_an_assumption() {
    let row = |name: &str| format!("\t{name}\n\tOptional\n\tWhat went wrong\n");
    for (name, words) in [
        ("reason", &["add `x-source: a.txt:26-28`"][..]),
        ("statusReason", &["rename it to `statusReason`", "add `x-source: a.txt:26-28`"]),
    ] {
        let (text, spec) = orders(&row(name), "reason: { type: string, x-assumption: As usual. }");
        let discrepancies = compare_with_spec(&document(&text), &spec).unwrap();
        for words in words {
            assert!(
                discrepancies.open().any(|discrepancy| discrepancy.remedy.contains(words)),
                "{name}: {discrepancies}"
            );
        }
    }
}

/// Most wrong citations are found. A citation that is moved by a line or two may still cite a line about the same subject.
#[test]
fn a_citation_of_other_lines_is_found() {
    let lines: Vec<&str> = SPEC.lines().collect();
    let (mut found, mut all) = (0, 0);
    for (index, line) in lines.iter().enumerate() {
        let Some((before, cited)) = line.split_once("x-source: lockers.txt:") else { continue };
        for by in [-7_isize, 3, 20] {
            let moved = cited.split(',').map(|range| {
                let ends = range.split('-').map(|end| end.parse::<usize>().unwrap().checked_add_signed(by));
                ends.map(|end| end.map(|end| end.to_string())).collect::<Option<Vec<_>>>().map(|ends| ends.join("-"))
            });
            let Some(moved) = moved.collect::<Option<Vec<_>>>() else { continue };
            let wrong = format!("{before}x-source: lockers.txt:{}", moved.join(","));
            let spec = [&lines[..index], &[wrong.as_str()], &lines[index + 1..]].concat().join("\n");
            all += 1;
            found += usize::from(compare_with_spec(&document(TEXT), &spec).unwrap().exit_status() == 8);
        }
    }
    assert!(all > 100 && found * 100 >= all * 95, "{found} of {all} wrong citations are found");
}
