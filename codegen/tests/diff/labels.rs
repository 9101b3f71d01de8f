//! The labelled battery: edits of the project's own spec, and of small specs for what it lacks, each with its meaning.
use std::collections::BTreeSet;
use std::fmt::Write as _;

use colt_numbers_codegen::diff::{Change, Effect, Report, diff};
use serde_json::Value;

use crate::battery::{self, Case};
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

    fn of(report: &Report) -> Self {
        let worst = |effect: fn(&Change) -> Effect| {
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

/// Judges every case, both ways where the way back has a label; all that is wrong is told at once.
fn hold(cases: &[Case]) {
    let mut wrong = String::new();
    for Case { id, old, new, stated } in cases {
        for (label, from, to) in [("is", old, new), ("back", new, old)] {
            let Some(expected) = stated.get(label) else {
                continue;
            };
            let report = diff(&from.to_string(), &to.to_string()).unwrap();
            let (expected, found) = (Label::stated(expected), Label::of(&report));
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
    hold(&battery::edits());
}

#[test]
fn every_edit_of_a_small_spec_means_what_its_label_says() {
    hold(&battery::small());
}

#[test]
fn every_edit_of_a_spec_shaped_like_a_public_one_means_what_its_label_says() {
    hold(&battery::shapes());
}

#[test]
fn ids_are_given_once() {
    let cases = battery::all();
    let ids: BTreeSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids.len(), cases.len());
}
