//! Tests the update of line numbers: after random edits of a document, every citation cites the same text, and nothing else changed.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use colt_numbers_audit::{AuditError, VendorDocument, renumber};
use proptest::prelude::*;
use serde_json::Value;

use crate::labelled_edits::{self, document};
use crate::{second_chapter_document as chapter, seeds};

/// A document with the file name by which its spec cites it, and the spec.
struct Fixture {
    file: &'static str,
    text: String,
    spec: String,
}

fn fixtures() -> [Fixture; 2] {
    let spec = format!("{:#}", chapter::spec());
    [
        Fixture { file: "lockers.txt", text: labelled_edits::TEXT.to_owned(), spec: labelled_edits::SPEC.to_owned() },
        Fixture { file: chapter::FILE, text: chapter::text(), spec },
    ]
}

/// A random edit of one line.
#[derive(Clone, Debug)]
enum LineEdit {
    Insert(usize),
    Delete(usize),
}

/// The document after the edits, and the old number of each of its lines.
fn edited(text: &str, edits: &[LineEdit]) -> (VendorDocument, Vec<Option<usize>>) {
    let mut lines: Vec<(Option<usize>, String)> =
        text.lines().enumerate().map(|(index, line)| (Some(index + 1), line.to_owned())).collect();
    for (index, edit) in edits.iter().enumerate() {
        match edit {
            LineEdit::Insert(at) => lines.insert(at % lines.len(), (None, format!("Inserted remark {index}."))),
            LineEdit::Delete(at) => drop(lines.remove(at % lines.len())),
        }
    }
    let (numbers, texts): (Vec<Option<usize>>, Vec<String>) = lines.into_iter().unzip();
    (document(&(texts.join("\n") + "\n")), numbers)
}

/// The citations of a file, by pointer; the ranges as they are written.
fn citations(spec: &str, file: &str) -> BTreeMap<String, Vec<String>> {
    fn collect(at: &str, value: &Value, file: &str, found: &mut BTreeMap<String, Vec<String>>) {
        let cited = value
            .get("x-source")
            .and_then(Value::as_str)
            .and_then(|source| source.strip_prefix(file)?.strip_prefix(':'));
        if let Some(ranges) = cited {
            found.insert(at.to_owned(), ranges.split(',').map(str::to_owned).collect());
        }
        let members = value.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value));
        let items = value.as_array().into_iter().flatten().enumerate().map(|(index, value)| (index.to_string(), value));
        for (key, value) in members.chain(items) {
            collect(&format!("{at}/{key}"), value, file, found);
        }
    }
    let mut found = BTreeMap::new();
    collect("", &serde_yaml::from_str(spec).unwrap(), file, &mut found);
    found
}

fn range(text: &str) -> RangeInclusive<usize> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    first.parse().unwrap()..=last.parse().unwrap()
}

/// The spec without numbers, marks and `linesOf`.
fn without_numbers(spec: &str) -> String {
    let spec: Vec<&str> =
        spec.lines().filter(|line| !line.trim_start().trim_start_matches('"').starts_with("linesOf")).collect();
    let spec = spec.join("\n");
    let spec = match spec.find(", \"linesOf\": \"") {
        Some(at) => spec[..at].to_owned() + &spec[at + ", \"linesOf\": \"".len() + 65..],
        None => spec,
    };
    let mut text = String::new();
    for (index, part) in spec.split('@').enumerate() {
        let is_mark = index > 0
            && (part.starts_with('?') || part.get(..8).is_some_and(|hash| hash.bytes().all(|c| c.is_ascii_hexdigit())));
        text.push_str(if is_mark {
            part.trim_start_matches(|c: char| c.is_ascii_hexdigit() || c == '?')
        } else {
            part
        });
    }
    text.retain(|c| !c.is_ascii_digit() && c != '-');
    text
}

fn line_edit() -> impl Strategy<Value = LineEdit> {
    prop_oneof![3 => any::<usize>().prop_map(LineEdit::Insert), 1 => any::<usize>().prop_map(LineEdit::Delete)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..seeds::config() })]

    #[test]
    fn a_citation_cites_the_same_text_afterwards(edits in prop::collection::vec(line_edit(), 1..9)) {
        for Fixture { file, text, spec } in fixtures() {
            let old = document(&text).with_name(file);
            let (new, old_numbers) = edited(&text, &edits);
            let new = new.with_name(file);
            let renumbered = renumber(&old, &new, &spec, &[]).unwrap();
            let new_line = |line: usize| old_numbers.iter().position(|number| *number == Some(line)).map(|index| index + 1);
            let has_text = |line: usize| text.lines().nth(line - 1).is_some_and(|line| !line.trim().is_empty());
            let updated = citations(&renumbered.spec, file);
            for (at, ranges) in citations(&spec, file) {
                for (was, is) in ranges.iter().zip(&updated[&at]) {
                    let lines: Vec<Option<usize>> = range(was).filter(|line| has_text(*line)).map(new_line).collect();
                    if lines.iter().all(Option::is_some) {
                        prop_assert!(!is.contains('@'), "{at}: {was} → {is}\n{renumbered}");
                        let ends = lines.first().unwrap().unwrap()..=lines.last().unwrap().unwrap();
                        prop_assert_eq!(range(is), ends, "{}: {}\n{}", at, was, renumbered);
                    } else if !is.contains('@') {
                        // A range of which a part is gone.
                        let rest: Vec<usize> = lines.into_iter().flatten().collect();
                        prop_assert_eq!(range(is), rest[0]..=*rest.last().unwrap(), "{}: {}", at, was);
                    }
                }
            }
            prop_assert_eq!(without_numbers(&renumbered.spec), without_numbers(&spec));
            prop_assert_eq!(&renumber(&old, &new, &renumbered.spec, &[]).unwrap().spec, &renumbered.spec);
        }
    }

    /// Citations that were updated by hand are not updated again.
    #[test]
    fn no_citation_is_updated_twice(edits in prop::collection::vec(any::<usize>().prop_map(LineEdit::Insert), 1..4), by_hand in prop::collection::vec(any::<bool>(), 64)) {
        let Fixture { file, text, spec } = &fixtures()[0];
        let old = document(text);
        let (new, _) = edited(text, &edits);
        let all = renumber(&old, &new, spec, &[]).unwrap().spec;
        let updated = citations(&all, file);
        let texts: BTreeMap<String, String> =
            citations(spec, file).into_iter().map(|(at, ranges)| (ranges.join(","), updated[&at].join(","))).collect();
        let by_hand = spec.lines().zip(by_hand.iter().cycle()).map(|(line, by_hand)| {
            let prefix = format!("x-source: {file}:");
            match line.split_once(&prefix).filter(|_| *by_hand) {
                Some((before, ranges)) => format!("{before}{prefix}{}\n", texts[ranges]),
                None => format!("{line}\n"),
            }
        });
        let partly: String = by_hand.collect();
        let result = renumber(&old, &new, &partly, std::slice::from_ref(spec)).unwrap();
        let again = citations(&result.spec, file);
        prop_assert_eq!(&again, &updated, "{}", result);
        // Nor are they if the edits were committed.
        let result = renumber(&old, &new, &partly, &[partly.clone(), spec.clone()]).unwrap();
        prop_assert_eq!(citations(&result.spec, file), updated, "{}", result);
    }
}

/// `leftOut`, prose and the style of the text.
#[test]
fn every_place_is_updated_in_its_style() {
    let old = document("Title\nA is so.\n\nB is so.\n");
    let new = document("Title\nNew.\nA is so.\n\nAnother statement entirely.\n");
    let hash = |document: &VendorDocument| document.hashes()[0].clone();
    let spec = format!(
        "\
info:
  x-documents:
    - file: a.txt # the file
      sha256: {}   # the hash
      leftOut:
        - {{ lines: 1-1, reason: title }}
        - lines: 4
          reason: line 4
one: {{ x-source: \"a.txt:2\", x-assumption: 'Not in line 2, or lines 1
  and 4.' }}
two:
  x-source:   a.txt:1-2  # two lines
",
        hash(&old)
    );
    let renumbered = renumber(&old, &new, &spec, &[]).unwrap();
    let mark = &hash(&old)[..8];
    let expected = spec
        .replace("   # the hash\n", &format!("   # the hash\n      linesOf: {}\n", hash(&new)))
        .replace("- lines: 4", &format!("- lines: 4@{mark}"))
        .replace("a.txt:2\"", "a.txt:3\"")
        .replace("line 2", "line 3")
        .replace("and 4", &format!("and 4@{mark}"))
        .replace("a.txt:1-2", "a.txt:1-3");
    assert_eq!(renumbered.spec, expected, "{renumbered}");
    let not_moved: Vec<&str> = renumbered.not_moved.iter().map(|place| place.pointer.as_str()).collect();
    assert_eq!(not_moved, ["/info/x-documents/0/leftOut/1/lines", "/one/x-assumption"]);
    assert_eq!(renumbered.exit_status(), 8);
    let again = renumber(&old, &new, &renumbered.spec, &[]).unwrap();
    assert_eq!((again.not_moved.len(), again.moved.len()), (2, 0));
}

/// Without the committed spec, a citation that was updated by hand is recognized by what its lines state.
#[test]
fn a_citation_that_fits_only_the_new_document_is_left_alone() {
    let Fixture { text, spec, .. } = &fixtures()[0];
    let old = document(text);
    let (new, _) = edited(text, &[LineEdit::Insert(60), LineEdit::Insert(60), LineEdit::Insert(60)]);
    let updated = renumber(&old, &new, spec, &[]).unwrap().spec;
    let partly = spec.replacen("lockers.txt:99-101", "lockers.txt:102-104", 1).replacen(
        "lockers.txt:92-95",
        "lockers.txt:95-98",
        1,
    );
    let result = renumber(&old, &new, &partly, &[]).unwrap();
    assert_eq!(result.spec, updated, "{result}");
}

#[test]
fn a_spec_of_another_revision_is_rejected() {
    let [old, other] = ["Book a locker\n", "Book two lockers\n"].map(document);
    let error = renumber(&old, &other, labelled_edits::SPEC, &[]).unwrap_err();
    assert!(matches!(error, AuditError::OtherLines { .. }), "{error}");
}

/// The elements of a list that has a new first element are not edited by hand, although their pointers changed.
#[test]
fn elements_that_moved_within_their_list_are_updated() {
    let old = document("Title\nA is so.\nB is so.\n");
    let new = document("Title\nNew.\nA is so.\nB is so.\n");
    let committed = format!(
        "\
info:
  x-documents:
    - file: a.txt
      sha256: {}
      leftOut:
        - {{ lines: 2, reason: it is about A }}
        - {{ lines: 3, reason: it is about B }}
",
        old.hashes()[0]
    );
    let edited = committed.replace("leftOut:\n", "leftOut:\n        - { lines: 2, reason: new }\n");
    let renumbered = renumber(&old, &new, &edited, &[committed]).unwrap();
    let lines =
        ["{ lines: 2, reason: new }", "{ lines: 3, reason: it is about A }", "{ lines: 4, reason: it is about B }"];
    for line in lines {
        assert!(renumbered.spec.contains(line), "{line}: {}", renumbered.spec);
    }
    let [kept] = &renumbered.kept[..] else { panic!("{renumbered}") };
    assert!(kept.note.as_ref().is_some_and(|note| note.contains("check")), "{renumbered}");
}

#[test]
fn a_citation_of_a_property_with_the_name_of_a_keyword_is_updated() {
    let old = document("Title\nThe value is a text.\n");
    let new = document("Title\nNew.\nThe value is a text.\n");
    for (before, is_updated) in [
        ("components: { schemas: { A: { properties: { value: { X } } } } }", true),
        ("components: { schemas: { example: { properties: { default: { X } } } } }", true),
        ("components: { examples: { value: { X } } }", true),
        ("components: { examples: { a: { value: { X } } } }", false),
        ("components: { schemas: { A: { example: { X } } } }", false),
    ] {
        let documents = format!("info: {{ x-documents: [{{ file: a.txt, sha256: {} }}] }}", old.hashes()[0]);
        let spec = format!("{documents}\n{}\n", before.replace('X', "x-source: 'a.txt:2'"));
        let renumbered = renumber(&old, &new, &spec, &[]).unwrap();
        assert_eq!(renumbered.spec.contains("a.txt:3"), is_updated, "{before}");
    }
}

#[test]
fn revisions_of_two_documents_are_rejected() {
    let [a, b] = ["A is so.\n", "A is so, too.\n"].map(document);
    let spec = format!(
        "info: {{ x-documents: [{{ file: a.txt, sha256: {} }}, {{ file: b.txt, sha256: {} }}] }}\n",
        a.hashes()[0],
        b.hashes()[0]
    );
    let error = renumber(&a, &b, &spec, &[]).unwrap_err();
    assert!(matches!(error, AuditError::TwoDocuments { .. }), "{error}");
}
