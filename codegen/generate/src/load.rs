//! From text to a spec without errors: parse, then lint. There is no other way to a [`Spec`].

use colt_numbers_openapi::finding::{Findings, Level};
use colt_numbers_openapi::keywords;
use colt_numbers_openapi::marks::{Marks, marks};
use colt_numbers_openapi::source::Source;
use colt_numbers_openapi::text;
use openapiv3::OpenAPI;
use serde::Deserialize;
use serde_json::Value;

use crate::hoist::HoistedSpec;
use crate::lint;
use crate::lint::cases::SpecCase;

/// A spec that passed the lint.
#[derive(Debug)]
pub struct CheckedSpec {
    /// The name that messages give to it.
    pub file: String,
    /// The spec as it was written.
    pub value: Value,
    /// The spec with a name for every inline schema that becomes a type.
    pub(crate) named: HoistedSpec,
    /// The cases: group, name, content; in the order of their paths.
    pub cases: Vec<SpecCase>,
    /// What the lint noted without stopping.
    pub notes: Findings,
}

/// Parses and lints.
///
/// # Errors
/// Everything the lint found, where one finding or more is an error.
pub fn load(source: &Source) -> Result<CheckedSpec, Findings> {
    let mut notes = Findings::default();
    let checked = match marks(&source.spec) {
        Ok(marks) => {
            let checked = check(source, &marks, &mut notes);
            notes.locate(&source.file, |pointer| marks.line(pointer));
            checked
        }
        Err(error) => {
            notes.error("", format!("not YAML: {error}")).hint("correct the text at this line");
            notes.locate(&source.file, |_| error.line);
            None
        }
    };
    match checked {
        Some((value, named, cases)) if !notes.stops() => {
            Ok(CheckedSpec { file: source.file.clone(), value, named, cases, notes })
        }
        _ => Err(notes),
    }
}

/// The value, the value with names, and the cases; nothing where an error keeps one of them from being made.
fn check(source: &Source, marks: &Marks, findings: &mut Findings) -> Option<(Value, HoistedSpec, Vec<SpecCase>)> {
    lint::yaml::check(marks, findings);
    if findings.stops() {
        return None;
    }
    let cases = lint::cases::parse(&source.cases, findings);
    let value = match text::value(&source.spec) {
        Ok(value) => value,
        Err(error) => {
            let message = format!("not a value that JSON has: {error}");
            let hint = "use keys that are strings, finite numbers, and no tags";
            findings.error("", message).at_line(error.line).hint(hint);
            return None;
        }
    };
    check_value(&value, &cases, findings);
    let named = if findings.stops() { None } else { lint::names::hoisted(&value, findings) };
    Some((value, named?, cases))
}

fn check_value(value: &Value, cases: &[SpecCase], findings: &mut Findings) {
    let before = findings.0.len();
    keywords::check(value, findings);
    if findings.0.len() > before {
        // The model would drop what is unknown.
        return;
    }
    match OpenAPI::deserialize(value) {
        Ok(model) => lint::model::check(value, &model, findings),
        Err(error) => return lint::model::explain(value, &error, findings),
    }
    lint::references::check(value, findings);
    if is_sound(findings, before) {
        lint::depth::check(value, findings);
    }
    if !is_sound(findings, before) {
        // The checks below follow references and rely on known keys.
        return;
    }
    lint::schemas::check(value, findings);
    lint::defaults::check(value, findings);
    lint::operations::check(value, findings);
    lint::servers::check(value, findings);
    lint::provenance::check(value, findings);
    lint::rules::check(value, cases, findings);
    lint::names::check(value, findings);
}

/// Whether there was no error since there were so many findings.
fn is_sound(findings: &Findings, before: usize) -> bool {
    findings.0[before..].iter().all(|finding| finding.level != Level::Error)
}
