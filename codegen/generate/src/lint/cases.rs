//! The case files: JSON of one form, named `accept-…` or `reject-…`.

use std::collections::BTreeMap;

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::source::CASES_DIR;
use colt_numbers_openapi::value::members;
use serde_json::Value;

/// One case of `spec/cases`.
#[derive(Clone, Debug)]
pub struct SpecCase {
    /// The file, below the root of the project.
    pub file: String,
    /// A rule's id, or `schema`.
    pub group: String,
    /// The name of the file without its ending.
    pub name: String,
    /// What the file holds.
    pub value: Value,
}

/// The group of the cases that the schema itself decides.
pub const SCHEMA: &str = "schema";

/// Parses every case, and reports those of another form.
pub fn parse(files: &BTreeMap<String, String>, lint: &mut Findings) -> Vec<SpecCase> {
    let mut cases = Vec::new();
    for (file, text) in files {
        let path = file.strip_prefix(CASES_DIR).and_then(|path| path.strip_prefix('/'));
        let Some((group, name)) = path.and_then(|path| path.split_once('/')) else { continue };
        let Some(name) = name.strip_suffix(".json") else {
            lint.error("", "not a `.json` file").of_file(file).hint("rename it, or take it out");
            continue;
        };
        match serde_json::from_str::<Value>(text.strip_prefix('\u{feff}').unwrap_or(text)) {
            Ok(value) => {
                check(file, name, &value, lint);
                cases.push(SpecCase { file: file.clone(), group: group.to_owned(), name: name.to_owned(), value });
            }
            Err(error) => lint.error("", format!("not JSON: {error}")).of_file(file).hint("correct the text"),
        }
    }
    cases
}

fn check(file: &str, name: &str, case: &Value, lint: &mut Findings) {
    if !(name.starts_with("accept-") || name.starts_with("reject-")) {
        lint.error("", "the name begins with neither `accept-` nor `reject-`").of_file(file).hint("rename the file");
    }
    let known = ["about", "account", "headers", "body", "violations"];
    let missing = ["about", "body", "violations"].into_iter().filter(|key| case.get(key).is_none());
    let unknown = members(Some(case)).filter(|(key, _)| !known.contains(&key.as_str()));
    let missing = missing.map(|key| format!("no `{key}`"));
    for message in missing.chain(unknown.map(|(key, _)| format!("unknown key `{key}`"))) {
        lint.error("", message).of_file(file).hint("see spec/README.md for the form of a case");
    }
}
