//! Tests the checks of the documents that a spec was written from: their revisions, marks of earlier lines, and the form of assumptions.

use colt_numbers_generate::generate;
use colt_numbers_openapi::finding::Level;
use serde_json::{Value, json};

use crate::errors;
use crate::spec_with_rules::{source_with_rules, spec_with_rules};

/// The first hash of the spec's document `a.txt`, and another hash.
const HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const OTHER: &str = "2222222222222222222222222222222222222222222222222222222222222222";

#[test]
fn the_hash_of_a_document_is_that_of_a_revision_whose_changes_were_read() {
    let hash = "/info/x-documents/0/sha256";
    let read = |hash: &str| format!("  - {{ sha256: '{hash}', changes: {{ a: read, b: read }} }}\n");
    let unread = |hash: &str| format!("  - {{ sha256: '{hash}', changes: {{ a: read, b: unread }} }}\n");
    for (revisions, words) in [
        (read(HASH), None),
        (read(OTHER) + &read(HASH), None),
        (read(HASH) + &unread(OTHER), None),
        (String::new(), Some("has no revision of `a.txt`")),
        (read(OTHER), Some("does not have this revision")),
        (unread(HASH), Some("1 changes of this revision")),
        (read(OTHER) + &unread(HASH), Some("1 changes of this revision")),
        (unread(OTHER) + &read(HASH), Some("an earlier one with unread changes")),
        (read(HASH) + &read(OTHER), Some("a later revision")),
    ] {
        let mut source = source_with_rules(&spec_with_rules());
        let of_a = if revisions.is_empty() { "[]\n" } else { "\n" };
        source.revisions = Some(format!("b.txt: [{{ sha256: '{}' }}]\na.txt: {of_a}{revisions}", "1".repeat(64)));
        match (generate(&source), words) {
            (Ok(_), None) => {}
            (Ok(_), Some(words)) => panic!("{words}: {revisions}"),
            (Err(findings), words) => {
                let errors = errors(&findings, hash);
                assert!(
                    errors.len() == 1 && words.is_some_and(|words| errors[0].contains(words)),
                    "{revisions}\n{findings}"
                );
                assert_eq!(findings.of(Level::Error).count(), 1, "{findings}");
            }
        }
    }
}

#[test]
fn a_file_of_revisions_that_cannot_be_read_is_an_error() {
    for revisions in ["a.txt: 1\n", "a.txt: [{}]\n", "a: [\n"] {
        let mut source = source_with_rules(&spec_with_rules());
        source.revisions = Some(revisions.to_owned());
        let findings = generate(&source).map(drop).expect_err(revisions).to_string();
        assert!(findings.contains("spec/revisions.yaml") && findings.contains("cannot be read"), "{findings}");
    }
}

#[test]
fn marked_lines_and_malformed_assumptions_are_errors() {
    let silent = |text: &str, silence: &str| json!({ "text": text, "silentOn": silence });
    for (holder, key, value, at, words) in [
        (
            "/x-rules/at-most",
            "x-source",
            json!("a.txt:1@0000abcd"),
            "/x-rules/at-most/x-source",
            "`@0000abcd` marks lines",
        ),
        ("/x-rules/at-most", "x-source", json!("a.txt:1,2@?"), "/x-rules/at-most/x-source", "`@?` marks lines"),
        ("/x-rules/both", "x-assumption", json!("As in line 1@?."), "/x-rules/both/x-assumption", "`@?` marks lines"),
        (
            "/x-rules/both",
            "x-assumption",
            silent("Line 1@?.", "errors"),
            "/x-rules/both/x-assumption/text",
            "marks lines",
        ),
        (
            "/info/x-documents/0",
            "leftOut",
            json!([{ "lines": "1@0000abcd", "reason": "a" }]),
            "/info/x-documents/0/leftOut/0/lines",
            "marks lines",
        ),
        ("/x-rules/both", "x-assumption", json!(7), "/x-rules/both/x-assumption", "neither a text nor a mapping"),
        ("/x-rules/both", "x-assumption", silent(" ", "errors"), "/x-rules/both/x-assumption", "neither a text nor"),
        ("/x-rules/both", "x-assumption", silent("a", " "), "/x-rules/both/x-assumption", "neither a text nor"),
        ("/x-rules/both", "x-assumption", json!({ "text": "a" }), "/x-rules/both/x-assumption", "neither a text nor"),
    ] {
        let mut spec = spec_with_silence();
        spec.pointer_mut(holder).unwrap()[key] = value;
        let findings = generate(&source_with_rules(&spec)).map(drop).expect_err(words);
        let errors = errors(&findings, at);
        assert!(errors.len() == 1 && errors[0].contains(words), "{at} {words}: {findings}");
        assert_eq!(findings.of(Level::Error).count(), 1, "{findings}");
    }
    let mut spec = spec_with_silence();
    spec["x-rules"]["both"]["x-assumption"] = silent("Mail a1@example.", "errors");
    let files = generate(&source_with_rules(&spec)).unwrap_or_else(|findings| panic!("{findings}"));
    let rules = &files["rules.rs"];
    assert!(rules.contains("Mail a1@example."), "{rules}");
}

/// A spec with a silence, on which the assumption of a schema relies.
fn spec_with_silence() -> Value {
    let mut spec = spec_with_rules();
    spec["x-silences"] = json!({ "errors": { "statement": "No errors are described.", "words": ["error"] } });
    spec["components"]["schemas"]["Silent"] = json!({
        "type": "string",
        "description": "A text.",
        "x-assumption": { "text": "Made up.", "silentOn": "errors" },
    });
    spec
}

#[test]
fn malformed_silences_are_errors() {
    let complete = json!({ "statement": "a", "words": ["a"] });
    for (at, value, error_at, words) in [
        ("/x-silences", json!([]), "/x-silences", "not a mapping"),
        ("/x-silences/errors/statement", json!(" "), "/x-silences/errors", "no `statement`"),
        ("/x-silences/errors/words", json!([]), "/x-silences/errors", "no `words`"),
        ("/x-silences/errors/words", json!(["a", 7]), "/x-silences/errors", "no `words`"),
        ("/x-silences/errors/also", json!("a"), "/x-silences/errors/also", "unknown key `also`"),
        ("/x-silences/errors/x-source", json!("c.txt:1"), "/x-silences/errors/x-source", "does not cite lines"),
        ("/x-silences/errors/x-source", json!("a.txt:1@?"), "/x-silences/errors/x-source", "marks lines"),
        ("/x-silences/other", complete, "/x-silences/other", "no assumption relies on this silence"),
        (
            "/components/schemas/Silent/x-assumption/silentOn",
            json!("mistakes"),
            "/components/schemas/Silent/x-assumption",
            "no silence `mistakes`",
        ),
    ] {
        let mut spec = spec_with_silence();
        let (holder, key) = at.rsplit_once('/').unwrap();
        spec.pointer_mut(holder).unwrap()[key] = value;
        let findings = generate(&source_with_rules(&spec)).map(drop).expect_err(words);
        let errors = errors(&findings, error_at);
        assert!(errors.len() == 1 && errors[0].contains(words), "{at} {words}: {findings}");
    }
}
