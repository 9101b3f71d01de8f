//! Loads a spec: parses and lints it. Nothing else creates a [`CheckedSpec`].

use colt_numbers_extensions::cases::SpecCase;
use colt_numbers_extensions::{
    cases, document_changes, earlier_lines, effects, error_codes, provenance, revisions, rules, silences, tracking_ids,
};
use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::keywords;
use colt_numbers_openapi::source::Source;
use colt_numbers_openapi::yaml;
use colt_numbers_openapi::yaml_syntax::{YamlSyntax, scan};
use openapiv3::OpenAPI;
use serde::Deserialize;
use serde_json::Value;

use crate::hoist::HoistedSpec;
use crate::lint;

/// A spec that passed the lint.
#[derive(Debug)]
pub struct CheckedSpec {
    /// The name of the file, for messages.
    pub file: String,
    /// The spec as written.
    pub value: Value,
    /// The spec with a name for every inline schema that becomes a type.
    pub(crate) hoisted: HoistedSpec,
    /// The cases, in the order of their paths.
    pub cases: Vec<SpecCase>,
    /// The findings of the lint that are not errors.
    pub notes: Findings,
}

/// Parses and lints a spec.
///
/// # Errors
/// All findings, if at least one is an error.
pub fn load(source: &Source) -> Result<CheckedSpec, Findings> {
    let mut notes = Findings::default();
    let checked = match scan(&source.spec) {
        Ok(syntax) => {
            let checked = check(source, &syntax, &mut notes);
            notes.locate(&source.file, |pointer| syntax.line(pointer));
            checked
        }
        Err(error) => {
            notes.error("", format!("not YAML: {error}")).hint("correct this line");
            notes.locate(&source.file, |_| error.line);
            None
        }
    };
    match checked {
        Some((value, hoisted, cases)) if !notes.has_errors() => {
            Ok(CheckedSpec { file: source.file.clone(), value, hoisted, cases, notes })
        }
        _ => Err(notes),
    }
}

/// The spec as a value, the hoisted spec and the cases; `None` if an error prevents any of them.
fn check(source: &Source, syntax: &YamlSyntax, findings: &mut Findings) -> Option<(Value, HoistedSpec, Vec<SpecCase>)> {
    lint::yaml::check(syntax, findings);
    let is_sound = !findings.has_errors();
    let cases = cases::parse(&source.cases, findings);
    let value = match yaml::parse(&source.spec) {
        Ok(value) => value,
        Err(error) => {
            if is_sound {
                let message = format!("cannot be represented as JSON: {error}");
                let hint = "use only string keys and finite numbers, and no tags";
                findings.error("", message).at_line(error.line).hint(hint);
            }
            return None;
        }
    };
    check_value(&value, &cases, findings);
    document_changes::check(&value, findings);
    earlier_lines::check(&value, findings);
    if let Some(revisions) = &source.revisions {
        revisions::check(&value, revisions, findings);
    }
    let hoisted = if findings.has_errors() { None } else { lint::names::hoist_and_check(&value, findings) };
    Some((value, hoisted?, cases))
}

fn check_value(value: &Value, cases: &[SpecCase], findings: &mut Findings) {
    let mut of_keywords = Findings::default();
    keywords::check(value, &mut of_keywords);
    let remaining = lint::ignored_keywords::without(value, &of_keywords);
    let mut others = Findings::default();
    let model = OpenAPI::deserialize(&remaining);
    match &model {
        Ok(model) => check_known_keywords(&remaining, model, cases, &mut others),
        Err(error) => lint::model::explain(&remaining, error, &mut others),
    }
    lint::ignored_keywords::remove_consequences(&of_keywords, model.is_ok(), &mut others);
    findings.0.extend(of_keywords.0.into_iter().chain(others.0));
}

fn check_known_keywords(value: &Value, model: &OpenAPI, cases: &[SpecCase], findings: &mut Findings) {
    lint::model::check(value, model, findings);
    lint::references::check(value, findings);
    if !findings.has_errors() {
        lint::depth::check(value, findings);
    }
    if findings.has_errors() {
        // The checks below follow references and rely on the form of the objects.
        return;
    }
    lint::schemas::check(value, findings);
    lint::operations::check(value, findings);
    lint::servers::check(value, findings);
    lint::security::check(value, findings);
    provenance::check(value, findings);
    effects::check(value, findings);
    error_codes::check(value, findings);
    rules::check(value, cases, findings);
    silences::check(value, findings);
    tracking_ids::check(value, findings);
    lint::names::check(value, findings);
}
