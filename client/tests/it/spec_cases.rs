//! The spec's own cases: the exact set of violations of each, by this crate and by the sandbox.

use colt_numbers::api::CASES_JSON;
use colt_numbers::{Account, Checks, Country, Reservation, Rule, Severity, TrackingId};
use serde_json::Value;

use crate::judge_agreement;

struct Case {
    rule: String,
    name: String,
    body: Vec<u8>,
    several: Vec<Country>,
    tracking_id: Option<String>,
    violations: Vec<(String, String)>,
}

fn cases() -> Vec<Case> {
    let all: Value = serde_json::from_str(CASES_JSON).unwrap();
    let mut cases = Vec::new();
    for (rule, of_rule) in all.as_object().unwrap() {
        // Beside the rules stands a line of text on where this comes from.
        for (name, case) in of_rule.as_object().into_iter().flatten() {
            let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let several = list(&case["account"]["severalServiceProfiles"]);
            cases.push(Case {
                rule: rule.clone(),
                name: name.clone(),
                body: case["body"].to_string().into_bytes(),
                several: several.iter().map(|code| text(code).parse().unwrap()).collect(),
                tracking_id: case["headers"]["x-tracking-id"].as_str().map(str::to_owned),
                violations: list(&case["violations"])
                    .iter()
                    .map(|one| (text(&one["id"]), text(&one["pointer"])))
                    .collect(),
            });
        }
    }
    assert!(cases.len() >= 70, "the bundled cases are all here: {}", cases.len());
    cases
}

#[test]
fn each_case_breaks_exactly_what_it_says() {
    for case in cases() {
        let mut of_body: Vec<_> =
            case.violations.iter().filter(|(_, pointer)| !pointer.starts_with("/x-tracking-id")).cloned().collect();
        of_body.sort();
        for found in
            [judge_agreement::ours(&case.body, &case.several), judge_agreement::theirs(&case.body, &case.several)]
        {
            let found: Vec<_> = found.into_iter().map(|(id, pointer, _)| (id, pointer)).collect();
            assert_eq!(found, of_body, "{}/{}", case.rule, case.name);
        }
        if let Some(id) = &case.tracking_id {
            assert_eq!(
                TrackingId::check(id).is_ok(),
                of_body.len() == case.violations.len(),
                "{}/{}",
                case.rule,
                case.name
            );
        }
    }
}

#[test]
fn each_rule_has_a_case_of_either_kind() {
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
fn a_rule_that_is_overruled_is_not_reported_and_nothing_else_changes() {
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
fn a_warning_makes_nothing_invalid() {
    for case in cases() {
        let errors = Checks::new().violations(&case.body).iter().any(|found| found.severity == Severity::Error);
        assert_eq!(Reservation::from_json(&case.body).is_err(), errors, "{}/{}", case.rule, case.name);
    }
}
