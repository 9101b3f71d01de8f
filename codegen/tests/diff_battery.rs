//! The labelled battery: edits of the project's own spec, and of small specs for what it lacks, each with its meaning.
#![expect(clippy::unwrap_used, reason = "tests")]

mod patch;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use colt_numbers_codegen::diff::{Effect, Report, diff};
use serde_json::{Value, json};

const SPEC: &str = include_str!("../../spec/number-management.yaml");

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

    fn of(report: &Report) -> Self {
        let worst = |effect: fn(&colt_numbers_codegen::diff::Change) -> Effect| {
            let worst = report.changes().iter().map(effect).max();
            worst.unwrap_or(Effect::None).as_str().to_owned()
        };
        Self {
            wire: worst(|change| change.wire),
            rust: worst(|change| change.rust),
            behaviour: report.changes().iter().any(|change| change.behaviour),
            bump: report.bump().as_str().to_owned(),
        }
    }
}

fn cases(text: &str) -> Vec<Value> {
    serde_yaml::from_str(text).unwrap()
}

/// Judges every case, both ways where the way back has a label; all that is wrong is told at once.
fn hold(cases: &[Value], documents: impl Fn(&Value) -> (Value, Value)) {
    let mut wrong = String::new();
    for case in cases {
        let id = case["id"].as_str().unwrap();
        assert!(case["why"].is_string(), "`{id}` has no reason");
        let (old, new) = documents(case);
        for (label, from, to) in [("is", &old, &new), ("back", &new, &old)] {
            let Some(expected) = case.get(label) else {
                continue;
            };
            let report = diff(&from.to_string(), &to.to_string()).unwrap();
            let (expected, found) = (Label::stated(expected), Label::of(&report));
            if expected != found {
                writeln!(wrong, "`{id}` {label}: expected {expected:?}\n   found {found:?}\n{}", report.text()).unwrap();
            }
            if label == "is" {
                check_place(case, &report, &mut wrong);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The place and the line of the worst change, where the case names them.
fn check_place(case: &Value, report: &Report, wrong: &mut String) {
    let id = case["id"].as_str().unwrap();
    let worst = report.changes().first();
    if let Some(place) = case.get("at") {
        let place = patch::pointer(place.as_str().unwrap());
        if !report.changes().iter().any(|change| change.pointer == place && Some(change.class()) == worst.map(|worst| worst.class())) {
            writeln!(wrong, "`{id}`: nothing of the worst class at {place}\n{}", report.text()).unwrap();
        }
    }
    if let Some(line) = case.get("line") {
        let found = worst.and_then(|change| change.line.as_deref());
        if found != line.as_str() {
            writeln!(wrong, "`{id}`: expected line {line}, found {found:?}\n{}", report.text()).unwrap();
        }
    }
}

#[test]
fn every_edit_of_the_spec_means_what_its_label_says() {
    let spec: Value = serde_yaml::from_str(SPEC).unwrap();
    hold(&cases(include_str!("data/diff/battery.yaml")), |case| {
        let edited = patch::apply(&spec, &case["do"]);
        let id = &case["id"];
        (spec.clone(), edited.unwrap_or_else(|error| panic!("{id}: {error}")))
    });
}

#[test]
fn every_edit_of_a_small_spec_means_what_its_label_says() {
    hold(&cases(include_str!("data/diff/small.yaml")), |case| match case.get("schema") {
        Some(schema) => (around(case, schema), around(case, &case["new"])),
        None => (whole(&case["old"]), whole(&case["to"])),
    });
}

/// A document whose one operation sends or receives the component `T`.
fn around(case: &Value, schema: &Value) -> Value {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/T"}}});
    let operation = if case.get("received").is_some() {
        json!({"operationId": "a", "responses": {"200": {"description": "ok", "content": content}}})
    } else {
        json!({"operationId": "a", "requestBody": {"content": content}, "responses": {"204": {"description": "ok"}}})
    };
    whole(&json!({"paths": {"/a": {"post": operation}}, "components": {"schemas": {"T": schema}}}))
}

fn whole(document: &Value) -> Value {
    let mut document = document.clone();
    document["openapi"] = json!("3.0.3");
    document
}

#[test]
fn ids_are_given_once() {
    let all = [
        include_str!("data/diff/battery.yaml"),
        include_str!("data/diff/small.yaml"),
    ];
    let cases: Vec<Value> = all.iter().flat_map(|text| cases(text)).collect();
    let ids: BTreeSet<&str> = cases.iter().map(|case| case["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), cases.len());
}
