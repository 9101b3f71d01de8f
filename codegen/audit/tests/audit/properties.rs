//! What holds of any document: nothing panics, a document is the same as itself, and noise is no change.

use colt_numbers_audit::{Document, compare_revisions, compare_with_spec};
use proptest::prelude::*;

use crate::labelled_edits::{SPEC, TEXT, document, noisy};
use crate::seeds;

const NOISE: [&str; 12] = [
    "no-break spaces",
    "blanks at the end",
    "blanks at the beginning",
    "blanks before the tab",
    "invisible characters",
    "straight quotes",
    "curly quotes",
    "other bullets",
    "tabs between words",
    "other bookmarks",
    "no bookmarks",
    "carriage returns",
];

/// What may happen to the lines of a document.
#[derive(Clone, Debug)]
enum Mishap {
    Delete(usize),
    Double(usize),
    Swap(usize, usize),
    CutLine(usize, usize),
    Truncate(usize),
    Untab(usize),
    Insert(usize, String),
}

fn mishap() -> impl Strategy<Value = Mishap> {
    let line = || 0..TEXT.lines().count();
    prop_oneof![
        line().prop_map(Mishap::Delete),
        line().prop_map(Mishap::Double),
        (line(), line()).prop_map(|(a, b)| Mishap::Swap(a, b)),
        (line(), 0..40_usize).prop_map(|(line, at)| Mishap::CutLine(line, at)),
        (40..TEXT.lines().count()).prop_map(Mishap::Truncate),
        line().prop_map(Mishap::Untab),
        (line(), "\\PC{0,40}").prop_map(|(line, text)| Mishap::Insert(line, text)),
    ]
}

fn befall(lines: &mut Vec<String>, mishap: &Mishap) {
    let last = lines.len().saturating_sub(1);
    let at = |line: usize| line.min(last);
    match mishap {
        _ if lines.is_empty() => {}
        Mishap::Delete(line) => drop(lines.remove(at(*line))),
        Mishap::Double(line) => lines.insert(at(*line), lines[at(*line)].clone()),
        Mishap::Swap(a, b) => lines.swap(at(*a), at(*b)),
        Mishap::CutLine(line, length) => lines[at(*line)] = lines[at(*line)].chars().take(*length).collect(),
        Mishap::Truncate(line) => lines.truncate(*line),
        Mishap::Untab(line) => lines[at(*line)] = lines[at(*line)].trim_start().to_owned(),
        Mishap::Insert(line, text) => lines.insert(at(*line), text.clone()),
    }
}

/// The document after some mishaps; none where nothing is left of it.
fn after(mishaps: &[Mishap]) -> Option<Document> {
    let mut lines: Vec<String> = TEXT.lines().map(str::to_owned).collect();
    mishaps.iter().for_each(|mishap| befall(&mut lines, mishap));
    Document::from_bytes(lines.join("\n").as_bytes()).ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..seeds::config() })]

    #[test]
    fn a_document_after_mishaps_is_audited(mishaps in prop::collection::vec(mishap(), 1..12)) {
        let Some(broken) = after(&mishaps) else { return Ok(()) };
        let discrepancies = compare_with_spec(&broken, SPEC).unwrap();
        prop_assert!(discrepancies.discrepancies.iter().all(|discrepancy| discrepancy.line.is_none_or(|line| line >= 1)));
        let changes = compare_revisions(&document(TEXT), &broken, Some(SPEC)).unwrap();
        prop_assert_eq!(changes.exit_status() == 0, changes.changes.is_empty());
    }

    #[test]
    fn a_document_is_the_same_as_itself(mishaps in prop::collection::vec(mishap(), 0..12)) {
        let Some(broken) = after(&mishaps) else { return Ok(()) };
        let changes = compare_revisions(&broken, &broken, Some(SPEC)).unwrap();
        prop_assert!(changes.changes.is_empty(), "{changes}");
    }

    #[test]
    fn noise_is_no_change(kinds in prop::collection::vec(prop::sample::select(&NOISE[..]), TEXT.lines().count())) {
        let noisy: Vec<String> = TEXT.lines().zip(kinds).map(|(line, kind)| noisy(kind, line)).collect();
        let changes = compare_revisions(&document(TEXT), &document(&noisy.join("\n")), Some(SPEC)).unwrap();
        prop_assert!(changes.changes.is_empty(), "{changes}");
    }

    #[test]
    fn any_text_is_a_document_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(document) = Document::from_bytes(&bytes) {
            prop_assert!(compare_with_spec(&document, SPEC).is_ok());
        }
        let _ = Document::from_bytes(&[b"PK\x03\x04", &bytes[..]].concat());
    }

    #[test]
    fn any_unicode_is_audited(lines in prop::collection::vec("\t?(\\PC{0,30}|(maxLength|pattern|example|values) ?[:=]? ?\\PC{0,8}|[\\[{\"}\\],:]{0,9})", 1..40)) {
        let text = lines.join("\n");
        let Ok(any) = Document::from_bytes(text.as_bytes()) else { return Ok(()) };
        prop_assert!(compare_with_spec(&any, SPEC).is_ok());
        prop_assert!(compare_revisions(&any, &any, None).unwrap().changes.is_empty(), "{text:?}");
        prop_assert!(compare_revisions(&document(TEXT), &any, Some(SPEC)).is_ok());
    }

    #[test]
    fn any_spec_is_read_or_refused(spec in "\\PC{0,60}") {
        let _ = compare_with_spec(&document(TEXT), &spec);
        let _ = compare_revisions(&document(TEXT), &document(TEXT), Some(&spec));
    }
}
