//! Checks what a spec states about the previous revision of a document (`previous` in `info.x-documents`): its hash, and what changed since.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::pointer::{item, join};
use colt_numbers_openapi::value::{items, visible_text};
use serde_json::Value;

const HINT: &str =
    "write it as `previous: {sha256: …, changes: [{statement: …, lines: 12-14, affects: [/x-rules/a-rule]}]}`";

/// Checks each document that has a previous revision.
pub fn check(root: &Value, lint: &mut Findings) {
    for (index, document) in items(root.pointer("/info/x-documents")).enumerate() {
        if let Some(previous) = document.get("previous") {
            check_previous(root, &join(&item("/info/x-documents", index), "previous"), previous, lint);
        }
    }
}

fn check_previous(root: &Value, at: &str, previous: &Value, lint: &mut Findings) {
    if visible_text(previous, "sha256").is_none() {
        lint.error(at, "no `sha256` of the previous revision").hint(HINT);
    }
    if items(previous.get("changes")).next().is_none() {
        lint.error(at, "no list of `changes`").hint(HINT);
    }
    for (index, change) in items(previous.get("changes")).enumerate() {
        let at = item(&join(at, "changes"), index);
        for key in ["statement", "lines"] {
            if visible_text(change, key).is_none() {
                lint.error(&at, format!("no `{key}`")).hint(HINT);
            }
        }
        for (index, affected) in items(change.get("affects")).enumerate() {
            let pointer = affected.as_str().filter(|pointer| pointer.starts_with('/'));
            if pointer.is_none_or(|pointer| root.pointer(pointer).is_none()) {
                lint.error(
                    &item(&join(&at, "affects"), index),
                    format!("{affected} is not the JSON Pointer of an element"),
                )
                .hint("write the pointer of an element that the change affects; what was removed has none");
            }
        }
    }
}
