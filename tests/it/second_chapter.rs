//! The made-up second chapter: its spec is valid, and the spec of the first chapter is a part of it.

use std::collections::BTreeMap;

use colt_numbers_diff::diff_wire;
use colt_numbers_generate::generate;
use colt_numbers_generate::load::load;
use colt_numbers_openapi::source::{SPEC_FILE, Source};

use crate::scratch_copy::root;

#[path = "../data/second-chapter.rs"]
pub mod chapter;

/// The spec and the cases of both chapters.
fn source() -> Source {
    Source { file: SPEC_FILE.to_owned(), spec: chapter::spec().to_string(), cases: chapter::cases() }
}

#[test]
fn the_spec_of_both_chapters_has_no_errors() {
    let loaded = load(&source());
    assert!(loaded.is_ok(), "{}", loaded.err().unwrap());
    assert!(generate(&source()).is_ok());
}

/// A case without its key `operation`, or with a parameter of another operation, is an error.
#[test]
fn cases_belong_to_an_operation() {
    for (file, from, to, words) in [
        ("result-window/accept-search-to-the-end", r#""operation": "searchNumbers","#, "", "no key `operation`"),
        ("result-window/accept-search-to-the-end", "searchNumbers", "returnNumber", "is not an operation of"),
        ("schema/accept-order-state", "orderId", "number", "`number` is not a parameter of `getOrder`"),
        ("schema/accept-activation-least", "activateNumber", "getOrder", "a key `body`"),
    ] {
        let mut source = source();
        let case = source.cases.get_mut(&format!("spec/cases/{file}.json")).unwrap();
        *case = case.replacen(from, to, 1);
        let errors = load(&source).err().map(|errors| errors.to_string()).unwrap_or_default();
        assert!(errors.contains(words) && errors.contains(file), "{file}, {words}: {errors}");
    }
}

/// Callers of the first chapter's operation are not affected by the second chapter.
#[test]
fn the_second_chapter_breaks_no_request() {
    let first = std::fs::read_to_string(root().join(SPEC_FILE)).unwrap();
    let report = diff_wire(&first, &chapter::spec().to_string()).unwrap().json();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for change in report["changes"].as_array().unwrap() {
        assert_ne!(change["wire"], "breaking", "{change:#}");
        *counts.entry(change["id"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    let counts: Vec<(&str, usize)> = counts.iter().map(|(id, count)| (id.as_str(), *count)).collect();
    for expected in [("operation-added", 6), ("rule-added", 3), ("document-added", 1)] {
        assert!(counts.contains(&expected), "{expected:?}: {counts:?}");
    }
}
