//! Checks that references are local, resolve, and do not form a cycle.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::graph::{ComponentGraph, EdgeFilter};
use colt_numbers_openapi::pointer;
use colt_numbers_openapi::{reference, walk};
use serde_json::Value;

/// Checks every `$ref` of the spec.
pub fn check(value: &Value, lint: &mut Findings) {
    pointer::walk(value, "", &mut |at, here| {
        if walk::is_data(at) {
            return;
        }
        if let Some(reference) = reference::of(here) {
            check_one(value, at, reference, lint);
        }
    });
    check_cycles(value, lint);
}

fn check_one(root: &Value, at: &str, reference: &str, lint: &mut Findings) {
    if !reference.starts_with("#/components/") {
        lint.error(at, format!("`{reference}` is outside `#/components`"))
            .hint("move its target into `components` of this file");
        return;
    }
    // The name of a component needs no percent escapes.
    if reference.contains('%') || reference::follow(root, reference).is_none() {
        lint.error(at, format!("`{reference}` does not exist")).hint("correct the name, or add the component");
        return;
    }
    if reference.split('/').count() != 4 {
        lint.error(at, format!("`{reference}` points inside a component"))
            .hint("move that part to `components` under a name of its own");
    }
}

/// Reports every component that contains itself through references and composition.
fn check_cycles(root: &Value, lint: &mut Findings) {
    let graph = ComponentGraph::of_components(root, EdgeFilter::Composition);
    for at in graph.on_cycles() {
        let (message, remedy) = if at.starts_with("/components/schemas/") {
            (
                "this schema contains itself through references and composition alone",
                "put a property or an array between",
            )
        } else {
            ("this component refers to itself through references alone", "write the component out")
        };
        lint.error(at, message).hint(remedy);
    }
}
