//! The labelled battery: edits of the project's own spec, and of small specs for what it lacks, each with its meaning.
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::rc::Rc;

use colt_numbers_diff::{Bump, Change, Effect, Report, Spec, compare, diff, diff_wire};
use serde_json::Value;

use crate::labelled_edits::{self, Case};
use crate::patch;

/// What an edit means, as the battery has it and as a report says it.
#[derive(Debug, PartialEq, Eq)]
struct Label {
    wire: String,
    rust: String,
    behaviour: bool,
    bump: String,
}

impl Label {
    fn stated(label: &Value) -> Self {
        let text = |key: &str| label[key].as_str().unwrap().to_owned();
        Self {
            wire: text("wire"),
            rust: text("rust"),
            behaviour: label.get("behaviour").is_some_and(|flag| flag == true),
            bump: text("bump"),
        }
    }

    /// What is left to say where the generator rejects one of the documents: the label says what holds once it does not.
    fn without_code(self) -> Self {
        let (rust, bump) = (Effect::Unknown.as_str().to_owned(), Bump::Major.as_str().to_owned());
        Self { rust, bump, ..self }
    }

    fn of(report: &Report) -> Self {
        let worst = |effect: fn(&Change) -> Effect| {
            let worst = report.changes().iter().map(effect).max();
            worst.unwrap_or(Effect::None).as_str().to_owned()
        };
        Self {
            wire: worst(|change| change.wire),
            rust: worst(|change| change.rust),
            behaviour: report.changes().iter().any(|change| change.is_behaviour()),
            bump: report.bump().as_str().to_owned(),
        }
    }
}

/// Judges every case, both ways where the way back has a label; all that is wrong is told at once. In `least` comparisons at least the
/// generator accepts both documents.
fn hold(cases: &[Case], least: usize) {
    let (mut known, mut wrong) = (0, String::new());
    // The code of each document is generated once.
    let mut specs: BTreeMap<String, Rc<Spec>> = BTreeMap::new();
    let mut read = |document: &Value| {
        let text = document.to_string();
        let spec = specs.entry(text.clone()).or_insert_with(|| Rc::new(Spec::read(&text, "made-up").unwrap()));
        Rc::clone(spec)
    };
    for Case { id, old, new, stated } in cases {
        for (label, from, to) in [("is", old, new), ("back", new, old)] {
            let Some(expected) = stated.get(label) else {
                continue;
            };
            let report = compare(&read(from), &read(to));
            check_sentences(id, from, to, &report, &mut wrong);
            let (stated_label, found) = (Label::stated(expected), Label::of(&report));
            let expected = match report.unknown() {
                Some(_) => stated_label.without_code(),
                None => stated_label,
            };
            known += usize::from(report.unknown().is_none());
            if stated.get("known").is_some()
                && let Some(reason) = report.unknown()
            {
                writeln!(wrong, "`{id}`: {reason}").unwrap();
            }
            if expected != found {
                writeln!(wrong, "`{id}` {label}: expected {expected:?}\n   found {found:?}\n{}", report.text())
                    .unwrap();
            }
            if label == "is" {
                check_place(id, stated, &report, &mut wrong);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(known >= least, "the code of only {known} comparisons is known");
}

/// Each change is one line, of a place that is there.
fn check_sentences(id: &str, from: &Value, to: &Value, report: &Report, wrong: &mut String) {
    for change in report.changes() {
        let (why, pointer) = (change.sentence(), &change.pointer);
        let is_sentence = why.ends_with('.') && !why.contains('\n');
        let is_place = pointer.starts_with('/') && from.pointer(pointer).or(to.pointer(pointer)).is_some();
        if !is_sentence || !is_place {
            writeln!(wrong, "`{id}`: at `{pointer}`: {why}").unwrap();
        }
    }
}

/// The place and the line of the worst change, where the case names them.
fn check_place(id: &str, stated: &Value, report: &Report, wrong: &mut String) {
    let worst = report.changes().first();
    let class = worst.map(Change::class);
    if let Some(place) = stated.get("at") {
        let place = patch::pointer(place.as_str().unwrap());
        let is_there = |change: &Change| change.pointer == place && Some(change.class()) == class;
        if !report.changes().iter().any(is_there) {
            writeln!(wrong, "`{id}`: nothing of the worst class at {place}\n{}", report.text()).unwrap();
        }
    }
    if let Some(line) = stated.get("line") {
        let found = worst.and_then(|change| change.line.as_deref());
        if found != line.as_str() {
            writeln!(wrong, "`{id}`: expected line {line}, found {found:?}\n{}", report.text()).unwrap();
        }
    }
}

#[test]
fn every_edit_of_the_spec_means_what_its_label_says() {
    hold(&labelled_edits::edits(), 250);
}

#[test]
fn every_edit_of_a_small_spec_means_what_its_label_says() {
    hold(&labelled_edits::small(), 60);
}

#[test]
fn every_edit_of_a_spec_shaped_like_a_public_one_means_what_its_label_says() {
    hold(&labelled_edits::shapes(), 40);
}

#[test]
fn ids_are_given_once() {
    let cases = labelled_edits::all();
    let ids: BTreeSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids.len(), cases.len());
}

/// A document that the generator rejects, one that it accepts, and another one.
const REJECTED: &str = "{openapi: 3.0.3, paths: {}, components: {schemas: {T: {type: string, maxLenght: 9}}}}";
const ACCEPTED: &str = "{openapi: 3.0.3, paths: {}, components: {schemas: {T: {type: string, maxLength: 9}}}}";
const DESCRIBED: &str =
    "{openapi: 3.0.3, paths: {}, components: {schemas: {T: {type: string, maxLenght: 9, description: a}}}}";

#[test]
fn where_the_generator_rejects_a_document_nothing_is_without_effect_on_rust() {
    for (old, new, which) in [
        (REJECTED, ACCEPTED, "the old document"),
        (ACCEPTED, REJECTED, "the new document"),
        (REJECTED, DESCRIBED, "the old document"),
    ] {
        let report = diff(old, new).unwrap();
        let reason = report.unknown().unwrap();
        assert!(reason.contains(which) && reason.contains("`/components/schemas/T"), "{reason}");
        assert!(report.changes().iter().all(|change| change.rust == Effect::Unknown), "{}", report.text());
        assert_eq!(report.bump(), Bump::Major);
        let text = report.text();
        assert!(text.contains(reason) && !text.contains("NO EFFECT"), "{text}");
        assert_eq!(report.json()["rustUnknown"], reason);
    }
    for same in [REJECTED, ACCEPTED] {
        let report = diff(same, same).unwrap();
        assert_eq!((report.unknown(), report.bump()), (None, Bump::None));
    }
    let report = diff_wire(ACCEPTED, REJECTED).unwrap();
    assert!(report.unknown().is_some_and(|reason| reason.contains("wire")), "{}", report.text());
}

#[test]
fn a_type_that_is_named_as_a_type_parameter_is_renamed_alone() {
    let document = |name: &str| {
        let operation = format!(
            "operationId: a, requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}, responses: {{'204': {{description: ok}}}}"
        );
        let schemas = format!("{name}: {{type: object, properties: {{v: {{type: string}}}}}}");
        format!("{{openapi: 3.0.3, paths: {{/a: {{post: {{{operation}}}}}}}, components: {{schemas: {{{schemas}}}}}}}")
    };
    // `Client<T>` and `Answer<A>`; `A` is the constant of the operation as well.
    for name in ["T", "A"] {
        for (old, new) in [(name, "Other"), ("Other", name)] {
            let report = diff(&document(old), &document(new)).unwrap();
            assert_eq!(report.unknown(), None);
            let breaking: Vec<&Change> =
                report.changes().iter().filter(|change| change.rust == Effect::Breaking).collect();
            let expected = format!("in Rust type `{old}` is `{new}` now.");
            assert!(matches!(&breaking[..], [change] if change.sentence().ends_with(&expected)), "{}", report.text());
        }
    }
}

#[test]
fn what_only_rust_code_does_otherwise_moves_no_version_of_the_wire() {
    let cases = labelled_edits::all();
    let is_of_code =
        |case: &&Case| ["servers-in-another-order", "received-default-changed"].contains(&case.id.as_str());
    let found: Vec<Report> = cases.iter().filter(is_of_code).map(|case| compared(&case.old, &case.new)).collect();
    assert_eq!(found.len(), 2);
    for report in found {
        assert_eq!((report.bump(), report.wire_bump()), (Bump::Minor, Bump::Patch), "{}", report.text());
    }
    let sent = cases.iter().find(|case| case.id == "default-changed").unwrap();
    assert_eq!(compared(&sent.old, &sent.new).wire_bump(), Bump::Minor);
}

fn compared(old: &Value, new: &Value) -> Report {
    diff(&old.to_string(), &new.to_string()).unwrap()
}
