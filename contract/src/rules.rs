//! Our own reading of the rules that make a request invalid, so that a case which should be accepted truly may be, and one which should be
//! refused breaks one thing. A rule that is declared and not written here is known by its case files alone.

use colt_numbers_judge::model::rule::{Rule, Severity};
use serde_json::Value;

/// The rules of severity `error` that a body breaks: the rule's id and a JSON Pointer.
pub(crate) fn broken(rules: &[Rule], body: &Value, several_profiles: &[String]) -> Vec<(String, String)> {
    let pointer = |rule: &Rule| match rule.id.as_str() {
        "lock-id-or-ranges" => lock_id_or_ranges(body),
        "lock-id-country" => lock_id_country(body, &rule.data),
        "service-profile-required" => service_profile_required(body, several_profiles),
        _ => None,
    };
    let errors = rules.iter().filter(|rule| rule.severity == Severity::Error);
    errors.filter_map(|rule| Some((rule.id.clone(), pointer(rule)?.to_owned()))).collect()
}

fn text<'a>(body: &'a Value, pointer: &str) -> Option<&'a str> {
    body.pointer(pointer).and_then(Value::as_str).filter(|text| !text.trim().is_empty())
}

/// Exactly one of both. What is of a wrong type has been reported already and is not judged.
fn lock_id_or_ranges(body: &Value) -> Option<&'static str> {
    let offering = body.get("productOffering").unwrap_or(&Value::Null);
    let lock = offering.get("lockId");
    let ranges = body.get("numberRangeList");
    let wrong_type = !(offering.is_null() || offering.is_object())
        || lock.is_some_and(|lock| !lock.is_string())
        || ranges.is_some_and(|ranges| !ranges.is_array());
    if wrong_type || !body.is_object() {
        return None;
    }
    let has_ranges = ranges.and_then(Value::as_array).is_some_and(|ranges| !ranges.is_empty());
    match (text(body, "/productOffering/lockId").is_some(), has_ranges) {
        (true, true) => Some("/productOffering/lockId"),
        (false, false) => Some(""),
        _ => None,
    }
}

fn lock_id_country(body: &Value, data: &Value) -> Option<&'static str> {
    text(body, "/productOffering/lockId")?;
    let country = text(body, "/relatedParty/reseller/country")?;
    let forbidden = data.get("countries")?.as_array()?;
    forbidden.iter().any(|listed| listed == country).then_some("/productOffering/lockId")
}

fn service_profile_required(body: &Value, several_profiles: &[String]) -> Option<&'static str> {
    let country = text(body, "/relatedParty/reseller/country")?;
    let profile = body.pointer("/relatedParty/reseller/serviceProfile");
    let missing = profile.is_none() || profile.and_then(Value::as_str).is_some_and(|profile| profile.trim().is_empty());
    (missing && several_profiles.iter().any(|listed| listed == country)).then_some("/relatedParty/reseller")
}

#[cfg(test)]
mod tests {
    use colt_numbers_judge::model::spec::Spec;

    use super::*;
    use crate::case_file;

    #[test]
    fn the_rules_agree_with_every_case_file() {
        let spec = Spec::read(colt_numbers_api::OPENAPI_JSON).unwrap();
        let errors: Vec<&str> =
            spec.rules.iter().filter(|rule| rule.severity == Severity::Error).map(|rule| rule.id.as_str()).collect();
        for group in case_file::read(colt_numbers_api::CASES_JSON).unwrap() {
            for file in &group.files {
                let expected: Vec<_> =
                    file.violations.iter().filter(|(id, _)| errors.contains(&id.as_str())).cloned().collect();
                let found = broken(&spec.rules, &file.body, &file.several_profiles);
                // A body that is no object or breaks the schema at a group's root is not judged by a rule.
                assert_eq!(found, expected, "{}/{}", group.id, file.name);
            }
        }
    }
}
