//! Compares the document with its revision after each labelled edit.

use colt_numbers_audit::{RevisionChange, compare_revisions};
use serde_json::Value;

use crate::labelled_edits::{SPEC, TEXT, cases, document, edited_text};
use crate::patch;

const EDITS: &str = include_str!("../data/audit/between_revisions.yaml");

/// A change in the notation of the labels.
fn change_label(change: &RevisionChange) -> String {
    let line = |line: Option<usize>| line.map_or("-".to_owned(), |line| line.to_string());
    let touches = change.touches.join(" ");
    let at = format!("{}/{}", line(change.old_line), line(change.new_line));
    format!("{} {at} of {} touches {touches}", change.kind.id(), change.parameter.as_deref().unwrap_or("-"))
}

fn expected_label(change: &Value) -> String {
    let touches = change["touches"].as_array().unwrap().iter().map(|touched| match touched.as_str().unwrap() {
        rule if !rule.contains(['/', ':']) => rule.to_owned(),
        short => patch::pointer(short),
    });
    let touches: Vec<String> = touches.collect();
    let [kind, at] = ["kind", "at"].map(|key| change[key].as_str().unwrap());
    format!("{kind} {at} of {} touches {}", change["of"].as_str().unwrap_or("-"), touches.join(" "))
}

#[test]
fn each_edit_causes_exactly_its_labelled_changes() {
    let mut wrong = String::new();
    let all = cases(EDITS);
    for case in &all {
        let changes = compare_revisions(&document(TEXT), &document(&edited_text(case)), Some(SPEC)).unwrap();
        let labels = case["expected"].as_array().unwrap();
        let mut found: Vec<String> = changes.changes.iter().map(change_label).collect();
        let mut expected: Vec<String> = labels.iter().map(expected_label).collect();
        found.sort();
        expected.sort();
        if found != expected {
            wrong += &format!("{}\n  expected {expected:#?}\n  found {found:#?}\n{changes}\n", case["id"]);
        }
        for change in &changes.changes {
            let label = labels.iter().find(|label| expected_label(label) == change_label(change));
            let Some(label) = label else { continue };
            let min_confidence = label.get("confidence").and_then(Value::as_f64);
            let has_expected_confidence = match (min_confidence, change.confidence) {
                (Some(min), Some(confidence)) => min <= confidence && confidence <= 1.0,
                (min, confidence) => min.is_none() && confidence.is_none(),
            };
            let is_behaviour = label.get("behaviour").is_some();
            if !has_expected_confidence || change.kind.is_behaviour() != is_behaviour {
                wrong += &format!("{}: {change:?}\n", case["id"]);
            }
        }
        assert_eq!(changes.exit_status(), if labels.is_empty() { 0 } else { 8 }, "{}\n{wrong}", case["id"]);
        assert_eq!(changes.notes, Vec::<String>::new(), "{}", case["id"]);
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(all.len() >= 60, "only {} labelled edits", all.len());
}

#[test]
fn both_directions_have_equally_many_changes_and_list_no_elements_without_a_spec() {
    for case in cases(EDITS) {
        let (old, new) = (document(TEXT), document(&edited_text(&case)));
        let (forth, back) =
            (compare_revisions(&old, &new, None).unwrap(), compare_revisions(&new, &old, None).unwrap());
        let labels = case["expected"].as_array().unwrap().len();
        assert_eq!([forth.changes.len(), back.changes.len()], [labels; 2], "{}\n{forth}\n{back}", case["id"]);
        assert!(forth.changes.iter().all(|change| change.touches.is_empty()), "{forth}");
    }
}

#[test]
fn a_spec_that_was_written_from_a_different_revision_causes_a_note() {
    let new = TEXT.replace("45 hours", "30 hours");
    let changes = compare_revisions(&document(&new), &document(TEXT), Some(SPEC)).unwrap();
    assert_eq!(changes.notes.len(), 1, "{changes}");
}

#[test]
fn a_rename_reports_whether_the_examples_have_the_new_name() {
    for (name, is_group) in [("lockerFrom", false), ("parcel", true)] {
        let in_table = TEXT.replacen(&format!("\t{name}\n"), &format!("\t{name}s\n"), 1);
        let everywhere = in_table.replace(&format!("\"{name}\""), &format!("\"{name}s\""));
        assert!(in_table != TEXT && everywhere != in_table, "{name}");
        for (new, words) in
            [(in_table, "; the examples still have the old name"), (everywhere, ", also in the examples")]
        {
            let changes = compare_revisions(&document(TEXT), &document(&new), Some(SPEC)).unwrap();
            let [change] = &changes.changes[..] else { panic!("{changes}") };
            assert_eq!(change.message.starts_with("group "), is_group, "{changes}");
            assert!(change.message.ends_with(words), "{changes}");
        }
    }
}
