//! Property tests: the audit of any document causes no panic, a document has no changes from itself, and noise is not a change.

use colt_numbers_audit::{VendorDocument, compare_revisions, compare_with_spec};
use proptest::prelude::*;

use crate::labelled_edits::{SPEC, TEXT, document, noisy};
use crate::seeds;

const NOISE: [&str; 12] = [
    "no-break spaces",
    "spaces at the end",
    "spaces at the beginning",
    "spaces before the tab",
    "invisible characters",
    "straight quotes",
    "curly quotes",
    "other bullets",
    "tabs between words",
    "other bookmarks",
    "no bookmarks",
    "carriage returns",
];

/// A random edit that damages the lines of a document.
#[derive(Clone, Debug)]
enum Damage {
    Delete(usize),
    Double(usize),
    Swap(usize, usize),
    CutLine(usize, usize),
    Truncate(usize),
    Untab(usize),
    Insert(usize, String),
}

fn damage() -> impl Strategy<Value = Damage> {
    let line = || 0..TEXT.lines().count();
    prop_oneof![
        line().prop_map(Damage::Delete),
        line().prop_map(Damage::Double),
        (line(), line()).prop_map(|(a, b)| Damage::Swap(a, b)),
        (line(), 0..40_usize).prop_map(|(line, at)| Damage::CutLine(line, at)),
        (40..TEXT.lines().count()).prop_map(Damage::Truncate),
        line().prop_map(Damage::Untab),
        (line(), "\\PC{0,40}").prop_map(|(line, text)| Damage::Insert(line, text)),
    ]
}

fn apply_damage(lines: &mut Vec<String>, damage: &Damage) {
    let last = lines.len().saturating_sub(1);
    let at = |line: usize| line.min(last);
    match damage {
        _ if lines.is_empty() => {}
        Damage::Delete(line) => drop(lines.remove(at(*line))),
        Damage::Double(line) => lines.insert(at(*line), lines[at(*line)].clone()),
        Damage::Swap(a, b) => lines.swap(at(*a), at(*b)),
        Damage::CutLine(line, length) => lines[at(*line)] = lines[at(*line)].chars().take(*length).collect(),
        Damage::Truncate(line) => lines.truncate(*line),
        Damage::Untab(line) => lines[at(*line)] = lines[at(*line)].trim_start().to_owned(),
        Damage::Insert(line, text) => lines.insert(at(*line), text.clone()),
    }
}

/// The document after random damages; `None` if no text remains.
fn damaged_document(damages: &[Damage]) -> Option<VendorDocument> {
    let mut lines: Vec<String> = TEXT.lines().map(str::to_owned).collect();
    damages.iter().for_each(|damage| apply_damage(&mut lines, damage));
    VendorDocument::from_bytes(lines.join("\n").as_bytes()).ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..seeds::config() })]

    #[test]
    fn a_damaged_document_is_audited(damages in prop::collection::vec(damage(), 1..12)) {
        let Some(broken) = damaged_document(&damages) else { return Ok(()) };
        let discrepancies = compare_with_spec(&broken, SPEC).unwrap();
        prop_assert!(discrepancies.discrepancies.iter().all(|discrepancy| discrepancy.line.is_none_or(|line| line >= 1)));
        let changes = compare_revisions(&document(TEXT), &broken, Some(SPEC)).unwrap();
        prop_assert_eq!(changes.exit_status() == 0, changes.changes.is_empty());
    }

    #[test]
    fn a_document_has_no_changes_from_itself(damages in prop::collection::vec(damage(), 0..12)) {
        let Some(broken) = damaged_document(&damages) else { return Ok(()) };
        let changes = compare_revisions(&broken, &broken, Some(SPEC)).unwrap();
        prop_assert!(changes.changes.is_empty(), "{changes}");
    }

    #[test]
    fn noise_is_not_a_change(kinds in prop::collection::vec(prop::sample::select(&NOISE[..]), TEXT.lines().count())) {
        let noisy: Vec<String> = TEXT.lines().zip(kinds).map(|(line, kind)| noisy(kind, line)).collect();
        let changes = compare_revisions(&document(TEXT), &document(&noisy.join("\n")), Some(SPEC)).unwrap();
        prop_assert!(changes.changes.is_empty(), "{changes}");
    }

    #[test]
    fn any_text_is_read_or_rejected(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(document) = VendorDocument::from_bytes(&bytes) {
            prop_assert!(compare_with_spec(&document, SPEC).is_ok());
        }
        let _ = VendorDocument::from_bytes(&[b"PK\x03\x04", &bytes[..]].concat());
    }

    #[test]
    fn any_unicode_is_audited(lines in prop::collection::vec("\t?(\\PC{0,30}|(maxLength|pattern|example|values) ?[:=]? ?\\PC{0,8}|[\\[{\"}\\],:]{0,9})", 1..40)) {
        let text = lines.join("\n");
        let Ok(any) = VendorDocument::from_bytes(text.as_bytes()) else { return Ok(()) };
        prop_assert!(compare_with_spec(&any, SPEC).is_ok());
        prop_assert!(compare_revisions(&any, &any, None).unwrap().changes.is_empty(), "{text:?}");
        prop_assert!(compare_revisions(&document(TEXT), &any, Some(SPEC)).is_ok());
    }

    #[test]
    fn any_spec_is_read_or_rejected(spec in "\\PC{0,60}") {
        let _ = compare_with_spec(&document(TEXT), &spec);
        let _ = compare_revisions(&document(TEXT), &document(TEXT), Some(&spec));
    }
}
