//! For each spec that is named on the command line: how many of its operations no error is about, and how long lint and generation take.
//!
//! An error is about an operation if its place is in the operation, or in anything that the operation refers to, or contains the operation.

use std::collections::BTreeSet;
use std::fs;
use std::time::Instant;

use colt_numbers_generate::generate;
use colt_numbers_generate::load::load;
use colt_numbers_openapi::finding::{Findings, Level};
use colt_numbers_openapi::operation::{Operation, operations};
use colt_numbers_openapi::pointer::{join, relative_to, walk};
use colt_numbers_openapi::source::Source;
use colt_numbers_openapi::{reference, yaml};
use serde_json::Value;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut accepted, mut all) = (0, 0);
    for path in std::env::args().skip(1) {
        let source = Source::of_text(&path, &fs::read_to_string(&path)?);
        let started = Instant::now();
        let loaded = load(&source);
        let linted = started.elapsed().as_millis();
        let errors = loaded.err().unwrap_or_default();
        let generated = if errors.has_errors() {
            "rejected".to_owned()
        } else {
            let started = Instant::now();
            generate(&source)?;
            format!("lint and generate {} ms", started.elapsed().as_millis())
        };
        let root = yaml::parse(&source.spec)?;
        let operations = operations(&root);
        let sound = operations.iter().filter(|operation| is_sound(&root, operation, &errors)).count();
        println!("{path}: {sound} of {} operations without an error, lint {linted} ms, {generated}", operations.len());
        accepted += sound;
        all += operations.len();
    }
    println!("{accepted} of {all} operations without an error ({} %)", accepted * 100 / all.max(1));
    Ok(())
}

/// Whether no error is about an operation.
fn is_sound(root: &Value, operation: &Operation<'_>, findings: &Findings) -> bool {
    let shared = ["parameters", "servers"].map(|keyword| join(&operation.item_at(), keyword));
    let (mut parts, mut open) = (BTreeSet::new(), vec![operation.at.clone()]);
    open.extend(shared);
    while let Some(at) = open.pop() {
        if let Some(value) = root.pointer(&at).filter(|_| parts.insert(at.clone())) {
            walk(value, &at, &mut |_, inner| {
                open.extend(reference::of(inner).and_then(reference::pointer).map(std::borrow::Cow::into_owned));
            });
        }
    }
    let is_about = |error: &str| {
        relative_to(&operation.at, error).is_some() || parts.iter().any(|part| relative_to(error, part).is_some())
    };
    let is_global = |error: &str| !error.starts_with("/paths") && !error.starts_with("/components");
    !findings.of(Level::Error).any(|error| is_global(&error.pointer) || is_about(&error.pointer))
}
