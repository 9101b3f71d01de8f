//! From text to a spec that was found in order: parse, then lint. There is no other way to a [`Spec`].

use colt_numbers_openapi::finding::{Findings, Level};
use colt_numbers_openapi::source::Source;
use colt_numbers_openapi::{marks, text};
use openapiv3::OpenAPI;
use serde::Deserialize;
use serde_json::Value;

use crate::hoist::Named;
use crate::lint;
use crate::lint::cases::Case;

/// A spec that passed the lint.
#[derive(Debug)]
pub struct Spec {
    /// The name that messages give to it.
    pub file: String,
    /// The spec as it was written.
    pub value: Value,
    /// The spec with a name for every inline schema that becomes a type.
    pub(crate) named: Named,
    /// The cases: group, name, content; in the order of their paths.
    pub cases: Vec<Case>,
    /// What the lint noted without stopping.
    pub notes: Findings,
}

/// Parses and lints.
///
/// # Errors
/// Everything the lint found, where one finding or more is an error.
pub fn load(source: &Source) -> Result<Spec, Findings> {
    let mut findings = Findings::default();
    let file = &source.file;
    let marks = match marks::marks(&source.spec) {
        Ok(marks) => marks,
        Err(error) => {
            findings.error(file, "", format!("not YAML: {}", error.message), "correct the text at this line");
            if let Some(finding) = findings.0.last_mut() {
                finding.line = error.line;
            }
            return Err(findings);
        }
    };
    lint::written::check(file, &marks, &mut findings);
    if findings.stops() {
        return Err(findings);
    }
    let cases = lint::cases::parse(&source.cases, &mut findings);
    match text::value(&source.spec) {
        Ok(value) => {
            check_value(file, &value, &cases, &mut findings);
            let named = if findings.stops() { None } else { lint::names::named(file, &value, &mut findings) };
            place_lines(file, &marks, &mut findings);
            match named {
                Some(named) if !findings.stops() => {
                    Ok(Spec { file: file.clone(), value, named, cases, notes: findings })
                }
                _ => Err(findings),
            }
        }
        Err(error) => {
            findings.error(
                file,
                "",
                format!("not a value that JSON has: {error}"),
                "use keys that are strings, finite numbers, and no tags",
            );
            Err(findings)
        }
    }
}

fn check_value(file: &str, value: &Value, cases: &[Case], findings: &mut Findings) {
    let before = findings.0.len();
    lint::keywords::check(file, value, findings);
    if findings.0.len() > before {
        // The model would drop what is unknown.
        return;
    }
    match OpenAPI::deserialize(value) {
        Ok(model) => lint::model::check(file, value, &model, findings),
        Err(error) => return lint::model::explain(file, value, &error, findings),
    }
    lint::references::check(file, value, findings);
    if is_sound(findings, before) {
        lint::depth::check(file, value, findings);
    }
    if !is_sound(findings, before) {
        // The checks below follow references and rely on known keys.
        return;
    }
    lint::schemas::check(file, value, findings);
    lint::defaults::check(file, value, findings);
    lint::operations::check(file, value, findings);
    lint::servers::check(file, value, findings);
    lint::provenance::check(file, value, findings);
    lint::rules::check(file, value, cases, findings);
    lint::names::check(file, value, findings);
}

/// Whether there was no error since there were so many findings.
fn is_sound(findings: &Findings, before: usize) -> bool {
    findings.0[before..].iter().all(|finding| finding.level != Level::Error)
}

/// Gives each finding the line of its pointer, or of the nearest value around it.
fn place_lines(file: &str, marks: &marks::Marks, findings: &mut Findings) {
    for finding in findings.0.iter_mut().filter(|finding| finding.line.is_none() && finding.file == file) {
        finding.line = marks.line(&finding.pointer);
    }
}
