//! Checks the silences under `x-silences`: their keys, their types, and that each is the silence of an assumption.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::silence::{self, KEYWORD, silences};
use colt_numbers_openapi::value::{members, visible_text};
use serde_json::Value;

const KEYS: [&str; 3] = ["statement", "words", "x-source"];

/// Checks every silence, and that the silence of each assumption exists.
pub fn check(root: &Value, lint: &mut Findings) {
    if root.get(KEYWORD).is_some_and(|silences| !silences.is_object()) {
        lint.error(&format!("/{KEYWORD}"), "not a mapping").hint("write a mapping of ids to silences");
    }
    for silence in silences(root) {
        check_entry(&silence.at(), silence.entry, lint);
        if silence.elements.is_empty() {
            lint.error(&silence.at(), "no assumption relies on this silence")
                .hint(format!("remove it, or write an assumption as `{{text: …, silentOn: {}}}`", silence.id));
        }
    }
    silence::assumptions(root, &mut |at, _, id| {
        if root.get(KEYWORD).and_then(|silences| silences.get(id)).is_none() {
            lint.error(&join(at, "x-assumption"), format!("`{KEYWORD}` has no silence `{id}`"))
                .hint(format!("add it: `{id}: {{statement: …, words: […]}}`"));
        }
    });
}

fn check_entry(at: &str, entry: &Value, lint: &mut Findings) {
    if visible_text(entry, "statement").is_none() {
        lint.error(at, "no `statement`").hint("state what the documents do not state");
    }
    let is_word = |word: &Value| word.as_str().is_some_and(|word| !word.trim().is_empty());
    let words = entry.get("words").and_then(Value::as_array);
    if !words.is_some_and(|words| !words.is_empty() && words.iter().all(is_word)) {
        lint.error(at, "no `words`, or not a list of texts").hint("list the words that no line of the documents has");
    }
    for (key, _) in members(Some(entry)).filter(|(key, _)| !KEYS.contains(&key.as_str())) {
        lint.error(&join(at, key), format!("unknown key `{key}` of a silence"))
            .hint(format!("a silence may have {}", KEYS.join(", ")));
    }
}
