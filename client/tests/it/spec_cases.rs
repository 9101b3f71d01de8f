//! The cases in `spec/cases`: this crate and the judge report exactly the violations that each case lists.

use colt_numbers::api::CASES_JSON;
use colt_numbers::{Account, Checks, Country, Reservation, Rule, Severity, TrackingId};
use serde_json::Value;

use crate::judge_agreement;

struct SpecCase {
    rule: String,
    name: String,
    body: Vec<u8>,
    /// The countries in which the account has several service profiles.
    several: Vec<Country>,
    tracking_id: Option<String>,
    violations: Vec<(String, String)>,
}

fn cases() -> Vec<SpecCase> {
    let all: Value = serde_json::from_str(CASES_JSON).unwrap();
    let mut cases = Vec::new();
    for (rule, of_rule) in all.as_object().unwrap() {
        // One member is not a rule but a note on the origin of the file.
        for (name, case) in of_rule.as_object().into_iter().flatten() {
            let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let several = list(&case["account"]["severalServiceProfiles"]);
            cases.push(SpecCase {
                rule: rule.clone(),
                name: name.clone(),
                body: case["body"].to_string().into_bytes(),
                several: several.iter().map(|code| text(code).parse().unwrap()).collect(),
                tracking_id: case["parameters"]["x-tracking-id"].as_str().map(str::to_owned),
                violations: list(&case["violations"])
                    .iter()
                    .map(|one| (text(&one["id"]), text(&one["pointer"])))
                    .collect(),
            });
        }
    }
    assert!(cases.len() >= 70, "only {} bundled cases", cases.len());
    cases
}

#[test]
fn each_case_has_exactly_its_violations() {
    for case in cases() {
        let mut expected: Vec<_> =
            case.violations.iter().filter(|(_, pointer)| !pointer.starts_with("/x-tracking-id")).cloned().collect();
        expected.sort();
        for found in [
            judge_agreement::client_violations(&case.body, &case.several),
            judge_agreement::judge_violations(&case.body, &case.several),
        ] {
            let found: Vec<_> = found.into_iter().map(|(id, pointer, _)| (id, pointer)).collect();
            assert_eq!(found, expected, "{}/{}", case.rule, case.name);
        }
        if let Some(id) = &case.tracking_id {
            assert_eq!(
                TrackingId::check(id).is_ok(),
                expected.len() == case.violations.len(),
                "{}/{}",
                case.rule,
                case.name
            );
        }
    }
}

#[test]
fn each_rule_has_an_accepted_and_a_rejected_case() {
    let cases = cases();
    for rule in Rule::ALL {
        for kind in ["accept-", "reject-"] {
            assert!(
                cases.iter().any(|case| case.rule == rule.id() && case.name.starts_with(kind)),
                "{} {kind}",
                rule.id()
            );
        }
    }
}

#[test]
fn disabling_a_rule_removes_its_violations_and_no_others() {
    for case in cases() {
        for rule in Rule::ALL {
            let account = case
                .several
                .iter()
                .fold(Account::new(), |account, country| account.with_several_service_profiles(*country));
            let checks = Checks::new().account(account);
            let mut expected = checks.violations(&case.body);
            expected.retain(|found| found.id != rule.id());
            assert_eq!(checks.clone().allow(rule).violations(&case.body), expected, "{}/{}", case.rule, case.name);
        }
    }
}

#[test]
fn warnings_do_not_make_a_request_invalid() {
    for case in cases() {
        let has_errors = Checks::new().violations(&case.body).iter().any(|found| found.severity == Severity::Error);
        assert_eq!(Reservation::from_json(&case.body).is_err(), has_errors, "{}/{}", case.rule, case.name);
    }
}
