//! Finds lines of an earlier revision of a document: `cargo codegen audit OLD NEW --renumber` marks them, as in `54-59@4dd875a6`.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::pointer::walk;
use serde_json::Value;

/// Checks that no text that names lines has a mark.
pub fn check(root: &Value, lint: &mut Findings) {
    walk(root, "", &mut |at, value| {
        let names_lines = at.contains("/x-assumption") || at.ends_with("/x-source") || at.contains("/leftOut/");
        if let Some(mark) = value.as_str().filter(|_| names_lines).and_then(mark) {
            lint.error(at, format!("`{mark}` marks lines that are not known to be those of the present revision"))
                .hint("cite the lines of the present revision and remove the mark, or remove the element");
        }
    });
}

/// The mark in a text: a line number, and the begin of a hash or a question mark.
pub fn mark(text: &str) -> Option<&str> {
    text.match_indices('@').find_map(|(at, _)| {
        let hash = &text[at + 1..];
        let length = hash.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(hash.len());
        let end = if hash.starts_with('?') {
            1
        } else if length == 8 {
            8
        } else {
            return None;
        };
        text[..at].ends_with(|c: char| c.is_ascii_digit()).then(|| &text[at..at + 1 + end])
    })
}
