//! The case files of a spec: JSON of a fixed format, named `accept-…` or `reject-…`.

use std::collections::BTreeMap;

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::source::CASES_DIR;
use colt_numbers_openapi::value::members;
use serde_json::Value;

/// A case of `spec/cases`: a request that a rule or the schema accepts or rejects.
#[derive(Clone, Debug)]
pub struct SpecCase {
    /// The file, relative to the root of the project.
    pub file: String,
    /// A rule's id, or `schema`.
    pub group: String,
    /// The name of the file without its extension.
    pub name: String,
    /// The content of the file.
    pub value: Value,
}

/// The group of the cases that concern the schema rather than a rule.
pub const SCHEMA: &str = "schema";

/// Parses all cases, and reports invalid ones.
pub fn parse(files: &BTreeMap<String, String>, lint: &mut Findings) -> Vec<SpecCase> {
    let mut cases = Vec::new();
    for (file, text) in files {
        let path = file.strip_prefix(CASES_DIR).and_then(|path| path.strip_prefix('/'));
        let Some((group, name)) = path.and_then(|path| path.split_once('/')) else { continue };
        let Some(name) = name.strip_suffix(".json") else {
            lint.error("", "not a `.json` file").in_file(file).hint("rename or remove it");
            continue;
        };
        match serde_json::from_str::<Value>(text.strip_prefix('\u{feff}').unwrap_or(text)) {
            Ok(value) => {
                check(file, name, &value, lint);
                cases.push(SpecCase { file: file.clone(), group: group.to_owned(), name: name.to_owned(), value });
            }
            Err(error) => lint.error("", format!("not JSON: {error}")).in_file(file).hint("correct the text"),
        }
    }
    cases
}

fn check(file: &str, name: &str, case: &Value, lint: &mut Findings) {
    if !(name.starts_with("accept-") || name.starts_with("reject-")) {
        lint.error("", "the name begins with neither `accept-` nor `reject-`").in_file(file).hint("rename the file");
    }
    let known = ["about", "account", "headers", "body", "violations"];
    let missing = ["about", "body", "violations"].into_iter().filter(|key| case.get(key).is_none());
    let unknown = members(Some(case)).filter(|(key, _)| !known.contains(&key.as_str()));
    let missing = missing.map(|key| format!("no key `{key}`"));
    for message in missing.chain(unknown.map(|(key, _)| format!("unknown key `{key}`"))) {
        lint.error("", message).in_file(file).hint("see spec/README.md for the format of a case");
    }
}
