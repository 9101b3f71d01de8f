//! The bundled spec with changes, and its judge.

use colt_numbers_judge::judge::request_judge::RequestJudge;
use colt_numbers_judge::judge::violation::Violation;
use colt_numbers_judge::model::error::SpecError;
use colt_numbers_judge::model::spec::Spec;
use serde_json::Value;

use crate::example_request::PATH;

pub fn judge_of(spec: &str) -> Result<RequestJudge, SpecError> {
    let spec = Spec::read(spec)?;
    RequestJudge::new(&spec, spec.operation("reserveNumbers").unwrap())
}

pub fn bundled_judge() -> RequestJudge {
    judge_of(colt_numbers_api::OPENAPI_JSON).unwrap()
}

/// The text of the bundled spec after a change.
pub fn changed(change: impl FnOnce(&mut Value)) -> String {
    let mut spec = serde_json::from_str(colt_numbers_api::OPENAPI_JSON).unwrap();
    change(&mut spec);
    spec.to_string()
}

/// The judge of an operation of the bundled spec after a change of the operation.
pub fn judge_of_operation(change: impl FnOnce(&mut Value)) -> RequestJudge {
    judge_of(&changed(|spec| change(&mut spec["paths"][*PATH]["post"]))).unwrap()
}

pub fn ids(violations: &[Violation]) -> Vec<(&str, &str)> {
    violations.iter().map(|violation| (violation.id.as_str(), violation.pointer.as_str())).collect()
}
