//! The bundled spec with changes, its judge, and bodies of reservations.

use colt_numbers_judge::judge::request_judge::RequestJudge;
use colt_numbers_judge::judge::violation::Violation;
use colt_numbers_judge::model::error::SpecError;
use colt_numbers_judge::model::spec::Spec;
use serde_json::{Value, json};

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
    judge_of(&changed(|spec| change(&mut spec["paths"]["/v1/reservation/order"]["post"]))).unwrap()
}

pub fn ranges(ranges: &[(&str, &str)]) -> Value {
    let range = |(start, end): &(&str, &str)| json!({ "numberRangeStart": start, "numberRangeEnd": end });
    json!({
        "numberRangeList": ranges.iter().map(range).collect::<Vec<_>>(),
        "productOffering": { "name": "Wholesale SIP" },
        "relatedParty": { "reseller": { "country": "GB" } },
    })
}

pub fn lock_id(id: &str) -> Value {
    json!({
        "productOffering": { "name": "Wholesale SIP", "lockId": id },
        "relatedParty": { "reseller": { "country": "GB" } },
    })
}

pub fn ids(violations: &[Violation]) -> Vec<(&str, &str)> {
    violations.iter().map(|violation| (violation.id.as_str(), violation.pointer.as_str())).collect()
}
