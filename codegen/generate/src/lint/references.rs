//! References: local, present, and not in a circle.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::graph::{Edges, Graph};
use colt_numbers_openapi::pointer;
use colt_numbers_openapi::{reference, walk};
use serde_json::Value;

/// Checks every `$ref` of the file.
pub fn check(value: &Value, lint: &mut Findings) {
    pointer::walk(value, "", &mut |at, here| {
        if walk::is_data(at) {
            return;
        }
        if let Some(reference) = reference::of(here) {
            check_one(value, at, reference, lint);
        }
    });
    circles(value, lint);
}

fn check_one(root: &Value, at: &str, reference: &str, lint: &mut Findings) {
    if !reference.starts_with("#/components/") {
        lint.error(at, format!("`{reference}` leads out of `#/components`"))
            .hint("move what it names into `components` of this file");
        return;
    }
    // The generator crate decodes no percent escapes; the name of a component needs none.
    if reference.contains('%') || reference::follow(root, reference).is_none() {
        lint.error(at, format!("`{reference}` names nothing")).hint("correct the name, or add it");
        return;
    }
    if reference.split('/').count() != 4 {
        lint.error(at, format!("`{reference}` leads into a component"))
            .hint("give the part a name of its own in `components`");
    }
}

/// Reports every component that references and composition lead back to.
fn circles(root: &Value, lint: &mut Findings) {
    let graph = Graph::of_components(root, Edges::Composition);
    for at in graph.on_circles() {
        let (message, remedy) = if at.starts_with("/components/schemas/") {
            ("this schema is made of itself, by references and composition alone", "put a property or an item between")
        } else {
            ("this component refers to itself, by references alone", "write out what it stands for")
        };
        lint.error(at, message).hint(remedy);
    }
}
