//! The case files: JSON of one form, named `accept-…` or `reject-…`.

use std::collections::BTreeMap;

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::source::CASES_DIR;
use serde_json::Value;

/// One case of `spec/cases`.
#[derive(Clone, Debug)]
pub struct Case {
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
pub fn parse(files: &BTreeMap<String, String>, findings: &mut Findings) -> Vec<Case> {
    let mut cases = Vec::new();
    for (file, text) in files {
        let path = file.strip_prefix(CASES_DIR).and_then(|path| path.strip_prefix('/'));
        let Some((group, name)) = path.and_then(|path| path.split_once('/')) else { continue };
        let Some(name) = name.strip_suffix(".json") else {
            findings.error_of_file(file, "not a `.json` file", "rename it, or take it out");
            continue;
        };
        match serde_json::from_str::<Value>(text.strip_prefix('\u{feff}').unwrap_or(text)) {
            Ok(value) => {
                check(file, name, &value, findings);
                cases.push(Case { file: file.clone(), group: group.to_owned(), name: name.to_owned(), value });
            }
            Err(error) => findings.error_of_file(file, format!("not JSON: {error}"), "correct the text"),
        }
    }
    cases
}

fn check(file: &str, name: &str, case: &Value, findings: &mut Findings) {
    if !(name.starts_with("accept-") || name.starts_with("reject-")) {
        findings.error_of_file(file, "the name begins with neither `accept-` nor `reject-`", "rename the file");
    }
    for key in ["about", "body", "violations"] {
        if case.get(key).is_none() {
            findings.error_of_file(file, format!("no `{key}`"), "see spec/README.md for the form of a case");
        }
    }
    let known = ["about", "account", "headers", "body", "violations"];
    for key in case.as_object().into_iter().flat_map(|case| case.keys()) {
        if !known.contains(&key.as_str()) {
            findings.error_of_file(file, format!("unknown key `{key}`"), "see spec/README.md for the form of a case");
        }
    }
}
