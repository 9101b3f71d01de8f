//! Rule ids in the spec, in `Rule`, in the client's judge and in the cases are the same; and every case comes out as it says.

use std::collections::BTreeSet;

use colt_numbers::{Account, Checks, Country, Rule};
use serde_json::Value;

fn bundled(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn rules_are_declared_generated_and_shown_by_cases() {
    let spec = bundled(colt_numbers_api::OPENAPI_JSON);
    let declared: BTreeSet<&str> = spec["x-rules"].as_object().unwrap().keys().map(String::as_str).collect();
    let generated: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    assert_eq!(declared, generated);
    let cases = bundled(colt_numbers_api::CASES_JSON);
    for rule in generated {
        let names: Vec<&String> = cases[rule].as_object().unwrap().keys().collect();
        for side in ["accept-", "reject-"] {
            assert!(names.iter().any(|name| name.starts_with(side)), "`{rule}` has no case {side}…");
        }
    }
}

#[test]
fn a_case_that_rejects_breaks_its_rule_and_one_that_accepts_does_not() {
    let cases = bundled(colt_numbers_api::CASES_JSON);
    for rule in Rule::ALL {
        for (name, case) in cases[rule.id()].as_object().unwrap() {
            let broken = violations(case).iter().any(|(id, _)| id == rule.id());
            assert_eq!(broken, name.starts_with("reject-"), "{rule}/{name}");
        }
    }
}

#[test]
fn every_case_comes_out_as_it_says() {
    let cases = bundled(colt_numbers_api::CASES_JSON);
    let mut seen = 0;
    for (group, named) in cases.as_object().unwrap().iter().filter(|(_, named)| named.is_object()) {
        for (name, case) in named.as_object().unwrap() {
            let said = case["violations"].as_array().unwrap().iter();
            let said: BTreeSet<(String, String)> =
                said.map(|said| (text(&said["id"]), text(&said["pointer"]))).collect();
            assert_eq!(violations(case), said, "{group}/{name}");
            seen += 1;
        }
    }
    assert!(seen >= 2 * Rule::ALL.len());
}

/// An overruled rule is silent, and every other one speaks as before.
#[test]
fn overruling_a_rule_overrules_nothing_else() {
    let cases = bundled(colt_numbers_api::CASES_JSON);
    for rule in Rule::ALL {
        for (group, named) in cases.as_object().unwrap().iter().filter(|(_, named)| named.is_object()) {
            for (name, case) in named.as_object().unwrap() {
                let body = serde_json::to_vec(&case["body"]).unwrap();
                let all = checks(case).violations(&body);
                let left = checks(case).allow(rule).violations(&body);
                let expected: Vec<_> = all.into_iter().filter(|violation| violation.id != rule.id()).collect();
                assert_eq!(left, expected, "{group}/{name} without {rule}");
            }
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn checks(case: &Value) -> Checks {
    let several = case.pointer("/account/severalServiceProfiles").and_then(Value::as_array).into_iter().flatten();
    let account = several.fold(Account::new(), |account, code| {
        account.with_several_service_profiles(text(code).parse::<Country>().unwrap())
    });
    Checks::new().account(account)
}

/// What the client finds in a case: body and tracking id.
fn violations(case: &Value) -> BTreeSet<(String, String)> {
    let found = checks(case).violations(&serde_json::to_vec(&case["body"]).unwrap());
    let mut found: BTreeSet<_> =
        found.into_iter().map(|violation| (violation.id.to_owned(), violation.pointer)).collect();
    if let Some(id) = case.pointer("/headers/x-tracking-id").and_then(Value::as_str) {
        let refused = colt_numbers::parse_tracking_id(id).err();
        let refused = refused.iter().flat_map(|refused| refused.violations());
        found.extend(refused.map(|violation| (violation.id.to_owned(), violation.pointer.clone())));
    }
    found
}
