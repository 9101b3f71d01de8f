//! Acknowledged changes, and the grouping of changes without an effect.

use colt_numbers_diff::{AcknowledgementError, Bump, ChangeReport, diff};
use serde_json::{Value, json};

use crate::labelled_edits::{self, SchemaUse};

const NARROWED: &str =
    "request-max-length-narrowed /components/schemas/T/properties/a/maxLength wire:breaking rust:none";
const REQUIRED: &str =
    "request-property-became-required /components/schemas/T/properties/a wire:breaking rust:breaking";

/// A report of a property that became required and shorter.
fn report() -> ChangeReport {
    let old = json!({"type": "object", "properties": {"a": {"type": "string", "maxLength": 9}}});
    let new = json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "maxLength": 8}}});
    let [old, new] = [old, new].map(|schema| labelled_edits::used(&schema, SchemaUse::Sent).to_string());
    diff(&old, &new).unwrap()
}

fn reasons(report: &ChangeReport) -> Vec<Option<&str>> {
    report.changes().iter().map(|change| change.acknowledged.as_deref()).collect()
}

#[test]
fn acknowledged_changes_are_listed_separately_and_not_counted() {
    let mut all = report();
    all.acknowledge(&format!("# the server\n\n{NARROWED} # never accepted # more\n{REQUIRED} # always required\n"))
        .unwrap();
    assert_eq!((all.bump(), all.wire_bump()), (Bump::None, Bump::None), "{}", all.text());
    assert_eq!(reasons(&all), [Some("never accepted # more"), Some("always required")], "{}", all.text());
    let text = all.text();
    assert!(!text.contains("BREAKING") && text.contains("ACKNOWLEDGED"), "{text}");
    assert!(text.contains("acknowledged: never accepted # more"), "{text}");
    assert_eq!(all.json()["changes"][0]["acknowledged"], "never accepted # more");
    assert!(all.changelog().contains("### Breaking"), "{}", all.changelog());

    let mut partly = report();
    partly.acknowledge(&format!("{NARROWED} # never accepted more")).unwrap();
    assert_eq!(partly.bump(), Bump::Major);
    assert_eq!(reasons(&partly), [Some("never accepted more"), None]);
    let text = partly.text();
    assert!(text.find("BREAKING").is_some_and(|open| Some(open) < text.find("ACKNOWLEDGED")), "{text}");
}

#[test]
fn an_unknown_effect_on_rust_cannot_be_acknowledged() {
    let misspelled = json!({"type": "string", "maxLenght": 9});
    let [old, new] = [misspelled, json!({"type": "string"})]
        .map(|schema| labelled_edits::used(&schema, SchemaUse::Sent).to_string());
    let mut report = diff(&old, &new).unwrap();
    report.acknowledge("not-understood /components/schemas/T/maxLenght wire:breaking rust:unknown # a typo").unwrap();
    assert_eq!((report.bump(), report.wire_bump()), (Bump::Major, Bump::None), "{}", report.text());
}

#[test]
fn an_entry_that_matches_no_change_is_stale() {
    for entry in [
        "request-max-length-narrowed /components/schemas/T/maxLength wire:breaking rust:none",
        "request-max-length-widened /components/schemas/T/properties/a/maxLength wire:breaking rust:none",
        "request-max-length-narrowed /components/schemas/T/properties/a/maxLength wire:breaking rust:breaking",
        "request-max-length-narrowed /components/schemas/T/properties/a/maxLength wire:breaking rust:none behaviour",
    ] {
        let mut report = report();
        let error =
            report.acknowledge(&format!("{NARROWED} # never accepted more\n{entry} # other effect")).unwrap_err();
        assert_eq!(error, AcknowledgementError::Stale { entries: vec![(2, entry.to_owned())] });
        let message = error.to_string();
        assert!(message.contains("line 2") && message.contains(entry) && message.contains("hint: "), "{message}");
        assert_eq!(reasons(&report), [Some("never accepted more"), None]);
    }
    let twice = format!("{NARROWED} # never accepted more\n{NARROWED} # again");
    assert!(matches!(report().acknowledge(&twice), Err(AcknowledgementError::Stale { .. })));
}

#[test]
fn an_entry_without_an_id_effects_or_a_reason_is_rejected() {
    for (entry, words) in [
        ("request-max-length-narrowed", "reason"),
        ("request-max-length-narrowed # why", "effects"),
        ("request-max-length-narrowed /a # why", "effects"),
        ("request-max-length-narrowed /a rust:none # why", "effects"),
        ("request-max-length-narrowed /a wire:none rust:none", "reason"),
        ("request-max-length-narrowed /a wire:none rust:none #", "reason"),
        ("max-length-narrowed /a wire:none rust:none # why", "`max-length-narrowed` is not the id of a change"),
    ] {
        let error = report().acknowledge(&format!("\n{entry}")).unwrap_err();
        assert!(matches!(error, AcknowledgementError::Unreadable { line: 2, .. }), "{entry}: {error:?}");
        assert!(error.to_string().contains(words) && error.to_string().contains("hint: "), "{entry}: {error}");
    }
}

#[test]
fn changes_without_an_effect_are_grouped_in_text_and_complete_in_json() {
    let sources = |line: usize| {
        let property = |name: &str| (name.to_owned(), json!({"type": "string", "x-source": format!("a.txt:{line}")}));
        let properties: serde_json::Map<String, Value> = ["a", "b", "c"].map(property).into_iter().collect();
        json!({"type": "object", "title": line.to_string(), "properties": properties})
    };
    let [old, new] = [1, 2].map(|line| labelled_edits::used(&sources(line), SchemaUse::Sent).to_string());
    let report = diff(&old, &new).unwrap();
    let text = report.text();
    assert!(text.contains("3 × `source-changed`") && !text.contains("properties/b"), "{text}");
    assert!(text.contains("/components/schemas/T/title\n    `title` has changed"), "{text}");
    let json = report.json();
    let changes = json["changes"].as_array().unwrap();
    assert_eq!(changes.iter().filter(|change| change["id"] == "source-changed").count(), 3, "{json:#}");
}

#[test]
fn an_entry_becomes_stale_if_the_effects_get_worse() {
    let schema = |required: Value| {
        let schema = json!({"type": "object", "required": required, "properties": {"a": {"type": "string"}}});
        labelled_edits::used(&schema, SchemaUse::Received).to_string()
    };
    // A property that is now required is compatible on the wire and breaking in Rust, and both effects belong to the same change.
    let report = || diff(&schema(json!([])), &schema(json!(["a"]))).unwrap();
    let entry = report().changes()[0].entry();
    assert!(entry.ends_with("/a wire:compatible rust:breaking"), "{entry}");
    let earlier = entry.replace("rust:breaking", "rust:none");
    let mut open = report();
    assert!(matches!(open.acknowledge(&format!("{earlier} # why")), Err(AcknowledgementError::Stale { .. })));
    assert_eq!(open.bump(), Bump::Major);
    let mut accepted = report();
    accepted.acknowledge(&format!("{entry} # why")).unwrap();
    assert_eq!(accepted.bump(), Bump::None);
}

#[test]
fn every_change_can_be_acknowledged_by_its_entry() {
    for name in ["a #b", " # ", "a  b", "b ", "a\nb", "a\r", "wire:none", "#", "é\u{85}", ""] {
        let schema =
            |limit: u64| json!({"type": "object", "properties": {name: {"type": "string", "maxLength": limit}}});
        let [old, new] = [9, 8].map(|limit| labelled_edits::used(&schema(limit), SchemaUse::Sent).to_string());
        let mut report = diff(&old, &new).unwrap();
        let file: Vec<String> = report.changes().iter().map(|change| format!("{} # why", change.entry())).collect();
        assert_eq!(report.json()["changes"][0]["entry"], report.changes()[0].entry());
        report.acknowledge(&file.join("\n")).unwrap_or_else(|error| panic!("{name:?}: {error}"));
        assert!(reasons(&report).iter().all(|reason| *reason == Some("why")), "{name:?}");
    }
}

#[test]
fn each_entry_acknowledges_one_of_several_changes_with_equal_entries() {
    let leading_to = |name: &str| {
        let reference = json!({"allOf": [{"$ref": format!("#/components/schemas/{name}")}]});
        let mut document = labelled_edits::used(&reference, SchemaUse::Received);
        document["components"]["schemas"]["A"] = json!({"type": "object", "properties": {"a": {}, "b": {}, "c": {}}});
        document["components"]["schemas"]["B"] = json!({"type": "object"});
        document.to_string()
    };
    let (old, new) = (leading_to("A"), leading_to("B"));
    let report = || diff(&old, &new).unwrap();
    let entries: Vec<String> = report().changes().iter().map(|change| change.entry()).collect();
    let twice = entries.iter().find(|entry| entries.iter().filter(|other| other == entry).count() == 2);
    let twice = twice.unwrap_or_else(|| panic!("{entries:#?}"));
    let mut report = report();
    report.acknowledge(&format!("{twice} # why")).unwrap();
    assert_eq!(report.bump(), Bump::Major, "{}", report.text());
    report.acknowledge(&format!("{twice} # why")).unwrap();
    assert!(report.acknowledge(&format!("{twice} # why")).is_err());
}

#[test]
fn without_a_comparison_of_rust_code_only_annotations_are_grouped() {
    let schema = |[a, b]: [u64; 2]| {
        let text = |limit: u64| json!({"title": "t", "type": "string", "maxLength": limit});
        let union = |limit: u64| json!({"oneOf": [text(limit), {"maxLength": 90}], "x-source": limit});
        json!({"type": "object", "properties": {"a": union(a), "b": union(b)}})
    };
    let [old, new] =
        [[9, 19], [8, 18]].map(|limits| labelled_edits::used(&schema(limits), SchemaUse::Unused).to_string());
    let report = diff(&old, &new).unwrap();
    let text = report.text();
    assert!(report.rust_unknown().is_some() && text.contains("2 × `source-changed`"), "{text}");
    assert!(text.contains("was `9` and is now `8`") && text.contains("was `19` and is now `18`"), "{text}");
}
