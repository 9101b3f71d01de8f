//! The rule ids in the spec, in the generated `Rule` and in the cases are the same, and the client finds exactly the violations that each
//! case states.

use std::collections::BTreeSet;

use colt_numbers::{Account, Checks, Country, Rule};
use serde_json::Value;

fn bundled(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_declared_rule_is_generated_and_has_cases() {
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
fn reject_cases_break_their_rule_and_accept_cases_do_not() {
    let cases = bundled(colt_numbers_api::CASES_JSON);
    for rule in Rule::ALL {
        for (name, case) in cases[rule.id()].as_object().unwrap() {
            let broken = violations(case).iter().any(|(id, _)| id == rule.id());
            assert_eq!(broken, name.starts_with("reject-"), "{rule}/{name}");
        }
    }
}

#[test]
fn every_case_has_the_violations_it_states() {
    let cases = bundled(colt_numbers_api::CASES_JSON);
    let mut seen = 0;
    for (group, named) in cases.as_object().unwrap().iter().filter(|(_, named)| named.is_object()) {
        for (name, case) in named.as_object().unwrap() {
            let stated = case["violations"].as_array().unwrap().iter();
            let stated: BTreeSet<(String, String)> =
                stated.map(|violation| (text(&violation["id"]), text(&violation["pointer"]))).collect();
            assert_eq!(violations(case), stated, "{group}/{name}");
            seen += 1;
        }
    }
    assert!(seen >= 2 * Rule::ALL.len());
}

/// An allowed rule reports no violations; all other violations stay.
#[test]
fn allowing_a_rule_affects_no_other_violation() {
    let cases = bundled(colt_numbers_api::CASES_JSON);
    for rule in Rule::ALL {
        for (group, named) in cases.as_object().unwrap().iter().filter(|(_, named)| named.is_object()) {
            for (name, case) in named.as_object().unwrap() {
                let body = serde_json::to_vec(&case["body"]).unwrap();
                let all = checks(case).violations(&body);
                let remaining = checks(case).allow(rule).violations(&body);
                let expected: Vec<_> = all.into_iter().filter(|violation| violation.id != rule.id()).collect();
                assert_eq!(remaining, expected, "{group}/{name} without {rule}");
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

/// The violations that the client finds in a case's body and tracking id.
fn violations(case: &Value) -> BTreeSet<(String, String)> {
    let found = checks(case).violations(&serde_json::to_vec(&case["body"]).unwrap());
    let mut found: BTreeSet<_> =
        found.into_iter().map(|violation| (violation.id.to_owned(), violation.pointer)).collect();
    if let Some(id) = case.pointer("/parameters/x-tracking-id").and_then(Value::as_str) {
        let error = colt_numbers::parse_tracking_id(id).err();
        let of_tracking_id = error.iter().flat_map(|error| error.violations());
        found.extend(of_tracking_id.map(|violation| (violation.id.to_owned(), violation.pointer.clone())));
    }
    found
}
