//! Compares the report of each labelled edit with its expected effects.
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::rc::Rc;

use colt_numbers_diff::{Bump, Change, ChangeReport, ComparableSpec, Effect, compare, diff, diff_wire};
use serde_json::Value;

use crate::labelled_edits::{self, LabelledEdit};
use crate::patch;

/// The effects of an edit: expected by its label, or found in a report.
#[derive(Debug, PartialEq, Eq)]
struct EditEffects {
    wire: String,
    rust: String,
    behaviour: bool,
    bump: String,
}

impl EditEffects {
    fn expected(label: &Value) -> Self {
        let text = |key: &str| label[key].as_str().unwrap().to_owned();
        Self {
            wire: text("wire"),
            rust: text("rust"),
            behaviour: label.get("behaviour").is_some_and(|flag| flag == true),
            bump: text("bump"),
        }
    }

    /// The expected effects if the generator rejects one of the documents. The label has the effects for when it accepts them.
    fn without_code(self) -> Self {
        let (rust, bump) = (Effect::Unknown.as_str().to_owned(), Bump::Major.as_str().to_owned());
        Self { rust, bump, ..self }
    }

    fn of_report(report: &ChangeReport) -> Self {
        let worst = |effect: fn(&Change) -> Effect| {
            let worst = report.changes().iter().map(effect).max();
            worst.unwrap_or(Effect::None).as_str().to_owned()
        };
        Self {
            wire: worst(|change| change.wire),
            rust: worst(|change| change.rust),
            behaviour: report.changes().iter().any(|change| change.changes_behaviour()),
            bump: report.bump().as_str().to_owned(),
        }
    }
}

/// Checks every edit, also backwards if it has a label for that, and reports all failures at once. The generator has to accept both documents
/// in at least `min_known` comparisons.
fn check_edits(edits: &[LabelledEdit], min_known: usize) {
    let (mut known, mut failures) = (0, String::new());
    // The code of each document is generated once.
    let mut specs: BTreeMap<String, Rc<ComparableSpec>> = BTreeMap::new();
    let mut read = |document: &Value| {
        let text = document.to_string();
        let spec =
            specs.entry(text.clone()).or_insert_with(|| Rc::new(ComparableSpec::read(&text, "made-up").unwrap()));
        Rc::clone(spec)
    };
    for LabelledEdit { id, old, new, source } in edits {
        for (label, from, to) in [("effects", old, new), ("reversed", new, old)] {
            let Some(expected) = source.get(label) else {
                continue;
            };
            let report = compare(&read(from), &read(to));
            check_messages(id, from, to, &report, &mut failures);
            check_to_dos(id, &report, &mut failures);
            let (labelled, found) = (EditEffects::expected(expected), EditEffects::of_report(&report));
            let expected = match report.rust_unknown() {
                Some(_) => labelled.without_code(),
                None => labelled,
            };
            known += usize::from(report.rust_unknown().is_none());
            if source.get("rust_known").is_some()
                && let Some(reason) = report.rust_unknown()
            {
                writeln!(failures, "`{id}`: {reason}").unwrap();
            }
            if expected != found {
                writeln!(failures, "`{id}` {label}: expected {expected:?}\n   found {found:?}\n{}", report.text())
                    .unwrap();
            }
            if label == "effects" {
                check_location(id, source, &report, &mut failures);
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(known >= min_known, "the code of only {known} comparisons is known");
}

/// Checks that each message is one line, and that its pointer exists in one of the documents.
fn check_messages(id: &str, from: &Value, to: &Value, report: &ChangeReport, failures: &mut String) {
    for change in report.changes() {
        let (message, pointer) = (change.message(), &change.pointer);
        let is_sentence = message.ends_with('.') && !message.contains('\n');
        let is_known = pointer.starts_with('/') && from.pointer(pointer).or(to.pointer(pointer)).is_some();
        if !is_sentence || !is_known {
            writeln!(failures, "`{id}`: at `{pointer}`: {message}").unwrap();
        }
    }
}

/// Checks that each change states what the affected users do, and that nobody else has to do anything.
fn check_to_dos(id: &str, report: &ChangeReport, failures: &mut String) {
    let is_free = |to_do: &str| to_do == "nothing" || to_do.starts_with("nothing is required; you can ");
    for change in report.changes().iter().filter(|change| change.rust != Effect::Unknown) {
        let (code, program) = (change.to_do_in_code(), change.to_do_with_program());
        let must_change_code =
            change.rust == Effect::Breaking || change.wire == Effect::Breaking || change.changes_behaviour();
        let must_change_calls = change.wire == Effect::Breaking;
        let is_filled = [&code, &program]
            .iter()
            .all(|text| !["{in}", "{new}", "{0}", "{1}"].iter().any(|unfilled| text.contains(unfilled)));
        let is_program_affected = change.affected_users().contains(&"program");
        if is_free(&code) == must_change_code
            || is_free(&program) && must_change_calls
            || !is_free(&program) && !is_program_affected
            || !is_filled
        {
            writeln!(failures, "`{id}`: {} at `{}`: code: {code}; program: {program}", change.id(), change.pointer)
                .unwrap();
        }
    }
    for line in report.changelog().lines().filter(|line| !line.starts_with("###") && !line.is_empty()) {
        let text = line.strip_prefix("- ").unwrap_or_default();
        if !text.starts_with(|first: char| first.is_uppercase() || first == '`') || !text.ends_with('.') {
            writeln!(failures, "`{id}`: changelog: {line}").unwrap();
        }
    }
}

/// Checks the pointer and the line of the worst change, if the edit has them.
fn check_location(id: &str, source: &Value, report: &ChangeReport, failures: &mut String) {
    let worst = report.changes().first();
    let class = worst.map(Change::class);
    if let Some(pointer) = source.get("at") {
        let pointer = patch::pointer(pointer.as_str().unwrap());
        let is_there = |change: &Change| change.pointer == pointer && Some(change.class()) == class;
        if !report.changes().iter().any(is_there) {
            writeln!(failures, "`{id}`: no change of the worst class at {pointer}\n{}", report.text()).unwrap();
        }
    }
    for (pointer, words) in source.get("to_do").and_then(Value::as_object).into_iter().flatten() {
        let pointer = patch::pointer(pointer);
        let is_there =
            |change: &Change| change.pointer == pointer && change.to_do_in_code().contains(words.as_str().unwrap());
        if !report.changes().iter().any(is_there) {
            writeln!(failures, "`{id}`: {words} is not to do at {pointer}\n{}", report.text()).unwrap();
        }
    }
    if let Some(line) = source.get("line") {
        let found = worst.and_then(|change| change.source_lines.as_deref());
        if found != line.as_str() {
            writeln!(failures, "`{id}`: expected line {line}, found {found:?}\n{}", report.text()).unwrap();
        }
    }
}

#[test]
fn edits_of_the_spec_have_the_labelled_effects() {
    check_edits(&labelled_edits::spec_edits(), 250);
}

#[test]
fn edits_of_small_specs_have_the_labelled_effects() {
    check_edits(&labelled_edits::small_spec_edits(), 60);
}

#[test]
fn edits_of_public_shapes_have_the_labelled_effects() {
    check_edits(&labelled_edits::public_shape_edits(), 40);
}

#[test]
fn edit_ids_are_unique() {
    let edits = labelled_edits::all();
    let ids: BTreeSet<&str> = edits.iter().map(|edit| edit.id.as_str()).collect();
    assert_eq!(ids.len(), edits.len());
}

/// A document that the generator rejects, one that it accepts, and another one that it rejects.
const REJECTED: &str = "{openapi: 3.0.3, paths: {}, components: {schemas: {T: {type: string, maxLenght: 9}}}}";
const ACCEPTED: &str = "{openapi: 3.0.3, paths: {}, components: {schemas: {T: {type: string, maxLength: 9}}}}";
const DESCRIBED: &str =
    "{openapi: 3.0.3, paths: {}, components: {schemas: {T: {type: string, maxLenght: 9, description: a}}}}";

#[test]
fn if_the_generator_rejects_a_document_every_effect_on_rust_is_unknown() {
    for (old, new, which) in [
        (REJECTED, ACCEPTED, "the old document"),
        (ACCEPTED, REJECTED, "the new document"),
        (REJECTED, DESCRIBED, "the old document"),
    ] {
        let report = diff(old, new).unwrap();
        let reason = report.rust_unknown().unwrap();
        assert!(reason.contains(which) && reason.contains("`/components/schemas/T"), "{reason}");
        assert!(report.changes().iter().all(|change| change.rust == Effect::Unknown), "{}", report.text());
        assert_eq!(report.bump(), Bump::Major);
        let text = report.text();
        assert!(text.contains(reason) && !text.contains("NO EFFECT"), "{text}");
        assert_eq!(report.json()["rustUnknown"], reason);
    }
    for same in [REJECTED, ACCEPTED] {
        let report = diff(same, same).unwrap();
        assert_eq!((report.rust_unknown(), report.bump()), (None, Bump::None));
    }
    let report = diff_wire(ACCEPTED, REJECTED).unwrap();
    assert!(report.rust_unknown().is_some_and(|reason| reason.contains("wire")), "{}", report.text());
}

#[test]
fn renaming_a_type_does_not_rename_a_type_parameter_of_the_same_name() {
    let document = |name: &str| {
        let operation = format!(
            "operationId: a, requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}, responses: {{'204': {{description: ok}}}}"
        );
        let schemas = format!("{name}: {{type: object, properties: {{v: {{type: string}}}}}}");
        format!("{{openapi: 3.0.3, paths: {{/a: {{post: {{{operation}}}}}}}, components: {{schemas: {{{schemas}}}}}}}")
    };
    // `T` and `A` are type parameters of `Client<T>` and `TypedResponse<A>`, and `A` is also the constant of the operation.
    for name in ["T", "A"] {
        for (old, new) in [(name, "Other"), ("Other", name)] {
            let report = diff(&document(old), &document(new)).unwrap();
            assert_eq!(report.rust_unknown(), None);
            let breaking: Vec<&Change> =
                report.changes().iter().filter(|change| change.rust == Effect::Breaking).collect();
            let expected = format!("in Rust, type `{old}` is renamed to `{new}`.");
            assert!(matches!(&breaking[..], [change] if change.message().ends_with(&expected)), "{}", report.text());
        }
    }
}

#[test]
fn behaviour_of_rust_code_alone_does_not_raise_the_wire_bump() {
    let edits = labelled_edits::all();
    let is_of_code = |edit: &&LabelledEdit| edit.id == "servers-reordered";
    let found: Vec<ChangeReport> = edits.iter().filter(is_of_code).map(|edit| compared(&edit.old, &edit.new)).collect();
    assert_eq!(found.len(), 1);
    for report in found {
        assert_eq!((report.bump(), report.wire_bump()), (Bump::Minor, Bump::Patch), "{}", report.text());
    }
    let sent = edits.iter().find(|edit| edit.id == "default-changed").unwrap();
    assert_eq!(compared(&sent.old, &sent.new).wire_bump(), Bump::Minor);
}

fn compared(old: &Value, new: &Value) -> ChangeReport {
    diff(&old.to_string(), &new.to_string()).unwrap()
}
